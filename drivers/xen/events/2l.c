// SPDX-License-Identifier: GPL-2.0-only
/*
 * The two-level ABI: a pending and a mask bit for each of 4096 ports.
 *
 * They are in the shared page of the domain. For each virtual CPU a selector says which
 * words of the pending bits are worth a look. The bits don't tell which CPU an event is for:
 * each CPU keeps a map of the ports that are bound to it.
 */
#include <linux/bitmap.h>
#include <linux/bitops.h>
#include <linux/percpu.h>

#include <asm/sync_bitops.h>
#include <asm/xen/hypervisor.h>

#include <xen/interface/xen.h>
#include <xen/xen-ops.h>

#include "events.h"

#define BITS_PER_WORD	(sizeof(xen_ulong_t) * BITS_PER_BYTE)
#define NR_WORDS	(EVTCHN_2L_NR_CHANNELS / BITS_PER_WORD)

static DEFINE_PER_CPU(unsigned long [NR_WORDS], ports_of_cpu);

/* Where the last upcall ended: no port is always the last to be served. */
static DEFINE_PER_CPU(unsigned int, next_word);

static unsigned long *pending_bits(void)
{
	return (unsigned long *)HYPERVISOR_shared_info->evtchn_pending;
}

static unsigned long *mask_bits(void)
{
	return (unsigned long *)HYPERVISOR_shared_info->evtchn_mask;
}

static unsigned int l2_ports(void)
{
	return EVTCHN_2L_NR_CHANNELS;
}

static int l2_prepare(evtchn_port_t port)
{
	sync_set_bit(port, mask_bits());
	return 0;
}

static void l2_bind(evtchn_port_t port, unsigned int cpu, unsigned int old_cpu)
{
	clear_bit(port, per_cpu(ports_of_cpu, old_cpu));
	set_bit(port, per_cpu(ports_of_cpu, cpu));
}

static void l2_clear(evtchn_port_t port)
{
	sync_clear_bit(port, pending_bits());
}

static void l2_set(evtchn_port_t port)
{
	sync_set_bit(port, pending_bits());
}

static bool l2_pending(evtchn_port_t port)
{
	return sync_test_bit(port, pending_bits());
}

static void l2_mask(evtchn_port_t port)
{
	sync_set_bit(port, mask_bits());
}

/*
 * An event that came while the port was masked has raised no upcall, and only the hypervisor
 * can raise one on the right CPU. It does so for a port that it finds masked and pending.
 */
static void l2_unmask(evtchn_port_t port)
{
	struct evtchn_unmask unmask = { .port = port };

	sync_clear_bit(port, mask_bits());
	/* The clear is a full barrier: an event from here on finds the port open. */
	if (!sync_test_bit(port, pending_bits()))
		return;
	sync_set_bit(port, mask_bits());
	HYPERVISOR_event_channel_op(EVTCHNOP_unmask, &unmask);
}

static void handle_word(unsigned int word, unsigned int cpu, struct upcall *upcall)
{
	unsigned long ready = READ_ONCE(pending_bits()[word]) & ~READ_ONCE(mask_bits()[word]) &
		READ_ONCE(per_cpu(ports_of_cpu, cpu)[word]);
	unsigned int bit;

	for_each_set_bit(bit, &ready, BITS_PER_WORD)
		event_handle(word * BITS_PER_WORD + bit, upcall);
}

static void l2_handle(unsigned int cpu, struct upcall *upcall)
{
	struct vcpu_info *vcpu = __this_cpu_read(xen_vcpu);
	unsigned int first = __this_cpu_read(next_word), word, n;
	/* A full barrier: the words are read after it. */
	unsigned long words = xchg_xen_ulong(&vcpu->evtchn_pending_sel, 0);

	for (n = 0; words && n < NR_WORDS; n++) {
		word = (first + n) % NR_WORDS;
		if (!__test_and_clear_bit(word, &words))
			continue;
		handle_word(word, cpu, upcall);
		__this_cpu_write(next_word, (word + 1) % NR_WORDS);
	}
}

static void l2_resume(void)
{
	unsigned int cpu;

	bitmap_fill(mask_bits(), EVTCHN_2L_NR_CHANNELS);
	for_each_possible_cpu(cpu)
		bitmap_zero(per_cpu(ports_of_cpu, cpu), EVTCHN_2L_NR_CHANNELS);
}

static const struct event_abi two_level = {
	.max_ports = l2_ports,
	.nr_ports = l2_ports,
	.prepare = l2_prepare,
	.bind = l2_bind,
	.clear = l2_clear,
	.set = l2_set,
	.pending = l2_pending,
	.mask = l2_mask,
	.unmask = l2_unmask,
	.handle = l2_handle,
	.resume = l2_resume,
};

/**
 * event_abi_2l() - use the two-level ABI
 *
 * Return: its functions; every hypervisor has it.
 */
const struct event_abi *event_abi_2l(void)
{
	bitmap_fill(mask_bits(), EVTCHN_2L_NR_CHANNELS);
	return &two_level;
}
