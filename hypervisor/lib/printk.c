// SPDX-License-Identifier: GPL-2.0-only
/*
 * The log: every line goes into a ring, which tools read, and to the sinks that
 * drivers register. A sink that comes late is told all that is in the ring.
 *
 * One lock covers formatting, ring and sinks, so that lines do not mix. It is taken with
 * interrupts off and is among the last in the lock order: anything may print.
 */
#include <hyp/printk.h>

#include <hyp/param.h>
#include <hyp/console.h>
#include <hyp/spinlock.h>
#include <hyp/time.h>
#include <linux/init.h>
#include <linux/kernel.h>
#include <linux/string.h>

#define PREFIX		"(HOIST) "
#define LINE_SIZE	1024
#define FIRST_RING	16384

#define LEVEL_INFO	2
#define LEVEL_ALL	4

#ifdef CONFIG_DEBUG
#define LEVEL_DEFAULT	LEVEL_ALL
#else
#define LEVEL_DEFAULT	(LEVEL_INFO + 1)
#endif

static DEFINE_SPINLOCK(console_lock, LOCK_CONSOLE);
static bool emergency;

/* Under console_lock. Positions count all bytes ever written and wrap at 2^32. */
static char first_ring[FIRST_RING];
static char *ring = first_ring;
static u32 ring_size = FIRST_RING;
static u32 ring_head;		/* where the next byte goes */
static u32 ring_start;		/* the oldest byte that is there */
static struct console_sink *sinks;
static char line[LINE_SIZE];
static bool in_line;		/* the last text did not end with a newline */
static bool line_hidden;

static bool console_to_ring;	/* a guest's text too: tools show the guest its own words */

PARAM_BOOL("console_to_ring", console_to_ring);

/* A message shows if its level is below. */
static u8 threshold = LEVEL_DEFAULT;
static u8 guest_threshold = LEVEL_DEFAULT;

static int level_of(const char *name, size_t len)
{
	static const char * const names[] = { "none", "error", "warning", "info", "debug" };
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(names); i++) {
		if (strlen(names[i]) == len && !strncmp(names[i], name, len))
			return i;
	}
	return len == 3 && !strncmp(name, "all", 3) ? LEVEL_ALL : -1;
}

/* "level" or "level/level-of-rate-limited"; the second does not exist here. */
static int parse_level(const char *value, u8 *var)
{
	const char *slash = strchr(value, '/');
	int level = level_of(value, slash ? (size_t)(slash - value) : strlen(value));

	if (level < 0)
		return -1;
	*var = level;
	return 0;
}

static int __init parse_loglvl(const char *value)
{
	return parse_level(value, &threshold);
}

PARAM_CALL("loglvl", parse_loglvl);

static int __init parse_guest_loglvl(const char *value)
{
	return parse_level(value, &guest_threshold);
}

PARAM_CALL("guest_loglvl", parse_guest_loglvl);

static unsigned long console_enter(void)
{
	return emergency ? 0 : spin_lock_irqsave(&console_lock);
}

static void console_leave(unsigned long flags)
{
	if (!emergency)
		spin_unlock_irqrestore(&console_lock, flags);
}

void printk_emergency(void)
{
	WRITE_ONCE(emergency, true);
}

static void ring_write(const char *s, size_t len)
{
	for (; len; len--)
		ring[ring_head++ & (ring_size - 1)] = *s++;
	if (ring_head - ring_start > ring_size)
		ring_start = ring_head - ring_size;
}

static void to_sinks(const char *s, size_t len)
{
	struct console_sink *sink;

	for (sink = sinks; sink; sink = sink->next)
		sink->write(s, len);
}

static void emit(const char *s, size_t len)
{
	ring_write(s, len);
	to_sinks(s, len);
}

void console_puts(const char *s, size_t len)
{
	unsigned long flags;

	if (!len)
		return;
	flags = console_enter();
	if (in_line)
		emit("\n", 1);
	in_line = false;
	if (console_to_ring)
		ring_write(s, len);
	to_sinks(s, len);
	console_leave(flags);
}

/* Reads the level mark off @fmt; a text without one is informational. */
static const char *take_level(const char *fmt, int *level)
{
	*level = LEVEL_INFO;
	if (fmt[0] != '\001' || !fmt[1])
		return fmt;
	*level = fmt[1] - '0';
	return fmt + 2;
}

static void begin_line(void)
{
	char stamp[48];

	emit(PREFIX, sizeof(PREFIX) - 1);
	emit(stamp, console_stamp(stamp, sizeof(stamp)));
}

/* Writes @s with the prefix before each line. */
static void emit_lines(const char *s)
{
	while (*s) {
		const char *end = strchr(s, '\n');
		size_t len = end ? (size_t)(end + 1 - s) : strlen(s);

		if (!in_line)
			begin_line();
		emit(s, len);
		in_line = !end;
		s += len;
	}
}

void vprintk(const char *fmt, va_list args)
{
	unsigned long flags = console_enter();
	int level;

	fmt = take_level(fmt, &level);
	if (!in_line)
		line_hidden = level >= threshold && !emergency;
	if (!line_hidden) {
		vscnprintf(line, sizeof(line), fmt, args);
		emit_lines(line);
	}
	console_leave(flags);
}

void printk(const char *fmt, ...)
{
	va_list args;

	va_start(args, fmt);
	vprintk(fmt, args);
	va_end(args);
}

bool printk_guest_allowed(struct ratelimit *limit)
{
	return guest_threshold > 1 && ratelimit(limit);
}

/* A race between two CPUs lets a few lines more through, which does not matter. */
bool ratelimit(struct ratelimit *limit)
{
	u64 now = system_time();

	if (!limit->begin || now - limit->begin > RATELIMIT_INTERVAL) {
		if (limit->missed)
			pr_warn("%u messages like the next were suppressed\n", limit->missed);
		limit->begin = now ?: 1;
		limit->count = 0;
		limit->missed = 0;
	}
	if (limit->count < RATELIMIT_BURST) {
		limit->count++;
		return true;
	}
	limit->missed++;
	return false;
}

/* One piece of the ring, as far as it is contiguous. */
static size_t ring_piece(u32 pos, const char **piece)
{
	u32 at = pos & (ring_size - 1);

	*piece = ring + at;
	return min(ring_head - pos, ring_size - at);
}

void console_register(struct console_sink *sink)
{
	unsigned long flags = console_enter();
	struct console_sink **last = &sinks;
	u32 pos = ring_start;
	const char *piece;
	size_t len;

	while ((len = ring_piece(pos, &piece))) {
		sink->write(piece, len);
		pos += len;
	}
	while (*last)
		last = &(*last)->next;
	sink->next = NULL;
	*last = sink;
	console_leave(flags);
}

void console_ring_resize(char *buf, u32 size)
{
	unsigned long flags = console_enter();
	u32 pos;

	for (pos = ring_start; pos != ring_head; pos++)
		buf[pos & (size - 1)] = ring[pos & (ring_size - 1)];
	ring = buf;
	ring_size = size;
	console_leave(flags);
}

size_t console_ring_read(char *buf, size_t len, u32 *pos, bool clear, bool incremental)
{
	unsigned long flags = console_enter();
	u32 from = ring_start;
	size_t done = 0, part;
	const char *piece;

	/* A position that is no longer, or not yet, in the ring starts at the oldest byte. */
	if (incremental && *pos - ring_start <= ring_head - ring_start)
		from = *pos;
	while (done < len && (part = ring_piece(from, &piece))) {
		part = min(part, len - done);
		memcpy(buf + done, piece, part);
		done += part;
		from += part;
	}
	*pos = from;
	if (clear)
		ring_start = ring_head;
	console_leave(flags);
	return done;
}
