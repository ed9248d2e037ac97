// SPDX-License-Identifier: GPL-2.0-only
/* Domctls that only x86 has: by table, one handler each. */
#include <hyp/arch.h>

#include <linux/errno.h>
#include <linux/kernel.h>
#include <hyp/domain.h>
#include <hyp/guest.h>
#include <hyp/guest_copy.h>
#include <hyp/p2m.h>
#include <hyp/page.h>
#include <hyp/rangeset.h>
#include <hyp/softirq.h>
#include <hyp/vcpu.h>
#include <hyp/vmap.h>
#include <asm/domain.h>
#include <xen/interface/domctl.h>
#include "domctl.h"

/* tsc_mode, as in xl.cfg(5) */
#define TSC_DEFAULT		0
#define TSC_ALWAYS_EMULATE	1
#define TSC_NATIVE		2
#define TSC_NATIVE_PARAVIRT	3

static u32 type_bits(const struct page_info *pg)
{
	static const u32 table[] = {
		XEN_DOMCTL_PFINFO_NOTAB, XEN_DOMCTL_PFINFO_L1TAB, XEN_DOMCTL_PFINFO_L2TAB,
		XEN_DOMCTL_PFINFO_L3TAB, XEN_DOMCTL_PFINFO_L4TAB,
	};
	u64 info = READ_ONCE(pg->type_info);
	u64 type = (info & PGT_TYPE_MASK) >> PGT_TYPE_SHIFT;

	if (!(info & PGT_COUNT_MASK) || type >= ARRAY_SIZE(table))
		return XEN_DOMCTL_PFINFO_NOTAB;
	return table[type] | (info & PGT_PINNED ? XEN_DOMCTL_PFINFO_LPINTAB : 0);
}

static u32 frame_type(struct domain *d, u64 gfn)
{
	struct page_info *pg = gfn_get_page(d, to_gfn(gfn));
	u32 type;

	if (!pg)
		return XEN_DOMCTL_PFINFO_XTAB;
	type = type_bits(pg);
	page_put(pg);
	return type;
}

/* Each frame number is replaced by its type; a restart goes on with what is left. */
static long page_frame_info(struct domain *d, struct xen_domctl *op)
{
	struct xen_domctl_getpageframeinfo3 *info = &op->u.getpageframeinfo3;
	u64 gfn;

	while (info->num) {
		if (handle_read(&gfn, info->array, 0))
			return -EFAULT;
		gfn = frame_type(d, gfn);
		if (handle_write(info->array, 0, &gfn))
			return -EFAULT;
		info->num--;
		info->array.ptr += sizeof(gfn);
		if (info->num && hypercall_preempt_check())
			return -ERESTART;
	}
	return 0;
}

static long ioport_permission(struct domain *d, struct xen_domctl *op)
{
	const struct xen_domctl_ioport_permission *p = &op->u.ioport_permission;
	u64 last = (u64)p->first_port + p->nr_ports - 1;

	if (!p->nr_ports || last > 0xffff)
		return -EINVAL;
	if (!rangeset_contains(current->domain->ioport_caps, p->first_port, last))
		return -EPERM;
	if (p->allow_access)
		return rangeset_add(d->ioport_caps, p->first_port, last);
	return rangeset_remove(d->ioport_caps, p->first_port, last);
}

static long hypercall_init(struct domain *d, struct xen_domctl *op)
{
	struct page_info *pg = gfn_get_page(d, to_gfn(op->u.hypercall_init.gmfn));
	void *va;
	int err;

	if (!pg)
		return -EINVAL;
	err = page_get_type(pg, PGT_WRITABLE);
	if (!err) {
		va = map_frame(page_to_mfn(pg));
		err = d->ops->hypercall_page(d, va);
		unmap_frame(va);
		p2m_mark_dirty(d, to_gfn(op->u.hypercall_init.gmfn));
		page_put_type_all(pg);
	}
	page_put(pg);
	return err;
}

/* All guests are 64-bit. */
static long set_address_size(struct domain *d, struct xen_domctl *op)
{
	if (op->u.address_size.size == 32)
		return -EOPNOTSUPP;
	return op->u.address_size.size == 64 ? 0 : -EINVAL;
}

static long get_address_size(struct domain *d, struct xen_domctl *op)
{
	op->u.address_size.size = 64;
	return 0;
}

/* A guest reads the machine's counter: 0, or why it can't be as the mode says. */
static long check_tsc_mode(u32 mode)
{
	switch (mode) {
	case TSC_DEFAULT:	/* PV clocks follow the counter wherever the guest goes */
	case TSC_NATIVE:
		return 0;
	case TSC_ALWAYS_EMULATE:
	case TSC_NATIVE_PARAVIRT:
		return -EOPNOTSUPP;
	default:
		return -EINVAL;
	}
}

static long set_tsc_info(struct domain *d, struct xen_domctl *op)
{
	const struct xen_domctl_tsc_info *t = &op->u.tsc_info;
	long rc = d == current->domain ? -EINVAL : check_tsc_mode(t->tsc_mode);

	if (rc)
		return rc;
	d->arch->tsc_mode = t->tsc_mode;
	/* Told with its state: this is the next one. */
	d->arch->tsc_incarnation = t->incarnation + 1;
	return 0;
}

static long get_tsc_info(struct domain *d, struct xen_domctl *op)
{
	struct xen_domctl_tsc_info *t = &op->u.tsc_info;

	if (d == current->domain)
		return -EINVAL;
	t->tsc_mode = d->arch->tsc_mode;
	t->gtsc_khz = d->arch->tsc_khz;
	t->incarnation = d->arch->tsc_incarnation;
	t->elapsed_nsec = 0;
	return 0;
}

static const struct domctl_entry {
	u32 cmd;
	bool out;			/* has results */
	long (*fn)(struct domain *d, struct xen_domctl *op);
} table[] = {
	{ XEN_DOMCTL_shadow_op, true, domctl_shadow_op },
	{ XEN_DOMCTL_getpageframeinfo3, true, page_frame_info },
	{ XEN_DOMCTL_ioport_permission, false, ioport_permission },
	{ XEN_DOMCTL_hypercall_init, false, hypercall_init },
	{ XEN_DOMCTL_set_address_size, false, set_address_size },
	{ XEN_DOMCTL_get_address_size, true, get_address_size },
	{ XEN_DOMCTL_sendtrigger, false, domctl_send_trigger },
	{ XEN_DOMCTL_settscinfo, false, set_tsc_info },
	{ XEN_DOMCTL_gettscinfo, true, get_tsc_info },
	{ XEN_DOMCTL_set_ext_vcpucontext, false, domctl_set_ext_context },
	{ XEN_DOMCTL_get_ext_vcpucontext, true, domctl_get_ext_context },
	{ XEN_DOMCTL_setvcpuextstate, false, domctl_set_xstate },
	{ XEN_DOMCTL_getvcpuextstate, true, domctl_get_xstate },
	{ XEN_DOMCTL_get_vcpu_msrs, true, domctl_get_msrs },
	{ XEN_DOMCTL_set_vcpu_msrs, true, domctl_set_msrs },
	{ XEN_DOMCTL_get_cpu_policy, true, domctl_get_policy },
	{ XEN_DOMCTL_set_cpu_policy, true, domctl_set_policy },
	{ XEN_DOMCTL_gethvmcontext, true, domctl_get_hvm_context },
	{ XEN_DOMCTL_gethvmcontext_partial, true, domctl_get_hvm_context_partial },
	{ XEN_DOMCTL_sethvmcontext, false, domctl_set_hvm_context },
	{ XEN_DOMCTL_get_paging_mempool_size, true, domctl_get_paging_mempool },
	{ XEN_DOMCTL_set_paging_mempool_size, false, domctl_set_paging_mempool },
};

long arch_domctl(struct domain *d, struct xen_domctl *op, bool *out)
{
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(table); i++) {
		if (table[i].cmd != op->cmd)
			continue;
		*out = table[i].out;
		return table[i].fn(d, op);
	}
	return -ENOSYS;
}
