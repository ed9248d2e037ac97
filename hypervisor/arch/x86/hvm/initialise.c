// SPDX-License-Identifier: GPL-2.0-only
/*
 * VCPUOP_initialise in a container: a vCPU begins with the registers that a kernel says,
 * in 32-bit modes or in long mode, when VCPUOP_up lets it. INIT and start-up IPIs, which
 * begin in real mode, are the other way.
 */
#include "guest.h"

#include <linux/atomic.h>
#include <linux/compiler.h>
#include <linux/errno.h>
#include <linux/string.h>
#include <hyp/guest_copy.h>
#include <hyp/vcpu.h>
#include <asm/domain.h>
#include <asm/hvm.h>
#include <asm/msr_index.h>
#include <asm/system.h>
#include <xen/interface/hvm/hvm_vcpu.h>
#include "control.h"

#define PAT_RESET	0x0007040600070406ULL
#define ATTR_KNOWN	0xfff

static bool take_segment(struct hvm_segment *seg, u32 base, u32 limit, u16 attr)
{
	*seg = (struct hvm_segment){ .base = base, .limit = limit, .attr = attr };
	return !(attr & ~ATTR_KNOWN);
}

static int from_32(struct hvm_state *s, const struct vcpu_hvm_x86_32 *x)
{
	struct cpu_user_regs *r = &s->regs;

	if (x->pad1 || x->pad2[0] || x->pad2[1] || x->pad2[2])
		return -EINVAL;
	r->rax = x->eax;
	r->rcx = x->ecx;
	r->rdx = x->edx;
	r->rbx = x->ebx;
	r->rsp = x->esp;
	r->rbp = x->ebp;
	r->rsi = x->esi;
	r->rdi = x->edi;
	r->rip = x->eip;
	r->rflags = x->eflags;
	s->cr0 = x->cr0;
	s->cr3 = x->cr3;
	s->cr4 = x->cr4;
	s->efer = x->efer;
	if (!take_segment(&s->seg[HVM_CS], x->cs_base, x->cs_limit, x->cs_ar) ||
	    !take_segment(&s->seg[HVM_DS], x->ds_base, x->ds_limit, x->ds_ar) ||
	    !take_segment(&s->seg[HVM_SS], x->ss_base, x->ss_limit, x->ss_ar) ||
	    !take_segment(&s->seg[HVM_ES], x->es_base, x->es_limit, x->es_ar) ||
	    !take_segment(&s->seg[HVM_TR], x->tr_base, x->tr_limit, x->tr_ar))
		return -EINVAL;
	/* The other structure is for 64-bit code. */
	return x->cs_ar & HVM_SEG_L || x->eip > x->cs_limit ? -EINVAL : 0;
}

static int from_64(struct hvm_state *s, const struct vcpu_hvm_x86_64 *x)
{
	const struct hvm_segment data = { .attr = 0xc93, .limit = ~0U };
	struct cpu_user_regs *r = &s->regs;

	r->rax = x->rax;
	r->rcx = x->rcx;
	r->rdx = x->rdx;
	r->rbx = x->rbx;
	r->rsp = x->rsp;
	r->rbp = x->rbp;
	r->rsi = x->rsi;
	r->rdi = x->rdi;
	r->rip = x->rip;
	r->rflags = x->rflags;
	s->cr0 = x->cr0;
	s->cr3 = x->cr3;
	s->cr4 = x->cr4;
	s->efer = x->efer;
	s->seg[HVM_CS] = (struct hvm_segment){ .attr = 0xa9b, .limit = ~0U };
	s->seg[HVM_DS] = data;
	s->seg[HVM_SS] = data;
	s->seg[HVM_ES] = data;
	s->seg[HVM_TR] = (struct hvm_segment){ .attr = 0x8b, .limit = 0x67 };
	return (x->cr0 & CR0_PG) && (x->efer & EFER_LME) ? 0 : -EINVAL;
}

static int to_state(struct hvm_state *s, const struct vcpu_hvm_context *c)
{
	switch (c->mode) {
	case VCPU_HVM_MODE_32B:
		return from_32(s, &c->cpu_regs.x86_32);
	case VCPU_HVM_MODE_64B:
		return from_64(s, &c->cpu_regs.x86_64);
	}
	return -EINVAL;
}

/* From here on no start-up IPI can start it in the middle of this. */
static int take_state(struct vcpu *v, const struct hvm_state *s)
{
	struct hvm_vcpu *hv = v->arch->hvm;
	int err;

	if (!xchg(&hv->waits_for_startup, false))
		return -EEXIST;
	err = hvm_ops->set_state(v, s);
	if (err)
		WRITE_ONCE(hv->waits_for_startup, true);
	return err;
}

int hvm_initialise(struct vcpu *v, u64 gva)
{
	struct vcpu_hvm_context c;
	struct hvm_state s;
	int err;

	if (guest_read(&c, gva))
		return -EFAULT;
	if (c.pad)
		return -EINVAL;
	memset(&s, 0, sizeof(s));
	err = to_state(&s, &c);
	if (err)
		return err;
	s.regs.rflags |= RFLAGS_FIXED;
	s.cr0 |= CR0_ET;
	if ((s.cr0 & CR0_PG) && (s.efer & EFER_LME))
		s.efer |= EFER_LMA;
	s.pat = PAT_RESET;
	s.dr6 = 0xffff0ff0;
	s.dr7 = 0x400;
	if (!hvm_state_possible(v, &s))
		return -EINVAL;
	return take_state(v, &s);
}
