// SPDX-License-Identifier: GPL-2.0-only
/*
 * gntalloc_test: /dev/xen/gntalloc: pages granted to the domain that this one is.
 *
 * That nothing leaks is seen by the limit of the device, which is set to what is used:
 * once more of that can only be had when all of it came back. What the grants are good
 * for is gntdev_test's subject.
 */
#include <sys/wait.h>

#include "tap.h"
#include "grants.h"

#define DEVICE	"/dev/xen/gntalloc"
#define RW	(PROT_READ | PROT_WRITE)

static int fd;
static unsigned int refs[MOST];

static void set_limit(int limit)
{
	set_parameter("xen_gntalloc", "limit", limit);
}

static void test_memory(void)
{
	long at = grant(fd, self, GNTALLOC_FLAG_WRITABLE, 4, refs);
	char *p, *q;
	int status;

	ok(at == 0, "the first pages are at offset 0");
	ok(refs[0] != refs[1] && refs[2] != refs[3], "each has a grant of its own");
	p = show(fd, at, 4, RW);
	if (!ok(p, "they can be mapped"))
		return;
	ok(!p[0] && !p[4 * PAGE - 1], "they are empty");
	strcpy(p + PAGE, "one");
	q = show(fd, at + PAGE, 1, PROT_READ);
	ok(q && !strcmp(q, "one"), "one of them is mapped again");
	if (!fork()) {
		strcpy(p, "child");
		_exit(0);
	}
	wait(&status);
	ok(!strcmp(p, "child"), "a child has the same pages");
	ok(!munmap(p + PAGE, PAGE) && !strcmp(p, "child"), "a part is unmapped");
	ok(!ungrant(fd, at, 4), "given up while mapped");
	ok(!strcmp(p, "child") && !strcmp(q, "one"), "they live as long as they are mapped");
	munmap(p, PAGE);
	munmap(p + 2 * PAGE, 2 * PAGE);
	munmap(q, PAGE);
	ok(!show(fd, at, 4, RW) && errno == ENOENT, "then they are no more");
}

static void test_bad(void)
{
	long at = grant(fd, self, 0, 2, refs);
	char *p;

	fails(ioctl(fd, _IO('G', 99)), ENOTTY, "unknown ioctl");
	fails(ioctl(fd, _IOC(_IOC_NONE, 'G', 5, 4), refs), ENOTTY, "known ioctl, wrong size");
	fails(ioctl(fd, IOCTL_GNTALLOC_ALLOC_GREF, 8), EFAULT, "alloc, bad address");
	fails(ioctl(fd, IOCTL_GNTALLOC_DEALLOC_GREF, 8), EFAULT, "dealloc, bad address");
	fails(ioctl(fd, IOCTL_GNTALLOC_SET_UNMAP_NOTIFY, 8), EFAULT, "notify, bad address");
	fails(grant(fd, self, 0, 1 << 30, refs), ENOSPC, "more than the limit");
	fails(ungrant(fd, at + 64 * PAGE, 1), EINVAL, "give up what is not there");
	fails(ungrant(fd, at, 3), EINVAL, "give up more than there is");
	fails(grant_notify(fd, at + 64 * PAGE, UNMAP_NOTIFY_CLEAR_BYTE, 0), ENOENT,
	      "notify for what is not there");
	fails(grant_notify(fd, at, 4, 0), EINVAL, "notify: unknown action");
	fails(grant_notify(fd, at, UNMAP_NOTIFY_SEND_EVENT, 1000), EINVAL, "notify: no such event");
	p = mmap(NULL, PAGE, RW, MAP_PRIVATE, fd, at);
	ok(p == MAP_FAILED && errno == EINVAL, "a private mapping");
	ok(!show(fd, at, 3, RW) && errno == ENOENT, "map more than there is");
	ok(!show(fd, at + 64 * PAGE, 1, RW) && errno == ENOENT, "map what is not there");
	fails(read(fd, refs, 4), EINVAL, "read");
	ok(!ungrant(fd, at, 1) && !ungrant(fd, at + PAGE, 1), "given up one by one");
}

static void test_limit(void)
{
	int other = open_device(DEVICE), i, status;
	long at = 0;
	char *p;

	set_limit(16);
	for (i = 0; i < 50 && at >= 0; i++) {
		at = grant(fd, self, 1, 16, refs);
		p = show(fd, at, 16, RW);
		at = p && !munmap(p, 16 * PAGE) && !ungrant(fd, at, 16) ? 0 : -1;
	}
	ok(i == 50, "all of the limit, again and again (%d)", i);
	at = grant(fd, self, 1, 16, refs);
	fails(grant(other, self, 1, 1, refs), ENOSPC, "the limit is for all files");
	p = show(fd, at, 16, RW);
	close(fd);
	fails(grant(other, self, 1, 1, refs), ENOSPC, "a closed file that is mapped still counts");
	munmap(p, 16 * PAGE);
	ok(grant(other, self, 1, 16, refs) >= 0, "unmapped: all is back");
	close(other);
	fd = open_device(DEVICE);
	for (i = 0; i < 20; i++) {
		if (!fork()) {
			at = grant(fd, self, 1, 16, refs);
			_exit(at < 0 || !show(fd, at, 16, RW) || ungrant(fd, at, 16));
		}
		wait(&status);
		if (status)
			break;
	}
	ok(i == 20, "what a process had comes back when it ends (%d)", i);
	set_limit(1024);
}

int main(void)
{
	self = own_domid();
	fd = open_device(DEVICE);
	if (fd < 0 && errno == ENOENT)
		skip_all("no " DEVICE);
	begin();
	ok(fd >= 0, "open");
	test_memory();
	test_bad();
	test_limit();
	return finish();
}
