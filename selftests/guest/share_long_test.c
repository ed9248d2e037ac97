// SPDX-License-Identifier: GPL-2.0-only
/* The measurements of share_test over ten seconds each. The code is the same. */
#include "share_test.c"
