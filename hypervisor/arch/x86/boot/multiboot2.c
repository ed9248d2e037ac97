// SPDX-License-Identifier: GPL-2.0-only
/* Multiboot 2 (specification 2.0, 3.6): a list of tags. */
#include "boot.h"

#include <linux/align.h>
#include <linux/errno.h>
#include <linux/minmax.h>
#include <linux/string.h>
#include <linux/types.h>

#define TAG_END		0
#define TAG_CMDLINE	1
#define TAG_LOADER	2
#define TAG_MODULE	3
#define TAG_MMAP	6
#define TAG_RSDP_V1	14
#define TAG_RSDP_V2	15

#define TAG_ALIGN	8
#define MAX_INFO_SIZE	0x100000	/* far more than any loader writes */
#define RSDP_MAX	64

struct mb2_tag {
	u32 type, size;			/* size counts this header too */
} __packed;

struct mb2_module {
	struct mb2_tag tag;
	u32 start, end;
	char cmdline[];
} __packed;

struct mb2_mmap {
	struct mb2_tag tag;
	u32 entry_size, entry_version;
} __packed;

struct mb2_mmap_entry {
	u64 addr, len;
	u32 type, reserved;
} __packed;

/* The loader's memory is reused, and under EFI there is no other copy. */
static u8 rsdp_copy[RSDP_MAX] __aligned(16);

/* A string that a tag holds from @offset on, whether it is terminated or not. */
static void tag_string(const struct mb2_tag *tag, size_t offset, char *to, size_t size)
{
	const char *from = (const char *)tag + offset;
	size_t len;

	*to = 0;
	if (tag->size <= offset)
		return;
	len = min_t(size_t, tag->size - offset, size - 1);
	memcpy(to, from, len);
	to[len] = 0;
}

static void read_module(const struct mb2_tag *tag, struct boot_info *bi)
{
	const struct mb2_module *m = (const void *)tag;
	static char line[BOOT_CMDLINE_SIZE];

	if (tag->size < sizeof(*m) || m->end <= m->start)
		return;
	tag_string(tag, sizeof(*m), line, sizeof(line));
	boot_add_module(bi, m->start, m->end - m->start, line);
}

static void read_mmap(const struct mb2_tag *tag, struct boot_info *bi)
{
	const struct mb2_mmap *map = (const void *)tag;
	u64 at;

	if (tag->size < sizeof(*map) || map->entry_size < sizeof(struct mb2_mmap_entry))
		return;
	for (at = sizeof(*map); at + map->entry_size <= tag->size; at += map->entry_size) {
		const struct mb2_mmap_entry *e = (const void *)((const char *)tag + at);

		boot_add_range(bi, e->addr, e->len, e->type);
	}
}

static void read_rsdp(const struct mb2_tag *tag, struct boot_info *bi)
{
	size_t len;

	if (tag->size <= sizeof(*tag))
		return;
	len = min_t(size_t, tag->size - sizeof(*tag), sizeof(rsdp_copy));
	memset(rsdp_copy, 0, sizeof(rsdp_copy));
	memcpy(rsdp_copy, tag + 1, len);
	bi->rsdp = boot_image_paddr(rsdp_copy);
}

static void read_tag(const struct mb2_tag *tag, struct boot_info *bi)
{
	static char line[BOOT_CMDLINE_SIZE];

	switch (tag->type) {
	case TAG_CMDLINE:
		tag_string(tag, sizeof(*tag), line, sizeof(line));
		strscpy(bi->cmdline, boot_skip_name(bi, line), sizeof(bi->cmdline));
		break;
	case TAG_MODULE:
		read_module(tag, bi);
		break;
	case TAG_MMAP:
		read_mmap(tag, bi);
		break;
	case TAG_RSDP_V1:
		if (!bi->rsdp)
			read_rsdp(tag, bi);
		break;
	case TAG_RSDP_V2:
		read_rsdp(tag, bi);
		break;
	}
}

typedef void (*tag_fn)(const struct mb2_tag *tag, struct boot_info *bi);

/* Calls @fn for each tag that lies whole in @size bytes from @pa. */
static void walk_tags(paddr_t pa, u64 size, struct boot_info *bi, tag_fn fn)
{
	u64 at = 8;

	while (at + sizeof(struct mb2_tag) <= size) {
		const struct mb2_tag *tag = boot_phys(pa + at, sizeof(*tag));

		if (!tag || tag->type == TAG_END || tag->size < sizeof(*tag) ||
		    tag->size > size - at)
			return;
		fn(tag, bi);
		at = ALIGN(at + tag->size, TAG_ALIGN);
	}
}

/* The loader's name says how to read command lines, so it is looked for first. */
static void read_loader(const struct mb2_tag *tag, struct boot_info *bi)
{
	char name[64];

	if (tag->type != TAG_LOADER)
		return;
	tag_string(tag, sizeof(*tag), name, sizeof(name));
	boot_set_loader(bi, name);
}

int multiboot2_parse(paddr_t pa, struct boot_info *bi)
{
	const u32 *total = boot_phys(pa, 8);

	bi->protocol = BOOT_MULTIBOOT2;
	if (!total || *total < 16 || *total > MAX_INFO_SIZE || !boot_phys(pa, *total))
		return -EINVAL;
	walk_tags(pa, *total, bi, read_loader);
	walk_tags(pa, *total, bi, read_tag);
	return 0;
}
