// SPDX-License-Identifier: GPL-2.0-only
/* Start of a test kernel, its cases, and TAP. */
#include "guest.h"

#include <linux/stdarg.h>
#include <xen/interface/callback.h>
#include <xen/interface/sched.h>
#include <xen/interface/version.h>

#include "internal.h"

struct case_state case_state;
static bool hoist;

void say(const char *fmt, ...)
{
	char line[256];
	va_list args;
	int len;

	va_start(args, fmt);
	len = vsnprintf(line, sizeof(line) - 1, fmt, args);
	va_end(args);
	if (len > (int)sizeof(line) - 2)
		len = sizeof(line) - 2;
	line[len] = '\n';
	console_write(line, len + 1);
}

u64 number_after(const char *key, u64 otherwise)
{
	const char *line = strstr((const char *)start_info->cmd_line, key);
	u64 n = 0;

	if (!line)
		return otherwise;
	for (line += strlen(key); *line >= '0' && *line <= '9'; line++)
		n = n * 10 + *line - '0';
	return n;
}

void __noreturn guest_exit(void)
{
	struct sched_shutdown how = { .reason = SHUTDOWN_reboot };

	for (;;)
		hypercall(__HYPERVISOR_sched_op, SCHEDOP_shutdown, &how);
}

void __noreturn guest_panic(const char *text)
{
	say("Bail out! %s", text);
	guest_exit();
}

bool expect_eq(const char *got_text, long got, const char *want_text, long want,
	       const char *file, int line)
{
	if (got == want)
		return true;
	say("# %s:%d: %s is %ld (%#lx), expected %s, %ld (%#lx)", file, line,
	    got_text, got, (unsigned long)got, want_text, want, (unsigned long)want);
	case_state.failed = true;
	return false;
}

void case_skip(const char *why)
{
	say("# skipped: %s", why);
	case_state.skipped = true;
}

void case_xen_differs(const char *why)
{
	if (hoist)
		return;
	say("# real Xen differs: %s", why);
	case_state.differs = true;
}

bool on_hoist(void)
{
	return hoist;
}

static void find_out_where(void)
{
	struct xen_extraversion extra = {};
	unsigned int i;

	hypercall(__HYPERVISOR_xen_version, XENVER_extraversion, &extra);
	for (i = 0; i + 5 < sizeof(extra.extraversion); i++)
		hoist |= !memcmp(&extra.extraversion[i], "hoist", 5);
}

void guest_main(struct start_info *si)
{
	start_info = si;
	console_init();
	memory_init();
	traps_init();
	find_out_where();
	say("TAP version 13");
	guest_run();
	guest_exit();
}

/* The formatter's hook for %pS. */
const char *symbol_lookup(unsigned long addr, unsigned long *offset);
const char *symbol_lookup(unsigned long addr, unsigned long *offset)
{
	*offset = 0;
	return "?";
}
