/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Runs a few bytes of code in any mode of the CPU. Behind them stands INT3: what comes
 * back is the state at the first trap, vector 3 with RIP behind that when the code has
 * run to its end.
 */
#ifndef PVH_MODE_H
#define PVH_MODE_H

#include "pvh.h"

enum mode {
	MODE_LONG,
	MODE_LONG_USER,
	MODE_COMPAT,		/* 32-bit code in long mode */
	MODE_COMPAT16,
	MODE_COMPAT_USER,
	MODE_PAE,		/* 32-bit code, paging with 8-byte entries */
	MODE_PAE_USER,
	MODE_PAGED,		/* 32-bit code, paging with 4-byte entries */
	MODE_FLAT,		/* protected mode, no paging */
	MODE_FLAT16,
	MODE_REAL,
	NR_MODES,
};

extern const char * const mode_names[NR_MODES];
#define IS_LONG(mode)	((mode) <= MODE_COMPAT_USER)
#define IS_USER(mode)	\
	((mode) == MODE_LONG_USER || (mode) == MODE_COMPAT_USER || (mode) == MODE_PAE_USER)
#define IS_64(mode)	((mode) <= MODE_LONG_USER)
#define IS_PAGED(mode)	((mode) < MODE_FLAT)

struct mode_state {
	u64 rax, rcx, rdx, rbx, rsp, rbp, rsi, rdi;
	u64 r8, r9, r10, r11, r12, r13, r14, r15;
	u64 rip, rflags, cs, ss;
	/* OUT */
	u64 vector, error, cr2;
};

/*
 * Real Xen on QEMU's CPU, which tells no lengths, never gets past an instruction of PAE
 * code that leaves the container.
 */
bool mode_works(enum mode mode);

#define for_each_mode(mode)	\
	for ((mode) = 0; (mode) < NR_MODES; (mode)++)	\
		if (mode_works(mode))

/* Where code is put unless told otherwise; real mode reaches it. */
extern u8 code_pages[2 * 4096];
#define CODE	((u64)code_pages + 0x100)
/* So that @n bytes end with the page, or with the memory. */
#define CODE_AT_PAGE_END(n)	((u64)code_pages + PAGE_SIZE - (n))
#define CODE_AT_MEMORY_END(n)	((u64)PVH_LOW_END - (n))

/*
 * The state may say registers; RSP, RIP, CS and SS are set here. CR0 and CR4 may be
 * changed by the code: they are set anew afterwards.
 */
void mode_run(enum mode mode, u64 at, const void *code, unsigned int bytes,
	      struct mode_state *s);
#define RUN(mode, s, ...) do {						\
	static const u8 code_[] = { __VA_ARGS__ };			\
									\
	mode_run(mode, CODE, code_, sizeof(code_), s);			\
} while (0)
/* It ran to its end of @bytes from @at. */
bool mode_done(const struct mode_state *s, u64 at, unsigned int bytes);

#endif /* PVH_MODE_H */
