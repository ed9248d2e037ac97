// SPDX-License-Identifier: GPL-2.0-only
/*
 * The first C code of a PV domain: from start_info to what start_kernel() finds on the bare
 * machine.
 *
 *	hypercalls		before them nothing can be done, nor said
 *	pv_ops			before them no interrupt flag, and no IDT
 *	page tables		before them only the image and the builder's pages are mapped
 *	shared_info		before it no events, and no time
 *	x86_init, boot_params	what setup_arch() asks
 *
 * Built without the stack protector: the canary is set in start_kernel().
 */
#define pr_fmt(fmt) "xen:start: " fmt

#include <linux/cache.h>
#include <linux/init.h>
#include <linux/irqflags.h>
#include <linux/kernel.h>
#include <linux/pci.h>
#include <linux/string.h>

#include <asm/bootparam.h>
#include <asm/desc.h>
#include <asm/idtentry.h>
#include <asm/mach_traps.h>
#include <asm/paravirt.h>
#include <asm/pgtable.h>
#include <asm/processor.h>
#include <asm/sections.h>
#include <asm/setup.h>
#include <asm/tlbflush.h>
#include <asm/traps.h>
#include <asm/x86_init.h>
#include <asm/xen/hypercall.h>
#include <asm/xen/hypervisor.h>
#include <asm/xen/page.h>
#include <asm/xen/pci.h>

#include <xen/acpi.h>
#include <xen/features.h>
#include <xen/interface/nmi.h>
#include <xen/interface/physdev.h>
#include <xen/interface/sched.h>
#include <xen/interface/version.h>
#include <xen/interface/vcpu.h>
#include <xen/interface/xen.h>
#include <xen/xen-ops.h>
#include <xen/xen.h>

#include "pv_cpu.h"
#include "pv_mmu.h"
#include "xen.h"

/* Objtool knows it: nothing comes back. */
asmlinkage __visible void __init xen_start_kernel(struct start_info *info);

/*
 * A PV domain has no shadow memory, which every function that is instrumented needs: nothing
 * that is not inline may be called any more. This file is not instrumented.
 */
static void __init refuse_kasan(void)
{
	static char why[] __initdata =
		"xen: cannot start: a kernel with KASAN cannot be a PV domain\n";
	struct sched_shutdown crash = { .reason = SHUTDOWN_crash };

	if (!IS_ENABLED(CONFIG_KASAN))
		return;
	HYPERVISOR_console_io(CONSOLEIO_write, sizeof(why) - 1, why);
	HYPERVISOR_sched_op(SCHEDOP_shutdown, &crash);
}

#define MAGIC "xen-3."

static void __init check_start(const struct start_info *info)
{
	if (strncmp(info->magic, MAGIC, strlen(MAGIC)))
		xen_refuse("start_info does not begin with " MAGIC);
	if ((info->flags & SIF_INITDOMAIN) && !IS_ENABLED(CONFIG_XEN_PV_DOM0))
		xen_refuse("this kernel cannot be dom0");
}

struct feature {
	unsigned int number;
	bool wanted;
	const char *what;
};

static const struct feature features[] __initconst = {
	{ XENFEAT_auto_translated_physmap, false, "page tables of the domain's own" },
	{ XENFEAT_supervisor_mode_kernel, false, "a PV kernel in ring 0" },
	{ XENFEAT_mmu_pt_update_preserve_ad, true, "updates that keep accessed and dirty bits" },
	{ XENFEAT_gnttab_map_avail_bits, true, "a mark on mapped grants" },
};

static void __init check_features(void)
{
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(features); i++) {
		if (!!xen_feature(features[i].number) != features[i].wanted)
			xen_refuse("the hypervisor %s %s (feature %u)",
				   features[i].wanted ? "has not" : "insists on",
				   features[i].what, features[i].number);
	}
}

extern char early_xen_iret_patch[];

/*
 * entry_64.S has a jump to the processor's IRET where it returns to the kernel. It is turned
 * before alternatives are applied: the first exception comes earlier.
 */
static void __init turn_iret(void)
{
	s32 *distance = (s32 *)(early_xen_iret_patch + 1);

	*distance = (unsigned long)xen_iret - (unsigned long)(distance + 1);
}

/* Entries are changed by hypercalls; what code common to all writes itself is emulated. */
static void __init ask_for_assists(void)
{
	HYPERVISOR_vm_assist(VMASST_CMD_enable, VMASST_TYPE_writable_pagetables);
}

/* The kernel is in the ring that IOPL 1 is for: ports it may have, it has without traps. */
static void __init take_ports(void)
{
	struct physdev_set_iopl op = { .iopl = 1 };

	HYPERVISOR_physdev_op(PHYSDEVOP_set_iopl, &op);
}

static void __init take_pv_ops(void)
{
	pv_info.name = "Xen";
	/* What the hypervisor returns to after a system call has its own selector. */
	pv_info.extra_user_64bit_cs = FLAT_USER_CS64;
	xen_init_cpu_ops();
	/* The stand-in for shared_info has a place for the flag. */
	xen_vcpu_info_init();
	xen_init_irq_ops();
	local_irq_disable();
	early_boot_irqs_disabled = true;
	idt_setup_early_handler();
}

static void __init take_memory(struct start_info *info)
{
	/* What __pa() is checked against with DEBUG_VIRTUAL; setup_arch() sets the same. */
	boot_cpu_data.x86_phys_bits = MAX_PHYSMEM_BITS;
	xen_init_mmu_ops();
	xen_setup_kernel_pagetable((pgd_t *)info->pt_base, info->nr_pages);
	/* Where it stays mapped. */
	xen_start_info = __va(__pa(info));
	xen_map_shared_info();
	xen_vcpu_info_init();
	local_irq_disable();
	cr4_init_shadow();
}

static unsigned long __init initrd_address(const struct start_info *info)
{
	if (!info->mod_start)
		return 0;
	if (info->flags & SIF_MOD_START_PFN)
		return PFN_PHYS(info->mod_start);
	return __pa(info->mod_start);
}

/* As a boot loader does. */
#define LOADER_XEN	(9 << 4)
#define PROTOCOL	0x020c

static void __init fill_boot_params(const struct start_info *info)
{
	unsigned long initrd = initrd_address(info);

	boot_params.hdr.type_of_loader = LOADER_XEN;
	boot_params.hdr.version = PROTOCOL;
	boot_params.hdr.hardware_subarch = X86_SUBARCH_XEN;
	boot_params.hdr.ramdisk_image = lower_32_bits(initrd);
	boot_params.ext_ramdisk_image = upper_32_bits(initrd);
	boot_params.hdr.ramdisk_size = lower_32_bits(info->mod_len);
	boot_params.ext_ramdisk_size = upper_32_bits(info->mod_len);
	boot_params.hdr.cmd_line_ptr = __pa(info->cmd_line);
	/* The copy of x86_64_start_kernel() is not made. */
	strscpy(boot_command_line, (const char *)info->cmd_line, COMMAND_LINE_SIZE);
}

static unsigned char nmi_reason(void)
{
	unsigned long reason = HYPERVISOR_shared_info->arch.nmi_reason;
	unsigned char port = 0;

	if (reason & XEN_NMIREASON_io_error)
		port |= NMI_REASON_IOCHK;
	if (reason & XEN_NMIREASON_pci_serr)
		port |= NMI_REASON_SERR;
	return port;
}

static void __init take_x86_init(void)
{
	x86_init.resources.memory_setup = xen_memory_setup;
	x86_init.oem.arch_setup = xen_arch_setup;
	x86_init.oem.banner = xen_banner;
	x86_platform.realmode_reserve = x86_init_noop;
	x86_platform.realmode_init = x86_init_noop;
	x86_platform.get_nmi_reason = nmi_reason;
	xen_init_apic();
	xen_take_time();
	xen_smp_init();
	xen_take_shutdown();
}

static void __init take_devices(void)
{
	if (!xen_initial_domain()) {
		if (IS_ENABLED(CONFIG_PCI_XEN))
			x86_init.pci.arch_init = pci_xen_init;
		return;
	}
	xen_acpi_sleep_register();
	if (IS_ENABLED(CONFIG_XEN_EFI))
		xen_efi_init();
	/* Devices that are passed through must not reach each other behind the IOMMU's back. */
	pci_request_acs();
}

/**
 * xen_start_kernel() - start a PV domain
 * @info: from the builder, mapped by its tables
 *
 * Called by xen-head.S, with events masked and %gs at the first CPU's data.
 */
asmlinkage __visible void __init xen_start_kernel(struct start_info *info)
{
	xen_domain_type = XEN_PV_DOMAIN;
	xen_start_info = info;
	xen_start_flags = info->flags;
	xen_hypercall_init(xen_hypercall_pv);
	refuse_kasan();
	xen_setup_machphys_mapping();
	check_start(info);
	xen_refuse_old();
	xen_setup_features();
	check_features();

	turn_iret();
	ask_for_assists();
	take_ports();
	take_pv_ops();
	take_memory(info);
	fill_boot_params(xen_start_info);
	take_x86_init();
	take_devices();
	x86_64_start_reservations((char *)__pa_symbol(&boot_params));
}
