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

/**
 * irq_init() - set up the numbers; if the platform is ours, mask all inputs and the 8259s
 *
 * Start-up: heap and ACPI's tables are there, the local APIC is on.
 */
void irq_init(void);

/**
 * irq_request() - the hypervisor's own handler for an IRQ (UART, timer)
 * @irq: not shared
 * @fn: runs with interrupts off, without a lock
 * @data: for @fn
 * @name: for the debug key, stays
 *
 * Unmasks it, on this CPU.  Takes LOCK_IRQ, interrupts off.
 *
 * Return: 0, -EINVAL (no such IRQ), -EBUSY (taken), -ENOSPC (no vector is left).
 */
int irq_request(unsigned int irq, void (*fn)(void *data), void *data, const char *name);

/**
 * irq_release() - give it back, and wait until its handler is done
 * @irq: of irq_request()
 *
 * Not from the handler, and without a lock that the handler takes.
 */
void irq_release(unsigned int irq);

/**
 * isa_irq_to_gsi() - GSI of an ISA interrupt
 * @isa_irq: 0 to 15
 *
 * Return: by the overrides of ACPI's MADT, else the same number.
 */
unsigned int isa_irq_to_gsi(u8 isa_irq);

/**
 * irq_interrupt() - an interrupt was taken on this CPU
 * @vector: of a device
 *
 * From entry code, interrupts off.  Acknowledges it, runs our handler or sends to guests.
 */
void irq_interrupt(u8 vector);

/**
 * pirq_domain_init() - give a domain a table of pirqs, if it has none
 * @d: domain
 *
 * Return: 0 or -ENOMEM.
 */
int pirq_domain_init(struct domain *d);

/**
 * pirq_domain_destroy() - unbind and unmap all
 * @d: dying; the table itself stays until the domain is destroyed
 */
void pirq_domain_destroy(struct domain *d);

/**
 * pirq_bind() - an event channel port gets a pirq
 * @v: vCPU notified (its CPU is where the interrupt is sent)
 * @pirq: the domain's number
 * @port: ready to take events, which may come before this returns
 * @share: BIND_PIRQ__WILL_SHARE
 *
 * With the domain's LOCK_EVTCHN_DOM held.
 *
 * Return: 0, -EINVAL (not mapped), -EEXIST (bound already), -EBUSY (in use by others
 * that don't share), -ENOMEM, -ENOSPC.
 */
int pirq_bind(struct vcpu *v, u32 pirq, u32 port, bool share);

/**
 * pirq_unbind() - the port gets no more of the pirq
 * @d: domain
 * @pirq: its number; nothing is done if it is not mapped
 *
 * With the domain's LOCK_EVTCHN_DOM held.
 */
void pirq_unbind(struct domain *d, u32 pirq);

/**
 * pirq_eoi() - the guest is done with an interrupt (PHYSDEVOP_eoi, EVTCHNOP_unmask)
 * @d: domain
 * @pirq: its number; others are ignored
 *
 * Unmasks the port too if the domain chose that (PHYSDEVOP_pirq_eoi_gmfn_v1).
 */
void pirq_eoi(struct domain *d, u32 pirq);

/**
 * pirq_set_affinity() - send the interrupt to the CPU of a vCPU from now on
 * @d: domain
 * @pirq: its number
 * @v: one of its vCPUs
 */
void pirq_set_affinity(struct domain *d, u32 pirq, struct vcpu *v);

/**
 * irq_dump() - print interrupts in use, for a debug key
 */
void irq_dump(void);

/**
 * irq_dump_init() - register the debug keys i, z and M
 */
void irq_dump_init(void);

#endif /* HYP_IRQ_H */
