// SPDX-License-Identifier: GPL-2.0-only
/* Records of a vCPU itself: registers, extended state, memory types, other MSRs. */
#include <asm/hvm_save.h>

#include <linux/bitops.h>
#include <linux/errno.h>
#include <linux/kernel.h>
#include <linux/string.h>
#include <hyp/domain.h>
#include <hyp/vcpu.h>
#include <asm/cpufeature.h>
#include <asm/domain.h>
#include <asm/fpu.h>
#include <asm/hvm.h>
#include <asm/msr.h>
#include <asm/msr_index.h>
#include <asm/system.h>
#include <xen/interface/hvm/save.h>
#include "control.h"
#include "guest.h"
#include "save.h"

#define SPEC_CTRL_KNOWN	(SPEC_CTRL_IBRS | SPEC_CTRL_STIBP | SPEC_CTRL_SSBD)

/* One that is down has no registers that matter: it begins anew. */
static bool is_up(const struct vcpu *v)
{
	return !test_bit(VPF_DOWN, &v->pause_flags);
}

static u32 cpu_size(const struct vcpu *v)
{
	return is_up(v) ? sizeof(struct hvm_hw_cpu) : 0;
}

/* Selectors, limits, bases and attributes stand in rows of this order. */
static const u8 row[] = {
	HVM_CS, HVM_DS, HVM_ES, HVM_FS, HVM_GS, HVM_SS, HVM_TR, HVM_LDTR,
};

struct segment_rows {
	u32 *sel, *limit, *attr;
	u64 *base;
};

static struct segment_rows rows_of(struct hvm_hw_cpu *c)
{
	u8 *at = (u8 *)c;

	return (struct segment_rows){
		.sel = (u32 *)(at + offsetof(struct hvm_hw_cpu, cs_sel)),
		.limit = (u32 *)(at + offsetof(struct hvm_hw_cpu, cs_limit)),
		.attr = (u32 *)(at + offsetof(struct hvm_hw_cpu, cs_arbytes)),
		.base = (u64 *)(at + offsetof(struct hvm_hw_cpu, cs_base)),
	};
}

static void put_segments(struct hvm_hw_cpu *c, const struct hvm_state *s)
{
	struct segment_rows r = rows_of(c);
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(row); i++) {
		const struct hvm_segment *seg = &s->seg[row[i]];

		r.sel[i] = seg->sel;
		r.limit[i] = seg->limit;
		r.base[i] = seg->base;
		r.attr[i] = seg->attr;
	}
	c->gdtr_base = s->gdt_base;
	c->gdtr_limit = s->gdt_limit;
	c->idtr_base = s->idt_base;
	c->idtr_limit = s->idt_limit;
}

static void get_segments(struct hvm_state *s, const struct hvm_hw_cpu *c)
{
	struct segment_rows r = rows_of((struct hvm_hw_cpu *)c);
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(row); i++)
		s->seg[row[i]] = (struct hvm_segment){
			.sel = r.sel[i],
			.limit = r.limit[i],
			.base = r.base[i],
			.attr = r.attr[i],
		};
	s->gdt_base = c->gdtr_base;
	s->gdt_limit = c->gdtr_limit;
	s->idt_base = c->idtr_base;
	s->idt_limit = c->idtr_limit;
}

/* Places of the general registers in both forms. */
static const struct {
	u16 record, regs;
} gprs[] = {
#define GPR(name) { offsetof(struct hvm_hw_cpu, name), offsetof(struct cpu_user_regs, name) }
	GPR(rax), GPR(rbx), GPR(rcx), GPR(rdx), GPR(rbp), GPR(rsi), GPR(rdi), GPR(rsp),
	GPR(r8), GPR(r9), GPR(r10), GPR(r11), GPR(r12), GPR(r13), GPR(r14), GPR(r15),
	GPR(rip), GPR(rflags),
#undef GPR
};

static void put_gprs(struct hvm_hw_cpu *c, const struct cpu_user_regs *regs)
{
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(gprs); i++)
		*(u64 *)((u8 *)c + gprs[i].record) =
			*(const u64 *)((const u8 *)regs + gprs[i].regs);
}

static void get_gprs(struct cpu_user_regs *regs, const struct hvm_hw_cpu *c)
{
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(gprs); i++)
		*(u64 *)((u8 *)regs + gprs[i].regs) =
			*(const u64 *)((const u8 *)c + gprs[i].record);
}

static void put_control(struct hvm_hw_cpu *c, const struct hvm_state *s)
{
	c->cr0 = s->cr0;
	c->cr2 = s->cr2;
	c->cr3 = s->cr3;
	c->cr4 = s->cr4;
	c->dr0 = s->dr[0];
	c->dr1 = s->dr[1];
	c->dr2 = s->dr[2];
	c->dr3 = s->dr[3];
	c->dr6 = s->dr6;
	c->dr7 = s->dr7;
}

static void get_control(struct hvm_state *s, const struct hvm_hw_cpu *c)
{
	s->cr0 = c->cr0;
	s->cr2 = c->cr2;
	s->cr3 = c->cr3;
	s->cr4 = c->cr4;
	s->dr[0] = c->dr0;
	s->dr[1] = c->dr1;
	s->dr[2] = c->dr2;
	s->dr[3] = c->dr3;
	s->dr6 = (u32)c->dr6;
	s->dr7 = (u32)c->dr7;
}

static void put_msrs(struct hvm_hw_cpu *c, const struct hvm_state *s)
{
	c->sysenter_cs = s->sysenter_cs;
	c->sysenter_esp = s->sysenter_esp;
	c->sysenter_eip = s->sysenter_eip;
	c->shadow_gs = s->kernel_gs_base;
	c->msr_lstar = s->lstar;
	c->msr_star = s->star;
	c->msr_cstar = s->cstar;
	c->msr_syscall_mask = s->sfmask;
	c->msr_efer = s->efer;
	c->msr_tsc_aux = s->tsc_aux;
}

static void get_msrs(struct hvm_state *s, const struct hvm_hw_cpu *c)
{
	s->sysenter_cs = c->sysenter_cs;
	s->sysenter_esp = c->sysenter_esp;
	s->sysenter_eip = c->sysenter_eip;
	s->kernel_gs_base = c->shadow_gs;
	s->lstar = c->msr_lstar;
	s->star = c->msr_star;
	s->cstar = c->msr_cstar;
	s->sfmask = c->msr_syscall_mask;
	s->efer = c->msr_efer;
	s->tsc_aux = (u32)c->msr_tsc_aux;
}

/* The numbers of the record are those of both vendors. */
static const u8 event_types[] = {
	[HVM_EVENT_INTERRUPT] = 0,
	[HVM_EVENT_NMI] = 2,
	[HVM_EVENT_EXCEPTION] = 3,
};

static void put_event(struct hvm_hw_cpu *c, const struct hvm_event *e)
{
	if (!e->valid || e->type >= ARRAY_SIZE(event_types))
		return;
	c->pending_valid = 1;
	c->pending_vector = e->vector;
	c->pending_type = event_types[e->type];
	c->pending_error_valid = e->error != HVM_NO_ERROR_CODE;
	if (c->pending_error_valid)
		c->error_code = e->error;
}

static void get_event(struct hvm_event *e, const struct hvm_hw_cpu *c)
{
	unsigned int type;

	*e = (struct hvm_event){};
	for (type = 0; c->pending_valid && type < ARRAY_SIZE(event_types); type++) {
		if (event_types[type] != c->pending_type)
			continue;
		*e = (struct hvm_event){
			.valid = true,
			.type = type,
			.vector = c->pending_vector,
			.error = c->pending_error_valid ? (s32)c->error_code : HVM_NO_ERROR_CODE,
			.cr2 = c->cr2,
		};
	}
}

static void cpu_save(struct vcpu *v, void *body)
{
	struct hvm_hw_cpu *c = body;
	struct hvm_state s;

	memset(&s, 0, sizeof(s));
	hvm_ops->get_state(v, &s);
	put_gprs(c, &s.regs);
	put_control(c, &s);
	put_segments(c, &s);
	put_msrs(c, &s);
	put_event(c, &v->arch->hvm->event);
	c->tsc = rdtsc() + v->domain->arch->hvm->tsc_offset;
	fpu_export_legacy(v, c->fpu_regs);
	c->flags = XEN_X86_FPU_INITIALISED;
}

static int cpu_load(struct vcpu *v, const void *body, u32 bytes)
{
	struct hvm_vcpu *hv = v->arch->hvm;
	const struct hvm_hw_cpu *c = body;
	struct hvm_event event;
	struct hvm_state s;
	int err;

	if (bytes != sizeof(*c))
		return -EINVAL;
	get_event(&event, c);
	if (!hvm_event_possible(&event))
		return -EINVAL;
	memset(&s, 0, sizeof(s));
	get_gprs(&s.regs, c);
	s.regs.rflags |= RFLAGS_FIXED;
	get_control(&s, c);
	get_segments(&s, c);
	get_msrs(&s, c);
	s.cr0 |= CR0_ET;
	s.pat = hvm_ops->get_pat(v);
	s.xss = hv->xss;
	s.spec_ctrl = hv->spec_ctrl;
	err = hvm_state_possible(v, &s) ? hvm_ops->set_state(v, &s) : -EINVAL;
	if (err)
		return err;
	if (c->flags & XEN_X86_FPU_INITIALISED)
		fpu_import_legacy(v, c->fpu_regs);
	hv->event = event;
	hvm_set_tsc(v->domain, c->tsc);
	hvm_forget_code(hv);
	hvm_ops->flush_guest(v);
	v->initialised = true;
	clear_bit(VPF_DOWN, &v->pause_flags);
	return 0;
}

const struct hvm_record hvm_record_cpu = {
	.code = HVM_SAVE_CODE_CPU,
	.size = cpu_size,
	.save = cpu_save,
	.load = cpu_load,
};

#define XSAVE_AREA	offsetof(struct hvm_hw_cpu_xsave, save_area)

static u32 xsave_size(const struct vcpu *v)
{
	return is_up(v) && cpu_has(FEATURE_XSAVE) ? XSAVE_AREA + fpu_xsave_bytes(v) : 0;
}

static void xsave_save(struct vcpu *v, void *body)
{
	struct hvm_hw_cpu_xsave *x = body;

	x->xfeature_mask = fpu_xcr0_mask();
	x->xcr0 = v->arch->xcr0;
	x->xcr0_accum = v->arch->xcr0_accum;
	fpu_export_xsave(v, (u8 *)body + XSAVE_AREA, fpu_xsave_bytes(v));
}

static int xsave_load(struct vcpu *v, const void *body, u32 bytes)
{
	const struct hvm_hw_cpu_xsave *x = body;

	if (!cpu_has(FEATURE_XSAVE) || bytes < sizeof(*x))
		return -EINVAL;
	return fpu_import_xsave(v, x->xcr0, (const u8 *)body + XSAVE_AREA, bytes - XSAVE_AREA);
}

const struct hvm_record hvm_record_xsave = {
	.code = CPU_XSAVE_CODE,
	.size = xsave_size,
	.save = xsave_save,
	.load = xsave_load,
};

static u32 mtrr_size(const struct vcpu *v)
{
	return sizeof(struct hvm_hw_mtrr);
}

/* Of all this guests are shown the PAT alone. */
static void mtrr_save(struct vcpu *v, void *body)
{
	struct hvm_hw_mtrr *m = body;

	m->msr_pat_cr = hvm_ops->get_pat(v);
}

static int mtrr_load(struct vcpu *v, const void *body, u32 bytes)
{
	const struct hvm_hw_mtrr *m = body;

	if (bytes != sizeof(*m) || !hvm_pat_valid(m->msr_pat_cr))
		return -EINVAL;
	hvm_ops->set_pat(v, m->msr_pat_cr);
	return 0;
}

const struct hvm_record hvm_record_mtrr = {
	.code = HVM_SAVE_CODE_MTRR,
	.size = mtrr_size,
	.save = mtrr_save,
	.load = mtrr_load,
};

static u32 msrs_size(const struct vcpu *v)
{
	return v->arch->hvm->spec_ctrl ?
	       sizeof(struct hvm_msr) + sizeof(struct hvm_one_msr) : 0;
}

static void msrs_save(struct vcpu *v, void *body)
{
	struct hvm_msr *m = body;

	m->count = 1;
	m->msr[0].index = MSR_SPEC_CTRL;
	m->msr[0].val = v->arch->hvm->spec_ctrl;
}

/* Zero is what each of them has here already. */
static int msrs_load(struct vcpu *v, const void *body, u32 bytes)
{
	const struct hvm_msr *m = body;
	u32 i;

	if (bytes < sizeof(*m) || (bytes - sizeof(*m)) / sizeof(m->msr[0]) < m->count)
		return -EINVAL;
	for (i = 0; i < m->count; i++) {
		if (!m->msr[i].val)
			continue;
		if (m->msr[i].index != MSR_SPEC_CTRL || !cpu_has(FEATURE_IBRS) ||
		    m->msr[i].val & ~(u64)SPEC_CTRL_KNOWN)
			return -EINVAL;
		v->arch->hvm->spec_ctrl = m->msr[i].val;
	}
	return 0;
}

const struct hvm_record hvm_record_msrs = {
	.code = CPU_MSR_CODE,
	.size = msrs_size,
	.save = msrs_save,
	.load = msrs_load,
};
