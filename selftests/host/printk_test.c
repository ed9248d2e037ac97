// SPDX-License-Identifier: GPL-2.0-only
/* The log: prefix and levels, sinks that come late, the ring that tools read. */
#include <hyp/console.h>
#include <hyp/param.h>
#include <hyp/printk.h>
#include <linux/kernel.h>

#include "test.h"

static char sunk[65536];
static size_t sunk_len;

static void sink_write(const char *s, size_t len)
{
	len = min(len, sizeof(sunk) - 1 - sunk_len);
	memcpy(sunk + sunk_len, s, len);
	sunk_len += len;
	sunk[sunk_len] = '\0';
}

static struct console_sink sink = { .name = "test", .write = sink_write };

static void sink_clear(void)
{
	sunk_len = 0;
	sunk[0] = '\0';
}

TEST(late_sink_is_told_all)
{
	printk("first\n");
	console_register(&sink);
	EXPECT_STR(sunk, "(HOIST) first\n");
	printk("second\n");
	EXPECT_STR(sunk, "(HOIST) first\n(HOIST) second\n");
}

TEST(prefix_once_a_line)
{
	sink_clear();
	printk("a");
	printk("b\nc\n");
	EXPECT_STR(sunk, "(HOIST) ab\n(HOIST) c\n");
}

TEST(guest_text_is_raw)
{
	sink_clear();
	printk("half");
	console_puts("guest\n", 6);
	EXPECT_STR(sunk, "(HOIST) half\nguest\n");
}

TEST(debug_shows_in_debug_build)
{
	sink_clear();
	pr_debug("debug\n");
	pr_err("error\n");
	EXPECT_STR(sunk, "(HOIST) debug\n(HOIST) error\n");
}

static size_t read_ring(char *buf, size_t size, u32 *pos, bool clear, bool incremental)
{
	size_t len = console_ring_read(buf, size - 1, pos, clear, incremental);

	buf[len] = '\0';
	return len;
}

TEST(guest_text_is_not_in_the_ring)
{
	char buf[64];
	u32 pos = 0;

	read_ring(buf, sizeof(buf), &pos, true, false);
	printk("ours\n");
	console_puts("guest\n", 6);
	read_ring(buf, sizeof(buf), &pos, false, false);
	EXPECT_STR(buf, "(HOIST) ours\n");
}

TEST(incremental_reads)
{
	static char buf[20000];
	u32 pos = 0;

	read_ring(buf, sizeof(buf), &pos, true, false);
	printk("one\n");
	read_ring(buf, sizeof(buf), &pos, false, true);
	EXPECT_STR(buf, "(HOIST) one\n");
	printk("two\n");
	read_ring(buf, 6, &pos, false, true);
	EXPECT_STR(buf, "(HOIS");
	read_ring(buf, sizeof(buf), &pos, false, true);
	EXPECT_STR(buf, "T) two\n");
	EXPECT_EQ(read_ring(buf, sizeof(buf), &pos, false, true), 0);
	read_ring(buf, sizeof(buf), &pos, false, false);
	EXPECT_STR(buf, "(HOIST) one\n(HOIST) two\n");
}

TEST(ring_keeps_the_newest)
{
	static char buf[20000];
	u32 pos = 0;
	size_t len;
	int i;

	for (i = 0; i < 2000; i++)
		printk("line %d\n", i);
	len = read_ring(buf, sizeof(buf), &pos, false, false);
	EXPECT_EQ(len, 16384);
	EXPECT_STR(buf + len - strlen("(HOIST) line 1999\n"), "(HOIST) line 1999\n");
	/* A position that was overwritten means: from the oldest. */
	pos -= 17000;
	EXPECT_EQ(read_ring(buf, sizeof(buf), &pos, false, true), 16384);
}

TEST(bigger_ring_keeps_what_was_there)
{
	static char big[65536], before[20000], after[70000];
	u32 pos = 0;
	size_t len = read_ring(before, sizeof(before), &pos, false, false);

	console_ring_resize(big, sizeof(big));
	EXPECT_EQ(read_ring(after, sizeof(after), &pos, false, false), len);
	EXPECT_STR(after, before);
	printk("more\n");
	EXPECT_EQ(read_ring(after, sizeof(after), &pos, false, false), len + 13);
}

TEST(rate_limit)
{
	struct ratelimit limit = { 0 };
	unsigned int i, shown = 0;

	test_now = 1000;
	for (i = 0; i < 100; i++)
		shown += ratelimit(&limit);
	EXPECT_EQ(shown, RATELIMIT_BURST);
	test_now += RATELIMIT_INTERVAL + 1;
	sink_clear();
	EXPECT(ratelimit(&limit));
	EXPECT_STR(sunk, "(HOIST) 90 messages like the next were suppressed\n");
}
