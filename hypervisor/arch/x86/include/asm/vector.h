/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Which interrupt a vector stands for, on each CPU. Device interrupts have one CPU as
 * their destination, so that one number can be in use on each CPU for another device.
 */
#ifndef ASM_VECTOR_H
#define ASM_VECTOR_H

#include <linux/types.h>

#define VECTOR_NO_IRQ	(-1)

/**
 * vector_alloc() - vectors for interrupts that follow each other
 * @cpu: where they are to arrive
 * @irq: number of the first interrupt
 * @n: a power of two up to 32; the first vector is a multiple of it (as MSI wants)
 * @high: of the class above all others; @n is 1
 *
 * Callers have a lock; readers need none.
 *
 * Return: the first vector, or -ENOSPC.
 */
int vector_alloc(unsigned int cpu, unsigned int irq, unsigned int n, bool high);

/**
 * vector_alloc_same() - the same vectors on another CPU
 * @cpu: where
 * @vector: the first
 * @irq: number of the first interrupt
 * @n: how many
 *
 * As vector_alloc().
 *
 * Return: 0, or -EBUSY if one of them is in use there.
 */
int vector_alloc_same(unsigned int cpu, u8 vector, unsigned int irq, unsigned int n);

/**
 * vector_free() - give vectors of a CPU back
 * @cpu: where
 * @vector: the first
 * @n: how many
 *
 * As vector_alloc().
 */
void vector_free(unsigned int cpu, u8 vector, unsigned int n);

/**
 * vector_irq() - the interrupt that a vector stands for
 * @cpu: where it arrived
 * @vector: which
 *
 * Any context.
 *
 * Return: what was given to vector_alloc(), or VECTOR_NO_IRQ.
 */
int vector_irq(unsigned int cpu, u8 vector);

#endif /* ASM_VECTOR_H */
