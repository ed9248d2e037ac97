/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef ASM_BACKTRACE_H
#define ASM_BACKTRACE_H

#include <linux/types.h>

struct cpu_user_regs;

/**
 * dump_set_registers() - let dump_stack() start from these registers
 * @regs: of the exception; they must stay until then
 *
 * On the way to a panic; dump_stack() uses them once.
 */
void dump_set_registers(const struct cpu_user_regs *regs);

/* Made by tools/build/ksyms.py, which says what they are. */
extern const u32 hyp_sym_count;
extern const u32 hyp_sym_offset[], hyp_sym_name[];
extern const char hyp_sym_names[];

#endif /* ASM_BACKTRACE_H */
