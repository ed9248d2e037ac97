/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Floating point and vector state.  Switched eagerly, since lazy restore leaks
 * through speculation; CR0.TS belongs to the guest's ABI (fpu_taskswitch).
 */
#ifndef ASM_FPU_H
#define ASM_FPU_H

#include <linux/types.h>

struct vcpu;
struct xstate;

void fpu_init(void);			/* boot CPU: sizes, masks */
void fpu_init_cpu(void);		/* each CPU: CR0, CR4, XCR0 */
u64 fpu_xcr0_mask(void);		/* bits that a guest may set */
u32 fpu_area_size(u64 xcr0);		/* bytes of the XSAVE area, 512 at least */

int fpu_vcpu_init(struct vcpu *v);	/* -ENOMEM; reset state */
void fpu_vcpu_destroy(struct vcpu *v);
/* Into and out of v->arch->xstate; leave CR0.TS clear. */
void fpu_save(struct vcpu *v);
void fpu_restore(struct vcpu *v);

/* The 512 bytes of FXSAVE, as vcpu_guest_context carries them; @v does not run. */
void fpu_import_legacy(struct vcpu *v, const void *fxsave);
void fpu_export_legacy(const struct vcpu *v, void *fxsave);

#endif /* ASM_FPU_H */
