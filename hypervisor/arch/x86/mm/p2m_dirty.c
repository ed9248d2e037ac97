// SPDX-License-Identifier: GPL-2.0-only
/*
 * Which frames of a translated domain were written: for save and migration while it runs.
 *
 * While the log is on, RAM is mapped read-only with a type of its own (P2M_LOGGED). The
 * first write faults: the frame is noted and writable from then on. Taking the log
 * makes those that were noted read-only again:
 *
 *	take bits -> protect their frames -> flush
 *
 * What is written between the first step and the last, by an old translation, is in memory
 * when the tools copy the frame, which they do after the last. A frame that faults in
 * between is noted once more, which costs a copy and loses nothing.
 *
 * Frames beyond the end that the map had when the log began always count as written.
 */
#include <hyp/p2m.h>

#include <linux/bitops.h>
#include <linux/errno.h>
#include <linux/kernel.h>
#include <linux/minmax.h>
#include <hyp/domain.h>
#include <hyp/heap.h>
#include <hyp/page_alloc.h>
#include <hyp/vmap.h>
#include "p2m_priv.h"

#define FRAMES_PER_PAGE	(PAGE_SIZE * 8)
#define WORDS_PER_PAGE	(PAGE_SIZE / sizeof(u64))

/**
 * struct p2m_dirty - a bit for each frame, in pages
 * @nr_frames: covered, whole pages of bits
 * @page: the pages
 */
struct p2m_dirty {
	u64 nr_frames;
	unsigned long *page[];
};

void p2m_dirty_free(struct p2m *p)
{
	struct p2m_dirty *log = p->dirty;
	u64 i;

	p->dirty = NULL;
	for (i = 0; log && i < log->nr_frames / FRAMES_PER_PAGE; i++)
		if (log->page[i])
			page_free_hyp(log->page[i], 0);
	heap_free(log);
}

static struct p2m_dirty *log_new(u64 frames)
{
	u64 i, pages = frames / FRAMES_PER_PAGE + 1;
	struct p2m p = { .dirty = heap_alloc(sizeof(*p.dirty) + pages * sizeof(void *)) };

	if (!p.dirty)
		return NULL;
	p.dirty->nr_frames = pages * FRAMES_PER_PAGE;
	for (i = 0; i < pages; i++)
		p.dirty->page[i] = NULL;
	for (i = 0; i < pages; i++) {
		p.dirty->page[i] = page_alloc_hyp(0);
		if (!p.dirty->page[i]) {
			p2m_dirty_free(&p);
			return NULL;
		}
	}
	return p.dirty;
}

static bool covered(const struct p2m_dirty *log, u64 gfn)
{
	return log && gfn < log->nr_frames;
}

static void note(struct p2m_dirty *log, u64 gfn)
{
	if (covered(log, gfn))
		set_bit(gfn % FRAMES_PER_PAGE, log->page[gfn / FRAMES_PER_PAGE]);
}

void p2m_dirty_note(struct p2m *p, u64 gfn, u64 frames)
{
	while (p->dirty && frames--)
		note(p->dirty, gfn++);
}

/* Of a leaf, whatever its size: RAM becomes logged, or the other way round. */
static void retype(struct p2m *p, pte_t *entry, unsigned int level, unsigned int from,
		   unsigned int to)
{
	pte_t e = *entry;

	if (p2m_stored_type(e) != from || !p2m_mapped(p->cpu.format, e))
		return;
	WRITE_ONCE(*entry, p2m_leaf(p->cpu.format, pte_mfn(e), to, level));
	p->cpu.stale = true;
}

/* All leaves below @table. */
static void retype_all(struct p2m *p, pte_t *table, unsigned int level, unsigned int from,
		       unsigned int to)
{
	unsigned int i;

	for (i = 0; i < PT_ENTRIES; i++) {
		if (p2m_is_table(p->cpu.format, table[i], level))
			retype_all(p, mfn_to_virt(pte_mfn(table[i])), level - 1, from, to);
		else
			retype(p, &table[i], level, from, to);
	}
}

int p2m_dirty_start(struct domain *d)
{
	struct p2m *p = d->p2m;
	struct p2m_dirty *log = log_new(p2m_max_gfn(d));

	if (!log)
		return -ENOMEM;
	spin_lock(&p->lock);
	p->dirty = log;
	retype_all(p, p->cpu.root, p->cpu.levels, P2M_RAM, P2M_LOGGED);
	spin_unlock(&p->lock);
	p2m_flush(d);
	return 0;
}

void p2m_dirty_stop(struct domain *d)
{
	struct p2m *p = d->p2m;
	struct p2m old = {};

	spin_lock(&p->lock);
	retype_all(p, p->cpu.root, p->cpu.levels, P2M_LOGGED, P2M_RAM);
	p2m_merge_all(&p->cpu);
	old.dirty = p->dirty;
	WRITE_ONCE(p->dirty, NULL);
	spin_unlock(&p->lock);
	p2m_flush(d);
	p2m_dirty_free(&old);
}

bool p2m_write_fault(struct domain *d, gfn_t gfn)
{
	struct p2m *p = d->p2m;
	unsigned int level = 1;
	pte_t *entry;
	int err = 0;

	spin_lock(&p->lock);
	entry = p2m_walk(&p->cpu, gfn_x(gfn), &level);
	if (p2m_stored_type(*entry) == P2M_LOGGED) {
		entry = p2m_walk_make(&p->cpu, gfn_x(gfn), 1, &err);
		if (entry) {
			note(p->dirty, gfn_x(gfn));
			retype(p, entry, 1, P2M_LOGGED, P2M_RAM);
			/* More is allowed than before: no translation is wrong. */
		}
	} else {
		/* Another vCPU was first. */
		err = -EEXIST;
	}
	spin_unlock(&p->lock);
	return err != -ENOMEM;
}

void p2m_mark_dirty(struct domain *d, gfn_t gfn)
{
	struct p2m *p = d->p2m;

	if (!p || likely(!READ_ONCE(p->dirty)))
		return;
	spin_lock(&p->lock);
	note(p->dirty, gfn_x(gfn));
	spin_unlock(&p->lock);
}

/* Those noted in a word are read-only from now on. */
static void protect(struct p2m *p, u64 gfn, u64 word)
{
	for (; word; word &= word - 1) {
		unsigned int level = 1;
		pte_t *entry = p2m_walk(&p->cpu, gfn + __ffs(word), &level);

		retype(p, entry, level, P2M_RAM, P2M_LOGGED);
	}
}

static u64 take_word(struct p2m *p, u64 gfn, bool clean)
{
	struct p2m_dirty *log = p->dirty;
	unsigned long *at;
	u64 word;

	if (!covered(log, gfn))
		return ~0ULL;
	at = &log->page[gfn / FRAMES_PER_PAGE][gfn % FRAMES_PER_PAGE / 64];
	word = *at;
	if (!clean || !word)
		return word;
	*at = 0;
	protect(p, gfn, word);
	return word;
}

u32 p2m_dirty_take(struct domain *d, u64 gfn, u64 *words, unsigned int n, bool clean)
{
	struct p2m *p = d->p2m;
	u32 count = 0;
	unsigned int i;

	spin_lock(&p->lock);
	for (i = 0; i < n; i++, gfn += 64) {
		words[i] = take_word(p, gfn, clean);
		if (covered(p->dirty, gfn))
			count += hweight64(words[i]);
	}
	spin_unlock(&p->lock);
	return count;
}

void p2m_dirty_flush(struct domain *d)
{
	p2m_flush(d);
}
