/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef HYP_LINUX_BUG_H
#define HYP_LINUX_BUG_H

#include <hyp/bug.h>
#include <linux/build_bug.h>

#endif
