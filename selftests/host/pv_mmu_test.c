// SPDX-License-Identifier: GPL-2.0-only
/*
 * Page tables of a PV domain that breaks the rules on purpose: two vCPUs pin,
 * unpin, write memory, send mmu_update lists, give up calls half way.  When
 * they pause, every count is compared with what the entries of all tables say.
 * Frames have parts to play (four levels, data), so that deep trees come about,
 * but one entry in ten points anywhere.
 *
 * The second domain owns frames that the first may not map.
 */
#include <linux/errno.h>
#include <linux/kernel.h>
#include <hyp/domain.h>
#include <hyp/guest_copy.h>
#include <hyp/hypercall.h>
#include <hyp/p2m.h>
#include <hyp/page_alloc.h>
#include <hyp/softirq.h>
#include <hyp/tlb.h>
#include <hyp/vcpu.h>
#include <hyp/vmap.h>
#include <asm/domain.h>
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
static struct arch_vcpu arch_vcpu[2] = { { .pv = &pv_vcpu[0] }, { .pv = &pv_vcpu[1] } };
static struct vcpu vcpu[2] = {
	{ .id = 0, .domain = &dom[0], .arch = &arch_vcpu[0] },
	{ .id = 1, .domain = &dom[0], .arch = &arch_vcpu[1] },
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

struct domain *domain_get_any(domid_t domid)
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

void page_free_frames(struct page_info *p, unsigned int order, u64 flags)
{
}

bool page_alloc_claim_adjust(s64 delta)
{
	return true;
}

bool mfn_valid(mfn_t mfn)
{
	return mfn_x(mfn) < FRAMES;
}

void *mfn_to_virt(mfn_t mfn)
{
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

bool pv_may_set_caching(const struct domain *d)
{
	return false;
}

int pv_validate_descriptors(struct page_info *pg)
{
	return 0;
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
		pv_vcpu[i].put_pending = NULL;
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
		e->general[t]++;
		if (type == PGT_L1 && !(pte & PTE_RW))
			continue;
		e->type[t]++;
		EXPECT_EQ(table[t].type_info & PGT_TYPE_MASK,
			  type == PGT_L1 ? PGT_WRITABLE : type - PGT_L1);
	}
	if (type == PGT_L4 && (info & PGT_VALIDATED))
		EXPECT_EQ(memory[f][259], pte_make(to_mfn(PERDOMAIN), 3));
	else if (type == PGT_L4)
		EXPECT_EQ(memory[f][260], 0);
}

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
		if (!EXPECT_EQ(table[f].count_info & PGC_COUNT_MASK, e.general[f]) ||
		    !EXPECT_EQ(table[f].type_info & PGT_COUNT_MASK, e.type[f]))
			test_note("frame %u: type %#llx", f, table[f].type_info);
	}
}

TEST(tree_is_pinned_and_unpinned)
{
	start();
	small_tree();
	EXPECT_EQ(pv_pin(&dom[0], to_mfn(3), 4), 0);
	expect_consistent();
	EXPECT_EQ(table[34].type_info, PGT_L1 | PGT_VALIDATED | 1);
	EXPECT_EQ(table[50].type_info, PGT_WRITABLE | PGT_VALIDATED | 1);
	/* User pages are global, kernel pages are marked. */
	EXPECT_EQ(memory[34][0], entry(50, U | PTE_GLOBAL));
	EXPECT_EQ(memory[34][1], entry(51, U | PTE_GUEST_KERNEL));
	EXPECT_EQ(pv_pin(&dom[0], to_mfn(3), 4), -EINVAL);
	EXPECT_EQ(pv_pin(&dom[0], to_mfn(3), 3), -EINVAL);
	EXPECT_EQ(pv_unpin(&dom[0], to_mfn(3)), 0);
	EXPECT_EQ(pv_unpin(&dom[0], to_mfn(3)), -EINVAL);
	expect_consistent();
	EXPECT_EQ(table[34].count_info, PGC_ALLOCATED | 1);
	EXPECT_EQ(table[50].type_info & PGT_COUNT_MASK, 0);
	/* Nothing of the hypervisor is left in what the guest gets back. */
	EXPECT_EQ(memory[3][260], 0);
}

TEST(writable_table_is_refused)
{
	start();
	small_tree();
	memory[34][2] = entry(18, W);
	EXPECT_EQ(pv_pin(&dom[0], to_mfn(3), 4), -EINVAL);
	expect_consistent();
	EXPECT_EQ(table[50].type_info & PGT_COUNT_MASK, 0);
	memory[34][2] = 0;
	EXPECT_EQ(pv_pin(&dom[0], to_mfn(3), 4), 0);
	EXPECT_EQ(update(entry_ptr(34, 2), entry(34, W), DOMID_SELF), -EINVAL);
	EXPECT_EQ(update(entry_ptr(34, 2), entry(34, P), DOMID_SELF), 0);
	EXPECT_EQ(update(entry_ptr(34, 2), entry(34, W), DOMID_SELF), -EINVAL);
	EXPECT_EQ(memory[34][2], entry(34, P | PTE_USER | PTE_GUEST_KERNEL));
	expect_consistent();
}

TEST(bad_flags_are_refused)
{
	start();
	small_tree();
	EXPECT_EQ(pv_pin(&dom[0], to_mfn(3), 4), 0);
	EXPECT_EQ(update(entry_ptr(18, 1), entry(34, U | PTE_PSE), DOMID_SELF), -EINVAL);
	EXPECT_EQ(update(entry_ptr(18, 1), entry(34, U | PTE_PCD), DOMID_SELF), -EINVAL);
	EXPECT_EQ(update(entry_ptr(9, 1), entry(18, U | PTE_GLOBAL), DOMID_SELF), -EINVAL);
	/* On the same frame, too. */
	EXPECT_EQ(update(entry_ptr(18, 0), entry(34, U | PTE_PSE), DOMID_SELF), -EINVAL);
	EXPECT_EQ(update(entry_ptr(18, 0), entry(34, U | PTE_NX), DOMID_SELF), 0);
	/* Slots of the hypervisor. */
	EXPECT_EQ(update(entry_ptr(3, 256), entry(9, U), DOMID_SELF), -EINVAL);
	EXPECT_EQ(update(entry_ptr(3, 271), 0, DOMID_SELF), -EINVAL);
	EXPECT_EQ(update(entry_ptr(3, 272), entry(9, U), DOMID_SELF), 0);
	/* Wrong levels. */
	EXPECT_EQ(update(entry_ptr(3, 1), entry(18, U), DOMID_SELF), -EINVAL);
	EXPECT_EQ(update(entry_ptr(18, 1), entry(18, U), DOMID_SELF), -EINVAL);
	/* Caching is only for domains with devices; it is dropped quietly. */
	EXPECT_EQ(update(entry_ptr(34, 5), entry(52, U | PTE_PCD | PTE_PWT), DOMID_SELF), 0);
	EXPECT_EQ(memory[34][5], entry(52, U | PTE_GLOBAL));
	expect_consistent();
}

TEST(frames_of_others_need_privilege)
{
	start();
	small_tree();
	EXPECT_EQ(pv_pin(&dom[0], to_mfn(3), 4), 0);
	EXPECT_EQ(update(entry_ptr(34, 3), entry(FOREIGN, U), DOMID_SELF), -EINVAL);
	EXPECT_EQ(update(entry_ptr(34, 3), entry(FOREIGN, U), 2), -EPERM);
	EXPECT_EQ(update(entry_ptr(FOREIGN, 0), 0, DOMID_SELF | 3 << 16), -EPERM);
	dom[0].privileged = true;
	EXPECT_EQ(update(entry_ptr(34, 3), entry(FOREIGN, U), DOMID_SELF), -EINVAL);
	EXPECT_EQ(update(entry_ptr(34, 3), entry(FOREIGN, U), 2), 0);
	EXPECT_EQ(table[FOREIGN].type_info, PGT_WRITABLE | PGT_VALIDATED | 1);
	EXPECT_EQ(update(entry_ptr(34, 3), entry(50, U), 2), -EINVAL);
	/* Of the other's tables: not even the privileged mix owners there. */
	EXPECT_EQ(update(entry_ptr(18, 3), entry(FOREIGN + 1, U), 2), -EINVAL);
	expect_consistent();
	EXPECT_EQ(update(entry_ptr(34, 3), 0, DOMID_SELF), 0);
	/* In the other's memory, which is no table: as it writes itself. */
	EXPECT_EQ(update(entry_ptr(FOREIGN, 7), 0x1234, DOMID_SELF | 3 << 16), 0);
	EXPECT_EQ(memory[FOREIGN][7], 0x1234);
	expect_consistent();
}

TEST(device_frames)
{
	start();
	small_tree();
	EXPECT_EQ(pv_pin(&dom[0], to_mfn(3), 4), 0);
	EXPECT_EQ(update(entry_ptr(34, 3), entry(MMIO_OK, U | PTE_PCD), DOMID_SELF), 0);
	EXPECT_EQ(memory[34][3], entry(MMIO_OK, U | PTE_PCD | PTE_GLOBAL));
	EXPECT_EQ(update(entry_ptr(34, 3), entry(MMIO_RO, U | PTE_PCD), DOMID_IO), 0);
	EXPECT_EQ(memory[34][3], entry(MMIO_RO, P | PTE_USER | PTE_PCD | PTE_GLOBAL));
	EXPECT_EQ(update(entry_ptr(34, 3), entry(MMIO_NO, P), DOMID_SELF), -EPERM);
	EXPECT_EQ(update(entry_ptr(34, 3), entry(50, P), DOMID_IO), -EINVAL);
	EXPECT_EQ(update(entry_ptr(18, 3), entry(MMIO_OK, U), DOMID_SELF), -EINVAL);
	expect_consistent();
}

TEST(accessed_and_dirty_bits)
{
	start();
	small_tree();
	EXPECT_EQ(pv_pin(&dom[0], to_mfn(3), 4), 0);
	memory[34][0] |= PTE_ACCESSED | PTE_DIRTY;
	EXPECT_EQ(update(entry_ptr(34, 0) | MMU_PT_UPDATE_PRESERVE_AD, entry(52, P | PTE_USER),
			 DOMID_SELF), 0);
	EXPECT_EQ(memory[34][0], entry(52, P | PTE_USER | PTE_GLOBAL | PTE_ACCESSED | PTE_DIRTY));
	EXPECT_EQ(update(entry_ptr(34, 0) | MMU_PT_UPDATE_PRESERVE_AD, entry(52, P | PTE_USER |
			 PTE_NX), DOMID_SELF), 0);
	EXPECT_EQ(memory[34][0] & (PTE_ACCESSED | PTE_DIRTY | PTE_NX),
		  PTE_ACCESSED | PTE_DIRTY | PTE_NX);
	EXPECT_EQ(update(entry_ptr(34, 0), entry(52, P | PTE_USER), DOMID_SELF), 0);
	EXPECT_EQ(memory[34][0], entry(52, P | PTE_USER | PTE_GLOBAL));
	expect_consistent();
}

TEST(compare_and_exchange)
{
	struct pv_owners own = { .pt = &dom[0], .pg = &dom[0] };
	struct pv_table t;
	pte_t old;

	start();
	small_tree();
	EXPECT_EQ(pv_pin(&dom[0], to_mfn(3), 4), 0);
	REQUIRE(!pv_table_open(&t, &dom[0], to_mfn(34)));
	old = 0;
	EXPECT_EQ(pv_l1_cmpxchg(&t, 0, &old, entry(52, U), &own), 0);
	EXPECT_EQ(old, entry(50, U | PTE_GLOBAL));
	EXPECT_EQ(table[52].count_info & PGC_COUNT_MASK, 1);
	EXPECT_EQ(pv_l1_cmpxchg(&t, 0, &old, entry(52, U), &own), 0);
	EXPECT_EQ(memory[34][0], entry(52, U | PTE_GLOBAL));
	old = memory[34][0];
	EXPECT_EQ(pv_l1_cmpxchg(&t, 0, &old, entry(18, U), &own), -EINVAL);
	EXPECT_EQ(pv_l1_cmpxchg(&t, 0, &old, old & ~PTE_RW, &own), 0);
	pv_table_close(&t);
	EXPECT_EQ(table[52].type_info & PGT_COUNT_MASK, 0);
	expect_consistent();
}

TEST(list_stops_at_the_first_error)
{
	struct mmu_update req[20];
	struct hypercall call = { .arg = { (u64)req, 20, 0, DOMID_SELF } };
	unsigned int i;
	u32 done = 0;

	start();
	small_tree();
	EXPECT_EQ(pv_pin(&dom[0], to_mfn(3), 4), 0);
	for (i = 0; i < 20; i++)
		req[i] = (struct mmu_update){ entry_ptr(34, i + 10), entry(50, U) };
	req[13].val = entry(34, U);
	EXPECT_EQ(do_mmu_update(&call), -EINVAL);
	EXPECT(memory[34][22] && !memory[34][23] && !memory[34][24]);

	/* With a pause after each: the number of all that are done comes out. */
	req[13].val = entry(51, U);
	req[19].ptr = entry_ptr(50, 3) | MMU_MACHPHYS_UPDATE;
	req[19].val = 4711;
	call.arg[2] = (u64)&done;
	preempt_one_in = 1;
	for (i = 0; do_mmu_update(&call) == HYPERCALL_RESTART; i++)
		EXPECT_EQ(done, i + 1);
	EXPECT_EQ(done, 20);
	EXPECT_EQ(m2p[50], 4711);
	expect_consistent();
}

static pte_t random_entry(unsigned int level)
{
	static const u64 flags[] = { U, U, U, P, W, P | PTE_USER, U | PTE_NX, U | PTE_PSE };
	unsigned int f = rnd(FRAMES);

	if (!rnd(4))
		return 0;
	if (!rnd(30))
		f = MMIO_OK + rnd(3);
	else if (level > 1 && rnd(10))
		f = level_start[level - 1] + rnd(level_end[level - 1] - level_start[level - 1]);
	else if (rnd(10))
		f = 50 + rnd(10);
	return entry(f, flags[rnd(rnd(4) ? 7 : 8)]);
}

static unsigned int random_slot(void)
{
	static const unsigned int slots[] = { 0, 1, 2, 3, 100, 255, 256, 259, 272, 511 };

	return slots[rnd(ARRAY_SIZE(slots))];
}

static unsigned int random_level_frame(unsigned int level)
{
	return level_start[level] + rnd(level_end[level] - level_start[level]);
}

/* What a guest does to memory that it has mapped writable. */
static void write_memory(void)
{
	unsigned int level = 1 + rnd(4), f = random_level_frame(level), i;

	if (!page_get_and_type(&table[f], &dom[0], PGT_WRITABLE))
		return;
	for (i = rnd(6); i; i--)
		WRITE_ONCE(memory[f][random_slot()], random_entry(level));
	page_put_and_type(&table[f]);
}

static void send_updates(void)
{
	struct mmu_update req[6];
	u32 done, n = 1 + rnd(ARRAY_SIZE(req)), i;
	struct hypercall call = { .arg = { (u64)req, n, (u64)&done, DOMID_SELF } };

	for (i = 0; i < n; i++) {
		unsigned int level = 1 + rnd(4);

		req[i].ptr = entry_ptr(random_level_frame(level), random_slot());
		if (!rnd(4))
			req[i].ptr |= MMU_PT_UPDATE_PRESERVE_AD;
		req[i].val = random_entry(level);
	}
	/* Some are given up. */
	while (do_mmu_update(&call) == HYPERCALL_RESTART && rnd(20))
		;
}

static void pin_or_unpin(void)
{
	unsigned int level = 1 + rnd(4), f = random_level_frame(level);
	bool pin = rnd(2);

	if (!rnd(10))
		f = rnd(FRAMES);
	while (pv_put_pending(current))
		;
	while ((pin ? pv_pin(&dom[0], to_mfn(f), level) : pv_unpin(&dom[0], to_mfn(f))) ==
	       -ERESTART && rnd(20))
		;
}

static void cmpxchg_entry(void)
{
	struct pv_owners own = { .pt = &dom[0], .pg = &dom[0] };
	struct pv_table t;
	pte_t old;

	if (pv_table_open(&t, &dom[0], to_mfn(random_level_frame(1))))
		return;
	if (t.type == PGT_L1) {
		old = READ_ONCE(t.entry[0]);
		pv_l1_cmpxchg(&t, 0, &old, rnd(2) ? old ^ PTE_RW : random_entry(1), &own);
	}
	pv_table_close(&t);
}

static void vcpu_thread(void *arg)
{
	unsigned int i;

	cpu = (u64)arg & 1;
	rng = (u64)arg * 0x9e3779b97f4a7c15ULL + 1;
	preempt_one_in = 3;
	for (i = 0; i < 400; i++) {
		switch (rnd(5)) {
		case 0:
			write_memory();
			break;
		case 1:
			cmpxchg_entry();
			break;
		case 2:
			pin_or_unpin();
			break;
		default:
			send_updates();
			break;
		}
	}
}

/* Lists of changes of one level 1 entry, by both at once. */
static void hammer_thread(void *arg)
{
	struct mmu_update req[8];
	unsigned int i, k;

	cpu = (u64)arg & 1;
	rng = (u64)arg + 1;
	for (i = 0; i < 20000; i++) {
		struct hypercall call = { .arg = { (u64)req, 8, 0, DOMID_SELF } };

		for (k = 0; k < 8; k++) {
			req[k].ptr = entry_ptr(34, 0) | (rnd(2) ? MMU_PT_UPDATE_PRESERVE_AD : 0);
			req[k].val = rnd(4) ? entry(50 + rnd(3), rnd(2) ? U : P) : 0;
		}
		do_mmu_update(&call);
	}
}

TEST(two_vcpus_change_one_entry)
{
	void *a, *b;

	start();
	small_tree();
	REQUIRE(!pv_pin(&dom[0], to_mfn(3), 4));
	a = host_thread_start(hammer_thread, (void *)0);
	b = host_thread_start(hammer_thread, (void *)1);
	host_thread_join(a);
	host_thread_join(b);
	expect_consistent();
}

/* How many frames were tables of each level at the end of a round. */
static void count_tables(unsigned int *n)
{
	unsigned int f;

	for (f = 0; f < FRAMES; f++) {
		if (table[f].type_info & PGT_COUNT_MASK &&
		    pgt_is_table(table[f].type_info & PGT_TYPE_MASK))
			n[pgt_level(table[f].type_info & PGT_TYPE_MASK)]++;
	}
}

TEST(two_vcpus_at_random)
{
	unsigned int round, n[5] = { 0 };

	start();
	for (round = 0; round < 500; round++) {
		void *a = host_thread_start(vcpu_thread, (void *)(u64)(round * 2));
		void *b = host_thread_start(vcpu_thread, (void *)(u64)(round * 2 + 1));

		host_thread_join(a);
		host_thread_join(b);
		expect_consistent();
		count_tables(n);
	}
	test_note("tables seen: L1 %u, L2 %u, L3 %u, L4 %u", n[1], n[2], n[3], n[4]);
	EXPECT(n[1] > 100 && n[2] > 100 && n[3] > 50 && n[4] > 50);
}
