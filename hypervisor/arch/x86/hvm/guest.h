/* SPDX-License-Identifier: GPL-2.0-only */
/* Members of hvm_guest_ops, each by the file of its subject. */
#ifndef HVM_GUEST_H
#define HVM_GUEST_H

#include <linux/types.h>
#include <hyp/frame.h>

struct domain;
struct grant_map_req;
struct hvm_state;
struct hvm_vcpu;
struct page_info;
struct vcpu;
struct vcpu_guest_context;

/**
 * hvm_get_rest() - what of struct hvm_state is kept the same way for all vendors
 * @v: as for hvm_ops->get_state
 * @s: OUT, those members
 *
 * PKRU goes with the FPU state.
 */
void hvm_get_rest(const struct vcpu *v, struct hvm_state *s);

/**
 * hvm_set_rest() - the reverse
 * @v: as for hvm_ops->set_state
 * @s: XCR0 and PKRU are not taken: they go with the FPU state
 */
void hvm_set_rest(struct vcpu *v, const struct hvm_state *s);

/**
 * hvm_flush_tlb() - struct guest_ops, flush_tlb: no vCPU uses a translation of before
 * @d: whose map has changed
 *
 * Returns when no vCPU is in the guest that was so at the call.
 */
void hvm_flush_tlb(struct domain *d);

/**
 * hvm_flush_if_asked() - the part of the vCPU
 * @v: about to be entered, interrupts off
 */
void hvm_flush_if_asked(struct vcpu *v);

/**
 * hvm_copy_from() - copy from the current guest
 * @to: OUT; what could not be copied is cleared
 * @gva: virtual address in the guest
 * @bytes: any number
 *
 * Walks the guest's page tables; no fault is raised in it.
 *
 * Return: the number of bytes not copied.
 */
unsigned long hvm_copy_from(void *to, u64 gva, unsigned long bytes);

/**
 * hvm_copy_to() - copy to the current guest
 * @gva: virtual address in the guest
 * @from: the hypervisor's memory
 * @bytes: any number
 *
 * Return: the number of bytes not copied.
 */
unsigned long hvm_copy_to(u64 gva, const void *from, unsigned long bytes);

/**
 * hvm_writable_page() - a page that the hypervisor writes to for a guest
 * @d: the guest
 * @gfn: where; p2m_mark_dirty() when it is written
 *
 * Return: held, or NULL: the guest itself could not write there, or it is not its own.
 */
struct page_info *hvm_writable_page(struct domain *d, gfn_t gfn);

/**
 * hvm_walk() - guest virtual to guest physical by the tables of a vCPU
 * @v: current
 * @gva: virtual address in the guest
 * @access: as for guest_walk()
 * @gpa: OUT
 * @error: OUT with -EFAULT: as of guest_walk()
 *
 * Return: 0 or -EFAULT.
 */
int hvm_walk(struct vcpu *v, u64 gva, u32 access, u64 *gpa, u32 *error);

/**
 * hvm_may_write() - do the page tables of the current vCPU let it write?
 * @v: current
 * @gva: virtual address in the guest
 *
 * Return: whatever is there, memory or not.
 */
bool hvm_may_write(struct vcpu *v, u64 gva);

/**
 * hvm_clear() - clear memory of the current guest
 * @gva: virtual address in the guest
 * @bytes: any number
 *
 * Return: the number of bytes not cleared.
 */
unsigned long hvm_clear(u64 gva, unsigned long bytes);

/**
 * hvm_forget_code() - addresses mean something else now: paging went on or off, say
 * @hv: the vCPU
 */
void hvm_forget_code(struct hvm_vcpu *hv);

/**
 * hvm_hypercall_page() - fill a page of hypercall stubs
 * @d: not used
 * @page: PAGE_SIZE bytes, mapped
 *
 * Return: 0.
 */
int hvm_hypercall_page(struct domain *d, void *page);

/**
 * hvm_event_deliverable() - for HLT: is there something that the vCPU would take now?
 * @v: any vCPU
 */
bool hvm_event_deliverable(const struct vcpu *v);

/**
 * hvm_event_flagged() - an event of the vCPU was flagged
 * @v: any vCPU
 *
 * Any context; hvm_tell_upcall() does the rest on the vCPU's way in.
 */
void hvm_event_flagged(struct vcpu *v);

/**
 * hvm_set_context() - contexts of the ABI can't be set: a container is built otherwise
 * @v: not used
 * @c: not used
 *
 * Return: -EOPNOTSUPP.
 */
int hvm_set_context(struct vcpu *v, const struct vcpu_guest_context *c);

/**
 * hvm_initialise() - VCPUOP_initialise
 * @v: down, and never was up
 * @gva: of struct vcpu_hvm_context, in the current guest
 *
 * Return: 0, -EFAULT, -EINVAL: no vCPU can be in such a state.
 */
int hvm_initialise(struct vcpu *v, u64 gva);

/**
 * hvm_get_context() - DOMCTL_getvcpucontext: general and control registers, x87 and SSE
 *	state
 * @v: does not run
 * @c: OUT, all else is zero
 */
void hvm_get_context(struct vcpu *v, struct vcpu_guest_context *c);

/**
 * hvm_map_grant() - map a granted frame in the p2m
 * @v: the current one
 * @req: where and what; the address is a physical one of the guest
 *
 * What was there before is there no more.
 *
 * Return: GNTST_*.
 */
int hvm_map_grant(struct vcpu *v, const struct grant_map_req *req);

/**
 * hvm_unmap_grant() - the reverse; nothing is there then
 * @v: the current one
 * @req: as it was mapped
 *
 * Return: GNTST_*.
 */
int hvm_unmap_grant(struct vcpu *v, const struct grant_map_req *req);

/**
 * hvm_physmap_add() - XENMEM_add_to_physmap
 * @d: the domain
 * @space: XENMAPSPACE_*
 * @idx: which page of that space
 * @gfn: where it is to be
 *
 * Return: 0 or a negative errno.
 */
int hvm_physmap_add(struct domain *d, unsigned int space, u64 idx, gfn_t gfn);

/**
 * hvm_physmap_remove() - XENMEM_remove_from_physmap
 * @d: the domain
 * @gfn: what is there; an adopted kernel finds its own frame there again
 *
 * Return: 0, -EINVAL, or another negative errno.
 */
int hvm_physmap_remove(struct domain *d, gfn_t gfn);

/**
 * hvm_vacate() - what was mapped at a guest frame goes
 * @d: the domain
 * @gfn: nothing is there afterwards, or what the machine has where gfn is mfn
 *
 * References are the caller's business.
 *
 * Return: 0 or an error of p2m_set().
 */
int hvm_vacate(struct domain *d, gfn_t gfn);

/**
 * hvm_is_hole() - may something be mapped here without anything being lost?
 * @d: the domain
 * @gfn: where
 * @type: enum p2m_type, what is there
 */
bool hvm_is_hole(const struct domain *d, gfn_t gfn, unsigned int type);

/**
 * hvm_map_foreign() - another domain's page, or one of the hypervisor's for it
 * @d: the domain
 * @pg: with a general reference, which the map keeps
 * @gfn: made room at; read-only where @pg can't have a writable type
 *
 * Return: 0, or an error of p2m_set(): the reference is still the caller's.
 */
int hvm_map_foreign(struct domain *d, struct page_info *pg, gfn_t gfn);

/**
 * hvm_unmap_foreign() - the reverse
 * @d: the domain
 * @gfn: where
 *
 * Return: 0, -EINVAL: no such page is there, or an error of p2m_set().
 */
int hvm_unmap_foreign(struct domain *d, gfn_t gfn);

/**
 * hvm_physmap_add_page() - struct guest_ops, physmap_add_page
 * @d: the domain
 * @pg: with a general reference, which the map keeps
 * @gfn: where it is to be
 *
 * Return: 0, or a negative errno: the reference is still the caller's.
 */
int hvm_physmap_add_page(struct domain *d, struct page_info *pg, gfn_t gfn);

/**
 * hvm_relinquish() - give back all pages of a dying domain
 * @d: no vCPU of it runs or will run
 *
 * Return: 0 or -ERESTART.
 */
int hvm_relinquish(struct domain *d);

#endif /* HVM_GUEST_H */
