// SPDX-License-Identifier: GPL-2.0-only
/*
 * gntdev, PV: grants in the page table of a process.
 *
 * The hypervisor writes such an entry, and must be asked to take it away again: it refuses
 * entries that show foreign memory from anybody else, and keeps the grant in use when one
 * is overwritten. The entry is "special": the kernel asks the area for its page.
 */
#define pr_fmt(fmt) "xen:gntdev: " fmt

#include <linux/kernel.h>
#include <linux/mm.h>

#include <xen/xen.h>
#include <xen/page.h>

#include <asm/xen/hypercall.h>

#include "gntdev.h"

/* Operations of one hypercall. */
#define BATCH	32

/* A software bit of the entry, which the hypervisor sets for us: _PAGE_SPECIAL. */
#define PTE_FLAGS	(GNTMAP_host_map | GNTMAP_application_map | GNTMAP_contains_pte | \
			 BIT(_GNTMAP_guest_avail0))

static int note_pte(pte_t *pte, unsigned long addr, void *data)
{
	struct gntdev_map *map = data;

	map->grants[(addr - map->start) >> PAGE_SHIFT].pte = arbitrary_virt_to_machine(pte).maddr;
	return 0;
}

static int map_batch(struct gntdev_map *map, unsigned int first, unsigned int nr)
{
	u32 flags = PTE_FLAGS | (map->readonly ? GNTMAP_readonly : 0);
	struct gnttab_map_grant_ref ops[BATCH] = { };
	struct gntdev_grant *grant;
	unsigned int i;
	int err = 0;

	for (i = 0; i < nr; i++) {
		grant = &map->grants[first + i];
		gnttab_set_map_op(&ops[i], grant->pte, flags, grant->ref, grant->domid);
	}
	gnttab_batch_map(ops, nr);
	for (i = 0; i < nr; i++) {
		if (ops[i].status == GNTST_okay)
			map->grants[first + i].pte_handle = ops[i].handle;
		else
			err = -EINVAL;
	}
	return err;
}

/**
 * gntdev_ptes_map() - write the entries of an area
 * @map: what to show; map->start is the area's address
 * @vma: the area
 *
 * Context: the mmap lock is held for writing.
 * Return: 0 or an error; what was written before it is left to gntdev_ptes_unmap().
 */
int gntdev_ptes_map(struct gntdev_map *map, struct vm_area_struct *vma)
{
	unsigned int done, nr;
	int err;

	BUILD_BUG_ON(_PAGE_SPECIAL != _PAGE_SOFTW1);
	err = apply_to_page_range(vma->vm_mm, vma->vm_start, vma->vm_end - vma->vm_start, note_pte,
				  map);
	for (done = 0; done < map->count && !err; done += nr) {
		nr = min_t(unsigned int, map->count - done, BATCH);
		mutex_lock(&map->lock);
		err = map_batch(map, done, nr);
		mutex_unlock(&map->lock);
	}
	return err;
}

static void unmap_batch(struct gntdev_map *map, struct gntdev_grant **grants, unsigned int nr)
{
	struct gnttab_unmap_grant_ref ops[BATCH] = { };
	unsigned int i;

	for (i = 0; i < nr; i++)
		gnttab_set_unmap_op(&ops[i], grants[i]->pte, GNTMAP_contains_pte,
				    grants[i]->pte_handle);
	if (HYPERVISOR_grant_table_op(GNTTABOP_unmap_grant_ref, ops, nr))
		memset(ops, 0xff, sizeof(ops));
	for (i = 0; i < nr; i++) {
		if (ops[i].status != GNTST_okay)
			pr_err_ratelimited("grant %u of domain %u: entry not unmapped: %d\n",
					   grants[i]->ref, grants[i]->domid, ops[i].status);
		grants[i]->pte_handle = INVALID_GRANT_HANDLE;
	}
}

/**
 * gntdev_ptes_unmap() - take entries of an area away
 * @map: what is shown
 * @first: number of the first page
 * @end: number of the page behind the last
 *
 * Context: map->lock is held.
 * Return: how many there were.
 */
int gntdev_ptes_unmap(struct gntdev_map *map, unsigned int first, unsigned int end)
{
	struct gntdev_grant *grants[BATCH];
	unsigned int i, nr = 0, all = 0;

	for (i = first; i < end; i++) {
		if (map->grants[i].pte_handle == INVALID_GRANT_HANDLE)
			continue;
		grants[nr++] = &map->grants[i];
		all++;
		if (nr == BATCH) {
			unmap_batch(map, grants, nr);
			nr = 0;
		}
	}
	if (nr)
		unmap_batch(map, grants, nr);
	return all;
}
