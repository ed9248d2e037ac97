// SPDX-License-Identifier: GPL-2.0-only
/* Filling struct boot_info: what the parsers of all protocols share. */
#include "boot.h"

#include <linux/kernel.h>
#include <linux/string.h>
#include <linux/types.h>

#define LOADER_NAME_SIZE	64

/* The ABI's rule for who names the file on a command line. */
static bool loader_keeps_name(const struct boot_info *bi)
{
	return bi->protocol != BOOT_PVH && strncmp(bi->loader, "GRUB 2", 6);
}

const char *boot_skip_name(const struct boot_info *bi, const char *line)
{
	const char *end;
	size_t len;

	while (*line == ' ')
		line++;
	end = strchr(line, ' ');
	len = end ? (size_t)(end - line) : strlen(line);
	if (!loader_keeps_name(bi) && !(len == 11 && !strncmp(line, "placeholder", len)))
		return line;
	line += len;
	while (*line == ' ')
		line++;
	return line;
}

bool boot_read(void *to, paddr_t pa, size_t bytes)
{
	const void *from = boot_phys(pa, bytes);

	if (from)
		memcpy(to, from, bytes);
	return from;
}

void boot_copy_string(char *to, size_t size, paddr_t from)
{
	size_t i;

	for (i = 0; i + 1 < size; i++) {
		const char *c = boot_phys(from + i, 1);

		if (!c || !*c)
			break;
		to[i] = *c;
	}
	to[i] = 0;
}

void boot_set_loader(struct boot_info *bi, const char *name)
{
	static char loader[LOADER_NAME_SIZE];

	strscpy(loader, name, sizeof(loader));
	bi->loader = loader;
}

bool boot_add_range(struct boot_info *bi, paddr_t start, u64 size, u32 type)
{
	if (bi->nr_ranges == BOOT_MAX_RANGES || !size || start + size < start)
		return false;
	if (type < RANGE_RAM || type > RANGE_UNUSABLE)
		type = RANGE_RESERVED;
	bi->range[bi->nr_ranges++] = (struct boot_range){ start, size, type };
	return true;
}

/* Appends to bi->strings, which is filled from the front and ends in zeroes. */
static const char *keep_string(struct boot_info *bi, const char *s)
{
	size_t used = 0, i;

	for (i = 0; i < bi->nr_modules; i++)
		if (*bi->module[i].cmdline)
			used += strlen(bi->module[i].cmdline) + 1;
	/* The last byte is always zero: where to point for "". */
	if (used + 1 >= sizeof(bi->strings) || !*s)
		return bi->strings + sizeof(bi->strings) - 1;
	strscpy(bi->strings + used, s, sizeof(bi->strings) - 1 - used);
	return bi->strings + used;
}

bool boot_add_module(struct boot_info *bi, paddr_t start, u64 size, const char *cmdline)
{
	struct boot_module *m = &bi->module[bi->nr_modules];

	if (bi->nr_modules == BOOT_MAX_MODULES || !size || start + size < start)
		return false;
	m->start = start;
	m->size = size;
	m->cmdline = keep_string(bi, cmdline ? boot_skip_name(bi, cmdline) : "");
	bi->nr_modules++;
	return true;
}

/* Longer than there is room in bi->strings, and after all others are in. */
static void append_to_dom0(struct boot_info *bi, const char *more)
{
	static char line[BOOT_CMDLINE_SIZE];
	struct boot_module *m = &bi->module[0];

	snprintf(line, sizeof(line), "%s%s%s", m->cmdline, *m->cmdline ? " " : "", more);
	m->cmdline = line;
}

void boot_split_cmdline(struct boot_info *bi)
{
	char *at = strstr(bi->cmdline, " -- ");

	if (!strncmp(bi->cmdline, "-- ", 3))
		at = bi->cmdline;
	else if (at)
		at++;
	if (!at)
		return;
	if (bi->nr_modules)
		append_to_dom0(bi, at + 3);
	*at = 0;
}
