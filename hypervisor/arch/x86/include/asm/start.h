/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef ASM_START_H
#define ASM_START_H

#include <linux/compiler.h>
#include <linux/types.h>

/**
 * start() - first C of a boot by a loader
 * @magic: the loader's
 * @info: physical address of its information
 *
 * From long_mode.S, boot CPU, interrupts off.
 */
void __noreturn start(u32 magic, u32 info);

#endif /* ASM_START_H */
