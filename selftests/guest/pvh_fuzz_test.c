// SPDX-License-Identifier: GPL-2.0-only
/*
 * Random instructions of those that leave the container, or that the hypervisor carries
 * out, with random prefixes, operands and registers, in all modes of the CPU. What
 * becomes of the guest does not matter; that the next case runs shows that the
 * hypervisor has outlived the last one. A try that ends the domain is followed by the next
 * one in another domain.
 *
 * "seed=N tries=N" on the command line: the first case's seed, the others' are those behind it,
 * and the tries of each. A try depends on its seed and number alone.
 *
 * HLT, SYSCALL and SYSENTER are left out: they would only be the end of the case. "all=1" is for
 * emulators that survive what QEMU 7.2 does not: writes of debug registers (a breakpoint on a
 * stack makes it abort with an assertion about its own lock, or deliver one exception for ever),
 * and LTR (it takes a null selector, and aborts at the next exception). Bochs 2.7 does not
 * either: a step or breakpoint that is pending at an exit comes to the hypervisor.
 */
#include "mode.h"

#define MAX_BYTES	15

static u64 state;
static bool all;

static u64 rnd(void)
{
	state ^= state << 13;
	state ^= state >> 7;
	state ^= state << 17;
	return state;
}

static bool one_in(u32 n)
{
	return rnd() % n == 0;
}

/* Of two bytes: behind 0x0f. */
static const u8 two_bytes[] = {
	0x01, 0x01, 0x01, 0x01, 0x06, 0x08, 0x09, 0x0b, 0x20, 0x20, 0x21, 0x22, 0x30,
	0x30, 0x30, 0x32, 0x32, 0x33, 0xa2, 0xaa, 0xb6, 0xba, 0xb1, 0xc0, 0xc1, 0xc7, 0xae, 0xbe,
};

static const u8 two_bytes_more[] = { 0x00, 0x02, 0x03, 0x23, 0x23 };

static const u8 one_byte[] = {
	0xe4, 0xe5, 0xe6, 0xe7, 0xec, 0xed, 0xee, 0xef, 0x6c, 0x6d, 0x6e, 0x6f, 0xcd, 0xf1, 0x8b,
	0x89, 0x8a, 0x88, 0x86, 0x87, 0x01, 0x09, 0x21, 0x31, 0x80, 0x81, 0x83, 0xa4, 0xa5, 0xaa,
	0xab, 0xac, 0xc6, 0xc7, 0xf6, 0xf7, 0xfe, 0xff, 0xa0, 0xa1, 0xa2, 0xa3, 0x84, 0x63, 0x8e,
};

static const u8 prefixes[] = {
	0x26, 0x2e, 0x36, 0x3e, 0x64, 0x65, 0x66, 0x66, 0x67, 0x67, 0xf0, 0xf2, 0xf3, 0xf3,
};

static const u32 msrs[] = {
	0xc0000080, 0x1b, 0x277, 0x10, 0x6e0, 0xc0000103, 0x800, 0x808, 0x80b, 0x80f, 0x830, 0x832,
	0x838, 0x83e, 0x83f, 0xc0010117, 0xc0010015, 0x1d9, 0x48, 0x49, 0xda0, 0x179, 0x2ff,
};

/* Memory of ours, places with nothing, the APIC, tables, and anything. */
static u64 address(void)
{
	static const u64 places[] = {
		PVH_LOW_END - 4, PVH_LOW_END, 0xfee00000, 0xfee00080, 0xfee00300, 0xfee00ffe,
		PVH_HIGH, PVH_HIGH_END - 2, 0x10000000, 0xfffffffc, 0x123400000000,
		0x7ffffffffffc, 0x800000000000, 0xfffffffffffffffe,
	};

	if (one_in(8))
		return rnd();
	if (one_in(2))
		return CODE + 0x800 + rnd() % 0x400;
	return places[rnd() % ARRAY_SIZE(places)];
}

static u64 value(void)
{
	switch (rnd() % 6) {
	case 0:
		return 0;
	case 1:
		return ~0UL;
	case 2:
		return 1UL << (rnd() % 64);
	case 3:
		return rnd() & 0xffff;
	case 4:
		return address();
	default:
		return rnd();
	}
}

static u8 second_byte(void)
{
	if (all && one_in(4))
		return two_bytes_more[rnd() % ARRAY_SIZE(two_bytes_more)];
	return two_bytes[rnd() % ARRAY_SIZE(two_bytes)];
}

static unsigned int make(u8 *code, enum mode mode)
{
	unsigned int n = 0, i;

	while (one_in(2) && n < 4)
		code[n++] = prefixes[rnd() % ARRAY_SIZE(prefixes)];
	if (IS_64(mode) && one_in(2))
		code[n++] = 0x40 | rnd() % 16;
	if (one_in(3)) {
		code[n++] = one_byte[rnd() % ARRAY_SIZE(one_byte)];
	} else {
		code[n++] = 0x0f;
		code[n++] = second_byte();
	}
	for (i = rnd() % 7; i && n < MAX_BYTES; i--)
		code[n++] = rnd();
	return n;
}

static u64 place(unsigned int bytes)
{
	switch (rnd() % 8) {
	case 0:
		return CODE_AT_PAGE_END(bytes);
	case 1:
		return CODE_AT_PAGE_END(1 + rnd() % bytes);
	case 2:
		return CODE_AT_MEMORY_END(bytes);
	default:
		return CODE;
	}
}

static void one_try(void)
{
	enum mode mode = rnd() % NR_MODES;
	struct mode_state s = {
		.rax = value(), .rcx = one_in(2) ? msrs[rnd() % ARRAY_SIZE(msrs)] : value(),
		.rdx = value(), .rbx = address(), .rbp = address(), .rsi = address(),
		.rdi = address(), .r8 = address(), .r9 = value(), .r10 = value(),
		.r11 = value(), .r12 = value(), .r13 = value(), .r14 = value(), .r15 = value(),
		.rflags = rnd() & (one_in(4) ? 0x10dd5 : 0xcd5),
	};
	bool hide;
	u8 code[MAX_BYTES];
	unsigned int n;
	u64 at;

	if (!mode_works(mode))
		return;
	n = make(code, mode);
	at = place(n);
	/* What jumps or runs on comes to INT3. */
	memset(code_pages, 0xcc, 2 * PAGE_SIZE);
	hide = one_in(4) && (at + n) <= (u64)code_pages + PAGE_SIZE;
	if (hide)
		page_hide((u64)code_pages + PAGE_SIZE);
	mode_run(mode, at, code, min_t(u64, n, PVH_LOW_END - at), &s);
	page_show((u64)code_pages + PAGE_SIZE);
}

static void tries(void)
{
	/* What a try does to the page must not matter. */
	u64 seed = pvh_shared.word[PVH_WORD_SEED], end = pvh_shared.word[PVH_WORD_END], i;

	all = pvh_shared.word[PVH_WORD_ALL];
	for (i = pvh_shared.word[PVH_WORD_FIRST]; i < end; i++) {
		pvh_shared.word[PVH_WORD_AT] = i;
		state = (seed << 32 | (i + 1)) * 0x9e3779b97f4a7c15UL;
		rnd();
		one_try();
	}
}

static void still_there(void)
{
	EXPECT_EQ(hypercall(__HYPERVISOR_xen_version, 0, 0), 4 << 16 | 17);
}

#define TRIES	PVH_CASE("tries", tries, .ends = PVH_TRIES)
PVH_TEST(TRIES, TRIES, TRIES, TRIES, TRIES, TRIES, TRIES, TRIES,
	 PVH_CASE("and all is well", still_there));
