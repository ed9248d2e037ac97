// SPDX-License-Identifier: GPL-2.0-only
/*
 * ubench - what user space sees of the hypervisor
 *
 * Each figure is the median of the cost of one operation, in ticks of the TSC.
 * Under QEMU's -icount a tick is one executed instruction, those of the kernel
 * and the hypervisor included, so the figures repeat exactly.  "empty" is the
 * cost of the two reads of the TSC, which is in every figure.  A few more runs have marks
 * for the count of exits (mark.h).
 *
 * Prints "ubench NAME TICKS" lines.  Static, so that it runs in any initramfs.
 *
 * "ubench rounds NAME N" does one of the operations N times, for others to count what it causes.
 */
#define _GNU_SOURCE
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "mark.h"

#define PAGE		4096UL
#define MEBIBYTE	0x100000UL
#define ROUNDS_MAX	401

static char *self;
static int zero_fd, null_fd;
static int ping[2], pong[2];
static char *page_a, *from, *to;
static volatile sig_atomic_t signals;
static volatile unsigned long sink;

static inline unsigned long ticks(void)
{
	unsigned int low, high;

	__asm__ volatile("rdtsc" : "=a"(low), "=d"(high) : : "memory");
	return (unsigned long)high << 32 | low;
}

static void fail(const char *what)
{
	perror(what);
	exit(1);
}

static char *map(size_t size)
{
	char *p = mmap(NULL, size, PROT_READ | PROT_WRITE,
		       MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	if (p == MAP_FAILED)
		fail("mmap");
	return p;
}

static void empty(void)
{
}

static void cpu_loop(void)
{
	unsigned long n = 1000000;

	__asm__ volatile("1: dec %0; jnz 1b" : "+r"(n));
}

static void getppid_call(void)
{
	syscall(SYS_getppid);
}

static void read_zero(void)
{
	char c;

	if (read(zero_fd, &c, 1) != 1)
		fail("read");
}

static void write_null(void)
{
	if (write(null_fd, "", 1) != 1)
		fail("write");
}

static void time_of_day(void)
{
	struct timeval tv;

	gettimeofday(&tv, NULL);
}

static void clock_call(void)
{
	struct timespec ts;

	syscall(SYS_clock_gettime, CLOCK_MONOTONIC, &ts);
}

static void touch(char *p, size_t size)
{
	for (size_t at = 0; at < size; at += PAGE)
		p[at] = 1;
}

/* The neighbour page_a keeps the page tables. */
static void map_tables_kept(void)
{
	char *p = mmap(page_a + PAGE, PAGE, PROT_READ | PROT_WRITE,
		       MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED, -1, 0);

	if (p == MAP_FAILED)
		fail("mmap");
	*p = 1;
	munmap(p, PAGE);
}

/* An address with nothing in its 512 GiB: three page tables come and go. */
static void map_new_tables(void)
{
	char *p = mmap((void *)0x200000000000UL, PAGE, PROT_READ | PROT_WRITE,
		       MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED, -1, 0);

	if (p == MAP_FAILED)
		fail("mmap");
	*p = 1;
	munmap(p, PAGE);
}

static void map_mebibyte(void)
{
	char *p = map(MEBIBYTE);

	touch(p, MEBIBYTE);
	munmap(p, MEBIBYTE);
}

static char *fault_at;

static void page_fault(void)
{
	*fault_at = 1;
	fault_at += PAGE;
}

static void protect_pair(void)
{
	mprotect(page_a, PAGE, PROT_READ);
	mprotect(page_a, PAGE, PROT_READ | PROT_WRITE);
}

static void on_signal(int sig)
{
	signals = sig;
}

static void signal_self(void)
{
	raise(SIGUSR1);
}

static void wait_for(pid_t pid)
{
	int status;

	if (pid < 0 || waitpid(pid, &status, 0) != pid || status)
		fail("child");
}

static void fork_exit(void)
{
	pid_t pid = fork();

	if (!pid)
		_exit(0);
	wait_for(pid);
}

static void fork_exec(void)
{
	pid_t pid = fork();

	if (!pid) {
		execl(self, self, "true", NULL);
		_exit(1);
	}
	wait_for(pid);
}

static void pingpong(void)
{
	char c = 0;

	if (write(ping[1], &c, 1) != 1 || read(pong[0], &c, 1) != 1)
		fail("pipe");
}

static pid_t start_echo(void)
{
	pid_t pid;
	char c;

	if (pipe(ping) || pipe(pong))
		fail("pipe");
	pid = fork();
	if (pid)
		return pid;
	close(ping[1]);
	while (read(ping[0], &c, 1) == 1) {
		if (write(pong[1], &c, 1) != 1)
			break;
	}
	_exit(0);
}

static void copy_movsq(void)
{
	const void *src = from;
	unsigned long words = MEBIBYTE / 8;
	void *dst = to;

	__asm__ volatile("rep movsq" : "+S"(src), "+D"(dst), "+c"(words) : : "memory");
}

static void copy_libc(void)
{
	memcpy(to, from, MEBIBYTE);
	sink = to[PAGE];
}

static int compare(const void *a, const void *b)
{
	unsigned long x = *(const unsigned long *)a, y = *(const unsigned long *)b;

	return (x > y) - (x < y);
}

static void measure(const char *name, void (*fn)(void), int rounds)
{
	static unsigned long cost[ROUNDS_MAX];

	fn();
	for (int i = 0; i < rounds; i++) {
		unsigned long start = ticks();

		fn();
		cost[i] = ticks() - start;
	}
	qsort(cost, rounds, sizeof(cost[0]), compare);
	printf("ubench %s %lu\n", name, cost[rounds / 2]);
	fflush(stdout);
	mark_runs(name, NULL, fn);
}

static void measure_memory(void)
{
	measure("mmap_touch_munmap_4k_tables_kept", map_tables_kept, 201);
	measure("mmap_touch_munmap_4k_new_tables", map_new_tables, 101);
	measure("mmap_touch_munmap_1m", map_mebibyte, 21);
	fault_at = map(MEBIBYTE);
	measure("page_fault_anon", page_fault, 201);
	measure("mprotect_pair", protect_pair, 201);
}

static void measure_processes(void)
{
	pid_t echo;

	measure("signal_self", signal_self, 201);
	measure("fork_exit_wait", fork_exit, 41);
	measure("fork_exec_true_wait", fork_exec, 41);
	echo = start_echo();
	measure("pipe_pingpong_2switch", pingpong, 201);
	close(ping[1]);
	wait_for(echo);
}

static void rounds_faults(int n)
{
	fault_at = map((n + 1) * PAGE);
	while (n--)
		page_fault();
}

static void rounds_pingpong(int n)
{
	pid_t echo = start_echo();

	while (n--)
		pingpong();
	close(ping[1]);
	wait_for(echo);
}

static int rounds(const char *name, int n)
{
	if (!strcmp(name, "page_fault_anon"))
		rounds_faults(n);
	else if (!strcmp(name, "pipe_pingpong_2switch"))
		rounds_pingpong(n);
	else if (!strcmp(name, "fork_exit_wait"))
		while (n--)
			fork_exit();
	else if (!strcmp(name, "fork_exec_true_wait"))
		while (n--)
			fork_exec();
	else
		return 1;
	return 0;
}

int main(int argc, char **argv)
{
	self = "/proc/self/exe";
	if (argc == 4 && !strcmp(argv[1], "rounds"))
		return rounds(argv[2], atoi(argv[3]));
	if (argc > 1)
		return strcmp(argv[1], "true") != 0;
	printf("ubench ticks_since_power_on %lu\n", ticks());
	zero_fd = open("/dev/zero", O_RDONLY);
	null_fd = open("/dev/null", O_WRONLY);
	page_a = map(2 * PAGE);
	touch(page_a, PAGE);
	signal(SIGUSR1, on_signal);

	measure("empty", empty, 401);
	measure("cpu_loop_1M", cpu_loop, 21);
	measure("null_syscall_getppid", getppid_call, 401);
	measure("read_zero_1b", read_zero, 401);
	measure("write_null_1b", write_null, 401);
	measure("gettimeofday", time_of_day, 401);
	measure("clock_gettime_syscall", clock_call, 401);
	measure_processes();
	measure_memory();
	from = map(MEBIBYTE);
	to = map(MEBIBYTE);
	touch(from, MEBIBYTE);
	touch(to, MEBIBYTE);
	measure("copy_1m_rep_movsq", copy_movsq, 21);
	measure("memcpy_1m_libc", copy_libc, 21);
	return 0;
}
