/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A guest of the FIFO ABI that obeys it: its event array, control blocks and queues.
 * For one test file each.
 */
#ifndef SELFTESTS_EVTCHN_FIFO_GUEST_H
#define SELFTESTS_EVTCHN_FIFO_GUEST_H

#include "evtchn_world.h"

struct fifo_guest {
	unsigned int d;
	event_word_t *word[128];
	struct evtchn_fifo_control_block *control[NR_VCPUS];
	u32 head[NR_VCPUS][EVTCHN_FIFO_MAX_QUEUES];
	u32 ready[NR_VCPUS];		/* taken over, not yet found empty */
};

static event_word_t *guest_word(struct fifo_guest *g, u32 port)
{
	return &g->word[port / 1024][port % 1024];
}

static void fifo_control(struct fifo_guest *g, u32 vcpu)
{
	u32 frame = give_page(&dom[g->d]);
	struct evtchn_init_control ctl = { .control_gfn = frame, .offset = 512, .vcpu = vcpu };

	EXPECT_EQ(evtchn_fifo_init_control(&dom[g->d], &ctl), 0);
	EXPECT_EQ(ctl.link_bits, EVTCHN_FIFO_LINK_BITS);
	g->control[vcpu] = mfn_to_virt(to_mfn(frame)) + 512;
}

static void fifo_array(struct fifo_guest *g, u32 n)
{
	u32 frame = give_page(&dom[g->d]);

	g->word[n] = mfn_to_virt(to_mfn(frame));
	EXPECT_EQ(evtchn_fifo_expand_array(&dom[g->d], frame), 0);
}

static void fifo_start(struct fifo_guest *g, unsigned int d)
{
	u32 k;

	memset(g, 0, sizeof(*g));
	g->d = d;
	for (k = 0; k < NR_VCPUS; k++)
		fifo_control(g, k);
	fifo_array(g, 0);
}

/* Takes the first event off a queue; 0: it is empty. */
static u32 fifo_take(struct fifo_guest *g, u32 vcpu, u32 prio)
{
	u32 *head = &g->head[vcpu][prio], port, old;
	event_word_t *word;

	if (!*head)
		*head = READ_ONCE(g->control[vcpu]->head[prio]);
	port = *head;
	if (!port) {
		g->ready[vcpu] &= ~BIT(prio);
		return 0;
	}
	word = guest_word(g, port);
	old = READ_ONCE(*word);
	while (!try_cmpxchg(word, &old,
			    old & ~(u32)(BIT(EVTCHN_FIFO_LINKED) | EVTCHN_FIFO_LINK_MASK)))
		;
	*head = old & EVTCHN_FIFO_LINK_MASK;
	if (!*head)
		g->ready[vcpu] &= ~BIT(prio);
	return port;
}

/* Handles one event as the ABI says; 0: there was none. Masked ones are taken off only. */
static u32 fifo_handle(struct fifo_guest *g, u32 vcpu)
{
	event_word_t *word;
	u32 prio, port;

	/* The bits are taken over before the queues are looked at, or one could be missed. */
	g->ready[vcpu] |= xchg(&g->control[vcpu]->ready, 0);
	if (!g->ready[vcpu])
		return 0;
	prio = __ffs(g->ready[vcpu]);
	port = fifo_take(g, vcpu, prio);
	if (!port)
		return 0;
	word = guest_word(g, port);
	if (READ_ONCE(*word) & BIT(EVTCHN_FIFO_MASKED))
		return port;
	__atomic_fetch_and(word, ~(u32)BIT(EVTCHN_FIFO_PENDING), __ATOMIC_SEQ_CST);
	return port;
}

#endif /* SELFTESTS_EVTCHN_FIFO_GUEST_H */
