/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef ASM_DEBUG_KEYS_H
#define ASM_DEBUG_KEYS_H

void debug_keys_init(void);

#endif /* ASM_DEBUG_KEYS_H */
