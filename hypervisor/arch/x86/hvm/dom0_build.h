/* SPDX-License-Identifier: GPL-2.0-only */
/* Parts of the builder of a PVH dom0. */
#ifndef HVM_DOM0_BUILD_H
#define HVM_DOM0_BUILD_H

#include <linux/types.h>
#include <hyp/frame.h>

struct domain;

/**
 * dom0_memory_map() - give dom0 its frames, devices and memory map
 * @d: has no memory yet
 * @tables: physical address, page aligned: here the kernel is told things
 * @bytes: so many; in its memory map they are ACPI's
 *
 * boot_fail() without memory for tables.
 */
void dom0_memory_map(struct domain *d, paddr_t tables, u64 bytes);

/**
 * dom0_memory_has() - is all of this dom0's RAM?
 * @start: physical address, which is dom0's too
 * @bytes: from there
 */
bool dom0_memory_has(paddr_t start, u64 bytes);

/**
 * dom0_memory_top() - a place near the top of dom0's RAM
 * @bytes: how much
 * @limit: to end below it
 *
 * Return: page aligned, INVALID_PADDR: there is none.
 */
paddr_t dom0_memory_top(u64 bytes, paddr_t limit);

/**
 * dom0_acpi_write() - the ACPI tables as dom0 is to see them
 * @at: physical address, room for what differs from the machine's
 * @bytes: how much
 * @vcpus: as many CPUs, the first ones, are dom0's
 *
 * Return: physical address of the RSDP. boot_fail() without room.
 */
paddr_t dom0_acpi_write(paddr_t at, u32 bytes, unsigned int vcpus);

#endif /* HVM_DOM0_BUILD_H */
