/* SPDX-License-Identifier: GPL-2.0-only */
/* HVMOP parameters that other files of the container act on. */
#ifndef HVM_PARAMS_H
#define HVM_PARAMS_H

struct vcpu;

/*
 * The vector of HVM_PARAM_CALLBACK_IRQ while an event of @v is pending, or -1. It
 * goes to the vCPU without its local APIC, for as long as the event is.
 */
int hvm_callback_vector(const struct vcpu *v);
/* An event was flagged: interrupts the vCPU by its own vector, if it gave one. */
void hvm_tell_upcall(struct vcpu *v);

#endif /* HVM_PARAMS_H */
