// SPDX-License-Identifier: GPL-2.0-only
/*
 * The hypervisor's command line: each kind of option, and that whatever is wrong costs
 * one line of warning and nothing else.
 */
#include <hyp/param.h>
#include <linux/errno.h>
#include <linux/kernel.h>

#include "test.h"

static bool flag;
static unsigned int number;
static u8 tiny;
static u64 size;
static char text[8];
static char seen[64];

static int take(const char *value)
{
	scnprintf(seen + strlen(seen), sizeof(seen) - strlen(seen), "<%s>", value);
	return strcmp(value, "bad") ? 0 : -EINVAL;
}

static const struct boot_param table[] = {
	{ .name = "flag", .var = &flag, .size = sizeof(flag), .kind = PARAM_KIND_BOOL },
	{ .name = "number", .var = &number, .size = sizeof(number), .kind = PARAM_KIND_UINT,
	  .min = 3, .max = 100 },
	{ .name = "tiny", .var = &tiny, .size = sizeof(tiny), .kind = PARAM_KIND_UINT },
	{ .name = "size", .var = &size, .size = sizeof(size), .kind = PARAM_KIND_SIZE },
	{ .name = "text", .var = text, .size = sizeof(text), .kind = PARAM_KIND_STRING },
	{ .name = "call", .fn = take, .kind = PARAM_KIND_CALL },
};

static void parse(const char *line)
{
	test_log_clear();
	seen[0] = '\0';
	params_parse_table(line, table, ARRAY_SIZE(table));
}

static unsigned int log_lines(void)
{
	unsigned int lines = 0;
	const char *s;

	for (s = test_log; *s; s++)
		lines += *s == '\n';
	return lines;
}

TEST(good_values)
{
	parse("  flag number=0x10 tiny=255 size=512M\ttext=com1 call=a,b:c ");
	EXPECT_STR(test_log, "");
	EXPECT(flag);
	EXPECT_EQ(number, 16);
	EXPECT_EQ(tiny, 255);
	EXPECT_EQ(size, 512ULL << 20);
	EXPECT_STR(text, "com1");
	EXPECT_STR(seen, "<a,b:c>");
}

TEST(booleans)
{
	static const char * const off[] = { "no-flag", "flag=no", "flag=off", "flag=false",
					    "flag=0" };
	static const char * const on[] = { "flag", "flag=yes", "flag=on", "flag=true", "flag=1" };
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(off); i++) {
		flag = true;
		parse(off[i]);
		EXPECT(!flag);
	}
	for (i = 0; i < ARRAY_SIZE(on); i++) {
		flag = false;
		parse(on[i]);
		EXPECT(flag);
	}
	EXPECT_STR(test_log, "");
}

TEST(later_words_win)
{
	parse("number=5 number=6 call=1 no-call call");
	EXPECT_EQ(number, 6);
	EXPECT_STR(seen, "<1><no><>");
}

TEST(unknown_option_is_one_line)
{
	parse("frobnicate=1 no-number");
	EXPECT_STR(test_log, "command line: unknown option frobnicate\n"
			     "command line: unknown option no-number\n");
}

TEST(bad_value_is_one_line)
{
	static const char * const lines[] = {
		"flag=perhaps", "number=x", "number=", "number", "size=", "size=K", "size=1x",
		"call=bad",
	};
	unsigned int i;

	flag = true;
	number = 7;
	size = 9;
	for (i = 0; i < ARRAY_SIZE(lines); i++) {
		parse(lines[i]);
		EXPECT_EQ(log_lines(), 1);
		EXPECT(strstr(test_log, "is ignored"));
	}
	EXPECT(flag);
	EXPECT_EQ(number, 7);
	EXPECT_EQ(size, 9);
}

TEST(nearest_sane_value)
{
	parse("number=1");
	EXPECT_EQ(number, 3);
	EXPECT_EQ(log_lines(), 1);
	parse("number=99999999999999999999999");
	EXPECT_EQ(number, 100);
	EXPECT_EQ(log_lines(), 1);
	parse("tiny=256");
	EXPECT_EQ(tiny, 255);
	EXPECT_EQ(log_lines(), 1);
}

TEST(plain_size_is_in_kib)
{
	parse("size=1024");
	EXPECT_EQ(size, 1 << 20);
	parse("size=1024b");
	EXPECT_EQ(size, 1024);
}

TEST(strings_are_cut_off)
{
	parse("text=0123456789");
	EXPECT_STR(text, "0123456");
	EXPECT_EQ(log_lines(), 1);
}

TEST(quotes_and_end_mark)
{
	parse("text=\"a b\" -- text=c nonsense");
	EXPECT_STR(text, "a b");
	EXPECT_STR(test_log, "");
}

TEST(fuzz)
{
	static const char set[] = "flagnumbersizetextcall=,-\"  \t0xKMG19no-";
	char line[400];
	unsigned int round, i;

	number = 3;
	for (round = 0; round < 3000; round++) {
		unsigned int len = test_random_below(sizeof(line) - 1);

		for (i = 0; i < len; i++)
			line[i] = set[test_random_below(sizeof(set) - 1)];
		line[len] = '\0';
		parse(line);
		EXPECT(number >= 3 && number <= 100);
		EXPECT(strnlen(text, sizeof(text)) < sizeof(text));
	}
}
