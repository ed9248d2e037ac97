/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef HYP_LINUX_CONST_H
#define HYP_LINUX_CONST_H

/* Constants that both C and assembly read: the suffix exists in C only. */
#ifdef __ASSEMBLY__
#define _AC(value, suffix)	value
#define _AT(kind, value)	value
#else
#define HYP_AC_PASTE(value, suffix)	(value##suffix)
#define _AC(value, suffix)	HYP_AC_PASTE(value, suffix)
#define _AT(kind, value)	((kind)(value))
#endif

#define UL(value)	_AC(value, UL)
#define ULL(value)	_AC(value, ULL)
#define _UL(value)	_AC(value, UL)
#define _ULL(value)	_AC(value, ULL)
#define _BITUL(nr)	(_UL(1) << (nr))
#define _BITULL(nr)	(_ULL(1) << (nr))

#endif
