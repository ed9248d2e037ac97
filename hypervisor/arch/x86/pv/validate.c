// SPDX-License-Identifier: GPL-2.0-only
/*
 * Contents of whole page tables: every present entry holds its references
 * from validation on until devalidation.
 *
 * pg->nr_done entries from the start of the table hold theirs, going up as
 * well as going down, so either direction can stop anywhere and the other can
 * take over.  The depth of calls is that of the tables: an L4 calls
 * page_get_type() for its L3s, and so on.
 */
#include <asm/pv_pte.h>
#include <linux/compiler.h>
#include <linux/errno.h>
#include <linux/string.h>
#include <hyp/domain.h>
#include <hyp/printk.h>
#include <hyp/softirq.h>
#include <hyp/vmap.h>
#include <asm/domain.h>
#include <asm/layout.h>
#include <asm/pgtable.h>
#include <asm/pv.h>

static void log_bad_entry(const struct domain *d, const struct page_info *pg,
			  unsigned int level, unsigned int i, pte_t pte, int rc)
{
	guest_log(d, "L%u table %#llx: entry %u, %#llx: %d", level,
		  mfn_x(page_to_mfn(pg)), i, pte, rc);
}

/* A level 1 table is quick enough to be done in one go. */
static int validate_l1(struct page_info *pg, struct domain *d, pte_t *table)
{
	unsigned int i;

	for (i = pg->nr_done; i < PT_ENTRIES; i++) {
		pte_t pte = READ_ONCE(table[i]), new;
		int rc;

		if (!(pte & PTE_PRESENT))
			continue;
		new = pv_pte_adjust(pte, 1);
		rc = pv_l1_get(&new, d, d);
		if (rc) {
			log_bad_entry(d, pg, 1, i, pte, rc);
			pg->nr_done = i;
			return rc;
		}
		if (new != pte)
			WRITE_ONCE(table[i], new);
	}
	pg->nr_done = PT_ENTRIES;
	return 0;
}

static int validate_entry(struct page_info *pg, struct domain *d, pte_t *entry,
			  unsigned int level)
{
	pte_t pte = READ_ONCE(*entry), new = pv_pte_adjust(pte, level);
	int rc = pv_table_get(new, level, pg, d);

	if (rc) {
		if (rc != -ERESTART)
			log_bad_entry(d, pg, level, pg->nr_done, pte, rc);
		return rc;
	}
	if (new != pte)
		WRITE_ONCE(*entry, new);
	return 0;
}

static bool guest_slot(unsigned int level, unsigned int i)
{
	return level < 4 || !pv_hyp_slot(i);
}

/* Levels 2 to 4; at least one present entry is done in each call. */
static int validate_table(struct page_info *pg, struct domain *d, pte_t *table,
			  unsigned int level)
{
	unsigned int i;

	for (i = pg->nr_done; i < PT_ENTRIES; i++) {
		int rc;

		if (!(READ_ONCE(table[i]) & PTE_PRESENT) || !guest_slot(level, i))
			continue;
		pg->nr_done = i;
		rc = validate_entry(pg, d, &table[i], level);
		if (rc)
			return rc;
		pg->nr_done = i + 1;
		if (hypercall_preempt_check())
			return -ERESTART;
	}
	pg->nr_done = PT_ENTRIES;
	return 0;
}

int pv_validate(struct page_info *pg, u64 type)
{
	struct domain *d = page_owner(pg);
	pte_t *table = mfn_to_virt(page_to_mfn(pg));
	int rc;

	if (!d || !d->arch->pv)
		return -EINVAL;
	if (type == PGT_SEG_DESC)
		return pv_validate_descriptors(pg);
	if (type == PGT_L1)
		return validate_l1(pg, d, table);

	rc = validate_table(pg, d, table, pgt_level(type));
	if (!rc && type == PGT_L4)
		pgtable_fill_hyp_slots(table, d->arch->pv->perdomain_l3);
	return rc;
}

static int devalidate_table(struct page_info *pg, pte_t *table, unsigned int level)
{
	unsigned int i;

	for (i = pg->nr_done; i--; ) {
		int rc;

		if (!(READ_ONCE(table[i]) & PTE_PRESENT) || !guest_slot(level, i))
			continue;
		pg->nr_done = i + 1;
		rc = pv_table_put(table[i], pg);
		if (rc)
			return rc;
		pg->nr_done = i;
		if (i && hypercall_preempt_check())
			return -ERESTART;
	}
	pg->nr_done = 0;
	return 0;
}

int pv_devalidate(struct page_info *pg, u64 type)
{
	pte_t *table = mfn_to_virt(page_to_mfn(pg));
	unsigned int i;

	if (type == PGT_L1) {
		for (i = 0; i < pg->nr_done; i++)
			pv_l1_put(table[i]);
		pg->nr_done = 0;
		return 0;
	}
	/* The guest will see this page: nothing of ours is in it. */
	if (type == PGT_L4)
		memset(&table[HYP_SLOT_FIRST], 0,
		       (HYP_SLOT_LAST - HYP_SLOT_FIRST + 1) * sizeof(pte_t));
	return devalidate_table(pg, table, pgt_level(type));
}
