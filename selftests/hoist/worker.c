// SPDX-License-Identifier: GPL-2.0-only
/*
 * worker: jobs that go on while the kernel under them is hoisted and released.
 *
 *	worker sum CPU		integer and floating-point sums, always the same
 *	worker ticks CPU	a timer every 10 ms: none lost, no clock goes back
 *	worker echo PORT	a TCP server on the loopback that gives back what it gets
 *	worker tcp ADDRESS PORT	a stream through such a server, each byte looked at
 *	worker file PATH	records written, synced, and read again from the device
 *
 * Each goes on until /tmp/go is gone and then prints one line:
 *
 *	NAME errors N rounds N and what else there is to say
 *
 * And what shell scripts can't do:
 *
 *	worker insmod FILE ARGS	once, and says "insmod: ERRNO" (busybox tries twice)
 *	worker spin		says how long some sums take: "spin_ns NS"
 *	worker kvm		makes a virtual machine, says "kvm: ERRNO", and keeps it until
 *				/tmp/kvm is gone
 *	worker svme CPU 0|1	takes or leaves EFER.SVME of a CPU, by /dev/cpu/CPU/msr
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/timerfd.h>
#include <time.h>
#include <unistd.h>
#include <linux/kvm.h>
#include <linux/types.h>

#define TICK_NS		10000000LL
#define RECORD		4096
#define WINDOW		65536		/* of the stream: sent and not yet back */
#define MSR_EFER	0xc0000080
#define EFER_SVME	0x1000ULL
#define ARRAY_SIZE(a)	(sizeof(a) / sizeof((a)[0]))

static long errors, rounds;

static int going(void)
{
	return !access("/tmp/go", F_OK);
}

static void wrong(const char *what)
{
	if (errors++ < 3)
		fprintf(stderr, "worker: %s (round %ld, errno %d)\n", what, rounds, errno);
}

static void pin(const char *cpu)
{
	cpu_set_t set;

	CPU_ZERO(&set);
	CPU_SET(atoi(cpu), &set);
	if (sched_setaffinity(0, sizeof(set), &set))
		wrong("no such CPU");
}

static __s64 now(clockid_t clock)
{
	struct timespec t;

	clock_gettime(clock, &t);
	return t.tv_sec * 1000000000LL + t.tv_nsec;
}

/* Registers of all kinds are in use all the time. */
static __u64 sum_once(double *real)
{
	volatile double step = 1.0 / 3;
	__u64 x = 88172645463325252ULL, sum = 0;
	double r = 0;

	for (int i = 0; i < 200000; i++) {
		x ^= x << 13;
		x ^= x >> 7;
		x ^= x << 17;
		sum += x;
		r = r * 0.999 + step;
	}
	*real = r;
	return sum;
}

static void job_sum(char **arg)
{
	double real, want_real;
	__u64 want;

	pin(arg[0]);
	want = sum_once(&want_real);
	for (; going(); rounds++)
		if (sum_once(&real) != want || real != want_real)
			wrong("another sum");
	printf("sum.%s errors %ld rounds %ld\n", arg[0], errors, rounds);
}

static void spin(char **arg)
{
	__s64 start = now(CLOCK_MONOTONIC);
	double real;

	(void)arg;
	for (int i = 0; i < 100; i++)
		sum_once(&real);
	printf("spin_ns %lld\n", (long long)(now(CLOCK_MONOTONIC) - start));
}

static void look_at_clocks(void)
{
	static const clockid_t clocks[] = { CLOCK_MONOTONIC, CLOCK_MONOTONIC_RAW, CLOCK_BOOTTIME,
					    CLOCK_REALTIME, CLOCK_MONOTONIC_COARSE };
	static __s64 last[ARRAY_SIZE(clocks)];

	for (unsigned int i = 0; i < ARRAY_SIZE(clocks); i++) {
		__s64 t = now(clocks[i]);

		if (t < last[i])
			wrong("a clock went back");
		last[i] = t;
	}
}

/*
 * The kernel says how many ticks each read stands for: all that were due before it, and none
 * that was not due after it. How late the latest was is the longest pause.
 */
static void job_ticks(char **arg)
{
	__s64 start, late = 0, most = 0, due, before, after;
	const struct sched_param prio = { .sched_priority = 50 };
	int fd = timerfd_create(CLOCK_MONOTONIC, 0);
	struct itimerspec it = { .it_interval.tv_nsec = TICK_NS };
	__u64 n;

	pin(arg[0]);
	sched_setscheduler(0, SCHED_FIFO, &prio);
	start = now(CLOCK_MONOTONIC);
	it.it_value.tv_sec = (start + TICK_NS) / 1000000000;
	it.it_value.tv_nsec = (start + TICK_NS) % 1000000000;
	timerfd_settime(fd, TFD_TIMER_ABSTIME, &it, NULL);
	do {
		before = now(CLOCK_MONOTONIC);
		if (read(fd, &n, sizeof(n)) != sizeof(n))
			wrong("no tick");
		after = now(CLOCK_MONOTONIC);
		due = start + (rounds + 1) * TICK_NS;
		rounds += n;
		if (rounds < (before - start) / TICK_NS)
			wrong("ticks are missing");
		if (rounds > (after - start) / TICK_NS)
			wrong("ticks came early");
		look_at_clocks();
		late = after - due;
		if (late > most)
			most = late;
	} while (going());
	printf("ticks.%s errors %ld rounds %ld latest_us %lld\n", arg[0], errors, rounds,
	       (long long)most / 1000);
}

static int connected(const char *address, const char *port)
{
	struct sockaddr_in to = { .sin_family = AF_INET, .sin_port = htons(atoi(port)) };
	int fd = socket(AF_INET, SOCK_STREAM, 0), tries;

	inet_aton(address, &to.sin_addr);
	for (tries = 0; tries < 100; tries++) {
		if (!connect(fd, (struct sockaddr *)&to, sizeof(to)))
			return fd;
		usleep(100000);
	}
	wrong("no connection");
	return -1;
}

static void job_echo(char **arg)
{
	struct sockaddr_in at = { .sin_family = AF_INET, .sin_port = htons(atoi(arg[0])) };
	int s = socket(AF_INET, SOCK_STREAM, 0), fd, on = 1;
	char buf[RECORD];
	ssize_t n;

	inet_aton("127.0.0.1", &at.sin_addr);
	setsockopt(s, SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on));
	if (bind(s, (struct sockaddr *)&at, sizeof(at)) || listen(s, 1)) {
		wrong("no server");
		return;
	}
	fd = accept(s, NULL, NULL);
	while ((n = read(fd, buf, sizeof(buf))) > 0)
		for (ssize_t done = 0, k; done < n; done += k) {
			k = write(fd, buf + done, n - done);
			if (k <= 0)
				return;
		}
}

static char byte_at(__u64 at)
{
	return (at * 2654435761u) >> 13;
}

static int send_some(int fd, __u64 *sent)
{
	char buf[RECORD];
	ssize_t n;

	for (int i = 0; i < RECORD; i++)
		buf[i] = byte_at(*sent + i);
	n = send(fd, buf, sizeof(buf), MSG_DONTWAIT);
	if (n > 0)
		*sent += n;
	return n > 0 || errno == EAGAIN;
}

static int take_some(int fd, __u64 *back)
{
	char buf[RECORD];
	ssize_t n = recv(fd, buf, sizeof(buf), MSG_DONTWAIT);

	if (n < 0)
		return errno == EAGAIN;
	for (int i = 0; i < n; i++)
		if (buf[i] != byte_at(*back + i)) {
			wrong("another byte");
			return 0;
		}
	*back += n;
	return n > 0;
}

/* What is on its way gets 20 s to come. */
static void job_tcp(char **arg)
{
	int fd = connected(arg[0], arg[1]);
	__u64 sent = 0, back = 0;

	while (fd >= 0 && (going() || back < sent)) {
		int room = going() && sent - back < WINDOW;
		struct pollfd p = { .fd = fd, .events = POLLIN | (room ? POLLOUT : 0) };

		if (poll(&p, 1, 20000) <= 0) {
			wrong("the stream stands still");
			break;
		}
		if ((p.revents & POLLOUT && room && !send_some(fd, &sent)) ||
		    (p.revents & (POLLIN | POLLHUP | POLLERR) && !take_some(fd, &back))) {
			wrong("the connection is gone");
			break;
		}
		rounds = back / RECORD;
	}
	printf("tcp.%s errors %ld rounds %ld\n", arg[0], errors, rounds);
}

/* Past the page cache where the file system can do that. */
static int opened(const char *path)
{
	int fd = open(path, O_RDWR | O_CREAT | O_DIRECT, 0600);

	return fd >= 0 ? fd : open(path, O_RDWR | O_CREAT, 0600);
}

static void job_file(char **arg)
{
	char *out = aligned_alloc(RECORD, RECORD), *in = aligned_alloc(RECORD, RECORD);
	int fd = opened(arg[0]);

	for (; going(); rounds++) {
		off_t at = rounds % 256 * RECORD;

		for (int i = 0; i < RECORD; i++)
			out[i] = byte_at(rounds * 77 + i);
		if (pwrite(fd, out, RECORD, at) != RECORD || fsync(fd))
			wrong("a record was not written");
		if (pread(fd, in, RECORD, at) != RECORD || memcmp(in, out, RECORD))
			wrong("another record");
	}
	printf("file errors %ld rounds %ld\n", errors, rounds);
}

static void load_module(char **arg)
{
	int fd = open(arg[0], O_RDONLY | O_CLOEXEC);
	long ret = syscall(SYS_finit_module, fd, arg[1], 0);

	printf("insmod: %d\n", ret ? errno : 0);
	errors = !!ret;
}

static void make_vm(char **arg)
{
	int kvm = open("/dev/kvm", O_RDWR);
	int vm = ioctl(kvm, KVM_CREATE_VM, 0);

	(void)arg;
	printf("kvm: %d\n", vm < 0 ? errno : 0);
	fflush(stdout);
	while (!access("/tmp/kvm", F_OK))
		usleep(100000);
}

static void set_svme(char **arg)
{
	char path[32];
	__u64 efer = 0;
	int fd;

	snprintf(path, sizeof(path), "/dev/cpu/%d/msr", atoi(arg[0]));
	fd = open(path, O_RDWR);
	if (pread(fd, &efer, sizeof(efer), MSR_EFER) != sizeof(efer))
		wrong("EFER can't be read");
	efer = atoi(arg[1]) ? efer | EFER_SVME : efer & ~EFER_SVME;
	if (pwrite(fd, &efer, sizeof(efer), MSR_EFER) != sizeof(efer))
		wrong("EFER can't be written");
}

static const struct job {
	const char *name;
	int args;
	void (*run)(char **arg);
} jobs[] = {
	{ "sum", 1, job_sum }, { "ticks", 1, job_ticks }, { "echo", 1, job_echo },
	{ "tcp", 2, job_tcp }, { "file", 1, job_file }, { "kvm", 0, make_vm },
	{ "spin", 0, spin }, { "svme", 2, set_svme }, { "insmod", 2, load_module },
};

int main(int argc, char **argv)
{
	signal(SIGPIPE, SIG_IGN);
	for (unsigned int i = 0; argc > 1 && i < ARRAY_SIZE(jobs); i++)
		if (!strcmp(argv[1], jobs[i].name) && argc == jobs[i].args + 2) {
			jobs[i].run(argv + 2);
			return errors ? 1 : 0;
		}
	return 2;
}
