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
struct vcpu;
struct vcpu_guest_context;

/*
 * What of struct hvm_state is kept the same way for all vendors. XCR0 and PKRU go
 * with the FPU state.
 */
void hvm_get_rest(const struct vcpu *v, struct hvm_state *s);
void hvm_set_rest(struct vcpu *v, const struct hvm_state *s);

/* copy.c */
unsigned long hvm_copy_from(void *to, u64 gva, unsigned long bytes);
unsigned long hvm_copy_to(u64 gva, const void *from, unsigned long bytes);
unsigned long hvm_clear(u64 gva, unsigned long bytes);
/* Addresses mean something else now: paging went on or off, say. */
void hvm_forget_code(struct hvm_vcpu *hv);

/* hypercall.c */
int hvm_hypercall_page(struct domain *d, void *page);

/* inject.c */
bool hvm_event_deliverable(const struct vcpu *v);
void hvm_event_flagged(struct vcpu *v);

/* context.c */
int hvm_set_context(struct vcpu *v, const struct vcpu_guest_context *c);
void hvm_get_context(struct vcpu *v, struct vcpu_guest_context *c);

/* grant.c */
int hvm_map_grant(struct vcpu *v, const struct grant_map_req *req);
int hvm_unmap_grant(struct vcpu *v, const struct grant_map_req *req);

/* physmap.c */
int hvm_physmap_add(struct domain *d, unsigned int space, u64 idx, gfn_t gfn);
int hvm_physmap_remove(struct domain *d, gfn_t gfn);
int hvm_relinquish(struct domain *d);

#endif /* HVM_GUEST_H */
