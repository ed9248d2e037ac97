// SPDX-License-Identifier: GPL-2.0-only
/*
 * storm: processes that map, touch, protect, copy on write and unmap, as many as asked for.
 *
 * usage: storm PROCESSES ROUNDS
 *
 * Each page holds who wrote it; a page that two have, a lost write and a stale translation
 * show as a wrong word.  Children are made in each round and see their parent's pages as
 * they were at the fork, whatever the parent writes afterwards.  Exit status: wrong words.
 */
#define _GNU_SOURCE
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#define PAGES	64
#define WORDS	(4096 / sizeof(long))

static int wrong;

static void fill(long *area, long mark)
{
	int i;

	for (i = 0; i < PAGES; i++)
		area[i * WORDS + i] = mark + i;
}

static void check(const long *area, long mark)
{
	int i;

	for (i = 0; i < PAGES; i++)
		wrong += area[i * WORDS + i] != mark + i;
}

/* A child with the pages of now, while the parent goes on writing. */
static void copy_on_write(long *area, long mark)
{
	int status;
	pid_t pid = fork();

	if (!pid) {
		check(area, mark);
		fill(area, -mark);
		check(area, -mark);
		_exit(!!wrong);
	}
	fill(area, mark + 1000);
	waitpid(pid, &status, 0);
	wrong += pid < 0 || status;
	check(area, mark + 1000);
}

static void protections(long *area, long mark)
{
	mprotect(area, PAGES * 4096, PROT_READ);
	check(area, mark);
	mprotect(area, PAGES * 4096, PROT_READ | PROT_WRITE);
	fill(area, mark + 1);
	check(area, mark + 1);
	/* Every other page goes and comes back empty. */
	madvise(area + WORDS, 4096, MADV_DONTNEED);
	wrong += area[WORDS + 1] != 0;
}

static int process(int self, int rounds)
{
	int i;

	for (i = 0; i < rounds; i++) {
		long mark = (long)getpid() << 32 | i << 16;
		long *area = mmap(NULL, PAGES * 4096, PROT_READ | PROT_WRITE,
				  MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

		if (area == MAP_FAILED)
			return 100;
		fill(area, mark);
		check(area, mark);
		if (i % 4 == self % 4)
			copy_on_write(area, mark);
		fill(area, mark);
		protections(area, mark);
		munmap(area, PAGES * 4096);
	}
	return wrong > 99 ? 99 : wrong;
}

int main(int argc, char **argv)
{
	int n = argc > 1 ? atoi(argv[1]) : 4, rounds = argc > 2 ? atoi(argv[2]) : 20;
	int i, status, bad = 0;

	for (i = 0; i < n; i++)
		if (!fork())
			_exit(process(i, rounds));
	while (wait(&status) > 0)
		bad += status != 0;
	printf("storm: %d processes, %d with wrong words\n", n, bad);
	return !!bad;
}
