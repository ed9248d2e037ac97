/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Physical interrupts.
 *
 * irq   number of the hypervisor's own: GSIs first, then MSIs
 * pirq  a domain's number for one, bound to an event channel port
 */
#ifndef HYP_IRQ_H
#define HYP_IRQ_H

#include <linux/types.h>

struct domain;
struct vcpu;

#define NR_IRQS		1024

/* Heap and ACPI's tables are there, the local APIC is on; masks all and the 8259s. */
void irq_init(void);
/* The hypervisor's own handler for an IRQ (UART, timer); runs with interrupts off. */
int irq_request(unsigned int irq, void (*fn)(void *data), void *data, const char *name);
void irq_release(unsigned int irq);
/* GSI of an ISA interrupt, by the overrides of ACPI's MADT. */
unsigned int isa_irq_to_gsi(u8 isa_irq);
/* From entry code: vector @vector was taken on this CPU. */
void irq_interrupt(u8 vector);

int pirq_domain_init(struct domain *d);
void pirq_domain_destroy(struct domain *d);	/* unbinds and unmaps all */

/**
 * pirq_bind() - an event channel port gets a pirq
 * @v: vCPU notified (its CPU is where the interrupt is sent)
 * @share: BIND_PIRQ__WILL_SHARE
 *
 * Return: 0, -EINVAL (not mapped), -EEXIST (bound already), -EBUSY (in use by others
 * that don't share), -ENOMEM, -ENOSPC.
 */
int pirq_bind(struct vcpu *v, u32 pirq, u32 port, bool share);
void pirq_unbind(struct domain *d, u32 pirq);
/* The guest is done with it (PHYSDEVOP_eoi, EVTCHNOP_unmask). */
void pirq_eoi(struct domain *d, u32 pirq);
/* Send its interrupt to the CPU of @v from now on. */
void pirq_set_affinity(struct domain *d, u32 pirq, struct vcpu *v);
void irq_dump(void);
void irq_dump_init(void);	/* the debug keys */

#endif /* HYP_IRQ_H */
