/* SPDX-License-Identifier: GPL-2.0-only */
/* Between the files of the library. */
#ifndef PVH_INTERNAL_H
#define PVH_INTERNAL_H

#include "mode.h"

void pvh_main(unsigned int cpu);
void traps_init(void);
void traps_init_cpu(unsigned int cpu);
void trap_handler(struct trap_regs *regs);
/* Code of a mode is running: true, and the next thing to run is back in mode_run(). */
bool mode_trap(struct trap_regs *regs);
void cpu_start_at(unsigned int cpu, void (*fn)(void));
extern const u8 idt_desc[];

/* Between mode.c and mode_entry.S. */
void mode_enter_long(struct mode_state *s);
void mode_enter_legacy(void);
extern const u8 mode_back_long[], snippet_stack_top[], legacy_stack_top[];
extern struct mode_state legacy_state;
extern u32 legacy_cr0, legacy_cr3, legacy_cr4, legacy_flags;
extern u32 mode_frame[16], mode_frame_sp, mode_frame_cr2;
extern u64 mode_rsp;

extern const u8 trap_stubs[], legacy_stubs[], real_stubs[];
extern const struct { u64 from, to; } __ex_table_start[], __ex_table_end[];
/* Behind the program. */
extern u8 image_end[];
#define TRAP_STUB_BYTES	16
#define REAL_STUB_BYTES	8

#endif /* PVH_INTERNAL_H */
