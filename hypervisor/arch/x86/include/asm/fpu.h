/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Floating point and vector state.  Switched eagerly, since lazy restore leaks
 * through speculation; CR0.TS belongs to the guest's ABI (fpu_taskswitch).
 */
#ifndef ASM_FPU_H
#define ASM_FPU_H

#include <linux/bits.h>
#include <linux/types.h>

struct vcpu;

#define LEAF_XSTATE	0xd	/* CPUID: state components */

/* Bits of XCR0 (SDM 1 13.1). */
#define XSTATE_FP	BIT_ULL(0)
#define XSTATE_SSE	BIT_ULL(1)
#define XSTATE_YMM	BIT_ULL(2)
#define XSTATE_BOUNDS	(BIT_ULL(3) | BIT_ULL(4))
#define XSTATE_TILES	(BIT_ULL(17) | BIT_ULL(18))
#define XSTATE_AVX512	(BIT_ULL(5) | BIT_ULL(6) | BIT_ULL(7))

#define FPU_LEGACY_SIZE	512		/* FXSAVE */

/**
 * fpu_init() - find out sizes and masks of the FPU state
 *
 * Boot CPU; includes fpu_init_cpu(), except under a kernel that is being hoisted, whose
 * XCR0 stays until fpu_adopt().
 */
void fpu_init(void);

/**
 * fpu_init_cpu() - set this CPU's XCR0 to all that guests may use, and clear CR0.TS
 */
void fpu_init_cpu(void);

/**
 * fpu_xcr0_mask() - bits of XCR0 that a guest may set
 */
u64 fpu_xcr0_mask(void);

/**
 * fpu_area_size() - size of an XSAVE area in the standard format
 * @xcr0: components in it
 *
 * Return: bytes, legacy region and header included (CPUID 0xd).
 */
u32 fpu_area_size(u64 xcr0);

/**
 * xcr0_valid() - would the CPU take this XCR0 (SDM 1 13.3)?
 * @val: what is to be set
 * @allowed: components there are
 */
bool xcr0_valid(u64 val, u64 allowed);

/**
 * fpu_vcpu_init() - make the state of a vCPU: as after reset
 * @v: a vCPU that is being made
 *
 * Return: 0, -ENOMEM.
 */
int fpu_vcpu_init(struct vcpu *v);

/**
 * fpu_vcpu_destroy() - free the state of a vCPU
 * @v: does not run any more
 */
void fpu_vcpu_destroy(struct vcpu *v);

/**
 * fpu_notice_xcr0() - what a vCPU of a container has in XCR0 now
 * @v: the current one, or the one that is leaving; its XCR0 is in the CPU
 *
 * Each XSETBV exits, but on emulated CPUs that don't know how.
 */
void fpu_notice_xcr0(struct vcpu *v);

/**
 * fpu_save() - FPU state of this CPU into v->arch->xstate
 * @v: the vCPU whose state it is
 *
 * Interrupts are off; leaves CR0.TS clear and XCR0 = xcr0_accum.
 */
void fpu_save(struct vcpu *v);

/**
 * fpu_restore() - v->arch->xstate into this CPU, and XCR0 of the vCPU
 * @v: the vCPU that is going to run here
 *
 * Interrupts are off; leaves CR0.TS clear. A state that the CPU refuses is replaced by
 * that of reset.
 */
void fpu_restore(struct vcpu *v);

/**
 * fpu_adopt() - what is in this CPU becomes the state of a vCPU, XCR0 as it is
 * @v: dom0's vCPU of this CPU
 *
 * In place of fpu_init_cpu() where a kernel runs already. Interrupts are off.
 */
void fpu_adopt(struct vcpu *v);

/**
 * fpu_import_legacy() - set the x87 and SSE state of a vCPU
 * @v: does not run
 * @fxsave: 512 bytes as FXSAVE has them; wrong bits of MXCSR are dropped
 *
 * For contexts of the ABI. All other components become as after reset.
 */
void fpu_import_legacy(struct vcpu *v, const void *fxsave);

/**
 * fpu_export_legacy() - the x87 and SSE state of a vCPU
 * @v: does not run
 * @fxsave: OUT, 512 bytes as FXSAVE has them
 */
void fpu_export_legacy(const struct vcpu *v, void *fxsave);

/**
 * fpu_xsave_bytes() - size of what fpu_export_xsave() has to give
 * @v: the vCPU
 */
u32 fpu_xsave_bytes(const struct vcpu *v);

/**
 * fpu_export_xsave() - the whole state of a vCPU in the standard format
 * @v: does not run
 * @area: OUT
 * @bytes: room there; what is more is cut off
 */
void fpu_export_xsave(const struct vcpu *v, void *area, u32 bytes);

/**
 * fpu_import_xsave() - set the whole state of a vCPU
 * @v: does not run
 * @xcr0: what XCR0 of the guest becomes
 * @area: in the standard format
 * @bytes: its size
 *
 * Return: 0; -EINVAL when sizes or components don't fit: the old state is kept, or is
 * that of reset if the area itself was wrong.
 */
int fpu_import_xsave(struct vcpu *v, u64 xcr0, const void *area, u32 bytes);

#endif /* ASM_FPU_H */
