/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The local APIC of a vCPU in a container (SDM volume 3, chapter 11; APM volume 2,
 * chapter 16).
 *
 * All of it is virtual: registers, priorities, IPIs, timer. The physical one belongs to
 * the hypervisor, which acknowledges what it serves, and raises the same vector here.
 *
 * Who calls what: the vCPU's own CPU, while the vCPU is the current one or does not run,
 * for all but vlapic_raise(), which any CPU may call in any context. No lock is taken.
 */
#ifndef ASM_VLAPIC_H
#define ASM_VLAPIC_H

#include <linux/types.h>
#include <hyp/frame.h>

struct domain;
struct vcpu;

#define VLAPIC_NONE	(-1)

/**
 * vlapic_init() - an APIC as after power-up, in xAPIC mode at its usual address
 * @v: v->arch->hvm->vlapic is it then
 * @apic_id: for the life of the vCPU
 *
 * Return: 0, -ENOMEM.
 */
int vlapic_init(struct vcpu *v, u32 apic_id);

/**
 * vlapic_destroy() - free it; fine without vlapic_init()
 * @v: the vCPU
 */
void vlapic_destroy(struct vcpu *v);

/**
 * vlapic_reset() - what INIT does; keeps id and base
 * @v: the vCPU
 */
void vlapic_reset(struct vcpu *v);

/**
 * vlapic_id() - its ID
 * @v: the vCPU
 */
u32 vlapic_id(const struct vcpu *v);

/**
 * vlapic_base_read() - IA32_APIC_BASE (0x1b)
 * @v: the vCPU
 */
u64 vlapic_base_read(const struct vcpu *v);

/**
 * vlapic_base_write() - write IA32_APIC_BASE
 * @v: the vCPU
 * @val: the page can't move; an adopted kernel can change nothing
 *
 * Return: 0, -EINVAL: #GP(0).
 */
int vlapic_base_write(struct vcpu *v, u64 val);

/**
 * vlapic_msr_read() - RDMSR of 0x800 to 0x8ff (x2APIC) and 0x6e0 (TSC deadline)
 * @v: the vCPU
 * @msr: index
 * @val: OUT
 *
 * Return: 0, -EINVAL: #GP(0).
 */
int vlapic_msr_read(struct vcpu *v, u32 msr, u64 *val);

/**
 * vlapic_msr_write() - WRMSR of the same
 * @v: the vCPU
 * @msr: index
 * @val: the value
 *
 * Return: 0, -EINVAL: #GP(0).
 */
int vlapic_msr_write(struct vcpu *v, u32 msr, u64 val);

/**
 * vlapic_covers() - is an address in the page of registers now (xAPIC mode, enabled)?
 * @v: the vCPU
 * @gpa: guest physical address
 */
bool vlapic_covers(const struct vcpu *v, paddr_t gpa);

/**
 * vlapic_mmio_read() - read in the page of registers
 * @v: the vCPU
 * @offset: in the page
 * @bytes: 1, 2, 4 or 8
 *
 * A register is 4 bytes at a multiple of 16; what lies between reads as 0.
 */
u64 vlapic_mmio_read(struct vcpu *v, unsigned int offset, unsigned int bytes);

/**
 * vlapic_mmio_write() - write in the page of registers
 * @v: the vCPU
 * @offset: in the page; only a multiple of 16 has an effect
 * @bytes: 4 or 8, others have no effect
 * @val: the value, of which 32 bits count
 */
void vlapic_mmio_write(struct vcpu *v, unsigned int offset, unsigned int bytes, u64 val);

/**
 * vlapic_raise() - request an interrupt; the vCPU is woken or interrupted
 * @v: any vCPU
 * @vector: below 16: an error of the APIC
 * @level: as in the trigger mode register
 *
 * Any CPU, any context but NMI.
 *
 * Return: false: the APIC is off and does not take it, or @vector is illegal.
 */
bool vlapic_raise(struct vcpu *v, u8 vector, bool level);

/**
 * vlapic_raise_extint() - request an interrupt of an 8259, past all priorities
 * @v: the vCPU
 * @vector: as the 8259 gave it
 */
void vlapic_raise_extint(struct vcpu *v, u8 vector);

/**
 * vlapic_local_interrupt() - the physical entry of the local vector table fired
 * @v: dom0's vCPU of this CPU
 * @host_vector: VECTOR_* of the entry (<asm/apic.h>)
 */
void vlapic_local_interrupt(struct vcpu *v, u8 host_vector);

/**
 * vlapic_request() - request an edge, whether the APIC is switched on or not
 * @v: the current vCPU, on its way in
 * @vector: 16 or above
 *
 * For the upcall of events: kernels name its vector long before they switch their APIC
 * on, and an upcall that is lost is not made again.
 */
void vlapic_request(struct vcpu *v, u8 vector);

/**
 * vlapic_next() - the vector to inject
 * @v: the vCPU
 *
 * Right before the guest goes on, interrupts off.
 *
 * Return: VLAPIC_NONE: none that the priorities let through.
 */
int vlapic_next(struct vcpu *v);

/**
 * vlapic_accept() - the guest certainly gets it: from requested to in service
 * @v: the vCPU
 * @vector: as vlapic_next() gave it
 */
void vlapic_accept(struct vcpu *v, u8 vector);

/**
 * vlapic_blocked_class() - class of the best interrupt that only the task priority holds
 *	back
 * @v: the vCPU
 *
 * It can be taken as soon as CR8 is below.
 *
 * Return: 1 to 15, 0: none.
 */
unsigned int vlapic_blocked_class(struct vcpu *v);

/**
 * vlapic_wakes() - for HLT: is there something to wake up for (whatever RFLAGS.IF says)?
 * @v: the vCPU
 */
bool vlapic_wakes(struct vcpu *v);

/**
 * vlapic_cr8_get() - CR8 as the guest sees it, 0 to 15
 * @v: the vCPU
 */
unsigned int vlapic_cr8_get(const struct vcpu *v);

/**
 * vlapic_cr8_set() - write CR8
 * @v: the vCPU
 * @cr8: 0 to 15
 */
void vlapic_cr8_set(struct vcpu *v, unsigned int cr8);

/**
 * hvm_init_signal() - INIT for a vCPU, which takes it on its way in
 * @v: any vCPU of a container
 *
 * From another vCPU's CPU, any context but NMI.
 */
void hvm_init_signal(struct vcpu *v);

/**
 * hvm_startup_signal() - start-up IPI for a vCPU
 * @v: any vCPU of a container
 * @page: where it begins in real mode
 *
 * As hvm_init_signal(). Only one that waits for it takes it, and only the first.
 */
void hvm_startup_signal(struct vcpu *v, u8 page);

/**
 * vlapic_adopt() - the running kernel's APIC becomes this vCPU's
 * @v: dom0's vCPU of this CPU
 *
 * On the CPU itself, which is to run the vCPU, interrupts off, apic_mmio or x2APIC
 * usable. Reads the physical APIC: registers, what is requested and in service, the
 * timer. Then the physical one is the hypervisor's: own LVTs, nothing in service. An
 * interrupt that was requested is so in the virtual one.
 *
 * Return: 0, -EIO: in no state that can be taken over (nothing was changed then).
 */
int vlapic_adopt(struct vcpu *v);

/**
 * vlapic_own() - the physical APIC of the vCPU's CPU follows this one from now on
 * @v: of a dom0 that was built and has not run; its CPU is that of the same number
 *
 * Registers are as after INIT.
 */
void vlapic_own(struct vcpu *v);

/**
 * vlapic_release() - the reverse, on the way out
 * @v: the current vCPU
 *
 * On the CPU itself, interrupts off. Registers as in the virtual APIC, the timer goes on
 * with what is left (at once if it was due), and what is requested is raised again by
 * IPIs to this CPU, taken when interrupts go on. The hypervisor's own timer is off then.
 */
void vlapic_release(struct vcpu *v);

/**
 * vlapic_put_in_service() - a vector is in service: for dom0_irq.c, while the APIC
 *	changes hands
 * @v: dom0's vCPU of this CPU
 * @vector: which
 * @level: its trigger mode
 */
void vlapic_put_in_service(struct vcpu *v, u8 vector, bool level);

/**
 * vlapic_withdraw() - a vector is requested no more: likewise
 * @v: dom0's vCPU of this CPU
 * @vector: which
 *
 * Return: false: it is in service.
 */
bool vlapic_withdraw(struct vcpu *v, u8 vector);

#endif /* ASM_VLAPIC_H */
