/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef HYP_ASM_BARRIER_H
#define HYP_ASM_BARRIER_H

#include <linux/compiler.h>

/*
 * x86 keeps loads in order among themselves and stores among themselves; only a load
 * may pass an older store (SDM volume 3, 9.2.2). So two of the three SMP barriers are for
 * the compiler alone, and the full one is a locked operation, which is cheaper than MFENCE.
 */

/* all before it against all after it */
#define smp_mb()	__asm__ __volatile__("lock; addl $0, -4(%%rsp)" : : : "memory", "cc")
/* loads against loads */
#define smp_rmb()	barrier()
/* stores against stores */
#define smp_wmb()	barrier()

/* The same three for devices and for write-combining memory. */
#define mb()		__asm__ __volatile__("mfence" : : : "memory")
/* loads */
#define rmb()		__asm__ __volatile__("lfence" : : : "memory")
/* stores */
#define wmb()		__asm__ __volatile__("sfence" : : : "memory")

/* Nothing after it starts, not even speculatively, before everything before it is done. */
#define barrier_nospec()	__asm__ __volatile__("lfence" : : : "memory")

/* A load that everything after it comes after. */
#define smp_load_acquire(ptr) ({			\
	__typeof__((ptr)[0]) __la_val = READ_ONCE((ptr)[0]);	\
	barrier();					\
	__la_val; })

/* A store that everything before it comes before. */
#define smp_store_release(ptr, val) do {		\
	barrier();					\
	WRITE_ONCE((ptr)[0], val);			\
} while (0)

/* A store, then a full barrier. */
#define smp_store_mb(var, val)	((void)__atomic_exchange_n(&(var), val, __ATOMIC_SEQ_CST))
/* With an atomic operation that returns nothing: a locked one is a full barrier on x86. */
#define smp_mb__before_atomic()	barrier()
/* The same behind one. */
#define smp_mb__after_atomic()	barrier()

/* In a loop that waits for another CPU. */
#ifdef HYP_HOST_TEST
/* CPUs are threads there, and the one waited for may not be running. */

/**
 * host_yield() - host tests: give the processor to another thread
 */
void host_yield(void);
#define cpu_relax()	host_yield()
#else
#define cpu_relax()	__asm__ __volatile__("pause" : : : "memory")
#endif

/**
 * array_index_mask_nospec() - mask that makes an index harmless under speculation
 * @index: what a guest gave
 * @size: number of elements
 *
 * Return: all ones when @index < @size, else 0; computed without a branch.
 */
static inline unsigned long array_index_mask_nospec(unsigned long index, unsigned long size)
{
	unsigned long mask;

	/* An immediate of more than 32 bits does not exist: hence "e". */
	__asm__ __volatile__("cmpq %[size], %[index]\n\t"
			     "sbbq %[mask], %[mask]"
			     : [mask] "=r"(mask)
			     : [size] "rme"(size), [index] "r"(index) : "cc");
	return mask;
}

#endif
