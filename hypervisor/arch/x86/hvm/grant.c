// SPDX-License-Identifier: GPL-2.0-only
/* Grants in the physical map of a container. */
#include "guest.h"

#include <hyp/domain.h>
#include <hyp/guest.h>
#include <hyp/p2m.h>
#include <hyp/vcpu.h>
#include <xen/interface/grant_table.h>

/* The address is a physical one of the guest. Where something was, it is no more. */
int hvm_map_grant(struct vcpu *v, const struct grant_map_req *req)
{
	gfn_t gfn = to_gfn(req->host_addr >> PAGE_SHIFT);
	enum p2m_type type = req->flags & GNTMAP_readonly ? P2M_GRANT_RO : P2M_GRANT_RW;

	enum p2m_type old;

	if (req->flags & (GNTMAP_application_map | GNTMAP_contains_pte))
		return GNTST_general_error;
	/* Other entries keep references, which would be lost. */
	p2m_lookup(v->domain, gfn, &old, NULL);
	if (old != P2M_RAM && !hvm_is_hole(v->domain, gfn, old))
		return GNTST_general_error;
	if (p2m_set(v->domain, gfn, req->mfn, 0, type))
		return GNTST_general_error;
	return GNTST_okay;
}

int hvm_unmap_grant(struct vcpu *v, const struct grant_map_req *req)
{
	gfn_t gfn = to_gfn(req->host_addr >> PAGE_SHIFT);
	enum p2m_type type;
	mfn_t mfn = p2m_lookup(v->domain, gfn, &type, NULL);

	if ((type != P2M_GRANT_RW && type != P2M_GRANT_RO) || !mfn_eq(mfn, req->mfn))
		return GNTST_general_error;
	if (hvm_vacate(v->domain, gfn))
		return GNTST_general_error;
	return GNTST_okay;
}
