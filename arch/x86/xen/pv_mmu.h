/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What the memory of a PV domain offers the other files of this folder.
 */
#ifndef X86_XEN_PV_MMU_H
#define X86_XEN_PV_MMU_H

#include <linux/init.h>
#include <linux/types.h>

#include <asm/pgtable_types.h>

struct multicall_entry;

/*
 * multicall.c: a call of @op that may wait for others while the CPU is in a lazy mode. The
 * entry has room for @size bytes of its own behind @space. Called with preemption off, and
 * each xen_mc_entry() is followed by its xen_mc_issue().
 */
struct multicall_entry *xen_mc_entry(size_t size, void **space);
void xen_mc_issue(unsigned int lazy_mode);
void xen_mc_flush(void);

/* mmu_boot.c: called in that order by the first C code. */
void xen_setup_machphys_mapping(void);
void xen_setup_kernel_pagetable(pgd_t *pgd, unsigned long max_pfn);
void xen_init_mmu_ops(void);

/* mmu_pv.c: one page of the kernel's direct map or image. */
void xen_make_page_readonly(void *addr);
void xen_make_page_readwrite(void *addr);

/* mmu_pin.c: around a suspend. */
void xen_mm_pin_all(void);
void xen_mm_unpin_all(void);

/* p2m.c: the list of frame lists for the tools, in shared_info. */
void xen_build_mfn_list_list(void);
void xen_setup_mfn_list_list(void);

/* setup.c: for x86_init.resources.memory_setup. */
char *__init xen_memory_setup(void);

#endif /* X86_XEN_PV_MMU_H */
