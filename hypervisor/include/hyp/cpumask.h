/* SPDX-License-Identifier: GPL-2.0-only */
/* Sets of CPUs. */
#ifndef HYP_CPUMASK_H
#define HYP_CPUMASK_H

#include <linux/bitops.h>
#include <hyp/percpu.h>

/**
 * struct cpumask - a set of CPUs
 * @bits: bit n for CPU n; bits from NR_CPUS on may be set by cpumask_setall() and mean nothing
 */
struct cpumask {
	unsigned long bits[BITS_TO_LONGS(NR_CPUS)];
};

extern struct cpumask cpu_possible, cpu_online;

/* One CPU in or out, atomic; @cpu is below NR_CPUS but for cpumask_test(). */
static inline void cpumask_set(unsigned int cpu, struct cpumask *m)
{
	set_bit(cpu, m->bits);
}

static inline void cpumask_clear(unsigned int cpu, struct cpumask *m)
{
	clear_bit(cpu, m->bits);
}

static inline bool cpumask_test(unsigned int cpu, const struct cpumask *m)
{
	return cpu < NR_CPUS && test_bit(cpu, m->bits);
}

static inline void cpumask_setall(struct cpumask *m)
{
	unsigned int i;

	for (i = 0; i < BITS_TO_LONGS(NR_CPUS); i++)
		m->bits[i] = ~0UL;
}

/**
 * cpumask_and() - the CPUs common to two sets
 * @res: OUT; may be one of the two
 * @a: a set
 * @b: a set
 *
 * Not atomic.
 *
 * Return: is there one?
 */
static inline bool cpumask_and(struct cpumask *res, const struct cpumask *a,
			       const struct cpumask *b)
{
	unsigned long any = 0;
	unsigned int i;

	for (i = 0; i < BITS_TO_LONGS(NR_CPUS); i++) {
		res->bits[i] = a->bits[i] & b->bits[i];
		any |= res->bits[i];
	}
	return any;
}

/**
 * cpumask_first() - first CPU of a set
 * @m: the set
 *
 * Return: NR_CPUS if it is empty.
 */
static inline unsigned int cpumask_first(const struct cpumask *m)
{
	return find_first_bit(m->bits, NR_CPUS);
}

/**
 * cpumask_next() - next CPU of a set
 * @cpu: where to go on: behind this one
 * @m: the set
 *
 * Return: NR_CPUS if there is none.
 */
static inline unsigned int cpumask_next(unsigned int cpu, const struct cpumask *m)
{
	return find_next_bit(m->bits, NR_CPUS, cpu + 1);
}

static inline unsigned int cpumask_weight(const struct cpumask *m)
{
	unsigned int i, n = 0;

	for (i = 0; i < BITS_TO_LONGS(NR_CPUS); i++)
		n += hweight_long(m->bits[i]);
	return n;
}

static inline bool cpumask_empty(const struct cpumask *m)
{
	return cpumask_first(m) >= NR_CPUS;
}

/**
 * cpumask_is_only() - has the set no CPU but this one?
 * @m: the set; may be empty
 * @cpu: below NR_CPUS
 *
 * Return: true if no CPU but @cpu is in the set.
 */
static inline bool cpumask_is_only(const struct cpumask *m, unsigned int cpu)
{
	unsigned int i;
	unsigned long others = 0;

	for (i = 0; i < BITS_TO_LONGS(NR_CPUS); i++)
		others |= m->bits[i] & ~(i == cpu / 64 ? 1UL << cpu % 64 : 0);
	return !others;
}

#define for_each_cpu(cpu, m) \
	for ((cpu) = cpumask_first(m); (cpu) < NR_CPUS; (cpu) = cpumask_next(cpu, m))
#define for_each_online_cpu(cpu)	for_each_cpu(cpu, &cpu_online)

static inline unsigned int num_online_cpus(void)
{
	return cpumask_weight(&cpu_online);
}

#endif /* HYP_CPUMASK_H */
