// SPDX-License-Identifier: GPL-2.0-only
/*
 * membench - what memory a command leaves taken, beside that of domains
 *
 *	membench NAME CMD...
 *
 * Prints "membench NAME KIB": how much less memory is free in the machine after the command,
 * less the pages that all domains together have gained. After `xl create` that is what the
 * hypervisor keeps for the domain: tables, areas of its vCPUs, shared pages.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#define __XEN_TOOLS__
#include <xen/xen.h>
#include <xen/sysctl.h>
#include <xen/privcmd.h>

#define PAGE_KIB	4
#define BUFFER_BYTES	16384
#define DOMAINS		64

static int hypercall_fd;
/* The operation in its first page, a list of domains behind it. */
static char *buffer;

static void fail(const char *what)
{
	perror(what);
	exit(1);
}

static void set_up(void)
{
	int fd = open("/dev/xen/hypercall", O_RDWR | O_CLOEXEC);

	hypercall_fd = open("/dev/xen/privcmd", O_RDWR | O_CLOEXEC);
	buffer = mmap(NULL, BUFFER_BYTES, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
	if (fd < 0 || hypercall_fd < 0 || buffer == MAP_FAILED)
		fail("hypercalls");
}

static struct xen_sysctl *sysctl(struct xen_sysctl op)
{
	struct privcmd_hypercall call = {
		.op = __HYPERVISOR_sysctl, .arg = { (unsigned long)buffer },
	};

	op.interface_version = XEN_SYSCTL_INTERFACE_VERSION;
	memcpy(buffer, &op, sizeof(op));
	if (ioctl(hypercall_fd, IOCTL_PRIVCMD_HYPERCALL, &call))
		fail("sysctl");
	return (struct xen_sysctl *)buffer;
}

static long free_pages(void)
{
	struct xen_sysctl *op = sysctl((struct xen_sysctl){ .cmd = XEN_SYSCTL_physinfo });

	return op->u.physinfo.free_pages + op->u.physinfo.scrub_pages;
}

static long domain_pages(void)
{
	struct xen_domctl_getdomaininfo *info = (void *)(buffer + 4096);
	struct xen_sysctl op = {
		.cmd = XEN_SYSCTL_getdomaininfolist,
		.u.getdomaininfolist.max_domains = DOMAINS,
	};
	unsigned int i, n;
	long pages = 0;

	_Static_assert(DOMAINS * sizeof(*info) <= BUFFER_BYTES - 4096, "list of domains");
	op.u.getdomaininfolist.buffer.p = info;
	n = sysctl(op)->u.getdomaininfolist.num_domains;
	for (i = 0; i < n; i++)
		pages += info[i].tot_pages;
	return pages;
}

static long taken(void)
{
	return -free_pages() - domain_pages();
}

static int run(char **argv)
{
	pid_t pid = fork();
	int status;

	if (!pid) {
		execvp(argv[0], argv);
		_exit(127);
	}
	waitpid(pid, &status, 0);
	return status;
}

int main(int argc, char **argv)
{
	long before;

	if (argc < 3)
		return 2;
	set_up();
	before = taken();
	if (run(argv + 2))
		return 1;
	printf("membench %s %ld\n", argv[1], (taken() - before) * PAGE_KIB);
	return 0;
}
