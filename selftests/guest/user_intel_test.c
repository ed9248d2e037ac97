// SPDX-License-Identifier: GPL-2.0-only
/* The same on a CPU of Intel's, where SYSENTER works in 64-bit mode. */
#include "user_test.c"
