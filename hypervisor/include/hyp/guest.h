/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What differs between kinds of guest, as data: PV today, HVM and PVH behind
 * the same members later.  Common code calls these and never asks "is it PV?".
 */
#ifndef HYP_GUEST_H
#define HYP_GUEST_H

#include <linux/types.h>
#include <linux/compiler.h>
#include <hyp/frame.h>

struct domain;
struct page_info;
struct vcpu;
struct vcpu_guest_context;
struct xen_domctl_createdomain;

/* One mapping of a grant into a guest. */
struct grant_map_req {
	u64 host_addr;		/* gva, PTE machine address or gpa, as flags say */
	u32 flags;		/* GNTMAP_* */
	mfn_t mfn;
	u64 new_addr;		/* unmap_and_replace: linear address, else 0 */
	u32 cache;		/* 0: write-back */
};

struct guest_ops {
	const char *name;
	int (*domain_init)(struct domain *d, const struct xen_domctl_createdomain *c);
	int (*domain_relinquish)(struct domain *d);	/* restartable */
	void (*domain_destroy)(struct domain *d);
	int (*vcpu_init)(struct vcpu *v);
	void (*vcpu_destroy)(struct vcpu *v);
	int (*set_context)(struct vcpu *v, const struct vcpu_guest_context *c);
	void (*get_context)(struct vcpu *v, struct vcpu_guest_context *c);
	/* Bring state out of and into the CPU; interrupts are off. */
	void (*switch_from)(struct vcpu *prev);
	void (*switch_to)(struct vcpu *next);
	/* Leaves the hypervisor for the guest. */
	void (*resume)(struct vcpu *v) __noreturn;
	unsigned long (*copy_from)(void *to, u64 gva, unsigned long bytes);
	unsigned long (*copy_to)(u64 gva, const void *from, unsigned long bytes);
	unsigned long (*clear)(u64 gva, unsigned long bytes);
	/* GNTST_* */
	int (*map_grant)(struct vcpu *v, const struct grant_map_req *req);
	int (*unmap_grant)(struct vcpu *v, const struct grant_map_req *req);
	/* No CPU keeps translations of the domain; waits. NULL: there never are any. */
	void (*flush_tlb)(struct domain *d);
	int (*hypercall_page)(struct domain *d, void *page);
	/*
	 * XENMEM_add_to_physmap of one page, and what takes it away again: 0 or an error.
	 * NULL: there is no physical map of ours.
	 */
	int (*physmap_add)(struct domain *d, unsigned int space, u64 idx, gfn_t gfn);
	int (*physmap_remove)(struct domain *d, gfn_t gfn);
	/* Event upcall may be taken right now (mask, interrupt flag)? */
	bool (*event_deliverable)(const struct vcpu *v);
	/* evtchn_upcall_pending was set, any context; NULL: the flag is enough. */
	void (*event_flagged)(struct vcpu *v);
};

extern const struct guest_ops pv_guest_ops, hvm_guest_ops, idle_guest_ops;

#endif /* HYP_GUEST_H */
