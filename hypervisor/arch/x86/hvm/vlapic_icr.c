// SPDX-License-Identifier: GPL-2.0-only
/*
 * Inter-processor interrupts (SDM volume 3, 11.6): who is meant, and what they get.
 *
 * Level-triggered IPIs exist on paper only; CPUs since the Pentium 4 send edges.
 */
#include <linux/kernel.h>
#include <hyp/domain.h>
#include <hyp/printk.h>
#include <hyp/vcpu.h>
#include <asm/apic.h>
#include "vlapic_priv.h"

#define ICR_MODE(icr)		((icr) & 0x700)
#define ICR_LOGICAL		BIT(11)
#define ICR_LEVEL_ASSERT	BIT(14)
#define ICR_TRIGGER_LEVEL	BIT(15)
#define ICR_SHORTHAND(icr)	((icr) >> 18 & 3)

enum shorthand {
	TO_DEST,
	TO_SELF,
	TO_ALL,
	TO_OTHERS,
};

#define XAPIC_BROADCAST		0xff
#define X2APIC_BROADCAST	0xffffffff
#define DFR_FLAT		0xf

/* Of a logical ID in x2APIC mode: cluster of 16, and a bit in it (11.12.10.2). */
static bool in_x2apic_set(const struct vlapic *to, u32 dest)
{
	return dest >> 16 == to->id >> 4 && (dest & BIT(to->id & 0xf));
}

static bool in_xapic_set(const struct vlapic *to, u32 dest)
{
	u32 own = to->ldr >> 24;

	if (to->dfr >> 28 == DFR_FLAT)
		return own & dest;
	if (dest >> 4 != 0xf && dest >> 4 != own >> 4)
		return false;
	return own & dest & 0xf;
}

static bool is_meant(const struct vlapic *to, u32 dest, bool logical)
{
	if (!vlapic_enabled(to))
		return false;
	if (vlapic_x2apic(to)) {
		if (dest == X2APIC_BROADCAST)
			return true;
		return logical ? in_x2apic_set(to, dest) : dest == to->id;
	}
	if (logical)
		return in_xapic_set(to, dest & 0xff);
	return dest == XAPIC_BROADCAST || dest == (to->id & 0xff);
}

static void deliver(struct vlapic *to, u32 icr)
{
	u8 vector = icr & 0xff;

	switch (ICR_MODE(icr)) {
	case APIC_DM_FIXED:
	case APIC_DM_LOWEST:
		vlapic_raise(to->vcpu, vector, false);
		break;
	case APIC_DM_NMI:
		hvm_nmi(to->vcpu);
		break;
	case APIC_DM_INIT:
		hvm_init_signal(to->vcpu);
		break;
	case APIC_DM_STARTUP:
		hvm_startup_signal(to->vcpu, vector);
		break;
	default:
		guest_log(to->vcpu->domain, "vCPU %u: no IPI of mode %u\n", to->vcpu->id,
			  ICR_MODE(icr) >> 8);
		break;
	}
}

/* Of those meant the one that does the least urgent thing; the first among equals. */
static void deliver_lowest(struct domain *d, u32 dest, bool logical, u32 icr)
{
	struct vlapic *best = NULL;
	struct vcpu *v;

	for_each_vcpu(d, v) {
		struct vlapic *to = vlapic_of(v);

		if (!to || !is_meant(to, dest, logical) || !vlapic_accepts(to))
			continue;
		if (!best || vlapic_ppr(to) < vlapic_ppr(best))
			best = to;
	}
	if (best)
		deliver(best, icr);
}

/* Almost always APIC n is vCPU n's. */
static bool deliver_physical(struct domain *d, u32 dest, u32 icr)
{
	struct vcpu *v = domain_vcpu(d, dest);

	if (!v || !vlapic_of(v) || vlapic_of(v)->id != dest || !is_meant(vlapic_of(v), dest, false))
		return false;
	deliver(vlapic_of(v), icr);
	return true;
}

static void deliver_to_dest(struct vlapic *vl, u32 dest, u32 icr)
{
	struct domain *d = vl->vcpu->domain;
	bool logical = icr & ICR_LOGICAL;
	struct vcpu *v;

	if (ICR_MODE(icr) == APIC_DM_LOWEST) {
		deliver_lowest(d, dest, logical, icr);
		return;
	}
	if (!logical && dest != XAPIC_BROADCAST && deliver_physical(d, dest, icr))
		return;
	for_each_vcpu(d, v) {
		if (vlapic_of(v) && is_meant(vlapic_of(v), dest, logical))
			deliver(vlapic_of(v), icr);
	}
}

static void deliver_to_all(struct vlapic *vl, bool self, u32 icr)
{
	struct vcpu *v;

	for_each_vcpu(vl->vcpu->domain, v) {
		if (vlapic_of(v) && vlapic_enabled(vlapic_of(v)) && (self || v != vl->vcpu))
			deliver(vlapic_of(v), icr);
	}
}

static bool has_vector(u32 icr)
{
	return ICR_MODE(icr) == APIC_DM_FIXED || ICR_MODE(icr) == APIC_DM_LOWEST;
}

/* INIT level de-assert only ever set arbitration IDs, of buses that are gone. */
static bool is_deassert(u32 icr)
{
	return ICR_MODE(icr) == APIC_DM_INIT && (icr & ICR_TRIGGER_LEVEL) &&
	       !(icr & ICR_LEVEL_ASSERT);
}

void vlapic_send(struct vlapic *vl, u64 icr)
{
	u32 low = icr, dest = icr >> 32;

	if (!vlapic_x2apic(vl))
		dest >>= 24;
	if (has_vector(low) && (low & 0xff) < 16) {
		vlapic_error(vl, ESR_SEND_ILLEGAL);
		return;
	}
	if (is_deassert(low))
		return;
	switch (ICR_SHORTHAND(low)) {
	case TO_SELF:
		/* Of the others only fixed ones are allowed (table 11-3). */
		if (has_vector(low))
			deliver(vl, low);
		break;
	case TO_ALL:
		deliver_to_all(vl, true, low);
		break;
	case TO_OTHERS:
		deliver_to_all(vl, false, low);
		break;
	default:
		deliver_to_dest(vl, dest, low);
		break;
	}
}
