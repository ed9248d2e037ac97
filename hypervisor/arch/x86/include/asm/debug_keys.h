/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef ASM_DEBUG_KEYS_H
#define ASM_DEBUG_KEYS_H

/**
 * debug_keys_init() - register the architecture's keys of the console ('d', '0', 'R')
 *
 * At boot, once.
 */
void debug_keys_init(void);

#endif /* ASM_DEBUG_KEYS_H */
