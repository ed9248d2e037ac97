/* SPDX-License-Identifier: GPL-2.0-only */
/* The hypervisor's log. */
#ifndef HYP_PRINTK_H
#define HYP_PRINTK_H

#include <linux/types.h>
#include <linux/compiler.h>

struct domain;
struct vcpu;

/* Levels; a message shows if its level is below the threshold (loglvl=). */
#define LOG_ERR		"\0010"
#define LOG_WARN	"\0011"
#define LOG_INFO	"\0012"
#define LOG_DEBUG	"\0013"

void printk(const char *fmt, ...) __printf(1, 2);
/* Always on the console at once, locks broken: panic and debug keys. */
void printk_emergency(void);

#define pr_err(fmt, ...)	printk(LOG_ERR fmt, ##__VA_ARGS__)
#define pr_warn(fmt, ...)	printk(LOG_WARN fmt, ##__VA_ARGS__)
#define pr_info(fmt, ...)	printk(LOG_INFO fmt, ##__VA_ARGS__)
#define pr_debug(fmt, ...)	printk(LOG_DEBUG fmt, ##__VA_ARGS__)

/* What a guest can cause: own threshold (guest_loglvl=), rate-limited, dN named. */
void guest_log(const struct domain *d, const char *fmt, ...) __printf(2, 3);

int vsnprintf(char *buf, size_t size, const char *fmt, __builtin_va_list args);
int snprintf(char *buf, size_t size, const char *fmt, ...) __printf(3, 4);
int scnprintf(char *buf, size_t size, const char *fmt, ...) __printf(3, 4);

/* Copies of the log for XEN_SYSCTL_readconsole; see <hyp/console.h>. */

#endif /* HYP_PRINTK_H */
