// SPDX-License-Identifier: GPL-2.0-only
/*
 * The emulator of memory writes and reads against the processor: instructions as the
 * assembler makes them are decoded, then run both ways with random operands,
 * and memory, registers and defined flags must agree.  Cut short at any byte
 * they are refused.
 */
#include <linux/errno.h>
#include <linux/kernel.h>
#include <asm/mem_load.h>
#include <asm/mem_op.h>
#include <asm/xen/interface.h>

#include "test.h"

#define ARITH_FLAGS	0x8d5

/* Offsets are in run_native below. */
struct machine {
	u64 rax, rcx, rdx, rbx, rsi, r9;
	u64 rflags;
	u64 mem;
};

struct insn {
	const u8 *start, *end;
	u64 undefined;		/* flags */
};

#define LOGIC	"0x10"		/* AF */
#define BITS	"0x894"		/* OF SF AF PF */
#define NONE	"0"

#define INSN(text, undefined)							\
	"771: " text "\n772: ret\n"						\
	".pushsection .data.insns, \"aw\"\n.quad 771b, 772b, " undefined "\n.popsection\n"

/* The memory operand is at (%rdi). */
__asm__(".pushsection .data.insns, \"aw\"\n.balign 8\ninsns_start:\n.popsection\n"
	".text\n"
	INSN("mov %rcx, (%rdi)", NONE)
	INSN("mov %ecx, 0(%rdi)", NONE)
	INSN("mov %cx, (%rdi)", NONE)
	INSN("mov %ch, (%rdi)", NONE)
	INSN("mov %sil, (%rdi)", NONE)
	INSN("mov %r9, (%rdi)", NONE)
	INSN("movq $-77777, (%rdi)", NONE)
	INSN("movl $0x12345678, (%rdi)", NONE)
	INSN("movw $0x1234, (%rdi)", NONE)
	INSN("movb $0x12, (%rdi)", NONE)
	INSN("movnti %rdx, (%rdi)", NONE)
	INSN("movnti %edx, (%rdi)", NONE)
	INSN("xchg %rdx, (%rdi)", NONE)
	INSN("xchg %edx, (%rdi)", NONE)
	INSN("xchg %dx, (%rdi)", NONE)
	INSN("xchg %dh, (%rdi)", NONE)
	INSN("lock cmpxchg %rcx, (%rdi)", NONE)
	INSN("lock cmpxchg %ecx, (%rdi)", NONE)
	INSN("cmpxchg %cx, (%rdi)", NONE)
	INSN("cmpxchg %ch, (%rdi)", NONE)
	INSN("lock xadd %rcx, (%rdi)", NONE)
	INSN("lock xadd %r9d, (%rdi)", NONE)
	INSN("xadd %cl, (%rdi)", NONE)
	INSN("add %rcx, (%rdi)", NONE)
	INSN("addb $0x7f, (%rdi)", NONE)
	INSN("lock addq $-1, (%rdi)", NONE)
	INSN("adc %ecx, (%rdi)", NONE)
	INSN("adcw $0x8001, (%rdi)", NONE)
	INSN("sub %rcx, (%rdi)", NONE)
	INSN("sub %bh, (%rdi)", NONE)
	INSN("sbb %rcx, (%rdi)", NONE)
	INSN("sbbl $0x7fffffff, (%rdi)", NONE)
	INSN("lock andb $0xfd, (%rdi)", LOGIC)
	INSN("lock andq $-3, (%rdi)", LOGIC)
	INSN("andq $0x40000000, 0x0(%rdi)", LOGIC)
	INSN("or %rcx, (%rdi)", LOGIC)
	INSN("lock orl $0x20, (%rdi)", LOGIC)
	INSN("xorw $0x5555, (%rdi)", LOGIC)
	INSN("xor %cl, (%rdi)", LOGIC)
	INSN("lock btrq $1, (%rdi)", BITS)
	INSN("lock btsq $63, (%rdi)", BITS)
	INSN("btcl $5, (%rdi)", BITS)
	INSN("lock btr %rbx, (%rdi)", BITS)
	INSN("bts %rbx, (%rdi)", BITS)
	INSN("btc %rbx, (%rdi)", BITS)
	INSN("notq (%rdi)", NONE)
	INSN("negq (%rdi)", NONE)
	INSN("negb (%rdi)", NONE)
	INSN("lock incq (%rdi)", NONE)
	INSN("incb (%rdi)", NONE)
	INSN("decl (%rdi)", NONE)
	INSN("decw (%rdi)", NONE)
	".pushsection .data.insns, \"aw\"\ninsns_end:\n.popsection\n");

/* Those that read and don't write. */
__asm__(".pushsection .data.loads, \"aw\"\n.balign 8\nloads_start:\n.popsection\n"
	".text\n"
#define LOAD(text, undefined)							\
	"771: " text "\n772: ret\n"						\
	".pushsection .data.loads, \"aw\"\n.quad 771b, 772b, " undefined "\n.popsection\n"
	LOAD("mov (%rdi), %rcx", NONE)
	LOAD("mov 0(%rdi), %ecx", NONE)
	LOAD("mov (%rdi), %cx", NONE)
	LOAD("mov (%rdi), %cl", NONE)
	LOAD("mov (%rdi), %dh", NONE)
	LOAD("mov (%rdi), %sil", NONE)
	LOAD("mov (%rdi), %r9d", NONE)
	LOAD("movzbl (%rdi), %ecx", NONE)
	LOAD("movzbw (%rdi), %cx", NONE)
	LOAD("movzbq (%rdi), %r9", NONE)
	LOAD("movzwl (%rdi), %edx", NONE)
	LOAD("movzwq (%rdi), %rdx", NONE)
	LOAD("movsbl (%rdi), %ecx", NONE)
	LOAD("movsbw (%rdi), %cx", NONE)
	LOAD("movsbq (%rdi), %r9", NONE)
	LOAD("movswl (%rdi), %edx", NONE)
	LOAD("movswq (%rdi), %rdx", NONE)
	LOAD("movslq (%rdi), %rbx", NONE)
	LOAD("add (%rdi), %rcx", NONE)
	LOAD("adc (%rdi), %ecx", NONE)
	LOAD("sub (%rdi), %dh", NONE)
	LOAD("sbb (%rdi), %r9", NONE)
	LOAD("and (%rdi), %cx", LOGIC)
	LOAD("or (%rdi), %rcx", LOGIC)
	LOAD("xor (%rdi), %ecx", LOGIC)
	LOAD("cmp (%rdi), %rcx", NONE)
	LOAD("cmp %ecx, (%rdi)", NONE)
	LOAD("cmp %ch, (%rdi)", NONE)
	LOAD("cmp (%rdi), %cx", NONE)
	LOAD("cmpl $0x12345678, (%rdi)", NONE)
	LOAD("cmpq $-1, (%rdi)", NONE)
	LOAD("cmpw $0x1234, (%rdi)", NONE)
	LOAD("cmpb $0x7f, (%rdi)", NONE)
	LOAD("test %rcx, (%rdi)", LOGIC)
	LOAD("test %dl, (%rdi)", LOGIC)
	LOAD("testb $0x40, (%rdi)", LOGIC)
	LOAD("testw $0x8000, (%rdi)", LOGIC)
	LOAD("testq $-2, (%rdi)", LOGIC)
	".pushsection .data.loads, \"aw\"\nloads_end:\n.popsection\n");

/* Forms of addresses that only matter to the length; not run. */
__asm__(".pushsection .data.forms, \"aw\"\n.balign 8\nforms_start:\n.popsection\n"
#undef INSN
#define FORM(text)								\
	"771: " text "\n772:\n"							\
	".pushsection .data.forms, \"aw\"\n.quad 771b, 772b, 0\n.popsection\n"
	FORM("mov %rcx, 0x12(%rsp)")
	FORM("mov %rcx, (%r12)")
	FORM("mov %rcx, (%r13)")
	FORM("mov %rcx, 0x12345678(%r13)")
	FORM("mov %rcx, 0x1234(%rip)")
	FORM("mov %rcx, 0x12345678")
	FORM("mov %rcx, 0x12345678(,%rax,8)")
	FORM("mov %rcx, -8(%r12,%r15,4)")
	FORM("mov %rcx, (%rbp,%rax)")
	FORM("mov %rcx, %gs:0x10(%rax)")
	FORM("movl $0x12345678, %fs:0x10(%eax)")
	FORM("movabs %rax, 0x123456789abcdef0")
	FORM("movabs %al, 0x123456789abcdef0")
	".pushsection .data.forms, \"aw\"\nforms_end:\n.popsection\n");

/* Calls code at rsi with the machine at rdi. */
__asm__(".text\nrun_native:\n"
	"push %rbx\npush %rbp\nmov %rdi, %rbp\nmov %rsi, %r11\n"
	"push 48(%rbp)\npopf\n"
	"mov 0(%rbp), %rax\nmov 8(%rbp), %rcx\nmov 16(%rbp), %rdx\nmov 24(%rbp), %rbx\n"
	"mov 32(%rbp), %rsi\nmov 40(%rbp), %r9\nlea 56(%rbp), %rdi\n"
	"call *%r11\n"
	"mov %rax, 0(%rbp)\nmov %rcx, 8(%rbp)\nmov %rdx, 16(%rbp)\nmov %rbx, 24(%rbp)\n"
	"mov %rsi, 32(%rbp)\nmov %r9, 40(%rbp)\npushf\npop 48(%rbp)\n"
	"pop %rbp\npop %rbx\nret\n");

#define ADDRESS_OF(label) ({							\
	void *__p;								\
	__asm__("lea " #label "(%%rip), %0" : "=r" (__p));			\
	__p; })

static void native(struct machine *m, const struct insn *insn)
{
	void (*run)(struct machine *m, const u8 *code) = ADDRESS_OF(run_native);

	run(m, insn->start);
}

static u64 random_operand(void)
{
	static const u64 edges[] = { 0, 1, ~0ULL, 0x7f, 0x80, 0x7fff, 0x8000, 0x7fffffff,
				     0x80000000, 1ULL << 63, ~0ULL >> 1 };

	if (test_random_below(2))
		return edges[test_random_below(ARRAY_SIZE(edges))];
	return test_random() << 32 ^ test_random();
}

static void emulate(const struct mem_op *op, struct machine *m, u64 *rip)
{
	struct cpu_user_regs regs = {
		.rax = m->rax, .rcx = m->rcx, .rdx = m->rdx, .rbx = m->rbx,
		.rsi = m->rsi, .r9 = m->r9, .rflags = m->rflags, .rip = 1000,
	};
	struct mem_op_result res;
	u64 mask = op->bytes == 8 ? ~0ULL : (1ULL << 8 * op->bytes) - 1;

	mem_op_compute(op, &regs, m->mem, &res);
	if (res.writes)
		m->mem = (m->mem & ~mask) | res.mem;
	EXPECT_EQ(res.mem & ~mask, 0);
	mem_op_commit(op, &res, &regs);
	*m = (struct machine){ regs.rax, regs.rcx, regs.rdx, regs.rbx, regs.rsi, regs.r9,
			       regs.rflags, m->mem };
	*rip = regs.rip;
}

static void compare_once(const struct insn *insn, unsigned int n)
{
	struct machine real = {
		random_operand(), random_operand(), random_operand(), test_random_below(8),
		random_operand(), random_operand(), 0x202 | (test_random() & ARITH_FLAGS),
		random_operand(),
	};
	struct machine ours = real;
	struct mem_op op;
	u64 rip;

	if (!test_random_below(3)) {
		real.rax = real.mem;
		ours.rax = real.mem;
	}
	REQUIRE(!mem_op_decode(&op, insn->start, 15, 64));
	EXPECT_EQ(op.length, insn->end - insn->start);
	native(&real, insn);
	emulate(&op, &ours, &rip);
	EXPECT_EQ(rip, 1000 + op.length);
	if (!EXPECT_EQ(ours.mem, real.mem) || !EXPECT_EQ(ours.rax, real.rax) ||
	    !EXPECT_EQ(ours.rcx, real.rcx) || !EXPECT_EQ(ours.rdx, real.rdx) ||
	    !EXPECT_EQ(ours.rbx, real.rbx) || !EXPECT_EQ(ours.rsi, real.rsi) ||
	    !EXPECT_EQ(ours.r9, real.r9) ||
	    !EXPECT_EQ((ours.rflags ^ real.rflags) & ARITH_FLAGS & ~insn->undefined, 0)) {
		test_note("instruction %u, kind %u, %u bytes", n, op.kind, op.bytes);
		test_leave();
	}
}

TEST(same_as_the_processor)
{
	const struct insn *first = ADDRESS_OF(insns_start), *end = ADDRESS_OF(insns_end), *insn;
	unsigned int i;

	test_random_seed(1);
	EXPECT_EQ(end - first, 52);
	for (insn = first; insn < end; insn++) {
		for (i = 0; i < 500; i++)
			compare_once(insn, insn - first);
	}
}

static void load(const struct mem_load *ld, struct machine *m)
{
	struct cpu_user_regs regs = {
		.rax = m->rax, .rcx = m->rcx, .rdx = m->rdx, .rbx = m->rbx,
		.rsi = m->rsi, .r9 = m->r9, .rflags = m->rflags,
	};

	mem_load_commit(ld, m->mem, &regs);
	*m = (struct machine){ regs.rax, regs.rcx, regs.rdx, regs.rbx, regs.rsi, regs.r9,
			       regs.rflags, m->mem };
}

static void compare_load(const struct insn *insn, unsigned int n)
{
	struct machine real = {
		random_operand(), random_operand(), random_operand(), random_operand(),
		random_operand(), random_operand(), 0x202 | (test_random() & ARITH_FLAGS),
		random_operand(),
	};
	struct machine ours = real;
	struct mem_load ld;

	if (!test_random_below(3)) {
		real.rcx = real.mem;
		ours.rcx = real.mem;
	}
	REQUIRE(!mem_load_decode(&ld, insn->start, 15, 64));
	EXPECT_EQ(ld.length, insn->end - insn->start);
	native(&real, insn);
	load(&ld, &ours);
	if (!EXPECT_EQ(ours.mem, real.mem) || !EXPECT_EQ(ours.rcx, real.rcx) ||
	    !EXPECT_EQ(ours.rdx, real.rdx) || !EXPECT_EQ(ours.rbx, real.rbx) ||
	    !EXPECT_EQ(ours.rsi, real.rsi) || !EXPECT_EQ(ours.r9, real.r9) ||
	    !EXPECT_EQ((ours.rflags ^ real.rflags) & ARITH_FLAGS & ~insn->undefined, 0)) {
		test_note("load %u, kind %u, %u bytes", n, ld.kind, ld.bytes);
		test_leave();
	}
}

TEST(loads_are_the_same_as_the_processors)
{
	const struct insn *first = ADDRESS_OF(loads_start), *end = ADDRESS_OF(loads_end), *insn;
	struct mem_load ld;
	struct mem_op op;
	unsigned int i;

	test_random_seed(3);
	EXPECT_EQ(end - first, 38);
	for (insn = first; insn < end; insn++) {
		for (i = 0; i < 500; i++)
			compare_load(insn, insn - first);
		for (i = 0; i < insn->end - insn->start; i++)
			EXPECT_EQ(mem_load_decode(&ld, insn->start, i, 64), -EINVAL);
		/* Nothing is both. */
		EXPECT_EQ(mem_op_decode(&op, insn->start, 15, 64), -EINVAL);
	}
	for (insn = ADDRESS_OF(insns_start); insn < (struct insn *)ADDRESS_OF(insns_end); insn++)
		EXPECT_EQ(mem_load_decode(&ld, insn->start, 15, 64), -EINVAL);
}

static void cut_short(const struct insn *insn)
{
	unsigned int n, length = insn->end - insn->start;
	struct mem_op op;

	for (n = 0; n < length; n++)
		EXPECT_EQ(mem_op_decode(&op, insn->start, n, 64), -EINVAL);
	EXPECT_EQ(mem_op_decode(&op, insn->start, length, 64), 0);
	EXPECT_EQ(op.length, length);
}

TEST(lengths)
{
	const struct insn *insn;

	for (insn = ADDRESS_OF(insns_start); insn < (struct insn *)ADDRESS_OF(insns_end); insn++)
		cut_short(insn);
	for (insn = ADDRESS_OF(forms_start); insn < (struct insn *)ADDRESS_OF(forms_end); insn++)
		cut_short(insn);
}

/* By hand, after SDM 2A tables 2-1 and 2-2: nothing here runs such code. */
static const struct narrow {
	u8 bits, load, length, bytes, reg;
	u8 code[8];
} narrow[] = {
	{ 32, 0, 2, 4, 0, { 0x89, 0x07 } },			/* mov %eax, (%edi) */
	{ 32, 0, 4, 2, 1, { 0x66, 0x89, 0x4d, 0x08 } },		/* mov %cx, 8(%ebp) */
	{ 32, 0, 4, 4, 0, { 0x67, 0x89, 0x47, 0x10 } },		/* mov %eax, 16(%bx) */
	{ 32, 0, 6, 4, 0, { 0x89, 0x05, 1, 2, 3, 4 } },		/* an address alone */
	{ 32, 0, 5, 4, 0, { 0xa3, 1, 2, 3, 4 } },
	{ 32, 0, 4, 4, 0, { 0x67, 0xa3, 1, 2 } },
	{ 32, 0, 4, 4, 0, { 0x89, 0x44, 0x24, 0x08 } },		/* mov %eax, 8(%esp) */
	{ 16, 0, 2, 2, 0, { 0x89, 0x07 } },			/* mov %ax, (%bx) */
	{ 16, 0, 4, 2, 0, { 0x89, 0x06, 0x34, 0x12 } },		/* mov %ax, 0x1234 */
	{ 16, 0, 5, 4, 0, { 0x66, 0x89, 0x87, 0x00, 0x01 } },	/* mov %eax, 0x100(%bx) */
	{ 16, 0, 5, 2, 0, { 0x67, 0x89, 0x44, 0x24, 0x08 } },	/* mov %ax, 8(%esp) */
	{ 16, 0, 3, 1, 0, { 0xa2, 0x34, 0x12 } },
	{ 16, 0, 6, 2, 0, { 0xc7, 0x06, 0x34, 0x12, 0x78, 0x56 } },
	{ 32, 1, 3, 4, 0, { 0x8b, 0x47, 0x00 } },
	{ 16, 1, 4, 1, 1, { 0x8a, 0x0e, 0x34, 0x12 } },
	{ 16, 1, 3, 4, 2, { 0x66, 0x8b, 0x17 } },
};

TEST(code_of_32_and_16_bits)
{
	const struct narrow *n;
	struct mem_load ld;
	struct mem_op op;

	for (n = narrow; n < narrow + ARRAY_SIZE(narrow); n++) {
		if (n->load) {
			EXPECT_EQ(mem_load_decode(&ld, n->code, n->length, n->bits), 0);
			EXPECT_EQ(ld.length, n->length);
			EXPECT_EQ(ld.bytes, n->bytes);
			EXPECT_EQ(ld.reg, n->reg);
			EXPECT_EQ(mem_load_decode(&ld, n->code, n->length - 1, n->bits), -EINVAL);
			continue;
		}
		EXPECT_EQ(mem_op_decode(&op, n->code, n->length, n->bits), 0);
		EXPECT_EQ(op.length, n->length);
		EXPECT_EQ(op.bytes, n->bytes);
		EXPECT_EQ(op.reg, n->reg);
		EXPECT_EQ(mem_op_decode(&op, n->code, n->length - 1, n->bits), -EINVAL);
	}
	/* DEC EAX, not REX; ARPL, not MOVSXD */
	EXPECT_EQ(mem_op_decode(&op, (const u8 *)"\x48\x89\x07", 3, 32), -EINVAL);
	EXPECT_EQ(mem_load_decode(&ld, (const u8 *)"\x63\x07", 2, 32), -EINVAL);
}

TEST(others_are_refused)
{
	static const u8 code[][4] = {
		{ 0x89, 0xc8 },			/* mov %ecx, %eax: no memory */
		{ 0x8b, 0x07 },			/* mov (%rdi), %eax: a load */
		{ 0x39, 0x07 },			/* cmp */
		{ 0x83, 0x3f, 0x01 },		/* cmp $1 */
		{ 0xf7, 0x27 },			/* mul */
		{ 0xff, 0x27 },			/* jmp */
		{ 0xff, 0x37 },			/* push */
		{ 0x0f, 0xba, 0x27, 1 },	/* bt */
		{ 0x0f, 0xc7, 0x0f },		/* cmpxchg8b */
		{ 0xf3, 0xab },			/* rep stos */
		{ 0xc7, 0x0f },			/* undefined */
		{ 0x0f, 0x0b },
	};
	struct mem_op op;
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(code); i++)
		EXPECT_EQ(mem_op_decode(&op, code[i], 4, 64), -EINVAL);
}

TEST(any_bytes_decode_within_bounds)
{
	u8 code[INSN_MAX_BYTES];
	unsigned int i, k, n, good = 0;
	struct mem_op op;

	test_random_seed(2);
	for (i = 0; i < 200000; i++) {
		n = test_random_below(INSN_MAX_BYTES + 1);
		for (k = 0; k < n; k++)
			code[k] = test_random();
		if (mem_op_decode(&op, code, n, 16 << i % 3))
			continue;
		good++;
		if (!EXPECT(op.length <= n) || !EXPECT(op.reg < 16) ||
		    !EXPECT(op.bytes == 1 || op.bytes == 2 || op.bytes == 4 || op.bytes == 8))
			return;
	}
	EXPECT(good > 1000);
	for (i = 0, good = 0; i < 200000; i++) {
		struct cpu_user_regs regs = {};
		struct mem_load ld;

		n = test_random_below(INSN_MAX_BYTES + 1);
		for (k = 0; k < n; k++)
			code[k] = test_random();
		if (mem_load_decode(&ld, code, n, 16 << i % 3))
			continue;
		good++;
		if (!EXPECT(ld.length <= n) || !EXPECT(ld.reg < 16) || !EXPECT(ld.bytes <= 8))
			return;
		mem_load_commit(&ld, test_random(), &regs);
	}
	EXPECT(good > 1000);
}
