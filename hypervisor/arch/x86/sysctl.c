// SPDX-License-Identifier: GPL-2.0-only
/* The machine as its tools see it: topology, features, CPUID policies. */
#include <hyp/sysctl.h>
#include <hyp/cpumask.h>
#include <hyp/guest_copy.h>
#include <hyp/heap.h>
#include <linux/errno.h>
#include <linux/kernel.h>
#include <linux/minmax.h>
#include <asm/apic.h>
#include <asm/cpufeature.h>
#include <asm/hvm.h>
#include <asm/policy.h>
#include <xen/interface/sysctl.h>
#include "platform_op.h"

#define MAX_LEAVES	512
#define MAX_MSRS	16
#define LEAF_TOPOLOGY	0xb

/* Low bits of an APIC id that number threads of a core, and CPUs of a socket. */
struct id_bits {
	u32 thread, cpu;
};

/* Intel SDM 3A 9.9.3: leaf 0xb; without it every CPU is a socket of its own. */
static struct id_bits id_bits(void)
{
	struct id_bits bits = {};
	struct cpuid_regs r;

	if (boot_cpu.max_leaf < LEAF_TOPOLOGY)
		return bits;
	r = cpuid(LEAF_TOPOLOGY, 0);
	if (!(r.ebx & 0xffff))
		return bits;
	bits.thread = r.eax & 0x1f;
	r = cpuid(LEAF_TOPOLOGY, 1);
	bits.cpu = max(r.eax & 0x1f, bits.thread);
	return bits;
}

void arch_cpu_topology(unsigned int cpu, struct xen_sysctl_cputopo *topo)
{
	struct id_bits bits = id_bits();
	u32 id = cpu_apic_id[cpu];

	topo->node = 0;
	topo->socket = id >> bits.cpu;
	topo->core = (id & ((1U << bits.cpu) - 1)) >> bits.thread;
}

/* How many online CPUs share CPU 0's number above the bit @low, counted by @step. */
static u32 siblings(u32 low, u32 step)
{
	u32 first = cpumask_first(&cpu_online), n = 0, cpu;

	for_each_online_cpu(cpu)
		if (cpu_apic_id[cpu] >> low == cpu_apic_id[first] >> low &&
		    !(cpu_apic_id[cpu] & ((1U << step) - 1)))
			n++;
	return max(n, 1U);
}

void arch_physinfo(struct xen_sysctl_physinfo *info)
{
	static const u8 words[] = {
		CPUW_1_EDX, CPUW_1_ECX, CPUW_E1_EDX, CPUW_E1_ECX,
		CPUW_D1_EAX, CPUW_7_EBX, CPUW_7_ECX, CPUW_E7_EDX,
	};
	struct id_bits bits = id_bits();
	u32 i;

	info->threads_per_core = siblings(bits.thread, 0);
	info->cores_per_socket = siblings(bits.cpu, bits.thread);
	info->capabilities = XEN_SYSCTL_PHYSCAP_gnttab_v1 | XEN_SYSCTL_PHYSCAP_gnttab_v2;
#ifdef CONFIG_PV
	info->capabilities |= XEN_SYSCTL_PHYSCAP_pv;
#endif
	if (hvm_ops)
		info->capabilities |= XEN_SYSCTL_PHYSCAP_hvm | XEN_SYSCTL_PHYSCAP_hap;
	for (i = 0; i < ARRAY_SIZE(words); i++)
		info->hw_cap[i] = boot_cpu.word[words[i]];
}

static long op_levelling_caps(struct xen_sysctl *op)
{
	op->u.cpu_levelling_caps.caps = XEN_SYSCTL_CPU_LEVELCAP_faulting;
	return 0;
}

static long op_featureset(struct xen_sysctl *op)
{
	struct xen_sysctl_cpu_featureset *fs = &op->u.cpu_featureset;
	u32 words[NR_CPU_WORDS] = {};
	u32 n;

	if (fs->index > XEN_SYSCTL_cpu_featureset_hvm_max)
		return -EINVAL;
	n = cpu_featureset(fs->index, words, ARRAY_SIZE(words));
	if (!n)
		return -ENOMEM;
	if (!handle_is_null(fs->features)) {
		if (guest_copy_to(fs->features.ptr, words,
				  min(n, fs->nr_features) * sizeof(words[0])))
			return -EFAULT;
		if (fs->nr_features < n)
			return -ENOBUFS;
	}
	fs->nr_features = n;
	return 0;
}

static long policy_out(struct xen_sysctl_cpu_policy *p, const struct xen_cpuid_leaf *leaf,
		       u32 nr_leaves, const struct xen_msr_entry *msr, u32 nr_msrs)
{
	long rc = 0;

	if (!handle_is_null(p->leaves)) {
		if (p->nr_leaves < nr_leaves)
			rc = -ENOBUFS;
		else if (guest_copy_to(p->leaves.ptr, leaf, nr_leaves * sizeof(*leaf)))
			rc = -EFAULT;
	}
	if (!rc && !handle_is_null(p->msrs)) {
		if (p->nr_msrs < nr_msrs)
			rc = -ENOBUFS;
		else if (guest_copy_to(p->msrs.ptr, msr, nr_msrs * sizeof(*msr)))
			rc = -EFAULT;
	}
	p->nr_leaves = handle_is_null(p->leaves) ? MAX_LEAVES : nr_leaves;
	p->nr_msrs = handle_is_null(p->msrs) ? MAX_MSRS : nr_msrs;
	return rc;
}

static long op_cpu_policy(struct xen_sysctl *op)
{
	struct xen_sysctl_cpu_policy *p = &op->u.cpu_policy;
	u32 nr_leaves = MAX_LEAVES, nr_msrs = MAX_MSRS;
	struct xen_cpuid_leaf *leaf = heap_new_array(struct xen_cpuid_leaf, MAX_LEAVES);
	struct xen_msr_entry *msr = heap_new_array(struct xen_msr_entry, MAX_MSRS);
	long rc = -ENOMEM;

	if (leaf && msr) {
		rc = p->_rsvd ? -EINVAL :
		     cpu_policy_export(p->index, leaf, &nr_leaves, msr, &nr_msrs);
		if (!rc)
			rc = policy_out(p, leaf, nr_leaves, msr, nr_msrs);
	}
	heap_free(msr);
	heap_free(leaf);
	return rc;
}

/* Threads of a core are not told apart: no SMT_ENABLE. */
static long op_cpu_hotplug(struct xen_sysctl *op)
{
	const struct xen_sysctl_cpu_hotplug *h = &op->u.cpu_hotplug;

	switch (h->op) {
	case XEN_SYSCTL_CPU_HOTPLUG_ONLINE:
		return cpu_set_in_use(h->cpu, true);
	case XEN_SYSCTL_CPU_HOTPLUG_OFFLINE:
		return cpu_set_in_use(h->cpu, false);
	default:
		return -EOPNOTSUPP;
	}
}

long arch_sysctl(struct xen_sysctl *op)
{
	switch (op->cmd) {
	case XEN_SYSCTL_cpu_hotplug:
		return op_cpu_hotplug(op);
	case XEN_SYSCTL_get_cpu_levelling_caps:
		return op_levelling_caps(op);
	case XEN_SYSCTL_get_cpu_featureset:
		return op_featureset(op);
	case XEN_SYSCTL_get_cpu_policy:
		return op_cpu_policy(op);
	default:
		return -ENOSYS;
	}
}
