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

/* Bits of XCR0 (SDM 1 13.1). */
#define XSTATE_FP	BIT_ULL(0)
#define XSTATE_SSE	BIT_ULL(1)
#define XSTATE_YMM	BIT_ULL(2)
#define XSTATE_BOUNDS	(BIT_ULL(3) | BIT_ULL(4))
#define XSTATE_TILES	(BIT_ULL(17) | BIT_ULL(18))
#define XSTATE_AVX512	(BIT_ULL(5) | BIT_ULL(6) | BIT_ULL(7))

#define FPU_LEGACY_SIZE	512		/* FXSAVE */

void fpu_init(void);			/* boot CPU: sizes, masks */
void fpu_init_cpu(void);
/* What is in this CPU is @v's: the state of a kernel that was hoisted. */
u64 fpu_xcr0_mask(void);		/* bits that a guest may set */
u32 fpu_area_size(u64 xcr0);		/* bytes of the XSAVE area, header included */
/* May XCR0 be @val where @allowed are the components there are? */
bool xcr0_valid(u64 val, u64 allowed);

int fpu_vcpu_init(struct vcpu *v);	/* -ENOMEM; reset state */
void fpu_vcpu_destroy(struct vcpu *v);
/* Into and out of v->arch->xstate; interrupts off; leave CR0.TS clear. */
void fpu_save(struct vcpu *v);
void fpu_restore(struct vcpu *v);
/*
 * What is in this CPU becomes the state of @v, XCR0 as it is; in place of
 * fpu_init_cpu() where a kernel runs already. Interrupts off.
 */
void fpu_adopt(struct vcpu *v);

/* For contexts of the ABI, while @v does not run: 512 bytes as FXSAVE has them. */
void fpu_import_legacy(struct vcpu *v, const void *fxsave);
void fpu_export_legacy(const struct vcpu *v, void *fxsave);
/* The whole area in the standard format; bytes from @bytes on are cut off. */
u32 fpu_xsave_bytes(const struct vcpu *v);
void fpu_export_xsave(const struct vcpu *v, void *area, u32 bytes);
/* 0, or -EINVAL when sizes or components don't fit. */
int fpu_import_xsave(struct vcpu *v, u64 xcr0, const void *area, u32 bytes);

#endif /* ASM_FPU_H */
