// SPDX-License-Identifier: GPL-2.0-only
/* Domctls of containers: records of their state, memory for their nested tables. */
#include "domctl.h"

#include <linux/errno.h>
#include <hyp/domain.h>
#include <hyp/guest_copy.h>
#include <hyp/heap.h>
#include <hyp/p2m.h>
#include <hyp/page.h>
#include <hyp/vcpu.h>
#include <asm/domain.h>
#include <asm/hvm.h>
#include <asm/hvm_save.h>
#include <xen/interface/domctl.h>

/* More than 128 vCPUs with everything that there is. */
#define MAX_CONTEXT_BYTES	(2U << 20)

void hvm_set_paging_bytes(struct domain *d, u64 bytes)
{
	d->arch->hvm->paging_bytes = bytes;
	p2m_limit_tables(d, bytes >> PAGE_SHIFT);
}

static bool is_container(const struct domain *d)
{
	return d->arch->hvm && d != current->domain;
}

static long save_to(struct domain *d, u64 gva, u32 *bytes)
{
	u32 size = hvm_save_size(d);
	void *buf = heap_alloc(size);
	long rc = -ENOMEM;

	if (buf)
		rc = hvm_save(d, buf, &size);
	if (!rc && guest_copy_to(gva, buf, size))
		rc = -EFAULT;
	heap_free(buf);
	*bytes = size;
	return rc;
}

/* Without a buffer the caller asks for the size. */
long domctl_get_hvm_context(struct domain *d, struct xen_domctl *op)
{
	struct xen_domctl_hvmcontext *x = &op->u.hvmcontext;
	long rc = 0;

	if (!is_container(d))
		return -EINVAL;
	domain_pause(d);
	if (handle_is_null(x->buffer))
		x->size = hvm_save_size(d);
	else if (x->size < hvm_save_size(d))
		rc = -ENOSPC;
	else
		rc = save_to(d, x->buffer.ptr, &x->size);
	domain_unpause(d);
	return rc;
}

long domctl_get_hvm_context_partial(struct domain *d, struct xen_domctl *op)
{
	struct xen_domctl_hvmcontext_partial *x = &op->u.hvmcontext_partial;
	u32 size = x->bufsz < PAGE_SIZE ? x->bufsz : PAGE_SIZE;
	void *buf;
	long rc;

	if (!is_container(d))
		return -EINVAL;
	buf = heap_alloc(PAGE_SIZE);
	if (!buf)
		return -ENOMEM;
	domain_pause(d);
	rc = hvm_save_one(d, x->type, x->instance, buf, &size);
	domain_unpause(d);
	if (!rc && guest_copy_to(x->buffer.ptr, buf, size))
		rc = -EFAULT;
	x->bufsz = size;
	heap_free(buf);
	return rc;
}

long domctl_set_hvm_context(struct domain *d, struct xen_domctl *op)
{
	const struct xen_domctl_hvmcontext *x = &op->u.hvmcontext;
	void *buf;
	long rc;

	if (!is_container(d) || READ_ONCE(d->state) >= DOM_DYING || x->size > MAX_CONTEXT_BYTES)
		return -EINVAL;
	buf = heap_alloc(x->size ?: 1);
	if (!buf)
		return -ENOMEM;
	rc = -EFAULT;
	if (!guest_copy_from(buf, x->buffer.ptr, x->size)) {
		domain_pause(d);
		rc = hvm_load(d, buf, x->size);
		domain_unpause(d);
	}
	heap_free(buf);
	return rc;
}

/* Nested tables come from the hypervisor's own memory, as a domain needs them, up to this. */
long domctl_set_paging_mempool(struct domain *d, struct xen_domctl *op)
{
	if (!is_container(d) || op->u.paging_mempool.size & ~PAGE_MASK)
		return -EINVAL;
	hvm_set_paging_bytes(d, op->u.paging_mempool.size);
	return 0;
}

long domctl_get_paging_mempool(struct domain *d, struct xen_domctl *op)
{
	if (!is_container(d))
		return -EINVAL;
	op->u.paging_mempool.size = d->arch->hvm->paging_bytes;
	return 0;
}
