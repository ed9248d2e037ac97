// SPDX-License-Identifier: GPL-2.0-only
/*
 * domu_test: /dev/xen/privcmd outside of dom0: nothing that does not name a domain, and no
 * domain but the one that xenstore has as `target` of this one (none here).
 */
#include "tap.h"
#include "hypercall.h"

int main(void)
{
	struct privcmd_dm_op dm_op = { };
	xen_pfn_t gfn = 0;
	int err;
	struct privcmd_mmapbatch_v2 batch = { 1, 0, 0, &gfn, &err };

	if (!hypercall_open())
		skip_all("no /dev/xen/privcmd");
	begin();
	ok(!lines_with("/etc/ours", "xen_privcmd") || is_ours("xen_privcmd"), "the driver is ours");
	batch.addr = (unsigned long)mmap(NULL, PAGE, PROT_READ, MAP_SHARED, hypercall_fd, 0);
	fails(hypercall(hypercall_fd, __HYPERVISOR_xen_version, 0, 0), EPERM, "hypercall");
	fails(ioctl(hypercall_fd, IOCTL_PRIVCMD_DM_OP, &dm_op), EPERM, "dm_op for domain 0");
	fails(ioctl(hypercall_fd, IOCTL_PRIVCMD_MMAPBATCH_V2, &batch), EPERM, "pages of domain 0");
	strcpy(buffer, "x");
	ok(*(char *)buffer == 'x', "memory for hypercalls");
	return finish();
}
