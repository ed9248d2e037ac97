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
 * @apic_id: for the life of the vCPU
 *
 * It is v->arch->hvm->vlapic then. Return: 0, -ENOMEM.
 */
int vlapic_init(struct vcpu *v, u32 apic_id);
void vlapic_destroy(struct vcpu *v);		/* fine without vlapic_init() */
void vlapic_reset(struct vcpu *v);		/* what INIT does; keeps id and base */
u32 vlapic_id(const struct vcpu *v);

/* IA32_APIC_BASE (0x1b). Write: 0, -EINVAL: #GP(0). */
u64 vlapic_base_read(const struct vcpu *v);
int vlapic_base_write(struct vcpu *v, u64 val);

/*
 * RDMSR and WRMSR of 0x800 to 0x8ff (x2APIC) and 0x6e0 (TSC deadline).
 * 0; -EINVAL: #GP(0).
 */
int vlapic_msr_read(struct vcpu *v, u32 msr, u64 *val);
int vlapic_msr_write(struct vcpu *v, u32 msr, u64 val);

/* The page of registers: is @gpa in it now (xAPIC mode, enabled)? */
bool vlapic_covers(const struct vcpu *v, paddr_t gpa);
/* @bytes 1, 2, 4, 8; only 4 at a multiple of 16 means anything, others read as 0. */
u64 vlapic_mmio_read(struct vcpu *v, unsigned int offset, unsigned int bytes);
void vlapic_mmio_write(struct vcpu *v, unsigned int offset, unsigned int bytes, u64 val);

/*
 * Interrupts on their way in. vlapic_raise(): @vector is requested, the vCPU is woken or
 * interrupted; @level as in the trigger mode register. Return: false: the APIC is off and
 * does not take it.
 *
 * vlapic_raise_extint(): of an 8259, past all priorities. vlapic_local_interrupt(): the
 * physical LVT entry with @host_vector (<asm/apic.h>) fired.
 */
bool vlapic_raise(struct vcpu *v, u8 vector, bool level);
void vlapic_raise_extint(struct vcpu *v, u8 vector);
void vlapic_local_interrupt(struct vcpu *v, u8 host_vector);

/*
 * Right before the guest goes on, interrupts off. vlapic_next(): the vector to inject,
 * VLAPIC_NONE: none that the priorities let through. vlapic_accept() when it is certain
 * that the guest gets it: from requested to in service.
 */
int vlapic_next(struct vcpu *v);
void vlapic_accept(struct vcpu *v, u8 vector);
/*
 * Class (1 to 15) of the best interrupt that only the task priority holds back: it can
 * be taken as soon as CR8 is below. 0: none.
 */
unsigned int vlapic_blocked_class(struct vcpu *v);
/* For HLT: something to wake up for (whatever RFLAGS.IF says). */
bool vlapic_wakes(struct vcpu *v);

/* CR8 as the guest sees it: 0 to 15. */
unsigned int vlapic_cr8_get(const struct vcpu *v);
void vlapic_cr8_set(struct vcpu *v, unsigned int cr8);

/* INIT and start-up IPIs, by the container: from another vCPU's CPU, any context. */
void hvm_init_signal(struct vcpu *v);
void hvm_startup_signal(struct vcpu *v, u8 page);

/**
 * vlapic_adopt() - the running kernel's APIC becomes this vCPU's
 *
 * On the CPU itself, which is to run the vCPU, interrupts off, apic_mmio or x2APIC
 * usable. Reads the physical APIC: registers, what is requested and in service, the
 * timer. Then the physical one is the hypervisor's: own LVTs, nothing in service. An
 * interrupt that was requested is so in the virtual one. Return: 0, -EIO: in no state
 * that can be taken over (nothing was changed then).
 */
int vlapic_adopt(struct vcpu *v);

/**
 * vlapic_release() - the reverse, on the way out
 *
 * On the CPU itself, interrupts off, the vCPU is current. Registers as in the virtual
 * APIC, the timer goes on with what is left (at once if it was due), and what is
 * requested is raised again by IPIs to this CPU, taken when interrupts go on. The
 * hypervisor's own timer is off then.
 */
void vlapic_release(struct vcpu *v);

/* For dom0_irq.c, while the APIC changes hands. */
void vlapic_put_in_service(struct vcpu *v, u8 vector, bool level);
/* Requested no more: true; false: it is in service. */
bool vlapic_withdraw(struct vcpu *v, u8 vector);

#endif /* ASM_VLAPIC_H */
