// SPDX-License-Identifier: GPL-2.0-only
/*
 * Rings: pages that a front-end grants and its back-end maps.
 */
#define pr_fmt(fmt) "xen:xenbus: " fmt

#include <linux/export.h>
#include <linux/list.h>
#include <linux/mm.h>
#include <linux/slab.h>
#include <linux/spinlock.h>
#include <linux/vmalloc.h>

#include <asm/pgtable.h>
#include <asm/xen/hypercall.h>

#include <xen/grant_table.h>
#include <xen/page.h>
#include <xen/xen.h>
#include <xen/xenbus.h>

#include "xenbus.h"

/* The front-end's side */

/**
 * xenbus_teardown_ring() - undo xenbus_setup_ring()
 * @vaddr: the ring; %NULL afterwards
 * @nr_pages: its size
 * @grefs: its grants; INVALID_GRANT_REF afterwards
 *
 * What the other end still has mapped stays ours until it lets go.
 */
void xenbus_teardown_ring(void **vaddr, unsigned int nr_pages, grant_ref_t *grefs)
{
	unsigned int i;

	for (i = 0; i < nr_pages; i++) {
		if (grefs[i] == INVALID_GRANT_REF)
			continue;
		/* It takes its own reference of a page in use. */
		gnttab_end_foreign_access(grefs[i], NULL);
		grefs[i] = INVALID_GRANT_REF;
	}
	if (*vaddr)
		free_pages_exact(*vaddr, nr_pages * XEN_PAGE_SIZE);
	*vaddr = NULL;
}
EXPORT_SYMBOL_GPL(xenbus_teardown_ring);

static int grant_ring(struct xenbus_device *dev, void *ring, unsigned int nr, grant_ref_t *grefs)
{
	unsigned int i;
	int ref;

	for (i = 0; i < nr; i++) {
		unsigned long gfn = virt_to_gfn(ring + i * XEN_PAGE_SIZE);

		ref = gnttab_grant_foreign_access(dev->otherend_id, gfn, 0);
		if (ref < 0)
			return ref;
		grefs[i] = ref;
	}
	return 0;
}

/**
 * xenbus_setup_ring() - make a ring and grant it to the other end
 * @dev: the front-end's device
 * @gfp: for the pages, which are zeroed
 * @vaddr: receives the ring
 * @nr_pages: its size
 * @grefs: receives the grants
 *
 * Return: 0 or a negative error, which is the device's end.
 */
int xenbus_setup_ring(struct xenbus_device *dev, gfp_t gfp, void **vaddr,
		      unsigned int nr_pages, grant_ref_t *grefs)
{
	unsigned int i;
	int ret = -ENOMEM;

	for (i = 0; i < nr_pages; i++)
		grefs[i] = INVALID_GRANT_REF;
	*vaddr = alloc_pages_exact(nr_pages * XEN_PAGE_SIZE, gfp | __GFP_ZERO);
	if (*vaddr)
		ret = grant_ring(dev, *vaddr, nr_pages, grefs);
	if (!ret)
		return 0;
	xenbus_teardown_ring(vaddr, nr_pages, grefs);
	xenbus_dev_fatal(dev, ret, "cannot make a ring of %u pages", nr_pages);
	return ret;
}
EXPORT_SYMBOL_GPL(xenbus_setup_ring);

/*
 * The back-end's side. In a PV domain the hypervisor writes the grants into page table
 * entries of a range that has no pages; elsewhere they are mapped over pages of ours that
 * have no memory, and the range shows those.
 */

/**
 * struct mapping - a ring that is mapped
 * @list:	all of them
 * @vaddr:	where
 * @nr:		pages
 * @area:	PV: the range
 * @pages:	otherwise: the pages mapped over
 * @at:		what the hypervisor knows each page by, entry or address
 * @handles:	what it has to be given to unmap
 */
struct mapping {
	struct list_head list;
	void *vaddr;
	unsigned int nr;
	struct vm_struct *area;
	struct page *pages[XENBUS_MAX_RING_GRANTS];
	phys_addr_t at[XENBUS_MAX_RING_GRANTS];
	grant_handle_t handles[XENBUS_MAX_RING_GRANTS];
};

static LIST_HEAD(mappings);
static DEFINE_SPINLOCK(mappings_lock);

static u32 map_flags(void)
{
	return GNTMAP_host_map | (xen_pv_domain() ? GNTMAP_contains_pte : 0);
}

static int note_entry(pte_t *pte, unsigned long addr, void *data)
{
	phys_addr_t **at = data;

	*(*at)++ = arbitrary_virt_to_machine(pte).maddr;
	return 0;
}

static int reserve_pv(struct mapping *map)
{
	phys_addr_t *at = map->at;
	size_t size = map->nr * XEN_PAGE_SIZE;
	int ret;

	map->area = get_vm_area(size, VM_IOREMAP);
	if (!map->area)
		return -ENOMEM;
	ret = apply_to_page_range(&init_mm, (unsigned long)map->area->addr, size, note_entry, &at);
	if (ret)
		free_vm_area(map->area);
	map->vaddr = map->area->addr;
	return ret;
}

static int reserve_pages(struct mapping *map)
{
	int ret = xen_alloc_unpopulated_pages(map->nr, map->pages);
	unsigned int i;

	if (ret)
		return ret;
	for (i = 0; i < map->nr; i++)
		map->at[i] = (unsigned long)page_address(map->pages[i]);
	return 0;
}

static int reserve(struct mapping *map)
{
	return xen_pv_domain() ? reserve_pv(map) : reserve_pages(map);
}

static void give_back(struct mapping *map)
{
	if (xen_pv_domain())
		free_vm_area(map->area);
	else
		xen_free_unpopulated_pages(map->nr, map->pages);
}

/* All or nothing is left; false when the hypervisor does not let go. */
static bool unmap_grants(struct xenbus_device *dev, struct mapping *map)
{
	struct gnttab_unmap_grant_ref ops[XENBUS_MAX_RING_GRANTS];
	unsigned int i, n = 0;
	bool gone = true;

	for (i = 0; i < map->nr; i++) {
		if (map->handles[i] != INVALID_GRANT_HANDLE)
			gnttab_set_unmap_op(&ops[n++], map->at[i], map_flags(), map->handles[i]);
	}
	if (n && HYPERVISOR_grant_table_op(GNTTABOP_unmap_grant_ref, ops, n))
		return false;
	for (i = 0; i < n; i++) {
		if (ops[i].status == GNTST_okay)
			continue;
		gone = false;
		xenbus_dev_error(dev, ops[i].status, "a page of the ring stays mapped");
	}
	return gone;
}

static int map_grants(struct xenbus_device *dev, struct mapping *map, const grant_ref_t *grefs)
{
	struct gnttab_map_grant_ref ops[XENBUS_MAX_RING_GRANTS];
	unsigned int i;
	int ret = 0;

	for (i = 0; i < map->nr; i++)
		gnttab_set_map_op(&ops[i], map->at[i], map_flags(), grefs[i], dev->otherend_id);
	gnttab_batch_map(ops, map->nr);
	for (i = 0; i < map->nr; i++) {
		map->handles[i] = INVALID_GRANT_HANDLE;
		if (ops[i].status == GNTST_okay) {
			map->handles[i] = ops[i].handle;
			continue;
		}
		ret = -ENOENT;
		xenbus_dev_fatal(dev, ops[i].status, "cannot map reference %u of domain %d",
				 grefs[i], dev->otherend_id);
	}
	return ret;
}

static int make_visible(struct mapping *map)
{
	if (!xen_pv_domain())
		map->vaddr = vmap(map->pages, map->nr, VM_MAP | VM_IOREMAP, PAGE_KERNEL);
	return map->vaddr ? 0 : -ENOMEM;
}

/**
 * xenbus_map_ring_valloc() - map a ring of the other end
 * @dev: the back-end's device
 * @gnt_refs: its grants
 * @nr_grefs: how many
 * @vaddr: receives the address
 *
 * Return: 0 or a negative error, which is the device's end.
 */
int xenbus_map_ring_valloc(struct xenbus_device *dev, grant_ref_t *gnt_refs,
			   unsigned int nr_grefs, void **vaddr)
{
	struct mapping *map;
	int ret;

	*vaddr = NULL;
	if (!nr_grefs || nr_grefs > XENBUS_MAX_RING_GRANTS)
		return -EINVAL;
	map = kzalloc(sizeof(*map), GFP_KERNEL);
	if (!map)
		return -ENOMEM;
	map->nr = nr_grefs;
	ret = reserve(map);
	if (ret)
		goto free;
	ret = map_grants(dev, map, gnt_refs);
	if (!ret)
		ret = make_visible(map);
	if (ret)
		goto unmap;
	spin_lock(&mappings_lock);
	list_add(&map->list, &mappings);
	spin_unlock(&mappings_lock);
	*vaddr = map->vaddr;
	return 0;

unmap:
	/* A page that stays mapped must not be used for anything else. */
	if (unmap_grants(dev, map))
		give_back(map);
	else
		pr_alert("leaking %u pages of a ring\n", map->nr);
free:
	kfree(map);
	return ret;
}
EXPORT_SYMBOL_GPL(xenbus_map_ring_valloc);

static struct mapping *take_mapping(void *vaddr)
{
	struct mapping *map, *found = NULL;

	spin_lock(&mappings_lock);
	list_for_each_entry(map, &mappings, list) {
		if (map->vaddr == vaddr) {
			found = map;
			list_del(&map->list);
			break;
		}
	}
	spin_unlock(&mappings_lock);
	return found;
}

/**
 * xenbus_unmap_ring_vfree() - undo xenbus_map_ring_valloc()
 * @dev: the back-end's device
 * @vaddr: the ring
 *
 * Return: 0, -ENOENT for an address where no ring is, or -EBUSY when the hypervisor does
 * not let go; the pages are leaked then.
 */
int xenbus_unmap_ring_vfree(struct xenbus_device *dev, void *vaddr)
{
	struct mapping *map = take_mapping(vaddr);
	int ret = 0;

	if (!map) {
		xenbus_dev_error(dev, -ENOENT, "no ring is mapped at %p", vaddr);
		return -ENOENT;
	}
	if (!xen_pv_domain())
		vunmap(vaddr);
	if (unmap_grants(dev, map)) {
		give_back(map);
	} else {
		pr_alert("leaking %u pages of a ring\n", map->nr);
		ret = -EBUSY;
	}
	kfree(map);
	return ret;
}
EXPORT_SYMBOL_GPL(xenbus_unmap_ring_vfree);
