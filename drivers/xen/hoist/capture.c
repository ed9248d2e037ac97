// SPDX-License-Identifier: GPL-2.0-only
/*
 * What a CPU has, for struct hoist_cpu_state: the hypervisor gives it to dom0's vCPU, and
 * whoever comes back gets it from there.
 */
#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/build_bug.h>
#include <linux/stddef.h>
#include <asm/apic.h>
#include <asm/debugreg.h>
#include <asm/desc.h>
#include <asm/fpu/xcr.h>
#include <asm/msr.h>
#include <asm/special_insns.h>

#include "gate.h"
#include "hoist.h"

#define STATE_AT(name, field) \
	static_assert(HOIST_STATE_##name == offsetof(struct hoist_cpu_state, field))

STATE_AT(RSP, rsp);
STATE_AT(CR3, cr3);
STATE_AT(RFLAGS, rflags);
STATE_AT(SELF, self);
STATE_AT(ROOT, root);
STATE_AT(GDTR, gdtr.limit);
STATE_AT(IDTR, idtr.limit);
STATE_AT(CS, cs);
STATE_AT(SS, ss);
STATE_AT(EFER, efer);
STATE_AT(GIF, gif);

static u64 read_optional(u32 msr)
{
	u64 val;

	return rdmsrl_safe(msr, &val) ? 0 : val;
}

static void capture_selectors(struct hoist_cpu_state *s)
{
	savesegment(cs, s->cs);
	savesegment(ss, s->ss);
	savesegment(ds, s->ds);
	savesegment(es, s->es);
	savesegment(fs, s->fs);
	savesegment(gs, s->gs);
	store_tr(s->tr);
	asm volatile("sldt %0" : "=m" (s->ldtr));
}

static const char *capture_tables(struct hoist_cpu_state *s)
{
	struct desc_ptr ptr;

	native_store_gdt(&ptr);
	s->gdtr.limit = ptr.size;
	s->gdtr.base = ptr.address;
	store_idt(&ptr);
	s->idtr.limit = ptr.size;
	s->idtr.base = ptr.address;
	if (s->gdtr.limit >= sizeof(s->gdt))
		return "the kernel's GDT is larger than expected";
	memset(s->gdt, 0, sizeof(s->gdt));
	memcpy(s->gdt, (void *)s->gdtr.base, s->gdtr.limit + 1);
	return NULL;
}

static void capture_control(struct hoist_cpu_state *s)
{
	s->cr0 = native_read_cr0();
	s->cr2 = native_read_cr2();
	s->cr4 = native_read_cr4();
	s->efer = __rdmsr(MSR_EFER);
	s->pat = __rdmsr(MSR_IA32_CR_PAT);
	s->xcr0 = s->cr4 & X86_CR4_OSXSAVE ? xgetbv(XCR_XFEATURE_ENABLED_MASK) : 0;
	s->xss = boot_cpu_has(X86_FEATURE_XSAVES) ? read_optional(MSR_IA32_XSS) : 0;
	s->pkru = s->cr4 & X86_CR4_PKE ? rdpkru() : 0;
}

static void capture_msrs(struct hoist_cpu_state *s)
{
	s->fs_base = __rdmsr(MSR_FS_BASE);
	s->gs_base = __rdmsr(MSR_GS_BASE);
	s->kernel_gs_base = __rdmsr(MSR_KERNEL_GS_BASE);
	s->star = __rdmsr(MSR_STAR);
	s->lstar = __rdmsr(MSR_LSTAR);
	s->cstar = __rdmsr(MSR_CSTAR);
	s->sfmask = __rdmsr(MSR_SYSCALL_MASK);
	s->tsc_aux = boot_cpu_has(X86_FEATURE_RDTSCP) ? read_optional(MSR_TSC_AUX) : 0;
	s->sysenter_cs = read_optional(MSR_IA32_SYSENTER_CS);
	s->sysenter_esp = read_optional(MSR_IA32_SYSENTER_ESP);
	s->sysenter_eip = read_optional(MSR_IA32_SYSENTER_EIP);
	s->spec_ctrl = boot_cpu_has(X86_FEATURE_MSR_SPEC_CTRL) ?
		       read_optional(MSR_IA32_SPEC_CTRL) : 0;
}

static void capture_debug(struct hoist_cpu_state *s)
{
	asm volatile("mov %%db0, %0" : "=r" (s->dr[0]));
	asm volatile("mov %%db1, %0" : "=r" (s->dr[1]));
	asm volatile("mov %%db2, %0" : "=r" (s->dr[2]));
	asm volatile("mov %%db3, %0" : "=r" (s->dr[3]));
	asm volatile("mov %%db6, %0" : "=r" (s->dr6));
	asm volatile("mov %%db7, %0" : "=r" (s->dr7));
}

const char *hoist_capture(struct hoist_cpu_state *s)
{
	capture_selectors(s);
	capture_control(s);
	capture_msrs(s);
	capture_debug(s);
	return capture_tables(s);
}
