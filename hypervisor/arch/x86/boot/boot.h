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

/**
 * multiboot1_parse() - what a multiboot 1 loader tells
 * @info: physical address of its information
 * @bi: what the protocol has is filled in
 *
 * Nothing is printed: there is no console yet.
 *
 * Return: 0, or -EINVAL when the information itself makes no sense.
 */
int multiboot1_parse(paddr_t info, struct boot_info *bi);

/**
 * multiboot2_parse() - what a multiboot 2 loader tells
 * @info: physical address of its information
 * @bi: what the protocol has is filled in
 *
 * Return: as multiboot1_parse().
 */
int multiboot2_parse(paddr_t info, struct boot_info *bi);

/**
 * pvh_parse() - what a PVH loader tells
 * @info: physical address of its struct hvm_start_info
 * @bi: what the protocol has is filled in
 *
 * Return: as multiboot1_parse().
 */
int pvh_parse(paddr_t info, struct boot_info *bi);

/**
 * boot_cpu_early() - identify the boot CPU; descriptor tables and control registers are ours
 *
 * First of all, interrupts off. Writes the stack guard: no caller may look at it.
 */
void boot_cpu_early(void);

/**
 * boot_objects() - scheduler, idle vCPU, interrupts, debug keys, guests' time
 *
 * After domain_init() and when the CPUs are known; interrupts are off.
 */
void boot_objects(void);

/**
 * boot_phys() - memory that the early page tables reach
 * @pa: physical address
 * @bytes: from there
 *
 * Return: NULL: not all of it is below 4 GiB, or @bytes is 0.
 */
const void *boot_phys(paddr_t pa, u64 bytes);

/**
 * boot_read() - copy from physical memory, aligned or not
 * @to: OUT
 * @pa: physical address
 * @bytes: how many
 *
 * Return: false if it is out of reach.
 */
bool boot_read(void *to, paddr_t pa, size_t bytes);

/**
 * boot_image_paddr() - physical address of something in the image
 * @p: its address
 *
 * As the image was linked, so not for one that was hoisted.
 */
paddr_t boot_image_paddr(const void *p);

/**
 * boot_add_range() - note a part of the memory map
 * @bi: the map
 * @start: physical
 * @size: bytes
 * @type: RANGE_*; what is not known becomes RANGE_RESERVED
 *
 * Return: false: the table is full, or the range is empty or wraps.
 */
bool boot_add_range(struct boot_info *bi, paddr_t start, u64 size, u32 type);

/**
 * boot_add_module() - note a module
 * @bi: the list
 * @start: physical
 * @size: bytes
 * @cmdline: may be NULL; the file's name is cut off where the loader left it
 *
 * Return: false: the list is full, or the range is empty or wraps.
 */
bool boot_add_module(struct boot_info *bi, paddr_t start, u64 size, const char *cmdline);

/**
 * boot_copy_string() - copy a string from physical memory
 * @to: OUT, always ended by 0
 * @size: room there, at least 1
 * @from: physical; an unreachable string is ""
 */
void boot_copy_string(char *to, size_t size, paddr_t from);

/**
 * boot_set_loader() - note the loader's name
 * @bi: where
 * @name: copied
 */
void boot_set_loader(struct boot_info *bi, const char *name);

/**
 * boot_skip_name() - where the arguments begin, behind a file name or GRUB's
 *	"placeholder"
 * @bi: the loader's name counts
 * @line: a command line
 */
const char *boot_skip_name(const struct boot_info *bi, const char *line);

/**
 * boot_split_cmdline() - what follows " -- " on our command line belongs to dom0's
 * @bi: both are changed
 */
void boot_split_cmdline(struct boot_info *bi);

/**
 * e820_clean_up() - sort the memory map, no overlaps, the more careful type wins
 * @bi: the map
 */
void e820_clean_up(struct boot_info *bi);

/**
 * e820_limit() - cut RAM off, for mem=
 * @bi: the map
 * @limit: first address that is not used, bytes
 */
void e820_limit(struct boot_info *bi, u64 limit);

/**
 * e820_print() - the memory map for the log
 * @bi: the map
 */
void e820_print(const struct boot_info *bi);

/**
 * boot_banner() - who we are, who loaded us
 */
void boot_banner(void);

#endif /* BOOT_H */
