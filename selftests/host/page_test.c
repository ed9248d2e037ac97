// SPDX-License-Identifier: GPL-2.0-only
/*
 * General references: an owner's pages are counted, a page is free when its
 * last reference goes and not before, a count refuses at saturation, shared
 * pages of the hypervisor outlive the sharing, and claims turn into pages.
 */
#include <linux/errno.h>
#include <linux/kernel.h>
#include <hyp/domain.h>
#include <hyp/page.h>
#include <hyp/page_alloc.h>
#include <hyp/tlb.h>
#include <hyp/vmap.h>

#include "test.h"

#define FRAMES	64

static struct page_info table[FRAMES];
struct page_info *const frame_table = table;
static u8 *memory;
static unsigned int next_frame;
static bool is_free[FRAMES];
static u64 free_flags[FRAMES];
static s64 claimed;
static struct domain owner, other;

void *mfn_to_virt(mfn_t mfn)
{
	return memory + mfn_x(mfn) * PAGE_SIZE;
}

mfn_t virt_to_mfn(const void *va)
{
	return to_mfn((u64)((const u8 *)va - memory) / PAGE_SIZE);
}

u32 tlb_clock(void)
{
	return 42;
}

struct page_info *page_alloc_frames(unsigned int order, u32 memflags, u64 entitled)
{
	struct page_info *pg = &table[next_frame];
	u64 i;

	if (next_frame + BIT(order) > FRAMES)
		return NULL;
	for (i = 0; i < BIT(order); i++) {
		pg[i] = (struct page_info){ .owner = DOMID_INVALID };
		is_free[next_frame + i] = false;
	}
	next_frame += BIT(order);
	return pg;
}

struct page_info *page_alloc_frames_at(mfn_t mfn, unsigned int order, u32 memflags, u64 entitled)
{
	return mfn_x(mfn) == next_frame ? page_alloc_frames(order, memflags, entitled) : NULL;
}

void page_free_frames(struct page_info *pg, unsigned int order, u64 flags)
{
	u64 i;

	for (i = 0; i < BIT(order); i++) {
		u64 n = (u64)(pg - table) + i;

		EXPECT(!is_free[n]);
		is_free[n] = true;
		free_flags[n] = flags;
	}
}

bool page_alloc_claim_adjust(s64 delta)
{
	if (delta > 1000)
		return false;
	claimed += delta;
	return true;
}

struct domain *domain_peek(domid_t domid)
{
	return domid == owner.domid ? &owner : domid == other.domid ? &other : NULL;
}

bool domain_get(struct domain *d)
{
	if (!atomic_read(&d->refs))
		return false;
	atomic_inc(&d->refs);
	return true;
}

void domain_put(struct domain *d)
{
	atomic_dec(&d->refs);
}

static void make_domain(struct domain *d, domid_t domid)
{
	memset(d, 0, sizeof(*d));
	d->domid = domid;
	d->state = DOM_ALIVE;
	d->max_pages = 16;
	atomic_set(&d->refs, 1);
	page_list_init(&d->page_list);
	page_list_init(&d->xenpage_list);
}

static void start_over(void)
{
	if (!memory)
		memory = host_alloc_aligned(FRAMES * PAGE_SIZE, PAGE_SIZE);
	next_frame = 0;
	claimed = 0;
	make_domain(&owner, 7);
	make_domain(&other, 8);
}

TEST(pages_are_counted_and_hold_their_owner)
{
	struct page_info *pg;

	start_over();
	pg = page_alloc_domheap(&owner, 2, 0);
	REQUIRE(pg);
	EXPECT_EQ(owner.tot_pages, 4);
	EXPECT_EQ(owner.page_list.count, 4);
	EXPECT_EQ(atomic_read(&owner.refs), 2);
	EXPECT_EQ(page_owner(pg), &owner);
	EXPECT(page_put_alloc_ref(&pg[0]));
	EXPECT(is_free[0]);
	/* Others' translations of a freed frame must go before its reuse. */
	EXPECT_EQ(free_flags[0], PGC_DIRTY | PGC_TLB_PENDING);
	EXPECT_EQ(pg[0].tlb_stamp, 42);
	EXPECT_EQ(owner.tot_pages, 3);
	page_put_alloc_ref(&pg[1]);
	page_put_alloc_ref(&pg[2]);
	EXPECT_EQ(atomic_read(&owner.refs), 2);
	page_put_alloc_ref(&pg[3]);
	EXPECT_EQ(atomic_read(&owner.refs), 1);
}

TEST(references_keep_a_page)
{
	struct page_info *pg;

	start_over();
	pg = page_alloc_domheap(&owner, 0, 0);
	REQUIRE(pg);
	EXPECT(!page_get(pg, &other));
	EXPECT(page_get(pg, &owner));
	EXPECT(page_get_more(pg));
	EXPECT(page_put_alloc_ref(pg));
	/* The owner's reference goes once. */
	EXPECT(!page_put_alloc_ref(pg));
	EXPECT(!is_free[0]);
	page_put(pg);
	EXPECT(!is_free[0]);
	page_put(pg);
	EXPECT(is_free[0]);
	EXPECT(!page_get(pg, &owner));
	EXPECT(BUGS(page_put(pg)));
}

TEST(a_count_refuses_at_saturation)
{
	struct page_info *pg;

	start_over();
	pg = page_alloc_domheap(&owner, 0, 0);
	REQUIRE(pg);
	pg->count_info = (pg->count_info & ~PGC_COUNT_MASK) | (PGC_COUNT_MASK - 1);
	EXPECT(page_get(pg, &owner));
	EXPECT(!page_get(pg, &owner));
	EXPECT(!page_get_more(pg));
	EXPECT_EQ(pg->count_info & PGC_COUNT_MASK, PGC_COUNT_MASK);
	EXPECT(pg->count_info & PGC_ALLOCATED);
}

TEST(limits_and_dying_domains)
{
	struct page_info *pg;

	start_over();
	owner.max_pages = 3;
	EXPECT(!page_alloc_domheap(&owner, 2, 0));
	EXPECT(is_free[0] && is_free[3]);
	EXPECT_EQ(owner.tot_pages, 0);
	EXPECT_EQ(atomic_read(&owner.refs), 1);
	owner.state = DOM_DYING;
	EXPECT(!page_alloc_domheap(&owner, 0, 0));
	owner.state = DOM_ALIVE;
	atomic_set(&owner.refs, 0);
	EXPECT(!page_alloc_domheap(&owner, 0, 0));
	pg = page_alloc_domheap(NULL, 0, 0);
	REQUIRE(pg);
	EXPECT_EQ(page_assign(&owner, pg, 0), -EINVAL);
	owner.max_pages = 0;
	EXPECT_EQ(page_assign(&owner, pg, 0), -ENOMEM);
}

TEST(what_was_promised_is_above_the_limit)
{
	struct page_info *pg;

	start_over();
	owner.max_pages = 0;
	EXPECT(!page_alloc_domheap(&owner, 0, 0));
	pg = page_alloc_domheap(&owner, 0, MEMF_PROMISED);
	REQUIRE(pg);
	EXPECT_EQ(owner.tot_pages, 1);
	EXPECT(page_owner(pg) == &owner);
	owner.state = DOM_DYING;
	EXPECT(!page_alloc_domheap(&owner, 0, MEMF_PROMISED));
	owner.state = DOM_ALIVE;
}

TEST(only_an_exclusive_page_is_stolen)
{
	struct page_info *pg;

	start_over();
	pg = page_alloc_domheap(&owner, 0, 0);
	REQUIRE(pg);
	EXPECT_EQ(page_steal(&other, pg), -EPERM);
	EXPECT(page_get(pg, &owner));
	EXPECT_EQ(page_steal(&owner, pg), -EBUSY);
	page_put(pg);
	EXPECT_EQ(page_steal(&owner, pg), 0);
	EXPECT_EQ(owner.tot_pages, 0);
	EXPECT_EQ(atomic_read(&owner.refs), 1);
	EXPECT(!page_get(pg, &owner));
	EXPECT_EQ(page_assign(&other, pg, 0), 0);
	EXPECT_EQ(other.tot_pages, 1);
	EXPECT(page_get(pg, &other));
	page_put(pg);
}

TEST(sharing_ends_before_use)
{
	void *page;
	struct page_info *pg;

	start_over();
	page = page_alloc_hyp(0);
	REQUIRE(page);
	pg = mfn_to_page(virt_to_mfn(page));
	page_share(pg, &owner, true);
	EXPECT_EQ(pg->type_info, PGT_NONE | PGT_VALIDATED | 1);
	EXPECT_EQ(owner.xenheap_pages, 1);
	EXPECT_EQ(owner.tot_pages, 0);
	EXPECT_EQ(atomic_read(&owner.refs), 2);
	EXPECT(page_get(pg, &owner));
	/* The domain ends; a mapping elsewhere is left. */
	EXPECT(page_put_alloc_ref(pg));
	EXPECT_EQ(owner.xenheap_pages, 1);
	page_put(pg);
	EXPECT_EQ(owner.xenheap_pages, 0);
	EXPECT_EQ(atomic_read(&owner.refs), 1);
	EXPECT(!is_free[0]);
	EXPECT(!page_get(pg, &owner));
	page_free_hyp(page, 0);
	EXPECT(is_free[0]);
	EXPECT(free_flags[0] & PGC_TLB_PENDING);
}

TEST(use_ends_before_sharing)
{
	void *page;
	struct page_info *pg;

	start_over();
	page = page_alloc_hyp(0);
	REQUIRE(page);
	pg = mfn_to_page(virt_to_mfn(page));
	page_share(pg, &owner, false);
	EXPECT_EQ(pg->type_info, PGT_WRITABLE | PGT_VALIDATED | 1);
	EXPECT(page_get(pg, &owner));
	page_free_hyp(page, 0);
	EXPECT(!is_free[0]);
	EXPECT(BUGS(page_free_hyp(page, 0)));
	page_put(pg);
	EXPECT(is_free[0]);
	EXPECT_EQ(owner.xenheap_pages, 0);
}

TEST(hypervisor_pages_are_nobodys)
{
	void *page;

	start_over();
	page = page_alloc_hyp(1);
	REQUIRE(page);
	EXPECT(!page_get(&table[0], &owner));
	EXPECT_EQ(page_owner(&table[0]), NULL);
	page_free_hyp(page, 1);
	EXPECT(is_free[0] && is_free[1]);
	EXPECT_EQ(free_flags[0], PGC_DIRTY);
	page_free_hyp(NULL, 0);
}

TEST(claims_turn_into_pages)
{
	start_over();
	EXPECT_EQ(page_alloc_claim(&owner, 17), -EINVAL);
	EXPECT_EQ(page_alloc_claim(&owner, 10), 0);
	EXPECT_EQ(claimed, 10);
	EXPECT_EQ(page_alloc_claim(&owner, 12), -EINVAL);
	REQUIRE(page_alloc_domheap(&owner, 2, 0));
	EXPECT_EQ(owner.outstanding_pages, 6);
	EXPECT_EQ(claimed, 6);
	REQUIRE(page_alloc_domheap(&owner, 3, 0));
	EXPECT_EQ(owner.outstanding_pages, 0);
	EXPECT_EQ(claimed, 0);
	/* The claim names what the domain shall have in the end. */
	EXPECT_EQ(page_alloc_claim(&owner, 11), -EINVAL);
	EXPECT_EQ(page_alloc_claim(&owner, 13), 0);
	EXPECT_EQ(claimed, 1);
	EXPECT_EQ(page_alloc_claim(&owner, 0), 0);
	EXPECT_EQ(claimed, 0);
	owner.max_pages = 5000;
	EXPECT_EQ(page_alloc_claim(&owner, 4000), -ENOMEM);
	/* Nobody would cancel it. */
	owner.state = DOM_DYING;
	EXPECT_EQ(page_alloc_claim(&owner, 14), -EINVAL);
	EXPECT_EQ(claimed, 0);
	EXPECT_EQ(owner.outstanding_pages, 0);
}
