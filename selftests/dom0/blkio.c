// SPDX-License-Identifier: GPL-2.0-only
/*
 * blkio: moves data to and from a block device, several requests at once, past the cache.
 *
 *	blkio write DEV SEED SIZE DEPTH COUNT [FIRST]
 *	blkio check DEV SEED SIZE DEPTH COUNT [FIRST]
 *	blkio sync DEV SEED SIZE DEPTH COUNT [FIRST]	as write, with O_DSYNC
 *	blkio read DEV 0 SIZE DEPTH COUNT [FIRST]	whatever is there
 *	blkio bench read|write DEV SIZE DEPTH COUNT
 *	blkio blocksize LOOPDEV BYTES
 *
 * The contents of block N follow from SEED and N, so whoever has the same device on the
 * other side of a ring can check what was written here.  The order is mixed, each
 * block is its own request, and DEPTH of them are on their way.  bench prints the time stamp
 * counter's ticks for each request: instructions, when the machine counts those.
 */
#include <errno.h>
#include <fcntl.h>
#include <linux/aio_abi.h>
#include <linux/loop.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/syscall.h>
#include <unistd.h>
#include <x86intrin.h>

#define MAX_DEPTH 256
#define BENCH_RUNS 5

static struct iocb cbs[MAX_DEPTH];
static aio_context_t ctx;

static void die(const char *what)
{
	fprintf(stderr, "blkio: %s: %s\n", what, strerror(errno));
	exit(2);
}

static __u64 mix(__u64 x)
{
	x ^= x >> 31;
	x *= 0x9e3779b97f4a7c15ULL;
	x ^= x >> 29;
	return x * 0xbf58476d1ce4e5b9ULL;
}

static void fill(__u64 *buf, unsigned int size, __u64 seed, __u64 block)
{
	__u64 x = mix(seed << 32 ^ block);

	for (unsigned int i = 0; i < size / sizeof(*buf); i++) {
		x = mix(x + i + 1);
		buf[i] = x;
	}
}

static int differs(const __u64 *buf, unsigned int size, __u64 seed, __u64 block)
{
	__u64 x = mix(seed << 32 ^ block);

	for (unsigned int i = 0; i < size / sizeof(*buf); i++) {
		x = mix(x + i + 1);
		if (buf[i] != x) {
			printf("# block %llu, word %u: %llx, not %llx\n", block, i, buf[i], x);
			return 1;
		}
	}
	return 0;
}

/* Every block once, not in the disk's order: COUNT and the step have no common divisor. */
static __u64 nth(__u64 i, __u64 count)
{
	__u64 step = 7919;

	while (count % step == 0)
		step += 2;
	return count < 8 ? i : i * step % count;
}

struct job {
	int fd, writes, pattern, flags;
	unsigned int size, depth;
	__u64 seed, count, first;
	unsigned long bad;
};

static void submit(struct job *j, struct iocb *cb, __u64 i)
{
	__u64 block = j->first + nth(i, j->count);
	void *buf = (void *)(uintptr_t)cb->aio_buf;
	struct iocb *one = cb;

	if (j->writes && j->pattern)
		fill(buf, j->size, j->seed, block);
	cb->aio_fildes = j->fd;
	cb->aio_lio_opcode = j->writes ? IOCB_CMD_PWRITE : IOCB_CMD_PREAD;
	cb->aio_nbytes = j->size;
	cb->aio_offset = block * j->size;
	cb->aio_data = block;
	if (syscall(SYS_io_submit, ctx, 1, &one) != 1)
		die("io_submit");
}

static void finish(struct job *j, const struct io_event *ev)
{
	struct iocb *cb = (void *)(uintptr_t)ev->obj;

	if (ev->res != (long long)j->size) {
		printf("# block %llu: result %lld\n", ev->data, ev->res);
		j->bad++;
	} else if (!j->writes && j->pattern) {
		j->bad += differs((void *)(uintptr_t)cb->aio_buf, j->size, j->seed,
				  ev->data);
	}
}

static void run(struct job *j)
{
	struct io_event ev[MAX_DEPTH];
	__u64 next = 0;
	long flying = 0, got;

	while (next < j->count && next < j->depth) {
		submit(j, &cbs[next], next);
		next++;
		flying++;
	}
	while (flying) {
		got = syscall(SYS_io_getevents, ctx, 1, MAX_DEPTH, ev, NULL);
		if (got < 0 && errno == EINTR)
			continue;
		if (got < 0)
			die("io_getevents");
		for (long i = 0; i < got; i++) {
			finish(j, &ev[i]);
			if (next < j->count)
				submit(j, (void *)(uintptr_t)ev[i].obj, next++);
			else
				flying--;
		}
	}
}

static void prepare(struct job *j, const char *dev)
{
	j->fd = open(dev, (j->writes ? O_RDWR : O_RDONLY) | O_DIRECT | j->flags);
	if (j->fd < 0)
		die(dev);
	if (j->depth < 1 || j->depth > MAX_DEPTH || j->size % 512)
		die("depth or size");
	if (syscall(SYS_io_setup, MAX_DEPTH, &ctx))
		die("io_setup");
	for (unsigned int i = 0; i < j->depth; i++) {
		void *buf = aligned_alloc(4096, (j->size + 4095) & ~4095U);

		if (!buf)
			die("memory");
		memset(buf, 0x5a, j->size);
		cbs[i].aio_buf = (uintptr_t)buf;
	}
}

static int compare(const void *a, const void *b)
{
	return *(const __u64 *)a < *(const __u64 *)b ? -1 : *(const __u64 *)a > *(const __u64 *)b;
}

/* The median of some runs behind a first one: what runs once beside them doesn't show. */
static int bench(char **arg)
{
	__u64 cost[BENCH_RUNS];
	struct job j = {
		.writes = !strcmp(arg[0], "write"),
		.size = atoi(arg[2]),
		.depth = atoi(arg[3]),
		.count = atoi(arg[4]),
	};
	prepare(&j, arg[1]);
	run(&j);
	for (int i = 0; i < BENCH_RUNS; i++) {
		__u64 start = __rdtsc();

		run(&j);
		cost[i] = (__rdtsc() - start) / j.count;
	}
	qsort(cost, BENCH_RUNS, sizeof(*cost), compare);
	printf("iobench blk_%s_%u_qd%u %llu\n", arg[0], j.size, j.depth, cost[BENCH_RUNS / 2]);
	return j.bad != 0;
}

static int blocksize(const char *dev, unsigned long bytes)
{
	int fd = open(dev, O_RDONLY);

	if (fd < 0 || ioctl(fd, LOOP_SET_BLOCK_SIZE, bytes))
		die(dev);
	return 0;
}

int main(int argc, char **argv)
{
	struct job j = { .pattern = 1 };

	if (argc == 7 && !strcmp(argv[1], "bench"))
		return bench(argv + 2);
	if (argc == 4 && !strcmp(argv[1], "blocksize"))
		return blocksize(argv[2], strtoul(argv[3], NULL, 0));
	if (argc < 7)
		die("usage");
	if (!strcmp(argv[1], "sync"))
		j.flags = O_DSYNC;
	j.writes = j.flags || !strcmp(argv[1], "write");
	j.pattern = strcmp(argv[1], "read");
	j.seed = strtoull(argv[3], NULL, 0);
	j.size = atoi(argv[4]);
	j.depth = atoi(argv[5]);
	j.count = strtoull(argv[6], NULL, 0);
	j.first = argc > 7 ? strtoull(argv[7], NULL, 0) : 0;
	prepare(&j, argv[2]);
	run(&j);
	if (j.writes && fsync(j.fd))
		die("fsync");
	printf("# %s %s: %llu blocks of %u, %lu wrong\n", argv[1], argv[2], j.count, j.size, j.bad);
	return j.bad != 0;
}
