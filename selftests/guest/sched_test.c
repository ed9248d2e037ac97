// SPDX-License-Identifier: GPL-2.0-only
/*
 * sched_op: giving the CPU away, and getting it back when something happens.
 *
 * What matters is that no wake-up is lost: an event that is pending before the vCPU
 * blocks or polls, or that comes while it does so, ends the wait. Otherwise a guest hangs
 * until its next timer, now and then.
 */
#include "guest.h"

#include <xen/interface/event_channel.h>
#include <xen/interface/sched.h>
#include <xen/interface/vcpu.h>

#define MS	1000000ULL

static u32 port;

static long sched_op(u32 cmd, void *arg)
{
	return hypercall(__HYPERVISOR_sched_op, cmd, arg);
}

static void set_pending(bool on)
{
	unsigned long bit = 1UL << (port % 64), *word = &shared_info->evtchn_pending[port / 64];

	if (on)
		__atomic_fetch_or(word, bit, __ATOMIC_SEQ_CST);
	else
		__atomic_fetch_and(word, ~bit, __ATOMIC_SEQ_CST);
}

static long poll(u32 *ports, u32 nr, u64 timeout)
{
	struct sched_poll p = { .nr_ports = nr, .timeout = timeout };

	memcpy(&p.ports, &ports, sizeof(ports));
	return sched_op(SCHEDOP_poll, &p);
}

static void make_port(void)
{
	struct evtchn_bind_ipi ipi = { .vcpu = 0 };

	EXPECT_EQ(hypercall(__HYPERVISOR_event_channel_op, EVTCHNOP_bind_ipi, &ipi), 0);
	port = ipi.port;
	EXPECT(port);
}

static void yields(void)
{
	EXPECT_EQ(sched_op(SCHEDOP_yield, NULL), 0);
	EXPECT_EQ(sched_op(SCHEDOP_yield, (void *)0x10), 0);
}

static void block_with_event_pending(void)
{
	u64 start = system_time_ns();

	shared_info->vcpu_info[0].evtchn_upcall_pending = 1;
	EXPECT_EQ(sched_op(SCHEDOP_block, NULL), 0);
	events_off();
	EXPECT(system_time_ns() - start < 50 * MS);
	/* The call unmasks events by itself, so the upcall has come. */
	EXPECT(nr_upcalls > 0);
}

static void poll_of_pending_port(void)
{
	u64 start = system_time_ns();

	set_pending(true);
	EXPECT_EQ(poll(&port, 1, 0), 0);
	EXPECT(system_time_ns() - start < 50 * MS);
	set_pending(false);
}

static void poll_with_timeout(void)
{
	u64 start = system_time_ns();

	EXPECT_EQ(poll(&port, 1, start + 20 * MS), 0);
	EXPECT(system_time_ns() - start >= 20 * MS);
	EXPECT(system_time_ns() - start < 200 * MS);
}

static void poll_of_nothing_is_a_sleep(void)
{
	u64 start = system_time_ns();

	EXPECT_EQ(poll(NULL, 0, start + 10 * MS), 0);
	EXPECT(system_time_ns() - start >= 10 * MS);
}

static void poll_time_in_the_past(void)
{
	u64 start = system_time_ns();

	EXPECT_EQ(poll(&port, 1, start - MS), 0);
	EXPECT(system_time_ns() - start < 50 * MS);
}

static void poll_sees_the_second_port(void)
{
	u32 ports[2] = { 0, port };
	struct evtchn_bind_ipi ipi = { .vcpu = 0 };

	EXPECT_EQ(hypercall(__HYPERVISOR_event_channel_op, EVTCHNOP_bind_ipi, &ipi), 0);
	ports[0] = ipi.port;
	set_pending(true);
	EXPECT_EQ(poll(ports, 2, 0), 0);
	set_pending(false);
}

static void poll_is_woken_by_an_event(void)
{
	struct evtchn_bind_virq bind = { .virq = VIRQ_TIMER, .vcpu = 0 };
	u64 start = system_time_ns();
	u32 timer;

	EXPECT_EQ(hypercall(__HYPERVISOR_event_channel_op, EVTCHNOP_bind_virq, &bind), 0);
	timer = bind.port;
	EXPECT_EQ(hypercall(__HYPERVISOR_set_timer_op, start + 10 * MS), 0);
	EXPECT_EQ(poll(&timer, 1, start + 5000 * MS), 0);
	EXPECT(system_time_ns() - start >= 10 * MS);
	EXPECT(system_time_ns() - start < 1000 * MS);
}

static void poll_limits(void)
{
	u32 bad = 1u << 30;

	EXPECT_EQ(poll(&port, 129, 0), -EINVAL);
	EXPECT_EQ(poll(&bad, 1, system_time_ns() + 10 * MS), -EINVAL);
	EXPECT_EQ(poll((u32 *)0x10, 1, system_time_ns() + 10 * MS), -EFAULT);
	EXPECT_EQ(sched_op(SCHEDOP_poll, (void *)0x10), -EFAULT);
}

static void shutdown_refuses(void)
{
	struct sched_remote_shutdown remote = { .domain_id = 4711, .reason = 0 };

	EXPECT_EQ(sched_op(SCHEDOP_shutdown, (void *)0x10), -EFAULT);
	EXPECT_EQ(sched_op(SCHEDOP_remote_shutdown, (void *)0x10), -EFAULT);
	EXPECT_EQ(sched_op(SCHEDOP_remote_shutdown, &remote), -ESRCH);
}

static long watchdog(u32 id, u32 timeout)
{
	struct sched_watchdog w = { .id = id, .timeout = timeout };

	/* Real Xen returns 32 bits. */
	return (int)sched_op(SCHEDOP_watchdog, &w);
}

static void watchdogs(void)
{
	long first, second;

	/* Real Xen takes it for a time of zero and stops the domain. */
	if (on_hoist())
		EXPECT_EQ(watchdog(0, 0), -EINVAL);
	EXPECT_EQ(watchdog(1, 10), -EINVAL);
	EXPECT_EQ(watchdog(3, 10), -EINVAL);
	first = watchdog(0, 60);
	second = watchdog(0, 60);
	EXPECT(first > 0 && second > 0 && first != second);
	EXPECT_EQ(watchdog(0, 60), -ENOSPC);
	EXPECT_EQ(watchdog(first, 30), 0);
	EXPECT_EQ(watchdog(first, 0), 0);
	EXPECT_EQ(watchdog(first, 30), -EINVAL);
	EXPECT_EQ(watchdog(0, 60), first);
	EXPECT_EQ(watchdog(first, 0), 0);
	EXPECT_EQ(watchdog(second, 0), 0);
}

static void pinning(void)
{
	struct sched_pin_override pin = { .pcpu = 0 };

	EXPECT_EQ(sched_op(SCHEDOP_pin_override, &pin), 0);
	EXPECT_EQ(sched_op(SCHEDOP_yield, NULL), 0);
	pin.pcpu = -1;
	EXPECT_EQ(sched_op(SCHEDOP_pin_override, &pin), 0);
	pin.pcpu = 4000;
	EXPECT_EQ(sched_op(SCHEDOP_pin_override, &pin), -EINVAL);
	EXPECT_EQ(sched_op(SCHEDOP_pin_override, (void *)0x10), -EFAULT);
}

static void unknown(void)
{
	EXPECT_EQ(sched_op(8, NULL), -ENOSYS);
	EXPECT_EQ(sched_op(~0u, NULL), -ENOSYS);
}

GUEST_TEST({ "yield comes back", yields },
	   { "block with an event pending comes back, with the upcall",
	     block_with_event_pending },
	   { "a port to poll", make_port },
	   { "poll of a pending port comes back at once", poll_of_pending_port },
	   { "poll comes back after its time", poll_with_timeout },
	   { "poll of no port sleeps", poll_of_nothing_is_a_sleep },
	   { "poll until a time in the past comes back", poll_time_in_the_past },
	   { "poll looks at each port", poll_sees_the_second_port },
	   { "an event ends poll", poll_is_woken_by_an_event },
	   { "poll refuses bad arguments", poll_limits },
	   { "shutdown refuses bad arguments", shutdown_refuses },
	   { "watchdogs are given out, changed and taken back", watchdogs },
	   { "pin override", pinning },
	   { "unknown operations", unknown });
