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

#include "case.h"

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

/* Ends the machine (QEMU is started with -no-reboot). */
void __noreturn guest_exit(void);

/* The number behind @key, such as "seed=", on the command line. */
u64 number_after(const char *key, u64 otherwise);

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

/* True if the access worked; else last_fault tells. */
bool try_read(const volatile void *va, u64 *val);
bool try_write(volatile void *va, u64 val);
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
