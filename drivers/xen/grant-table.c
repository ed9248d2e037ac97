// SPDX-License-Identifier: GPL-2.0-only
/*
 * The grant table: its frames, its two versions, and its way over a suspend.
 *
 * The frames belong to the hypervisor. A PV domain maps them where the architecture's code
 * has kept room; in other domains they are put at frame numbers of ours that are mapped
 * already (xen_auto_xlat_grant_frames), so that growing needs no memory and can be done
 * with a lock held.
 */
#define pr_fmt(fmt) "xen:grant_table: " fmt

#include <linux/bitops.h>
#include <linux/export.h>
#include <linux/init.h>
#include <linux/io.h>
#include <linux/mm.h>
#include <linux/module.h>
#include <linux/moduleparam.h>
#include <linux/slab.h>

#include <asm/xen/hypercall.h>
#include <asm/xen/hypervisor.h>

#include <xen/grant_table.h>
#include <xen/interface/memory.h>
#include <xen/xen.h>

#include "grants.h"

const struct grant_version *grants;

/* Frames with free pages behind them, for domains that are not PV. */
struct grant_frames xen_auto_xlat_grant_frames;

static unsigned int nr_frames;		/* of the table now */
static unsigned int max_frames;		/* at most, since the start */
static xen_pfn_t *frame_list;		/* of a PV domain, max_frames long */

static unsigned int requested_version;
module_param_named(version, requested_version, uint, 0);
MODULE_PARM_DESC(version, "1 or 2: version of the grant table (default: 1 where its frame numbers are large enough)");

static struct {
	struct grant_entry_v1 *v1;
	union grant_entry_v2 *v2;
	grant_status_t *status;
} table;

/* Version 1: eight bytes, frame numbers of 32 bits, status in the flags. */

static int v1_map(xen_pfn_t *frames, unsigned int nr)
{
	return arch_gnttab_map_shared(frames, nr, max_frames, (void **)&table.v1);
}

static void v1_unmap(void)
{
	arch_gnttab_unmap(table.v1, nr_frames);
}

static void v1_set(grant_ref_t ref, domid_t domid, unsigned long frame, unsigned int flags)
{
	struct grant_entry_v1 *entry = &table.v1[ref];

	entry->domid = domid;
	entry->frame = frame;
	/* The flags make the entry valid: last. The hypervisor reads them first. */
	virt_wmb();
	WRITE_ONCE(entry->flags, flags);
}

/* The hypervisor sets the bits of use by cmpxchg: no use can begin between look and clear. */
static bool v1_end(grant_ref_t ref)
{
	u16 *flags = &table.v1[ref].flags;
	u16 old, seen = READ_ONCE(*flags);

	do {
		old = seen;
		if (old & (GTF_reading | GTF_writing))
			return false;
		seen = sync_cmpxchg(flags, old, 0);
	} while (seen != old);
	return true;
}

static unsigned long v1_frame(grant_ref_t ref)
{
	return table.v1[ref].frame;
}

static const struct grant_version version_1 = {
	.version = 1,
	.per_frame = XEN_PAGE_SIZE / sizeof(struct grant_entry_v1),
	.map = v1_map,
	.unmap = v1_unmap,
	.set = v1_set,
	.end = v1_end,
	.frame = v1_frame,
};

/* Version 2: sixteen bytes, frame numbers of 64 bits, status in frames of its own. */

#define STATUS_PER_FRAME (XEN_PAGE_SIZE / sizeof(grant_status_t))

static unsigned int status_frames(unsigned int nr)
{
	return DIV_ROUND_UP(nr * XEN_PAGE_SIZE / sizeof(union grant_entry_v2), STATUS_PER_FRAME);
}

static int map_status(unsigned int nr)
{
	struct gnttab_get_status_frames op = { .dom = DOMID_SELF };
	u64 *list;
	int ret;

	if (xen_feature(XENFEAT_auto_translated_physmap))
		return -EOPNOTSUPP;
	op.nr_frames = status_frames(nr);
	/* Under the lock of the allocator. */
	list = kcalloc(op.nr_frames, sizeof(*list), GFP_ATOMIC);
	if (!list)
		return -ENOMEM;
	set_xen_guest_handle(op.frame_list, list);
	ret = HYPERVISOR_grant_table_op(GNTTABOP_get_status_frames, &op, 1);
	if (!ret && op.status != GNTST_okay)
		ret = -EINVAL;
	if (!ret)
		ret = arch_gnttab_map_status(list, op.nr_frames, status_frames(max_frames),
					     &table.status);
	kfree(list);
	return ret;
}

static int v2_map(xen_pfn_t *frames, unsigned int nr)
{
	int ret = map_status(nr);

	if (ret)
		return ret;
	return arch_gnttab_map_shared(frames, nr, max_frames, (void **)&table.v2);
}

static void v2_unmap(void)
{
	arch_gnttab_unmap(table.v2, nr_frames);
	arch_gnttab_unmap(table.status, status_frames(nr_frames));
}

static void v2_set(grant_ref_t ref, domid_t domid, unsigned long frame, unsigned int flags)
{
	union grant_entry_v2 *entry = &table.v2[ref];

	entry->hdr.domid = domid;
	entry->full_page.frame = frame;
	/* As in version 1. */
	virt_wmb();
	WRITE_ONCE(entry->hdr.flags, flags);
}

/*
 * Without flags no new use can begin. One that began before shows in the status, which
 * must be read after the flags are written; the hypervisor does it the other way round.
 * Asking again later only looks at the status again.
 */
static bool v2_end(grant_ref_t ref)
{
	WRITE_ONCE(table.v2[ref].hdr.flags, 0);
	/* See above. */
	virt_mb();
	if (READ_ONCE(table.status[ref]) & (GTF_reading | GTF_writing))
		return false;
	/* What the other side did is before what we do with the page from now on. */
	virt_rmb();
	return true;
}

static unsigned long v2_frame(grant_ref_t ref)
{
	return table.v2[ref].full_page.frame;
}

static const struct grant_version version_2 = {
	.version = 2,
	.per_frame = XEN_PAGE_SIZE / sizeof(union grant_entry_v2),
	.map = v2_map,
	.unmap = v2_unmap,
	.set = v2_set,
	.end = v2_end,
	.frame = v2_frame,
};

/* Version 1 has no room for a frame number of more than 32 bits: 16 TiB. */
static bool frames_are_large(void)
{
	return HYPERVISOR_memory_op(XENMEM_maximum_ram_page, NULL) >> 32;
}

static void choose_version(void)
{
	struct gnttab_set_version op = { .version = requested_version };

	/* Only a PV domain keeps a place for the status of version 2. */
	if (xen_feature(XENFEAT_auto_translated_physmap))
		op.version = 1;
	else if (!op.version)
		op.version = frames_are_large() ? 2 : 1;
	if (HYPERVISOR_grant_table_op(GNTTABOP_set_version, &op, 1))
		op.version = 1;
	grants = op.version == 2 ? &version_2 : &version_1;
	pr_info("version %u\n", grants->version);
}

/* References are numbered by version: a domain keeps its version when it moves. */
static int keep_version(void)
{
	struct gnttab_set_version op = { .version = grants->version };
	int ret = HYPERVISOR_grant_table_op(GNTTABOP_set_version, &op, 1);

	return ret && grants->version != 1 ? ret : 0;
}

/* Frames */

static unsigned int query_max_frames(void)
{
	struct gnttab_query_size query = { .dom = DOMID_SELF };

	if (HYPERVISOR_grant_table_op(GNTTABOP_query_size, &query, 1) < 0 ||
	    query.status != GNTST_okay)
		return NR_GRANT_FRAMES;	/* what the first hypervisors had */
	return query.max_nr_frames;
}

/**
 * gnttab_max_grant_frames() - how large the table can become
 *
 * Never more than at the start, since room was kept for that many; a hypervisor that the
 * domain has moved to may allow less.
 *
 * Return: a number of frames.
 */
unsigned int gnttab_max_grant_frames(void)
{
	unsigned int now = query_max_frames();
	static unsigned int at_start;

	if (!at_start)
		at_start = now;
	return min(now, at_start);
}
EXPORT_SYMBOL_GPL(gnttab_max_grant_frames);

static int pv_map(unsigned int nr)
{
	struct gnttab_setup_table op = { .dom = DOMID_SELF, .nr_frames = nr };
	int ret;

	set_xen_guest_handle(op.frame_list, frame_list);
	ret = HYPERVISOR_grant_table_op(GNTTABOP_setup_table, &op, 1);
	if (!ret && op.status != GNTST_okay)
		ret = -EINVAL;
	return ret ? ret : grants->map(frame_list, nr);
}

/* From the last frame down: the hypervisor then makes its table large enough at once. */
static int auto_xlat_map(unsigned int from, unsigned int nr)
{
	struct xen_add_to_physmap op = { .domid = DOMID_SELF, .space = XENMAPSPACE_grant_table };
	unsigned int at;
	int ret;

	if (nr > xen_auto_xlat_grant_frames.count)
		return -ENOSPC;
	for (at = nr; at-- > from; ) {
		op.idx = at;
		op.gpfn = xen_auto_xlat_grant_frames.pfn[at];
		ret = HYPERVISOR_memory_op(XENMEM_add_to_physmap, &op);
		if (ret) {
			pr_warn("frame %u of the table is not mapped (%d)\n", at, ret);
			return ret;
		}
	}
	table.v1 = xen_auto_xlat_grant_frames.vaddr;
	return 0;
}

static int map_table(unsigned int from, unsigned int nr)
{
	if (xen_feature(XENFEAT_auto_translated_physmap))
		return auto_xlat_map(from, nr);
	return pv_map(nr);
}

/**
 * grant_table_grow() - make room for more references
 * @nr: how many
 *
 * Called with the lock of the allocator held.
 *
 * Return: 0, -ENOSPC when the table is as large as it may be, or the error of mapping it.
 */
int grant_table_grow(unsigned int nr)
{
	unsigned int more = DIV_ROUND_UP(nr, grants->per_frame);
	unsigned int limit = min(gnttab_max_grant_frames(), max_frames);
	int ret;

	if (nr_frames + more > limit) {
		pr_warn_ratelimited("%u references wanted, the table has %u of %u frames\n",
				    nr, nr_frames, limit);
		return -ENOSPC;
	}
	ret = map_table(nr_frames, nr_frames + more);
	if (ret)
		return ret;
	grant_alloc_extend(nr_frames * grants->per_frame, (nr_frames + more) * grants->per_frame);
	nr_frames += more;
	return 0;
}

/**
 * gnttab_setup_auto_xlat_frames() - use a range of bus addresses for the table
 * @addr: where it begins, in the memory BAR of the platform device
 *
 * Return: 0, -EBUSY when it is set up already, -ENOMEM.
 */
int gnttab_setup_auto_xlat_frames(phys_addr_t addr)
{
	struct grant_frames *at = &xen_auto_xlat_grant_frames;
	unsigned int i, nr = gnttab_max_grant_frames();

	if (at->count)
		return -EBUSY;
	at->pfn = kcalloc(nr, sizeof(*at->pfn), GFP_KERNEL);
	at->vaddr = memremap(addr, XEN_PAGE_SIZE * nr, MEMREMAP_WB);
	if (!at->pfn || !at->vaddr) {
		pr_warn("no room for %u frames at %pa\n", nr, &addr);
		at->count = 0;
		gnttab_free_auto_xlat_frames();
		return -ENOMEM;
	}
	for (i = 0; i < nr; i++)
		at->pfn[i] = XEN_PFN_DOWN(addr) + i;
	at->count = nr;
	return 0;
}
EXPORT_SYMBOL_GPL(gnttab_setup_auto_xlat_frames);

/**
 * gnttab_free_auto_xlat_frames() - undo gnttab_setup_auto_xlat_frames()
 */
void gnttab_free_auto_xlat_frames(void)
{
	struct grant_frames *at = &xen_auto_xlat_grant_frames;

	kfree(at->pfn);
	if (at->vaddr)
		memunmap(at->vaddr);
	memset(at, 0, sizeof(*at));
}
EXPORT_SYMBOL_GPL(gnttab_free_auto_xlat_frames);

/**
 * gnttab_suspend() - the domain is about to be saved: take the mapping away
 *
 * Return: 0.
 */
int gnttab_suspend(void)
{
	if (!xen_feature(XENFEAT_auto_translated_physmap))
		grants->unmap();
	return 0;
}

/**
 * gnttab_resume() - map the table again, which is empty after a restore
 *
 * The references stay allocated; who owns them grants anew.
 *
 * Return: 0 or a negative error.
 */
int gnttab_resume(void)
{
	int ret = keep_version();

	if (!ret)
		ret = map_table(0, nr_frames);
	if (ret)
		pr_err("the table of %u frames is not mapped (%d)\n", nr_frames, ret);
	return ret;
}

/* Where a table of the largest size is mapped, and the list of its frames. */
static int reserve_room(void)
{
	unsigned int status = grants->version == 2 ? status_frames(max_frames) : 0;
	int ret;

	if (xen_feature(XENFEAT_auto_translated_physmap))
		return 0;
	frame_list = kvcalloc(max_frames, sizeof(*frame_list), GFP_KERNEL);
	if (!frame_list)
		return -ENOMEM;
	ret = arch_gnttab_init(max_frames, status);
	if (ret)
		kvfree(frame_list);
	return ret;
}

/**
 * gnttab_init() - start with a table of one frame
 *
 * Called once, when memory for the table can be had: at core_initcall_sync(), or from the
 * probe of the platform device.
 *
 * Return: 0 or a negative error; then nothing can be granted.
 */
int gnttab_init(void)
{
	int ret;

	choose_version();
	max_frames = gnttab_max_grant_frames();
	ret = grant_alloc_init(max_frames * grants->per_frame);
	if (ret)
		return ret;
	ret = reserve_room();
	if (ret)
		goto exit;
	ret = map_table(0, 1);
	if (ret)
		goto exit;
	nr_frames = 1;
	/* Those of console and store are set by the toolstack. */
	grant_alloc_extend(GNTTAB_NR_RESERVED_ENTRIES, grants->per_frame);
	return 0;

exit:
	grant_alloc_exit();
	pr_err("cannot set up the table (%d)\n", ret);
	return ret;
}
EXPORT_SYMBOL_GPL(gnttab_init);

static int __init grant_table_init(void)
{
	if (!xen_domain())
		return -ENODEV;
	/* Without the platform device there is no place for the table yet. */
	if (xen_hvm_domain() && !xen_pvh_domain())
		return 0;
	return gnttab_init();
}

/* Behind the core_initcall() that finds a place for a PVH domain's. */
core_initcall_sync(grant_table_init);

/* All references are free, but for those that grant-access.c tells of. */
static void __exit grant_table_exit(void)
{
	grant_access_exit();
	grant_alloc_exit();
	kvfree(frame_list);
}
module_exit(grant_table_exit);
