// SPDX-License-Identifier: GPL-2.0-only
/*
 * HYPERVISOR_domctl: control operations on domains.
 *
 * The argument is read once and its command looked up in one const table per
 * interface version; what the table lacks the architecture may know.  The
 * struct goes back to the caller when the handler says that it has results.
 *
 * One operation at a time: who finds the lock taken comes again, so nobody
 * waits with a CPU.
 */
#include <hyp/domctl.h>

#include <linux/errno.h>
#include <linux/kernel.h>
#include <linux/nospec.h>
#include <hyp/arch.h>
#include <hyp/domain.h>
#include <hyp/guest_copy.h>
#include <hyp/hypercall.h>
#include <hyp/spinlock.h>
#include <hyp/vcpu.h>
#include <xen/interface/domctl.h>

static DEFINE_SPINLOCK(domctl_lock, LOCK_DOMCTL);

static const domctl_fn domctl_0x15[] = {
	[XEN_DOMCTL_createdomain] = domctl_createdomain,
	[XEN_DOMCTL_destroydomain] = domctl_destroydomain,
	[XEN_DOMCTL_pausedomain] = domctl_pausedomain,
	[XEN_DOMCTL_unpausedomain] = domctl_unpausedomain,
	[XEN_DOMCTL_resumedomain] = domctl_resumedomain,
	[XEN_DOMCTL_getdomaininfo] = domctl_getdomaininfo,
	[XEN_DOMCTL_setdomainhandle] = domctl_setdomainhandle,
	[XEN_DOMCTL_settimeoffset] = domctl_settimeoffset,
	[XEN_DOMCTL_set_target] = domctl_set_target,
	[XEN_DOMCTL_set_virq_handler] = domctl_set_virq_handler,
	[XEN_DOMCTL_subscribe] = domctl_subscribe,
	[XEN_DOMCTL_scheduler_op] = domctl_scheduler_op,

	[XEN_DOMCTL_max_vcpus] = domctl_max_vcpus,
	[XEN_DOMCTL_setvcpucontext] = domctl_setvcpucontext,
	[XEN_DOMCTL_getvcpucontext] = domctl_getvcpucontext,
	[XEN_DOMCTL_getvcpuinfo] = domctl_getvcpuinfo,
	[XEN_DOMCTL_setvcpuaffinity] = domctl_setvcpuaffinity,
	[XEN_DOMCTL_getvcpuaffinity] = domctl_getvcpuaffinity,

	[XEN_DOMCTL_max_mem] = domctl_max_mem,
	[XEN_DOMCTL_setnodeaffinity] = domctl_setnodeaffinity,
	[XEN_DOMCTL_getnodeaffinity] = domctl_getnodeaffinity,
	[XEN_DOMCTL_irq_permission] = domctl_irq_permission,
	[XEN_DOMCTL_iomem_permission] = domctl_iomem_permission,
};

/* Interface versions that we understand: the next one is a row more. */
static const struct domctl_version {
	u32 version;
	const domctl_fn *table;
	u32 size;
} versions[] = {
	{ XEN_DOMCTL_INTERFACE_VERSION, domctl_0x15, ARRAY_SIZE(domctl_0x15) },
};

static const struct domctl_version *find_version(u32 version)
{
	u32 i;

	for (i = 0; i < ARRAY_SIZE(versions); i++)
		if (versions[i].version == version)
			return &versions[i];
	return NULL;
}

static domctl_fn find_fn(const struct domctl_version *v, u32 cmd)
{
	domctl_fn fn = NULL;

	if (cmd < v->size)
		fn = v->table[array_index_nospec(cmd, v->size)];
	return fn ?: arch_domctl;
}

/* These look for their domain themselves, or make it. */
static bool needs_target(u32 cmd)
{
	return cmd != XEN_DOMCTL_createdomain && cmd != XEN_DOMCTL_getdomaininfo &&
	       cmd != XEN_DOMCTL_test_assign_device;
}

static long run(domctl_fn fn, struct xen_domctl *op, bool *out)
{
	struct domain *d = NULL;
	long rc;

	if (needs_target(op->cmd)) {
		d = domain_get_by_id(op->domain);
		if (!d)
			return -ESRCH;
	}
	rc = fn(d, op, out);
	if (d)
		domain_put(d);
	return rc;
}

long do_domctl(struct hypercall *call)
{
	const struct domctl_version *v;
	struct xen_domctl op;
	bool out = false;
	long rc;

	if (guest_read(&op, call->arg[0]))
		return -EFAULT;
	v = find_version(op.interface_version);
	if (!v)
		return -EACCES;
	if (!current->domain->privileged)
		return -EPERM;
	if (!spin_trylock(&domctl_lock))
		return hypercall_restart(call);
	rc = run(find_fn(v, op.cmd), &op, &out);
	spin_unlock(&domctl_lock);
	if (out && guest_write(call->arg[0], &op))
		return -EFAULT;
	return rc == -ERESTART ? hypercall_restart(call) : rc;
}
