/* SPDX-License-Identifier: GPL-2.0-only */
/* What the kernel's headers of the devices take from here. */
#ifndef SELFTESTS_LINUX_COMPILER_H
#define SELFTESTS_LINUX_COMPILER_H

#define __user

#endif
