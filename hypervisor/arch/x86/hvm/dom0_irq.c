// SPDX-License-Identifier: GPL-2.0-only
/*
 * Interrupts of devices that dom0 drives itself.
 *
 * An edge is acknowledged at once. A level interrupt stays in service in the physical
 * APIC until the vCPU ends it, because its line is still active: an end right away would
 * bring it again for ever. An end is for the highest one in service, so they are ended
 * for real in the order of a stack; one that the vCPU ends out of turn waits for those
 * above. The stack holds at most one of each priority class, since only a higher class
 * interrupts. Nothing of it is in the way of the hypervisor's own, the highest class.
 *
 *	physical		in service	virtual
 *	edge 0x41		-		requested 0x41
 *	level 0x35		0x35		requested 0x35 0x41
 *	timer 0xfb		0x35		(the hypervisor's own)
 *				0x35		in service 0x41; ended
 *				0x35		in service 0x35; ended
 *	end of 0x35		-
 */
#include <asm/dom0_irq.h>

#include <linux/compiler.h>
#include <linux/kernel.h>
#include <hyp/arch.h>
#include <hyp/cpumask.h>
#include <hyp/percpu.h>
#include <hyp/printk.h>
#include <hyp/vcpu.h>
#include <asm/apic.h>
#include <asm/apic_regs.h>
#include <asm/barrier.h>
#include <asm/hvm.h>
#include <asm/vlapic.h>

#define MAX_LATE	16	/* priority classes */
#define DRAIN_ROUNDS	1000

enum dom0_irq_mode {
	PASS,
	ATTACHING,		/* every vector is the kernel's */
	DETACHING,		/* the hypervisor's own mean nothing any more */
};

struct dom0_irq {
	struct vcpu *v;
	u8 mode;		/* enum dom0_irq_mode */
	u8 nr_late;
	bool nmi;		/* came, the vCPU was not told yet */
	u8 late[MAX_LATE];	/* in service in the physical APIC, lowest first */
	bool ended[MAX_LATE];	/* by the vCPU */
	u64 count;
};

static DEFINE_PER_CPU(struct dom0_irq, dom0_irq);

/* 8259s, through LINT0: no vector of the APIC's, and nothing to end in it. */
static bool is_extint(u8 vector)
{
	u32 lint0 = apic_read(APIC_LVT_LINT0);

	return !(lint0 & LVT_MASKED) && (lint0 & 0x700) == APIC_DM_EXTINT &&
	       !apic_isr_test(vector);
}

static void end_late(struct dom0_irq *own)
{
	while (own->nr_late && own->ended[own->nr_late - 1]) {
		own->nr_late--;
		apic_eoi();
	}
}

static void push_late(struct dom0_irq *own, u8 vector)
{
	/* Can't be: one of each class. Ended early is better than never. */
	if (own->nr_late == MAX_LATE) {
		apic_eoi();
		return;
	}
	own->late[own->nr_late] = vector;
	own->ended[own->nr_late++] = false;
}

static void mark_ended(struct dom0_irq *own, u8 vector)
{
	unsigned int i;

	for (i = 0; i < own->nr_late; i++)
		own->ended[i] |= own->late[i] == vector;
	end_late(own);
}

void dom0_irq_eoi(u8 vector)
{
	struct dom0_irq *own = this_cpu_ptr(dom0_irq);
	unsigned long flags;

	if (likely(!own->nr_late))
		return;
	flags = arch_irq_save();
	mark_ended(own, vector);
	arch_irq_restore(flags);
}

static void nobody(u8 vector)
{
	static struct ratelimit limit;

	if (ratelimit(&limit))
		pr_warn("CPU%u: interrupt by vector %#x is dropped: it is not dom0's to use\n",
			smp_processor_id(), vector);
}

static void pass_on(struct dom0_irq *own, u8 vector)
{
	bool level = apic_tmr_test(vector);

	own->count++;
	if (is_extint(vector)) {
		vlapic_raise_extint(own->v, vector);
		return;
	}
	if (level)
		push_late(own, vector);
	else
		apic_eoi();
	/* An APIC that is switched off takes nothing. */
	if (!vlapic_raise(own->v, vector, level) && level)
		mark_ended(own, vector);
}

static bool is_local(u8 vector)
{
	return vector == VECTOR_ERROR || vector == VECTOR_THERMAL || vector == VECTOR_PERF ||
	       vector == VECTOR_CMCI ||
	       (vector >= VECTOR_EXTENDED && vector < VECTOR_EXTENDED + 4);
}

static bool is_own(u8 vector)
{
	return vector >= VECTOR_IRQ_CLEANUP;
}

/* While it changes hands: nothing of the hypervisor's is running or to be run. */
static void in_transit(struct dom0_irq *own, u8 vector)
{
	if (vector == VECTOR_SPURIOUS)
		return;
	if (vector < VECTOR_FIRST_OWN || own->mode == ATTACHING) {
		pass_on(own, vector);
		return;
	}
	apic_eoi();
	if (is_local(vector))
		vlapic_local_interrupt(own->v, vector);
}

static void tell_nmi(struct dom0_irq *own)
{
	if (likely(!READ_ONCE(own->nmi)))
		return;
	WRITE_ONCE(own->nmi, false);
	hvm_nmi(own->v);
}

bool dom0_interrupt(u8 vector)
{
	struct dom0_irq *own = this_cpu_ptr(dom0_irq);

	if (unlikely(own->mode != PASS)) {
		in_transit(own, vector);
		return true;
	}
	if (own->v)
		tell_nmi(own);
	if (own->v && vector < VECTOR_FIRST_OWN) {
		pass_on(own, vector);
		return true;
	}
	if (own->v && is_local(vector)) {
		apic_eoi();
		vlapic_local_interrupt(own->v, vector);
		return true;
	}
	if (is_own(vector))
		return false;
	apic_eoi();
	nobody(vector);
	return true;
}

/*
 * What was interrupted may hold the locks that waking a vCPU takes: an interrupt that
 * comes when they are free does it.
 */
void dom0_nmi(void)
{
	struct dom0_irq *own = this_cpu_ptr(dom0_irq);

	WRITE_ONCE(own->nmi, true);
	/* In transit that vector would be dom0's; dom0_irq_attach() looks at its end. */
	if (own->v && own->mode == PASS)
		apic_send_self(VECTOR_EVENT_CHECK);
}

bool dom0_nmi_withdraw(struct vcpu *v)
{
	struct dom0_irq *own = this_cpu_ptr(dom0_irq);
	bool came = own->nmi || (v && v->nmi_pending);

	own->nmi = false;
	if (v)
		v->nmi_pending = false;
	return came;
}

static int highest_of(unsigned int reg)
{
	int i;

	for (i = 7; i >= 0; i--) {
		u32 word = apic_read(reg + i * 0x10);

		if (word)
			return i * 32 + fls(word) - 1;
	}
	return VLAPIC_NONE;
}

/* What waits below something in service comes when that has ended. */
static bool deliverable(void)
{
	return highest_of(APIC_IRR) >> 4 > max(highest_of(APIC_ISR) >> 4, 0);
}

static void drain(struct dom0_irq *own, enum dom0_irq_mode mode)
{
	unsigned int rounds;

	own->mode = mode;
	for (rounds = 0; rounds < DRAIN_ROUNDS && deliverable(); rounds++) {
		arch_irq_enable();
		cpu_relax();
		arch_irq_disable();
	}
	own->mode = PASS;
}

/* The top of the stack may be an edge that the kernel was serving: ended right away. */
static void adopt_in_service(struct dom0_irq *own)
{
	unsigned int vector;

	for (vector = VECTOR_FIRST_DEVICE; vector < 256; vector++) {
		if (!apic_isr_test(vector))
			continue;
		push_late(own, vector);
		vlapic_put_in_service(own->v, vector, apic_tmr_test(vector));
	}
	while (own->nr_late && !apic_tmr_test(own->late[own->nr_late - 1])) {
		own->nr_late--;
		apic_eoi();
	}
}

void dom0_irq_attach(struct vcpu *v)
{
	struct dom0_irq *own = this_cpu_ptr(dom0_irq);

	own->v = v;
	own->nr_late = 0;
	adopt_in_service(own);
	drain(own, ATTACHING);
	tell_nmi(own);
}

void dom0_irq_assign(struct vcpu *v, unsigned int cpu)
{
	WRITE_ONCE(per_cpu_ptr(dom0_irq, cpu)->v, v);
}

/* Those that the vCPU has in service stay so, it will end them itself. */
void dom0_irq_detach(struct vcpu *v)
{
	struct dom0_irq *own = this_cpu_ptr(dom0_irq);

	drain(own, DETACHING);
	while (own->nr_late && vlapic_withdraw(v, own->late[own->nr_late - 1])) {
		own->nr_late--;
		apic_eoi();
	}
	own->nr_late = 0;
	own->v = NULL;
}

u64 dom0_irq_count(void)
{
	unsigned int cpu;
	u64 sum = 0;

	for_each_online_cpu(cpu)
		sum += per_cpu_ptr(dom0_irq, cpu)->count;
	return sum;
}
