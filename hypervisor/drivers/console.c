// SPDX-License-Identifier: GPL-2.0-only
/*
 * Which devices are the console's, by the command line. The ring and the list of
 * sinks are printk's.
 */
#include <hyp/console.h>

#include <linux/errno.h>
#include <linux/init.h>
#include <linux/kernel.h>
#include <linux/log2.h>
#include <linux/string.h>
#include <hyp/boot_info.h>
#include <hyp/heap.h>
#include <hyp/param.h>
#include <hyp/printk.h>
#include <hyp/uart.h>
#include "console_internal.h"

#define EARLY_RING	16384	/* what printk starts with */
#define MAX_RING	(16 << 20)

static char opt_console[32] = "com1,vga";
static bool console_given;
static u64 opt_conring_size = 65536;
static bool opt_sync_console __initdata;

PARAM_SIZE("conring_size", opt_conring_size);
/* Output always waits for the device here: accepted because command lines have it. */
PARAM_BOOL("sync_console", opt_sync_console);

/* A word of @s, which are apart by commas. */
static bool names(const char *s, const char *name)
{
	size_t len = strlen(name);

	while (s) {
		if (!strncmp(s, name, len) && (s[len] == '\0' || s[len] == ','))
			return true;
		s = strchr(s, ',');
		if (s)
			s++;
	}
	return false;
}

static bool console_wanted(const char *name)
{
	return names(opt_console, name);
}

/* No device at all is a wish, one that does not exist a mistake. */
static int __init parse_console(const char *arg)
{
	if (!names(arg, "com1") && !names(arg, "com2") && !names(arg, "vga") &&
	    !names(arg, "none") && *arg)
		return -EINVAL;
	console_given = true;
	return strscpy(opt_console, arg, sizeof(opt_console)) < 0 ? -E2BIG : 0;
}

PARAM_CALL("console", parse_console);

void __init console_init(void)
{
	if (console_wanted("com1"))
		uart_console_init(0, console_given);
	if (console_wanted("com2"))
		uart_console_init(1, console_given);
}

static void __init enlarge_ring(void)
{
	u32 size = roundup_pow_of_two(min_t(u64, opt_conring_size, MAX_RING));
	char *buf;

	if (size <= EARLY_RING)
		return;
	buf = heap_alloc(size);
	if (buf)
		console_ring_resize(buf, size);
	else
		pr_warn("console: no memory for a ring of %u bytes\n", size);
}

void __init console_init_late(void)
{
	enlarge_ring();
	if (console_wanted("vga"))
		vga_console_init();
	console_input_init();
	uart_init_late(boot_info.platform_owner == PLATFORM_HYPERVISOR);
}

void __init console_dom0_starts(void)
{
	vga_console_stop();
}
