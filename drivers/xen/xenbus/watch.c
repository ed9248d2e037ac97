// SPDX-License-Identifier: GPL-2.0-only
/*
 * Watches: the store says that something has changed.
 *
 * The reader must not wait, and a callback may talk to the store: so events go onto a list,
 * and a second thread, xenwatch, calls the callbacks, one after the other.
 */
#define pr_fmt(fmt) "xen:xenbus: " fmt

#include <linux/err.h>
#include <linux/kthread.h>
#include <linux/mutex.h>
#include <linux/rwsem.h>
#include <linux/slab.h>
#include <linux/spinlock.h>
#include <linux/string.h>

#include <xen/xenbus.h>

#include "xenbus.h"

struct event {
	struct list_head list;
	struct xenbus_watch *watch;
	const char *path;
	const char *token;
	char *body;
};

/* Order: register_sem, watches_lock, events_lock. */
static DECLARE_RWSEM(register_sem);	/* written by xs_watch_again() only */
static DEFINE_SPINLOCK(watches_lock);	/* the list of watches */
static DEFINE_SPINLOCK(events_lock);	/* the list of events, and nr_pending of each watch */
static DEFINE_MUTEX(callback_mutex);	/* held while a callback runs */
static LIST_HEAD(watches);
static LIST_HEAD(events);
static DECLARE_WAIT_QUEUE_HEAD(event_wait);
static struct task_struct *caller;

/* A watch's token is its address: the store sends it back with each event. */
#define TOKEN_SIZE (2 * sizeof(long) + 1)

static void token_of(const struct xenbus_watch *watch, char token[TOKEN_SIZE])
{
	snprintf(token, TOKEN_SIZE, "%lX", (unsigned long)watch);
}

static struct xenbus_watch *watch_of(const char *token)
{
	struct xenbus_watch *watch;
	unsigned long address;

	if (kstrtoul(token, 16, &address))
		return NULL;
	list_for_each_entry(watch, &watches, list) {
		if ((unsigned long)watch == address)
			return watch;
	}
	return NULL;
}

static int tell_store(enum xsd_sockmsg_type type, const struct xenbus_watch *watch)
{
	char token[TOKEN_SIZE];
	struct kvec body[] = {
		{ (void *)watch->node, strlen(watch->node) + 1 },
		{ token, 0 },
	};
	void *answer;

	token_of(watch, token);
	body[1].iov_len = strlen(token) + 1;
	answer = xs_talk(0, type, body, ARRAY_SIZE(body), NULL);
	if (IS_ERR(answer))
		return PTR_ERR(answer);
	kfree(answer);
	return 0;
}

/* Two strings and nothing behind them. */
static bool parse(struct event *event, unsigned int len)
{
	size_t first = strnlen(event->body, len) + 1;

	event->path = event->body;
	event->token = event->body + first;
	return first < len && first + strnlen(event->token, len - first) + 1 == len;
}

/* The watch may be gone, or may not want the event; both happens under its lock. */
static bool queue(struct event *event)
{
	struct xenbus_watch *watch;
	bool wanted;

	spin_lock(&watches_lock);
	watch = watch_of(event->token);
	wanted = watch && (!watch->will_handle ||
			   watch->will_handle(watch, event->path, event->token));
	if (wanted) {
		event->watch = watch;
		spin_lock(&events_lock);
		list_add_tail(&event->list, &events);
		watch->nr_pending++;
		spin_unlock(&events_lock);
	}
	spin_unlock(&watches_lock);
	return wanted;
}

/**
 * xs_watch_event() - something has changed
 * @body: path and token as the store sent them; freed here, in the end. %NULL: no memory
 * @len: of both
 *
 * Called by the reader.
 *
 * Return: 0, -ENOMEM or -EINVAL.
 */
int xs_watch_event(char *body, unsigned int len)
{
	struct event *event = kmalloc(sizeof(*event), GFP_NOIO | __GFP_HIGH);
	int ret = -ENOMEM;

	if (!body || !event)
		goto drop;
	event->body = body;
	ret = -EINVAL;
	if (!parse(event, len))
		goto drop;
	if (queue(event)) {
		wake_up(&event_wait);
		return 0;
	}
	ret = 0;
drop:
	if (ret)
		pr_warn_ratelimited("an event of a watch is lost (%d)\n", ret);
	kfree(event);
	kfree(body);
	return ret;
}

static void free_event(struct event *event)
{
	kfree(event->body);
	kfree(event);
}

static struct event *next_event(void)
{
	struct event *event;

	spin_lock(&events_lock);
	event = list_first_entry_or_null(&events, struct event, list);
	if (event) {
		list_del(&event->list);
		event->watch->nr_pending--;
	}
	spin_unlock(&events_lock);
	return event;
}

/* The mutex is taken first, so that an event that is off the list counts as running. */
static int call_back(void *unused)
{
	struct event *event;

	while (!kthread_should_stop()) {
		wait_event_interruptible(event_wait,
					 !list_empty(&events) || kthread_should_stop());
		mutex_lock(&callback_mutex);
		event = next_event();
		if (event) {
			event->watch->callback(event->watch, event->path, event->token);
			free_event(event);
		}
		mutex_unlock(&callback_mutex);
	}
	return 0;
}

/**
 * xs_watch_start() - start the thread that calls back
 *
 * Return: 0 or a negative error.
 */
int xs_watch_start(void)
{
	struct task_struct *task = kthread_run(call_back, NULL, "xenwatch");

	if (IS_ERR(task))
		return PTR_ERR(task);
	caller = task;
	return 0;
}

/**
 * xs_watch_stop() - undo xs_watch_start(), when nobody watches
 */
void xs_watch_stop(void)
{
	kthread_stop(caller);
}

static void forget(struct xenbus_watch *watch)
{
	spin_lock(&watches_lock);
	list_del(&watch->list);
	spin_unlock(&watches_lock);
}

/**
 * register_xenbus_watch() - hear of changes at a node and below
 * @watch: node and callback set; the caller's until it is unregistered
 *
 * The first event comes at once.
 *
 * Return: 0 or a negative error.
 */
int register_xenbus_watch(struct xenbus_watch *watch)
{
	int ret;

	watch->nr_pending = 0;
	down_read(&register_sem);
	spin_lock(&watches_lock);
	list_add(&watch->list, &watches);
	spin_unlock(&watches_lock);
	ret = tell_store(XS_WATCH, watch);
	/* A store may have it from a kernel that was here before. */
	if (ret == -EEXIST)
		ret = 0;
	if (ret)
		forget(watch);
	up_read(&register_sem);
	return ret;
}
EXPORT_SYMBOL_GPL(register_xenbus_watch);

static void drop_events(struct xenbus_watch *watch)
{
	struct event *event, *next;

	spin_lock(&events_lock);
	list_for_each_entry_safe(event, next, &events, list) {
		if (event->watch == watch) {
			list_del(&event->list);
			free_event(event);
		}
	}
	watch->nr_pending = 0;
	spin_unlock(&events_lock);
}

/**
 * unregister_xenbus_watch() - hear no more
 * @watch: registered; its callback does not run after the return, unless it is the caller
 */
void unregister_xenbus_watch(struct xenbus_watch *watch)
{
	int ret;

	down_read(&register_sem);
	forget(watch);
	ret = tell_store(XS_UNWATCH, watch);
	/* A store that is gone has forgotten it. */
	if (ret && ret != -ENOTCONN)
		pr_warn("cannot take the watch on %s away (%d)\n", watch->node, ret);
	up_read(&register_sem);
	drop_events(watch);
	if (current != caller) {
		mutex_lock(&callback_mutex);
		mutex_unlock(&callback_mutex);
	}
}
EXPORT_SYMBOL_GPL(unregister_xenbus_watch);

/**
 * xs_watch_again() - register all watches with another store
 */
void xs_watch_again(void)
{
	struct xenbus_watch *watch;
	int ret;

	/* Nobody comes or goes meanwhile: the list needs no other lock. */
	down_write(&register_sem);
	list_for_each_entry(watch, &watches, list) {
		ret = tell_store(XS_WATCH, watch);
		if (ret && ret != -EEXIST)
			pr_err("the watch on %s is lost (%d)\n", watch->node, ret);
	}
	up_write(&register_sem);
}
