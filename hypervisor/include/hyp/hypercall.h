/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The front door.  A handler gets one struct hypercall, wherever it came
 * from (registers, multicall, compat later).
 */
#ifndef HYP_HYPERCALL_H
#define HYP_HYPERCALL_H

#include <linux/types.h>

/*
 * A handler that must pause writes its remaining work into call->arg[] and
 * returns hypercall_restart(): the guest's registers (or the multicall entry)
 * are updated and the same call is made again before the guest goes on.  The
 * value is never seen by a guest.
 */
#define HYPERCALL_RESTART	(-0x4000000000000000L)

struct hypercall {
	u32 nr;			/* __HYPERVISOR_* */
	bool in_multicall;
	bool from_user;		/* never true for PV: ring 3 kernel is "kernel" */
	u64 arg[6];		/* in: as given; out: with HYPERCALL_RESTART */
};

static inline long hypercall_restart(struct hypercall *call)
{
	return HYPERCALL_RESTART;
}

/* Who may call; op-level rules are in the op tables of the services. */
enum hypercall_right {
	RIGHT_ANY,
	RIGHT_HARDWARE,		/* hardware domain */
	RIGHT_PRIVILEGED,	/* control domain */
};

struct hypercall_entry {
	long (*fn)(struct hypercall *call);
	u8 nr_args;
	u8 right;		/* enum hypercall_right */
	bool pv_only;		/* a translated domain gets ENOSYS */
	const char *name;
};

#define HYPERCALL_TABLE_SIZE	64

/* By the arch; a row without fn answers ENOSYS. */
extern const struct hypercall_entry hypercall_table[HYPERCALL_TABLE_SIZE];

/**
 * hypercall_dispatch() - make one call for the current vCPU
 *
 * Interrupts are on, no lock is held.
 * Return: the call's result, -ENOSYS, -EPERM, or HYPERCALL_RESTART with the
 * arguments to go on with in @call.
 */
long hypercall_dispatch(struct hypercall *call);

long do_multicall(struct hypercall *call);
long do_xen_version(struct hypercall *call);
long do_sysctl(struct hypercall *call);
long do_domctl(struct hypercall *call);
long do_vm_assist(struct hypercall *call);
long do_xenpmu_op(struct hypercall *call);

/*
 * Whether the caller may act on @d: itself, its device model, or privileged.
 * This is the place where a security module would be asked.
 */
struct domain;
enum target_right {
	TARGET_SELF,		/* caller itself only */
	TARGET_DM,		/* also its device model and the privileged */
	TARGET_PRIVILEGED,	/* privileged only, also on itself */
};

int target_check(const struct domain *caller, const struct domain *d,
		 enum target_right right);	/* 0 or -EPERM */

#endif /* HYP_HYPERCALL_H */
