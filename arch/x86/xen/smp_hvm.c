// SPDX-License-Identifier: GPL-2.0-only
/*
 * CPUs of an HVM or PVH domain.
 *
 * They start as on a machine, by an interrupt from another APIC, and are interrupted by each
 * other that way too. What is prepared before are their places in the hypervisor.
 */
#define pr_fmt(fmt) "xen:smp: " fmt

#include <linux/cpuhotplug.h>
#include <linux/init.h>
#include <linux/printk.h>
#include <linux/smp.h>

#include <asm/paravirt.h>
#include <asm/qspinlock.h>
#include <asm/smp.h>
#include <asm/xen/events.h>

#include <xen/events.h>
#include <xen/features.h>
#include <xen/hvm.h>
#include <xen/xen-ops.h>
#include <xen/xen.h>

#include "xen.h"

static bool has_timers(void)
{
	return xen_have_vector_callback && xen_feature(XENFEAT_hvm_safe_pvclock);
}

static int ask_for_upcalls(unsigned int cpu)
{
	int ret = xen_percpu_upcall ? xen_set_upcall_vector(cpu) : 0;

	if (ret)
		pr_err("CPU %u has no vector for its events (%d)\n", cpu, ret);
	return ret;
}

static int prepare_cpu(unsigned int cpu)
{
	xen_vcpu_setup(cpu);
	if (!xen_have_vector_callback)
		return 0;
	if (has_timers())
		xen_timer_make(cpu);
	xen_kicker_make(cpu);
	return ask_for_upcalls(cpu);
}

static int cpu_is_dead(unsigned int cpu)
{
	if (!xen_have_vector_callback)
		return 0;
	xen_kicker_free(cpu);
	if (has_timers())
		xen_timer_free(cpu);
	return 0;
}

static void __init prepare_boot_cpu(void)
{
	native_smp_prepare_boot_cpu();
	xen_vcpu_setup(0);
	/* A lock's sleeper is woken by an event. */
	if (!xen_have_vector_callback)
		nopvspin = true;
	xen_take_spinlocks();
}

static void __init prepare_cpus(unsigned int max_cpus)
{
	native_smp_prepare_cpus(max_cpus);
	if (xen_have_vector_callback)
		xen_kicker_make(0);
	cpuhp_setup_state_nocalls(CPUHP_XEN_PREPARE, "xen/hvm:prepare", prepare_cpu, cpu_is_dead);
}

/**
 * xen_hvm_smp_init() - be called when CPUs come and go
 */
void __init xen_hvm_smp_init(void)
{
	smp_ops.smp_prepare_boot_cpu = prepare_boot_cpu;
	smp_ops.smp_prepare_cpus = prepare_cpus;
}
