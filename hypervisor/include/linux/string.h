/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef HYP_LINUX_STRING_H
#define HYP_LINUX_STRING_H

#include <linux/types.h>

/* The four that the compiler may call by itself, too. */
void *memcpy(void *dst, const void *src, size_t len);
void *memmove(void *dst, const void *src, size_t len);
void *memset(void *dst, int byte, size_t len);
int memcmp(const void *a, const void *b, size_t len);

void *memchr(const void *mem, int byte, size_t len);
/* First byte that is not @byte, or NULL. */
void *memchr_inv(const void *mem, int byte, size_t len);
size_t strlen(const char *s);
size_t strnlen(const char *s, size_t max);
int strcmp(const char *a, const char *b);
int strncmp(const char *a, const char *b, size_t max);
int strcasecmp(const char *a, const char *b);
char *strchr(const char *s, int c);
char *strrchr(const char *s, int c);
char *strstr(const char *s, const char *what);
char *strpbrk(const char *s, const char *any);
size_t strspn(const char *s, const char *any);
/* Cuts the next field off *@s, which moves behind it; NULL at the end. */
char *strsep(char **s, const char *any);
/* Copies and always terminates; the length, or -E2BIG when it was cut off. */
ssize_t strscpy(char *dst, const char *src, size_t size);
/* In place: moves @s behind blanks, cuts blanks off the end. */
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
