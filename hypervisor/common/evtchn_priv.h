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
#include <hyp/domid.h>
#include <hyp/spinlock.h>
#include <xen/interface/event_channel.h>
#include <xen/interface/xen.h>

struct domain;
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

struct evtchn {
	struct spinlock lock;
	u32 port;
	u32 vcpu;		/* who is notified */
	u8 kind;		/* enum evtchn_kind */
	/* FIFO only: where it is queued, and an event that came before its word did. */
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
	/* The port is the hypervisor's: events end here. */
	void (*hyp_fn)(struct vcpu *v, u32 port);
} __aligned(64);

#define EVTCHN_PER_PAGE		(4096 / sizeof(struct evtchn))
#define EVTCHN_NR_PAGES		(EVTCHN_FIFO_NR_CHANNELS / EVTCHN_PER_PAGE)

/* Most vCPUs that a domain has; one bit each for pollers. */
#define EVTCHN_MAX_VCPUS	512

/* The two ABIs.  @chn is locked, or its domain's table for init and set_priority. */
struct evtchn_abi {
	const char *name;
	u32 nr_ports;
	void (*init)(struct domain *d, struct evtchn *chn);
	void (*set_pending)(struct domain *d, struct evtchn *chn);
	void (*clear_pending)(struct domain *d, struct evtchn *chn);
	void (*unmask)(struct domain *d, struct evtchn *chn);
	bool (*is_pending)(const struct domain *d, u32 port);
	bool (*is_masked)(const struct domain *d, u32 port);
	bool (*is_busy)(const struct domain *d, u32 port);	/* free, but still queued */
	int (*set_priority)(struct domain *d, struct evtchn *chn, u32 priority);
};

extern const struct evtchn_abi evtchn_abi_2l, evtchn_abi_fifo;

struct evtchn_state {
	struct spinlock lock;
	const struct evtchn_abi *abi;
	u32 max_port;			/* limit of createdomain */
	u32 nr_ports;			/* ports below have a struct; grows */
	u32 free_hint;			/* no port below is free */
	u32 nr_used, nr_hyp;
	u32 reset_at;			/* first port that a reset still has to close */
	bool closing;
	struct fifo_domain *fifo;
	struct evtchn **page;		/* EVTCHN_NR_PAGES */
	DECLARE_BITMAP(pollers, EVTCHN_MAX_VCPUS);
};

struct evtchn_vcpu {
	u32 virq_port[NR_VIRQS];	/* 0: not bound; written under the domain's lock */
	struct fifo_vcpu *fifo;
};

/* The channel of a port, NULL if there is none; also for numbers of guests. */
struct evtchn *evtchn_lookup(const struct domain *d, u32 port);
/* Two channels in the order of their addresses, interrupts off. */
unsigned long evtchn_lock_pair(struct evtchn *a, struct evtchn *b);
void evtchn_unlock_pair(struct evtchn *a, struct evtchn *b, unsigned long flags);
/* A free port, not yet of any kind; domain's lock held. */
int evtchn_get_port(struct domain *d, struct evtchn **chn);
/* Back to the free ones, whatever it was; domain's lock held. */
void evtchn_unuse_port(struct domain *d, struct evtchn *chn);
/* Event for this channel; it is locked, or the other end of a locked one. */
void evtchn_raise(struct domain *d, struct evtchn *chn);
/* An unmasked event is in the shared area now: tell the vCPU. */
void evtchn_upcall(struct vcpu *v);

int evtchn_close(struct domain *d, u32 port);
int evtchn_status(struct domain *d, struct evtchn_status *status);
int evtchn_set_priority(struct domain *d, u32 port, u32 priority);

int evtchn_alloc_unbound(struct domain *d, domid_t remote, u32 *port);
int evtchn_bind_interdomain(struct domain *d, struct domain *remote, u32 remote_port, u32 *port);
int evtchn_bind_virq(struct domain *d, u32 virq, u32 vcpu, u32 *port);
int evtchn_bind_ipi(struct domain *d, u32 vcpu, u32 *port);
int evtchn_bind_pirq(struct domain *d, u32 pirq, bool share, u32 *port);
int evtchn_bind_vcpu(struct domain *d, u32 port, u32 vcpu);

bool virq_is_global(u32 virq);
void virq_forget_domain(struct domain *d);

int evtchn_fifo_init_control(struct domain *d, struct evtchn_init_control *ctl);
int evtchn_fifo_expand_array(struct domain *d, u64 gfn);
void evtchn_fifo_leave(struct domain *d);	/* domain's lock held, all ports closed */

#endif /* HYP_EVTCHN_PRIV_H */
