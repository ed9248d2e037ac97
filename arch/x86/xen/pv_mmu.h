/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What the memory of a PV domain offers the other files of this folder.
 */
#ifndef X86_XEN_PV_MMU_H
#define X86_XEN_PV_MMU_H

#include <linux/init.h>
#include <linux/types.h>

#include <asm/paravirt_types.h>
#include <asm/pgtable_types.h>

struct mm_struct;
struct mmuext_op;
struct multicall_entry;

/*
 * multicall.c: calls that may wait for others while the CPU is in a lazy mode.
 *
 *	flags = xen_mc_begin();			interrupts are off from here
 *	MULTI_stack_switch(xen_mc_entry(), ...);	once or more often
 *	xen_mc_end(flags, PARAVIRT_LAZY_CPU);	made now, unless the CPU is in that mode
 *
 * xen_mc_mmuext() and xen_mc_update() join the call before theirs where that is of their kind.
 */
unsigned long xen_mc_begin(void);
struct multicall_entry *xen_mc_entry(void);
void xen_mc_mmuext(const struct mmuext_op *op);
void xen_mc_update(u64 ptr, u64 val);
void xen_mc_update_one(u64 ptr, u64 val);
void xen_mc_end(unsigned long flags, enum paravirt_lazy_mode mode);
void xen_mc_flush(void);

/*
 * mmu_boot.c: called in that order by the first C code. The tables that the builder has made
 * are at @pgd, a virtual address; afterwards the kernel is on its own, and the builder's
 * mappings beyond _end go at cleanup_highmap(): start_info is to be reached by its __va() then.
 */
void __init xen_setup_machphys_mapping(void);
void __init xen_init_mmu_ops(void);
void __init xen_setup_kernel_pagetable(pgd_t *pgd, unsigned long nr_pages);

/* mmu_pte.c, mmu_tlb.c: called by the assembly that saves all registers */
pteval_t xen_entry_val(pteval_t raw);
pteval_t xen_make_entry(pteval_t val);
pteval_t xen_make_entry_early(pteval_t val);
unsigned long xen_read_cr2(void);

/* mmu_boot.c: HYPERVISOR_shared_info from start_info; behind those three, and after a suspend. */
void xen_map_shared_info(void);

/* mmu_tlb.c: a CPU that is about to come up starts on the kernel's own tables. */
void xen_mmu_prepare_cpu(int cpu);
void __init xen_init_tlb_ops(void);
void xen_mc_flushed(void);
bool xen_cpu_has_root(int cpu, const pgd_t *pgd);

/* mmu_page.c: one page of the kernel's direct map or image. */
void xen_make_page_readonly(void *addr);
void xen_make_page_readwrite(void *addr);

/* mmu_pte.c: the second when each page has its struct page. */
void __init xen_init_pte_ops(void);
void __init xen_late_pte_ops(void);

/* Of the root: below is user space, then comes the hypervisor, then the kernel. */
#define XEN_USER_SLOTS	(PTRS_PER_PGD / 2)

/* mmu_pgd.c */
int xen_pgd_alloc(struct mm_struct *mm);
void xen_pgd_free(struct mm_struct *mm, pgd_t *pgd);
pgd_t *xen_user_pgd(const pgd_t *pgd);

/* vsyscall_pv.c */
#ifdef CONFIG_X86_VSYSCALL_EMULATION
void xen_show_vsyscall(pte_t pte);
void xen_put_vsyscall(pgd_t *root);
#else
static inline void xen_put_vsyscall(pgd_t *root) { }
#endif

/* mmu_pin.c: around a suspend, all page tables are the hypervisor's. */
void xen_mm_pin_all(void);
void xen_mm_unpin_all(void);
void __init xen_init_pin_ops(void);
void __init xen_late_pin_ops(void);

/* p2m.c: when shared_info is there (again), for the tools. */
void xen_setup_mfn_list_list(void);

/* p2m_boot.c */
void __init xen_p2m_early_init(unsigned long nr_pages);
bool __init xen_p2m_is_boot_page(unsigned long pfn);
void __init xen_p2m_build(void);

/* setup.c: for x86_init.resources.memory_setup. */
char *__init xen_memory_setup(void);
bool __init xen_is_ram(unsigned long pfn);

/* setup_moved.c: memory that the builder has put where the machine has devices. */
void __init xen_release_range(unsigned long pfn, unsigned long end);
unsigned long __init xen_to_move(void);
void __init xen_move_to(unsigned long pfn, unsigned long n);
bool __init xen_is_moved(unsigned long pfn, unsigned long end);
void __init xen_populate_moved(void);

#endif /* X86_XEN_PV_MMU_H */
