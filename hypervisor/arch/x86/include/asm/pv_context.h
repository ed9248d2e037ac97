/* SPDX-License-Identifier: GPL-2.0-only */
/* The whole register state of a PV vCPU, as the ABI carries it. */
#ifndef ASM_PV_CONTEXT_H
#define ASM_PV_CONTEXT_H

struct vcpu;
struct vcpu_guest_context;

/**
 * pv_set_context() - VCPUOP_initialise, DOMCTL_setvcpucontext, dom0's start
 * @v: does not run
 * @c: the hypervisor's own copy, checked here
 *
 * One that was initialised keeps its page tables.
 *
 * Return: 0, -EINVAL, -EOPNOTSUPP (other page tables for one that has some), -EPERM
 * (debug registers), -ERESTART (call again).
 */
int pv_set_context(struct vcpu *v, const struct vcpu_guest_context *c);

/**
 * pv_get_context() - DOMCTL_getvcpucontext
 * @v: does not run
 * @c: OUT
 */
void pv_get_context(struct vcpu *v, struct vcpu_guest_context *c);

#endif /* ASM_PV_CONTEXT_H */
