// SPDX-License-Identifier: GPL-2.0-only
/*
 * Output without a console: earlyprintk=xen, and the lines of the first code that runs.
 *
 * Nothing is set up here.  A PV domain can make hypercalls from its first instruction on;
 * in the other kinds the hypervisor also listens at an I/O port, with no hypercall page.
 */
#include <linux/console.h>
#include <linux/kernel.h>
#include <linux/pfn.h>
#include <linux/string.h>

#include <asm/barrier.h>
#include <asm/io.h>
#include <asm/xen/hypercall.h>
#include <asm/xen/hypervisor.h>
#include <asm/xen/page.h>

#include <xen/events.h>
#include <xen/hvc-console.h>
#include <xen/interface/io/console.h>
#include <xen/interface/sched.h>
#include <xen/xen.h>

#include "hvc_xen.h"

/* The hypervisor's debug port; a byte is logged when the line ends. */
#define DEBUG_PORT	0xe9

static bool raw_write(const char *text, unsigned int len)
{
	if (len && xen_domain() && HYPERVISOR_console_io(CONSOLEIO_write, len, (char *)text) >= 0)
		return true;
	if (xen_pv_domain() || !xen_cpuid_base())
		return false;
	for (; len; len--)
		outb(*text++, DEBUG_PORT);
	return true;
}

#ifdef CONFIG_XEN_PV
/* How often the turn is given away until somebody has read what a domain says before it ends. */
#define PATIENCE	20000

/*
 * Where a PV guest's ring is before anything is set up: the builder has mapped it behind the
 * image, and the direct map has it as soon as start_info is reached there.
 */
static struct xencons_interface *first_ring(void)
{
	unsigned long pfn = mfn_to_pfn_no_overrides(xen_start_info->console.domU.mfn);
	bool at_image = (unsigned long)xen_start_info >= __START_KERNEL_map;

	if (xen_initial_domain() || pfn >= PFN_DOWN(KERNEL_IMAGE_SIZE))
		return NULL;
	return (void *)((at_image ? __START_KERNEL_map : PAGE_OFFSET) + PFN_PHYS(pfn));
}

static void put_byte(struct xencons_interface *ring, char c)
{
	u32 prod = ring->out_prod;

	if (prod - READ_ONCE(ring->out_cons) >= sizeof(ring->out))
		return;
	ring->out[MASK_XENCONS_IDX(prod, ring->out)] = c;
	virt_wmb();	/* The byte comes before the index; virt_rmb() is the daemon's. */
	WRITE_ONCE(ring->out_prod, prod + 1);
}

static void wait_until_read(const struct xencons_interface *ring)
{
	unsigned int i;

	for (i = 0; i < PATIENCE && READ_ONCE(ring->out_cons) != ring->out_prod; i++)
		HYPERVISOR_sched_op(SCHEDOP_yield, NULL);
}

/* One CPU runs, and there are no locks yet. */
static void first_ring_write(const char *text)
{
	struct xencons_interface *ring = first_ring();

	if (!ring)
		return;
	for (; *text; text++) {
		if (*text == '\n')
			put_byte(ring, '\r');
		put_byte(ring, *text);
	}
	notify_remote_via_evtchn(xen_start_info->console.domU.evtchn);
	wait_until_read(ring);
}
#else
static void first_ring_write(const char *text)
{
}
#endif

/**
 * xen_raw_console_write() - a line on the earliest console that there is
 * @str: text
 *
 * That is the hypervisor's. One that is built for production takes nothing from a PV guest:
 * then it is the guest's own ring, as long as no console of the kernel's writes there.
 */
void xen_raw_console_write(const char *str)
{
	if (!raw_write(str, strlen(str)) && xen_pv_domain() && !console_drivers)
		first_ring_write(str);
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
