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

/* What reading the counter takes where that leaves the guest; see measure_calibrate(). */
static u64 measure_overhead;

/* The median of one operation; @before puts things back, and is not measured. */
static inline u64 measure_median(void (*before)(void), void (*op)(void))
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
	return took[MEASURE_RUNS / 2];
}

/* A row of the table. */
static inline void measure(const char *name, void (*before)(void), void (*op)(void))
{
	say("xbench %s %llu", name, measure_median(before, op) - measure_overhead);
}

static inline void measure_nothing(void)
{
	__asm__ __volatile__("" : : : "memory");
}

/*
 * Real Xen lets each read of the counter in a container leave it, on a CPU that can't scale
 * it: that is in no figure then, but for the few instructions that it takes elsewhere.
 */
static inline void measure_calibrate(void)
{
	u64 nothing = measure_median(NULL, measure_nothing);

	measure_overhead = nothing > 100 ? nothing - 10 : 0;
	say("# reading the counter twice: %llu", nothing);
}

#endif /* BENCH_MEASURE_H */
