// SPDX-License-Identifier: GPL-2.0-only
/*
 * What the toolstack asks of a domain: control/shutdown and control/sysrq.
 *
 * The domain reads the word and takes it away, which is the acknowledgment. What it can do
 * it says in control/feature-*.
 */
#define pr_fmt(fmt) "xen:manage: " fmt

#include <linux/errno.h>
#include <linux/export.h>
#include <linux/init.h>
#include <linux/kernel.h>
#include <linux/notifier.h>
#include <linux/reboot.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <linux/sysrq.h>

#include <xen/xen.h>
#include <xen/xen-ops.h>
#include <xen/xenbus.h>

#include "manage.h"

/* Set once the domain goes down: further requests are not for it. */
static bool going_down;

static void power_off(void)
{
	going_down = true;
	orderly_poweroff(false);
}

static void reboot(void)
{
	going_down = true;
	orderly_reboot();
}

/**
 * struct request - a word in control/shutdown
 * @word:	the word, and the name of its feature
 * @act:	what to do; may sleep
 * @announced:	control/feature-@word says that we can
 */
struct request {
	const char *word;
	void (*act)(void);
	bool announced;
};

static const struct request requests[] = {
	{ "poweroff", power_off, true },
	{ "reboot", reboot, true },
	/* A halted domain would stay for ever: the toolstack means off. */
	{ "halt", power_off, false },
#ifdef CONFIG_HIBERNATE_CALLBACKS
	{ "suspend", xen_suspend_domain, true },
#endif
};

static const struct request *find_request(const char *word)
{
	const struct request *request;

	for (request = requests; request < requests + ARRAY_SIZE(requests); request++) {
		if (!strcmp(request->word, word))
			return request;
	}
	return NULL;
}

/* Read a node and leave an empty one, as one step. The string is the caller's to free. */
static char *take_word(const char *node, const char *empty)
{
	struct xenbus_transaction t;
	char *word;
	int ret;

	do {
		ret = xenbus_transaction_start(&t);
		if (ret)
			return ERR_PTR(ret);
		word = xenbus_read(t, "control", node, NULL);
		if (IS_ERR(word)) {
			xenbus_transaction_end(t, 1);
			return word;
		}
		if (*word)
			xenbus_write(t, "control", node, empty);
		ret = xenbus_transaction_end(t, 0);
		if (ret)
			kfree(word);
	} while (ret == -EAGAIN);
	return ret ? ERR_PTR(ret) : word;
}

static void shutdown_asked(struct xenbus_watch *watch, const char *path, const char *token)
{
	const struct request *request;
	char *word;

	/* A script that runs already decides. */
	if (going_down)
		return;
	word = take_word("shutdown", "");
	if (IS_ERR(word))
		return;
	request = *word ? find_request(word) : NULL;
	if (request)
		request->act();
	else if (*word)
		pr_info("cannot do \"%.20s\"\n", word);
	kfree(word);
}

static struct xenbus_watch shutdown_watch = {
	.node = "control/shutdown",
	.callback = shutdown_asked,
};

#ifdef CONFIG_MAGIC_SYSRQ
static void sysrq_asked(struct xenbus_watch *watch, const char *path, const char *token)
{
	char *word = take_word("sysrq", "");

	if (IS_ERR(word)) {
		/* Not there until somebody asks. */
		if (PTR_ERR(word) != -ENOENT && PTR_ERR(word) != -ERANGE)
			pr_err("control/sysrq cannot be read (%ld)\n", PTR_ERR(word));
		return;
	}
	if (*word)
		handle_sysrq(*word);
	kfree(word);
}

static struct xenbus_watch sysrq_watch = {
	.node = "control/sysrq",
	.callback = sysrq_asked,
};

static void watch_sysrq(void)
{
	if (register_xenbus_watch(&sysrq_watch))
		pr_err("cannot watch control/sysrq\n");
	else
		xenbus_write(XBT_NIL, "control", "feature-sysrq", "1");
}
#else
static void watch_sysrq(void)
{
}
#endif

static void announce(void)
{
	const struct request *request;
	char node[32];

	for (request = requests; request < requests + ARRAY_SIZE(requests); request++) {
		if (!request->announced)
			continue;
		snprintf(node, sizeof(node), "feature-%s", request->word);
		if (xenbus_write(XBT_NIL, "control", node, "1"))
			pr_warn("cannot write control/%s\n", node);
	}
}

/* A shutdown from inside: what the toolstack asks now comes too late. */
static int system_goes_down(struct notifier_block *nb, unsigned long code, void *unused)
{
	going_down = true;
	return NOTIFY_DONE;
}

static struct notifier_block reboot_nb = { .notifier_call = system_goes_down };

static int store_is_ready(struct notifier_block *nb, unsigned long action, void *data)
{
	if (register_xenbus_watch(&shutdown_watch))
		pr_err("cannot watch control/shutdown: the toolstack can only destroy this domain\n");
	else
		announce();
	watch_sysrq();
	return NOTIFY_DONE;
}

static struct notifier_block store_ready = { .notifier_call = store_is_ready };

/**
 * xen_setup_shutdown_event() - listen to what the toolstack asks
 *
 * Called at the start. In an HVM domain the store may be ready only later, when the platform
 * device brings the events.
 *
 * Return: 0 or a negative error.
 */
int xen_setup_shutdown_event(void)
{
	if (!xen_domain())
		return -ENODEV;
	register_reboot_notifier(&reboot_nb);
	return register_xenstore_notifier(&store_ready);
}
EXPORT_SYMBOL_GPL(xen_setup_shutdown_event);
subsys_initcall(xen_setup_shutdown_event);
