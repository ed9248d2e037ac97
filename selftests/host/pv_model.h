/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A machine for tests of PV page tables: 64 frames, two domains, two vCPUs of
 * the first and one of the second, and expect_consistent(), which compares each
 * count with what the entries of all tables say.  For one test file each.
 */
#ifndef SELFTESTS_PV_MODEL_H
#define SELFTESTS_PV_MODEL_H

#include <linux/errno.h>
#include <linux/kernel.h>
#include <hyp/domain.h>
#include <hyp/guest.h>
#include <hyp/guest_copy.h>
#include <hyp/hypercall.h>
#include <hyp/mmio.h>
#include <hyp/p2m.h>
#include <hyp/page_alloc.h>
#include <hyp/softirq.h>
#include <hyp/tlb.h>
#include <hyp/vcpu.h>
#include <hyp/vmap.h>
#include <asm/desc.h>
#include <asm/domain.h>
#include <asm/isolation.h>
#include <asm/pgtable.h>
#include <asm/pv.h>
#include <asm/pv_hypercalls.h>
#include <asm/pv_mm.h>
#include <asm/pv_pte.h>
#include <xen/interface/xen.h>

#include "test.h"

#define FRAMES		64
#define FOREIGN		60	/* from here on: another domain's */
#define MMIO_OK		100	/* device frames: may be mapped ... */
#define MMIO_RO		101	/* ... for reading, and ... */
#define MMIO_NO		102	/* ... not at all */
#define PERDOMAIN	0x777
#define HYP_FRAME	0x1000	/* the hypervisor's pages, from here on */

static struct page_info table[FRAMES];
struct page_info *const frame_table = table;
static pte_t memory[FRAMES][PT_ENTRIES] __aligned(PAGE_SIZE);
static const unsigned int level_start[] = { 0, 34, 18, 9, 3 };	/* by level; 0 to 2 and 50: data */
static const unsigned int level_end[] = { 0, 50, 34, 18, 9 };

static struct pv_domain pv_dom[2];
static struct arch_domain arch_dom[2] = { { .pv = &pv_dom[0] }, { .pv = &pv_dom[1] } };
static struct domain dom[2] = {
	{ .domid = 1, .arch = &arch_dom[0], .state = DOM_ALIVE, .max_pages = FRAMES },
	{ .domid = 2, .arch = &arch_dom[1], .state = DOM_ALIVE, .max_pages = FRAMES },
};

static struct domain io = { .domid = DOMID_IO };
struct domain *dom_io = &io;

static struct pv_vcpu pv_vcpu[2];
static struct arch_vcpu arch_vcpu[3] = { { .pv = &pv_vcpu[0] }, { .pv = &pv_vcpu[1] } };
static struct vcpu vcpu[3] = {
	{ .id = 0, .domain = &dom[0], .arch = &arch_vcpu[0] },
	{ .id = 1, .domain = &dom[0], .arch = &arch_vcpu[1] },
	{ .id = 0, .domain = &dom[1], .arch = &arch_vcpu[2] },
};

static __thread unsigned int cpu;
static __thread u64 rng = 1;
static __thread unsigned int preempt_one_in;	/* 0: never */
static u64 m2p[FRAMES];

static u64 rnd(u64 n)
{
	rng ^= rng >> 12;
	rng ^= rng << 25;
	rng ^= rng >> 27;
	return ((rng * 0x2545f4914f6cdd1dULL) >> 16) % n;
}

struct vcpu *current_vcpu(void)
{
	return &vcpu[cpu];
}

bool hypercall_preempt_check(void)
{
	return preempt_one_in && !rnd(preempt_one_in);
}

u32 tlb_clock(void)
{
	return 1;
}

struct domain *domain_peek(domid_t domid)
{
	return domid == 1 || domid == 2 ? &dom[domid - 1] : NULL;
}

struct domain *domain_get_owner(domid_t domid)
{
	if (domid == DOMID_SELF)
		return current->domain;
	return domid == DOMID_IO ? &io : domain_peek(domid);
}

bool domain_get(struct domain *d)
{
	return true;
}

void domain_put(struct domain *d)
{
}

static unsigned int freed;

void page_free_frames(struct page_info *p, unsigned int order, u64 flags)
{
	freed++;
}

bool page_alloc_claim_adjust(s64 delta)
{
	return true;
}

bool mfn_valid(mfn_t mfn)
{
	return mfn_x(mfn) < FRAMES;
}

static u8 *hyp_memory;

void *mfn_to_virt(mfn_t mfn)
{
	if (mfn_x(mfn) >= HYP_FRAME)
		return hyp_memory + (mfn_x(mfn) - HYP_FRAME) * PAGE_SIZE;
	return memory[mfn_x(mfn)];
}

void m2p_set(mfn_t mfn, u64 pfn)
{
	m2p[mfn_x(mfn)] = pfn;
}

struct page_info *gfn_get_page(struct domain *d, gfn_t gfn)
{
	return NULL;
}

unsigned long guest_copy_from(void *to, u64 gva, unsigned long bytes)
{
	memcpy(to, (const void *)gva, bytes);
	return 0;
}

unsigned long guest_copy_to(u64 gva, const void *from, unsigned long bytes)
{
	memcpy((void *)gva, from, bytes);
	return 0;
}

void guest_log(const struct domain *d, const char *fmt, ...)
{
}

bool pv_iomem_allowed(const struct domain *d, mfn_t mfn)
{
	return mfn_x(mfn) == MMIO_OK || mfn_x(mfn) == MMIO_RO;
}

bool pv_iomem_readonly(mfn_t mfn)
{
	return mfn_x(mfn) == MMIO_RO;
}

static bool caching;

bool pv_may_set_caching(const struct domain *d)
{
	return caching;
}

static unsigned int hyp_pages;

void *page_alloc_hyp(unsigned int order)
{
	return hyp_memory + PAGE_SIZE * hyp_pages++;
}

void page_free_hyp(void *va, unsigned int order)
{
	hyp_pages--;
}

mfn_t virt_to_mfn(const void *va)
{
	return to_mfn(HYP_FRAME + ((const u8 *)va - hyp_memory) / PAGE_SIZE);
}

unsigned int vcpu_id(const struct vcpu *v)
{
	return v->id;
}

struct vcpu *domain_vcpu_from(const struct domain *d, unsigned int id)
{
	return d == &dom[0] && id < 2 ? &vcpu[id] : NULL;
}

/* What was last written to a device register, emulated. */
static u64 mmio_pa, mmio_val;

bool mmio_write_emulate(struct domain *d, paddr_t pa, unsigned int bytes, u64 val)
{
	mmio_pa = pa;
	mmio_val = val;
	return true;
}

/* Flushes, and for whom the last one was. */
static unsigned int flushes;
static struct cpumask flushed;

void tlb_flush_local(u32 flags, u64 va)
{
	__atomic_fetch_add(&flushes, 1, __ATOMIC_RELAXED);
}

void tlb_flush_mask(const struct cpumask *mask, u32 flags, u64 va)
{
	flushed = *mask;
	tlb_flush_local(flags, va);
}

/* Processor state: no vCPU of these tests runs. */
bool isolation_on;

void isolation_root_changed(void)
{
}

void cpu_gdt_set_ldt(unsigned long base, unsigned int entries)
{
}

void *cpu_gdt_page(unsigned int n)
{
	return NULL;
}

void pgtable_fill_hyp_slots(void *l4, mfn_t perdomain_l3)
{
	pte_t *t = l4;
	unsigned int i;

	for (i = 256; i <= 271; i++)
		t[i] = i == 259 ? pte_make(perdomain_l3, 3) : 0xabc003;
}

static void no_flush(struct page_info *pg)
{
}

static const struct page_type_ops ops = {
	.validate = pv_validate, .devalidate = pv_devalidate, .flush = no_flush,
};

static void start(void)
{
	unsigned int i;

	memset(table, 0, sizeof(table));
	memset(memory, 0, sizeof(memory));
	page_type_set_ops(&ops);
	for (i = 0; i < 2; i++) {
		page_list_init(&dom[i].page_list);
		dom[i].tot_pages = 0;
		dom[i].privileged = false;
		pv_vcpu[i] = (struct pv_vcpu){
			.guest_table = INVALID_MFN, .guest_table_user = INVALID_MFN,
			.kernel_mode = true,
		};
		pv_dom[i].perdomain_l3 = to_mfn(PERDOMAIN);
	}
	for (i = 0; i < FRAMES; i++) {
		table[i].owner = DOMID_INVALID;
		REQUIRE(!page_assign(&dom[i >= FOREIGN], &table[i], 0));
	}
	cpu = 0;
	preempt_one_in = 0;
}

static long update(u64 ptr, u64 val, u32 owners)
{
	struct mmu_update req = { ptr, val };
	u32 done = 99;
	struct hypercall call = { .arg = { (u64)&req, 1, (u64)&done, owners } };
	long rc = do_mmu_update(&call);

	if (rc != -EPERM)
		EXPECT_EQ(done, rc == 0);
	return rc;
}

static u64 entry_ptr(unsigned int frame, unsigned int slot)
{
	return (u64)frame << PAGE_SHIFT | slot * 8;
}

static pte_t entry(unsigned int frame, u64 flags)
{
	return pte_make(to_mfn(frame), flags);
}

#define P	PTE_PRESENT
#define W	(PTE_PRESENT | PTE_RW)
#define U	(PTE_PRESENT | PTE_RW | PTE_USER)

/* L4 3 -> L3 9 -> L2 18 -> L1 34 -> data 50. */
static void small_tree(void)
{
	memory[3][0] = entry(9, U);
	memory[9][0] = entry(18, U);
	memory[18][0] = entry(34, U);
	memory[34][0] = entry(50, U);
	memory[34][1] = entry(51, W);
	memory[34][2] = entry(34, P);
}

struct expected {
	u64 general[FRAMES];
	u64 type[FRAMES];
};

static unsigned int linear_seen;	/* entries for other tables of the same level */

static void expect_table(struct expected *e, unsigned int f)
{
	u64 info = table[f].type_info, type = info & PGT_TYPE_MASK;
	unsigned int i, n = 0;

	EXPECT(!(info & PGT_LOCKED));
	if (!pgt_is_table(type))
		return;
	if (info & PGT_VALIDATED)
		n = PT_ENTRIES;
	else if (info & PGT_PARTIAL)
		n = table[f].nr_done;
	for (i = 0; i < n; i++) {
		pte_t pte = memory[f][i];
		unsigned int t = mfn_x(pte_mfn(pte));

		if (!(pte & PTE_PRESENT) || t >= FRAMES || (type == PGT_L4 && pv_hyp_slot(i)))
			continue;
		EXPECT(pte & PTE_USER);
		/* The table itself: without references. */
		if (t == f && type != PGT_L1) {
			EXPECT(!(pte & PTE_RW));
			continue;
		}
		e->general[t]++;
		if (type == PGT_L1 && !(pte & PTE_RW))
			continue;
		e->type[t]++;
		if (type != PGT_L1 && (table[t].type_info & PGT_TYPE_MASK) == type) {
			EXPECT(!(pte & PTE_RW));
			EXPECT_EQ(info & PGT_LINEAR, PGT_LINEAR_FROM);
			EXPECT_EQ(table[t].type_info & PGT_LINEAR, PGT_LINEAR_TO);
			linear_seen++;
			continue;
		}
		EXPECT_EQ(table[t].type_info & PGT_TYPE_MASK,
			  type == PGT_L1 ? PGT_WRITABLE : type - PGT_L1);
	}
	if (type == PGT_L4 && (info & PGT_VALIDATED))
		EXPECT_EQ(memory[f][259], pte_make(pv_dom[0].perdomain_l3, 3));
	else if (type == PGT_L4)
		EXPECT_EQ(memory[f][260], 0);
}

/* References that the tests themselves hold: of both kinds, general ones. */
static unsigned int granted[FRAMES], mapped[FRAMES];

static void expect_consistent(void)
{
	static struct expected e;
	unsigned int f, i;

	memset(&e, 0, sizeof(e));
	for (f = 0; f < FRAMES; f++) {
		u64 info = table[f].type_info;

		e.general[f] += !!(table[f].count_info & PGC_ALLOCATED);
		e.general[f] += !!(info & PGT_PINNED);
		e.type[f] += !!(info & PGT_PINNED);
		if ((info & PGT_PARTIAL) && !(info & PGT_COUNT_MASK))
			e.general[f]++;
		expect_table(&e, f);
	}
	for (i = 0; i < 2; i++) {
		if (!pv_vcpu[i].put_pending)
			continue;
		e.general[pv_vcpu[i].put_pending - table]++;
		e.type[pv_vcpu[i].put_pending - table]++;
	}
	for (f = 0; f < FRAMES; f++) {
		e.general[f] += granted[f] + mapped[f];
		e.type[f] += granted[f];
		if (!EXPECT_EQ(table[f].count_info & PGC_COUNT_MASK, e.general[f]) ||
		    !EXPECT_EQ(table[f].type_info & PGT_COUNT_MASK, e.type[f]))
			test_note("frame %u: type %#llx", f, table[f].type_info);
	}
}

#endif /* SELFTESTS_PV_MODEL_H */
