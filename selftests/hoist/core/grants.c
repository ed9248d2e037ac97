// SPDX-License-Identifier: GPL-2.0-only
/* The grant table: pages that this domain grants to itself are mapped and copied. */
#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/gfp.h>
#include <linux/mm.h>
#include <linux/string.h>

#include <asm/xen/hypercall.h>

#include <xen/grant_table.h>
#include <xen/interface/grant_table.h>
#include <xen/page.h>

#include "core_test.h"

#define SELF	0

static struct page *page;		/* that is granted */
static grant_ref_t ref;

static bool map(struct page *at, bool readonly, grant_handle_t *handle)
{
	struct gnttab_map_grant_ref op;

	gnttab_set_map_op(&op, (unsigned long)page_address(at),
			  GNTMAP_host_map | (readonly ? GNTMAP_readonly : 0), ref, SELF);
	if (gnttab_map_refs(&op, NULL, &at, 1) || op.status != GNTST_okay) {
		say("mapping", false, op.status);
		return false;
	}
	*handle = op.handle;
	return true;
}

static void unmap(struct page *at, grant_handle_t handle)
{
	struct gnttab_unmap_grant_ref op;
	int err;

	gnttab_set_unmap_op(&op, (unsigned long)page_address(at), GNTMAP_host_map, handle);
	err = gnttab_unmap_refs(&op, NULL, &at, 1);
	say("unmapped", !err && op.status == GNTST_okay, op.status);
}

/* What is written on one side is read on the other. */
static bool same_memory(struct page *a, struct page *b)
{
	u64 *one = page_address(a), *other = page_address(b);

	WRITE_ONCE(one[0], 0x0123456789abcdef);
	WRITE_ONCE(other[511], 0xfedcba9876543210);
	return READ_ONCE(other[0]) == 0x0123456789abcdef &&
	       READ_ONCE(one[511]) == 0xfedcba9876543210;
}

static void test_map(void)
{
	grant_handle_t handle;
	struct page *at;
	int err = gnttab_alloc_pages(1, &at);

	say("page without memory", !err, err);
	if (err)
		return;
	if (map(at, false, &handle)) {
		say("mapped", page_to_pfn(at) != page_to_pfn(page), page_to_pfn(at));
		say("same memory", same_memory(page, at), 0);
		say("in use", !gnttab_try_end_foreign_access(ref), ref);
		unmap(at, handle);
	}
	gnttab_free_pages(1, &at);
}

static bool copied(void *to)
{
	struct gnttab_copy op = {
		.source = { .u.ref = ref, .domid = SELF },
		.dest = { .u.gmfn = virt_to_gfn(to), .domid = DOMID_SELF },
		.len = PAGE_SIZE,
		.flags = GNTCOPY_source_gref,
	};

	memset(page_address(page), 0x5a, PAGE_SIZE);
	gnttab_batch_copy(&op, 1);
	return op.status == GNTST_okay && !memchr_inv(to, 0x5a, PAGE_SIZE);
}

static void test_copy(void)
{
	void *to = (void *)get_zeroed_page(GFP_KERNEL);

	say("copied", to && copied(to), 0);
	free_page((unsigned long)to);
}

/* More references than a frame of the table has: it grows. */
static void test_many(void)
{
	grant_ref_t head;
	int err = gnttab_alloc_grant_references(2000, &head), nr = 0, one;

	while (!err) {
		one = gnttab_claim_grant_reference(&head);
		if (one < 0)
			break;
		gnttab_free_grant_reference(one);
		nr++;
	}
	say("references", nr == 2000, nr);
}

void test_grants(void)
{
	int ret;

	page = alloc_page(GFP_KERNEL | __GFP_ZERO);
	if (!page)
		return;
	ret = gnttab_grant_foreign_access(SELF, page_to_pfn(page), 0);
	say("granted", ret > 0, ret);
	ref = ret;
	test_map();
	test_copy();
	say("ended", gnttab_try_end_foreign_access(ref), ref);
	__free_page(page);
	test_many();
}
