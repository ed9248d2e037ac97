// SPDX-License-Identifier: GPL-2.0-only
/*
 * Where the text of a test kernel goes: dom0's place has the hypervisor's console, a
 * guest a ring that the console daemon reads (the public header io/console.h), and a
 * child of a test kernel has none.
 */
#include "guest.h"

#include <asm/barrier.h>
#include <xen/interface/event_channel.h>
#include <xen/interface/sched.h>

#include "internal.h"

#define OUT_BYTES	2048

/* The console page. */
struct console_ring {
	u8 in[1024];
	u8 out[OUT_BYTES];
	u32 in_cons, in_prod;
	u32 out_cons, out_prod;
};

static struct console_ring *ring;
static bool hypervisor_console = true;

void console_init(void)
{
	hypervisor_console = start_info->flags & SIF_INITDOMAIN;
	ring = NULL;
	if (!hypervisor_console && start_info->console.domU.mfn)
		ring = pfn_to_virt(mfn_to_pfn(start_info->console.domU.mfn));
}

static void ring_write(const char *text, size_t len)
{
	struct evtchn_send send = { .port = start_info->console.domU.evtchn };
	size_t i;

	for (i = 0; i < len; i++) {
		while (ring->out_prod - READ_ONCE(ring->out_cons) == OUT_BYTES) {
			hypercall(__HYPERVISOR_event_channel_op, EVTCHNOP_send, &send);
			hypercall(__HYPERVISOR_sched_op, SCHEDOP_yield, 0);
		}
		ring->out[ring->out_prod % OUT_BYTES] = text[i];
		/* The reader takes a character after the index that says it is there. */
		barrier();
		WRITE_ONCE(ring->out_prod, ring->out_prod + 1);
	}
	hypercall(__HYPERVISOR_event_channel_op, EVTCHNOP_send, &send);
}

void console_write(const char *text, size_t len)
{
	if (ring)
		ring_write(text, len);
	else if (hypervisor_console)
		hypercall(__HYPERVISOR_console_io, CONSOLEIO_write, len, text);
}
