// SPDX-License-Identifier: GPL-2.0-only
/*
 * Grants and events between two domains, as back- and front-ends use them.
 *
 * A child grants pages to dom0 and waits; dom0 maps them, copies, gives a page away, looks at
 * the status frames of the other's table, and outlives it with a mapping.  What one side
 * writes the other reads, the use shows in the granter's table, and every page is back at
 * the end.
 */
#include "guest.h"

#include <xen/interface/event_channel.h>
#include <xen/interface/grant_table.h>
#include <xen/interface/memory.h>
#include <xen/interface/sched.h>
#include <xen/interface/sysctl.h>

#include "child.h"

#define PAGES		32	/* that the child grants, from REF on */
#define REF		8
#define REF_WISH	60	/* where it wishes for a page */
#define KEPT_PAGES	64
#define MAGIC		0x6a11

/* Words of the page that both see. */
enum { W_READY, W_GO, W_TABLE, W_PAGE0, W_ANSWER };

static struct child c;
static u64 free_before;

static long gnttab(u32 cmd, void *arg, u32 count)
{
	return hypercall(__HYPERVISOR_grant_table_op, cmd, arg, count);
}

/* The child's side */

static struct grant_entry_v1 *child_grants(u32 version)
{
	struct gnttab_set_version v = { .version = version };
	xen_pfn_t frame = 0;
	struct gnttab_setup_table s = { .dom = DOMID_SELF, .nr_frames = 1, .frame_list = &frame };
	void *table = alloc_page();

	gnttab(GNTTABOP_set_version, &v, 1);
	gnttab(GNTTABOP_setup_table, &s, 1);
	map_mfn(table, frame, PTE_KERNEL);
	child_page->word[W_TABLE] = frame;
	return table;
}

static void ready(void)
{
	child_page->word[W_READY] = 1;
	while (!child_page->word[W_GO])
		hypercall(__HYPERVISOR_sched_op, SCHEDOP_yield, 0);
}

/* Pages with a number each, and the wish for another one. */
static void grants(void *arg)
{
	struct grant_entry_v1 *table = child_grants(1);
	u64 *page;
	u32 i;

	for (i = 0; i < PAGES; i++) {
		page = alloc_page();
		page[0] = MAGIC + i;
		table[REF + i].frame = virt_to_mfn(page);
		WRITE_ONCE(table[REF + i].flags, GTF_permit_access);
		if (!i)
			child_page->word[W_PAGE0] = (u64)page;
	}
	WRITE_ONCE(table[REF_WISH].flags, GTF_accept_transfer);
	ready();
	page = (u64 *)child_page->word[W_PAGE0];
	child_page->word[W_ANSWER] = page[1];
}

static void grants_v2(void *arg)
{
	union grant_entry_v2 *table = (union grant_entry_v2 *)child_grants(2);
	u64 *page = alloc_page();

	page[0] = MAGIC;
	table[REF].full_page.frame = virt_to_mfn(page);
	WRITE_ONCE(table[REF].hdr.flags, GTF_permit_access);
	ready();
}

/* Dom0's side */

static void begin(void (*fn)(void *arg))
{
	unsigned int i;

	free_before = machine_free_pages();
	memset(&c, 0, sizeof(c));
	EXPECT_EQ(child_create(&c, &(struct child_config){ .fn = fn, .extra_pages = 8 }), 0);
	EXPECT_EQ(child_unpause(&c), 0);
	for (i = 0; i < 1000 && !c.page->word[W_READY]; i++)
		sleep_ms(1);
	EXPECT_EQ(c.page->word[W_READY], 1);
}

static void wait_for_end(void)
{
	unsigned int i;

	c.page->word[W_GO] = 1;
	for (i = 0; i < 1000 && child_shutdown_code(&c) < 0; i++)
		sleep_ms(1);
	EXPECT_EQ(child_shutdown_code(&c), SHUTDOWN_poweroff);
}

static void all_back(void)
{
	unsigned int i;

	for (i = 0; i < 100 && machine_free_pages() < free_before; i++)
		sleep_ms(1);
	EXPECT(machine_free_pages() + KEPT_PAGES >= free_before);
}

/* An address without a frame; @own: what was there. */
static void *window(u64 *own)
{
	void *va = alloc_page();

	*own = virt_to_mfn(va);
	EXPECT_EQ(map_mfn(va, 0, 0), 0);
	return va;
}

static s16 map(void *va, u32 ref, u32 flags, u32 *handle)
{
	struct gnttab_map_grant_ref m = { .host_addr = (u64)va, .ref = ref, .dom = c.domid,
					  .flags = GNTMAP_host_map | flags };

	EXPECT_EQ(gnttab(GNTTABOP_map_grant_ref, &m, 1), 0);
	*handle = m.handle;
	return m.status;
}

static s16 unmap(void *va, u32 handle)
{
	struct gnttab_unmap_grant_ref u = { .host_addr = (u64)va, .handle = handle };

	EXPECT_EQ(gnttab(GNTTABOP_unmap_grant_ref, &u, 1), 0);
	return u.status;
}

/* The child's table, or what else is the hypervisor's and known to belong to it. */
static void *show(u64 mfn)
{
	void *va = alloc_page();

	EXPECT_EQ(hypercall(__HYPERVISOR_update_va_mapping_otherdomain, va,
			    mfn << PAGE_SHIFT | PTE_KERNEL, UVMF_INVLPG, c.domid), 0);
	return va;
}

static void hide(void *va)
{
	EXPECT_EQ(map_mfn(va, virt_to_mfn(va), PTE_KERNEL), 0);
}

static void mapped(void)
{
	struct grant_entry_v1 *table;
	u64 own, *page = window(&own);
	u32 h;

	begin(grants);
	table = show(c.page->word[W_TABLE]);
	EXPECT_EQ(map(page, REF, 0, &h), GNTST_okay);
	EXPECT_EQ(page[0], MAGIC);
	EXPECT_EQ(READ_ONCE(table[REF].flags), GTF_permit_access | GTF_reading | GTF_writing);
	page[1] = 0xcafe;
	EXPECT_EQ(unmap(page, h), GNTST_okay);
	EXPECT_EQ(READ_ONCE(table[REF].flags), GTF_permit_access);
	/* Not granted to us: the entry beside. */
	EXPECT_EQ(map(page, REF + PAGES, 0, &h), GNTST_general_error);
	hide(table);
	wait_for_end();
	EXPECT_EQ(c.page->word[W_ANSWER], 0xcafe);
	EXPECT_EQ(map_mfn(page, own, PTE_KERNEL), 0);
	EXPECT_EQ(child_destroy(&c), 0);
	all_back();
}

static void copied_in_a_batch(void)
{
	static struct gnttab_copy batch[PAGES];
	u64 *target[PAGES];
	u32 i;

	begin(grants);
	for (i = 0; i < PAGES; i++) {
		target[i] = alloc_page();
		batch[i] = (struct gnttab_copy){
			.source = { .u.ref = REF + i, .domid = c.domid },
			.dest = { .u.gmfn = virt_to_mfn(target[i]), .domid = DOMID_SELF },
			.len = PAGE_SIZE, .flags = GNTCOPY_source_gref,
		};
	}
	EXPECT_EQ(gnttab(GNTTABOP_copy, batch, PAGES), 0);
	for (i = 0; i < PAGES; i++) {
		EXPECT_EQ(batch[i].status, GNTST_okay);
		EXPECT_EQ(target[i][0], MAGIC + i);
	}
	/* And one back. */
	target[0][1] = 0xbeef;
	batch[0].dest = batch[0].source;
	batch[0].source.u.gmfn = virt_to_mfn(target[0]);
	batch[0].source.domid = DOMID_SELF;
	batch[0].flags = GNTCOPY_dest_gref;
	EXPECT_EQ(gnttab(GNTTABOP_copy, batch, 1), 0);
	EXPECT_EQ(batch[0].status, GNTST_okay);
	wait_for_end();
	EXPECT_EQ(c.page->word[W_ANSWER], 0xbeef);
	EXPECT_EQ(child_destroy(&c), 0);
	all_back();
}

static u64 pages_of(domid_t domid)
{
	static struct xen_domctl op;

	EXPECT_EQ(domctl_call(XEN_DOMCTL_getdomaininfo, domid, &op), 0);
	return op.u.getdomaininfo.tot_pages;
}

static void given_away(void)
{
	u64 own, *page = alloc_page(), mine = pages_of(0), theirs;
	struct grant_entry_v1 *table;
	struct gnttab_transfer t = { .ref = REF_WISH };
	xen_pfn_t pfn = virt_to_pfn(page), mfn;
	struct xen_memory_reservation r = { .nr_extents = 1, .extent_start = &mfn,
					    .domid = DOMID_SELF };

	begin(grants);
	table = show(c.page->word[W_TABLE]);
	theirs = pages_of(c.domid);
	page[0] = 0x717f;
	t.domid = c.domid;
	t.mfn = virt_to_mfn(page);
	own = t.mfn;
	/* It is mapped yet. */
	EXPECT_EQ(gnttab(GNTTABOP_transfer, &t, 1), 0);
	EXPECT_EQ(t.status, GNTST_bad_page);
	EXPECT_EQ(map_mfn(page, 0, 0), 0);
	EXPECT_EQ(gnttab(GNTTABOP_transfer, &t, 1), 0);
	EXPECT_EQ(t.status, GNTST_okay);
	EXPECT_EQ(table[REF_WISH].frame, own);
	EXPECT_EQ(table[REF_WISH].flags, GTF_accept_transfer | GTF_transfer_committed |
		  GTF_transfer_completed);
	EXPECT_EQ(pages_of(0), mine - 1);
	EXPECT_EQ(pages_of(c.domid), theirs + 1);
	/* It is not ours any more, but the child's. */
	EXPECT(map_mfn(page, own, PTE_KERNEL) < 0);
	EXPECT_EQ(hypercall(__HYPERVISOR_update_va_mapping_otherdomain, page,
			    own << PAGE_SHIFT | PTE_KERNEL, UVMF_INVLPG, c.domid), 0);
	EXPECT_EQ(page[0], 0x717f);
	EXPECT_EQ(map_mfn(page, 0, 0), 0);
	hide(table);
	wait_for_end();
	EXPECT_EQ(child_destroy(&c), 0);
	mfn = pfn;
	EXPECT_EQ(hypercall(__HYPERVISOR_memory_op, XENMEM_populate_physmap, &r), 1);
	EXPECT_EQ(map_mfn(page, mfn, PTE_KERNEL), 0);
	all_back();
}

static void status_frames(void)
{
	u64 own, *page = window(&own);
	xen_pfn_t frame = 0;
	struct xen_mem_acquire_resource res = {
		.type = XENMEM_resource_grant_table, .nr_frames = 1, .frame_list = &frame,
		.id = XENMEM_resource_grant_table_id_status,
	};
	grant_status_t *status;
	u32 h;

	begin(grants_v2);
	res.domid = c.domid;
	EXPECT_EQ(hypercall(__HYPERVISOR_memory_op, XENMEM_acquire_resource, &res), 0);
	status = show(frame);
	EXPECT_EQ(map(page, REF, GNTMAP_readonly, &h), GNTST_okay);
	EXPECT_EQ(READ_ONCE(status[REF]), GTF_reading);
	EXPECT_EQ(page[0], MAGIC);
	EXPECT_EQ(unmap(page, h), GNTST_okay);
	EXPECT_EQ(READ_ONCE(status[REF]), 0);
	hide(status);
	wait_for_end();
	EXPECT_EQ(map_mfn(page, own, PTE_KERNEL), 0);
	EXPECT_EQ(child_destroy(&c), 0);
	all_back();
}

static void replaced(void)
{
	u64 own, *page = window(&own), *other = alloc_page();
	struct gnttab_unmap_and_replace r = { .host_addr = (u64)page, .new_addr = (u64)other };

	begin(grants);
	EXPECT_EQ(map(page, REF + 3, 0, &r.handle), GNTST_okay);
	EXPECT_EQ(READ_ONCE(page[0]), MAGIC + 3);
	other[0] = 0x0123;
	EXPECT_EQ(gnttab(GNTTABOP_unmap_and_replace, &r, 1), 0);
	EXPECT_EQ(r.status, GNTST_okay);
	EXPECT_EQ(READ_ONCE(page[0]), 0x0123);
	EXPECT_EQ(map_mfn(other, own, PTE_KERNEL), 0);
	wait_for_end();
	EXPECT_EQ(child_destroy(&c), 0);
	all_back();
}

static void outlives_its_granter(void)
{
	static struct xen_domctl op;
	u64 own, *page = window(&own);
	u32 h;

	begin(grants);
	EXPECT_EQ(map(page, REF, 0, &h), GNTST_okay);
	EXPECT_EQ(child_destroy(&c), 0);
	EXPECT_EQ(page[0], MAGIC);
	page[0] = 7;
	EXPECT_EQ(domctl_call(XEN_DOMCTL_getdomaininfo, c.domid, &op), 0);
	EXPECT_EQ(op.domain, c.domid);
	EXPECT(op.u.getdomaininfo.flags & XEN_DOMINF_dying);
	EXPECT_EQ(unmap(page, h), GNTST_okay);
	EXPECT_EQ(map_mfn(page, own, PTE_KERNEL), 0);
	all_back();
	EXPECT(domctl_call(XEN_DOMCTL_getdomaininfo, c.domid, &op) || op.domain != c.domid);
}

static bool is_pending(u32 port)
{
	u64 was = __atomic_fetch_and(&shared_info->evtchn_pending[port / 64],
				     ~(1UL << (port % 64)), __ATOMIC_SEQ_CST);

	return was >> (port % 64) & 1;
}

/* The store learns by it that a domain has shut down, and that one is gone. */
static void the_end_is_told(void)
{
	struct evtchn_bind_virq v = { .virq = VIRQ_DOM_EXC };
	struct evtchn_close close;

	EXPECT_EQ(hypercall(__HYPERVISOR_event_channel_op, EVTCHNOP_bind_virq, &v), 0);
	begin(grants);
	is_pending(v.port);
	wait_for_end();
	EXPECT(is_pending(v.port));
	EXPECT_EQ(child_destroy(&c), 0);
	EXPECT(is_pending(v.port));
	close.port = v.port;
	EXPECT_EQ(hypercall(__HYPERVISOR_event_channel_op, EVTCHNOP_close, &close), 0);
	all_back();
}

GUEST_TEST({ "a page of another is mapped, written and unmapped", mapped },
	   { "32 pages are copied at once, and one back", copied_in_a_batch },
	   { "a page is given away", given_away },
	   { "the status frames of another's table", status_frames },
	   { "a mapping is replaced by another page", replaced },
	   { "a mapping outlives its granter", outlives_its_granter },
	   { "the end of a domain is told", the_end_is_told });
