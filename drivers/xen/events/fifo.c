// SPDX-License-Identifier: GPL-2.0-only
/*
 * The FIFO ABI: a word for each of 131072 ports, and queues of sixteen priorities.
 *
 * The word has the port's bits (PENDING, MASKED, LINKED, BUSY) and the port that follows it in
 * its queue. A control block for each CPU has the heads of its queues and a bit for each that
 * became ready. The hypervisor appends, we take off:
 *
 *	control block: head[q] -> A -link-> B -link-> C, whose link is 0
 *
 * A word is in the queue as long as LINKED is set. We clear that together with the link; if
 * the hypervisor's append finds it cleared, the queue was empty and it writes head[q]. While it
 * is writing a link into a word it has BUSY set there, and a word must not be unmasked then.
 */
#define pr_fmt(fmt) "xen:events: " fmt

#include <linux/bits.h>
#include <linux/gfp.h>
#include <linux/irqflags.h>
#include <linux/percpu.h>
#include <linux/smp.h>

#include <asm/sync_bitops.h>
#include <asm/xen/hypercall.h>

#include <xen/page.h>
#include <xen/xen-ops.h>

#include "events.h"

#define WORDS_PER_PAGE	(XEN_PAGE_SIZE / sizeof(event_word_t))
#define MAX_PAGES	(EVTCHN_FIFO_NR_CHANNELS / WORDS_PER_PAGE)

/**
 * struct fifo_cpu - the queues of a CPU
 * @control:	shared with the hypervisor; a page, for as long as the kernel runs
 * @head:	next port of a queue that we have begun to take off; 0: look at @control
 */
struct fifo_cpu {
	struct evtchn_fifo_control_block *control;
	evtchn_port_t head[EVTCHN_FIFO_MAX_QUEUES];
};

static DEFINE_PER_CPU(struct fifo_cpu, fifo_cpu);

static event_word_t *pages[MAX_PAGES] __read_mostly;
static unsigned int nr_pages __read_mostly;	/* that the hypervisor knows of */

static event_word_t *word_of(evtchn_port_t port)
{
	return &pages[port / WORDS_PER_PAGE][port % WORDS_PER_PAGE];
}

/* sync_*_bit() work on longs; a word that is odd is the upper half of one. */
static unsigned long *bits_of(evtchn_port_t port, unsigned int *bit)
{
	event_word_t *word = word_of(port);

	if ((unsigned long)word & (sizeof(long) - 1)) {
		*bit += BITS_PER_BYTE * sizeof(*word);
		word--;
	}
	return (unsigned long *)word;
}

static void set(evtchn_port_t port, unsigned int bit)
{
	unsigned long *bits = bits_of(port, &bit);

	sync_set_bit(bit, bits);
}

static void clear(evtchn_port_t port, unsigned int bit)
{
	unsigned long *bits = bits_of(port, &bit);

	sync_clear_bit(bit, bits);
}

static unsigned int fifo_max_ports(void)
{
	return EVTCHN_FIFO_NR_CHANNELS;
}

static unsigned int fifo_nr_ports(void)
{
	return nr_pages * WORDS_PER_PAGE;
}

/* Words */

static void mask_page(event_word_t *page)
{
	unsigned int i;

	for (i = 0; i < WORDS_PER_PAGE; i++)
		page[i] = BIT(EVTCHN_FIFO_MASKED);
}

/* The page stays when the hypervisor does not take it, for the next try. */
static int add_page(void)
{
	struct evtchn_expand_array expand;
	event_word_t **page = &pages[nr_pages];
	int ret;

	/* A line of the hardware is bound with interrupts off. */
	if (!*page)
		*page = (event_word_t *)__get_free_page(irqs_disabled() ? GFP_ATOMIC : GFP_KERNEL);
	if (!*page)
		return -ENOMEM;
	mask_page(*page);
	expand.array_gfn = virt_to_gfn(*page);
	ret = HYPERVISOR_event_channel_op(EVTCHNOP_expand_array, &expand);
	if (!ret)
		nr_pages++;
	return ret;
}

static int fifo_prepare(evtchn_port_t port)
{
	int ret = 0;

	if (port >= EVTCHN_FIFO_NR_CHANNELS)
		return -EINVAL;
	while (!ret && port >= fifo_nr_ports())
		ret = add_page();
	if (ret)
		pr_err("no words for port %u (%d)\n", port, ret);
	else
		set(port, EVTCHN_FIFO_MASKED);
	return ret;
}

/* The hypervisor knows. An event that it has queued already is handled where it is. */
static void fifo_bind(evtchn_port_t port, unsigned int cpu, unsigned int old_cpu)
{
}

static void fifo_clear(evtchn_port_t port)
{
	clear(port, EVTCHN_FIFO_PENDING);
}

static void fifo_set(evtchn_port_t port)
{
	set(port, EVTCHN_FIFO_PENDING);
}

static bool fifo_pending(evtchn_port_t port)
{
	return READ_ONCE(*word_of(port)) & BIT(EVTCHN_FIFO_PENDING);
}

static void fifo_mask(evtchn_port_t port)
{
	set(port, EVTCHN_FIFO_MASKED);
}

/* Return whether the port was pending at the moment it was opened. */
static bool open_word(event_word_t *word)
{
	event_word_t old, seen = READ_ONCE(*word);

	do {
		/* A link is being written, which takes a few instructions. */
		while (seen & BIT(EVTCHN_FIFO_BUSY)) {
			cpu_relax();
			seen = READ_ONCE(*word);
		}
		old = seen;
		seen = sync_cmpxchg(word, old, old & ~BIT(EVTCHN_FIFO_MASKED));
	} while (seen != old);
	return old & BIT(EVTCHN_FIFO_PENDING);
}

/* What is pending now must be queued, which the hypervisor does for a masked port only. */
static void fifo_unmask(evtchn_port_t port)
{
	struct evtchn_unmask unmask = { .port = port };

	if (open_word(word_of(port))) {
		set(port, EVTCHN_FIFO_MASKED);
		HYPERVISOR_event_channel_op(EVTCHNOP_unmask, &unmask);
	}
}

/* Queues */

/* Take a word off; return the port behind it. */
static evtchn_port_t take_off(event_word_t *word)
{
	event_word_t old, seen = READ_ONCE(*word);

	do {
		old = seen;
		seen = sync_cmpxchg(word, old,
				    old & ~(BIT(EVTCHN_FIFO_LINKED) | EVTCHN_FIFO_LINK_MASK));
	} while (seen != old);
	return old & EVTCHN_FIFO_LINK_MASK;
}

static bool is_ready(event_word_t word)
{
	return (word & (BIT(EVTCHN_FIFO_PENDING) | BIT(EVTCHN_FIFO_MASKED))) ==
		BIT(EVTCHN_FIFO_PENDING);
}

/* One event of a queue; @ready loses the bit of a queue that is empty. */
static void handle_one(struct fifo_cpu *fifo, unsigned int q, unsigned long *ready,
		       struct upcall *upcall)
{
	evtchn_port_t port = fifo->head[q];
	event_word_t *word;

	if (!port) {
		/* The ready bit was read before the head; the hypervisor writes the head first. */
		virt_rmb();
		port = READ_ONCE(fifo->control->head[q]);
	}
	if (unlikely(!port || port >= fifo_nr_ports())) {
		pr_warn_ratelimited("queue %u begins with port %u\n", q, port);
		fifo->head[q] = 0;
		__clear_bit(q, ready);
		return;
	}
	word = word_of(port);
	fifo->head[q] = take_off(word);
	if (!fifo->head[q])
		__clear_bit(q, ready);
	if (is_ready(READ_ONCE(*word)))
		event_handle(port, upcall);
}

static void handle_queues(struct fifo_cpu *fifo, struct upcall *upcall)
{
	unsigned long ready = xchg(&fifo->control->ready, 0);

	/* One event at a time: a queue of higher priority may have become ready meanwhile. */
	while (ready) {
		handle_one(fifo, __ffs(ready), &ready, upcall);
		if (READ_ONCE(fifo->control->ready))
			ready |= xchg(&fifo->control->ready, 0);
	}
}

static void fifo_handle(unsigned int cpu, struct upcall *upcall)
{
	handle_queues(this_cpu_ptr(&fifo_cpu), upcall);
}

/* CPUs */

static int tell_control(unsigned int cpu, struct evtchn_fifo_control_block *control)
{
	struct evtchn_init_control init = {
		.control_gfn = virt_to_gfn(control),
		.vcpu = xen_vcpu_nr(cpu),
	};

	return HYPERVISOR_event_channel_op(EVTCHNOP_init_control, &init);
}

static int fifo_cpu_up(unsigned int cpu)
{
	struct fifo_cpu *fifo = per_cpu_ptr(&fifo_cpu, cpu);
	void *page;
	int ret;

	/* It was there before; the hypervisor has the page still. */
	if (fifo->control)
		return 0;
	page = (void *)get_zeroed_page(GFP_KERNEL);
	if (!page)
		return -ENOMEM;
	ret = tell_control(cpu, page);
	if (ret)
		free_page((unsigned long)page);
	else
		fifo->control = page;
	return ret;
}

/* What is left in its queues would stay linked there, and so never be queued again. */
static void fifo_cpu_dead(unsigned int cpu)
{
	struct upcall upcall = { .end = jiffies + 1 };

	local_irq_disable();
	rcu_read_lock();
	handle_queues(per_cpu_ptr(&fifo_cpu, cpu), &upcall);
	rcu_read_unlock();
	local_irq_enable();
}

/* The new hypervisor knows neither pages nor words. */
static void fifo_resume(void)
{
	unsigned int cpu;

	for_each_possible_cpu(cpu) {
		struct fifo_cpu *fifo = per_cpu_ptr(&fifo_cpu, cpu);

		memset(fifo->head, 0, sizeof(fifo->head));
		if (!fifo->control)
			continue;
		clear_page(fifo->control);
		/* One that is not on line gets a new block when it comes. */
		if (!cpu_online(cpu)) {
			free_page((unsigned long)fifo->control);
			fifo->control = NULL;
		} else if (tell_control(cpu, fifo->control)) {
			panic("xen:events: CPU %u has no event queues after the restore", cpu);
		}
	}
	/* Pages are added again as ports are bound; they are there already. */
	nr_pages = 0;
}

/* A pending event is nobody's, and the hypervisor has left all pages. */
static void fifo_stop(void)
{
	unsigned int cpu, i;

	for_each_possible_cpu(cpu) {
		struct fifo_cpu *fifo = per_cpu_ptr(&fifo_cpu, cpu);

		free_page((unsigned long)fifo->control);
		fifo->control = NULL;
	}
	for (i = 0; i < MAX_PAGES && pages[i]; i++)
		free_page((unsigned long)pages[i]);
}

static const struct event_abi fifo_abi = {
	.max_ports = fifo_max_ports,
	.nr_ports = fifo_nr_ports,
	.prepare = fifo_prepare,
	.bind = fifo_bind,
	.clear = fifo_clear,
	.set = fifo_set,
	.pending = fifo_pending,
	.mask = fifo_mask,
	.unmask = fifo_unmask,
	.handle = fifo_handle,
	.resume = fifo_resume,
	.cpu_up = fifo_cpu_up,
	.cpu_dead = fifo_cpu_dead,
	.stop = fifo_stop,
};

/**
 * event_abi_fifo() - use the FIFO ABI
 *
 * Return: its functions, or %NULL when the hypervisor does not have it.
 */
const struct event_abi *event_abi_fifo(void)
{
	return fifo_cpu_up(smp_processor_id()) ? NULL : &fifo_abi;
}
