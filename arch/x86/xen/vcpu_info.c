// SPDX-License-Identifier: GPL-2.0-only
/*
 * Where the hypervisor and a virtual CPU look for each other: pending events, the interrupt
 * flag of PV, time.
 *
 * shared_info has places for the first 32 virtual CPUs. They are used by CPU 0 until its own
 * data has moved to where it stays. After that each CPU has a place among its own data,
 * which can be told the hypervisor once in a domain's life: CPUs that come up again keep it.
 */
#define pr_fmt(fmt) "xen:vcpu_info: " fmt

#include <linux/cache.h>
#include <linux/cpumask.h>
#include <linux/export.h>
#include <linux/init.h>
#include <linux/kernel.h>
#include <linux/mm.h>
#include <linux/percpu.h>
#include <linux/printk.h>
#include <linux/smp.h>

#include <asm/smp.h>
#include <asm/xen/cpuid.h>
#include <asm/xen/hypercall.h>
#include <asm/xen/hypervisor.h>
#include <asm/xen/page.h>

#include <xen/interface/vcpu.h>
#include <xen/interface/xen.h>
#include <xen/xen-ops.h>
#include <xen/xen.h>

#include "pv_cpu.h"
#include "xen.h"

/* The one in use, NULL before there is one. */
DEFINE_PER_CPU(struct vcpu_info *, xen_vcpu);
EXPORT_PER_CPU_SYMBOL(xen_vcpu);

/* The hypervisor's number of a CPU. */
DEFINE_PER_CPU(u32, xen_vcpu_id);
EXPORT_PER_CPU_SYMBOL(xen_vcpu_id);

/* CPUs that have been up: a CPU's data begins as a copy of that of CPU 0, and tells nothing. */
static cpumask_t known;

/* In one cache line, so in one page; xen-asm.S has the interrupt flag there. */
DEFINE_PER_CPU_SHARED_ALIGNED(struct vcpu_info, xen_vcpu_info);

static unsigned long frame_of(void *addr)
{
	if (IS_ENABLED(CONFIG_XEN_PV) && xen_pv_domain())
		return arbitrary_virt_to_mfn(addr);
	return virt_to_gfn(addr);
}

static int register_place(int cpu)
{
	struct vcpu_info *info = per_cpu_ptr(&xen_vcpu_info, cpu);
	struct vcpu_register_vcpu_info op = {
		.mfn = frame_of(info),
		.offset = offset_in_page(info),
	};

	BUILD_BUG_ON(sizeof(*info) > SMP_CACHE_BYTES);
	return HYPERVISOR_vcpu_op(VCPUOP_register_vcpu_info, xen_vcpu_nr(cpu), &op);
}

static void use_place(int cpu)
{
	int ret = register_place(cpu);

	if (!ret)
		per_cpu(xen_vcpu, cpu) = per_cpu_ptr(&xen_vcpu_info, cpu);
	else if (xen_vcpu_nr(cpu) < MAX_VIRT_CPUS)
		per_cpu(xen_vcpu, cpu) = &HYPERVISOR_shared_info->vcpu_info[xen_vcpu_nr(cpu)];
	else
		panic("xen:vcpu_info: no place for virtual CPU %u (%d)", xen_vcpu_nr(cpu), ret);
	if (ret)
		pr_warn_once("virtual CPU %u stays in shared_info (%d)\n", xen_vcpu_nr(cpu), ret);
}

/* Firmware numbers processors of an HVM domain as the hypervisor does. */
static u32 number_of(int cpu)
{
	if (xen_pv_domain() || cpu_acpi_id(cpu) == U32_MAX)
		return cpu;
	return cpu_acpi_id(cpu);
}

static u32 __init number_of_boot_cpu(void)
{
	u32 eax, ebx, ecx, edx;

	if (xen_pv_domain())
		return 0;
	cpuid_count(xen_cpuid_base() + 4, 0, &eax, &ebx, &ecx, &edx);
	return eax & XEN_HVM_CPUID_VCPU_ID_PRESENT ? ebx : 0;
}

/**
 * xen_vcpu_info_init() - let the boot's CPU use its place in shared_info
 *
 * Called when HYPERVISOR_shared_info is the real one.
 */
void __init xen_vcpu_info_init(void)
{
	u32 id = number_of_boot_cpu();

	per_cpu(xen_vcpu_id, 0) = id;
	/* A crash kernel may run on any CPU; what it finds before smp_prepare_boot_cpu is empty. */
	per_cpu(xen_vcpu, 0) = id < MAX_VIRT_CPUS ? &HYPERVISOR_shared_info->vcpu_info[id] :
		per_cpu_ptr(&xen_vcpu_info, 0);
}

/* Event channels of a CPU are prepared before it is; one added later has its number then. */
static void number_all(void)
{
	int cpu;

	for_each_possible_cpu(cpu)
		if (cpu)
			per_cpu(xen_vcpu_id, cpu) = number_of(cpu);
}

/**
 * xen_vcpu_setup() - give a CPU a place of its own
 * @cpu: about to come up, or the boot's CPU when its data has moved to where it stays
 */
void xen_vcpu_setup(int cpu)
{
	if (cpumask_test_and_set_cpu(cpu, &known))
		return;
	if (cpu)
		per_cpu(xen_vcpu_id, cpu) = number_of(cpu);
	else
		number_all();
	use_place(cpu);
}

/* The new hypervisor has filled the place with what it has; whether events may come is ours. */
static void use_place_again(int cpu)
{
	struct vcpu_info *info = per_cpu_ptr(&xen_vcpu_info, cpu);
	u8 mask = info->evtchn_upcall_mask;

	use_place(cpu);
	info->evtchn_upcall_mask = mask;
}

/* Only a CPU that does not run, or the caller's own, can be given a place. */
static void restore(int cpu)
{
	u32 id = xen_vcpu_nr(cpu);
	bool stop = cpu != smp_processor_id() && HYPERVISOR_vcpu_op(VCPUOP_is_up, id, NULL) > 0;

	if (stop && HYPERVISOR_vcpu_op(VCPUOP_down, id, NULL))
		pr_warn("virtual CPU %u does not stop\n", id);
	xen_setup_runstate_info(cpu);
	use_place_again(cpu);
	if (stop && HYPERVISOR_vcpu_op(VCPUOP_up, id, NULL))
		panic("xen:vcpu_info: virtual CPU %u does not go on", id);
}

/**
 * xen_vcpu_restore() - tell a new hypervisor all places
 *
 * Called on one CPU, with interrupts off, after a restore; the others are in a loop.
 */
void xen_vcpu_restore(void)
{
	int cpu;

	for_each_cpu(cpu, &known)
		restore(cpu);
}
