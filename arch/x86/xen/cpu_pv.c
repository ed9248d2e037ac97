// SPDX-License-Identifier: GPL-2.0-only
/*
 * What a PV domain does in place of privileged instructions: control and debug registers,
 * the kernel's stack, ports of a task, and the batch around a context switch.
 *
 * The kernel runs in ring 3. An instruction that is left as it is traps, and the hypervisor
 * emulates it: right, but slow. So what is seldom used stays.
 */
#include <linux/bug.h>
#include <linux/init.h>
#include <linux/percpu.h>
#include <linux/sched.h>

#include <asm/debugreg.h>
#include <asm/io_bitmap.h>
#include <asm/paravirt.h>
#include <asm/processor.h>
#include <asm/processor-flags.h>
#include <asm/special_insns.h>
#include <asm/xen/hypercall.h>

#include <xen/interface/physdev.h>
#include <xen/interface/xen.h>

#include "pv_cpu.h"
#include "pv_mmu.h"

/* CR0 as the kernel has written it: only TS reaches the processor. 0: not read yet. */
static DEFINE_PER_CPU(unsigned long, cr0);

static unsigned long read_cr0_pv(void)
{
	unsigned long value = this_cpu_read(cr0);

	if (unlikely(!value)) {
		value = native_read_cr0();
		this_cpu_write(cr0, value);
	}
	return value;
}

static void write_cr0_pv(unsigned long value)
{
	unsigned long flags;

	this_cpu_write(cr0, value);
	flags = xen_mc_begin();
	MULTI_fpu_taskswitch(xen_mc_entry(), !!(value & X86_CR0_TS));
	xen_mc_end(flags, PARAVIRT_LAZY_CPU);
}

/* Paging is the hypervisor's, and so are the counters. */
#define CR4_NOT_OURS	(X86_CR4_PGE | X86_CR4_PSE | X86_CR4_PCE)

static void write_cr4(unsigned long value)
{
	native_write_cr4(value & ~CR4_NOT_OURS);
}

static noinstr unsigned long get_debugreg_pv(int reg)
{
	return HYPERVISOR_get_debugreg(reg);
}

static noinstr void set_debugreg_pv(int reg, unsigned long value)
{
	HYPERVISOR_set_debugreg(reg, value);
}

/* Where the hypervisor enters the kernel from user space. */
static void load_sp0_pv(unsigned long sp0)
{
	unsigned long flags = xen_mc_begin();

	MULTI_stack_switch(xen_mc_entry(), FLAT_KERNEL_SS, sp0);
	xen_mc_end(flags, PARAVIRT_LAZY_CPU);
	this_cpu_write(cpu_tss_rw.x86_tss.sp0, sp0);
}

#ifdef CONFIG_X86_IOPL_IOPERM
static void tell_ports(void *bitmap, u32 nr_ports)
{
	struct physdev_set_iobitmap op = { .nr_ports = nr_ports };

	set_xen_guest_handle(op.bitmap, bitmap);
	(void)HYPERVISOR_physdev_op(PHYSDEVOP_set_iobitmap, &op);
}

static void invalidate_io_bitmap(void)
{
	native_tss_invalidate_io_bitmap();
	tell_ports(NULL, 0);
}

/* The bitmap is in the TSS as on the bare machine; the hypervisor is told where. */
static void update_io_bitmap(void)
{
	struct tss_struct *tss = this_cpu_ptr(&cpu_tss_rw);
	u16 base;

	native_tss_update_io_bitmap();
	base = tss->x86_tss.io_bitmap_base;
	if (base == IO_BITMAP_OFFSET_INVALID)
		tell_ports(NULL, 0);
	else
		tell_ports((void *)&tss->x86_tss + base, IO_BITMAP_BITS);
}
#endif

/* After a switch nothing may wait: what follows loads the segments. */
static void end_context_switch(struct task_struct *next)
{
	xen_mc_flush();
	paravirt_end_context_switch(next);
}

/**
 * xen_init_cpu_ops() - take over from privileged instructions
 *
 * Called by the first code of a PV domain.
 */
void __init xen_init_cpu_ops(void)
{
	pv_ops.cpu.io_delay = paravirt_nop;
	pv_ops.cpu.wbinvd = paravirt_nop;
	pv_ops.cpu.read_cr0 = read_cr0_pv;
	pv_ops.cpu.write_cr0 = write_cr0_pv;
	pv_ops.cpu.write_cr4 = write_cr4;
	pv_ops.cpu.get_debugreg = get_debugreg_pv;
	pv_ops.cpu.set_debugreg = set_debugreg_pv;
	pv_ops.cpu.load_sp0 = load_sp0_pv;
#ifdef CONFIG_X86_IOPL_IOPERM
	pv_ops.cpu.invalidate_io_bitmap = invalidate_io_bitmap;
	pv_ops.cpu.update_io_bitmap = update_io_bitmap;
#endif
	pv_ops.cpu.start_context_switch = paravirt_start_context_switch;
	pv_ops.cpu.end_context_switch = end_context_switch;
	xen_init_cpuid_ops();
	xen_init_msr_ops();
	xen_init_segment_ops();
	xen_init_trap_ops();
}
