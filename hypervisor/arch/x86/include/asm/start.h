/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef ASM_START_H
#define ASM_START_H

#include <linux/compiler.h>
#include <linux/types.h>

/* From long_mode.S: the loader's magic and the address of its information. */
void __noreturn start(u32 magic, u32 info);

#endif /* ASM_START_H */
