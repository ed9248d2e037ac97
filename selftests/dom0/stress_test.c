// SPDX-License-Identifier: GPL-2.0-only
/*
 * stress_test: many threads do everything at once to few objects of the devices.
 *
 * What single calls answer is left open: ports vanish under those who notify, maps under
 * those who read. Wanted is that the kernel complains of nothing (the launcher looks), that
 * what a thread reads from memory it has mapped is right, and that nothing is left.
 * The seed is printed; `stress_test SECONDS SEED` repeats the choices, not the timing.
 */
#include <poll.h>
#include <pthread.h>
#include <setjmp.h>
#include <signal.h>
#include <sys/wait.h>
#include <time.h>

#include <xen/xen.h>
#include <xen/evtchn.h>

#include "tap.h"
#include "grants.h"

#define RW	(PROT_READ | PROT_WRITE)
#define PORTS	16
#define SLOTS	8

static volatile bool stop;
static int ev, dev, alloc_fd;
static volatile unsigned int ports[PORTS];
static volatile long maps[SLOTS];	/* offsets of maps of 2 pages */
static char *volatile shown[SLOTS];
static unsigned int refs[2];
static unsigned long done[6];
static bool wrong;
static __thread sigjmp_buf back;

static void on_fault(int number)
{
	siglongjmp(back, number);
}

static unsigned int pick(unsigned int *seed, unsigned int n)
{
	*seed = *seed * 1103515245 + 12345;
	return (*seed >> 16) % n;
}

static int swap_port(unsigned int slot, int port)
{
	return __atomic_exchange_n(&ports[slot], port, __ATOMIC_SEQ_CST);
}

static void *events(void *arg)
{
	unsigned int seed = (unsigned long)arg, some[8], *port;
	struct ioctl_evtchn_bind_interdomain bind;
	struct ioctl_evtchn_bind_unbound_port unbound;
	int got;

	while (!stop) {
		port = (unsigned int *)&ports[pick(&seed, PORTS)];
		switch (pick(&seed, 8)) {
		case 0:
			unbound.remote_domain = self;
			got = ioctl(ev, IOCTL_EVTCHN_BIND_UNBOUND_PORT, &unbound);
			if (got > 0)
				got = swap_port(pick(&seed, PORTS), got);
			if (got > 0)
				ioctl(ev, IOCTL_EVTCHN_UNBIND, &got);
			break;
		case 1:
			bind.remote_domain = self;
			bind.remote_port = *port;
			got = ioctl(ev, IOCTL_EVTCHN_BIND_INTERDOMAIN, &bind);
			if (got > 0)
				got = swap_port(pick(&seed, PORTS), got);
			if (got > 0)
				ioctl(ev, IOCTL_EVTCHN_UNBIND, &got);
			break;
		case 2:
			ioctl(ev, IOCTL_EVTCHN_RESET);
			break;
		case 3:
		case 4:
			got = read(ev, some, sizeof(some));
			if (got > 0)
				got = write(ev, some, got);
			break;
		case 5:
			memcpy(some, (void *)ports, sizeof(some));
			got = write(ev, some, sizeof(some));
			break;
		default:
			ioctl(ev, IOCTL_EVTCHN_NOTIFY, port);
		}
		__atomic_add_fetch(&done[0], 1, __ATOMIC_RELAXED);
	}
	return NULL;
}

/* Reads a map of a slot, which may go away meanwhile. */
static void look(char *p)
{
	if (sigsetjmp(back, 1))
		return;
	if (p && (p[0] != 'A' || p[PAGE] != 'B'))
		wrong = true;
}

static void *grants(void *arg)
{
	unsigned int seed = (unsigned long)arg, slot;
	char *p, *q;
	long at;

	while (!stop) {
		slot = pick(&seed, SLOTS);
		switch (pick(&seed, 6)) {
		case 0:
			at = name_of(dev, self, 2, refs);
			at = __atomic_exchange_n(&maps[slot], at, __ATOMIC_SEQ_CST);
			if (at > 0)
				unname(dev, at, 2);
			break;
		case 1:
			p = show(dev, maps[slot], 2, PROT_READ);
			p = __atomic_exchange_n(&shown[slot], p, __ATOMIC_SEQ_CST);
			if (p)
				munmap(p, 2 * PAGE);
			break;
		case 2:
			p = __atomic_exchange_n(&shown[slot], NULL, __ATOMIC_SEQ_CST);
			if (p && pick(&seed, 2))
				munmap(p + PAGE, PAGE);
			if (p)
				munmap(p, 2 * PAGE);
			break;
		case 3:
			q = show(dev, maps[slot], 2, PROT_READ);
			look(q);
			if (q)
				munmap(q, 2 * PAGE);
			break;
		case 4:
			at = ports[pick(&seed, PORTS)];
			map_notify(dev, maps[slot], UNMAP_NOTIFY_SEND_EVENT, at);
			break;
		default:
			unname(dev, maps[slot], 2);
		}
		__atomic_add_fetch(&done[1], 1, __ATOMIC_RELAXED);
	}
	return NULL;
}

/* Processes that end in the middle of it. */
static void *children(void *arg)
{
	unsigned int seed = (unsigned long)arg, more[4];
	int pid, status;
	long at;
	char *p;

	while (!stop) {
		pid = fork();
		if (!pid) {
			at = grant(alloc_fd, self, 1, 4, more);
			p = show(dev, name_of(dev, self, 4, more), 4, RW);
			if (at >= 0 && p) {
				memset(p, 1, 4 * PAGE);
				ungrant(alloc_fd, at, 4);
			}
			kill(getpid(), pick(&seed, 2) ? SIGKILL : SIGTERM);
		}
		waitpid(pid, &status, 0);
		pick(&seed, 2);
		__atomic_add_fetch(&done[2], 1, __ATOMIC_RELAXED);
	}
	return NULL;
}

static void *(*const jobs[5])(void *) = { events, events, grants, grants, children };

static bool enough(void)
{
	return done[0] > 100 && done[1] > 100 && done[2] > 2;
}

int main(int argc, char **argv)
{
	unsigned int seconds = argc > 1 ? atoi(argv[1]) : 10;
	unsigned int seed = argc > 2 ? (unsigned int)atoi(argv[2]) : (unsigned int)time(NULL);
	struct sigaction action = { .sa_handler = on_fault, .sa_flags = SA_NODEFER };
	unsigned int i, some[32];
	pthread_t thread[5];
	long at, all;
	char *mine;

	ev = open("/dev/xen/evtchn", O_RDWR | O_NONBLOCK | O_CLOEXEC);
	dev = open_device("/dev/xen/gntdev");
	alloc_fd = open_device("/dev/xen/gntalloc");
	if (ev < 0 || dev < 0 || alloc_fd < 0)
		skip_all("no devices");
	self = own_domid();
	begin();
	printf("# seed %u\n", seed);
	sigaction(SIGSEGV, &action, NULL);
	sigaction(SIGBUS, &action, NULL);
	all = grant(alloc_fd, self, 1, 2, refs);
	mine = show(alloc_fd, all, 2, RW);
	if (!ok(mine, "pages"))
		return finish();
	mine[0] = 'A';
	mine[PAGE] = 'B';
	for (i = 0; i < 5; i++)
		pthread_create(&thread[i], NULL, jobs[i], (void *)(unsigned long)(seed + i));
	/* However slow the machine is: some of everything. */
	for (i = 0; i < 30 * seconds && (i < seconds || !enough()); i++)
		sleep(1);
	stop = true;
	for (i = 0; i < 5; i++)
		pthread_join(thread[i], NULL);
	ok(enough(), "%lu on events, %lu on maps, %lu children", done[0], done[1], done[2]);
	ok(!wrong, "what was read was right");
	for (i = 0; i < SLOTS; i++)
		if (shown[i])
			munmap(shown[i], 2 * PAGE);
	close(ev);
	close(dev);
	munmap(mine, 2 * PAGE);
	close(alloc_fd);
	usleep(500000);
	ok(!lines_with("/proc/interrupts", "evtchn:stress"), "no interrupt is left");
	alloc_fd = open_device("/dev/xen/gntalloc");
	set_grant_limit(32);
	at = grant(alloc_fd, self, 1, 32, some);
	ok(at >= 0, "no grant is left");
	set_grant_limit(1024);
	return finish();
}
