/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Registers of the local APIC, by their offset in memory; as MSRs they are at
 * 0x800 + offset / 16 (SDM volume 3, tables 11-1 and 11-6).
 */
#ifndef ASM_APIC_REGS_H
#define ASM_APIC_REGS_H

#include <linux/bits.h>
#include <asm/io.h>
#include <asm/msr.h>

#define MSR_X2APIC_BASE		0x800
#define APIC_BASE_BSP		BIT_ULL(8)
#define APIC_BASE_X2APIC	BIT_ULL(10)
#define APIC_BASE_ENABLE	BIT_ULL(11)
#define APIC_BASE_ADDR		GENMASK_ULL(51, 12)

#define APIC_ID			0x020
#define APIC_VERSION		0x030
#define APIC_TPR		0x080
#define APIC_PPR		0x0a0
#define APIC_EOI		0x0b0
#define APIC_LDR		0x0d0
#define APIC_DFR		0x0e0
#define APIC_SVR		0x0f0
#define APIC_ISR		0x100
#define APIC_TMR		0x180
#define APIC_IRR		0x200
#define APIC_ESR		0x280
#define APIC_LVT_CMCI		0x2f0
#define APIC_ICR		0x300
#define APIC_ICR_HIGH		0x310
#define APIC_LVT_TIMER		0x320
#define APIC_LVT_THERMAL	0x330
#define APIC_LVT_PERF		0x340
#define APIC_LVT_LINT0		0x350
#define APIC_LVT_LINT1		0x360
#define APIC_LVT_ERROR		0x370
#define APIC_TIMER_INIT		0x380
#define APIC_TIMER_COUNT	0x390
#define APIC_TIMER_DIVIDE	0x3e0
/* AMD (APM volume 2, 16.3.5). */
#define APIC_EXT_FEATURE	0x400
#define APIC_LVT_EXTENDED	0x500	/* four of them */

#define SVR_ENABLE		BIT(8)
#define LVT_MASKED		BIT(16)
#define LVT_TIMER_MODE		(BIT(18) | BIT(17))
#define LVT_TIMER_ONESHOT	0
#define LVT_TIMER_PERIODIC	BIT(17)
#define LVT_TIMER_DEADLINE	BIT(18)
#define DIVIDE_BY_1		0xb

/* Delivery modes, of LVTs and of the interrupt command register alike. */
#define APIC_DM_FIXED		0x000
#define APIC_DM_LOWEST		0x100
#define APIC_DM_NMI		0x400
#define APIC_DM_INIT		0x500
#define APIC_DM_STARTUP		0x600
#define APIC_DM_EXTINT		0x700
#define ICR_BUSY		BIT(12)
#define ICR_ASSERT		BIT(14)
#define ICR_SELF		BIT(18)
#define ICR_ALL_BUT_SELF	(BIT(19) | BIT(18))

/**
 * apic_divide_shift() - what a divide register divides by
 * @divide: register value; bits 0, 1 and 3 count
 *
 * Return: n for 2^n, 0 to 7.
 */
static inline unsigned int apic_divide_shift(u32 divide)
{
	return (((divide & 3) | (divide >> 1 & 4)) + 1) & 7;
}

extern volatile void *apic_mmio;	/* with memory access */
extern bool apic_is_x2apic;

/**
 * apic_read() - read a register of this CPU's local APIC
 * @reg: APIC_*, offset in memory
 *
 * In either mode; apic_init() has run. In x2APIC mode the register must exist there, else
 * #GP.
 */
static inline u32 apic_read(unsigned int reg)
{
	if (apic_is_x2apic)
		return rdmsr(MSR_X2APIC_BASE + (reg >> 4));
	return readl(apic_mmio + reg);
}

/**
 * apic_write() - write a register of this CPU's local APIC
 * @reg: APIC_*, offset in memory
 * @val: 32 bits
 *
 * As apic_read(). In x2APIC mode earlier stores may become visible after it (SDM volume
 * 3, 11.12.3).
 */
static inline void apic_write(unsigned int reg, u32 val)
{
	if (apic_is_x2apic)
		wrmsr(MSR_X2APIC_BASE + (reg >> 4), val);
	else
		writel(val, apic_mmio + reg);
}

#endif /* ASM_APIC_REGS_H */
