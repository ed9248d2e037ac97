/* SPDX-License-Identifier: GPL-2.0-only */
/* Parts of the xz decoder. */
#ifndef HYP_LIB_UNZIP_LZMA2_H
#define HYP_LIB_UNZIP_LZMA2_H

#include <linux/types.h>

/**
 * struct lzma2_run - one LZMA2 stream
 * @in: IN start, OUT behind the end mark
 * @in_end: IN
 * @out_start: IN where the stream's output begins; nothing before it is referred to
 * @out: OUT behind the output
 * @out_end: IN
 */
struct lzma2_run {
	const u8 *in, *in_end;
	u8 *out_start, *out, *out_end;
};

/**
 * lzma2_decode() - unpack one stream
 * @run: where from and where to
 *
 * Return: 0, -EINVAL or -ENOSPC.
 */
int lzma2_decode(struct lzma2_run *run);

/**
 * bcj_x86_decode() - turn absolute addresses of calls and jumps into relative ones again
 * @buf: changed in place
 * @len: bytes
 * @start: position of buf[0] in the stream that was encoded
 */
void bcj_x86_decode(u8 *buf, size_t len, u32 start);

#endif
