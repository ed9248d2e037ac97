// SPDX-License-Identifier: GPL-2.0-only
/*
 * Memory on demand: a guest frame gets a page when it is touched, by 2 MiB where that
 * fits, never more pages than the tools allow; what is given back before it was touched costs
 * nothing; two CPUs that touch the same frame end with one page for it.
 */
#include <linux/errno.h>
#include <linux/kernel.h>

#include "p2m_world.h"

static unsigned int given, taken_back;
static bool race;		/* somebody else is faster, once */
static bool large_pages;

/* Numbers of frames, which nobody looks into. */
struct page_info *page_alloc_domheap(struct domain *d, unsigned int order, u32 memflags)
{
	/* The limit for ballooning may be below what was promised. */
	EXPECT_EQ(memflags, MEMF_PROMISED);
	if (order && !large_pages)
		return NULL;
	if (race) {
		race = false;
		EXPECT(p2m_demand_fill(d, to_gfn(7)));
	}
	given++;
	d->tot_pages += BIT(order);
	return &frames[512];
}

bool page_put_alloc_ref(struct page_info *pg)
{
	taken_back++;
	dom.tot_pages--;
	return true;
}

static enum p2m_type type_at(u64 gfn)
{
	enum p2m_type type;

	p2m_lookup(&dom, to_gfn(gfn), &type, NULL);
	return type;
}

static void begin(u64 target)
{
	start_over(4, true);
	given = 0;
	taken_back = 0;
	race = false;
	large_pages = false;
	p2m_demand_set_target(&dom, target);
	EXPECT_EQ(p2m_demand_add(&dom, to_gfn(0), 9), 0);
	EXPECT_EQ(p2m_demand_add(&dom, to_gfn(512), 9), 0);
	EXPECT_EQ(p2m_demand_entries(&dom), 1024);
	EXPECT_EQ(dom.tot_pages, 0);
}

TEST(a_page_for_each_touch)
{
	begin(3);
	EXPECT(p2m_demand_fill(&dom, to_gfn(5)));
	EXPECT(p2m_demand_fill(&dom, to_gfn(5)));
	EXPECT_EQ(given, 1);
	EXPECT_EQ(type_at(5), P2M_RAM);
	EXPECT_EQ(type_at(6), P2M_ON_DEMAND);
	EXPECT_EQ(p2m_demand_entries(&dom), 1023);
	EXPECT(p2m_demand_fill(&dom, to_gfn(600)));
	EXPECT(p2m_demand_fill(&dom, to_gfn(601)));
	/* No more than allowed; then a little more. */
	EXPECT(!p2m_demand_fill(&dom, to_gfn(602)));
	EXPECT_EQ(type_at(602), P2M_ON_DEMAND);
	EXPECT_EQ(p2m_demand_promised(&dom), 0);
	p2m_demand_set_target(&dom, 4);
	EXPECT_EQ(p2m_demand_promised(&dom), 1);
	p2m_demand_set_target(&dom, 2);
	EXPECT(p2m_demand_fill(&dom, to_gfn(602)));
	EXPECT(!p2m_demand_fill(&dom, to_gfn(5000)));
	finish();
}

TEST(large_pages_where_all_is_untouched)
{
	begin(600);
	large_pages = true;
	EXPECT(p2m_demand_fill(&dom, to_gfn(700)));
	EXPECT_EQ(dom.tot_pages, 512);
	EXPECT_EQ(type_at(512), P2M_RAM);
	EXPECT_EQ(type_at(1023), P2M_RAM);
	EXPECT_EQ(p2m_demand_entries(&dom), 512);
	/* The next 512 would be too many. */
	EXPECT(p2m_demand_fill(&dom, to_gfn(3)));
	EXPECT_EQ(dom.tot_pages, 513);
	finish();
}

TEST(what_is_given_back_untouched)
{
	begin(10);
	EXPECT(p2m_demand_drop(&dom, to_gfn(8)));
	EXPECT(!p2m_demand_drop(&dom, to_gfn(8)));
	EXPECT_EQ(type_at(8), P2M_NONE);
	EXPECT(!p2m_demand_fill(&dom, to_gfn(8)));
	EXPECT(p2m_demand_fill(&dom, to_gfn(9)));
	EXPECT(!p2m_demand_drop(&dom, to_gfn(9)));
	EXPECT_EQ(p2m_demand_entries(&dom), 1022);
	EXPECT_EQ(p2m_demand_add(&dom, to_gfn(9), 0), -EEXIST);
	EXPECT_EQ(p2m_demand_add(&dom, to_gfn(8), 0), 0);
	finish();
}

TEST(two_touch_the_same_frame)
{
	begin(10);
	race = true;
	EXPECT(p2m_demand_fill(&dom, to_gfn(7)));
	EXPECT_EQ(given, 2);
	EXPECT_EQ(taken_back, 1);
	EXPECT_EQ(dom.tot_pages, 1);
	EXPECT_EQ(p2m_demand_entries(&dom), 1023);
	finish();
}
