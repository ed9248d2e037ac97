// SPDX-License-Identifier: GPL-2.0-only
/*
 * Records of the local APIC: its mode and its page of registers, each at the offset that
 * it has in memory. The timer goes on with what was left of it.
 */
#include <linux/errno.h>
#include <linux/kernel.h>
#include <linux/string.h>
#include <hyp/domain.h>
#include <asm/apic_regs.h>
#include <asm/domain.h>
#include <asm/hvm.h>
#include <xen/interface/hvm/save.h>
#include "save.h"
#include "vlapic_priv.h"

/* struct hvm_hw_lapic, disabled */
#define DISABLED_BY_BASE	BIT(0)
#define DISABLED_BY_SVR		BIT(1)

static u32 lapic_size(const struct vcpu *v)
{
	return vlapic_of(v) ? sizeof(struct hvm_hw_lapic) : 0;
}

/* The record has the guest's time stamps, we count the machine's. 0: none. */
static u64 shift_deadline(u64 tsc, u64 offset)
{
	return tsc ? tsc + offset : 0;
}

static void lapic_save(struct vcpu *v, void *body)
{
	u64 offset = v->domain->arch->hvm->tsc_offset;
	struct vlapic *vl = vlapic_of(v);

	*(struct hvm_hw_lapic *)body = (struct hvm_hw_lapic){
		.apic_base_msr = vl->base,
		.disabled = (vlapic_enabled(vl) ? 0 : DISABLED_BY_BASE) |
			    (vl->svr & SVR_ENABLE ? 0 : DISABLED_BY_SVR),
		.timer_divisor = 1U << apic_divide_shift(vl->timer_divide),
		.tdt_msr = shift_deadline(vlapic_deadline_read(vl), offset),
	};
}

/* Each mode can be restored, whatever the APIC is in now; the rest of the base is fixed. */
static int lapic_load(struct vcpu *v, const void *body, u32 bytes)
{
	const u64 mode = APIC_BASE_ENABLE | APIC_BASE_X2APIC;
	const struct hvm_hw_lapic *l = body;
	struct vlapic *vl = vlapic_of(v);

	if (!vl || bytes != sizeof(*l) || ((l->apic_base_msr ^ vl->base) & ~mode) ||
	    (l->apic_base_msr & mode) == APIC_BASE_X2APIC)
		return -EINVAL;
	vlapic_clear(vl);
	vl->base = l->apic_base_msr;
	/* Armed when the registers have come, which say what the timer's mode is. */
	vl->deadline = shift_deadline(l->tdt_msr, -v->domain->arch->hvm->tsc_offset);
	return 0;
}

const struct hvm_record hvm_record_lapic = {
	.code = HVM_SAVE_CODE_LAPIC,
	.size = lapic_size,
	.save = lapic_save,
	.load = lapic_load,
};

static const u16 saved[] = {
	APIC_ID, APIC_VERSION, APIC_TPR, APIC_PPR, APIC_LDR, APIC_DFR, APIC_SVR, APIC_ESR,
	APIC_ICR, APIC_ICR_HIGH, APIC_LVT_CMCI, APIC_LVT_TIMER, APIC_LVT_THERMAL,
	APIC_LVT_PERF, APIC_LVT_LINT0, APIC_LVT_LINT1, APIC_LVT_ERROR,
	APIC_TIMER_INIT, APIC_TIMER_COUNT, APIC_TIMER_DIVIDE,
};

#define BITMAP_WORDS	8

static u32 *reg_at(void *page, unsigned int reg)
{
	return (u32 *)((u8 *)page + reg);
}

static u32 reg_of(const void *page, unsigned int reg)
{
	return *(const u32 *)((const u8 *)page + reg);
}

static u32 regs_size(const struct vcpu *v)
{
	return vlapic_of(v) ? sizeof(struct hvm_hw_lapic_regs) : 0;
}

static void regs_save(struct vcpu *v, void *body)
{
	struct vlapic *vl = vlapic_of(v);
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(saved); i++)
		*reg_at(body, saved[i]) = vlapic_reg_read(vl, saved[i]);
	for (i = 0; i < BITMAP_WORDS; i++) {
		*reg_at(body, APIC_ISR + i * 0x10) = vlapic_reg_read(vl, APIC_ISR + i * 0x10);
		*reg_at(body, APIC_TMR + i * 0x10) = vlapic_reg_read(vl, APIC_TMR + i * 0x10);
		*reg_at(body, APIC_IRR + i * 0x10) = vlapic_reg_read(vl, APIC_IRR + i * 0x10);
	}
}

/* Vectors below 16 are never requested. */
static void load_bitmap(unsigned long *map, const void *page, unsigned int reg)
{
	unsigned int i;

	for (i = 0; i < BITMAP_WORDS; i++) {
		u64 word = reg_of(page, reg + i * 0x10);

		map[i / 2] |= word << (i % 2 * 32);
	}
	map[0] &= ~0xffffUL;
}

static void load_lvts(struct vlapic *vl, const void *page)
{
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(saved); i++) {
		unsigned int lvt = vlapic_lvt_at(vl, saved[i]);

		if (lvt < VLVT_NR)
			vl->lvt[lvt] = reg_of(page, saved[i]) & vlapic_lvt_bits(lvt);
	}
}

static void load_timer(struct vlapic *vl, const void *page)
{
	u64 deadline = vl->deadline;

	vl->timer_divide = reg_of(page, APIC_TIMER_DIVIDE) & 0xb;
	if ((vl->lvt[VLVT_TIMER] & LVT_TIMER_MODE) == LVT_TIMER_DEADLINE) {
		vlapic_deadline_write(vl, deadline);
		return;
	}
	vl->deadline = 0;
	vl->timer_initial = reg_of(page, APIC_TIMER_INIT);
	vlapic_timer_resume(vl, reg_of(page, APIC_TIMER_COUNT));
}

static int regs_load(struct vcpu *v, const void *body, u32 bytes)
{
	struct vlapic *vl = vlapic_of(v);

	if (!vl || bytes != sizeof(struct hvm_hw_lapic_regs))
		return -EINVAL;
	vl->tpr = reg_of(body, APIC_TPR) & 0xff;
	vl->ldr = vlapic_x2apic(vl) ? 0 : reg_of(body, APIC_LDR) & 0xff000000;
	vl->dfr = vlapic_x2apic(vl) ? ~0U : reg_of(body, APIC_DFR) | 0x0fffffff;
	vl->svr = reg_of(body, APIC_SVR) & (0xff | SVR_ENABLE);
	vl->esr = reg_of(body, APIC_ESR) & 0xff;
	vl->icr = (u64)reg_of(body, APIC_ICR_HIGH) << 32 | (reg_of(body, APIC_ICR) & ICR_WRITABLE);
	load_bitmap(vl->isr, body, APIC_ISR);
	load_bitmap(vl->tmr, body, APIC_TMR);
	load_bitmap(vl->irr, body, APIC_IRR);
	load_lvts(vl, body);
	load_timer(vl, body);
	return 0;
}

const struct hvm_record hvm_record_lapic_regs = {
	.code = HVM_SAVE_CODE_LAPIC_REGS,
	.size = regs_size,
	.save = regs_save,
	.load = regs_load,
};
