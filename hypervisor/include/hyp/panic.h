/* SPDX-License-Identifier: GPL-2.0-only */
/* The end: registers, stack, then reboot after 5 s unless noreboot. */
#ifndef HYP_PANIC_H
#define HYP_PANIC_H

#include <linux/compiler.h>
#include <linux/types.h>

struct cpu_user_regs;

void __noreturn panic(const char *fmt, ...) __printf(1, 2);
/* Boot can't go on for an outside cause: one line, no dump, then as above. */
void __noreturn boot_fail(const char *fmt, ...) __printf(1, 2);

/*
 * Where both go instead of ending the machine, while the CPU can still go back to what it
 * was before start-up (a kernel that hoists us); NULL: nowhere.
 */
void panic_set_catcher(void (*fn)(const char *why) __noreturn);

/* By the arch. */
void dump_registers(const struct cpu_user_regs *regs);
void dump_stack(void);
void __noreturn machine_restart(unsigned int delay_ms);
void __noreturn machine_halt(void);
/* Name of the function that holds an address; *offset into it; "?" if none. */
const char *symbol_lookup(unsigned long addr, unsigned long *offset);

extern bool opt_noreboot;

#endif /* HYP_PANIC_H */
