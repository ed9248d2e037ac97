// SPDX-License-Identifier: GPL-2.0-only
/* CRC-32 against the published check value and a bit-by-bit computation. */
#include <linux/crc32.h>

#include "test.h"

static u32 slow(u32 crc, const u8 *data, size_t len)
{
	unsigned int bit;

	while (len--) {
		crc ^= *data++;
		for (bit = 0; bit < 8; bit++)
			crc = crc & 1 ? (crc >> 1) ^ 0xedb88320 : crc >> 1;
	}
	return crc;
}

TEST(check_value)
{
	EXPECT_EQ(~crc32_le(~0u, "123456789", 9), 0xcbf43926);
}

TEST(all_lengths_and_alignments)
{
	u8 buf[80];
	size_t i, at, len;

	for (i = 0; i < sizeof(buf); i++)
		buf[i] = test_random();
	for (at = 0; at < 8; at++) {
		for (len = 0; len + at <= sizeof(buf); len++)
			EXPECT_EQ(crc32_le(~0u, buf + at, len), slow(~0u, buf + at, len));
	}
}

TEST(chained)
{
	u8 buf[80];
	size_t cut;

	memset(buf, 0x5a, sizeof(buf));
	for (cut = 0; cut <= sizeof(buf); cut++)
		EXPECT_EQ(crc32_le(crc32_le(~0u, buf, cut), buf + cut, sizeof(buf) - cut),
			  slow(~0u, buf, sizeof(buf)));
}
