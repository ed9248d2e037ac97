// SPDX-License-Identifier: GPL-2.0-only
/* A vCPU's timers and its sleep: what ends in an event, or begins with a look for one. */
#include <hyp/sched.h>

#include <hyp/evtchn.h>
#include <hyp/softirq.h>
#include <hyp/time.h>
#include <hyp/vcpu.h>
#include <linux/atomic.h>
#include <xen/interface/xen.h>

static void singleshot_fires(void *data)
{
	virq_send_vcpu(data, VIRQ_TIMER);
}

static void periodic_fires(void *data)
{
	struct vcpu *v = data;
	u64 now = system_time(), next = v->periodic.expires + v->periodic_period;

	virq_send_vcpu(v, VIRQ_TIMER);
	if (!v->periodic_period)
		return;
	/* Ticks that were missed are not made up for. */
	timer_set(&v->periodic, next > now ? next : now + v->periodic_period);
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
	if (vcpu_event_pending(v))
		clear_bit(VPF_BLOCKED, &v->pause_flags);
	else
		softirq_raise(SOFTIRQ_SCHEDULE);
}
