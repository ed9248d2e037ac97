// SPDX-License-Identifier: GPL-2.0-only
/*
 * Time as a PV kernel reads it: the page in vcpu_info, the wall clock in shared_info,
 * and the one-shot timer.
 *
 * A version that is odd for ever hangs the reader, a clock that steps back breaks
 * everything that measures, a timer that is early makes a loop of interrupts.
 */
#include "guest.h"

#include <xen/interface/event_channel.h>
#include <xen/interface/platform.h>
#include <xen/interface/vcpu.h>

#define vcpu_op(cmd, arg)	hypercall(__HYPERVISOR_vcpu_op, cmd, 0, arg)
#define evtchn(cmd, arg)	hypercall(__HYPERVISOR_event_channel_op, cmd, arg)
#define NSEC_PER_SEC		1000000000ULL
#define BAD_POINTER		((void *)0xffff810000000000UL)

static struct pvclock_vcpu_time_info *page(void)
{
	return &shared_info->vcpu_info[0].time;
}

static void the_page_is_filled(void)
{
	say("# the TSC is told to be %s",
	    page()->flags & PVCLOCK_TSC_STABLE_BIT ? "stable" : "unstable");
	EXPECT_EQ(page()->version & 1, 0);
	EXPECT(page()->version != 0);
	EXPECT(page()->tsc_to_system_mul & 0x80000000u);
	EXPECT(page()->tsc_timestamp <= rdtsc());
}

static void never_steps_back(void)
{
	u64 last = system_time_ns();
	unsigned int i, back = 0;

	for (i = 0; i < 200000; i++) {
		u64 now = system_time_ns();

		back += now < last;
		last = now;
	}
	EXPECT_EQ(back, 0);
}

static bool pending(u32 port)
{
	return shared_info->evtchn_pending[port / 64] >> (port % 64) & 1;
}

static void clear_pending(u32 port)
{
	__atomic_fetch_and(&shared_info->evtchn_pending[port / 64], ~(1UL << (port % 64)),
			   __ATOMIC_SEQ_CST);
}

static u32 bind_timer(void)
{
	struct evtchn_bind_virq bind = { .virq = VIRQ_TIMER, .vcpu = 0 };

	EXPECT_EQ(evtchn(EVTCHNOP_bind_virq, &bind), 0);
	EXPECT_EQ(vcpu_op(VCPUOP_stop_periodic_timer, 0), 0);
	clear_pending(bind.port);
	return bind.port;
}

static void unbind(u32 port)
{
	struct evtchn_close close = { .port = port };

	EXPECT_EQ(evtchn(EVTCHNOP_close, &close), 0);
}

static void the_timer_is_not_early(void)
{
	static const u64 waits[] = { 0, 50000, 1000000, 20000000 };
	u32 i, port = bind_timer();

	for (i = 0; i < ARRAY_SIZE(waits); i++) {
		u64 due = system_time_ns() + waits[i], came;
		struct vcpu_set_singleshot_timer set = { .timeout_abs_ns = due };

		EXPECT_EQ(vcpu_op(VCPUOP_set_singleshot_timer, &set), 0);
		while (!pending(port) && system_time_ns() < due + NSEC_PER_SEC)
			;
		came = system_time_ns();
		EXPECT(pending(port));
		EXPECT(came >= due);
		/* Real time passes on a loaded machine; a second would be a lost timer. */
		EXPECT(came < due + NSEC_PER_SEC / 2);
		clear_pending(port);
	}
	unbind(port);
}

static void a_stopped_timer_stays_quiet(void)
{
	u64 due = system_time_ns() + 5000000;
	struct vcpu_set_singleshot_timer set = { .timeout_abs_ns = due };
	u32 port = bind_timer();

	EXPECT_EQ(vcpu_op(VCPUOP_set_singleshot_timer, &set), 0);
	EXPECT_EQ(vcpu_op(VCPUOP_stop_singleshot_timer, 0), 0);
	while (system_time_ns() < due + 10000000)
		;
	EXPECT(!pending(port));
	unbind(port);
}

static u64 wall_ns(void)
{
	return ((u64)shared_info->wc_sec_hi << 32 | shared_info->wc.sec) * NSEC_PER_SEC +
	       shared_info->wc.nsec;
}

static void the_wall_clock_is_plausible(void)
{
	u64 now = wall_ns() + system_time_ns();

	EXPECT_EQ(shared_info->wc.version & 1, 0);
	/* 2020 to 2100 */
	EXPECT(now / NSEC_PER_SEC > 1577836800ULL);
	EXPECT(now / NSEC_PER_SEC < 4102444800ULL);
}

static void dom0_sets_the_wall_clock(void)
{
	u64 before = wall_ns(), at = system_time_ns();
	u32 version = shared_info->wc.version;
	struct xen_platform_op op = {
		.cmd = XENPF_settime64,
		.interface_version = XENPF_INTERFACE_VERSION,
		.u.settime64 = { .secs = 2000000000, .nsecs = 5, .system_time = at },
	};

	EXPECT_EQ(hypercall(__HYPERVISOR_platform_op, &op), 0);
	EXPECT_EQ(wall_ns(), 2000000000ULL * NSEC_PER_SEC + 5 - at);
	EXPECT(shared_info->wc.version != version);
	EXPECT_EQ(shared_info->wc.version & 1, 0);
	op.u.settime64.secs = before / NSEC_PER_SEC;
	op.u.settime64.nsecs = before % NSEC_PER_SEC;
	op.u.settime64.system_time = 0;
	EXPECT_EQ(hypercall(__HYPERVISOR_platform_op, &op), 0);
	EXPECT_EQ(wall_ns(), before);
	op.u.settime64.mbz = 1;
	EXPECT_EQ(hypercall(__HYPERVISOR_platform_op, &op), -EINVAL);
}

static void the_second_page(void)
{
	struct pvclock_vcpu_time_info *copy = alloc_page();
	struct vcpu_register_time_memory_area area = {};

	set_xen_guest_handle(area.addr.v, copy);
	EXPECT_EQ(vcpu_op(VCPUOP_register_vcpu_time_memory_area, &area), 0);
	EXPECT_EQ(copy->version & 1, 0);
	EXPECT_EQ(copy->tsc_to_system_mul, page()->tsc_to_system_mul);
	EXPECT_EQ(copy->tsc_shift, page()->tsc_shift);
	EXPECT_EQ(vcpu_op(VCPUOP_register_vcpu_time_memory_area, BAD_POINTER), -EFAULT);
	set_xen_guest_handle(area.addr.v, NULL);
	EXPECT_EQ(vcpu_op(VCPUOP_register_vcpu_time_memory_area, &area), 0);
}

GUEST_TEST({ "the page is filled", the_page_is_filled },
	   { "time never steps back", never_steps_back },
	   { "the timer is not early, and comes", the_timer_is_not_early },
	   { "a stopped timer stays quiet", a_stopped_timer_stays_quiet },
	   { "the wall clock is plausible", the_wall_clock_is_plausible },
	   { "dom0 sets the wall clock", dom0_sets_the_wall_clock },
	   { "the second page has the same clock", the_second_page });
