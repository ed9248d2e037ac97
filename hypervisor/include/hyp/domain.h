/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A domain: what every floor shares.  The services keep their own state
 * behind forward-declared pointers.
 */
#ifndef HYP_DOMAIN_H
#define HYP_DOMAIN_H

#include <linux/list.h>
#include <linux/atomic.h>
#include <hyp/cpumask.h>
#include <hyp/domid.h>
#include <hyp/pglist.h>
#include <hyp/spinlock.h>

struct arch_domain;
struct cpupool;
struct evtchn_state;
struct gnttab;
struct guest_ops;
struct p2m;
struct pirq_table;
struct rangeset;
struct vcpu;
struct watchdogs;
struct xen_domctl_createdomain;

#define MAX_VCPUS	512	/* of a domain */

/* Life: only forward. */
enum domain_state {
	DOM_NEW,
	DOM_ALIVE,
	DOM_DYING,		/* memory is being given back */
	DOM_DEAD,		/* waits for the last reference */
};

struct domain {
	domid_t domid;
	u8 state;			/* enum domain_state, under lock */
	bool privileged;		/* may use the control interfaces */
	bool hardware;			/* owns what the platform gives away */
	bool auto_translated;		/* gfn is not mfn: PVH, HVM */
	bool shutting_down, shut_down;	/* under shutdown_lock */
	u8 shutdown_code;		/* SHUTDOWN_* */
	u32 suspend_port;		/* own port to send on at suspend; 0: none */
	u8 dying_stage;			/* progress of destruction */
	atomic_t refs;
	atomic_t pause_count;
	int controller_pause_count;	/* DOMCTL_pausedomain, under lock */
	struct spinlock lock;
	struct spinlock shutdown_lock;
	const struct guest_ops *ops;
	struct arch_domain *arch;

	unsigned int max_vcpus;
	struct vcpu **vcpu;		/* max_vcpus entries, NULL until made */

	struct spinlock page_lock;	/* the four below */
	struct page_list page_list;	/* ordinary pages */
	struct page_list xenpage_list;
	u32 tot_pages, max_pages, xenheap_pages, outstanding_pages;

	void *shared_info;		/* one page, shared with the guest */
	mfn_t shared_info_mfn;
	struct evtchn_state *evtchn;
	struct gnttab *gnttab;
	struct p2m *p2m;		/* NULL for PV */
	struct pirq_table *pirqs;	/* NULL without PIRQs */
	struct rangeset *iomem_caps, *ioport_caps, *irq_caps;
	struct cpupool *pool;
	void *sched_priv;
	struct cpumask *node_affinity;

	struct xen_domctl_createdomain *config;
	u8 handle[16];			/* UUID */
	u32 ssidref;
	u32 vm_assist;			/* bit VMASST_TYPE_* */
	s64 time_offset;		/* wall clock, s */
	domid_t target;			/* device model of; DOMID_INVALID */
	struct watchdogs *watchdogs;	/* SCHEDOP_watchdog; NULL until used; under lock */
	bool is_console;		/* may read the hypervisor's console */
	struct list_head list;		/* all domains, ascending domid */
};

extern struct domain *dom0, *dom_xen, *dom_io, *dom_idle;

/* Start-up, once memory works: the table, dom_xen, dom_io and dom_idle. */
void domain_init(void);

/**
 * domain_create() - a new, paused, empty domain
 * @domid: number, or DOMID_INVALID to pick a free one
 * @config: IN limits and flags; copied
 * @privileged: dom0 alone
 *
 * The caller sets max_pages, makes the vCPUs and unpauses it (pause_count is 1,
 * and so is controller_pause_count but for dom0).
 * Return: the domain with one reference, which domain_kill() drops, or ERR_PTR.
 */
struct domain *domain_create(domid_t domid, const struct xen_domctl_createdomain *config,
			     bool privileged);

/**
 * domain_get_by_id() - look up and take a reference; lock-free
 * Return: NULL if there is none or it is dead.
 */
struct domain *domain_get_by_id(domid_t domid);
/* As above; DOMID_SELF is the caller's own. */
struct domain *domain_get_any(domid_t domid);
/*
 * Owners of frames: DOMID_XEN and DOMID_IO too, which have pages and nothing
 * else (no event channels, no grant table, no vCPU).
 */
struct domain *domain_get_owner(domid_t domid);
/*
 * The domain behind a number in any state, dead ones too, without a reference:
 * for holders of one of its pages, because its pages keep a domain (and its
 * number) alive.  The special domains work, DOMID_SELF doesn't.
 */
struct domain *domain_peek(domid_t domid);

/* Next domain after @d in ascending order with a reference; puts @d. NULL starts. */
struct domain *domain_next(struct domain *d);
#define for_each_domain(d)	for ((d) = domain_next(NULL); (d); (d) = domain_next(d))

bool domain_get(struct domain *d);	/* false: it is on its way out */
void domain_put(struct domain *d);

/* "It broke the rules": one log line with the reason, then SHUTDOWN_crash. */
void domain_crash(struct domain *d, const char *fmt, ...) __printf(2, 3);

/* Resume is for SHUTDOWN_suspend. */
void domain_resume(struct domain *d);
void domain_shutdown(struct domain *d, u8 reason);	/* SHUTDOWN_* */

/* Gives everything back; -ERESTART when it stopped for a while. */
int domain_kill(struct domain *d);

/* Pauses count; the last form waits until no vCPU runs. */
void domain_unpause(struct domain *d);
void domain_pause_nosync(struct domain *d);
void domain_pause(struct domain *d);

/**
 * struct domain_teardown - one step of destruction, in order of @stage
 * @fn: returns 0 or -ERESTART
 */
struct domain_teardown {
	const char *name;
	int (*fn)(struct domain *d);
};

/* First vCPU with a number of at least @id, or NULL. */
struct vcpu *domain_vcpu_from(const struct domain *d, unsigned int id);
unsigned int vcpu_id(const struct vcpu *v);

#define for_each_vcpu(d, v)						\
	for ((v) = domain_vcpu_from(d, 0); (v);				\
	     (v) = domain_vcpu_from(d, vcpu_id(v) + 1))

#endif /* HYP_DOMAIN_H */
