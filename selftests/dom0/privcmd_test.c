// SPDX-License-Identifier: GPL-2.0-only
/*
 * privcmd_test: /dev/xen/privcmd and /dev/xen/hypercall, each ioctl, good and bad.
 *
 * A domain of a few pages is made by hypercalls; its pages are mapped in each way and
 * checked through a second mapping. The domain is then destroyed: it goes when the last
 * mapping has gone, so nothing was leaked.
 */
#include <sys/wait.h>

#include "tap.h"
#include "touch.h"
#include "hypercall.h"

#define RW	(PROT_READ | PROT_WRITE)
#define NR	16
#define NOWHERE	0xfffffffff0ul	/* a frame that no machine has */

static int fd, domid;
static xen_pfn_t frames[NR];

static char *area(int of_fd, unsigned int pages)
{
	return mmap(NULL, pages * PAGE, RW, MAP_SHARED, of_fd, 0);
}

static int batch2(int of_fd, int dom, void *at, unsigned int nr, const xen_pfn_t *gfns, int *errs)
{
	struct privcmd_mmapbatch_v2 op = { nr, dom, (unsigned long)at, gfns, errs };

	return ioctl(of_fd, IOCTL_PRIVCMD_MMAPBATCH_V2, &op);
}

static int batch1(int dom, void *at, int nr, xen_pfn_t *gfns)
{
	struct privcmd_mmapbatch op = { nr, dom, (unsigned long)at, gfns };

	return ioctl(fd, IOCTL_PRIVCMD_MMAPBATCH, &op);
}

static int ranges(int dom, int nr, struct privcmd_mmap_entry *entries)
{
	struct privcmd_mmap op = { nr, dom, entries };

	return ioctl(fd, IOCTL_PRIVCMD_MMAP, &op);
}

static int resource(int dom, unsigned int type, unsigned int id, void *at, unsigned long *nr)
{
	struct privcmd_mmap_resource op = { dom, type, id, 0, *nr, (unsigned long)at };
	int ret = ioctl(fd, IOCTL_PRIVCMD_MMAP_RESOURCE, &op);

	*nr = op.num;
	return ret;
}

static int dm_op(int dom, unsigned int nr, struct privcmd_dm_op_buf *bufs)
{
	struct privcmd_dm_op op = { dom, nr, bufs };

	return ioctl(fd, IOCTL_PRIVCMD_DM_OP, &op);
}

static void test_hypercall(void)
{
	int status, old;
	char *p;

	ok(hypercall(fd, __HYPERVISOR_xen_version, XENVER_version, 0) == 0x40011,
	   "xen_version: 4.17");
	fails(hypercall(fd, 63, 0, 0), ENOSYS, "a hypercall that is not there");
	fails(hypercall(fd, __HYPERVISOR_xen_version, XENVER_extraversion, 8), EFAULT,
	      "memory that is not there");
	memset(buffer, 0, 16);
	ok(!hypercall(fd, __HYPERVISOR_xen_version, XENVER_extraversion, (unsigned long)buffer) &&
	   *(char *)buffer == '.', "an answer in memory: %.15s", (char *)buffer);
	fails(ioctl(fd, IOCTL_PRIVCMD_HYPERCALL, 8), EFAULT, "hypercall, bad address");
	fails(ioctl(fd, _IO('P', 99)), ENOTTY, "unknown ioctl");
	fails(ioctl(fd, _IOC(_IOC_NONE, 'P', 0, 4), buffer), ENOTTY, "known ioctl, wrong size");

	p = area(buffer_fd, 4);
	ok(p != MAP_FAILED && !p[0] && !p[4 * PAGE - 1], "memory for hypercalls is empty");
	memset(p, 5, 4 * PAGE);
	ok(!munmap(p + PAGE, PAGE) && p[2 * PAGE] == 5 && touch(p + PAGE, false) == SIGSEGV,
	   "a part is unmapped");
	if (!fork())
		_exit(touch(p, false));
	wait(&status);
	ok(!status, "a child has it, too");
	munmap(p, 4 * PAGE);
	ok(mmap(NULL, PAGE, RW, MAP_PRIVATE, buffer_fd, 0) == MAP_FAILED && errno == EINVAL,
	   "a private mapping");
	fails(ioctl(buffer_fd, IOCTL_PRIVCMD_HYPERCALL, buffer), ENOTTY, "an ioctl there");
	old = open("/proc/xen/privcmd", O_RDWR);
	ok(hypercall(old, __HYPERVISOR_xen_version, XENVER_version, 0) == 0x40011,
	   "/proc/xen/privcmd does hypercalls, too");
	close(old);
}

static void test_batch(void)
{
	xen_pfn_t some[4] = { frames[1], NOWHERE, frames[2], NOWHERE + 1 };
	int errs[4] = { 9, 9, 9, 9 };
	char *p = area(fd, 4), *q = area(fd, 1);

	ok(!batch2(fd, domid, p, 4, frames, errs) && !errs[0] && !errs[1] && !errs[2] && !errs[3],
	   "4 pages of the domain");
	ok(!p[0] && !p[4 * PAGE - 1], "they are empty");
	strcpy(p + PAGE, "hello");
	ok(!batch2(fd, domid, q, 1, frames + 1, errs) && !strcmp(q, "hello"), "one of them again");
	fails(batch2(fd, domid, q, 1, frames, errs), EINVAL, "a page that shows something");
	munmap(p, 4 * PAGE);

	p = area(fd, 4);
	ok(!batch2(fd, domid, p, 4, some, errs), "4 pages, of which 2 are not there");
	ok(!errs[0] && errs[1] < 0 && !errs[2] && errs[3] < 0,
	   "each has its own error: %d %d %d %d", errs[0], errs[1], errs[2], errs[3]);
	ok(!strcmp(p, "hello") && !touch(p + 2 * PAGE, true), "the others are mapped");
	ok(touch(p + PAGE, false) == SIGBUS, "what is not mapped gives SIGBUS");
	ok(!batch2(fd, domid, p + PAGE, 1, frames + 1, errs) && !strcmp(p + PAGE, "hello"),
	   "it can be mapped later");
	fails(batch2(fd, domid, p + PAGE, 1, frames + 1, errs), EINVAL, "but once");
	munmap(p, 4 * PAGE);

	p = area(fd, 4);
	ok(!batch1(domid, p, 4, some), "the old form");
	ok(some[0] == frames[1] && some[2] == frames[2] &&
	   some[1] == (NOWHERE | PRIVCMD_MMAPBATCH_MFN_ERROR), "tells errors in the frames: %lx",
	   some[1]);
	ok(!strcmp(p, "hello") && touch(p + PAGE, false) == SIGBUS, "the others are mapped");
	munmap(p, 4 * PAGE);
	munmap(q, PAGE);
}

static void test_batch_bad(void)
{
	char *p = area(fd, 4), *other = mmap(NULL, PAGE, RW, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	int errs[4];

	fails(batch2(fd, domid, p, 0, frames, errs), EINVAL, "no pages");
	ok(batch2(fd, domid, p, 1u << 31, frames, errs) < 0, "too many pages: errno %d", errno);
	fails(batch2(fd, domid, p, 3, frames, errs), EINVAL, "less than the area, at first");
	fails(batch2(fd, domid, p + PAGE, 3, frames, errs), EINVAL, "not from its start, at first");
	fails(batch2(fd, domid, p + 1, 4, frames, errs), EINVAL, "inside of a page");
	fails(batch2(fd, domid, other, 1, frames, errs), EINVAL, "memory of something else");
	fails(batch2(fd, domid, (void *)8, 1, frames, errs), EINVAL, "no memory at all");
	fails(batch2(fd, domid, p, 4, (void *)8, errs), EFAULT, "frames, bad address");
	fails(batch2(fd, domid, p, 4, frames, (void *)8), EFAULT, "errors, bad address");
	fails(ioctl(fd, IOCTL_PRIVCMD_MMAPBATCH_V2, 8), EFAULT, "batch, bad address");
	fails(ioctl(fd, IOCTL_PRIVCMD_MMAPBATCH, 8), EFAULT, "old batch, bad address");
	ok(batch1(domid, p, -1, frames) < 0, "old batch, less than no pages: errno %d", errno);
	munmap(p, 4 * PAGE);
	p = area(fd, 2);
	ok(!batch2(fd, 999, p, 2, frames, errs) && errs[0] < 0 && errs[1] < 0,
	   "a domain that is not there: %d %d", errs[0], errs[1]);
	munmap(p, 2 * PAGE);
	munmap(other, PAGE);
}

static void test_ranges(void)
{
	char *p = area(fd, 3);
	struct privcmd_mmap_entry e[2] = {
		{ (unsigned long)p, frames[1], 1 },
		{ (unsigned long)p + PAGE, frames[4], 2 },
	};
	bool together = frames[5] == frames[4] + 1;

	if (!together)
		e[1].npages = 1;
	ok(!ranges(domid, 2, e), "two ranges");
	ok(!strcmp(p, "hello") && !touch(p + PAGE, true), "they are mapped");
	fails(ranges(domid, 1, e), EINVAL, "once only");
	munmap(p, 3 * PAGE);
	p = area(fd, 3);
	e[0].va = (unsigned long)p;
	e[1].va = (unsigned long)p + 2 * PAGE;
	fails(ranges(domid, 2, e), EINVAL, "ranges with a gap");
	munmap(p, 3 * PAGE);
	p = area(fd, 1);
	e[0].va = (unsigned long)p;
	e[0].npages = 2;
	fails(ranges(domid, 1, e), EINVAL, "more than the area");
	munmap(p, PAGE);
	p = area(fd, 1);
	e[0].va = (unsigned long)p;
	e[0].npages = 1;
	e[0].mfn = NOWHERE;
	ok(ranges(domid, 1, e) < 0, "a frame that is not there: errno %d", errno);
	munmap(p, PAGE);
	fails(ranges(domid, 2, (void *)8), EFAULT, "ranges, bad address");
	fails(ioctl(fd, IOCTL_PRIVCMD_MMAP, 8), EFAULT, "mmap, bad address");
}

static void test_resource(void)
{
	char *p = area(fd, 1);
	unsigned long nr = 0, one = 1;

	ok(!resource(domid, XENMEM_resource_grant_table, 0, NULL, &nr) && nr == 4,
	   "the grant table of the domain has 4 pages: %lu", nr);
	ok(!resource(domid, XENMEM_resource_grant_table, 0, p, &one), "one of them is mapped");
	ok(!touch(p, false) && !p[PAGE - 1], "it can be read");
	munmap(p, PAGE);
	p = area(fd, 1);
	fails(resource(domid, XENMEM_resource_grant_table, 0, NULL, &one), EINVAL, "no address");
	nr = 0;
	fails(resource(domid, XENMEM_resource_grant_table, 0, p, &nr), EINVAL, "no number");
	nr = 2;
	if (is_ours("xen_privcmd"))
		fails(resource(domid, XENMEM_resource_grant_table, 0, p, &nr), EINVAL,
		      "more than the area");
	else
		skip(1, "the kernel's own maps past the end, and stumbles over that later");
	ok(resource(domid, 99, 0, p, &one) < 0, "no such resource: errno %d", errno);
	ok(resource(999, XENMEM_resource_grant_table, 0, p, &one) < 0 && errno == ESRCH,
	   "no such domain");
	fails(ioctl(fd, IOCTL_PRIVCMD_MMAP_RESOURCE, 8), EFAULT, "resource, bad address");
	munmap(p, PAGE);
}

static void test_dm_op(void)
{
	static char memory[8192];
	struct privcmd_dm_op_buf bufs[17] = { { memory, 16 } };
	int i;

	for (i = 1; i < 17; i++)
		bufs[i] = bufs[0];
	ok(!dm_op(domid, 0, bufs), "dm_op: no buffers");
	fails(dm_op(domid, 17, bufs), E2BIG, "too many buffers");
	fails(dm_op(domid, 1, (void *)8), EFAULT, "buffers, bad address");
	bufs[0].size = 4097;
	fails(dm_op(domid, 1, bufs), E2BIG, "a large buffer");
	bufs[0].size = 16;
	bufs[0].uptr = (void *)8;
	fails(dm_op(domid, 1, bufs), EFAULT, "a buffer that is not there");
	bufs[0].uptr = (void *)-4096ul;
	fails(dm_op(domid, 1, bufs), EFAULT, "a buffer of the kernel");
	bufs[0].uptr = memory;
	/* ENOSYS: a hypervisor without device models, as Hoist so far. */
	ok(dm_op(domid, 1, bufs) < 0 && (errno == EINVAL || errno == ENOSYS),
	   "a domain without a device model: errno %d", errno);
	fails(ioctl(fd, IOCTL_PRIVCMD_DM_OP, 8), EFAULT, "dm_op, bad address");
}

static void test_restrict(void)
{
	int other = open("/dev/xen/privcmd", O_RDWR | O_CLOEXEC), errs[1], keep = fd;
	unsigned long one = 1;
	domid_t dom = domid;
	char *p = area(other, 1);
	struct privcmd_dm_op_buf buf = { };

	fails(ioctl(other, IOCTL_PRIVCMD_RESTRICT, 8), EFAULT, "restrict, bad address");
	ok(!ioctl(other, IOCTL_PRIVCMD_RESTRICT, &dom), "restrict to the domain");
	ok(!ioctl(other, IOCTL_PRIVCMD_RESTRICT, &dom), "restrict again");
	dom++;
	fails(ioctl(other, IOCTL_PRIVCMD_RESTRICT, &dom), EINVAL, "restrict to another");
	fails(hypercall(other, __HYPERVISOR_xen_version, 0, 0), EPERM, "no hypercalls then");
	fails(batch2(other, 0, p, 1, frames, errs), EPERM, "no pages of another domain");
	fd = other;
	fails(batch1(0, p, 1, frames), EPERM, "nor in the old form");
	fails(ranges(0, 1, NULL), EPERM, "no ranges of another domain");
	fails(resource(0, XENMEM_resource_grant_table, 0, p, &one), EPERM, "no resources");
	fails(dm_op(0, 1, &buf), EPERM, "no dm_op");
	fd = keep;
	ok(!batch2(other, domid, p, 1, frames + 1, errs) && !strcmp(p, "hello"),
	   "but pages of the domain");
	munmap(p, PAGE);
	close(other);
}

static void test_life(void)
{
	char *p = area(fd, 4);
	int errs[4], status, i;

	batch2(fd, domid, p, 4, frames, errs);
	if (!fork())
		_exit(touch(p, false));
	wait(&status);
	ok(WEXITSTATUS(status) == SIGSEGV, "a child does not have the mapping");
	if (!fork()) {
		char *q = area(fd, 4);

		if (batch2(fd, domid, q, 4, frames, errs))
			_exit(1);
		execl("/bin/true", "true", NULL);
		_exit(2);
	}
	wait(&status);
	ok(!status, "exec with a mapping");
	if (is_ours("xen_privcmd"))
		ok(!munmap(p + PAGE, PAGE) && touch(p + PAGE, true) == SIGSEGV &&
		   !touch(p + 2 * PAGE, true), "a part is unmapped");
	else
		fails(munmap(p + PAGE, PAGE), EINVAL, "the kernel's own can't be split");
	close(fd);
	ok(!touch(p, true), "the mapping outlives the file");
	ok(!domain_destroy(domid), "the domain is destroyed");
	ok(!touch(p, true) && domain_exists(domid), "it stays while its pages are mapped");
	munmap(p, 4 * PAGE);
	for (i = 0; i < 50 && domain_exists(domid); i++)
		usleep(20000);
	ok(i < 50, "and goes with the last mapping");
}

int main(void)
{
	if (!hypercall_open()) {
		if (errno == ENOENT)
			skip_all("no /dev/xen/privcmd");
		return 1;
	}
	touch_init();
	begin();
	fd = open("/dev/xen/privcmd", O_RDWR | O_CLOEXEC);
	ok(fd >= 0, "open");
	test_hypercall();
	domid = domain_create();
	if (!ok(domid > 0, "a domain to test with"))
		return finish();
	ok(domain_populate(domid, NR, frames), "with memory");
	test_batch();
	test_batch_bad();
	test_ranges();
	test_resource();
	test_dm_op();
	test_restrict();
	test_life();
	return finish();
}
