// SPDX-License-Identifier: GPL-2.0-only
/* HYPERVISOR_update_va_mapping: the level 1 entry of an address, and a flush. */
#include <asm/pv_hypercalls.h>
#include <linux/compiler.h>
#include <linux/err.h>
#include <linux/errno.h>
#include <hyp/domain.h>
#include <hyp/hypercall.h>
#include <hyp/vcpu.h>
#include <asm/pv_flush.h>
#include <asm/pv_pte.h>

static int update_va(u64 va, pte_t pte, unsigned long flags, struct domain *frames)
{
	struct vcpu *v = current;
	struct pv_owners own = { .pt = v->domain, .pg = frames };
	struct pv_table t;
	int rc = pv_walk_l1(&t, v, va);

	if (rc)
		return rc;
	if (unlikely(frames->auto_translated))
		rc = pv_table_set_gfn(&t, PT_INDEX(va, 1), pte, &own, false);
	else
		rc = pv_table_set(&t, PT_INDEX(va, 1), pte, &own, false);
	pv_table_close(&t);
	return rc ?: pv_flush_va(va, flags);
}

long do_update_va_mapping(struct hypercall *call)
{
	return update_va(call->arg[0], call->arg[1], call->arg[2], current->domain);
}

long do_update_va_mapping_otherdomain(struct hypercall *call)
{
	struct domain *frames = pv_frame_owner((domid_t)call->arg[3]);
	int rc;

	if (IS_ERR(frames))
		return PTR_ERR(frames);
	rc = update_va(call->arg[0], call->arg[1], call->arg[2], frames);
	pv_frame_owner_put(frames);
	return rc;
}
