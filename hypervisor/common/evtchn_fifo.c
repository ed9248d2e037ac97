// SPDX-License-Identifier: GPL-2.0-only
/*
 * The FIFO ABI: events in queues of sixteen priorities for each vCPU.
 *
 * Guest and hypervisor share an array with one word for each port (bits
 * PENDING, MASKED, LINKED, BUSY and a LINK to the next port) and for each vCPU a
 * control block with the heads of its queues and a bit for each that is not
 * empty. The guest takes events off at the head; only the hypervisor appends:
 *
 *	control block: head[p] -> word A -LINK-> word B -LINK-> word C = tail, LINK 0
 *
 * The tail is known to the hypervisor alone and protected by the queue's lock. The
 * guest clears LINKED (and LINK) of a word when it takes it off. So an append is a
 * compare-and-exchange of the tail's word: while LINKED stands there, the queue is not
 * empty and the new port goes behind it; if it is gone, the queue is empty and the new
 * port is its head.
 *
 * All words are the guest's: whatever it writes there, only its own events suffer.
 */
#include <hyp/domain.h>
#include <hyp/printk.h>
#include <hyp/vcpu.h>
#include <linux/atomic.h>
#include <linux/bits.h>
#include <linux/errno.h>
#include <linux/nospec.h>

#include "evtchn_fifo_priv.h"
#include "evtchn_priv.h"

#define WORD_PENDING	BIT(EVTCHN_FIFO_PENDING)
#define WORD_MASKED	BIT(EVTCHN_FIFO_MASKED)
#define WORD_LINKED	BIT(EVTCHN_FIFO_LINKED)
#define WORD_BUSY	BIT(EVTCHN_FIFO_BUSY)

/* How often a word that the guest changes meanwhile is tried, and a moving event chased. */
#define LINK_TRIES	4
#define MOVE_TRIES	8

static event_word_t *word_of(const struct domain *d, u32 port)
{
	const struct fifo_domain *fd = d->evtchn->fifo;
	/* Before the page of the word: pairs with expand_locked(). */
	u32 limit = smp_load_acquire(&fd->nr_words);

	if (port >= limit)
		return NULL;
	port = array_index_nospec(port, limit);

	return fd->page[port / FIFO_WORDS_PER_PAGE].word + port % FIFO_WORDS_PER_PAGE;
}

/* Both are full barriers and return what was there. */
static u32 word_set(event_word_t *word, u32 bits)
{
	return __atomic_fetch_or(word, bits, __ATOMIC_SEQ_CST);
}

static u32 word_clear(event_word_t *word, u32 bits)
{
	return __atomic_fetch_and(word, ~bits, __ATOMIC_SEQ_CST);
}

static struct fifo_queue *queue_of(const struct domain *d, u32 vcpu, u8 priority)
{
	struct vcpu *v = domain_vcpu(d, vcpu);

	if (!v || !v->evtchn->fifo)
		return NULL;

	return &v->evtchn->fifo->queue[priority];
}

static void lock_queues(struct fifo_queue *a, struct fifo_queue *b)
{
	/* Interrupts are off: whoever raises an event holds a channel's lock. */
	spin_lock_pair(&a->lock, &b->lock);
}

static void unlock_queues(struct fifo_queue *a, struct fifo_queue *b)
{
	spin_unlock_pair(&a->lock, &b->lock);
}

/*
 * Makes @port the successor of the port whose word this is. False: the guest
 * took that one off, the queue is empty.
 *
 * The guest may change other bits of the word at any time. After some tries
 * BUSY is set, which an obeying guest waits for before it unmasks; what it still can
 * do is mask once, and take the event off once. One that goes on loses the events behind.
 */
static bool link_behind(struct domain *d, event_word_t *word, u32 port)
{
	unsigned int try;
	u32 old, new;

	for (try = 0; try < 2 * LINK_TRIES; try++) {
		old = READ_ONCE(*word);
		if (!(old & WORD_LINKED)) {
			if (try >= LINK_TRIES)
				word_clear(word, WORD_BUSY);
			return false;
		}
		new = (old & ~(u32)(EVTCHN_FIFO_LINK_MASK | WORD_BUSY)) | port;
		if (cmpxchg(word, old, new) == old)
			return true;
		if (try == LINK_TRIES - 1)
			word_set(word, WORD_BUSY);
	}
	word_clear(word, WORD_BUSY);
	guest_log(d, "event word behind which port %u belongs doesn't stand still\n", port);

	return true;
}

/* Queue locked: @port becomes the tail. True: it is the only one. */
static bool append(struct domain *d, struct fifo_queue *q, u32 *head, u32 port)
{
	event_word_t *tail = q->tail ? word_of(d, q->tail) : NULL;
	bool linked = tail && link_behind(d, tail, port);

	if (!linked)
		WRITE_ONCE(*head, port);
	q->tail = port;

	return !linked;
}

/*
 * Locks the queue that @chn is in or was in last and the one where it belongs.
 * The first changes under its own lock only, so it is read again then.
 */
static bool lock_move(struct domain *d, struct evtchn *chn, struct fifo_queue **from,
		      struct fifo_queue *to)
{
	unsigned int try;

	for (try = 0; try < MOVE_TRIES; try++) {
		struct fifo_queue *q = queue_of(d, READ_ONCE(chn->last_vcpu),
						READ_ONCE(chn->last_priority));

		*from = q ?: to;
		lock_queues(*from, to);
		q = queue_of(d, chn->last_vcpu, chn->last_priority);
		if (*from == (q ?: to))
			return true;
		unlock_queues(*from, to);
	}

	return false;
}

static void enqueue(struct domain *d, struct evtchn *chn, event_word_t *word)
{
	u32 vcpu = READ_ONCE(chn->vcpu);
	u8 priority = READ_ONCE(chn->priority);
	struct fifo_queue *to = queue_of(d, vcpu, priority), *from;
	struct evtchn_fifo_control_block *control;
	struct vcpu *v = domain_vcpu(d, vcpu);
	bool first;

	control = to ? READ_ONCE(v->evtchn->fifo->control) : NULL;
	if (!control) {
		guest_log(d, "vCPU %u has no control block for the event of port %u\n", vcpu,
			  chn->port);
		return;
	}
	if (!lock_move(d, chn, &from, to)) {
		guest_log(d, "port %u moves all the time\n", chn->port);
		return;
	}
	if (word_set(word, WORD_LINKED) & WORD_LINKED) {
		unlock_queues(from, to);
		return;
	}
	/* It was in no queue: one that ended with it is empty. */
	if (from->tail == chn->port)
		from->tail = 0;
	if (to->tail == chn->port)
		to->tail = 0;
	WRITE_ONCE(chn->last_vcpu, vcpu);
	WRITE_ONCE(chn->last_priority, priority);
	first = append(d, to, &control->head[priority], chn->port);
	unlock_queues(from, to);

	if (first && !(__atomic_fetch_or(&control->ready, BIT(priority), __ATOMIC_SEQ_CST) &
		       BIT(priority)))
		evtchn_upcall(v);
}

static void set_pending_fifo(struct domain *d, struct evtchn *chn)
{
	event_word_t *word = word_of(d, chn->port);

	if (unlikely(!word)) {
		/*
		 * The array does not reach that far yet. expand_array makes it longer, then
		 * looks for what was held back; one of the two sees the other.
		 */
		WRITE_ONCE(chn->held_back, true);
		/* Pairs with expand_locked(): held back first, then a second look. */
		smp_mb();
		word = word_of(d, chn->port);
		if (!word)
			return;
	}
	word_set(word, WORD_PENDING);
	/*
	 * PENDING is set before LINKED is looked at, and the guest clears LINKED before it
	 * looks at PENDING: either it sees the event, or we link it again.
	 */
	if (!(READ_ONCE(*word) & (WORD_MASKED | WORD_LINKED)))
		enqueue(d, chn, word);
}

static void clear_pending_fifo(struct domain *d, struct evtchn *chn)
{
	event_word_t *word = word_of(d, chn->port);

	/* LINKED stays: it is the guest who takes it off, and the port is busy till then. */
	if (word)
		word_clear(word, WORD_PENDING);
}

static void unmask_fifo(struct domain *d, struct evtchn *chn)
{
	event_word_t *word = word_of(d, chn->port);

	if (word && (word_clear(word, WORD_MASKED) & WORD_PENDING))
		set_pending_fifo(d, chn);
}

static bool word_has(const struct domain *d, u32 port, u32 bit)
{
	const event_word_t *word = word_of(d, port);

	return word && (READ_ONCE(*word) & bit);
}

static bool is_pending_fifo(const struct domain *d, u32 port)
{
	return word_has(d, port, WORD_PENDING);
}

static bool is_masked_fifo(const struct domain *d, u32 port)
{
	/* Without a word nothing is delivered. */
	return !word_of(d, port) || word_has(d, port, WORD_MASKED);
}

static bool is_busy_fifo(const struct domain *d, u32 port)
{
	return word_has(d, port, WORD_LINKED);
}

static void init_fifo(struct domain *d, struct evtchn *chn)
{
	chn->priority = EVTCHN_FIFO_PRIORITY_DEFAULT;
	chn->held_back = false;
}

static int set_priority_fifo(struct domain *d, struct evtchn *chn, u32 priority)
{
	if (priority > EVTCHN_FIFO_PRIORITY_MIN)
		return -EINVAL;
	/* What is linked stays in its queue; the next event goes to the other. */
	WRITE_ONCE(chn->priority, priority);

	return 0;
}

static u32 nr_ports_fifo(const struct domain *d)
{
	return EVTCHN_FIFO_NR_CHANNELS;
}

const struct evtchn_abi evtchn_abi_fifo = {
	.name = "FIFO",
	.nr_ports = nr_ports_fifo,
	.init = init_fifo,
	.set_pending = set_pending_fifo,
	.clear_pending = clear_pending_fifo,
	.unmask = unmask_fifo,
	.is_pending = is_pending_fifo,
	.is_masked = is_masked_fifo,
	.is_busy = is_busy_fifo,
	.set_priority = set_priority_fifo,
};
