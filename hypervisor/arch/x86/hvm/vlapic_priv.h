/* SPDX-License-Identifier: GPL-2.0-only */
/* What the files of the virtual local APIC share. */
#ifndef HVM_VLAPIC_PRIV_H
#define HVM_VLAPIC_PRIV_H

#include <linux/bitops.h>
#include <linux/types.h>
#include <hyp/time_scale.h>
#include <hyp/timer.h>
#include <hyp/vcpu.h>
#include <asm/apic_regs.h>
#include <asm/domain.h>
#include <asm/hvm.h>
#include <asm/vlapic.h>

enum vlapic_lvt {
	VLVT_TIMER,
	VLVT_THERMAL,
	VLVT_PERF,
	VLVT_LINT0,
	VLVT_LINT1,
	VLVT_ERROR,
	VLVT_CMCI,
	VLVT_EXTENDED,			/* AMD: the first of four */
	VLVT_NR = VLVT_EXTENDED + 4,
};

#define VLAPIC_WORDS	(256 / BITS_PER_LONG)

/* Error status register (SDM volume 3, figure 11-9). */
#define ESR_SEND_ILLEGAL	BIT(5)
#define ESR_RECEIVE_ILLEGAL	BIT(6)
#define ESR_ILLEGAL_REGISTER	BIT(7)

/*
 * @irr, @tmr and @extint change from any CPU, by atomic bits; everything else belongs to
 * the vCPU's own.
 */
struct vlapic {
	struct vcpu *vcpu;
	u64 base;			/* IA32_APIC_BASE */
	u32 id, version;
	u32 tpr, svr, ldr, dfr;
	u32 esr, esr_pending;
	u64 icr;
	u32 lvt[VLVT_NR];
	unsigned long irr[VLAPIC_WORDS], tmr[VLAPIC_WORDS], isr[VLAPIC_WORDS];
	unsigned long extint[VLAPIC_WORDS];	/* acknowledged at an 8259, to be taken */

	struct timer timer;
	struct time_scale to_ns, from_ns;	/* of the timer's clock before the divider */
	u32 timer_initial, timer_divide;
	u64 expires;			/* system time, 0: not counting */
	u64 deadline;			/* TSC; 0: none */
	bool due;			/* the timer ran out, nobody looked yet */

	/* The physical APIC of the vCPU's CPU follows: LVTs, logical destination. */
	bool owner;
};

static inline struct vlapic *vlapic_of(const struct vcpu *v)
{
	return v->arch->hvm->vlapic;
}

static inline bool vlapic_enabled(const struct vlapic *vl)
{
	return vl->base & APIC_BASE_ENABLE;
}

static inline bool vlapic_x2apic(const struct vlapic *vl)
{
	return vl->base & APIC_BASE_X2APIC;
}

/* SVR's bit: without it nothing is accepted and LVTs stay masked. */
static inline bool vlapic_accepts(const struct vlapic *vl)
{
	return vlapic_enabled(vl) && (vl->svr & SVR_ENABLE);
}

/* Highest bit, or VLAPIC_NONE. */
static inline int vlapic_highest(const unsigned long *map)
{
	unsigned int i = VLAPIC_WORDS;

	while (i--) {
		unsigned long word = READ_ONCE(map[i]);

		if (word)
			return i * BITS_PER_LONG + __fls(word);
	}
	return VLAPIC_NONE;
}

u32 vlapic_ppr(const struct vlapic *vl);
void vlapic_eoi(struct vlapic *vl);
void vlapic_clear(struct vlapic *vl);	/* registers as after reset */

/* vlapic_lvt.c. @offset: of a register; VLVT_NR: it is none of them. */
unsigned int vlapic_lvt_at(const struct vlapic *vl, unsigned int offset);
u32 vlapic_lvt_bits(unsigned int lvt);	/* those that can be written */
u32 vlapic_lvt_read(const struct vlapic *vl, unsigned int lvt);
void vlapic_lvt_write(struct vlapic *vl, unsigned int lvt, u32 val);
void vlapic_lvt_mask_all(struct vlapic *vl);
/* Between the physical ones and @vl->lvt, all but the timer. */
void vlapic_lvt_adopt(struct vlapic *vl);
void vlapic_lvt_release(struct vlapic *vl);
/* Bits of ESR_*: noted, and an interrupt by its LVT. */
void vlapic_error(struct vlapic *vl, u32 bits);

/* vlapic_timer.c */
void vlapic_timer_init(struct vlapic *vl);
void vlapic_timer_lvt(struct vlapic *vl, u32 old);	/* the mode may have changed */
void vlapic_timer_set_initial(struct vlapic *vl, u32 count);
void vlapic_timer_set_divide(struct vlapic *vl, u32 divide);
u32 vlapic_timer_count(struct vlapic *vl);
void vlapic_timer_poll(struct vlapic *vl);	/* what ran out becomes an interrupt */
u64 vlapic_deadline_read(const struct vlapic *vl);
void vlapic_deadline_write(struct vlapic *vl, u64 tsc);
/* As if @count were what is left of timer_initial: 0: it has run out. */
void vlapic_timer_resume(struct vlapic *vl, u32 count);

/* vlapic_regs.c: @reg is the offset of a register in memory. */
u32 vlapic_reg_read(struct vlapic *vl, unsigned int reg);
void vlapic_reg_write(struct vlapic *vl, unsigned int reg, u32 val);

/* vlapic_icr.c */
#define ICR_WRITABLE	0xccfffu
void vlapic_send(struct vlapic *vl, u64 icr);

#endif /* HVM_VLAPIC_PRIV_H */
