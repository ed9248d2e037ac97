/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Library of PVH test programs: bare-metal 64-bit code in a hardware container, one
 * domain for each case. The program is carried by a PV test kernel, which makes the
 * domain, waits for its end and prints TAP (lib/pvh_child.h). A test file is
 *
 *	#include "pvh.h"
 *
 *	static void adds(void)
 *	{
 *		EXPECT_EQ(1 + 1, 2);
 *	}
 *
 *	PVH_TEST(PVH_CASE("one and one", adds),
 *		 PVH_CASE("it dies", dies, .ends = PVH_CRASHES));
 *
 * All memory is mapped one to one, readable and writable by user code too; the first
 * 2 MiB in small pages. Interrupts are off unless the test says so.
 */
#ifndef PVH_H
#define PVH_H

#include <linux/types.h>
#include <linux/compiler.h>
#include <linux/errno.h>
#include <linux/kernel.h>
#include <linux/string.h>
#include <xen/interface/xen.h>
#include <xen/interface/sched.h>
#include <asm/xen/interface.h>

#include "../lib/case.h"
#include "abi.h"
#include "layout.h"

#define PAGE_SIZE	4096UL
#define PAGE_SHIFT	12

#define PVH_CASE(text, function, ...)	\
	{ .name = (u64)(text), .fn = (u64)(function), __VA_ARGS__ }
#define PVH_TEST(...)							\
	const struct pvh_case pvh_cases[] = { __VA_ARGS__ };		\
	const u32 pvh_nr_cases = ARRAY_SIZE(pvh_cases)
extern const struct pvh_case pvh_cases[];
extern const u32 pvh_nr_cases;
extern struct pvh_shared pvh_shared;

/* Ends the domain. */
void __noreturn pvh_exit(u32 reason);
void __noreturn pvh_panic(const char *text);

/* The hypervisor */

static inline long hypercall5(long nr, u64 a1, u64 a2, u64 a3, u64 a4, u64 a5)
{
	register u64 r10 __asm__("r10") = a4;
	register u64 r8 __asm__("r8") = a5;
	long ret = nr;

	__asm__ __volatile__("vmmcall"
			     : "+a" (ret), "+D" (a1), "+S" (a2), "+d" (a3), "+r" (r10), "+r" (r8)
			     : : "memory", "cc");
	return ret;
}

/* QEMU's CPU, which gets some things wrong that others don't: its name says so. */
bool on_tcg(void);

/* What the registers were at the entry. */
extern const struct pvh_entry_regs {
	u32 eax, ecx, edx, ebx, ebp, esi, edi, eflags, cr0, cr4, efer;
} entry_regs;

/* Traps */

/* True: handled, go on at what is in @regs. */
extern bool (*trap_hook)(struct trap_regs *regs);
/* Interrupts and NMIs that came, by vector, on any vCPU. */
extern volatile u32 nr_irqs[256];
extern void (*irq_hook)(u8 vector);

/* vCPUs: 0 begins; the others are started from there. */
unsigned int cpu_id(void);
void cpu_start(unsigned int cpu, void (*fn)(void));
extern const u8 ap_start[];
/* Which are up, a bit each, and the number that the next one takes. */
extern volatile u32 cpus_up, ap_next;

/* Instructions */

static inline u64 rdtsc(void)
{
	u32 lo, hi;

	__asm__ __volatile__("rdtsc" : "=a" (lo), "=d" (hi));
	return (u64)hi << 32 | lo;
}

static inline void cpuid(u32 leaf, u32 sub, u32 out[4])
{
	__asm__ __volatile__("cpuid" : "=a" (out[0]), "=b" (out[1]), "=c" (out[2]), "=d" (out[3])
			     : "0" (leaf), "2" (sub));
}

/* False: #GP. */
bool try_rdmsr(u32 msr, u64 *val);
bool try_wrmsr(u32 msr, u64 val);

static inline u64 rdmsr(u32 msr)
{
	u32 lo, hi;

	__asm__ __volatile__("rdmsr" : "=a" (lo), "=d" (hi) : "c" (msr));
	return (u64)hi << 32 | lo;
}

static inline void wrmsr(u32 msr, u64 val)
{
	__asm__ __volatile__("wrmsr" : : "c" (msr), "a" ((u32)val), "d" ((u32)(val >> 32))
			     : "memory");
}

#define CR_ACCESS(nr)							\
static inline u64 read_cr##nr(void)					\
{									\
	u64 val;							\
									\
	__asm__ __volatile__("mov %%cr" #nr ", %0" : "=r" (val) : : "memory");	\
	return val;							\
}									\
static inline void write_cr##nr(u64 val)				\
{									\
	__asm__ __volatile__("mov %0, %%cr" #nr : : "r" (val) : "memory");	\
}

CR_ACCESS(0)
CR_ACCESS(2)
CR_ACCESS(3)
CR_ACCESS(4)
CR_ACCESS(8)

static inline void irq_on(void)
{
	__asm__ __volatile__("sti; nop" : : : "memory");
}

static inline void irq_off(void)
{
	__asm__ __volatile__("cli" : : : "memory");
}

static inline void hlt_irq_on(void)
{
	__asm__ __volatile__("sti; hlt; cli" : : : "memory");
}

/* Memory */

extern u64 gdt[GDT_ENTRIES];
extern u64 idt[512];		/* two for each vector */
extern u64 pml4[512], pdpt[512], pd[2048], pt0[512];
void *alloc_page(void);		/* zeroed */
/* Small page @va of the first 2 MiB, in all page tables there are. */
void page_hide(u64 va);
void page_show(u64 va);

#endif /* PVH_H */
