// SPDX-License-Identifier: GPL-2.0-only
/*
 * A CPU goes back to the kernel: after PREPARE, when ENTER is rolled back, and by LEAVE.
 *
 * The kernel said what the CPU had in struct hoist_cpu_state. The gate does
 * the rest, what needs the kernel's page tables (include/xen/hoist.h).
 */
#include <asm/hoist.h>

#include <linux/kernel.h>
#include <linux/string.h>
#include <asm/cpufeature.h>
#include <asm/fpu.h>
#include <asm/msr.h>
#include <asm/msr_index.h>
#include <asm/system.h>

#define SELECTOR_TI	0x4		/* of the LDT */
#define DESC_BUSY	BIT_ULL(41)	/* type of a TSS that is in use (SDM 3A 8.2.3) */

#define load_segment(reg, sel) \
	__asm__ __volatile__("mov %0, %%" #reg : : "r" ((u32)(sel)) : "memory")

/* The LDT's memory is the kernel's, and not mapped here. */
static u16 loadable(u16 sel)
{
	return sel & SELECTOR_TI ? 0 : sel;
}

/*
 * By a copy of the kernel's GDT: its own is not mapped here, is read-only there, and
 * has the TSS as busy, which LTR refuses.
 */
static void restore_segments(const struct hoist_cpu_state *s)
{
	u64 gdt[HOIST_GDT_ENTRIES];
	const struct table_ptr ptr = { .limit = sizeof(gdt) - 1, .base = (u64)gdt };

	memcpy(gdt, s->gdt, sizeof(gdt));
	if (s->tr / 8 < ARRAY_SIZE(gdt))
		gdt[s->tr / 8] &= ~DESC_BUSY;
	load_gdt(&ptr);
	load_tr(s->tr);
	load_ldt(s->ldtr);
	load_segment(ds, loadable(s->ds));
	load_segment(es, loadable(s->es));
	load_segment(fs, loadable(s->fs));
	load_segment(gs, loadable(s->gs));
	wrmsr(MSR_FS_BASE, s->fs_base);
	wrmsr(MSR_GS_BASE, s->gs_base);
	wrmsr(MSR_KERNEL_GS_BASE, s->kernel_gs_base);
}

static void restore_msrs(const struct hoist_cpu_state *s)
{
	wrmsr(MSR_PAT, s->pat);
	wrmsr(MSR_STAR, s->star);
	wrmsr(MSR_LSTAR, s->lstar);
	wrmsr(MSR_CSTAR, s->cstar);
	wrmsr(MSR_SYSCALL_MASK, s->sfmask);
	wrmsr_safe(MSR_SYSENTER_CS, s->sysenter_cs);
	wrmsr_safe(MSR_SYSENTER_ESP, s->sysenter_esp);
	wrmsr_safe(MSR_SYSENTER_EIP, s->sysenter_eip);
	if (cpu_has(FEATURE_RDTSCP))
		wrmsr(MSR_TSC_AUX, s->tsc_aux);
	if (cpu_has(FEATURE_XSAVES))
		wrmsr_safe(MSR_XSS, s->xss);
	if (cpu_has(FEATURE_IBRSB) || cpu_has(FEATURE_IBRS))
		wrmsr_safe(MSR_SPEC_CTRL, s->spec_ctrl);
}

static void restore_debug(const struct hoist_cpu_state *s)
{
	write_dr7(0x400);
	write_dr0(s->dr[0]);
	write_dr1(s->dr[1]);
	write_dr2(s->dr[2]);
	write_dr3(s->dr[3]);
	write_dr6(s->dr6);
	write_dr7(s->dr7);
}

/* XCR0 while CR4 lets us; CR4.PCIDE may be set because our CR3 has PCID 0. */
static void restore_control(const struct hoist_cpu_state *s)
{
	if (s->cr4 & CR4_OSXSAVE)
		xsetbv(0, s->xcr0);
	wrmsr(MSR_EFER, s->efer | (rdmsr(MSR_EFER) & EFER_SVME));
	write_cr2(s->cr2);
	/* Nothing of ours stays: neither global entries nor those of any PCID. */
	write_cr4(read_cr4() & ~CR4_PGE);
	write_cr4(s->cr4);
	write_cr0(s->cr0);
}

void hoist_cpu_restore(struct hoist_cpu_state *s, long err)
{
	irq_disable();
	hoist_nmi_close(s);
	restore_msrs(s);
	restore_debug(s);
	restore_segments(s);
	restore_control(s);
	hoist_exit(s, err);
}
