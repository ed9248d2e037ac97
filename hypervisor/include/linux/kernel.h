/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef HYP_LINUX_KERNEL_H
#define HYP_LINUX_KERNEL_H

#include <linux/align.h>
#include <linux/build_bug.h>
#include <linux/compiler.h>
#include <linux/container_of.h>
#include <linux/limits.h>
#include <linux/log2.h>
#include <linux/math.h>
#include <linux/minmax.h>
#include <linux/stdarg.h>
#include <linux/types.h>

#define ARRAY_SIZE(array)	(sizeof(array) / sizeof((array)[0]) + __must_be_array(array))
#define upper_32_bits(n)	((u32)((u64)(n) >> 32))
#define lower_32_bits(n)	((u32)(n))

/*
 * Conversions: d i u x X o c s p %, flags - + space # 0, width and precision (also *),
 * lengths hh h l ll z t j. Pointers: %p as hex, %pS and %ps through symbol_format().
 * The result is the full length, as if the buffer had been large enough; scn-
 * variants return what was stored. A buffer of non-zero size is always terminated.
 */

/**
 * vsnprintf() - format into a buffer
 * @buf: OUT
 * @size: room there, may be 0
 * @fmt: see above
 * @args: for @fmt
 *
 * Return: the full length, as if the buffer had been large enough.
 */
int vsnprintf(char *buf, size_t size, const char *fmt, va_list args) __printf(3, 0);

/**
 * snprintf() - the same
 * @buf: OUT
 * @size: room there, may be 0
 * @fmt: see above
 *
 * Return: as vsnprintf().
 */
int snprintf(char *buf, size_t size, const char *fmt, ...) __printf(3, 4);

/**
 * vscnprintf() - the same, with another result
 * @buf: OUT
 * @size: room there, may be 0
 * @fmt: see above
 * @args: for @fmt
 *
 * Return: the length that was stored, without the 0.
 */
int vscnprintf(char *buf, size_t size, const char *fmt, va_list args) __printf(3, 0);

/**
 * scnprintf() - the same
 * @buf: OUT
 * @size: room there, may be 0
 * @fmt: see above
 *
 * Return: as vscnprintf().
 */
int scnprintf(char *buf, size_t size, const char *fmt, ...) __printf(3, 4);

/*
 * Whole-string conversions: one trailing newline is allowed, nothing else. Base 0
 * takes 0x and 0 prefixes. -EINVAL for no number, -ERANGE for one that does not fit.
 */

/**
 * kstrtoull() - a string is a number
 * @s: the string
 * @base: 2 to 36, or 0
 * @res: OUT
 *
 * Return: 0, -EINVAL, -ERANGE.
 */
int kstrtoull(const char *s, unsigned int base, unsigned long long *res);

/**
 * kstrtoll() - a string is a number with a sign
 * @s: the string
 * @base: 2 to 36, or 0
 * @res: OUT
 *
 * Return: 0, -EINVAL, -ERANGE.
 */
int kstrtoll(const char *s, unsigned int base, long long *res);

/**
 * kstrtouint() - a string is a number
 * @s: the string
 * @base: 2 to 36, or 0
 * @res: OUT
 *
 * Return: 0, -EINVAL, -ERANGE.
 */
int kstrtouint(const char *s, unsigned int base, unsigned int *res);

/**
 * kstrtoint() - a string is a number with a sign
 * @s: the string
 * @base: 2 to 36, or 0
 * @res: OUT
 *
 * Return: 0, -EINVAL, -ERANGE.
 */
int kstrtoint(const char *s, unsigned int base, int *res);

/**
 * kstrtobool() - a string is a word for true or false
 * @s: yes, on, true, enable, 1, y or their opposites, in any case, without a newline
 * @res: OUT
 *
 * Return: 0, -EINVAL.
 */
int kstrtobool(const char *s, bool *res);

/**
 * parse_ull() - take a number off the beginning of a string
 * @s: the string
 * @end: OUT, behind what could be taken; may be NULL
 * @base: 2 to 36, or 0
 *
 * Return: the number, 0 if there is none, the maximum if it is too large.
 */
unsigned long long parse_ull(const char *s, char **end, unsigned int base);

/**
 * memparse() - the same with an optional suffix B K M G T P (any case)
 * @s: the string
 * @end: OUT, behind what could be taken; may be NULL
 *
 * Return: as parse_ull().
 */
unsigned long long memparse(const char *s, char **end);

#endif
