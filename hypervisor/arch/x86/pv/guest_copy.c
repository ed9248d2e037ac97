// SPDX-License-Identifier: GPL-2.0-only
/*
 * Copies to and from a PV guest, whose memory is mapped while it is current.
 * A fault ends the copy; no page fault of the guest is raised for it.
 */
#include <asm/guest_copy.h>

#include <linux/errno.h>
#include <linux/nospec.h>
#include <linux/string.h>
#include <hyp/guest_copy.h>
#include <asm/extable.h>
#include <asm/layout.h>
#include <asm/smap.h>

/*
 * Neither starts nor ends in the hypervisor's half-open range, and does not
 * wrap.  The mask keeps a mispredicted check from reading our memory.
 */
static bool range_ok(u64 *gva, unsigned long bytes)
{
	u64 start = *gva, end = start + bytes;

	if (end < start)
		return false;
	if (end <= HYP_VIRT_START) {
		*gva &= array_index_mask_nospec(start, HYP_VIRT_START);
		return true;
	}
	if (start < HYP_VIRT_END)
		return false;
	barrier_nospec();
	return true;
}

static unsigned long copy_bytes(void *to, const void *from, unsigned long bytes)
{
	unsigned long words = bytes / 8;

	__asm__ __volatile__(ASM_STAC
			     "1: rep movsq\n"
			     "   mov %k[tail], %%ecx\n"
			     "2: rep movsb\n"
			     "   jmp 5f\n"
			     /* RCX words are left, and the tail */
			     "3: lea (%q[tail], %%rcx, 8), %%rcx\n"
			     "5:\n"
			     ASM_CLAC
			     EX_TABLE(1b, 3b)
			     EX_TABLE(2b, 5b)
			     : "+D" (to), "+S" (from), "+c" (words)
			     : [tail] "r" (bytes % 8) : "memory", "cc");
	return words;
}

unsigned long pv_copy_from(void *to, u64 gva, unsigned long bytes)
{
	unsigned long left = bytes;

	if (range_ok(&gva, bytes))
		left = copy_bytes(to, (const void *)(unsigned long)gva, bytes);
	/* A caller that forgets the answer must not use our old stack. */
	if (left)
		memset((char *)to + bytes - left, 0, left);
	return left;
}

unsigned long pv_copy_to(u64 gva, const void *from, unsigned long bytes)
{
	if (!range_ok(&gva, bytes))
		return bytes;
	return copy_bytes((void *)(unsigned long)gva, from, bytes);
}

unsigned long pv_clear(u64 gva, unsigned long bytes)
{
	unsigned long left = bytes;

	if (!range_ok(&gva, bytes))
		return bytes;
	__asm__ __volatile__(ASM_STAC
			     "1: rep stosb\n"
			     "2:\n"
			     ASM_CLAC
			     EX_TABLE(1b, 2b)
			     : "+D" (gva), "+c" (left) : "a" (0) : "memory", "cc");
	return left;
}
