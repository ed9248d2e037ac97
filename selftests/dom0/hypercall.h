/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Hypercalls through /dev/xen/privcmd, and a domain to test with: PV, with a few pages
 * and no vCPU that runs. Arguments lie in a page of /dev/xen/hypercall.
 */
#ifndef SELFTESTS_DOM0_HYPERCALL_H
#define SELFTESTS_DOM0_HYPERCALL_H

#include <fcntl.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <unistd.h>

#define __XEN_TOOLS__
#include <xen/xen.h>
#include <xen/domctl.h>
#include <xen/memory.h>
#include <xen/version.h>
#include <xen/privcmd.h>

#define PAGE	4096ul

static int hypercall_fd, buffer_fd;
static void *buffer;	/* two pages */

static inline bool hypercall_open(void)
{
	hypercall_fd = open("/dev/xen/privcmd", O_RDWR | O_CLOEXEC);
	buffer_fd = open("/dev/xen/hypercall", O_RDWR | O_CLOEXEC);
	buffer = mmap(NULL, 2 * PAGE, PROT_READ | PROT_WRITE, MAP_SHARED, buffer_fd, 0);
	return hypercall_fd >= 0 && buffer_fd >= 0 && buffer != MAP_FAILED;
}

static inline long hypercall(int fd, unsigned long op, unsigned long a, unsigned long b)
{
	struct privcmd_hypercall call = { op, { a, b } };

	return ioctl(fd, IOCTL_PRIVCMD_HYPERCALL, &call);
}

static inline long domctl(struct xen_domctl *op)
{
	long ret;

	op->interface_version = XEN_DOMCTL_INTERFACE_VERSION;
	memcpy(buffer, op, sizeof(*op));
	ret = hypercall(hypercall_fd, __HYPERVISOR_domctl, (unsigned long)buffer, 0);
	memcpy(op, buffer, sizeof(*op));
	return ret;
}

/* The number of a new domain that may have 64 pages, or -1. */
static inline int domain_create(void)
{
	struct xen_domctl op = { .cmd = XEN_DOMCTL_createdomain };
	int domid;

	op.u.createdomain.max_vcpus = 1;
	op.u.createdomain.max_evtchn_port = 1023;
	op.u.createdomain.max_grant_frames = 4;
	op.u.createdomain.max_maptrack_frames = 4;
	op.u.createdomain.grant_opts = XEN_DOMCTL_GRANT_version(1);
	if (domctl(&op))
		return -1;
	domid = op.domain;
	memset(&op, 0, sizeof(op));
	op.cmd = XEN_DOMCTL_max_mem;
	op.domain = domid;
	op.u.max_mem.max_memkb = 256;
	return domctl(&op) ? -1 : domid;
}

/* Gives the domain @nr pages; their frames go to @frames. */
static inline bool domain_populate(int domid, unsigned int nr, xen_pfn_t *frames)
{
	struct xen_memory_reservation *op = buffer;
	xen_pfn_t *extents = buffer + PAGE;
	unsigned int i;

	memset(op, 0, sizeof(*op));
	for (i = 0; i < nr; i++)
		extents[i] = i;
	op->extent_start.p = extents;
	op->nr_extents = nr;
	op->domid = domid;
	if (hypercall(hypercall_fd, __HYPERVISOR_memory_op, XENMEM_populate_physmap,
		      (unsigned long)op) != nr)
		return false;
	memcpy(frames, extents, nr * sizeof(*frames));
	return true;
}

static inline long domain_destroy(int domid)
{
	struct xen_domctl op = { .cmd = XEN_DOMCTL_destroydomain, .domain = domid };
	long ret;

	do
		ret = domctl(&op);
	while (ret && errno == EAGAIN);
	return ret;
}

/* A domain whose pages are still in use somewhere stays, dying. */
static inline bool domain_exists(int domid)
{
	struct xen_domctl op = { .cmd = XEN_DOMCTL_getdomaininfo, .domain = domid };

	return !domctl(&op) && op.domain == domid;
}

#endif
