// SPDX-License-Identifier: GPL-2.0-only
/*
 * Builds dom0 as a PVH domain that owns the platform.
 *
 *	where the kernel is linked to be	kernel
 *	the next border of 2 MiB behind it	hvm_start_info, memory map, command line, ACPI
 *	top of dom0's RAM below 4 GiB		initrd
 *
 * vCPU 0 begins in 32-bit protected mode without paging at the kernel's PVH entry, EBX
 * is hvm_start_info (<xen/interface/hvm/start_info.h>). Each vCPU stays on the CPU of
 * its number, whose interrupts it gets.
 */
#include <asm/dom0.h>

#include <linux/align.h>
#include <linux/err.h>
#include <linux/init.h>
#include <linux/minmax.h>
#include <linux/string.h>
#include <hyp/boot_info.h>
#include <hyp/cpumask.h>
#include <hyp/domain.h>
#include <hyp/iommu.h>
#include <hyp/page_alloc.h>
#include <hyp/panic.h>
#include <hyp/printk.h>
#include <hyp/sched.h>
#include <hyp/softirq.h>
#include <hyp/time.h>
#include <hyp/vcpu.h>
#include <hyp/vmap.h>
#include <asm/domain.h>
#include <asm/hvm.h>
#include <asm/system.h>
#include <asm/vlapic.h>
#include <xen/interface/domctl.h>
#include <xen/interface/hvm/start_info.h>
#include "dom0_build.h"

#define INFO_ALIGN	0x200000ULL
#define INFO_BYTES	0x20000ULL
#define ACPI_OFFSET	0x8000ULL
#define FOUR_GIB	0x100000000ULL
#define PAT_RESET	0x0007040600070406ULL

/* Everything that the kernel is told, at one place. */
struct boot_page {
	struct hvm_start_info info;
	struct hvm_modlist_entry initrd;
	struct hvm_memmap_table_entry map[BOOT_MAX_RANGES];
	char cmdline[BOOT_CMDLINE_SIZE];
};

static_assert(sizeof(struct boot_page) <= ACPI_OFFSET);

static struct domain *__init create(const struct dom0_size *size)
{
	struct xen_domctl_createdomain config = {
		.flags = XEN_DOMCTL_CDF_hvm | XEN_DOMCTL_CDF_hap,
		.max_vcpus = size->vcpus,
		.max_evtchn_port = -1,
		.max_grant_frames = -1,
		.max_maptrack_frames = -1,
		.arch.emulation_flags = XEN_X86_EMU_LAPIC,
	};
	struct domain *d;

	if (!hvm_ops)
		boot_fail("dom0=pvh: this CPU has no containers");
	d = domain_create(0, &config, true);
	if (IS_ERR(d))
		boot_fail("dom0: not created: %d", (int)PTR_ERR(d));
	dom0 = d;
	d->max_pages = min_t(u64, size->max_pages, U32_MAX);
	dom0_set_caps(d);
	return d;
}

static void __init make_vcpu(struct domain *d, unsigned int cpu)
{
	struct vcpu *v = vcpu_create(d, cpu);
	struct cpumask mask = {};
	int err = PTR_ERR_OR_ZERO(v);

	cpumask_set(cpu, &mask);
	if (!err)
		err = vcpu_set_hard_affinity(v, &mask);
	if (err)
		boot_fail("dom0: vCPU %u not created: %d", cpu, err);
	vlapic_own(v);
}

static void __init copy_phys(void *ctx, u64 pa, const void *from, u64 bytes)
{
	if (!bytes)
		return;
	if (!dom0_memory_has(pa, bytes))
		boot_fail("dom0: the kernel is to be at %#llx, where dom0 has no memory", pa);
	if (from)
		memcpy(paddr_to_virt(pa), from, bytes);
	else
		memset(paddr_to_virt(pa), 0, bytes);
	softirq_run_safe();
}

static paddr_t __init place_initrd(const struct boot_module *m, paddr_t kernel_end)
{
	paddr_t to = dom0_memory_top(m->size, FOUR_GIB);

	if (to == INVALID_PADDR || to < kernel_end)
		boot_fail("dom0: its memory is too little for the initrd (%llu MiB)",
			  m->size >> 20);
	memcpy(paddr_to_virt(to), paddr_to_virt(m->start), m->size);
	return to;
}

static void __init write_map(struct boot_page *p, const struct domain *d)
{
	u32 i;

	for (i = 0; i < d->arch->nr_e820; i++)
		p->map[i] = (struct hvm_memmap_table_entry){
			.addr = d->arch->e820[i].start,
			.size = d->arch->e820[i].size,
			.type = d->arch->e820[i].type,
		};
}

static void __init write_info(paddr_t at, const struct domain *d, paddr_t initrd, u64 bytes,
			      const char *cmdline)
{
	struct boot_page *p = paddr_to_virt(at);

	memset(p, 0, sizeof(*p));
	p->info = (struct hvm_start_info){
		.magic = XEN_HVM_START_MAGIC_VALUE,
		.version = 1,
		.flags = SIF_PRIVILEGED | SIF_INITDOMAIN,
		.nr_modules = !!bytes,
		.modlist_paddr = bytes ? at + offsetof(struct boot_page, initrd) : 0,
		.cmdline_paddr = at + offsetof(struct boot_page, cmdline),
		.rsdp_paddr = dom0_acpi_write(at + ACPI_OFFSET, INFO_BYTES - ACPI_OFFSET,
					      d->max_vcpus),
		.memmap_paddr = at + offsetof(struct boot_page, map),
		.memmap_entries = d->arch->nr_e820,
	};
	p->initrd = (struct hvm_modlist_entry){ .paddr = initrd, .size = bytes };
	write_map(p, d);
	strscpy(p->cmdline, cmdline, sizeof(p->cmdline));
}

static void __init start_at(struct vcpu *v, u64 entry, paddr_t info)
{
	const struct hvm_segment data = { .attr = 0xc93, .limit = ~0U };
	struct hvm_state s = {
		.cr0 = CR0_PE | CR0_ET,
		.seg = {
			[HVM_ES] = data, [HVM_SS] = data, [HVM_DS] = data,
			[HVM_CS] = { .attr = 0xc9b, .limit = ~0U },
			[HVM_TR] = { .attr = 0x8b, .limit = 0x67 },
		},
		.pat = PAT_RESET,
		.dr6 = 0xffff0ff0,
		.dr7 = 0x400,
	};

	s.regs.rip = entry;
	s.regs.rbx = info;
	s.regs.rflags = RFLAGS_FIXED;
	if (hvm_ops->set_state(v, &s))
		boot_fail("dom0: the start context was refused");
	v->arch->hvm->waits_for_startup = false;
	v->initialised = true;
	clear_bit(VPF_DOWN, &v->pause_flags);
}

static void __init build(struct domain *d, const struct boot_module *kernel,
			 const struct boot_module *initrd)
{
	struct dom0_kernel k;
	paddr_t info, at = 0;

	dom0_kernel_open_phys(&k, paddr_to_virt(kernel->start), kernel->size);
	info = ALIGN(k.end, INFO_ALIGN);
	dom0_memory_map(d, info, INFO_BYTES);
	dom0_kernel_load(&k, copy_phys, NULL);
	if (!dom0_memory_has(info, INFO_BYTES))
		boot_fail("dom0: it has no memory behind its kernel, at %#llx", info);
	if (initrd)
		at = place_initrd(initrd, info + INFO_BYTES);
	write_info(info, d, at, initrd ? initrd->size : 0, kernel->cmdline);
	start_at(domain_vcpu(d, 0), k.phys_entry, info);
	pr_info("dom0: %s, PVH, %u MiB, %u vCPUs\n", k.guest_os, d->tot_pages >> 8,
		d->max_vcpus);
	pr_info("dom0: kernel %#llx-%#llx, entry %#llx, start_info %#llx\n", k.start, k.end,
		k.phys_entry, info);
	dom0_kernel_close(&k);
}

void __init dom0_build_pvh(void)
{
	const struct boot_module *m = boot_info.module;
	struct dom0_size size;
	struct domain *d;
	unsigned int cpu;
	bool iommu;

	dom0_size_get(&size, page_alloc_free_frames() + (boot_info.dom0_bytes >> PAGE_SHIFT));
	size.vcpus = min(size.vcpus, num_online_cpus());
	d = create(&size);
	iommu = dom0_pvh_iommu();
	if (iommu && iommu_attach(d))
		boot_fail("dom0: no memory for the IOMMU's tables");
	for (cpu = 0; cpu < size.vcpus; cpu++)
		make_vcpu(d, cpu);
	build(d, &m[0], boot_info.nr_modules > 1 ? &m[1] : NULL);
	/* The machine's first MiB is its own beside what was asked for, and may come back, too. */
	d->max_pages = max(d->max_pages, d->tot_pages);
	if (iommu && iommu_enable(d))
		boot_fail("dom0: no memory for the IOMMU");
	dom0_free_modules();
	domain_wallclock_update(d);
}
