/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What a physical map has around it: memory in pages that can run out, a domain, and
 * references that are counted. Included by one file of a test.
 */
#ifndef P2M_WORLD_H
#define P2M_WORLD_H

#include <linux/string.h>
#include <hyp/domain.h>
#include <hyp/guest.h>
#include <hyp/p2m.h>
#include <hyp/page.h>
#include <hyp/page_alloc.h>
#include <hyp/vmap.h>

#include "test.h"

#define FRAMES		2000
#define GUEST_FRAMES	64		/* the first ones are the guest's memory */

static u8 (*memory)[PAGE_SIZE];
static bool used[FRAMES];
static unsigned int left, flushes;
static struct domain dom;
static struct page_info frames[FRAMES];
struct page_info *const frame_table = frames;
static unsigned int held[FRAMES];

void *mfn_to_virt(mfn_t mfn)
{
	return memory[mfn_x(mfn)];
}

mfn_t virt_to_mfn(const void *va)
{
	return to_mfn((u64)((const u8 *)va - (const u8 *)memory) / PAGE_SIZE);
}

void *page_alloc_hyp(unsigned int order)
{
	unsigned int i;

	if (!left)
		return NULL;
	left--;
	for (i = GUEST_FRAMES; used[i]; i++)
		;
	used[i] = true;
	frames[i].type_info = 0;
	return memset(memory[i], 0, PAGE_SIZE);
}

void page_free_hyp(void *va, unsigned int order)
{
	u64 n = mfn_x(virt_to_mfn(va));

	EXPECT(used[n]);
	used[n] = false;
	left++;
}

struct page_info *gfn_get_page(struct domain *d, gfn_t gfn)
{
	enum p2m_type type;
	mfn_t mfn = p2m_lookup(d, gfn, &type, NULL);

	if (type != P2M_RAM || mfn_x(mfn) >= GUEST_FRAMES)
		return NULL;
	held[mfn_x(mfn)]++;
	return &frames[mfn_x(mfn)];
}

/* Counts are 0 always, so each page_put() comes here. */
void page_put_slow(struct page_info *pg)
{
	u64 n = mfn_x(page_to_mfn(pg));

	EXPECT(held[n]);
	held[n]--;
}

static void flush_tlb(struct domain *d)
{
	flushes++;
}

static const struct guest_ops ops = { .flush_tlb = flush_tlb };

static void start_over(unsigned int levels, bool use_1g)
{
	host_free(memory);
	memory = host_alloc_aligned(FRAMES * PAGE_SIZE, PAGE_SIZE);
	memset(used, 0, sizeof(used));
	memset(held, 0, sizeof(held));
	memset(frames, 0, sizeof(frames));
	left = FRAMES - GUEST_FRAMES;
	flushes = 0;
	dom = (struct domain){ .ops = &ops };
	REQUIRE(!p2m_create(&dom, levels, use_1g));
}

static void finish(void)
{
	p2m_destroy(&dom);
	EXPECT_EQ(left, FRAMES - GUEST_FRAMES);
	EXPECT(!dom.p2m);
}

#endif /* P2M_WORLD_H */
