// SPDX-License-Identifier: GPL-2.0-only
/*
 * Where accesses of a segment go that the hypervisor makes for an instruction, and which are
 * faults (APM 2 4.5.3, 4.7, 4.12): limits of both directions, kinds, presence; in 64-bit mode
 * canonical addresses and the bases of FS and GS alone; in real mode limits alone.
 */
#include <linux/kernel.h>
#include <linux/limits.h>
#include <linux/string.h>
#include <asm/hvm.h>
#include <asm/system.h>

#include "../../hypervisor/arch/x86/hvm/linear.h"
#include "test.h"

#define DATA_RW		(HVM_SEG_P | HVM_SEG_S | 0x3)
#define DATA_RO		(HVM_SEG_P | HVM_SEG_S | 0x1)
#define DATA_DOWN	(HVM_SEG_P | HVM_SEG_S | 0x7)
#define CODE_RX		(HVM_SEG_P | HVM_SEG_S | 0xb)
#define CODE_X		(HVM_SEG_P | HVM_SEG_S | 0x9)

static struct hvm_state now;
static unsigned int bits;
static struct vcpu *const v;

static void get_state(struct vcpu *vcpu, struct hvm_state *s)
{
	*s = now;
}

static unsigned int code_bits(const struct vcpu *vcpu)
{
	return bits;
}

static const struct hvm_ops fake_ops = { .get_state = get_state, .code_bits = code_bits };
const struct hvm_ops *hvm_ops = &fake_ops;

static void set(unsigned int code, u16 attr, u32 limit, u64 base)
{
	bits = code;
	now = (struct hvm_state){
		.cr0 = CR0_PE,
		.seg[HVM_DS] = { .attr = attr, .limit = limit, .base = base },
	};
}

/* ~0: a fault. */
static u64 at(u64 offset, unsigned int bytes, bool write)
{
	struct hvm_linear l;
	u64 to;

	hvm_linear_get(v, HVM_DS, &l);
	return hvm_linear_at(&l, offset, bytes, write, &to) ? to : ~0ULL;
}

#define READ	false
#define WRITE	true
#define FAULT	(~0ULL)

TEST(limits)
{
	set(32, DATA_RW, 0xfff, 0x10000);
	EXPECT_EQ(at(0, 1, WRITE), 0x10000);
	EXPECT_EQ(at(0xffc, 4, WRITE), 0x10ffc);
	EXPECT_EQ(at(0xffd, 4, WRITE), FAULT);
	EXPECT_EQ(at(0x1000, 1, READ), FAULT);
	EXPECT_EQ(at(0xffffffff, 1, READ), FAULT);
	set(32, DATA_RW, 0, 0);
	EXPECT_EQ(at(0, 1, READ), 0);
	EXPECT_EQ(at(0, 2, READ), FAULT);
	/* All of it, and its end is no end for a base. */
	set(32, DATA_RW, U32_MAX, 0xfffffff0);
	EXPECT_EQ(at(0x20, 4, READ), 0x10);
	EXPECT_EQ(at(0xffffffff, 1, READ), 0xffffffef);
	EXPECT_EQ(at(0xffffffff, 2, READ), FAULT);
}

TEST(limits_from_below)
{
	set(16, DATA_DOWN, 0xfff, 0);
	EXPECT_EQ(at(0xfff, 1, READ), FAULT);
	EXPECT_EQ(at(0x1000, 1, WRITE), 0x1000);
	EXPECT_EQ(at(0xffff, 1, WRITE), 0xffff);
	EXPECT_EQ(at(0xffff, 2, WRITE), FAULT);
	set(32, DATA_DOWN | HVM_SEG_DB, 0xfff, 0);
	EXPECT_EQ(at(0x10000, 4, WRITE), 0x10000);
	EXPECT_EQ(at(0xfff, 2, WRITE), FAULT);
}

TEST(kinds)
{
	static const struct { u16 attr; bool read, write; } kinds[] = {
		{ DATA_RW, true, true }, { DATA_RO, true, false }, { CODE_RX, true, false },
		{ CODE_X, false, false }, { DATA_RW & ~HVM_SEG_P, false, false },
		{ 0, false, false },
	};
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(kinds); i++) {
		set(32, kinds[i].attr, U32_MAX, 0);
		EXPECT_EQ(at(0x1000, 4, READ) != FAULT, kinds[i].read);
		EXPECT_EQ(at(0x1000, 4, WRITE) != FAULT, kinds[i].write);
		/* Real mode and 8086 mode do not look. */
		now.cr0 = 0;
		EXPECT_EQ(at(0x1000, 4, WRITE), 0x1000);
		now.cr0 = CR0_PE;
		now.regs.rflags = RFLAGS_VM;
		EXPECT_EQ(at(0x1000, 4, WRITE), 0x1000);
	}
	set(16, 0, 0xffff, 0xf0000);
	now.cr0 = 0;
	EXPECT_EQ(at(0xffff, 1, READ), 0xfffff);
	EXPECT_EQ(at(0xffff, 2, READ), FAULT);
}

static u64 at_of(enum hvm_segment_name seg, u64 offset, unsigned int bytes)
{
	struct hvm_linear l;
	u64 to;

	now.seg[seg].base = 0x1000;
	hvm_linear_get(v, seg, &l);
	return hvm_linear_at(&l, offset, bytes, WRITE, &to) ? to : ~0ULL;
}

TEST(bases_and_canonical_addresses_in_64_bit_mode)
{
	set(64, 0, 0, 0);
	EXPECT_EQ(at_of(HVM_DS, 0x123456789000, 8), 0x123456789000);
	EXPECT_EQ(at_of(HVM_ES, 5, 8), 5);
	EXPECT_EQ(at_of(HVM_FS, 5, 8), 0x1005);
	EXPECT_EQ(at_of(HVM_GS, 0 - 0x1000ULL, 8), 0);
	EXPECT_EQ(at_of(HVM_DS, 0x7ffffffffff8, 8), 0x7ffffffffff8);
	EXPECT_EQ(at_of(HVM_DS, 0x7ffffffffff9, 8), FAULT);
	EXPECT_EQ(at_of(HVM_DS, 1ULL << 62, 1), FAULT);
	EXPECT_EQ(at_of(HVM_DS, 0xffff800000000000ULL, 8), 0xffff800000000000ULL);
	EXPECT_EQ(at_of(HVM_DS, 1ULL << 50, 1), FAULT);
	now.cr4 = CR4_LA57;
	EXPECT_EQ(at_of(HVM_DS, 1ULL << 50, 1), 1ULL << 50);
	EXPECT_EQ(at_of(HVM_DS, 1ULL << 56, 1), FAULT);
}
