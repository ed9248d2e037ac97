/* SPDX-License-Identifier: GPL-2.0-only */
/* The builder of dom0 as a PV domain. */
#ifndef ASM_DOM0_H
#define ASM_DOM0_H

#include <linux/compiler.h>
#include <linux/types.h>
#include <hyp/frame.h>

struct boot_info;
struct domain;

/**
 * struct dom0_kernel - a kernel that was checked and says through its Xen ELF notes what
 *	it wants
 * @image: ELF file in memory
 * @size: bytes of @image
 * @unpacked: the same if it came compressed, to be freed
 * @virt_base: pfn 0 is mapped here
 * @phys_entry: where vCPU 0 begins in 32-bit mode without paging, 0: kernel knows no such entry
 * @virt_entry: where vCPU 0 begins
 * @virt_hypercall: page to fill, ~0: none
 * @virt_p2m: where the pfn to mfn table goes, ~0: behind the kernel
 * @paddr_offset: ELF physical address of virt_base
 * @start: first linear address that a segment uses
 * @end: behind the last one
 * @initrd_unmapped: mod_start is a pfn
 * @guest_os: what the note GUEST_OS says, ended by 0
 */
struct dom0_kernel {
	const void *image;
	size_t size;
	void *unpacked;
	u64 phys_entry;
	u64 virt_base;
	u64 virt_entry;
	u64 virt_hypercall;
	u64 virt_p2m;
	u64 paddr_offset;
	u64 start, end;
	bool initrd_unmapped;
	char guest_os[16];
};

/**
 * dom0_kernel_open() - find out what module 0 is, unpack it, check it
 * @k: OUT, to be closed by dom0_kernel_close()
 * @image: the module
 * @size: its bytes
 *
 * bzImage with a gzip or xz payload, or ELF. Calls boot_fail() with one line that names
 * the fault.
 */
void dom0_kernel_open(struct dom0_kernel *k, const void *image, size_t size);

/**
 * dom0_kernel_open_phys() - the same for a kernel that is to begin by its PVH entry
 * @k: OUT; what is linear is physical then: @start, @end, what dom0_kernel_load() copies to
 * @image: the module
 * @size: its bytes
 */
void dom0_kernel_open_phys(struct dom0_kernel *k, const void *image, size_t size);

/* Copies (or clears, @from NULL) @bytes at linear address @va of the new domain. */
typedef void (*dom0_copy_fn)(void *ctx, u64 va, const void *from, u64 bytes);

/**
 * dom0_kernel_load() - put the segments of a kernel in place
 * @k: opened
 * @copy: called for each piece of file contents, and to clear what follows it
 * @ctx: for @copy
 */
void dom0_kernel_load(const struct dom0_kernel *k, dom0_copy_fn copy, void *ctx);

/**
 * dom0_kernel_close() - free what dom0_kernel_open() unpacked
 * @k: opened; the image is gone afterwards
 */
void dom0_kernel_close(struct dom0_kernel *k);

/**
 * struct dom0_size - what the options dom0_mem= and dom0_max_vcpus= ask for
 * @pages: to start with
 * @max_pages: that it may grow to
 * @vcpus: at least one
 */
struct dom0_size {
	u64 pages, max_pages;
	unsigned int vcpus;
};

/**
 * dom0_size_get() - work out how much dom0 gets
 * @size: OUT
 * @free: frames that are free now
 *
 * A request for more than there is gets that, with a warning.
 */
void dom0_size_get(struct dom0_size *size, u64 free);

/**
 * dom0_set_caps() - give dom0 device memory, ports and interrupts
 * @d: dom0
 *
 * All but what the hypervisor keeps. boot_fail() when memory is short.
 */
void dom0_set_caps(struct domain *d);

/**
 * dom0_build() - make a PV dom0 from boot_info, ready to be unpaused
 *
 * At boot, once; the modules are freed. boot_fail() with the reason if it can't be.
 */
void dom0_build(void);

/**
 * dom0_pvh_plan() - does the command line ask for a PVH dom0?
 * @bi: IN the cleaned memory map; OUT platform_owner, dom0_bytes
 *
 * At boot, before memory is given out.
 */
void dom0_pvh_plan(struct boot_info *bi);

/**
 * dom0_pvh_iommu() - are dom0's devices to be behind an IOMMU?
 *
 * At boot, after acpi_init(). boot_fail() if there is none and nobody said that this is fine.
 */
bool dom0_pvh_iommu(void);

/**
 * dom0_build_pvh() - make a PVH dom0 from boot_info, ready to be unpaused
 *
 * As dom0_build(), after dom0_pvh_plan().
 */
void dom0_build_pvh(void);

/**
 * dom0_free_modules() - the loader's modules are free memory from now on
 */
void dom0_free_modules(void);

#endif /* ASM_DOM0_H */
