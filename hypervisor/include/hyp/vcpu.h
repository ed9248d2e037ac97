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
};

/**
 * struct vcpu - a virtual CPU, as every floor sees it
 * @id: number in its domain
 * @domain: whose it is
 * @arch: the architecture's part
 * @cpu: where it runs or ran last; says which run queue it belongs to
 * @sched_priv: the scheduler's
 * @pause_flags: enum vcpu_pause, atomic bits
 * @pause_count: reasons why it may not run, besides the flags
 * @running: on its CPU, state loaded in it; under the run queue's lock
 * @initialised: has a register context; under domain->lock
 * @initialising: somebody gives it one; under domain->lock
 * @is_idle: runs when a CPU has nothing else
 * @poll_port: one polled port, 0: several; see evtchn.h
 * @hard_affinity: CPUs on which it may run; under the run queue's lock
 * @soft_affinity: CPUs on which it should run
 * @pinned_from: hard affinity before SCHEDOP_pin_override; NULL: not overridden
 * @vcpu_info: guest memory that we write; always mapped, never NULL
 * @vcpu_info_mfn: its frame; INVALID_MFN: in shared_info
 * @runstate_gva: registered area, 0: none
 * @runstate_compat: and that is laid out for a 32-bit kernel
 * @time_gva: registered area, 0: none
 * @runstate_seq: odd while @runstate changes
 * @runstate: state and times up to the last change; under the run queue's lock
 * @runstate_stale: guest memory was not mapped: try again
 * @singleshot: timer of set_timer_op
 * @poll_timer: time-out of SCHEDOP_poll
 * @periodic: ticks while it runs
 * @periodic_period: ns, 0: off
 * @periodic_last: last tick, system time
 * @evtchn: FIFO control block, VIRQ ports
 * @nmi_pending: VCPUOP_send_nmi or an NMI for it, to be delivered
 * @hypercall: the one in progress, or NULL
 */
struct vcpu {
	unsigned int id;
	struct domain *domain;
	struct arch_vcpu *arch;

	unsigned int cpu;
	void *sched_priv;
	unsigned long pause_flags;
	atomic_t pause_count;
	bool running;
	bool initialised;
	bool initialising;
	bool is_idle;
	u32 poll_port;
	struct cpumask hard_affinity, soft_affinity;
	struct cpumask *pinned_from;

	struct vcpu_info *vcpu_info;
	mfn_t vcpu_info_mfn;
	u64 runstate_gva;
	bool runstate_compat;
	u64 time_gva;

	u32 runstate_seq;
	struct vcpu_runstate_info runstate;
	bool runstate_stale;
	struct timer singleshot, poll_timer, periodic;
	u64 periodic_period;
	u64 periodic_last;

	struct evtchn_vcpu *evtchn;
	bool nmi_pending;
	struct hypercall *hypercall;
};

/* The vCPU that this CPU runs; the idle vCPU counts. */
#ifdef HYP_HOST_TEST
struct vcpu *current_vcpu(void);
#else
#include <asm/current.h>
#endif
#define current		current_vcpu()

/**
 * vcpu_create() - a new vCPU, which is down
 * @d: domain
 * @id: below its max_vcpus, not made yet
 *
 * Return: the vCPU, or ERR_PTR: -EINVAL, -ENOMEM, or an error of the kind of guest.
 */
struct vcpu *vcpu_create(struct domain *d, unsigned int id);

/**
 * vcpu_destroy() - free a vCPU
 * @v: its domain can't be reached any more
 */
void vcpu_destroy(struct vcpu *v);

/**
 * domain_vcpu() - look up by number, speculation safe
 * @d: domain
 * @id: any
 *
 * Return: NULL if there is none.
 */
struct vcpu *domain_vcpu(const struct domain *d, unsigned int id);

/**
 * vcpu_timers_init() - from sched_vcpu_init(): the timers of struct vcpu
 * @v: new vCPU
 */
void vcpu_timers_init(struct vcpu *v);

/**
 * vcpu_periodic_start() - the periodic timer: a vCPU got this CPU
 * @v: current
 *
 * A tick that was due is sent at once, one at most.
 */
void vcpu_periodic_start(struct vcpu *v);

/**
 * vcpu_periodic_stop() - the periodic timer: a vCPU left its CPU
 * @v: the vCPU
 */
void vcpu_periodic_stop(struct vcpu *v);

/**
 * vcpu_pause() - one reason more not to run, and wait until it does not
 * @v: not current
 */
void vcpu_pause(struct vcpu *v);

/**
 * vcpu_pause_nosync() - one reason more not to run
 * @v: the vCPU; if it runs, it leaves its CPU soon
 */
void vcpu_pause_nosync(struct vcpu *v);

/**
 * vcpu_unpause() - one reason less not to run
 * @v: paused
 */
void vcpu_unpause(struct vcpu *v);

/**
 * vcpu_info_register() - map the place that the guest chose for vcpu_info (once)
 * @v: current, or down
 * @mfn: frame of its domain, writable
 * @offset: in the frame, a multiple of 8
 *
 * Under domain->lock.  The old contents are copied.
 *
 * Return: 0, -ENXIO (the offset), -EINVAL, -ENOMEM.
 */
int vcpu_info_register(struct vcpu *v, mfn_t mfn, unsigned int offset);

/**
 * vcpu_info_reset() - forget that place, at the end of a domain
 * @v: does not run; its flags are in a dummy from now on
 */
void vcpu_info_reset(struct vcpu *v);

#endif /* HYP_VCPU_H */
