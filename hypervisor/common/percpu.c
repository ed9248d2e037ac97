// SPDX-License-Identifier: GPL-2.0-only
/* One copy of the per-CPU data for each CPU. */
#include <hyp/percpu.h>

#include <hyp/heap.h>
#include <linux/errno.h>

unsigned long percpu_offset[NR_CPUS];

/* Once allocated, a CPU's copy stays: others may look at it while the CPU is away. */
int percpu_init_cpu(unsigned int cpu)
{
	void *area;

	if (!cpu || percpu_offset[cpu])
		return 0;
	area = heap_alloc(__per_cpu_end - __per_cpu_start);
	if (!area)
		return -ENOMEM;
	percpu_offset[cpu] = (unsigned long)area - (unsigned long)__per_cpu_start;
	return 0;
}
