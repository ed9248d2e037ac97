// SPDX-License-Identifier: GPL-2.0-only
/*
 * Memory and string functions against byte loops, at every small length, alignment and
 * overlap: the word-sized steps must neither miss a byte nor touch one too many.
 */
#include <linux/errno.h>
#include <linux/kernel.h>

#include "test.h"

static void fill(u8 *p, size_t len)
{
	size_t i;

	for (i = 0; i < len; i++)
		p[i] = i * 7 + 1;
}

static bool moved_right(u8 *buf, size_t total, size_t to, size_t from, size_t len)
{
	size_t i;

	for (i = 0; i < total; i++) {
		size_t src = i >= to && i < to + len ? i - to + from : i;

		if (buf[i] != (u8)(src * 7 + 1))
			return false;
	}
	return true;
}

TEST(memmove_all_overlaps)
{
	u8 buf[128];
	size_t to, from, len;

	for (to = 0; to < 20; to++) {
		for (from = 0; from < 20; from++) {
			for (len = 0; len < 100; len++) {
				fill(buf, sizeof(buf));
				memmove(buf + to, buf + from, len);
				REQUIRE(moved_right(buf, sizeof(buf), to, from, len));
			}
		}
	}
}

TEST(memcpy_all_alignments)
{
	u8 src[128], dst[128];
	size_t to, from, len, i;

	for (to = 0; to < 9; to++) {
		for (from = 0; from < 9; from++) {
			for (len = 0; len < 100; len++) {
				fill(src, sizeof(src));
				for (i = 0; i < sizeof(dst); i++)
					dst[i] = 0;
				EXPECT(memcpy(dst + to, src + from, len) == dst + to);
				for (i = 0; i < sizeof(dst); i++)
					REQUIRE(dst[i] == (i >= to && i < to + len ?
							   src[i - to + from] : 0));
			}
		}
	}
}

TEST(memset_all_lengths)
{
	u8 buf[128];
	size_t at, len, i;

	for (at = 0; at < 9; at++) {
		for (len = 0; len < 100; len++) {
			fill(buf, sizeof(buf));
			memset(buf + at, 0x1a5, len);
			for (i = 0; i < sizeof(buf); i++)
				REQUIRE(buf[i] == (i >= at && i < at + len ? 0xa5 :
						   (u8)(i * 7 + 1)));
		}
	}
}

TEST(memcmp_finds_first_difference)
{
	u8 a[64], b[64];
	size_t len, at;

	for (len = 0; len < sizeof(a); len++) {
		fill(a, sizeof(a));
		fill(b, sizeof(b));
		b[len] ^= 0x80;
		EXPECT_EQ(memcmp(a, b, len), 0);
		for (at = 0; at < len; at++) {
			b[at] = a[at] + 1;
			REQUIRE((memcmp(a, b, len) < 0) == (a[at] < b[at]));
			REQUIRE((memcmp(b, a, len) > 0) == (a[at] < b[at]));
			b[at] = a[at];
		}
	}
}

TEST(memchr_and_its_inverse)
{
	u8 buf[40];
	size_t i;

	memset(buf, 7, sizeof(buf));
	EXPECT(!memchr(buf, 8, sizeof(buf)));
	EXPECT(!memchr_inv(buf, 7, sizeof(buf)));
	for (i = 0; i < sizeof(buf); i++) {
		buf[i] = 8;
		EXPECT(memchr(buf, 8, sizeof(buf)) == buf + i);
		EXPECT(memchr_inv(buf, 7, sizeof(buf)) == buf + i);
		EXPECT(!memchr(buf, 8, i));
		EXPECT(!memchr_inv(buf, 7, i));
		buf[i] = 7;
	}
}

TEST(comparisons)
{
	EXPECT(strcmp("abc", "abc") == 0);
	EXPECT(strcmp("abc", "abd") < 0);
	EXPECT(strcmp("abc", "ab") > 0);
	EXPECT(strcmp("\x80", "a") > 0);
	EXPECT(strncmp("abcx", "abcy", 3) == 0);
	EXPECT(strncmp("abcx", "abcy", 4) < 0);
	EXPECT(strncmp("ab", "ab", 100) == 0);
	EXPECT(strcasecmp("AbC", "aBc") == 0);
	EXPECT(strcasecmp("abc", "ABD") < 0);
	EXPECT(str_has_prefix("prefix=1", "prefix="));
	EXPECT(!str_has_prefix("pre", "prefix"));
}

TEST(searches)
{
	const char *s = "one two two";

	EXPECT(strchr(s, 't') == s + 4);
	EXPECT(strrchr(s, 't') == s + 8);
	EXPECT(strchr(s, 0) == s + 11);
	EXPECT(strrchr(s, 0) == s + 11);
	EXPECT(!strchr(s, 'x'));
	EXPECT(strstr(s, "two") == s + 4);
	EXPECT(strstr(s, "") == s);
	EXPECT(!strstr(s, "twox"));
	EXPECT(strpbrk(s, "wn") == s + 1);
	EXPECT(!strpbrk(s, "xyz"));
	EXPECT_EQ(strspn("  \tx", " \t"), 3);
	EXPECT_EQ(strnlen("abc", 2), 2);
	EXPECT_EQ(strnlen("abc", 9), 3);
}

TEST(strsep_cuts_fields)
{
	char text[] = "a,,b";
	char *s = text;

	EXPECT_STR(strsep(&s, ","), "a");
	EXPECT_STR(strsep(&s, ","), "");
	EXPECT_STR(strsep(&s, ","), "b");
	EXPECT(!strsep(&s, ","));
}

TEST(strscpy_always_terminates)
{
	char buf[4] = "xxx";

	EXPECT_EQ(strscpy(buf, "abc", sizeof(buf)), 3);
	EXPECT_STR(buf, "abc");
	EXPECT_EQ(strscpy(buf, "abcd", sizeof(buf)), -E2BIG);
	EXPECT_STR(buf, "abc");
	EXPECT_EQ(strscpy(buf, "z", 0), -E2BIG);
	EXPECT_STR(buf, "abc");
}

TEST(strim_both_ends)
{
	char text[] = " \ta b\n ", blank[] = "  ";

	EXPECT_STR(strim(text), "a b");
	EXPECT_STR(strim(blank), "");
}

TEST(numbers)
{
	unsigned long long ull = 1;
	long long ll = 1;
	unsigned int u;
	int i;
	bool b;

	EXPECT_EQ(kstrtoull("18446744073709551615\n", 10, &ull), 0);
	EXPECT_EQ(ull, ~0ULL);
	EXPECT_EQ(kstrtoull("18446744073709551616", 10, &ull), -ERANGE);
	EXPECT_EQ(kstrtoull("0xfF", 0, &ull), 0);
	EXPECT_EQ(ull, 255);
	EXPECT_EQ(kstrtoull("017", 0, &ull), 0);
	EXPECT_EQ(ull, 15);
	EXPECT_EQ(kstrtoull("", 0, &ull), -EINVAL);
	EXPECT_EQ(kstrtoull("0x", 0, &ull), -EINVAL);
	EXPECT_EQ(kstrtoull("1 ", 0, &ull), -EINVAL);
	EXPECT_EQ(kstrtoull("-1", 0, &ull), -EINVAL);
	EXPECT_EQ(kstrtoll("-9223372036854775808", 0, &ll), 0);
	EXPECT_EQ(ll, LLONG_MIN);
	EXPECT_EQ(kstrtoll("9223372036854775808", 0, &ll), -ERANGE);
	EXPECT_EQ(kstrtoll("-+1", 0, &ll), -EINVAL);
	EXPECT_EQ(kstrtouint("4294967296", 0, &u), -ERANGE);
	EXPECT_EQ(kstrtoint("-2147483649", 0, &i), -ERANGE);
	EXPECT_EQ(kstrtobool("off", &b), 0);
	EXPECT(!b);
	EXPECT_EQ(kstrtobool("Yes", &b), 0);
	EXPECT(b);
	EXPECT_EQ(kstrtobool("maybe", &b), -EINVAL);
}

TEST(memparse_suffixes)
{
	static const struct {
		const char *text;
		u64 val;
		unsigned int used;
	} rows[] = {
		{ "512M,", 512ULL << 20, 4 }, { "1g", 1ULL << 30, 2 }, { "3T", 3ULL << 40, 2 },
		{ "17b", 17, 3 }, { "0x10k", 16 << 10, 5 }, { "12", 12, 2 }, { "x", 0, 0 },
		{ "99999999999999999999k", ~0ULL, 21 }, { "20000000000G", ~0ULL, 12 },
		{ "5 K", 5, 1 },
	};
	unsigned int i;
	char *end;

	for (i = 0; i < ARRAY_SIZE(rows); i++) {
		EXPECT_EQ(memparse(rows[i].text, &end), rows[i].val);
		EXPECT_EQ(end - rows[i].text, rows[i].used);
	}
}
