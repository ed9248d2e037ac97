/* SPDX-License-Identifier: GPL-2.0-only */
/* The hypervisor's log. */
#ifndef HYP_PRINTK_H
#define HYP_PRINTK_H

#include <linux/compiler.h>
#include <linux/kernel.h>	/* snprintf() */
#include <linux/types.h>

struct domain;
struct vcpu;

/*
 * Levels; a message shows if its level is below the threshold (loglvl=), which lets all but
 * debug through, in a debug build all. Text without a level is informational. A line may
 * be printed in pieces, its first one decides.
 */
#define LOG_ERR		"\0010"
#define LOG_WARN	"\0011"
#define LOG_INFO	"\0012"
#define LOG_DEBUG	"\0013"

/**
 * printk() - a line of the log, or a piece of one
 * @fmt: LOG_* and text; what is behind 1023 bytes is cut off
 * @...: for @fmt
 *
 * Any context but NMI.  Takes the console's lock (LOCK_CONSOLE), interrupts off, and waits for
 * slow devices.
 */
void printk(const char *fmt, ...) __printf(1, 2);

/**
 * vprintk() - the same
 * @fmt: LOG_* and text
 * @args: for @fmt
 */
void vprintk(const char *fmt, va_list args) __printf(1, 0);

/**
 * printk_emergency() - from now on all levels, and without taking the lock: panic
 */
void printk_emergency(void);

#define pr_err(fmt, ...)	printk(LOG_ERR fmt, ##__VA_ARGS__)
#define pr_warn(fmt, ...)	printk(LOG_WARN fmt, ##__VA_ARGS__)
#define pr_info(fmt, ...)	printk(LOG_INFO fmt, ##__VA_ARGS__)
#define pr_debug(fmt, ...)	printk(LOG_DEBUG fmt, ##__VA_ARGS__)

/**
 * guest_log() - what a guest can cause: own threshold (guest_loglvl=), rate-limited
 * @d: its number stands before the text
 * @fmt: a whole line, with or without a newline; what is behind 159 bytes is cut off
 * @...: for @fmt
 */
void guest_log(const struct domain *d, const char *fmt, ...) __printf(2, 3);

/**
 * struct ratelimit - some lines in some seconds, for one kind of message each
 * @begin: of the interval, system time, ns; 0, as all of a fresh one: none yet
 * @count: messages let through
 * @missed: messages held back
 */
struct ratelimit {
	u64 begin;
	u32 count, missed;
};

#define RATELIMIT_BURST		10
#define RATELIMIT_INTERVAL	(5 * 1000000000ULL)	/* ns */

/**
 * ratelimit() - may a message be printed?
 * @limit: of its kind
 *
 * RATELIMIT_BURST in RATELIMIT_INTERVAL; then the number of those held back is printed first.
 *
 * Return: true if so.
 */
bool ratelimit(struct ratelimit *limit);

/**
 * printk_guest_allowed() - the same under guest_loglvl= too: what guest_log() asks
 * @limit: of its kind
 *
 * Return: true if the message may be printed.
 */
bool printk_guest_allowed(struct ratelimit *limit);

/* Copies of the log for XEN_SYSCTL_readconsole; see <hyp/console.h>. */

#endif /* HYP_PRINTK_H */
