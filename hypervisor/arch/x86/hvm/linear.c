// SPDX-License-Identifier: GPL-2.0-only
/*
 * Places in segments (APM 2 4.5, 4.12) of accesses that the hypervisor makes for an
 * instruction: its exit comes before the CPU looks at them.
 */
#include "linear.h"

#include <linux/limits.h>
#include <asm/system.h>

#define TYPE_CODE	0x8
#define TYPE_DOWN	0x4	/* of data */
#define TYPE_WRITE	0x2	/* of data; of code: may be read */
#define CANONICAL_4	48
#define CANONICAL_5	57

void hvm_linear_get(struct vcpu *v, enum hvm_segment_name seg, struct hvm_linear *l)
{
	struct hvm_state s;

	hvm_ops->get_state(v, &s);
	*l = (struct hvm_linear){
		.seg = s.seg[seg],
		.is_64 = hvm_ops->code_bits(v) == 64,
		.real = !(s.cr0 & CR0_PE) || (s.regs.rflags & RFLAGS_VM),
		.canonical = s.cr4 & CR4_LA57 ? CANONICAL_5 : CANONICAL_4,
	};
	if (l->is_64 && seg != HVM_FS && seg != HVM_GS)
		l->seg.base = 0;
}

static bool is_canonical(const struct hvm_linear *l, u64 at)
{
	unsigned int above = 64 - l->canonical;

	return (u64)((s64)(at << above) >> above) == at;
}

/* Real mode has limits, but no kinds of segments. */
static bool is_allowed(const struct hvm_linear *l, bool write)
{
	u16 attr = l->seg.attr;

	if (l->real)
		return true;
	if (!(attr & HVM_SEG_P))
		return false;
	if (attr & TYPE_CODE)
		return !write && (attr & TYPE_WRITE);
	return !write || (attr & TYPE_WRITE);
}

static bool is_within(const struct hvm_linear *l, u64 offset, unsigned int bytes)
{
	const struct hvm_segment *s = &l->seg;
	u64 last = offset + bytes - 1;

	if (!l->real && (s->attr & (TYPE_CODE | TYPE_DOWN)) == TYPE_DOWN)
		return offset > s->limit && last <= (s->attr & HVM_SEG_DB ? U32_MAX : 0xffff);
	return last <= s->limit;
}

bool hvm_linear_at(const struct hvm_linear *l, u64 offset, unsigned int bytes, bool write, u64 *at)
{
	*at = l->seg.base + offset;
	if (l->is_64)
		return is_canonical(l, *at) && is_canonical(l, *at + bytes - 1);
	*at = (u32)*at;
	return is_allowed(l, write) && is_within(l, offset, bytes);
}
