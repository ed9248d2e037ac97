// SPDX-License-Identifier: GPL-2.0-only
/*
 * gntdev_test: /dev/xen/gntdev, each ioctl, good and bad, on grants of this domain.
 *
 * gntalloc makes pages that a domain grants to itself; gntdev maps them back, so both views
 * must show the same. In a domain with translated memory, but for a dom0 of Hoist's, they
 * are dom0's, whose numbers are in xenstore (lender), mapped twice. A grant that was not
 * unmapped would keep its page from being freed, which gntalloc's limit shows. On purpose
 * different from the kernel's own driver: SET_MAX_GRANTS and DMA buffers are there (else
 * ENOTTY), a map that is shown can't be shown again (EBUSY) in a PV domain. What was
 * unmapped can be mapped again, and GET_OFFSET_FOR_VADDR wants the start of a map, as its
 * header says.
 */
#include <poll.h>
#include <sys/uio.h>
#include <sys/wait.h>

#include <xen/xen.h>
#include <xen/evtchn.h>
#include <xen/features.h>

#include "tap.h"
#include "touch.h"
#include "grants.h"

#define RW	(PROT_READ | PROT_WRITE)
#define ALLOC	"/dev/xen/gntalloc"
#define DEVICE	"/dev/xen/gntdev"

static int fd, alloc_fd;
static int peer;		/* who granted @refs */
static bool direct;		/* devices know this domain's memory by its addresses */
static unsigned int refs[MOST], read_ref;
static long pages;	/* offset of 8 granted pages */
static long read_page;	/* of one that may only be read */
static char *mine;	/* where they are */
static bool pv;		/* this domain, or translated */

static void test_map(void)
{
	struct ioctl_gntdev_get_offset_for_vaddr get = { };
	long at = name_of(fd, peer, 4, refs);
	char *p, *q, text[8];
	struct iovec to = { text, 8 }, from;

	ok(at == 0, "the first map is at offset 0");
	p = show(fd, at, 4, RW);
	if (!ok(p, "it can be mapped"))
		return;
	strcpy(mine + PAGE, "there");
	ok(!strcmp(p + PAGE, "there"), "what is written to the page is seen in the map");
	strcpy(p + 3 * PAGE, "back");
	ok(!strcmp(mine + 3 * PAGE, "back"), "and the other way round");
	from.iov_base = p + PAGE;
	from.iov_len = 8;
	if (direct && is_ours("xen_gntdev"))
		ok(process_vm_readv(getpid(), &to, 1, &from, 1, 0) < 0 && errno == EFAULT,
		   "the kernel does no I/O on the map");
	else
		ok(process_vm_readv(getpid(), &to, 1, &from, 1, 0) == 8 && !strcmp(text, "there"),
		   "the kernel finds the page behind the map");
	get.vaddr = (unsigned long)p;
	ok(!ioctl(fd, IOCTL_GNTDEV_GET_OFFSET_FOR_VADDR, &get) && (long)get.offset == at &&
	   get.count == 4, "its offset, from its address");
	get.vaddr = (unsigned long)p + PAGE;
	if (is_ours("xen_gntdev"))
		fails(ioctl(fd, IOCTL_GNTDEV_GET_OFFSET_FOR_VADDR, &get), EINVAL,
		      "an address that is not its start");
	else
		skip(1, "the kernel's own takes any address inside");
	get.vaddr = (unsigned long)mine;
	fails(ioctl(fd, IOCTL_GNTDEV_GET_OFFSET_FOR_VADDR, &get), EINVAL,
	      "an address of something else");
	q = show(fd, at, 4, RW);
	ok(pv ? !q : q && !strcmp(q + PAGE, "there") && !munmap(q, 4 * PAGE),
	   pv ? "it can't be mapped twice" : "it can be mapped twice");
	ok(!munmap(p, 4 * PAGE), "unmapped");
	if (is_ours("xen_gntdev")) {
		p = show(fd, at, 4, RW);
		ok(p && !strcmp(p + PAGE, "there"), "mapped again");
	} else {
		skip(1, "the kernel's own maps once");
		unname(fd, at, 4);
		at = name_of(fd, peer, 4, refs);
		p = show(fd, at, 4, RW);
	}
	ok(!munmap(p, PAGE) && !strcmp(p + PAGE, "there"), "a part is unmapped");
	ok(touch(p, false) == SIGSEGV, "that part is gone");
	munmap(p + PAGE, 3 * PAGE);
	ok(!unname(fd, at, 4), "given up");
	fails(unname(fd, at, 4), ENOENT, "given up twice");
	ok(!show(fd, at, 4, RW) && errno == EINVAL, "then it can't be mapped");
}

static void test_protection(void)
{
	long at = name_of(fd, peer, 1, refs);
	char *p = show(fd, at, 1, PROT_READ);

	ok(p && !touch(p, false), "a map to read");
	ok(touch(p, true) == SIGSEGV, "it can't be written");
	if (is_ours("xen_gntdev") || !pv)
		fails(mprotect(p, PAGE, RW), EACCES, "nor made writable");
	else
		skip(1, "the kernel's own lets it");
	munmap(p, PAGE);
	unname(fd, at, 1);

	at = name_of(fd, peer, 1, &read_ref);
	ok(!show(fd, at, 1, RW) && errno == EINVAL, "a read-only grant can't be mapped to write");
	unname(fd, at, 1);
	at = name_of(fd, peer, 1, &read_ref);
	p = show(fd, at, 1, PROT_READ);
	ok(p && !touch(p, false), "but to read");
	munmap(p, PAGE);
	unname(fd, at, 1);
}

static void test_bad(void)
{
	unsigned int some[4] = { refs[0], refs[1], 0xfffff, refs[2] };
	struct ioctl_gntdev_set_max_grants max = { 4 };
	long at;

	fails(ioctl(fd, _IO('G', 99)), ENOTTY, "unknown ioctl");
	fails(ioctl(fd, _IOC(_IOC_NONE, 'G', 0, 4), &at), ENOTTY, "known ioctl, wrong size");
	fails(ioctl(fd, IOCTL_GNTDEV_MAP_GRANT_REF, 8), EFAULT, "map, bad address");
	fails(ioctl(fd, IOCTL_GNTDEV_UNMAP_GRANT_REF, 8), EFAULT, "unmap, bad address");
	fails(ioctl(fd, IOCTL_GNTDEV_GET_OFFSET_FOR_VADDR, 8), EFAULT, "offset, bad address");
	fails(ioctl(fd, IOCTL_GNTDEV_SET_UNMAP_NOTIFY, 8), EFAULT, "notify, bad address");
	fails(ioctl(fd, IOCTL_GNTDEV_GRANT_COPY, 8), EFAULT, "copy, bad address");
	fails(name_of(fd, self, 0, refs), EINVAL, "no grants");
	fails(name_of(fd, self, 1 << 20, refs), EINVAL, "more grants than the limit");
	fails(unname(fd, 1000 * PAGE, 1), ENOENT, "give up what is not there");
	at = name_of(fd, peer, 2, refs);
	fails(unname(fd, at, 1), ENOENT, "give up a part");
	ok(!show(fd, at, 1, RW) && errno == EINVAL, "map a part");
	ok(mmap(NULL, 2 * PAGE, RW, MAP_PRIVATE, fd, at) == MAP_FAILED && errno == EINVAL,
	   "a private mapping");
	fails(map_notify(fd, at, 4, 0), EINVAL, "notify: unknown action");
	fails(map_notify(fd, at + 1000 * PAGE, 1, 0), ENOENT, "notify for what is not there");
	fails(map_notify(fd, at, UNMAP_NOTIFY_SEND_EVENT, 1000), EINVAL, "notify: no such event");
	unname(fd, at, 2);
	at = name_of(fd, peer, 4, some);
	ok(!show(fd, at, 4, RW) && errno == EINVAL, "one of the grants is not there");
	unname(fd, at, 4);
	at = name_of(fd, 999, 1, refs);
	ok(!show(fd, at, 1, RW) && errno == EINVAL, "the domain is not there");
	unname(fd, at, 1);
	fails(ioctl(fd, IOCTL_GNTDEV_SET_MAX_GRANTS, &max), is_ours("xen_gntdev") ? EBUSY : ENOTTY,
	      "the most that may be mapped can't be set now");
}

static void test_max(void)
{
	int other = open_device(DEVICE);
	struct ioctl_gntdev_set_max_grants max = { 4 };
	long at;

	if (!is_ours("xen_gntdev")) {
		skip(3, "the kernel's own has no SET_MAX_GRANTS");
	} else {
		ok(!ioctl(other, IOCTL_GNTDEV_SET_MAX_GRANTS, &max), "at the most 4 grants");
		at = name_of(other, peer, 3, refs);
		fails(name_of(other, peer, 2, refs), ENOSPC, "3 and 2 are too many");
		ok(!unname(other, at, 3) && name_of(other, peer, 4, refs) >= 0, "4 alone are not");
	}
	close(other);
}

static void test_notify(void)
{
	struct ioctl_evtchn_bind_unbound_port unbound = { self };
	struct ioctl_evtchn_bind_interdomain bind = { self, 0 };
	int ev = open("/dev/xen/evtchn", O_RDWR | O_NONBLOCK | O_CLOEXEC);
	struct pollfd poller = { .fd = ev, .events = POLLIN };
	unsigned int a, b, got = 0;
	long at = name_of(fd, peer, 2, refs), page;
	unsigned int ref;
	char *p = show(fd, at, 2, RW);

	a = ioctl(ev, IOCTL_EVTCHN_BIND_UNBOUND_PORT, &unbound);
	bind.remote_port = a;
	b = ioctl(ev, IOCTL_EVTCHN_BIND_INTERDOMAIN, &bind);
	while (poll(&poller, 1, 100) == 1 && read(ev, &got, 4) == 4)
		;	/* a new port starts with an event */
	ok(!map_notify(fd, at + PAGE + 5, UNMAP_NOTIFY_CLEAR_BYTE | UNMAP_NOTIFY_SEND_EVENT, b),
	   "ask for a byte to be cleared and an event");
	memset(p, 7, 2 * PAGE);
	munmap(p, 2 * PAGE);
	ok(mine[PAGE + 5] == 0 && mine[PAGE + 4] == 7 && mine[PAGE + 6] == 7 && mine[5] == 7,
	   "unmapping clears the byte");
	unname(fd, at, 2);
	ok(poll(&poller, 1, 500) == 1 && read(ev, &got, 4) == 4 && got == a, "and sends an event");
	if (write(ev, &got, 4) != 4)
		ok(false, "give back");

	page = grant(alloc_fd, self, 1, 1, &ref);
	p = show(alloc_fd, page, 1, RW);
	memset(p, 7, PAGE);
	ok(!grant_notify(alloc_fd, page + 9, UNMAP_NOTIFY_CLEAR_BYTE | UNMAP_NOTIFY_SEND_EVENT, b),
	   "the same of gntalloc");
	ungrant(alloc_fd, page, 1);
	ok(!poll(&poller, 1, 50) && p[9] == 7, "not while it is mapped");
	munmap(p, PAGE);
	ok(poll(&poller, 1, 500) == 1 && read(ev, &got, 4) == 4 && got == a, "then it comes");
	close(ev);
}

static void test_copy(void)
{
	static char local[3 * PAGE] __attribute__((aligned(4096)));
	struct gntdev_grant_copy_segment s[2];
	struct ioctl_gntdev_grant_copy copy = { 1, s };
	char *edge;

	memset(mine, 0, PAGE);
	memset(local, 3, sizeof(local));
	memset(s, 0, sizeof(s));
	s[0].source.virt = local + PAGE - 100;
	s[0].dest.foreign.ref = refs[0];
	s[0].dest.foreign.domid = peer;
	s[0].dest.foreign.offset = 50;
	s[0].len = 300;
	s[0].flags = GNTCOPY_dest_gref;
	ok(!ioctl(fd, IOCTL_GNTDEV_GRANT_COPY, &copy) && s[0].status == GNTST_okay &&
	   !mine[49] && mine[50] == 3 && mine[349] == 3 && !mine[350],
	   "from memory that crosses a page to a grant");
	memset(mine + PAGE, 9, PAGE);
	s[1].source.foreign.ref = refs[1];
	s[1].source.foreign.domid = peer;
	s[1].dest.virt = local + 10;
	s[1].len = 4096;
	s[1].flags = GNTCOPY_source_gref;
	copy.count = 2;
	ok(!ioctl(fd, IOCTL_GNTDEV_GRANT_COPY, &copy) && s[1].status == GNTST_okay &&
	   local[9] == 3 && local[10] == 9 && local[4105] == 9 && local[4106] == 3,
	   "from a grant to memory, second of two");
	s[0].source.foreign.ref = refs[1];
	s[0].source.foreign.offset = 0;
	s[0].source.foreign.domid = peer;
	s[0].flags = GNTCOPY_source_gref | GNTCOPY_dest_gref;
	ok(!ioctl(fd, IOCTL_GNTDEV_GRANT_COPY, &copy) && s[0].status == GNTST_okay &&
	   mine[50] == 9 && mine[349] == 9, "from a grant to a grant");
	s[0].source.foreign.ref = 0xfffff;
	ok(!ioctl(fd, IOCTL_GNTDEV_GRANT_COPY, &copy) && s[0].status == GNTST_bad_gntref &&
	   s[1].status == GNTST_okay, "a grant that is not there: only its status tells");
	s[0].flags = 0;
	fails(ioctl(fd, IOCTL_GNTDEV_GRANT_COPY, &copy), EINVAL, "both sides in memory");
	s[0].flags = GNTCOPY_dest_gref;
	s[0].source.virt = local;
	s[0].len = 4096;
	fails(ioctl(fd, IOCTL_GNTDEV_GRANT_COPY, &copy), EINVAL, "past the end of a page");
	s[0].len = 100;
	s[0].source.virt = (void *)8;
	fails(ioctl(fd, IOCTL_GNTDEV_GRANT_COPY, &copy), EFAULT, "memory that is not there");
	s[0].source.virt = local;
	edge = mmap(NULL, 2 * PAGE, RW, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	munmap(edge + PAGE, PAGE);
	copy.count = 3;
	copy.segments = memcpy(edge + PAGE - sizeof(s), s, sizeof(s));
	fails(ioctl(fd, IOCTL_GNTDEV_GRANT_COPY, &copy), EFAULT, "segments that end nowhere");
	copy.count = 0;
	ok(!ioctl(fd, IOCTL_GNTDEV_GRANT_COPY, &copy), "nothing to copy");
}

static int export_buf(unsigned int flags, unsigned int count, const unsigned int *from)
{
	char buf[sizeof(struct ioctl_gntdev_dmabuf_exp_from_refs) + 4 * MOST] = { };
	struct ioctl_gntdev_dmabuf_exp_from_refs *op = (void *)buf;

	op->flags = flags;
	op->count = count;
	op->domid = peer;
	memcpy(op->refs, from, 4 * (count < MOST ? count : MOST));
	return ioctl(fd, IOCTL_GNTDEV_DMABUF_EXP_FROM_REFS, op) ? -1 : (int)op->fd;
}

static int import_buf(int buf_fd, unsigned int count, unsigned int reserved, unsigned int *to)
{
	char buf[sizeof(struct ioctl_gntdev_dmabuf_imp_to_refs) + 4 * MOST] = { };
	struct ioctl_gntdev_dmabuf_imp_to_refs *op = (void *)buf;

	op->fd = buf_fd;
	op->count = count;
	op->domid = self;
	op->reserved = reserved;
	if (ioctl(fd, IOCTL_GNTDEV_DMABUF_IMP_TO_REFS, op))
		return -1;
	memcpy(to, op->refs, 4 * count);
	return 0;
}

static int wait_buf(int buf_fd, unsigned int ms)
{
	struct ioctl_gntdev_dmabuf_exp_wait_released op = { buf_fd, ms };

	return ioctl(fd, IOCTL_GNTDEV_DMABUF_EXP_WAIT_RELEASED, &op);
}

static int release_buf(int buf_fd)
{
	struct ioctl_gntdev_dmabuf_imp_release op = { buf_fd, 0 };

	return ioctl(fd, IOCTL_GNTDEV_DMABUF_IMP_RELEASE, &op);
}

/* Grants become a buffer, the buffer grants, and these a map: the same memory. */
static void test_dmabuf(void)
{
	unsigned int again[4], bad[2] = { refs[0], 0xfffff };
	int buf, child, status;
	long at;
	char *p;

	if (!is_ours("xen_gntdev")) {
		skip(18, "the kernel's own has no DMA buffers in Debian's configuration");
		return;
	}
	fails(export_buf(4, 1, refs), EINVAL, "export: unknown flag");
	fails(export_buf(GNTDEV_DMA_FLAG_WC, 1, refs), EOPNOTSUPP, "export: memory for devices");
	if (direct) {
		fails(export_buf(0, 1, refs), EOPNOTSUPP, "export: devices would miss it");
		skip(15, "no buffers where memory is direct-mapped");
		return;
	}
	fails(export_buf(0, 0, refs), EINVAL, "export: no grants");
	fails(export_buf(0, 2, bad), EINVAL, "export: one of the grants is not there");
	buf = export_buf(0, 3, refs);
	if (!ok(buf >= 0, "export 3 grants as a buffer")) {
		skip(13, "no buffer");
		return;
	}
	fails(wait_buf(buf, 10), ETIMEDOUT, "it is not released");
	fails(wait_buf(999, 10), ENOENT, "wait for what is no buffer");
	fails(import_buf(buf, 2, 0, again), EINVAL, "import: not its size");
	fails(import_buf(buf, 3, 1, again), EINVAL, "import: reserved field");
	fails(import_buf(fd, 3, 0, again), EINVAL, "import: not a buffer");
	fails(import_buf(999, 3, 0, again), EBADF, "import: no descriptor");
	ok(!import_buf(buf, 3, 0, again), "import it: 3 other grants");
	strcpy(mine + 2 * PAGE, "through");
	if (peer == self) {
		at = name_of(fd, self, 3, again);
		p = show(fd, at, 3, RW);
		ok(p && !strcmp(p + 2 * PAGE, "through"), "they are the same memory");
		fails(release_buf(buf), EBUSY, "release: still in use");
		munmap(p, 3 * PAGE);
		unname(fd, at, 3);
	} else {
		skip(2, "nobody here can map them");
	}
	ok(!release_buf(buf), "release");
	fails(release_buf(buf), ENOENT, "release again");
	child = fork();
	if (!child) {
		usleep(200000);
		_exit(0);	/* closes its copy of the descriptor */
	}
	close(buf);
	ok(!wait_buf(buf, 2000), "wait until everybody has closed it");
	waitpid(child, &status, 0);
	fails(wait_buf(buf, 0), ENOENT, "then it is known no more");
}

static void test_fork(void)
{
	long at = name_of(fd, peer, 2, refs);
	char *p = show(fd, at, 2, RW);
	int status;

	if (!fork())
		_exit(touch(p, false) != (pv ? SIGSEGV : 0));
	wait(&status);
	ok(!status, pv ? "a child does not have the map" : "a child has the map, too");
	ok(!touch(p, true), "its parent still has");
	if (!fork()) {
		long own = name_of(fd, peer, 4, refs + 2);

		if (!show(fd, own, 4, RW))
			_exit(1);
		execl("/bin/true", "true", NULL);
		_exit(2);
	}
	wait(&status);
	ok(!status, "exec with a map");
	close(fd);
	ok(!touch(p, true), "the map outlives the file");
	munmap(p, 2 * PAGE);
	fd = open_device(DEVICE);
}

static void set_limit(int limit)
{
	set_parameter("xen_gntalloc", "limit", limit);
}

/* A child maps eight grants and leaves them behind, each time in another way. */
static bool leave_behind(int i, const unsigned int *eight)
{
	int status;

	if (!fork()) {
		long at = name_of(fd, peer, 8, eight);
		char *p = show(fd, at, 8, RW);

		if (p && i % 4 == 0)
			_exit(touch(p, true));
		if (p && i % 4 == 1)
			kill(getpid(), SIGKILL);
		if (p && i % 4 == 2)
			_exit(munmap(p + PAGE, 3 * PAGE) || unname(fd, at, 8));
		if (p && direct)
			_exit(!madvise(p, 8 * PAGE, MADV_DONTNEED));
		_exit(!p || madvise(p, 8 * PAGE, MADV_DONTNEED) || touch(p, true) != SIGBUS);
	}
	wait(&status);
	return !status || i % 4 == 1;
}

static void test_leaks(void)
{
	unsigned int eight[8];
	long at, given;
	int i;
	char *p;

	munmap(mine, 8 * PAGE);
	if (peer != self) {
		for (i = 0; i < 60 && leave_behind(i, refs); i++)
			;
		ok(i == 60, "maps are left behind, however a process ends (%d)", i);
		skip(3, "the lender looks whether one is left");
		return;
	}
	ungrant(alloc_fd, pages, 8);
	ungrant(alloc_fd, read_page, 1);
	set_limit(8);
	for (i = 0; i < 60; i++) {
		given = grant(alloc_fd, self, 1, 8, eight);
		if (given < 0 || !leave_behind(i, eight))
			break;
		ungrant(alloc_fd, given, 8);
	}
	ok(i == 60, "no grant is left mapped, however a process ends (%d)", i);

	given = grant(alloc_fd, self, 1, 8, eight);
	at = name_of(fd, self, 8, eight);
	p = show(fd, at, 8, RW);
	ok(!touch(p + PAGE, true) && !ungrant(alloc_fd, given, 8) && !touch(p + PAGE, true),
	   "what is given up stays as long as the other side has it");
	if (is_ours("xen_gntalloc"))
		fails(grant(alloc_fd, self, 1, 1, eight), ENOSPC, "and counts towards the limit");
	else
		skip(1, "the kernel's own does not count it");
	munmap(p, 8 * PAGE);
	given = grant(alloc_fd, self, 1, 8, eight);
	ok(given >= 0 && !ungrant(alloc_fd, given, 8), "when that lets go, all is back");
	unname(fd, at, 8);
	set_limit(1024);
}

/* Pages of dom0, mapped a first time. */
static void borrow(void)
{
	FILE *f = popen("xenstore-read data/refs 2>/dev/null", "r");
	int n = 0, lent = open_device(DEVICE);

	peer = 0;
	while (f && n < 9 && fscanf(f, "%u", &refs[n]) == 1)
		n++;
	if (f)
		pclose(f);
	pages = n == 9 ? name_of(lent, peer, 8, refs) : -1;
	read_ref = refs[8];
	mine = show(lent, pages, 8, RW);
}

static void make_pages(void)
{
	peer = self;
	pages = grant(alloc_fd, self, GNTALLOC_FLAG_WRITABLE, 8, refs);
	mine = show(alloc_fd, pages, 8, RW);
	read_page = grant(alloc_fd, self, 0, 1, &read_ref);
	if (read_page < 0)
		pages = -1;
}

static bool memory_is_direct(void)
{
	FILE *f = fopen("/sys/hypervisor/properties/features", "r");
	unsigned int features = 0;

	if (f) {
		if (fscanf(f, "%x", &features) != 1)
			features = 0;
		fclose(f);
	}
	return features & 1 << XENFEAT_direct_mapped;
}

int main(void)
{
	self = own_domid();
	pv = lines_with("/sys/hypervisor/guest_type", "PV\n");
	direct = !pv && memory_is_direct();
	fd = open_device(DEVICE);
	alloc_fd = open_device(ALLOC);
	if (fd < 0 && errno == ENOENT)
		skip_all("no " DEVICE);
	touch_init();
	begin();
	ok(fd >= 0 && alloc_fd >= 0, "open");
	if (pv || direct)
		make_pages();
	else
		borrow();
	if (!ok(pages >= 0 && mine, "pages to map"))
		return finish();
	test_map();
	test_protection();
	test_bad();
	test_max();
	test_notify();
	test_copy();
	test_dmabuf();
	test_fork();
	test_leaks();
	return finish();
}
