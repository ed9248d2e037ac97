/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Interrupts where dom0 owns I/O APIC, MSI and the local vector table: the CPU takes them
 * in the hypervisor, and the same vector is raised in dom0's vCPU of that CPU.
 */
#ifndef ASM_DOM0_IRQ_H
#define ASM_DOM0_IRQ_H

#include <linux/types.h>

struct vcpu;

/**
 * dom0_interrupt() - take an interrupt that is dom0's
 * @vector: as it arrived
 *
 * From do_interrupt(), first of all, interrupts off, where dom0 owns the platform.
 *
 * Return: false: it is the hypervisor's own, nothing was done.
 */
bool dom0_interrupt(u8 vector);

/**
 * dom0_nmi() - pass an NMI on to dom0
 *
 * From the NMI handler when nobody in the hypervisor knew it. dom0's vCPU of this CPU
 * gets it at the next ordinary interrupt, which is sent here.
 */
void dom0_nmi(void);

/**
 * dom0_nmi_withdraw() - an NMI of this CPU that its kernel was not given
 * @v: dom0's vCPU of this CPU, or NULL
 *
 * Return: true: there was one; it is forgotten now.
 */
bool dom0_nmi_withdraw(struct vcpu *v);

/**
 * dom0_irq_eoi() - the current vCPU of dom0 has ended its interrupt
 * @vector: its vector
 *
 * A level triggered one is ended in the physical APIC now. Takes no lock.
 */
void dom0_irq_eoi(u8 vector);

/**
 * dom0_irq_attach() - this CPU's interrupts are @v's from now on
 * @v: dom0's vCPU of this CPU
 *
 * Interrupts are off, the CPU has its own IDT. What the physical APIC has in service
 * becomes @v's to end; what it has requested is taken and raised in @v, with any vector:
 * nothing is the hypervisor's before.
 */
void dom0_irq_attach(struct vcpu *v);

/**
 * dom0_irq_assign() - interrupts of a CPU are @v's, which has none so far
 * @v: dom0's vCPU that will run there
 * @cpu: its CPU, any
 */
void dom0_irq_assign(struct vcpu *v, unsigned int cpu);

/**
 * dom0_irq_detach() - the reverse of dom0_irq_attach()
 * @v: the vCPU that is attached here
 *
 * Interrupts are off. What is requested is taken: the hypervisor's own is dropped, the
 * rest is raised in @v. A level interrupt that the vCPU did not get yet is ended, and
 * comes again from its line.
 */
void dom0_irq_detach(struct vcpu *v);

/**
 * dom0_irq_count() - device interrupts passed on since boot, of all CPUs that are up
 */
u64 dom0_irq_count(void);

#endif /* ASM_DOM0_IRQ_H */
