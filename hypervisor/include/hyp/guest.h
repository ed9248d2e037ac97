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

/**
 * struct grant_map_req - one mapping of a grant into a guest
 * @host_addr: guest linear address, machine address of a page-table entry, or guest physical
 *             address, as @flags and the kind of guest say
 * @flags: GNTMAP_*
 * @mfn: the frame
 * @new_addr: unmap_and_replace: linear address, else 0
 * @cache: caching bits of the page-table entry; 0: write-back
 */
struct grant_map_req {
	u64 host_addr;
	u32 flags;
	mfn_t mfn;
	u64 new_addr;
	u32 cache;
};

/**
 * struct guest_ops - what differs between kinds of guest
 * @name: for the log
 * @domain_init: makes its part of the domain; 0 or a negative errno, then nothing is left of it
 * @domain_relinquish: gives back what a dying domain has of memory; 0 or -ERESTART
 * @domain_destroy: frees what domain_init() made; nobody can reach the domain
 * @vcpu_init: makes its part of the vCPU; 0 or a negative errno, then nothing is left of it
 * @vcpu_destroy: frees that
 * @initialise: VCPUOP_initialise, the struct at this address of the current guest; NULL: it is
 *              that of @set_context
 * @set_context: registers of a vCPU that does not run; 0, a negative errno, -ERESTART: call again
 * @get_context: the same, for reading; the struct is zeroed
 * @switch_from: brings the vCPU's state out of the CPU; interrupts are off
 * @switch_to: brings the vCPU's state into the CPU; interrupts are off
 * @resume: leaves the hypervisor for the guest
 * @copy_from: see guest_copy_from()
 * @copy_to: see guest_copy_to()
 * @clear: see guest_clear()
 * @map_grant: makes a mapping of a grant; the page's references are the caller's; GNTST_*
 * @unmap_grant: takes it away; GNTST_*
 * @flush_tlb: no CPU keeps translations of the domain; waits. NULL: there never are any
 * @hypercall_page: fills a page with the stubs for each hypercall; 0 or a negative errno
 * @physmap_add: XENMEM_add_to_physmap of one page; 0 or a negative errno. NULL, as the next one:
 *               there is no physical map of ours
 * @physmap_add_page: maps a page of whatever domain, whose general reference it keeps; 0 or a
 *                    negative errno: the reference is still the caller's
 * @physmap_remove: XENMEM_remove_from_physmap; 0 or a negative errno
 * @event_deliverable: may an event upcall be taken right now (mask, interrupt flag)?
 * @event_flagged: evtchn_upcall_pending was set, any context; NULL: the flag is enough
 */
struct guest_ops {
	const char *name;
	int (*domain_init)(struct domain *d, const struct xen_domctl_createdomain *c);
	int (*domain_relinquish)(struct domain *d);
	void (*domain_destroy)(struct domain *d);
	int (*vcpu_init)(struct vcpu *v);
	void (*vcpu_destroy)(struct vcpu *v);
	int (*initialise)(struct vcpu *v, u64 gva);
	int (*set_context)(struct vcpu *v, const struct vcpu_guest_context *c);
	void (*get_context)(struct vcpu *v, struct vcpu_guest_context *c);
	void (*switch_from)(struct vcpu *prev);
	void (*switch_to)(struct vcpu *next);
	void (*resume)(struct vcpu *v) __noreturn;
	unsigned long (*copy_from)(void *to, u64 gva, unsigned long bytes);
	unsigned long (*copy_to)(u64 gva, const void *from, unsigned long bytes);
	unsigned long (*clear)(u64 gva, unsigned long bytes);
	int (*map_grant)(struct vcpu *v, const struct grant_map_req *req);
	int (*unmap_grant)(struct vcpu *v, const struct grant_map_req *req);
	void (*flush_tlb)(struct domain *d);
	int (*hypercall_page)(struct domain *d, void *page);
	int (*physmap_add)(struct domain *d, unsigned int space, u64 idx, gfn_t gfn);
	int (*physmap_add_page)(struct domain *d, struct page_info *pg, gfn_t gfn);
	int (*physmap_remove)(struct domain *d, gfn_t gfn);
	bool (*event_deliverable)(const struct vcpu *v);
	void (*event_flagged)(struct vcpu *v);
};

extern const struct guest_ops pv_guest_ops, hvm_guest_ops, idle_guest_ops;

#endif /* HYP_GUEST_H */
