/* SPDX-License-Identifier: GPL-2.0-only */
/* Stack protector (-fstack-protector-strong -mstack-protector-guard=global). */
#ifndef ASM_STACK_GUARD_H
#define ASM_STACK_GUARD_H

#include <linux/compiler.h>

extern unsigned long __stack_chk_guard;

/**
 * __stack_chk_fail() - called by compiled code when the word on the stack is not the
 *	guard
 */
void __noreturn __stack_chk_fail(void);

/**
 * stack_guard_init() - pick the guard
 *
 * Its caller must never return.
 */
void stack_guard_init(void);

#endif /* ASM_STACK_GUARD_H */
