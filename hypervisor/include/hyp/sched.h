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

struct sched_decision {
	struct vcpu *next;
	s64 slice;		/* ns, < 0: until something happens */
	bool migrated;
};

/* One instance (struct cpupool's sched_data) per pool; called with interrupts off. */
struct sched_ops {
	const char *name;		/* sched= option */
	const char *long_name;
	u32 id;				/* XEN_SCHEDULER_* */
	int (*init)(struct cpupool *pool);
	void (*deinit)(struct cpupool *pool);
	int (*cpu_add)(struct cpupool *pool, unsigned int cpu);
	void (*cpu_remove)(struct cpupool *pool, unsigned int cpu);
	int (*domain_init)(struct cpupool *pool, struct domain *d);
	void (*domain_exit)(struct cpupool *pool, struct domain *d);
	int (*vcpu_init)(struct cpupool *pool, struct vcpu *v);
	void (*vcpu_exit)(struct cpupool *pool, struct vcpu *v);
	void (*sleep)(struct vcpu *v);
	void (*wake)(struct vcpu *v);
	void (*yield)(struct vcpu *v);
	unsigned int (*pick_cpu)(struct vcpu *v);
	struct sched_decision (*pick)(unsigned int cpu, u64 now);
	void (*switched_out)(struct vcpu *v);	/* its context is saved */
	int (*adjust)(struct domain *d, struct xen_domctl_scheduler_op *op);
	int (*adjust_global)(struct cpupool *pool, struct xen_sysctl_scheduler_op *op);
	void (*dump_cpu)(unsigned int cpu);
};

void sched_init(void);				/* boot CPU, idle domain */
int sched_init_cpu(unsigned int cpu);		/* its idle vCPU and queue */
int sched_vcpu_init(struct vcpu *v);		/* picks a CPU */
void sched_vcpu_exit(struct vcpu *v);
int sched_domain_init(struct domain *d, struct cpupool *pool);
void sched_domain_exit(struct domain *d);

void vcpu_wake(struct vcpu *v);			/* runnable? tell the scheduler */
void vcpu_sleep_nosync(struct vcpu *v);
void vcpu_sleep_sync(struct vcpu *v);		/* waits until it is off its CPU */
void vcpu_block(void);				/* current: until an event */
void vcpu_unblock(struct vcpu *v);		/* an event came */
/* An event is pending: interrupts a vCPU that runs, wakes one that waits. */
void vcpu_kick(struct vcpu *v);
void vcpu_yield(void);
bool vcpu_runnable(const struct vcpu *v);
int vcpu_set_hard_affinity(struct vcpu *v, const struct cpumask *mask);
int vcpu_set_soft_affinity(struct vcpu *v, const struct cpumask *mask);
void vcpu_runstate_get(struct vcpu *v, struct vcpu_runstate_info *out);

/* Lends a CPU to the idle loop for good: called at the end of bring-up. */
void __noreturn idle_loop(void);
struct vcpu *idle_vcpu(unsigned int cpu);

/* From arch_context_switch(), when prev's state is saved and stack is next's. */
void sched_context_saved(struct vcpu *prev);

/* XEN_SYSCTL_scheduler_op, XEN_SYSCTL_sched_id. */
int sched_adjust_global(struct xen_sysctl_scheduler_op *op);
u32 sched_default_id(void);

long do_sched_op(struct hypercall *call);
long do_set_timer_op(struct hypercall *call);
long do_vcpu_op(struct hypercall *call);
void sched_dump(void);

#endif /* HYP_SCHED_H */
