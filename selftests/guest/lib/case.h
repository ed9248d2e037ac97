/* SPDX-License-Identifier: GPL-2.0-only */
/* What a case of a test says, in a PV kernel (guest.h) and in a PVH program (pvh.h). */
#ifndef GUEST_CASE_H
#define GUEST_CASE_H

#include <linux/types.h>
#include <linux/compiler.h>

/* Fails the case (which goes on) with both values, by name. */
#define EXPECT_EQ(got, want)						\
	expect_eq(#got, (long)(got), #want, (long)(want), __FILE__, __LINE__)
#define EXPECT(cond)							\
	expect_eq(#cond, !!(cond), "true", 1, __FILE__, __LINE__)
bool expect_eq(const char *got_text, long got, const char *want_text, long want,
	       const char *file, int line);
/* Leaves the case as skipped. */
void case_skip(const char *why);
/*
 * Real Xen differs in this case: what fails there is shown and counts as
 * skipped.  Each use stands in Documentation/xen-differences.rst.
 */
#define XEN_DIFFERS(why)	case_xen_differs(why)
void case_xen_differs(const char *why);
bool on_hoist(void);

/* A line on the console: "# " and the text for remarks, so that TAP stays TAP. */
void say(const char *fmt, ...) __printf(1, 2);
int vsnprintf(char *buf, size_t size, const char *fmt, __builtin_va_list args);
int snprintf(char *buf, size_t size, const char *fmt, ...) __printf(3, 4);

/* Of hypercall5(), which each of the two has its own of. */
#define HYPERCALL_PICK(a0, a1, a2, a3, a4, a5, name, ...)	name
#define HC0(n)			hypercall5(n, 0, 0, 0, 0, 0)
#define HC1(n, a)		hypercall5(n, (u64)(a), 0, 0, 0, 0)
#define HC2(n, a, b)		hypercall5(n, (u64)(a), (u64)(b), 0, 0, 0)
#define HC3(n, a, b, c)		hypercall5(n, (u64)(a), (u64)(b), (u64)(c), 0, 0)
#define HC4(n, a, b, c, d)	hypercall5(n, (u64)(a), (u64)(b), (u64)(c), (u64)(d), 0)
#define HC5(n, a, b, c, d, e)	hypercall5(n, (u64)(a), (u64)(b), (u64)(c), (u64)(d), (u64)(e))
/* hypercall(number, up to five arguments) */
#define hypercall(...)	\
	HYPERCALL_PICK(__VA_ARGS__, HC5, HC4, HC3, HC2, HC1, HC0)(__VA_ARGS__)

/* Faults */

struct trap_regs {
	u64 r15, r14, r13, r12, rbp, rbx, r11, r10, r9, r8;
	u64 rax, rcx, rdx, rsi, rdi;
	u64 vector, error;
	u64 rip, cs, rflags, rsp, ss;
};

/* What the last fault at an instruction with a fix-up was; vector ~0: none. */
struct last_fault {
	u64 vector, error, cr2, rip;
};

extern struct last_fault last_fault;
#define NO_FAULT	(~0UL)
/* Runs @insn (asm text with its own operands); a fault skips it. */
#define FIXUP(from, to)						\
	".pushsection __ex_table, \"a\"\n\t"			\
	".quad " #from ", " #to "\n\t"				\
	".popsection\n\t"
#define TRY(insn, ...) do {						\
	last_fault.vector = NO_FAULT;					\
	__asm__ __volatile__("1: " insn "\n2:\n\t" FIXUP(1b, 2b)	\
			     __VA_ARGS__);				\
} while (0)

#endif /* GUEST_CASE_H */
