/* SPDX-License-Identifier: GPL-2.0-only */
/* The builder of dom0 as a PV domain. */
#ifndef ASM_DOM0_H
#define ASM_DOM0_H

#include <linux/compiler.h>
#include <linux/types.h>
#include <hyp/frame.h>

struct domain;

/* A kernel that was checked and says through its Xen ELF notes what it wants. */
struct dom0_kernel {
	const void *image;	/* ELF file in memory */
	size_t size;
	void *unpacked;		/* the same if it came compressed, to be freed */
	u64 virt_base;		/* pfn 0 is mapped here */
	u64 virt_entry;
	u64 virt_hypercall;	/* page to fill, ~0: none */
	u64 virt_p2m;		/* where the pfn to mfn table goes, ~0: behind the kernel */
	u64 paddr_offset;	/* ELF physical address of virt_base */
	u64 start, end;		/* linear range that the segments use */
	bool initrd_unmapped;	/* mod_start is a pfn */
	char guest_os[16];
};

/**
 * dom0_kernel_open() - find out what module 0 is, unpack it, check it
 *
 * bzImage with a gzip or xz payload, or ELF.  Calls boot_fail() with one line
 * that names the fault.
 */
void dom0_kernel_open(struct dom0_kernel *k, const void *image, size_t size);
/* Copies (or clears, @from NULL) @bytes at linear address @va of the new domain. */
typedef void (*dom0_copy_fn)(void *ctx, u64 va, const void *from, u64 bytes);
void dom0_kernel_load(const struct dom0_kernel *k, dom0_copy_fn copy, void *ctx);
void dom0_kernel_close(struct dom0_kernel *k);

/**
 * struct dom0_size - what the options dom0_mem= and dom0_max_vcpus= ask for
 * @pages: to start with
 * @max_pages: that it may grow to
 */
struct dom0_size {
	u64 pages, max_pages;
	unsigned int vcpus;
};

/* @free: frames that are free now. */
void dom0_size_get(struct dom0_size *size, u64 free);

/* Device memory, ports and interrupts: all but what the hypervisor keeps. */
void dom0_set_caps(struct domain *d);

/* Makes dom0 from boot_info, ready to be unpaused; the modules are freed. */
void dom0_build(void);

#endif /* ASM_DOM0_H */
