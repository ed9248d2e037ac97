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

/*
 * A scheduler. One instance (struct cpupool's sched_data) for each pool.
 *
 * Run queues have a lock each; a CPU's is what cpu_add() returned. The members from
 * sleep() on are called with the lock of the vCPU's (or the CPU's) run queue held and
 * interrupts off. v->cpu says to which run queue a vCPU belongs, whether it runs or not.
 */
struct sched_ops {
	const char *name;		/* sched= option */
	const char *long_name;
	u32 id;				/* XEN_SCHEDULER_* */
	int (*init)(struct cpupool *pool);
	void (*deinit)(struct cpupool *pool);
	/* The lock of the CPU's run queue, or NULL: no memory. */
	struct spinlock *(*cpu_add)(struct cpupool *pool, unsigned int cpu);
	/* No vCPU belongs to the CPU any more. */
	void (*cpu_remove)(struct cpupool *pool, unsigned int cpu);
	/* These may allocate; they set d->sched_priv and v->sched_priv. */
	int (*domain_init)(struct cpupool *pool, struct domain *d);
	void (*domain_exit)(struct cpupool *pool, struct domain *d);
	int (*vcpu_init)(struct cpupool *pool, struct vcpu *v);
	void (*vcpu_exit)(struct cpupool *pool, struct vcpu *v);
	/* XEN_DOMCTL_scheduler_op and the sysctl of that name: check and do. */
	int (*adjust)(struct domain *d, struct xen_domctl_scheduler_op *op);
	int (*adjust_global)(struct cpupool *pool, struct xen_sysctl_scheduler_op *op);

	/* It cannot run any more: takes it off the queue, if it is on it. */
	void (*sleep)(struct vcpu *v);
	/* It can run and does not: puts it on the queue of v->cpu, if it is not on it. */
	void (*wake)(struct vcpu *v);
	/* It runs and wants others to have their turn. */
	void (*yield)(struct vcpu *v);
	/* Where it should wait for its turn; any CPU of the pool that it may use. */
	unsigned int (*pick_cpu)(struct vcpu *v);
	/*
	 * Next for @cpu, off the queue then; @curr is what runs there (NULL: idle), and
	 * may be the answer if it is still runnable.
	 */
	struct sched_decision (*pick)(unsigned int cpu, struct vcpu *curr, u64 now);
	void (*dump)(struct cpupool *pool);
};

extern const struct sched_ops sched_credit2_ops, sched_null_ops;
/* The ops of a name or an id; NULL: none. */
const struct sched_ops *sched_find(const char *name);
const struct sched_ops *sched_find_id(u32 id);

/*
 * On the boot CPU, when the heap works: idle domain, first pool, this CPU's idle vCPU,
 * which must be made the current one right after.
 */
void sched_init(void);
/* Before another CPU starts, from a CPU that runs: its idle vCPU and timers; -ENOMEM. */
int sched_init_cpu(unsigned int cpu);
int sched_vcpu_init(struct vcpu *v);		/* picks a CPU */
void sched_vcpu_exit(struct vcpu *v);		/* not runnable any more */
/* NULL: the pool that d->config names. 0, -ENOENT: no such, or without CPUs, -ENOMEM. */
int sched_domain_init(struct domain *d, struct cpupool *pool);
void sched_domain_exit(struct domain *d);
/* All of a paused domain to another pool: 0 or -ENOMEM. */
int sched_move_domain(struct domain *d, struct cpupool *pool);
/*
 * Gives a CPU to a pool, which has it in its set then; takes it out:
 * -ENOMEM; -EAGAIN: not yet, once more.
 */
int sched_cpu_join(struct cpupool *pool, unsigned int cpu);
int sched_cpu_leave(struct cpupool *pool, unsigned int cpu);
/* The pool to which a CPU is attached, or NULL; under LOCK_CPUPOOL it does not change. */
struct cpupool *sched_cpu_pool(unsigned int cpu);

/* Runnable again, perhaps: tells the scheduler. */
void vcpu_wake(struct vcpu *v);
/* Not runnable any more: it leaves its CPU soon; _sync waits until it did. */
void vcpu_sleep_nosync(struct vcpu *v);
void vcpu_sleep_sync(struct vcpu *v);
void vcpu_block(void);				/* current: until an event */
void vcpu_unblock(struct vcpu *v);		/* an event came */
/* An event is pending: interrupts a vCPU that runs, wakes one that waits. */
void vcpu_kick(struct vcpu *v);
void vcpu_yield(void);
bool vcpu_runnable(const struct vcpu *v);
/* -EINVAL: no CPU of its pool is in the set. */
int vcpu_set_hard_affinity(struct vcpu *v, const struct cpumask *mask);
int vcpu_set_soft_affinity(struct vcpu *v, const struct cpumask *mask);
/* SCHEDOP_pin_override: to one CPU for a while; < 0: back to what it was. */
int vcpu_pin_override(struct vcpu *v, int cpu);

/* Times up to now; in guest memory: of the current vCPU, when its page tables are in. */
void vcpu_runstate_get(struct vcpu *v, struct vcpu_runstate_info *out);
void runstate_change(struct vcpu *v, int state, u64 now);
void runstate_area_update(struct vcpu *v);

/* Where each CPU ends its bring-up. */
void __noreturn idle_loop(void);
struct vcpu *idle_vcpu(unsigned int cpu);
/* What a CPU runs; under its run queue's lock only that does not change. */
struct vcpu *sched_curr(unsigned int cpu);

/* From arch_context_switch(), when prev's state is saved and stack is next's. */
void sched_context_saved(struct vcpu *prev);

/* XEN_SYSCTL_scheduler_op, XEN_SYSCTL_sched_id. */
int sched_adjust_global(struct xen_sysctl_scheduler_op *op);
u32 sched_default_id(void);
/* XEN_DOMCTL_scheduler_op. */
int sched_adjust(struct domain *d, struct xen_domctl_scheduler_op *op);

long do_sched_op(struct hypercall *call);
long do_set_timer_op(struct hypercall *call);
long do_vcpu_op(struct hypercall *call);
void sched_dump(void);

#endif /* HYP_SCHED_H */
