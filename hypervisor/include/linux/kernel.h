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
int vsnprintf(char *buf, size_t size, const char *fmt, va_list args) __printf(3, 0);
int snprintf(char *buf, size_t size, const char *fmt, ...) __printf(3, 4);
int vscnprintf(char *buf, size_t size, const char *fmt, va_list args) __printf(3, 0);
int scnprintf(char *buf, size_t size, const char *fmt, ...) __printf(3, 4);

/*
 * Whole-string conversions: one trailing newline is allowed, nothing else. Base 0
 * takes 0x and 0 prefixes. -EINVAL for no number, -ERANGE for one that does not fit.
 */
int kstrtoull(const char *s, unsigned int base, unsigned long long *res);
int kstrtoll(const char *s, unsigned int base, long long *res);
int kstrtouint(const char *s, unsigned int base, unsigned int *res);
int kstrtoint(const char *s, unsigned int base, int *res);
int kstrtobool(const char *s, bool *res);
/* Takes what it can; *@end is behind it (may be NULL). Sticks at the maximum. */
unsigned long long parse_ull(const char *s, char **end, unsigned int base);
/* A number with an optional suffix B K M G T P (any case). Sticks at the maximum. */
unsigned long long memparse(const char *s, char **end);

#endif
