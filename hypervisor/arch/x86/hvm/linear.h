/* SPDX-License-Identifier: GPL-2.0-only */
/* From a place in a segment to a linear address, or to a fault; see linear.c. */
#ifndef HVM_LINEAR_H
#define HVM_LINEAR_H

#include <linux/types.h>
#include <asm/hvm.h>

/**
 * struct hvm_linear - a segment, and what counts of it in the mode that the vCPU is in
 * @seg: its base is 0 where none counts
 * @is_64: addresses must be canonical, there are no limits
 * @real: real or virtual 8086 mode
 * @canonical: bits of a linear address
 */
struct hvm_linear {
	struct hvm_segment seg;
	bool is_64, real;
	u8 canonical;
};

/**
 * hvm_linear_get() - look at a segment of a vCPU
 * @v: the current one
 * @seg: which
 * @l: OUT
 */
void hvm_linear_get(struct vcpu *v, enum hvm_segment_name seg, struct hvm_linear *l);

/**
 * hvm_linear_at() - the linear address of an access
 * @l: its segment
 * @offset: in it, cut to the width of addresses
 * @bytes: how many, not 0
 * @write: it is a write
 * @at: OUT
 *
 * Return: false: the access is #GP, or #SS with the stack's segment.
 */
bool hvm_linear_at(const struct hvm_linear *l, u64 offset, unsigned int bytes, bool write,
		   u64 *at);

#endif /* HVM_LINEAR_H */
