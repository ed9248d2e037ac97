// SPDX-License-Identifier: GPL-2.0-only
/*
 * The storm of fuzz_test at length: ten million calls, as fuzz_long_test.args
 * has it.  The code is the same.
 */
#include "fuzz_test.c"
