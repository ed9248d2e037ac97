// SPDX-License-Identifier: GPL-2.0-only
/*
 * grant_table_op with wrong domains, references, handles, frames, addresses, lengths, flags
 * and pointers.
 *
 * Each operation is made with each kind of argument that it must refuse, by dom0 and by a
 * guest, with the status that real Xen answers.  A reference that such a call took would pin
 * its page for good, so afterwards no entry is in use.
 */
#include "guest.h"

#include <xen/interface/grant_table.h>

#include "refuse.h"

#define MAP(text, dom0, guest, ...)	\
	GNTTAB(text, map_grant_ref, dom0, guest, __VA_ARGS__)
#define UNMAP(text, dom0, guest, ...)	\
	GNTTAB(text, unmap_grant_ref, dom0, guest, __VA_ARGS__)
#define COPY(text, dom0, guest, ...)	\
	GNTTAB(text, copy, dom0, guest, __VA_ARGS__)

static const struct refusal domains[] = {
	MAP("nobody", GNTST_bad_domain, GNTST_bad_domain, .dom = NOBODY, .flags = GNTMAP_host_map),
	MAP("DOMID_XEN", GNTST_bad_domain, GNTST_bad_domain, .dom = DOMID_XEN,
	    .flags = GNTMAP_host_map),
	MAP("DOMID_IO", GNTST_bad_domain, GNTST_bad_domain, .dom = DOMID_IO,
	    .flags = GNTMAP_host_map),
	MAP("DOMID_INVALID", GNTST_bad_domain, GNTST_bad_domain, .dom = DOMID_INVALID,
	    .flags = GNTMAP_host_map),
	GNTTAB("nobody", setup_table, GNTST_bad_domain, GNTST_bad_domain, .dom = NOBODY),
	GNTTAB("DOMID_XEN", setup_table, GNTST_bad_domain, GNTST_bad_domain, .dom = DOMID_XEN),
	GNTTAB("of another", setup_table, NOT_MADE, GNTST_permission_denied, .dom = PEER),
	GNTTAB("nobody", dump_table, -ENOSYS, -ENOSYS, .dom = NOBODY),
	GNTTAB("of another", dump_table, NOT_MADE, -ENOSYS, .dom = PEER),
	GNTTAB("nobody", transfer, GNTST_bad_page, GNTST_bad_page, .domid = NOBODY),
	GNTTAB("DOMID_XEN", transfer, GNTST_bad_page, GNTST_bad_page, .domid = DOMID_XEN),
	COPY("from nobody", GNTST_bad_domain, GNTST_bad_domain, .source.domid = NOBODY,
	     .dest.domid = DOMID_SELF, .flags = GNTCOPY_source_gref),
	COPY("from DOMID_XEN", GNTST_bad_domain, GNTST_bad_domain, .source.domid = DOMID_XEN,
	     .dest.domid = DOMID_SELF, .flags = GNTCOPY_source_gref),
	COPY("from a frame of another", GNTST_permission_denied, GNTST_permission_denied,
	     .source.domid = PEER, .dest.domid = DOMID_SELF),
	COPY("to a frame of another", GNTST_bad_page, GNTST_bad_page, .source.domid = DOMID_SELF,
	     .dest.domid = PEER),
	GNTTAB("nobody", query_size, GNTST_bad_domain, GNTST_bad_domain, .dom = NOBODY),
	GNTTAB("DOMID_XEN", query_size, GNTST_bad_domain, GNTST_bad_domain, .dom = DOMID_XEN),
	GNTTAB("of another", query_size, NOT_MADE, GNTST_permission_denied, .dom = PEER),
	GNTTAB("nobody", get_status_frames, GNTST_bad_domain, GNTST_bad_domain, .dom = NOBODY),
	GNTTAB("of another", get_status_frames, NOT_MADE, GNTST_permission_denied, .dom = PEER),
};

static const struct refusal entries[] = {
	MAP("an empty entry", GNTST_general_error, GNTST_general_error, .dom = PEER,
	    .flags = GNTMAP_host_map, .ref = 5),
	MAP("beyond the table", GNTST_bad_gntref, GNTST_bad_gntref, .dom = PEER,
	    .flags = GNTMAP_host_map, .ref = 100000),
	MAP("the largest reference", GNTST_bad_gntref, GNTST_bad_gntref, .dom = PEER,
	    .flags = GNTMAP_host_map, .ref = ~0U),
	MAP("for nothing", GNTST_bad_gntref, GNTST_bad_gntref, .dom = PEER, .flags = 0),
	MAP("read-only, for nothing", GNTST_bad_gntref, GNTST_bad_gntref, .dom = PEER,
	    .flags = GNTMAP_readonly),
	UNMAP("a handle that nobody gave", GNTST_bad_handle, GNTST_bad_handle, .handle = 0),
	UNMAP("beyond the handles", GNTST_bad_handle, GNTST_bad_handle, .handle = 100000),
	UNMAP("the largest handle", GNTST_bad_handle, GNTST_bad_handle, .handle = ~0U),
	UNMAP("an address of the hypervisor's", GNTST_bad_handle, GNTST_bad_handle, .handle = 0,
	      .host_addr = (u64)BAD_PTR),
	GNTTAB("a handle that nobody gave", unmap_and_replace, GNTST_bad_handle, GNTST_bad_handle,
	       .handle = 0),
	GNTTAB("the largest handle", unmap_and_replace, GNTST_bad_handle, GNTST_bad_handle,
	       .handle = ~0U),
	GNTTAB("no such frame", transfer, GNTST_bad_page, GNTST_bad_page, .domid = PEER,
	       .mfn = BAD_FRAME),
	GNTTAB("the largest frame", transfer, GNTST_bad_page, GNTST_bad_page, .domid = PEER,
	       .mfn = ~0UL),
	GNTTAB("frame 0", transfer, GNTST_bad_page, GNTST_bad_page, .domid = PEER, .mfn = 0),
	GNTTAB("beyond the table", swap_grant_ref, GNTST_bad_gntref, GNTST_bad_gntref,
	       .ref_a = 100000),
	GNTTAB("the largest", swap_grant_ref, GNTST_bad_gntref, GNTST_bad_gntref, .ref_b = ~0U),
};

static const struct refusal copies[] = {
	COPY("an empty entry", GNTST_general_error, GNTST_general_error, .source = { .u.ref = 5,
	     .domid = PEER }, .dest.domid = DOMID_SELF, .flags = GNTCOPY_source_gref, .len = 8),
	COPY("beyond the table", GNTST_bad_gntref, GNTST_bad_gntref, .source = { .u.ref = 100000,
	     .domid = PEER }, .dest.domid = DOMID_SELF, .flags = GNTCOPY_source_gref, .len = 8),
	COPY("from no such frame", GNTST_bad_page, GNTST_bad_page, .source = { .u.gmfn = BAD_FRAME,
	     .domid = DOMID_SELF }, .dest.domid = DOMID_SELF, .len = 8),
	COPY("from the largest frame", GNTST_bad_page, GNTST_bad_page, .source = { .u.gmfn = ~0UL,
	     .domid = DOMID_SELF }, .dest.domid = DOMID_SELF, .len = 8),
};

static const struct refusal sizes[] = {
	GNTTAB("too many frames", setup_table, GNTST_general_error, GNTST_general_error,
	       .dom = DOMID_SELF, .nr_frames = 5000),
	GNTTAB("the most frames", setup_table, GNTST_general_error, GNTST_general_error,
	       .dom = DOMID_SELF, .nr_frames = ~0U),
	GNTTAB("in version 1", get_status_frames, GNTST_general_error, GNTST_general_error,
	       .dom = DOMID_SELF, .nr_frames = 1),
	AT("two at once", __HYPERVISOR_grant_table_op, GNTTABOP_setup_table, BAD_PTR, 2, -EINVAL,
	   -EINVAL),
	AT("as many as can be", __HYPERVISOR_grant_table_op, GNTTABOP_map_grant_ref, BAD_PTR, ~0U,
	   -EINVAL, -EINVAL),
	AT("as many as can be", __HYPERVISOR_grant_table_op, GNTTABOP_unmap_grant_ref, BAD_PTR, ~0U,
	   -EINVAL, -EINVAL),
	AT("as many as can be", __HYPERVISOR_grant_table_op, GNTTABOP_copy, BAD_PTR, ~0U, -EINVAL,
	   -EINVAL),
	AT("as many as can be", __HYPERVISOR_grant_table_op, GNTTABOP_transfer, BAD_PTR, ~0U,
	   -EINVAL, -EINVAL),
	AT("as many as can be", __HYPERVISOR_grant_table_op, GNTTABOP_swap_grant_ref, BAD_PTR, ~0U,
	   -EINVAL, -EINVAL),
	AT("half of them", __HYPERVISOR_grant_table_op, GNTTABOP_unmap_and_replace, BAD_PTR,
	   0x7fffffff, -EFAULT, -EFAULT),
	AT("half of them", __HYPERVISOR_grant_table_op, GNTTABOP_cache_flush, BAD_PTR, 0x7fffffff,
	   -EFAULT, -EFAULT),
};

/* Structs without a status, and the answer is the call's. */
#define ANSWER(text, op, dom0, guest, ...)						\
	{ #op ": " text, __HYPERVISOR_grant_table_op, GNTTABOP_##op,			\
	  &(struct gnttab_##op){ __VA_ARGS__ }, sizeof(struct gnttab_##op), -1, 1, dom0, guest }

static const struct refusal versions[] = {
	ANSWER("0", set_version, -EINVAL, -EINVAL, .version = 0),
	ANSWER("3", set_version, -EINVAL, -EINVAL, .version = 3),
	ANSWER("the largest", set_version, -EINVAL, -EINVAL, .version = ~0U),
	ANSWER("of nobody", get_version, -ESRCH, -ESRCH, .dom = NOBODY),
	ANSWER("of DOMID_XEN", get_version, -ESRCH, -ESRCH, .dom = DOMID_XEN),
	ANSWER("of another", get_version, NOT_MADE, -EPERM, .dom = PEER),
	ANSWER("no such operation", cache_flush, -EINVAL, -EINVAL, .op = 8, .length = 64),
	ANSWER("over the end", cache_flush, -EINVAL, -EINVAL, .op = GNTTAB_CACHE_CLEAN,
	       .offset = 4090, .length = 64),
	ANSWER("no such frame", cache_flush, -EINVAL, -EINVAL, .op = GNTTAB_CACHE_CLEAN,
	       .length = 64, .a.dev_bus_addr = BAD_FRAME << PAGE_SHIFT),
};

#define POINTER(op)									\
	AT("null", __HYPERVISOR_grant_table_op, GNTTABOP_##op, NULL, 1, -EFAULT, -EFAULT),	\
	AT("bad pointer", __HYPERVISOR_grant_table_op, GNTTABOP_##op, BAD_PTR, 1, -EFAULT, -EFAULT)

static const struct refusal pointers[] = {
	POINTER(map_grant_ref), POINTER(unmap_grant_ref), POINTER(setup_table), POINTER(transfer),
	POINTER(copy), POINTER(query_size), POINTER(unmap_and_replace), POINTER(set_version),
	POINTER(get_status_frames), POINTER(get_version), POINTER(swap_grant_ref),
	POINTER(cache_flush),
	AT("unknown", __HYPERVISOR_grant_table_op, 13, NO_PAGE, 1, -ENOSYS, -ENOSYS),
	AT("unknown, the largest", __HYPERVISOR_grant_table_op, 0xfff, NO_PAGE, 1, -ENOSYS,
	   -ENOSYS),
};

static struct grant_entry_v1 *grants;

/* The first page of the table, with a grant of a page for the peer. */
static void table_is_set_up(void)
{
	xen_pfn_t frame = 0;
	struct gnttab_setup_table s = { .dom = DOMID_SELF, .nr_frames = 1, .frame_list = &frame };

	EXPECT_EQ(hypercall(__HYPERVISOR_grant_table_op, GNTTABOP_setup_table, &s, 1), 0);
	EXPECT_EQ(s.status, GNTST_okay);
	grants = alloc_page();
	EXPECT_EQ(map_mfn(grants, frame, PTE_KERNEL), 0);
	grants[7].domid = PEER;
	grants[7].frame = virt_to_mfn(alloc_page());
	WRITE_ONCE(grants[7].flags, GTF_permit_access);
}

static const struct refusal foreign_grants[] = {
	MAP("for another", GNTST_general_error, GNTST_general_error, .dom = 0, .ref = 7,
	    .flags = GNTMAP_host_map, .host_addr = 0x10000),
	MAP("for another, by entry", GNTST_general_error, GNTST_general_error, .dom = 0, .ref = 7,
	    .host_addr = 0x10000, .flags = GNTMAP_host_map | GNTMAP_contains_pte),
	COPY("for another", GNTST_general_error, GNTST_general_error, .source = { .u.ref = 7,
	     .domid = 0 }, .dest.domid = DOMID_SELF, .flags = GNTCOPY_source_gref, .len = 8),
	COPY("to another's", GNTST_bad_page, GNTST_bad_page, .dest = { .u.ref = 7, .domid = 0 },
	     .source.domid = DOMID_SELF, .flags = GNTCOPY_dest_gref, .len = 8),
};

static void no_entry_is_in_use(void)
{
	unsigned int i;

	for (i = 0; i < PAGE_SIZE / sizeof(*grants); i++)
		EXPECT_EQ(grants[i].flags, i == 7 ? GTF_permit_access : 0);
}

/*
 * Two things are wrong in each: Hoist looks at numbers before it looks at memory, and at a
 * grant's frame before the other side of the copy.
 */
static const struct refusal order_of_checks[] = {
	GNTTAB("a list of the hypervisor's", setup_table, GNTST_bad_virt_addr, GNTST_bad_virt_addr,
	       .dom = DOMID_SELF, .nr_frames = 1, .frame_list = BAD_PTR),
	AT("two at once", __HYPERVISOR_grant_table_op, GNTTABOP_set_version, BAD_PTR, 2, -EINVAL,
	   -EINVAL),
	COPY("to nobody", GNTST_bad_page, GNTST_bad_page, .source.domid = DOMID_SELF,
	     .dest.domid = NOBODY, .flags = GNTCOPY_dest_gref),
	COPY("over the end of the source", GNTST_bad_copy_arg, GNTST_bad_copy_arg,
	     .source = { .domid = DOMID_SELF, .offset = 4090 }, .dest.domid = DOMID_SELF, .len = 8),
	COPY("over the end of the target", GNTST_bad_copy_arg, GNTST_bad_copy_arg,
	     .source.domid = DOMID_SELF, .len = 8, .dest = { .domid = DOMID_SELF, .offset = 4090 }),
	COPY("the largest length", GNTST_bad_copy_arg, GNTST_bad_copy_arg,
	     .source.domid = DOMID_SELF, .dest.domid = DOMID_SELF, .len = 0xffff),
	COPY("the largest offset", GNTST_bad_copy_arg, GNTST_bad_copy_arg,
	     .source = { .domid = DOMID_SELF, .offset = 0xffff }, .dest.domid = DOMID_SELF,
	     .len = 1),
};

static void bad_order_of_checks(void)
{
	XEN_DIFFERS("checks in another order");
	refuse(order_of_checks, ARRAY_SIZE(order_of_checks));
}

#define CASE(name)	static void bad_##name(void) { refuse(name, ARRAY_SIZE(name)); }
CASE(domains)
CASE(entries)
CASE(copies)
CASE(sizes)
CASE(versions)
CASE(pointers)
CASE(foreign_grants)

GUEST_TEST({ "the table of dom0 is set up", table_is_set_up },
	   { "wrong domains", bad_domains },
	   { "wrong references, handles and frames", bad_entries },
	   { "wrong copies", bad_copies },
	   { "wrong sizes", bad_sizes },
	   { "wrong versions, and the cache", bad_versions },
	   { "wrong pointers and operations", bad_pointers },
	   { "what is granted to another", bad_foreign_grants },
	   { "two things wrong", bad_order_of_checks },
	   { "no entry is in use", no_entry_is_in_use });
