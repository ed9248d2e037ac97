/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Interrupts where dom0 owns I/O APIC, MSI and the local vector table: the CPU takes them
 * in the hypervisor, and the same vector is raised in dom0's vCPU of that CPU.
 */
#ifndef ASM_DOM0_IRQ_H
#define ASM_DOM0_IRQ_H

#include <linux/types.h>

struct vcpu;

/* From do_interrupt(), first of all, interrupts off: false: it is the hypervisor's own. */
bool dom0_interrupt(u8 vector);
/* From the NMI handler: nobody in the hypervisor knew it. */
void dom0_nmi(void);

/* @v, the current one, ended its interrupt @vector: a level one is ended for real. */
void dom0_irq_eoi(u8 vector);

/**
 * dom0_irq_attach() - this CPU's interrupts are @v's from now on
 *
 * Interrupts are off, the CPU has its own IDT. What the physical APIC has in service
 * becomes @v's to end; what it has requested is taken and raised in @v, with any vector:
 * nothing is the hypervisor's before.
 */
void dom0_irq_attach(struct vcpu *v);

/**
 * dom0_irq_detach() - the reverse
 *
 * What is requested is taken: the hypervisor's own is dropped, the rest is raised in @v.
 * A level interrupt that the vCPU did not get yet is ended, and comes again from its line.
 */
void dom0_irq_detach(struct vcpu *v);

/* Device interrupts passed on, of all CPUs. */
u64 dom0_irq_count(void);

#endif /* ASM_DOM0_IRQ_H */
