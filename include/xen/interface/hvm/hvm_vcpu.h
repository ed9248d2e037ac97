/* SPDX-License-Identifier: MIT */
/*
 * Copyright (c) 2015, Roger Pau Monne <roger.pau@citrix.com>
 */

#ifndef __XEN_PUBLIC_HVM_HVM_VCPU_H__
#define __XEN_PUBLIC_HVM_HVM_VCPU_H__

#include <xen/interface/xen.h>

struct vcpu_hvm_x86_32 {
	u32 eax;
	u32 ecx;
	u32 edx;
	u32 ebx;
	u32 esp;
	u32 ebp;
	u32 esi;
	u32 edi;
	u32 eip;
	u32 eflags;

	u32 cr0;
	u32 cr3;
	u32 cr4;

	u32 pad1;

	/*
	 * EFER should only be used to set the NXE bit (if required)
	 * when starting a vCPU in 32bit mode with paging enabled or
	 * to set the LME/LMA bits in order to start the vCPU in
	 * compatibility mode.
	 */
	u64 efer;

	u32 cs_base;
	u32 ds_base;
	u32 ss_base;
	u32 es_base;
	u32 tr_base;
	u32 cs_limit;
	u32 ds_limit;
	u32 ss_limit;
	u32 es_limit;
	u32 tr_limit;
	u16 cs_ar;
	u16 ds_ar;
	u16 ss_ar;
	u16 es_ar;
	u16 tr_ar;

	u16 pad2[3];
};

/*
 * The layout of the _ar fields of the segment registers is the
 * following:
 *
 * Bits   [0,3]: type (bits 40-43).
 * Bit        4: s    (descriptor type, bit 44).
 * Bit    [5,6]: dpl  (descriptor privilege level, bits 45-46).
 * Bit        7: p    (segment-present, bit 47).
 * Bit        8: avl  (available for system software, bit 52).
 * Bit        9: l    (64-bit code segment, bit 53).
 * Bit       10: db   (meaning depends on the segment, bit 54).
 * Bit       11: g    (granularity, bit 55)
 * Bits [12,15]: unused, must be blank.
 *
 * A more complete description of the meaning of this fields can be
 * obtained from the Intel SDM, Volume 3, section 3.4.5.
 */

struct vcpu_hvm_x86_64 {
	u64 rax;
	u64 rcx;
	u64 rdx;
	u64 rbx;
	u64 rsp;
	u64 rbp;
	u64 rsi;
	u64 rdi;
	u64 rip;
	u64 rflags;

	u64 cr0;
	u64 cr3;
	u64 cr4;
	u64 efer;

	/*
	 * Using VCPU_HVM_MODE_64B implies that the vCPU is launched
	 * directly in long mode, so the cached parts of the segment
	 * registers get set to match that environment.
	 *
	 * If the user wants to launch the vCPU in compatibility mode
	 * the 32-bit structure should be used instead.
	 */
};

struct vcpu_hvm_context {
#define VCPU_HVM_MODE_32B	0	/* 32bit fields of the structure will be used. */
#define VCPU_HVM_MODE_64B	1	/* 64bit fields of the structure will be used. */
	u32 mode;

	u32 pad;

	/* CPU registers. */
	union {
		struct vcpu_hvm_x86_32 x86_32;
		struct vcpu_hvm_x86_64 x86_64;
	} cpu_regs;
};

#endif /* __XEN_PUBLIC_HVM_HVM_VCPU_H__ */
