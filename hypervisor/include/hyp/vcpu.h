/* SPDX-License-Identifier: GPL-2.0-only */
/* A virtual CPU: what every floor shares. */
#ifndef HYP_VCPU_H
#define HYP_VCPU_H

#include <linux/atomic.h>
#include <hyp/cpumask.h>
#include <hyp/frame.h>
#include <hyp/spinlock.h>
#include <hyp/timer.h>
#include <xen/interface/vcpu.h>

struct arch_vcpu;
struct domain;
struct evtchn_vcpu;
struct hypercall;
struct vcpu_info;

/* pause_flags bits: a vCPU runs only while all are clear and pause_count is 0 */
enum vcpu_pause {
	VPF_DOWN,		/* not brought up by the guest */
	VPF_BLOCKED,		/* waits for an event */
	VPF_POLLING,		/* in SCHEDOP_poll; set together with BLOCKED */
	VPF_MIGRATING,
};

struct vcpu {
	unsigned int id;
	struct domain *domain;
	struct arch_vcpu *arch;

	/* Scheduling; see <hyp/sched.h> for who writes what. */
	unsigned int cpu;		/* where it runs or ran last */
	void *sched_priv;
	unsigned long pause_flags;	/* enum vcpu_pause, atomic bits */
	atomic_t pause_count;
	bool running;			/* on its CPU, state loaded in it */
	bool initialised;		/* has a register context */
	bool initialising;		/* somebody gives it one; both under domain->lock */
	bool is_idle;
	bool urgent;			/* polls or holds the device model */
	u32 poll_port;			/* one polled port, 0: several; see evtchn.h */
	u32 poll_ports;			/* how many SCHEDOP_poll waits for */
	int poll_result;
	struct cpumask hard_affinity, soft_affinity;
	struct cpumask *pinned_from;	/* hard affinity before SCHEDOP_pin_override */

	/* Guest memory that the hypervisor writes. */
	struct vcpu_info *vcpu_info;	/* always mapped, never NULL */
	mfn_t vcpu_info_mfn;		/* INVALID_MFN: in shared_info */
	u64 runstate_gva;		/* registered area, 0: none */
	u64 time_gva;

	u32 runstate_seq;		/* odd while runstate changes */
	struct vcpu_runstate_info runstate;
	bool runstate_stale;		/* guest memory was not mapped: try again */
	struct timer singleshot, poll_timer, periodic;
	u64 periodic_period;		/* ns, 0: off */
	u64 periodic_last;		/* last tick, system time */

	struct evtchn_vcpu *evtchn;	/* FIFO control block, VIRQ ports */
	bool nmi_pending, mce_pending;
	struct hypercall *hypercall;	/* the one in progress, or NULL */
};

/* The vCPU that this CPU runs; the idle vCPU counts. */
#ifdef HYP_HOST_TEST
struct vcpu *current_vcpu(void);
#else
#include <asm/current.h>
#endif
#define current		current_vcpu()

struct vcpu *vcpu_create(struct domain *d, unsigned int id);	/* ERR_PTR */
void vcpu_destroy(struct vcpu *v);

/* Looks up by number, speculation safe; NULL if there is none. */
struct vcpu *domain_vcpu(const struct domain *d, unsigned int id);

/* From sched_vcpu_init(): those of struct vcpu. */
void vcpu_timers_init(struct vcpu *v);
/* The periodic timer: @v, the current one, got this CPU; left it. */
void vcpu_periodic_start(struct vcpu *v);
void vcpu_periodic_stop(struct vcpu *v);

void vcpu_pause(struct vcpu *v);
void vcpu_pause_nosync(struct vcpu *v);
void vcpu_unpause(struct vcpu *v);

/* Map or forget the registered vcpu_info; copies the old contents. */
int vcpu_info_register(struct vcpu *v, mfn_t mfn, unsigned int offset);
void vcpu_info_reset(struct vcpu *v);

#endif /* HYP_VCPU_H */
