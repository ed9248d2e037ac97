// SPDX-License-Identifier: GPL-2.0-only
/*
 * LZMA2: chunks of plain data and of LZMA.
 *
 * LZMA is an LZ77 coder whose decisions are binary, each with an adaptive probability
 * in 2048ths, coded by one range coder. The state of the range coder lives in a local
 * struct that the compiler keeps in registers, since everything below decode_symbols() is
 * inlined into it. No byte of input is checked one by one: a symbol takes at most
 * MAX_SYMBOL bytes, so the loop stops while that many are left, and the tail of a chunk is
 * decoded from a copy with zeros behind it. If the zeros were used, the chunk was damaged.
 */
#include "lzma2.h"

#include <linux/compiler.h>
#include <linux/errno.h>
#include <linux/kernel.h>
#include <linux/string.h>
#include <linux/unaligned.h>

#define PROB_BITS	11
#define PROB_INIT	1024	/* one half */
#define PROB_SHIFT	5	/* how fast a probability follows what is seen */
#define RANGE_MIN	0x1000000u
#define MAX_SYMBOL	24	/* 20 bytes at most, rounded up */

#define STATES		12
#define STATE_IS_LITERAL	7	/* below: the last symbol was a literal */
#define POS_MAX		16
#define MIN_MATCH	2
#define DIST_SLOTS	64
#define DIST_STATES	4
#define SLOT_MODELLED	4	/* slots from here have extra bits, all modelled */
#define SLOT_DIRECT	14	/* from here only the last four are */
#define ALIGN_BITS	4
#define NR_SPECIAL	128
#define LITERAL_SIZE	0x300
#define MAX_LC_LP	4

struct len_probs {
	u16 choice, choice2;
	u16 low[POS_MAX][8], mid[POS_MAX][8], high[256];
};

/* All of it are probabilities: initialised as one array. */
struct probs {
	u16 is_match[STATES][POS_MAX];
	u16 is_rep[STATES], is_rep0[STATES], is_rep1[STATES], is_rep2[STATES];
	u16 is_rep0_long[STATES][POS_MAX];
	u16 dist_slot[DIST_STATES][DIST_SLOTS];
	u16 dist_special[NR_SPECIAL];
	u16 dist_align[1 << ALIGN_BITS];
	struct len_probs match_len, rep_len;
	u16 literal[1 << MAX_LC_LP][LITERAL_SIZE];
};

struct rc {
	u32 range, code;
	const u8 *in;
};

/* What is kept from chunk to chunk. */
struct lzma {
	u32 state;
	u32 rep[4];		/* last distances, less one */
	u32 lc, pos_mask, lp_mask;
	struct probs probs;
};

static struct lzma lzma;

static __always_inline void rc_normalise(struct rc *rc)
{
	if (rc->range < RANGE_MIN) {
		rc->range <<= 8;
		rc->code = (rc->code << 8) | *rc->in++;
	}
}

/*
 * One decision. It is written as a condition so that the callers' `if (rc_bit())`
 * becomes one branch.
 */
static __always_inline bool rc_bit(struct rc *rc, u16 *prob)
{
	u32 p = *prob, bound;

	rc_normalise(rc);
	bound = (rc->range >> PROB_BITS) * p;
	if (rc->code < bound) {
		rc->range = bound;
		*prob = p + (((1u << PROB_BITS) - p) >> PROB_SHIFT);
		return false;
	}
	rc->range -= bound;
	rc->code -= bound;
	*prob = p - (p >> PROB_SHIFT);
	return true;
}

/* @bits decisions, the highest bit first; the result has a 1 in front of them. */
static __always_inline u32 rc_tree(struct rc *rc, u16 *probs, u32 bits)
{
	u32 sym = 1;

	do {
		if (rc_bit(rc, probs + sym))
			sym = sym * 2 + 1;
		else
			sym *= 2;
	} while (!(sym >> bits));
	return sym;
}

static __always_inline u32 rc_reverse_tree(struct rc *rc, u16 *probs, u32 bits)
{
	u32 sym = 1, val = 0, i;

	for (i = 0; i < bits; i++) {
		if (rc_bit(rc, probs + sym)) {
			sym = sym * 2 + 1;
			val |= 1u << i;
		} else {
			sym *= 2;
		}
	}
	return val;
}

/* Bits of probability one half. */
static __always_inline u32 rc_direct(struct rc *rc, u32 bits)
{
	u32 val = 0;

	do {
		rc_normalise(rc);
		rc->range >>= 1;
		val <<= 1;
		if (rc->code >= rc->range) {
			rc->code -= rc->range;
			val |= 1;
		}
	} while (--bits);
	return val;
}

/* A literal behind a match: as long as its bits agree with those of @match, they help. */
static __always_inline u32 matched_literal(struct rc *rc, u16 *probs, u32 match)
{
	u32 sym = 1, offset = 0x100;

	do {
		u32 bit;

		match <<= 1;
		bit = match & offset;
		if (rc_bit(rc, probs + offset + bit + sym)) {
			sym = sym * 2 + 1;
			offset &= bit;
		} else {
			sym *= 2;
			offset &= ~bit;
		}
	} while (sym < 0x100);
	return sym;
}

static __always_inline u32 decode_length(struct rc *rc, struct len_probs *probs, u32 pos)
{
	if (!rc_bit(rc, &probs->choice))
		return MIN_MATCH - 8 + rc_tree(rc, probs->low[pos], 3);
	if (!rc_bit(rc, &probs->choice2))
		return MIN_MATCH + 8 - 8 + rc_tree(rc, probs->mid[pos], 3);
	return MIN_MATCH + 16 - 256 + rc_tree(rc, probs->high, 8);
}

static __always_inline u32 decode_distance(struct rc *rc, struct probs *probs, u32 len)
{
	u32 row = min(len - MIN_MATCH, (u32)DIST_STATES - 1);
	u32 slot = rc_tree(rc, probs->dist_slot[row], 6) - DIST_SLOTS;
	u32 bits, dist;

	if (slot < SLOT_MODELLED)
		return slot;
	bits = (slot >> 1) - 1;
	dist = (2 | (slot & 1)) << bits;
	/* The trees of these slots share one array: each begins where its distances do. */
	if (slot < SLOT_DIRECT)
		return dist + rc_reverse_tree(rc, probs->dist_special + dist - slot, bits);
	dist += rc_direct(rc, bits - ALIGN_BITS) << ALIGN_BITS;
	return dist + rc_reverse_tree(rc, probs->dist_align, ALIGN_BITS);
}

/* Moves rep[nr] to the front. */
static __always_inline void use_rep(u32 *rep, u32 nr)
{
	u32 dist = rep[nr];

	for (; nr; nr--)
		rep[nr] = rep[nr - 1];
	rep[0] = dist;
}

/* Eight bytes a step where they neither overlap nor can pass @limit. */
static __always_inline void copy_match(u8 *out, size_t dist, size_t len, const u8 *limit)
{
	const u8 *from = out - dist;

	if (dist >= 8 && (size_t)(limit - out) >= len + 8) {
		u8 *end = out + len;

		do {
			put_unaligned_le64(get_unaligned_le64(from), out);
			from += 8;
			out += 8;
		} while (out < end);
		return;
	}
	while (len--)
		*out++ = *from++;
}

/* What a match is, apart from its distance. Returns its length; 1 is a short repeat. */
static __always_inline u32 decode_rep(struct rc *rc, u32 *statep, u32 *rep, u32 pos)
{
	struct probs *probs = &lzma.probs;
	u32 state = *statep;

	if (!rc_bit(rc, &probs->is_rep0[state])) {
		if (!rc_bit(rc, &probs->is_rep0_long[state][pos])) {
			*statep = state < STATE_IS_LITERAL ? 9 : 11;
			return 1;
		}
	} else if (!rc_bit(rc, &probs->is_rep1[state])) {
		use_rep(rep, 1);
	} else if (!rc_bit(rc, &probs->is_rep2[state])) {
		use_rep(rep, 2);
	} else {
		use_rep(rep, 3);
	}
	*statep = state < STATE_IS_LITERAL ? 8 : 11;
	return decode_length(rc, &probs->rep_len, pos);
}

static __always_inline u32 decode_match(struct rc *rc, u32 *statep, u32 *rep, u32 pos)
{
	struct probs *probs = &lzma.probs;
	u32 len;

	*statep = *statep < STATE_IS_LITERAL ? 7 : 10;
	len = decode_length(rc, &probs->match_len, pos);
	rep[3] = rep[2];
	rep[2] = rep[1];
	rep[1] = rep[0];
	rep[0] = decode_distance(rc, probs, len);
	return len;
}

/* @window: bytes of output that may be referred to. Returns the byte. */
static __always_inline u32 decode_literal(struct rc *rc, u32 state, const u8 *out,
					  size_t window, u32 dist)
{
	u32 before = window ? out[-1] : 0;
	u32 row = ((window & lzma.lp_mask) << lzma.lc) + (before >> (8 - lzma.lc));
	u16 *probs = lzma.probs.literal[row];

	if (state < STATE_IS_LITERAL)
		return rc_tree(rc, probs, 8);
	return matched_literal(rc, probs, out[-(long)dist - 1]);
}

static __always_inline u32 after_literal(u32 state)
{
	if (state < 4)
		return 0;
	return state < 10 ? state - 3 : state - 6;
}

/*
 * Decodes until the output reaches @limit or the input passes @stop. @start is where the
 * dictionary was reset. Returns the end of the output, or NULL for damaged data.
 */
static noinline u8 *decode_symbols(struct rc *rcp, const u8 *start, u8 *out, u8 *limit,
				   const u8 *stop)
{
	struct rc rc = *rcp;
	u32 state = lzma.state;
	u32 rep[4] = { lzma.rep[0], lzma.rep[1], lzma.rep[2], lzma.rep[3] };

	while (out < limit && rc.in <= stop) {
		size_t window = out - start;
		u32 pos = window & lzma.pos_mask;
		u32 len;

		if (!rc_bit(&rc, &lzma.probs.is_match[state][pos])) {
			if (state >= STATE_IS_LITERAL && rep[0] >= window)
				return NULL;
			*out = decode_literal(&rc, state, out, window, rep[0]);
			out++;
			state = after_literal(state);
			continue;
		}
		if (rc_bit(&rc, &lzma.probs.is_rep[state]))
			len = decode_rep(&rc, &state, rep, pos);
		else
			len = decode_match(&rc, &state, rep, pos);
		if (rep[0] >= window || len > (size_t)(limit - out))
			return NULL;
		copy_match(out, (size_t)rep[0] + 1, len, limit);
		out += len;
	}
	rc_normalise(&rc);
	*rcp = rc;
	lzma.state = state;
	memcpy(lzma.rep, rep, sizeof(rep));
	return out;
}

static void reset_state(void)
{
	u16 *prob = (u16 *)&lzma.probs;
	size_t i;

	lzma.state = 0;
	memset(lzma.rep, 0, sizeof(lzma.rep));
	for (i = 0; i < sizeof(lzma.probs) / sizeof(*prob); i++)
		prob[i] = PROB_INIT;
}

/* The byte that holds lc, lp and pb: (pb * 5 + lp) * 9 + lc. */
static int set_properties(u8 props)
{
	u32 lc = props % 9, lp = props / 9 % 5, pb = props / 45;

	if (pb > 4 || lc + lp > MAX_LC_LP)
		return -EINVAL;
	lzma.lc = lc;
	lzma.lp_mask = (1u << lp) - 1;
	lzma.pos_mask = (1u << pb) - 1;
	return 0;
}

/*
 * @in to @in_end is one chunk of LZMA, its output exactly @limit - @out bytes. The range
 * coder starts with a zero byte and four of code, and ends with a code of zero.
 */
static int decode_chunk(const u8 *in, const u8 *in_end, const u8 *start, u8 *out, u8 *limit)
{
	u8 tail[2 * MAX_SYMBOL + 8];
	size_t left;
	struct rc rc;

	if (in_end - in < 5 || in[0])
		return -EINVAL;
	rc.range = ~0u;
	rc.code = __builtin_bswap32(get_unaligned_le32(in + 1));
	rc.in = in + 5;
	if (in_end - rc.in >= MAX_SYMBOL) {
		out = decode_symbols(&rc, start, out, limit, in_end - MAX_SYMBOL);
		if (!out || rc.in > in_end)
			return -EINVAL;
	}
	left = in_end - rc.in;
	if (left > MAX_SYMBOL)
		return -EINVAL;
	memset(tail, 0, sizeof(tail));
	memcpy(tail, rc.in, left);
	rc.in = tail;
	out = decode_symbols(&rc, start, out, limit, tail + left);
	return out == limit && rc.in == tail + left && !rc.code ? 0 : -EINVAL;
}

/* Control bytes: 0 end; 1 and 2 plain data; from 0x80 LZMA with bits 5 and 6 for resets. */
#define CONTROL_END		0
#define CONTROL_PLAIN_RESET	1	/* and the dictionary starts anew */
#define CONTROL_PLAIN		2
#define CONTROL_LZMA		0x80
#define RESET_KIND(control)	(((control) >> 5) & 3)
#define RESET_STATE		1
#define RESET_PROPERTIES	2
#define RESET_ALL		3

/* What a stream needs before a chunk may build on it. */
struct needs {
	bool dictionary, properties, state;
};

static int plain_chunk(struct lzma2_run *run, u8 control, struct needs *needs)
{
	size_t len;

	if (control == CONTROL_PLAIN_RESET) {
		run->out_start = run->out;
		needs->dictionary = false;
		needs->properties = true;
	}
	if (needs->dictionary || run->in_end - run->in < 2)
		return -EINVAL;
	len = (run->in[0] << 8 | run->in[1]) + 1u;
	run->in += 2;
	if ((size_t)(run->in_end - run->in) < len)
		return -EINVAL;
	if ((size_t)(run->out_end - run->out) < len)
		return -ENOSPC;
	memcpy(run->out, run->in, len);
	run->in += len;
	run->out += len;
	return 0;
}

static int apply_resets(struct lzma2_run *run, u8 control, struct needs *needs)
{
	u32 kind = RESET_KIND(control);

	if (kind == RESET_ALL) {
		run->out_start = run->out;
		needs->dictionary = false;
	}
	if (kind >= RESET_PROPERTIES) {
		if (run->in == run->in_end || set_properties(*run->in++))
			return -EINVAL;
		needs->properties = false;
	}
	if (kind >= RESET_STATE) {
		reset_state();
		needs->state = false;
	}
	return needs->dictionary || needs->properties || needs->state ? -EINVAL : 0;
}

static int lzma_chunk(struct lzma2_run *run, u8 control, struct needs *needs)
{
	const u8 *in = run->in;
	size_t unpacked, packed;
	int rc;

	if (run->in_end - in < 4)
		return -EINVAL;
	unpacked = ((control & 0x1f) << 16 | in[0] << 8 | in[1]) + 1u;
	packed = (in[2] << 8 | in[3]) + 1u;
	run->in += 4;
	rc = apply_resets(run, control, needs);
	if (rc)
		return rc;
	if ((size_t)(run->in_end - run->in) < packed)
		return -EINVAL;
	if ((size_t)(run->out_end - run->out) < unpacked)
		return -ENOSPC;
	rc = decode_chunk(run->in, run->in + packed, run->out_start, run->out,
			  run->out + unpacked);
	run->in += packed;
	run->out += unpacked;
	return rc;
}

int lzma2_decode(struct lzma2_run *run)
{
	struct needs needs = { true, true, true };
	int rc = 0;

	run->out = run->out_start;
	while (!rc) {
		u8 control;

		if (run->in == run->in_end)
			return -EINVAL;
		control = *run->in++;
		if (control == CONTROL_END)
			return 0;
		if (control >= CONTROL_LZMA)
			rc = lzma_chunk(run, control, &needs);
		else if (control <= CONTROL_PLAIN)
			rc = plain_chunk(run, control, &needs);
		else
			rc = -EINVAL;
	}
	return rc;
}
