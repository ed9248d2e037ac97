// SPDX-License-Identifier: GPL-2.0-only
/*
 * Grant tables of one domain with itself: mappings at an address and through
 * a page-table entry, read-only ones, copies, both versions of the table, and what is
 * refused with which code. Every disk and network device of a guest rests on these.
 *
 * A mapping shows in the entry (GTF_reading, GTF_writing) and in memory: what is
 * written at one address is read at the other.
 */
#include "guest.h"

#include <xen/interface/grant_table.h>

static struct grant_entry_v1 *table;
static union grant_entry_v2 *table2;

static long op(u32 cmd, void *arg, u32 count)
{
	return hypercall(__HYPERVISOR_grant_table_op, cmd, arg, count);
}

static void setup(void)
{
	xen_pfn_t frame = 0;
	struct gnttab_setup_table s = { .dom = DOMID_SELF, .nr_frames = 1, .frame_list = &frame };
	struct gnttab_query_size q = { .dom = DOMID_SELF };

	EXPECT_EQ(op(GNTTABOP_setup_table, &s, 1), 0);
	EXPECT_EQ(s.status, GNTST_okay);
	table = alloc_page();
	table2 = (union grant_entry_v2 *)table;
	EXPECT_EQ(map_mfn(table, frame, PTE_KERNEL), 0);
	EXPECT_EQ(op(GNTTABOP_query_size, &q, 1), 0);
	EXPECT_EQ(q.status, GNTST_okay);
	EXPECT_EQ(q.nr_frames, 1);
	EXPECT(q.max_nr_frames >= 32);
	s.nr_frames = q.max_nr_frames + 1;
	EXPECT_EQ(op(GNTTABOP_setup_table, &s, 1), 0);
	EXPECT_EQ(s.status, GNTST_general_error);
	EXPECT_EQ(op(GNTTABOP_setup_table, &s, 2), -EINVAL);
	s.dom = 77;
	EXPECT_EQ(op(GNTTABOP_setup_table, &s, 1), 0);
	EXPECT_EQ(s.status, GNTST_bad_domain);
	q.dom = 77;
	EXPECT_EQ(op(GNTTABOP_query_size, &q, 1), 0);
	EXPECT_EQ(q.status, GNTST_bad_domain);
	EXPECT_EQ(op(13, &q, 1), -ENOSYS);
	EXPECT_EQ(op(GNTTABOP_map_grant_ref, NULL, 1), -EFAULT);
	EXPECT_EQ(op(GNTTABOP_query_size, NULL, 1), -EFAULT);
}

static void grant(u32 ref, const void *page, u16 flags)
{
	table[ref].domid = 0;
	table[ref].frame = virt_to_mfn(page);
	WRITE_ONCE(table[ref].flags, GTF_permit_access | flags);
}

static s16 map(u32 ref, u64 addr, u32 flags, u32 *handle, u64 *bus)
{
	struct gnttab_map_grant_ref m = { .host_addr = addr, .flags = flags, .ref = ref };

	EXPECT_EQ(op(GNTTABOP_map_grant_ref, &m, 1), 0);
	*handle = m.handle;
	if (bus)
		*bus = m.dev_bus_addr;
	return m.status;
}

static s16 unmap(u32 handle, u64 addr)
{
	struct gnttab_unmap_grant_ref u = { .host_addr = addr, .handle = handle };

	EXPECT_EQ(op(GNTTABOP_unmap_grant_ref, &u, 1), 0);
	return u.status;
}

/*
 * An address for a mapping: its own frame is mapped nowhere meanwhile, and no
 * stale translation of it is left. Returns that frame.
 */
static u64 lend(void *window)
{
	u64 own = virt_to_mfn(window);

	EXPECT_EQ(map_mfn(window, 0, 0), 0);
	return own;
}

static void mapping(void)
{
	u64 *page = alloc_page(), *window = alloc_page(), own = lend(window), bus, val;
	u32 h;

	page[0] = 0x1234;
	grant(9, page, 0);
	EXPECT_EQ(map(9, (u64)window, GNTMAP_host_map, &h, &bus), GNTST_okay);
	EXPECT_EQ(bus, virt_to_mfn(page) << PAGE_SHIFT);
	EXPECT_EQ(window[0], 0x1234);
	window[1] = 0x5678;
	EXPECT_EQ(page[1], 0x5678);
	EXPECT_EQ(table[9].flags, GTF_permit_access | GTF_reading | GTF_writing);
	EXPECT_EQ(unmap(h, (u64)window), GNTST_okay);
	EXPECT_EQ(table[9].flags, GTF_permit_access);
	EXPECT(!try_read(window, &val));
	EXPECT_EQ(unmap(h, (u64)window), GNTST_bad_handle);

	EXPECT_EQ(map(9, (u64)window, GNTMAP_host_map | GNTMAP_readonly, &h, NULL), GNTST_okay);
	EXPECT_EQ(table[9].flags, GTF_permit_access | GTF_reading);
	EXPECT(try_read(window, &val));
	EXPECT_EQ(val, 0x1234);
	EXPECT(!try_write(window, 1));
	EXPECT_EQ(unmap(h, (u64)window), GNTST_okay);
	EXPECT_EQ(map_mfn(window, own, PTE_KERNEL), 0);
	window[0] = 1;
}

static void through_a_pte(void)
{
	u64 *page = alloc_page(), *window = alloc_page(), own = lend(window), val;
	u64 pte = pte_maddr(window);
	u32 h;

	page[0] = 0x99;
	grant(10, page, 0);
	EXPECT_EQ(map(10, pte, GNTMAP_host_map | GNTMAP_contains_pte, &h, NULL), GNTST_okay);
	EXPECT(try_read(window, &val));
	EXPECT_EQ(val, 0x99);
	/* Another entry is not the one that was mapped. */
	EXPECT(unmap(h, pte + 8) < 0);
	EXPECT_EQ(unmap(h, pte), GNTST_okay);
	EXPECT(!try_read(window, &val));
	EXPECT_EQ(map_mfn(window, own, PTE_KERNEL), 0);
	/* Not a page table. */
	EXPECT(map(10, virt_to_mfn(page) << PAGE_SHIFT, GNTMAP_host_map | GNTMAP_contains_pte, &h,
		   NULL) < 0);
	EXPECT_EQ(table[10].flags, GTF_permit_access);
}

static void refusals(void)
{
	u64 *page = alloc_page(), *window = alloc_page();
	struct gnttab_map_grant_ref m = { .host_addr = (u64)window, .flags = GNTMAP_host_map,
					  .ref = 20, .dom = 77 };
	u32 h;

	EXPECT_EQ(op(GNTTABOP_map_grant_ref, &m, 1), 0);
	EXPECT_EQ(m.status, GNTST_bad_domain);
	/* An empty entry, one for somebody else, a read-only one, no entry at all. */
	EXPECT_EQ(map(20, (u64)window, GNTMAP_host_map, &h, NULL), GNTST_general_error);
	grant(20, page, 0);
	table[20].domid = 5;
	EXPECT_EQ(map(20, (u64)window, GNTMAP_host_map, &h, NULL), GNTST_general_error);
	grant(20, page, GTF_readonly);
	EXPECT_EQ(map(20, (u64)window, GNTMAP_host_map, &h, NULL), GNTST_general_error);
	EXPECT_EQ(table[20].flags, GTF_permit_access | GTF_readonly);
	EXPECT_EQ(map(1 << 20, (u64)window, GNTMAP_host_map, &h, NULL), GNTST_bad_gntref);
	EXPECT_EQ(map(20, (u64)window, GNTMAP_readonly, &h, NULL), GNTST_bad_gntref);
	/* A frame that isn't the granter's. */
	grant(20, page, 0);
	table[20].frame = 0xfffffff;
	EXPECT_EQ(map(20, (u64)window, GNTMAP_host_map, &h, NULL), GNTST_bad_page);
	EXPECT_EQ(table[20].flags, GTF_permit_access);
	/* An address that can't be mapped. */
	grant(20, page, 0);
	EXPECT(map(20, 0xffff800000000000, GNTMAP_host_map, &h, NULL) < 0);
	EXPECT_EQ(table[20].flags, GTF_permit_access);
	EXPECT_EQ(unmap(0xfffffff0, (u64)window), GNTST_bad_handle);
}

static void not_writable(void)
{
	u64 *window = alloc_page(), own = lend(window);
	u32 h;

	/* A page table may be granted, but only for reading. */
	table[21].domid = 0;
	table[21].frame = pte_maddr(window) >> PAGE_SHIFT;
	WRITE_ONCE(table[21].flags, GTF_permit_access);
	EXPECT_EQ(map(21, (u64)window, GNTMAP_host_map, &h, NULL), GNTST_general_error);
	EXPECT_EQ(table[21].flags, GTF_permit_access);
	EXPECT_EQ(map(21, (u64)window, GNTMAP_host_map | GNTMAP_readonly, &h, NULL), GNTST_okay);
	EXPECT_EQ(unmap(h, (u64)window), GNTST_okay);
	EXPECT_EQ(map_mfn(window, own, PTE_KERNEL), 0);
}

static struct gnttab_copy copy_op(u32 ref, u16 from, const void *to, u16 to_off, u16 len)
{
	return (struct gnttab_copy){
		.source = { .u.ref = ref, .domid = DOMID_SELF, .offset = from },
		.dest = { .u.gmfn = virt_to_mfn(to), .domid = DOMID_SELF, .offset = to_off },
		.len = len, .flags = GNTCOPY_source_gref,
	};
}

static s16 copy(struct gnttab_copy c)
{
	EXPECT_EQ(op(GNTTABOP_copy, &c, 1), 0);
	return c.status;
}

static void copies(void)
{
	u8 *page = alloc_page(), *mine = alloc_page();
	struct gnttab_copy c;

	memset(page, 0x77, PAGE_SIZE);
	grant(30, page, GTF_readonly);
	EXPECT_EQ(copy(copy_op(30, 10, mine, 20, 30)), GNTST_okay);
	EXPECT(!mine[19] && mine[20] == 0x77 && mine[49] == 0x77 && !mine[50]);
	EXPECT_EQ(table[30].flags, GTF_permit_access | GTF_readonly);
	EXPECT_EQ(copy(copy_op(30, 4090, mine, 0, 7)), GNTST_bad_copy_arg);
	EXPECT_EQ(copy(copy_op(30, 0, mine, 4090, 7)), GNTST_bad_copy_arg);
	EXPECT_EQ(copy(copy_op(31, 0, mine, 0, 1)), GNTST_general_error);
	EXPECT_EQ(copy(copy_op(1 << 20, 0, mine, 0, 1)), GNTST_bad_gntref);
	c = copy_op(30, 0, mine, 0, 1);
	c.source.domid = 77;
	EXPECT_EQ(copy(c), GNTST_bad_domain);
	c = copy_op(30, 0, mine, 0, 1);
	c.dest.domid = 0;
	EXPECT_EQ(copy(c), GNTST_permission_denied);
	c = copy_op(30, 0, mine, 0, 1);
	c.dest.u.gmfn = 0xfffffff;
	EXPECT_EQ(copy(c), GNTST_bad_page);
	/* Never into a page table. */
	c.dest.u.gmfn = pte_maddr(mine) >> PAGE_SHIFT;
	EXPECT_EQ(copy(c), GNTST_general_error);
	/* To a read-only grant. */
	c = copy_op(30, 0, mine, 0, 1);
	c.dest = c.source;
	c.source = copy_op(30, 0, mine, 0, 1).dest;
	c.flags = GNTCOPY_dest_gref;
	EXPECT_EQ(copy(c), GNTST_general_error);
	grant(30, page, 0);
	mine[0] = 0x31;
	EXPECT_EQ(copy(c), GNTST_okay);
	EXPECT_EQ(page[0], 0x31);
	/* None at all. */
	EXPECT_EQ(copy(copy_op(30, 0, mine, 0, 0)), GNTST_okay);
}

#define BATCH	100

static u64 windows[BATCH][512] __aligned(4096);

static void batches(void)
{
	static struct gnttab_map_grant_ref m[BATCH];
	static struct gnttab_unmap_grant_ref u[BATCH];
	u64 *page = alloc_page(), own[BATCH];
	unsigned int i;

	grant(40, page, 0);
	for (i = 0; i < BATCH; i++) {
		own[i] = lend(windows[i]);
		m[i] = (struct gnttab_map_grant_ref){ .host_addr = (u64)windows[i], .ref = 40,
						      .flags = GNTMAP_host_map };
	}
	m[77].ref = 41;
	EXPECT_EQ(op(GNTTABOP_map_grant_ref, m, BATCH), 0);
	for (i = 0; i < BATCH; i++) {
		EXPECT_EQ(m[i].status, i == 77 ? GNTST_general_error : GNTST_okay);
		u[i] = (struct gnttab_unmap_grant_ref){ .host_addr = (u64)windows[i],
							.handle = m[i].handle };
	}
	/* One frame at two addresses: not what the compiler thinks. */
	WRITE_ONCE(windows[10][0], 0xabc);
	EXPECT_EQ(READ_ONCE(windows[BATCH - 1][0]), 0xabc);
	u[77].handle = 0xfffffff;
	EXPECT_EQ(op(GNTTABOP_unmap_grant_ref, u, BATCH), 0);
	for (i = 0; i < BATCH; i++) {
		EXPECT_EQ(u[i].status, i == 77 ? GNTST_bad_handle : GNTST_okay);
		EXPECT_EQ(map_mfn(windows[i], own[i], PTE_KERNEL), 0);
	}
	EXPECT_EQ(table[40].flags, GTF_permit_access);
}

static void replace(void)
{
	u64 *page = alloc_page(), *window = alloc_page(), *other = alloc_page(), val;
	u64 own = lend(window);
	struct gnttab_unmap_and_replace r = { .host_addr = (u64)window, .new_addr = (u64)other };

	page[0] = 1;
	other[0] = 2;
	grant(45, page, 0);
	EXPECT_EQ(map(45, (u64)window, GNTMAP_host_map, &r.handle, NULL), GNTST_okay);
	EXPECT_EQ(window[0], 1);
	EXPECT_EQ(op(GNTTABOP_unmap_and_replace, &r, 1), 0);
	EXPECT_EQ(r.status, GNTST_okay);
	EXPECT_EQ(window[0], 2);
	EXPECT(!try_read(other, &val));
	EXPECT_EQ(table[45].flags, GTF_permit_access);
	EXPECT_EQ(map_mfn(other, own, PTE_KERNEL), 0);
}

static void swapping(void)
{
	u64 *page = alloc_page(), *window = alloc_page(), own = lend(window);
	struct gnttab_swap_grant_ref s = { .ref_a = 50, .ref_b = 51 };
	u32 h;

	grant(50, page, 0);
	EXPECT_EQ(op(GNTTABOP_swap_grant_ref, &s, 1), 0);
	EXPECT_EQ(s.status, GNTST_okay);
	EXPECT(!table[50].flags && table[51].flags == GTF_permit_access);
	EXPECT_EQ(map(51, (u64)window, GNTMAP_host_map, &h, NULL), GNTST_okay);
	EXPECT_EQ(op(GNTTABOP_swap_grant_ref, &s, 1), 0);
	EXPECT_EQ(s.status, GNTST_eagain);
	EXPECT_EQ(unmap(h, (u64)window), GNTST_okay);
	s.ref_a = 1 << 20;
	EXPECT_EQ(op(GNTTABOP_swap_grant_ref, &s, 1), 0);
	EXPECT_EQ(s.status, GNTST_bad_gntref);
	EXPECT_EQ(map_mfn(window, own, PTE_KERNEL), 0);
}

static void other_version(void)
{
	u64 *page = alloc_page(), *window = alloc_page(), own = lend(window), frame = 0;
	struct gnttab_set_version v = { .version = 3 };
	struct gnttab_get_version g = { .dom = DOMID_SELF };
	struct gnttab_get_status_frames f = { .nr_frames = 1, .dom = DOMID_SELF,
					      .frame_list = &frame };
	grant_status_t *status = alloc_page();
	u8 *mine = alloc_page();
	u32 h;

	EXPECT_EQ(op(GNTTABOP_set_version, &v, 1), -EINVAL);
	EXPECT_EQ(op(GNTTABOP_get_version, &g, 1), 0);
	EXPECT_EQ(g.version, 1);
	EXPECT_EQ(op(GNTTABOP_get_status_frames, &f, 1), 0);
	EXPECT_EQ(f.status, GNTST_general_error);
	grant(60, page, 0);
	EXPECT_EQ(map(60, (u64)window, GNTMAP_host_map, &h, NULL), GNTST_okay);
	v.version = 2;
	EXPECT_EQ(op(GNTTABOP_set_version, &v, 1), -EBUSY);
	EXPECT_EQ(unmap(h, (u64)window), GNTST_okay);
	/* The first eight entries survive. */
	grant(2, page, 0);
	v.version = 2;
	EXPECT_EQ(op(GNTTABOP_set_version, &v, 1), 0);
	EXPECT_EQ(v.version, 2);
	EXPECT_EQ(op(GNTTABOP_get_version, &g, 1), 0);
	EXPECT_EQ(g.version, 2);
	EXPECT_EQ(op(GNTTABOP_get_status_frames, &f, 1), 0);
	EXPECT_EQ(f.status, GNTST_okay);
	EXPECT_EQ(map_mfn(status, frame, PTE_KERNEL), 0);
	EXPECT_EQ(table2[2].hdr.flags, GTF_permit_access);
	EXPECT_EQ(table2[2].full_page.frame, virt_to_mfn(page));
	EXPECT_EQ(table2[60].hdr.flags, 0);
	EXPECT_EQ(map(2, (u64)window, GNTMAP_host_map, &h, NULL), GNTST_okay);
	EXPECT_EQ(status[2], GTF_reading | GTF_writing);
	EXPECT_EQ(table2[2].hdr.flags, GTF_permit_access);
	EXPECT_EQ(unmap(h, (u64)window), GNTST_okay);
	EXPECT_EQ(status[2], 0);

	/* Part of a page: copied, not mapped. */
	page[1] = 0x4242;
	table2[61].sub_page.frame = virt_to_mfn(page);
	table2[61].sub_page.page_off = 8;
	table2[61].sub_page.length = 8;
	table2[61].hdr.domid = 0;
	WRITE_ONCE(table2[61].hdr.flags, GTF_permit_access | GTF_sub_page);
	EXPECT_EQ(map(61, (u64)window, GNTMAP_host_map, &h, NULL), GNTST_general_error);
	EXPECT_EQ(copy(copy_op(61, 8, mine, 0, 8)), GNTST_okay);
	EXPECT_EQ(*(u64 *)mine, 0x4242);
	EXPECT_EQ(copy(copy_op(61, 7, mine, 0, 1)), GNTST_general_error);
	EXPECT_EQ(copy(copy_op(61, 9, mine, 0, 8)), GNTST_general_error);

	/* A grant of one's own grant: the domain could grant the page itself. */
	table2[62].transitive.trans_domid = 0;
	table2[62].transitive.gref = 2;
	table2[62].hdr.domid = 0;
	WRITE_ONCE(table2[62].hdr.flags, GTF_transitive);
	EXPECT_EQ(copy(copy_op(62, 8, mine, 0, 8)), GNTST_general_error);
	EXPECT_EQ(map(62, (u64)window, GNTMAP_host_map, &h, NULL), GNTST_general_error);
	EXPECT_EQ(status[62] | status[2], 0);

	EXPECT_EQ(map_mfn(status, virt_to_mfn(mine), PTE_KERNEL), 0);
	v.version = 1;
	EXPECT_EQ(op(GNTTABOP_set_version, &v, 1), 0);
	EXPECT_EQ(table[2].flags, GTF_permit_access);
	EXPECT_EQ(table[2].frame, virt_to_mfn(page));
	EXPECT_EQ(map_mfn(window, own, PTE_KERNEL), 0);
}

static void cache(void)
{
	u64 *page = alloc_page();
	struct gnttab_cache_flush c = { .op = GNTTAB_CACHE_INVAL };

	/* Of nothing. */
	EXPECT_EQ(op(GNTTABOP_cache_flush, &c, 1), 0);
	c.a.dev_bus_addr = virt_to_mfn(page) << PAGE_SHIFT;
	c.length = 64;
	EXPECT_EQ(op(GNTTABOP_cache_flush, &c, 1), -EOPNOTSUPP);
	c.op = GNTTAB_CACHE_CLEAN;
	EXPECT_EQ(op(GNTTABOP_cache_flush, &c, 1), 0);
	c.op = GNTTAB_CACHE_CLEAN | GNTTAB_CACHE_INVAL;
	EXPECT_EQ(op(GNTTABOP_cache_flush, &c, 1), 0);
	c.op = 8;
	EXPECT_EQ(op(GNTTABOP_cache_flush, &c, 1), -EINVAL);
	c.op = GNTTAB_CACHE_CLEAN;
	c.offset = 4090;
	EXPECT_EQ(op(GNTTABOP_cache_flush, &c, 1), -EINVAL);
	c.offset = 0;
	c.op |= GNTTAB_CACHE_SOURCE_GREF;
	EXPECT_EQ(op(GNTTABOP_cache_flush, &c, 1), -EINVAL);
	c.op = 0;
	EXPECT_EQ(op(GNTTABOP_cache_flush, &c, 1), 0);
	c.a.dev_bus_addr = 0xfffffffULL << PAGE_SHIFT;
	c.op = GNTTAB_CACHE_CLEAN;
	EXPECT_EQ(op(GNTTABOP_cache_flush, &c, 1), -EINVAL);
}

GUEST_TEST({ "the table is set up and has a limit", setup },
	   { "mapping at an address, writable and read-only", mapping },
	   { "mapping through a page-table entry", through_a_pte },
	   { "what is refused, and how", refusals },
	   { "a page table is granted for reading only", not_writable },
	   { "copies", copies },
	   { "long batches", batches },
	   { "unmapping with a replacement", replace },
	   { "swapping entries", swapping },
	   { "version 2 and back", other_version },
	   { "cache maintenance", cache });
