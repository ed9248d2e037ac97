/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Hypercalls that only PV guests have.  Arguments are in call->arg[] in the
 * order of the ABI (include/xen/interface/xen.h and asm/xen/interface.h).
 */
#ifndef ASM_PV_HYPERCALLS_H
#define ASM_PV_HYPERCALLS_H

struct hypercall;

/* pv/traps.c, pv/callback.c, pv/iret.c and their neighbours */
long do_set_trap_table(struct hypercall *call);
long do_stack_switch(struct hypercall *call);
long do_set_callbacks(struct hypercall *call);
long do_callback_op(struct hypercall *call);
long do_fpu_taskswitch(struct hypercall *call);
long do_set_debugreg(struct hypercall *call);
long do_get_debugreg(struct hypercall *call);
long do_set_segment_base(struct hypercall *call);
long do_nmi_op(struct hypercall *call);
/* Only for multicalls, where it can't be: the real one goes past the table. */
long do_iret(struct hypercall *call);

/* Page tables and descriptor tables */
long do_mmu_update(struct hypercall *call);
long do_mmuext_op(struct hypercall *call);
long do_update_va_mapping(struct hypercall *call);
long do_update_va_mapping_otherdomain(struct hypercall *call);
long do_set_gdt(struct hypercall *call);
long do_update_descriptor(struct hypercall *call);

#endif /* ASM_PV_HYPERCALLS_H */
