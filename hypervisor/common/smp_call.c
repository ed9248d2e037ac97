// SPDX-License-Identifier: GPL-2.0-only
/*
 * Function calls on other CPUs. One call is in flight at a time; its fields are written
 * before a CPU's bit in @todo is set and read after the bit was seen.
 *
 * Two callers cannot wait for each other: who waits for the lock serves calls meanwhile,
 * even with interrupts off, and who has it is the only one with a call in flight.
 */
#include <hyp/smp.h>

#include <hyp/arch.h>
#include <hyp/percpu.h>
#include <hyp/spinlock.h>
#include <linux/atomic.h>

static DEFINE_SPINLOCK(call_lock, LOCK_SMP_CALL);

static struct {
	void (*fn)(void *arg);
	void *arg;
	struct cpumask todo;
} call;

void smp_call_interrupt(void)
{
	unsigned int cpu = smp_processor_id();

	if (!cpumask_test(cpu, &call.todo))
		return;
	/* The bit before the function: pairs with the barrier in send_call(). */
	smp_rmb();
	call.fn(call.arg);
	/* What the function did before the bit that says so. */
	smp_mb();
	cpumask_clear(cpu, &call.todo);
}

static void serve_call(void)
{
	unsigned long flags = arch_irq_save();

	smp_call_interrupt();
	arch_irq_restore(flags);
	cpu_relax();
}

static bool send_call(const struct cpumask *mask, void (*fn)(void *arg), void *arg)
{
	unsigned int cpu, self = smp_processor_id();
	struct cpumask others = { { 0 } };

	for_each_cpu(cpu, mask) {
		if (cpu != self && cpumask_test(cpu, &cpu_online))
			cpumask_set(cpu, &others);
	}
	if (cpumask_empty(&others))
		return false;
	call.fn = fn;
	call.arg = arg;
	/* The function before the bit: pairs with the barrier in smp_call_interrupt(). */
	smp_wmb();
	call.todo = others;
	arch_send_call(&others);
	return true;
}

void smp_call(const struct cpumask *mask, void (*fn)(void *arg), void *arg)
{
	unsigned long flags;
	bool sent;

	while (!spin_trylock(&call_lock))
		serve_call();
	sent = send_call(mask, fn, arg);
	if (cpumask_test(smp_processor_id(), mask)) {
		flags = arch_irq_save();
		fn(arg);
		arch_irq_restore(flags);
	}
	while (sent && !cpumask_empty(&call.todo))
		cpu_relax();
	spin_unlock(&call_lock);
}
