// SPDX-License-Identifier: GPL-2.0-only
/*
 * VMRUN refuses some states of a guest (APM 2 15.5.1), and a domain whose state it refuses
 * ends. So no guest may get there by an instruction: what would lead there is #GP. And
 * neither may who restores one: what would be refused later is refused at once.
 *
 * Every state of the bits that the rules name which a guest can reach is visited, from reset,
 * by writes of CR0, CR3, CR4 and EFER and by jumps to other code segments, with values that
 * are right and wrong. The last two are the CPU's own, as far as they do not exit.
 */
#include <hyp/domain.h>
#include <hyp/p2m.h>
#include <hyp/page_alloc.h>
#include <hyp/vcpu.h>
#include <hyp/vmap.h>
#include <linux/bits.h>
#include <linux/errno.h>
#include <linux/kernel.h>
#include <linux/string.h>
#include <asm/cpufeature.h>
#include <asm/domain.h>
#include <asm/hvm.h>
#include <asm/msr_index.h>
#include <asm/system.h>
#include <asm/vlapic.h>

#include "../../hypervisor/arch/x86/hvm/control.h"
#include "../../hypervisor/arch/x86/hvm/guest.h"
#include "../../hypervisor/arch/x86/hvm/svm.h"
#include "test.h"

#define PHYS_BITS	40
#define CR3_ROOT	0x1000
#define CR3_PCID	0x018
#define CR4_OF_CPU	(CR4_PAE | CR4_PCIDE | CR4_LA57)
#define EFER_OF_CPU	(EFER_SCE | EFER_LME | EFER_LMA | EFER_NX | EFER_SVME)
#define STATES		4096

bool svm_has_pause_filter, svm_has_pause_threshold;
struct cpu_info boot_cpu = { .phys_bits = PHYS_BITS };

static struct domain dom;
static struct arch_domain arch_dom;
static struct hvm_domain hvm_dom = { .cr4_mask = CR4_OF_CPU };
static struct svm_domain svm_dom;
static struct vcpu vcpu;
static struct arch_vcpu arch_vcpu;
static struct hvm_vcpu hvm;
static struct hvm_state now;
static struct cpu_user_regs regs;
static u8 pages[2][PAGE_SIZE] __aligned(4096);

/* The CPU, as the code under test sees it. */

static void get_state(struct vcpu *v, struct hvm_state *s)
{
	*s = now;
}

static u64 get_cr(const struct vcpu *v, unsigned int nr)
{
	return nr == 0 ? now.cr0 : nr == 3 ? now.cr3 : now.cr4;
}

static void set_cr(struct vcpu *v, unsigned int nr, u64 val)
{
	*(nr == 0 ? &now.cr0 : nr == 3 ? &now.cr3 : &now.cr4) = val;
}

static u64 get_efer(const struct vcpu *v)
{
	return now.efer;
}

static void set_efer(struct vcpu *v, u64 val)
{
	now.efer = val;
}

static bool long_mode(const struct hvm_state *s)
{
	return s->efer & EFER_LMA;
}

static unsigned int code_bits(const struct vcpu *v)
{
	u16 attr = now.seg[HVM_CS].attr;

	return long_mode(&now) && (attr & HVM_SEG_L) ? 64 : attr & HVM_SEG_DB ? 32 : 16;
}

static void flush_guest(struct vcpu *v)
{
}

static const struct hvm_ops fake_ops = {
	.get_state = get_state,
	.get_cr = get_cr,
	.set_cr = set_cr,
	.get_efer = get_efer,
	.set_efer = set_efer,
	.code_bits = code_bits,
	.flush_guest = flush_guest,
};

const struct hvm_ops *hvm_ops = &fake_ops;

unsigned int vlapic_cr8_get(const struct vcpu *v)
{
	return 0;
}

void vlapic_cr8_set(struct vcpu *v, unsigned int val) { }
void hvm_forget_code(struct hvm_vcpu *hv) { }
void hvm_inject(struct vcpu *v, u8 vector, s32 error) { }
void hvm_get_rest(const struct vcpu *v, struct hvm_state *s) { }
void hvm_set_rest(struct vcpu *v, const struct hvm_state *s) { }

struct cpu_user_regs *hvm_regs(struct vcpu *v)
{
	return &regs;
}

void *page_alloc_hyp(unsigned int order)
{
	return memset(pages[0], 0, PAGE_SIZE);
}

void page_free_hyp(void *va, unsigned int order)
{
}

paddr_t virt_to_paddr(const void *va)
{
	return (const u8 *)va - pages[0];
}

mfn_t p2m_root(const struct domain *d)
{
	return to_mfn(2);
}

/* APM 2 15.5.1, as far as it is about these registers. */
static bool vmrun_takes(const struct hvm_state *s)
{
	bool lme_pg = (s->efer & EFER_LME) && (s->cr0 & CR0_PG);
	u16 attr = s->seg[HVM_CS].attr;

	return !(!(s->cr0 & CR0_CD) && (s->cr0 & CR0_NW)) && !(s->cr0 >> 32) &&
	       !(long_mode(s) && s->cr3 >> PHYS_BITS) && !(s->cr4 & ~(u64)CR4_OF_CPU) &&
	       !(s->efer & ~(u64)EFER_OF_CPU) && !(s->dr6 >> 32) && !(s->dr7 >> 32) &&
	       !(lme_pg && !(s->cr4 & CR4_PAE)) && !(lme_pg && !(s->cr0 & CR0_PE)) &&
	       !(lme_pg && (attr & HVM_SEG_L) && (attr & HVM_SEG_DB));
}

/* Twelve bits that say all that is walked. */

static const u64 cr0_bits[] = { CR0_PE, CR0_NW, CR0_CD, CR0_PG };
static const u64 cr4_bits[] = { CR4_PAE, CR4_PCIDE, CR4_LA57 };
static const u64 efer_bits[] = { EFER_LME, EFER_LMA };
static const u64 cs_bits[] = { HVM_SEG_L, HVM_SEG_DB };

static u64 spread(unsigned int nr, const u64 *bits, unsigned int n)
{
	u64 val = 0;
	unsigned int i;

	for (i = 0; i < n; i++)
		val |= nr >> i & 1 ? bits[i] : 0;
	return val;
}

static unsigned int gather(u64 val, const u64 *bits, unsigned int n)
{
	unsigned int nr = 0, i;

	for (i = 0; i < n; i++)
		nr |= (val & bits[i]) ? 1U << i : 0;
	return nr;
}

static void make(struct hvm_state *s, unsigned int nr)
{
	*s = (struct hvm_state){
		.cr0 = CR0_ET | spread(nr, cr0_bits, 4),
		.cr4 = spread(nr >> 4, cr4_bits, 3),
		.efer = spread(nr >> 7, efer_bits, 2),
		.seg[HVM_CS].attr = 0x9b | spread(nr >> 9, cs_bits, 2),
		.cr3 = CR3_ROOT | (nr >> 11 & 1 ? CR3_PCID : 0),
		.dr6 = 0xffff0ff0, .dr7 = 0x400,
	};
}

static unsigned int number(const struct hvm_state *s)
{
	return gather(s->cr0, cr0_bits, 4) | gather(s->cr4, cr4_bits, 3) << 4 |
	       gather(s->efer, efer_bits, 2) << 7 | gather(s->seg[HVM_CS].attr, cs_bits, 2) << 9 |
	       (s->cr3 & CR3_PCID ? 1U << 11 : 0);
}

/* The walk */

static bool seen[STATES];
static u16 todo[STATES];
static unsigned int nr_todo;

static void visit(void)
{
	unsigned int nr = number(&now);

	if (!seen[nr]) {
		seen[nr] = true;
		todo[nr_todo++] = nr;
	}
}

/* What came of a step: refused and as before, or a state that VMRUN takes. */
static void stepped(const char *what, u64 val, unsigned int from, int err)
{
	if (err && number(&now) != from)
		test_fail(__FILE__, __LINE__, "%s %#llx in state %#x: refused, yet changed", what,
			  (unsigned long long)val, from);
	if (!vmrun_takes(&now))
		test_fail(__FILE__, __LINE__, "%s %#llx in state %#x: VMRUN refuses", what,
			  (unsigned long long)val, from);
	else if (!err)
		visit();
	make(&now, from);
}

static void write_cr0s(unsigned int from)
{
	static const u64 more[] = { 0, BIT_ULL(32), BIT_ULL(63), CR0_WP | CR0_TS | BIT(6) };
	unsigned int i, j;

	for (i = 0; i < 16; i++)
		for (j = 0; j < ARRAY_SIZE(more); j++) {
			u64 val = spread(i, cr0_bits, 4) | more[j];

			stepped("CR0", val, from, hvm_set_cr0(&vcpu, val));
		}
	for (i = 0; i < 16; i++)
		stepped("LMSW", i, from, hvm_load_msw(&vcpu, i));
}

static void write_cr4s(unsigned int from)
{
	static const u64 more[] = { 0, CR4_VMXE, BIT_ULL(31), BIT_ULL(63) };
	unsigned int i, j;

	for (i = 0; i < 8; i++)
		for (j = 0; j < ARRAY_SIZE(more); j++) {
			u64 val = spread(i, cr4_bits, 3) | more[j];

			stepped("CR4", val, from, hvm_set_cr4(&vcpu, val));
		}
}

static void write_efers(unsigned int from)
{
	static const u64 more[] = {
		0, EFER_NX, EFER_SVME, EFER_LMSLE, EFER_FFXSR, BIT_ULL(9), BIT_ULL(63),
	};
	unsigned int i, j;

	for (i = 0; i < 4; i++)
		for (j = 0; j < ARRAY_SIZE(more); j++) {
			u64 val = spread(i, efer_bits, 2) | more[j];

			stepped("EFER", val, from, hvm_set_efer(&vcpu, val));
		}
}

/* Long mode has no segment with both; legacy modes do not look at L. */
static void load_segments(unsigned int from)
{
	unsigned int i;

	for (i = 0; i < 4; i++) {
		if (long_mode(&now) && i == 3)
			continue;
		now.seg[HVM_CS].attr = 0x9b | spread(i, cs_bits, 2);
		stepped("CS", i, from, 0);
	}
}

static void load_roots(unsigned int from)
{
	now.cr3 = CR3_ROOT;
	stepped("CR3", now.cr3, from, 0);
	now.cr3 = CR3_ROOT | CR3_PCID;
	stepped("CR3", now.cr3, from, 0);
}

static void walk(void)
{
	dom.arch = &arch_dom;
	arch_dom.hvm = &hvm_dom;
	hvm_dom.vendor = &svm_dom;
	svm_dom.msrpm = pages[1];
	vcpu = (struct vcpu){ .domain = &dom, .arch = &arch_vcpu };
	arch_vcpu.hvm = &hvm;
	memset(seen, 0, sizeof(seen));
	make(&now, gather(CR0_CD | CR0_NW, cr0_bits, 4));
	visit();
	while (nr_todo) {
		unsigned int from = todo[--nr_todo];

		make(&now, from);
		write_cr0s(from);
		write_cr4s(from);
		write_efers(from);
		load_segments(from);
		load_roots(from);
	}
}

static bool seen_with(u64 cr0, u64 cr4, u64 efer, u64 cs)
{
	struct hvm_state s = { .cr0 = cr0, .cr4 = cr4, .efer = efer, .seg[HVM_CS].attr = cs };

	return seen[number(&s)];
}

TEST(no_instruction_leads_where_vmrun_refuses)
{
	unsigned int i, n = 0;

	walk();
	for (i = 0; i < STATES; i++)
		n += seen[i];
	test_note("%u states of %u", n, STATES);
	/* The modes that kernels are in are among them. */
	EXPECT(seen_with(0, 0, 0, 0));
	EXPECT(seen_with(CR0_PE, 0, 0, HVM_SEG_DB));
	EXPECT(seen_with(CR0_PE | CR0_PG, 0, 0, HVM_SEG_DB));
	EXPECT(seen_with(CR0_PE | CR0_PG, CR4_PAE, 0, HVM_SEG_DB));
	EXPECT(seen_with(CR0_PE | CR0_PG, CR4_PAE, EFER_LME | EFER_LMA, HVM_SEG_L));
	EXPECT(seen_with(CR0_PE | CR0_PG, CR4_PAE, EFER_LME | EFER_LMA, HVM_SEG_DB));
	EXPECT(seen_with(CR0_PE | CR0_PG, CR4_PAE | CR4_PCIDE, EFER_LME | EFER_LMA, HVM_SEG_L));
	EXPECT(seen_with(CR0_PE | CR0_PG, CR4_PAE | CR4_LA57, EFER_LME | EFER_LMA, HVM_SEG_L));
	EXPECT(seen_with(CR0_PE, 0, EFER_LME, HVM_SEG_L | HVM_SEG_DB));
}

/* Who restores a guest can have each state that it could reach, and none that VMRUN refuses. */
static bool restores(const struct hvm_state *s)
{
	return hvm_state_possible(&vcpu, s) && !svm_set_state(&vcpu, s);
}

TEST(what_can_be_restored)
{
	static const u64 bad_cr0[] = { BIT_ULL(32), BIT_ULL(63) };
	static const u64 bad_cr4[] = { CR4_VMXE, BIT_ULL(63) };
	static const u64 bad_efer[] = { EFER_SVME, EFER_LMSLE, BIT_ULL(9), BIT_ULL(63) };
	struct hvm_state s, bad;
	unsigned int nr, i;

	walk();
	REQUIRE(!svm_vcpu_init(&vcpu));
	for (nr = 0; nr < STATES; nr++) {
		make(&s, nr);
		if (seen[nr] && !restores(&s))
			test_fail(__FILE__, __LINE__, "state %#x is reached, but not restored", nr);
		if (!restores(&s))
			continue;
		if (!vmrun_takes(&s))
			test_fail(__FILE__, __LINE__, "state %#x: VMRUN refuses", nr);
		bad = s;
		for (i = 0; i < ARRAY_SIZE(bad_cr0); i++) {
			bad.cr0 = s.cr0 | bad_cr0[i];
			EXPECT(!restores(&bad));
		}
		bad = s;
		for (i = 0; i < ARRAY_SIZE(bad_cr4); i++) {
			bad.cr4 = s.cr4 | bad_cr4[i];
			EXPECT(!restores(&bad));
		}
		bad = s;
		for (i = 0; i < ARRAY_SIZE(bad_efer); i++) {
			bad.efer = s.efer | bad_efer[i];
			EXPECT(!restores(&bad));
		}
		bad = s;
		bad.cr3 |= BIT_ULL(PHYS_BITS);
		EXPECT_EQ(restores(&bad), !long_mode(&s));
		bad = s;
		bad.dr6 |= BIT_ULL(32);
		EXPECT(!restores(&bad));
		bad = s;
		bad.dr7 |= BIT_ULL(63);
		EXPECT(!restores(&bad));
	}
	svm_vcpu_destroy(&vcpu);
}

TEST(what_can_be_said_to_wait)
{
	struct hvm_event e = { .type = HVM_EVENT_EXCEPTION, .vector = 255 };
	unsigned int i;

	EXPECT(hvm_event_possible(&e));		/* there is none */
	e.valid = true;
	for (i = 0; i < 256; i++) {
		e.vector = i;
		e.type = HVM_EVENT_EXCEPTION;
		EXPECT_EQ(hvm_event_possible(&e), i != 2 && i < 31);
		e.type = HVM_EVENT_INTERRUPT;
		EXPECT(hvm_event_possible(&e));
	}
}
