/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Included by the compiler's command line before every file of the hypervisor.
 *
 * All symbols are hidden, so that position-independent code reaches them
 * without a GOT, which nobody would fill in.
 */
#ifndef HYP_FORCE_H
#define HYP_FORCE_H

#include <generated/autoconf.h>

#ifndef __ASSEMBLY__
#pragma GCC visibility push(hidden)
#endif

#endif /* HYP_FORCE_H */
