/* SPDX-License-Identifier: GPL-2.0-only */
/* What tests may ask of the machine that they run on; all of libc is behind it. */
#ifndef SELFTESTS_HOST_H
#define SELFTESTS_HOST_H

#include <linux/types.h>

void host_print(const char *text);		/* to standard output */
void __noreturn host_exit(int status);
void *host_alloc(size_t bytes);			/* zeroed; ASan watches its borders */
void *host_alloc_aligned(size_t bytes, size_t align);
void host_free(void *p);
u64 host_time_ns(void);

/* The whole file in memory of exactly its size (host_free() it), or NULL. */
void *host_read_file(const char *path, size_t *len);
bool host_write_file(const char *path, const void *data, size_t len);
/* Exit status of a shell command line; it runs in a temporary folder of the test. */
int host_run(const char *command);
/* Where that is: relative names of the two functions above are in it, too. */
const char *host_tmp(void);

/* Threads, for what is about more than one CPU. */
void *host_thread_start(void (*fn)(void *arg), void *arg);
void host_thread_join(void *thread);
void host_yield(void);

#endif
