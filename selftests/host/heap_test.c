// SPDX-License-Identifier: GPL-2.0-only
/*
 * Small objects: memory is zero, aligned, not given out twice, given back to
 * the page allocator when nothing uses it, and a wrong free is caught.
 */
#include <linux/kernel.h>
#include <hyp/heap.h>
#include <hyp/page.h>
#include <hyp/page_alloc.h>
#include <hyp/vmap.h>
#include <asm/layout.h>

#include "test.h"

#define PAGES	2048

static struct page_info table[PAGES];
struct page_info *const frame_table = table;
static u8 *memory;
static bool taken[PAGES];
static long pages_out;
static long pages_left = -1;

void *mfn_to_virt(mfn_t mfn)
{
	return memory + mfn_x(mfn) * PAGE_SIZE;
}

/* Areas of vmap(): one, so that the test can tell it from the direct map. */
static mfn_t area[64];
static size_t area_pages;

mfn_t virt_to_mfn(const void *va)
{
	unsigned long a = (unsigned long)va;

	if (a >= VMAP_START && a < VMAP_END)
		return area[(a - VMAP_START) / PAGE_SIZE];
	return to_mfn((u64)((const u8 *)va - memory) / PAGE_SIZE);
}

void *page_alloc_hyp(unsigned int order)
{
	unsigned int i;

	if (!memory)
		memory = host_alloc_aligned(PAGES * PAGE_SIZE, PAGE_SIZE);
	if (!pages_left)
		return NULL;
	for (i = 0; i < PAGES && taken[i]; i++)
		;
	if (i == PAGES)
		return NULL;
	if (pages_left > 0)
		pages_left--;
	taken[i] = true;
	pages_out++;
	memset(&table[i], 0, sizeof(table[i]));
	return memset(memory + i * PAGE_SIZE, 0, PAGE_SIZE);
}

void page_free_hyp(void *va, unsigned int order)
{
	u64 n = mfn_x(virt_to_mfn(va));

	EXPECT_EQ((unsigned long)va & ~PAGE_MASK, 0);
	EXPECT(taken[n]);
	EXPECT_EQ(table[n].type_info, 0);
	taken[n] = false;
	pages_out--;
}

void *vmap(const mfn_t *mfn, size_t n, enum map_kind kind)
{
	if (area_pages || n > ARRAY_SIZE(area))
		return NULL;
	memcpy(area, mfn, n * sizeof(*mfn));
	area_pages = n;
	return (void *)VMAP_START;
}

void vunmap(const void *va)
{
	area_pages = 0;
}

size_t vmap_pages(const void *va)
{
	return area_pages;
}

TEST(zeroed_and_aligned)
{
	size_t bytes;

	for (bytes = 1; bytes <= PAGE_SIZE; bytes += 13) {
		u8 *p = heap_alloc(bytes);

		REQUIRE(p);
		EXPECT_EQ((unsigned long)p % 16, 0);
		EXPECT(!memchr_inv(p, 0, bytes));
		memset(p, 0xff, bytes);
		heap_free(p);
	}
	EXPECT_EQ(pages_out, 0);
	EXPECT_EQ(heap_bytes_used(), 0);
}

TEST(random_use_does_not_overlap)
{
	static struct {
		u8 *p;
		size_t bytes;
		u8 mark;
	} list[500];
	unsigned int i;

	for (i = 0; i < 20000; i++) {
		unsigned int n = test_random_below(ARRAY_SIZE(list));

		if (list[n].p) {
			EXPECT(!memchr_inv(list[n].p, list[n].mark, list[n].bytes));
			heap_free(list[n].p);
			list[n].p = NULL;
			continue;
		}
		list[n].bytes = 1 + test_random_below(test_random_below(4) ? 300 : 4096);
		list[n].p = heap_alloc(list[n].bytes);
		if (!list[n].p)
			continue;
		EXPECT(!memchr_inv(list[n].p, 0, list[n].bytes));
		list[n].mark = 1 + test_random_below(255);
		memset(list[n].p, list[n].mark, list[n].bytes);
	}
	for (i = 0; i < ARRAY_SIZE(list); i++)
		heap_free(list[i].p);
	EXPECT_EQ(pages_out, 0);
	EXPECT_EQ(heap_bytes_used(), 0);
}

TEST(larger_than_a_page)
{
	void *p = heap_alloc(3 * PAGE_SIZE + 1);

	REQUIRE(p);
	EXPECT_EQ(pages_out, 4);
	EXPECT_EQ(heap_bytes_used(), 4 * PAGE_SIZE);
	heap_free(p);
	EXPECT_EQ(pages_out, 0);
	EXPECT_EQ(heap_bytes_used(), 0);
}

TEST(out_of_memory_leaks_nothing)
{
	unsigned int i;

	for (i = 0; i < 5; i++) {
		pages_left = i;
		EXPECT(!heap_alloc(5 * PAGE_SIZE));
		pages_left = -1;
		EXPECT_EQ(pages_out, 0);
	}
	pages_left = 0;
	EXPECT(!heap_alloc(16));
	EXPECT(!heap_alloc(4000));
	pages_left = -1;
	/* No room in the vmap window. */
	area_pages = 1;
	EXPECT(!heap_alloc(2 * PAGE_SIZE));
	area_pages = 0;
	EXPECT_EQ(pages_out, 0);
}

TEST(sizes_that_overflow)
{
	EXPECT(!heap_alloc_array(1UL << 33, 1UL << 33));
	EXPECT(!heap_alloc(~0UL));
	heap_free(NULL);
}

TEST(wrong_free_is_caught)
{
	u8 *p = heap_alloc(64), *q = heap_alloc(64);

	REQUIRE(p && q);
	EXPECT(BUGS(heap_free(p + 16)));
	heap_free(p);
	heap_free(q);
	EXPECT_EQ(pages_out, 0);
}
