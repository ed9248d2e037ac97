// SPDX-License-Identifier: GPL-2.0-only
/*
 * iobench - what a block device and a network cost in a guest
 *
 *	iobench blk DEVICE          reads and writes of 4 KiB to 1 MiB, one at a time, and
 *				    of 4 KiB with 32 in flight
 *	iobench net ADDRESS         datagrams to and from `iobench serve` there
 *	iobench serve               sends each datagram back
 *	iobench run NAME CMD...     how long a command takes
 *
 * Ticks of the TSC, which under QEMU's -icount are executed instructions, of both ends and
 * the hypervisor. Medians: of single operations, and with 32 in flight of some runs of many,
 * since in the first ones the two ends still make and map what they keep. Marks for the
 * count of exits (mark.h) stand around each.
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <fcntl.h>
#include <linux/aio_abi.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "mark.h"

#define ROUNDS	101
#define DEPTH	32
#define MANY	1024
#define RUNS	7
/* MANY is so many times twice one. */
#define MANY_HALVES	10
#define PORT	7777

static unsigned long took[ROUNDS];
static char *buffer;

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

static int by_size(const void *a, const void *b)
{
	unsigned long x = *(const unsigned long *)a, y = *(const unsigned long *)b;

	return x < y ? -1 : x > y;
}

static void median(const char *name, int rounds)
{
	qsort(took, rounds, sizeof(took[0]), by_size);
	printf("iobench %s %lu\n", name, took[rounds / 2]);
}

/* One after the other, along the device. */
static void blk_single(int fd, size_t size, int writes)
{
	int i, rounds = size > 65536 ? 11 : ROUNDS;
	char name[64];

	snprintf(name, sizeof(name), "blk_%s_%zu", writes ? "write" : "read", size);
	mark_row(name);
	for (i = -3; i < rounds; i++) {
		off_t at = (off_t)(i + 3) * size % (8 << 20);
		unsigned long start;
		ssize_t n;

		mark(MARK_BEGIN);
		start = ticks();
		n = writes ? pwrite(fd, buffer, size, at) : pread(fd, buffer, size, at);
		if (n != (ssize_t)size)
			fail("transfer");
		if (i >= 0)
			took[i] = ticks() - start;
		mark(MARK_END);
	}
	median(name, rounds);
}

static void submit(aio_context_t ctx, struct iocb *cb, int fd, int i, int writes)
{
	struct iocb *list[1] = { cb };

	cb->aio_fildes = fd;
	cb->aio_lio_opcode = writes ? IOCB_CMD_PWRITE : IOCB_CMD_PREAD;
	cb->aio_buf = (unsigned long)buffer + (unsigned long)cb->aio_data * 4096;
	cb->aio_nbytes = 4096;
	cb->aio_offset = (long)(i * 7919 % 2048) * 4096;
	if (syscall(SYS_io_submit, ctx, 1, list) != 1)
		fail("io_submit");
}

/* Ticks for each of MANY. */
static unsigned long blk_deep_run(int fd, int writes)
{
	struct iocb cbs[DEPTH] = {};
	struct io_event events[DEPTH];
	aio_context_t ctx = 0;
	int i, n, started = 0, done = 0;
	unsigned long start;

	if (syscall(SYS_io_setup, DEPTH, &ctx))
		fail("io_setup");
	start = ticks();
	for (i = 0; i < DEPTH; i++) {
		cbs[i].aio_data = i;
		submit(ctx, &cbs[i], fd, started++, writes);
	}
	while (done < MANY) {
		n = syscall(SYS_io_getevents, ctx, 1, DEPTH, events, NULL);
		if (n < 1)
			fail("io_getevents");
		for (i = 0; i < n; i++, done++) {
			if (events[i].res != 4096)
				fail("result");
			if (started < MANY)
				submit(ctx, &cbs[events[i].data], fd, started++, writes);
		}
	}
	start = (ticks() - start) / MANY;
	syscall(SYS_io_destroy, ctx);
	return start;
}

/* A row of which a run is 1 << @halves operations. */
static void mark_many(const char *name, int halves)
{
	mark_row(name);
	while (halves--)
		mark(MARK_HALVE);
}

static void blk_deep(int fd, int writes)
{
	char name[64];
	int i;

	snprintf(name, sizeof(name), "blk_%s_4096_qd32_per_io", writes ? "write" : "read");
	mark_many(name, MANY_HALVES);
	for (i = 0; i < RUNS; i++) {
		mark(MARK_BEGIN);
		took[i] = blk_deep_run(fd, writes);
		mark(MARK_END);
	}
	median(name, RUNS);
}

static int blk(const char *path)
{
	static const size_t sizes[] = { 4096, 65536, 1 << 20 };
	int fd = open(path, O_RDWR | O_DIRECT), w;
	unsigned int i;

	if (fd < 0 || posix_memalign((void **)&buffer, 4096, 1 << 20))
		fail(path);
	memset(buffer, 0x5a, 1 << 20);
	for (w = 0; w < 2; w++) {
		for (i = 0; i < 3; i++)
			blk_single(fd, sizes[i], w);
		blk_deep(fd, w);
	}
	return 0;
}

static int udp(const char *address)
{
	struct sockaddr_in to = { .sin_family = AF_INET, .sin_port = htons(PORT) };
	int s = socket(AF_INET, SOCK_DGRAM, 0);

	to.sin_addr.s_addr = inet_addr(address);
	if (s < 0 || connect(s, (struct sockaddr *)&to, sizeof(to)))
		fail("socket");
	return s;
}

static void net_roundtrip(int s, size_t size)
{
	char data[2048] = "", name[64];
	int i;

	snprintf(name, sizeof(name), "udp_roundtrip_%zu", size);
	mark_row(name);
	for (i = -8; i < ROUNDS; i++) {
		unsigned long start;

		mark(MARK_BEGIN);
		start = ticks();
		if (send(s, data, size, 0) < 0 || recv(s, data, sizeof(data), 0) < 0)
			fail("datagram");
		if (i >= 0)
			took[i] = ticks() - start;
		mark(MARK_END);
	}
	median(name, ROUNDS);
}

/* Bursts of 32, each datagram sent back; ticks for each that went one way. */
static unsigned long net_burst_run(int s, size_t size)
{
	char data[2048] = "";
	unsigned long start = ticks();
	int i, j, lost = 0;

	for (i = 0; i < MANY / DEPTH; i++) {
		for (j = 0; j < DEPTH; j++)
			if (send(s, data, size, 0) < 0)
				fail("send");
		for (j = 0; j < DEPTH; j++)
			if (recv(s, data, sizeof(data), 0) < 0)
				lost++;
	}
	if (lost)
		fprintf(stderr, "%d lost\n", lost);
	return (ticks() - start) / MANY / 2;
}

static void net_burst(int s, size_t size)
{
	char name[64];
	int i;

	snprintf(name, sizeof(name), "udp_burst_%zu_per_packet", size);
	mark_many(name, MANY_HALVES + 1);
	for (i = 0; i < RUNS; i++) {
		mark(MARK_BEGIN);
		took[i] = net_burst_run(s, size);
		mark(MARK_END);
	}
	median(name, RUNS);
}

static int net(const char *address)
{
	struct timeval patience = { .tv_sec = 3 };
	int s = udp(address);

	setsockopt(s, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof(patience));
	net_roundtrip(s, 64);
	net_roundtrip(s, 1400);
	net_burst(s, 64);
	net_burst(s, 1400);
	return 0;
}

static void __attribute__((noreturn)) serve(void)
{
	struct sockaddr_in any = { .sin_family = AF_INET, .sin_port = htons(PORT) }, from;
	int s = socket(AF_INET, SOCK_DGRAM, 0);
	char data[2048];

	if (s < 0 || bind(s, (struct sockaddr *)&any, sizeof(any)))
		fail("serve");
	for (;;) {
		socklen_t len = sizeof(from);
		ssize_t n = recvfrom(s, data, sizeof(data), 0, (struct sockaddr *)&from, &len);

		if (n >= 0)
			sendto(s, data, n, 0, (struct sockaddr *)&from, len);
	}
}

static int run(const char *name, char **argv)
{
	unsigned long start;
	int status;
	pid_t pid;

	mark_row(name);
	mark(MARK_BEGIN);
	start = ticks();
	pid = fork();
	if (!pid) {
		execvp(argv[0], argv);
		_exit(127);
	}
	waitpid(pid, &status, 0);
	start = ticks() - start;
	mark(MARK_END);
	printf("iobench %s %lu\n", name, start);
	return status != 0;
}

int main(int argc, char **argv)
{
	setvbuf(stdout, NULL, _IOLBF, 0);
	if (argc > 2 && !strcmp(argv[1], "blk"))
		return blk(argv[2]);
	if (argc > 2 && !strcmp(argv[1], "net"))
		return net(argv[2]);
	if (argc > 1 && !strcmp(argv[1], "serve"))
		serve();
	if (argc > 3 && !strcmp(argv[1], "run"))
		return run(argv[2], argv + 3);
	return 2;
}
