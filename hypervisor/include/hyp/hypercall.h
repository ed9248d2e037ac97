/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The front door.  A handler gets one struct hypercall, wherever it came
 * from (registers, multicall, a 32-bit kernel).
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

/**
 * struct hypercall - a call of a guest
 * @nr: __HYPERVISOR_*
 * @in_multicall: it stands in a list
 * @compat: of a 32-bit kernel: arch_dispatch_compat() makes it
 * @from_user: always false: PV's kernel in ring 3 is none, a container's users are refused before
 * @arg: IN as given; OUT with HYPERCALL_RESTART
 */
struct hypercall {
	u32 nr;
	bool in_multicall;
	bool compat;
	bool from_user;
	u64 arg[6];
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

/**
 * struct hypercall_entry - a row of the table
 * @fn: handler; NULL: there is none
 * @nr_args: how many of the arguments it uses
 * @right: enum hypercall_right
 * @pv_only: a translated domain gets ENOSYS
 * @for_tools: but a privileged one may act on PV domains by it
 * @name: for the log
 */
struct hypercall_entry {
	long (*fn)(struct hypercall *call);
	u8 nr_args;
	u8 right;
	bool pv_only, for_tools;
	const char *name;
};

#define HYPERCALL_TABLE_SIZE	64

/* By the arch; a row without fn answers ENOSYS. */
extern const struct hypercall_entry hypercall_table[HYPERCALL_TABLE_SIZE];

/**
 * hypercall_dispatch() - make one call for the current vCPU
 * @call: any number, any arguments
 *
 * Interrupts are on, no lock is held.
 *
 * Return: the call's result, -ENOSYS, -EPERM, or HYPERCALL_RESTART with the
 * arguments to go on with in @call.
 */
long hypercall_dispatch(struct hypercall *call);

/**
 * do_multicall() - HYPERVISOR_multicall: a list of calls
 * @call: guest address of the list, number of entries; not itself in one
 *
 * Each entry is made like a call of its own, rights included.
 *
 * Return: 0, -EFAULT, -EINVAL (nested) or a restart.
 */
long do_multicall(struct hypercall *call);

/**
 * do_xen_version() - HYPERVISOR_xen_version
 * @call: XENVER_*, guest address of a struct by <xen/interface/version.h>
 *
 * Return: the command's number or 0; -ENOSYS, -EFAULT, -EINVAL, -EPERM, -ENOBUFS.
 */
long do_xen_version(struct hypercall *call);

/**
 * do_sysctl() - HYPERVISOR_sysctl, for privileged domains (by the table)
 * @call: struct xen_sysctl
 *
 * Return: 0 or the command's error; -EFAULT, -EACCES (another interface version), -ENOSYS.
 */
long do_sysctl(struct hypercall *call);

/**
 * do_domctl() - HYPERVISOR_domctl, for privileged domains
 * @call: struct xen_domctl
 *
 * One operation at a time: who finds the lock of all domctls taken gets a restart.
 *
 * Return: the command's result; -EFAULT, -EACCES (another interface version), -EPERM, -ESRCH,
 * -ENOSYS.
 */
long do_domctl(struct hypercall *call);

/**
 * do_vm_assist() - HYPERVISOR_vm_assist: turn habits of the hypervisor on and off
 * @call: VMASST_CMD_*, VMASST_TYPE_*
 *
 * Return: 0, -EINVAL (a type that this kind of domain has not), -ENOSYS.
 */
long do_vm_assist(struct hypercall *call);

/**
 * do_xenpmu_op() - HYPERVISOR_xenpmu_op: performance counters are not given out
 * @call: not looked at
 *
 * Return: -EOPNOTSUPP.
 */
long do_xenpmu_op(struct hypercall *call);

struct domain;

/* On whom an operation may act. */
enum target_right {
	TARGET_SELF,		/* caller itself only */
	TARGET_DM,		/* also its device model and the privileged */
	TARGET_PRIVILEGED,	/* privileged only, also on itself */
};

/**
 * target_check() - may one domain act on another?
 * @caller: who wants to
 * @d: on whom: itself, whose device model it is, or any if it is privileged
 * @right: what the operation allows
 *
 * This is the place where a security module would be asked.
 *
 * Return: 0 or -EPERM.
 */
int target_check(const struct domain *caller, const struct domain *d,
		 enum target_right right);

#endif /* HYP_HYPERCALL_H */
