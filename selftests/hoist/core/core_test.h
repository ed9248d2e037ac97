/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef HOIST_CORE_TEST_H
#define HOIST_CORE_TEST_H

#include <linux/types.h>

/* main.c: one line: hoist_core_test: NAME good|BAD: VALUE */
void say(const char *name, bool good, long value);

void test_events(void);
void test_grants(void);

#endif /* HOIST_CORE_TEST_H */
