/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Memory management of PV guests: roots, descriptor tables, checked changes
 * of page tables.  The rules are in Documentation/pv-mmu.rst.
 */
#ifndef ASM_PV_MM_H
#define ASM_PV_MM_H

#include <linux/types.h>
#include <hyp/frame.h>
#include <asm/desc.h>
#include <asm/layout.h>
#include <asm/pte.h>

struct cpu_user_regs;
struct domain;
struct grant_map_req;
struct page_info;
struct vcpu;

/*
 * Each vCPU has a window of 32 pages in PERDOMAIN_SLOT: 14 GDT pages of the
 * guest, the reserved GDT page of the CPU that it runs on, a hole, 16 LDT
 * pages.
 */
#define PV_DT_SHIFT		17
#define PV_DT_PAGES		32
#define PV_GDT_PAGE_RESERVED	14
#define PV_LDT_PAGE		16
#define PV_LDT_PAGES		16
#define PV_GDT_LIMIT		GDT_LIMIT	/* with the reserved entries */

/**
 * pv_gdt_window() - linear address of a vCPU's GDT
 * @vcpu_id: its number
 *
 * Each vCPU has a window of 32 pages in PERDOMAIN_SLOT: 14 GDT pages of the guest, the
 * reserved GDT page of the CPU that it runs on, a hole, 16 LDT pages.
 */
static inline unsigned long pv_gdt_window(unsigned int vcpu_id)
{
	return PERDOMAIN_START + ((unsigned long)vcpu_id << PV_DT_SHIFT);
}

/**
 * pv_ldt_window() - linear address of a vCPU's LDT
 * @vcpu_id: its number
 */
static inline unsigned long pv_ldt_window(unsigned int vcpu_id)
{
	return pv_gdt_window(vcpu_id) + PV_LDT_PAGE * PAGE_SIZE;
}

/**
 * pv_mm_init() - install the rules for page types
 *
 * At boot, once.
 */
void pv_mm_init(void);

/**
 * pv_mm_domain_init() - memory for the descriptor windows of a domain
 * @d: new; d->arch->pv exists, zeroed
 *
 * Return: 0, -ENOMEM.
 */
int pv_mm_domain_init(struct domain *d);

/**
 * pv_mm_domain_destroy() - undo it
 * @d: pv_mm_relinquish() is done; fine without pv_mm_domain_init()
 */
void pv_mm_domain_destroy(struct domain *d);

/**
 * pv_mm_vcpu_init() - no page tables yet, an empty window
 * @v: new; v->arch->pv exists, zeroed; the domain's lock is held
 *
 * Return: 0, -ENOMEM.
 */
int pv_mm_vcpu_init(struct vcpu *v);

/**
 * pv_mm_vcpu_destroy() - nothing: all went with pv_mm_relinquish()
 * @v: the vCPU
 */
void pv_mm_vcpu_destroy(struct vcpu *v);

/**
 * pv_mm_relinquish() - give back all page tables and pages of a dying domain
 * @d: no vCPU of it runs or will run
 *
 * Return: 0 or -ERESTART.
 */
int pv_mm_relinquish(struct domain *d);

/**
 * pv_set_roots() - give a vCPU its page tables
 * @v: does not run; the old ones were dropped
 * @kernel: L4 of the domain
 * @user: the same for user mode, INVALID_MFN: none
 *
 * Takes type references.
 *
 * Return: 0, -EINVAL, -ERESTART (call again).
 */
int pv_set_roots(struct vcpu *v, mfn_t kernel, mfn_t user);

/**
 * pv_drop_roots() - take a vCPU's page tables away
 * @v: does not run
 *
 * Return: 0 or -ERESTART (call again).
 */
int pv_drop_roots(struct vcpu *v);

/**
 * pv_new_cr3() - the current vCPU's kernel loads another L4
 * @v: the current one
 * @mfn: the L4
 *
 * Return: 0, -EINVAL, -ERESTART (nothing changed; the instruction or call is to be made
 * again).
 */
int pv_new_cr3(struct vcpu *v, mfn_t mfn);

/**
 * pv_new_user_cr3() - the L4 of guest user, used at the next change of mode
 * @v: the current one, in its kernel
 * @mfn: the L4, INVALID_MFN for none
 *
 * Return: as pv_new_cr3().
 */
int pv_new_user_cr3(struct vcpu *v, mfn_t mfn);

/**
 * pv_load_root() - CR3 of the vCPU's present mode, after kernel_mode has changed
 * @v: the current one
 *
 * User pages are global in the TLB and stay.
 */
void pv_load_root(const struct vcpu *v);

/**
 * pv_enter_root() - for switch_to: CR3, and nothing of another vCPU's translations is
 *	left
 * @v: going to run here
 *
 * Interrupts are off.
 */
void pv_enter_root(struct vcpu *v);

/**
 * pv_leave_root() - for switch_from: the hypervisor's own L4
 * @v: was running here
 *
 * Interrupts are off.
 */
void pv_leave_root(struct vcpu *v);

/**
 * pv_load_gdt() - for switch_to: GDT and LDT registers, and the CPU's page in the window
 * @v: going to run here
 */
void pv_load_gdt(struct vcpu *v);

/**
 * pv_set_gdt() - replace the guest's GDT
 * @v: the current vCPU or one that does not run
 * @frames: machine frames, (@entries + 511) / 512 of them; references are taken
 * @entries: descriptors
 *
 * Return: 0 or -EINVAL.
 */
int pv_set_gdt(struct vcpu *v, const u64 *frames, unsigned int entries);

/**
 * pv_drop_gdt() - leave a vCPU without a GDT of its own
 * @v: as for pv_set_gdt()
 */
void pv_drop_gdt(struct vcpu *v);

/**
 * pv_set_ldt() - replace the guest's LDT
 * @v: the current vCPU or one that does not run
 * @base: linear address in the guest, page aligned
 * @entries: descriptors, 0: none
 *
 * Pages are mapped as they are used.
 *
 * Return: 0, -EINVAL: not page aligned or too long.
 */
int pv_set_ldt(struct vcpu *v, u64 base, unsigned int entries);

/**
 * pv_drop_ldt() - unmap the pages of a vCPU's LDT; they come back when they are used
 * @v: as for pv_set_ldt()
 */
void pv_drop_ldt(struct vcpu *v);

/**
 * pv_ldt_page_unmapped() - a read-only entry for a descriptor page has gone
 * @pg: the page; the caller has a reference on it
 *
 * No LDT window of the owner has the page any more, on any CPU, so that the guest
 * may make it writable.  No locks.
 */
void pv_ldt_page_unmapped(struct page_info *pg);

/**
 * pv_check_descriptor() - may the guest have this segment descriptor?
 * @desc: raised to ring 3 where it stands below
 */
bool pv_check_descriptor(u64 *desc);

/**
 * pv_ldt_fault() - page fault of the CPU on a vCPU's LDT window
 * @v: the current one
 * @offset: bytes from pv_ldt_window()
 *
 * Return: true if the page is there now and the access is to be made again; otherwise the
 * guest gets #PF at ldt_base + @offset.
 */
bool pv_ldt_fault(struct vcpu *v, unsigned long offset);

/**
 * pv_ldt_selector_fault() - map the LDT page of a selector that could not be loaded
 * @v: the current one
 * @sel: the selector
 *
 * Return: true if it is of an LDT page that was not mapped and is now.
 */
bool pv_ldt_selector_fault(struct vcpu *v, u16 sel);

/**
 * pv_ro_fault() - write fault of the guest's kernel on a present, read-only page
 * @addr: what CR2 had
 * @regs: of the current vCPU
 *
 * Emulates writes to L1 tables and to device registers that the guest may only read.
 *
 * Return: true if the instruction was emulated, and regs->rip is behind it, or it must be
 * made again; false: the fault is the guest's.
 */
bool pv_ro_fault(unsigned long addr, struct cpu_user_regs *regs);

/**
 * pv_pin_l4() - pin an L4, as MMUEXT_PIN_L4_TABLE does
 * @d: its owner
 * @mfn: the page
 *
 * For the domain builder.
 *
 * Return: as pv_pin().
 */
int pv_pin_l4(struct domain *d, mfn_t mfn);

/**
 * pv_map_grant() - put a granted frame into a page table of the guest: member of
 *	guest_ops
 * @v: the current one
 * @req: where and what; the caller holds the frame
 *
 * Return: GNTST_*.
 */
int pv_map_grant(struct vcpu *v, const struct grant_map_req *req);

/**
 * pv_unmap_grant() - take it out again, or put the entry of another address in its place
 * @v: the current one
 * @req: as it was mapped
 *
 * Return: GNTST_*.
 */
int pv_unmap_grant(struct vcpu *v, const struct grant_map_req *req);

#endif /* ASM_PV_MM_H */
