// SPDX-License-Identifier: GPL-2.0-only
/* Text to numbers. */
#include <linux/ctype.h>
#include <linux/errno.h>
#include <linux/kernel.h>
#include <linux/overflow.h>
#include <linux/string.h>

static unsigned int digit_value(char c)
{
	if (isdigit(c))
		return c - '0';
	if (isalpha(c))
		return (c | 0x20) - 'a' + 10;
	return UINT_MAX;
}

/* Settles the base and returns where the digits start. A lone "0x" is the digit 0. */
static const char *skip_prefix(const char *s, unsigned int *base)
{
	bool hex = s[0] == '0' && (s[1] | 0x20) == 'x' && isxdigit(s[2]);

	if (hex && (*base == 0 || *base == 16)) {
		*base = 16;
		return s + 2;
	}
	if (*base == 0)
		*base = s[0] == '0' ? 8 : 10;
	return s;
}

/* Returns the end of the digits (@s itself when there is none). */
static const char *scan_digits(const char *s, unsigned int base, unsigned long long *res,
			       bool *overflow)
{
	const char *p = skip_prefix(s, &base);
	const char *first = p;
	unsigned long long val = 0;

	*overflow = false;
	for (; digit_value(*p) < base; p++) {
		*overflow |= check_mul_overflow(val, base, &val);
		*overflow |= check_add_overflow(val, digit_value(*p), &val);
	}
	*res = *overflow ? ULLONG_MAX : val;
	return p == first ? s : p;
}

unsigned long long parse_ull(const char *s, char **end, unsigned int base)
{
	unsigned long long val;
	bool overflow;
	const char *p = scan_digits(s, base, &val, &overflow);

	if (end)
		*end = (char *)p;
	return val;
}

/* The shift that a size suffix stands for; -1 for another character. */
static int suffix_shift(char c)
{
	static const char suffixes[] = "bkmgtp";
	const char *at = c ? strchr(suffixes, tolower(c)) : NULL;

	return at ? (at - suffixes) * 10 : -1;
}

unsigned long long memparse(const char *s, char **end)
{
	char *p;
	unsigned long long val = parse_ull(s, &p, 0);
	int shift = p == s ? -1 : suffix_shift(*p);

	if (shift >= 0) {
		val = val > (ULLONG_MAX >> shift) ? ULLONG_MAX : val << shift;
		p++;
	}
	if (end)
		*end = p;
	return val;
}

int kstrtoull(const char *s, unsigned int base, unsigned long long *res)
{
	unsigned long long val;
	const char *p;
	bool overflow;

	if (*s == '+')
		s++;
	p = scan_digits(s, base, &val, &overflow);
	if (p == s)
		return -EINVAL;
	if (*p == '\n')
		p++;
	if (*p)
		return -EINVAL;
	if (overflow)
		return -ERANGE;
	*res = val;
	return 0;
}

int kstrtoll(const char *s, unsigned int base, long long *res)
{
	bool negative = *s == '-';
	unsigned long long val, limit = (unsigned long long)LLONG_MAX + negative;
	int rc;

	if (negative && s[1] == '+')
		return -EINVAL;
	rc = kstrtoull(s + negative, base, &val);
	if (rc)
		return rc;
	if (val > limit)
		return -ERANGE;
	*res = negative ? (long long)(0 - val) : (long long)val;
	return 0;
}

int kstrtouint(const char *s, unsigned int base, unsigned int *res)
{
	unsigned long long val;
	int rc = kstrtoull(s, base, &val);

	if (rc)
		return rc;
	if (val > UINT_MAX)
		return -ERANGE;
	*res = val;
	return 0;
}

int kstrtoint(const char *s, unsigned int base, int *res)
{
	long long val;
	int rc = kstrtoll(s, base, &val);

	if (rc)
		return rc;
	if (val > INT_MAX || val < INT_MIN)
		return -ERANGE;
	*res = val;
	return 0;
}

int kstrtobool(const char *s, bool *res)
{
	static const char * const words[] = { "no", "yes", "off", "on", "false", "true",
					      "disable", "enable", "0", "1", "n", "y" };
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(words); i++) {
		if (!strcasecmp(s, words[i])) {
			*res = i & 1;
			return 0;
		}
	}
	return -EINVAL;
}
