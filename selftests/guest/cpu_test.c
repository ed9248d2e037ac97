// SPDX-License-Identifier: GPL-2.0-only
/*
 * The CPU as a PV kernel sees it: CPUID by the emulation prefix, MSRs, XCR0, and
 * vector registers that survive another vCPU (the idle one at least) in between.
 */
#include "guest.h"

#include <asm/cpufeature.h>
#include <asm/xen/cpuid.h>
#include <xen/interface/sched.h>

#define MSR_TSC			0x10
#define MSR_APIC_BASE		0x1b
#define MSR_UCODE_REV		0x8b
#define MSR_PAT			0x277
#define MSR_MISC_ENABLE		0x1a0
#define MSR_LSTAR		0xc0000082
#define MSR_TSC_AUX		0xc0000103
#define MSR_X2APIC_EOI		0x80b
#define CR4_OSXSAVE		0x40000UL
#define BLOCK_NS		2000000

static void cpuid_of(u32 leaf, u32 subleaf, u32 out[4])
{
	__asm__ __volatile__(XEN_EMULATE_PREFIX "cpuid"
			     : "=a" (out[0]), "=b" (out[1]), "=c" (out[2]), "=d" (out[3])
			     : "a" (leaf), "c" (subleaf));
}

static bool has(u32 feature)
{
	static const struct {
		u32 leaf, subleaf, reg;
	} word[] = {
		{ 1, 0, 3 }, { 1, 0, 2 }, { 0x80000001, 0, 3 }, { 0x80000001, 0, 2 },
		{ 0xd, 1, 0 }, { 7, 0, 1 }, { 7, 0, 2 },
	};
	u32 out[4];

	cpuid_of(word[feature / 32].leaf, word[feature / 32].subleaf, out);
	return out[word[feature / 32].reg] >> feature % 32 & 1;
}

static bool try_rdmsr(u32 msr, u64 *val)
{
	u32 lo = 0, hi = 0;

	TRY("rdmsr", : "+a" (lo), "+d" (hi) : "c" (msr) : "memory");
	*val = (u64)hi << 32 | lo;
	return last_fault.vector == ~0UL;
}

static bool try_wrmsr(u32 msr, u64 val)
{
	TRY("wrmsr", : : "c" (msr), "a" ((u32)val), "d" ((u32)(val >> 32)) : "memory");
	return last_fault.vector == ~0UL;
}

static void features_that_pv_has(void)
{
	EXPECT(has(FEATURE_FPU));
	EXPECT(has(FEATURE_SSE2));
	EXPECT(has(FEATURE_APIC));
	EXPECT(has(FEATURE_PAT));
	EXPECT(has(FEATURE_LM));
	EXPECT(has(FEATURE_NX));
	EXPECT(has(FEATURE_SYSCALL));
	EXPECT(has(FEATURE_HYPERVISOR));
	/* The leave to use XSAVE, before CR4 says so. */
	EXPECT_EQ(has(FEATURE_OSXSAVE), has(FEATURE_XSAVE));
}

static void features_that_pv_never_has(void)
{
	EXPECT(!has(FEATURE_VME));
	EXPECT(!has(FEATURE_PSE));
	EXPECT(!has(FEATURE_PGE));
	EXPECT(!has(FEATURE_VMX));
	EXPECT(!has(FEATURE_SVM));
	EXPECT(!has(FEATURE_PCID));
	EXPECT(!has(FEATURE_X2APIC));
	EXPECT(!has(FEATURE_TSC_DEADLINE));
	EXPECT(!has(FEATURE_PAGE1GB));
	EXPECT(!has(FEATURE_SMEP));
	EXPECT(!has(FEATURE_SMAP));
	EXPECT(!has(FEATURE_UMIP));
	EXPECT(!has(FEATURE_PKU));
	EXPECT(!has(FEATURE_LA57));
	EXPECT(!has(FEATURE_XSAVES));
}

static void hypervisor_leaves(void)
{
	u32 out[4];

	cpuid_of(XEN_CPUID_FIRST_LEAF, 0, out);
	EXPECT_EQ(out[1], XEN_CPUID_SIGNATURE_EBX);
	EXPECT_EQ(out[2], XEN_CPUID_SIGNATURE_ECX);
	EXPECT_EQ(out[3], XEN_CPUID_SIGNATURE_EDX);
	EXPECT(out[0] >= XEN_CPUID_LEAF(3));
	cpuid_of(XEN_CPUID_LEAF(1), 0, out);
	EXPECT_EQ(out[0], 4 << 16 | 17);
	cpuid_of(XEN_CPUID_LEAF(2), 0, out);
	EXPECT_EQ(out[0], 1);
	EXPECT_EQ(out[1] & 0xffff0000, 0x40000000);
	EXPECT_EQ(out[2] & XEN_CPUID_FEAT1_MMU_PT_UPDATE_PRESERVE_AD, 1);
	cpuid_of(XEN_CPUID_LEAF(3), 2, out);
	EXPECT(out[0] > 100000);		/* kHz */
	cpuid_of(0x4000ff00, 0, out);
	EXPECT_EQ(out[0] | out[1] | out[2] | out[3], 0);
}

static void leaves_out_of_range(void)
{
	u32 out[4], max;

	cpuid_of(0, 0, out);
	max = out[0];
	EXPECT(max >= 1);
	EXPECT(max <= 0x20);
	cpuid_of(0x7fffffff, 0, out);
	EXPECT_EQ(out[0] | out[1] | out[2] | out[3], 0);
	cpuid_of(0x8000ffff, 0, out);
	EXPECT_EQ(out[0] | out[1] | out[2] | out[3], 0);
}

static bool try_xsetbv(u32 reg, u64 val)
{
	TRY("xsetbv", : : "c" (reg), "a" ((u32)val), "d" ((u32)(val >> 32)) : "memory");
	return last_fault.vector == ~0UL;
}

/* The size that XSAVEC needs, from the components: kernels compare. */
static void compact_size(u32 xcr0)
{
	u32 i, size = 576, leaf[4];

	cpuid_of(0xd, 1, leaf);
	if (!(leaf[0] & 2) || !try_xsetbv(0, xcr0))
		return;
	for (i = 2; i < 32; i++) {
		u32 c[4];

		cpuid_of(0xd, i, c);
		if (!(xcr0 >> i & 1))
			continue;
		if (c[2] & 2)
			size = (size + 63) & ~63U;
		size += c[0];
	}
	cpuid_of(0xd, 1, leaf);
	EXPECT_EQ(leaf[1], size);
	EXPECT(try_xsetbv(0, 3));
}

static void xstate_leaf(void)
{
	u32 out[4];

	if (!has(FEATURE_XSAVE))
		return case_skip("no XSAVE");
	cpuid_of(0xd, 0, out);
	EXPECT_EQ(out[0] & 3, 3);
	EXPECT(out[2] >= 576);
	EXPECT(out[1] <= out[2]);
	/* Keys and bounds: not for PV. */
	EXPECT_EQ(out[0] & 0x200, 0);
	EXPECT_EQ(out[3], 0);
	compact_size(out[0]);
}

static void msrs_that_are_there(void)
{
	u64 val;

	EXPECT(try_rdmsr(MSR_TSC, &val));
	EXPECT(val);
	EXPECT(try_rdmsr(MSR_PAT, &val));
	EXPECT_EQ(val, 0x050100070406);
	EXPECT(try_rdmsr(MSR_UCODE_REV, &val));
	EXPECT(try_rdmsr(MSR_APIC_BASE, &val));
	EXPECT_EQ(val & 0xfffff000, 0xfee00000);
}

static void msrs_that_are_not(void)
{
	u64 val;

	EXPECT(!try_wrmsr(MSR_PAT, 0x0007040600070406));
	EXPECT_EQ(last_fault.vector, 13);
	EXPECT(!try_wrmsr(MSR_APIC_BASE, 0xfed00900));
	EXPECT(!try_wrmsr(MSR_LSTAR, 0));
	EXPECT(!try_rdmsr(MSR_X2APIC_EOI, &val));
	EXPECT(!try_wrmsr(MSR_X2APIC_EOI, 0));
}

static void tsc_aux(void)
{
	u32 lo, hi, aux;
	u64 val;

	if (!has(FEATURE_RDTSCP))
		return case_skip("no RDTSCP");
	EXPECT(try_wrmsr(MSR_TSC_AUX, 0x12345));
	EXPECT(try_rdmsr(MSR_TSC_AUX, &val));
	EXPECT_EQ(val, 0x12345);
	__asm__ __volatile__("rdtscp" : "=a" (lo), "=d" (hi), "=c" (aux));
	EXPECT_EQ(aux, 0x12345);
	EXPECT(!try_wrmsr(MSR_TSC_AUX, 1UL << 32));
}

static u64 xgetbv(void)
{
	u32 lo, hi;

	__asm__ __volatile__("xgetbv" : "=a" (lo), "=d" (hi) : "c" (0));
	return (u64)hi << 32 | lo;
}

static void xcr0(void)
{
	u64 cr4;

	if (!has(FEATURE_XSAVE))
		return case_skip("no XSAVE");
	__asm__ __volatile__("mov %%cr4, %0" : "=r" (cr4));
	TRY("mov %[cr4], %%cr4", : : [cr4] "r" (cr4 | CR4_OSXSAVE) : "memory");
	EXPECT_EQ(last_fault.vector, ~0UL);
	EXPECT(try_xsetbv(0, 3));
	EXPECT_EQ(xgetbv(), 3);
	EXPECT(!try_xsetbv(0, 0));		/* x87 is always on */
	EXPECT_EQ(last_fault.vector, 13);
	EXPECT(!try_xsetbv(0, 5));		/* YMM needs XMM */
	EXPECT(!try_xsetbv(0, 1UL << 62 | 3));
	EXPECT(!try_xsetbv(1, 3));
	EXPECT_EQ(xgetbv(), 3);
}

/* Gives the CPU away for a while: waits for none of no event channels. */
static void block(void)
{
	struct sched_poll poll = { .timeout = system_time_ns() + BLOCK_NS };

	EXPECT_EQ(hypercall(__HYPERVISOR_sched_op, SCHEDOP_poll, &poll), 0);
}

static void xmm_survives(void)
{
	u64 want[2] __aligned(16) = { 0x0123456789abcdef, 0xfedcba9876543210 };
	u64 got[2] __aligned(16) = { 0, 0 };
	u16 fcw = 0x27f, got_fcw = 0;
	u32 mxcsr = 0x3f80, got_mxcsr = 0, old_mxcsr;

	__asm__ __volatile__("fninit\n\tfldcw %0" : : "m" (fcw));
	__asm__ __volatile__("stmxcsr %0\n\tldmxcsr %1" : "=m" (old_mxcsr) : "m" (mxcsr));
	__asm__ __volatile__("movdqa %0, %%xmm7\n\tmovdqa %0, %%xmm15" : : "m" (want));
	block();
	__asm__ __volatile__("movdqa %%xmm7, %0" : "=m" (got));
	EXPECT_EQ(got[0], want[0]);
	EXPECT_EQ(got[1], want[1]);
	__asm__ __volatile__("movdqa %%xmm15, %0" : "=m" (got));
	EXPECT_EQ(got[1], want[1]);
	__asm__ __volatile__("fnstcw %0\n\tstmxcsr %1" : "=m" (got_fcw), "=m" (got_mxcsr));
	EXPECT_EQ(got_fcw, fcw);
	EXPECT_EQ(got_mxcsr, mxcsr);
	__asm__ __volatile__("ldmxcsr %0" : : "m" (old_mxcsr));
}

/* Off in XCR0 while another ran: on again, it holds what it held. */
static void ymm_survives_being_off(void)
{
	u64 want[4] __aligned(32) = { 1, 2, 0x3333333333333333, 0x4444444444444444 };
	u64 got[4] __aligned(32) = { 0 };
	u32 out[4];

	if (!has(FEATURE_XSAVE) || !has(FEATURE_AVX))
		return case_skip("no AVX");
	cpuid_of(0xd, 0, out);
	if (!(out[0] & 4))
		return case_skip("no YMM state");
	EXPECT(try_xsetbv(0, 7));
	__asm__ __volatile__("vmovdqa %0, %%ymm3" : : "m" (want));
	EXPECT(try_xsetbv(0, 3));
	block();
	EXPECT(try_xsetbv(0, 7));
	__asm__ __volatile__("vmovdqa %%ymm3, %0" : "=m" (got));
	EXPECT_EQ(got[0], want[0]);
	EXPECT_EQ(got[2], want[2]);
	EXPECT_EQ(got[3], want[3]);
}

static bool can_lar(u16 sel)
{
	u64 rights;
	bool ok;

	__asm__ __volatile__("lar %[sel], %[rights]" : "=@ccz" (ok), [rights] "=r" (rights)
			     : [sel] "r" ((u64)sel));
	return ok;
}

static void tables_and_cpu_number(void)
{
	struct {
		u16 limit;
		u64 base;
	} __packed gdt, idt;
	u16 msw;

	/* UMIP is off: a PV kernel may look, and finds the hypervisor's part. */
	TRY("sgdt %[gdt]", : [gdt] "=m" (gdt) : : "memory");
	EXPECT_EQ(last_fault.vector, ~0UL);
	/* Of the reserved page at the least the entries. */
	EXPECT(gdt.limit >= 0xe0ff && gdt.limit <= 0xefff);
	EXPECT(can_lar(0xe02b));
	EXPECT(!can_lar(0xe803));
	EXPECT(!can_lar(0xe80b));
	TRY("sidt %[idt]", : [idt] "=m" (idt) : : "memory");
	EXPECT_EQ(last_fault.vector, ~0UL);
	EXPECT(idt.base >= 0xffff800000000000UL);
	__asm__ __volatile__("smsw %0" : "=r" (msw));
	EXPECT_EQ(msw & 1, 1);
}

GUEST_TEST({ "features that PV has", features_that_pv_has },
	   { "features that PV never has", features_that_pv_never_has },
	   { "leaves of the hypervisor", hypervisor_leaves },
	   { "leaves out of range", leaves_out_of_range },
	   { "the XSTATE leaf", xstate_leaf },
	   { "MSRs that are there", msrs_that_are_there },
	   { "MSRs that are not", msrs_that_are_not },
	   { "TSC_AUX", tsc_aux },
	   { "XCR0", xcr0 },
	   { "XMM survives a block", xmm_survives },
	   { "YMM survives being off", ymm_survives_being_off },
	   { "descriptor tables can be seen", tables_and_cpu_number });
