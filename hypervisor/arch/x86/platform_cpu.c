// SPDX-License-Identifier: GPL-2.0-only
/* platform_op about physical CPUs: which there are, what they do, their MSRs. */
#include "platform_op.h"

#include <linux/atomic.h>
#include <linux/bitops.h>
#include <linux/errno.h>
#include <linux/minmax.h>
#include <linux/nospec.h>
#include <linux/string.h>
#include <hyp/acpi.h>
#include <hyp/cpumask.h>
#include <hyp/cpupool.h>
#include <hyp/evtchn.h>
#include <hyp/guest_copy.h>
#include <hyp/sched.h>
#include <hyp/smp.h>
#include <hyp/time.h>
#include <hyp/vcpu.h>
#include <asm/apic.h>
#include <asm/cpufeature.h>
#include <asm/msr.h>
#include <asm/msr_index.h>
#include <xen/interface/platform.h>

static u32 last_present(void)
{
	unsigned int cpu, last = 0;

	for_each_cpu(cpu, &cpu_possible)
		last = cpu;
	return last;
}

/* The tables have their own order, and more CPUs than we number. */
static u32 acpi_id_of(u32 apic_id)
{
	unsigned int i;

	for (i = 0; i < acpi_info.nr_cpus; i++) {
		if (acpi_info.apic_id[i] == apic_id)
			return acpi_info.acpi_id[i];
	}
	return ~0U;
}

long platform_cpuinfo(struct xen_platform_op *op)
{
	struct xenpf_pcpuinfo *info = &op->u.pcpu_info;
	u32 cpu = info->xen_cpuid;

	info->max_present = last_present();
	if (cpu > info->max_present) {
		info->flags = XEN_PCPU_FLAGS_INVALID;
		info->apic_id = ~0U;
		info->acpi_id = ~0U;
		return 0;
	}
	cpu = array_index_nospec(cpu, NR_CPUS);
	info->flags = cpupool_cpu_in_use(cpu) ? XEN_PCPU_FLAGS_ONLINE : 0;
	info->apic_id = cpu_apic_id[cpu];
	info->acpi_id = acpi_id_of(info->apic_id);
	return 0;
}

static const char *vendor_name(void)
{
	switch (boot_cpu.vendor) {
	case VENDOR_INTEL:
		return "GenuineIntel";
	case VENDOR_AMD:
		return "AuthenticAMD";
	case VENDOR_HYGON:
		return "HygonGenuine";
	default:
		return "unknown";
	}
}

/* All CPUs are alike, or would not have been brought up. */
long platform_cpu_version(struct xen_platform_op *op)
{
	struct xenpf_pcpu_version *ver = &op->u.pcpu_version;
	u32 cpu = ver->xen_cpuid;

	memset(ver, 0, sizeof(*ver));
	ver->xen_cpuid = cpu;
	ver->max_present = last_present();
	if (!cpumask_test(cpu, &cpu_online))
		return 0;
	memcpy(ver->vendor_id, vendor_name(), strnlen(vendor_name(), sizeof(ver->vendor_id)));
	ver->family = boot_cpu.family;
	ver->model = boot_cpu.model;
	ver->stepping = boot_cpu.stepping;
	return 0;
}

/* One CPU at a time: they share the page of the start-up code. */
static unsigned long starting;

/* A CPU that did not start at boot gets another chance. */
static long start_cpu(u32 cpu)
{
	long rc;

	/* Others have no number of ours, hence no APIC id: INIT would go to CPU 0. */
	if (!cpumask_test(cpu, &cpu_possible))
		return -EINVAL;
	if (test_and_set_bit(0, &starting))
		return -EBUSY;
	rc = arch_cpu_up(cpu);
	clear_bit_unlock(0, &starting);
	return rc ?: cpupool_cpu_online(cpu);
}

long cpu_set_in_use(u32 cpu, bool in_use)
{
	long rc;

	if (in_use && !cpumask_test(cpu, &cpu_online))
		rc = start_cpu(cpu);
	else
		rc = cpupool_cpu_park(cpu, !in_use);
	if (!rc)
		virq_send_global(VIRQ_PCPU_STATE);
	return rc;
}

long platform_cpu_online(struct xen_platform_op *op)
{
	return cpu_set_in_use(op->u.cpu_ol.cpuid, true);
}

long platform_cpu_offline(struct xen_platform_op *op)
{
	return cpu_set_in_use(op->u.cpu_ol.cpuid, false);
}

static u64 idle_time(unsigned int cpu)
{
	struct vcpu_runstate_info info;

	vcpu_runstate_get(idle_vcpu(cpu), &info);
	return info.time[RUNSTATE_running];
}

/* The bitmap loses CPUs that do not exist; their times are 0. */
long platform_idletime(struct xen_platform_op *op)
{
	struct xenpf_getidletime *t = &op->u.getidletime;
	u32 cpu, nr = min_t(u32, t->cpumap_nr_cpus, NR_CPUS);
	u8 map[NR_CPUS / 8 + 1] = { 0 };

	if (guest_copy_from(map, t->cpumap_bitmap.ptr, (nr + 7) / 8))
		return -EFAULT;
	for (cpu = 0; cpu < nr; cpu++) {
		bool online = cpumask_test(cpu, &cpu_online);
		u64 idle = online ? idle_time(cpu) : 0;

		if (!(map[cpu / 8] & BIT(cpu % 8)))
			continue;
		if (handle_write(t->idletime, cpu, &idle))
			return -EFAULT;
		if (!online)
			map[cpu / 8] &= ~BIT(cpu % 8);
	}
	t->now = system_time();
	return guest_copy_to(t->cpumap_bitmap.ptr, map, (nr + 7) / 8) ? -EFAULT : 0;
}

/* Only time stamps may be read this way; cache monitoring is not offered. */
long platform_resource(struct xen_platform_op *op)
{
	const struct xenpf_resource_op *r = &op->u.resource_op;
	struct xenpf_resource_entry e;
	u32 i;

	if (r->nr_entries > 2 || !cpumask_test(r->cpu, &cpu_online))
		return -EINVAL;
	for (i = 0; i < r->nr_entries; i++) {
		if (handle_read(&e, r->entries, i))
			return -EFAULT;
		if (e.u.cmd != XEN_RESOURCE_OP_MSR_READ || e.rsvd || e.idx != MSR_TSC) {
			e.u.ret = -EPERM;
			return handle_write(r->entries, i, &e) ? -EFAULT : (long)i;
		}
		e.val = system_time();
		if (handle_write(r->entries, i, &e))
			return -EFAULT;
	}
	return r->nr_entries;
}

/* Variable MTRR @reg (SDM 3A 12.11.2.3), as the firmware left it. */
long platform_read_memtype(struct xen_platform_op *op)
{
	struct xenpf_read_memtype *m = &op->u.read_memtype;
	u64 cap, base, mask, address_bits = (1ULL << boot_cpu.phys_bits) - 1;

	if (!cpu_has(FEATURE_MTRR) || rdmsr_safe(MSR_MTRRCAP, &cap))
		return -EOPNOTSUPP;
	if (m->reg >= (cap & 0xff) || rdmsr_safe(MSR_MTRR_BASE(m->reg), &base) ||
	    rdmsr_safe(MSR_MTRR_MASK(m->reg), &mask))
		return -EINVAL;
	m->mfn = 0;
	m->nr_mfns = 0;
	m->type = 0;
	if (mask & BIT(11)) {
		m->mfn = (base & address_bits) >> PAGE_SHIFT;
		m->nr_mfns = ((~mask & address_bits) >> PAGE_SHIFT) + 1;
		m->type = base & 0xff;
	}
	return 0;
}
