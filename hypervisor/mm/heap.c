// SPDX-License-Identifier: GPL-2.0-only
/*
 * Small objects: slabs of one page, one size each.
 *
 * What a slab needs to know about itself fits in the page_info of its page
 * (type_info is not used for the hypervisor's memory), so objects of a power
 * of two fill the page exactly.  A free object holds the number of the next.
 * Slabs with a free object are on the list of their size.
 *
 * Larger requests: one page comes from the page allocator, several are mapped
 * side by side with vmap() and found again through its window.
 */
#include <hyp/heap.h>

#include <linux/atomic.h>
#include <linux/kernel.h>
#include <linux/overflow.h>
#include <linux/string.h>
#include <hyp/bug.h>
#include <hyp/page_alloc.h>
#include <hyp/pglist.h>
#include <hyp/spinlock.h>
#include <hyp/vmap.h>
#include <asm/layout.h>

/* All but powers of two cut the waste where structs are likely. */
static const u16 sizes[] = {
	16, 32, 48, 64, 96, 128, 192, 256, 336, 512, 672, 1008, 1360, 2048,
};

#define CLASSES		ARRAY_SIZE(sizes)
#define NO_OBJECT	0xffff
#define MAX_PAGES	65536		/* 256 MiB: dom0's kernel, unpacked */

/* In page_info.type_info. */
struct slab {
	u16 class;		/* index in sizes[] + 1; 0: not a slab */
	u16 used;		/* objects given out */
	u16 free;		/* first free object or NO_OBJECT */
	u16 fresh;		/* objects from this one on were never used */
};

static struct page_list partial[CLASSES];
static bool partial_ready;
static atomic64_t bytes_used;
static DEFINE_SPINLOCK(heap_lock, LOCK_HEAP_SMALL);

static struct slab *slab_of(struct page_info *pg)
{
	return (struct slab *)&pg->type_info;
}

static_assert(sizeof(struct slab) == sizeof(u64));

static unsigned int class_of(size_t bytes)
{
	unsigned int i;

	for (i = 0; i < CLASSES; i++)
		if (bytes <= sizes[i])
			break;
	return i;
}

static void *object(struct page_info *pg, unsigned int n)
{
	return (char *)mfn_to_virt(page_to_mfn(pg)) + n * sizes[slab_of(pg)->class - 1];
}

static unsigned int objects_in(const struct slab *s)
{
	return PAGE_SIZE / sizes[s->class - 1];
}

static bool slab_full(const struct slab *s)
{
	return s->free == NO_OBJECT && s->fresh == objects_in(s);
}

static struct page_info *slab_new(unsigned int class)
{
	void *page = page_alloc_hyp(0);
	struct page_info *pg;

	if (!page)
		return NULL;
	pg = mfn_to_page(virt_to_mfn(page));
	*slab_of(pg) = (struct slab){ .class = class + 1, .free = NO_OBJECT };
	return pg;
}

/* Takes an object of a slab that is on its list. */
static void *slab_take(struct page_info *pg)
{
	struct slab *s = slab_of(pg);
	void *p;

	if (s->free != NO_OBJECT) {
		p = object(pg, s->free);
		s->free = *(u16 *)p;
	} else {
		p = object(pg, s->fresh++);
	}
	s->used++;
	if (slab_full(s))
		page_list_del(pg, &partial[s->class - 1]);
	return p;
}

static void partial_init(void)
{
	unsigned int i;

	for (i = 0; i < CLASSES; i++)
		page_list_init(&partial[i]);
	partial_ready = true;
}

static void *small_alloc(unsigned int class)
{
	struct page_info *pg;
	void *p = NULL;

	spin_lock(&heap_lock);
	if (!partial_ready)
		partial_init();
	pg = page_list_first(&partial[class]);
	if (!pg) {
		pg = slab_new(class);
		if (pg)
			page_list_add(pg, &partial[class]);
	}
	if (pg)
		p = slab_take(pg);
	spin_unlock(&heap_lock);
	if (!p)
		return NULL;
	atomic64_add(sizes[class], &bytes_used);
	return memset(p, 0, sizes[class]);
}

/* Puts an object back; true if the slab's page has become free. */
static bool slab_put(struct page_info *pg, void *p)
{
	struct slab *s = slab_of(pg);
	unsigned int size = sizes[s->class - 1];
	unsigned int offset = (unsigned long)p & ~PAGE_MASK;
	struct page_list *list = &partial[s->class - 1];
	bool was_full = slab_full(s);

	BUG_ON(offset % size || !s->used);
	*(u16 *)p = s->free;
	s->free = offset / size;
	s->used--;
	if (s->used && was_full)
		page_list_add(pg, list);
	if (!s->used && !was_full)
		page_list_del(pg, list);
	return !s->used;
}

static void small_free(struct page_info *pg, void *p)
{
	unsigned int size = sizes[slab_of(pg)->class - 1];
	bool empty;

	spin_lock(&heap_lock);
	empty = slab_put(pg, p);
	spin_unlock(&heap_lock);
	atomic64_sub(size, &bytes_used);
	if (empty) {
		pg->type_info = 0;
		page_free_hyp((void *)((unsigned long)p & PAGE_MASK), 0);
	}
}

static void pages_free(const mfn_t *mfn, size_t n)
{
	while (n--)
		page_free_hyp(mfn_to_virt(mfn[n]), 0);
}

/* @mfn: room for @n; false and nothing taken if memory is out. */
static bool pages_alloc(mfn_t *mfn, size_t n)
{
	size_t i;

	for (i = 0; i < n; i++) {
		void *page = page_alloc_hyp(0);

		if (!page) {
			pages_free(mfn, i);
			return false;
		}
		mfn[i] = virt_to_mfn(page);
	}
	return true;
}

static void *large_alloc(size_t pages)
{
	mfn_t *mfn = heap_alloc_array(pages, sizeof(*mfn));
	void *p = NULL;

	if (!mfn)
		return NULL;
	if (pages_alloc(mfn, pages)) {
		p = vmap(mfn, pages, MAP_RW);
		if (!p)
			pages_free(mfn, pages);
	}
	heap_free(mfn);
	if (p)
		atomic64_add(pages << PAGE_SHIFT, &bytes_used);
	return p;
}

/* The address goes first, the frames after that, one by one. */
static void large_free(void *p)
{
	size_t pages = vmap_pages(p), i;
	mfn_t *mfn = heap_alloc_array(pages, sizeof(*mfn));

	/* Without memory for the list the frames are lost, and that is said. */
	if (WARN_ON(!mfn)) {
		vunmap(p);
		return;
	}
	for (i = 0; i < pages; i++)
		mfn[i] = virt_to_mfn((char *)p + i * PAGE_SIZE);
	vunmap(p);
	pages_free(mfn, pages);
	heap_free(mfn);
	atomic64_sub(pages << PAGE_SHIFT, &bytes_used);
}

static void *page_sized_alloc(void)
{
	void *p = page_alloc_hyp(0);

	if (p)
		atomic64_add(PAGE_SIZE, &bytes_used);
	return p;
}

void *heap_alloc(size_t bytes)
{
	unsigned int class = class_of(bytes);

	if (class < CLASSES)
		return small_alloc(class);
	if (bytes <= PAGE_SIZE)
		return page_sized_alloc();
	if (bytes > MAX_PAGES * PAGE_SIZE)
		return NULL;
	return large_alloc(bytes_to_frames(bytes));
}

void *heap_alloc_array(size_t n, size_t bytes)
{
	return heap_alloc(size_mul(n, bytes));
}

void heap_free(void *p)
{
	unsigned long va = (unsigned long)p;
	struct page_info *pg;

	if (!p)
		return;
	if (va >= VMAP_START && va < VMAP_END) {
		large_free(p);
		return;
	}
	pg = mfn_to_page(virt_to_mfn(p));
	if (slab_of(pg)->class) {
		small_free(pg, p);
		return;
	}
	atomic64_sub(PAGE_SIZE, &bytes_used);
	page_free_hyp(p, 0);
}

u64 heap_bytes_used(void)
{
	return atomic64_read(&bytes_used);
}
