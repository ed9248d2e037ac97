// SPDX-License-Identifier: GPL-2.0-only
/*
 * evtchn_test: /dev/xen/evtchn, each ioctl, good and bad, and the ring.
 *
 * Both ends of each channel are in dom0: an unbound port for domain 0 and an interdomain
 * one bound to it. What is sent on one end is read at the other. The kernel's own driver
 * answers ENOSYS to an unknown ioctl and has no limit of ports; all else is the same.
 */
#include <fcntl.h>
#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include <xen/xen.h>
#include <xen/evtchn.h>

#include "tap.h"

#define DEVICE	"/dev/xen/evtchn"
#define MANY	300

struct channel {
	int a, b;	/* ports: a event sent on b is read at a, and the other way round */
};

/* An address where nothing is, which the compiler must not know. */
#define BAD	((void *)bad_address)
static volatile unsigned long bad_address = 8;

static int fd;

static int open_device(int flags)
{
	return open(DEVICE, O_RDWR | O_CLOEXEC | flags);
}

static int unbound(int to_fd, unsigned int domid)
{
	struct ioctl_evtchn_bind_unbound_port bind = { .remote_domain = domid };

	return ioctl(to_fd, IOCTL_EVTCHN_BIND_UNBOUND_PORT, &bind);
}

static int interdomain(int to_fd, unsigned int domid, unsigned int port)
{
	struct ioctl_evtchn_bind_interdomain bind = { domid, port };

	return ioctl(to_fd, IOCTL_EVTCHN_BIND_INTERDOMAIN, &bind);
}

static int virq(int to_fd, unsigned int number)
{
	struct ioctl_evtchn_bind_virq bind = { number };

	return ioctl(to_fd, IOCTL_EVTCHN_BIND_VIRQ, &bind);
}

static int unbind(int of_fd, unsigned int port)
{
	struct ioctl_evtchn_unbind unbind = { port };

	return ioctl(of_fd, IOCTL_EVTCHN_UNBIND, &unbind);
}

static int notify(int of_fd, unsigned int port)
{
	struct ioctl_evtchn_notify notify = { port };

	return ioctl(of_fd, IOCTL_EVTCHN_NOTIFY, &notify);
}

static int restrict_to(int of_fd, unsigned int domid)
{
	struct ioctl_evtchn_restrict_domid restriction = { domid };

	return ioctl(of_fd, IOCTL_EVTCHN_RESTRICT_DOMID, &restriction);
}

static bool readable(int of_fd, int ms)
{
	struct pollfd p = { .fd = of_fd, .events = POLLIN | POLLOUT };

	poll(&p, 1, 0);
	p.events = POLLIN;
	return poll(&p, 1, ms) == 1 && p.revents & POLLIN;
}

/* The next port, or -1 when there is none within a second. */
static int next(int of_fd)
{
	unsigned int port;

	return readable(of_fd, 1000) && read(of_fd, &port, 4) == 4 ? (int)port : -1;
}

static bool give_back(int to_fd, unsigned int port)
{
	return write(to_fd, &port, 4) == 4;
}

/* A new interdomain port starts with an event: it may have missed one. */
static bool connect(int of_fd, struct channel *c)
{
	c->a = unbound(of_fd, self);
	c->b = c->a < 0 ? -1 : interdomain(of_fd, self, c->a);
	return c->a >= 0 && c->b >= 0 && next(of_fd) == c->b && give_back(of_fd, c->b);
}

static void test_send(void)
{
	struct pollfd p = { .events = POLLIN | POLLOUT | POLLERR };
	struct channel c;
	unsigned int word;

	ok(connect(fd, &c), "a channel with both ends here");
	ok(!readable(fd, 0), "nothing has been sent");
	fails(read(fd, &word, 4), EAGAIN, "a read that must not wait");
	ok(read(fd, &word, 3) == 0, "a read of less than a number is empty");
	ok(write(fd, &word, 3) == 0, "a write of less than a number, too");
	p.fd = fd;
	poll(&p, 1, 0);
	ok(p.revents == POLLOUT, "poll: only writable");
	ok(!notify(fd, c.b) && next(fd) == c.a, "what is sent on one end is read at the other");
	ok(notify(fd, c.b) == 0 && !readable(fd, 50), "the next waits until the port is back");
	ok(give_back(fd, c.a) && next(fd) == c.a, "it comes when the port is given back");
	ok(give_back(fd, c.a) && !readable(fd, 50), "nothing more is there");
	ok(give_back(fd, c.a) && !readable(fd, 50), "giving back twice does nothing");
	ok(notify(fd, c.a) == 0 && next(fd) == c.b && give_back(fd, c.b), "the other direction");
	ok(give_back(fd, 4000) && give_back(fd, ~0u), "ports of others in a write are passed over");
	fails(read(fd, BAD, 4), EAGAIN, "nothing to read comes before a bad address");
	fails(write(fd, BAD, 4), EFAULT, "write from a bad address");
	ok(unbind(fd, c.b) == 0 && unbind(fd, c.a) == 0, "both are unbound");
}

static void test_bad(void)
{
	int other = open_device(O_NONBLOCK), port = unbound(fd, self), got;
	int unknown = is_ours("xen_evtchn") ? ENOTTY : ENOSYS;

	fails(ioctl(fd, _IO('E', 99)), unknown, "unknown ioctl");
	fails(ioctl(fd, _IOC(_IOC_NONE, 'E', 0, 8), &got), unknown, "known ioctl, wrong size");
	fails(ioctl(fd, IOCTL_EVTCHN_BIND_VIRQ, 8), EFAULT, "bind virq, bad address");
	fails(ioctl(fd, IOCTL_EVTCHN_BIND_INTERDOMAIN, 8), EFAULT, "bind interdomain, bad address");
	fails(ioctl(fd, IOCTL_EVTCHN_BIND_UNBOUND_PORT, 8), EFAULT, "bind unbound, bad address");
	fails(ioctl(fd, IOCTL_EVTCHN_UNBIND, 8), EFAULT, "unbind, bad address");
	fails(ioctl(fd, IOCTL_EVTCHN_NOTIFY, 8), EFAULT, "notify, bad address");
	fails(ioctl(fd, IOCTL_EVTCHN_RESTRICT_DOMID, 8), EFAULT, "restrict, bad address");
	fails(unbind(fd, 1 << 20), EINVAL, "unbind: no such port can be");
	fails(unbind(fd, 1000), ENOTCONN, "unbind: not bound");
	fails(unbind(other, port), ENOTCONN, "unbind: bound by another file");
	fails(notify(fd, 1 << 20), ENOTCONN, "notify: no such port can be");
	fails(notify(other, port), ENOTCONN, "notify: bound by another file");
	fails(interdomain(fd, self, 4000), EINVAL, "bind to a port that is not there");
	fails(interdomain(fd, 999, 1), ESRCH, "bind to a domain that is not there");
	got = unbound(fd, 999);
	ok(got > 0 && !unbind(fd, got), "a port for a domain that is not there yet");
	fails(virq(fd, 200), EINVAL, "virq that can't be");
	fails(lseek(fd, 0, SEEK_SET), ESPIPE, "seek");
	ok(mmap(NULL, 4096, PROT_READ, MAP_SHARED, fd, 0) == MAP_FAILED && errno == ENODEV, "mmap");
	unbind(fd, port);
	close(other);
}

static void test_virq(void)
{
	int port;

	if (self) {
		skip(4, "dom0's only");
		return;
	}
	port = virq(fd, VIRQ_TBUF);
	ok(port > 0, "bind a virtual interrupt");
	fails(virq(fd, VIRQ_TBUF), EEXIST, "it can be bound once");
	ok(unbind(fd, port) == 0, "unbind it");
	port = virq(fd, VIRQ_TBUF);
	ok(port > 0 && unbind(fd, port) == 0, "bind it again");
}

static void test_restrict(void)
{
	int other = open_device(O_NONBLOCK);
	struct channel c;

	connect(other, &c);
	fails(restrict_to(other, 0), EINVAL, "restrict to domain 0");
	fails(restrict_to(other, DOMID_SELF), EINVAL, "restrict to DOMID_SELF");
	ok(restrict_to(other, 999) == 0, "restrict to a domain");
	fails(restrict_to(other, 999), EACCES, "restrict again");
	fails(virq(other, VIRQ_TBUF), EACCES, "restricted: no virtual interrupts");
	fails(unbound(other, 999), EACCES, "restricted: no unbound ports");
	fails(interdomain(other, self, 1), EACCES, "restricted: no peer in another domain");
	fails(interdomain(other, 999, 1), ESRCH, "restricted: that domain is let through");
	ok(notify(other, c.b) == 0 && next(other) == c.a, "what was bound before still works");
	close(other);
}

/* An event that was sent has been handled on a CPU, if it was for it, when we have run there. */
static void visit_cpus(void)
{
	cpu_set_t all, one;
	int cpu;

	sched_getaffinity(0, sizeof(all), &all);
	for (cpu = 0; cpu < CPU_SETSIZE; cpu++) {
		if (!CPU_ISSET(cpu, &all))
			continue;
		CPU_ZERO(&one);
		CPU_SET(cpu, &one);
		sched_setaffinity(0, sizeof(one), &one);
	}
	sched_setaffinity(0, sizeof(all), &all);
}

static void test_many(void)
{
	static unsigned int ports[2 * MANY];
	struct channel c[MANY];
	int i, n = 0, got, twice = 0, seen[4096] = { 0 };

	for (i = 0; i < MANY && connect(fd, &c[i]); i++)
		;
	ok(i == MANY, "%d channels", MANY);
	for (i = 0; i < MANY; i++)
		notify(fd, c[i].b);
	while (n < MANY && readable(fd, 200)) {
		got = read(fd, ports + n, sizeof(ports) - 4 * n);
		n += got / 4;
	}
	for (i = 0; i < n; i++)
		twice += seen[ports[i]]++;
	ok(n == MANY && !twice, "each event arrives once: %d, twice %d", n, twice);
	ok(write(fd, ports, 4 * n) == 4 * n, "all given back in one write");
	for (i = 0; i < MANY; i++)
		notify(fd, c[i].b);
	visit_cpus();
	ok(ioctl(fd, IOCTL_EVTCHN_RESET) == 0 && !readable(fd, 0), "reset empties the ring");
	ok(write(fd, ports, 4 * n) == 4 * n && !readable(fd, 50), "and loses what was in it");
	notify(fd, c[5].b);
	ok(next(fd) == c[5].a, "the next event comes");
	for (i = 0, n = 0; i < MANY; i++)
		n += unbind(fd, c[i].b) == 0 && unbind(fd, c[i].a) == 0;
	ok(n == MANY, "all unbound");
}

static void test_overflow(void)
{
	int other = open_device(O_NONBLOCK), i;
	struct pollfd p = { .fd = other, .events = POLLIN };
	struct channel c;
	unsigned int word;

	for (i = 0; i < 2000; i++) {
		connect(other, &c);
		notify(other, c.b);
		/* Another CPU may take the event; unbound before that, it is lost. */
		usleep(1000);
		unbind(other, c.a);
		unbind(other, c.b);
		if (poll(&p, 1, 0) == 1 && p.revents & POLLERR)
			break;
	}
	ok(i < 2000, "ports unbound with an event unread fill the ring (%d)", i);
	fails(read(other, &word, 4), EFBIG, "then a read says so");
	ok(ioctl(other, IOCTL_EVTCHN_RESET) == 0, "reset");
	connect(other, &c);
	ok(notify(other, c.b) == 0 && next(other) == c.a, "then it works again");
	close(other);
}

static volatile int signals;

static void on_signal(int number)
{
	signals++;
}

static void test_waiting(void)
{
	struct sigaction action = { .sa_handler = on_signal };
	int other = open_device(0), child, status;
	struct channel c;
	unsigned int word = 0;

	connect(other, &c);
	child = fork();
	if (!child) {
		usleep(100000);
		_exit(notify(other, c.b) != 0);
	}
	ok(read(other, &word, 4) == 4 && (int)word == c.a, "a read waits for an event");
	ok(waitpid(child, &status, 0) == child && !status, "a child notifies through this file");
	give_back(other, c.a);

	sigaction(SIGALRM, &action, NULL);
	alarm(1);
	fails(read(other, &word, 4), EINTR, "a signal ends the waiting");
	sigaction(SIGIO, &action, NULL);
	fcntl(other, F_SETOWN, getpid());
	fcntl(other, F_SETFL, O_ASYNC | O_NONBLOCK);
	signals = 0;
	notify(other, c.b);
	usleep(50000);
	ok(signals == 1, "SIGIO at an event");
	fcntl(other, F_SETFL, O_NONBLOCK);

	child = fork();
	if (!child) {
		usleep(100000);
		_exit(next(other) != c.a || !give_back(other, c.a) || notify(other, c.b) ||
		      next(other) != c.a);
	}
	close(other);
	ok(waitpid(child, &status, 0) == child && !status,
	   "ports live as long as one process has the file");
}

static void set_limit(unsigned int ports)
{
	set_parameter("xen_evtchn", "max_ports", ports);
}

/* A port more than a file may have; another file is not concerned. */
static void test_limit(void)
{
	int one = open_device(O_NONBLOCK), other = open_device(O_NONBLOCK), ports[3], i;

	if (!is_ours("xen_evtchn")) {
		skip(4, "the kernel's own driver has no limit");
		return;
	}
	set_limit(3);
	for (i = 0; i < 3; i++)
		ports[i] = unbound(one, self);
	ok(ports[0] > 0 && ports[1] > 0 && ports[2] > 0, "as many ports as a file may have");
	fails(unbound(one, self), ENOSPC, "one more");
	ok(unbound(other, self) > 0, "a port of another file");
	ok(unbind(one, ports[1]) == 0 && unbound(one, self) > 0,
	   "one more where one was given back");
	set_limit(65536);
	close(one);
	close(other);
}

int main(void)
{
	int before;

	self = own_domid();
	fd = open_device(O_NONBLOCK);
	if (fd < 0 && errno == ENOENT)
		skip_all("no " DEVICE);
	begin();
	ok(fd >= 0, "open");
	before = lines_with("/proc/interrupts", "evtchn:");
	test_send();
	test_bad();
	test_virq();
	test_restrict();
	test_many();
	test_overflow();
	test_limit();
	test_waiting();
	close(fd);
	ok(lines_with("/proc/interrupts", "evtchn:") == before, "no interrupt is left");
	return finish();
}
