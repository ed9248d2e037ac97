// SPDX-License-Identifier: GPL-2.0-only
/*
 * gzip (RFC 1952) and its deflate format (RFC 1951).
 *
 * Bits come low end first, codes high end first. A code is looked up by the next
 * FAST_BITS bits of input in a table that holds symbol and length; longer codes are found
 * by walking the canonical code length by length.
 */
#include <hyp/unzip.h>

#include <linux/crc32.h>
#include <linux/errno.h>
#include <linux/kernel.h>
#include <linux/string.h>
#include <linux/unaligned.h>

#define MAX_CODE_BITS	15
#define FAST_BITS	10
#define NR_LITERALS	288
#define NR_DISTANCES	32
#define NR_LENGTH_CODES	19
#define END_OF_BLOCK	256

struct huffman {
	u16 fast[1 << FAST_BITS];	/* symbol << 4 | length; 0: longer, or no code */
	u16 count[MAX_CODE_BITS + 1];	/* codes of each length */
	u16 symbol[NR_LITERALS];	/* in the order of the codes */
};

struct inflate {
	const u8 *in, *in_end;
	u8 *out_start, *out, *out_end;
	u64 bits;		/* not used yet, the next one lowest */
	unsigned int nr_bits;
	unsigned int missing;	/* zero bytes that were taken for input behind its end */
	const char *why;
};

static struct huffman literal_codes, distance_codes, length_codes;

static int fail(struct inflate *s, int rc, const char *why)
{
	s->why = why;
	return rc;
}

/* At least 56 bits afterwards: enough for a length, a distance and their extra bits. */
static __always_inline void refill(struct inflate *s)
{
	if (s->in_end - s->in >= 8) {
		s->bits |= get_unaligned_le64(s->in) << s->nr_bits;
		s->in += (63 - s->nr_bits) >> 3;
		s->nr_bits |= 56;
		return;
	}
	for (; s->nr_bits <= 56; s->nr_bits += 8) {
		if (s->in < s->in_end)
			s->bits |= (u64)*s->in++ << s->nr_bits;
		else
			s->missing++;
	}
}

static __always_inline u32 take_bits(struct inflate *s, unsigned int n)
{
	u32 val = s->bits & ((1u << n) - 1);

	s->bits >>= n;
	s->nr_bits -= n;
	return val;
}

/* Zeros behind the end are good for looking ahead only. */
static bool past_end(const struct inflate *s)
{
	return s->missing * 8 > s->nr_bits;
}

static void sort_symbols(struct huffman *h, const u8 *lengths, unsigned int n)
{
	u16 next[MAX_CODE_BITS + 2] = { 0 };
	unsigned int i;

	for (i = 1; i <= MAX_CODE_BITS; i++)
		next[i + 1] = next[i] + h->count[i];
	for (i = 0; i < n; i++) {
		if (lengths[i])
			h->symbol[next[lengths[i]]++] = i;
	}
}

static u32 reverse_bits(u32 code, unsigned int len)
{
	u32 res = 0;

	for (; len; len--, code >>= 1)
		res = res << 1 | (code & 1);
	return res;
}

static void fill_fast(struct huffman *h)
{
	unsigned int len, i, at = 0, code = 0;

	memset(h->fast, 0, sizeof(h->fast));
	for (len = 1; len <= FAST_BITS; len++, code <<= 1) {
		for (i = 0; i < h->count[len]; i++, code++, at++) {
			u32 slot = reverse_bits(code, len);

			for (; slot < ARRAY_SIZE(h->fast); slot += 1u << len)
				h->fast[slot] = h->symbol[at] << 4 | len;
		}
	}
}

/*
 * Codes must fill the tree. Only one code of one bit may stand alone: a block with a
 * single distance.
 */
static bool make_huffman(struct huffman *h, const u8 *lengths, unsigned int n)
{
	unsigned int i, used = 0;
	int left = 1;

	memset(h->count, 0, sizeof(h->count));
	for (i = 0; i < n; i++)
		h->count[lengths[i]]++;
	h->count[0] = 0;
	for (i = 1; i <= MAX_CODE_BITS; i++) {
		used += h->count[i];
		left = left * 2 - h->count[i];
		if (left < 0)
			return false;
	}
	if (left && (used > 1 || h->count[1] != used))
		return false;
	sort_symbols(h, lengths, n);
	fill_fast(h);
	return true;
}

/* Returns the symbol, or -1. All codes of a length are above those of a shorter one. */
static noinline int decode_slow(struct inflate *s, const struct huffman *h)
{
	int code = 0, first = 0, at = 0;
	unsigned int len;

	for (len = 1; len <= MAX_CODE_BITS; len++) {
		code |= (s->bits >> (len - 1)) & 1;
		if (code - first < h->count[len]) {
			take_bits(s, len);
			return h->symbol[at + code - first];
		}
		at += h->count[len];
		first = (first + h->count[len]) << 1;
		code <<= 1;
	}
	return -1;
}

static __always_inline int decode_symbol(struct inflate *s, const struct huffman *h)
{
	u32 entry = h->fast[s->bits & ((1u << FAST_BITS) - 1)];

	if (unlikely(!entry))
		return decode_slow(s, h);
	take_bits(s, entry & 15);
	return entry >> 4;
}

/* Length symbols from 257 and distance symbols: where each starts, and its extra bits. */
static const u16 length_base[] = {
	3, 4, 5, 6, 7, 8, 9, 10, 11, 13, 15, 17, 19, 23, 27, 31,
	35, 43, 51, 59, 67, 83, 99, 115, 131, 163, 195, 227, 258,
};

static const u8 length_extra[] = {
	0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2,
	3, 3, 3, 3, 4, 4, 4, 4, 5, 5, 5, 5, 0,
};

static const u16 distance_base[] = {
	1, 2, 3, 4, 5, 7, 9, 13, 17, 25, 33, 49, 65, 97, 129, 193,
	257, 385, 513, 769, 1025, 1537, 2049, 3073, 4097, 6145, 8193, 12289, 16385, 24577,
};

static __always_inline void copy_match(u8 *out, size_t dist, size_t len, const u8 *limit)
{
	const u8 *from = out - dist;

	if (dist >= 8 && (size_t)(limit - out) >= len + 8) {
		u8 *end = out + len;

		for (; out < end; out += 8, from += 8)
			put_unaligned_le64(get_unaligned_le64(from), out);
		return;
	}
	while (len--)
		*out++ = *from++;
}

static __always_inline int inflate_match(struct inflate *s, unsigned int sym)
{
	unsigned int len, dist;
	int dsym;

	sym -= END_OF_BLOCK + 1;
	if (sym >= ARRAY_SIZE(length_base))
		return fail(s, -EINVAL, "gzip: no such length");
	len = length_base[sym] + take_bits(s, length_extra[sym]);
	dsym = decode_symbol(s, &distance_codes);
	if (dsym < 0 || dsym >= (int)ARRAY_SIZE(distance_base))
		return fail(s, -EINVAL, "gzip: no such distance");
	dist = distance_base[dsym] + take_bits(s, dsym < 4 ? 0 : dsym / 2 - 1);
	if (dist > (size_t)(s->out - s->out_start))
		return fail(s, -EINVAL, "gzip: distance beyond the start");
	if (len > (size_t)(s->out_end - s->out))
		return fail(s, -ENOSPC, "output larger than expected");
	copy_match(s->out, dist, len, s->out_end);
	s->out += len;
	return 0;
}

static int inflate_symbols(struct inflate *state)
{
	struct inflate s = *state;	/* in registers, as far as they go */
	int sym, rc = 0;

	for (;;) {
		refill(&s);
		sym = decode_symbol(&s, &literal_codes);
		if (sym == END_OF_BLOCK)
			break;
		if (unlikely(sym < 0 || past_end(&s))) {
			rc = fail(&s, -EINVAL, "gzip data damaged");
			break;
		}
		if (sym > END_OF_BLOCK) {
			rc = inflate_match(&s, sym);
			if (rc)
				break;
			continue;
		}
		if (s.out == s.out_end) {
			rc = fail(&s, -ENOSPC, "output larger than expected");
			break;
		}
		*s.out++ = sym;
	}
	*state = s;
	return rc;
}

static int inflate_fixed(struct inflate *s)
{
	u8 lengths[NR_LITERALS];

	memset(lengths, 8, 144);
	memset(lengths + 144, 9, 112);
	memset(lengths + 256, 7, 24);
	memset(lengths + 280, 8, 8);
	make_huffman(&literal_codes, lengths, NR_LITERALS);
	memset(lengths, 5, NR_DISTANCES);
	make_huffman(&distance_codes, lengths, NR_DISTANCES);
	return inflate_symbols(s);
}

/* Lengths of the codes in which the lengths of the real codes are written. */
static bool read_length_codes(struct inflate *s, unsigned int count)
{
	static const u8 order[NR_LENGTH_CODES] = {
		16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15,
	};
	u8 lengths[NR_LENGTH_CODES] = { 0 };
	unsigned int i;

	for (i = 0; i < count; i++) {
		refill(s);
		lengths[order[i]] = take_bits(s, 3);
	}
	return make_huffman(&length_codes, lengths, NR_LENGTH_CODES);
}

/* Symbols up to 15 are a length; 16 repeats the one before, 17 and 18 are runs of zeros. */
static bool read_lengths(struct inflate *s, u8 *lengths, unsigned int count)
{
	unsigned int i = 0;

	while (i < count) {
		unsigned int repeat = 1;
		u8 len = 0;
		int sym;

		refill(s);
		sym = decode_symbol(s, &length_codes);
		if (sym < 0 || past_end(s) || (sym == 16 && !i))
			return false;
		if (sym < 16)
			len = sym;
		else if (sym == 16)
			len = lengths[i - 1];
		if (sym >= 16)
			repeat = sym == 16 ? 3 + take_bits(s, 2) :
				 sym == 17 ? 3 + take_bits(s, 3) : 11 + take_bits(s, 7);
		if (repeat > count - i)
			return false;
		memset(lengths + i, len, repeat);
		i += repeat;
	}
	return true;
}

static int inflate_dynamic(struct inflate *s)
{
	u8 lengths[NR_LITERALS + NR_DISTANCES];
	unsigned int literals, distances, codes;

	refill(s);
	literals = take_bits(s, 5) + 257;
	distances = take_bits(s, 5) + 1;
	codes = take_bits(s, 4) + 4;
	if (literals > 286 || !read_length_codes(s, codes) ||
	    !read_lengths(s, lengths, literals + distances) || !lengths[END_OF_BLOCK] ||
	    !make_huffman(&literal_codes, lengths, literals) ||
	    !make_huffman(&distance_codes, lengths + literals, distances))
		return fail(s, -EINVAL, "gzip code tables damaged");
	return inflate_symbols(s);
}

/* Goes back to whole bytes: returns those to the input that were read ahead. */
static bool align_input(struct inflate *s)
{
	take_bits(s, s->nr_bits & 7);
	if (past_end(s))
		return false;
	s->in -= s->nr_bits / 8 - s->missing;
	s->bits = 0;
	s->nr_bits = 0;
	s->missing = 0;
	return true;
}

static int inflate_stored(struct inflate *s)
{
	unsigned int len;

	if (!align_input(s) || s->in_end - s->in < 4)
		return fail(s, -EINVAL, "gzip data cut off");
	len = get_unaligned_le16(s->in);
	if ((len ^ get_unaligned_le16(s->in + 2)) != 0xffff)
		return fail(s, -EINVAL, "gzip stored block damaged");
	s->in += 4;
	if (len > (size_t)(s->in_end - s->in))
		return fail(s, -EINVAL, "gzip data cut off");
	if (len > (size_t)(s->out_end - s->out))
		return fail(s, -ENOSPC, "output larger than expected");
	memcpy(s->out, s->in, len);
	s->in += len;
	s->out += len;
	return 0;
}

static int inflate_block(struct inflate *s, bool *last)
{
	refill(s);
	*last = take_bits(s, 1);
	switch (take_bits(s, 2)) {
	case 0:
		return inflate_stored(s);
	case 1:
		return inflate_fixed(s);
	case 2:
		return inflate_dynamic(s);
	default:
		return fail(s, -EINVAL, "gzip: no such block type");
	}
}

#define GZIP_HEADER	10
#define FLAG_CRC	0x02
#define FLAG_EXTRA	0x04
#define FLAG_NAME	0x08
#define FLAG_COMMENT	0x10
#define FLAG_RESERVED	0xe0

static bool skip_bytes(struct inflate *s, size_t len)
{
	if ((size_t)(s->in_end - s->in) < len)
		return false;
	s->in += len;
	return true;
}

static bool skip_string(struct inflate *s)
{
	const u8 *end = memchr(s->in, 0, s->in_end - s->in);

	return end && skip_bytes(s, end + 1 - s->in);
}

static bool skip_extra(struct inflate *s)
{
	return s->in_end - s->in >= 2 && skip_bytes(s, 2 + get_unaligned_le16(s->in));
}

static int read_header(struct inflate *s)
{
	const u8 *in = s->in;
	u8 flags;

	if (s->in_end - in < GZIP_HEADER || in[0] != 0x1f || in[1] != 0x8b)
		return fail(s, -EINVAL, "no gzip header");
	flags = in[3];
	if (in[2] != 8 || (flags & FLAG_RESERVED))
		return fail(s, -EOPNOTSUPP, "unknown gzip method or flags");
	s->in += GZIP_HEADER;
	if (((flags & FLAG_EXTRA) && !skip_extra(s)) ||
	    ((flags & FLAG_NAME) && !skip_string(s)) ||
	    ((flags & FLAG_COMMENT) && !skip_string(s)) ||
	    ((flags & FLAG_CRC) && !skip_bytes(s, 2)))
		return fail(s, -EINVAL, "gzip header cut off");
	return 0;
}

/* CRC and length of the output. */
static int check_trailer(struct inflate *s)
{
	u32 len = s->out - s->out_start;

	if (!align_input(s) || s->in_end - s->in < 8)
		return fail(s, -EINVAL, "gzip data cut off");
	if (get_unaligned_le32(s->in + 4) != len)
		return fail(s, -EINVAL, "gzip length wrong");
	if (get_unaligned_le32(s->in) != ~crc32_le(~0u, s->out_start, s->out - s->out_start))
		return fail(s, -EINVAL, "gzip checksum wrong");
	return 0;
}

ssize_t gunzip(const void *in, size_t len, void *out, size_t size, const char **why)
{
	struct inflate s = {
		.in = in, .in_end = in + len,
		.out_start = out, .out = out, .out_end = out + size,
	};
	bool last = false;
	int rc = read_header(&s);

	while (!rc && !last)
		rc = inflate_block(&s, &last);
	if (!rc)
		rc = check_trailer(&s);
	*why = s.why;
	return rc ?: s.out - s.out_start;
}
