/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef HOIST_TEST_PAGE_H
#define HOIST_TEST_PAGE_H

#include <linux/types.h>

/* page.S: for the hypervisor to fill with its calls. */
extern u8 hoist_test_page[];

#endif /* HOIST_TEST_PAGE_H */
