/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef HYP_LINUX_STRINGIFY_H
#define HYP_LINUX_STRINGIFY_H

#include <linux/compiler.h>

#endif
