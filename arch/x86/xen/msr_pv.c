// SPDX-License-Identifier: GPL-2.0-only
/*
 * Model-specific registers in a PV domain.
 *
 * The instructions trap; the hypervisor emulates what it knows, and gives a fault for the
 * rest. Segment bases have a hypercall. The ways of system calls are callbacks (setup_pv.c).
 *
 * While a CPU's %gs moves to its per-CPU data, this code runs without any: the file is built
 * without the stack protector.
 */
#include <linux/init.h>

#include <asm/msr.h>
#include <asm/msr-index.h>
#include <asm/paravirt.h>
#include <asm/xen/hypercall.h>

#include <xen/interface/xen.h>

#include "pv_cpu.h"

/* X2APIC in the machine's register is nothing that the domain could use. */
static u64 domain_view(unsigned int msr, u64 value)
{
	return msr == MSR_IA32_APICBASE ? value & ~X2APIC_ENABLE : value;
}

static u64 read_msr_safe(unsigned int msr, int *err)
{
	return domain_view(msr, native_read_msr_safe(msr, err));
}

/* One that is not there reads as 0. */
static u64 read_msr(unsigned int msr)
{
	int err;
	u64 value = read_msr_safe(msr, &err);

	if (!err)
		return value;
	if (!IS_ENABLED(CONFIG_XEN_PV_MSR_SAFE))
		return domain_view(msr, native_read_msr(msr));
	return 0;
}

static int set_base(int which, u64 base)
{
	return HYPERVISOR_set_segment_base(which, base) ? -EIO : 0;
}

static int write_msr_safe(unsigned int msr, unsigned int low, unsigned int high)
{
	u64 value = (u64)high << 32 | low;

	switch (msr) {
	case MSR_FS_BASE:
		return set_base(SEGBASE_FS, value);
	case MSR_GS_BASE:
		return set_base(SEGBASE_GS_KERNEL, value);
	case MSR_KERNEL_GS_BASE:
		return set_base(SEGBASE_GS_USER, value);
	case MSR_STAR:
	case MSR_LSTAR:
	case MSR_CSTAR:
	case MSR_SYSCALL_MASK:
	case MSR_IA32_SYSENTER_CS:
	case MSR_IA32_SYSENTER_ESP:
	case MSR_IA32_SYSENTER_EIP:
		return 0;
	default:
		return native_write_msr_safe(msr, low, high);
	}
}

static void write_msr(unsigned int msr, unsigned int low, unsigned int high)
{
	if (!write_msr_safe(msr, low, high))
		return;
	if (!IS_ENABLED(CONFIG_XEN_PV_MSR_SAFE))
		native_write_msr(msr, low, high);
}

/**
 * xen_init_msr_ops() - take over from RDMSR and WRMSR
 */
void __init xen_init_msr_ops(void)
{
	pv_ops.cpu.read_msr = read_msr;
	pv_ops.cpu.write_msr = write_msr;
	pv_ops.cpu.read_msr_safe = read_msr_safe;
	pv_ops.cpu.write_msr_safe = write_msr_safe;
}
