// SPDX-License-Identifier: GPL-2.0-only
/* Formatted text: each conversion, flag and length, and the borders of the buffer. */
#include <linux/bits.h>
#include <linux/kernel.h>

#include "test.h"

#define CHECK(expected, fmt, ...) do {						\
	char __buf[128];							\
	int __len = scnprintf(__buf, sizeof(__buf), fmt, ##__VA_ARGS__);	\
	EXPECT_STR(__buf, expected);						\
	EXPECT_EQ(__len, strlen(expected));					\
} while (0)

TEST(integers)
{
	CHECK("0 -1 4294967295", "%d %d %u", 0, -1, -1);
	CHECK("-2147483648", "%d", INT_MIN);
	CHECK("-9223372036854775808", "%lld", LLONG_MIN);
	CHECK("18446744073709551615", "%lu", ~0UL);
	CHECK("ff FF 0xff 0XFF 377 0377", "%x %X %#x %#X %o %#o", 255, 255, 255, 255, 255, 255);
	CHECK("0 0", "%#x %#o", 0, 0);
	CHECK("-1 255", "%hhd %hhu", 0xff, 0x1ff);
	CHECK("-1 65535", "%hd %hu", 0xffff, 0x1ffff);
	CHECK("7 -7", "%zu %zd", (size_t)7, (ssize_t)-7);
	CHECK("1777777777777777777777", "%lo", ~0UL);
}

TEST(width_and_precision)
{
	CHECK("[   42][42   ][00042]", "[%5d][%-5d][%05d]", 42, 42, 42);
	CHECK("[  042][042  ]", "[%5.3d][%-5.3d]", 42, 42);
	CHECK("[+42][ 42][-0042]", "[%+d][% d][%05d]", 42, 42, -42);
	CHECK("[0x002a]", "[%#06x]", 42);
	CHECK("[   42][42   ]", "[%*d][%*d]", 5, 42, -5, 42);
	CHECK("[]", "[%.0d]", 0);
	CHECK("[  ab][ab  ][abc]", "[%4s][%-4s][%.3s]", "ab", "ab", "abcdef");
	CHECK("[ab]", "[%.*s]", 2, "abc");
}

TEST(text)
{
	CHECK("a%b", "a%%b");
	CHECK("x", "%c", 'x');
	CHECK("[  x]", "[%3c]", 'x');
}

TEST(pointers)
{
	unsigned long map[2] = { BIT(0) | BIT(2) | BIT(3) | BIT(63), BIT(0) | BIT(5) };

	CHECK("00000000deadbeef", "%p", (void *)0xdeadbeefUL);
	CHECK("symbol+0x23!", "%pS!", (void *)0x123UL);
	CHECK("symbol!", "%ps!", (void *)0x123UL);
	CHECK("0,2-3,63-64,69", "%*pbl", 70, map);
	CHECK("", "%*pbl", 0, map);
	CHECK("021800000000000000d", "%*pb", 74, map);
}

TEST(cut_off)
{
	char buf[8];

	memset(buf, 'x', sizeof(buf));
	EXPECT_EQ(snprintf(buf, 4, "%s", "abcdef"), 6);
	EXPECT_STR(buf, "abc");
	EXPECT_EQ(buf[4], 'x');
	EXPECT_EQ(scnprintf(buf, 4, "%s", "abcdef"), 3);
	EXPECT_EQ(snprintf(NULL, 0, "%d", 12345), 5);
	EXPECT_EQ(scnprintf(buf, 0, "%d", 1), 0);
}

TEST(no_memory_fault_on_any_format)
{
	static const char set[] = "%%%dxXuocsp-+ #0123.*lhzSb";
	char fmt[16], buf[64];
	unsigned int round, i;

	for (round = 0; round < 20000; round++) {
		for (i = 0; i < sizeof(fmt) - 1; i++)
			fmt[i] = set[test_random_below(sizeof(set) - 1)];
		fmt[i] = '\0';
		/* 's', 'b' and '*' with pointers would rightly be fatal. */
		for (i = 0; fmt[i]; i++) {
			if (strchr("sb*", fmt[i]))
				fmt[i] = 'd';
		}
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
#pragma GCC diagnostic ignored "-Wformat-security"
		snprintf(buf, test_random_below(sizeof(buf)), fmt, 1L, 2L, 3L, 4L, 5L, 6L, 7L, 8L);
#pragma GCC diagnostic pop
	}
}
