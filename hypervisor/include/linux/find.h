/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef HYP_LINUX_FIND_H
#define HYP_LINUX_FIND_H

#include <linux/bitops.h>

#endif
