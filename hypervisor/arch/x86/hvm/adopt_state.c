// SPDX-License-Identifier: GPL-2.0-only
/*
 * What a CPU was doing when it went through the gate, in the form of a vCPU's state.
 */
#include <asm/hoist.h>

#include <linux/bitops.h>
#include <linux/bits.h>
#include <linux/kernel.h>
#include <hyp/sched.h>
#include <hyp/vcpu.h>
#include <asm/fpu.h>
#include <asm/hvm.h>
#include <asm/msr_index.h>
#include <asm/system.h>

#define DESC_S		BIT_ULL(44)
#define DESC_G		BIT_ULL(55)

/* A descriptor as the CPU keeps it; the base of a system segment has 64 bits. */
static struct hvm_segment segment(const struct hoist_cpu_state *s, u16 sel)
{
	unsigned int n = sel >> 3;
	struct hvm_segment seg = { .sel = sel };
	u64 desc;

	if (!(sel & ~3) || sel & 4 || n >= HOIST_GDT_ENTRIES)
		return seg;
	desc = s->gdt[n];
	seg.base = (desc >> 16 & 0xffffff) | (desc >> 56 << 24);
	if (!(desc & DESC_S) && n + 1 < HOIST_GDT_ENTRIES)
		seg.base |= s->gdt[n + 1] << 32;
	seg.limit = (desc & 0xffff) | (desc >> 48 & 0xf) << 16;
	if (desc & DESC_G)
		seg.limit = seg.limit << 12 | 0xfff;
	seg.attr = (desc >> 40 & 0xff) | (desc >> 52 & 0xf) << 8;
	return seg;
}

static void fill_segments(struct hvm_state *h, const struct hoist_cpu_state *s)
{
	h->seg[HVM_ES] = segment(s, s->es);
	h->seg[HVM_CS] = segment(s, s->cs);
	h->seg[HVM_SS] = segment(s, s->ss);
	h->seg[HVM_DS] = segment(s, s->ds);
	h->seg[HVM_FS] = segment(s, s->fs);
	h->seg[HVM_GS] = segment(s, s->gs);
	h->seg[HVM_LDTR] = segment(s, s->ldtr);
	h->seg[HVM_TR] = segment(s, s->tr);
	h->seg[HVM_FS].base = s->fs_base;
	h->seg[HVM_GS].base = s->gs_base;
	h->gdt_base = s->gdtr.base;
	h->gdt_limit = s->gdtr.limit;
	h->idt_base = s->idtr.base;
	h->idt_limit = s->idtr.limit;
}

static void fill_msrs(struct hvm_state *h, const struct hoist_cpu_state *s)
{
	h->efer = s->efer & ~EFER_SVME;
	h->star = s->star;
	h->lstar = s->lstar;
	h->cstar = s->cstar;
	h->sfmask = s->sfmask;
	h->kernel_gs_base = s->kernel_gs_base;
	h->sysenter_cs = s->sysenter_cs;
	h->sysenter_esp = s->sysenter_esp;
	h->sysenter_eip = s->sysenter_eip;
	h->pat = s->pat;
	h->xcr0 = s->xcr0;
	h->xss = s->xss;
	h->tsc_aux = s->tsc_aux;
	h->spec_ctrl = s->spec_ctrl;
	h->pkru = s->pkru;
}

static void fill_registers(struct hvm_state *h, const struct hoist_cpu_state *s)
{
	unsigned int i;

	/* Behind the gate's jump into us: RAX is 0, which says that all went well. */
	h->regs.rip = s->gate_done;
	h->regs.rsp = s->rsp;
	h->regs.rflags = s->rflags & ~RFLAGS_IF;
	h->cr0 = s->cr0;
	h->cr2 = s->cr2;
	h->cr3 = s->cr3;
	h->cr4 = s->cr4;
	for (i = 0; i < ARRAY_SIZE(h->dr); i++)
		h->dr[i] = s->dr[i];
	h->dr6 = s->dr6;
	h->dr7 = s->dr7;
}

/*
 * On the CPU itself, by ENTER: nothing is allocated. @v becomes what the CPU was when it
 * went through the gate. 0, or -EINVAL: the container can't have such a state.
 */
int adopt_state(struct vcpu *v, const struct hoist_cpu_state *s)
{
	struct hvm_state h = {};
	int err;

	fill_registers(&h, s);
	fill_segments(&h, s);
	fill_msrs(&h, s);
	err = hvm_ops->set_state(v, &h);
	if (err)
		return err;
	fpu_adopt(v);
	v->initialised = true;
	clear_bit(VPF_DOWN, &v->pause_flags);
	return 0;
}
