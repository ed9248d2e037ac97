// SPDX-License-Identifier: GPL-2.0-only
/*
 * The local APIC changes hands: from a kernel on bare metal to the hypervisor, with a
 * virtual one for the kernel, and back.
 *
 * No interrupt and no tick may be lost in between, on any CPU:
 *
 *  - A countdown is masked and read. If it has run out, its interrupt was taken long ago,
 *    is requested, is on its way (emulated APICs have a distance there) or has met the
 *    mask; it is raised in any case, since a tick too many finds nothing to do, and one
 *    too few stops a kernel without a periodic timer for good.
 *  - What is requested in the physical APIC can't be taken out of it but by taking the
 *    interrupt; so it is taken, in the hypervisor's IDT, and requested in the virtual one.
 *  - On the way back what is requested in the virtual one is sent again as an IPI to this
 *    CPU, which is an edge as good as any; a level interrupt comes again by itself.
 *  - The timer goes on with what is left of the countdown. If that is nothing it has been
 *    requested.
 */
#include <linux/errno.h>
#include <linux/kernel.h>
#include <hyp/softirq.h>
#include <hyp/time.h>
#include <asm/apic.h>
#include <asm/barrier.h>
#include <asm/clock.h>
#include <asm/dom0_irq.h>
#include "vlapic_priv.h"

#define SVR_KEEP_EOI	BIT(12)

void vlapic_put_in_service(struct vcpu *v, u8 vector, bool level)
{
	struct vlapic *vl = vlapic_of(v);

	__set_bit(vector, vl->isr);
	if (level)
		set_bit(vector, vl->tmr);
}

bool vlapic_withdraw(struct vcpu *v, u8 vector)
{
	struct vlapic *vl = vlapic_of(v);

	if (test_bit(vector, vl->isr))
		return false;
	clear_bit(vector, vl->irr);
	return true;
}

static bool in_good_state(u64 base)
{
	return (base & APIC_BASE_ENABLE) && !(base & APIC_BASE_X2APIC) == !apic_is_x2apic &&
	       (apic_read(APIC_SVR) & SVR_ENABLE);
}

static void read_registers(struct vlapic *vl, u64 base)
{
	vlapic_clear(vl);
	vl->owner = true;
	vl->base = base;
	vl->id = apic_read_id();
	vl->version = apic_read(APIC_VERSION);
	vl->tpr = apic_read(APIC_TPR);
	vl->svr = apic_read(APIC_SVR);
	vl->icr = apic_read(APIC_ICR);
	vl->ldr = apic_read(APIC_LDR);
	if (!apic_is_x2apic) {
		vl->dfr = apic_read(APIC_DFR);
		vl->icr |= (u64)apic_read(APIC_ICR_HIGH) << 32;
	}
}

/* Return: what is left of the countdown; 0: nothing runs. *@due: it ran out. */
static u32 read_timer(struct vlapic *vl, bool *due)
{
	u32 before, lvt, left;

	vl->timer_divide = apic_read(APIC_TIMER_DIVIDE);
	vl->timer_initial = apic_read(APIC_TIMER_INIT);
	lvt = apic_read(APIC_LVT_TIMER) & 0x700ff;
	vl->lvt[VLVT_TIMER] = lvt;
	if ((lvt & LVT_TIMER_MODE) == LVT_TIMER_DEADLINE) {
		vl->deadline = apic_read_deadline();
		return 0;
	}
	before = apic_read(APIC_TIMER_COUNT);
	apic_write(APIC_LVT_TIMER, lvt | LVT_MASKED);
	left = apic_read(APIC_TIMER_COUNT);
	/* A periodic one begins again. */
	*due = vl->timer_initial && (!left || left > before);
	return left;
}

/* A deadline that has passed was requested or is requested now; both are one tick. */
static void go_on(struct vlapic *vl, u32 left, bool due)
{
	u64 deadline = vl->deadline;

	if (deadline)
		vlapic_deadline_write(vl, deadline);
	else
		vlapic_timer_resume(vl, left);
	if (due && !(vl->lvt[VLVT_TIMER] & LVT_MASKED))
		vlapic_raise(vl->vcpu, vl->lvt[VLVT_TIMER] & 0xff, false);
}

static void take_physical(struct vlapic *vl)
{
	apic_timer_stop_cpu();
	vlapic_lvt_adopt(vl);
	apic_write(APIC_SVR, (vl->svr & SVR_KEEP_EOI) | SVR_ENABLE | VECTOR_SPURIOUS);
	apic_write(APIC_TPR, 0);
}

int vlapic_adopt(struct vcpu *v)
{
	struct vlapic *vl = vlapic_of(v);
	u64 base = apic_read_base();
	bool due = false;
	u32 left;

	if (!in_good_state(base))
		return -EIO;
	read_registers(vl, base);
	timer_migrate(&vl->timer, smp_processor_id());
	left = read_timer(vl, &due);
	take_physical(vl);
	dom0_irq_attach(v);
	go_on(vl, left, due);
	apic_timer_init_cpu();
	/* It looks what is the first to come, and programs it. */
	softirq_raise(SOFTIRQ_TIMER);
	return 0;
}

void vlapic_own(struct vcpu *v)
{
	struct vlapic *vl = vlapic_of(v);

	vl->version = apic_read(APIC_VERSION);
	vl->owner = true;
	timer_migrate(&vl->timer, v->id);
	dom0_irq_assign(v, v->id);
}

static void raise_requested(struct vlapic *vl)
{
	unsigned int vector;

	for (vector = VECTOR_FIRST_DEVICE; vector < 256; vector++) {
		if (test_and_clear_bit(vector, vl->irr))
			apic_send_self(vector);
	}
}

static void write_timer(struct vlapic *vl)
{
	u32 lvt = vl->lvt[VLVT_TIMER], left = vlapic_timer_count(vl);
	u64 deadline = vl->deadline;

	timer_stop(&vl->timer);
	apic_write(APIC_TIMER_DIVIDE, vl->timer_divide);
	apic_write(APIC_LVT_TIMER, lvt);
	if ((lvt & LVT_TIMER_MODE) == LVT_TIMER_DEADLINE) {
		/* The mode before the deadline (SDM volume 3, 11.5.4.1). */
		mb();
		apic_write_deadline(deadline);
	} else if ((lvt & LVT_TIMER_MODE) == LVT_TIMER_PERIODIC) {
		apic_write(APIC_TIMER_INIT, vl->timer_initial);
	} else if (left) {
		apic_write(APIC_TIMER_INIT, left);
	}
}

static void write_registers(struct vlapic *vl)
{
	vlapic_lvt_release(vl);
	apic_write(APIC_ESR, 0);
	apic_write(APIC_SVR, vl->svr);
	/* ICR's lower half would send; who uses it writes it. */
	if (!apic_is_x2apic)
		apic_write(APIC_ICR_HIGH, vl->icr >> 32);
	apic_write(APIC_TPR, vl->tpr);
}

/*
 * The timer is read last of all that can run out, so what ran out before is requested by
 * then; and it is written before requests go out, since it might run out right away.
 */
void vlapic_release(struct vcpu *v)
{
	struct vlapic *vl = vlapic_of(v);

	apic_timer_stop_cpu();
	dom0_irq_detach(v);
	vlapic_timer_poll(vl);
	write_timer(vl);
	raise_requested(vl);
	write_registers(vl);
	vl->owner = false;
}
