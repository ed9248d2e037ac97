// SPDX-License-Identifier: GPL-2.0-only
/*
 * What setup_arch() asks of a PV domain, and what each virtual CPU has to tell the hypervisor.
 */
#define pr_fmt(fmt) "xen:setup: " fmt

#include <linux/acpi.h>
#include <linux/console.h>
#include <linux/cpufreq.h>
#include <linux/cpuidle.h>
#include <linux/init.h>
#include <linux/kexec.h>
#include <linux/printk.h>
#include <linux/screen_info.h>

#include <asm/cpufeature.h>
#include <asm/idtentry.h>
#include <asm/numa.h>
#include <asm/processor.h>
#include <asm/setup.h>
#include <asm/xen/hypercall.h>
#include <asm/xen/hypervisor.h>

#include <xen/interface/callback.h>
#include <xen/interface/xen.h>
#include <xen/xen.h>

#include "pv_cpu.h"
#include "xen.h"

/* As the last CPU has found it; all are of one kind. */
static bool no_sysenter, no_syscall32;

static int register_callback(unsigned int type, const void *address)
{
	struct callback_register op = {
		.type = type,
		.address = XEN_CALLBACK(FLAT_KERNEL_CS, address),
		.flags = CALLBACKF_mask_events,
	};

	return HYPERVISOR_callback_op(CALLBACKOP_register, &op);
}

/**
 * xen_set_syscall_callbacks() - let programs make system calls
 *
 * Called on each CPU, before it runs any. Of the two ways for 32-bit programs a processor of
 * either vendor has one only: the hypervisor says no to the other.
 */
void xen_set_syscall_callbacks(void)
{
	int ret = register_callback(CALLBACKTYPE_syscall, xen_entry_SYSCALL_64);

	if (ret)
		panic("xen:setup: the hypervisor refuses the way of system calls (%d)", ret);
	no_sysenter = !!register_callback(CALLBACKTYPE_sysenter, xen_entry_SYSENTER_compat);
	no_syscall32 = !!register_callback(CALLBACKTYPE_syscall32, xen_entry_SYSCALL_compat);
}

static void __init set_callbacks(void)
{
	int ret = register_callback(CALLBACKTYPE_event, xen_asm_exc_xen_hypervisor_callback);

	if (!ret)
		ret = register_callback(CALLBACKTYPE_failsafe, xen_failsafe_callback);
	if (ret)
		panic("xen:setup: the hypervisor refuses a callback (%d)", ret);
	xen_set_syscall_callbacks();
	if (no_sysenter)
		setup_clear_cpu_cap(X86_FEATURE_SYSENTER32);
	if (no_syscall32)
		setup_clear_cpu_cap(X86_FEATURE_SYSCALL32);
}

/* What the command line does not name; the last one is /dev/console. */
static void __init choose_consoles(void)
{
	if (xen_initial_domain())
		add_preferred_console("tty", 0, NULL);
	add_preferred_console("hvc", 0, NULL);
}

static void __init find_screen(void)
{
	const void *info = (void *)xen_start_info + xen_start_info->console.dom0.info_off;

	if (xen_initial_domain() && xen_start_info->console.dom0.info_size)
		xen_take_screen(info, xen_start_info->console.dom0.info_size, &screen_info);
}

/* Sleeping is a hypercall, and the processor's states are the hypervisor's to choose. */
static void __init choose_idle(void)
{
	disable_cpuidle();
	disable_cpufreq();
	WARN_ON(xen_set_default_idle());
}

static void __init leave_firmware(void)
{
#ifdef CONFIG_ACPI
	if (!xen_initial_domain())
		disable_acpi();
#endif
#ifdef CONFIG_NUMA
	/* The machine's nodes say nothing about the domain's memory. */
	numa_off = 1;
#endif
}

/* There is no way to give a next kernel what the builder gave this one. */
static void __init refuse_kexec(void)
{
#ifdef CONFIG_KEXEC_CORE
	kexec_load_disabled = 1;
	pr_info("kexec is refused in a PV domain\n");
#endif
}

/**
 * xen_arch_setup() - what setup_arch() does first
 */
void __init xen_arch_setup(void)
{
	set_callbacks();
	choose_consoles();
	find_screen();
	leave_firmware();
	choose_idle();
	refuse_kexec();
}
