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

/**
 * struct vlapic - a virtual local APIC
 * @vcpu: whose it is
 * @base: IA32_APIC_BASE
 * @id: APIC ID
 * @version: version register
 * @tpr: registers
 * @svr: registers
 * @ldr: registers
 * @dfr: registers
 * @esr: error status as the guest sees it
 * @esr_pending: errors since its last write; changes from any CPU
 * @icr: interrupt command as it was written last
 * @lvt: the guest's values, by enum vlapic_lvt
 * @irr: requested, by vector
 * @tmr: level triggered, by vector
 * @isr: in service, by vector
 * @extint: acknowledged at an 8259, to be taken
 * @timer: fires when the APIC's timer runs out
 * @to_ns: ticks of the timer's clock before the divider to ns
 * @from_ns: the other way round
 * @timer_initial: registers
 * @timer_divide: registers
 * @expires: system time, 0: not counting
 * @deadline: TSC; 0: none
 * @due: the timer ran out, nobody looked yet
 * @owner: the physical APIC of the vCPU's CPU follows: LVTs, logical destination
 *
 * @irr, @tmr and @extint change from any CPU, by atomic bits; everything else but
 * @esr_pending and @due belongs to the vCPU's own.
 */
struct vlapic {
	struct vcpu *vcpu;
	u64 base;
	u32 id, version;
	u32 tpr, svr, ldr, dfr;
	u32 esr, esr_pending;
	u64 icr;
	u32 lvt[VLVT_NR];
	unsigned long irr[VLAPIC_WORDS], tmr[VLAPIC_WORDS], isr[VLAPIC_WORDS];
	unsigned long extint[VLAPIC_WORDS];

	struct timer timer;
	struct time_scale to_ns, from_ns;
	u32 timer_initial, timer_divide;
	u64 expires;
	u64 deadline;
	bool due;
	bool owner;
};

/**
 * vlapic_of() - the APIC of a vCPU
 * @v: of a container; NULL if it has none
 */
static inline struct vlapic *vlapic_of(const struct vcpu *v)
{
	return v->arch->hvm->vlapic;
}

/**
 * vlapic_enabled() - is it on, by its base MSR?
 * @vl: the APIC
 */
static inline bool vlapic_enabled(const struct vlapic *vl)
{
	return vl->base & APIC_BASE_ENABLE;
}

/**
 * vlapic_x2apic() - is it in x2APIC mode?
 * @vl: the APIC
 */
static inline bool vlapic_x2apic(const struct vlapic *vl)
{
	return vl->base & APIC_BASE_X2APIC;
}

/**
 * vlapic_accepts() - does it accept interrupts?
 * @vl: the APIC
 *
 * SVR's bit: without it nothing is accepted and LVTs stay masked.
 */
static inline bool vlapic_accepts(const struct vlapic *vl)
{
	return vlapic_enabled(vl) && (vl->svr & SVR_ENABLE);
}

/**
 * vlapic_highest() - highest bit of a map
 * @map: VLAPIC_WORDS words
 *
 * Return: VLAPIC_NONE: there is none.
 */
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

/**
 * vlapic_ppr() - processor priority (SDM volume 3, 11.8.3.1)
 * @vl: the APIC
 */
u32 vlapic_ppr(const struct vlapic *vl);

/**
 * vlapic_eoi() - end the highest interrupt in service
 * @vl: the APIC
 */
void vlapic_eoi(struct vlapic *vl);

/**
 * vlapic_clear() - registers as after reset, the timer stopped
 * @vl: the APIC
 */
void vlapic_clear(struct vlapic *vl);

/**
 * vlapic_lvt_at() - which entry of the local vector table a register is
 * @vl: the APIC
 * @offset: of the register
 *
 * Return: VLVT_NR: it is none of them, or there is none.
 */
unsigned int vlapic_lvt_at(const struct vlapic *vl, unsigned int offset);

/**
 * vlapic_lvt_bits() - bits of an entry that can be written
 * @lvt: enum vlapic_lvt
 */
u32 vlapic_lvt_bits(unsigned int lvt);

/**
 * vlapic_lvt_read() - an entry as the guest reads it
 * @vl: the APIC
 * @lvt: enum vlapic_lvt
 */
u32 vlapic_lvt_read(const struct vlapic *vl, unsigned int lvt);

/**
 * vlapic_lvt_write() - the guest writes an entry
 * @vl: the APIC
 * @lvt: enum vlapic_lvt
 * @val: the value; it stays masked while SVR's bit is off
 */
void vlapic_lvt_write(struct vlapic *vl, unsigned int lvt, u32 val);

/**
 * vlapic_lvt_mask_all() - mask all entries
 * @vl: the APIC
 */
void vlapic_lvt_mask_all(struct vlapic *vl);

/**
 * vlapic_lvt_adopt() - take the physical entries over, all but the timer
 * @vl: the APIC; on its vCPU's CPU
 */
void vlapic_lvt_adopt(struct vlapic *vl);

/**
 * vlapic_lvt_release() - give the physical entries their values, all but the timer
 * @vl: the APIC; on its vCPU's CPU
 */
void vlapic_lvt_release(struct vlapic *vl);

/**
 * vlapic_error() - note an error, and raise the interrupt of its LVT entry
 * @vl: the APIC
 * @bits: ESR_*
 *
 * Any CPU.
 */
void vlapic_error(struct vlapic *vl, u32 bits);

/**
 * vlapic_timer_init() - prepare the timer; it does not run
 * @vl: new
 */
void vlapic_timer_init(struct vlapic *vl);

/**
 * vlapic_timer_lvt() - the entry of the timer was written: its mode may have changed
 * @vl: the APIC
 * @old: the entry before
 *
 * Going between countdown and deadline disarms (SDM volume 3, 11.5.4.1).
 */
void vlapic_timer_lvt(struct vlapic *vl, u32 old);

/**
 * vlapic_timer_set_initial() - the guest writes the initial count
 * @vl: the APIC
 * @count: 0 stops; without effect in deadline mode
 */
void vlapic_timer_set_initial(struct vlapic *vl, u32 count);

/**
 * vlapic_timer_set_divide() - the guest writes the divide register
 * @vl: the APIC
 * @divide: what is left of the count goes on at the new rate
 */
void vlapic_timer_set_divide(struct vlapic *vl, u32 divide);

/**
 * vlapic_timer_count() - current count, 0 in deadline mode
 * @vl: the APIC
 */
u32 vlapic_timer_count(struct vlapic *vl);

/**
 * vlapic_timer_poll() - what ran out becomes an interrupt
 * @vl: the APIC
 */
void vlapic_timer_poll(struct vlapic *vl);

/**
 * vlapic_deadline_read() - TSC deadline, 0: none
 * @vl: the APIC
 */
u64 vlapic_deadline_read(const struct vlapic *vl);

/**
 * vlapic_deadline_write() - the guest writes the TSC deadline
 * @vl: the APIC
 * @tsc: 0 disarms; without effect in other modes
 */
void vlapic_deadline_write(struct vlapic *vl, u64 tsc);

/**
 * vlapic_timer_resume() - go on as if so much were left of timer_initial
 * @vl: the APIC
 * @count: ticks behind the divider, 0: it has run out
 */
void vlapic_timer_resume(struct vlapic *vl, u32 count);

/**
 * vlapic_reg_read() - read a register
 * @vl: the APIC
 * @reg: offset in memory; 0 where there is none
 */
u32 vlapic_reg_read(struct vlapic *vl, unsigned int reg);

/**
 * vlapic_reg_write() - write a register
 * @vl: the APIC
 * @reg: offset in memory; nothing happens where there is none
 * @val: the value
 */
void vlapic_reg_write(struct vlapic *vl, unsigned int reg, u32 val);

/* vlapic_icr.c */
#define ICR_WRITABLE	0xccfffu

/**
 * vlapic_send() - send what the interrupt command register says
 * @vl: the APIC of the sender
 * @icr: both halves
 */
void vlapic_send(struct vlapic *vl, u64 icr);

#endif /* HVM_VLAPIC_PRIV_H */
