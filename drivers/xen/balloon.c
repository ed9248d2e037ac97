// SPDX-License-Identifier: GPL-2.0-only
/*
 * The balloon: how much memory the domain has follows a target.
 *
 *	current_pages	with memory behind them, as the hypervisor counts
 *	balloon_low	without, in the list of balloon-pages.c
 *	total_pages	both; grows by hotplug (balloon-hotplug.c)
 *
 * A thread takes pages from the kernel's allocator and gives their memory to the hypervisor,
 * or gets memory for pages in the list and gives them to the allocator. When either has
 * nothing to give, it tries again later, less and less often.
 */
#define pr_fmt(fmt) "xen:balloon: " fmt

#include <linux/export.h>
#include <linux/freezer.h>
#include <linux/init.h>
#include <linux/kthread.h>
#include <linux/memory_hotplug.h>
#include <linux/minmax.h>
#include <linux/mm.h>
#include <linux/sched.h>
#include <linux/wait.h>

#include <asm/tlbflush.h>

#include <xen/balloon.h>
#include <xen/mem-reservation.h>
#include <xen/page.h>
#include <xen/xen.h>

#include "ballooned.h"

#define GIVE_FLAGS (GFP_HIGHUSER | __GFP_NOWARN | __GFP_NORETRY | __GFP_NOMEMALLOC)

/* Pages and counts change hands. */
DEFINE_MUTEX(balloon_mutex);

struct balloon_stats balloon_stats = {
	.schedule_delay = 1,
	.max_schedule_delay = 32,
	.retry_count = 1,
	.max_retry_count = RETRY_UNLIMITED,
};
EXPORT_SYMBOL_GPL(balloon_stats);

/* As many as fit into a page; under balloon_mutex. */
static xen_pfn_t frames[PAGE_SIZE / sizeof(xen_pfn_t)];
static struct page *batch[ARRAY_SIZE(frames)];

static DECLARE_WAIT_QUEUE_HEAD(balloon_wait);
static bool woken;

/**
 * balloon_wake() - let the thread look at the target
 */
void balloon_wake(void)
{
	WRITE_ONCE(woken, true);
	wake_up(&balloon_wait);
}

/* Pages that the domain should get; negative: give. */
static long missing(void)
{
	unsigned long target = balloon_stats.target_pages;

	if (!balloon_can_hotplug())
		target = min(target, balloon_stats.current_pages + balloon_nr());
	return target - balloon_stats.current_pages;
}

/* Getting memory */

static int get_memory(unsigned long nr)
{
	struct page *page = NULL;
	unsigned long i;
	int done;

	nr = min3(nr, balloon_nr(), ARRAY_SIZE(frames));
	for (i = 0; i < nr; i++) {
		page = balloon_peek(page);
		frames[i] = page_to_xen_pfn(page);
	}
	done = nr ? xenmem_reservation_increase(nr, frames) : 0;
	if (done <= 0)
		return done;
	for (i = 0; i < done; i++) {
		page = balloon_take();
		xenmem_reservation_va_mapping_update(1, &page, &frames[i]);
		/* Adds it to the zone's pages; reserved are those that are empty from the start. */
		free_reserved_page(page);
	}
	balloon_stats.current_pages += done;
	return done;
}

/* Giving memory */

static unsigned long take_from_allocator(unsigned long nr)
{
	unsigned long n;

	for (n = 0; n < min(nr, ARRAY_SIZE(batch)); n++) {
		batch[n] = alloc_page(GIVE_FLAGS);
		if (!batch[n])
			break;
		adjust_managed_page_count(batch[n], -1);
		xenmem_reservation_scrub_page(batch[n]);
		/* In a PV domain the frame is known until the p2m forgets it. */
		frames[n] = xen_page_to_gfn(batch[n]);
	}
	return n;
}

/**
 * balloon_give_memory() - give memory to the hypervisor
 * @nr: pages, at least this many if they can be had in one go
 *
 * Called with balloon_mutex held. The pages are in the list afterwards.
 *
 * Return: 0, or -ENOMEM when the allocator has not enough.
 */
int balloon_give_memory(unsigned long nr)
{
	unsigned long n = take_from_allocator(nr), i;

	lockdep_assert_held(&balloon_mutex);
	if (!n)
		return -ENOMEM;
	xenmem_reservation_va_mapping_reset(n, batch);
	/* No CPU still reaches a frame that is somebody else's from now on. */
	flush_tlb_all();
	if (xenmem_reservation_decrease(n, frames) != n)
		panic("xen:balloon: the hypervisor does not take memory back");
	for (i = 0; i < n; i++)
		balloon_put(batch[i]);
	balloon_stats.current_pages -= n;
	return n == min(nr, ARRAY_SIZE(batch)) ? 0 : -ENOMEM;
}

/* The thread */

enum step { STEP_DONE, STEP_MORE, STEP_STUCK };

/* Pages that drivers use are not there to be filled; what they took is not added again. */
static int add_new_pages(void)
{
	long nr = balloon_stats.target_pages + balloon_stats.target_unpopulated -
		balloon_stats.total_pages;

	return nr > 0 ? balloon_hotplug(nr) : 0;
}

static enum step get_some(unsigned long nr)
{
	int got = balloon_nr() ? get_memory(nr) : add_new_pages();

	return got > 0 ? STEP_MORE : STEP_STUCK;
}

static enum step one_step(void)
{
	long nr = missing();
	enum step step = STEP_DONE;

	if (nr > 0)
		step = get_some(nr);
	else if (nr < 0)
		step = balloon_give_memory(-nr) ? STEP_STUCK : STEP_MORE;
	return step;
}

static void slow_down(void)
{
	if (balloon_stats.max_retry_count != RETRY_UNLIMITED &&
	    balloon_stats.retry_count > balloon_stats.max_retry_count) {
		pr_info("the target of %lu pages is not reached, given up\n",
			balloon_stats.target_pages);
		balloon_stats.target_pages = balloon_stats.current_pages;
	}
	balloon_stats.retry_count++;
	balloon_stats.schedule_delay = min(balloon_stats.schedule_delay * 2,
					   balloon_stats.max_schedule_delay);
}

/* How long to wait for the next step if nobody calls. */
static long wait_after(enum step step)
{
	if (step == STEP_STUCK) {
		slow_down();
		return balloon_stats.schedule_delay * HZ;
	}
	balloon_stats.schedule_delay = 1;
	balloon_stats.retry_count = 1;
	return step == STEP_DONE ? MAX_SCHEDULE_TIMEOUT : 0;
}

static int balloon_thread(void *unused)
{
	enum step step;
	long wait = 0;

	set_freezable();
	while (!kthread_should_stop()) {
		if (wait)
			wait_event_freezable_timeout(balloon_wait, READ_ONCE(woken), wait);
		WRITE_ONCE(woken, false);
		mutex_lock(&balloon_mutex);
		step = one_step();
		mutex_unlock(&balloon_mutex);
		wait = wait_after(step);
		cond_resched();
	}
	return 0;
}

/**
 * balloon_set_new_target() - say how much memory the domain should have
 * @target: in pages
 */
void balloon_set_new_target(unsigned long target)
{
	balloon_stats.target_pages = target;
	balloon_wake();
}
EXPORT_SYMBOL_GPL(balloon_set_new_target);

/* Start */

#ifdef CONFIG_XEN_PV
/* Pages of the boot's memory map that a PV domain has no memory for yet. */
static void __init add_extra_pages(void)
{
	unsigned long pfn, end;
	unsigned int i;

	for (i = 0; i < XEN_EXTRA_MEM_MAX_REGIONS && xen_extra_mem[i].n_pfns; i++) {
		pfn = xen_extra_mem[i].start_pfn;
		/* "mem=" takes what is above away. */
		end = min(max_pfn, pfn + xen_extra_mem[i].n_pfns);
		for (; pfn < end; pfn++) {
			balloon_put(pfn_to_page(pfn));
			balloon_stats.total_pages++;
		}
	}
}
#else
static void __init add_extra_pages(void)
{
}
#endif

static unsigned long __init pages_at_start(void)
{
	if (!xen_pv_domain())
		return get_num_physpages();
	return min(xen_start_info->nr_pages - xen_released_pages, max_pfn);
}

static int __init balloon_init(void)
{
	struct task_struct *thread;

	if (!xen_domain())
		return -ENODEV;
	balloon_stats.current_pages = pages_at_start();
	balloon_stats.target_pages = balloon_stats.current_pages;
	balloon_stats.total_pages = balloon_stats.current_pages;
	mutex_lock(&balloon_mutex);
	add_extra_pages();
	mutex_unlock(&balloon_mutex);
	balloon_hotplug_init();
	thread = kthread_run(balloon_thread, NULL, "xen-balloon");
	if (IS_ERR(thread)) {
		pr_err("no thread, the domain keeps its memory (%ld)\n", PTR_ERR(thread));
		return PTR_ERR(thread);
	}
	pr_info("%lu pages, %lu more can be had\n", balloon_stats.current_pages, balloon_nr());
	xen_balloon_init();
	return 0;
}
subsys_initcall(balloon_init);
