// SPDX-License-Identifier: GPL-2.0-only
/*
 * set_timer_op and the timers of vcpu_op: they send VIRQ_TIMER when their time has come,
 * not before, once; what is stopped stays quiet.
 *
 * A guest kernel's whole sense of time hangs on these: an event that comes early makes
 * it set the same timer again and again, one that does not come stops it. Seen is the
 * event's pending bit, with events masked, so that nothing depends on upcalls.
 */
#include "guest.h"

#include <xen/interface/event_channel.h>
#include <xen/interface/sched.h>
#include <xen/interface/vcpu.h>

#define MS	1000000ULL
/* Real Xen is early by up to 50 us, so that timers that are close fire together. */
#define SLOP	60000ULL

static u32 port;

static bool pending(void)
{
	return shared_info->evtchn_pending[port / 64] >> (port % 64) & 1;
}

static void clear_pending(void)
{
	__atomic_fetch_and(&shared_info->evtchn_pending[port / 64], ~(1UL << (port % 64)),
			   __ATOMIC_SEQ_CST);
}

/* Until the event, or @ns of waiting. Returns how late it is against @due, ns. */
static s64 wait_for(u64 due, u64 ns)
{
	u64 end = system_time_ns() + ns;

	while (!pending() && system_time_ns() < end)
		hypercall(__HYPERVISOR_sched_op, SCHEDOP_yield, 0);
	return system_time_ns() - due;
}

static void expect_event(u64 due)
{
	s64 late = wait_for(due, 200 * MS);

	EXPECT(pending());
	EXPECT(late >= -(s64)SLOP);
	EXPECT(late < (s64)(50 * MS));
	clear_pending();
}

static void expect_silence(void)
{
	wait_for(0, 30 * MS);
	EXPECT(!pending());
	clear_pending();
}

static void virq_binds(void)
{
	struct evtchn_bind_virq bind = { .virq = VIRQ_TIMER, .vcpu = 0 };

	EXPECT_EQ(hypercall(__HYPERVISOR_event_channel_op, EVTCHNOP_bind_virq, &bind), 0);
	port = bind.port;
	/* A vCPU begins with a period of 10 ms, which old kernels count on. */
	clear_pending();
	wait_for(0, 200 * MS);
	EXPECT(pending());
	EXPECT_EQ(hypercall(__HYPERVISOR_vcpu_op, VCPUOP_stop_periodic_timer, 0, 0), 0);
	clear_pending();
}

static long singleshot(u64 when, u32 flags)
{
	struct vcpu_set_singleshot_timer set = { .timeout_abs_ns = when, .flags = flags };

	return hypercall(__HYPERVISOR_vcpu_op, VCPUOP_set_singleshot_timer, 0, &set);
}

static long periodic(u64 period)
{
	struct vcpu_set_periodic_timer set = { .period_ns = period };

	return hypercall(__HYPERVISOR_vcpu_op, VCPUOP_set_periodic_timer, 0, &set);
}

static void set_timer_op(void)
{
	u64 due = system_time_ns() + 10 * MS;

	EXPECT_EQ(hypercall(__HYPERVISOR_set_timer_op, due), 0);
	EXPECT(!pending());
	expect_event(due);
	expect_silence();
}

static void set_timer_op_zero_stops(void)
{
	EXPECT_EQ(hypercall(__HYPERVISOR_set_timer_op, system_time_ns() + 10 * MS), 0);
	EXPECT_EQ(hypercall(__HYPERVISOR_set_timer_op, 0), 0);
	expect_silence();
}

static void singleshot_fires_once(void)
{
	u64 due = system_time_ns() + 7 * MS;

	EXPECT_EQ(singleshot(due, 0), 0);
	expect_event(due);
	expect_silence();
}

static void last_setting_counts(void)
{
	u64 due = system_time_ns() + 20 * MS;

	EXPECT_EQ(singleshot(system_time_ns() + 2 * MS, 0), 0);
	EXPECT_EQ(singleshot(due, 0), 0);
	expect_event(due);
	expect_silence();
}

static void past_fires_at_once(void)
{
	u64 now = system_time_ns();

	EXPECT_EQ(singleshot(now - MS, 0), 0);
	expect_event(now);
}

static void flag_is_ignored(void)
{
	u64 now = system_time_ns();

	EXPECT_EQ(singleshot(now - MS, VCPU_SSHOTTMR_future), 0);
	expect_event(now);
}

static void stopped_is_quiet(void)
{
	EXPECT_EQ(singleshot(system_time_ns() + 10 * MS, 0), 0);
	EXPECT_EQ(hypercall(__HYPERVISOR_vcpu_op, VCPUOP_stop_singleshot_timer, 0, 0), 0);
	expect_silence();
}

static void periodic_repeats(void)
{
	unsigned int i;
	u64 first = 0;

	EXPECT_EQ(periodic(5 * MS), 0);
	for (i = 0; i < 5; i++) {
		wait_for(0, 200 * MS);
		EXPECT(pending());
		clear_pending();
		/* The first may come at once. */
		first = first ?: system_time_ns();
	}
	EXPECT(system_time_ns() - first >= 19 * MS);
	EXPECT_EQ(hypercall(__HYPERVISOR_vcpu_op, VCPUOP_stop_periodic_timer, 0, 0), 0);
	clear_pending();
	expect_silence();
}

static void periodic_limits(void)
{
	EXPECT_EQ(periodic(MS / 2), -EINVAL);
	EXPECT_EQ(periodic(~0ULL), -EINVAL);
	EXPECT_EQ(hypercall(__HYPERVISOR_vcpu_op, VCPUOP_set_periodic_timer, 0, 0x10), -EFAULT);
}

static void bad_arguments(void)
{
	EXPECT_EQ(hypercall(__HYPERVISOR_vcpu_op, VCPUOP_set_singleshot_timer, 0, 0x10),
		  -EFAULT);
	EXPECT_EQ(hypercall(__HYPERVISOR_vcpu_op, VCPUOP_set_singleshot_timer, 4000, 0),
		  -ENOENT);
	expect_silence();
}

static void wakes_a_blocked_vcpu(void)
{
	u64 due = system_time_ns() + 15 * MS;

	shared_info->vcpu_info[0].evtchn_upcall_pending = 0;
	shared_info->vcpu_info[0].evtchn_pending_sel = 0;
	/* With its port unmasked the event makes an upcall pending, which ends the block. */
	__atomic_fetch_and(&shared_info->evtchn_mask[port / 64], ~(1UL << (port % 64)),
			   __ATOMIC_SEQ_CST);
	EXPECT_EQ(singleshot(due, 0), 0);
	EXPECT_EQ(hypercall(__HYPERVISOR_sched_op, SCHEDOP_block, 0), 0);
	EXPECT(system_time_ns() >= due - SLOP);
	EXPECT(pending());
	events_off();
	clear_pending();
	__atomic_fetch_or(&shared_info->evtchn_mask[port / 64], 1UL << (port % 64),
			  __ATOMIC_SEQ_CST);
}

GUEST_TEST({ "VIRQ_TIMER can be bound", virq_binds },
	   { "set_timer_op sends it when due, once", set_timer_op },
	   { "set_timer_op with zero stops it", set_timer_op_zero_stops },
	   { "a singleshot timer fires once", singleshot_fires_once },
	   { "the last setting counts", last_setting_counts },
	   { "a time in the past fires at once", past_fires_at_once },
	   { "the flag that refused times in the past is ignored", flag_is_ignored },
	   { "a stopped timer is quiet", stopped_is_quiet },
	   { "a periodic timer repeats until it is stopped", periodic_repeats },
	   { "periods have limits", periodic_limits },
	   { "bad pointers and vCPUs are refused", bad_arguments },
	   { "a timer ends SCHEDOP_block", wakes_a_blocked_vcpu });
