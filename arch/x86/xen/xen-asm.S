/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A PV domain's ways into the kernel and out of it, and its interrupt flag.
 *
 * The hypervisor enters on the task's own kernel stack, with events masked where the trap
 * table says so, and this on top of the processor's frame:
 *
 *	%rsp ->	%rcx	the two registers that its own way back (SYSRET) destroys
 *		%r11
 *		error code, if the trap has one
 *		%rip %cs %rflags %rsp %ss
 *
 * %cs has ring 0 in its low bits when the kernel was interrupted, and %rflags has the
 * domain's interrupt flag, the inverse of the mask in vcpu_info, as IF.
 */
#include <linux/errno.h>
#include <linux/init.h>
#include <linux/linkage.h>
#include <linux/objtool.h>

#include <asm/asm.h>
#include <asm/asm-offsets.h>
#include <asm/percpu.h>
#include <asm/processor-flags.h>
#include <asm/segment.h>
#include <asm/thread_info.h>
#include <asm/unwind_hints.h>

#include <xen/interface/xen.h>
#include <xen/interface/xen-mca.h>

#include "../entry/calling.h"

/* Where %rip, %cs ... lie once %rcx and %r11 are off, and there is no error code. */
#define FRAME_CS	(1 * 8)
#define FRAME_SS	(4 * 8)

	.pushsection .noinstr.text, "ax"

/*
 * unsigned long xen_save_fl_direct(void): the mask's inverse as IF. The mask is 0 or 1.
 * Nothing but %rax changes, in this and the next two.
 */
SYM_FUNC_START(xen_save_fl_direct)
	ENDBR
	movzbl	PER_CPU_VAR(xen_vcpu_info + XEN_vcpu_info_mask), %eax
	decl	%eax
	andl	$X86_EFLAGS_IF, %eax
	RET
SYM_FUNC_END(xen_save_fl_direct)

/* void xen_irq_disable_direct(void) */
SYM_FUNC_START(xen_irq_disable_direct)
	ENDBR
	movb	$1, PER_CPU_VAR(xen_vcpu_info + XEN_vcpu_info_mask)
	RET
SYM_FUNC_END(xen_irq_disable_direct)

/*
 * void xen_irq_enable_direct(void). An event that came while the mask was closed has set
 * the pending byte and sent no upcall. One that comes between the two instructions has
 * sent its upcall already; if this goes on, on another CPU even, a look costs one call.
 */
SYM_FUNC_START(xen_irq_enable_direct)
	ENDBR
	movb	$0, PER_CPU_VAR(xen_vcpu_info + XEN_vcpu_info_mask)
	testb	$0xff, PER_CPU_VAR(xen_vcpu_info + XEN_vcpu_info_pending)
	jnz	take_pending
	RET
SYM_FUNC_END(xen_irq_enable_direct)

/*
 * The same before the first CPU's vcpu_info is its own: one CPU, no preemption, and the
 * pointer says where it is.
 */
SYM_FUNC_START(xen_save_fl_early)
	ENDBR
	movq	PER_CPU_VAR(xen_vcpu), %rax
	movzbl	XEN_vcpu_info_mask(%rax), %eax
	decl	%eax
	andl	$X86_EFLAGS_IF, %eax
	RET
SYM_FUNC_END(xen_save_fl_early)

SYM_FUNC_START(xen_irq_disable_early)
	ENDBR
	movq	PER_CPU_VAR(xen_vcpu), %rax
	movb	$1, XEN_vcpu_info_mask(%rax)
	RET
SYM_FUNC_END(xen_irq_disable_early)

SYM_FUNC_START(xen_irq_enable_early)
	ENDBR
	movq	PER_CPU_VAR(xen_vcpu), %rax
	movb	$0, XEN_vcpu_info_mask(%rax)
	testb	$0xff, XEN_vcpu_info_pending(%rax)
	jnz	take_pending
	RET
SYM_FUNC_END(xen_irq_enable_early)

/*
 * On its way out of any hypercall the hypervisor sends the upcall that is due; asking for
 * the version is the cheapest one. It may change its two arguments.
 */
SYM_FUNC_START_LOCAL(take_pending)
	pushq	%rdi
	pushq	%rsi
	xorl	%edi, %edi		/* XENVER_version */
	xorl	%esi, %esi
	movl	$__HYPERVISOR_xen_version, %eax
	call	xen_hypercall_pv	/* %rcx and %r11 survive it */
	popq	%rsi
	popq	%rdi
	RET
SYM_FUNC_END(take_pending)

/* A way in: what the bare machine's entry expects is below the two registers. */
.macro trap_entry name
SYM_CODE_START(xen_\name)
	UNWIND_HINT_ENTRY
	ENDBR
	popq	%rcx
	popq	%r11
	jmp	\name
SYM_CODE_END(xen_\name)
_ASM_NOKPROBE(xen_\name)
.endm

trap_entry asm_exc_divide_error
trap_entry asm_xenpv_exc_debug
trap_entry asm_exc_int3
trap_entry asm_xenpv_exc_nmi
trap_entry asm_exc_overflow
trap_entry asm_exc_bounds
trap_entry asm_exc_invalid_op
trap_entry asm_exc_device_not_available
trap_entry asm_xenpv_exc_double_fault
trap_entry asm_exc_coproc_segment_overrun
trap_entry asm_exc_invalid_tss
trap_entry asm_exc_segment_not_present
trap_entry asm_exc_stack_segment
trap_entry asm_exc_general_protection
trap_entry asm_exc_page_fault
trap_entry asm_exc_spurious_interrupt_bug
trap_entry asm_exc_coprocessor_error
trap_entry asm_exc_alignment_check
#ifdef CONFIG_X86_KERNEL_IBT
trap_entry asm_exc_control_protection
#endif
#ifdef CONFIG_X86_MCE
trap_entry asm_xenpv_exc_machine_check
#endif
trap_entry asm_exc_simd_coprocessor_error
#ifdef CONFIG_IA32_EMULATION
trap_entry asm_int80_emulation
#endif
trap_entry asm_exc_xen_unknown_trap
trap_entry asm_exc_xen_hypervisor_callback

/*
 * Back to whom the frame at %rsp belongs, kernel or user; all registers are loaded. The
 * hypervisor takes %rax, %r11 and %rcx off this stack, opens the mask when the frame has
 * IF, and sends what is due.
 */
SYM_CODE_START(xen_iret)
	UNWIND_HINT_IRET_REGS
	ANNOTATE_NOENDBR
	pushq	$0			/* not VGCF_in_syscall: every register counts */
	pushq	%rcx
	pushq	%r11
	pushq	%rax
	movl	$__HYPERVISOR_iret, %eax
	syscall				/* does not come back */
SYM_CODE_END(xen_iret)

/* From the common way back to user space, with struct pt_regs at %rsp. */
SYM_CODE_START(xenpv_restore_regs_and_return_to_usermode)
	UNWIND_HINT_REGS
	ANNOTATE_NOENDBR
	STACKLEAK_ERASE
	POP_REGS
	addq	$8, %rsp		/* orig_ax */
	UNWIND_HINT_IRET_REGS
	jmp	xen_iret
SYM_CODE_END(xenpv_restore_regs_and_return_to_usermode)

/*
 * System calls. The selectors of the frame are the hypervisor's own flat ones; the kernel
 * tells by Linux's what kind of task it has.
 */
.macro syscall_entry name, target, cs, ss
SYM_CODE_START(\name)
	UNWIND_HINT_ENTRY
	ENDBR
	popq	%rcx
	popq	%r11
	movq	$\cs, FRAME_CS(%rsp)
	movq	$\ss, FRAME_SS(%rsp)
	jmp	\target
SYM_CODE_END(\name)
.endm

syscall_entry xen_entry_SYSCALL_64, entry_SYSCALL_64_after_hwframe, __USER_CS, __USER_DS

#ifdef CONFIG_IA32_EMULATION
syscall_entry xen_entry_SYSCALL_compat, entry_SYSCALL_compat_after_hwframe, \
	__USER32_CS, __USER32_DS
syscall_entry xen_entry_SYSENTER_compat, entry_SYSENTER_compat_after_hwframe, \
	__USER32_CS, __USER32_DS
#else
/* There are none for 32-bit programs. */
SYM_CODE_START(xen_entry_SYSCALL_compat)
SYM_INNER_LABEL(xen_entry_SYSENTER_compat, SYM_L_GLOBAL)
	UNWIND_HINT_ENTRY
	ENDBR
	popq	%rcx
	popq	%r11
	movq	$-ENOSYS, %rax
	jmp	xen_iret
SYM_CODE_END(xen_entry_SYSCALL_compat)
#endif

	.popsection

	__INIT
/* Before the trap table is the kernel's own: early_idt_handler_array with its like. */
SYM_CODE_START(xen_early_idt_handler_array)
	i = 0
	.rept NUM_EXCEPTION_VECTORS
	UNWIND_HINT_EMPTY
	ENDBR
	popq	%rcx
	popq	%r11
	jmp	early_idt_handler_array + i * EARLY_IDT_HANDLER_SIZE
	i = i + 1
	.fill	xen_early_idt_handler_array + i * XEN_EARLY_IDT_HANDLER_SIZE - ., 1, 0xcc
	.endr
SYM_CODE_END(xen_early_idt_handler_array)
	__FINIT
