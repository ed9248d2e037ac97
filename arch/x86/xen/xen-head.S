/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Where a PV domain begins, and what the kernel's ELF notes say to who loads it.
 *
 * This file is included by arch/x86/kernel/head_64.S.
 */
#ifdef CONFIG_XEN

#include <linux/elfnote.h>
#include <linux/init.h>
#include <linux/linkage.h>

#include <asm/asm.h>
#include <asm/asm-offsets.h>
#include <asm/page_types.h>
#include <asm/percpu.h>
#include <asm/unwind_hints.h>

#include <xen/interface/elfnote.h>
#include <xen/interface/features.h>
#include <xen/interface/xen.h>
#include <xen/interface/xen-mca.h>

#include <asm/xen/interface.h>

#ifdef CONFIG_XEN_PV

/* The second slot. */
#define P2M_AT_BOOT_SHIFT 39

	__INIT
/*
 * The first instruction of a PV domain's first CPU:
 *
 *	%rsi		start_info
 *	%cs, %ss	flat, ring 3
 *	%rsp		a small stack behind the image
 *	memory		the image at its own addresses; events are masked
 */
SYM_CODE_START(startup_xen)
	UNWIND_HINT_EMPTY
	ANNOTATE_NOENDBR
	cld

	/* A loader that takes the sizes from the symbols leaves .bss as it was. */
	xorl	%eax, %eax
	leaq	__bss_start(%rip), %rdi
	leaq	__bss_stop(%rip), %rcx
	subq	%rdi, %rcx
	shrq	$3, %rcx
	rep stosq

	movl	%eax, %ds
	movl	%eax, %es
	movl	%eax, %fs
	movl	%eax, %gs
	movq	initial_stack(%rip), %rsp

	/* %gs is the per-CPU data that is linked in, as on the bare machine. */
	movq	%rsi, %rbx
	movl	$SEGBASE_GS_KERNEL, %edi
	movq	initial_gs(%rip), %rsi
	movl	$__HYPERVISOR_set_segment_base, %eax
	call	xen_hypercall_pv

	movq	%rbx, %rdi
	xorl	%ebp, %ebp
	call	xen_start_kernel
SYM_CODE_END(startup_xen)
	__FINIT

#ifdef CONFIG_XEN_PV_SMP
	.pushsection .text
/*
 * The first instruction of each other CPU, and where one that went down goes on:
 *
 *	%gs		its per-CPU data, which knows its idle task's stack
 *	memory		swapper_pg_dir; events are masked
 *
 * The stack starts below a struct pt_regs, where an unwinder looks for its end.
 */
SYM_CODE_START(xen_startup_secondary)
	UNWIND_HINT_EMPTY
	ANNOTATE_NOENDBR
	cld
	movq	PER_CPU_VAR(cpu_current_top_of_stack), %rsp
	subq	$PTREGS_SIZE, %rsp
	xorl	%ebp, %ebp
	call	xen_start_secondary
	ud2
SYM_CODE_END(xen_startup_secondary)
	.popsection
#endif

	/* The p2m list comes with a slot of its own in the top level, away from the image. */
	ELFNOTE(Xen, XEN_ELFNOTE_INIT_P2M, .quad 1 << P2M_AT_BOOT_SHIFT)
	ELFNOTE(Xen, XEN_ELFNOTE_VIRT_BASE, .quad __START_KERNEL_map)
	ELFNOTE(Xen, XEN_ELFNOTE_ENTRY, .quad startup_xen)
	ELFNOTE(Xen, XEN_ELFNOTE_FEATURES, .asciz "!writable_page_tables|pae_pgdir_above_4gb")
	ELFNOTE(Xen, XEN_ELFNOTE_L1_MFN_VALID, .quad _PAGE_PRESENT; .quad _PAGE_PRESENT)
	ELFNOTE(Xen, XEN_ELFNOTE_MOD_START_PFN, .long 1)
	ELFNOTE(Xen, XEN_ELFNOTE_PADDR_OFFSET, .quad 0)
# define FEATURES_OF_PV (1 << XENFEAT_writable_page_tables)
#else
# define FEATURES_OF_PV 0
#endif

#ifdef CONFIG_XEN_PVH
# define FEATURES_OF_PVH (1 << XENFEAT_linux_rsdp_unrestricted)
#else
# define FEATURES_OF_PVH 0
#endif

#ifdef CONFIG_XEN_DOM0
# define FEATURES_OF_DOM0 (1 << XENFEAT_dom0)
#else
# define FEATURES_OF_DOM0 0
#endif

	ELFNOTE(Xen, XEN_ELFNOTE_GUEST_OS, .asciz "linux")
	ELFNOTE(Xen, XEN_ELFNOTE_GUEST_VERSION, .asciz "2.6")
	ELFNOTE(Xen, XEN_ELFNOTE_XEN_VERSION, .asciz "xen-3.0")
	ELFNOTE(Xen, XEN_ELFNOTE_SUPPORTED_FEATURES,
		.long FEATURES_OF_PV | FEATURES_OF_PVH | FEATURES_OF_DOM0)
	ELFNOTE(Xen, XEN_ELFNOTE_PAE_MODE, .asciz "yes")
	ELFNOTE(Xen, XEN_ELFNOTE_LOADER, .asciz "generic")
	ELFNOTE(Xen, XEN_ELFNOTE_SUSPEND_CANCEL, .long 1)
	ELFNOTE(Xen, XEN_ELFNOTE_HV_START_LOW, .quad __HYPERVISOR_VIRT_START)

#endif /* CONFIG_XEN */
