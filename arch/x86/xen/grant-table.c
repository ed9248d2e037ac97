// SPDX-License-Identifier: GPL-2.0-only
/*
 * Where the grant table is mapped.
 *
 * In a PV domain the hypervisor gives machine frames, which go into page table entries of a
 * range that is kept for the largest table. The table grows with a lock held, so everything
 * that needs memory is done at the start: page tables, and a list of the entries.
 *
 * A PVH domain puts the frames behind pages of its own that have no memory.
 */
#define pr_fmt(fmt) "xen:grant_table: " fmt

#include <linux/errno.h>
#include <linux/init.h>
#include <linux/mm.h>
#include <linux/slab.h>
#include <linux/vmalloc.h>

#include <asm/pgtable.h>
#include <asm/xen/hypervisor.h>
#include <asm/xen/page.h>

#include <xen/grant_table.h>
#include <xen/interface/xen.h>
#include <xen/xen-ops.h>
#include <xen/xen.h>

/**
 * struct room - a range for frames of one kind
 * @area:	the range
 * @ptes:	its page table entries, one for each page
 */
struct room {
	struct vm_struct *area;
	pte_t **ptes;
};

static struct room shared_room, status_room;

static int note_entry(pte_t *pte, unsigned long addr, void *data)
{
	pte_t ***next = data;

	*(*next)++ = pte;
	return 0;
}

static void free_room(struct room *room)
{
	if (room->area)
		free_vm_area(room->area);
	kvfree(room->ptes);
	*room = (struct room){ };
}

static int make_room(struct room *room, unsigned long nr)
{
	size_t size = nr << PAGE_SHIFT;
	pte_t **next;
	int ret;

	if (!nr)
		return 0;
	room->ptes = kvmalloc_array(nr, sizeof(*room->ptes), GFP_KERNEL);
	room->area = get_vm_area(size, VM_IOREMAP);
	next = room->ptes;
	ret = room->ptes && room->area ?
		apply_to_page_range(&init_mm, (unsigned long)room->area->addr, size,
				    note_entry, &next) : -ENOMEM;
	if (ret)
		free_room(room);
	return ret;
}

/**
 * arch_gnttab_init() - keep room for the largest table of a PV domain
 * @nr_shared: frames of entries
 * @nr_status: frames of their status, 0 without
 *
 * Return: 0 or a negative error.
 */
int arch_gnttab_init(unsigned long nr_shared, unsigned long nr_status)
{
	int ret;

	if (!xen_pv_domain())
		return 0;
	ret = make_room(&shared_room, nr_shared);
	if (!ret)
		ret = make_room(&status_room, nr_status);
	if (ret)
		free_room(&shared_room);
	return ret;
}

static void map_frame(struct room *room, unsigned long i, unsigned long mfn)
{
	unsigned long addr = (unsigned long)room->area->addr + (i << PAGE_SHIFT);

	set_pte_at(&init_mm, addr, room->ptes[i], mfn_pte(mfn, PAGE_KERNEL));
}

/**
 * arch_gnttab_map_shared() - map frames of entries
 * @frames: all frames of the table
 * @nr_gframes: how many
 * @max_nr_gframes: not looked at
 * @__shared: receives the address
 *
 * May be called with a lock held. What is mapped already is mapped again.
 *
 * Return: 0.
 */
int arch_gnttab_map_shared(xen_pfn_t *frames, unsigned long nr_gframes,
			   unsigned long max_nr_gframes, void **__shared)
{
	unsigned long i;

	for (i = 0; i < nr_gframes; i++)
		map_frame(&shared_room, i, frames[i]);
	*__shared = shared_room.area->addr;
	return 0;
}

/**
 * arch_gnttab_map_status() - map frames of their status
 * @frames: all of them
 * @nr_gframes: how many
 * @max_nr_gframes: not looked at
 * @__shared: receives the address
 *
 * Return: 0.
 */
int arch_gnttab_map_status(u64 *frames, unsigned long nr_gframes,
			   unsigned long max_nr_gframes, grant_status_t **__shared)
{
	unsigned long i;

	for (i = 0; i < nr_gframes; i++)
		map_frame(&status_room, i, frames[i]);
	*__shared = status_room.area->addr;
	return 0;
}

/**
 * arch_gnttab_unmap() - take either away
 * @shared: its address
 * @nr_gframes: how many
 *
 * Called on one CPU, with interrupts off, when the domain is about to be saved.
 */
void arch_gnttab_unmap(void *shared, unsigned long nr_gframes)
{
	struct room *room = shared_room.area && shared == shared_room.area->addr ?
		&shared_room : &status_room;
	unsigned long i, addr = (unsigned long)shared;

	for (i = 0; i < nr_gframes; i++)
		set_pte_at(&init_mm, addr + (i << PAGE_SHIFT), room->ptes[i], __pte(0));
}

#ifdef CONFIG_XEN_PVH
static int __init find_place(void)
{
	struct grant_frames *place = &xen_auto_xlat_grant_frames;
	int ret;

	if (!xen_pvh_domain())
		return -ENODEV;
	place->count = gnttab_max_grant_frames();
	ret = xen_xlate_map_ballooned_pages(&place->pfn, &place->vaddr, place->count);
	if (ret) {
		pr_err("no place for %u frames (%d)\n", place->count, ret);
		place->count = 0;
	}
	return ret;
}

/* In front of the core_initcall_sync() that sets the table up. */
core_initcall(find_place);
#endif
