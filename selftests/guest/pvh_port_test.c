// SPDX-License-Identifier: GPL-2.0-only
/*
 * Ports of a container in which nothing is: what is read is ones, of each width; INS and OUTS
 * move their registers on, in each mode of the CPU, and stop where memory ends (APM volume 3).
 */
#include "mode.h"

#define GP	13
#define PF	14
#define PORT	0x1234
#define ONES	0xffffffffU

/* One read of each width; 32 bits clear the upper half. */
static void port_widths(void)
{
	u64 rax = ~0UL << 32;

	__asm__ __volatile__("inl %%dx, %%eax" : "+a" (rax) : "d" (PORT));
	EXPECT_EQ(rax, ONES);
	rax = 0;
	__asm__ __volatile__("inw %%dx, %%ax" : "+a" (rax) : "d" (PORT));
	EXPECT_EQ(rax, 0xffff);
	rax = 0;
	__asm__ __volatile__("inb %%dx, %%al" : "+a" (rax) : "d" (PORT));
	EXPECT_EQ(rax, 0xff);
	__asm__ __volatile__("inl %%dx, %%eax" : "+a" (rax) : "d" (0xffff));
	EXPECT_EQ(rax, ONES);
}

/* INS and OUTS move their registers on, and INS fills memory with ones. */
static void string_ports(void)
{
	static u8 buf[64];
	u64 at = (u64)buf, count = 5;

	TRY("insb", : "+D" (at) : "d" (PORT) : "memory");
	EXPECT_EQ(last_fault.vector, NO_FAULT);
	EXPECT_EQ(at, buf + 1);
	EXPECT_EQ(buf[0], 0xff);
	EXPECT_EQ(buf[1], 0);
	at = (u64)buf;
	TRY("rep insl", : "+D" (at), "+c" (count) : "d" (PORT) : "memory");
	EXPECT_EQ(last_fault.vector, NO_FAULT);
	EXPECT_EQ(at, buf + 20);
	EXPECT_EQ(count, 0);
	EXPECT_EQ(buf[19], 0xff);
	EXPECT_EQ(buf[20], 0);
	count = 3;
	at = (u64)buf;
	TRY("rep outsw", : "+S" (at), "+c" (count) : "d" (PORT) : "memory");
	EXPECT_EQ(last_fault.vector, NO_FAULT);
	EXPECT_EQ(at, buf + 6);
	EXPECT_EQ(count, 0);
	at = (u64)buf + 60;
	count = 2;
	TRY("std; rep insb; cld", : "+D" (at), "+c" (count) : "d" (PORT) : "memory");
	EXPECT_EQ(at, buf + 58);
	EXPECT_EQ(buf[60], 0xff);
	EXPECT_EQ(buf[59], 0xff);
	EXPECT_EQ(buf[58], 0);
	/* None at all. */
	at = (u64)buf;
	count = 0;
	TRY("rep outsb", : "+S" (at), "+c" (count) : "d" (PORT) : "memory");
	EXPECT_EQ(at, buf);
}

/* Behind the vectors of real mode: the same address in each mode. */
#define LOW_BYTE	0x600

/* In all widths of code and addresses; ring 3 has no port. */
static void string_ports_in_each_mode(void)
{
	static const struct { u8 bytes, code[2]; bool in; } forms[] = {
		{ 1, { 0x6c }, true }, { 1, { 0x6e }, false },
		{ 2, { 0x67, 0x6c }, true }, { 2, { 0x67, 0x6e }, false },
		{ 2, { 0x26, 0x6c }, true }, { 2, { 0x2e, 0x6e }, false },
	};
	volatile u8 *low;
	unsigned int mode, i;

	__asm__("mov %1, %0" : "=r" (low) : "i" (LOW_BYTE));
	for_each_mode(mode)
		for (i = 0; i < ARRAY_SIZE(forms); i++) {
			struct mode_state s = {
				.rdi = LOW_BYTE, .rsi = LOW_BYTE, .rdx = PORT, .rcx = 0x5555,
			};

			*low = 0x5a;
			mode_run(mode, CODE, forms[i].code, forms[i].bytes, &s);
			if (IS_USER(mode)) {
				EXPECT_EQ(s.vector, GP);
				EXPECT_EQ(s.rip, CODE);
				continue;
			}
			EXPECT(mode_done(&s, CODE, forms[i].bytes));
			EXPECT_EQ(s.rdi, LOW_BYTE + forms[i].in);
			EXPECT_EQ(s.rsi, LOW_BYTE + !forms[i].in);
			EXPECT_EQ(s.rcx, 0x5555);
			EXPECT_EQ(*low, forms[i].in ? 0xff : 0x5a);
		}
}

/* Half way through, the memory is not there. */
static void string_fault(void)
{
	u64 at = (u64)code_pages + PAGE_SIZE - 4, count = 8;

	page_hide((u64)code_pages + PAGE_SIZE);
	TRY("rep insb", : "+D" (at), "+c" (count) : "d" (PORT) : "memory");
	EXPECT_EQ(last_fault.vector, PF);
	EXPECT_EQ(last_fault.cr2, code_pages + PAGE_SIZE);
	EXPECT_EQ(at, code_pages + PAGE_SIZE);
	EXPECT_EQ(count, 4);
	at = (u64)code_pages + PAGE_SIZE;
	count = 8;
	TRY("rep outsb", : "+S" (at), "+c" (count) : "d" (PORT) : "memory");
	EXPECT_EQ(last_fault.vector, PF);
	EXPECT_EQ(at, code_pages + PAGE_SIZE);
	page_show((u64)code_pages + PAGE_SIZE);
}

PVH_TEST(PVH_CASE("ports of each width", port_widths),
	 PVH_CASE("string I/O", string_ports),
	 PVH_CASE("string I/O in each mode", string_ports_in_each_mode),
	 PVH_CASE("string I/O that faults", string_fault));
