// SPDX-License-Identifier: GPL-2.0-only
/*
 * HYPERVISOR_mca: machine-check telemetry for dom0.
 *
 * A machine check stops the machine here, so there is never one to fetch: what
 * is asked for is "no data".  What the CPUs are is told in full.  Injecting
 * faults is not offered.
 */
#include <hyp/arch.h>
#include <hyp/cpumask.h>
#include <hyp/guest_copy.h>
#include <hyp/heap.h>
#include <hyp/hypercall.h>
#include <hyp/sysctl.h>
#include <linux/errno.h>
#include <linux/string.h>
#include <asm/apic.h>
#include <asm/cpufeature.h>
#include <xen/interface/sysctl.h>
#include <xen/interface/xen-mca.h>

static long op_fetch(struct xen_mc *op)
{
	struct xen_mc_fetch *fetch = &op->u.mc_fetch;

	switch (fetch->flags) {
	case XEN_MC_NONURGENT:
	case XEN_MC_URGENT:
	case XEN_MC_NONURGENT | XEN_MC_ACK:
	case XEN_MC_URGENT | XEN_MC_ACK:
		break;
	default:
		return -EINVAL;
	}
	fetch->flags = fetch->flags & XEN_MC_ACK ? XEN_MC_OK : XEN_MC_NODATA;
	fetch->fetch_id = 0;
	return 0;
}

static void describe_cpu(unsigned int cpu, struct mcinfo_logical_cpu *info)
{
	struct cpuid_regs vendor = cpuid(0, 0);
	struct xen_sysctl_cputopo topo = {};
	struct xen_sysctl_physinfo phys = {};

	memset(info, 0, sizeof(*info));
	arch_cpu_topology(cpu, &topo);
	arch_physinfo(&phys);
	info->mc_cpunr = cpu;
	info->mc_chipid = topo.socket;
	info->mc_coreid = topo.core;
	info->mc_apicid = cpu_apic_id[cpu];
	info->mc_ncores = phys.cores_per_socket;
	info->mc_ncores_active = phys.cores_per_socket;
	info->mc_nthreads = phys.threads_per_core;
	info->mc_cpuid_level = boot_cpu.max_leaf;
	info->mc_family = boot_cpu.family;
	info->mc_model = boot_cpu.model;
	info->mc_step = boot_cpu.stepping;
	memcpy(info->mc_vendorid, &vendor.ebx, 4);
	memcpy(info->mc_vendorid + 4, &vendor.edx, 4);
	memcpy(info->mc_vendorid + 8, &vendor.ecx, 4);
	memcpy(info->mc_brandid, boot_cpu.brand, sizeof(boot_cpu.brand));
	memcpy(info->mc_cpu_caps, phys.hw_cap, sizeof(info->mc_cpu_caps));
}

static long op_physcpuinfo(struct xen_mc *op)
{
	struct xen_mc_physcpuinfo *in = &op->u.mc_physcpuinfo;
	struct mcinfo_logical_cpu *info;
	u32 cpu, n = 0;
	long rc = 0;

	if (handle_is_null(in->info)) {
		in->ncpus = num_online_cpus();
		return 0;
	}
	if (!in->ncpus || in->ncpus > num_online_cpus())
		return -EINVAL;
	info = heap_new(struct mcinfo_logical_cpu);
	if (!info)
		return -ENOMEM;
	for_each_online_cpu(cpu) {
		if (rc || n == in->ncpus)
			break;
		describe_cpu(cpu, info);
		rc = handle_write(in->info, n++, info);
	}
	heap_free(info);
	return rc;
}

long do_mca(struct hypercall *call)
{
	struct xen_mc op;
	long rc;

	if (guest_read(&op, call->arg[0]))
		return -EFAULT;
	if (op.interface_version != XEN_MCA_INTERFACE_VERSION)
		return -EACCES;
	switch (op.cmd) {
	case XEN_MC_fetch:
		rc = op_fetch(&op);
		break;
	case XEN_MC_physcpuinfo:
		rc = op_physcpuinfo(&op);
		break;
	case XEN_MC_notifydomain:	/* obsolete */
	default:
		return -EINVAL;
	}
	if (!rc && guest_write(call->arg[0], &op))
		rc = -EFAULT;
	return rc;
}
