// SPDX-License-Identifier: GPL-2.0-only
/*
 * Extended state of a vCPU for save and restore.  The buffer holds XCR0, all
 * bits that XCR0 ever had, and an XSAVE area in the standard form.
 */
#include "domctl.h"

#include <linux/errno.h>
#include <hyp/domain.h>
#include <hyp/guest_copy.h>
#include <hyp/heap.h>
#include <hyp/vcpu.h>
#include <asm/cpufeature.h>
#include <asm/domain.h>
#include <asm/fpu.h>
#include <xen/interface/domctl.h>

struct saved_xstate {
	u64 xcr0, xcr0_accum;
	u8 area[];
};

/* Without XSAVE everything is in vcpu_guest_context. */
static u64 saved_size(const struct vcpu *v)
{
	return cpu_has(FEATURE_XSAVE) ? sizeof(struct saved_xstate) + fpu_xsave_bytes(v) : 0;
}

static long export_state(struct vcpu *v, u64 gva, u64 size)
{
	struct saved_xstate *s = heap_alloc(size);
	long rc = 0;

	if (!s)
		return -ENOMEM;
	vcpu_pause(v);
	s->xcr0 = v->arch->xcr0;
	s->xcr0_accum = v->arch->xcr0_accum;
	fpu_export_xsave(v, s->area, size - sizeof(*s));
	vcpu_unpause(v);
	if (guest_copy_to(gva, s, size))
		rc = -EFAULT;
	heap_free(s);
	return rc;
}

/* Nothing said: the caller asks how much there is. */
long domctl_get_xstate(struct domain *d, struct xen_domctl *op)
{
	struct xen_domctl_vcpuextstate *x = &op->u.vcpuextstate;
	struct vcpu *v = domain_vcpu(d, x->vcpu);

	if (!v)
		return -ESRCH;
	if (v == current || !v->arch->xstate)
		return -EINVAL;
	if (!x->size && !x->xfeature_mask) {
		x->size = saved_size(v);
		x->xfeature_mask = fpu_xcr0_mask();
		return 0;
	}
	if (x->size != saved_size(v) || x->xfeature_mask != fpu_xcr0_mask())
		return -EINVAL;
	return export_state(v, x->buffer.ptr, x->size);
}

static long import_state(struct vcpu *v, const struct saved_xstate *s, u64 size)
{
	long rc;

	/* A vCPU that never used more than it began with: nothing to load. */
	if (size == sizeof(*s))
		return 0;
	vcpu_pause(v);
	rc = fpu_import_xsave(v, s->xcr0, s->area, size - sizeof(*s));
	vcpu_unpause(v);
	return rc;
}

long domctl_set_xstate(struct domain *d, struct xen_domctl *op)
{
	const struct xen_domctl_vcpuextstate *x = &op->u.vcpuextstate;
	struct vcpu *v = domain_vcpu(d, x->vcpu);
	struct saved_xstate *s;
	long rc;

	if (!v)
		return -ESRCH;
	if (v == current || !v->arch->xstate || !cpu_has(FEATURE_XSAVE) ||
	    x->size < sizeof(*s) ||
	    x->size > sizeof(*s) + fpu_area_size(fpu_xcr0_mask()))
		return -EINVAL;
	s = heap_alloc(x->size);
	if (!s)
		return -ENOMEM;
	rc = guest_copy_from(s, x->buffer.ptr, x->size) ? -EFAULT :
		import_state(v, s, x->size);
	heap_free(s);
	return rc;
}
