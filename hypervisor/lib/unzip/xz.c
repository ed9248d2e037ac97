// SPDX-License-Identifier: GPL-2.0-only
/*
 * The .xz container: stream header, blocks, index, footer. ("The .xz File Format",
 * version 1.0.4.) Filters: LZMA2, alone or behind the x86 filter; checks: none and CRC32
 * are verified, others skipped.
 */
#include <hyp/unzip.h>

#include <linux/crc32.h>
#include <linux/errno.h>
#include <linux/kernel.h>
#include <linux/string.h>
#include <linux/unaligned.h>

#include "lzma2.h"

#define HEADER_SIZE	12
#define FOOTER_SIZE	12
#define VLI_MAX_BYTES	9

#define CHECK_NONE	0
#define CHECK_CRC32	1

#define FILTER_X86	0x04
#define FILTER_LZMA2	0x21

#define BLOCK_FILTERS		0x03
#define BLOCK_PACKED_SIZE	0x40
#define BLOCK_UNPACKED_SIZE	0x80
#define BLOCK_RESERVED		0x3c

#define UNKNOWN_SIZE	(~0ULL)

struct xz {
	const u8 *in, *in_end;
	u8 *out, *out_end;
	u8 check;
	const char *why;
	/* Sums over the blocks, to be compared with those over the index. */
	u64 blocks, packed_sum, unpacked_sum;
};

struct block {
	u64 packed, unpacked;	/* as its header says, or UNKNOWN_SIZE */
	bool x86;
	u32 x86_start;
};

static int fail(struct xz *xz, int rc, const char *why)
{
	xz->why = why;
	return rc;
}

static u32 crc32(const void *data, size_t len)
{
	return ~crc32_le(~0u, data, len);
}

/* A number of 7 bits a byte, low ones first; the last byte has a clear top bit. */
static bool read_vli(const u8 **pos, const u8 *end, u64 *val)
{
	unsigned int i;

	*val = 0;
	for (i = 0; i < VLI_MAX_BYTES && *pos < end; i++) {
		u8 byte = *(*pos)++;

		*val |= (u64)(byte & 0x7f) << (7 * i);
		if (!(byte & 0x80))
			return byte || !i;	/* a trailing zero byte is one too many */
	}
	return false;
}

static int read_header(struct xz *xz)
{
	static const u8 magic[] = { 0xfd, '7', 'z', 'X', 'Z', 0 };
	const u8 *in = xz->in;

	if (xz->in_end - in < HEADER_SIZE || memcmp(in, magic, sizeof(magic)))
		return fail(xz, -EINVAL, "no xz header");
	if (crc32(in + 6, 2) != get_unaligned_le32(in + 8))
		return fail(xz, -EINVAL, "xz header damaged");
	if (in[6] || in[7] > 15)
		return fail(xz, -EOPNOTSUPP, "unknown xz stream flags");
	xz->check = in[7];
	xz->in += HEADER_SIZE;
	return 0;
}

/* Bytes of the check field by its kind. */
static unsigned int check_size(u8 check)
{
	return check ? 4u << ((check - 1) / 3) : 0;
}

static int read_filter(struct xz *xz, const u8 **pos, const u8 *end, bool last,
		       struct block *block)
{
	u64 id, len;

	if (!read_vli(pos, end, &id) || !read_vli(pos, end, &len) || len > (u64)(end - *pos))
		return fail(xz, -EINVAL, "xz block header damaged");
	if (last && id == FILTER_LZMA2 && len == 1) {
		*pos += 1;	/* size of the dictionary: ours is the whole output */
		return 0;
	}
	if (last || id != FILTER_X86 || (len && len != 4) || block->x86)
		return fail(xz, -EOPNOTSUPP, "xz filter not supported");
	block->x86 = true;
	block->x86_start = len ? get_unaligned_le32(*pos) : 0;
	*pos += len;
	return 0;
}

static int read_filters(struct xz *xz, const u8 *pos, const u8 *end, u8 flags,
			struct block *block)
{
	unsigned int i, count = (flags & BLOCK_FILTERS) + 1;
	int rc;

	for (i = 0; i < count; i++) {
		rc = read_filter(xz, &pos, end, i == count - 1, block);
		if (rc)
			return rc;
	}
	if (memchr_inv(pos, 0, end - pos))
		return fail(xz, -EOPNOTSUPP, "unknown fields in xz block header");
	return 0;
}

/* xz->in is at the header, whose first byte is not 0. */
static int read_block_header(struct xz *xz, struct block *block)
{
	size_t size = (xz->in[0] + 1) * 4;
	const u8 *pos = xz->in + 2, *end = xz->in + size - 4;
	u8 flags;

	if ((size_t)(xz->in_end - xz->in) < size ||
	    crc32(xz->in, size - 4) != get_unaligned_le32(end))
		return fail(xz, -EINVAL, "xz block header damaged");
	flags = xz->in[1];
	*block = (struct block){ .packed = UNKNOWN_SIZE, .unpacked = UNKNOWN_SIZE };
	if (flags & BLOCK_RESERVED)
		return fail(xz, -EOPNOTSUPP, "unknown xz block flags");
	if ((flags & BLOCK_PACKED_SIZE) && !read_vli(&pos, end, &block->packed))
		return fail(xz, -EINVAL, "xz block header damaged");
	if ((flags & BLOCK_UNPACKED_SIZE) && !read_vli(&pos, end, &block->unpacked))
		return fail(xz, -EINVAL, "xz block header damaged");
	xz->in += size;
	return read_filters(xz, pos, end, flags, block);
}

static int verify_check(struct xz *xz, const u8 *data, size_t len)
{
	unsigned int size = check_size(xz->check);

	if ((size_t)(xz->in_end - xz->in) < size)
		return fail(xz, -EINVAL, "xz data cut off");
	if (xz->check == CHECK_CRC32 && crc32(data, len) != get_unaligned_le32(xz->in))
		return fail(xz, -EINVAL, "xz checksum wrong");
	xz->in += size;
	return 0;
}

/* Blocks and the index are padded with zeros to multiples of four bytes. */
static int skip_padding(struct xz *xz, size_t len)
{
	size_t padding = -len & 3;

	if ((size_t)(xz->in_end - xz->in) < padding || memchr_inv(xz->in, 0, padding))
		return fail(xz, -EINVAL, "xz padding wrong");
	xz->in += padding;
	return 0;
}

/* Leaves xz->in behind the data; returns their length in *@unpackedp. */
static int decode_data(struct xz *xz, const struct block *block, u64 *unpackedp)
{
	struct lzma2_run run = {
		.in = xz->in, .in_end = xz->in_end,
		.out_start = xz->out, .out_end = xz->out_end,
	};
	u64 packed, unpacked;
	int rc = lzma2_decode(&run);

	if (rc)
		return fail(xz, rc, rc == -ENOSPC ? "output larger than expected" :
						    "xz data damaged");
	packed = run.in - xz->in;
	unpacked = run.out - xz->out;
	if ((block->packed != UNKNOWN_SIZE && block->packed != packed) ||
	    (block->unpacked != UNKNOWN_SIZE && block->unpacked != unpacked))
		return fail(xz, -EINVAL, "xz block sizes wrong");
	xz->in = run.in;
	*unpackedp = unpacked;
	if (block->x86)
		bcj_x86_decode(xz->out, unpacked, block->x86_start);
	return 0;
}

static int decode_block(struct xz *xz)
{
	const u8 *start = xz->in;
	struct block block;
	u64 unpacked;
	int rc;

	rc = read_block_header(xz, &block);
	if (rc)
		return rc;
	rc = decode_data(xz, &block, &unpacked);
	if (rc)
		return rc;
	rc = skip_padding(xz, xz->in - start);
	if (!rc)
		rc = verify_check(xz, xz->out, unpacked);
	xz->blocks++;
	xz->packed_sum += xz->in - start;
	xz->unpacked_sum += unpacked;
	xz->out += unpacked;
	return rc;
}

/* Records repeat the sizes of all blocks. The sums must agree. */
static int read_records(struct xz *xz)
{
	u64 count, packed, unpacked, packed_sum = 0, unpacked_sum = 0;

	if (!read_vli(&xz->in, xz->in_end, &count) || count != xz->blocks)
		return fail(xz, -EINVAL, "xz index wrong");
	for (; count; count--) {
		if (!read_vli(&xz->in, xz->in_end, &packed) ||
		    !read_vli(&xz->in, xz->in_end, &unpacked))
			return fail(xz, -EINVAL, "xz index damaged");
		packed_sum += ALIGN(packed, 4);
		unpacked_sum += unpacked;
	}
	if (packed_sum != xz->packed_sum || unpacked_sum != xz->unpacked_sum)
		return fail(xz, -EINVAL, "xz index wrong");
	return 0;
}

static int read_index(struct xz *xz, size_t *size)
{
	const u8 *start = xz->in++;	/* a zero byte */
	int rc;

	rc = read_records(xz);
	if (!rc)
		rc = skip_padding(xz, xz->in - start);
	if (rc)
		return rc;
	if (xz->in_end - xz->in < 4 || crc32(start, xz->in - start) != get_unaligned_le32(xz->in))
		return fail(xz, -EINVAL, "xz index damaged");
	xz->in += 4;
	*size = xz->in - start;
	return 0;
}

/* The footer has the CRC first, then what it covers: size of the index, flags. */
static int read_footer(struct xz *xz, size_t index_size)
{
	const u8 *in = xz->in;

	if (xz->in_end - in < FOOTER_SIZE || in[10] != 'Y' || in[11] != 'Z' ||
	    crc32(in + 4, 6) != get_unaligned_le32(in))
		return fail(xz, -EINVAL, "xz footer damaged");
	if (((u64)get_unaligned_le32(in + 4) + 1) * 4 != index_size || in[8] || in[9] != xz->check)
		return fail(xz, -EINVAL, "xz footer wrong");
	xz->in += FOOTER_SIZE;
	return 0;
}

static int decode_stream(struct xz *xz)
{
	size_t index_size;
	int rc;

	rc = read_header(xz);
	while (!rc) {
		if (xz->in == xz->in_end)
			return fail(xz, -EINVAL, "xz data cut off");
		if (!*xz->in)
			break;
		rc = decode_block(xz);
	}
	if (!rc)
		rc = read_index(xz, &index_size);
	if (!rc)
		rc = read_footer(xz, index_size);
	return rc;
}

ssize_t unxz(const void *in, size_t len, void *out, size_t size, const char **why)
{
	struct xz xz = { .in = in, .in_end = in + len, .out = out, .out_end = out + size };
	int rc = decode_stream(&xz);

	*why = xz.why;
	return rc ?: xz.out - (u8 *)out;
}
