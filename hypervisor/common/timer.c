// SPDX-License-Identifier: GPL-2.0-only
/* Timers; see <hyp/timer.h>. */
#include <hyp/timer.h>

#include <hyp/bug.h>
#include <hyp/cpumask.h>
#include <hyp/percpu.h>
#include <hyp/printk.h>
#include <hyp/softirq.h>
#include <hyp/spinlock.h>
#include <hyp/time.h>
#include <linux/atomic.h>

#include "timer_heap.h"

enum timer_state {
	TIMER_NONE,		/* zeroed memory */
	TIMER_IDLE,
	TIMER_QUEUED,
	TIMER_KILLED,
};

/**
 * struct timer_queue - timers of one CPU
 * @root: the one that expires first
 * @running: its handler is being called; after that it may be gone
 */
struct timer_queue {
	struct spinlock lock;
	struct timer *root;
	struct timer *running;
};

static DEFINE_PER_CPU(struct timer_queue, timer_queue);

static struct timer_queue *queue_of(const struct timer *t)
{
	return per_cpu_ptr(timer_queue, READ_ONCE(t->cpu));
}

/* The timer may move while we wait for the lock of the queue that it was in. */
static struct timer_queue *lock_timer(struct timer *t, unsigned long *flags)
{
	struct timer_queue *queue;

	for (;;) {
		queue = queue_of(t);
		*flags = spin_lock_irqsave(&queue->lock);
		if (queue == queue_of(t))
			return queue;
		spin_unlock_irqrestore(&queue->lock, *flags);
	}
}

static void unlock_timer(struct timer_queue *queue, unsigned long flags)
{
	spin_unlock_irqrestore(&queue->lock, flags);
}

/* A guest may ask for time 0, which to the architecture means none. */
static void program(const struct timer *t)
{
	arch_timer_program(t->expires ?: 1);
}

static void enqueue(struct timer_queue *queue, struct timer *t)
{
	t->state = TIMER_QUEUED;
	queue->root = timer_heap_insert(queue->root, t);
	if (queue->root != t)
		return;
	if (queue == this_cpu_ptr(timer_queue))
		program(t);
	else
		softirq_raise_on(t->cpu, SOFTIRQ_TIMER);
}

/* The interrupt may still come: it finds nothing due and sets the next one. */
static void dequeue(struct timer_queue *queue, struct timer *t)
{
	if (t->state != TIMER_QUEUED)
		return;
	queue->root = timer_heap_remove(queue->root, t);
	t->state = TIMER_IDLE;
}

void timer_init(struct timer *t, void (*fn)(void *data), void *data, unsigned int cpu)
{
	*t = (struct timer){ .fn = fn, .data = data, .cpu = cpu, .state = TIMER_IDLE };
}

void timer_set(struct timer *t, u64 expires)
{
	unsigned long flags;
	struct timer_queue *queue = lock_timer(t, &flags);

	dequeue(queue, t);
	t->expires = expires;
	if (t->state == TIMER_IDLE)
		enqueue(queue, t);
	unlock_timer(queue, flags);
}

void timer_stop(struct timer *t)
{
	unsigned long flags;
	struct timer_queue *queue = lock_timer(t, &flags);

	dequeue(queue, t);
	unlock_timer(queue, flags);
}

bool timer_is_set(const struct timer *t)
{
	return READ_ONCE(t->state) == TIMER_QUEUED;
}

static bool try_migrate(struct timer *t, unsigned int cpu)
{
	struct timer_queue *from = queue_of(t), *to = per_cpu_ptr(timer_queue, cpu);
	unsigned long flags;
	bool here;

	flags = spin_lock_irqsave(from < to ? &from->lock : &to->lock);
	if (from != to)
		spin_lock(from < to ? &to->lock : &from->lock);
	here = queue_of(t) == from;
	if (here && from != to) {
		bool queued = t->state == TIMER_QUEUED;

		dequeue(from, t);
		WRITE_ONCE(t->cpu, cpu);
		if (queued)
			enqueue(to, t);
	}
	if (from != to)
		spin_unlock(from < to ? &to->lock : &from->lock);
	spin_unlock_irqrestore(from < to ? &from->lock : &to->lock, flags);
	return here;
}

void timer_migrate(struct timer *t, unsigned int cpu)
{
	while (!try_migrate(t, cpu))
		cpu_relax();
}

void timer_migrate_all(unsigned int from, unsigned int to)
{
	struct timer_queue *queue = per_cpu_ptr(timer_queue, from);
	struct timer *t;

	while ((t = READ_ONCE(queue->root)))
		timer_migrate(t, to);
}

static void wait_for_handler(const struct timer *t)
{
	unsigned int cpu;

	for_each_online_cpu(cpu) {
		while (READ_ONCE(per_cpu_ptr(timer_queue, cpu)->running) == t)
			cpu_relax();
	}
}

void timer_kill(struct timer *t)
{
	struct timer_queue *queue;
	unsigned long flags;

	if (t->state == TIMER_NONE)
		return;
	queue = lock_timer(t, &flags);
	dequeue(queue, t);
	t->state = TIMER_KILLED;
	unlock_timer(queue, flags);
	wait_for_handler(t);
}

/* Takes the next timer that is due; otherwise programs the interrupt for the next. */
static struct timer *take_due(struct timer_queue *queue)
{
	struct timer *t;

	spin_lock_irq(&queue->lock);
	queue->running = NULL;
	t = queue->root;
	if (t && t->expires <= system_time()) {
		dequeue(queue, t);
		queue->running = t;
	} else {
		if (t)
			program(t);
		else
			arch_timer_program(0);
		t = NULL;
	}
	spin_unlock_irq(&queue->lock);
	return t;
}

/* @t may be gone when its handler comes back. */
static void run_timers(void)
{
	struct timer_queue *queue = this_cpu_ptr(timer_queue);
	struct timer *t;

	while ((t = take_due(queue)))
		t->fn(t->data);
}

void timer_init_cpu(unsigned int cpu)
{
	spin_lock_init(&per_cpu_ptr(timer_queue, cpu)->lock, LOCK_TIMER);
}

void timer_softirq_init(void)
{
	timer_init_cpu(smp_processor_id());
	softirq_register(SOFTIRQ_TIMER, run_timers);
}

/* A walk in order of the tree, not of time; the parent link leads back up. */
static struct timer *next_in_tree(struct timer *t)
{
	if (t->child)
		return t->child;
	while (t && !t->next) {
		while (t->prev && t->prev->child != t)
			t = t->prev;
		t = t->prev;
	}
	return t ? t->next : NULL;
}

void timer_dump(void)
{
	u64 now = system_time();
	unsigned int cpu;

	for_each_online_cpu(cpu) {
		struct timer_queue *queue = per_cpu_ptr(timer_queue, cpu);
		unsigned long flags = spin_lock_irqsave(&queue->lock);
		struct timer *t;

		printk("CPU %u:\n", cpu);
		for (t = queue->root; t; t = next_in_tree(t))
			printk("  in %lld us: %ps(%p)\n", (s64)(t->expires - now) / 1000, t->fn,
			       t->data);
		spin_unlock_irqrestore(&queue->lock, flags);
	}
}
