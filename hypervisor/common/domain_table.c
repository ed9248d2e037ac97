// SPDX-License-Identifier: GPL-2.0-only
/*
 * From a number to a domain, without a lock.
 *
 * Memory of a struct domain stays a struct domain for ever: what is given back
 * goes to a list here and becomes the next domain.  So a look-up may read a
 * pointer from the table and try to take a reference on what it points to,
 * even if the domain goes away meanwhile:
 *
 *   refs is 0: it is gone, domain_get() fails
 *   refs is not 0, but it is another domain by now: the number in it says so,
 *	and the reference goes back
 *
 * A domain is in the table from when its creation starts (as DOM_NEW) until its
 * last reference has gone, so holders of references (pages hold one) always find it.
 */
#include <hyp/domain_table.h>

#include <linux/nospec.h>
#include <linux/string.h>
#include <hyp/bug.h>
#include <hyp/domain.h>
#include <hyp/heap.h>
#include <hyp/panic.h>
#include <hyp/spinlock.h>
#include <hyp/vcpu.h>

#define SLOTS	DOMID_FIRST_RESERVED

static struct domain **table;		/* by number; written under the lock */
static unsigned int first_unused;	/* no number from here on was ever used */
static struct domain *recycled;		/* linked by list.next */
static DEFINE_SPINLOCK(table_lock, LOCK_DOMLIST);

struct domain *dom0, *dom_xen, *dom_io, *dom_idle;

void domain_table_init(void)
{
	table = heap_new_array(struct domain *, SLOTS);
	if (!table)
		boot_fail("no memory for the table of domains");
}

struct domain *domain_struct_new(void)
{
	struct domain *d;

	spin_lock(&table_lock);
	d = recycled;
	if (d)
		recycled = (struct domain *)d->list.next;
	spin_unlock(&table_lock);
	if (!d)
		return heap_new(struct domain);
	/* refs is 0 and stays so: look-ups that come late fail. */
	return memset(d, 0, sizeof(*d));
}

void domain_struct_free(struct domain *d)
{
	spin_lock(&table_lock);
	d->list.next = (struct list_head *)recycled;
	recycled = d;
	spin_unlock(&table_lock);
}

bool domain_table_add(struct domain *d)
{
	bool free;

	spin_lock(&table_lock);
	free = d->domid < SLOTS && !table[d->domid];
	if (free) {
		/* What is in it before the pointer; readers depend on the address. */
		smp_store_release(&table[d->domid], d);
		if (d->domid >= first_unused)
			WRITE_ONCE(first_unused, d->domid + 1);
	}
	spin_unlock(&table_lock);
	return free;
}

void domain_table_remove(struct domain *d)
{
	spin_lock(&table_lock);
	WRITE_ONCE(table[d->domid], NULL);
	spin_unlock(&table_lock);
}

/* Numbers come round again as late as possible: tools remember old ones. */
domid_t domain_table_pick(void)
{
	static domid_t last;
	domid_t id = DOMID_INVALID;
	unsigned int i;

	spin_lock(&table_lock);
	for (i = 1; i < SLOTS; i++) {
		domid_t next = (last + i) % SLOTS;

		/* 0 means "pick one" to the tools, so it is never picked. */
		if (next && !table[next]) {
			last = next;
			id = next;
			break;
		}
	}
	spin_unlock(&table_lock);
	return id;
}

static struct domain *special(domid_t domid)
{
	switch (domid) {
	case DOMID_XEN:
		return dom_xen;
	case DOMID_IO:
		return dom_io;
	case DOMID_IDLE:
		return dom_idle;
	default:
		return NULL;
	}
}

struct domain *domain_peek(domid_t domid)
{
	if (domid >= SLOTS)
		return special(domid);
	return READ_ONCE(table[array_index_nospec(domid, SLOTS)]);
}

static struct domain *get_in_any_state(domid_t domid)
{
	struct domain *d = domain_peek(domid);

	if (!d || !domain_get(d))
		return NULL;
	if (d->domid == domid)
		return d;
	domain_put(d);
	return NULL;
}

static bool is_complete(const struct domain *d)
{
	/* Nothing of the domain is read before its state. */
	u8 state = smp_load_acquire(&d->state);

	return state == DOM_ALIVE || state == DOM_DYING;
}

struct domain *domain_get_by_id(domid_t domid)
{
	struct domain *d = domid < SLOTS ? get_in_any_state(domid) : NULL;

	if (!d || is_complete(d))
		return d;
	domain_put(d);
	return NULL;
}

struct domain *domain_get_any(domid_t domid)
{
	struct domain *d;

	if (domid == DOMID_SELF) {
		d = current->domain;
		return domain_get(d) ? d : NULL;
	}
	return domain_get_by_id(domid);
}

struct domain *domain_get_owner(domid_t domid)
{
	struct domain *d = domid < SLOTS ? NULL : special(domid);

	if (!d)
		return domain_get_any(domid);
	return domain_get(d) ? d : NULL;
}

struct domain *domain_next(struct domain *d)
{
	unsigned int id = d ? d->domid + 1 : 0;

	if (d)
		domain_put(d);
	for (; id < READ_ONCE(first_unused); id++) {
		d = get_in_any_state(id);
		/* As in is_complete(), but a dead one counts. */
		if (d && smp_load_acquire(&d->state) != DOM_NEW)
			return d;
		if (d)
			domain_put(d);
	}
	return NULL;
}
