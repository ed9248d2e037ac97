// SPDX-License-Identifier: GPL-2.0-only
/*
 * DS, ES, FS, GS and the bases of FS and GS.
 *
 * They stay in the CPU while the hypervisor works, which uses none of them.
 * GS base of the running mode is active, the other one is in KERNEL_GS_BASE.
 */
#include <asm/pv_segment.h>

#include <hyp/vcpu.h>
#include <asm/domain.h>
#include <asm/extable.h>
#include <asm/msr.h>
#include <asm/msr_index.h>
#include <asm/pv.h>

/* False: the descriptor is unfit, and the register is 0 now. */
#define load_selector(reg, sel) ({					\
	u32 __sel = (sel);						\
	u32 __ok = 1;							\
									\
	__asm__ __volatile__("1:	movl %0, %%" #reg "\n"		\
			     "	jmp 3f\n"				\
			     "2:	xorl %1, %1\n"			\
			     "	movl %1, %%" #reg "\n"			\
			     "3:\n"					\
			     EX_TABLE(1b, 2b)				\
			     : "+r" (__sel), "+r" (__ok));		\
	__ok;								\
})

#define read_selector(reg) ({						\
	u16 __sel;							\
									\
	__asm__ __volatile__("movw %%" #reg ", %0" : "=r" (__sel));	\
	__sel;								\
})

void pv_save_segments(struct vcpu *v)
{
	struct pv_vcpu *pv = v->arch->pv;
	struct cpu_user_regs *regs = &v->arch->regs;
	u64 gs_active = rdmsr(MSR_GS_BASE);
	u64 gs_other = rdmsr(MSR_KERNEL_GS_BASE);

	regs->ds = read_selector(ds);
	regs->es = read_selector(es);
	regs->fs = read_selector(fs);
	regs->gs = read_selector(gs);
	pv->fs_base = rdmsr(MSR_FS_BASE);
	pv->gs_base_kernel = pv->kernel_mode ? gs_active : gs_other;
	pv->gs_base_user = pv->kernel_mode ? gs_other : gs_active;
}

void pv_load_segments(struct vcpu *v)
{
	struct pv_vcpu *pv = v->arch->pv;
	const struct cpu_user_regs *regs = &v->arch->regs;
	bool ok;

	ok = load_selector(ds, regs->ds);
	ok &= load_selector(es, regs->es);
	ok &= load_selector(fs, regs->fs);
	ok &= load_selector(gs, regs->gs);
	/* A load changed the bases; the saved ones are what the guest had. */
	wrmsr(MSR_FS_BASE, pv->fs_base);
	wrmsr(MSR_GS_BASE, pv->kernel_mode ? pv->gs_base_kernel : pv->gs_base_user);
	wrmsr(MSR_KERNEL_GS_BASE, pv->kernel_mode ? pv->gs_base_user : pv->gs_base_kernel);
	if (!ok)
		pv->segments_faulted = true;
}

void pv_load_user_gs(u16 sel)
{
	__asm__ __volatile__("swapgs" : : : "memory");
	(void)load_selector(gs, sel);
	/* Orders the load against SWAPGS on CPUs of AMD (erratum 88). */
	__asm__ __volatile__("mfence; swapgs" : : : "memory");
}
