// SPDX-License-Identifier: GPL-2.0-only
/*
 * A PVH domain's first C code of Xen's: it starts in 32-bit mode with a struct
 * hvm_start_info, and arch/x86/platform/pvh makes boot parameters of it. Called before .bss is
 * cleared, and before anything but the kernel's image is mapped for good.
 *
 * Later the domain goes the way of HVM (hvm.c).
 */
#define pr_fmt(fmt) "xen:pvh: " fmt

#include <linux/console.h>
#include <linux/init.h>
#include <linux/kernel.h>
#include <linux/screen_info.h>

#include <asm/bootparam.h>
#include <asm/hypervisor.h>
#include <asm/setup.h>
#include <asm/x86_init.h>
#include <asm/xen/hypercall.h>
#include <asm/xen/hypervisor.h>

#include <xen/features.h>
#include <xen/interface/hvm/start_info.h>
#include <xen/interface/memory.h>
#include <xen/interface/platform.h>
#include <xen/xen.h>

#include "xen.h"

/* Consoles that the command line does not name: the last one is /dev/console. */
static void __init choose_consoles(void)
{
	if (xen_initial_domain())
		add_preferred_console("tty", 0, NULL);
	add_preferred_console("hvc", 0, NULL);
}

static void __init find_screen(void)
{
	struct xen_platform_op op = { .cmd = XENPF_get_dom0_console };
	int size = HYPERVISOR_platform_op(&op);

	/* An older hypervisor does not say. */
	if (size > 0)
		xen_take_screen(&op.u.dom0_console, min_t(size_t, size, sizeof(op.u.dom0_console)),
				&screen_info);
}

static void __init arch_setup(void)
{
	choose_consoles();
	if (IS_ENABLED(CONFIG_XEN_EFI))
		xen_efi_init();
	if (xen_initial_domain())
		find_screen();
}

/**
 * xen_pvh_init() - this is a PVH domain
 * @boot_params: about to be filled by the caller
 */
void __init xen_pvh_init(struct boot_params *boot_params)
{
	xen_pvh = true;
	xen_domain_type = XEN_HVM_DOMAIN;
	xen_start_flags = pvh_start_info.flags;
	/* Nothing works without the hypervisor, so nopv cannot be obeyed. */
	x86_hyper_xen_hvm.ignore_nopv = true;
	xen_hypercall_init(NULL);
	xen_refuse_old();
	xen_setup_features();

	x86_init.oem.arch_setup = arch_setup;
	x86_init.oem.banner = xen_banner;
	/* There is neither a PIT nor an HPET. */
	x86_init.timers.timer_init = x86_init_noop;
}

/**
 * mem_map_via_hcall() - ask for the memory map that was not handed over
 * @boot_params: receives it
 */
void __init mem_map_via_hcall(struct boot_params *boot_params)
{
	struct xen_memory_map map = { .nr_entries = ARRAY_SIZE(boot_params->e820_table) };
	int ret;

	set_xen_guest_handle(map.buffer, boot_params->e820_table);
	ret = HYPERVISOR_memory_op(XENMEM_memory_map, &map);
	if (ret)
		xen_refuse("the hypervisor tells no memory map (%d)", ret);
	boot_params->e820_entries = map.nr_entries;
}
