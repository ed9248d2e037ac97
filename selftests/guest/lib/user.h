/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A user of the test kernel. It has the kernel's page tables, so all code and data are
 * at hand in both modes; user_run() leaves for it and comes back with the first thing
 * that brings the CPU into the kernel again.
 */
#ifndef USER_H
#define USER_H

#include "user_way.h"

#include <linux/types.h>

struct trap_regs;

/* What SYSCALL and SYSENTER leave on the kernel's stack. */
struct user_frame {
	u64 rcx, r11, rip, cs, rflags, rsp, ss;
};

extern struct user_frame user_frame;	/* of WAY_SYSCALL and WAY_SYSENTER ... */
extern u64 user_rax;			/* ... with what was in RAX, and ... */
extern struct trap_regs user_trap;	/* ... of WAY_TRAP */
extern u64 user_stack;			/* the user's RSP at first */

/* Once: the user's page tables, stacks, the kernel's entry for SYSCALL. */
void user_init(void);

/* Entry point for CALLBACKTYPE_sysenter. */
extern const u8 user_sysenter_entry[];

/* Events are masked again afterwards. Returns one of WAY_*. */
u64 user_run(const void *code, u64 rflags);

/* Code for the user, in user_entry.S. */
extern const u8 user_syscall[], user_syscall_next[], user_sysenter[], user_hlt[];
extern const u8 user_int[], user_nop[];

/* Between user.c and user_entry.S. */
extern u64 user_way, user_kernel_rsp;
extern const u8 user_syscall_entry[];
void user_enter(const void *rip, u64 rflags, u64 rsp);
void user_back(void);

#endif /* USER_H */
