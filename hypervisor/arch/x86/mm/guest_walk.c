// SPDX-License-Identifier: GPL-2.0-only
/*
 * A guest's page tables (APM 2 chapter 5): none, 2 levels of 4-byte entries, PAE's 3
 * levels, 4 or 5 levels.
 *
 * The guest changes them meanwhile. Each entry is read once, from a page that is
 * held; accessed and dirty bits are set with a compare-and-exchange against what was
 * read, so that an entry that has changed is never written to.
 */
#include <asm/guest_walk.h>

#include <linux/atomic.h>
#include <linux/bits.h>
#include <linux/errno.h>
#include <hyp/domain.h>
#include <hyp/p2m.h>
#include <hyp/page.h>
#include <hyp/vmap.h>
#include <asm/msr_index.h>
#include <asm/pte.h>
#include <asm/system.h>
#include <asm/traps.h>

#define CR3_ADDR_LEGACY	0xfffff000ULL
#define CR3_ADDR_PAE	0xffffffe0ULL
#define PSE36_MASK	GENMASK_ULL(20, 13)	/* address bits 39:32 in a 4 MiB entry */

/**
 * struct walk - on the way through the tables
 * @bytes: of an entry
 * @index_bits: of the address at each level
 * @pae_root: the top entries have no rights
 * @write, @user, @exec: what all entries so far allow
 * @present: the leaf was found, so that a fault is one of rights
 * @at: physical address of the next table, or what @gva leads to
 */
struct walk {
	struct domain *d;
	const struct guest_paging *p;
	u64 gva;
	u32 access;
	unsigned int levels, bytes, index_bits;
	bool pae_root, nx, long_mode;
	bool write, user, exec;
	bool present;
	u64 at;
};

static void set_shape(struct walk *w)
{
	const struct guest_paging *p = w->p;

	if (!(p->cr4 & CR4_PAE)) {
		w->levels = 2;
		w->bytes = 4;
		w->index_bits = 10;
		w->at = p->cr3 & CR3_ADDR_LEGACY;
		return;
	}
	w->bytes = 8;
	w->index_bits = 9;
	w->nx = p->efer & EFER_NX;
	w->long_mode = p->efer & EFER_LMA;
	w->pae_root = !w->long_mode;
	w->levels = w->pae_root ? 3 : p->cr4 & CR4_LA57 ? 5 : 4;
	w->at = p->cr3 & (w->pae_root ? CR3_ADDR_PAE : PTE_ADDR_MASK);
}

static bool is_canonical(const struct walk *w)
{
	unsigned int unused = 64 - (w->levels == 5 ? 57 : 48);

	return !w->long_mode || (u64)((s64)(w->gva << unused) >> unused) == w->gva;
}

static unsigned int level_shift(const struct walk *w, unsigned int level)
{
	return PAGE_SHIFT + w->index_bits * (level - 1);
}

static bool is_leaf(const struct walk *w, u64 e, unsigned int level)
{
	if (level == 1)
		return true;
	if (!(e & PTE_PSE) || level > 3 || (level == 3 && !w->long_mode))
		return false;
	return w->bytes == 8 || (w->p->cr4 & CR4_PSE);
}

static u64 read_entry(const void *at, unsigned int bytes)
{
	return bytes == 8 ? READ_ONCE(*(const u64 *)at) : READ_ONCE(*(const u32 *)at);
}

/* Someone else may have changed it: then the next walk looks again. */
static void mark_entry(void *at, unsigned int bytes, u64 old, u64 bits)
{
	u32 old32 = old;

	if (bytes == 8)
		try_cmpxchg((u64 *)at, &old, old | bits);
	else
		try_cmpxchg((u32 *)at, &old32, old32 | (u32)bits);
}

static bool is_allowed(const struct walk *w)
{
	if ((w->access & PF_USER) && !w->user)
		return false;
	if ((w->access & PF_INSN) && !w->exec)
		return false;
	if ((w->access & PF_WRITE) && !w->write)
		return !(w->access & PF_USER) && !(w->p->cr0 & CR0_WP);
	return true;
}

static void add_rights(struct walk *w, u64 e, unsigned int level)
{
	if (w->nx && (e & PTE_NX))
		w->exec = false;
	if (w->pae_root && level == 3)
		return;
	w->write &= !!(e & PTE_RW);
	w->user &= !!(e & PTE_USER);
}

static u64 leaf_address(const struct walk *w, u64 e, unsigned int level)
{
	u64 offset = BIT_ULL(level_shift(w, level)) - 1;
	u64 base = e & PTE_ADDR_MASK & ~offset;

	if (w->bytes == 4 && level == 2)
		base = (e & 0xffc00000) | (e & PSE36_MASK) << (32 - 13);
	return base | (w->gva & offset);
}

/* With the entry at hand: 1: w->at is the next table; 0: it is the answer; -EFAULT. */
static int use_entry(struct walk *w, void *entry, unsigned int level)
{
	u64 e = read_entry(entry, w->bytes), marks = PTE_ACCESSED;
	bool leaf;

	if (!(e & PTE_PRESENT))
		return -EFAULT;
	add_rights(w, e, level);
	leaf = is_leaf(w, e, level);
	if (leaf) {
		w->present = true;
		if (!is_allowed(w))
			return -EFAULT;
		if (w->access & PF_WRITE)
			marks |= PTE_DIRTY;
	}
	if ((!w->pae_root || level < 3) && unlikely((e & marks) != marks)) {
		mark_entry(entry, w->bytes, e, marks);
		p2m_mark_dirty(w->d, to_gfn(w->at >> PAGE_SHIFT));
	}
	w->at = leaf ? leaf_address(w, e, level) : e & PTE_ADDR_MASK;
	return !leaf;
}

static int step(struct walk *w, unsigned int level)
{
	unsigned int index = (w->gva >> level_shift(w, level)) & (BIT(w->index_bits) - 1);
	struct page_info *pg = gfn_get_page(w->d, to_gfn(w->at >> PAGE_SHIFT));
	int ret;

	if (!pg)
		return -EFAULT;
	if (w->pae_root && level == 3)
		index &= 3;
	ret = use_entry(w, mfn_to_virt(page_to_mfn(pg)) + (w->at & ~PAGE_MASK) + index * w->bytes,
			level);
	page_put(pg);
	return ret;
}

static u32 error_code(const struct walk *w)
{
	return (w->access & (PF_WRITE | PF_USER)) | (w->present ? PF_PRESENT : 0) |
	       (w->nx ? w->access & PF_INSN : 0);
}

int guest_walk(struct domain *d, const struct guest_paging *p, u64 gva, u32 access,
	       u64 *gpa, u32 *error)
{
	struct walk w = {
		.d = d, .p = p, .gva = gva, .access = access,
		.write = true, .user = true, .exec = true,
	};
	unsigned int level;
	int ret;

	*error = 0;
	if (!(p->cr0 & CR0_PG)) {
		*gpa = gva;
		return 0;
	}
	set_shape(&w);
	if (!is_canonical(&w))
		return -EFAULT;
	level = w.levels;
	do {
		ret = step(&w, level--);
	} while (ret > 0);
	*gpa = w.at;
	if (ret)
		*error = error_code(&w);
	return ret;
}
