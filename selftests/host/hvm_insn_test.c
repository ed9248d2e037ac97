// SPDX-License-Identifier: GPL-2.0-only
/*
 * Instructions that leave a container, taken apart where the CPU does not help: which
 * one it is and how long, with any prefixes, and what an access to a control register
 * does, and where an operand in memory is. Code that is cut short or is none of these is
 * refused; no code makes a decoder read behind its end.
 */
#include <linux/errno.h>
#include <linux/kernel.h>
#include <linux/string.h>
#include <asm/hvm.h>
#include <asm/mem_load.h>
#include <asm/mem_op.h>
#include <arch/x86/hvm/insn.h>
#include <arch/x86/hvm/operand.h>

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

static struct cpu_user_regs regs = {
	.rax = 0x10, .rcx = 0x200, .rdx = 0x3000, .rbx = 0x40000, .rsp = 0x500000,
	.rbp = 0x6000000, .rsi = 0x70000000, .rdi = 0x800000000, .r8 = 8, .r9 = 9, .r12 = 12,
	.r13 = 13, .rip = 0x7fff0000,
};

static void expect_operand(const u8 *code, unsigned int n, unsigned int bits, unsigned int seg,
			   u64 offset)
{
	struct hvm_operand o;
	struct hvm_insn insn;

	EXPECT_EQ(hvm_insn_scan(&insn, code, n, bits), 0);
	EXPECT_EQ(hvm_operand_decode(&o, code, n, bits, insn.bytes), 0);
	EXPECT_EQ(o.seg, seg);
	EXPECT_EQ(o.insn_bytes, n);
	EXPECT_EQ(hvm_operand_offset(&o, &regs), offset);
}

TEST(operands_with_addresses_of_64_bits)
{
	expect_operand(CODE(0x0f, 0x01, 0x30), 64, HVM_DS, 0x10);
	expect_operand(CODE(0x0f, 0x01, 0x37), 64, HVM_DS, 0x800000000);
	expect_operand(CODE(0x41, 0x0f, 0x01, 0x30), 64, HVM_DS, 8);
	expect_operand(CODE(0x0f, 0x01, 0x70, 0xff), 64, HVM_DS, 0xf);
	expect_operand(CODE(0x0f, 0x01, 0x75, 0x7f), 64, HVM_SS, 0x600007f);
	expect_operand(CODE(0x0f, 0x01, 0xb0, 0, 0, 0, 0x80), 64, HVM_DS, 0xffffffff80000010);
	expect_operand(CODE(0x0f, 0x01, 0x35, 1, 0, 0, 0), 64, HVM_DS, 0x7fff0008);
	/* The prefix cuts what it counts from, too. */
	expect_operand(CODE(0x67, 0x0f, 0x01, 0x35, 0, 0, 1, 0x80), 64, HVM_DS, 0x8);
	expect_operand(CODE(0x67, 0x0f, 0x01, 0x37), 64, HVM_DS, 0);
	/* SIB: scale, no index, no base, and R12 is an index. */
	expect_operand(CODE(0x0f, 0x01, 0x34, 0x88), 64, HVM_DS, 0x810);
	expect_operand(CODE(0x0f, 0x01, 0x34, 0x24), 64, HVM_SS, 0x500000);
	expect_operand(CODE(0x0f, 0x01, 0x34, 0x25, 0x44, 0x33, 0x22, 0x11), 64, HVM_DS,
		       0x11223344);
	expect_operand(CODE(0x0f, 0x01, 0x34, 0xd5, 1, 0, 0, 0), 64, HVM_DS, 0x18001);
	expect_operand(CODE(0x42, 0x0f, 0x01, 0x34, 0x60), 64, HVM_DS, 0x28);
	expect_operand(CODE(0x43, 0x0f, 0x01, 0x34, 0x60), 64, HVM_DS, 0x20);
	expect_operand(CODE(0x41, 0x0f, 0x01, 0x75, 0), 64, HVM_DS, 13);
	expect_operand(CODE(0x41, 0x0f, 0x01, 0x74, 0x24, 2), 64, HVM_DS, 14);
	/* Of the segments two count. */
	expect_operand(CODE(0x64, 0x0f, 0x01, 0x30), 64, HVM_FS, 0x10);
	expect_operand(CODE(0x65, 0x0f, 0x01, 0x30), 64, HVM_GS, 0x10);
	expect_operand(CODE(0x2e, 0x0f, 0x01, 0x30), 64, HVM_DS, 0x10);
	expect_operand(CODE(0x64, 0x36, 0x0f, 0x01, 0x30), 64, HVM_FS, 0x10);
}

TEST(operands_with_addresses_of_32_bits)
{
	expect_operand(CODE(0x0f, 0x01, 0x37), 32, HVM_DS, 0);
	expect_operand(CODE(0x0f, 0x01, 0x35, 1, 0, 0, 0x80), 32, HVM_DS, 0x80000001);
	expect_operand(CODE(0x2e, 0x0f, 0x01, 0x34, 0x88), 32, HVM_CS, 0x810);
	expect_operand(CODE(0x0f, 0x01, 0x74, 0x8d, 4), 32, HVM_SS, 0x6000804);
	expect_operand(CODE(0x26, 0x0f, 0x01, 0xb5, 0, 0, 0, 0), 32, HVM_ES, 0x6000000);
	expect_operand(CODE(0x66, 0x0f, 0x01, 0x30), 16, HVM_DS, (u16)(0x40000 + 0x70000000));
	expect_operand(CODE(0x67, 0x0f, 0x01, 0x30), 16, HVM_DS, 0x10);
}

TEST(operands_with_addresses_of_16_bits)
{
	regs.rbx = 0xfff0;
	regs.rsi = 0x20;
	regs.rbp = 0x100;
	expect_operand(CODE(0x0f, 0x01, 0x30), 16, HVM_DS, 0x10);
	expect_operand(CODE(0x0f, 0x01, 0x32), 16, HVM_SS, 0x120);
	expect_operand(CODE(0x0f, 0x01, 0x76, 0xff), 16, HVM_SS, 0xff);
	expect_operand(CODE(0x0f, 0x01, 0x36, 0x34, 0xf2), 16, HVM_DS, 0xf234);
	expect_operand(CODE(0x0f, 0x01, 0xb7, 0x20, 0), 16, HVM_DS, 0x10);
	expect_operand(CODE(0x67, 0x0f, 0x01, 0x34), 32, HVM_DS, 0x20);
	expect_operand(CODE(0x3e, 0x0f, 0x01, 0x72, 1), 16, HVM_DS, 0x121);
	regs.rbx = 0x40000;
	regs.rsi = 0x70000000;
	regs.rbp = 0x6000000;
}

TEST(operands_that_are_none)
{
	static const struct { u8 n, code[8]; } cut[] = {
		{ 2, { 0x0f, 0x01 } }, { 3, { 0x0f, 0x01, 0xf0 } }, { 3, { 0x0f, 0x01, 0x34 } },
		{ 3, { 0x0f, 0x01, 0x70 } }, { 6, { 0x0f, 0x01, 0x35, 1, 2, 3 } },
		{ 7, { 0x0f, 0x01, 0x34, 0x25, 1, 2, 3 } }, { 5, { 0x0f, 0x01, 0xb4, 0x20, 1 } },
	};
	struct hvm_operand o;
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(cut); i++)
		EXPECT_EQ(hvm_operand_decode(&o, cut[i].code, cut[i].n, 64, 2), -EINVAL);
}

static u64 seed;

static u32 rnd(void)
{
	seed = seed * 6364136223846793005ULL + 1442695040888963407ULL;
	return seed >> 33;
}

static u8 rnd_byte(void)
{
	static const u8 likely_ones[] = {
		0x0f, 0x01, 0x66, 0x67, 0xf0, 0xf3, 0x26, 0x2e, 0x36, 0x3e, 0x64, 0x65, 0x48,
		0x41, 0x89, 0xc7, 0x20, 0x22, 0x06, 0x30,
	};

	return rnd() % 2 ? likely_ones[rnd() % ARRAY_SIZE(likely_ones)] : rnd();
}

/* A copy of exactly these bytes, so that the sanitizer sees each one read behind them. */
static void try_code(const u8 *bytes, unsigned int n, unsigned int bits)
{
	u8 *code = memcpy(host_alloc_aligned(n, 1), bytes, n);
	struct hvm_cr_access a;
	struct hvm_operand o;
	struct hvm_insn insn;
	struct mem_load ld;
	struct mem_op op;

	if (!hvm_insn_scan(&insn, code, n, bits)) {
		EXPECT(insn.bytes && insn.bytes <= n);
		if (!hvm_insn_cr(&a, &insn))
			EXPECT(a.bytes <= n + 1);
		if (!hvm_operand_decode(&o, code, n, bits, insn.bytes)) {
			EXPECT(o.insn_bytes > insn.bytes && o.insn_bytes <= n);
			EXPECT(o.seg < HVM_NR_SEGMENTS);
			hvm_operand_offset(&o, &regs);
			/* Two decoders that know nothing of each other; MOV has no constant. */
			if (insn.opcode == 0x89 && !mem_op_decode(&op, code, n, bits))
				EXPECT_EQ(op.length, o.insn_bytes);
		}
	}
	if (!mem_op_decode(&op, code, n, bits))
		EXPECT(op.length && op.length <= n);
	if (!mem_load_decode(&ld, code, n, bits))
		EXPECT(ld.length && ld.length <= n);
	host_free(code);
}

TEST(random_code_of_each_length_and_width)
{
	static const u8 width[] = { 16, 32, 64 };
	unsigned int i, j;

	seed = 1;
	for (i = 0; i < 300000; i++) {
		u8 bytes[15];
		unsigned int n = 1 + rnd() % sizeof(bytes);

		for (j = 0; j < n; j++)
			bytes[j] = rnd_byte();
		try_code(bytes, n, width[i % 3]);
	}
}
