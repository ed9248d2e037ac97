// SPDX-License-Identifier: GPL-2.0-only
/*
 * The local APIC of a PV domain: there is none.
 *
 * Interrupts of other CPUs are events (smp_pv.c), and the I/O APICs are the hypervisor's,
 * which lets dom0 read them. What is left answers the processor's code so that it finds a
 * working APIC with nothing to do.
 */
#define pr_fmt(fmt) "xen:apic: " fmt

#include <linux/cpumask.h>
#include <linux/init.h>
#include <linux/printk.h>

#include <asm/apic.h>
#include <asm/io_apic.h>
#include <asm/x86_init.h>
#include <asm/xen/hypercall.h>
#include <asm/xen/hypervisor.h>

#include <xen/interface/physdev.h>
#include <xen/interface/platform.h>
#include <xen/xen.h>

#include "pv_cpu.h"
#include "xen.h"

/* An integrated APIC with seven local vector table entries. */
#define VERSION		0x14
#define LAST_ENTRY	(6 << 16)
#define ID_SHIFT	24

static u32 get_id(unsigned long reg)
{
	return (reg >> ID_SHIFT) & 0xff;
}

static u32 set_id(unsigned int id)
{
	return id << ID_SHIFT;
}

/* The firmware's tables of dom0 describe the machine, so its CPU 0 is the machine's. */
static u32 id_of_boot_cpu(void)
{
	struct xen_platform_op op = {
		.cmd = XENPF_get_cpuinfo,
		.u.pcpu_info.xen_cpuid = 0,
	};

	if (!xen_initial_domain() || HYPERVISOR_platform_op(&op))
		return 0;
	return op.u.pcpu_info.apic_id;
}

static u32 read(u32 reg)
{
	switch (reg) {
	case APIC_LVR:
		return VERSION | LAST_ENTRY;
	case APIC_ID:
		return set_id(smp_processor_id() ?: id_of_boot_cpu());
	default:
		return 0;
	}
}

static void write(u32 reg, u32 value)
{
}

static u64 icr_read(void)
{
	return 0;
}

static void icr_write(u32 low, u32 high)
{
	WARN_ONCE(1, "a PV domain has no interrupt command register\n");
}

static void never_busy(void)
{
}

static u32 is_not_busy(void)
{
	return 0;
}

static int is_pv(void)
{
	return xen_pv_domain();
}

static int is_pv_table(char *oem_id, char *oem_table_id)
{
	return is_pv();
}

static int any_id(u32 id)
{
	return 1;
}

static int is_registered(void)
{
	return 1;
}

static int id_of_cpu(int cpu)
{
	return cpu_present(cpu) ? cpu : BAD_APICID;
}

static int is_present(int id)
{
	return 1;
}

static int package(int id, int shift)
{
	return id >> shift;
}

static void no_routing(void)
{
}

static struct apic pv_apic __ro_after_init = {
	.name = "Xen PV",
	.probe = is_pv,
	.acpi_madt_oem_check = is_pv_table,
	.apic_id_valid = any_id,
	.apic_id_registered = is_registered,
	.delivery_mode = APIC_DELIVERY_MODE_FIXED,
	.disable_esr = 1,
	.init_apic_ldr = no_routing,
	.setup_apic_routing = no_routing,
	.cpu_present_to_apicid = id_of_cpu,
	.check_phys_apicid_present = is_present,
	.phys_pkg_id = package,
	.get_apic_id = get_id,
	.set_apic_id = set_id,
	.calc_dest_apicid = apic_default_calc_apicid,
#ifdef CONFIG_SMP
	.send_IPI = xen_send_IPI_cpu,
	.send_IPI_mask = xen_send_IPI_mask,
	.send_IPI_mask_allbutself = xen_send_IPI_mask_allbutself,
	.send_IPI_allbutself = xen_send_IPI_allbutself,
	.send_IPI_all = xen_send_IPI_all,
	.send_IPI_self = xen_send_IPI_self,
#endif
	.read = read,
	.write = write,
	.eoi_write = write,
	.icr_read = icr_read,
	.icr_write = icr_write,
	.wait_icr_idle = never_busy,
	.safe_wait_icr_idle = is_not_busy,
};

/* Also the first driver to be asked. */
apic_driver(pv_apic);

static unsigned int read_io_apic(unsigned int apic, unsigned int reg)
{
	struct physdev_apic op = {
		.apic_physbase = mpc_ioapic_addr(apic),
		.reg = reg,
	};

	if (!HYPERVISOR_physdev_op(PHYSDEVOP_apic_read, &op))
		return op.value;
	pr_warn_once("I/O APIC %u cannot be read\n", apic);
	return U32_MAX;
}

/* It may have been found that the processor has no APIC. */
static void __init take_apic(void)
{
	apic = &pv_apic;
}

/**
 * xen_init_apic() - put this one in the place of the processor's
 */
void __init xen_init_apic(void)
{
	x86_apic_ops.io_apic_read = read_io_apic;
	x86_init.irqs.intr_mode_select = take_apic;
	x86_init.irqs.intr_mode_init = x86_init_noop;
	take_apic();
}
