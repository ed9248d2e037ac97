/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Counts of hypercalls, of each CPU and since the start: XEN_SYSCTL_perfc_op tells and clears them.
 *
 * They wrap. A vCPU does not leave its CPU while it counts, so each has one writer; who reads or
 * clears them meanwhile may miss a few.
 */
#ifndef HYP_PERFC_H
#define HYP_PERFC_H

#include <linux/types.h>
#include <hyp/hypercall.h>
#include <hyp/percpu.h>

/**
 * struct perfc - what a CPU has counted
 * @hypercalls: by number; those in a multicall, too
 * @from_multicall: those in a multicall
 */
struct perfc {
	u32 hypercalls[HYPERCALL_TABLE_SIZE];
	u32 from_multicall;
};

DECLARE_PER_CPU(struct perfc, perfc);

/* @nr is below HYPERCALL_TABLE_SIZE, for speculation as well. */
static inline void perfc_hypercall(u32 nr)
{
	this_cpu(perfc).hypercalls[nr]++;
}

static inline void perfc_from_multicall(void)
{
	this_cpu(perfc).from_multicall++;
}

struct xen_sysctl_perfc_op;

/**
 * perfc_sysctl() - XEN_SYSCTL_perfc_op
 * @op: IN what to do and where the answer goes (a null handle: nowhere); OUT how many there are
 *
 * Return: 0, -EFAULT, -EINVAL (no such operation).
 */
long perfc_sysctl(struct xen_sysctl_perfc_op *op);

#endif /* HYP_PERFC_H */
