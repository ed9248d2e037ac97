/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef HYP_LINUX_CRC32_H
#define HYP_LINUX_CRC32_H

#include <linux/types.h>

/**
 * crc32_le() - the CRC of gzip and xz (polynomial 0xedb88320, reflected)
 * @crc: ~0 to begin with, or the result for what comes before
 * @data: bytes
 * @len: how many
 *
 * Return: to be inverted at the end.
 */
u32 crc32_le(u32 crc, const void *data, size_t len);

#endif
