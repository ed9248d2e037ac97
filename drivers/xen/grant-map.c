// SPDX-License-Identifier: GPL-2.0-only
/*
 * Mapping and copying what other domains grant to us.
 *
 * A granted page is mapped over a page of ours that has no memory behind it. In a PV domain
 * the p2m must know, so that the page can be used as any other: set_foreign_p2m_mapping().
 */
#define pr_fmt(fmt) "xen:grant_table: " fmt

#include <linux/completion.h>
#include <linux/delay.h>
#include <linux/export.h>
#include <linux/mm.h>
#include <linux/workqueue.h>

#include <asm/xen/hypercall.h>

#include <xen/balloon.h>
#include <xen/grant_table.h>
#include <xen/page.h>
#include <xen/xen.h>

/* "Try again" is answered while a pager brings the frame back: 1 + 2 + ... ms, half a minute. */
#define EAGAIN_TRIES 256

/* One operation again and again, until its status says something else. */
static void retry(unsigned int cmd, void *op, s16 *status)
{
	unsigned int ms;

	for (ms = 1; *status == GNTST_eagain && ms <= EAGAIN_TRIES; ms++) {
		msleep(ms);
		if (HYPERVISOR_grant_table_op(cmd, op, 1))
			break;
	}
	if (*status == GNTST_eagain) {
		pr_err("the granting domain's pager does not answer\n");
		*status = GNTST_bad_page;
	}
}

/**
 * gnttab_batch_map() - map what other domains grant
 * @batch: operations; each status is filled in and never GNTST_eagain
 * @count: how many
 *
 * May sleep.
 */
void gnttab_batch_map(struct gnttab_map_grant_ref *batch, unsigned int count)
{
	struct gnttab_map_grant_ref *op;

	if (HYPERVISOR_grant_table_op(GNTTABOP_map_grant_ref, batch, count))
		BUG();
	for (op = batch; op < batch + count; op++)
		retry(GNTTABOP_map_grant_ref, op, &op->status);
}
EXPORT_SYMBOL_GPL(gnttab_batch_map);

/**
 * gnttab_batch_copy() - copy from or to what other domains grant
 * @batch: operations; each status is filled in and never GNTST_eagain
 * @count: how many
 *
 * May sleep if there is a pager.
 */
void gnttab_batch_copy(struct gnttab_copy *batch, unsigned int count)
{
	struct gnttab_copy *op;

	if (HYPERVISOR_grant_table_op(GNTTABOP_copy, batch, count))
		BUG();
	for (op = batch; op < batch + count; op++)
		retry(GNTTABOP_copy, op, &op->status);
}
EXPORT_SYMBOL_GPL(gnttab_batch_copy);

/* A page that is mapped says so, with whose and which it is. */
static void mark_foreign(struct page *page, const struct gnttab_map_grant_ref *op)
{
	struct xen_page_foreign *foreign;

	SetPageForeign(page);
	foreign = xen_page_foreign(page);
	foreign->domid = op->dom;
	foreign->gref = op->ref;
}

/**
 * gnttab_map_refs() - map grants over pages
 * @map_ops: one operation for each page, to be mapped for the kernel
 * @kmap_ops: a second mapping of each in a PV domain, or %NULL
 * @pages: from gnttab_alloc_pages()
 * @count: how many
 *
 * May sleep. Each status tells of its own page, whatever is returned.
 *
 * Return: 0 or a negative error.
 */
int gnttab_map_refs(struct gnttab_map_grant_ref *map_ops, struct gnttab_map_grant_ref *kmap_ops,
		    struct page **pages, unsigned int count)
{
	unsigned int i;
	int ret = HYPERVISOR_grant_table_op(GNTTABOP_map_grant_ref, map_ops, count);

	if (ret)
		return ret;
	for (i = 0; i < count; i++) {
		retry(GNTTABOP_map_grant_ref, &map_ops[i], &map_ops[i].status);
		if (map_ops[i].status == GNTST_okay)
			mark_foreign(pages[i], &map_ops[i]);
		else if (map_ops[i].status == GNTST_no_device_space)
			pr_warn_ratelimited("no room to map a grant for devices\n");
	}
	if (xen_feature(XENFEAT_auto_translated_physmap))
		return 0;
	return set_foreign_p2m_mapping(map_ops, kmap_ops, pages, count);
}
EXPORT_SYMBOL_GPL(gnttab_map_refs);

/**
 * gnttab_unmap_refs() - undo gnttab_map_refs()
 * @unmap_ops: one operation for each page
 * @kunmap_ops: for the second mappings, or %NULL
 * @pages: as mapped
 * @count: how many
 *
 * Return: 0 or a negative error.
 */
int gnttab_unmap_refs(struct gnttab_unmap_grant_ref *unmap_ops,
		      struct gnttab_unmap_grant_ref *kunmap_ops,
		      struct page **pages, unsigned int count)
{
	struct page **page = pages;
	int error = HYPERVISOR_grant_table_op(GNTTABOP_unmap_grant_ref, unmap_ops, count);

	if (error)
		return error;
	while (page < pages + count)
		ClearPageForeign(*page++);
	return xen_feature(XENFEAT_auto_translated_physmap) ? 0 :
		clear_foreign_p2m_mapping(unmap_ops, kunmap_ops, pages, count);
}
EXPORT_SYMBOL_GPL(gnttab_unmap_refs);

/* Unmapping when nobody uses the pages any more */

#define UNMAP_WAIT_MS 5

static bool somebody_uses(struct page **pages, unsigned int count)
{
	while (count--) {
		if (page_count(pages[count]) > 1)
			return true;
	}
	return false;
}

static void unmap_if_idle(struct work_struct *work)
{
	struct gntab_unmap_queue_data *item =
		container_of(to_delayed_work(work), struct gntab_unmap_queue_data, gnttab_work);

	if (somebody_uses(item->pages, item->count)) {
		unsigned int ms = UNMAP_WAIT_MS * (item->age + 1);

		if (item->age < UINT_MAX / UNMAP_WAIT_MS - 1)
			item->age++;
		schedule_delayed_work(&item->gnttab_work, msecs_to_jiffies(ms));
		return;
	}
	item->done(gnttab_unmap_refs(item->unmap_ops, item->kunmap_ops, item->pages, item->count),
		   item);
}

static void unmap_start(struct gntab_unmap_queue_data *item)
{
	item->age = 0;
	unmap_if_idle(&item->gnttab_work.work);
}

/**
 * gnttab_unmap_refs_async() - unmap pages when their last user has dropped them
 * @item: the caller's until its @done has been called, from a work queue
 *
 * The network stack, for one, may hold a page long after the driver is done with it.
 */
void gnttab_unmap_refs_async(struct gntab_unmap_queue_data *item)
{
	INIT_DELAYED_WORK(&item->gnttab_work, unmap_if_idle);
	unmap_start(item);
}
EXPORT_SYMBOL_GPL(gnttab_unmap_refs_async);

/* Somebody waits for it, with a copy on his stack: callers' own are here and there. */
struct unmap_wait {
	struct gntab_unmap_queue_data item;
	struct completion completion;
	int result;
};

static void unmap_woken(int result, struct gntab_unmap_queue_data *item)
{
	struct unmap_wait *wait = container_of(item, struct unmap_wait, item);

	wait->result = result;
	complete(&wait->completion);
}

/**
 * gnttab_unmap_refs_sync() - the same, and wait for it
 * @item: as above; its @data and @done are not used
 *
 * Return: 0 or a negative error.
 */
int gnttab_unmap_refs_sync(struct gntab_unmap_queue_data *item)
{
	struct unmap_wait wait = {
		.item = *item,
		.completion = COMPLETION_INITIALIZER_ONSTACK(wait.completion),
	};

	wait.item.done = unmap_woken;
	INIT_DELAYED_WORK_ONSTACK(&wait.item.gnttab_work, unmap_if_idle);
	unmap_start(&wait.item);
	wait_for_completion(&wait.completion);
	destroy_delayed_work_on_stack(&wait.item.gnttab_work);
	return wait.result;
}
EXPORT_SYMBOL_GPL(gnttab_unmap_refs_sync);
