// SPDX-License-Identifier: GPL-2.0-only
/*
 * HYPERVISOR_sysctl: control operations on the machine as a whole.
 *
 * The argument is read once, its command looked up in one const table per
 * interface version, and on success the union is written back, since each
 * command has its OUT fields there.
 */
#include <hyp/sysctl.h>
#include <hyp/bitmap_copy.h>
#include <hyp/console.h>
#include <hyp/cpumask.h>
#include <hyp/cpupool.h>
#include <hyp/domain.h>
#include <hyp/domctl.h>
#include <hyp/guest_copy.h>
#include <hyp/hypercall.h>
#include <hyp/keyhandler.h>
#include <hyp/page_alloc.h>
#include <hyp/perfc.h>
#include <hyp/sched.h>
#include <hyp/smp.h>
#include <hyp/softirq.h>
#include <hyp/time.h>
#include <hyp/vcpu.h>
#include <linux/errno.h>
#include <linux/kernel.h>
#include <linux/nospec.h>
#include <linux/string.h>
#include <xen/interface/sysctl.h>

typedef long (*sysctl_fn)(struct xen_sysctl *op);

static long op_readconsole(struct xen_sysctl *op)
{
	struct xen_sysctl_readconsole *rc = &op->u.readconsole;
	u32 done = 0, pos = rc->index;
	bool incremental = rc->incremental;
	char piece[256];
	size_t n;

	while (done < rc->count) {
		size_t want = min_t(size_t, sizeof(piece), rc->count - done);

		n = console_ring_read(piece, want, &pos, false, incremental);
		if (!n)
			break;
		if (guest_copy_to(rc->buffer.ptr + done, piece, n))
			return -EFAULT;
		done += n;
		incremental = true;	/* go on where this piece ended */
	}
	if (rc->clear)
		console_ring_read(piece, 0, &pos, true, true);
	rc->count = done;
	rc->index = pos;
	return 0;
}

static long op_physinfo(struct xen_sysctl *op)
{
	struct xen_sysctl_physinfo *info = &op->u.physinfo;
	unsigned int cpu;

	memset(info, 0, sizeof(*info));
	for_each_online_cpu(cpu)
		info->nr_cpus += cpupool_cpu_in_use(cpu);
	info->max_cpu_id = cpumask_weight(&cpu_possible) - 1;
	info->nr_nodes = 1;
	info->cpu_khz = tsc_khz();
	info->total_pages = page_alloc_total_frames();
	info->free_pages = page_alloc_free_frames();
	info->outstanding_pages = page_alloc_outstanding_claims();
	info->max_mfn = max_mfn ? max_mfn - 1 : 0;
	arch_physinfo(info);
	return 0;
}

static long op_sched_id(struct xen_sysctl *op)
{
	op->u.sched_id.sched_id = sched_default_id();
	return 0;
}

static long op_debug_keys(struct xen_sysctl *op)
{
	const struct xen_sysctl_debug_keys *dk = &op->u.debug_keys;
	u32 i;
	char key;

	for (i = 0; i < dk->nr_keys; i++) {
		if (guest_copy_from(&key, dk->keys.ptr + i, 1))
			return -EFAULT;
		keyhandler_run(key);
		if (i > 256)
			return -E2BIG;
	}
	return 0;
}

static long op_getcpuinfo(struct xen_sysctl *op)
{
	struct xen_sysctl_getcpuinfo *in = &op->u.getcpuinfo;
	struct xen_sysctl_cpuinfo info = {};
	struct vcpu_runstate_info state;
	u32 cpu, n = min_t(u32, in->max_cpus, cpumask_weight(&cpu_possible));

	for (cpu = 0; cpu < n; cpu++) {
		info.idletime = 0;
		if (idle_vcpu(cpu)) {
			vcpu_runstate_get(idle_vcpu(cpu), &state);
			info.idletime = state.time[RUNSTATE_running];
		}
		if (handle_write(in->info, cpu, &info))
			return -EFAULT;
	}
	in->nr_cpus = n;
	return 0;
}

static long op_availheap(struct xen_sysctl *op)
{
	op->u.availheap.avail_bytes = page_alloc_free_frames() << PAGE_SHIFT;
	return 0;
}

static long op_cputopoinfo(struct xen_sysctl *op)
{
	struct xen_sysctl_cputopoinfo *in = &op->u.cputopoinfo;
	u32 cpu, all = cpumask_weight(&cpu_possible);
	struct xen_sysctl_cputopo topo;

	if (handle_is_null(in->cputopo)) {
		in->num_cpus = all;
		return 0;
	}
	in->num_cpus = min(in->num_cpus, all);
	for (cpu = 0; cpu < in->num_cpus; cpu++) {
		memset(&topo, 0xff, sizeof(topo));	/* XEN_INVALID_*_ID */
		if (cpupool_cpu_in_use(cpu))
			arch_cpu_topology(cpu, &topo);
		if (handle_write(in->cputopo, cpu, &topo))
			return -EFAULT;
	}
	return 0;
}

/* One node: memory is not kept apart by distance yet. */
static long op_numainfo(struct xen_sysctl *op)
{
	struct xen_sysctl_numainfo *in = &op->u.numainfo;
	struct xen_sysctl_meminfo mem = {
		.memsize = page_alloc_total_frames() << PAGE_SHIFT,
		.memfree = page_alloc_free_frames() << PAGE_SHIFT,
	};
	u32 self = 10;		/* distance to itself, as ACPI's SLIT has it */

	if (in->num_nodes) {
		if (!handle_is_null(in->meminfo) && handle_write(in->meminfo, 0, &mem))
			return -EFAULT;
		if (!handle_is_null(in->distance) && handle_write(in->distance, 0, &self))
			return -EFAULT;
	}
	in->num_nodes = 1;
	return 0;
}

static long op_cpupool(struct xen_sysctl *op)
{
	return cpupool_sysctl(&op->u.cpupool_op);
}

static long op_scheduler(struct xen_sysctl *op)
{
	return sched_adjust_global(&op->u.scheduler_op);
}

static long op_pcitopoinfo(struct xen_sysctl *op)
{
	struct xen_sysctl_pcitopoinfo *in = &op->u.pcitopoinfo;
	u32 i, node = XEN_INVALID_NODE_ID;

	for (i = 0; i < in->num_devs; i++) {
		if (handle_write(in->nodes, i, &node))
			return -EFAULT;
		if (hypercall_preempt_check()) {
			i++;
			break;
		}
	}
	in->num_devs = i;	/* the caller goes on from there */
	return 0;
}

static long op_perfc(struct xen_sysctl *op)
{
	return perfc_sysctl(&op->u.perfc_op);
}

static const sysctl_fn sysctl_0x15[] = {
	[XEN_SYSCTL_readconsole] = op_readconsole,
	[XEN_SYSCTL_physinfo] = op_physinfo,
	[XEN_SYSCTL_perfc_op] = op_perfc,
	[XEN_SYSCTL_sched_id] = op_sched_id,
	[XEN_SYSCTL_debug_keys] = op_debug_keys,
	[XEN_SYSCTL_getcpuinfo] = op_getcpuinfo,
	[XEN_SYSCTL_availheap] = op_availheap,
	[XEN_SYSCTL_cputopoinfo] = op_cputopoinfo,
	[XEN_SYSCTL_numainfo] = op_numainfo,
	[XEN_SYSCTL_cpupool_op] = op_cpupool,
	[XEN_SYSCTL_scheduler_op] = op_scheduler,
	[XEN_SYSCTL_pcitopoinfo] = op_pcitopoinfo,
};

/* Interface versions that we understand: the next one is a row more. */
static const struct sysctl_version {
	u32 version;
	const sysctl_fn *table;
	u32 size;
} versions[] = {
	{ XEN_SYSCTL_INTERFACE_VERSION, sysctl_0x15, ARRAY_SIZE(sysctl_0x15) },
};

static const struct sysctl_version *find_version(u32 version)
{
	u32 i;

	for (i = 0; i < ARRAY_SIZE(versions); i++)
		if (versions[i].version == version)
			return &versions[i];
	return NULL;
}

static long sysctl_run(const struct sysctl_version *v, struct xen_sysctl *op)
{
	sysctl_fn fn = NULL;

	if (op->cmd < v->size)
		fn = v->table[array_index_nospec(op->cmd, v->size)];
	return fn ? fn(op) : arch_sysctl(op);
}

long do_sysctl(struct hypercall *call)
{
	const struct sysctl_version *v;
	struct xen_sysctl op;
	long rc;

	if (guest_read(&op, call->arg[0]))
		return -EFAULT;
	v = find_version(op.interface_version);
	if (!v)
		return -EACCES;
	rc = op.cmd == XEN_SYSCTL_getdomaininfolist ? sysctl_domain_list(call, &op) :
						      sysctl_run(v, &op);
	if (rc == -ERESTART)
		return hypercall_restart(call);
	if (!rc && guest_write(call->arg[0], &op))
		rc = -EFAULT;
	return rc;
}
