// SPDX-License-Identifier: GPL-2.0-only
/*
 * States of page types, one step at a time, with contents that are a number of
 * steps to do and no more: validation can fail or be interrupted at any step,
 * so can its opposite, and whatever the order of calls is, references of
 * entries, of the state and of callers add up.
 */
#include <linux/errno.h>
#include <linux/kernel.h>
#include <hyp/domain.h>
#include <hyp/page.h>
#include <hyp/page_alloc.h>
#include <hyp/tlb.h>

#include "test.h"

#define ENTRIES	8

static struct page_info table[2];
struct page_info *const frame_table = table;
static struct page_info *const pg = &table[1];
static struct domain owner = { .domid = 1, .page_list = { PGLIST_END, PGLIST_END, 0 } };
static unsigned int pause_after, bad_entry, flushes, uncached, foreign, freed;
static u32 clock_now;

u32 tlb_clock(void)
{
	return clock_now;
}

struct domain *domain_peek(domid_t domid)
{
	return domid == 1 ? &owner : NULL;
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
	freed++;
}

bool page_alloc_claim_adjust(s64 delta)
{
	return true;
}

/* One entry a step; pauses after pause_after of them (0: never). */
static bool pause_now(unsigned int *steps)
{
	return pause_after && ++*steps == pause_after;
}

static int fake_validate(struct page_info *p, u64 type)
{
	unsigned int steps = 0;

	while (p->nr_done < ENTRIES) {
		if (p->nr_done == bad_entry)
			return -EINVAL;
		p->nr_done++;
		if (p->nr_done < ENTRIES && pause_now(&steps))
			return -ERESTART;
	}
	return 0;
}

static int fake_devalidate(struct page_info *p, u64 type)
{
	unsigned int steps = 0;

	if (p->nr_done > ENTRIES)
		p->nr_done = ENTRIES;
	while (p->nr_done) {
		p->nr_done--;
		if (p->nr_done && pause_now(&steps))
			return -ERESTART;
	}
	return 0;
}

static void fake_flush(struct page_info *p)
{
	flushes++;
	uncached += !!(p->type_info & PGT_UNCACHED);
	foreign += !!(p->type_info & PGT_FOREIGN);
}

static const struct page_type_ops fake_ops = {
	.validate	= fake_validate,
	.devalidate	= fake_devalidate,
	.flush		= fake_flush,
};

static void start(void)
{
	page_list_init(&owner.page_list);
	owner.max_pages = 10;
	owner.tot_pages = 0;
	owner.state = DOM_ALIVE;
	*pg = (struct page_info){ .owner = DOMID_INVALID };
	REQUIRE(!page_assign(&owner, pg, 0));
	page_type_set_ops(&fake_ops);
	pause_after = 0;
	bad_entry = ENTRIES + 1;
	flushes = 0;
	uncached = 0;
	foreign = 0;
	freed = 0;
}

static void expect_state(u64 info, u64 general)
{
	EXPECT_EQ(pg->type_info, info);
	EXPECT_EQ(pg->count_info & PGC_COUNT_MASK, general);
}

TEST(writable_and_table_exclude_each_other)
{
	start();
	EXPECT_EQ(page_get_type(pg, PGT_WRITABLE), 0);
	EXPECT_EQ(page_get_type(pg, PGT_WRITABLE), 0);
	EXPECT_EQ(page_get_type(pg, PGT_L1), -EINVAL);
	EXPECT_EQ(page_put_type(pg), 0);
	EXPECT_EQ(page_get_type(pg, PGT_SEG_DESC), -EINVAL);
	EXPECT_EQ(page_put_type(pg), 0);
	EXPECT_EQ(page_get_type(pg, PGT_L4), 0);
	EXPECT_EQ(page_get_type(pg, PGT_WRITABLE), -EINVAL);
	EXPECT_EQ(page_get_type(pg, PGT_L3), -EINVAL);
	EXPECT_EQ(page_put_type(pg), 0);
	EXPECT_EQ(page_get_type(pg, PGT_WRITABLE), 0);
	EXPECT_EQ(page_put_type(pg), 0);
}

TEST(last_reference_devalidates)
{
	start();
	EXPECT_EQ(page_get_type(pg, PGT_L2), 0);
	EXPECT_EQ(page_get_type(pg, PGT_L2), 0);
	EXPECT_EQ(page_put_type(pg), 0);
	EXPECT_EQ(pg->nr_done, ENTRIES);
	clock_now = 77;
	EXPECT_EQ(page_put_type(pg), 0);
	EXPECT_EQ(pg->tlb_stamp, 77);
	expect_state(PGT_L2, 1);
	EXPECT(BUGS(page_put_type(pg)));
}

TEST(only_a_change_of_type_flushes)
{
	start();
	page_get_type(pg, PGT_WRITABLE);
	EXPECT_EQ(flushes, 0);		/* new from the allocator */
	page_put_type(pg);
	page_get_type(pg, PGT_WRITABLE);
	page_put_type(pg);
	EXPECT_EQ(flushes, 0);
	page_get_type(pg, PGT_L1);
	EXPECT_EQ(flushes, 1);
	page_put_type(pg);
	page_get_type(pg, PGT_L1);
	EXPECT_EQ(flushes, 1);
	page_put_type(pg);
	page_get_type(pg, PGT_WRITABLE);
	EXPECT_EQ(flushes, 2);
	page_put_type(pg);
}

TEST(uncached_writes_are_known_when_the_type_changes)
{
	start();
	page_get_type(pg, PGT_WRITABLE);
	page_mark_uncached(pg);
	page_put_type(pg);
	page_get_type(pg, PGT_WRITABLE);
	page_put_type(pg);
	EXPECT_EQ(uncached, 0);
	EXPECT_EQ(page_get_type(pg, PGT_L1), 0);
	EXPECT_EQ(uncached, 1);
	page_put_type(pg);
	EXPECT_EQ(page_get_type(pg, PGT_WRITABLE), 0);
	EXPECT_EQ(uncached, 1);
	page_put_type(pg);
}

TEST(foreign_mappings_are_known_when_the_type_changes)
{
	start();
	page_get_type(pg, PGT_WRITABLE);
	page_mark_foreign(pg);
	page_put_type(pg);
	EXPECT_EQ(page_get_type(pg, PGT_L1), 0);
	EXPECT_EQ(foreign, 1);
	EXPECT_EQ(uncached, 0);
	page_put_type(pg);
	EXPECT_EQ(page_get_type(pg, PGT_WRITABLE), 0);
	EXPECT_EQ(foreign, 1);
	page_put_type(pg);
}

TEST(validation_restarts)
{
	unsigned int calls = 1;

	start();
	pause_after = 3;
	while (page_get_type(pg, PGT_L3) == -ERESTART) {
		expect_state(PGT_L3 | PGT_PARTIAL, 2);
		calls++;
		REQUIRE(calls < 10);
	}
	EXPECT_EQ(calls, 3);
	expect_state(PGT_L3 | PGT_VALIDATED | 1, 1);
	calls = 1;
	while (page_put_type(pg) == -ERESTART) {
		expect_state(PGT_L3 | PGT_PARTIAL | 1, 1);
		calls++;
	}
	EXPECT_EQ(calls, 3);
	expect_state(PGT_L3, 1);
}

TEST(bad_contents_leave_nothing)
{
	start();
	bad_entry = 5;
	EXPECT_EQ(page_get_type(pg, PGT_L2), -EINVAL);
	expect_state(PGT_L2, 1);

	/* The same, found after a restart. */
	pause_after = 6;
	bad_entry = 7;
	EXPECT_EQ(page_get_type(pg, PGT_L2), -ERESTART);
	pause_after = 0;
	EXPECT_EQ(page_get_type(pg, PGT_L2), -EINVAL);
	expect_state(PGT_L2, 1);

	/* Undoing is interrupted: parked, but the answer is known. */
	pause_after = 4;
	EXPECT_EQ(page_get_type(pg, PGT_L2), -ERESTART);
	EXPECT_EQ(page_get_type(pg, PGT_L2), -EINVAL);
	expect_state(PGT_L2 | PGT_PARTIAL, 2);
	pause_after = 0;
	EXPECT_EQ(page_get_type(pg, PGT_WRITABLE), 0);
	expect_state(PGT_WRITABLE | PGT_VALIDATED | 1, 1);
	page_put_type(pg);
}

TEST(abandoned_validation_gives_way)
{
	start();
	pause_after = 5;
	EXPECT_EQ(page_get_type(pg, PGT_L4), -ERESTART);
	pause_after = 2;
	EXPECT_EQ(page_get_type(pg, PGT_L1), -ERESTART);	/* 5 down to 3 */
	EXPECT_EQ(page_get_type(pg, PGT_L1), -ERESTART);	/* 3 to 1 */
	expect_state(PGT_L4 | PGT_PARTIAL, 2);
	pause_after = 0;
	flushes = 0;
	EXPECT_EQ(page_get_type(pg, PGT_L1), 0);
	EXPECT_EQ(flushes, 1);
	expect_state(PGT_L1 | PGT_VALIDATED | 1, 1);
	page_put_type(pg);
}

TEST(end_of_domain_undoes_abandoned_validation)
{
	start();
	EXPECT_EQ(page_abandon_type(pg), 0);
	pause_after = 5;
	EXPECT_EQ(page_get_type(pg, PGT_L4), -ERESTART);
	pause_after = 2;
	EXPECT_EQ(page_abandon_type(pg), -ERESTART);
	EXPECT_EQ(page_abandon_type(pg), -ERESTART);
	EXPECT_EQ(page_abandon_type(pg), 0);
	expect_state(PGT_L4, 1);
	EXPECT(page_put_alloc_ref(pg));
	EXPECT_EQ(freed, 1);
}

TEST(parked_page_is_not_freed)
{
	start();
	pause_after = 5;
	EXPECT_EQ(page_get_type(pg, PGT_L4), -ERESTART);
	EXPECT(page_put_alloc_ref(pg));
	EXPECT_EQ(freed, 0);
	pause_after = 0;
	EXPECT_EQ(page_abandon_type(pg), 0);
	EXPECT_EQ(freed, 1);
}

TEST(release_in_progress_is_taken_up_by_another)
{
	start();
	EXPECT_EQ(page_get_type(pg, PGT_L2), 0);
	pause_after = 3;
	EXPECT_EQ(page_put_type(pg), -ERESTART);
	EXPECT_EQ(page_get_type(pg, PGT_WRITABLE), -EINVAL);
	pause_after = 2;
	EXPECT_EQ(page_get_type(pg, PGT_L2), -ERESTART);	/* 5 up to 7 */
	expect_state(PGT_L2 | PGT_PARTIAL | 1, 1);
	EXPECT_EQ(page_get_type(pg, PGT_L2), 0);
	expect_state(PGT_L2 | PGT_VALIDATED | 2, 1);
	EXPECT_EQ(page_put_type(pg), 0);			/* the first caller again */
	expect_state(PGT_L2 | PGT_VALIDATED | 1, 1);
	page_put_type_all(pg);
	expect_state(PGT_L2, 1);
}

TEST(pin_is_a_mark)
{
	start();
	EXPECT(!page_unpin(pg));
	page_get_type(pg, PGT_L4);
	EXPECT(page_pin(pg));
	EXPECT(!page_pin(pg));
	page_get_type(pg, PGT_L4);
	page_put_type(pg);
	expect_state(PGT_L4 | PGT_VALIDATED | PGT_PINNED | 1, 1);
	EXPECT(page_unpin(pg));
	EXPECT(!page_unpin(pg));
	page_put_type(pg);
	expect_state(PGT_L4, 1);
}

TEST(hold_takes_what_is_there)
{
	start();
	EXPECT_EQ(page_hold_type(pg), PGT_NONE);
	page_get_type(pg, PGT_L3);
	EXPECT_EQ(page_hold_type(pg), PGT_L3);
	expect_state(PGT_L3 | PGT_VALIDATED | 2, 1);
	page_put_type(pg);
	pause_after = 4;
	EXPECT_EQ(page_put_type(pg), -ERESTART);
	EXPECT_EQ(page_hold_type(pg), PGT_NONE);
	page_put_type_all(pg);
	EXPECT_EQ(page_hold_type(pg), PGT_NONE);

	/* A page that is shared for reading only. */
	pg->type_info = PGT_NONE | PGT_VALIDATED | 1;
	EXPECT_EQ(page_hold_type(pg), PGT_NONE);
	EXPECT_EQ(page_get_type(pg, PGT_WRITABLE), -EINVAL);
	EXPECT_EQ(pg->type_info, PGT_NONE | PGT_VALIDATED | 1);
}

TEST(counts_refuse_at_saturation)
{
	start();
	pg->type_info = PGT_WRITABLE | PGT_VALIDATED | PGT_COUNT_MASK;
	EXPECT_EQ(page_get_type(pg, PGT_WRITABLE), -EBUSY);
	EXPECT_EQ(page_hold_type(pg), PGT_NONE);
	EXPECT_EQ(pg->type_info, PGT_WRITABLE | PGT_VALIDATED | PGT_COUNT_MASK);

	/* No general reference for parking: all is undone at once. */
	pg->type_info = PGT_NONE;
	pg->count_info |= PGC_COUNT_MASK;
	pause_after = 3;
	EXPECT_EQ(page_get_type(pg, PGT_L2), -ERESTART);
	EXPECT_EQ(pg->type_info, PGT_L2);
	EXPECT_EQ(page_get_more(pg), false);
}
