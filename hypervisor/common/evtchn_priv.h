/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What the files of the event channels share.
 *
 * Locks: evtchn_state->lock (LOCK_EVTCHN_DOM) for the table of ports: who
 * allocates, binds, closes or changes the ABI.  evtchn->lock (LOCK_EVTCHN,
 * irq-safe) for one channel: its kind and what it leads to.  A channel changes
 * kind under both, so a holder of either sees it stand still; sending takes
 * the second one only.  The two ends of an interdomain channel change under
 * both channels' locks: who holds the lock of one end may follow it to the other.
 */
#ifndef HYP_EVTCHN_PRIV_H
#define HYP_EVTCHN_PRIV_H

#include <linux/bitmap.h>
#include <linux/nospec.h>
#include <hyp/domain.h>
#include <hyp/spinlock.h>
#include <xen/interface/event_channel.h>
#include <xen/interface/xen.h>

struct fifo_domain;
struct fifo_vcpu;
struct vcpu;

enum evtchn_kind {
	EVTCHN_FREE,
	EVTCHN_UNBOUND,		/* waits for remote_domid */
	EVTCHN_INTERDOMAIN,
	EVTCHN_PIRQ,
	EVTCHN_VIRQ,
	EVTCHN_IPI,
};

/**
 * struct evtchn - an event channel
 * @lock: LOCK_EVTCHN, irq-safe
 * @port: its number
 * @vcpu: who is notified
 * @kind: enum evtchn_kind
 * @priority: FIFO: queue that events go to
 * @last_priority: FIFO: the queue where it was put last
 * @held_back: FIFO: an event that came before its word did
 * @last_vcpu: FIFO: the queue where it was put last
 * @remote_domid: unbound: who may bind it
 * @pirq: of EVTCHN_PIRQ
 * @virq: of EVTCHN_VIRQ
 * @remote: interdomain: the other end and its domain
 * @hyp_fn: the port is the hypervisor's: events end here; NULL: a guest's
 */
struct evtchn {
	struct spinlock lock;
	u32 port;
	u32 vcpu;
	u8 kind;
	u8 priority;
	u8 last_priority;
	bool held_back;
	u32 last_vcpu;
	union {
		domid_t remote_domid;
		u32 pirq;
		u32 virq;
		struct {
			struct domain *domain;
			struct evtchn *end;
		} remote;
	};
	void (*hyp_fn)(struct vcpu *v, u32 port);
} __aligned(64);

#define EVTCHN_PER_PAGE		(4096 / sizeof(struct evtchn))

/* Most vCPUs that a domain has; one bit each for pollers. */
#define EVTCHN_MAX_VCPUS	512

/**
 * struct evtchn_abi - one of the two ABIs
 * @name: for the debug key
 * @nr_ports: that it can have
 * @init: a port that was free is going to be used; the domain's table is locked
 * @set_pending: an event; the channel is locked, as for the next two
 * @clear_pending: the event is gone
 * @unmask: the guest unmasks by hypercall
 * @is_pending: without a lock, as the next two
 * @is_masked: likewise
 * @is_busy: free, but still queued
 * @set_priority: 0 or a negative errno; the domain's table is locked
 */
struct evtchn_abi {
	const char *name;
	u32 (*nr_ports)(const struct domain *d);
	void (*init)(struct domain *d, struct evtchn *chn);
	void (*set_pending)(struct domain *d, struct evtchn *chn);
	void (*clear_pending)(struct domain *d, struct evtchn *chn);
	void (*unmask)(struct domain *d, struct evtchn *chn);
	bool (*is_pending)(const struct domain *d, u32 port);
	bool (*is_masked)(const struct domain *d, u32 port);
	bool (*is_busy)(const struct domain *d, u32 port);
	int (*set_priority)(struct domain *d, struct evtchn *chn, u32 priority);
};

extern const struct evtchn_abi evtchn_abi_2l, evtchn_abi_fifo;

/**
 * evtchn_select_all() - 2-level: let a vCPU look at all words
 * @v: whose vcpu_info it is; the caller raises the upcall
 */
void evtchn_select_all(struct vcpu *v);

/**
 * struct evtchn_state - the channels of a domain
 * @lock: LOCK_EVTCHN_DOM
 * @abi: what it uses
 * @max_port: limit of createdomain
 * @nr_ports: ports below have a struct; grows
 * @free_hint: no port below is free
 * @nr_used: ports that are not free, the hypervisor's included
 * @nr_hyp: ports of the hypervisor
 * @reset_at: first port that a reset still has to close
 * @closing: the domain dies: no port is given out
 * @fifo: of the FIFO ABI, NULL: not in use
 * @page: for all up to @max_port; filled as @nr_ports grows
 * @pollers: vCPUs that wait in SCHEDOP_poll
 */
struct evtchn_state {
	struct spinlock lock;
	const struct evtchn_abi *abi;
	u32 max_port;
	u32 nr_ports;
	u32 free_hint;
	u32 nr_used, nr_hyp;
	u32 reset_at;
	bool closing;
	struct fifo_domain *fifo;
	struct evtchn **page;
	DECLARE_BITMAP(pollers, EVTCHN_MAX_VCPUS);
};

/**
 * struct evtchn_vcpu - the channels of a vCPU
 * @virq_port: 0: not bound; written under the domain's lock
 * @fifo: of the FIFO ABI, NULL: not in use
 */
struct evtchn_vcpu {
	u32 virq_port[NR_VIRQS];
	struct fifo_vcpu *fifo;
};

/**
 * evtchn_lookup() - the channel of a port
 * @d: the domain
 * @port: also numbers of guests
 *
 * No lock. A channel stays as long as its domain.
 *
 * Return: NULL if there is none.
 */
static inline struct evtchn *evtchn_lookup(const struct domain *d, u32 port)
{
	const struct evtchn_state *es = d->evtchn;
	/* Before the page of the port: pairs with table_grow(). */
	u32 limit = smp_load_acquire(&es->nr_ports);

	if (!port || port >= limit)
		return NULL;
	port = array_index_nospec(port, limit);

	return es->page[port / EVTCHN_PER_PAGE] + port % EVTCHN_PER_PAGE;
}

/**
 * evtchn_lock_pair() - lock two channels in the order of their addresses
 * @a: the channels; may be the same
 * @b: likewise
 *
 * Interrupts are off from here on.
 *
 * Return: flags for evtchn_unlock_pair().
 */
unsigned long evtchn_lock_pair(struct evtchn *a, struct evtchn *b);

/**
 * evtchn_unlock_pair() - unlock them
 * @a: the channels
 * @b: the channels
 * @flags: as evtchn_lock_pair() gave them
 */
void evtchn_unlock_pair(struct evtchn *a, struct evtchn *b, unsigned long flags);

/**
 * evtchn_get_port() - a free port, not yet of any kind
 * @d: the domain, its lock is held
 * @chn: OUT
 *
 * Return: 0, -EINVAL (the domain dies), -ENOSPC, -ENOMEM.
 */
int evtchn_get_port(struct domain *d, struct evtchn **chn);

/**
 * evtchn_unuse_port() - back to the free ones, whatever it was
 * @d: the domain, its lock is held
 * @chn: the channel, whose lock is taken
 */
void evtchn_unuse_port(struct domain *d, struct evtchn *chn);

/**
 * evtchn_raise() - event for a channel
 * @d: its domain
 * @chn: it is locked, or the other end of a locked one
 */
void evtchn_raise(struct domain *d, struct evtchn *chn);

/**
 * evtchn_upcall() - an unmasked event is in the shared area now: tell the vCPU
 * @v: the vCPU
 *
 * Any context but NMI.
 */
void evtchn_upcall(struct vcpu *v);

/**
 * evtchn_close() - EVTCHNOP_close
 * @d: the domain
 * @port: its number
 *
 * Return: 0, -EINVAL: free, or the hypervisor's.
 */
int evtchn_close(struct domain *d, u32 port);

/**
 * evtchn_status() - EVTCHNOP_status
 * @d: the domain
 * @status: IN port, OUT the rest
 *
 * Return: 0, -EINVAL.
 */
int evtchn_status(struct domain *d, struct evtchn_status *status);

/**
 * evtchn_set_priority() - EVTCHNOP_set_priority
 * @d: the domain
 * @port: its number
 * @priority: 0 (first) to EVTCHN_FIFO_PRIORITY_MIN
 *
 * Return: 0, -EINVAL, -ENOSYS (the 2-level ABI has none).
 */
int evtchn_set_priority(struct domain *d, u32 port, u32 priority);

/**
 * evtchn_alloc_unbound() - EVTCHNOP_alloc_unbound
 * @d: the domain that gets the port
 * @remote: who may bind it
 * @port: OUT
 *
 * Return: as evtchn_get_port().
 */
int evtchn_alloc_unbound(struct domain *d, domid_t remote, u32 *port);

/**
 * evtchn_bind_interdomain() - EVTCHNOP_bind_interdomain
 * @d: the domain that gets the port
 * @remote: the domain whose port waits for it; the caller has a reference
 * @remote_port: number there
 * @port: OUT
 *
 * Takes the locks of both domains.
 *
 * Return: 0, -EINVAL (does not wait for @d), or as evtchn_get_port().
 */
int evtchn_bind_interdomain(struct domain *d, struct domain *remote, u32 remote_port, u32 *port);

/**
 * evtchn_bind_virq() - EVTCHNOP_bind_virq
 * @d: the domain
 * @virq: VIRQ_*; a global one goes to vCPU 0 only
 * @vcpu: its number
 * @port: OUT
 *
 * Return: 0, -EINVAL, -ENOENT (no such vCPU), -EEXIST, or as evtchn_get_port().
 */
int evtchn_bind_virq(struct domain *d, u32 virq, u32 vcpu, u32 *port);

/**
 * evtchn_bind_ipi() - EVTCHNOP_bind_ipi
 * @d: the domain
 * @vcpu: who is notified
 * @port: OUT
 *
 * Return: 0, -ENOENT (no such vCPU), or as evtchn_get_port().
 */
int evtchn_bind_ipi(struct domain *d, u32 vcpu, u32 *port);

/**
 * evtchn_bind_pirq() - EVTCHNOP_bind_pirq
 * @d: the domain
 * @pirq: its number of the interrupt
 * @share: with other domains?
 * @port: OUT; vCPU 0 is notified
 *
 * Return: 0, -EOPNOTSUPP (it has no interrupts), -ENOENT (no vCPU), or another negative
 * errno.
 */
int evtchn_bind_pirq(struct domain *d, u32 pirq, bool share, u32 *port);

/**
 * evtchn_bind_vcpu() - EVTCHNOP_bind_vcpu
 * @d: the domain
 * @port: its number
 * @vcpu: who is notified from now on
 *
 * Return: 0, -ENOENT (no such vCPU), -EINVAL.
 */
int evtchn_bind_vcpu(struct domain *d, u32 port, u32 vcpu);

/**
 * virq_is_global() - is it one for a domain, not for each vCPU?
 * @virq: VIRQ_*
 */
bool virq_is_global(u32 virq);

/**
 * virq_forget_domain() - a dying domain handles no global VIRQs any more
 * @d: the domain
 */
void virq_forget_domain(struct domain *d);

/**
 * evtchn_fifo_init_control() - EVTCHNOP_init_control
 * @d: the domain
 * @ctl: IN vCPU and place of its control block, OUT link_bits
 *
 * Return: 0, -ENOENT (no such vCPU), -EINVAL, -ENOMEM.
 */
int evtchn_fifo_init_control(struct domain *d, struct evtchn_init_control *ctl);

/**
 * evtchn_fifo_expand_array() - EVTCHNOP_expand_array
 * @d: the domain
 * @gfn: page for the next event words
 *
 * Return: 0, -EOPNOTSUPP (not the FIFO ABI), or another negative errno.
 */
int evtchn_fifo_expand_array(struct domain *d, u64 gfn);

/**
 * evtchn_fifo_leave() - back to the 2-level ABI
 * @d: uses the FIFO one; its lock is held, all ports are closed
 */
void evtchn_fifo_leave(struct domain *d);

#endif /* HYP_EVTCHN_PRIV_H */
