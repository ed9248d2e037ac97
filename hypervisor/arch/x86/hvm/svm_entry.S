/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Into a container and out of it (APM 2 15.5, 15.17).
 *
 * With the global interrupt flag off no interrupt, NMI or machine check arrives
 * while TR, GS and the like are the guest's. RFLAGS.IF is on at VMRUN, because the
 * CPU keeps the host's IF as the mask of physical interrupts while the guest runs
 * (V_INTR_MASKING). What ended the guest is taken at STGI, in ring 0 and on this
 * stack, like any other interrupt of the hypervisor.
 */
#include <asm/entry.inc>

	.section .text.entry, "ax", @progbits

/*
 * Leave for the current vCPU.  Jumped to from anywhere on the normal stack of a
 * CPU, whose contents are dropped; guest_regs holds the guest's registers.
 */
	.globl svm_resume_guest
svm_resume_guest:
	cli
	cld
	orq	$(STACK_SIZE - 1), %rsp
	subq	$(CPU_LOCAL_SIZE - 1), %rsp	/* &guest_regs, 8 mod 16 */
	subq	$8, %rsp
	call	svm_enter
	addq	$8, %rsp
	clgi
	sti
	RESTORE_REGS				/* RSP: &guest_regs.error_code */
	movq	CPU_LOCAL_vmcb_pa - UREGS_error_code(%rsp), %rax
	vmload	%rax
	vmrun	%rax
	/* RSP, RAX and RFLAGS are as before; all other registers are the guest's. */
	vmsave	%rax
	movq	CPU_LOCAL_host_vmcb_pa - UREGS_error_code(%rsp), %rax
	vmload	%rax
	SAVE_REGS				/* RAX of the guest is in the VMCB */
	/*
	 * Whatever the guest is, its return addresses may be those of the hypervisor:
	 * it chooses its address space itself, so SMEP is no help.
	 */
	SKIP_UNLESS FEATURE_REFILL_RSB_HVM, 1f
	REFILL_RSB %ecx
1:	stgi
	movq	%rsp, %rdi
	subq	$8, %rsp
	call	svm_exit
	jmp	svm_resume_guest
