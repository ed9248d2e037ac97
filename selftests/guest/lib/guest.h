/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Library of the bare-metal test kernels: a 64-bit PV kernel that boots in
 * dom0's place (or as a guest), runs its cases and speaks TAP on the
 * hypervisor's console.  The same binary runs on Hoist and on real Xen.
 *
 * A test file is
 *
 *	#include "guest.h"
 *
 *	static void refuses_null(void)
 *	{
 *		EXPECT_EQ(hypercall(__HYPERVISOR_xen_version, XENVER_extraversion, 0), -EFAULT);
 *	}
 *
 *	GUEST_TEST({ "a null pointer is refused", refuses_null },
 *		   { "another behaviour", another });
 *
 * Everything runs on one vCPU, with events masked unless the test says so.
 */
#ifndef GUEST_H
#define GUEST_H

#include <linux/types.h>
#include <linux/compiler.h>
#include <linux/errno.h>
#include <linux/kernel.h>
#include <linux/string.h>
#include <xen/interface/xen.h>
#include <asm/xen/interface.h>

#define VIRT_BASE	0xffffffff80000000UL
#define PAGE_SIZE	4096UL
#define PAGE_SHIFT	12

/* The test */

struct guest_case {
	const char *name;
	void (*fn)(void);
};

extern const struct guest_case guest_cases[];
extern const unsigned int guest_nr_cases;

#define GUEST_TEST(...)							\
	const struct guest_case guest_cases[] = { __VA_ARGS__ };	\
	const unsigned int guest_nr_cases = ARRAY_SIZE(guest_cases)

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
/* Ends the machine (QEMU is started with -no-reboot). */
void __noreturn guest_exit(void);

/* The hypervisor */

static inline long hypercall5(long nr, u64 a1, u64 a2, u64 a3, u64 a4, u64 a5)
{
	register u64 r10 __asm__("r10") = a4;
	register u64 r8 __asm__("r8") = a5;
	long ret = nr;

	__asm__ __volatile__("syscall"
			     : "+a" (ret), "+D" (a1), "+S" (a2), "+d" (a3), "+r" (r10), "+r" (r8)
			     : : "rcx", "r11", "memory", "cc");
	return ret;
}

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

extern struct start_info *start_info;
/* Mapped at boot; event channels are masked and the upcall is off. */
extern struct shared_info *shared_info;

/* Memory: pages of the initial area, mapped writable. */

void *alloc_page(void);			/* zeroed; never fails (panics) */
u64 virt_to_pfn(const void *va);
u64 virt_to_mfn(const void *va);
u64 pfn_to_mfn(u64 pfn);
u64 mfn_to_pfn(u64 mfn);
void *pfn_to_virt(u64 pfn);		/* of the initial area only */
/* Machine address of the L1 entry that maps @va, and the entry itself. */
u64 pte_maddr(const void *va);
u64 pte_read(const void *va);
/* The entry where we can see it: read-only, a write faults to the hypervisor. */
volatile u64 *pte_virt(const void *va);
/* Maps @mfn at the page @va (which must be one of ours) with flags. */
long map_mfn(void *va, u64 mfn, u64 flags);
#define PTE_P		0x1UL
#define PTE_W		0x2UL
#define PTE_U		0x4UL
#define PTE_A		0x20UL
#define PTE_D		0x40UL
#define PTE_KERNEL	(PTE_P | PTE_W | PTE_U | PTE_A | PTE_D)
#define PTE_KERNEL_RO	(PTE_P | PTE_U | PTE_A)

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
/* True if the access worked; else last_fault tells. */
bool try_read(const volatile void *va, u64 *val);
bool try_write(volatile void *va, u64 val);
/* Runs @insn (asm text with its own operands); a fault skips it. */
#define FIXUP(from, to)						\
	".pushsection __ex_table, \"a\"\n\t"			\
	".quad " #from ", " #to "\n\t"				\
	".popsection\n\t"
#define TRY(insn, ...) do {						\
	last_fault.vector = ~0UL;					\
	__asm__ __volatile__("1: " insn "\n2:\n\t" FIXUP(1b, 2b)	\
			     __VA_ARGS__);				\
} while (0)
/* Called for vectors without a fix-up when set; true: handled, go on. */
extern bool (*trap_hook)(struct trap_regs *regs);

/* Events */

/* Called for each upcall with events masked; unmask with events_on(). */
extern void (*event_hook)(void);
void events_on(void);
void events_off(void);
extern volatile u64 nr_upcalls;

static inline u64 rdtsc(void)
{
	u32 lo, hi;

	__asm__ __volatile__("rdtsc" : "=a" (lo), "=d" (hi));
	return (u64)hi << 32 | lo;
}

u64 system_time_ns(void);

#endif /* GUEST_H */
