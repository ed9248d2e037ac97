// SPDX-License-Identifier: GPL-2.0-only
/*
 * Page table roots and translation buffers of a PV domain's CPUs.
 *
 * A CPU has two roots: the kernel's, which maps all, and one for user mode without the kernel.
 * The hypervisor switches between them; both are loaded together.
 */
#include <linux/cpumask.h>
#include <linux/export.h>
#include <linux/percpu.h>

#include <asm/paravirt.h>
#include <asm/tlb.h>
#include <asm/tlbflush.h>
#include <asm/xen/hypercall.h>
#include <asm/xen/page.h>

#include <xen/interface/xen.h>
#include <xen/xen-ops.h>

#include "pv_mmu.h"

/*
 * The root as the kernel has asked for it, a (pseudo-)physical address, and the one that the
 * hypervisor has been told. They differ while a switch of contexts is being collected.
 */
static DEFINE_PER_CPU(unsigned long, cr3_wanted);
static DEFINE_PER_CPU(unsigned long, cr3_loaded);

/* The fault's address is left in the CPU's info. */
__visible noinstr unsigned long xen_read_cr2(void)
{
	return this_cpu_read(xen_vcpu)->arch.cr2;
}

__PV_CALLEE_SAVE_REGS_THUNK(xen_read_cr2, ".noinstr.text");

static noinstr void xen_write_cr2(unsigned long cr2)
{
	this_cpu_read(xen_vcpu)->arch.cr2 = cr2;
}

static unsigned long xen_read_cr3(void)
{
	return this_cpu_read(cr3_wanted);
}

static void queue_root(unsigned int cmd, const pgd_t *pgd)
{
	struct mmuext_op op = { .cmd = cmd, .arg1.mfn = pgd ? virt_to_mfn(pgd) : 0 };

	xen_mc_mmuext(&op);
}

static void xen_write_cr3(unsigned long cr3)
{
	unsigned long flags = xen_mc_begin();
	pgd_t *pgd = __va(cr3);

	this_cpu_write(cr3_wanted, cr3);
	queue_root(MMUEXT_NEW_BASEPTR, pgd);
	queue_root(MMUEXT_NEW_USER_BASEPTR, xen_user_pgd(pgd));
	xen_mc_end(flags, PARAVIRT_LAZY_CPU);
}

/**
 * xen_mc_flushed() - all that this CPU has asked for has been done
 */
void xen_mc_flushed(void)
{
	this_cpu_write(cr3_loaded, this_cpu_read(cr3_wanted));
}

/**
 * xen_cpu_has_root() - may a CPU be using this root?
 * @cpu: the CPU
 * @pgd: kernel's root
 *
 * Return: whether the hypervisor has it as that CPU's.
 */
bool xen_cpu_has_root(int cpu, const pgd_t *pgd)
{
	return READ_ONCE(per_cpu(cr3_loaded, cpu)) == __pa(pgd);
}

/**
 * xen_mmu_prepare_cpu() - a CPU is going to start with the kernel's own tables
 * @cpu: not running
 */
void xen_mmu_prepare_cpu(int cpu)
{
	per_cpu(cr3_wanted, cpu) = __pa_symbol(swapper_pg_dir);
	per_cpu(cr3_loaded, cpu) = __pa_symbol(swapper_pg_dir);
}

static void xen_flush_tlb(void)
{
	struct mmuext_op op = { .cmd = MMUEXT_TLB_FLUSH_LOCAL };
	unsigned long flags = xen_mc_begin();

	xen_mc_mmuext(&op);
	xen_mc_end(flags, PARAVIRT_LAZY_MMU);
}

static void xen_flush_tlb_one_user(unsigned long addr)
{
	struct mmuext_op op = { .cmd = MMUEXT_INVLPG_LOCAL, .arg1.linear_addr = addr & PAGE_MASK };
	unsigned long flags = xen_mc_begin();

	xen_mc_mmuext(&op);
	xen_mc_end(flags, PARAVIRT_LAZY_MMU);
}

static bool is_one_page(const struct flush_tlb_info *info)
{
	return info->end != TLB_FLUSH_ALL && info->end - info->start <= PAGE_SIZE;
}

/* The hypervisor reads the set of CPUs while the call runs, so it is made at once. */
static DEFINE_PER_CPU(struct cpumask, flush_cpus);

static void xen_flush_tlb_multi(const struct cpumask *cpus, const struct flush_tlb_info *info)
{
	unsigned long flags = xen_mc_begin();
	struct mmuext_op op = {
		.cmd = is_one_page(info) ? MMUEXT_INVLPG_MULTI : MMUEXT_TLB_FLUSH_MULTI,
		.arg2.vcpumask = this_cpu_ptr(&flush_cpus),
	};

	if (is_one_page(info))
		op.arg1.linear_addr = info->start;
	if (cpumask_and(op.arg2.vcpumask, cpus, cpu_online_mask))
		xen_mc_mmuext(&op);
	xen_mc_end(flags, PARAVIRT_LAZY_NONE);
}

/**
 * xen_init_tlb_ops() - part of a PV domain's start
 */
void __init xen_init_tlb_ops(void)
{
	pv_ops.mmu.read_cr2 = PV_CALLEE_SAVE(xen_read_cr2);
	pv_ops.mmu.write_cr2 = xen_write_cr2;
	pv_ops.mmu.read_cr3 = xen_read_cr3;
	pv_ops.mmu.write_cr3 = xen_write_cr3;
	pv_ops.mmu.flush_tlb_user = xen_flush_tlb;
	pv_ops.mmu.flush_tlb_kernel = xen_flush_tlb;
	pv_ops.mmu.flush_tlb_one_user = xen_flush_tlb_one_user;
	pv_ops.mmu.flush_tlb_multi = xen_flush_tlb_multi;
	pv_ops.mmu.tlb_remove_table = tlb_remove_table;
}
