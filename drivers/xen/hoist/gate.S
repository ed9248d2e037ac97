/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The gate: the way between the kernel and the hypervisor under it, in one page that both
 * address spaces map. What each side does is in include/xen/hoist.h.
 *
 * Interrupts are off all the way, and NMIs wait where they can be made to.
 */
#include <linux/linkage.h>
#include "gate.h"

#define CR4_PGE		0x80
#define MSR_EFER	0xc0000080

	.text
	.balign 4096
SYM_DATA_START(hoist_gate_page)

.macro SAVE_FRAME
	push	%rbp
	push	%rbx
	push	%r12
	push	%r13
	push	%r14
	push	%r15
	pushf
	mov	%rsp, HOIST_STATE_RSP(%rdi)
	mov	(%rsp), %rax
	mov	%rax, HOIST_STATE_RFLAGS(%rdi)
	mov	%cr3, %rax
	mov	%rax, HOIST_STATE_CR3(%rdi)
.endm

/*
 * long hoist_gate_enter(struct hoist_cpu_state *s, u64 s_hyp, u64 reason, u64 info_hyp,
 *			 u64 entry)
 */
SYM_INNER_LABEL(hoist_gate_enter, SYM_L_GLOBAL)
	SAVE_FRAME
	mov	HOIST_STATE_ROOT(%rdi), %rax
	mov	%rsi, %rdi
	mov	%rdx, %rsi
	mov	%rcx, %rdx
	mov	%rax, %cr3
	jmp	*%r8

/* long hoist_gate_leave(struct hoist_cpu_state *s, u64 nr, u64 op, u64 arg, bool intel) */
SYM_INNER_LABEL(hoist_gate_leave, SYM_L_GLOBAL)
	SAVE_FRAME
	mov	%rsi, %rax
	mov	%rdx, %rdi
	mov	%rcx, %rsi
	test	%r8d, %r8d
	jnz	1f
	vmmcall
	jmp	hoist_gate_done
1:	vmcall
	jmp	hoist_gate_done

/* From the hypervisor, in the transition root. RDI: the state, there; RAX: the result. */
SYM_INNER_LABEL(hoist_gate_return, SYM_L_GLOBAL)
	mov	HOIST_STATE_SELF(%rdi), %rbx
	mov	HOIST_STATE_CR3(%rdi), %rcx
	mov	%rcx, %cr3
	/* Drops all translations, those of other PCIDs and global ones too. */
	mov	%cr4, %rdx
	mov	%rdx, %rcx
	and	$~CR4_PGE, %rcx
	mov	%rcx, %cr4
	mov	%rdx, %cr4
	lgdt	HOIST_STATE_GDTR(%rbx)
	lidt	HOIST_STATE_IDTR(%rbx)
	mov	HOIST_STATE_RSP(%rbx), %rsp
	movzwl	HOIST_STATE_SS(%rbx), %ecx
	mov	%ecx, %ss
	movzwl	HOIST_STATE_CS(%rbx), %ecx
	push	%rcx
	lea	gate_back(%rip), %rcx
	push	%rcx
	lretq

/* All tables are the kernel's: NMIs that waited come here. */
gate_back:
	testl	$1, HOIST_STATE_GIF(%rbx)
	jz	hoist_gate_done
	stgi
	mov	%rax, %r8
	mov	$MSR_EFER, %ecx
	mov	HOIST_STATE_EFER(%rbx), %eax
	mov	HOIST_STATE_EFER + 4(%rbx), %edx
	wrmsr
	mov	%r8, %rax

/* Here dom0's vCPU begins too. */
SYM_INNER_LABEL(hoist_gate_done, SYM_L_GLOBAL)
	popf
	pop	%r15
	pop	%r14
	pop	%r13
	pop	%r12
	pop	%rbx
	pop	%rbp
	ret
	int3

SYM_DATA_END_LABEL(hoist_gate_page, SYM_L_GLOBAL, hoist_gate_end)
