// SPDX-License-Identifier: GPL-2.0-only
/*
 * The FIFO ABI: entering and leaving it, and the pages that the guest lends.
 *
 * A domain begins with the 2-level ABI and changes with its first control
 * block; there is no way back but closing all ports. Everything here is done
 * with the lock of the domain's table held.
 */
#include <hyp/domain.h>
#include <hyp/evtchn.h>
#include <hyp/heap.h>
#include <hyp/p2m.h>
#include <hyp/page.h>
#include <hyp/vcpu.h>
#include <hyp/vmap.h>
#include <linux/atomic.h>
#include <linux/errno.h>

#include "evtchn_fifo_priv.h"
#include "evtchn_priv.h"

/* A page of the guest's that the hypervisor writes for as long as it is in use. */
static int page_hold(struct domain *d, u64 gfn, struct page_info **pg)
{
	*pg = gfn_get_page(d, to_gfn(gfn));
	if (!*pg)
		return -EINVAL;
	if (page_get_type(*pg, PGT_WRITABLE)) {
		page_put(*pg);
		return -EINVAL;
	}

	return 0;
}

static void free_vcpu(struct vcpu *v)
{
	struct fifo_vcpu *fv = v->evtchn->fifo;

	if (!fv)
		return;
	v->evtchn->fifo = NULL;
	if (fv->control)
		page_put_and_type(fv->pg);
	heap_free(fv);
}

static int make_vcpu(struct vcpu *v)
{
	struct fifo_vcpu *fv = heap_new(struct fifo_vcpu);
	unsigned int i;

	if (!fv)
		return -ENOMEM;
	for (i = 0; i < EVTCHN_FIFO_MAX_QUEUES; i++)
		spin_lock_init(&fv->queue[i].lock, LOCK_FIFO_QUEUE);
	v->evtchn->fifo = fv;

	return 0;
}

static int set_control_block(struct vcpu *v, u64 gfn, u32 offset)
{
	struct fifo_vcpu *fv = v->evtchn->fifo;
	struct evtchn_fifo_control_block *control;
	int rc;

	/* Made after the domain chose this ABI. */
	if (!fv) {
		rc = make_vcpu(v);
		if (rc)
			return rc;
		fv = v->evtchn->fifo;
	}
	if (fv->control)
		return -EINVAL;
	rc = page_hold(v->domain, gfn, &fv->pg);
	if (rc)
		return rc;
	control = mfn_to_virt(page_to_mfn(fv->pg)) + offset;
	/* Who raises an event reads it without a lock. */
	smp_store_release(&fv->control, control);

	return 0;
}

/* Events that stand in the bits of the 2-level ABI are to be raised again. */
static void hold_back_pending(struct domain *d)
{
	struct evtchn_state *es = d->evtchn;
	unsigned long flags;
	u32 port;

	for (port = 1; port < es->nr_ports; port++) {
		struct evtchn *chn = evtchn_lookup(d, port);

		flags = spin_lock_irqsave(&chn->lock);
		chn->last_vcpu = 0;
		chn->priority = EVTCHN_FIFO_PRIORITY_DEFAULT;
		chn->last_priority = EVTCHN_FIFO_PRIORITY_DEFAULT;
		if (chn->kind != EVTCHN_FREE && evtchn_abi_2l.is_pending(d, port))
			WRITE_ONCE(chn->held_back, true);
		spin_unlock_irqrestore(&chn->lock, flags);
	}
}

static int enter_fifo(struct domain *d)
{
	struct evtchn_state *es = d->evtchn;
	struct vcpu *v;
	int rc = 0;

	es->fifo = heap_new(struct fifo_domain);
	if (!es->fifo)
		return -ENOMEM;
	for_each_vcpu(d, v) {
		rc = make_vcpu(v);
		if (rc)
			break;
	}

	return rc;
}

void evtchn_fifo_leave(struct domain *d)
{
	struct evtchn_state *es = d->evtchn;
	struct fifo_domain *fd = es->fifo;
	struct vcpu *v;
	u32 i;

	WRITE_ONCE(es->abi, &evtchn_abi_2l);
	for_each_vcpu(d, v)
		free_vcpu(v);
	for (i = 0; i < fd->nr_words / FIFO_WORDS_PER_PAGE; i++)
		page_put_and_type(fd->page[i].pg);
	es->fifo = NULL;
	heap_free(fd);
}

static int init_control_locked(struct domain *d, struct vcpu *v, u64 gfn, u32 offset)
{
	struct evtchn_state *es = d->evtchn;
	bool entered = !es->fifo;
	int rc = entered ? enter_fifo(d) : 0;

	if (!rc)
		rc = set_control_block(v, gfn, offset);
	if (rc) {
		if (entered && es->fifo)
			evtchn_fifo_leave(d);
		return rc;
	}
	if (entered) {
		/* Its state is there before anybody uses it. */
		smp_store_release(&es->abi, &evtchn_abi_fifo);
		/* The new ABI is seen before the old one's bits are read: see evtchn_raise(). */
		smp_mb();
		hold_back_pending(d);
	}

	return 0;
}

int evtchn_fifo_init_control(struct domain *d, struct evtchn_init_control *ctl)
{
	struct vcpu *v = domain_vcpu(d, ctl->vcpu);
	int rc;

	ctl->link_bits = EVTCHN_FIFO_LINK_BITS;
	if (!v)
		return -ENOENT;
	if (ctl->offset > PAGE_SIZE - sizeof(struct evtchn_fifo_control_block) ||
	    ctl->offset % 8)
		return -EINVAL;

	spin_lock(&d->evtchn->lock);
	rc = init_control_locked(d, v, ctl->control_gfn, ctl->offset);
	spin_unlock(&d->evtchn->lock);

	return rc;
}

/* The array reaches these ports now. */
static void raise_held_back(struct domain *d, u32 from, u32 to)
{
	unsigned long flags;
	u32 port;

	for (port = from; port < to; port++) {
		struct evtchn *chn = evtchn_lookup(d, port);

		if (!chn)
			continue;
		flags = spin_lock_irqsave(&chn->lock);
		if (READ_ONCE(chn->held_back)) {
			WRITE_ONCE(chn->held_back, false);
			evtchn_abi_fifo.set_pending(d, chn);
		}
		spin_unlock_irqrestore(&chn->lock, flags);
	}
}

static int expand_locked(struct domain *d, u64 gfn)
{
	struct fifo_domain *fd = d->evtchn->fifo;
	u32 old = fd->nr_words;
	struct fifo_page *page = &fd->page[old / FIFO_WORDS_PER_PAGE];
	int rc;

	if (old >= EVTCHN_FIFO_NR_CHANNELS)
		return -ENOSPC;
	rc = page_hold(d, gfn, &page->pg);
	if (rc)
		return rc;
	page->word = mfn_to_virt(page_to_mfn(page->pg));
	/* The page is in place before a lookup finds its words: pairs with word_of(). */
	smp_store_release(&fd->nr_words, old + FIFO_WORDS_PER_PAGE);
	/* Pairs with set_pending_fifo(): longer first, then a look at what was held back. */
	smp_mb();
	raise_held_back(d, old, old + FIFO_WORDS_PER_PAGE);

	return 0;
}

int evtchn_fifo_expand_array(struct domain *d, u64 gfn)
{
	struct evtchn_state *es = d->evtchn;
	int rc = -EOPNOTSUPP;

	spin_lock(&es->lock);
	if (es->fifo)
		rc = expand_locked(d, gfn);
	spin_unlock(&es->lock);

	return rc;
}
