// SPDX-License-Identifier: GPL-2.0-only
/*
 * EFI firmware, as dom0 sees it: the hypervisor calls it (drivers/xen/efi.c), and tells what
 * the system table says. A table of that content is put in its place.
 */
#define pr_fmt(fmt) "xen:efi: " fmt

#include <linux/bitops.h>
#include <linux/cache.h>
#include <linux/efi.h>
#include <linux/init.h>
#include <linux/kernel.h>
#include <linux/pgtable.h>
#include <linux/string.h>

#include <asm/setup.h>
#include <asm/xen/hypercall.h>

#include <xen/interface/platform.h>
#include <xen/xen-ops.h>
#include <xen/xen.h>

#include "xen.h"

#define VENDOR_LENGTH	100

static efi_char16_t vendor[VENDOR_LENGTH] __initdata;

static efi_system_table_t table __initdata = {
	.hdr = {
		.signature = EFI_SYSTEM_TABLE_SIGNATURE,
		.revision = 0,
		.headersize = sizeof(table),
	},
	.fw_vendor = EFI_INVALID_TABLE_ADDR,
	.tables = EFI_INVALID_TABLE_ADDR,
};

static const union xenpf_efi_info *__init ask(struct xen_platform_op *op, u32 index)
{
	op->cmd = XENPF_firmware_info;
	op->u.firmware_info.type = XEN_FW_EFI_INFO;
	op->u.firmware_info.index = index;
	return HYPERVISOR_platform_op(op) ? NULL : &op->u.firmware_info.u.efi_info;
}

static void __init read_revision(void)
{
	struct xen_platform_op op = { };
	const union xenpf_efi_info *info = ask(&op, XEN_FW_EFI_VERSION);

	if (info)
		table.hdr.revision = info->version;
}

static void __init read_vendor(void)
{
	struct xen_platform_op op = { };
	union xenpf_efi_info *arg = &op.u.firmware_info.u.efi_info;
	const union xenpf_efi_info *info;

	arg->vendor.bufsz = sizeof(vendor);
	set_xen_guest_handle(arg->vendor.name, vendor);
	info = ask(&op, XEN_FW_EFI_VENDOR);
	if (!info)
		return;
	table.fw_vendor = __pa_symbol(vendor);
	table.fw_revision = info->vendor.revision;
}

static bool __init read_tables(void)
{
	struct xen_platform_op op = { };
	const union xenpf_efi_info *info = ask(&op, XEN_FW_EFI_CONFIG_TABLE);

	if (!info)
		return false;
	table.tables = info->cfg.addr;
	table.nr_tables = info->cfg.nent;
	return true;
}

static void __init tell_kernel(void)
{
	struct efi_info *info = &boot_params.efi_info;
	u64 where = __pa_symbol(&table);

	strscpy((char *)&info->efi_loader_signature, "Xen", sizeof(info->efi_loader_signature));
	info->efi_systab = lower_32_bits(where);
	info->efi_systab_hi = upper_32_bits(where);
	set_bit(EFI_BOOT, &efi.flags);
	set_bit(EFI_PARAVIRT, &efi.flags);
	set_bit(EFI_64BIT, &efi.flags);
	boot_params.secure_boot = efi_get_secureboot_mode(efi.get_variable);
}

/**
 * xen_efi_init() - take EFI over from the hypervisor, if that was booted by it
 *
 * Called by dom0's first code, PV or PVH.
 */
void __init xen_efi_init(void)
{
	if (!xen_initial_domain() || !read_tables())
		return;
	read_revision();
	read_vendor();
	xen_efi_runtime_setup();
	tell_kernel();
}
