/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The ways into the hypervisor.
 *
 * Expected: the call's number in EAX, arguments in RDI, RSI, RDX, R10, R8.
 * Result in RAX; argument registers of the call's own are undefined after it.
 */
#include <linux/errno.h>
#include <linux/linkage.h>

#include <asm/nospec-branch.h>
#include <asm/unwind_hints.h>

	/* Hypercalls are made where nothing may be traced. */
	.section .noinstr.text, "ax"

/* SYSCALL from the kernel's code of a PV domain; it loses RCX and R11. */
SYM_FUNC_START(xen_hypercall_pv)
	push	%rcx
	push	%r11
	UNWIND_HINT_SAVE
	syscall
	UNWIND_HINT_RESTORE
	pop	%r11
	pop	%rcx
	RET
SYM_FUNC_END(xen_hypercall_pv)

SYM_FUNC_START(xen_hypercall_amd)
	vmmcall
	RET
SYM_FUNC_END(xen_hypercall_amd)

SYM_FUNC_START(xen_hypercall_intel)
	vmcall
	RET
SYM_FUNC_END(xen_hypercall_intel)

/* No hypervisor, or not yet. */
SYM_FUNC_START(xen_hypercall_none)
	mov	$-ENOSYS, %rax
	RET
SYM_FUNC_END(xen_hypercall_none)
