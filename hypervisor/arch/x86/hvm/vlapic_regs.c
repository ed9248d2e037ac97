// SPDX-License-Identifier: GPL-2.0-only
/*
 * The registers of the virtual local APIC, as memory (xAPIC; SDM volume 3, table 11-1)
 * and as MSRs (x2APIC; table 11-6), and the MSR that switches between the two.
 */
#include <linux/errno.h>
#include <linux/kernel.h>
#include <asm/apic.h>
#include <asm/msr_index.h>
#include "vlapic_priv.h"

#define SVR_FOCUS	BIT(9)
#define SVR_KEEP_EOI	BIT(12)		/* no broadcast of EOIs */
#define VERSION_KEEP_EOI	BIT(24)
#define SELF_IPI	0x3f0		/* x2APIC only */
#define DIVIDE_BITS	0xbu

static u32 bitmap_word(const unsigned long *map, unsigned int reg)
{
	unsigned int word = reg >> 4 & 7;

	return READ_ONCE(map[word / 2]) >> (word % 2 * 32);
}

static u32 id_register(const struct vlapic *vl)
{
	return vlapic_x2apic(vl) ? vl->id : vl->id << 24;
}

static u32 ldr_register(const struct vlapic *vl)
{
	return vlapic_x2apic(vl) ? vl->id >> 4 << 16 | BIT(vl->id & 0xf) : vl->ldr;
}

/* AMD's extended space: how many LVTs there are, and nothing else of it. */
static u32 extended_feature(const struct vlapic *vl)
{
	return vl->owner && (vl->version & BIT(31)) ? apic_read(APIC_EXT_FEATURE) & 0xff0000 : 0;
}

static u32 lvt_or_none(const struct vlapic *vl, unsigned int reg)
{
	unsigned int lvt = vlapic_lvt_at(vl, reg);

	return lvt < VLVT_NR ? vlapic_lvt_read(vl, lvt) : 0;
}

u32 vlapic_reg_read(struct vlapic *vl, unsigned int reg)
{
	switch (reg) {
	case APIC_ID:
		return id_register(vl);
	case APIC_VERSION:
		return vl->version;
	case APIC_TPR:
		return vl->tpr;
	case APIC_PPR:
		return vlapic_ppr(vl);
	case APIC_LDR:
		return ldr_register(vl);
	case APIC_DFR:
		return vl->dfr;
	case APIC_SVR:
		return vl->svr;
	case APIC_ISR ... APIC_ISR + 0x70:
		return bitmap_word(vl->isr, reg);
	case APIC_TMR ... APIC_TMR + 0x70:
		return bitmap_word(vl->tmr, reg);
	case APIC_IRR ... APIC_IRR + 0x70:
		vlapic_timer_poll(vl);
		return bitmap_word(vl->irr, reg);
	case APIC_ESR:
		return vl->esr;
	case APIC_ICR:
		return vl->icr;
	case APIC_ICR_HIGH:
		return vl->icr >> 32;
	case APIC_TIMER_INIT:
		return vl->timer_initial;
	case APIC_TIMER_COUNT:
		return vlapic_timer_count(vl);
	case APIC_TIMER_DIVIDE:
		return vl->timer_divide;
	case APIC_EXT_FEATURE:
		return extended_feature(vl);
	default:
		return lvt_or_none(vl, reg);
	}
}

static u32 svr_bits(const struct vlapic *vl)
{
	return 0xff | SVR_ENABLE | SVR_FOCUS |
	       (vl->version & VERSION_KEEP_EOI ? SVR_KEEP_EOI : 0);
}

/*
 * Disabled by software: nothing more is accepted and all LVTs are masked; what is
 * requested or in service stays (11.4.7.2). The physical one stays enabled.
 */
static void write_svr(struct vlapic *vl, u32 val)
{
	bool was = vl->svr & SVR_ENABLE;

	vl->svr = val & svr_bits(vl);
	if (vl->owner)
		apic_write(APIC_SVR, (vl->svr & SVR_KEEP_EOI) | SVR_ENABLE | VECTOR_SPURIOUS);
	if (was && !(vl->svr & SVR_ENABLE))
		vlapic_lvt_mask_all(vl);
}

/* Devices use logical destinations too, which the physical APIC must match. */
static void write_ldr(struct vlapic *vl, u32 val)
{
	vl->ldr = val & 0xff000000;
	if (vl->owner)
		apic_write(APIC_LDR, vl->ldr);
}

static void write_dfr(struct vlapic *vl, u32 val)
{
	vl->dfr = val | 0x0fffffff;
	if (vl->owner)
		apic_write(APIC_DFR, vl->dfr);
}

static void write_icr(struct vlapic *vl, u32 val)
{
	vl->icr = (vl->icr & ~0xffffffffULL) | (val & ICR_WRITABLE);
	vlapic_send(vl, vl->icr);
}

/* What was found since the last write can be read now (11.5.3). */
static void write_esr(struct vlapic *vl)
{
	vl->esr = __atomic_exchange_n(&vl->esr_pending, 0, __ATOMIC_RELAXED);
}

void vlapic_reg_write(struct vlapic *vl, unsigned int reg, u32 val)
{
	unsigned int lvt;

	switch (reg) {
	case APIC_TPR:
		vl->tpr = val & 0xff;
		break;
	case APIC_EOI:
		vlapic_eoi(vl);
		break;
	case APIC_LDR:
		write_ldr(vl, val);
		break;
	case APIC_DFR:
		write_dfr(vl, val);
		break;
	case APIC_SVR:
		write_svr(vl, val);
		break;
	case APIC_ESR:
		write_esr(vl);
		break;
	case APIC_ICR:
		write_icr(vl, val);
		break;
	case APIC_ICR_HIGH:
		vl->icr = (u64)(val & 0xff000000) << 32 | (u32)vl->icr;
		break;
	case APIC_TIMER_INIT:
		vlapic_timer_set_initial(vl, val);
		break;
	case APIC_TIMER_DIVIDE:
		vlapic_timer_set_divide(vl, val & DIVIDE_BITS);
		break;
	default:
		lvt = vlapic_lvt_at(vl, reg);
		if (lvt < VLVT_NR)
			vlapic_lvt_write(vl, lvt, val);
		break;
	}
}

bool vlapic_covers(const struct vcpu *v, paddr_t gpa)
{
	const struct vlapic *vl = vlapic_of(v);

	return vl && vlapic_enabled(vl) && !vlapic_x2apic(vl) &&
	       (gpa & ~0xfffULL) == (vl->base & APIC_BASE_ADDR);
}

/* Registers are 32 bits at multiples of 16; what else a chip does is undefined. */
u64 vlapic_mmio_read(struct vcpu *v, unsigned int offset, unsigned int bytes)
{
	unsigned int at = offset & 0xf;

	if (at >= 4)
		return 0;
	return vlapic_reg_read(vlapic_of(v), offset & 0xff0) >> (8 * at);
}

void vlapic_mmio_write(struct vcpu *v, unsigned int offset, unsigned int bytes, u64 val)
{
	if (!(offset & 0xf) && bytes >= 4)
		vlapic_reg_write(vlapic_of(v), offset & 0xff0, val);
}

static bool in_words(unsigned int reg, unsigned int first)
{
	return reg >= first && reg < first + 0x80;
}

static bool msr_readable(const struct vlapic *vl, unsigned int reg)
{
	switch (reg) {
	case APIC_ID:
	case APIC_VERSION:
	case APIC_TPR:
	case APIC_PPR:
	case APIC_LDR:
	case APIC_SVR:
	case APIC_ESR:
	case APIC_ICR:
	case APIC_TIMER_INIT:
	case APIC_TIMER_COUNT:
	case APIC_TIMER_DIVIDE:
		return true;
	}
	if (in_words(reg, APIC_ISR) || in_words(reg, APIC_TMR) || in_words(reg, APIC_IRR))
		return true;
	return vlapic_lvt_at(vl, reg) < VLVT_NR;
}

/* The bits that can be written; 0: none may be set; < 0: it can't be written. */
static s64 msr_writable(const struct vlapic *vl, unsigned int reg)
{
	unsigned int lvt;

	switch (reg) {
	case APIC_TPR:
	case SELF_IPI:
		return 0xff;
	case APIC_EOI:
	case APIC_ESR:
		return 0;
	case APIC_SVR:
		return svr_bits(vl);
	case APIC_TIMER_INIT:
		return 0xffffffff;
	case APIC_TIMER_DIVIDE:
		return DIVIDE_BITS;
	}
	lvt = vlapic_lvt_at(vl, reg);
	/* The status bits are read-only, not reserved. */
	return lvt < VLVT_NR ? (s64)(vlapic_lvt_bits(lvt) | BIT(12) | BIT(14)) : -1;
}

static int x2apic_read(struct vlapic *vl, unsigned int reg, u64 *val)
{
	if (!msr_readable(vl, reg))
		return -EINVAL;
	*val = reg == APIC_ICR ? vl->icr : vlapic_reg_read(vl, reg);
	return 0;
}

static int x2apic_write(struct vlapic *vl, unsigned int reg, u64 val)
{
	s64 bits;

	if (reg == APIC_ICR) {
		/* Bit 12 is the status, which is not there in this mode. */
		if ((u32)val & ~(ICR_WRITABLE | BIT(12)))
			return -EINVAL;
		vl->icr = val & (0xffffffff00000000ULL | ICR_WRITABLE);
		vlapic_send(vl, vl->icr);
		return 0;
	}
	bits = msr_writable(vl, reg);
	if (bits < 0 || (val & ~(u64)bits))
		return -EINVAL;
	if (reg == SELF_IPI)
		vlapic_send(vl, BIT(18) | val);
	else
		vlapic_reg_write(vl, reg, val);
	return 0;
}

int vlapic_msr_read(struct vcpu *v, u32 msr, u64 *val)
{
	struct vlapic *vl = vlapic_of(v);

	if (msr == MSR_TSC_DEADLINE) {
		*val = vlapic_deadline_read(vl);
		return 0;
	}
	if (!vlapic_x2apic(vl) || msr - MSR_X2APIC_BASE > 0xff)
		return -EINVAL;
	return x2apic_read(vl, (msr - MSR_X2APIC_BASE) << 4, val);
}

int vlapic_msr_write(struct vcpu *v, u32 msr, u64 val)
{
	struct vlapic *vl = vlapic_of(v);

	if (msr == MSR_TSC_DEADLINE) {
		vlapic_deadline_write(vl, val);
		return 0;
	}
	if (!vlapic_x2apic(vl) || msr - MSR_X2APIC_BASE > 0xff)
		return -EINVAL;
	return x2apic_write(vl, (msr - MSR_X2APIC_BASE) << 4, val);
}

u64 vlapic_base_read(const struct vcpu *v)
{
	return vlapic_of(v)->base;
}

/* Figure 11-27: x2APIC is entered from xAPIC and left to "off" only. */
static bool legal_change(u64 from, u64 to)
{
	bool was_on = from & APIC_BASE_ENABLE, was_x2 = from & APIC_BASE_X2APIC;
	bool on = to & APIC_BASE_ENABLE, x2 = to & APIC_BASE_X2APIC;

	if (x2 && (!on || (!was_on && !was_x2)))
		return false;
	return !(was_x2 && on && !x2);
}

/*
 * The page may move as little as the kernel's own mode may change while devices send
 * to it: dom0's physical APIC stays as it was found.
 */
int vlapic_base_write(struct vcpu *v, u64 val)
{
	struct vlapic *vl = vlapic_of(v);
	u64 changed = val ^ vl->base;

	if (val & ~(APIC_BASE_ADDR | APIC_BASE_ENABLE | APIC_BASE_X2APIC | APIC_BASE_BSP))
		return -EINVAL;
	if (!legal_change(vl->base, val) || (vl->owner && changed))
		return -EINVAL;
	if (changed & APIC_BASE_ADDR)
		return -EINVAL;
	vl->base = (val & ~APIC_BASE_BSP) | (vl->base & APIC_BASE_BSP);
	if ((changed & APIC_BASE_ENABLE) && !vlapic_enabled(vl))
		vlapic_clear(vl);
	return 0;
}
