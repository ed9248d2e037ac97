// SPDX-License-Identifier: GPL-2.0-only
/*
 * Memory and string functions.
 *
 * The compiler calls memcpy(), memmove(), memset() and memcmp() by itself, so they must
 * not be compiled into calls of themselves: Kbuild turns that recognition off for this file.
 */
#ifndef HYP_NO_BUILTIN_STRING
#define HYP_NO_BUILTIN_STRING
#endif
#include <linux/string.h>

#include <asm/string.h>
#include <linux/ctype.h>
#include <linux/errno.h>
#include <linux/unaligned.h>

#define SHORT_COPY	32	/* below it a loop beats a string instruction */

void *memcpy(void *dst, const void *src, size_t len)
{
	u8 *d = dst;
	const u8 *s = src;

	if (len >= SHORT_COPY) {
		asm_copy(dst, src, len);
		return dst;
	}
	for (; len >= 8; len -= 8, d += 8, s += 8)
		put_unaligned_le64(get_unaligned_le64(s), d);
	while (len--)
		*d++ = *s++;
	return dst;
}

/* From the end, for a destination that overlaps the source from above. */
static void copy_backwards(u8 *dst, const u8 *src, size_t len)
{
	while (len % 8) {
		len--;
		dst[len] = src[len];
	}
	while (len) {
		len -= 8;
		put_unaligned_le64(get_unaligned_le64(src + len), dst + len);
	}
}

void *memmove(void *dst, const void *src, size_t len)
{
	/* One unsigned comparison: below the source, or behind its end. */
	if ((uintptr_t)dst - (uintptr_t)src >= len)
		return memcpy(dst, src, len);
	copy_backwards(dst, src, len);
	return dst;
}

void *memset(void *dst, int byte, size_t len)
{
	u8 *d = dst;

	if (len >= SHORT_COPY) {
		asm_fill(dst, byte, len);
		return dst;
	}
	while (len--)
		*d++ = byte;
	return dst;
}

int memcmp(const void *a, const void *b, size_t len)
{
	const u8 *x = a, *y = b;

	for (; len >= 8 && get_unaligned_le64(x) == get_unaligned_le64(y); len -= 8) {
		x += 8;
		y += 8;
	}
	for (; len; len--, x++, y++) {
		if (*x != *y)
			return *x - *y;
	}
	return 0;
}

void *memchr(const void *mem, int byte, size_t len)
{
	const u8 *m = mem;

	for (; len; len--, m++) {
		if (*m == (u8)byte)
			return (void *)m;
	}
	return NULL;
}

void *memchr_inv(const void *mem, int byte, size_t len)
{
	u64 pattern = (u8)byte * 0x0101010101010101ULL;
	const u8 *m = mem;

	for (; len >= 8 && get_unaligned_le64(m) == pattern; len -= 8)
		m += 8;
	for (; len; len--, m++) {
		if (*m != (u8)byte)
			return (void *)m;
	}
	return NULL;
}

size_t strlen(const char *s)
{
	size_t len = 0;

	while (s[len])
		len++;
	return len;
}

size_t strnlen(const char *s, size_t max)
{
	size_t len = 0;

	while (len < max && s[len])
		len++;
	return len;
}

int strcmp(const char *a, const char *b)
{
	for (; *a && *a == *b; a++)
		b++;
	return (u8)*a - (u8)*b;
}

int strncmp(const char *a, const char *b, size_t max)
{
	for (; max && *a && *a == *b; a++, b++)
		max--;
	return max ? (u8)*a - (u8)*b : 0;
}

int strcasecmp(const char *a, const char *b)
{
	for (; *a && tolower(*a) == tolower(*b); a++)
		b++;
	return tolower((u8)*a) - tolower((u8)*b);
}

char *strchr(const char *s, int c)
{
	for (; *s != (char)c; s++) {
		if (!*s)
			return NULL;
	}
	return (char *)s;
}

char *strrchr(const char *s, int c)
{
	const char *last = NULL;

	do {
		if (*s == (char)c)
			last = s;
	} while (*s++);
	return (char *)last;
}

char *strstr(const char *s, const char *what)
{
	size_t len = strlen(what);

	for (; strncmp(s, what, len); s++) {
		if (!*s)
			return NULL;
	}
	return (char *)s;
}

size_t strspn(const char *s, const char *any)
{
	size_t len = 0;

	while (s[len] && strchr(any, s[len]))
		len++;
	return len;
}

char *strpbrk(const char *s, const char *any)
{
	for (; *s; s++) {
		if (strchr(any, *s))
			return (char *)s;
	}
	return NULL;
}

char *strsep(char **s, const char *any)
{
	char *field = *s;
	char *end;

	if (!field)
		return NULL;
	end = strpbrk(field, any);
	if (end)
		*end++ = '\0';
	*s = end;
	return field;
}

ssize_t strscpy(char *dst, const char *src, size_t size)
{
	size_t len;

	if (!size)
		return -E2BIG;
	len = strnlen(src, size);
	if (len < size) {
		memcpy(dst, src, len + 1);
		return len;
	}
	memcpy(dst, src, size - 1);
	dst[size - 1] = '\0';
	return -E2BIG;
}

char *strim(char *s)
{
	size_t len;

	while (isspace(*s))
		s++;
	len = strlen(s);
	while (len && isspace(s[len - 1]))
		len--;
	s[len] = '\0';
	return s;
}
