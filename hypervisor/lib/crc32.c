// SPDX-License-Identifier: GPL-2.0-only
/*
 * CRC-32, four bytes a step. crc_table[k][b] is the effect of byte b followed by
 * k zero bytes, so that the four look-ups of a word do not wait for each other.
 */
#include <linux/crc32.h>

#include <linux/unaligned.h>

#define CRC32_POLY	0xedb88320u

static u32 crc_table[4][256];

static void make_tables(void)
{
	unsigned int i, k;

	for (i = 0; i < 256; i++) {
		u32 crc = i;

		for (k = 0; k < 8; k++)
			crc = (crc >> 1) ^ (crc & 1 ? CRC32_POLY : 0);
		crc_table[0][i] = crc;
	}
	for (k = 1; k < 4; k++) {
		for (i = 0; i < 256; i++) {
			u32 before = crc_table[k - 1][i];

			crc_table[k][i] = (before >> 8) ^ crc_table[0][before & 255];
		}
	}
}

u32 crc32_le(u32 crc, const void *data, size_t len)
{
	const u8 *p = data;

	/* Two CPUs at once would write the same values. */
	if (!crc_table[3][255])
		make_tables();
	for (; len >= 4; len -= 4, p += 4) {
		crc ^= get_unaligned_le32(p);
		crc = crc_table[3][crc & 255] ^ crc_table[2][(crc >> 8) & 255] ^
		      crc_table[1][(crc >> 16) & 255] ^ crc_table[0][crc >> 24];
	}
	for (; len; len--)
		crc = (crc >> 8) ^ crc_table[0][(crc ^ *p++) & 255];
	return crc;
}
