// SPDX-License-Identifier: GPL-2.0-only
/*
 * The local vector table (SDM volume 3, 11.5.1; APM volume 2, 16.4), and errors.
 *
 * In dom0's APIC all but the timer is written through to the physical one, so that NMIs,
 * SMIs and an 8259 come as the kernel has set them. Where the kernel wants a vector,
 * the physical entry has one of the hypervisor's, and the kernel's is raised when that
 * comes: kernels choose numbers here that the hypervisor uses for itself.
 */
#include <linux/kernel.h>
#include <asm/apic.h>
#include <asm/dom0_irq.h>
#include "vlapic_priv.h"

#define DELIVERY_MODE	0x700
#define STATUS_BITS	(BIT(12) | BIT(14))	/* delivery status, remote IRR */
#define EXTENDED_SPACE	BIT(31)			/* of the version register */

struct lvt_kind {
	u16 offset;
	u8 min_max;		/* there if the version's "max LVT" is at least this */
	u8 host_vector;		/* 0: the kernel's own goes through */
	u32 bits;
};

static const struct lvt_kind kinds[VLVT_NR] = {
	[VLVT_TIMER]	= { APIC_LVT_TIMER, 0, 0, 0x700ff },
	[VLVT_THERMAL]	= { APIC_LVT_THERMAL, 5, VECTOR_THERMAL, 0x107ff },
	[VLVT_PERF]	= { APIC_LVT_PERF, 4, VECTOR_PERF, 0x107ff },
	[VLVT_LINT0]	= { APIC_LVT_LINT0, 0, 0, 0x1a7ff },
	[VLVT_LINT1]	= { APIC_LVT_LINT1, 0, 0, 0x1a7ff },
	[VLVT_ERROR]	= { APIC_LVT_ERROR, 0, VECTOR_ERROR, 0x100ff },
	[VLVT_CMCI]	= { APIC_LVT_CMCI, 6, VECTOR_CMCI, 0x107ff },
	[VLVT_EXTENDED]	= { APIC_LVT_EXTENDED, 0, VECTOR_EXTENDED, 0x107ff },
	[VLVT_EXTENDED + 1] = { APIC_LVT_EXTENDED + 0x10, 0, VECTOR_EXTENDED + 1, 0x107ff },
	[VLVT_EXTENDED + 2] = { APIC_LVT_EXTENDED + 0x20, 0, VECTOR_EXTENDED + 2, 0x107ff },
	[VLVT_EXTENDED + 3] = { APIC_LVT_EXTENDED + 0x30, 0, VECTOR_EXTENDED + 3, 0x107ff },
};

/* AMD's are as many as the feature register says. */
static unsigned int nr_extended(const struct vlapic *vl)
{
	unsigned int n;

	if (!vl->owner || !(vl->version & EXTENDED_SPACE))
		return 0;
	n = apic_read(APIC_EXT_FEATURE) >> 16 & 0xff;
	return min_t(unsigned int, n, VLVT_NR - VLVT_EXTENDED);
}

static bool present(const struct vlapic *vl, unsigned int lvt)
{
	if (lvt >= VLVT_EXTENDED)
		return lvt - VLVT_EXTENDED < nr_extended(vl);
	return kinds[lvt].min_max <= (vl->version >> 16 & 0xff);
}

unsigned int vlapic_lvt_at(const struct vlapic *vl, unsigned int offset)
{
	unsigned int lvt;

	for (lvt = 0; lvt < VLVT_NR; lvt++) {
		if (kinds[lvt].offset == offset)
			return present(vl, lvt) ? lvt : VLVT_NR;
	}
	return VLVT_NR;
}

u32 vlapic_lvt_bits(unsigned int lvt)
{
	return kinds[lvt].bits;
}

/* Errors are always ours to see first; the timer is ours alone. */
static bool passed_through(const struct vlapic *vl, unsigned int lvt)
{
	return vl->owner && lvt != VLVT_TIMER && lvt != VLVT_ERROR;
}

/*
 * What the physical entry is to be. A vector of the hypervisor's own class can't be
 * let through where there is none to stand in for it.
 */
static u32 physical(unsigned int lvt, u32 val)
{
	if ((val & DELIVERY_MODE) != APIC_DM_FIXED)
		return val;
	if (kinds[lvt].host_vector)
		return (val & ~0xffu) | kinds[lvt].host_vector;
	return (val & 0xff) >= VECTOR_FIRST_OWN ? val | LVT_MASKED : val;
}

/* The CPU itself sets the mask (performance counters) and the status bits. */
u32 vlapic_lvt_read(const struct vlapic *vl, unsigned int lvt)
{
	u32 now;

	if (!passed_through(vl, lvt))
		return vl->lvt[lvt];
	now = apic_read(kinds[lvt].offset) & (LVT_MASKED | STATUS_BITS);
	return (vl->lvt[lvt] & ~(LVT_MASKED | STATUS_BITS)) | now;
}

void vlapic_lvt_write(struct vlapic *vl, unsigned int lvt, u32 val)
{
	u32 old = vl->lvt[lvt];

	val &= kinds[lvt].bits;
	if (!(vl->svr & SVR_ENABLE))
		val |= LVT_MASKED;
	vl->lvt[lvt] = val;
	if (lvt == VLVT_TIMER)
		vlapic_timer_lvt(vl, old);
	else if (passed_through(vl, lvt))
		apic_write(kinds[lvt].offset, physical(lvt, val));
}

void vlapic_lvt_mask_all(struct vlapic *vl)
{
	unsigned int lvt;

	for (lvt = 0; lvt < VLVT_NR; lvt++) {
		if (present(vl, lvt))
			vlapic_lvt_write(vl, lvt, vl->lvt[lvt] | LVT_MASKED);
	}
}

void vlapic_lvt_adopt(struct vlapic *vl)
{
	unsigned int lvt;

	for (lvt = VLVT_TIMER + 1; lvt < VLVT_NR; lvt++) {
		if (!present(vl, lvt))
			continue;
		vl->lvt[lvt] = apic_read(kinds[lvt].offset) & kinds[lvt].bits;
		apic_write(kinds[lvt].offset, lvt == VLVT_ERROR ? VECTOR_ERROR :
			   physical(lvt, vl->lvt[lvt]));
	}
}

void vlapic_lvt_release(struct vlapic *vl)
{
	unsigned int lvt;

	for (lvt = VLVT_TIMER + 1; lvt < VLVT_NR; lvt++) {
		if (present(vl, lvt))
			apic_write(kinds[lvt].offset, vlapic_lvt_read(vl, lvt) & kinds[lvt].bits);
	}
}

/* Without a legal vector of its own there would be an error in telling of errors. */
void vlapic_error(struct vlapic *vl, u32 bits)
{
	u32 entry = vl->lvt[VLVT_ERROR];

	__atomic_fetch_or(&vl->esr_pending, bits, __ATOMIC_RELAXED);
	if (!(entry & LVT_MASKED) && (entry & 0xff) >= 16)
		vlapic_raise(vl->vcpu, entry & 0xff, false);
}

void vlapic_local_interrupt(struct vcpu *v, u8 host_vector)
{
	struct vlapic *vl = vlapic_of(v);
	unsigned int lvt;

	if (host_vector == VECTOR_ERROR) {
		vlapic_error(vl, apic_take_errors());
		return;
	}
	for (lvt = 0; lvt < VLVT_NR; lvt++) {
		if (kinds[lvt].host_vector == host_vector &&
		    (vl->lvt[lvt] & DELIVERY_MODE) == APIC_DM_FIXED)
			vlapic_raise(v, vl->lvt[lvt] & 0xff, false);
	}
}
