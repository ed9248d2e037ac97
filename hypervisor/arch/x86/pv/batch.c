// SPDX-License-Identifier: GPL-2.0-only
/* The arguments that mmu_update and mmuext_op have in common. */
#include <asm/pv_pte.h>
#include <linux/bits.h>
#include <linux/err.h>
#include <linux/errno.h>
#include <hyp/domain.h>
#include <hyp/guest_copy.h>
#include <hyp/hypercall.h>
#include <hyp/vcpu.h>

/* In the count: this call was interrupted and *done_out says where. */
#define BATCH_CONTINUED	BIT(31)

int pv_batch_start(struct pv_batch *b, const struct hypercall *call)
{
	u32 count = (u32)call->arg[1];

	b->reqs = call->arg[0];
	b->left = count & ~BATCH_CONTINUED;
	b->done = 0;
	b->done_out = call->arg[2];
	b->owners = (u32)call->arg[3];
	if (!(count & BATCH_CONTINUED) || !b->done_out)
		return 0;
	/* Only a number that is told: if the guest changes it, so be it. */
	return guest_read(&b->done, b->done_out);
}

long pv_batch_end(const struct pv_batch *b, struct hypercall *call, int rc)
{
	if (b->done_out && guest_write(b->done_out, &b->done))
		return -EFAULT;
	if (rc != -ERESTART)
		return rc;
	call->arg[0] = b->reqs;
	call->arg[1] = b->left | BATCH_CONTINUED;
	return hypercall_restart(call);
}

struct domain *pv_frame_owner_other(domid_t domid)
{
	struct domain *self = current->domain, *d;

	if (domid == self->domid)
		return self;
	d = domain_get_owner(domid);
	if (!d)
		return ERR_PTR(-ESRCH);
	if (d == dom_io || self->privileged)
		return d;
	domain_put(d);
	return ERR_PTR(-EPERM);
}
