/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * One physical interrupt.
 *
 * An interrupt has a user: a handler of the hypervisor, or guests. It has a vector while
 * it has a user. It moves to another CPU with the same vector number, so that one
 * write to the device's (or the I/O APIC's) destination field moves it and nothing can
 * be seen half done; where the number is taken, it stays.
 */
#ifndef ASM_IRQ_DESC_H
#define ASM_IRQ_DESC_H

#include <linux/types.h>
#include <hyp/percpu.h>
#include <hyp/spinlock.h>

struct irq_desc;
struct irq_guests;
struct msi_entry;

/**
 * struct irq_chip - how interrupts of one kind are controlled
 * @name: for the debug key
 * @mask: at the device or the I/O APIC
 * @unmask: likewise
 * @program: vector, CPU and trigger of the interrupt go to the hardware; mask bit as
 *	desc->masked
 *
 * All with desc->lock held, interrupts off.
 */
struct irq_chip {
	const char *name;
	void (*mask)(struct irq_desc *desc);
	void (*unmask)(struct irq_desc *desc);
	/* Vector, CPU and trigger of @desc go to the hardware; mask bit as desc->masked. */
	void (*program)(struct irq_desc *desc);
};

#define IRQ_NO_CPU	NR_CPUS

/**
 * struct irq_desc - one physical interrupt
 * @lock: LOCK_IRQ, interrupts off; for all below
 * @chip: NULL: there is no such interrupt
 * @irq: its number
 * @vector: 0: none
 * @level: level triggered, not edge
 * @active_low: polarity
 * @masked: at the hardware
 * @fixed: vector was given for good, it can't move
 * @cpu: where it arrives
 * @old_cpu: where it arrived before, IRQ_NO_CPU: done
 * @seen_on_cpu: arrived on the new one since
 * @strays: in a row on a CPU where no user runs
 * @fn: the hypervisor's own
 * @data: for @fn
 * @name: of its user, for the debug key
 * @running: fn is being called
 * @guests: NULL: none
 * @msi: the message behind it, NULL: a pin
 * @count: arrivals since boot
 * @window: start of the storm measurement, ns
 * @in_window: arrivals since @window
 * @storm: masked for a moment
 */
struct irq_desc {
	struct spinlock lock;
	const struct irq_chip *chip;
	u16 irq;
	u8 vector;
	bool level, active_low;
	bool masked;
	bool fixed;
	u32 cpu;
	u32 old_cpu;
	bool seen_on_cpu;
	u32 strays;

	void (*fn)(void *data);
	void *data;
	const char *name;
	bool running;

	struct irq_guests *guests;
	struct msi_entry *msi;

	u64 count;
	u64 window;
	u32 in_window;
	bool storm;
};

/**
 * irq_desc() - look an interrupt up
 * @irq: any number, a guest's too
 *
 * Return: NULL for a number that is not in use (no chip).
 */
struct irq_desc *irq_desc(unsigned int irq);

/**
 * irq_desc_any() - the same without a look whether it is in use
 * @irq: known to be below NR_IRQS
 */
struct irq_desc *irq_desc_any(unsigned int irq);

extern unsigned int nr_gsis;		/* GSIs are the interrupts [0, nr_gsis) */

/**
 * irq_create() - give free numbers above the GSIs a chip
 * @chip: what controls them
 * @n: how many in a row, aligned to @n
 *
 * Return: the first number, -ENOSPC.
 */
int irq_create(const struct irq_chip *chip, unsigned int n);

/**
 * irq_destroy() - give numbers back
 * @irq: the first
 * @n: how many, as irq_create() gave them
 *
 * Nobody uses them. Stops them if that has not been done, and frees fixed vectors.
 */
void irq_destroy(unsigned int irq, unsigned int n);

/**
 * irq_fix_vectors() - vectors in a row on one CPU, for as long as the numbers are
 * @irq: first number, new from irq_create()
 * @n: how many, a power of two
 * @cpu: where they arrive
 *
 * One MSI with several messages. They can't move.
 *
 * Return: 0, -ENOSPC.
 */
int irq_fix_vectors(unsigned int irq, unsigned int n, unsigned int cpu);

/**
 * irq_start() - give an interrupt a vector and program the hardware, masked
 * @desc: desc->lock is held
 * @cpu: where it should arrive; where there is no vector, another one
 * @high: a vector of high priority
 *
 * Return: 0, -ENOSPC.
 */
int irq_start(struct irq_desc *desc, unsigned int cpu, bool high);

/**
 * irq_stop() - mask an interrupt and free its vector, if it is not a fixed one
 * @desc: desc->lock is held
 */
void irq_stop(struct irq_desc *desc);

/**
 * irq_mask() - mask an interrupt that is not masked
 * @desc: desc->lock is held
 */
void irq_mask(struct irq_desc *desc);

/**
 * irq_unmask() - unmask an interrupt
 * @desc: desc->lock is held
 *
 * Not while it storms: the end of that does it.
 */
void irq_unmask(struct irq_desc *desc);

/**
 * irq_move() - let an interrupt arrive on another CPU, with the same vector
 * @desc: desc->lock is held
 * @cpu: one that is not online leaves all as it is
 *
 * Return: 0, or -EBUSY when its vector is in use there, it is fixed, or still moving.
 */
int irq_move(struct irq_desc *desc, unsigned int cpu);

/**
 * irq_cleanup_interrupt() - VECTOR_IRQ_CLEANUP: free vectors of interrupts that have left
 *	this CPU
 *
 * Interrupts are off; takes each interrupt's lock.
 */
void irq_cleanup_interrupt(void);

/**
 * irq_guests_interrupt() - an interrupt of guests came: send their events
 * @desc: it
 *
 * Interrupts are off, no lock is held. Takes desc->lock.
 */
void irq_guests_interrupt(struct irq_desc *desc);

#endif /* ASM_IRQ_DESC_H */
