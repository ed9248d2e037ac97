// SPDX-License-Identifier: GPL-2.0-only
/*
 * Formatted text. What is understood stands in <linux/kernel.h>, and besides:
 * %pS a code address as name+0x12, %ps the name alone, %*pbl a bitmap (of as many bits
 * as the width says) as a list of ranges, %*pb the same as hex digits.
 */
#include <linux/kernel.h>

#include <hyp/panic.h>
#include <linux/bitmap.h>
#include <linux/ctype.h>
#include <linux/string.h>

struct out {
	char *buf;
	size_t size;
	size_t len;		/* as if the buffer had no end */
};

struct spec {
	bool left, plus, space, alt, zero, upper, negative;
	int width, precision;	/* precision -1: none given */
	unsigned int base;
	int bytes;		/* of an integer argument */
};

/* gcc makes va_list an array type; inside a struct it can be passed on by address. */
struct args {
	va_list ap;
};

static void put(struct out *out, char c)
{
	if (out->len < out->size)
		out->buf[out->len] = c;
	out->len++;
}

static void pad(struct out *out, char c, int count)
{
	while (count-- > 0)
		put(out, c);
}

static void put_text(struct out *out, const char *s, int len)
{
	while (len-- > 0)
		put(out, *s++);
}

static void put_padded(struct out *out, const struct spec *spec, const char *s, int len)
{
	if (!spec->left)
		pad(out, ' ', spec->width - len);
	put_text(out, s, len);
	if (spec->left)
		pad(out, ' ', spec->width - len);
}

/* Digits from the last one on; returns how many. 22 octal ones make 64 bits. */
static int make_digits(char *digits, unsigned long long val, unsigned int base, bool upper)
{
	const char *set = upper ? "0123456789ABCDEF" : "0123456789abcdef";
	int n = 0;

	do {
		digits[n++] = set[val % base];
		val /= base;
	} while (val);
	return n;
}

/* Sign or base mark in front of the digits; returns its length. */
static int make_prefix(char *prefix, const struct spec *spec, unsigned long long val)
{
	if (spec->negative || spec->plus || spec->space) {
		prefix[0] = spec->negative ? '-' : spec->plus ? '+' : ' ';
		return 1;
	}
	if (!spec->alt || !val || spec->base == 10)
		return 0;
	prefix[0] = '0';
	prefix[1] = spec->upper ? 'X' : 'x';
	return spec->base == 16 ? 2 : 1;
}

static void put_number(struct out *out, const struct spec *spec, unsigned long long val)
{
	char digits[24], prefix[2];
	int n = make_digits(digits, val, spec->base, spec->upper);
	int len = make_prefix(prefix, spec, val);
	int zeros = spec->precision - n;
	int blanks;

	if (!spec->precision && !val)
		n = 0;
	if (spec->zero && !spec->left && spec->precision < 0)
		zeros = spec->width - n - len;
	zeros = max(zeros, 0);
	blanks = spec->width - n - len - zeros;
	if (!spec->left)
		pad(out, ' ', blanks);
	put_text(out, prefix, len);
	pad(out, '0', zeros);
	while (n)
		put(out, digits[--n]);
	if (spec->left)
		pad(out, ' ', blanks);
}

static void put_string(struct out *out, const struct spec *spec, const char *s)
{
	size_t max = spec->precision < 0 ? INT_MAX : spec->precision;

	if (!s)
		s = "(null)";
	put_padded(out, spec, s, strnlen(s, max));
}

static void put_plain_number(struct out *out, unsigned long val, unsigned int base)
{
	struct spec spec = { .precision = -1, .base = base };

	put_number(out, &spec, val);
}

static void put_symbol(struct out *out, unsigned long addr, bool with_offset)
{
	unsigned long offset = 0;
	const char *name = symbol_lookup(addr, &offset);

	put_text(out, name, strlen(name));
	if (!with_offset)
		return;
	put_text(out, "+0x", 3);
	put_plain_number(out, offset, 16);
}

static void put_bit_list(struct out *out, const unsigned long *map, unsigned int nbits)
{
	unsigned int first = find_first_bit(map, nbits);
	bool comma = false;

	while (first < nbits) {
		unsigned int end = find_next_zero_bit(map, nbits, first);

		if (comma)
			put(out, ',');
		comma = true;
		put_plain_number(out, first, 10);
		if (end > first + 1) {
			put(out, '-');
			put_plain_number(out, end - 1, 10);
		}
		first = find_next_bit(map, nbits, end);
	}
}

static void put_bit_hex(struct out *out, const unsigned long *map, unsigned int nbits)
{
	unsigned int nibble = DIV_ROUND_UP(nbits, 4);

	while (nibble--) {
		unsigned int left = nbits - nibble * 4;
		unsigned long val = map[nibble / 16] >> (nibble % 16 * 4);

		put(out, "0123456789abcdef"[val & (left < 4 ? BIT(left) - 1 : 15)]);
	}
}

/* Returns where the format goes on: the letters behind %p are part of it. */
static const char *put_pointer(struct out *out, struct spec *spec, const void *p,
			       const char *fmt)
{
	if (*fmt == 'S' || *fmt == 's') {
		put_symbol(out, (unsigned long)p, *fmt == 'S');
		return fmt + 1;
	}
	if (fmt[0] == 'b' && fmt[1] == 'l') {
		put_bit_list(out, p, max(spec->width, 0));
		return fmt + 2;
	}
	if (*fmt == 'b') {
		put_bit_hex(out, p, max(spec->width, 0));
		return fmt + 1;
	}
	spec->base = 16;
	spec->zero = true;
	spec->width = max(spec->width, 16);
	put_number(out, spec, (unsigned long)p);
	return fmt;
}

static const char *read_flags(const char *fmt, struct spec *spec)
{
	for (;; fmt++) {
		switch (*fmt) {
		case '-':
			spec->left = true;
			break;
		case '+':
			spec->plus = true;
			break;
		case ' ':
			spec->space = true;
			break;
		case '#':
			spec->alt = true;
			break;
		case '0':
			spec->zero = true;
			break;
		default:
			return fmt;
		}
	}
}

static const char *read_number(const char *fmt, struct args *args, int *res)
{
	unsigned int val = 0;

	if (*fmt == '*') {
		*res = va_arg(args->ap, int);
		return fmt + 1;
	}
	for (; isdigit(*fmt); fmt++)
		val = min(val * 10 + (*fmt - '0'), 100000U);
	*res = val;
	return fmt;
}

static const char *read_size(const char *fmt, struct spec *spec)
{
	spec->bytes = sizeof(int);
	switch (*fmt) {
	case 'h':
		spec->bytes = fmt[1] == 'h' ? 1 : 2;
		return fmt + (fmt[1] == 'h' ? 2 : 1);
	case 'l':
		spec->bytes = 8;
		return fmt + (fmt[1] == 'l' ? 2 : 1);
	case 'z':
	case 't':
	case 'j':
		spec->bytes = 8;
		return fmt + 1;
	default:
		return fmt;
	}
}

static const char *read_spec(const char *fmt, struct args *args, struct spec *spec)
{
	fmt = read_flags(fmt, spec);
	fmt = read_number(fmt, args, &spec->width);
	if (spec->width < 0) {
		spec->left = true;
		spec->width = -spec->width;
	}
	spec->precision = -1;
	if (*fmt == '.')
		fmt = read_number(fmt + 1, args, &spec->precision);
	return read_size(fmt, spec);
}

static void put_signed(struct out *out, struct spec *spec, struct args *args)
{
	long long val = spec->bytes == 8 ? va_arg(args->ap, long long) : va_arg(args->ap, int);

	if (spec->bytes == 1)
		val = (s8)val;
	else if (spec->bytes == 2)
		val = (s16)val;
	spec->base = 10;
	spec->negative = val < 0;
	put_number(out, spec, val < 0 ? 0 - (unsigned long long)val : (unsigned long long)val);
}

static void put_unsigned(struct out *out, struct spec *spec, struct args *args)
{
	unsigned long long val;

	val = spec->bytes == 8 ? va_arg(args->ap, unsigned long long) :
				 va_arg(args->ap, unsigned int);
	if (spec->bytes == 1)
		val = (u8)val;
	else if (spec->bytes == 2)
		val = (u16)val;
	spec->plus = false;
	spec->space = false;
	put_number(out, spec, val);
}

/* One conversion; @fmt is behind the percent sign. Returns where the format goes on. */
static const char *convert(struct out *out, const char *fmt, struct args *args)
{
	struct spec spec = { .base = 10 };
	char c;

	fmt = read_spec(fmt, args, &spec);
	switch (*fmt) {
	case 'd':
	case 'i':
		put_signed(out, &spec, args);
		break;
	case 'X':
		spec.upper = true;
		fallthrough;
	case 'x':
		spec.base = 16;
		put_unsigned(out, &spec, args);
		break;
	case 'o':
		spec.base = 8;
		fallthrough;
	case 'u':
		put_unsigned(out, &spec, args);
		break;
	case 'c':
		c = va_arg(args->ap, int);
		put_padded(out, &spec, &c, 1);
		break;
	case 's':
		put_string(out, &spec, va_arg(args->ap, const char *));
		break;
	case 'p':
		return put_pointer(out, &spec, va_arg(args->ap, const void *), fmt + 1);
	case '%':
		put(out, '%');
		break;
	case '\0':
		return fmt;
	default:
		put(out, '?');
		break;
	}
	return fmt + 1;
}

int vsnprintf(char *buf, size_t size, const char *fmt, va_list ap)
{
	struct out out = { .buf = buf, .size = size };
	struct args args;

	va_copy(args.ap, ap);
	while (*fmt) {
		char c = *fmt++;

		if (c == '%')
			fmt = convert(&out, fmt, &args);
		else
			put(&out, c);
	}
	va_end(args.ap);
	if (size)
		buf[min(out.len, size - 1)] = '\0';
	return out.len;
}

int snprintf(char *buf, size_t size, const char *fmt, ...)
{
	va_list ap;
	int len;

	va_start(ap, fmt);
	len = vsnprintf(buf, size, fmt, ap);
	va_end(ap);
	return len;
}

int vscnprintf(char *buf, size_t size, const char *fmt, va_list ap)
{
	int len = vsnprintf(buf, size, fmt, ap);

	return size ? min_t(size_t, len, size - 1) : 0;
}

int scnprintf(char *buf, size_t size, const char *fmt, ...)
{
	va_list ap;
	int len;

	va_start(ap, fmt);
	len = vscnprintf(buf, size, fmt, ap);
	va_end(ap);
	return len;
}
