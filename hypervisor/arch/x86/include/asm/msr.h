/* SPDX-License-Identifier: GPL-2.0-only */
/* Model-specific registers and the time stamp counter. */
#ifndef ASM_MSR_H
#define ASM_MSR_H

#include <linux/errno.h>
#include <linux/types.h>
#include <asm/extable.h>

/**
 * rdmsr() - read an MSR that exists
 * @msr: index; #GP in here is fatal
 */
static inline u64 rdmsr(u32 msr)
{
	u32 lo, hi;

	__asm__ __volatile__("rdmsr" : "=a" (lo), "=d" (hi) : "c" (msr));
	return (u64)hi << 32 | lo;
}

/**
 * wrmsr() - write an MSR that exists
 * @msr: index
 * @val: a value that it takes
 */
static inline void wrmsr(u32 msr, u64 val)
{
	__asm__ __volatile__("wrmsr" : : "c" (msr), "a" ((u32)(val & 0xffffffff)),
			       "d" ((u32)(val >> 32)) : "memory");
}

/**
 * rdmsr_safe() - read an MSR that may not exist
 * @msr: index
 * @val: OUT, 0 on an error
 *
 * Return: 0 or -EIO (#GP).
 */
static inline int rdmsr_safe(u32 msr, u64 *val)
{
	u32 lo, hi;
	int err;

	__asm__ __volatile__("1: rdmsr\n\t"
			     "xorl %[err], %[err]\n\t"
			     "jmp 3f\n"
			     "2: movl %[eio], %[err]\n\t"
			     "xorl %%eax, %%eax\n\t"
			     "xorl %%edx, %%edx\n"
			     "3:"
			     EX_TABLE(1b, 2b)
			     : "=a" (lo), "=d" (hi), [err] "=&r" (err)
			     : "c" (msr), [eio] "i" (-EIO) : "cc");
	*val = (u64)hi << 32 | lo;
	return err;
}

/**
 * wrmsr_safe() - write an MSR that may not exist or take the value
 * @msr: index
 * @val: the value
 *
 * Return: 0 or -EIO (#GP).
 */
static inline int wrmsr_safe(u32 msr, u64 val)
{
	int err;

	__asm__ __volatile__("1: wrmsr\n\t"
			     "xorl %[err], %[err]\n\t"
			     "jmp 3f\n"
			     "2: movl %[eio], %[err]\n"
			     "3:"
			     EX_TABLE(1b, 2b)
			     : [err] "=&r" (err)
			     : "c" (msr), "a" ((u32)val), "d" ((u32)(val >> 32)),
			       [eio] "i" (-EIO) : "memory", "cc");
	return err;
}

/**
 * rdtsc() - time stamp counter, not ordered against anything
 *
 * Good for jitter and coarse time.
 */
static inline u64 rdtsc(void)
{
	u32 lo, hi;

	__asm__ __volatile__("rdtsc" : "=a" (lo), "=d" (hi));
	return (u64)hi << 32 | lo;
}

/**
 * rdtsc_ordered() - time stamp counter, not before earlier loads are done
 *
 * SDM volume 3, 18.17.4; LFENCE must be serialising.
 */
static inline u64 rdtsc_ordered(void)
{
	u32 lo, hi;

	__asm__ __volatile__("lfence\n\trdtsc" : "=a" (lo), "=d" (hi) : : "memory");
	return (u64)hi << 32 | lo;
}

#endif /* ASM_MSR_H */
