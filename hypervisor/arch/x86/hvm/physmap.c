// SPDX-License-Identifier: GPL-2.0-only
/* Memory of a domain in a container: its end. */
#include "guest.h"

#include <linux/errno.h>
#include <hyp/domain.h>
#include <hyp/page.h>
#include <hyp/softirq.h>
#include <asm/domain.h>
#include <asm/hvm.h>

/* First page of the list with a reference, and moved to its end. */
static struct page_info *take_page(struct domain *d)
{
	struct page_info *pg;

	spin_lock(&d->page_lock);
	pg = page_list_first(&d->page_list);
	if (pg) {
		page_list_del(pg, &d->page_list);
		page_list_add_tail(pg, &d->page_list);
		/* Without references it leaves the list as soon as we drop the lock. */
		if (!page_get_more(pg))
			pg = NULL;
	}
	spin_unlock(&d->page_lock);
	return pg;
}

/*
 * One turn through the list: each page loses the owner's reference and is free,
 * unless another domain maps it.
 */
int hvm_relinquish(struct domain *d)
{
	struct hvm_domain *hd = d->arch->hvm;

	if (!hd->relinquishing) {
		hd->relinquishing = true;
		hd->relinquish_left = d->page_list.count;
	}
	while (hd->relinquish_left) {
		struct page_info *pg = take_page(d);

		if (pg) {
			page_put_alloc_ref(pg);
			page_put(pg);
		}
		hd->relinquish_left--;
		if (hd->relinquish_left && hypercall_preempt_check())
			return -ERESTART;
	}
	return 0;
}
