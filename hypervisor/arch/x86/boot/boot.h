/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Ways in and what they share.
 *
 * What a loader left in memory is input like any other: every address and
 * length is checked, and whatever doesn't fit is cut off or refused.
 */
#ifndef BOOT_H
#define BOOT_H

#include <hyp/boot_info.h>

/* EDI of start(): see boot.inc. */
#define MB1_BOOT_MAGIC	0x2badb002
#define MB2_BOOT_MAGIC	0x36d76289
#define PVH_BOOT_MAGIC	0x336ec578

/*
 * Each fills what its protocol has. Return: 0, or -EINVAL when the information
 * itself makes no sense. Nothing is printed: there is no console yet.
 */
int multiboot1_parse(paddr_t info, struct boot_info *bi);
int multiboot2_parse(paddr_t info, struct boot_info *bi);
int pvh_parse(paddr_t info, struct boot_info *bi);

/* Memory that the early page tables reach (below 4 GiB), or NULL. */
const void *boot_phys(paddr_t pa, u64 bytes);
/* Copies, aligned or not; false if it is out of reach. */
bool boot_read(void *to, paddr_t pa, size_t bytes);
/* Physical address of something in the image. */
paddr_t boot_image_paddr(const void *p);

/* Refused when the table is full or the range is empty or wraps. */
bool boot_add_range(struct boot_info *bi, paddr_t start, u64 size, u32 type);
/* @cmdline may be NULL. Cuts off the file's name where the loader left it. */
bool boot_add_module(struct boot_info *bi, paddr_t start, u64 size, const char *cmdline);
/* Stays within @to; never fails: an unreachable string is "". */
void boot_copy_string(char *to, size_t size, paddr_t from);
void boot_set_loader(struct boot_info *bi, const char *name);

/* Where the arguments begin, behind a file name or GRUB's "placeholder". */
const char *boot_skip_name(const struct boot_info *bi, const char *line);
/* What follows " -- " on our command line belongs to dom0's. */
void boot_split_cmdline(struct boot_info *bi);

/* Sorted, no overlaps, the more careful type wins. */
void e820_clean_up(struct boot_info *bi);
/* Cuts RAM off at @limit (bytes), for mem=. */
void e820_limit(struct boot_info *bi, u64 limit);
void e820_print(const struct boot_info *bi);

/* Who we are, who loaded us. */
void boot_banner(void);

#endif /* BOOT_H */
