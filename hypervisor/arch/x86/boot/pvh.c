// SPDX-License-Identifier: GPL-2.0-only
/* PVH: struct hvm_start_info of the ABI. */
#include "boot.h"

#include <linux/errno.h>
#include <linux/minmax.h>
#include <linux/types.h>
#include <xen/interface/hvm/start_info.h>

static void read_modules(const struct hvm_start_info *si, struct boot_info *bi)
{
	static char line[BOOT_CMDLINE_SIZE];
	u32 i, n = min_t(u32, si->nr_modules, BOOT_MAX_MODULES);

	for (i = 0; i < n; i++) {
		struct hvm_modlist_entry m;

		if (!boot_read(&m, si->modlist_paddr + (u64)i * sizeof(m), sizeof(m)))
			break;
		line[0] = 0;
		if (m.cmdline_paddr)
			boot_copy_string(line, sizeof(line), m.cmdline_paddr);
		boot_add_module(bi, m.paddr, m.size, line);
	}
}

static void read_memmap(const struct hvm_start_info *si, struct boot_info *bi)
{
	u32 i, n = min_t(u32, si->memmap_entries, BOOT_MAX_RANGES);

	for (i = 0; i < n; i++) {
		struct hvm_memmap_table_entry e;

		if (!boot_read(&e, si->memmap_paddr + (u64)i * sizeof(e), sizeof(e)))
			break;
		/* "Disabled" is memory that must be left alone. */
		boot_add_range(bi, e.addr, e.size, e.type);
	}
}

int pvh_parse(paddr_t pa, struct boot_info *bi)
{
	struct hvm_start_info si;

	bi->protocol = BOOT_PVH;
	if (!boot_read(&si, pa, sizeof(si)) || si.magic != XEN_HVM_START_MAGIC_VALUE)
		return -EINVAL;
	if (si.cmdline_paddr)
		boot_copy_string(bi->cmdline, sizeof(bi->cmdline), si.cmdline_paddr);
	bi->rsdp = si.rsdp_paddr;
	read_modules(&si, bi);
	if (si.version >= 1)
		read_memmap(&si, bi);
	return 0;
}
