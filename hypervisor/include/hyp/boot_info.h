/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What every way in hands over.  The parsers of multiboot 1, multiboot 2, PVH
 * and of the hoist fill one struct boot_info and do nothing else; whatever
 * comes later looks only here.
 */
#ifndef HYP_BOOT_INFO_H
#define HYP_BOOT_INFO_H

#include <hyp/frame.h>

#define BOOT_MAX_MODULES	8
#define BOOT_MAX_RANGES		256
#define BOOT_MAX_CHUNKS		256
#define BOOT_MAX_DOM0_RANGES	64
#define BOOT_CMDLINE_SIZE	2048

enum boot_protocol {
	BOOT_MULTIBOOT1,
	BOOT_MULTIBOOT2,
	BOOT_PVH,
	BOOT_HOIST,
};

/* Who owns PIC, I/O APIC, MSI, PIT, RTC, PCI configuration, UART and IOMMU. */
enum platform_owner {
	PLATFORM_HYPERVISOR,
	PLATFORM_DOM0,
};

/* Types as in the E820 interface (ACPI specification, 15.1). */
enum range_type {
	RANGE_RAM = 1,
	RANGE_RESERVED = 2,
	RANGE_ACPI = 3,
	RANGE_NVS = 4,
	RANGE_UNUSABLE = 5,
};

/**
 * struct boot_range - a piece of the memory map
 * @start: bytes
 * @size: bytes
 * @type: enum range_type
 */
struct boot_range {
	paddr_t start;
	u64 size;
	u32 type;
};

/**
 * struct boot_module - a file that the loader put into memory
 * @start: bytes, page aligned by the loader
 * @size: bytes
 * @cmdline: in boot_info.strings, "" if none
 */
struct boot_module {
	paddr_t start;
	u64 size;
	const char *cmdline;
};

/**
 * struct boot_info - all that a way in hands over
 * @protocol: which way
 * @platform_owner: whose the platform's devices are
 * @loader: name, never NULL
 * @cmdline: the hypervisor's, terminated
 * @rsdp: ACPI's; 0: search the BIOS areas
 * @image_start: physical address of the hypervisor itself, bytes
 * @image_end: behind it
 * @nr_ranges: used entries of @range
 * @range: memory map, sorted
 * @nr_chunks: used entries of @chunk
 * @chunk: all that is ours to use, besides the image; none: RAM that nothing else uses
 * @dom0_bytes: of a dom0 whose frames are kept for it from the start, lowest first; 0: it gets
 *              what is free
 * @nr_dom0: used entries of @dom0
 * @dom0: those frames, page aligned, sorted, no RAM below 1 MiB
 * @nr_modules: used entries of @module
 * @module: entry 0 is dom0's kernel
 * @strings: module command lines
 */
struct boot_info {
	enum boot_protocol protocol;
	enum platform_owner platform_owner;
	const char *loader;
	char cmdline[BOOT_CMDLINE_SIZE];
	paddr_t rsdp;
	paddr_t image_start, image_end;
	u32 nr_ranges;
	struct boot_range range[BOOT_MAX_RANGES];
	u32 nr_chunks;
	struct boot_range chunk[BOOT_MAX_CHUNKS];
	u64 dom0_bytes;
	u32 nr_dom0;
	struct boot_range dom0[BOOT_MAX_DOM0_RANGES];
	u32 nr_modules;
	struct boot_module module[BOOT_MAX_MODULES];
	char strings[BOOT_CMDLINE_SIZE * 2];
};

extern struct boot_info boot_info;

#endif /* HYP_BOOT_INFO_H */
