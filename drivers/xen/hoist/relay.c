// SPDX-License-Identifier: GPL-2.0-only
/* The hypervisor has no console of its own: its lines come to the kernel's log. */
/* The lines say themselves whose they are. */
#define pr_fmt(fmt) fmt

#include <linux/kernel.h>
#include <linux/minmax.h>
#include <linux/printk.h>
#include <linux/workqueue.h>

#include "hoist.h"

#define PERIOD	(HZ / 4)
#define LINE	256

static struct hoist *source;
static void relay_work(struct work_struct *work);
static DECLARE_DELAYED_WORK(relay, relay_work);
static DEFINE_MUTEX(relay_lock);

static char log_char(const struct hoist *h, u64 at)
{
	return READ_ONCE(h->log->text[at & (HOIST_LOG_BYTES - 1)]);
}

/* Up to the end of a line; false: there is no whole line. */
static bool next_line(struct hoist *h, u64 end, char *line)
{
	u64 at = h->log_read;
	size_t len = 0;

	for (; at < end; at++) {
		char c = log_char(h, at);

		if (c == '\n' || len == LINE - 1)
			break;
		line[len++] = c;
	}
	if (at == end)
		return false;
	line[len] = 0;
	h->log_read = log_char(h, at) == '\n' ? at + 1 : at;
	return true;
}

void hoist_relay(struct hoist *h)
{
	char line[LINE];
	u64 end;

	mutex_lock(&relay_lock);
	/* The text after the position; the hypervisor writes them in the other order. */
	end = smp_load_acquire(&h->log->written);
	if (end - h->log_read > HOIST_LOG_BYTES) {
		pr_warn("hoist: %llu bytes of the hypervisor's log were lost\n",
			end - h->log_read - HOIST_LOG_BYTES);
		h->log_read = end - HOIST_LOG_BYTES;
	}
	while (next_line(h, end, line))
		pr_info("%s\n", line);
	mutex_unlock(&relay_lock);
}

static void relay_work(struct work_struct *work)
{
	hoist_relay(source);
	schedule_delayed_work(&relay, PERIOD);
}

void hoist_relay_start(struct hoist *h)
{
	source = h;
	schedule_delayed_work(&relay, PERIOD);
}

void hoist_relay_stop(struct hoist *h)
{
	cancel_delayed_work_sync(&relay);
	hoist_relay(h);
}
