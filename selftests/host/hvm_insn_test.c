// SPDX-License-Identifier: GPL-2.0-only
/*
 * Instructions that leave a container, taken apart where the CPU does not help: which
 * one it is and how long, with any prefixes, and what an access to a control register
 * does. Code that is cut short or is none of these is refused.
 */
#include <linux/errno.h>
#include <linux/kernel.h>
#include <linux/string.h>
#include <arch/x86/hvm/insn.h>

#include "test.h"

#define CODE(...)	((const u8[]){ __VA_ARGS__ }), sizeof((const u8[]){ __VA_ARGS__ })

static void expect_scan(const u8 *code, unsigned int n, unsigned int bits, u16 opcode,
			unsigned int bytes)
{
	struct hvm_insn insn;

	EXPECT_EQ(hvm_insn_scan(&insn, code, n, bits), 0);
	EXPECT_EQ(insn.opcode, opcode);
	EXPECT_EQ(insn.bytes, bytes);
}

static void expect_refused(const u8 *code, unsigned int n, unsigned int bits)
{
	struct hvm_insn insn;

	EXPECT_EQ(hvm_insn_scan(&insn, code, n, bits), -EINVAL);
}

TEST(opcodes_with_and_without_prefixes)
{
	expect_scan(CODE(0x0f, 0xa2), 64, 0x0fa2, 2);
	expect_scan(CODE(0xf3, 0x66, 0x0f, 0xa2), 64, 0x0fa2, 4);
	expect_scan(CODE(0x48, 0x0f, 0x30), 64, 0x0f30, 3);
	expect_scan(CODE(0x2e, 0x4f, 0xf4), 64, 0xf4, 3);
	expect_scan(CODE(0x0f, 0x01, 0xd9), 64, 0x0f01, 2);
	/* 0x48 is an instruction elsewhere. */
	expect_scan(CODE(0x48, 0x0f, 0x30), 32, 0x48, 1);
}

TEST(code_that_is_cut_short)
{
	expect_refused(CODE(0x66), 64);
	expect_refused(CODE(0x48), 64);
	expect_refused(CODE(0x0f), 64);
	expect_refused(CODE(0xf3, 0x48, 0x0f), 64);
	expect_refused((const u8[]){ 0 }, 0, 64);
	expect_refused(CODE(0x66, 0x66, 0x66, 0x66, 0x66, 0x66, 0x66, 0x66, 0x66, 0x66, 0x66,
			    0x66, 0x66, 0x66, 0x66), 64);
}

static void expect_cr(const u8 *code, unsigned int n, struct hvm_cr_access want)
{
	struct hvm_cr_access a;
	struct hvm_insn insn;

	EXPECT_EQ(hvm_insn_scan(&insn, code, n, 64), 0);
	EXPECT_EQ(hvm_insn_cr(&a, &insn), 0);
	EXPECT_EQ(a.kind, want.kind);
	EXPECT_EQ(a.cr, want.cr);
	if (want.kind != HVM_CR_CLTS)
		EXPECT_EQ(a.gpr, want.gpr);
	EXPECT_EQ(a.bytes, want.bytes);
}

TEST(control_registers)
{
	expect_cr(CODE(0x0f, 0x22, 0xe0), (struct hvm_cr_access){ HVM_CR_WRITE, 4, 0, 3 });
	expect_cr(CODE(0x0f, 0x20, 0xc3), (struct hvm_cr_access){ HVM_CR_READ, 0, 3, 3 });
	/* mod is not looked at. */
	expect_cr(CODE(0x0f, 0x22, 0x20), (struct hvm_cr_access){ HVM_CR_WRITE, 4, 0, 3 });
	expect_cr(CODE(0x44, 0x0f, 0x20, 0xc0), (struct hvm_cr_access){ HVM_CR_READ, 8, 0, 4 });
	expect_cr(CODE(0x45, 0x0f, 0x22, 0xc7), (struct hvm_cr_access){ HVM_CR_WRITE, 8, 15, 4 });
	expect_cr(CODE(0x0f, 0x06), (struct hvm_cr_access){ HVM_CR_CLTS, 0, 0, 2 });
	expect_cr(CODE(0x0f, 0x01, 0xf1), (struct hvm_cr_access){ HVM_CR_LMSW, 0, 1, 3 });
	expect_cr(CODE(0x41, 0x0f, 0x01, 0xe2), (struct hvm_cr_access){ HVM_CR_SMSW, 0, 10, 4 });
}

static void refuse_cr(const u8 *code, unsigned int n)
{
	struct hvm_cr_access a;
	struct hvm_insn insn;

	EXPECT_EQ(hvm_insn_scan(&insn, code, n, 64), 0);
	EXPECT_EQ(hvm_insn_cr(&a, &insn), -EINVAL);
}

TEST(what_is_no_access_to_a_control_register)
{
	refuse_cr(CODE(0x0f, 0xa2));
	refuse_cr(CODE(0x0f, 0x01, 0xd9));	/* VMMCALL */
	refuse_cr(CODE(0x0f, 0x01, 0x30));	/* LMSW of memory */
	refuse_cr(CODE(0xf4));
}
