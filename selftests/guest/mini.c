// SPDX-License-Identifier: GPL-2.0-only
/*
 * The smallest guest that lives: says that it is there, and then sleeps a second at a
 * time. For tests that want many guests.
 */
#include "guest.h"

#include "child.h"

static void lives(void)
{
	for (;;) {
		say("# mini: %llu s", system_time_ns() / 1000000000);
		sleep_ms(1000);
	}
}

GUEST_TEST({ "it lives", lives });
