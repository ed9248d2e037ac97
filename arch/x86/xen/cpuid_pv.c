// SPDX-License-Identifier: GPL-2.0-only
/*
 * CPUID in a PV domain.
 *
 * The instruction need not trap; behind the hypervisor's prefix it always does, and the
 * domain's own view comes. What is left of the machine in it is the topology. A virtual CPU
 * runs anywhere, so each is told to be a package of one core with one thread.
 */
#include <linux/bits.h>
#include <linux/init.h>
#include <linux/smp.h>

#include <asm/cpufeature.h>
#include <asm/paravirt.h>
#include <asm/xen/interface.h>

#include "pv_cpu.h"

#define LEAF_FEATURES	1
#define LEAF_CACHES	4
#define LEAF_MWAIT	5
#define LEAF_TOPOLOGY	0xb
#define LEAF_TOPOLOGY2	0x1f
#define LEAF_AMD_SIZES	0x80000008
#define LEAF_AMD_TOPOLOGY	0x8000001e

#define HTT		BIT(28)	/* of LEAF_FEATURES, EDX */
#define MWAIT		BIT(3)	/* ECX */
#define EBX_APIC_ID	24
#define EBX_THREADS	16
#define EBX_LOW		0xffff
#define CACHE_SHARING	0xffffc000	/* of LEAF_CACHES, EAX: threads and cores */
#define AMD_CORES	0xf0ff		/* of LEAF_AMD_SIZES, ECX */

/* As apic.c says it. */
static u32 own_apic_id(void)
{
	return raw_smp_processor_id();
}

/* One thread, which has a cache for itself. */
static void hide_topology(u32 leaf, u32 *ax, u32 *bx, u32 *cx, u32 *dx)
{
	switch (leaf) {
	case LEAF_FEATURES:
		*bx = (*bx & EBX_LOW) | 1 << EBX_THREADS | own_apic_id() << EBX_APIC_ID;
		*cx &= ~MWAIT;
		*dx &= ~HTT;
		break;
	case LEAF_CACHES:
		*ax &= ~CACHE_SHARING;
		break;
	case LEAF_MWAIT:
	case LEAF_TOPOLOGY:
	case LEAF_TOPOLOGY2:
		*ax = 0;
		*bx = 0;
		*cx = 0;
		*dx = 0;
		break;
	case LEAF_AMD_SIZES:
		*cx &= ~AMD_CORES;
		break;
	case LEAF_AMD_TOPOLOGY:
		*ax = own_apic_id();
		*bx = 0;
		*cx = 0;
		break;
	}
}

static void cpuid_pv(u32 *ax, u32 *bx, u32 *cx, u32 *dx)
{
	u32 leaf = *ax;

	asm volatile(XEN_CPUID
		     : "=a" (*ax), "=b" (*bx), "=c" (*cx), "=d" (*dx)
		     : "0" (*ax), "2" (*cx)
		     : "memory");
	hide_topology(leaf, ax, bx, cx, dx);
}

/* What works on the machine's registers, which a domain does not have. */
static const u16 absent[] __initconst = {
	X86_FEATURE_ACC,
	X86_FEATURE_ACPI,
	X86_FEATURE_APERFMPERF,
	X86_FEATURE_DCA,
	X86_FEATURE_LA57,
	X86_FEATURE_MTRR,
	X86_FEATURE_PCID,
	X86_FEATURE_PGE,
	X86_FEATURE_PSE,
	X86_FEATURE_SME,
	X86_FEATURE_TSC_DEADLINE_TIMER,
	X86_FEATURE_X2APIC,
};

/**
 * xen_init_cpuid_ops() - see the domain's processor, not the machine's
 */
void __init xen_init_cpuid_ops(void)
{
	unsigned int i;

	pv_ops.cpu.cpuid = cpuid_pv;
	setup_force_cpu_cap(X86_FEATURE_XENPV);
	for (i = 0; i < ARRAY_SIZE(absent); i++)
		setup_clear_cpu_cap(absent[i]);
}
