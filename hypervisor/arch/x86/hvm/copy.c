// SPDX-License-Identifier: GPL-2.0-only
/*
 * Memory of the current vCPU's domain at guest virtual addresses, through its own page
 * tables and the physical map. A page is held while it is copied.
 */
#include "guest.h"

#include <linux/minmax.h>
#include <linux/string.h>
#include <hyp/domain.h>
#include <hyp/p2m.h>
#include <hyp/page.h>
#include <hyp/vcpu.h>
#include <hyp/vmap.h>
#include <asm/domain.h>
#include <asm/guest_walk.h>
#include <asm/hvm.h>
#include <asm/traps.h>
#include "compat.h"
#include "intercept.h"

static struct guest_paging paging_of(const struct vcpu *v)
{
	return (struct guest_paging) {
		.cr0 = hvm_ops->get_cr(v, 0),
		.cr3 = hvm_ops->get_cr(v, 3),
		.cr4 = hvm_ops->get_cr(v, 4),
		.efer = hvm_ops->get_efer(v),
	};
}

struct page_info *hvm_writable_page(struct domain *d, gfn_t gfn)
{
	enum p2m_type type;

	p2m_lookup(d, gfn, &type, NULL);
	return type == P2M_RAM || type == P2M_ON_DEMAND ? gfn_get_page(d, gfn) : NULL;
}

/* The page at @gva, held; NULL: none, or one that the access is not allowed to. */
static struct page_info *get_page(struct vcpu *v, const struct guest_paging *p, u64 gva,
				  u32 access, gfn_t *gfn)
{
	u32 error;
	u64 gpa;

	if (guest_walk(v->domain, p, gva, access, &gpa, &error))
		return NULL;
	*gfn = to_gfn(gpa >> PAGE_SHIFT);
	return access & PF_WRITE ? hvm_writable_page(v->domain, *gfn) :
				   gfn_get_page(v->domain, *gfn);
}

int hvm_walk(struct vcpu *v, u64 gva, u32 access, u64 *gpa, u32 *error)
{
	struct guest_paging p = paging_of(v);

	return guest_walk(v->domain, &p, gva, access, gpa, error);
}

bool hvm_may_write(struct vcpu *v, u64 gva)
{
	u32 error;
	u64 gpa;

	return !hvm_walk(v, gva, PF_WRITE, &gpa, &error);
}

enum copy_kind { COPY_FROM, COPY_TO, COPY_CLEAR };

static void copy_in_page(enum copy_kind kind, void *guest, void *ours, unsigned long bytes)
{
	switch (kind) {
	case COPY_FROM:
		memcpy(ours, guest, bytes);
		break;
	case COPY_TO:
		memcpy(guest, ours, bytes);
		break;
	case COPY_CLEAR:
		memset(guest, 0, bytes);
		break;
	}
}

/* Bytes that are left. */
static unsigned long copy(enum copy_kind kind, u64 gva, void *ours, unsigned long bytes)
{
	struct vcpu *v = current;
	struct guest_paging p = paging_of(v);
	u32 access = kind == COPY_FROM ? 0 : PF_WRITE;

	while (bytes) {
		unsigned long offset = gva & ~PAGE_MASK;
		unsigned long now = min(bytes, PAGE_SIZE - offset);
		gfn_t gfn;
		struct page_info *pg = get_page(v, &p, gva, access, &gfn);

		if (!pg)
			break;
		copy_in_page(kind, mfn_to_virt(page_to_mfn(pg)) + offset, ours, now);
		/* After the write, so that who takes the log in between is told again. */
		if (kind != COPY_FROM)
			p2m_mark_dirty(v->domain, gfn);
		page_put(pg);
		gva += now;
		ours += now;
		bytes -= now;
	}
	return bytes;
}

/* Not an address of a 32-bit kernel's, but one that a handler was given in its place. */
static bool in_view(u64 gva)
{
	return unlikely(current->arch->hvm->compat) && gva >> 32;
}

unsigned long hvm_copy_from(void *to, u64 gva, unsigned long bytes)
{
	unsigned long left = in_view(gva) ? compat_copy_from(current, to, gva, bytes) :
					    copy(COPY_FROM, gva, to, bytes);

	/* A caller that forgets the answer must not use our old stack. */
	if (left)
		memset((char *)to + bytes - left, 0, left);
	return left;
}

unsigned long hvm_copy_to(u64 gva, const void *from, unsigned long bytes)
{
	if (in_view(gva))
		return compat_copy_to(current, gva, from, bytes);
	return copy(COPY_TO, gva, (void *)from, bytes);
}

unsigned long hvm_clear(u64 gva, unsigned long bytes)
{
	/* No handler clears what has two layouts. */
	return in_view(gva) ? bytes : copy(COPY_CLEAR, gva, NULL, bytes);
}

void hvm_forget_code(struct hvm_vcpu *hv)
{
	unsigned int i;

	for (i = 0; i < HVM_CODE_PAGES; i++)
		hv->code[i].mfn = INVALID_MFN;
}

/* A kernel's half of the address space is the same under each CR3. */
static u64 code_key(const struct vcpu *v, u64 gva)
{
	return gva >> 63 ? 0 : hvm_ops->get_cr(v, 3);
}

static struct page_info *walk_to_code(struct vcpu *v, u64 gva)
{
	struct guest_paging p = paging_of(v);
	gfn_t gfn;

	return get_page(v, &p, gva, PF_INSN, &gfn);
}

/*
 * Pages of code that were read lately are remembered, and so an exit in them needs no
 * walk. The page is held while it is read and is the domain's own; that the guest has
 * changed its tables meanwhile is not seen (a module that came to where another one was).
 * Who finds there what can't have exited must hvm_forget_code() and look again; else
 * only the guest itself can be misled, about the length of an instruction of its own.
 */
static struct page_info *get_code_page(struct vcpu *v, u64 gva)
{
	u64 cr3 = code_key(v, gva), page = gva >> PAGE_SHIFT;
	struct hvm_code_page *c = &v->arch->hvm->code[page % HVM_CODE_PAGES];
	struct page_info *pg;

	if (likely(c->cr3 == cr3 && c->page == page && mfn_valid(c->mfn))) {
		pg = mfn_to_page(c->mfn);
		if (page_get(pg, v->domain))
			return pg;
	}
	pg = walk_to_code(v, gva);
	if (pg)
		*c = (struct hvm_code_page){ .cr3 = cr3, .page = page, .mfn = page_to_mfn(pg) };
	return pg;
}

/* @bytes in one page; how many could be read. */
static unsigned int fetch_in_page(struct vcpu *v, u64 gva, u8 *to, unsigned int bytes)
{
	struct page_info *pg = get_code_page(v, gva);
	const u8 *from;

	if (!pg)
		return 0;
	from = mfn_to_virt(page_to_mfn(pg)) + (gva & ~PAGE_MASK);
	/* A constant size is two moves and no call. */
	if (likely(bytes == HVM_INSN_MAX))
		__builtin_memcpy(to, from, HVM_INSN_MAX);
	else
		memcpy(to, from, bytes);
	page_put(pg);
	return bytes;
}

unsigned int hvm_fetch(struct vcpu *v, u8 insn[15])
{
	u64 gva = hvm_ops->segment_base(v, HVM_CS) + hvm_regs(v)->rip;
	unsigned int first, done;

	if (hvm_ops->code_bits(v) != 64)
		gva = (u32)gva;
	first = min_t(u64, HVM_INSN_MAX, PAGE_SIZE - (gva & ~PAGE_MASK));
	done = fetch_in_page(v, gva, insn, first);
	if (unlikely(done < HVM_INSN_MAX && done == first))
		done += fetch_in_page(v, gva + first, insn + first, HVM_INSN_MAX - first);
	return done;
}
