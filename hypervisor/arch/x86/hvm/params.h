/* SPDX-License-Identifier: GPL-2.0-only */
/* HVMOP parameters that other files of the container act on. */
#ifndef HVM_PARAMS_H
#define HVM_PARAMS_H

struct vcpu;

/**
 * hvm_callback_vector() - the vector of HVM_PARAM_CALLBACK_IRQ while an event is pending
 * @v: any vCPU
 *
 * It goes to the vCPU without its local APIC, for as long as the event is.
 *
 * Return: -1: nothing is pending, or the vCPU is told in another way.
 */
int hvm_callback_vector(const struct vcpu *v);

/**
 * hvm_tell_upcall() - an event was flagged: interrupt the vCPU by its own vector, if it
 *	gave one
 * @v: the current one
 */
void hvm_tell_upcall(struct vcpu *v);

/**
 * hvm_latch_layout() - shared_info is what the code that runs now takes it for
 * @v: the current one
 */
void hvm_latch_layout(struct vcpu *v);

#endif /* HVM_PARAMS_H */
