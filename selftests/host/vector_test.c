// SPDX-License-Identifier: GPL-2.0-only
/*
 * Vectors are given out per CPU. Wrong would be: a vector for two interrupts, one of the
 * hypervisor's own or of the exceptions, 0x80 or 0x82, a block that is not aligned as MSI
 * needs it, or one that is lost when it is freed.
 */
#include <asm/vector.h>

#include <linux/errno.h>
#include <linux/log2.h>
#include <asm/apic.h>

#include "test.h"

static bool is_device(int v)
{
	return v >= VECTOR_FIRST_DEVICE && v <= VECTOR_LAST_DEVICE && v != 0x80 && v != 0x82;
}

static void free_cpu(unsigned int cpu)
{
	vector_free(cpu, 0x20, 0xf0 - 0x20);
}

TEST(gives_all_device_vectors_and_no_other)
{
	unsigned int n = 0;
	int v;

	while ((v = vector_alloc(1, n, 1, false)) >= 0) {
		EXPECT(is_device(v));
		EXPECT_EQ(vector_irq(1, v), n);
		n++;
	}
	EXPECT_EQ(v, -ENOSPC);
	EXPECT_EQ(n, VECTOR_LAST_DEVICE - VECTOR_FIRST_DEVICE + 1 - 2);
	EXPECT_EQ(vector_irq(1, 0x80), VECTOR_NO_IRQ);
	EXPECT_EQ(vector_irq(0, 0x21), VECTOR_NO_IRQ);
	free_cpu(1);
}

TEST(high_ones_are_of_their_class)
{
	unsigned int n;
	int v;

	for (n = 0; (v = vector_alloc(2, 5, 1, true)) >= 0; n++)
		EXPECT_EQ(v >> 4, 0xe);
	EXPECT_EQ(n, 16);
	free_cpu(2);
}

TEST(blocks_are_aligned)
{
	unsigned int n;

	for (n = 2; n <= 32; n *= 2) {
		int v = vector_alloc(3, 100, n, false);
		unsigned int i;

		EXPECT(v > 0 && v % n == 0);
		for (i = 0; i < n; i++)
			EXPECT_EQ(vector_irq(3, v + i), 100 + i);
	}
	/* 0x80 to 0x9f has two holes: no block of 32 fits there. */
	EXPECT(vector_irq(3, 0x9f) == VECTOR_NO_IRQ || vector_irq(3, 0x81) == VECTOR_NO_IRQ);
	free_cpu(3);
}

TEST(the_same_number_on_another_cpu)
{
	int v = vector_alloc(4, 9, 1, false);

	EXPECT_EQ(vector_alloc_same(5, v, 9, 1), 0);
	EXPECT_EQ(vector_alloc_same(5, v, 10, 1), -EBUSY);
	EXPECT_EQ(vector_irq(5, v), 9);
	vector_free(4, v, 1);
	EXPECT_EQ(vector_irq(4, v), VECTOR_NO_IRQ);
	EXPECT_EQ(vector_irq(5, v), 9);
	free_cpu(5);
}

TEST(a_freed_number_rests)
{
	int v = vector_alloc(6, 1, 1, false);

	vector_free(6, v, 1);
	EXPECT(vector_alloc(6, 2, 1, false) != v);
	free_cpu(6);
}

#define SLOTS	64

TEST(random_use_against_a_list)
{
	int vector[SLOTS] = {};
	unsigned int size[SLOTS], round, i, j;

	test_random_seed(7);
	for (round = 0; round < 50000; round++) {
		i = test_random_below(SLOTS);
		if (vector[i]) {
			for (j = 0; j < size[i]; j++)
				REQUIRE(vector_irq(7, vector[i] + j) == (int)(i * 32 + j));
			vector_free(7, vector[i], size[i]);
			vector[i] = 0;
			continue;
		}
		size[i] = 1u << test_random_below(4);
		vector[i] = vector_alloc(7, i * 32, size[i], false);
		if (vector[i] < 0)
			vector[i] = 0;
	}
}
