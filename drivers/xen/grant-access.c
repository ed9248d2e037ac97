// SPDX-License-Identifier: GPL-2.0-only
/*
 * Granting our pages to another domain, and getting them back.
 *
 * The other side may keep a page mapped for as long as it likes. A page that its owner has
 * given up, and the reference, then stay on a list here until the other side lets go: to
 * reuse them earlier would let it read and write what the memory is used for next.
 */
#define pr_fmt(fmt) "xen:grant_table: " fmt

#include <linux/export.h>
#include <linux/jiffies.h>
#include <linux/list.h>
#include <linux/mm.h>
#include <linux/slab.h>
#include <linux/spinlock.h>
#include <linux/timer.h>

#include <xen/grant_table.h>
#include <xen/page.h>

#include "grants.h"

/**
 * gnttab_grant_foreign_access_ref() - let another domain use a page
 * @ref: a reference that is the caller's and grants nothing
 * @domid: the domain
 * @frame: the page, as a guest frame number
 * @readonly: nonzero when it may only read
 */
void gnttab_grant_foreign_access_ref(grant_ref_t ref, domid_t domid,
				     unsigned long frame, int readonly)
{
	grants->set(ref, domid, frame, GTF_permit_access | (readonly ? GTF_readonly : 0));
}
EXPORT_SYMBOL_GPL(gnttab_grant_foreign_access_ref);

/**
 * gnttab_grant_foreign_access() - let another domain use a page, by a new reference
 * @domid: the domain
 * @frame: the page, as a guest frame number
 * @readonly: nonzero when it may only read
 *
 * Return: the reference, or -ENOSPC.
 */
int gnttab_grant_foreign_access(domid_t domid, unsigned long frame, int readonly)
{
	grant_ref_t ref;
	int ret = gnttab_alloc_grant_reference_seq(1, &ref);

	if (ret)
		return ret;
	gnttab_grant_foreign_access_ref(ref, domid, frame, readonly);
	return ref;
}
EXPORT_SYMBOL_GPL(gnttab_grant_foreign_access);

/**
 * gnttab_end_foreign_access_ref() - take access away, if the page is not in use
 * @ref: a reference in use; stays the caller's
 *
 * Return: 1 when access has ended, 0 when the other side still has the page mapped.
 */
int gnttab_end_foreign_access_ref(grant_ref_t ref)
{
	bool ended = grants->end(ref);

	if (!ended)
		pr_warn_ratelimited("reference %#x is still in use\n", ref);
	return ended;
}
EXPORT_SYMBOL_GPL(gnttab_end_foreign_access_ref);

/**
 * gnttab_try_end_foreign_access() - take access away and free the reference, if not in use
 * @ref: a reference in use
 *
 * Return: 1 when access has ended and @ref is free, 0 when nothing has changed.
 */
int gnttab_try_end_foreign_access(grant_ref_t ref)
{
	if (!grants->end(ref))
		return 0;
	gnttab_free_grant_reference(ref);
	return 1;
}
EXPORT_SYMBOL_GPL(gnttab_try_end_foreign_access);

/* Pages that the other side has not let go */

struct held {
	struct list_head list;
	grant_ref_t ref;
	struct page *page;
	bool told;
};

#define HELD_PERIOD	HZ	/* how often they are looked at */
#define HELD_BATCH	256	/* how many at a time */

static DEFINE_SPINLOCK(held_lock);
static LIST_HEAD(held_list);
static unsigned int nr_held;

static void look_at_held(struct timer_list *unused);
static DEFINE_TIMER(held_timer, look_at_held);

static void let_go(struct held *held)
{
	if (held->page)
		put_page(held->page);
	kfree(held);
}

static bool try_held(struct held *held)
{
	if (gnttab_try_end_foreign_access(held->ref))
		return true;
	if (!held->told)
		pr_info("reference %#x is held by the other side, with pfn %#lx\n",
			held->ref, held->page ? page_to_pfn(held->page) : 0);
	held->told = true;
	return false;
}

/* Round and round: what stays in use goes to the end of the list. */
static void look_at_held(struct timer_list *unused)
{
	unsigned int n = min_t(unsigned int, READ_ONCE(nr_held), HELD_BATCH);
	unsigned long flags;
	struct held *held;

	while (n--) {
		spin_lock_irqsave(&held_lock, flags);
		held = list_first_entry_or_null(&held_list, struct held, list);
		if (held) {
			list_del(&held->list);
			nr_held--;
		}
		spin_unlock_irqrestore(&held_lock, flags);
		if (!held)
			return;
		if (try_held(held)) {
			let_go(held);
			continue;
		}
		spin_lock_irqsave(&held_lock, flags);
		list_add_tail(&held->list, &held_list);
		nr_held++;
		spin_unlock_irqrestore(&held_lock, flags);
	}
	if (READ_ONCE(nr_held))
		mod_timer(&held_timer, jiffies + HELD_PERIOD);
}

/* The page of an entry, with a reference, so that its owner can drop the owner's own. */
static struct page *page_of(grant_ref_t ref)
{
	unsigned long pfn = gfn_to_pfn(grants->frame(ref));
	struct page *page;

	if (!pfn_valid(pfn))
		return NULL;
	page = pfn_to_page(pfn);
	get_page(page);
	return page;
}

static void hold(grant_ref_t ref, struct page *page)
{
	struct held *held = kmalloc(sizeof(*held), GFP_ATOMIC | __GFP_NOWARN);
	unsigned long flags;

	if (!page)
		page = page_of(ref);
	if (!held) {
		/* Lost for ever, but nobody else gets it. */
		pr_warn("leaking reference %#x and its page\n", ref);
		return;
	}
	*held = (struct held){ .ref = ref, .page = page };
	spin_lock_irqsave(&held_lock, flags);
	list_add_tail(&held->list, &held_list);
	nr_held++;
	spin_unlock_irqrestore(&held_lock, flags);
	if (!timer_pending(&held_timer))
		mod_timer(&held_timer, jiffies + HELD_PERIOD);
}

/**
 * gnttab_end_foreign_access() - take access away, now or when the other side lets go
 * @ref: a reference in use, which is freed then
 * @page: a page whose reference is dropped then, or %NULL
 *
 * Any context. The caller may give its page free, but may not write anything to it that
 * the other side must not see.
 */
void gnttab_end_foreign_access(grant_ref_t ref, struct page *page)
{
	if (!gnttab_try_end_foreign_access(ref))
		hold(ref, page);
	else if (page)
		put_page(page);
}
EXPORT_SYMBOL_GPL(gnttab_end_foreign_access);

/**
 * grant_access_exit() - look no more whether the other side lets go
 */
void grant_access_exit(void)
{
	del_timer_sync(&held_timer);
	if (nr_held)
		pr_warn("%u pages stay with the other side\n", nr_held);
}
