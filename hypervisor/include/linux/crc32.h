/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef HYP_LINUX_CRC32_H
#define HYP_LINUX_CRC32_H

#include <linux/types.h>

/*
 * The CRC of gzip and xz (polynomial 0xedb88320, reflected). Start with ~0 and invert
 * at the end; the parts of a longer text are chained through @crc.
 */
u32 crc32_le(u32 crc, const void *data, size_t len);

#endif
