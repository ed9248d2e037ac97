// SPDX-License-Identifier: GPL-2.0-only
/* Multiboot 1 (specification 0.6.96, 3.3 "Boot information format"). */
#include "boot.h"

#include <linux/errno.h>
#include <linux/string.h>
#include <linux/types.h>

#define HAS_MEMORY	0x001
#define HAS_CMDLINE	0x004
#define HAS_MODULES	0x008
#define HAS_MMAP	0x040
#define HAS_LOADER	0x200

struct mb1_info {
	u32 flags, mem_lower, mem_upper, boot_device, cmdline;
	u32 mods_count, mods_addr, syms[4];
	u32 mmap_length, mmap_addr, drives_length, drives_addr, config_table;
	u32 loader_name;
} __packed;

struct mb1_module {
	u32 start, end, cmdline, pad;
} __packed;

/* "size" counts what follows it. */
struct mb1_mmap {
	u32 size;
	u64 addr, len;
	u32 type;
} __packed;

static void read_modules(const struct mb1_info *info, struct boot_info *bi)
{
	static char line[BOOT_CMDLINE_SIZE];
	u32 i;

	for (i = 0; i < info->mods_count && i < BOOT_MAX_MODULES; i++) {
		const struct mb1_module *m =
			boot_phys(info->mods_addr + (u64)i * sizeof(*m), sizeof(*m));

		if (!m)
			break;
		if (m->end <= m->start)
			continue;
		boot_copy_string(line, sizeof(line), m->cmdline);
		boot_add_module(bi, m->start, m->end - m->start, line);
	}
}

static void read_mmap(const struct mb1_info *info, struct boot_info *bi)
{
	u64 at = info->mmap_addr, end = at + info->mmap_length;

	while (at + sizeof(struct mb1_mmap) <= end) {
		const struct mb1_mmap *e = boot_phys(at, sizeof(*e));

		if (!e || e->size < sizeof(*e) - sizeof(e->size))
			break;
		boot_add_range(bi, e->addr, e->len, e->type);
		at += e->size + sizeof(e->size);
	}
}

/* Two sizes in KiB: below 640 KiB, and from 1 MiB up to the first hole. */
static void read_sizes(const struct mb1_info *info, struct boot_info *bi)
{
	boot_add_range(bi, 0, (u64)info->mem_lower << 10, RANGE_RAM);
	boot_add_range(bi, 0x100000, (u64)info->mem_upper << 10, RANGE_RAM);
}

int multiboot1_parse(paddr_t pa, struct boot_info *bi)
{
	const struct mb1_info *info = boot_phys(pa, sizeof(*info));
	static char line[BOOT_CMDLINE_SIZE];

	bi->protocol = BOOT_MULTIBOOT1;
	if (!info)
		return -EINVAL;
	if (info->flags & HAS_LOADER) {
		boot_copy_string(line, sizeof(line), info->loader_name);
		boot_set_loader(bi, line);
	}
	if (info->flags & HAS_CMDLINE) {
		boot_copy_string(line, sizeof(line), info->cmdline);
		strscpy(bi->cmdline, boot_skip_name(bi, line), sizeof(bi->cmdline));
	}
	if (info->flags & HAS_MODULES)
		read_modules(info, bi);
	if (info->flags & HAS_MMAP)
		read_mmap(info, bi);
	else if (info->flags & HAS_MEMORY)
		read_sizes(info, bi);
	return 0;
}
