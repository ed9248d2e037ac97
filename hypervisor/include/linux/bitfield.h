/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef HYP_LINUX_BITFIELD_H
#define HYP_LINUX_BITFIELD_H

/* @mask is a constant made with GENMASK(): it says both the place and the width. */
#define FIELD_GET(mask, reg)	\
	((__typeof__(mask))(((reg) & (mask)) >> (__builtin_ffsll(mask) - 1)))
#define FIELD_PREP(mask, val)	\
	((((__typeof__(mask))(val)) << (__builtin_ffsll(mask) - 1)) & (mask))

#endif
