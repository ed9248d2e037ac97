// SPDX-License-Identifier: GPL-2.0-only
/* Jobs in SOFTIRQ_TASKLET; see <hyp/tasklet.h>. */
#include <hyp/tasklet.h>

#include <hyp/arch.h>
#include <hyp/percpu.h>
#include <hyp/softirq.h>
#include <linux/atomic.h>
#include <linux/bitops.h>

struct tasklet_queue {
	struct tasklet *first, **last;		/* last is NULL before the first use */
};

static DEFINE_PER_CPU(struct tasklet_queue, tasklet_queue);

void tasklet_schedule(struct tasklet *t)
{
	struct tasklet_queue *queue;
	unsigned long flags;

	if (test_and_set_bit(0, &t->queued))
		return;
	flags = arch_irq_save();
	queue = this_cpu_ptr(tasklet_queue);
	if (!queue->first)
		queue->last = &queue->first;
	t->next = NULL;
	*queue->last = t;
	queue->last = &t->next;
	softirq_raise(SOFTIRQ_TASKLET);
	arch_irq_restore(flags);
}

static struct tasklet *take_queue(void)
{
	struct tasklet_queue *queue;
	unsigned long flags = arch_irq_save();
	struct tasklet *first;

	queue = this_cpu_ptr(tasklet_queue);
	first = queue->first;
	queue->first = NULL;
	arch_irq_restore(flags);
	return first;
}

static void run_tasklets(void)
{
	struct tasklet *t = take_queue();

	while (t) {
		struct tasklet *next = t->next;

		clear_bit_unlock(0, &t->queued);
		t->fn(t->data);
		t = next;
	}
}

void tasklet_init(void)
{
	softirq_register(SOFTIRQ_TASKLET, run_tasklets);
}
