/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef HYP_LINUX_STRING_H
#define HYP_LINUX_STRING_H

#include <linux/types.h>

/* The four that the compiler may call by itself, too. */

/**
 * memcpy() - copy
 * @dst: must not overlap @src
 * @src: from here
 * @len: bytes
 *
 * Return: @dst.
 */
void *memcpy(void *dst, const void *src, size_t len);

/**
 * memmove() - copy; the two may overlap
 * @dst: to here
 * @src: from here
 * @len: bytes
 *
 * Return: @dst.
 */
void *memmove(void *dst, const void *src, size_t len);

/**
 * memset() - set all bytes to the same value
 * @dst: which
 * @byte: its lowest 8 bits
 * @len: bytes
 *
 * Return: @dst.
 */
void *memset(void *dst, int byte, size_t len);

/**
 * memcmp() - compare bytes, as unsigned
 * @a: what
 * @b: what
 * @len: bytes
 *
 * Return: less than 0, 0 or more as @a is less, equal or more.
 */
int memcmp(const void *a, const void *b, size_t len);

/**
 * memchr() - find a byte
 * @mem: where
 * @byte: which
 * @len: bytes
 *
 * Return: NULL: it is not there.
 */
void *memchr(const void *mem, int byte, size_t len);

/**
 * memchr_inv() - find a byte that is another one
 * @mem: where
 * @byte: which not
 * @len: bytes
 *
 * Return: NULL: all are @byte.
 */
void *memchr_inv(const void *mem, int byte, size_t len);

/**
 * strlen() - length without the 0
 * @s: the string
 */
size_t strlen(const char *s);

/**
 * strnlen() - length, if it is less than so much
 * @s: the string, or at least @max bytes
 * @max: the most that is looked at, and the answer
 */
size_t strnlen(const char *s, size_t max);

/**
 * strcmp() - compare strings, as unsigned bytes
 * @a: the strings
 * @b: the strings
 *
 * Return: less than 0, 0 or more as @a is less, equal or more.
 */
int strcmp(const char *a, const char *b);

/**
 * strncmp() - compare the beginnings of strings
 * @a: the strings
 * @b: the strings
 * @max: so many bytes count
 *
 * Return: as strcmp().
 */
int strncmp(const char *a, const char *b, size_t max);

/**
 * strcasecmp() - compare strings, letters of both cases are equal
 * @a: the strings
 * @b: the strings
 *
 * Return: as strcmp().
 */
int strcasecmp(const char *a, const char *b);

/**
 * strchr() - the first such character
 * @s: the string
 * @c: which; 0 finds the end
 *
 * Return: NULL: it is not there.
 */
char *strchr(const char *s, int c);

/**
 * strrchr() - the last such character
 * @s: the string
 * @c: which; 0 finds the end
 *
 * Return: NULL: it is not there.
 */
char *strrchr(const char *s, int c);

/**
 * strstr() - the first place where a string is in another
 * @s: the other
 * @what: the string
 *
 * Return: NULL: it is not there.
 */
char *strstr(const char *s, const char *what);

/**
 * strpbrk() - the first character out of a set
 * @s: the string
 * @any: the set
 *
 * Return: NULL: there is none.
 */
char *strpbrk(const char *s, const char *any);

/**
 * strspn() - length of the beginning that is made of a set
 * @s: the string
 * @any: the set
 */
size_t strspn(const char *s, const char *any);

/**
 * strsep() - cut the next field off
 * @s: the string, moves behind the field, NULL after the last one
 * @any: what separates, one character between two fields
 *
 * Return: the field, NULL at the end.
 */
char *strsep(char **s, const char *any);

/**
 * strscpy() - copy a string, always ended by 0
 * @dst: OUT
 * @src: the string
 * @size: room in @dst
 *
 * Return: the length, or -E2BIG when it was cut off.
 */
ssize_t strscpy(char *dst, const char *src, size_t size);

/**
 * strim() - cut off blanks, in place
 * @s: the string; those at its end are overwritten
 *
 * Return: behind the blanks at its begin.
 */
char *strim(char *s);

static inline bool str_has_prefix(const char *s, const char *prefix)
{
	return strncmp(s, prefix, strlen(prefix)) == 0;
}

/* Freestanding code gets no builtins by itself; short constant sizes profit from them. */
#ifndef HYP_NO_BUILTIN_STRING
#define memcpy(dst, src, len)	__builtin_memcpy(dst, src, len)
#define memset(dst, byte, len)	__builtin_memset(dst, byte, len)
#define memmove(dst, src, len)	__builtin_memmove(dst, src, len)
#define memcmp(a, b, len)	__builtin_memcmp(a, b, len)
#define strlen(s)		__builtin_strlen(s)
#endif

#endif
