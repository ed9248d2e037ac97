// SPDX-License-Identifier: GPL-2.0-only
/*
 * A domain's numbers for physical interrupts. GSIs come first with their own numbers
 * where that is free, others follow.
 */
#include <asm/pirq.h>

#include <linux/bitops.h>
#include <linux/errno.h>
#include <linux/kernel.h>
#include <linux/nospec.h>
#include <hyp/domain.h>
#include <hyp/evtchn.h>
#include <hyp/heap.h>
#include <hyp/irq.h>
#include <hyp/page.h>
#include <hyp/vcpu.h>
#include <hyp/vmap.h>
#include <asm/irq_desc.h>
#include <asm/irq_guests.h>
#include <asm/msi.h>
#include <xen/interface/physdev.h>

#define NR_PIRQS	((int)NR_IRQS)

enum pirq_state {
	PIRQ_FREE,
	PIRQ_RESERVED,
	PIRQ_MAPPED,
};

struct pirq {
	u8 state;		/* enum pirq_state */
	u16 irq;		/* PIRQ_MAPPED */
	u32 port;		/* 0: not bound */
};

struct pirq_table {
	struct spinlock lock;	/* LOCK_PIRQ, interrupts off; for states, not for ports */
	unsigned long *eoi_bits;	/* the guest's page, or NULL */
	struct page_info *eoi_page;
	bool auto_unmask;
	struct pirq pirq[NR_PIRQS];
};

/* The hardware domain has a table from the start, others get one with the first map. */
int pirq_domain_init(struct domain *d)
{
	struct pirq_table *t;

	if (d->pirqs)
		return 0;
	t = heap_new(struct pirq_table);
	if (!t)
		return -ENOMEM;
	spin_lock_init(&t->lock, LOCK_PIRQ);
	if (cmpxchg(&d->pirqs, NULL, t))
		heap_free(t);
	return 0;
}

int pirq_irq(const struct domain *d, unsigned int pirq)
{
	const struct pirq_table *t = READ_ONCE(d->pirqs);

	if (!t || pirq >= NR_IRQS)
		return -EINVAL;
	pirq = array_index_nospec(pirq, NR_PIRQS);
	if (READ_ONCE(t->pirq[pirq].state) != PIRQ_MAPPED)
		return -EINVAL;
	return READ_ONCE(t->pirq[pirq].irq);
}

static struct irq_desc *pirq_desc(const struct domain *d, unsigned int pirq)
{
	int irq = pirq_irq(d, pirq);

	return irq < 0 ? NULL : irq_desc(irq);
}

/* Under t->lock, and so are the next four. */
static bool run_free(const struct pirq_table *t, unsigned int first, unsigned int n)
{
	unsigned int i;

	for (i = first; i < first + n; i++) {
		if (t->pirq[i].state != PIRQ_FREE)
			return false;
	}
	return true;
}

static int find_run(const struct pirq_table *t, unsigned int n)
{
	unsigned int first;

	for (first = nr_gsis; first + n <= NR_IRQS; first++) {
		if (run_free(t, first, n))
			return first;
	}
	return -ENOSPC;
}

static int find_irq(const struct pirq_table *t, unsigned int irq)
{
	unsigned int i;

	for (i = 0; i < NR_IRQS; i++) {
		if (t->pirq[i].state == PIRQ_MAPPED && t->pirq[i].irq == irq)
			return i;
	}
	return -1;
}

/* Where to put it; a number that is returned as "known" is mapped to @irq already. */
static int choose(struct pirq_table *t, unsigned int irq, int want, unsigned int n, bool *known)
{
	int old = find_irq(t, irq);

	*known = old >= 0;
	if (old >= 0)
		return want < 0 || want == old ? old : -EEXIST;
	if (want < 0 && irq < nr_gsis && n == 1 && t->pirq[irq].state == PIRQ_FREE)
		return irq;
	if (want < 0)
		return find_run(t, n);
	if (want >= NR_PIRQS || n > (unsigned int)(NR_PIRQS - want))
		return -EINVAL;
	want = array_index_nospec(want, NR_PIRQS);
	if (n == 1 && t->pirq[want].state == PIRQ_RESERVED)
		return want;
	return run_free(t, want, n) ? want : -EEXIST;
}

static int map_locked(struct pirq_table *t, unsigned int irq, int want, unsigned int n)
{
	unsigned int i;
	bool known;
	int first = choose(t, irq, want, n, &known);

	if (first < 0 || known)
		return first;
	for (i = 0; i < n; i++) {
		t->pirq[first + i].irq = irq + i;
		t->pirq[first + i].port = 0;
		WRITE_ONCE(t->pirq[first + i].state, PIRQ_MAPPED);
	}
	return first;
}

int pirq_map(struct domain *d, unsigned int irq, int want, unsigned int n)
{
	unsigned long flags;
	int ret = pirq_domain_init(d);

	if (ret)
		return ret;
	flags = spin_lock_irqsave(&d->pirqs->lock);
	/* pirq_domain_destroy() finds what is mapped before the domain begins to die. */
	ret = READ_ONCE(d->state) < DOM_DYING ? map_locked(d->pirqs, irq, want, n) : -EINVAL;
	spin_unlock_irqrestore(&d->pirqs->lock, flags);
	return ret;
}

int pirq_reserve(struct domain *d)
{
	unsigned long flags;
	int ret = pirq_domain_init(d);

	if (ret)
		return ret;
	flags = spin_lock_irqsave(&d->pirqs->lock);
	ret = find_run(d->pirqs, 1);
	if (ret >= 0)
		d->pirqs->pirq[ret].state = PIRQ_RESERVED;
	spin_unlock_irqrestore(&d->pirqs->lock, flags);
	return ret;
}

static void set_eoi_bit(struct pirq_table *t, unsigned int pirq, bool needed)
{
	if (!t->eoi_bits)
		return;
	if (needed)
		set_bit(pirq, t->eoi_bits);
	else
		clear_bit(pirq, t->eoi_bits);
}

/* What it was, and its interrupt. */
static struct pirq forget(struct pirq_table *t, unsigned int pirq)
{
	unsigned long flags = spin_lock_irqsave(&t->lock);
	struct pirq was = t->pirq[pirq];

	WRITE_ONCE(t->pirq[pirq].state, PIRQ_FREE);
	t->pirq[pirq].port = 0;
	spin_unlock_irqrestore(&t->lock, flags);
	return was;
}

/*
 * The number goes first: a bind that runs at the same time either finds it gone, or is
 * undone here, or looks again afterwards and undoes itself.
 */
int pirq_unmap(struct domain *d, unsigned int pirq)
{
	struct pirq_table *t = d->pirqs;
	struct pirq was;

	if (!t || pirq >= NR_IRQS)
		return -EINVAL;
	pirq = array_index_nospec(pirq, NR_IRQS);
	was = forget(t, pirq);
	if (was.state == PIRQ_FREE)
		return -EINVAL;
	if (was.state == PIRQ_RESERVED)
		return 0;
	set_eoi_bit(t, pirq, false);
	irq_guest_unbind(irq_desc_any(was.irq), d, pirq);
	if (was.irq >= nr_gsis)
		msi_put(was.irq);
	return 0;
}

int pirq_bind(struct vcpu *v, u32 pirq, u32 port, bool share)
{
	struct domain *d = v->domain;
	struct irq_desc *desc = pirq_desc(d, pirq);
	struct irq_guest guest = { .d = d, .v = v, .pirq = pirq, .port = port };
	int err;

	if (!desc)
		return -EINVAL;
	set_eoi_bit(d->pirqs, pirq, desc->level);
	err = irq_guest_bind(desc, &guest, share);
	if (err)
		return err;
	if (pirq_irq(d, pirq) != desc->irq) {
		irq_guest_unbind(desc, d, pirq);
		return -EINVAL;
	}
	WRITE_ONCE(d->pirqs->pirq[pirq].port, port);
	return 0;
}

void pirq_unbind(struct domain *d, u32 pirq)
{
	struct irq_desc *desc = pirq_desc(d, pirq);

	if (!desc)
		return;
	irq_guest_unbind(desc, d, pirq);
	d->pirqs->pirq[pirq].port = 0;
	set_eoi_bit(d->pirqs, pirq, false);
}

void pirq_eoi(struct domain *d, u32 pirq)
{
	struct irq_desc *desc = pirq_desc(d, pirq);
	u32 port;

	if (!desc)
		return;
	port = READ_ONCE(d->pirqs->pirq[pirq].port);
	if (d->pirqs->auto_unmask && port)
		evtchn_unmask(d, port);
	irq_guest_eoi(desc, d, pirq);
}

void pirq_set_affinity(struct domain *d, u32 pirq, struct vcpu *v)
{
	struct irq_desc *desc = pirq_desc(d, pirq);

	if (desc)
		irq_guest_set_vcpu(desc, d, pirq, v);
}

int pirq_status(struct domain *d, unsigned int pirq)
{
	struct irq_desc *desc = pirq_desc(d, pirq);

	if (!desc)
		return -EINVAL;
	return (desc->level ? XENIRQSTAT_needs_eoi : 0) |
	       (irq_guest_shared(desc) ? XENIRQSTAT_shared : 0);
}

static void fill_eoi_bits(struct pirq_table *t, const struct domain *d)
{
	unsigned int i;

	for (i = 0; i < NR_IRQS; i++) {
		const struct irq_desc *desc = pirq_desc(d, i);

		if (desc)
			set_eoi_bit(t, i, desc->level);
	}
}

int pirq_eoi_page(struct domain *d, u64 gfn, bool auto_unmask)
{
	struct page_info *pg;
	int err = pirq_domain_init(d);

	if (err)
		return err;
	if (d->auto_translated || !mfn_valid(to_mfn(gfn)))
		return -EINVAL;
	pg = mfn_to_page(to_mfn(gfn));
	if (!page_get_and_type(pg, d, PGT_WRITABLE))
		return -EINVAL;
	if (cmpxchg(&d->pirqs->eoi_page, NULL, pg)) {
		page_put_and_type(pg);
		return -EBUSY;
	}
	d->pirqs->auto_unmask = auto_unmask;
	WRITE_ONCE(d->pirqs->eoi_bits, mfn_to_virt(to_mfn(gfn)));
	fill_eoi_bits(d->pirqs, d);
	return 0;
}

void pirq_domain_destroy(struct domain *d)
{
	struct pirq_table *t = d->pirqs;
	unsigned int i;

	if (!t)
		return;
	for (i = 0; i < NR_IRQS; i++)
		pirq_unmap(d, i);
	if (t->eoi_page) {
		t->eoi_bits = NULL;
		page_put_and_type(t->eoi_page);
		t->eoi_page = NULL;
	}
}
