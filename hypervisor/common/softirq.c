// SPDX-License-Identifier: GPL-2.0-only
/* Deferred work of each CPU: one bit a kind, lowest first. */
#include <hyp/softirq.h>

#include <hyp/bug.h>
#include <hyp/percpu.h>
#include <hyp/smp.h>
#include <linux/atomic.h>
#include <linux/bitops.h>

DEFINE_PER_CPU(unsigned long, softirq_mask);
static void (*softirq_fn[NR_SOFTIRQS])(void);

void softirq_register(enum softirq nr, void (*fn)(void))
{
	softirq_fn[nr] = fn;
}

void softirq_raise(enum softirq nr)
{
	set_bit(nr, this_cpu_ptr(softirq_mask));
}

/*
 * The bit is set before the IPI goes out, and the other CPU reads its bits with
 * interrupts off before it enters a guest or halts: it sees the bit, or the IPI comes after.
 */
void softirq_raise_on(unsigned int cpu, enum softirq nr)
{
	if (!test_and_set_bit(nr, per_cpu_ptr(softirq_mask, cpu)) && cpu != smp_processor_id())
		arch_send_event_check(cpu);
}

/* One at a time from the lowest on, since each may raise another. */
static void run_all_of(unsigned long wanted)
{
	unsigned long *mask = this_cpu_ptr(softirq_mask);
	unsigned long todo;

	while ((todo = READ_ONCE(*mask) & wanted)) {
		unsigned int nr = __ffs(todo);

		clear_bit(nr, mask);
		if (softirq_fn[nr])
			softirq_fn[nr]();
	}
}

void softirq_run(void)
{
	run_all_of(~0UL);
}

void softirq_run_safe(void)
{
	run_all_of(~BIT(SOFTIRQ_SCHEDULE));
}

bool hypercall_preempt_check(void)
{
	return softirq_pending();
}
