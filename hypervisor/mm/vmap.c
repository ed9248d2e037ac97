// SPDX-License-Identifier: GPL-2.0-only
/*
 * Address space outside the direct map: vmap() and ioremap().
 *
 * A bitmap has one bit for each page of a window.  An area is a run of set
 * bits between clear ones: the clear bit behind it is its guard page, and
 * tells vunmap() how long it is.
 */
#include <hyp/vmap.h>

#include <linux/bitmap.h>
#include <linux/init.h>
#include <hyp/bug.h>
#include <hyp/page_alloc.h>
#include <hyp/panic.h>
#include <hyp/spinlock.h>
#include <asm/layout.h>
#include <asm/pgtable.h>

#define WINDOW_PAGES	BIT(20)		/* 4 GiB each */

struct window {
	unsigned long start;
	unsigned long *used;
	unsigned long hint;		/* no free page below */
};

static struct window vmap_window = { .start = VMAP_START };
static struct window io_window = { .start = IOREMAP_START };
static DEFINE_SPINLOCK(window_lock, LOCK_VMAP);

static void __init window_init(struct window *w)
{
	paddr_t pa = boot_alloc(WINDOW_PAGES / 8, PAGE_SIZE);

	if (pa == INVALID_PADDR)
		boot_fail("no memory for the vmap window");
	w->used = paddr_to_virt(pa);
	w->hint = 1;
}

void __init vmap_init(void)
{
	window_init(&vmap_window);
	window_init(&io_window);
}

/* First page of a run of @n + 2 clear bits, plus 1; 0 if there is none. */
static unsigned long window_find(const struct window *w, unsigned long n)
{
	unsigned long at = w->hint - 1;

	for (;;) {
		unsigned long end;

		at = find_next_zero_bit(w->used, WINDOW_PAGES, at);
		if (at >= WINDOW_PAGES || WINDOW_PAGES - at < n + 2)
			return 0;
		/* No farther than needed: behind the last area all is clear. */
		end = find_next_bit(w->used, at + n + 2, at);
		if (end - at >= n + 2)
			return at + 1;
		at = end;
	}
}

static unsigned long window_alloc(struct window *w, unsigned long n)
{
	unsigned long at = 0;

	spin_lock(&window_lock);
	if (n && n < WINDOW_PAGES)
		at = window_find(w, n);
	if (at)
		bitmap_set(w->used, at, n);
	spin_unlock(&window_lock);
	return at ? w->start + (at << PAGE_SHIFT) : 0;
}

/* Pages of the area that starts at @va. */
static unsigned long window_length(const struct window *w, unsigned long va)
{
	unsigned long at = (va - w->start) >> PAGE_SHIFT;

	return find_next_zero_bit(w->used, WINDOW_PAGES, at) - at;
}

static void window_free(struct window *w, unsigned long va, unsigned long n)
{
	unsigned long at = (va - w->start) >> PAGE_SHIFT;

	spin_lock(&window_lock);
	bitmap_clear(w->used, at, n);
	if (at < w->hint)
		w->hint = at;
	spin_unlock(&window_lock);
}

/* The mapping goes before the addresses can be given out again. */
static void window_unmap(struct window *w, const void *p)
{
	unsigned long va = (unsigned long)p & PAGE_MASK;
	unsigned long n;

	BUG_ON(va <= w->start || (va - w->start) >> PAGE_SHIFT >= WINDOW_PAGES);
	n = window_length(w, va);
	BUG_ON(!n || test_bit((va - w->start) / PAGE_SIZE - 1, w->used));
	hyp_unmap(va, n);
	window_free(w, va, n);
}

void *vmap(const mfn_t *mfn, size_t n, enum map_kind kind)
{
	unsigned long va = window_alloc(&vmap_window, n);
	size_t i;

	if (!va)
		return NULL;
	for (i = 0; i < n; i++) {
		if (hyp_map_small(va + i * PAGE_SIZE, mfn[i], 1, map_kind_flags(kind))) {
			window_unmap(&vmap_window, (void *)va);
			return NULL;
		}
	}
	return (void *)va;
}

void vunmap(const void *va)
{
	if (va)
		window_unmap(&vmap_window, va);
}

size_t vmap_pages(const void *va)
{
	return window_length(&vmap_window, (unsigned long)va);
}

void *ioremap(paddr_t pa, u64 bytes, enum map_kind kind)
{
	u64 offset = pa & ~PAGE_MASK;
	u64 frames = bytes_to_frames(offset + bytes);
	unsigned long va = window_alloc(&io_window, frames);

	if (!va)
		return NULL;
	if (hyp_map(va, paddr_to_mfn(pa), frames, map_kind_flags(kind))) {
		window_unmap(&io_window, (void *)va);
		return NULL;
	}
	return (void *)(va + offset);
}

void iounmap(const void *va)
{
	if (va)
		window_unmap(&io_window, va);
}
