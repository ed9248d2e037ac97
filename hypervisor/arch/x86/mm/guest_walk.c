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
 * struct shape - of the tables
 * @bytes: of an entry
 * @index_bits: of the address at each level
 */
struct shape {
	unsigned int levels, bytes, index_bits;
	bool pae_root;			/* top entries have no rights */
	bool nx, long_mode;
};

/* What the entries on the way allow together. */
struct rights {
	bool write, user, exec;
};

static struct shape shape_of(const struct guest_paging *p)
{
	struct shape s = { .levels = 2, .bytes = 4, .index_bits = 10 };

	if (!(p->cr4 & CR4_PAE))
		return s;
	s.bytes = 8;
	s.index_bits = 9;
	s.nx = p->efer & EFER_NX;
	s.long_mode = p->efer & EFER_LMA;
	s.pae_root = !s.long_mode;
	s.levels = s.pae_root ? 3 : p->cr4 & CR4_LA57 ? 5 : 4;
	return s;
}

static u64 root_of(const struct guest_paging *p, const struct shape *s)
{
	if (s->long_mode)
		return p->cr3 & PTE_ADDR_MASK;
	return p->cr3 & (s->pae_root ? CR3_ADDR_PAE : CR3_ADDR_LEGACY);
}

static bool is_canonical(u64 gva, const struct shape *s)
{
	unsigned int unused = 64 - (s->levels == 5 ? 57 : 48);

	return !s->long_mode || (u64)((s64)(gva << unused) >> unused) == gva;
}

static unsigned int level_shift(const struct shape *s, unsigned int level)
{
	return PAGE_SHIFT + s->index_bits * (level - 1);
}

static bool is_leaf(const struct guest_paging *p, const struct shape *s, u64 e,
		    unsigned int level)
{
	if (level == 1)
		return true;
	if (!(e & PTE_PSE) || level > 3 || (level == 3 && !s->long_mode))
		return false;
	return s->bytes == 8 || (p->cr4 & CR4_PSE);
}

static u64 read_entry(const void *at, unsigned int bytes)
{
	return bytes == 8 ? READ_ONCE(*(const u64 *)at) : READ_ONCE(*(const u32 *)at);
}

/* Someone else may have changed it: then the next walk looks again. */
static void mark_entry(void *at, unsigned int bytes, u64 old, u64 bits)
{
	u32 old32 = old;

	if ((old & bits) == bits)
		return;
	if (bytes == 8)
		try_cmpxchg((u64 *)at, &old, old | bits);
	else
		try_cmpxchg((u32 *)at, &old32, old32 | (u32)bits);
}

static bool allows(const struct guest_paging *p, const struct rights *r, u32 access)
{
	if ((access & PF_USER) && !r->user)
		return false;
	if ((access & PF_INSN) && !r->exec)
		return false;
	if ((access & PF_WRITE) && !r->write)
		return !(access & PF_USER) && !(p->cr0 & CR0_WP);
	return true;
}

static void add_rights(struct rights *r, const struct shape *s, u64 e, unsigned int level)
{
	if (s->nx && (e & PTE_NX))
		r->exec = false;
	if (s->pae_root && level == 3)
		return;
	r->write &= !!(e & PTE_RW);
	r->user &= !!(e & PTE_USER);
}

static u64 leaf_address(const struct shape *s, u64 e, u64 gva, unsigned int level)
{
	u64 offset = BIT_ULL(level_shift(s, level)) - 1;
	u64 base = e & PTE_ADDR_MASK & ~offset;

	if (s->bytes == 4 && level == 2)
		base = (e & 0xffc00000) | (e & PSE36_MASK) << (32 - 13);
	return base | (gva & offset);
}

/*
 * One level: 1 and *next is the next table, 0 and *next is the address itself, or
 * -EFAULT.
 */
static int step(struct domain *d, const struct guest_paging *p, const struct shape *s,
		struct rights *r, u64 table, u64 gva, unsigned int level, u32 access,
		u64 *next, bool *present)
{
	unsigned int index = (gva >> level_shift(s, level)) & (BIT(s->index_bits) - 1);
	struct page_info *pg = gfn_get_page(d, to_gfn(table >> PAGE_SHIFT));
	int ret = -EFAULT;
	bool leaf;
	void *at;
	u64 e;

	if (!pg)
		return -EFAULT;
	if (s->pae_root && level == 3)
		index &= 3;
	at = mfn_to_virt(page_to_mfn(pg)) + (table & ~PAGE_MASK) + index * s->bytes;
	e = read_entry(at, s->bytes);
	if (!(e & PTE_PRESENT))
		goto out;
	add_rights(r, s, e, level);
	leaf = is_leaf(p, s, e, level);
	*next = leaf ? leaf_address(s, e, gva, level) : e & PTE_ADDR_MASK;
	if (leaf) {
		*present = true;
		if (!allows(p, r, access))
			goto out;
	}
	if (!s->pae_root || level < 3)
		mark_entry(at, s->bytes, e, PTE_ACCESSED |
			   (leaf && (access & PF_WRITE) ? PTE_DIRTY : 0));
	ret = !leaf;
out:
	page_put(pg);
	return ret;
}

int guest_walk(struct domain *d, const struct guest_paging *p, u64 gva, u32 access,
	       u64 *gpa, u32 *error)
{
	struct shape s = shape_of(p);
	struct rights r = { true, true, true };
	bool present = false;
	unsigned int level;
	u64 table;
	int ret;

	*error = 0;
	if (!(p->cr0 & CR0_PG)) {
		*gpa = gva;
		return 0;
	}
	if (!is_canonical(gva, &s))
		return -EFAULT;
	table = root_of(p, &s);
	for (level = s.levels; ; level--) {
		ret = step(d, p, &s, &r, table, gva, level, access, &table, &present);
		if (ret <= 0)
			break;
	}
	*gpa = table;
	if (ret)
		*error = (access & (PF_WRITE | PF_USER)) | (present ? PF_PRESENT : 0) |
			 (s.nx ? access & PF_INSN : 0);
	return ret;
}
