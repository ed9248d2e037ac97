/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * How the test kernels that measure do it.
 *
 * Under -icount the time stamp counter counts instructions, so each figure is how many
 * an operation took, all worlds and CPUs together; the two reads of the counter (about
 * 4) are not subtracted.  Each operation runs a few times for warmth, then
 * MEASURE_RUNS times; the median counts. It comes behind the library's own header, guest.h or
 * pvh.h.
 */
#ifndef BENCH_MEASURE_H
#define BENCH_MEASURE_H

#define MEASURE_WARM	8
#define MEASURE_RUNS	33

static inline void measure_sort(u64 *v, int n)
{
	int i, j;

	for (i = 1; i < n; i++) {
		u64 x = v[i];

		for (j = i; j && v[j - 1] > x; j--)
			v[j] = v[j - 1];
		v[j] = x;
	}
}

/* One operation, a row of the table; @before puts things back, and is not measured. */
static inline void measure(const char *name, void (*before)(void), void (*op)(void))
{
	u64 took[MEASURE_RUNS];
	int i;

	for (i = -MEASURE_WARM; i < MEASURE_RUNS; i++) {
		u64 start;

		if (before)
			before();
		start = rdtsc();
		op();
		if (i >= 0)
			took[i] = rdtsc() - start;
	}
	measure_sort(took, MEASURE_RUNS);
	say("xbench %s %llu", name, took[MEASURE_RUNS / 2]);
}

#endif /* BENCH_MEASURE_H */
