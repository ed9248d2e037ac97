/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef HYP_BUG_H
#define HYP_BUG_H

#include <linux/compiler.h>
#include <linux/types.h>

/**
 * hyp_bug() - a broken invariant of the hypervisor itself: report and stop the machine.
 * @file: where
 * @line: where
 * @func: where
 *
 * Nothing a guest does may lead here. In lib/panic.c; host tests have their own.
 */
void __noreturn hyp_bug(const char *file, int line, const char *func);

/**
 * hyp_warn() - something is wrong but can be lived with: report with a back-trace.
 * @file: where
 * @line: where
 * @func: where
 */
void hyp_warn(const char *file, int line, const char *func);

#define BUG()		hyp_bug(__FILE__, __LINE__, __func__)
#define BUG_ON(cond)	do { if (unlikely(cond)) BUG(); } while (0)

#define WARN_ON(cond) ({					\
	bool __warn_on = !!(cond);				\
	if (unlikely(__warn_on))				\
		hyp_warn(__FILE__, __LINE__, __func__);		\
	unlikely(__warn_on); })

#define WARN_ON_ONCE(cond) ({					\
	static bool __warned;					\
	bool __warn_once = !!(cond);				\
	if (unlikely(__warn_once && !__warned)) {		\
		__warned = true;				\
		hyp_warn(__FILE__, __LINE__, __func__);		\
	}							\
	unlikely(__warn_once); })

/* Costs nothing in release builds; the condition must have no side effect. */
#ifdef CONFIG_DEBUG
#define ASSERT(cond)	BUG_ON(!(cond))
#else
#define ASSERT(cond)	((void)sizeof(!(cond)))
#endif

#endif
