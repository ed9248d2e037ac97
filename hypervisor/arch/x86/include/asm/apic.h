/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The local APIC, and the map of interrupt vectors.
 *
 *	0x00 - 0x1f  exceptions
 *	0x20 - 0xdf  device interrupts, given out by cpu/vector.c, without 0x80
 *	             and 0x82, by which guests' programs call their kernels
 *	0xe0 - 0xef  device interrupts of high priority: the hypervisor's UART
 *	0xf0 - 0xf4  of the local vector table where dom0 owns it: AMD's extended
 *	             entries, corrected machine checks
 *	0xf5 - 0xf6  not used
 *	0xf7 - 0xff  the hypervisor's own: IPIs, timer, errors
 *
 * The priority is the upper half of the number, so nothing of a device can
 * hold up an IPI or the timer. A guest's INT n of such a number is refused by
 * the gate's privilege level.
 */
#ifndef ASM_APIC_H
#define ASM_APIC_H

#include <linux/const.h>

#define VECTOR_FIRST_DEVICE	0x20
#define VECTOR_LAST_DEVICE	0xdf
#define VECTOR_HIGH_DEVICE	0xe0	/* 16 of them */
#define VECTOR_FIRST_OWN	0xf0	/* no device's from here on */
#define VECTOR_EXTENDED		0xf0	/* 4 of them */
#define VECTOR_CMCI		0xf4
#define VECTOR_IRQ_CLEANUP	0xf7	/* an interrupt has left this CPU */
#define VECTOR_TLB_FLUSH	0xf8
#define VECTOR_CALL		0xf9
#define VECTOR_EVENT_CHECK	0xfa
#define VECTOR_TIMER		0xfb
#define VECTOR_PERF		0xfc
#define VECTOR_THERMAL		0xfd
#define VECTOR_ERROR		0xfe
#define VECTOR_SPURIOUS		0xff	/* low four bits must be set on old APICs */

#ifndef __ASSEMBLY__

#include <linux/types.h>

struct cpumask;

/**
 * apic_init() - find the local APIC and choose x2APIC or memory access
 *
 * Boot CPU, once, with ioremap() ready. Masks the 8259s and calls apic_init_cpu(), except
 * under a kernel that is being hoisted: its APIC is taken by vlapic_adopt(). boot_fail()
 * if there is no APIC.
 */
void apic_init(void);

/**
 * apic_init_cpu() - enable this CPU's local APIC with the hypervisor's vectors
 *
 * Interrupts are off. Sets mode, spurious vector, TPR and the local vector table, clears
 * errors and ends what is in service still.
 */
void apic_init_cpu(void);

/**
 * apic_disable_cpu() - mask this CPU's local vector table and switch its APIC off by
 *	software
 *
 * Before the CPU is given away or halted for good. The mode (x2APIC) stays.
 */
void apic_disable_cpu(void);

/**
 * apic_read_id() - physical APIC ID of this CPU
 */
u32 apic_read_id(void);

extern u32 cpu_apic_id[];		/* by CPU number; BAD_APICID: none */
#define BAD_APICID	0xffffffffu
extern bool apic_is_x2apic;

/**
 * apic_eoi() - end the interrupt of highest priority that is in service on this CPU
 */
void apic_eoi(void);

/**
 * apic_irr_test() - is @vector requested on this CPU, not in service yet?
 * @vector: 0x10 to 0xff
 */
bool apic_irr_test(u8 vector);

/**
 * apic_isr_test() - is @vector in service on this CPU?
 * @vector: 0x10 to 0xff
 */
bool apic_isr_test(u8 vector);

/**
 * apic_tmr_test() - was the last arrival of @vector level triggered?
 * @vector: 0x10 to 0xff
 */
bool apic_tmr_test(u8 vector);

/**
 * apic_send_ipi() - fixed interrupt to one CPU
 * @cpu: number of a CPU whose APIC ID is known
 * @vector: one of VECTOR_*
 *
 * Any context but NMI. Earlier stores are visible to the receiver.
 */
void apic_send_ipi(unsigned int cpu, u8 vector);

/**
 * apic_send_ipi_mask() - apic_send_ipi() to each CPU of a mask, one after another
 * @mask: CPU numbers; this CPU too if its bit is set
 * @vector: one of VECTOR_*
 */
void apic_send_ipi_mask(const struct cpumask *mask, u8 vector);

/**
 * apic_send_self() - fixed interrupt to this CPU
 * @vector: one of VECTOR_*
 *
 * NMI handlers may, too: the destination half of the command register is not written.
 */
void apic_send_self(u8 vector);

/**
 * apic_send_nmi() - NMI to one CPU
 * @cpu: number of a CPU whose APIC ID is known
 */
void apic_send_nmi(unsigned int cpu);

/**
 * apic_send_nmi_others() - NMI to all CPUs but this one, those that are down included
 */
void apic_send_nmi_others(void);

/**
 * apic_send_init() - INIT, by which the start of a CPU begins
 * @apic_id: physical
 *
 * The waits between INIT and start-up are the caller's (SDM volume 3, 9.4.4).
 */
void apic_send_init(u32 apic_id);

/**
 * apic_send_startup() - start-up IPI
 * @apic_id: physical
 * @page: where the CPU begins in real mode: page number, below 1 MiB
 */
void apic_send_startup(u32 apic_id, u8 page);

/**
 * apic_timer_measure() - rate of this CPU's APIC timer before its divider
 * @tsc_hz: rate of the TSC, Hz, against which it is measured
 *
 * Takes 5 ms, interrupts are off. What counted before goes on counting, and expires when
 * it would have.
 *
 * Return: Hz; 0 or nearly so if the timer does not count.
 */
u64 apic_timer_measure(u64 tsc_hz);

/**
 * apic_read_base() - MSR APIC_BASE of this CPU
 */
u64 apic_read_base(void);

/**
 * apic_read_deadline() - MSR TSC_DEADLINE of this CPU
 *
 * CPUID must say that there is one; 0 while none is armed or in another mode of the
 * timer.
 */
u64 apic_read_deadline(void);

/**
 * apic_write_deadline() - arm this CPU's timer
 * @tsc: value of the TSC at which it fires, 0: never
 *
 * Has an effect in deadline mode of the timer only (SDM volume 3, 11.5.4.1).
 */
void apic_write_deadline(u64 tsc);

/**
 * apic_take_errors() - errors of this CPU's APIC since the last call
 *
 * Return: bits of the error status register (SDM volume 3, 11.5.3).
 */
u32 apic_take_errors(void);

/**
 * do_interrupt() - handle one interrupt
 * @vector: 0x20 to 0xff, as it arrived
 *
 * Called by entry code with interrupts off. Softirqs and events are handled on the way
 * out, not here.
 */
void do_interrupt(u8 vector);

#endif /* !__ASSEMBLY__ */

#endif /* ASM_APIC_H */
