// SPDX-License-Identifier: GPL-2.0-only
/*
 * A barrier for all CPUs that either opens for all or for none.
 *
 * The verdict is one word, which changes once: the last to arrive makes it HOIST_GO,
 * whoever fails or loses patience its error. A CPU that comes later finds it made.
 */
#include <asm/hoist.h>

#include <linux/atomic.h>
#include <linux/errno.h>
#include <hyp/time.h>
#include <asm/barrier.h>
#include <asm/clock.h>
#include <asm/msr.h>

#define GO		1
/* Long, since CPUs of a virtual machine may not run; short where a test has one not come. */
#define PATIENCE_S	20
#define TEST_PATIENCE_S	2

static void settle(struct hoist_barrier *b, s32 verdict)
{
	s32 open = 0;

	try_cmpxchg(&b->verdict, &open, verdict);
}

int hoist_barrier_wait(struct hoist_barrier *b, int err)
{
	u64 start = rdtsc(), patience = hoist_info->fail_step ? TEST_PATIENCE_S : PATIENCE_S;

	if (err)
		settle(b, err);
	else if (__atomic_add_fetch(&b->arrived, 1, __ATOMIC_SEQ_CST) == hoist_nr_cpus)
		settle(b, GO);
	while (!READ_ONCE(b->verdict)) {
		if (rdtsc() - start > patience * tsc_hz())
			settle(b, -ETIMEDOUT);
		cpu_relax();
	}
	/* What the others did before they came, after the verdict was seen. */
	smp_rmb();
	return b->verdict == GO ? 0 : b->verdict;
}
