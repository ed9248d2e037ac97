// SPDX-License-Identifier: GPL-2.0-only
/* Log lines that guests cause. */
#include <hyp/printk.h>

#include <hyp/domain.h>
#include <linux/string.h>

static struct ratelimit guest_limit;

/* A whole line; a newline at its end may be there or not. */
void guest_log(const struct domain *d, const char *fmt, ...)
{
	char text[160];
	va_list args;
	int len;

	if (!printk_guest_allowed(&guest_limit))
		return;
	va_start(args, fmt);
	len = vscnprintf(text, sizeof(text), fmt, args);
	va_end(args);
	if (len && text[len - 1] == '\n')
		text[len - 1] = '\0';
	pr_warn("d%u: %s\n", d->domid, text);
}
