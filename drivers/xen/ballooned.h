/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Inside the balloon: pages without memory, and who gets them.
 */
#ifndef XEN_BALLOONED_H
#define XEN_BALLOONED_H

#include <linux/errno.h>
#include <linux/mm_types.h>
#include <linux/mutex.h>
#include <linux/types.h>

/* balloon.c: pages and counts change hands; taken with nothing but the hotplug lock held */
extern struct mutex balloon_mutex;
int balloon_give_memory(unsigned long nr);
void balloon_wake(void);

/* balloon-pages.c; all with balloon_mutex held */
void balloon_put(struct page *page);
struct page *balloon_take(void);
struct page *balloon_peek(struct page *page);
unsigned long balloon_nr(void);

/* balloon-hotplug.c */
#ifdef CONFIG_XEN_BALLOON_MEMORY_HOTPLUG
bool balloon_can_hotplug(void);
bool balloon_hotplug_first(void);
int balloon_hotplug(unsigned long nr);
void balloon_hotplug_init(void);
#else
static inline bool balloon_can_hotplug(void)
{
	return false;
}

static inline bool balloon_hotplug_first(void)
{
	return false;
}

static inline int balloon_hotplug(unsigned long nr)
{
	return -EOPNOTSUPP;
}

static inline void balloon_hotplug_init(void)
{
}
#endif

#endif /* XEN_BALLOONED_H */
