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

static inline unsigned long pv_gdt_window(unsigned int vcpu_id)
{
	return PERDOMAIN_START + ((unsigned long)vcpu_id << PV_DT_SHIFT);
}

static inline unsigned long pv_ldt_window(unsigned int vcpu_id)
{
	return pv_gdt_window(vcpu_id) + PV_LDT_PAGE * PAGE_SIZE;
}

/* Called once at start: installs the rules for page types. */
void pv_mm_init(void);

/* Life of domain and vCPU; d->arch->pv and v->arch->pv exist, zeroed. */
int pv_mm_domain_init(struct domain *d);	/* -ENOMEM */
void pv_mm_domain_destroy(struct domain *d);
int pv_mm_vcpu_init(struct vcpu *v);		/* -ENOMEM */
void pv_mm_vcpu_destroy(struct vcpu *v);
/**
 * pv_mm_relinquish() - gives back all page tables and pages of a dying domain
 *
 * No vCPU runs or will run.  Return: 0 or -ERESTART.
 */
int pv_mm_relinquish(struct domain *d);

/**
 * pv_set_roots() - give a vCPU that does not run its page tables
 * @kernel: L4 of the domain
 * @user: the same for user mode, INVALID_MFN: none
 *
 * Takes type references; the old ones must be dropped before.
 * Return: 0, -EINVAL, -ERESTART (call again).
 */
int pv_set_roots(struct vcpu *v, mfn_t kernel, mfn_t user);
int pv_drop_roots(struct vcpu *v);		/* 0 or -ERESTART (call again) */

/**
 * pv_new_cr3() - the current vCPU's kernel loads another L4
 * Return: 0, -EINVAL, -ERESTART (nothing changed; the instruction or call is
 * to be made again).
 */
int pv_new_cr3(struct vcpu *v, mfn_t mfn);
/* The user's L4, INVALID_MFN for none; used at the next change of mode. */
int pv_new_user_cr3(struct vcpu *v, mfn_t mfn);

/*
 * CR3 of the vCPU's present mode, after kernel_mode has changed: user pages
 * are global in the TLB and stay.  Current vCPU only.
 */
void pv_load_root(const struct vcpu *v);

/*
 * For switch_to: as above, and nothing of another vCPU's translations is left.
 * pv_leave_root() is its opposite, for switch_from: the hypervisor's own L4.
 * Interrupts are off.
 */
void pv_enter_root(struct vcpu *v);
void pv_leave_root(struct vcpu *v);

/* GDT and LDT registers and the CPU's page in the window; in switch_to. */
void pv_load_gdt(struct vcpu *v);

/**
 * pv_set_gdt() - replace the guest's GDT
 * @frames: machine frames, (@entries + 511) / 512 of them; references are taken
 *
 * The current vCPU or one that does not run.  Return: 0 or -EINVAL.
 */
int pv_set_gdt(struct vcpu *v, const u64 *frames, unsigned int entries);
void pv_drop_gdt(struct vcpu *v);
/* Pages are mapped as they are used.  -EINVAL: not page aligned or too long. */
int pv_set_ldt(struct vcpu *v, u64 base, unsigned int entries);
void pv_drop_ldt(struct vcpu *v);

/**
 * pv_check_descriptor() - whether the guest may have this segment descriptor
 * @desc: raised to ring 3 where it stands below
 */
bool pv_check_descriptor(u64 *desc);

/**
 * pv_ldt_fault() - page fault of the CPU on a vCPU's LDT window
 * @offset: bytes from pv_ldt_window()
 *
 * Return: true if the page is there now and the access is to be made again;
 * otherwise the guest gets #PF at ldt_base + @offset.
 */
bool pv_ldt_fault(struct vcpu *v, unsigned long offset);
/* True if @sel is of an LDT page that was not mapped and is now. */
bool pv_ldt_selector_fault(struct vcpu *v, u16 sel);

/**
 * pv_ro_fault() - write fault of the guest's kernel on a present, read-only page
 * @addr: what CR2 had
 *
 * Emulates writes to L1 tables and to device registers that the guest may only
 * read.  Return: true if the instruction was emulated, and regs->rip is behind
 * it, or it must be made again; false: the fault is the guest's.
 */
bool pv_ro_fault(unsigned long addr, struct cpu_user_regs *regs);

/* Pins an L4, as MMUEXT_PIN_L4_TABLE does.  For the domain builder. */
int pv_pin_l4(struct domain *d, mfn_t mfn);

/* Members of struct guest_ops; GNTST_*. */
int pv_map_grant(struct vcpu *v, const struct grant_map_req *req);
int pv_unmap_grant(struct vcpu *v, const struct grant_map_req *req);

#endif /* ASM_PV_MM_H */
