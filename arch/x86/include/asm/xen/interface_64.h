/* SPDX-License-Identifier: MIT */
/*
 * Guest OS interface to x86 64-bit Xen.
 *
 * Copyright (c) 2004-2006, K A Fraser
 */

#ifndef _ASM_X86_XEN_INTERFACE_64_H
#define _ASM_X86_XEN_INTERFACE_64_H

#include <xen/interface/abi-types.h>

/*
 * Hypercall interface:
 *  Input:  %rdi, %rsi, %rdx, %r10, %r8 (arguments 1-5)
 *  Output: %rax
 * Access is via hypercall page (set up by guest loader or via a Xen MSR):
 *  call hypercall_page + hypercall-number * 32
 * Clobbered: argument registers (e.g., 2-arg hypercall clobbers %rdi,%rsi)
 */

/*
 * 64-bit segment selectors
 * These flat segments are in the Xen-private section of every GDT. Since these
 * are also present in the initial GDT, many OSes will be able to avoid
 * installing their own GDT.
 */

#define FLAT_RING3_CS32	0xe023	/* GDT index 260 */
#define FLAT_RING3_CS64	0xe033	/* GDT index 262 */
#define FLAT_RING3_DS32	0xe02b	/* GDT index 261 */
#define FLAT_RING3_DS64	0x0000	/* NULL selector */
#define FLAT_RING3_SS32	0xe02b	/* GDT index 261 */
#define FLAT_RING3_SS64	0xe02b	/* GDT index 261 */

#define FLAT_KERNEL_DS64	FLAT_RING3_DS64
#define FLAT_KERNEL_DS32	FLAT_RING3_DS32
#define FLAT_KERNEL_DS	FLAT_KERNEL_DS64
#define FLAT_KERNEL_CS64	FLAT_RING3_CS64
#define FLAT_KERNEL_CS32	FLAT_RING3_CS32
#define FLAT_KERNEL_CS	FLAT_KERNEL_CS64
#define FLAT_KERNEL_SS64	FLAT_RING3_SS64
#define FLAT_KERNEL_SS32	FLAT_RING3_SS32
#define FLAT_KERNEL_SS	FLAT_KERNEL_SS64

#define FLAT_USER_DS64	FLAT_RING3_DS64
#define FLAT_USER_DS32	FLAT_RING3_DS32
#define FLAT_USER_DS	FLAT_USER_DS64
#define FLAT_USER_CS64	FLAT_RING3_CS64
#define FLAT_USER_CS32	FLAT_RING3_CS32
#define FLAT_USER_CS	FLAT_USER_CS64
#define FLAT_USER_SS64	FLAT_RING3_SS64
#define FLAT_USER_SS32	FLAT_RING3_SS32
#define FLAT_USER_SS	FLAT_USER_SS64

#define __HYPERVISOR_VIRT_START	0xFFFF800000000000
#define __HYPERVISOR_VIRT_END	0xFFFF880000000000
#define __MACH2PHYS_VIRT_START	0xFFFF800000000000
#define __MACH2PHYS_VIRT_END	0xFFFF804000000000

#define __MACH2PHYS_SHIFT	3

/*
 * int HYPERVISOR_set_segment_base(unsigned int which, unsigned long base)
 *  @which == SEGBASE_*  ;  @base == 64-bit base address
 * Returns 0 on success.
 */
#define SEGBASE_FS	0
#define SEGBASE_GS_USER	1
#define SEGBASE_GS_KERNEL	2
#define SEGBASE_GS_USER_SEL	3 /* Set user %gs specified in base[15:0] */

/*
 * int HYPERVISOR_iret(void)
 * All arguments are on the kernel stack, in the following format.
 * Never returns if successful. Current kernel context is lost.
 * The saved CS is mapped as follows:
 *   RING0 -> RING3 kernel mode.
 *   RING1 -> RING3 kernel mode.
 *   RING2 -> RING3 kernel mode.
 *   RING3 -> RING3 user mode.
 * However RING0 indicates that the guest kernel should return to iteself
 * directly with
 *      orb   $3,1*8(%rsp)
 *      iretq
 * If flags contains VGCF_in_syscall:
 *   Restore RAX, RIP, RFLAGS, RSP.
 *   Discard R11, RCX, CS, SS.
 * Otherwise:
 *   Restore RAX, R11, RCX, CS:RIP, RFLAGS, SS:RSP.
 * All other registers are saved on hypercall entry and restored to user.
 */
/* Guest exited in SYSCALL context? Return to guest with SYSRET? */
#define _VGCF_in_syscall	8
#define VGCF_in_syscall	0x100
#define VGCF_IN_SYSCALL	VGCF_in_syscall

#ifndef __ASSEMBLY__

struct iret_context {
	/* Top of stack (%rsp at point of hypercall). */
	u64 rax, r11, rcx, flags, rip, cs, rflags, rsp, ss;
	/* Bottom of iret stack frame. */
};

/* An anonymous union holds both the 32 and the 64-bit name (eax, rax). */
#define __DECLARE_REG(name)	union { \
	u64 r ## name, e ## name; \
	u32 _e ## name; \
}

struct cpu_user_regs {
	u64 r15;
	u64 r14;
	u64 r13;
	u64 r12;
	__DECLARE_REG(bp);
	__DECLARE_REG(bx);
	u64 r11;
	u64 r10;
	u64 r9;
	u64 r8;
	__DECLARE_REG(ax);
	__DECLARE_REG(cx);
	__DECLARE_REG(dx);
	__DECLARE_REG(si);
	__DECLARE_REG(di);
	u32 error_code;	/* private */
	u32 entry_vector;	/* private */
	__DECLARE_REG(ip);
	u16 cs, _pad0[1];
	u8 saved_upcall_mask;
	u8 _pad1[3];
	__DECLARE_REG(flags); /* rflags.IF == !saved_upcall_mask */
	__DECLARE_REG(sp);
	u16 ss, _pad2[3];
	u16 es, _pad3[3];
	u16 ds, _pad4[3];
	u16 fs, _pad5[3];
	u16 gs, _pad6[3];
};

DEFINE_GUEST_HANDLE_STRUCT(cpu_user_regs);

#undef __DECLARE_REG

#define xen_pfn_to_cr3(pfn)	((unsigned long)(pfn) << 12)
#define xen_cr3_to_pfn(cr3)	((unsigned long)(cr3) >> 12)

struct arch_vcpu_info {
	unsigned long cr2;
	unsigned long pad; /* sizeof(vcpu_info_t) == 64 */
};

typedef unsigned long xen_callback_t;

#define XEN_CALLBACK(__cs, __rip)	((unsigned long)(__rip))

#endif /* !__ASSEMBLY__ */

#endif /* _ASM_X86_XEN_INTERFACE_64_H */
