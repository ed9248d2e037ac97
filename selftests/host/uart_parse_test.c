// SPDX-License-Identifier: GPL-2.0-only
/* com1= as GRUB entries have it; a wrong text must change nothing. */
#include <hyp/uart.h>

#include <linux/errno.h>
#include <linux/kernel.h>

#include "test.h"

static struct uart_settings set;

static int parse(const char *arg)
{
	set = (struct uart_settings) {
		.clock = 1843200, .data_bits = 8, .stop_bits = 1, .parity = 'n',
		.io = 0x3f8, .irq = 4,
	};
	return uart_parse(arg, &set);
}

TEST(the_whole_form)
{
	EXPECT_EQ(parse("9600,7e2,0x2f8,3"), 0);
	EXPECT_EQ(set.baud, 9600);
	EXPECT_EQ(set.data_bits, 7);
	EXPECT_EQ(set.parity, 'e');
	EXPECT_EQ(set.stop_bits, 2);
	EXPECT_EQ(set.io, 0x2f8);
	EXPECT_EQ(set.irq, 3);
}

TEST(what_is_left_out_stays)
{
	EXPECT_EQ(parse("115200"), 0);
	EXPECT_EQ(set.baud, 115200);
	EXPECT_EQ(set.io, 0x3f8);
	EXPECT_EQ(parse("115200,,0x3e8"), 0);
	EXPECT_EQ(set.parity, 'n');
	EXPECT_EQ(set.io, 0x3e8);
	EXPECT_EQ(parse("auto,8n1"), 0);
	EXPECT_EQ(set.baud, 0);
	EXPECT_EQ(parse("115200/14745600"), 0);
	EXPECT_EQ(set.clock, 14745600);
	EXPECT_EQ(parse(""), 0);
}

TEST(wrong_texts)
{
	static const char *const wrong[] = {
		"fast", "115200,8x1", "115200,9n1", "115200,8n3", "115200,8n1,0x3f8,4,5",
		"115200,8n1,0x12345", "115200,8n1,0x3f8,16", "115200,8n", "1", "115200/100",
		"115200;8n1", "autobaud", "115200,8n1,x", ",,,,,", "99999999999999999999",
	};
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(wrong); i++) {
		if (!EXPECT(parse(wrong[i]) == -EINVAL))
			test_note("accepted: %s", wrong[i]);
		EXPECT_EQ(set.baud, 0);
		EXPECT_EQ(set.io, 0x3f8);
		EXPECT_EQ(set.irq, 4);
	}
}
