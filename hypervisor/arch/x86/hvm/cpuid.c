// SPDX-License-Identifier: GPL-2.0-only
/*
 * CPUID in a container. A domain that was built sees its policy. An adopted kernel
 * has looked at the machine long ago, so it goes on seeing that, and the
 * hypervisor's own leaves besides.
 */
#include <asm/hvm.h>

#include <linux/bits.h>
#include <hyp/domain.h>
#include <hyp/vcpu.h>
#include <asm/cpufeature.h>
#include <asm/domain.h>
#include <asm/fpu.h>
#include <asm/policy.h>
#include <asm/system.h>
#include <asm/xen/cpuid.h>

#define ECX1_X2APIC	BIT(21)
#define ECX1_OSXSAVE	BIT(27)
#define ECX1_HYPERVISOR	BIT(31)
#define ECX7_OSPKE	BIT(4)

static u32 follow(u32 reg, u32 bit, bool on)
{
	return on ? reg | bit : reg & ~bit;
}

/* Bits that mirror CR4: the CPU answers with ours. */
static void adjust(const struct vcpu *v, u32 leaf, u32 subleaf, u32 out[4])
{
	u64 cr4 = hvm_ops->get_cr(v, 4);

	if (leaf == 1) {
		out[2] = follow(out[2], ECX1_OSXSAVE, cr4 & CR4_OSXSAVE);
		if (hvm_sees_us(v->domain))
			out[2] |= ECX1_HYPERVISOR;
	} else if (leaf == 7 && subleaf == 0) {
		out[2] = follow(out[2], ECX7_OSPKE, cr4 & CR4_PKE);
	}
}

/* Of a dom0 that was built: the ID of its CPU, and the mode that the physical APIC has. */
static void adjust_owner(const struct vcpu *v, u32 leaf, u32 out[4])
{
	u32 id = v->arch->hvm->apic_id;

	if (leaf == 1) {
		out[1] = (out[1] & 0x00ffffff) | id << 24;
		out[2] &= ~(u32)ECX1_X2APIC;
	} else if (leaf == 0xb) {
		out[3] = id;
	}
}

void hvm_cpuid(struct vcpu *v, u32 leaf, u32 subleaf, u32 out[4])
{
	struct cpuid_regs r;

	if (leaf == LEAF_XSTATE)
		fpu_notice_xcr0(v);
	if (!v->domain->arch->hvm->adopted ||
	    (leaf >> 16 == XEN_CPUID_FIRST_LEAF >> 16 && hvm_sees_us(v->domain))) {
		guest_cpuid(v, leaf, subleaf, out);
		if (v->domain->hardware && !v->domain->arch->hvm->adopted)
			adjust_owner(v, leaf, out);
		return;
	}
	r = cpuid(leaf, subleaf);
	out[0] = r.eax;
	out[1] = r.ebx;
	out[2] = r.ecx;
	out[3] = r.edx;
	adjust(v, leaf, subleaf, out);
}
