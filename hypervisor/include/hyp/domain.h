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

/**
 * struct domain - a virtual machine, as every floor sees it
 * @domid: its number; stays the same for life
 * @state: enum domain_state; changes under @lock when the end begins
 * @privileged: may use the control interfaces
 * @hardware: owns what the platform gives away
 * @auto_translated: gfn is not mfn: PVH, HVM
 * @direct_mapped: and yet its own memory has gfn = mfn, for the devices that it drives: dom0 in
 *                 a container
 * @compat: shared_info, vcpu_info and runstate areas are laid out for a 32-bit kernel
 * @shutting_down: a shutdown was ordered; under @shutdown_lock
 * @shut_down: all its vCPUs are stopped for that; under @shutdown_lock
 * @shutdown_code: SHUTDOWN_*
 * @suspend_port: own port to send on at suspend; 0: none
 * @dying_stage: progress of destruction
 * @refs: references; 0: going away, see domain_get()
 * @pause_count: reasons why none of its vCPUs may run
 * @controller_pause_count: those of XEN_DOMCTL_pausedomain, under @lock
 * @lock: LOCK_DOMAIN; for what says so
 * @shutdown_lock: LOCK_SHUTDOWN
 * @ops: what differs between kinds of guest
 * @arch: the architecture's part
 * @max_vcpus: entries of @vcpu
 * @vcpu: by number, NULL until made; stay until the domain is destroyed
 * @page_lock: LOCK_PAGE_LIST; for the members from @page_list to @outstanding_pages
 * @page_list: ordinary pages
 * @xenpage_list: pages of the hypervisor that it may map
 * @tot_pages: length of @page_list
 * @max_pages: limit of @tot_pages
 * @xenheap_pages: length of @xenpage_list
 * @outstanding_pages: claimed and not allocated yet
 * @shared_info: one page, shared with the guest
 * @shared_info_mfn: its frame
 * @evtchn: event channels
 * @gnttab: grant table
 * @p2m: physical map; NULL for PV
 * @pirqs: NULL without PIRQs
 * @iomem_caps: frames of device memory that it may map
 * @ioport_caps: I/O ports that it may use
 * @irq_caps: interrupts that it may give away or bind
 * @pool: of CPUs; under LOCK_CPUPOOL
 * @sched_priv: the scheduler's
 * @config: as it was made, limits filled in; NULL for the special domains
 * @handle: UUID
 * @ssidref: security label, kept for the tools
 * @vm_assist: bit VMASST_TYPE_*
 * @time_offset: its wall clock against ours, s
 * @target: whose device model it is; DOMID_INVALID: nobody's
 * @watchdogs: of SCHEDOP_watchdog; NULL until used; under @lock
 * @is_console: may read the hypervisor's console
 * @list: link of those that wait to be destroyed or used again
 */
struct domain {
	domid_t domid;
	u8 state;
	bool privileged;
	bool hardware;
	bool auto_translated;
	bool direct_mapped;
	bool compat;
	bool shutting_down, shut_down;
	u8 shutdown_code;
	u32 suspend_port;
	u8 dying_stage;
	atomic_t refs;
	atomic_t pause_count;
	int controller_pause_count;
	struct spinlock lock;
	struct spinlock shutdown_lock;
	const struct guest_ops *ops;
	struct arch_domain *arch;

	unsigned int max_vcpus;
	struct vcpu **vcpu;

	struct spinlock page_lock;
	struct page_list page_list;
	struct page_list xenpage_list;
	u32 tot_pages, max_pages, xenheap_pages, outstanding_pages;

	void *shared_info;
	mfn_t shared_info_mfn;
	struct evtchn_state *evtchn;
	struct gnttab *gnttab;
	struct p2m *p2m;
	struct pirq_table *pirqs;
	struct rangeset *iomem_caps, *ioport_caps, *irq_caps;
	struct cpupool *pool;
	void *sched_priv;

	struct xen_domctl_createdomain *config;
	u8 handle[16];
	u32 ssidref;
	u32 vm_assist;
	s64 time_offset;
	domid_t target;
	struct watchdogs *watchdogs;
	bool is_console;
	struct list_head list;
};

extern struct domain *dom0, *dom_xen, *dom_io, *dom_idle;

/**
 * domain_init() - make the table of domains, dom_xen, dom_io and dom_idle
 *
 * Start-up, once memory works; boot_fail() without memory.
 */
void domain_init(void);

/**
 * domain_create() - a new, paused, empty domain
 * @domid: number, or DOMID_INVALID to pick a free one
 * @config: IN limits and flags; copied
 * @privileged: dom0 alone
 *
 * The caller sets max_pages, makes the vCPUs and unpauses it (pause_count is 1,
 * and so is controller_pause_count but for dom0).
 *
 * Return: the domain with one reference, which domain_kill() drops, or ERR_PTR: -EINVAL,
 * -EOPNOTSUPP, -EEXIST (the number is taken), -ENOENT (no such pool of CPUs), -ENOMEM.
 */
struct domain *domain_create(domid_t domid, const struct xen_domctl_createdomain *config,
			     bool privileged);

/**
 * domain_get_by_id() - look up and take a reference; lock-free
 * @domid: of an ordinary domain
 *
 * Return: NULL if there is none or it is dead.
 */
struct domain *domain_get_by_id(domid_t domid);

/**
 * domain_get_any() - as domain_get_by_id(), for numbers that guests give
 * @domid: DOMID_SELF is the caller's own
 *
 * Return: the domain with a reference, or NULL.
 */
struct domain *domain_get_any(domid_t domid);

/**
 * domain_get_owner() - look up an owner of frames
 * @domid: as for domain_get_any(), and DOMID_XEN and DOMID_IO too
 *
 * These two have pages and nothing else: no event channels, no grant table, no vCPU.
 *
 * Return: the domain with a reference, or NULL.
 */
struct domain *domain_get_owner(domid_t domid);

/**
 * domain_peek() - the domain behind a number in any state, without a reference
 * @domid: the special domains work, DOMID_SELF doesn't
 *
 * For holders of one of its pages, because its pages keep a domain (and its number) alive,
 * dead ones too.
 *
 * Return: NULL if there is none.
 */
struct domain *domain_peek(domid_t domid);

/**
 * domain_next() - walk through all domains in ascending order
 * @d: last one, whose reference is dropped; NULL starts
 *
 * Dying and dead domains are among them, the special ones are not.
 *
 * Return: the next with a reference, or NULL.
 */
struct domain *domain_next(struct domain *d);
#define for_each_domain(d)	for ((d) = domain_next(NULL); (d); (d) = domain_next(d))

/**
 * domain_get() - take one more reference
 * @d: not freed: memory of a domain stays one for ever
 *
 * Return: false: it is on its way out.
 */
bool domain_get(struct domain *d);

/**
 * domain_put() - drop a reference
 * @d: domain
 *
 * Any context, any lock but leaves held: with the last one a tasklet destroys the domain.
 */
void domain_put(struct domain *d);

/**
 * vm_assist_set() - the habits of HYPERVISOR_vm_assist that a domain is built with
 * @d: a domain, paused
 * @assists: bit VMASST_TYPE_*; those that this kind of domain can't choose are left out
 */
void vm_assist_set(struct domain *d, u64 assists);

/**
 * domain_crash() - "it broke the rules": one log line with the reason, then SHUTDOWN_crash
 * @d: domain; nothing happens if it is shutting down already
 * @fmt: reason, without a newline
 * @...: for @fmt
 *
 * As domain_shutdown().  A vCPU that runs is stopped on its next way to the guest.
 */
void domain_crash(struct domain *d, const char *fmt, ...) __printf(2, 3);

/**
 * domain_resume() - let a domain that is shut down run again
 * @d: not the caller's own; waits until it is off its CPUs
 *
 * For SHUTDOWN_suspend.
 */
void domain_resume(struct domain *d);

/**
 * domain_shutdown() - stop all vCPUs and tell the tools
 * @d: domain; the second call does nothing
 * @reason: SHUTDOWN_*
 *
 * Doesn't wait; the caller holds no lock from LOCK_VIRQ on.  Sends VIRQ_DOM_EXC, or at suspend
 * to suspend_port.  With the hardware domain the machine halts or restarts.
 */
void domain_shutdown(struct domain *d, u8 reason);

/**
 * domain_kill() - give everything back
 * @d: paused from the first call on; the reference of domain_create() goes at the end
 *
 * By one caller at a time (the lock of all domctls).
 *
 * Return: 0; -ERESTART when it stopped for a while: call again; -EINVAL: the caller's own.
 */
int domain_kill(struct domain *d);

/**
 * domain_unpause() - one reason less not to run
 * @d: paused
 */
void domain_unpause(struct domain *d);

/**
 * domain_pause_nosync() - keep all vCPUs of a domain from running
 * @d: may be the caller's own; vCPUs that run leave their CPUs soon
 *
 * Pauses count.
 */
void domain_pause_nosync(struct domain *d);

/**
 * domain_pause() - the same, and wait until no vCPU runs
 * @d: not the caller's own
 *
 * With no lock held that its vCPUs need in order to leave their CPUs.
 */
void domain_pause(struct domain *d);

/**
 * struct domain_teardown - one step of destruction, in order of struct domain's dying_stage
 * @name: for readers
 * @fn: returns 0 or -ERESTART
 */
struct domain_teardown {
	const char *name;
	int (*fn)(struct domain *d);
};

/**
 * domain_vcpu_from() - next vCPU of a domain by number
 * @d: domain
 * @id: where to begin
 *
 * Return: first vCPU with a number of at least @id, or NULL.
 */
struct vcpu *domain_vcpu_from(const struct domain *d, unsigned int id);

/**
 * vcpu_id() - number of a vCPU, where struct vcpu is not known
 * @v: the vCPU
 *
 * Return: its number.
 */
unsigned int vcpu_id(const struct vcpu *v);

#define for_each_vcpu(d, v)						\
	for ((v) = domain_vcpu_from(d, 0); (v);				\
	     (v) = domain_vcpu_from(d, vcpu_id(v) + 1))

#endif /* HYP_DOMAIN_H */
