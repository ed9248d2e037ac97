// SPDX-License-Identifier: GPL-2.0-only
/* Policies: what is read of a machine, and what is left of it for guests of each kind. */
#include "test.h"

#include <linux/bits.h>
#include <linux/kernel.h>
#include <linux/string.h>
#include <asm/cpu_policy.h>

static struct cpu_policy p;
static u32 max_basic, max_ext, words_of_ones;

/* A machine that has every feature there is, and 2 cache levels. */
static void rich(u32 leaf, u32 subleaf, u32 out[4])
{
	memset(out, 0, 16);
	switch (leaf) {
	case 0:
		out[0] = max_basic;
		out[1] = 0x756e6547;
		break;
	case 4:
		out[0] = subleaf < 2 ? 0x21 + subleaf : 0;
		break;
	case 7:
		out[0] = subleaf ? words_of_ones : 2;
		out[1] = words_of_ones;
		out[2] = words_of_ones;
		out[3] = words_of_ones;
		break;
	case 0xb:
		out[2] = subleaf < 2 ? (subleaf + 1) << 8 : 0;
		break;
	case 0xd:
		if (subleaf == 0)
			out[0] = 0x2e7;
		else if (subleaf == 1)
			out[0] = words_of_ones & 0xf;
		else
			out[0] = subleaf == 5 ? 40 : 64;
		if (subleaf == 6)
			out[2] = 2;		/* begins on 64 bytes */
		break;
	case 0x80000000:
		out[0] = max_ext;
		break;
	default:
		memset(out, words_of_ones ? 0xff : 0, 16);
	}
}

static void read_rich(void)
{
	max_basic = 0x20;
	max_ext = 0x80000028;
	words_of_ones = 0xffffffff;
	policy_read(&p, rich);
}

TEST(leaves_are_those_tools_know)
{
	u32 i;

	read_rich();
	EXPECT_EQ(p.nr <= POLICY_MAX_LEAVES, true);
	EXPECT_EQ(policy_find(&p, 0, 0)->a, 0xd);
	EXPECT_EQ(policy_find(&p, 0x80000000, 0)->a, POLICY_LAST_EXT);
	for (i = 0; i < p.nr; i++) {
		u32 leaf = p.leaf[i].leaf;
		bool subs = leaf == 4 || leaf == 7 || leaf == 0xb || leaf == 0xd;

		EXPECT_EQ(leaf <= POLICY_LAST_BASIC ||
			  (leaf >= 0x80000000 && leaf <= POLICY_LAST_EXT), true);
		EXPECT_EQ(p.leaf[i].subleaf == XEN_CPUID_NO_SUBLEAF, !subs);
		if (i)
			EXPECT_EQ(p.leaf[i - 1].leaf <= leaf, true);
	}
	/* Two caches and the end; components 2, 5, 6, 7 and 9 with both heads. */
	EXPECT_EQ(policy_find(&p, 4, 2)->a, 0);
	EXPECT_EQ(policy_find(&p, 4, 3), NULL);
	EXPECT_EQ(policy_find(&p, 0xd, 9)->a, 64);
	EXPECT_EQ(policy_find(&p, 0xd, 3), NULL);
}

TEST(words_go_out_and_in)
{
	u32 i, word[NR_CPU_WORDS], again[NR_CPU_WORDS];

	read_rich();
	for (i = 0; i < NR_CPU_WORDS; i++)
		word[i] = 0x01010101 * (i + 1);
	policy_set_words(&p, word);
	policy_get_words(&p, again);
	EXPECT_EQ(memcmp(word, again, sizeof(word)), 0);
	EXPECT_EQ(policy_find(&p, 1, 0)->d, 0x01010101);
	EXPECT_EQ(policy_find(&p, 0x80000001, 0)->c, 0x04040404);
}

static bool has(u32 feature)
{
	u32 word[NR_CPU_WORDS];

	policy_get_words(&p, word);
	return word[feature / 32] >> feature % 32 & 1;
}

TEST(pv_never_gets)
{
	static const u32 never[] = {
		FEATURE_VME, FEATURE_PSE, FEATURE_PGE, FEATURE_MTRR, FEATURE_PSE36, FEATURE_VMX,
		FEATURE_PCID, FEATURE_X2APIC, FEATURE_TSC_DEADLINE, FEATURE_MONITOR,
		FEATURE_SVM, FEATURE_PAGE1GB, FEATURE_SMEP, FEATURE_SMAP, FEATURE_UMIP,
		FEATURE_PKU, FEATURE_LA57, FEATURE_INVPCID, FEATURE_XSAVES, FEATURE_OSXSAVE,
		FEATURE_IBRSB, FEATURE_ARCH_CAPS, FEATURE_IBRS, FEATURE_TOPOEXT,
	};
	static const u32 always[] = {
		FEATURE_FPU, FEATURE_SSE2, FEATURE_APIC, FEATURE_PAT, FEATURE_SYSCALL, FEATURE_NX,
		FEATURE_LM, FEATURE_XSAVE, FEATURE_AVX, FEATURE_FSGSBASE, FEATURE_HYPERVISOR,
		FEATURE_RDTSCP, FEATURE_CX16,
	};
	u32 i;

	read_rich();
	policy_limit_pv(&p, 0xe7);
	for (i = 0; i < ARRAY_SIZE(never); i++)
		EXPECT_EQ(has(never[i]), false);
	for (i = 0; i < ARRAY_SIZE(always); i++)
		EXPECT_EQ(has(always[i]), true);
	EXPECT_EQ(policy_find(&p, 0xd, 0)->a, 0xe7);
	EXPECT_EQ(policy_find(&p, 0xd, 9), NULL);
	EXPECT_EQ(policy_find(&p, 5, 0)->a, 0);
	EXPECT_EQ(policy_find(&p, 0xa, 0)->a, 0);
}

TEST(pv_of_a_poor_machine)
{
	max_basic = 1;
	max_ext = 0x80000001;
	words_of_ones = 0;
	policy_read(&p, rich);
	policy_limit_pv(&p, 3);
	EXPECT_EQ(has(FEATURE_HYPERVISOR), true);
	EXPECT_EQ(has(FEATURE_NX), false);
	EXPECT_EQ(policy_find(&p, 7, 0), NULL);
}

/* Nothing without a register or a device behind it, and what PV guests can't have. */
TEST(a_container_has_more_and_less)
{
	static const u32 never[] = {
		FEATURE_MTRR, FEATURE_VMX, FEATURE_MONITOR, FEATURE_SVM, FEATURE_PKU, FEATURE_OSPKE,
		FEATURE_LA57, FEATURE_XSAVES, FEATURE_OSXSAVE, FEATURE_IBRSB, FEATURE_ARCH_CAPS,
		FEATURE_TOPOEXT,
	};
	static const u32 always[] = {
		FEATURE_FPU, FEATURE_VME, FEATURE_DE, FEATURE_PSE, FEATURE_PAE, FEATURE_PGE,
		FEATURE_PAT, FEATURE_PSE36, FEATURE_PCID, FEATURE_X2APIC, FEATURE_TSC_DEADLINE,
		FEATURE_XSAVE, FEATURE_AVX, FEATURE_HYPERVISOR, FEATURE_SYSCALL, FEATURE_NX,
		FEATURE_PAGE1GB, FEATURE_RDTSCP, FEATURE_LM, FEATURE_XSAVEC, FEATURE_FSGSBASE,
		FEATURE_SMEP, FEATURE_SMAP, FEATURE_INVPCID, FEATURE_UMIP, FEATURE_ITSC,
	};
	u32 i;

	read_rich();
	policy_limit_hvm(&p, 7);
	for (i = 0; i < ARRAY_SIZE(never); i++)
		if (has(never[i]))
			test_fail(__FILE__, __LINE__, "feature %u of word %u is there",
				  never[i] % 32, never[i] / 32);
	for (i = 0; i < ARRAY_SIZE(always); i++)
		if (!has(always[i]))
			test_fail(__FILE__, __LINE__, "feature %u of word %u is not there",
				  always[i] % 32, always[i] / 32);
	EXPECT_EQ(policy_find(&p, 0xd, 0)->a, 7);
	EXPECT_EQ(policy_find(&p, 0xd, 1)->c, 0);
	EXPECT_EQ(policy_find(&p, 0xd, 9), NULL);
	EXPECT_EQ(policy_find(&p, 5, 0)->a, 0);
	EXPECT_EQ(policy_find(&p, 0xa, 0)->a, 0);
	EXPECT_EQ(policy_find(&p, 0x8000000a, 0)->b, 0);
}

/* Both modes of the APIC are ours; that the TSC is invariant is the machine's to say. */
TEST(a_container_on_a_poor_machine)
{
	max_basic = 0xd;
	max_ext = 0x80000008;
	words_of_ones = 0;
	policy_read(&p, rich);
	policy_limit_hvm(&p, 3);
	EXPECT_EQ(has(FEATURE_HYPERVISOR), true);
	EXPECT_EQ(has(FEATURE_X2APIC), true);
	EXPECT_EQ(has(FEATURE_ITSC), false);
	EXPECT_EQ(has(FEATURE_NX), false);
	EXPECT_EQ(has(FEATURE_AVX), false);
}

TEST(size_of_the_compacted_format)
{
	read_rich();
	EXPECT_EQ(policy_compact_size(&p, 3), 576);
	EXPECT_EQ(policy_compact_size(&p, 7), 640);
	EXPECT_EQ(policy_compact_size(&p, 0x27), 680);
	EXPECT_EQ(policy_compact_size(&p, 0xe7), 704 + 64 + 64);
	EXPECT_EQ(policy_compact_size(&p, 0xc3), 576 + 128);
}

TEST(no_extended_leaves)
{
	max_basic = 2;
	max_ext = 0x12345;
	policy_read(&p, rich);
	EXPECT_EQ(p.nr, 3);
}
