/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * I/O ports and device registers.
 *
 * The memory functions are one access of the named width each, never torn or
 * merged. Uncached mappings keep them in program order (SDM volume 3, 12.3).
 */
#ifndef ASM_IO_H
#define ASM_IO_H

#include <linux/types.h>

static inline u8 inb(u16 port)
{
	u8 val;

	__asm__ __volatile__("in %w1, %b0" : "=a" (val) : "Nd" (port));
	return val;
}

static inline u16 inw(u16 port)
{
	u16 val;

	__asm__ __volatile__("in %w1, %w0" : "=a" (val) : "Nd" (port));
	return val;
}

static inline u32 inl(u16 port)
{
	u32 val;

	__asm__ __volatile__("in %w1, %0" : "=a" (val) : "Nd" (port));
	return val;
}

static inline void outb(u8 val, u16 port)
{
	__asm__ __volatile__("out %b0, %w1" : : "a" (val), "Nd" (port));
}

static inline void outw(u16 val, u16 port)
{
	__asm__ __volatile__("out %w0, %w1" : : "a" (val), "Nd" (port));
}

static inline void outl(u32 val, u16 port)
{
	__asm__ __volatile__("out %0, %w1" : : "a" (val), "Nd" (port));
}

/* About a microsecond: a write to the port of power-on test codes. */
static inline void io_delay(void)
{
	outb(0, 0x80);
}

static inline u8 readb(const volatile void *reg)
{
	u8 val;

	__asm__ __volatile__("movb %1, %0"
			     : "=q" (val) : "m" (*(const volatile u8 *)reg) : "memory");
	return val;
}

static inline u16 readw(const volatile void *reg)
{
	u16 val;

	__asm__ __volatile__("movw %1, %0"
			     : "=r" (val) : "m" (*(const volatile u16 *)reg) : "memory");
	return val;
}

static inline u32 readl(const volatile void *reg)
{
	u32 val;

	__asm__ __volatile__("movl %1, %0"
			     : "=r" (val) : "m" (*(const volatile u32 *)reg) : "memory");
	return val;
}

static inline u64 readq(const volatile void *reg)
{
	u64 val;

	__asm__ __volatile__("movq %1, %0"
			     : "=r" (val) : "m" (*(const volatile u64 *)reg) : "memory");
	return val;
}

static inline void writeb(u8 val, volatile void *reg)
{
	__asm__ __volatile__("movb %1, %0"
			     : "=m" (*(volatile u8 *)reg) : "q" (val) : "memory");
}

static inline void writew(u16 val, volatile void *reg)
{
	__asm__ __volatile__("movw %1, %0"
			     : "=m" (*(volatile u16 *)reg) : "r" (val) : "memory");
}

static inline void writel(u32 val, volatile void *reg)
{
	__asm__ __volatile__("movl %1, %0"
			     : "=m" (*(volatile u32 *)reg) : "r" (val) : "memory");
}

static inline void writeq(u64 val, volatile void *reg)
{
	__asm__ __volatile__("movq %1, %0"
			     : "=m" (*(volatile u64 *)reg) : "r" (val) : "memory");
}

#endif /* ASM_IO_H */
