/* SPDX-License-Identifier: GPL-2.0-only */
/* Control registers, descriptor tables and single instructions. */
#ifndef ASM_SYSTEM_H
#define ASM_SYSTEM_H

#include <linux/bits.h>
#include <linux/types.h>

/* CR0 (SDM 3A 2.5) */
#define CR0_PE		BIT(0)
#define CR0_MP		BIT(1)
#define CR0_EM		BIT(2)
#define CR0_TS		BIT(3)
#define CR0_ET		BIT(4)
#define CR0_NE		BIT(5)
#define CR0_WP		BIT(16)
#define CR0_AM		BIT(18)
#define CR0_NW		BIT(29)
#define CR0_CD		BIT(30)
#define CR0_PG		BIT(31)

/* CR4 */
#define CR4_VME		BIT(0)
#define CR4_PVI		BIT(1)
#define CR4_TSD		BIT(2)
#define CR4_DE		BIT(3)
#define CR4_PSE		BIT(4)
#define CR4_PAE		BIT(5)
#define CR4_MCE		BIT(6)
#define CR4_PGE		BIT(7)
#define CR4_PCE		BIT(8)
#define CR4_OSFXSR	BIT(9)
#define CR4_OSXMMEXCPT	BIT(10)
#define CR4_UMIP	BIT(11)
#define CR4_LA57	BIT(12)
#define CR4_VMXE	BIT(13)
#define CR4_FSGSBASE	BIT(16)
#define CR4_PCIDE	BIT(17)
#define CR4_OSXSAVE	BIT(18)
#define CR4_SMEP	BIT(20)
#define CR4_SMAP	BIT(21)
#define CR4_PKE		BIT(22)

/* RFLAGS */
#define RFLAGS_CF	BIT(0)
#define RFLAGS_FIXED	BIT(1)
#define RFLAGS_TF	BIT(8)
#define RFLAGS_IF	BIT(9)
#define RFLAGS_DF	BIT(10)
#define RFLAGS_IOPL	(BIT(12) | BIT(13))
#define RFLAGS_NT	BIT(14)
#define RFLAGS_RF	BIT(16)
#define RFLAGS_VM	BIT(17)
#define RFLAGS_AC	BIT(18)
#define RFLAGS_VIF	BIT(19)
#define RFLAGS_VIP	BIT(20)
#define RFLAGS_ID	BIT(21)

#define DEFINE_REG_ACCESS(reg)						\
static inline unsigned long read_##reg(void)				\
{									\
	unsigned long val;						\
									\
	__asm__ __volatile__("mov %%" #reg ", %0" : "=r" (val) : : "memory");	\
	return val;							\
}									\
									\
static inline void write_##reg(unsigned long val)			\
{									\
	__asm__ __volatile__("mov %0, %%" #reg : : "r" (val) : "memory");	\
}

DEFINE_REG_ACCESS(cr0)
DEFINE_REG_ACCESS(cr2)
DEFINE_REG_ACCESS(cr3)
DEFINE_REG_ACCESS(cr4)
DEFINE_REG_ACCESS(dr0)
DEFINE_REG_ACCESS(dr1)
DEFINE_REG_ACCESS(dr2)
DEFINE_REG_ACCESS(dr3)
DEFINE_REG_ACCESS(dr6)
DEFINE_REG_ACCESS(dr7)

#undef DEFINE_REG_ACCESS

static inline void clts(void)
{
	__asm__ __volatile__("clts" : : : "memory");
}

static inline void stts(void)
{
	write_cr0(read_cr0() | CR0_TS);
}

static inline void irq_disable(void)
{
	__asm__ __volatile__("cli" : : : "memory");
}

static inline void irq_enable(void)
{
	__asm__ __volatile__("sti" : : : "memory");
}

static inline unsigned long read_rflags(void)
{
	unsigned long flags;

	__asm__ __volatile__("pushf\n\tpop %0" : "=r" (flags) : : "memory");
	return flags;
}

static inline void write_rflags(unsigned long flags)
{
	__asm__ __volatile__("push %0\n\tpopf" : : "r" (flags) : "memory", "cc");
}

static inline void halt(void)
{
	__asm__ __volatile__("hlt" : : : "memory");
}

/* Of a linear address in the current address space, global entries too. */
static inline void cpu_invlpg(unsigned long va)
{
	__asm__ __volatile__("invlpg (%0)" : : "r" (va) : "memory");
}

/* Writes back and drops one cache line, in all caches. */
static inline void cpu_clflush(const void *p)
{
	__asm__ __volatile__("clflush %0" : : "m" (*(const u8 *)p) : "memory");
}

/* The global interrupt flag (APM volume 2, 15.17): EFER.SVME must be set. */
static inline void stgi(void)
{
	__asm__ __volatile__("stgi" : : : "memory");
}

static inline void clgi(void)
{
	__asm__ __volatile__("clgi" : : : "memory");
}

static inline void wbinvd(void)
{
	__asm__ __volatile__("wbinvd" : : : "memory");
}

/**
 * struct table_ptr - the operand of LGDT and LIDT
 * @limit: bytes - 1
 * @base: linear address
 */
struct table_ptr {
	u16 limit;
	u64 base;
} __packed;

static inline void load_gdt(const struct table_ptr *p)
{
	__asm__ __volatile__("lgdt %0" : : "m" (*p) : "memory");
}

static inline void load_idt(const struct table_ptr *p)
{
	__asm__ __volatile__("lidt %0" : : "m" (*p) : "memory");
}

static inline void load_ldt(u16 sel)
{
	__asm__ __volatile__("lldt %0" : : "rm" (sel) : "memory");
}

static inline void load_tr(u16 sel)
{
	__asm__ __volatile__("ltr %0" : : "rm" (sel) : "memory");
}

/* Extended control register; CR4.OSXSAVE is set. #GP on a bad value. */
static inline void xsetbv(u32 reg, u64 val)
{
	__asm__ __volatile__("xsetbv" : : "c" (reg), "a" ((u32)val), "d" ((u32)(val >> 32)));
}

static inline u64 xgetbv(u32 reg)
{
	u32 lo, hi;

	__asm__ __volatile__("xgetbv" : "=a" (lo), "=d" (hi) : "c" (reg));
	return (u64)hi << 32 | lo;
}

#endif /* ASM_SYSTEM_H */
