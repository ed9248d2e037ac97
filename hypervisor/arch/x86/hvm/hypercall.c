// SPDX-License-Identifier: GPL-2.0-only
/*
 * Hypercalls from a container.
 *
 *	RAX number and result; nothing else changes
 *
 * Only from ring 0: others get -EPERM. Code that is not 64-bit has the ABI of 32-bit kernels,
 * see compat.h.
 */
#include <hyp/hypercall.h>
#include <hyp/arch.h>

#include <linux/errno.h>
#include <linux/string.h>
#include <hyp/frame.h>
#include <hyp/vcpu.h>
#include <asm/cpu_local.h>
#include <asm/domain.h>
#include <asm/hvm.h>
#include <asm/hypercall_regs.h>
#include <asm/system.h>
#include <xen/interface/xen.h>
#include "guest.h"
#include "intercept.h"

static void do_call_32(struct vcpu *v, unsigned int bytes)
{
	struct cpu_user_regs *regs = guest_regs();
	struct hypercall call;
	long ret;

	hypercall_from_regs32(&call, regs);
	v->hypercall = &call;
	ret = arch_dispatch_compat(&call);
	v->hypercall = NULL;
	if (ret == HYPERCALL_RESTART) {
		hypercall_to_regs32(&call, regs);
		return;
	}
	regs->rax = (u32)ret;
	hvm_ops->advance(v, bytes);
}

void hvm_do_hypercall(struct vcpu *v, unsigned int bytes)
{
	struct cpu_user_regs *regs = guest_regs();
	struct hypercall call;
	long ret;

	if (unlikely(hvm_ops->cpl(v))) {
		regs->rax = -EPERM;
		hvm_ops->advance(v, bytes);
		return;
	}
	if (unlikely(hvm_ops->code_bits(v) != 64)) {
		do_call_32(v, bytes);
		return;
	}
	hypercall_from_regs(&call, regs->_eax, regs);
	v->hypercall = &call;
	ret = hypercall_dispatch(&call);
	v->hypercall = NULL;
	if (ret == HYPERCALL_RESTART) {
		/* RIP stays: the guest makes the same call again. */
		hypercall_to_regs(&call, regs);
		return;
	}
	regs->rax = ret;
	hvm_ops->advance(v, bytes);
}

/* mov $nr, %eax; the vendor's instruction; ret.  HYPERVISOR_iret is for PV: ud2. */
#define STUB_STRIDE	32
#define STUB_NR_OFFSET	1
#define STUB_INSN_OFFSET	5

static void make_stub(u8 *p, unsigned int nr)
{
	static const u8 stub[] = { 0xb8, 0, 0, 0, 0, 0x90, 0x90, 0x90, 0xc3 };
	static const u8 ud2[] = { 0x0f, 0x0b };

	memset(p, 0xcc, STUB_STRIDE);
	memcpy(p, stub, sizeof(stub));
	memcpy(p + STUB_INSN_OFFSET, hvm_ops->hypercall_insn, sizeof(hvm_ops->hypercall_insn));
	p[STUB_NR_OFFSET] = nr;
	if (nr == __HYPERVISOR_iret)
		memcpy(p, ud2, sizeof(ud2));
}

/* Other vCPUs may be calling through the page as one writes its MSR again: no byte changes then. */
int hvm_hypercall_page(struct domain *d, void *page)
{
	u8 stub[STUB_STRIDE];
	unsigned int nr;

	for (nr = 0; nr < PAGE_SIZE / STUB_STRIDE; nr++) {
		make_stub(stub, nr);
		memcpy((u8 *)page + nr * STUB_STRIDE, stub, STUB_STRIDE);
	}
	return 0;
}
