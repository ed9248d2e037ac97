// SPDX-License-Identifier: GPL-2.0-only
/*
 * Pages that leave a domain with a map: given back is what left the map, and nothing else.
 * Without memory for another table a page can't leave a large one, and stays the domain's.
 */
#include <linux/errno.h>
#include <linux/kernel.h>
#include <hyp/guest_copy.h>
#include <hyp/reservation.h>
#include <hyp/softirq.h>

#include "p2m_world.h"

static unsigned int given_back[FRAMES];
static u64 list[4];

bool page_put_alloc_ref(struct page_info *pg)
{
	given_back[pg - frames]++;
	return true;
}

int p2m_remove(struct domain *d, gfn_t gfn, mfn_t mfn)
{
	return p2m_take(d, gfn, mfn);
}

int p2m_add(struct domain *d, gfn_t gfn, mfn_t mfn, unsigned int order)
{
	return p2m_replace(d, gfn, mfn, order, P2M_NONE, P2M_RAM);
}

struct page_info *page_alloc_domheap(struct domain *d, unsigned int order, u32 memflags)
{
	return NULL;
}

struct page_info *page_alloc_domheap_at(struct domain *d, mfn_t mfn, unsigned int order,
					u32 memflags)
{
	return NULL;
}

unsigned long guest_copy_from(void *to, u64 gva, unsigned long bytes)
{
	memcpy(to, (void *)gva, bytes);
	return 0;
}

unsigned long guest_copy_to(u64 gva, const void *from, unsigned long bytes)
{
	memcpy((void *)gva, from, bytes);
	return 0;
}

bool hypercall_preempt_check(void)
{
	return false;
}

static void begin(void)
{
	start_over(4, true);
	memset(given_back, 0, sizeof(given_back));
	REQUIRE(!p2m_set(&dom, to_gfn(0), to_mfn(0), 9, P2M_RAM));
}

static u64 decrease(u64 gfn, unsigned int order)
{
	struct reservation r = { .d = &dom, .list = (u64)list, .nr = 1, .order = order };

	list[0] = gfn;
	EXPECT_EQ(reservation_decrease(&r), 0);
	return r.done;
}

TEST(a_page_leaves_a_large_one)
{
	begin();
	EXPECT_EQ(decrease(5, 0), 1);
	EXPECT_EQ(given_back[5], 1);
	EXPECT_EQ(held[5], 0);
	EXPECT(mfn_eq(p2m_lookup(&dom, to_gfn(5), NULL, NULL), INVALID_MFN));
	EXPECT_EQ(decrease(5, 0), 0);
	EXPECT_EQ(given_back[5], 1);
	finish();
}

TEST(without_memory_for_a_table_it_stays)
{
	begin();
	left = 0;
	EXPECT_EQ(decrease(5, 0), 0);
	EXPECT_EQ(given_back[5], 0);
	EXPECT_EQ(held[5], 0);
	EXPECT(mfn_eq(p2m_lookup(&dom, to_gfn(5), NULL, NULL), to_mfn(5)));
	left = FRAMES - GUEST_FRAMES - 3;
	EXPECT_EQ(decrease(5, 0), 1);
	EXPECT_EQ(given_back[5], 1);
	finish();
}
