// SPDX-License-Identifier: GPL-2.0-only
/* Lists of CPUID leaves: reading a machine, features, what a PV guest sees. */
#include <asm/cpu_policy.h>

#include <linux/bits.h>
#include <linux/minmax.h>
#include <linux/string.h>

#define LEAF_EXT	0x80000000U
/* Behind the legacy region and the header (SDM 1 13.4.3). */
#define XSAVE_FIRST_COMPONENT	(512U + 64)
#define XSAVE_ALIGNED		BIT(1)		/* ECX of a component's leaf */

static void add_leaf(struct cpu_policy *p, cpuid_fn cpuid, u32 leaf, u32 subleaf, u32 out[4])
{
	struct xen_cpuid_leaf *l;

	cpuid(leaf, subleaf == XEN_CPUID_NO_SUBLEAF ? 0 : subleaf, out);
	if (p->nr == POLICY_MAX_LEAVES)
		return;
	l = &p->leaf[p->nr++];
	l->leaf = leaf;
	l->subleaf = subleaf;
	l->a = out[0];
	l->b = out[1];
	l->c = out[2];
	l->d = out[3];
}

/* Subleaves 0 to @last. */
static void add_subleaves(struct cpu_policy *p, cpuid_fn cpuid, u32 leaf, u32 last)
{
	u32 i, out[4];

	for (i = 0; i <= last; i++)
		add_leaf(p, cpuid, leaf, i, out);
}

/* Caches and topology: until a subleaf is of type 0. */
static void add_typed(struct cpu_policy *p, cpuid_fn cpuid, u32 leaf, u32 last, u32 reg, u32 mask)
{
	u32 i, out[4];

	for (i = 0; i <= last; i++) {
		add_leaf(p, cpuid, leaf, i, out);
		if (!(out[reg] & mask))
			break;
	}
}

/* Component i is described where bit i of XCR0 or IA32_XSS exists. */
static void add_xstate(struct cpu_policy *p, cpuid_fn cpuid)
{
	u32 i, out[4];
	u64 bits;

	add_leaf(p, cpuid, 0xd, 0, out);
	bits = out[0] | (u64)out[3] << 32;
	add_leaf(p, cpuid, 0xd, 1, out);
	bits |= out[2] | (u64)out[3] << 32;
	for (i = 2; i < 63; i++)
		if (bits & BIT_ULL(i))
			add_leaf(p, cpuid, 0xd, i, out);
}

static void add_basic(struct cpu_policy *p, cpuid_fn cpuid, u32 leaf)
{
	u32 out[4];

	switch (leaf) {
	case 4:
		add_typed(p, cpuid, leaf, 5, 0, 0x1f);
		break;
	case 7:
		cpuid(7, 0, out);
		add_subleaves(p, cpuid, leaf, min(out[0], 2U));
		break;
	case 0xb:
		add_typed(p, cpuid, leaf, 1, 2, 0xff00);
		break;
	case 0xd:
		add_xstate(p, cpuid);
		break;
	default:
		add_leaf(p, cpuid, leaf, XEN_CPUID_NO_SUBLEAF, out);
	}
}

void policy_read(struct cpu_policy *p, cpuid_fn cpuid)
{
	u32 leaf, last, out[4];

	memset(p, 0, sizeof(*p));
	cpuid(0, 0, out);
	last = min(out[0], POLICY_LAST_BASIC);
	for (leaf = 0; leaf <= last; leaf++)
		add_basic(p, cpuid, leaf);
	p->leaf[0].a = last;
	cpuid(LEAF_EXT, 0, out);
	if (out[0] >> 16 != LEAF_EXT >> 16)
		return;
	last = min(out[0], POLICY_LAST_EXT);
	for (leaf = LEAF_EXT; leaf <= last; leaf++)
		add_leaf(p, cpuid, leaf, XEN_CPUID_NO_SUBLEAF, out);
	policy_find(p, LEAF_EXT, 0)->a = last;
}

struct xen_cpuid_leaf *policy_find(struct cpu_policy *p, u32 leaf, u32 subleaf)
{
	u32 i;

	for (i = 0; i < p->nr; i++) {
		struct xen_cpuid_leaf *l = &p->leaf[i];

		if (l->leaf == leaf &&
		    (l->subleaf == subleaf || l->subleaf == XEN_CPUID_NO_SUBLEAF))
			return l;
	}
	return NULL;
}

/* Where each feature word is: <asm/cpufeature.h> in one table. */
static const struct {
	u32 leaf, subleaf;
	u8 word, reg;
} place[NR_CPU_WORDS] = {
	{ 1, 0, CPUW_1_EDX, 3 },
	{ 1, 0, CPUW_1_ECX, 2 },
	{ LEAF_EXT + 1, 0, CPUW_E1_EDX, 3 },
	{ LEAF_EXT + 1, 0, CPUW_E1_ECX, 2 },
	{ 0xd, 1, CPUW_D1_EAX, 0 },
	{ 7, 0, CPUW_7_EBX, 1 },
	{ 7, 0, CPUW_7_ECX, 2 },
	{ LEAF_EXT + 7, 0, CPUW_E7_EDX, 3 },
	{ LEAF_EXT + 8, 0, CPUW_E8_EBX, 1 },
	{ 7, 0, CPUW_7_EDX, 3 },
	{ 7, 1, CPUW_71_EAX, 0 },
	{ LEAF_EXT + 0x21, 0, CPUW_E21_EAX, 0 },
	{ 7, 1, CPUW_71_EBX, 1 },
	{ 7, 2, CPUW_72_EDX, 3 },
	{ 7, 1, CPUW_71_ECX, 2 },
	{ 7, 1, CPUW_71_EDX, 3 },
};

static u32 *leaf_reg(struct xen_cpuid_leaf *l, u8 reg)
{
	return reg == 0 ? &l->a : reg == 1 ? &l->b : reg == 2 ? &l->c : &l->d;
}

void policy_get_words(const struct cpu_policy *p, u32 word[NR_CPU_WORDS])
{
	u32 i;

	for (i = 0; i < NR_CPU_WORDS; i++) {
		struct xen_cpuid_leaf *l = policy_find((struct cpu_policy *)p, place[i].leaf,
						       place[i].subleaf);

		word[place[i].word] = l ? *leaf_reg(l, place[i].reg) : 0;
	}
}

void policy_set_words(struct cpu_policy *p, const u32 word[NR_CPU_WORDS])
{
	u32 i;

	for (i = 0; i < NR_CPU_WORDS; i++) {
		struct xen_cpuid_leaf *l = policy_find(p, place[i].leaf, place[i].subleaf);

		if (l)
			*leaf_reg(l, place[i].reg) = word[place[i].word];
	}
}

/*
 * What the ABI lets a PV guest have (xen/arch-x86/cpufeatureset.h, letter A),
 * less what needs MSRs that we don't give: SPEC_CTRL and ARCH_CAPABILITIES
 * (IBRSB, STIBP, SSBD and their kin), debug address masks, and less TSX.
 */
static const u32 pv_features[NR_CPU_WORDS] = {
	[CPUW_1_EDX] = 0x1fc9cbf5,
	[CPUW_1_ECX] = 0xf6d83203,
	[CPUW_E1_EDX] = 0xea500800,
	[CPUW_E1_ECX] = 0x002109e3,
	[CPUW_D1_EAX] = 0x00000007,
	[CPUW_7_EBX] = 0xfdaf0329,
	[CPUW_7_ECX] = 0x02405f43,
	[CPUW_E7_EDX] = 0x00000100,	/* ITSC: the TSC is the host's own */
	[CPUW_E8_EBX] = 0x64001005,
	[CPUW_7_EDX] = 0x0000441c,
	[CPUW_71_EAX] = 0x00001c30,
	[CPUW_E21_EAX] = 0x78000064,
	[CPUW_72_EDX] = 0x00000020,
};

/*
 * In a container a guest has its own page tables and control registers. Not MTRRs,
 * which need registers that we don't give, and no keys (PKU), which are not switched.
 */
static const u32 hvm_features[NR_CPU_WORDS] = {
	[CPUW_1_EDX] = 0x1fcbefff,
	[CPUW_1_ECX] = 0xf7fa3203,
	[CPUW_E1_EDX] = 0xeed3ebff,
	[CPUW_E1_ECX] = 0x002109f3,
	[CPUW_D1_EAX] = 0x00000007,
	[CPUW_7_EBX] = 0xfdbf07a9,
	[CPUW_7_ECX] = 0x02405f47,
	[CPUW_E7_EDX] = 0x00000100,
	[CPUW_E8_EBX] = 0x64001005,
	[CPUW_7_EDX] = 0x0000441c,
	[CPUW_71_EAX] = 0x00001c30,
	[CPUW_E21_EAX] = 0x78000064,
	[CPUW_72_EDX] = 0x00000020,
};

/* Both MWAIT leaves, power, performance counters: nothing behind them. */
static bool hidden_leaf(u32 leaf)
{
	switch (leaf) {
	case 3:			/* serial number */
	case 5:
	case 6:
	case 9:
	case 0xa:
	case LEAF_EXT + 0xa:	/* SVM */
	case LEAF_EXT + 0x1b:	/* IBS */
	case LEAF_EXT + 0x1c:
	case LEAF_EXT + 0x1f:	/* SEV */
	case LEAF_EXT + 0x20:
		return true;
	}
	return false;
}

static void limit_xstate(struct cpu_policy *p, u64 mask)
{
	u32 i, n = 0;

	for (i = 0; i < p->nr; i++) {
		struct xen_cpuid_leaf l = p->leaf[i];

		if (l.leaf == 0xd && l.subleaf == 0) {
			l.a &= (u32)mask;
			l.d &= (u32)(mask >> 32);
		} else if (l.leaf == 0xd && l.subleaf == 1) {
			l.c = 0;		/* no supervisor components */
			l.d = 0;
		} else if (l.leaf == 0xd && !(mask & BIT_ULL(l.subleaf))) {
			continue;
		}
		p->leaf[n++] = l;
	}
	p->nr = n;
}

u32 policy_compact_size(const struct cpu_policy *p, u64 xcr0)
{
	u32 size = XSAVE_FIRST_COMPONENT, i;

	for (i = 0; i < p->nr; i++) {
		const struct xen_cpuid_leaf *l = &p->leaf[i];

		if (l->leaf != 0xd || l->subleaf < 2 || !(xcr0 & BIT_ULL(l->subleaf)))
			continue;
		if (l->c & XSAVE_ALIGNED)
			size = (size + 63) & ~63U;
		size += l->a;
	}
	return size;
}

static void limit(struct cpu_policy *p, const u32 *features, u64 xcr0_mask)
{
	u32 i, word[NR_CPU_WORDS];

	policy_get_words(p, word);
	for (i = 0; i < NR_CPU_WORDS; i++)
		word[i] &= features[i];
	word[CPUW_1_ECX] |= BIT(31);		/* runs on a hypervisor */
	word[CPUW_1_ECX] &= ~BIT(27);		/* OSXSAVE follows the guest's CR4 */
	policy_set_words(p, word);
	for (i = 0; i < p->nr; i++) {
		struct xen_cpuid_leaf *l = &p->leaf[i];

		if (hidden_leaf(l->leaf)) {
			l->a = 0;
			l->b = 0;
			l->c = 0;
			l->d = 0;
		}
	}
	limit_xstate(p, xcr0_mask);
	p->arch_caps = 0;
	p->platform_info = 0;
}

void policy_limit_pv(struct cpu_policy *p, u64 xcr0_mask)
{
	limit(p, pv_features, xcr0_mask);
}

/* Its local APIC is ours, and so knows both modes whatever the machine's does. */
void policy_limit_hvm(struct cpu_policy *p, u64 xcr0_mask)
{
	u32 word[NR_CPU_WORDS];

	limit(p, hvm_features, xcr0_mask);
	policy_get_words(p, word);
	word[CPUW_1_ECX] |= POLICY_X2APIC;
	policy_set_words(p, word);
}
