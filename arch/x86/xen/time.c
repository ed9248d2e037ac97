// SPDX-License-Identifier: GPL-2.0-only
/*
 * Time in a Xen domain.
 *
 * The hypervisor writes into each vcpu_info by how much its time has moved on with the TSC: that
 * is the clock, in nanoseconds since the machine's start. The same record in a page of its own
 * can be read by programs (vdso). A timer for each virtual CPU is a hypercall, and its end the
 * event VIRQ_TIMER. The time of day is the hypervisor's plus a constant in shared_info; dom0
 * sets it there as it is told itself.
 */
#define pr_fmt(fmt) "xen:time: " fmt

#include <linux/clockchips.h>
#include <linux/clocksource.h>
#include <linux/gfp.h>
#include <linux/init.h>
#include <linux/interrupt.h>
#include <linux/kernel.h>
#include <linux/mm.h>
#include <linux/pvclock_gtod.h>
#include <linux/static_call.h>
#include <linux/timekeeper_internal.h>
#include <linux/timekeeping.h>

#include <asm/paravirt.h>
#include <asm/pvclock.h>
#include <asm/static_call.h>
#include <asm/tsc.h>
#include <asm/x86_init.h>
#include <asm/xen/cpuid.h>
#include <asm/xen/hypercall.h>
#include <asm/xen/hypervisor.h>

#include <xen/events.h>
#include <xen/features.h>
#include <xen/interface/platform.h>
#include <xen/interface/vcpu.h>
#include <xen/interface/xen.h>
#include <xen/xen-ops.h>
#include <xen/xen.h>

#include "xen.h"

/* Timers that end earlier than that are late anyway. */
#define SLOP_NS		100000
#define SYNC_SECONDS	(11 * 60)

/* asm/xen/cpuid.h: EBX of the third leaf. */
#define TSC_NEVER_EMULATED	2

/* The clock */

static notrace u64 xen_now(void)
{
	u64 now;

	preempt_disable_notrace();
	now = pvclock_clocksource_read(&__this_cpu_read(xen_vcpu)->time);
	preempt_enable_notrace();
	return now;
}

static u64 clock_read(struct clocksource *unused)
{
	return xen_now();
}

static int clock_enable(struct clocksource *unused)
{
	vclocks_set_used(VDSO_CLOCKMODE_PVCLOCK);
	return 0;
}

static struct clocksource xen_clocksource = {
	.name = "xen",
	.rating = 400,
	.read = clock_read,
	.mask = CLOCKSOURCE_MASK(64),
	.flags = CLOCK_SOURCE_IS_CONTINUOUS,
	.enable = clock_enable,
};

/* The scheduler's clock begins with the kernel, and goes on over a move to another machine. */
static u64 sched_start __ro_after_init;
static u64 sched_moved;
static u64 sched_saved;

static notrace u64 xen_sched_clock(void)
{
	return xen_now() - sched_start + sched_moved;
}

/* The record that programs can read */

static struct pvclock_vsyscall_time_info *vdso_record __read_mostly;

static int register_record(struct pvclock_vcpu_time_info *where)
{
	struct vcpu_register_time_memory_area area = { .addr.v = where };

	/* All programs read that of virtual CPU 0. */
	return HYPERVISOR_vcpu_op(VCPUOP_register_vcpu_time_memory_area, xen_vcpu_nr(0), &area);
}

static bool record_is_stable(const struct pvclock_vsyscall_time_info *record)
{
	return record->pvti.flags & PVCLOCK_TSC_STABLE_BIT;
}

/* Good for all CPUs only as long as their TSCs agree; without it programs make system calls. */
static void __init set_up_record(void)
{
	struct pvclock_vsyscall_time_info *record = (void *)get_zeroed_page(GFP_KERNEL);
	int ret;

	if (!record)
		return;
	ret = register_record(&record->pvti);
	if (ret || !record_is_stable(record)) {
		pr_debug("programs cannot read the clock (%d)\n", ret);
		if (!ret)
			ret = register_record(NULL);
		if (ret != -EFAULT)
			free_page((unsigned long)record);
		return;
	}
	pvclock_set_flags(PVCLOCK_TSC_STABLE_BIT);
	pvclock_set_pvti_cpu0_va(record);
	xen_clocksource.vdso_clock_mode = VDSO_CLOCKMODE_PVCLOCK;
	vdso_record = record;
}

/**
 * xen_clocks_stop() - the clocks are about to be saved
 *
 * Called on one CPU while the others are stopped.
 */
void xen_clocks_stop(void)
{
	sched_saved = xen_sched_clock();
	if (!vdso_record)
		return;
	if (register_record(NULL))
		pr_notice("the hypervisor keeps the record of the clock\n");
	else
		clear_page(vdso_record);
}

/**
 * xen_clocks_go_on() - the clocks go on
 */
void xen_clocks_go_on(void)
{
	if (vdso_record) {
		int ret = register_record(&vdso_record->pvti);

		/* Programs that find it empty or not stable make system calls. */
		if (ret)
			pr_notice("programs cannot read the clock any more (%d)\n", ret);
	}
	/* The other machine counts from its own start. */
	pvclock_resume();
	sched_moved = sched_saved - (xen_now() - sched_start);
}

/* The time of day */

static void read_wallclock(struct timespec64 *now)
{
	struct pvclock_vcpu_time_info *time = &get_cpu_var(xen_vcpu)->time;

	pvclock_read_wallclock(&HYPERVISOR_shared_info->wc, time, now);
	put_cpu_var(xen_vcpu);
}

static int set_no_wallclock(const struct timespec64 *now)
{
	return -ENODEV;
}

static void tell_time(const struct timespec64 *now)
{
	struct xen_platform_op op = {
		.cmd = XENPF_settime64,
		.u.settime64 = {
			.secs = now->tv_sec,
			.nsecs = now->tv_nsec,
			.system_time = xen_now(),
		},
	};

	if (HYPERVISOR_platform_op(&op))
		pr_warn_once("the hypervisor does not take the time of day\n");
}

/* Called each tick, with the timekeeper's lock held. */
static int time_changed(struct notifier_block *nb, unsigned long was_set, void *priv)
{
	const struct timekeeper *tk = priv;
	struct timespec64 now = {
		.tv_sec = tk->xtime_sec,
		.tv_nsec = tk->tkr_mono.xtime_nsec >> tk->tkr_mono.shift,
	};
	static time64_t next;

	if (!was_set && now.tv_sec < next)
		return NOTIFY_OK;
	tell_time(&now);
	next = now.tv_sec + SYNC_SECONDS;
	return NOTIFY_OK;
}

static struct notifier_block time_nb = { .notifier_call = time_changed };

/* Timers */

/**
 * struct timer - of a CPU
 * @device:	as the kernel knows it
 * @name:	of its interrupt
 */
struct timer {
	struct clock_event_device device;
	char name[16];
};

static DEFINE_PER_CPU(struct timer, timers) = { .device.irq = -1 };

static int this_vcpu_op(int cmd, void *arg)
{
	return HYPERVISOR_vcpu_op(cmd, xen_vcpu_nr(smp_processor_id()), arg);
}

static int set_timer(unsigned long ns, struct clock_event_device *device)
{
	struct vcpu_set_singleshot_timer timer = { .timeout_abs_ns = xen_now() + ns };

	/* What is over already ends at once. */
	if (this_vcpu_op(VCPUOP_set_singleshot_timer, &timer))
		BUG();
	return 0;
}

static int stop_timer(struct clock_event_device *device)
{
	if (this_vcpu_op(VCPUOP_stop_singleshot_timer, NULL) ||
	    this_vcpu_op(VCPUOP_stop_periodic_timer, NULL))
		BUG();
	return 0;
}

static int stop_period(struct clock_event_device *device)
{
	if (this_vcpu_op(VCPUOP_stop_periodic_timer, NULL))
		BUG();
	return 0;
}

static struct clock_event_device proto __ro_after_init = {
	.name = "xen",
	.features = CLOCK_EVT_FEAT_ONESHOT,
	.max_delta_ns = 0xffffffff,
	.max_delta_ticks = 0xffffffff,
	.min_delta_ns = SLOP_NS,
	.min_delta_ticks = SLOP_NS,
	/* A tick is a nanosecond. */
	.mult = 1,
	.shift = 0,
	.rating = 500,
	.set_next_event = set_timer,
	.set_state_oneshot = stop_period,
	.set_state_shutdown = stop_timer,
};

static int __init parse_slop(char *arg)
{
	unsigned long slop = memparse(arg, NULL);

	if (slop) {
		proto.min_delta_ns = slop;
		proto.min_delta_ticks = slop;
	}
	return 0;
}
early_param("xen_timer_slop", parse_slop);

static irqreturn_t timer_ended(int irq, void *unused)
{
	struct clock_event_device *device = &this_cpu_ptr(&timers)->device;

	if (!device->event_handler)
		return IRQ_NONE;
	device->event_handler(device);
	return IRQ_HANDLED;
}

/**
 * xen_timer_free() - undo xen_timer_make()
 * @cpu: gone
 */
void xen_timer_free(int cpu)
{
	struct clock_event_device *device = &per_cpu(timers, cpu).device;

	if (device->irq >= 0)
		unbind_from_irqhandler(device->irq, NULL);
	device->irq = -1;
}

/**
 * xen_timer_make() - make a CPU's timer
 * @cpu: about to come up, or this one
 *
 * It is registered later, by that CPU.
 */
void xen_timer_make(int cpu)
{
	struct timer *timer = per_cpu_ptr(&timers, cpu);
	int irq;

	if (WARN(timer->device.irq >= 0, "CPU %d has a timer already\n", cpu))
		xen_timer_free(cpu);
	snprintf(timer->name, sizeof(timer->name), "timer%d", cpu);
	irq = bind_virq_to_irqhandler(VIRQ_TIMER, cpu, timer_ended,
				      IRQF_PERCPU | IRQF_NOBALANCING | IRQF_TIMER |
				      IRQF_FORCE_RESUME | IRQF_EARLY_RESUME, timer->name, NULL);
	if (irq < 0)
		pr_err("CPU %d has no timer (%d)\n", cpu, irq);
	else
		(void)xen_set_irq_priority(irq, XEN_IRQ_PRIORITY_MAX);
	timer->device = proto;
	timer->device.cpumask = cpumask_of(cpu);
	timer->device.irq = irq;
}

/**
 * xen_timer_register() - register this CPU's timer
 */
void xen_timer_register(void)
{
	clockevents_register_device(&this_cpu_ptr(&timers)->device);
}

/**
 * xen_timer_resume() - timers after a restore
 */
void xen_timer_resume(void)
{
	int cpu;

	pvclock_resume();
	for_each_online_cpu(cpu) {
		if (HYPERVISOR_vcpu_op(VCPUOP_stop_periodic_timer, xen_vcpu_nr(cpu), NULL))
			BUG();
	}
}

/* Start */

static unsigned long xen_tsc_khz(void)
{
	setup_force_cpu_cap(X86_FEATURE_TSC_KNOWN_FREQ);
	return pvclock_tsc_khz(&per_cpu(xen_vcpu, 0)->time);
}

/* A TSC that neither stops nor is emulated, in a domain that always finds it so. */
static bool __init tsc_is_good(void)
{
	u32 eax, ebx, ecx, edx;

	if (!boot_cpu_has(X86_FEATURE_CONSTANT_TSC) || !boot_cpu_has(X86_FEATURE_NONSTOP_TSC) ||
	    check_tsc_unstable())
		return false;
	cpuid_count(xen_cpuid_base() + 3, 0, &eax, &ebx, &ecx, &edx);
	return ebx == TSC_NEVER_EMULATED;
}

static void __init register_clock(void)
{
	/* dom0 never moves. */
	if (xen_initial_domain())
		xen_clocksource.rating = 275;
	else if (tsc_is_good())
		xen_clocksource.rating = 299;
	clocksource_register_hz(&xen_clocksource, NSEC_PER_SEC);
}

static void __init set_time_of_day(void)
{
	struct timespec64 now;

	read_wallclock(&now);
	do_settimeofday64(&now);
}

static void __init start_time(void)
{
	int cpu = smp_processor_id();

	set_up_record();
	register_clock();
	set_time_of_day();
	setup_force_cpu_cap(X86_FEATURE_TSC);
	xen_setup_runstate_info(cpu);
	xen_timer_make(cpu);
	xen_timer_register();
	xen_time_setup_guest();
	if (xen_initial_domain())
		pvclock_gtod_register_notifier(&time_nb);
}

static void __init take_clock(void)
{
	sched_start = xen_now();
	/* In a PV domain it is too early for paravirt_set_sched_clock(). */
	static_call_update_early(pv_sched_clock, xen_sched_clock);
	/* There may be no PIT or HPET to measure the processor by. */
	x86_platform.calibrate_cpu = xen_tsc_khz;
	x86_platform.calibrate_tsc = xen_tsc_khz;
	x86_platform.get_wallclock = read_wallclock;
}

/**
 * xen_take_time() - time in a PV domain
 */
void __init xen_take_time(void)
{
	take_clock();
	x86_init.timers.timer_init = start_time;
	x86_init.timers.setup_percpu_clockev = x86_init_noop;
	x86_cpuinit.setup_percpu_clockev = x86_init_noop;
	/* dom0 sets the machine's own clock. */
	if (!xen_initial_domain())
		x86_platform.set_wallclock = set_no_wallclock;
}

#ifdef CONFIG_XEN_PVHVM
static void start_cpu_time(void)
{
	xen_setup_runstate_info(smp_processor_id());
	xen_timer_register();
}

/**
 * xen_hvm_take_time() - time in a domain that is not PV
 *
 * Called until it can be done: virtual CPU 0 must have its vcpu_info.
 */
void __init xen_hvm_take_time(void)
{
	static bool done;

	/* Timers of other CPUs need their events. */
	if (done || !xen_have_vector_callback || !__this_cpu_read(xen_vcpu))
		return;
	if (!xen_feature(XENFEAT_hvm_safe_pvclock)) {
		pr_info_once("the hypervisor's clock is not safe here\n");
		return;
	}
	take_clock();
	x86_init.timers.setup_percpu_clockev = start_time;
	x86_cpuinit.setup_percpu_clockev = start_cpu_time;
	x86_platform.set_wallclock = set_no_wallclock;
	done = true;
}
#endif
