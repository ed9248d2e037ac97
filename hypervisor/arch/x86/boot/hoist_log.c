// SPDX-License-Identifier: GPL-2.0-only
/* The console of a hoisted hypervisor: a ring in the kernel's memory, which it prints. */
#include <asm/hoist.h>

#include <linux/atomic.h>
#include <linux/init.h>
#include <hyp/console.h>
#include <hyp/vmap.h>

static struct hoist_log *ring;
static u64 written;			/* the reader's copy is not to be trusted */

static void ring_write(const char *s, size_t len)
{
	for (; len; len--)
		ring->text[written++ & (HOIST_LOG_BYTES - 1)] = *s++;
	/* The text before the position; pairs with the reader's acquire. */
	smp_store_release(&ring->written, written);
}

static struct console_sink sink = { .name = "hoist", .write = ring_write };

void __init hoist_log_init(u64 log)
{
	ring = paddr_to_virt(log);
	console_register(&sink);
}
