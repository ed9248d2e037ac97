// SPDX-License-Identifier: GPL-2.0-only
#include <asm/vector.h>

#include <linux/compiler.h>
#include <linux/errno.h>
#include <linux/minmax.h>
#include <hyp/irq.h>
#include <hyp/percpu.h>
#include <asm/apic.h>

/* Interrupt + 1; 0: free. Zero pages cost nothing for CPUs that are not there. */
static u16 table[NR_CPUS][256];
/* Where the search begins: a number that was just freed rests for a while. */
static u8 next_vector[NR_CPUS];

/* PV kernels are entered by INT 0x80 and, once upon a time, INT 0x82. */
static bool reserved(unsigned int vector)
{
	return vector == 0x80 || vector == 0x82;
}

static bool all_free(unsigned int cpu, unsigned int first, unsigned int n)
{
	unsigned int i;

	for (i = first; i < first + n; i++) {
		if (table[cpu][i] || reserved(i))
			return false;
	}
	return true;
}

static void take(unsigned int cpu, unsigned int first, unsigned int irq, unsigned int n)
{
	unsigned int i;

	for (i = 0; i < n; i++)
		WRITE_ONCE(table[cpu][first + i], irq + i + 1);
}

/* First of @n free vectors in [@from, @to], or 0. */
static unsigned int search(unsigned int cpu, unsigned int from, unsigned int to, unsigned int n)
{
	unsigned int v;

	for (v = (from + n - 1) / n * n; v + n - 1 <= to; v += n) {
		if (all_free(cpu, v, n))
			return v;
	}
	return 0;
}

static unsigned int search_device(unsigned int cpu, unsigned int n)
{
	unsigned int v, start = max_t(unsigned int, next_vector[cpu], VECTOR_FIRST_DEVICE);

	v = search(cpu, start, VECTOR_LAST_DEVICE, n);
	return v ? v : search(cpu, VECTOR_FIRST_DEVICE, VECTOR_LAST_DEVICE, n);
}

int vector_alloc(unsigned int cpu, unsigned int irq, unsigned int n, bool high)
{
	unsigned int v;

	if (high)
		v = search(cpu, VECTOR_HIGH_DEVICE, VECTOR_HIGH_DEVICE + 15, 1);
	else
		v = search_device(cpu, n);
	if (!v)
		return -ENOSPC;
	take(cpu, v, irq, n);
	if (!high)
		next_vector[cpu] = v + n;
	return v;
}

int vector_alloc_same(unsigned int cpu, u8 vector, unsigned int irq, unsigned int n)
{
	if (!all_free(cpu, vector, n))
		return -EBUSY;
	take(cpu, vector, irq, n);
	return 0;
}

void vector_free(unsigned int cpu, u8 vector, unsigned int n)
{
	unsigned int i;

	for (i = 0; i < n; i++)
		WRITE_ONCE(table[cpu][vector + i], 0);
}

int vector_irq(unsigned int cpu, u8 vector)
{
	return (int)READ_ONCE(table[cpu][vector]) - 1;
}
