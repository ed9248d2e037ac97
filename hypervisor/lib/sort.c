// SPDX-License-Identifier: GPL-2.0-only
/* Heap sort. */
#include <linux/sort.h>

#include <linux/minmax.h>

static void swap_bytes(void *a, void *b, int size)
{
	u8 *x = a, *y = b;

	for (; size; size--, x++, y++)
		swap(*x, *y);
}

struct sort_job {
	u8 *base;
	size_t size;
	int (*cmp)(const void *a, const void *b);
	void (*exchange)(void *a, void *b, int size);
};

/* Lets element @root sink until neither child is larger; the heap has @num elements. */
static void sift_down(const struct sort_job *job, size_t root, size_t num)
{
	size_t size = job->size;
	size_t child;

	while ((child = 2 * root + 1) < num) {
		u8 *larger = job->base + child * size;

		if (child + 1 < num && job->cmp(larger, larger + size) < 0) {
			larger += size;
			child++;
		}
		if (job->cmp(job->base + root * size, larger) >= 0)
			return;
		job->exchange(job->base + root * size, larger, size);
		root = child;
	}
}

void sort(void *base, size_t num, size_t size, int (*cmp)(const void *a, const void *b),
	  void (*exchange)(void *a, void *b, int size))
{
	struct sort_job job = { base, size, cmp, exchange ?: swap_bytes };
	size_t i;

	for (i = num / 2; i > 0; i--)
		sift_down(&job, i - 1, num);
	for (i = num; i > 1; i--) {
		job.exchange(job.base, job.base + (i - 1) * size, size);
		sift_down(&job, 0, i - 1);
	}
}
