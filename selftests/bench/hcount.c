// SPDX-License-Identifier: GPL-2.0-only
/*
 * hcount - how many hypercalls a program causes, as the hypervisor counts them
 *
 *	hcount NAME PROGRAM [ARGUMENT...]
 *
 * Prints "hcount NAME TRAPS CALLS": entries into the hypervisor by hypercalls, and calls that
 * were made in multicalls.  All that runs meanwhile is counted, so it wants an idle machine; a
 * hypervisor that does not count is told, and the status is 4.
 */
#include <errno.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>

#include "hypercall.h"
#include <xen/sysctl.h>

#define VALUES_MAX	(PAGE / sizeof(unsigned int))

struct counts {
	unsigned long traps, calls;
};

/* The struct is in the first page of the buffer, the values are in the second. */
static bool query(struct counts *counts)
{
	struct xen_sysctl op = { .cmd = XEN_SYSCTL_perfc_op,
				 .interface_version = XEN_SYSCTL_INTERFACE_VERSION };
	unsigned int *value = buffer + PAGE, nr, n;

	op.u.perfc_op.cmd = XEN_SYSCTL_PERFCOP_query;
	set_xen_guest_handle(op.u.perfc_op.val, value);
	memcpy(buffer, &op, sizeof(op));
	if (hypercall(hypercall_fd, __HYPERVISOR_sysctl, (unsigned long)buffer, 0))
		return false;
	memcpy(&op, buffer, sizeof(op));
	nr = op.u.perfc_op.nr_vals;
	if (op.u.perfc_op.nr_counters != 2 || nr < 2 || nr > VALUES_MAX)
		return false;
	memset(counts, 0, sizeof(*counts));
	for (n = 0; n < nr - 1; n++)
		counts->traps += value[n];
	counts->calls = value[nr - 1];
	counts->traps -= counts->calls;
	return true;
}

static bool run(char **argv)
{
	pid_t pid = fork();
	int status;

	if (!pid) {
		execv(argv[0], argv);
		_exit(127);
	}
	return pid > 0 && waitpid(pid, &status, 0) == pid && !status;
}

int main(int argc, char **argv)
{
	struct counts before, after;

	if (argc < 3)
		return 2;
	if (!hypercall_open() || !query(&before)) {
		printf("hcount: the hypervisor does not count\n");
		return 4;
	}
	if (!run(argv + 2) || !query(&after)) {
		printf("hcount: %s failed\n", argv[2]);
		return 1;
	}
	printf("hcount %s %lu %lu\n", argv[1], after.traps - before.traps,
	       after.calls - before.calls);
	return 0;
}
