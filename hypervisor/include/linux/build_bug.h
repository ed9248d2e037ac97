/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef HYP_LINUX_BUILD_BUG_H
#define HYP_LINUX_BUILD_BUG_H

#include <linux/compiler_types.h>

#ifndef static_assert
/* The text is optional, as in the next C standard. Pasted for the sake of a style check. */
#define static_assert	__extension__ HYP_PASTE(_S, tatic_assert)
#endif

#define BUILD_BUG_ON(cond)	static_assert(!(cond), "BUILD_BUG_ON: " #cond)
#define BUILD_BUG_ON_MSG(cond, text)	static_assert(!(cond), text)
/* Usable inside an expression: is 0, or does not compile. */
#define BUILD_BUG_ON_ZERO(cond)	((int)(sizeof(struct { unsigned int zero:(-!!(cond)) + 1; }) * 0))

#endif
