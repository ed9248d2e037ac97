// SPDX-License-Identifier: GPL-2.0-only
/* A vCPU's timers and its sleep: what ends in an event, or begins with a look for one. */
#include <hyp/sched.h>

#include <hyp/evtchn.h>
#include <hyp/softirq.h>
#include <hyp/time.h>
#include <hyp/domain.h>
#include <hyp/guest.h>
#include <hyp/vcpu.h>
#include <linux/atomic.h>
#include <xen/interface/xen.h>

/* What a vCPU begins with; kernels from long ago count on it, others stop it. */
#define FIRST_PERIOD	(10 * NSEC_PER_MSEC)

static void singleshot_fires(void *data)
{
	virq_send_vcpu(data, VIRQ_TIMER);
}

/*
 * The periodic timer ticks while its vCPU runs, and once when it gets a CPU after a tick
 * was due; ticks that were missed are not made up for. It wakes nobody.
 */
void vcpu_periodic_start(struct vcpu *v)
{
	u64 now, period = READ_ONCE(v->periodic_period);

	if (!period)
		return;
	now = system_time();
	if (now - v->periodic_last >= period) {
		v->periodic_last = now;
		virq_send_vcpu(v, VIRQ_TIMER);
	}
	timer_migrate(&v->periodic, smp_processor_id());
	timer_set(&v->periodic, v->periodic_last + period);
}

void vcpu_periodic_stop(struct vcpu *v)
{
	if (timer_is_set(&v->periodic))
		timer_stop(&v->periodic);
}

static void periodic_fires(void *data)
{
	struct vcpu *v = data;

	if (v == current)
		vcpu_periodic_start(v);
}

static void poll_times_out(void *data)
{
	struct vcpu *v = data;

	evtchn_poll_end(v);
	vcpu_unblock(v);
}

void vcpu_timers_init(struct vcpu *v)
{
	unsigned int cpu = smp_processor_id();

	timer_init(&v->singleshot, singleshot_fires, v, cpu);
	timer_init(&v->periodic, periodic_fires, v, cpu);
	timer_init(&v->poll_timer, poll_times_out, v, cpu);
	v->periodic_period = FIRST_PERIOD;
}

/*
 * The mark first, then the look for events: an event that is flagged before the look is
 * seen; one flagged later finds the mark in vcpu_kick() and takes it away.
 */
void vcpu_block(void)
{
	struct vcpu *v = current;

	set_bit(VPF_BLOCKED, &v->pause_flags);
	/* Pairs with the barrier in vcpu_kick(). */
	smp_mb();
	if (v->domain->ops->event_deliverable(v))
		clear_bit(VPF_BLOCKED, &v->pause_flags);
	else
		softirq_raise(SOFTIRQ_SCHEDULE);
}

void vcpu_block_until(u64 deadline)
{
	struct vcpu *v = current;

	timer_migrate(&v->poll_timer, v->cpu);
	timer_set(&v->poll_timer, deadline);
	vcpu_block();
}
