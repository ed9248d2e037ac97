// SPDX-License-Identifier: GPL-2.0-only
/*
 * Switching between vCPUs; which one comes next is a scheduler's business.
 *
 * Life of a vCPU here, all under the lock of the run queue to which v->cpu belongs:
 *
 *	not runnable --vcpu_wake()--> queued --schedule()--> running
 *	     ^                          ^                      |
 *	     +---vcpu_sleep_nosync()----+----------------------+ sched_context_saved()
 *
 * v->running is set when schedule() decides for a vCPU and cleared when its context is
 * in memory again. A vCPU is never queued while it is set, so nobody can load a context that
 * is still being saved; a wake-up in between does nothing, since who clears it looks
 * whether the vCPU is runnable afterwards. No wake-up is lost.
 */
#include <hyp/sched.h>

#include <hyp/arch.h>
#include <hyp/bug.h>
#include <hyp/cpupool.h>
#include <hyp/domain.h>
#include <hyp/heap.h>
#include <hyp/keyhandler.h>
#include <hyp/panic.h>
#include <hyp/page_alloc.h>
#include <hyp/percpu.h>
#include <hyp/printk.h>
#include <hyp/smp.h>
#include <hyp/softirq.h>
#include <hyp/tasklet.h>
#include <hyp/time.h>
#include <hyp/vcpu.h>
#include <linux/atomic.h>
#include <linux/err.h>
#include <linux/init.h>
#include <linux/kernel.h>
#include <linux/string.h>

#include "sched_priv.h"

DEFINE_PER_CPU(struct sched_cpu, sched_cpu);

struct vcpu *idle_vcpu(unsigned int cpu)
{
	return per_cpu(sched_cpu, cpu).idle;
}

struct vcpu *sched_curr(unsigned int cpu)
{
	struct sched_cpu *sc = per_cpu_ptr(sched_cpu, cpu);

	return sc->curr == sc->idle ? NULL : sc->curr;
}

struct cpupool *sched_cpu_pool(unsigned int cpu)
{
	return READ_ONCE(per_cpu(sched_cpu, cpu).pool);
}

bool vcpu_runnable(const struct vcpu *v)
{
	return v->is_idle || (!READ_ONCE(v->pause_flags) && !atomic_read(&v->pause_count) &&
			      !atomic_read(&v->domain->pause_count));
}

/* The state of a vCPU that does not run. */
static int waiting_state(const struct vcpu *v)
{
	if (vcpu_runnable(v))
		return RUNSTATE_runnable;
	return test_bit(VPF_BLOCKED, &v->pause_flags) ? RUNSTATE_blocked : RUNSTATE_offline;
}

/* Puts it in a queue, if that is where it belongs: perhaps in another one than before. */
static void place_vcpu(struct vcpu *v)
{
	struct spinlock *lock;
	unsigned long flags;
	bool picked = false;

	for (;;) {
		unsigned int cpu;

		lock = sched_lock_vcpu(v, &flags);
		if (!vcpu_runnable(v) || v->running)
			break;
		if (v->runstate.state != RUNSTATE_runnable)
			runstate_change(v, RUNSTATE_runnable, system_time());
		cpu = picked ? v->cpu : sched_ops_of(v)->pick_cpu(v);
		picked = true;
		if (READ_ONCE(per_cpu(sched_cpu, cpu).lock) == lock) {
			WRITE_ONCE(v->cpu, cpu);
			sched_ops_of(v)->wake(v);
			break;
		}
		sched_ops_of(v)->sleep(v);
		WRITE_ONCE(v->cpu, cpu);
		spin_unlock_irqrestore(lock, flags);
	}
	spin_unlock_irqrestore(lock, flags);
}

void vcpu_wake(struct vcpu *v)
{
	place_vcpu(v);
}

void vcpu_sleep_nosync(struct vcpu *v)
{
	unsigned long flags;
	struct spinlock *lock = sched_lock_vcpu(v, &flags);

	if (!vcpu_runnable(v)) {
		sched_ops_of(v)->sleep(v);
		if (v->running)
			softirq_raise_on(v->cpu, SOFTIRQ_SCHEDULE);
		else if (v->runstate.state == RUNSTATE_runnable)
			runstate_change(v, waiting_state(v), system_time());
	}
	spin_unlock_irqrestore(lock, flags);
}

void vcpu_sleep_sync(struct vcpu *v)
{
	vcpu_sleep_nosync(v);
	while (!vcpu_runnable(v) && READ_ONCE(v->running))
		arch_cpu_relax();
	/* What the vCPU left in memory is read after the mark that it left. */
	smp_rmb();
	arch_vcpu_sync(v);
}

void vcpu_unblock(struct vcpu *v)
{
	if (!test_and_clear_bit(VPF_BLOCKED, &v->pause_flags))
		return;
	clear_bit(VPF_POLLING, &v->pause_flags);
	vcpu_wake(v);
}

/*
 * The caller has made the event visible. A vCPU that runs is asked to look; one that is
 * just about to leave finds it in vcpu_block() or is unblocked here.
 */
void vcpu_kick(struct vcpu *v)
{
	bool running;

	/* The event before the look at who has to be told of it. */
	smp_mb();
	running = READ_ONCE(v->running);
	vcpu_unblock(v);
	if (running && v->cpu != smp_processor_id())
		arch_send_event_check(v->cpu);
}

void vcpu_yield(void)
{
	struct vcpu *v = current;
	unsigned long flags;
	struct spinlock *lock = sched_lock_vcpu(v, &flags);

	sched_ops_of(v)->yield(v);
	spin_unlock_irqrestore(lock, flags);
	softirq_raise(SOFTIRQ_SCHEDULE);
}

static struct vcpu *pick_next(struct sched_cpu *sc, unsigned int cpu, u64 now)
{
	struct sched_decision d = { .slice = -1 };

	if (sc->pool)
		d = sc->pool->ops->pick(cpu, sched_curr(cpu), now);
	if (d.slice >= 0)
		timer_set(&sc->slice, now + d.slice);
	else
		timer_stop(&sc->slice);
	return d.next ?: sc->idle;
}

/* SOFTIRQ_SCHEDULE; does not come back when another vCPU is next. */
static void schedule(void)
{
	struct sched_cpu *sc = this_cpu_ptr(sched_cpu);
	unsigned int cpu = smp_processor_id();
	struct vcpu *prev = sc->curr, *next;
	struct spinlock *lock;
	u64 now;

	arch_irq_disable();
	lock = sched_lock_queue(cpu);
	now = system_time();
	next = pick_next(sc, cpu, now);
	if (next == prev) {
		spin_unlock(lock);
		arch_irq_enable();
		return;
	}
	runstate_change(prev, waiting_state(prev), now);
	runstate_change(next, RUNSTATE_running, now);
	sc->curr = next;
	next->running = true;
	WRITE_ONCE(next->cpu, cpu);
	spin_unlock(lock);
	arch_context_switch(prev, next);
}

/*
 * Who waits for @prev to stop may destroy its domain as soon as it is not marked
 * as running any more: the reference keeps it until this is over.
 */
void sched_context_saved(struct vcpu *prev)
{
	struct domain *d = prev->is_idle ? NULL : prev->domain;
	struct spinlock *lock;

	if (d)
		BUG_ON(!domain_get(d));
	lock = sched_lock_queue(smp_processor_id());
	WRITE_ONCE(prev->running, false);
	spin_unlock(lock);
	if (d) {
		vcpu_periodic_stop(prev);
		place_vcpu(prev);
		domain_put(d);
	}
	vcpu_periodic_start(current);
	vcpu_time_update(current);
	runstate_area_update(current);
}

void idle_loop(void)
{
	arch_irq_enable();
	softirq_raise(SOFTIRQ_SCHEDULE);
	for (;;) {
		softirq_run();
		/* A little at a time: who becomes runnable waits no longer. */
		if (page_alloc_scrub_some())
			continue;
		arch_irq_disable();
		if (softirq_pending())
			arch_irq_enable();
		else
			arch_idle();
	}
}

static void slice_over(void *data)
{
	softirq_raise(SOFTIRQ_SCHEDULE);
}

int sched_vcpu_init(struct vcpu *v)
{
	struct cpupool *pool = v->domain->pool;

	cpumask_setall(&v->hard_affinity);
	cpumask_setall(&v->soft_affinity);
	vcpu_timers_init(v);
	v->cpu = cpumask_first(&pool->cpus);
	v->runstate.state = RUNSTATE_offline;
	v->runstate.state_entry_time = system_time();
	return pool->ops->vcpu_init(pool, v);
}

void sched_vcpu_exit(struct vcpu *v)
{
	unsigned long flags;
	struct spinlock *lock;

	timer_kill(&v->singleshot);
	timer_kill(&v->poll_timer);
	timer_kill(&v->periodic);
	lock = sched_lock_vcpu(v, &flags);
	sched_ops_of(v)->sleep(v);
	spin_unlock_irqrestore(lock, flags);
	sched_ops_of(v)->vcpu_exit(v->domain->pool, v);
	heap_free(v->pinned_from);
	v->pinned_from = NULL;
}

static int make_idle_vcpu(unsigned int cpu)
{
	struct sched_cpu *sc = per_cpu_ptr(sched_cpu, cpu);
	struct vcpu *idle;

	if (sc->idle)
		return 0;
	timer_init_cpu(cpu);
	timer_init(&sc->slice, slice_over, NULL, cpu);
	spin_lock_init(&sc->own_lock, LOCK_SCHED);
	sc->lock = &sc->own_lock;
	idle = vcpu_create(dom_idle, cpu);
	if (IS_ERR(idle))
		return PTR_ERR(idle);
	idle->cpu = cpu;
	idle->running = true;
	runstate_change(idle, RUNSTATE_running, system_time());
	sc->curr = idle;
	sc->idle = idle;
	return 0;
}

int sched_init_cpu(unsigned int cpu)
{
	return make_idle_vcpu(cpu);
}

void __init sched_init(void)
{
	softirq_register(SOFTIRQ_SCHEDULE, schedule);
	tasklet_init();
	keyhandler_init();
	timer_softirq_init();
	if (make_idle_vcpu(smp_processor_id()))
		panic("no memory for the idle vCPU");
	cpupool_init();
	if (cpupool_cpu_online(smp_processor_id()))
		panic("no memory for the scheduler");
}

void sched_dump(void)
{
	unsigned int cpu;

	for_each_online_cpu(cpu) {
		struct vcpu *v = per_cpu(sched_cpu, cpu).curr;

		printk("CPU %u runs d%uv%u\n", cpu, v->domain->domid, v->id);
	}
	cpupool_dump();
}
