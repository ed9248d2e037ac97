/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Hypercalls that only PV guests have.  Arguments are in call->arg[] in the
 * order of the ABI (include/xen/interface/xen.h and asm/xen/interface.h).
 */
#ifndef ASM_PV_HYPERCALLS_H
#define ASM_PV_HYPERCALLS_H

struct hypercall;

/**
 * do_set_trap_table() - set_trap_table(array): exception handlers of the vCPU
 * @call: guest address of struct trap_info[], ended by an address of 0; NULL clears all
 *
 * Return: 0, -EFAULT, -EINVAL (not canonical; those before it are set),
 * HYPERCALL_RESTART.
 */
long do_set_trap_table(struct hypercall *call);

/**
 * do_stack_switch() - stack_switch(ss, sp): stack for entries from guest user
 * @call: the two
 *
 * Return: 0.
 */
long do_stack_switch(struct hypercall *call);

/**
 * do_set_callbacks() - set_callbacks(event, failsafe, syscall): older form of callback_op
 * @call: the three entry points
 *
 * Return: 0, -EINVAL.
 */
long do_set_callbacks(struct hypercall *call);

/**
 * do_callback_op() - callback_op(cmd, arg): register or unregister one entry point
 * @call: CALLBACKOP_*, guest address of its struct (xen/interface/callback.h)
 *
 * Return: 0, -EFAULT, -EINVAL, -ENOSYS.
 */
long do_callback_op(struct hypercall *call);

/**
 * do_fpu_taskswitch() - fpu_taskswitch(set): CR0.TS
 * @call: its value
 *
 * Return: 0.
 */
long do_fpu_taskswitch(struct hypercall *call);

/**
 * do_set_debugreg() - set_debugreg(reg, value)
 * @call: the two
 *
 * Return: 0, -ENODEV, -EPERM.
 */
long do_set_debugreg(struct hypercall *call);

/**
 * do_get_debugreg() - get_debugreg(reg)
 * @call: the number
 *
 * Return: the value, -ENODEV.
 */
long do_get_debugreg(struct hypercall *call);

/**
 * do_set_segment_base() - set_segment_base(which, base): bases of FS and GS, selector of
 *	user GS
 * @call: SEGBASE_*, base or selector
 *
 * Return: 0, -EINVAL.
 */
long do_set_segment_base(struct hypercall *call);

/**
 * do_nmi_op() - nmi_op(cmd, arg): the handler of NMIs
 * @call: XENNMI_*, guest address of its struct (xen/interface/nmi.h)
 *
 * Return: 0, -EFAULT, -EINVAL, -ENOSYS.
 */
long do_nmi_op(struct hypercall *call);

/**
 * do_iret() - iret in a multicall, where it can't be: the real one goes past the table
 * @call: not looked at
 *
 * Return: -ENOSYS.
 */
long do_iret(struct hypercall *call);

/**
 * do_mmu_update() - mmu_update(reqs, count, done_out, foreigndom): change entries of page
 *	tables
 * @call: the four
 *
 * See Documentation/pv-mmu.rst. Goes on later by HYPERCALL_RESTART.
 *
 * Return: 0 or the error of the first request that was not done.
 */
long do_mmu_update(struct hypercall *call);

/**
 * do_mmuext_op() - mmuext_op(ops, count, done_out, foreigndom): pin, load, flush
 * @call: the four
 *
 * Return: as do_mmu_update().
 */
long do_mmuext_op(struct hypercall *call);

/**
 * do_update_va_mapping() - update_va_mapping(va, entry, flags)
 * @call: the three
 *
 * Return: 0 or a negative errno.
 */
long do_update_va_mapping(struct hypercall *call);

/**
 * do_update_va_mapping_otherdomain() - the same with frames of another domain
 * @call: va, entry, flags, domid
 *
 * Return: 0 or a negative errno; -ESRCH, -EPERM for the domain.
 */
long do_update_va_mapping_otherdomain(struct hypercall *call);

/**
 * do_set_gdt() - set_gdt(frames, entries)
 * @call: guest address of a list of frames, number of descriptors
 *
 * Return: 0, -EFAULT, -EINVAL.
 */
long do_set_gdt(struct hypercall *call);

/**
 * do_update_descriptor() - update_descriptor(maddr, descriptor)
 * @call: machine address of an entry in a table (or in memory that may become one), new
 *	value
 *
 * Return: 0, -EINVAL.
 */
long do_update_descriptor(struct hypercall *call);

#endif /* ASM_PV_HYPERCALLS_H */
