// SPDX-License-Identifier: GPL-2.0-only
/*
 * TLB flushes and the flush clock.
 *
 * The clock ticks with each flush of everything; that includes global entries, as
 * the user pages of PV guests are global. A CPU notes the tick of its last one after
 * it is done; a frame notes the clock when its last use as a page of some type ended.
 * If the CPU's note is newer, it can't hold a translation of that use. The clock
 * wraps: 0 is never a tick, and at the wrap all are flushed by answering "needed"
 * until they did.
 *
 * Another CPU's flush is asked for by writing the request, then the CPU's bit,
 * then an IPI; the CPU reads in the opposite order and clears its bit last.
 */
#include <hyp/tlb.h>

#include <linux/atomic.h>
#include <hyp/arch.h>
#include <hyp/percpu.h>
#include <hyp/smp.h>
#include <hyp/spinlock.h>
#include <asm/apic.h>
#include <asm/barrier.h>
#include <asm/system.h>

static atomic_t clock = ATOMIC_INIT(1);
static DEFINE_PER_CPU(u32, last_flush);

static DEFINE_SPINLOCK(flush_lock, LOCK_TLB);
static struct {
	u32 flags;
	u64 va;
	struct cpumask todo;
} request;

u32 tlb_clock(void)
{
	return (u32)atomic_read(&clock);
}

/* A new tick, or 0 once the clock has run out: then nothing is filtered any more. */
static u32 tick(void)
{
	u32 now = tlb_clock();

	if (!now)
		return 0;
	return (u32)atomic_inc_return(&clock);
}

bool tlb_flush_needed(unsigned int cpu, u32 stamp)
{
	u32 last = READ_ONCE(per_cpu(last_flush, cpu));

	return !stamp || !last || !tlb_clock() || last <= stamp;
}

void tlb_filter_mask(struct cpumask *mask, u32 stamp)
{
	unsigned int cpu;

	for_each_cpu(cpu, mask)
		if (!tlb_flush_needed(cpu, stamp))
			cpumask_clear(cpu, mask);
}

static void flush_all(u32 flags)
{
	unsigned long irq = arch_irq_save();
	unsigned long cr4 = read_cr4();
	u32 now;

	if (!(flags & FLUSH_GLOBAL)) {
		write_cr3(read_cr3());
		arch_irq_restore(irq);
		return;
	}
	/*
	 * The tick is drawn before the flush: what a frame was stamped with
	 * before is older.
	 */
	now = tick();
	if (cr4 & CR4_PGE) {
		write_cr4(cr4 & ~CR4_PGE);
		write_cr4(cr4);
	} else {
		write_cr3(read_cr3());
	}
	WRITE_ONCE(this_cpu(last_flush), now);
	arch_irq_restore(irq);
}

void tlb_flush_local(u32 flags, u64 va)
{
	if (flags & (FLUSH_TLB | FLUSH_GLOBAL | FLUSH_ROOT_PGTBL))
		flush_all(flags);
	else if (flags & FLUSH_VA)
		cpu_invlpg(va);
	if (flags & FLUSH_CACHE)
		wbinvd();
}

void tlb_flush_interrupt(void)
{
	unsigned int cpu = smp_processor_id();

	if (!cpumask_test(cpu, &request.todo))
		return;
	/* The bit before the request: pairs with the barrier in send_request(). */
	smp_rmb();
	tlb_flush_local(request.flags, request.va);
	/* The flush before the bit that says so. */
	smp_mb();
	cpumask_clear(cpu, &request.todo);
}

/* Waiting with interrupts off must not keep another flusher waiting for us. */
static void serve(void)
{
	unsigned long irq = arch_irq_save();

	tlb_flush_interrupt();
	smp_call_interrupt();
	arch_irq_restore(irq);
	cpu_relax();
}

static void send_request(const struct cpumask *others, u32 flags, u64 va)
{
	while (!spin_trylock(&flush_lock))
		serve();
	request.flags = flags;
	request.va = va;
	/* The request before the bits: pairs with the one in tlb_flush_interrupt(). */
	smp_wmb();
	request.todo = *others;
	/* The bits before the IPI: WRMSR to an x2APIC orders nothing; sending does. */
	apic_send_ipi_mask(others, VECTOR_TLB_FLUSH);
	while (!cpumask_empty(&request.todo))
		serve();
	spin_unlock(&flush_lock);
}

void tlb_flush_mask(const struct cpumask *mask, u32 flags, u64 va)
{
	unsigned int cpu, self = smp_processor_id();
	struct cpumask others = { { 0 } };

	if (!cpumask_is_only(mask, self)) {
		for_each_cpu(cpu, mask)
			if (cpu != self && cpumask_test(cpu, &cpu_online))
				cpumask_set(cpu, &others);
		if (!cpumask_empty(&others))
			send_request(&others, flags, va);
	}
	if (cpumask_test(self, mask))
		tlb_flush_local(flags, va);
}
