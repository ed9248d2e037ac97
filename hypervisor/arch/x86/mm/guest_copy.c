// SPDX-License-Identifier: GPL-2.0-only
/*
 * Guest memory of a PV guest: it is mapped where we run, so a copy is a copy
 * that may fault.  The range is checked first: the guest must not lead us to
 * our own memory.
 */
#include <asm/guest_access.h>

#include <linux/bits.h>
#include <linux/errno.h>
#include <linux/overflow.h>
#include <linux/string.h>
#include <hyp/guest_copy.h>
#include <asm/barrier.h>
#include <asm/extable.h>
#include <asm/layout.h>

bool cpu_smap_on;

/* AC lets supervisor code reach user pages although SMAP is on (SDM 3A, 4.6). */
static inline void user_access_begin(void)
{
	if (cpu_smap_on)
		__asm__ __volatile__("stac" : : : "memory", "cc");
}

static inline void user_access_end(void)
{
	if (cpu_smap_on)
		__asm__ __volatile__("clac" : : : "memory", "cc");
}

bool pv_guest_range(u64 gva, u64 bytes)
{
	u64 end;

	if (check_add_overflow(gva, bytes, &end))
		return gva >= HYP_VIRT_END && !end;
	return end <= BIT_ULL(47) || gva >= HYP_VIRT_END;
}

/* Whole words first.  A fault leaves RCX where the copy stopped. */
static unsigned long copy_may_fault(void *to, const void *from, unsigned long bytes)
{
	unsigned long left = bytes / 8;

	user_access_begin();
	__asm__ __volatile__("1: rep movsq\n\t"
			     "mov %[tail], %%rcx\n"
			     "2: rep movsb\n\t"
			     "jmp 4f\n"
			     "3: lea (%[tail], %%rcx, 8), %%rcx\n"
			     "4:"
			     EX_TABLE(1b, 3b)
			     EX_TABLE(2b, 4b)
			     : "+c" (left), "+D" (to), "+S" (from)
			     : [tail] "r" (bytes % 8) : "memory");
	user_access_end();
	return left;
}

static unsigned long clear_may_fault(void *to, unsigned long bytes)
{
	unsigned long left = bytes;

	user_access_begin();
	__asm__ __volatile__("1: rep stosb\n"
			     "2:"
			     EX_TABLE(1b, 2b)
			     : "+c" (left), "+D" (to) : "a" (0) : "memory");
	user_access_end();
	return left;
}

unsigned long pv_copy_from(void *to, u64 gva, unsigned long bytes)
{
	unsigned long left = bytes;

	if (pv_guest_range(gva, bytes)) {
		barrier_nospec();
		left = copy_may_fault(to, (const void *)gva, bytes);
	}
	/* A caller that forgets the answer must not use our old stack. */
	if (left)
		memset((char *)to + bytes - left, 0, left);
	return left;
}

unsigned long pv_copy_to(u64 gva, const void *from, unsigned long bytes)
{
	if (!pv_guest_range(gva, bytes))
		return bytes;
	barrier_nospec();
	return copy_may_fault((void *)gva, from, bytes);
}

unsigned long pv_clear(u64 gva, unsigned long bytes)
{
	if (!pv_guest_range(gva, bytes))
		return bytes;
	barrier_nospec();
	return clear_may_fault((void *)gva, bytes);
}

int guest_cmpxchg_u32(u64 gva, u32 *old, u32 new)
{
	int err = -EFAULT;

	if (!pv_guest_range(gva, sizeof(u32)) || gva % sizeof(u32))
		return -EFAULT;
	barrier_nospec();
	user_access_begin();
	__asm__ __volatile__("1: lock cmpxchgl %[new], (%[ptr])\n\t"
			     "xorl %[err], %[err]\n"
			     "2:"
			     EX_TABLE(1b, 2b)
			     : [err] "+r" (err), "+a" (*old)
			     : [ptr] "r" (gva), [new] "r" (new) : "memory", "cc");
	user_access_end();
	return err;
}
