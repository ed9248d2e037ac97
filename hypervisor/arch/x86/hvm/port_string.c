// SPDX-License-Identifier: GPL-2.0-only
/*
 * INS and OUTS at ports where nobody is: memory fills with ones, or is read for nobody.
 * Either way it must be the guest's to access, and the registers move on (APM 3, INS and
 * OUTS). A few rounds for each exit; the instruction is not over then and exits again.
 */
#include "intercept.h"

#include <linux/errno.h>
#include <linux/minmax.h>
#include <linux/string.h>
#include <hyp/domain.h>
#include <hyp/p2m.h>
#include <hyp/page.h>
#include <hyp/vcpu.h>
#include <hyp/vmap.h>
#include <asm/cpu_local.h>
#include <asm/domain.h>
#include <asm/hvm.h>
#include <asm/system.h>
#include <asm/traps.h>
#include "guest.h"
#include "linear.h"

#define MAX_ROUNDS	64

/* What the prefixes say; CPUs that tell more than that are few. */
struct string_form {
	enum hvm_segment_name seg;
	unsigned int address_bits;
	bool rep;
};

/* What is left of a register when addresses have so many bits. */
static u64 address_mask(const struct string_form *f)
{
	return f->address_bits == 64 ? ~0ULL : (1ULL << f->address_bits) - 1;
}

static void set_register(u64 *reg, const struct string_form *f, u64 val)
{
	u64 mask = address_mask(f);

	/* Writes of 32 bits clear the upper half, those of 16 leave all else. */
	*reg = f->address_bits == 16 ? (*reg & ~mask) | (val & mask) : val & mask;
}

static void take_prefix(struct string_form *f, u8 prefix, unsigned int code_bits)
{
	switch (prefix) {
	case 0x26:
		f->seg = HVM_ES;
		break;
	case 0x2e:
		f->seg = HVM_CS;
		break;
	case 0x36:
		f->seg = HVM_SS;
		break;
	case 0x3e:
		f->seg = HVM_DS;
		break;
	case 0x64:
		f->seg = HVM_FS;
		break;
	case 0x65:
		f->seg = HVM_GS;
		break;
	case 0x67:
		f->address_bits = code_bits == 32 ? 16 : 32;
		break;
	case 0xf2:
	case 0xf3:
		f->rep = true;
		break;
	}
}

/* False: the code is not there any more. INS writes to ES, whatever is in front of it. */
static bool get_form(struct vcpu *v, const struct hvm_port_access *p, struct string_form *f)
{
	unsigned int i, n, code_bits = hvm_ops->code_bits(v);
	u8 code[HVM_INSN_MAX];

	*f = (struct string_form){ .seg = HVM_DS, .address_bits = code_bits };
	n = hvm_fetch(v, code);
	if (n < p->insn_bytes)
		return false;
	for (i = 0; i + 1 < p->insn_bytes; i++)
		take_prefix(f, code[i], code_bits);
	if (p->in)
		f->seg = HVM_ES;
	return true;
}

/* Where the guest may write without there being memory nothing is written. */
static void put_ones(struct vcpu *v, u64 gpa, unsigned int bytes)
{
	gfn_t gfn = to_gfn(gpa >> PAGE_SHIFT);
	struct page_info *pg = gfn_get_page(v->domain, gfn);
	enum p2m_type type;

	if (!pg)
		return;
	p2m_lookup(v->domain, gfn, &type, NULL);
	if (type == P2M_RAM) {
		memset(mfn_to_virt(page_to_mfn(pg)) + (gpa & ~PAGE_MASK), 0xff, bytes);
		p2m_mark_dirty(v->domain, gfn);
	}
	page_put(pg);
}

static int walk(struct vcpu *v, const struct hvm_port_access *p, u64 at, u64 *gpa)
{
	u32 error, access = (p->in ? PF_WRITE : 0) | (hvm_ops->cpl(v) == 3 ? PF_USER : 0);

	if (!hvm_walk(v, at, access, gpa, &error))
		return 0;
	hvm_inject_page_fault(v, error, at);
	return -EFAULT;
}

/* One round; both pages are looked at before either is written. */
static int transfer(struct vcpu *v, const struct hvm_port_access *p, u64 at)
{
	unsigned int first = min_t(u64, p->bytes, PAGE_SIZE - (at & ~PAGE_MASK));
	unsigned int second = p->bytes - first;
	u64 gpa, next = 0;

	if (walk(v, p, at, &gpa) || (second && walk(v, p, at + first, &next)))
		return -EFAULT;
	if (p->in) {
		put_ones(v, gpa, first);
		if (second)
			put_ones(v, next, second);
	}
	return 0;
}

void hvm_string_port(struct vcpu *v, const struct hvm_port_access *p)
{
	struct cpu_user_regs *regs = guest_regs();
	u64 step = regs->rflags & RFLAGS_DF ? -(u64)p->bytes : p->bytes;
	u64 *index = p->in ? &regs->rdi : &regs->rsi, mask, left, at;
	struct string_form f;
	struct hvm_linear l;
	unsigned int i;

	if (!get_form(v, p, &f))
		return;
	mask = address_mask(&f);
	left = f.rep ? regs->rcx & mask : 1;
	hvm_linear_get(v, f.seg, &l);
	for (i = 0; left && i < MAX_ROUNDS; i++) {
		if (!hvm_linear_at(&l, *index & mask, p->bytes, p->in, &at)) {
			hvm_inject(v, f.seg == HVM_SS ? TRAP_SS : TRAP_GP, 0);
			return;
		}
		if (transfer(v, p, at))
			return;
		set_register(index, &f, *index + step);
		left--;
		if (f.rep)
			set_register(&regs->rcx, &f, left);
	}
	if (!left)
		hvm_ops->advance(v, p->insn_bytes);
}
