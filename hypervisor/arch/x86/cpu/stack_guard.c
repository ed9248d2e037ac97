// SPDX-License-Identifier: GPL-2.0-only
/*
 * The stack protector's word. One for all CPUs: a value per CPU would need a
 * segment base, and those are the guest's.
 */
#include <asm/stack_guard.h>

#include <linux/bits.h>
#include <hyp/panic.h>
#include <asm/cpufeature.h>
#include <asm/msr.h>

#define CPUID_1_ECX_RDRAND	BIT(30)

/* Names are the compiler's. */
unsigned long __stack_chk_guard = 0x5bd1e995a3c59ac3UL;

static unsigned long random_word(void)
{
	unsigned long val = 0;

	if (cpuid(1, 0).ecx & CPUID_1_ECX_RDRAND)
		__asm__ __volatile__("rdrand %0" : "=r" (val) : : "cc");
	return val ^ rdtsc() * 0x9e3779b97f4a7c15UL;
}

void stack_guard_init(void)
{
	/* A zero byte first: string functions stop there. */
	__stack_chk_guard = random_word() & ~0xffUL;
}

void __stack_chk_fail(void)
{
	panic("stack overwritten, called from %pS", __builtin_return_address(0));
}
