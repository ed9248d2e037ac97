/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Options of the hypervisor's command line, declared beside what they set.
 *
 *	static unsigned int opt_depth = 4;
 *	PARAM_UINT("depth", opt_depth);
 */
#ifndef HYP_PARAM_H
#define HYP_PARAM_H

#include <linux/types.h>
#include <linux/compiler.h>

enum param_kind {
	PARAM_KIND_BOOL,	/* foo, no-foo, foo=yes|no|on|off|true|false|1|0 */
	PARAM_KIND_UINT,	/* decimal, 0x or 0; size 1, 2, 4 or 8 bytes */
	PARAM_KIND_SIZE,	/* u64 bytes; suffix K M G T, or B; without one it is KiB */
	PARAM_KIND_STRING,	/* char array, cut off when too long */
	PARAM_KIND_CALL,	/* what is behind "=": "" if nothing, "no" for no-foo */
};

/**
 * struct boot_param - one option
 * @name: what stands before "="
 * @var: what it sets
 * @fn: PARAM_KIND_CALL: gets the value; a negative errno is said in the log
 * @size: of the variable, bytes
 * @kind: enum param_kind
 * @min: of a uint, if @max is not 0: others move to the nearest
 * @max: 0: what the variable can hold
 */
struct boot_param {
	const char *name;
	union {
		void *var;
		int (*fn)(const char *arg);
	};
	u16 size;
	u16 kind;
	u32 min, max;
};

/*
 * Entries are alone in their section; the explicit alignment keeps the compiler
 * from spreading them.
 */
#define __boot_param	__used __aligned(8) __section(".init.param")

#define PARAM_VAR(text, variable, type) \
	static const struct boot_param HYP_PASTE(boot_param_, __COUNTER__) __boot_param = \
	{ .name = (text), .var = &(variable), .size = sizeof(variable), .kind = (type) }

#define PARAM_BOOL(text, variable)	PARAM_VAR(text, variable, PARAM_KIND_BOOL)
#define PARAM_UINT(text, variable)	PARAM_VAR(text, variable, PARAM_KIND_UINT)
/* A value outside of [low, high] is moved to the nearest, with a warning. */
#define PARAM_UINT_RANGE(text, variable, low, high) \
	static const struct boot_param HYP_PASTE(boot_param_, __COUNTER__) __boot_param = \
	{ .name = (text), .var = &(variable), .size = sizeof(variable), \
	  .kind = PARAM_KIND_UINT, .min = (low), .max = (high) }
#define PARAM_SIZE(text, variable)	PARAM_VAR(text, variable, PARAM_KIND_SIZE)
#define PARAM_STRING(text, variable)	PARAM_VAR(text, variable, PARAM_KIND_STRING)
/* May be called several times when the option is given several times. */
#define PARAM_CALL(text, function) \
	static const struct boot_param HYP_PASTE(boot_param_, __COUNTER__) __boot_param = \
	{ .name = (text), .fn = (function), .kind = PARAM_KIND_CALL }

/**
 * params_parse() - set all declared options from a command line
 * @cmdline: words apart by blanks; what is unknown is reported and left alone
 *
 * "--" ends the hypervisor's part. First thing at start-up, before the console.
 */
void params_parse(const char *cmdline);

/**
 * params_parse_table() - the same with a table of one's own: for tests
 * @cmdline: as there
 * @table: options
 * @entries: their number
 */
void params_parse_table(const char *cmdline, const struct boot_param *table, size_t entries);

/*
 * For PARAM_CALL functions, which must not change their text and return -EINVAL for a
 * value that makes no sense: the caller prints it.
 */

/**
 * param_bool() - read a truth value
 * @value: what is behind "="
 *
 * Return: 1 for "", yes, on, true, enable, 1; 0 for their opposites; -1 for another text.
 */
int param_bool(const char *value);

/**
 * param_size() - read a size
 * @value: number with a suffix B K M G T or, without one, in KiB
 * @end: OUT where it ended
 *
 * Return: bytes.
 */
u64 param_size(const char *value, const char **end);

/**
 * cmdline_next_word() - cut a command line into words
 * @pos: IN where to look, OUT behind the word
 * @word: gets the word without quotes, cut off at @size - 1 bytes
 * @size: room, bytes
 *
 * Return: false at the end.
 */
bool cmdline_next_word(const char **pos, char *word, size_t size);

#endif /* HYP_PARAM_H */
