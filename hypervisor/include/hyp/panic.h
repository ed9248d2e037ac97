/* SPDX-License-Identifier: GPL-2.0-only */
/* The end: registers, stack, then reboot after 5 s unless noreboot. */
#ifndef HYP_PANIC_H
#define HYP_PANIC_H

#include <linux/compiler.h>
#include <linux/types.h>

struct cpu_user_regs;

/**
 * panic() - the hypervisor can't go on: message, registers or back-trace, the end
 * @fmt: message, without a newline
 * @...: for @fmt
 *
 * Any context, locks held or not: the other CPUs are stopped and nothing waits.  Then as
 * panic_set_catcher() has it, else reboot after 5 s, or halt with noreboot.
 */
void __noreturn panic(const char *fmt, ...) __printf(1, 2);

/**
 * boot_fail() - boot can't go on for an outside cause: one line, no dump, then as panic()
 * @fmt: cause, without a newline
 * @...: for @fmt
 */
void __noreturn boot_fail(const char *fmt, ...) __printf(1, 2);

/**
 * panic_set_catcher() - where panic() and boot_fail() go instead of ending the machine
 * @fn: gets the message; NULL: nowhere
 *
 * While the CPU can still go back to what it was before start-up (a kernel that hoists us).
 */
void panic_set_catcher(void (*fn)(const char *why) __noreturn);

/**
 * dump_registers() - print registers, with the name of the function
 * @regs: of an exception or of the guest
 */
void dump_registers(const struct cpu_user_regs *regs);

/**
 * dump_stack() - print this CPU's call chain; of the exception that ends the machine, if it does
 *
 * Any context.
 */
void dump_stack(void);

/**
 * machine_restart() - stop all CPUs and start the machine again
 * @delay_ms: how long to wait before, ms
 *
 * Any context.
 */
void __noreturn machine_restart(unsigned int delay_ms);

/**
 * machine_halt() - stop this CPU for ever, interrupts off
 */
void __noreturn machine_halt(void);

/**
 * symbol_lookup() - name of the function that holds an address
 * @addr: any
 * @offset: OUT bytes into it
 *
 * Return: "?" if there is none.
 */
const char *symbol_lookup(unsigned long addr, unsigned long *offset);

extern bool opt_noreboot;

#endif /* HYP_PANIC_H */
