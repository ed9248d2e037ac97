// SPDX-License-Identifier: GPL-2.0-only
/*
 * The core of the virtual local APIC: what is requested, what is in service, and which
 * of them is next (SDM volume 3, 11.8).
 */
#include <asm/vlapic.h>

#include <linux/atomic.h>
#include <linux/errno.h>
#include <linux/kernel.h>
#include <linux/string.h>
#include <hyp/heap.h>
#include <hyp/sched.h>
#include <hyp/vcpu.h>
#include <asm/apic.h>
#include <asm/dom0_irq.h>
#include "vlapic_priv.h"

#define APIC_DEFAULT_BASE	0xfee00000ULL
#define VERSION_PLAIN		0x00050014	/* integrated, six LVTs */
#define FIRST_LEGAL_VECTOR	16

void vlapic_clear(struct vlapic *vl)
{
	unsigned int i;

	memset(vl->irr, 0, sizeof(vl->irr));
	memset(vl->tmr, 0, sizeof(vl->tmr));
	memset(vl->isr, 0, sizeof(vl->isr));
	memset(vl->extint, 0, sizeof(vl->extint));
	vl->tpr = 0;
	vl->svr = VECTOR_SPURIOUS;
	vl->ldr = 0;
	vl->dfr = ~0u;
	vl->esr = 0;
	vl->esr_pending = 0;
	vl->icr = 0;
	for (i = 0; i < VLVT_NR; i++)
		vl->lvt[i] = LVT_MASKED;
	timer_stop(&vl->timer);
	vl->timer_initial = 0;
	vl->timer_divide = 0;
	vl->expires = 0;
	vl->deadline = 0;
	vl->due = false;
}

int vlapic_init(struct vcpu *v, u32 apic_id)
{
	struct vlapic *vl = heap_new(struct vlapic);

	if (!vl)
		return -ENOMEM;
	vl->vcpu = v;
	vl->id = apic_id;
	vl->version = VERSION_PLAIN;
	vl->base = APIC_DEFAULT_BASE | APIC_BASE_ENABLE | (v->id ? 0 : APIC_BASE_BSP);
	vlapic_timer_init(vl);
	vlapic_clear(vl);
	v->arch->hvm->vlapic = vl;
	return 0;
}

void vlapic_destroy(struct vcpu *v)
{
	struct vlapic *vl = vlapic_of(v);

	if (!vl)
		return;
	timer_kill(&vl->timer);
	v->arch->hvm->vlapic = NULL;
	heap_free(vl);
}

void vlapic_reset(struct vcpu *v)
{
	struct vlapic *vl = vlapic_of(v);

	vlapic_clear(vl);
	if (vl->owner)
		vlapic_lvt_mask_all(vl);
}

u32 vlapic_id(const struct vcpu *v)
{
	return vlapic_of(v)->id;
}

bool vlapic_raise(struct vcpu *v, u8 vector, bool level)
{
	struct vlapic *vl = vlapic_of(v);

	if (!vlapic_accepts(vl))
		return false;
	if (vector < FIRST_LEGAL_VECTOR) {
		vlapic_error(vl, ESR_RECEIVE_ILLEGAL);
		return false;
	}
	if (level)
		set_bit(vector, vl->tmr);
	else
		clear_bit(vector, vl->tmr);
	/* Who sees the request sees its trigger mode: set_bit() is a full barrier. */
	set_bit(vector, vl->irr);
	vcpu_kick(v);
	return true;
}

void vlapic_request(struct vcpu *v, u8 vector)
{
	struct vlapic *vl = vlapic_of(v);

	clear_bit(vector, vl->tmr);
	set_bit(vector, vl->irr);
}

void vlapic_raise_extint(struct vcpu *v, u8 vector)
{
	set_bit(vector, vlapic_of(v)->extint);
	vcpu_kick(v);
}

static int in_service_class(const struct vlapic *vl)
{
	int vector = vlapic_highest(vl->isr);

	return vector < 0 ? 0 : vector >> 4;
}

/* SDM volume 3, 11.8.3.1: the higher of task priority and what is in service. */
u32 vlapic_ppr(const struct vlapic *vl)
{
	u32 in_service = in_service_class(vl) << 4;

	return (vl->tpr & 0xf0) >= in_service ? vl->tpr : in_service;
}

static int next_request(const struct vlapic *vl)
{
	int vector = vlapic_highest(vl->irr);

	return vector >> 4 > (int)(vlapic_ppr(vl) >> 4) ? vector : VLAPIC_NONE;
}

/* An 8259 knows nothing of the APIC's priorities; its own best one has the lowest number. */
static int next_extint(const struct vlapic *vl)
{
	unsigned long vector = find_first_bit(vl->extint, 256);

	return vector < 256 ? (int)vector : VLAPIC_NONE;
}

int vlapic_next(struct vcpu *v)
{
	struct vlapic *vl = vlapic_of(v);
	int vector;

	vlapic_timer_poll(vl);
	vector = next_request(vl);
	return vector < 0 ? next_extint(vl) : vector;
}

void vlapic_accept(struct vcpu *v, u8 vector)
{
	struct vlapic *vl = vlapic_of(v);

	if (next_request(vl) != vector) {
		clear_bit(vector, vl->extint);
		return;
	}
	clear_bit(vector, vl->irr);
	__set_bit(vector, vl->isr);
}

unsigned int vlapic_blocked_class(struct vcpu *v)
{
	const struct vlapic *vl = vlapic_of(v);
	int class = vlapic_highest(vl->irr) >> 4;

	if (class <= in_service_class(vl) || class > (int)(vl->tpr >> 4))
		return 0;
	return class;
}

bool vlapic_wakes(struct vcpu *v)
{
	return vlapic_next(v) >= 0;
}

void vlapic_eoi(struct vlapic *vl)
{
	int vector = vlapic_highest(vl->isr);

	if (vector < 0)
		return;
	__clear_bit(vector, vl->isr);
	if (vl->owner)
		dom0_irq_eoi(vector);
}

unsigned int vlapic_cr8_get(const struct vcpu *v)
{
	return vlapic_of(v)->tpr >> 4;
}

/* The lower half, which CR8 does not show, stays while CR8 does. */
void vlapic_cr8_set(struct vcpu *v, unsigned int cr8)
{
	struct vlapic *vl = vlapic_of(v);

	if (vl->tpr >> 4 != cr8)
		vl->tpr = (cr8 & 0xf) << 4;
}
