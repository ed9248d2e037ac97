// SPDX-License-Identifier: GPL-2.0-only
/* Hypercalls of PV guests: SYSCALL, by which RCX and R11 are lost, and the page of stubs. */
#include <asm/pv_hypercall.h>

#include <linux/string.h>
#include <hyp/hypercall.h>
#include <hyp/perfc.h>
#include <hyp/vcpu.h>
#include <asm/domain.h>
#include <asm/hypercall_regs.h>

#define SYSCALL_BYTES	2

void pv_hypercall(struct cpu_user_regs *regs)
{
	struct vcpu *v = current;
	struct hypercall call;
	long ret;

	hypercall_from_regs(&call, regs->rax >> 32 ? ~0U : regs->_eax, regs);
	if (call.nr == __HYPERVISOR_iret) {
		perfc_hypercall(__HYPERVISOR_iret);
		pv_iret(regs);
		return;
	}
	v->hypercall = &call;
	ret = hypercall_dispatch(&call);
	v->hypercall = NULL;
	if (ret == HYPERCALL_RESTART) {
		/* The guest makes the same call again. */
		hypercall_to_regs(&call, regs);
		regs->rip -= SYSCALL_BYTES;
	} else {
		regs->rax = ret;
	}
}

/* The guest's stack keeps RCX and R11, which SYSCALL overwrites. */
static const u8 stub[] = {
	0x51,				/* push %rcx */
	0x41, 0x53,			/* push %r11 */
	0xb8, 0, 0, 0, 0,		/* mov $nr, %eax */
	0x0f, 0x05,			/* syscall */
	0x41, 0x5b,			/* pop %r11 */
	0x59,				/* pop %rcx */
	0xc3,				/* ret */
};

/* HYPERVISOR_iret wants RAX on the stack and does not come back. */
static const u8 iret_stub[] = {
	0x51,				/* push %rcx */
	0x41, 0x53,			/* push %r11 */
	0x50,				/* push %rax */
	0xb8, __HYPERVISOR_iret, 0, 0, 0,	/* mov $nr, %eax */
	0x0f, 0x05,			/* syscall */
};

#define STUB_STRIDE	32
#define STUB_NR_OFFSET	4

void pv_hypercall_page(void *page)
{
	unsigned int nr;

	memset(page, 0xcc, PAGE_SIZE);
	for (nr = 0; nr < PAGE_SIZE / STUB_STRIDE; nr++) {
		u8 *p = (u8 *)page + nr * STUB_STRIDE;

		memcpy(p, stub, sizeof(stub));
		p[STUB_NR_OFFSET] = nr;
	}
	memcpy((u8 *)page + __HYPERVISOR_iret * STUB_STRIDE, iret_stub, sizeof(iret_stub));
}
