/* SPDX-License-Identifier: GPL-2.0-only */
/* The FIFO ABI's state: its set-up and its use are in two files. */
#ifndef HYP_EVTCHN_FIFO_PRIV_H
#define HYP_EVTCHN_FIFO_PRIV_H

#include <hyp/frame.h>
#include <hyp/spinlock.h>
#include <xen/interface/event_channel.h>

struct page_info;

#define FIFO_WORDS_PER_PAGE	(PAGE_SIZE / sizeof(event_word_t))
#define FIFO_MAX_PAGES	(EVTCHN_FIFO_NR_CHANNELS / FIFO_WORDS_PER_PAGE)

struct fifo_page {
	struct page_info *pg;	/* general and type reference held */
	event_word_t *word;
};

struct fifo_domain {
	u32 nr_words;		/* ports below have a word; grows */
	struct fifo_page page[FIFO_MAX_PAGES];
};

struct fifo_queue {
	struct spinlock lock;
	u32 tail;		/* port appended last, 0: none or taken off */
};

struct fifo_vcpu {
	struct page_info *pg;
	struct evtchn_fifo_control_block *control;	/* NULL until the guest gave one */
	struct fifo_queue queue[EVTCHN_FIFO_MAX_QUEUES];
};

#endif /* HYP_EVTCHN_FIFO_PRIV_H */
