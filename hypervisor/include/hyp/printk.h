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

void printk(const char *fmt, ...) __printf(1, 2);
void vprintk(const char *fmt, va_list args) __printf(1, 0);
/* From now on all levels, and without taking the lock: panic. */
void printk_emergency(void);

#define pr_err(fmt, ...)	printk(LOG_ERR fmt, ##__VA_ARGS__)
#define pr_warn(fmt, ...)	printk(LOG_WARN fmt, ##__VA_ARGS__)
#define pr_info(fmt, ...)	printk(LOG_INFO fmt, ##__VA_ARGS__)
#define pr_debug(fmt, ...)	printk(LOG_DEBUG fmt, ##__VA_ARGS__)

/* What a guest can cause: own threshold (guest_loglvl=), rate-limited, dN named. */
void guest_log(const struct domain *d, const char *fmt, ...) __printf(2, 3);

/* Some lines in some seconds, for one kind of message each. Zero is a fresh one. */
struct ratelimit {
	u64 begin;		/* system time, ns */
	u32 count, missed;
};

#define RATELIMIT_BURST		10
#define RATELIMIT_INTERVAL	(5 * 1000000000ULL)	/* ns */

bool ratelimit(struct ratelimit *limit);
/* Under guest_loglvl= too: what guest_log() asks. */
bool printk_guest_allowed(struct ratelimit *limit);

/* Copies of the log for XEN_SYSCTL_readconsole; see <hyp/console.h>. */

#endif /* HYP_PRINTK_H */
