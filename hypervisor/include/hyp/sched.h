/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Which vCPU runs where.
 *
 * One hypervisor stack per CPU.  A vCPU is switched only in SOFTIRQ_SCHEDULE
 * on the way to a guest: schedule() picks the next one and calls
 * arch_context_switch(), which does not return.
 */
#ifndef HYP_SCHED_H
#define HYP_SCHED_H

#include <linux/types.h>
#include <linux/compiler.h>

struct cpumask;
struct cpupool;
struct hypercall;
struct vcpu_runstate_info;
struct domain;
struct vcpu;
struct xen_domctl_scheduler_op;
struct xen_sysctl_scheduler_op;
struct spinlock;

/**
 * struct sched_decision - what a scheduler wants a CPU to do
 * @next: vCPU, or NULL: idle
 * @slice: ns after which it wants to be asked again; < 0: not by itself
 */
struct sched_decision {
	struct vcpu *next;
	s64 slice;
};

/**
 * struct sched_ops - a scheduler; one instance (struct cpupool's sched_data) for each pool
 * @name: sched= option
 * @long_name: for the log
 * @id: XEN_SCHEDULER_*
 * @init: makes an instance; 0 or -ENOMEM
 * @deinit: frees it; the pool is empty
 * @cpu_add: a CPU joins; the lock of its run queue, or NULL: no memory
 * @cpu_remove: no vCPU belongs to the CPU any more
 * @domain_init: may allocate, sets d->sched_priv; 0 or -ENOMEM
 * @domain_exit: frees that
 * @vcpu_init: may allocate, sets v->sched_priv; 0 or -ENOMEM
 * @vcpu_exit: frees that; the vCPU is in no queue
 * @adjust: XEN_DOMCTL_scheduler_op: check and do
 * @adjust_global: XEN_SYSCTL_scheduler_op: check and do
 * @sleep: the vCPU cannot run any more: takes it off the queue, if it is on it
 * @wake: the vCPU can run and does not: puts it on the queue of v->cpu, if it is not on it
 * @yield: the vCPU runs and wants others to have their turn
 * @pick_cpu: where the vCPU should wait for its turn; any CPU of the pool that it may use
 * @pick: next for a CPU, off the queue then; curr is what runs there (NULL: idle), and may be
 *        the answer if it is still runnable
 * @dump: prints the pool's queues
 *
 * Run queues have a lock each; a CPU's is what cpu_add() returned. The members from
 * sleep() to pick() are called with the lock of the vCPU's (or the CPU's) run queue held and
 * interrupts off. v->cpu says to which run queue a vCPU belongs, whether it runs or not.
 */
struct sched_ops {
	const char *name;
	const char *long_name;
	u32 id;
	int (*init)(struct cpupool *pool);
	void (*deinit)(struct cpupool *pool);
	struct spinlock *(*cpu_add)(struct cpupool *pool, unsigned int cpu);
	void (*cpu_remove)(struct cpupool *pool, unsigned int cpu);
	int (*domain_init)(struct cpupool *pool, struct domain *d);
	void (*domain_exit)(struct cpupool *pool, struct domain *d);
	int (*vcpu_init)(struct cpupool *pool, struct vcpu *v);
	void (*vcpu_exit)(struct cpupool *pool, struct vcpu *v);
	int (*adjust)(struct domain *d, struct xen_domctl_scheduler_op *op);
	int (*adjust_global)(struct cpupool *pool, struct xen_sysctl_scheduler_op *op);

	void (*sleep)(struct vcpu *v);
	void (*wake)(struct vcpu *v);
	void (*yield)(struct vcpu *v);
	unsigned int (*pick_cpu)(struct vcpu *v);
	struct sched_decision (*pick)(unsigned int cpu, struct vcpu *curr, u64 now);
	void (*dump)(struct cpupool *pool);
};

extern const struct sched_ops sched_credit2_ops, sched_null_ops;

/**
 * sched_find() - the ops of a scheduler by its name
 * @name: of the sched= option
 *
 * Return: NULL: none.
 */
const struct sched_ops *sched_find(const char *name);

/**
 * sched_find_id() - the ops of a scheduler by its number
 * @id: XEN_SCHEDULER_*
 *
 * Return: NULL: none.
 */
const struct sched_ops *sched_find_id(u32 id);

/**
 * sched_init() - idle domain's vCPU of the boot CPU, first pool, softirqs, debug keys
 *
 * On the boot CPU, when the heap works and domain_init() has run; panics without memory.  The
 * idle vCPU must be made the current one right after.
 */
void sched_init(void);

/**
 * sched_init_cpu() - idle vCPU and timers of another CPU
 * @cpu: has its percpu data; one that came up before keeps what it has
 *
 * Before it starts, from a CPU that runs.
 *
 * Return: 0 or an error of vcpu_create(), -ENOMEM among them.
 */
int sched_init_cpu(unsigned int cpu);

/**
 * sched_vcpu_init() - make a new vCPU known to its domain's scheduler
 * @v: not runnable yet
 *
 * Sets affinities and timers, picks a CPU.
 *
 * Return: 0 or -ENOMEM.
 */
int sched_vcpu_init(struct vcpu *v);

/**
 * sched_vcpu_exit() - the end of a vCPU
 * @v: not runnable any more, nobody can reach it
 *
 * Kills its timers: waits for their handlers.
 */
void sched_vcpu_exit(struct vcpu *v);

/**
 * sched_domain_init() - put a new domain into a pool
 * @d: new
 * @pool: NULL: the one that d->config names
 *
 * Takes LOCK_CPUPOOL.
 *
 * Return: 0, -ENOENT: no such pool, or one without CPUs; -ENOMEM.
 */
int sched_domain_init(struct domain *d, struct cpupool *pool);

/**
 * sched_domain_exit() - take a domain out of its pool
 * @d: has no vCPU any more; without a pool nothing is done
 *
 * Takes LOCK_CPUPOOL.
 */
void sched_domain_exit(struct domain *d);

/**
 * sched_move_domain() - all of a domain to another pool
 * @d: paused, none of its vCPUs on a CPU
 * @pool: has CPUs
 *
 * Under LOCK_CPUPOOL.  Affinities are reset.
 *
 * Return: 0 or -ENOMEM (nothing changed).
 */
int sched_move_domain(struct domain *d, struct cpupool *pool);

/**
 * sched_cpu_join() - give a CPU to a pool, which has it in its set then
 * @pool: the new one
 * @cpu: in no pool
 *
 * Under LOCK_CPUPOOL.
 *
 * Return: 0 or -ENOMEM.
 */
int sched_cpu_join(struct cpupool *pool, unsigned int cpu);

/**
 * sched_cpu_leave() - take a CPU out of its pool
 * @pool: the one that it is attached to
 * @cpu: its vCPUs go to others; those that may use no other get a hard affinity of all
 *
 * Under LOCK_CPUPOOL.
 *
 * Return: 0; -EAGAIN: out of the set, but something runs there still: once more.
 */
int sched_cpu_leave(struct cpupool *pool, unsigned int cpu);

/**
 * sched_cpu_pool() - the pool to which a CPU is attached
 * @cpu: number
 *
 * Under LOCK_CPUPOOL it does not change.
 *
 * Return: NULL: none.
 */
struct cpupool *sched_cpu_pool(unsigned int cpu);

/**
 * vcpu_wake() - runnable again, perhaps: tell the scheduler
 * @v: the vCPU; nothing is done if it is not runnable, or runs
 *
 * Any context.  Takes its run queue's lock (LOCK_SCHED).
 */
void vcpu_wake(struct vcpu *v);

/**
 * vcpu_sleep_nosync() - not runnable any more: it leaves its CPU soon
 * @v: the vCPU; nothing is done if it is runnable
 *
 * The caller set what keeps it from running before.  Any context.  Takes LOCK_SCHED.
 */
void vcpu_sleep_nosync(struct vcpu *v);

/**
 * vcpu_sleep_sync() - the same, and wait until it did
 * @v: not current; its context is in memory then
 *
 * Interrupts on, without a lock that other CPUs need.
 */
void vcpu_sleep_sync(struct vcpu *v);

/**
 * vcpu_block() - current sleeps until an event
 *
 * Does nothing if one may be delivered already.  It leaves its CPU on the way to the guest.
 */
void vcpu_block(void);

/**
 * vcpu_block_until() - current sleeps until an event, or a time
 * @deadline: system_time() when it wakes by itself
 *
 * Uses the timer of SCHEDOP_poll. That is still set when an event came before.
 */
void vcpu_block_until(u64 deadline);

/**
 * vcpu_unblock() - an event came
 * @v: the vCPU; nothing is done if it is not blocked
 *
 * Any context.  Takes LOCK_SCHED.
 */
void vcpu_unblock(struct vcpu *v);

/**
 * vcpu_kick() - an event is pending: interrupt a vCPU that runs, wake one that waits
 * @v: the vCPU; the event is in its memory
 *
 * Any context.  Takes LOCK_SCHED.
 */
void vcpu_kick(struct vcpu *v);

/**
 * vcpu_yield() - current lets others have their turn
 */
void vcpu_yield(void);

/**
 * vcpu_runnable() - may a vCPU run?
 * @v: the vCPU; idle ones always may
 *
 * Return: no pause flag is set, neither it nor its domain is paused.
 */
bool vcpu_runnable(const struct vcpu *v);

/**
 * vcpu_set_hard_affinity() - where a vCPU may run
 * @v: the vCPU
 * @mask: set of CPUs; in force once an override by vcpu_pin_override() is over
 *
 * Takes LOCK_SCHED.
 *
 * Return: 0, -EINVAL: no CPU of its pool is in the set.
 */
int vcpu_set_hard_affinity(struct vcpu *v, const struct cpumask *mask);

/**
 * vcpu_set_soft_affinity() - where a vCPU should run
 * @v: the vCPU
 * @mask: set of CPUs
 *
 * Takes LOCK_SCHED.
 *
 * Return: 0, -EINVAL: no CPU of its pool is in the set.
 */
int vcpu_set_soft_affinity(struct vcpu *v, const struct cpumask *mask);

/**
 * vcpu_pin_override() - SCHEDOP_pin_override: to one CPU for a while
 * @v: the vCPU
 * @cpu: number; < 0: back to what it was
 *
 * Return: 0, -EINVAL (not in its pool), -ENOMEM.
 */
int vcpu_pin_override(struct vcpu *v, int cpu);

/**
 * vcpu_runstate_get() - how long a vCPU was in each state, up to now
 * @v: the vCPU
 * @out: OUT, ns
 *
 * Takes no lock.
 */
void vcpu_runstate_get(struct vcpu *v, struct vcpu_runstate_info *out);

/**
 * runstate_change() - a vCPU's state is another from now on
 * @v: the vCPU; its run queue's lock is held
 * @state: RUNSTATE_*
 * @now: system time, ns
 */
void runstate_change(struct vcpu *v, int state, u64 now);

/**
 * runstate_area_update() - show the times in guest memory
 * @v: current, when its page tables are in; without an area nothing is done
 *
 * What cannot be written is marked by v->runstate_stale.
 */
void runstate_area_update(struct vcpu *v);

/**
 * idle_loop() - where each CPU ends its bring-up, and an idle vCPU begins anew each time
 *
 * Runs softirqs, clears free memory, waits.
 */
void __noreturn idle_loop(void);

/**
 * idle_vcpu() - a CPU's idle vCPU
 * @cpu: number
 *
 * Return: NULL before sched_init_cpu().
 */
struct vcpu *idle_vcpu(unsigned int cpu);

/**
 * sched_curr() - what a CPU runs
 * @cpu: number
 *
 * Under its run queue's lock only that does not change.
 *
 * Return: NULL: it idles.
 */
struct vcpu *sched_curr(unsigned int cpu);

/**
 * sched_context_saved() - from arch_context_switch(), when the state of @prev is saved
 * @prev: what ran; it may be placed on another CPU at once
 *
 * The stack and current are the next one's; interrupts are off.
 */
void sched_context_saved(struct vcpu *prev);

/**
 * sched_adjust_global() - XEN_SYSCTL_scheduler_op
 * @op: IN and OUT
 *
 * Takes LOCK_CPUPOOL.
 *
 * Return: 0, -ESRCH (no such pool), -EINVAL, -EOPNOTSUPP (no parameters).
 */
int sched_adjust_global(struct xen_sysctl_scheduler_op *op);

/**
 * sched_default_id() - XEN_SYSCTL_sched_id
 *
 * Return: scheduler of pool 0, XEN_SCHEDULER_*.
 */
u32 sched_default_id(void);

/**
 * sched_adjust() - XEN_DOMCTL_scheduler_op
 * @d: a domain
 * @op: IN and OUT
 *
 * Takes LOCK_CPUPOOL.
 *
 * Return: 0, -EINVAL (also: not the scheduler of its pool), -EOPNOTSUPP (no parameters).
 */
int sched_adjust(struct domain *d, struct xen_domctl_scheduler_op *op);

/**
 * do_sched_op() - HYPERVISOR_sched_op
 * @call: SCHEDOP_*, guest address of a struct by <xen/interface/sched.h>
 *
 * Return: 0 or the command's number or error; -ENOSYS, -EFAULT.
 */
long do_sched_op(struct hypercall *call);

/**
 * do_set_timer_op() - HYPERVISOR_set_timer_op: current's one-shot timer
 * @call: system time, ns; 0: off; in the past: at once
 *
 * Beyond 50 days it is taken for nonsense and fires in 100 ms.
 *
 * Return: 0.
 */
long do_set_timer_op(struct hypercall *call);

/**
 * do_vcpu_op() - HYPERVISOR_vcpu_op
 * @call: VCPUOP_*, number of the vCPU, guest address of a struct by <xen/interface/vcpu.h>
 *
 * Return: 0 or the command's answer or error; -ENOENT (no such vCPU), -ENOSYS, -EFAULT.
 */
long do_vcpu_op(struct hypercall *call);

/**
 * sched_dump() - print what each CPU runs, and the pools, for a debug key
 */
void sched_dump(void);

#endif /* HYP_SCHED_H */
