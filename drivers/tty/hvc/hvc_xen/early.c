// SPDX-License-Identifier: GPL-2.0-only
/*
 * Output without a console: earlyprintk=xen, and the lines of the first code that runs.
 *
 * Nothing is set up here.  A PV domain can make hypercalls from its first instruction on;
 * in the other kinds the hypervisor also listens at an I/O port, with no hypercall page.
 */
#include <linux/console.h>
#include <linux/kernel.h>
#include <linux/string.h>

#include <asm/io.h>
#include <asm/xen/hypercall.h>
#include <asm/xen/hypervisor.h>

#include <xen/hvc-console.h>
#include <xen/xen.h>

#include "hvc_xen.h"

/* The hypervisor's debug port; a byte is logged when the line ends. */
#define DEBUG_PORT	0xe9

static void raw_write(const char *text, unsigned int len)
{
	if (len && xen_domain() && HYPERVISOR_console_io(CONSOLEIO_write, len, (char *)text) >= 0)
		return;
	if (xen_pv_domain() || !xen_cpuid_base())
		return;
	for (; len; len--)
		outb(*text++, DEBUG_PORT);
}

/**
 * xen_raw_console_write() - a line on the hypervisor's console
 * @str: text; a hypervisor built for production may drop what an unprivileged domain says
 */
void xen_raw_console_write(const char *str)
{
	raw_write(str, strlen(str));
}

/**
 * xen_raw_printk() - a formatted line on the hypervisor's console
 * @fmt: format, cut off at 256 bytes
 */
void xen_raw_printk(const char *fmt, ...)
{
	char line[256];
	va_list ap;

	va_start(ap, fmt);
	vscnprintf(line, sizeof(line), fmt, ap);
	va_end(ap);
	xen_raw_console_write(line);
}

#ifdef CONFIG_EARLY_PRINTK
/* A ring takes what fits: early in the boot it is empty, and a dead back-end must not stop it. */
static void ring_line(struct xen_console *con, const char *text, unsigned int len)
{
	while (len) {
		int done = xen_ring_put(con, text, len);

		if (done == -EAGAIN) {
			xen_ring_wait(con);
			continue;
		}
		if (done <= 0)
			return;
		text += done;
		len -= done;
	}
}

/* A terminal wants a carriage return before each line feed. */
static void ring_text(struct xen_console *con, const char *text, unsigned int len)
{
	while (len) {
		const char *end = memchr(text, '\n', len);
		unsigned int part = end ? end - text : len;

		ring_line(con, text, part);
		if (!end)
			return;
		ring_line(con, "\r\n", 2);
		text += part + 1;
		len -= part + 1;
	}
}

static void xenboot_write(struct console *console, const char *text, unsigned int len)
{
	struct xen_console *con = xen_console_primary();

	raw_write(text, len);
	if (con)
		ring_text(con, text, len);
}

struct console xenboot_console = {
	.name = "xenboot",
	.write = xenboot_write,
	.flags = CON_PRINTBUFFER | CON_BOOT | CON_ANYTIME,
	.index = -1,
};
#endif /* CONFIG_EARLY_PRINTK */
