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

struct irq_chip {
	const char *name;
	void (*mask)(struct irq_desc *desc);
	void (*unmask)(struct irq_desc *desc);
	/* Vector, CPU and trigger of @desc go to the hardware; mask bit as desc->masked. */
	void (*program)(struct irq_desc *desc);
};

#define IRQ_NO_CPU	NR_CPUS

struct irq_desc {
	struct spinlock lock;		/* LOCK_IRQ, interrupts off; for all below */
	const struct irq_chip *chip;	/* NULL: there is no such interrupt */
	u16 irq;
	u8 vector;			/* 0: none */
	bool level, active_low;
	bool masked;
	bool fixed;			/* vector was given for good, it can't move */
	u32 cpu;			/* where it arrives */
	u32 old_cpu;			/* where it arrived before, IRQ_NO_CPU: done */
	bool seen_on_cpu;		/* arrived on the new one since */
	u32 strays;			/* in a row on a CPU where no user runs */

	void (*fn)(void *data);		/* the hypervisor's own */
	void *data;
	const char *name;
	bool running;			/* fn is being called */

	struct irq_guests *guests;
	struct msi_entry *msi;

	u64 count;
	u64 window;			/* start of the storm measurement, ns */
	u32 in_window;
	bool storm;			/* masked for a moment */
};

/* NULL for a number that is not in use (no chip). */
struct irq_desc *irq_desc(unsigned int irq);

/* The same without a look whether it is in use; @irq is known to be in range. */
struct irq_desc *irq_desc_any(unsigned int irq);

extern unsigned int nr_gsis;		/* GSIs are the interrupts [0, nr_gsis) */

/* Gives a free number above the GSIs a chip; @n in a row, aligned. -ENOSPC. */
int irq_create(const struct irq_chip *chip, unsigned int n);
void irq_destroy(unsigned int irq, unsigned int n);

/*
 * Vectors in a row for @n interrupts in a row, on one CPU, for as long as the numbers
 * are: one MSI with several messages. Return: 0, -ENOSPC.
 */
int irq_fix_vectors(unsigned int irq, unsigned int n, unsigned int cpu);

/*
 * Locks held: desc->lock. A vector near @cpu, and the hardware programmed and masked.
 * Return: 0, -ENOSPC.
 */
int irq_start(struct irq_desc *desc, unsigned int cpu, bool high);
void irq_stop(struct irq_desc *desc);		/* masked, vector free */
void irq_mask(struct irq_desc *desc);
void irq_unmask(struct irq_desc *desc);
/* To @cpu: 0, or -EBUSY when its vector is in use there or it is still moving. */
int irq_move(struct irq_desc *desc, unsigned int cpu);

/* VECTOR_IRQ_CLEANUP */
void irq_cleanup_interrupt(void);

/* pirq.c: the interrupt came, interrupts are off, no lock is held. */
void irq_guests_interrupt(struct irq_desc *desc);

#endif /* ASM_IRQ_DESC_H */
