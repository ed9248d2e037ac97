/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A hypercall: RAX the number and, back, the result; RDI, RSI, RDX, R10, R8 the arguments, as
 * in a hypercall page. Without a hypervisor (any more) -ENOSYS.
 */
#include <linux/linkage.h>
#include <asm/alternative.h>
#include <asm/cpufeatures.h>
#include <asm/errno.h>
#include <asm/export.h>
#include <asm/nospec-branch.h>

	.text
SYM_FUNC_START(hoist_hypercall)
	cmpb	$0, hoist_hypercalls(%rip)
	je	1f
	ALTERNATIVE "vmcall", "vmmcall", X86_FEATURE_VMMCALL
	RET
1:	mov	$-ENOSYS, %rax
	RET
SYM_FUNC_END(hoist_hypercall)
EXPORT_SYMBOL_GPL(hoist_hypercall)
