// SPDX-License-Identifier: GPL-2.0-only
/*
 * The hypervisor's own page tables.
 *
 * One walker finds or makes the entry of a wanted level on the way to an
 * address; mapping, unmapping and changing rights are loops around it.  Large
 * leaves are split when a change covers only part of one; the split writes the
 * same translations before it hangs them in, so no CPU ever sees a hole.
 * Tables that become empty stay.
 */
#include <asm/pgtable.h>

#include <linux/errno.h>
#include <linux/string.h>
#include <hyp/bug.h>
#include <hyp/spinlock.h>
#include <hyp/tlb.h>
#include <asm/layout.h>
#include <asm/mm.h>

/* In large leaves the PAT bit is bit 12 and bit 7 says that it is a leaf. */
#define PTE_PAT_LARGE	BIT_ULL(12)

static pte_t *root;
static void *(*table_alloc)(void);
static unsigned int max_level = 2;
static DEFINE_SPINLOCK(pgtable_lock, LOCK_PGTABLE);

void pgtable_init(pte_t *l4, bool use_1g)
{
	root = l4;
	max_level = use_1g ? 3 : 2;
}

void pgtable_set_alloc(void *(*alloc)(void))
{
	table_alloc = alloc;
}

static u64 level_frames(unsigned int level)
{
	return BIT_ULL(9 * (level - 1));
}

static bool is_leaf(pte_t pte, unsigned int level)
{
	return level == 1 || (pte & PTE_PSE);
}

static pte_t leaf_make(mfn_t mfn, u64 flags, unsigned int level)
{
	if (level == 1)
		return pte_make(mfn, flags);
	return pte_make(mfn, (flags & ~PTE_PAT) | PTE_PSE |
			(flags & PTE_PAT ? PTE_PAT_LARGE : 0));
}

/* Flags of a leaf in their 4 KiB form. */
static u64 leaf_flags(pte_t pte, unsigned int level)
{
	u64 flags = pte_flags(pte);

	if (level == 1)
		return flags;
	return (flags & ~PTE_PSE) | (pte & PTE_PAT_LARGE ? PTE_PAT : 0);
}

static mfn_t leaf_mfn(pte_t pte, unsigned int level)
{
	return to_mfn(mfn_x(pte_mfn(pte)) & ~(level_frames(level) - 1));
}

/* Rights are the leaf's alone; only the M2P is for guests. */
static pte_t table_make(const void *table, unsigned long va)
{
	u64 flags = PTE_PRESENT | PTE_RW | PTE_ACCESSED | PTE_DIRTY;

	if (va < RO_M2P_END)
		flags |= PTE_USER;
	return pte_make(virt_to_mfn(table), flags);
}

static int split_leaf(pte_t *entry, unsigned int level, unsigned long va)
{
	u64 flags = leaf_flags(*entry, level);
	mfn_t mfn = leaf_mfn(*entry, level);
	pte_t *table = table_alloc();
	unsigned int i;

	if (!table)
		return -ENOMEM;
	for (i = 0; i < PT_ENTRIES; i++)
		table[i] = leaf_make(mfn_add(mfn, i * level_frames(level - 1)),
				     flags, level - 1);
	WRITE_ONCE(*entry, table_make(table, va));
	return 0;
}

static int add_table(pte_t *entry, unsigned long va)
{
	void *table = table_alloc();

	if (!table)
		return -ENOMEM;
	WRITE_ONCE(*entry, table_make(table, va));
	return 0;
}

/*
 * The entry that maps @va at level *level or, if there is a larger leaf or
 * nothing on the way, the entry where the way ends (*level says where).
 */
static pte_t *walk(unsigned long va, unsigned int *level)
{
	pte_t *table = root;
	unsigned int l = 4;

	for (;;) {
		pte_t *entry = &table[PT_INDEX(va, l)];

		if (l == *level || !(*entry & PTE_PRESENT) ||
		    (l < 4 && is_leaf(*entry, l))) {
			*level = l;
			return entry;
		}
		table = mfn_to_virt(pte_mfn(*entry));
		l--;
	}
}

/* As above, and makes or splits what is missing to get to @level. */
static pte_t *walk_make(unsigned long va, unsigned int level, int *err)
{
	for (;;) {
		unsigned int l = level;
		pte_t *entry = walk(va, &l);

		if (l == level)
			return entry;
		*err = *entry & PTE_PRESENT ? split_leaf(entry, l, va) :
					      add_table(entry, va);
		if (*err)
			return NULL;
	}
}

/* The highest level whose leaf fits at @va for @mfn and @frames. */
static unsigned int fit_level(unsigned long va, u64 mfn, u64 frames, unsigned int level)
{
	u64 bits = (va >> PAGE_SHIFT) | mfn;

	while (level > 1 &&
	       ((bits & (level_frames(level) - 1)) || frames < level_frames(level)))
		level--;
	return level;
}

static bool is_hyp_range(unsigned long va, u64 frames)
{
	return va >= HYP_VIRT_START && va < HYP_VIRT_END &&
	       frames <= (HYP_VIRT_END - va) >> PAGE_SHIFT;
}

static int map_one(unsigned long va, mfn_t mfn, u64 flags, unsigned int *level)
{
	pte_t *entry;
	int err = 0;

	for (;;) {
		unsigned int l = *level;

		entry = walk(va, &l);
		/* A table in the way: pages of the next size go into it. */
		if (l == *level && (*entry & PTE_PRESENT) && l > 1 && !is_leaf(*entry, l)) {
			--*level;
			continue;
		}
		if (*entry & PTE_PRESENT)
			return -EEXIST;
		break;
	}
	entry = walk_make(va, *level, &err);
	if (!entry)
		return err;
	WRITE_ONCE(*entry, leaf_make(mfn, flags, *level));
	return 0;
}

static int map_range(unsigned long va, mfn_t mfn, u64 frames, u64 flags, unsigned int max)
{
	int err = 0;

	if (WARN_ON(!is_hyp_range(va, frames)))
		return -EINVAL;
	spin_lock(&pgtable_lock);
	while (frames) {
		unsigned int level = fit_level(va, mfn_x(mfn), frames, max);

		err = map_one(va, mfn, flags, &level);
		if (err)
			break;
		mfn = mfn_add(mfn, level_frames(level));
		va += level_frames(level) << PAGE_SHIFT;
		frames -= level_frames(level);
	}
	spin_unlock(&pgtable_lock);
	return err;
}

int hyp_map(unsigned long va, mfn_t mfn, u64 frames, u64 flags)
{
	return map_range(va, mfn, frames, flags, max_level);
}

int hyp_map_small(unsigned long va, mfn_t mfn, u64 frames, u64 flags)
{
	return map_range(va, mfn, frames, flags, 1);
}

/*
 * Changes the leaf at @va, split so that it lies inside [va, va + frames).
 * *done: frames dealt with, a hole counts as well.
 */
static int change_one(unsigned long va, u64 frames, u64 flags, u64 *done)
{
	unsigned int level = 1;
	pte_t *entry = walk(va, &level);
	u64 in_leaf;
	int err = 0;

	in_leaf = level_frames(level) - ((va >> PAGE_SHIFT) & (level_frames(level) - 1));
	if (!(*entry & PTE_PRESENT)) {
		*done = in_leaf < frames ? in_leaf : frames;
		return 0;
	}
	if (in_leaf < level_frames(level) || frames < level_frames(level)) {
		level = fit_level(va, 0, frames, level - 1);
		entry = walk_make(va, level, &err);
		if (!entry)
			return err;
	}
	*done = level_frames(level);
	WRITE_ONCE(*entry, flags ? leaf_make(leaf_mfn(*entry, level), flags, level) : 0);
	return 0;
}

static int change_range(unsigned long va, u64 frames, u64 flags)
{
	int err = 0;

	if (WARN_ON(!is_hyp_range(va, frames)))
		return -EINVAL;
	spin_lock(&pgtable_lock);
	while (frames && !err) {
		u64 done = 0;

		err = change_one(va, frames, flags, &done);
		va += done << PAGE_SHIFT;
		frames -= done;
	}
	spin_unlock(&pgtable_lock);

	tlb_flush_local(FLUSH_TLB | FLUSH_GLOBAL, 0);
	if (num_online_cpus() > 1)
		tlb_flush_mask(&cpu_online, FLUSH_TLB | FLUSH_GLOBAL, 0);
	return err;
}

void hyp_unmap(unsigned long va, u64 frames)
{
	/* Only splitting a large page can fail, and then it stays whole. */
	WARN_ON(change_range(va, frames, 0));
}

int hyp_protect(unsigned long va, u64 frames, u64 flags)
{
	return change_range(va, frames, flags);
}

pte_t hyp_lookup(unsigned long va, unsigned int *level)
{
	pte_t *entry;

	*level = 1;
	entry = walk(va, level);
	return *entry & PTE_PRESENT ? *entry : 0;
}

u64 map_kind_flags(enum map_kind kind)
{
	switch (kind) {
	case MAP_RW:
		return PTE_HYP_RW;
	case MAP_RX:
		return PTE_HYP_RX;
	case MAP_UC:
		return PTE_HYP_UC;
	case MAP_WC:
		return PTE_HYP_WC;
	case MAP_RO:
	default:
		return PTE_HYP_RO;
	}
}
