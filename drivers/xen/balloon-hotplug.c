// SPDX-License-Identifier: GPL-2.0-only
/*
 * More memory than at the start: sections are added, as empty pages, for the balloon to fill.
 */
#define pr_fmt(fmt) "xen:balloon: " fmt

#include <linux/ioport.h>
#include <linux/memory.h>
#include <linux/memory_hotplug.h>
#include <linux/mm.h>
#include <linux/slab.h>
#include <linux/sysctl.h>

#include <xen/balloon.h>
#include <xen/page.h>
#include <xen/xen.h>

#include "ballooned.h"

/*
 * "mem=" as it was given: up to now the architecture's code has kept others from adding memory
 * that the hypervisor has not given.
 */
u64 xen_saved_max_mem_size;

/* Also when drivers want pages, instead of giving memory back: a sysctl. */
static int hotplug_unpopulated = IS_ENABLED(CONFIG_XEN_UNPOPULATED_ALLOC);

/* A section that is added and not on line is one that somebody must put there. */
static unsigned long waiting_for;

/**
 * balloon_can_hotplug() - can the domain have more pages?
 *
 * Return: whether to try.
 */
bool balloon_can_hotplug(void)
{
	return true;
}

/**
 * balloon_hotplug_first() - what to do when a driver wants empty pages and there are none
 *
 * Return: whether to add some before memory is given back.
 */
bool balloon_hotplug_first(void)
{
	return READ_ONCE(hotplug_unpopulated);
}

static struct resource *find_room(phys_addr_t size)
{
	struct resource *res = kzalloc(sizeof(*res), GFP_KERNEL);
	int ret;

	if (!res)
		return NULL;
	res->name = "System RAM";
	res->flags = IORESOURCE_SYSTEM_RAM | IORESOURCE_BUSY;
	ret = allocate_resource(&iomem_resource, res, size, 0, -1, memory_block_size_bytes(),
				NULL, NULL);
	if (!ret)
		return res;
	pr_warn("no room for %pap bytes of memory (%d)\n", &size, ret);
	kfree(res);
	return NULL;
}

/* Pages of a PV domain need places in the p2m before they are mapped. */
static int make_places(const struct resource *res)
{
#ifdef CONFIG_XEN_HAVE_PVMMU
	unsigned long pfn, end = PFN_DOWN(res->start) + PFN_DOWN(resource_size(res));

	if (xen_feature(XENFEAT_auto_translated_physmap))
		return 0;
	for (pfn = PFN_DOWN(res->start); pfn < end; pfn++) {
		if (!xen_alloc_p2m_entry(pfn))
			continue;
		pr_warn("no place for pfn %#lx in the p2m\n", pfn);
		return -ENOMEM;
	}
#endif
	return 0;
}

static int add_block(struct resource *res)
{
	int ret = make_places(res);

	if (ret)
		return ret;
	/* Who puts memory on line takes the lock of the balloon inside that of hotplug. */
	mutex_unlock(&balloon_mutex);
	lock_device_hotplug();
	ret = add_memory_resource(memory_add_physaddr_to_nid(res->start), res,
				  MHP_MERGE_RESOURCE);
	unlock_device_hotplug();
	mutex_lock(&balloon_mutex);
	if (ret)
		pr_warn("cannot add memory (%d)\n", ret);
	return ret;
}

/**
 * balloon_hotplug() - add pages to the list
 * @nr: how many are wanted; a whole number of blocks is added
 *
 * Called with balloon_mutex held, which is let go meanwhile.
 *
 * Return: more than 0 when pages have come, 0 when they wait to be put on line, or a negative
 * error.
 */
int balloon_hotplug(unsigned long nr)
{
	phys_addr_t size = round_up((phys_addr_t)nr << PAGE_SHIFT, memory_block_size_bytes());
	struct resource *res;
	int ret;

	if (waiting_for)
		return 0;
	res = find_room(size);
	if (!res)
		return -ENOMEM;
	waiting_for = PFN_DOWN(size);
	ret = add_block(res);
	if (ret) {
		waiting_for = 0;
		release_resource(res);
		kfree(res);
		return ret;
	}
	balloon_stats.total_pages += PFN_DOWN(size);
	return balloon_nr() > 0;
}

/* In place of the allocator: the pages are empty. */
static void page_on_line(struct page *page, unsigned int order)
{
	unsigned long i;

	mutex_lock(&balloon_mutex);
	for (i = 0; i < BIT(order); i++)
		balloon_put(page + i);
	waiting_for -= min(waiting_for, BIT(order));
	mutex_unlock(&balloon_mutex);
}

static int went_on_line(struct notifier_block *nb, unsigned long action, void *data)
{
	if (action == MEM_ONLINE)
		balloon_wake();
	return NOTIFY_OK;
}

static struct notifier_block memory_nb = { .notifier_call = went_on_line };

static struct ctl_table balloon_table[] = {
	{
		.procname = "hotplug_unpopulated",
		.data = &hotplug_unpopulated,
		.maxlen = sizeof(hotplug_unpopulated),
		.mode = 0644,
		.proc_handler = proc_dointvec_minmax,
		.extra1 = SYSCTL_ZERO,
		.extra2 = SYSCTL_ONE,
	},
	{ }
};

/**
 * balloon_hotplug_init() - part of the start of the balloon
 */
void __init balloon_hotplug_init(void)
{
	if (xen_saved_max_mem_size)
		max_mem_size = xen_saved_max_mem_size;
	set_online_page_callback(page_on_line);
	register_memory_notifier(&memory_nb);
	register_sysctl("xen/balloon", balloon_table);
}
