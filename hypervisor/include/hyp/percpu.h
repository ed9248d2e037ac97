/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Data of which each CPU has a copy.  CPU 0 has the variables themselves, in
 * .bss.percpu; the other copies are allocated at CPU bring-up and percpu_offset[cpu]
 * leads to them.  All start as zeros: an initialiser does not compile.
 */
#ifndef HYP_PERCPU_H
#define HYP_PERCPU_H

#include <linux/types.h>
#include <linux/compiler.h>

#ifndef CONFIG_NR_CPUS
#define CONFIG_NR_CPUS	64
#endif
#define NR_CPUS		CONFIG_NR_CPUS

#ifdef HYP_HOST_TEST
/* An ordinary linker script makes the borders of a section with a C name only. */
#define PERCPU_SECTION	"percpu"
#define __per_cpu_start	__start_percpu
#define __per_cpu_end	__stop_percpu
#else
#define PERCPU_SECTION	".bss.percpu"
#endif
extern char __per_cpu_start[], __per_cpu_end[];

#define DEFINE_PER_CPU(type, name) \
	__section(PERCPU_SECTION) __typeof__(type) percpu_##name
#define DECLARE_PER_CPU(type, name) \
	extern __typeof__(type) percpu_##name

extern unsigned long percpu_offset[NR_CPUS];

/* Offset of this CPU and its number: <asm/cpu_local.h>, host tests stub them. */
#ifdef HYP_HOST_TEST
unsigned long this_cpu_offset(void);
unsigned int smp_processor_id(void);
#else
#include <asm/current.h>
#endif

#define percpu_at(obj, off) \
	((__typeof__(obj) *)((unsigned long)&(obj) + (off)))
#define per_cpu_ptr(name, cpu) \
	percpu_at(percpu_##name, percpu_offset[cpu])
#define this_cpu_ptr(name) \
	percpu_at(percpu_##name, this_cpu_offset())
#define per_cpu(name, cpu)	(*per_cpu_ptr(name, cpu))
#define this_cpu(name)		(*this_cpu_ptr(name))

/**
 * percpu_init_cpu() - a CPU's copy of the data
 * @cpu: 0, and one that came up before, have theirs already
 *
 * Before the CPU starts, from another one, with the heap at work.
 *
 * Return: 0 or -ENOMEM.
 */
int percpu_init_cpu(unsigned int cpu);

#endif /* HYP_PERCPU_H */
