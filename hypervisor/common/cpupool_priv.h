/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What the files of the pools share: cpupool.c keeps them, cpupool_op.c is what the tools
 * do with them.  All but the lock itself is for holders of the lock.
 */
#ifndef HYP_CPUPOOL_PRIV_H
#define HYP_CPUPOOL_PRIV_H

#include <hyp/cpupool.h>
#include <hyp/spinlock.h>
#include <linux/types.h>

struct sched_ops;

extern struct spinlock cpupool_lock;

struct cpupool *cpupool_find(u32 id);
/* The first with at least this number. */
struct cpupool *cpupool_find_from(u32 id);
/* @id: XEN_SYSCTL_CPUPOOL_PAR_ANY for a free one. */
int cpupool_create(u32 id, const struct sched_ops *ops, struct cpupool **res);
bool cpupool_has_cpu(unsigned int cpu);
/* It is the last one of a pool that must have one. */
bool cpupool_needs_cpu(const struct cpupool *pool, unsigned int cpu);

#endif /* HYP_CPUPOOL_PRIV_H */
