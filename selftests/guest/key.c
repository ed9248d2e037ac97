// SPDX-License-Identifier: GPL-2.0-only
/*
 * Not a test: presses the debug keys of "keys=" on its command line, says "key: waits",
 * and then lives on for as many seconds as "seconds=" says, telling each.
 */
#include "guest.h"

#include <xen/interface/sched.h>
#include <xen/interface/sysctl.h>

#include "internal.h"

static char keys[32];
static u64 seconds = 10;

static const char *after(const char *key)
{
	const char *line = (const char *)start_info->cmd_line;

	for (; *line; line++)
		if (!strncmp(line, key, strlen(key)))
			return line + strlen(key);
	return NULL;
}

static void options(void)
{
	const char *s = after("keys=");
	u32 i;

	for (i = 0; s && s[i] > ' ' && i < sizeof(keys) - 1; i++)
		keys[i] = s[i];
	s = after("seconds=");
	for (seconds = s ? 0 : seconds; s && *s >= '0' && *s <= '9'; s++)
		seconds = seconds * 10 + *s - '0';
}

/* Time goes on by itself; an event that is pending would end the wait. */
static void wait_until(u64 time)
{
	while (system_time_ns() < time)
		hypercall(__HYPERVISOR_sched_op, SCHEDOP_yield, 0);
}

static void press(void)
{
	struct xen_sysctl op = { .cmd = XEN_SYSCTL_debug_keys,
		.interface_version = XEN_SYSCTL_INTERFACE_VERSION };
	u64 start, i;

	options();
	say("key: waits");
	op.u.debug_keys.nr_keys = strlen(keys);
	set_xen_guest_handle(op.u.debug_keys.keys, keys);
	if (*keys)
		EXPECT_EQ(hypercall(__HYPERVISOR_sysctl, &op), 0);
	start = system_time_ns();
	for (i = 1; i <= seconds; i++) {
		wait_until(start + i * 1000000000);
		say("key: %llu s", i);
	}
}

GUEST_TEST({ "keys", press });
