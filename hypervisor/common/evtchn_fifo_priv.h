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

/**
 * struct fifo_page - a page of event words
 * @pg: the page; general and type reference held
 * @word: its contents, mapped
 */
struct fifo_page {
	struct page_info *pg;
	event_word_t *word;
};

/**
 * struct fifo_domain - FIFO state of a domain
 * @nr_words: ports below have a word; grows
 * @page: of the words
 */
struct fifo_domain {
	u32 nr_words;
	struct fifo_page page[FIFO_MAX_PAGES];
};

/**
 * struct fifo_queue - one queue of a vCPU
 * @lock: LOCK_FIFO_QUEUE
 * @tail: port appended last, 0: none or taken off
 */
struct fifo_queue {
	struct spinlock lock;
	u32 tail;
};

/**
 * struct fifo_vcpu - FIFO state of a vCPU
 * @pg: page of the control block; general and type reference held
 * @control: NULL until the guest gave one
 * @queue: by priority
 */
struct fifo_vcpu {
	struct page_info *pg;
	struct evtchn_fifo_control_block *control;
	struct fifo_queue queue[EVTCHN_FIFO_MAX_QUEUES];
};

#endif /* HYP_EVTCHN_FIFO_PRIV_H */
