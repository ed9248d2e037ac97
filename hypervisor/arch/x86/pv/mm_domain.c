// SPDX-License-Identifier: GPL-2.0-only
/* Memory management of a PV domain: its beginning and its end. */
#include <asm/pv_mm.h>
#include <linux/errno.h>
#include <linux/math.h>
#include <hyp/domain.h>
#include <hyp/heap.h>
#include <hyp/page_alloc.h>
#include <hyp/printk.h>
#include <hyp/softirq.h>
#include <hyp/vcpu.h>
#include <hyp/vmap.h>
#include <asm/domain.h>
#include <asm/pv.h>
#include <asm/pv_pte.h>

#define VCPUS_PER_L1	(PT_ENTRIES / PV_DT_PAGES)
#define TABLE_FLAGS	(PTE_PRESENT | PTE_RW | PTE_ACCESSED | PTE_DIRTY)

static unsigned int nr_window_tables(const struct domain *d)
{
	return DIV_ROUND_UP(d->max_vcpus, VCPUS_PER_L1);
}

static pte_t *perdomain_l2(const struct pv_domain *pv)
{
	const pte_t *l3 = mfn_to_virt(pv->perdomain_l3);

	return mfn_to_virt(pte_mfn(l3[0]));
}

/* One L2 spans a GiB: 8192 windows. */
int pv_mm_domain_init(struct domain *d)
{
	struct pv_domain *pv = d->arch->pv;
	pte_t *l3 = page_alloc_hyp(0), *l2 = page_alloc_hyp(0);

	pv->dt_l1 = heap_new_array(pte_t *, nr_window_tables(d));
	if (!l3 || !l2 || !pv->dt_l1)
		goto free;
	l3[0] = pte_make(virt_to_mfn(l2), TABLE_FLAGS);
	pv->perdomain_l3 = virt_to_mfn(l3);
	return 0;

free:
	heap_free(pv->dt_l1);
	pv->dt_l1 = NULL;
	if (l2)
		page_free_hyp(l2, 0);
	if (l3)
		page_free_hyp(l3, 0);
	return -ENOMEM;
}

void pv_mm_domain_destroy(struct domain *d)
{
	struct pv_domain *pv = d->arch->pv;
	unsigned int i;

	if (!pv->dt_l1)
		return;
	for (i = 0; i < nr_window_tables(d); i++) {
		if (pv->dt_l1[i])
			page_free_hyp(pv->dt_l1[i], 0);
	}
	heap_free(pv->dt_l1);
	page_free_hyp(perdomain_l2(pv), 0);
	page_free_hyp(mfn_to_virt(pv->perdomain_l3), 0);
}

/* vCPUs are made under the lock of the domain, so two can't add the same table. */
int pv_mm_vcpu_init(struct vcpu *v)
{
	struct pv_domain *pv = v->domain->arch->pv;
	unsigned int i = v->id / VCPUS_PER_L1;

	v->arch->pv->guest_table = INVALID_MFN;
	v->arch->pv->guest_table_user = INVALID_MFN;
	if (!pv->dt_l1[i]) {
		pv->dt_l1[i] = page_alloc_hyp(0);
		if (!pv->dt_l1[i])
			return -ENOMEM;
		perdomain_l2(pv)[PT_INDEX(pv_gdt_window(v->id), 2)] =
			pte_make(virt_to_mfn(pv->dt_l1[i]), TABLE_FLAGS);
	}
	pv_drop_gdt(v);
	return 0;
}

/* Everything went with pv_mm_relinquish(). */
void pv_mm_vcpu_destroy(struct vcpu *v)
{
}

static int vcpu_relinquish(struct vcpu *v)
{
	int rc = pv_put_pending(v->arch->pv);

	if (!rc)
		rc = pv_drop_roots(v);
	if (rc)
		return rc;
	pv_drop_ldt(v);
	pv_drop_gdt(v);
	return 0;
}

/* Takes the pin off, and undoes a validation that nobody went on with. */
static int page_untype(struct page_info *pg)
{
	int rc;

	if (page_unpin(pg)) {
		rc = page_put_type(pg);
		if (rc) {
			page_pin(pg);
			return rc;
		}
		page_put(pg);
	}
	return page_abandon_type(pg);
}

static void page_to_tail(struct domain *d, struct page_info *pg)
{
	page_list_del(pg, &d->page_list);
	page_list_add_tail(pg, &d->page_list);
}

/* First page of the list with a reference; one that is being freed is passed over. */
static struct page_info *first_page(struct domain *d)
{
	struct page_info *pg;

	spin_lock(&d->page_lock);
	pg = page_list_first(&d->page_list);
	/* Without references it leaves the list as soon as we drop the lock. */
	if (pg && !page_get_more(pg)) {
		page_to_tail(d, pg);
		pg = NULL;
	}
	spin_unlock(&d->page_lock);
	return pg;
}

static int page_relinquish(struct domain *d, struct page_info *pg)
{
	int rc = page_untype(pg);

	if (!rc) {
		spin_lock(&d->page_lock);
		page_to_tail(d, pg);
		spin_unlock(&d->page_lock);
		page_put_alloc_ref(pg);
	}
	page_put(pg);
	return rc;
}

/*
 * One turn through the page list, in which each page loses its pin and its
 * owner's reference.  It goes when nothing else refers to it: a table above it
 * that comes later in this turn, or a mapping in another domain.
 */
static int pages_relinquish(struct domain *d)
{
	struct pv_domain *pv = d->arch->pv;

	while (pv->relinquish_left) {
		struct page_info *pg = first_page(d);
		int rc = pg ? page_relinquish(d, pg) : 0;

		if (rc)
			return rc;
		pv->relinquish_left--;
		if (pv->relinquish_left && hypercall_preempt_check())
			return -ERESTART;
	}
	return 0;
}

int pv_mm_relinquish(struct domain *d)
{
	struct pv_domain *pv = d->arch->pv;
	struct vcpu *v;
	int rc;

	if (!pv->relinquishing) {
		for_each_vcpu(d, v) {
			rc = vcpu_relinquish(v);
			if (rc)
				return rc;
		}
		pv->relinquish_left = d->page_list.count;
		pv->relinquishing = true;
	}
	rc = pages_relinquish(d);
	if (!rc && d->tot_pages)
		pr_debug("d%u: %u pages are still mapped elsewhere\n", d->domid, d->tot_pages);
	return rc;
}
