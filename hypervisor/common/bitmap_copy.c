// SPDX-License-Identifier: GPL-2.0-only
/* Sets of CPUs to and from guests. */
#include <hyp/bitmap_copy.h>
#include <hyp/cpumask.h>
#include <hyp/guest_copy.h>
#include <linux/kernel.h>
#include <linux/minmax.h>
#include <linux/string.h>
#include <xen/interface/domctl.h>

#define CPU_BYTES	sizeof(struct cpumask)

/* Bits are little-endian on every machine we run on, so bytes can be copied. */
int cpumask_to_guest(const struct xenctl_bitmap *out, const struct cpumask *mask)
{
	u32 bytes = DIV_ROUND_UP((u64)out->nr_bits, 8);
	u32 have = min_t(u32, bytes, CPU_BYTES);

	if (guest_copy_to(out->bitmap.ptr, mask->bits, have))
		return -EFAULT;
	if (bytes > have && guest_clear(out->bitmap.ptr + have, bytes - have))
		return -EFAULT;
	return 0;
}

int cpumask_from_guest(struct cpumask *mask, const struct xenctl_bitmap *in)
{
	u32 bytes = min_t(u32, DIV_ROUND_UP((u64)in->nr_bits, 8), CPU_BYTES);
	u8 *byte = (u8 *)mask->bits;

	memset(mask, 0, sizeof(*mask));
	if (guest_copy_from(byte, in->bitmap.ptr, bytes))
		return -EFAULT;
	if (bytes && (in->nr_bits & 7) && in->nr_bits < CPU_BYTES * 8)
		byte[bytes - 1] &= (1U << (in->nr_bits & 7)) - 1;
	return 0;
}
