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

/* Boot CPU: finds the registers, picks x2APIC or memory access. */
void apic_init(void);
/* Each CPU, from its own context, interrupts off. */
void apic_init_cpu(void);
/* Before the CPU is given away or halted for good. */
void apic_disable_cpu(void);

u32 apic_read_id(void);			/* of this CPU */
extern u32 cpu_apic_id[];		/* by CPU number; BAD_APICID: none */
#define BAD_APICID	0xffffffffu
extern bool apic_is_x2apic;

void apic_eoi(void);
/* Vector in service or requested? For the code that migrates interrupts. */
bool apic_irr_test(u8 vector);
bool apic_isr_test(u8 vector);
bool apic_tmr_test(u8 vector);		/* level, of the last arrival */

void apic_send_ipi(unsigned int cpu, u8 vector);
void apic_send_ipi_mask(const struct cpumask *mask, u8 vector);
void apic_send_self(u8 vector);		/* NMI handlers may, too */
void apic_send_nmi(unsigned int cpu);
void apic_send_nmi_others(void);
/* Start-up of CPUs (SDM volume 3, 9.4.4); @apic_id is physical. */
void apic_send_init(u32 apic_id);
void apic_send_startup(u32 apic_id, u8 page);

/*
 * Rate of the timer before its divider, Hz, against the TSC; takes 5 ms. Interrupts are
 * off. What counted before goes on counting, and expires when it would have.
 */
u64 apic_timer_measure(u64 tsc_hz);

/* MSRs; a deadline is there where CPUID and the timer's mode say so. */
u64 apic_read_base(void);
u64 apic_read_deadline(void);
void apic_write_deadline(u64 tsc);

/* Errors since the last call (SDM volume 3, 11.5.3). */
u32 apic_take_errors(void);

/* By entry code, for each vector from 0x20 up; interrupts are off. */
void do_interrupt(u8 vector);

#endif /* !__ASSEMBLY__ */

#endif /* ASM_APIC_H */
