// SPDX-License-Identifier: GPL-2.0-only
/*
 * Physical interrupts: numbers, vectors, handlers of the hypervisor, moves.
 *
 * An edge or a message is acknowledged at once. A level interrupt is masked first, and
 * unmasked when its users are done: a guest that takes its time then holds up nobody
 * else, which a late acknowledge would, as it blocks the CPU's whole priority class.
 *
 * A move: the vector is taken on the new CPU too, then the destination is written. From
 * then on interrupts come to the new CPU; one may be on its way to the old one. When the
 * first has come to the new CPU, the old CPU is told by an IPI to free its vector; if
 * one is still requested there, it is handled first and frees the vector itself.
 */
#include <hyp/irq.h>

#include <linux/errno.h>
#include <linux/init.h>
#include <linux/kernel.h>
#include <linux/nospec.h>
#include <hyp/boot_info.h>
#include <hyp/cpumask.h>
#include <hyp/printk.h>
#include <hyp/time.h>
#include <hyp/timer.h>
#include <asm/apic.h>
#include <asm/barrier.h>
#include <asm/ioapic.h>
#include <asm/irq_desc.h>
#include <asm/vector.h>

static struct irq_desc descs[NR_IRQS];
/* Vectors and numbers are given out under it; inside of it desc->lock is not taken. */
static DEFINE_SPINLOCK(table_lock, LOCK_LEAF);
static struct timer storm_timer;

struct irq_desc *irq_desc(unsigned int irq)
{
	if (irq >= NR_IRQS)
		return NULL;
	irq = array_index_nospec(irq, NR_IRQS);
	return READ_ONCE(descs[irq].chip) ? &descs[irq] : NULL;
}

struct irq_desc *irq_desc_any(unsigned int irq)
{
	return &descs[irq];
}

static bool numbers_free(unsigned int first, unsigned int n)
{
	unsigned int i;

	for (i = first; i < first + n; i++) {
		if (descs[i].chip)
			return false;
	}
	return true;
}

int irq_create(const struct irq_chip *chip, unsigned int n)
{
	unsigned long flags = spin_lock_irqsave(&table_lock);
	unsigned int first, i;
	int ret = -ENOSPC;

	for (first = roundup(nr_gsis, n); first + n <= NR_IRQS; first += n) {
		if (!numbers_free(first, n))
			continue;
		for (i = first; i < first + n; i++)
			WRITE_ONCE(descs[i].chip, chip);
		ret = first;
		break;
	}
	spin_unlock_irqrestore(&table_lock, flags);
	return ret;
}

void irq_mask(struct irq_desc *desc)
{
	if (desc->masked)
		return;
	desc->masked = true;
	desc->chip->mask(desc);
}

void irq_unmask(struct irq_desc *desc)
{
	if (!desc->masked || desc->storm)
		return;
	desc->masked = false;
	desc->chip->unmask(desc);
}

int irq_fix_vectors(unsigned int irq, unsigned int n, unsigned int cpu)
{
	unsigned long flags = spin_lock_irqsave(&table_lock);
	int vector = vector_alloc(cpu, irq, n, false);
	unsigned int i;

	for (i = 0; i < n && vector >= 0; i++) {
		descs[irq + i].vector = vector + i;
		descs[irq + i].cpu = cpu;
		descs[irq + i].masked = true;
		descs[irq + i].fixed = true;
	}
	spin_unlock_irqrestore(&table_lock, flags);
	return vector < 0 ? vector : 0;
}

static int take_vector(struct irq_desc *desc, unsigned int cpu, bool high)
{
	unsigned long flags = spin_lock_irqsave(&table_lock);
	int vector = vector_alloc(cpu, desc->irq, 1, high);

	spin_unlock_irqrestore(&table_lock, flags);
	if (vector < 0)
		return vector;
	desc->vector = vector;
	desc->cpu = cpu;
	return 0;
}

/* Where @cpu has no vector left, any CPU will do. */
static int take_vector_anywhere(struct irq_desc *desc, unsigned int cpu, bool high)
{
	int err = take_vector(desc, cpu, high);
	unsigned int other;

	for_each_online_cpu(other) {
		if (err)
			err = take_vector(desc, other, high);
	}
	return err;
}

int irq_start(struct irq_desc *desc, unsigned int cpu, bool high)
{
	int err = desc->fixed ? 0 : take_vector_anywhere(desc, cpu, high);

	if (err)
		return err;
	desc->old_cpu = IRQ_NO_CPU;
	desc->masked = true;
	desc->storm = false;
	desc->chip->program(desc);
	return 0;
}

void irq_stop(struct irq_desc *desc)
{
	unsigned long flags;

	if (!desc->vector)
		return;
	irq_mask(desc);
	if (desc->fixed)
		return;
	flags = spin_lock_irqsave(&table_lock);
	vector_free(desc->cpu, desc->vector, 1);
	if (desc->old_cpu != IRQ_NO_CPU)
		vector_free(desc->old_cpu, desc->vector, 1);
	spin_unlock_irqrestore(&table_lock, flags);
	desc->vector = 0;
	desc->old_cpu = IRQ_NO_CPU;
}

static void destroy_one(struct irq_desc *desc)
{
	unsigned long flags, table_flags;

	flags = spin_lock_irqsave(&desc->lock);
	irq_stop(desc);
	table_flags = spin_lock_irqsave(&table_lock);
	if (desc->fixed)
		vector_free(desc->cpu, desc->vector, 1);
	desc->fixed = false;
	desc->vector = 0;
	desc->msi = NULL;
	desc->level = false;
	desc->count = 0;
	WRITE_ONCE(desc->chip, NULL);
	spin_unlock_irqrestore(&table_lock, table_flags);
	spin_unlock_irqrestore(&desc->lock, flags);
}

void irq_destroy(unsigned int irq, unsigned int n)
{
	while (n--)
		destroy_one(&descs[irq++]);
}

int irq_move(struct irq_desc *desc, unsigned int cpu)
{
	unsigned long flags;
	int err = 0;

	if (!desc->vector || desc->cpu == cpu || !cpumask_test(cpu, &cpu_online))
		return 0;
	if (desc->fixed || (desc->old_cpu != IRQ_NO_CPU && desc->old_cpu != cpu))
		return -EBUSY;
	if (desc->old_cpu != cpu) {
		flags = spin_lock_irqsave(&table_lock);
		err = vector_alloc_same(cpu, desc->vector, desc->irq, 1);
		spin_unlock_irqrestore(&table_lock, flags);
	}
	if (err)
		return err;
	desc->old_cpu = desc->cpu;
	desc->cpu = cpu;
	desc->seen_on_cpu = false;
	desc->strays = 0;
	desc->chip->program(desc);
	return 0;
}

/* On its old CPU: nothing comes any more, and nothing is on its way? */
static void finish_move(struct irq_desc *desc)
{
	unsigned int cpu = smp_processor_id();
	unsigned long flags;

	if (desc->old_cpu != cpu || !desc->seen_on_cpu || apic_irr_test(desc->vector))
		return;
	flags = spin_lock_irqsave(&table_lock);
	vector_free(cpu, desc->vector, 1);
	spin_unlock_irqrestore(&table_lock, flags);
	desc->old_cpu = IRQ_NO_CPU;
}

void irq_cleanup_interrupt(void)
{
	unsigned int vector, cpu = smp_processor_id();

	for (vector = VECTOR_FIRST_DEVICE; vector < VECTOR_HIGH_DEVICE + 16; vector++) {
		int irq = vector_irq(cpu, vector);

		if (irq < 0)
			continue;
		spin_lock(&descs[irq].lock);
		finish_move(&descs[irq]);
		spin_unlock(&descs[irq].lock);
	}
}

/* Under desc->lock. */
static void note_arrival(struct irq_desc *desc)
{
	desc->count++;
	if (desc->old_cpu == IRQ_NO_CPU || desc->cpu != smp_processor_id() || desc->seen_on_cpu)
		return;
	desc->seen_on_cpu = true;
	apic_send_ipi(desc->old_cpu, VECTOR_IRQ_CLEANUP);
}

static void run_handler(struct irq_desc *desc)
{
	desc->running = true;
	spin_unlock(&desc->lock);
	desc->fn(desc->data);
	spin_lock(&desc->lock);
	desc->running = false;
	if (desc->level && desc->fn)
		irq_unmask(desc);
}

/* More than this in a tenth of a second is a device that has gone mad. */
#define STORM_WINDOW	(100 * NSEC_PER_MSEC)
#define STORM_LIMIT	50000
#define STORM_PAUSE	(10 * NSEC_PER_MSEC)

static void storm_over(void *data)
{
	unsigned int irq;

	for (irq = 0; irq < NR_IRQS; irq++) {
		struct irq_desc *desc = &descs[irq];
		unsigned long flags;

		if (!READ_ONCE(desc->storm))
			continue;
		flags = spin_lock_irqsave(&desc->lock);
		desc->storm = false;
		if (desc->chip && desc->guests)
			irq_unmask(desc);
		spin_unlock_irqrestore(&desc->lock, flags);
	}
}

/* Under desc->lock: true when the interrupt was masked for a moment. */
static bool storm(struct irq_desc *desc)
{
	u64 now;

	if (desc->level || ++desc->in_window < STORM_LIMIT)
		return false;
	now = system_time();
	if (now - desc->window > STORM_WINDOW) {
		desc->window = now;
		desc->in_window = 0;
		return false;
	}
	irq_mask(desc);
	desc->storm = true;
	timer_set(&storm_timer, now + STORM_PAUSE);
	return true;
}

static void unexpected(u8 vector)
{
	static struct ratelimit limit;

	if (ratelimit(&limit))
		pr_debug("CPU%u: interrupt by vector %#x, which nobody has\n", smp_processor_id(),
			 vector);
}

/* Nobody wants it: a level one would come again and again. */
static void unwanted(struct irq_desc *desc)
{
	irq_mask(desc);
}

void irq_interrupt(u8 vector)
{
	int irq = vector_irq(smp_processor_id(), vector);
	struct irq_desc *desc;
	bool guests = false;

	if (irq < 0) {
		apic_eoi();
		unexpected(vector);
		return;
	}
	desc = &descs[irq];
	spin_lock(&desc->lock);
	if (desc->level && desc->chip)
		irq_mask(desc);
	apic_eoi();
	note_arrival(desc);
	if (!desc->chip || desc->vector != vector)
		;		/* it was on its way when it was stopped */
	else if (desc->fn)
		run_handler(desc);
	else if (!desc->guests)
		unwanted(desc);
	else
		guests = !storm(desc);
	finish_move(desc);
	spin_unlock(&desc->lock);
	if (guests)
		irq_guests_interrupt(desc);
}

int irq_request(unsigned int irq, void (*fn)(void *data), void *data, const char *name)
{
	struct irq_desc *desc = irq_desc(irq);
	unsigned long flags;
	int err = -EBUSY;

	if (!desc)
		return -EINVAL;
	flags = spin_lock_irqsave(&desc->lock);
	if (!desc->fn && !desc->guests)
		err = irq_start(desc, smp_processor_id(), true);
	if (!err) {
		desc->fn = fn;
		desc->data = data;
		desc->name = name;
		irq_unmask(desc);
	}
	spin_unlock_irqrestore(&desc->lock, flags);
	return err;
}

void irq_release(unsigned int irq)
{
	struct irq_desc *desc = irq_desc(irq);
	unsigned long flags;

	if (!desc)
		return;
	flags = spin_lock_irqsave(&desc->lock);
	irq_stop(desc);
	desc->fn = NULL;
	spin_unlock_irqrestore(&desc->lock, flags);
	/* It may be running on another CPU; its data must live that long. */
	while (READ_ONCE(desc->running))
		cpu_relax();
}

void __init irq_init(void)
{
	unsigned int i;

	for (i = 0; i < NR_IRQS; i++) {
		spin_lock_init(&descs[i].lock, LOCK_IRQ);
		descs[i].irq = i;
		descs[i].cpu = 0;
		descs[i].old_cpu = IRQ_NO_CPU;
	}
	timer_init(&storm_timer, storm_over, NULL, 0);
	if (boot_info.platform_owner == PLATFORM_HYPERVISOR)
		ioapic_init();
}
