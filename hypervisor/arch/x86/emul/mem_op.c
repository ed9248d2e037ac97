// SPDX-License-Identifier: GPL-2.0-only
/* Effects of instructions that write to memory: arithmetic on values. */
#include <asm/mem_op.h>
#include <linux/bits.h>
#include <linux/kernel.h>
#include <asm/system.h>
#include <asm/xen/interface.h>

#define RFLAGS_PF	BIT(2)
#define RFLAGS_AF	BIT(4)
#define RFLAGS_ZF	BIT(6)
#define RFLAGS_SF	BIT(7)
#define RFLAGS_OF	BIT(11)
#define RFLAGS_ARITH	(RFLAGS_CF | RFLAGS_PF | RFLAGS_AF | RFLAGS_ZF | RFLAGS_SF | RFLAGS_OF)

static u64 *reg_ptr(const struct cpu_user_regs *regs, unsigned int n)
{
	static const u16 offset[16] = {
		offsetof(struct cpu_user_regs, rax), offsetof(struct cpu_user_regs, rcx),
		offsetof(struct cpu_user_regs, rdx), offsetof(struct cpu_user_regs, rbx),
		offsetof(struct cpu_user_regs, rsp), offsetof(struct cpu_user_regs, rbp),
		offsetof(struct cpu_user_regs, rsi), offsetof(struct cpu_user_regs, rdi),
		offsetof(struct cpu_user_regs, r8), offsetof(struct cpu_user_regs, r9),
		offsetof(struct cpu_user_regs, r10), offsetof(struct cpu_user_regs, r11),
		offsetof(struct cpu_user_regs, r12), offsetof(struct cpu_user_regs, r13),
		offsetof(struct cpu_user_regs, r14), offsetof(struct cpu_user_regs, r15),
	};

	return (u64 *)((unsigned long)regs + offset[n & 15]);
}

static u64 size_mask(unsigned int bytes)
{
	return bytes == 8 ? ~0ULL : BIT_ULL(8 * bytes) - 1;
}

static u64 source(const struct mem_op *op, const struct cpu_user_regs *regs)
{
	u64 val = op->has_imm ? op->imm : *reg_ptr(regs, op->reg);

	return (op->high_byte ? val >> 8 : val) & size_mask(op->bytes);
}

/* Flags that depend on the result alone. */
static u64 result_flags(u64 val, unsigned int bytes)
{
	u64 flags = 0;

	if (!(val & size_mask(bytes)))
		flags |= RFLAGS_ZF;
	if (val >> (8 * bytes - 1) & 1)
		flags |= RFLAGS_SF;
	if (!__builtin_parity((unsigned int)(val & 0xff)))
		flags |= RFLAGS_PF;
	return flags;
}

/* @carries: which bits carried (or borrowed) into the next one. */
static u64 carry_flags(u64 carries, unsigned int bytes)
{
	unsigned int top = 8 * bytes - 1;
	u64 flags = 0;

	if (carries >> top & 1)
		flags |= RFLAGS_CF;
	if ((carries >> top ^ carries >> (top - 1)) & 1)
		flags |= RFLAGS_OF;
	if (carries >> 3 & 1)
		flags |= RFLAGS_AF;
	return flags;
}

static u64 add(u64 a, u64 b, u64 carry, unsigned int bytes, u64 *flags)
{
	u64 sum = a + b + carry;

	*flags = result_flags(sum, bytes) | carry_flags((a & b) | ((a | b) & ~sum), bytes);
	return sum;
}

static u64 subtract(u64 a, u64 b, u64 borrow, unsigned int bytes, u64 *flags)
{
	u64 diff = a - b - borrow;

	*flags = result_flags(diff, bytes) | carry_flags((~a & b) | ((~a | b) & diff), bytes);
	return diff;
}

static u64 logic(u64 val, unsigned int bytes, u64 *flags)
{
	*flags = result_flags(val, bytes);
	return val;
}

/* The flag is the old bit; the others are left alone. */
static u64 bit_op(const struct mem_op *op, u64 old, u64 src, u64 *flags)
{
	u64 bit = BIT_ULL(src & (8 * op->bytes - 1));

	*flags = (*flags & ~RFLAGS_CF) | (old & bit ? RFLAGS_CF : 0);
	if (op->kind == MEM_BTS)
		return old | bit;
	return op->kind == MEM_BTR ? old & ~bit : old ^ bit;
}

static void compare_exchange(const struct mem_op *op, const struct cpu_user_regs *regs,
			     u64 old, u64 src, struct mem_op_result *res, u64 *flags)
{
	u64 expected = regs->rax & size_mask(op->bytes);

	subtract(expected, old, 0, op->bytes, flags);
	res->mem = src;
	if (expected == old)
		return;
	res->writes = false;
	res->writes_reg = true;
	res->reg = 0;
	res->reg_val = old;
}

static u64 increment(u64 old, bool up, unsigned int bytes, u64 *flags)
{
	u64 carry = *flags & RFLAGS_CF;
	u64 val = up ? add(old, 1, 0, bytes, flags) : subtract(old, 1, 0, bytes, flags);

	*flags = (*flags & ~RFLAGS_CF) | carry;
	return val;
}

/* The register operand gets what memory held. */
static void to_register(const struct mem_op *op, u64 old, struct mem_op_result *res)
{
	res->writes_reg = true;
	res->reg = op->reg;
	res->reg_val = old;
}

void mem_op_compute(const struct mem_op *op, const struct cpu_user_regs *regs, u64 old,
		    struct mem_op_result *res)
{
	u64 flags = regs->rflags & RFLAGS_ARITH, carry = regs->rflags & RFLAGS_CF;
	u64 src = source(op, regs);

	old &= size_mask(op->bytes);
	*res = (struct mem_op_result){ .writes = true };
	switch (op->kind) {
	case MEM_ADD:
		res->mem = add(old, src, 0, op->bytes, &flags);
		break;
	case MEM_ADC:
		res->mem = add(old, src, carry, op->bytes, &flags);
		break;
	case MEM_SUB:
		res->mem = subtract(old, src, 0, op->bytes, &flags);
		break;
	case MEM_SBB:
		res->mem = subtract(old, src, carry, op->bytes, &flags);
		break;
	case MEM_OR:
		res->mem = logic(old | src, op->bytes, &flags);
		break;
	case MEM_AND:
		res->mem = logic(old & src, op->bytes, &flags);
		break;
	case MEM_XOR:
		res->mem = logic(old ^ src, op->bytes, &flags);
		break;
	case MEM_XADD:
		res->mem = add(old, src, 0, op->bytes, &flags);
		to_register(op, old, res);
		break;
	case MEM_XCHG:
		res->mem = src;
		to_register(op, old, res);
		break;
	case MEM_CMPXCHG:
		compare_exchange(op, regs, old, src, res, &flags);
		break;
	case MEM_BTS:
	case MEM_BTR:
	case MEM_BTC:
		res->mem = bit_op(op, old, src, &flags);
		break;
	case MEM_NOT:
		res->mem = ~old;
		break;
	case MEM_NEG:
		res->mem = subtract(0, old, 0, op->bytes, &flags);
		break;
	case MEM_INC:
	case MEM_DEC:
		res->mem = increment(old, op->kind == MEM_INC, op->bytes, &flags);
		break;
	default:
		res->mem = src;
		break;
	}
	res->mem &= size_mask(op->bytes);
	res->rflags = (regs->rflags & ~RFLAGS_ARITH) | flags;
}

u64 mem_op_register(const struct cpu_user_regs *regs, unsigned int reg, bool high_byte)
{
	return *reg_ptr(regs, reg) >> (high_byte ? 8 : 0);
}

void mem_op_set_register(struct cpu_user_regs *regs, unsigned int n, bool high_byte,
			 unsigned int bytes, u64 val)
{
	u64 *reg = reg_ptr(regs, n), mask = size_mask(bytes) << (high_byte ? 8 : 0);

	if (bytes == 4)
		*reg = val & size_mask(4);	/* the upper half becomes zero */
	else
		*reg = (*reg & ~mask) | (val << (high_byte ? 8 : 0) & mask);
}

void mem_op_commit(const struct mem_op *op, const struct mem_op_result *res,
		   struct cpu_user_regs *regs)
{
	bool high = op->high_byte && op->kind != MEM_CMPXCHG;

	if (res->writes_reg)
		mem_op_set_register(regs, res->reg, high, op->bytes, res->reg_val);
	regs->rflags = res->rflags & ~RFLAGS_RF;
	regs->rip += op->length;
}
