// SPDX-License-Identifier: GPL-2.0-only
/*
 * The parsers of what boot loaders leave: right answers for well-formed
 * information, and for broken one no access outside of memory and no table
 * overrun. "Physical memory" is a small buffer; reads behind it are refused as
 * those above 4 GiB are at boot, reads behind a string or tag show as wrong
 * answers, and overruns of struct boot_info are seen by the sanitizer.
 */
#include "test.h"

#include <linux/errno.h>
#include <linux/string.h>
#include <xen/interface/hvm/start_info.h>
#include "../../hypervisor/arch/x86/boot/boot.h"

#define MEM_SIZE	0x8000

static u8 mem[MEM_SIZE] __aligned(16);
static struct boot_info bi;

const void *boot_phys(paddr_t pa, u64 bytes)
{
	return bytes && pa < MEM_SIZE && bytes <= MEM_SIZE - pa ? mem + pa : NULL;
}

paddr_t boot_image_paddr(const void *p)
{
	return 0x200000;
}

static void fresh(void)
{
	memset(mem, 0, sizeof(mem));
	memset(&bi, 0, sizeof(bi));
	bi.loader = "?";
}

static void put32(u32 at, u32 val)
{
	memcpy(mem + at, &val, 4);
}

static void put64(u32 at, u64 val)
{
	memcpy(mem + at, &val, 8);
}

static void put_string(u32 at, const char *s)
{
	memcpy(mem + at, s, strlen(s) + 1);
}

/* As QEMU leaves it: file names first, a map, two modules. */
static void qemu_mb1(void)
{
	fresh();
	put32(0x100, 0x4 | 0x8 | 0x40 | 0x200);
	put32(0x110, 0x200);			/* command line */
	put_string(0x200, "build/hoist com1=115200 noreboot");
	put32(0x114, 2);			/* modules */
	put32(0x118, 0x400);
	put32(0x400, 0x1000000);
	put32(0x404, 0x1800000);
	put32(0x408, 0x500);
	put_string(0x500, "/boot/vmlinuz console=hvc0 quiet");
	put32(0x410, 0x2000000);
	put32(0x414, 0x2000800);
	put32(0x418, 0x600);
	put_string(0x600, "/boot/initrd");
	put32(0x12c, 48);			/* map */
	put32(0x130, 0x700);
	put32(0x700, 20);
	put64(0x704, 0);
	put64(0x70c, 0x9fc00);
	put32(0x714, 1);
	put32(0x718, 20);
	put64(0x71c, 0x100000);
	put64(0x724, 0x1fee0000);
	put32(0x72c, 1);
	put32(0x140, 0x800);			/* loader */
	put_string(0x800, "qemu");
}

TEST(multiboot1_of_qemu)
{
	qemu_mb1();
	EXPECT_EQ(multiboot1_parse(0x100, &bi), 0);
	EXPECT_STR(bi.cmdline, "com1=115200 noreboot");
	EXPECT_STR(bi.loader, "qemu");
	EXPECT_EQ(bi.nr_modules, 2);
	EXPECT_EQ(bi.module[0].start, 0x1000000);
	EXPECT_EQ(bi.module[0].size, 0x800000);
	EXPECT_STR(bi.module[0].cmdline, "console=hvc0 quiet");
	EXPECT_STR(bi.module[1].cmdline, "");
	EXPECT_EQ(bi.nr_ranges, 2);
	EXPECT_EQ(bi.range[1].size, 0x1fee0000);
}

TEST(multiboot1_without_map_takes_sizes)
{
	fresh();
	put32(0x100, 0x1);
	put32(0x104, 639);
	put32(0x108, 1024);
	EXPECT_EQ(multiboot1_parse(0x100, &bi), 0);
	EXPECT_EQ(bi.nr_ranges, 2);
	EXPECT_EQ(bi.range[0].size, 639 * 1024);
	EXPECT_EQ(bi.range[1].start, 0x100000);
}

TEST(multiboot1_out_of_reach)
{
	fresh();
	EXPECT_EQ(multiboot1_parse(MEM_SIZE - 8, &bi), -EINVAL);
	EXPECT_EQ(multiboot1_parse(~0ULL, &bi), -EINVAL);
}

TEST(multiboot1_module_that_ends_before_it_starts)
{
	qemu_mb1();
	put32(0x404, 0x1000000);
	EXPECT_EQ(multiboot1_parse(0x100, &bi), 0);
	EXPECT_EQ(bi.nr_modules, 1);
}

static u32 tag(u32 at, u32 type, u32 size)
{
	put32(at, type);
	put32(at + 4, size);
	return (at + size + 7) & ~7U;
}

/* GRUB drops file names, and its menus say "placeholder" for those that don't. */
static void grub_mb2(void)
{
	u32 at = 0x108;

	fresh();
	put_string(at + 8, "placeholder dom0_mem=512M");
	at = tag(at, 1, 8 + 26);
	put32(at + 8, 0x1000000);
	put32(at + 12, 0x1000400);
	put_string(at + 16, "root=/dev/sda1 ro");
	at = tag(at, 3, 16 + 18);
	put_string(at + 8, "GRUB 2.06");
	at = tag(at, 2, 8 + 10);
	put32(at + 8, 24);
	put64(at + 16, 0x100000);
	put64(at + 24, 0x10000000);
	put32(at + 32, 1);
	at = tag(at, 6, 16 + 24);
	put_string(at + 8, "RSD PTR ");
	at = tag(at, 15, 8 + 36);
	at = tag(at, 0, 8);
	put32(0x100, at - 0x100);
}

TEST(multiboot2_of_grub)
{
	grub_mb2();
	EXPECT_EQ(multiboot2_parse(0x100, &bi), 0);
	EXPECT_STR(bi.cmdline, "dom0_mem=512M");
	EXPECT_STR(bi.loader, "GRUB 2.06");
	EXPECT_EQ(bi.nr_modules, 1);
	EXPECT_EQ(bi.module[0].size, 0x400);
	EXPECT_STR(bi.module[0].cmdline, "root=/dev/sda1 ro");
	EXPECT_EQ(bi.nr_ranges, 1);
	EXPECT_EQ(bi.range[0].start, 0x100000);
	EXPECT_EQ(bi.rsdp, 0x200000);
}

TEST(multiboot2_string_without_end)
{
	fresh();
	memset(mem + 0x110, 'x', 0x100);
	tag(0x108, 1, 8 + 4);
	put32(0x100, 0x20);
	EXPECT_EQ(multiboot2_parse(0x100, &bi), 0);
	/* Another loader than GRUB: the only word is the file's name. */
	EXPECT_STR(bi.cmdline, "");
	boot_set_loader(&bi, "GRUB 2.06");
	EXPECT_EQ(multiboot2_parse(0x100, &bi), 0);
	EXPECT_STR(bi.cmdline, "xxxx");
}

TEST(multiboot2_bad_sizes)
{
	grub_mb2();
	put32(0x100, 8);
	EXPECT_EQ(multiboot2_parse(0x100, &bi), -EINVAL);
	put32(0x100, MEM_SIZE);
	EXPECT_EQ(multiboot2_parse(0x100, &bi), -EINVAL);
	grub_mb2();
	put32(0x10c, 0);			/* first tag */
	EXPECT_EQ(multiboot2_parse(0x100, &bi), 0);
	EXPECT_EQ(bi.nr_modules, 0);
	put32(0x10c, 0xffffffff);
	EXPECT_EQ(multiboot2_parse(0x100, &bi), 0);
	EXPECT_EQ(bi.nr_modules, 0);
}

static void xen_pvh(void)
{
	struct hvm_start_info si = {
		.magic = XEN_HVM_START_MAGIC_VALUE, .version = 1, .nr_modules = 1,
		.modlist_paddr = 0x300, .cmdline_paddr = 0x400, .rsdp_paddr = 0xf0000,
		.memmap_paddr = 0x500, .memmap_entries = 1,
	};
	struct hvm_modlist_entry m = { .paddr = 0x2000000, .size = 100 };
	struct hvm_memmap_table_entry e = { .addr = 0, .size = 0x1000, .type = 6 };

	fresh();
	memcpy(mem + 0x100, &si, sizeof(si));
	memcpy(mem + 0x300, &m, sizeof(m));
	memcpy(mem + 0x500, &e, sizeof(e));
	put_string(0x400, "com1=115200 -- quiet");
}

TEST(pvh)
{
	xen_pvh();
	EXPECT_EQ(pvh_parse(0x100, &bi), 0);
	EXPECT_STR(bi.cmdline, "com1=115200 -- quiet");
	EXPECT_EQ(bi.rsdp, 0xf0000);
	EXPECT_EQ(bi.nr_modules, 1);
	EXPECT_STR(bi.module[0].cmdline, "");
	EXPECT_EQ(bi.range[0].type, RANGE_RESERVED);
	boot_split_cmdline(&bi);
	EXPECT_STR(bi.cmdline, "com1=115200 ");
	EXPECT_STR(bi.module[0].cmdline, "quiet");
}

TEST(pvh_bad)
{
	xen_pvh();
	put32(0x100, 0);
	EXPECT_EQ(pvh_parse(0x100, &bi), -EINVAL);
	xen_pvh();
	put64(0x110, ~0ULL - 8);		/* modules */
	put64(0x128, ~0ULL - 8);		/* map */
	EXPECT_EQ(pvh_parse(0x100, &bi), 0);
	EXPECT_EQ(bi.nr_modules, 0);
	EXPECT_EQ(bi.nr_ranges, 0);
}

TEST(tables_are_bounded)
{
	u32 i;

	fresh();
	for (i = 0; i < 2 * BOOT_MAX_RANGES; i++)
		boot_add_range(&bi, (u64)i << 20, 1 << 20, RANGE_RAM);
	EXPECT_EQ(bi.nr_ranges, BOOT_MAX_RANGES);
	EXPECT_EQ(boot_add_module(&bi, ~0ULL, 2, NULL), false);
	for (i = 0; i < 2 * BOOT_MAX_MODULES; i++)
		boot_add_module(&bi, 0x1000, 1, "file with arguments");
	EXPECT_EQ(bi.nr_modules, BOOT_MAX_MODULES);
	for (i = 0; i < BOOT_MAX_MODULES; i++)
		EXPECT_STR(bi.module[i].cmdline, "with arguments");
}

TEST(long_module_lines_are_cut_off)
{
	static char line[BOOT_CMDLINE_SIZE];
	u32 i;

	fresh();
	memset(line, 'a', sizeof(line) - 1);
	line[1] = ' ';
	for (i = 0; i < BOOT_MAX_MODULES; i++)
		boot_add_module(&bi, 0x1000, 1, line);
	EXPECT_EQ(strlen(bi.module[0].cmdline), BOOT_CMDLINE_SIZE - 3);
	for (i = 0; i < BOOT_MAX_MODULES; i++)
		EXPECT_EQ(bi.module[i].cmdline + strlen(bi.module[i].cmdline) <
			  bi.strings + sizeof(bi.strings), true);
}

static u32 random32(void)
{
	static u64 state = 88172645463325252ULL;

	state ^= state << 13;
	state ^= state >> 7;
	state ^= state << 17;
	return state >> 16;
}

/* Damages a few bytes; whatever comes out, it stays within its tables. */
static bool survives(void (*make)(void), int (*parse)(paddr_t, struct boot_info *))
{
	u32 round, i;

	for (round = 0; round < 20000; round++) {
		make();
		for (i = random32() % 8; i < 8; i++)
			mem[0x100 + random32() % 0x500] = random32();
		parse(0x100, &bi);
		boot_split_cmdline(&bi);
		if (bi.nr_modules > BOOT_MAX_MODULES || bi.nr_ranges > BOOT_MAX_RANGES ||
		    strnlen(bi.cmdline, sizeof(bi.cmdline)) == sizeof(bi.cmdline))
			return false;
		e820_clean_up(&bi);
	}
	return true;
}

TEST(damaged_information)
{
	EXPECT_EQ(survives(qemu_mb1, multiboot1_parse), true);
	EXPECT_EQ(survives(grub_mb2, multiboot2_parse), true);
	EXPECT_EQ(survives(xen_pvh, pvh_parse), true);
}
