/* SPDX-License-Identifier: GPL-2.0-only */
/* Between the files of the library. */
#ifndef GUEST_INTERNAL_H
#define GUEST_INTERNAL_H

#include <linux/compiler.h>
#include <linux/types.h>

struct start_info;
struct trap_regs;

/* An instruction that may fault, and where to go on then. */
struct fixup {
	u64 from, to;
};

extern const struct fixup __ex_table_start[], __ex_table_end[];

/* Entry points in start.S, by vector. */
#define TRAP_STUBS(X)	X(0) X(1) X(3) X(4) X(5) X(6) X(7) X(10) X(11) X(12) X(13) X(14) \
			X(16) X(17) X(18) X(19) X(32) X(128)
extern const char trap_0[], trap_1[], trap_3[], trap_4[], trap_5[], trap_6[], trap_7[],
	trap_10[], trap_11[], trap_12[], trap_13[], trap_14[], trap_16[], trap_17[],
	trap_18[], trap_19[], trap_32[], trap_128[];
extern const char event_callback[], failsafe_callback[];

/* What the case that runs has come to. */
struct case_state {
	bool failed, skipped, differs;
};

extern struct case_state case_state;

void guest_main(struct start_info *si);
/* All cases, with the plan of TAP before them. */
void guest_run(void);
void __noreturn guest_panic(const char *text);
/* Behind the last byte of the program. */
extern const char image_end[];

void console_init(void);
void console_write(const char *text, size_t len);
void memory_init(void);
void traps_init(void);
void trap_handler(struct trap_regs *regs);
void event_handler(struct trap_regs *regs);

#endif /* GUEST_INTERNAL_H */
