/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Included before every file of the hypervisor and every test: functions of ours that
 * have the name of one in the C library, but not its exact meaning, get another.
 */
#define vsnprintf	hyp_vsnprintf
#define snprintf	hyp_snprintf
#ifdef HYP_TEST_OWN_STRING
/* string.c and its test: everywhere else memcpy() is libc's, which checks its arguments. */
#define memcpy		hyp_memcpy
#define memmove		hyp_memmove
#define memset		hyp_memset
#define memcmp		hyp_memcmp
#define memchr		hyp_memchr
#define strlen		hyp_strlen
#define strnlen		hyp_strnlen
#define strcmp		hyp_strcmp
#define strncmp		hyp_strncmp
#define strcasecmp	hyp_strcasecmp
#define strchr		hyp_strchr
#define strrchr		hyp_strrchr
#define strstr		hyp_strstr
#define strpbrk		hyp_strpbrk
#define strspn		hyp_strspn
#define strsep		hyp_strsep
#endif
