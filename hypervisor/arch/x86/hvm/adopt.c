// SPDX-License-Identifier: GPL-2.0-only
/*
 * dom0 from a kernel that runs: it keeps all of its memory and devices at the addresses
 * where they are, and each of its CPUs becomes a vCPU that is pinned to it.
 *
 *	RAM of the kernel		P2M_RAM, gfn = mfn, owned by dom0
 *	image, chunks			P2M_HIDDEN
 *	page of the local APIC		nothing: each access comes to the virtual one
 *	all else a CPU can address	P2M_MMIO, gfn = mfn
 */
#include <asm/hoist.h>

#include <linux/err.h>
#include <linux/init.h>
#include <linux/minmax.h>
#include <hyp/boot_info.h>
#include <hyp/cpumask.h>
#include <hyp/domain.h>
#include <hyp/mm_init.h>
#include <hyp/p2m.h>
#include <hyp/page.h>
#include <hyp/printk.h>
#include <hyp/sched.h>
#include <hyp/vcpu.h>
#include <asm/apic_regs.h>
#include <asm/msr.h>
#include <asm/msr_index.h>
#include <xen/interface/domctl.h>
#include "own.h"

/*
 * Is frame @n in the image or a chunk? They are in no order. *@end: behind the last frame of
 * which the same can be said.
 */
static bool __init is_hidden(u64 n, u64 *end)
{
	u64 first = boot_info.image_start >> PAGE_SHIFT;
	u64 last = (boot_info.image_end - 1) >> PAGE_SHIFT;
	unsigned int i;

	*end = U64_MAX;
	for (i = 0; i <= boot_info.nr_chunks; i++) {
		if (n >= first && n <= last) {
			*end = last + 1;
			return true;
		}
		if (first > n)
			*end = min(*end, first);
		first = boot_info.chunk[i].start >> PAGE_SHIFT;
		last = (boot_info.chunk[i].start + boot_info.chunk[i].size - 1) >> PAGE_SHIFT;
	}
	return false;
}

static bool is_heap(u64 n)
{
	return !(frame_table[n].count_info & PGC_HYP_HEAP) ||
	       frame_table[n].owner != DOMID_INVALID;
}

static void __init own_range(struct domain *d, u64 n, u64 end)
{
	u64 same;

	while (n < end) {
		if (is_hidden(n, &same)) {
			n = same;
			continue;
		}
		for (same = min(same, end); n < same; n++) {
			if (!is_heap(n))
				own_frame(d, n);
			start_breathe_at(n);
		}
	}
}

/* All RAM that is not ours; below 1 MiB it counts as a device's, as always. */
static void __init own_memory(struct domain *d)
{
	unsigned int i;

	for (i = 0; i < boot_info.nr_ranges; i++) {
		const struct boot_range *r = &boot_info.range[i];

		if (r->type == RANGE_RAM)
			own_range(d, max_t(u64, 256, bytes_to_frames(r->start)),
				  (r->start + r->size) >> PAGE_SHIFT);
	}
}

static int __init set_range(struct domain *d, u64 n, u64 end, enum p2m_type type)
{
	bool maps = type != P2M_NONE && type != P2M_HIDDEN;

	if (n >= end)
		return 0;
	return p2m_set_range(d, to_gfn(n), maps ? to_mfn(n) : INVALID_MFN, end - n, type);
}

static int __init map_ram(struct domain *d)
{
	unsigned int i;
	int err = 0;

	for (i = 0; i < boot_info.nr_ranges && !err; i++) {
		const struct boot_range *r = &boot_info.range[i];

		if (r->type == RANGE_RAM)
			err = set_range(d, bytes_to_frames(r->start),
					(r->start + r->size) >> PAGE_SHIFT, P2M_RAM);
	}
	return err;
}

static int __init hide(struct domain *d, paddr_t start, paddr_t end)
{
	return set_range(d, start >> PAGE_SHIFT, bytes_to_frames(end), P2M_HIDDEN);
}

static int __init hide_ours(struct domain *d)
{
	unsigned int i;
	int err = hide(d, boot_info.image_start, boot_info.image_end);

	for (i = 0; i < boot_info.nr_chunks && !err; i++)
		err = hide(d, boot_info.chunk[i].start,
			   boot_info.chunk[i].start + boot_info.chunk[i].size);
	return err;
}

static int __init map_memory(struct domain *d, u64 apic_page)
{
	int err;

	p2m_batch_begin(d);
	err = set_range(d, 0, own_device_frames(), P2M_MMIO);
	if (!err)
		err = map_ram(d);
	if (!err)
		err = hide_ours(d);
	if (!err)
		err = set_range(d, apic_page, apic_page + 1, P2M_NONE);
	p2m_batch_end(d);
	return err;
}

static int __init make_vcpu(struct domain *d, unsigned int cpu)
{
	struct vcpu *v = vcpu_create(d, cpu);
	struct cpumask mask = {};

	if (IS_ERR(v))
		return PTR_ERR(v);
	cpumask_set(cpu, &mask);
	return vcpu_set_hard_affinity(v, &mask);
}

int __init adopt_create(const struct hoist_info *info)
{
	struct xen_domctl_createdomain config = {
		.flags = XEN_DOMCTL_CDF_hvm | XEN_DOMCTL_CDF_hap,
		.max_vcpus = info->nr_cpus,
		.max_evtchn_port = -1,
		.max_grant_frames = -1,
		.max_maptrack_frames = -1,
		.arch.emulation_flags = XEN_X86_EMU_LAPIC,
	};
	struct domain *d = domain_create(0, &config, true);
	unsigned int cpu;
	int err;

	if (IS_ERR(d))
		return PTR_ERR(d);
	dom0 = d;
	d->max_pages = U32_MAX;
	own_memory(d);
	err = map_memory(d, (rdmsr(MSR_APIC_BASE) & APIC_BASE_ADDR) >> PAGE_SHIFT);
	for (cpu = 0; cpu < info->nr_cpus && !err; cpu++)
		err = make_vcpu(d, cpu);
	pr_info("dom0: the running kernel, %u MiB, %u vCPUs\n", d->tot_pages >> 8,
		info->nr_cpus);
	return err;
}
