// SPDX-License-Identifier: GPL-2.0-only
/*
 * A domain begins and ends.
 *
 *	domain_create() -> DOM_ALIVE --domain_kill()--> DOM_DYING -> DOM_DEAD
 *	-- last reference --> destroy() in a tasklet, number free again
 *
 * domain_kill() gives back what the domain has of others and of the machine,
 * in steps that may stop and go on.  What it can't give back is what others
 * still have of it: each page and each holder keeps a reference, and the rest
 * of the domain is freed when the last one goes.
 */
#include <hyp/domain.h>

#include <linux/err.h>
#include <linux/kernel.h>
#include <linux/string.h>
#include <hyp/arch.h>
#include <hyp/bug.h>
#include <hyp/domain_table.h>
#include <hyp/evtchn.h>
#include <hyp/gnttab.h>
#include <hyp/guest.h>
#include <hyp/heap.h>
#include <hyp/irq.h>
#include <hyp/page.h>
#include <hyp/page_alloc.h>
#include <hyp/panic.h>
#include <hyp/rangeset.h>
#include <hyp/sched.h>
#include <hyp/softirq.h>
#include <hyp/tasklet.h>
#include <hyp/vcpu.h>
#include <hyp/vmap.h>
#include <hyp/watchdog.h>
#include <xen/interface/domctl.h>

#define DEFAULT_GRANT_FRAMES		64
#define DEFAULT_MAPTRACK_FRAMES		1024

static void locks_init(struct domain *d)
{
	spin_lock_init(&d->lock, LOCK_DOMAIN);
	spin_lock_init(&d->shutdown_lock, LOCK_SHUTDOWN);
	spin_lock_init(&d->page_lock, LOCK_PAGE_LIST);
	page_list_init(&d->page_list);
	page_list_init(&d->xenpage_list);
	INIT_LIST_HEAD(&d->list);
}

static struct domain *struct_init(domid_t domid, unsigned int max_vcpus)
{
	struct domain *d = domain_struct_new();

	if (!d)
		return NULL;
	locks_init(d);
	d->domid = domid;
	d->target = DOMID_INVALID;
	d->shared_info_mfn = INVALID_MFN;
	d->max_vcpus = max_vcpus;
	d->vcpu = heap_new_array(struct vcpu *, max_vcpus ?: 1);
	if (d->vcpu)
		return d;
	domain_struct_free(d);
	return NULL;
}

static struct domain *special_domain(domid_t domid, unsigned int max_vcpus)
{
	struct domain *d = struct_init(domid, max_vcpus);

	if (!d || arch_domain_init(d, NULL))
		boot_fail("no memory for the domain %#x", domid);
	d->state = DOM_ALIVE;
	atomic_set(&d->refs, 1);
	return d;
}

void domain_init(void)
{
	domain_table_init();
	dom_xen = special_domain(DOMID_XEN, 0);
	dom_io = special_domain(DOMID_IO, 0);
	dom_idle = special_domain(DOMID_IDLE, NR_CPUS);
}

/* Fills in what "< 0" stands for. */
static int config_init(struct domain *d, const struct xen_domctl_createdomain *config)
{
	struct xen_domctl_createdomain *c = heap_new(struct xen_domctl_createdomain);

	if (!c)
		return -ENOMEM;
	*c = *config;
	if (c->max_grant_frames < 0)
		c->max_grant_frames = DEFAULT_GRANT_FRAMES;
	if (c->max_maptrack_frames < 0)
		c->max_maptrack_frames = DEFAULT_MAPTRACK_FRAMES;
	memcpy(d->handle, c->handle, sizeof(d->handle));
	d->ssidref = c->ssidref;
	d->config = c;
	return 0;
}

static int caps_init(struct domain *d)
{
	d->iomem_caps = rangeset_new();
	d->ioport_caps = rangeset_new();
	d->irq_caps = rangeset_new();
	return d->iomem_caps && d->ioport_caps && d->irq_caps ? 0 : -ENOMEM;
}

static int shared_info_init(struct domain *d)
{
	d->shared_info = page_alloc_hyp(0);
	if (!d->shared_info)
		return -ENOMEM;
	d->shared_info_mfn = virt_to_mfn(d->shared_info);
	page_share(mfn_to_page(d->shared_info_mfn), d, false);
	return 0;
}

static int services_init(struct domain *d)
{
	const struct xen_domctl_createdomain *c = d->config;
	int err = evtchn_domain_init(d, c->max_evtchn_port);

	if (!err)
		err = gnttab_domain_init(d, c->max_grant_frames, c->max_maptrack_frames);
	if (!err && d->hardware)
		err = pirq_domain_init(d);
	if (!err)
		err = sched_domain_init(d, NULL);
	return err;
}

static int domain_setup(struct domain *d, const struct xen_domctl_createdomain *config)
{
	int err = config_init(d, config);

	if (!err)
		err = caps_init(d);
	if (!err)
		err = arch_domain_init(d, d->config);
	if (!err)
		err = shared_info_init(d);
	if (!err)
		err = services_init(d);
	return err;
}

static int config_check(struct xen_domctl_createdomain *config)
{
	if (!config->max_vcpus || config->max_vcpus > MAX_VCPUS ||
	    XEN_DOMCTL_GRANT_version(config->grant_opts) > 2 || config->vmtrace_size)
		return -EINVAL;
	return arch_domain_sanitise(config);
}

static struct domain *domain_new(domid_t domid, struct xen_domctl_createdomain *config,
				 bool privileged)
{
	struct domain *d = struct_init(domid, config->max_vcpus);

	if (!d)
		return NULL;
	d->privileged = privileged;
	d->hardware = privileged;
	d->is_console = privileged;
	/* Runs when the builder of dom0 says so, or the tools. */
	d->controller_pause_count = !privileged;
	atomic_set(&d->pause_count, 1);
	atomic_set(&d->refs, 1);
	return d;
}

/* First of the pages that the guest could map; it goes to the end of its list. */
static struct page_info *next_shared_page(struct domain *d)
{
	struct page_info *pg;

	spin_lock(&d->page_lock);
	pg = page_list_first(&d->xenpage_list);
	if (pg) {
		page_list_del(pg, &d->xenpage_list);
		page_list_add_tail(pg, &d->xenpage_list);
		/* Without references it is leaving the list already. */
		if (!page_get_more(pg))
			pg = NULL;
	}
	spin_unlock(&d->page_lock);
	return pg;
}

/*
 * Sharing ends for all of them; a page that another domain maps stays on the
 * list until that ends, too.
 */
static int unshare_pages(struct domain *d)
{
	u32 left = READ_ONCE(d->xenheap_pages);

	while (left--) {
		struct page_info *pg = next_shared_page(d);

		if (!pg)
			continue;
		page_put_alloc_ref(pg);
		page_put(pg);
	}
	return 0;
}

static int forget_vcpu_infos(struct domain *d)
{
	struct vcpu *v;

	for_each_vcpu(d, v)
		vcpu_info_reset(v);
	return 0;
}

static int drop_claim(struct domain *d)
{
	return page_alloc_claim(d, 0);
}

static int relinquish_guest(struct domain *d)
{
	return d->arch && d->ops->domain_relinquish ? d->ops->domain_relinquish(d) : 0;
}

static int relinquish_evtchn(struct domain *d)
{
	return d->evtchn ? evtchn_domain_relinquish(d) : 0;
}

static int relinquish_gnttab(struct domain *d)
{
	return d->gnttab ? gnttab_domain_relinquish(d) : 0;
}

static int relinquish_pirqs(struct domain *d)
{
	if (d->pirqs)
		pirq_domain_destroy(d);
	return 0;
}

static const struct domain_teardown teardown[] = {
	{ "event channels", relinquish_evtchn },
	{ "pirqs", relinquish_pirqs },
	{ "grants", relinquish_gnttab },
	{ "vcpu_info", forget_vcpu_infos },
	{ "guest", relinquish_guest },
	{ "claim", drop_claim },
	{ "shared pages", unshare_pages },
};

/* True for the caller that begins the end. */
static bool begin_dying(struct domain *d)
{
	bool first;

	spin_lock(&d->lock);
	first = d->state < DOM_DYING;
	if (first)
		d->state = DOM_DYING;
	spin_unlock(&d->lock);
	return first;
}

/* 0 or -ERESTART: go on with another call. */
static int tear_down(struct domain *d)
{
	while (d->dying_stage < ARRAY_SIZE(teardown)) {
		int err = teardown[d->dying_stage].fn(d);

		if (err == -ERESTART)
			return err;
		WARN_ON(err);
		d->dying_stage++;
	}
	return 0;
}

int domain_kill(struct domain *d)
{
	if (d == current_vcpu()->domain)
		return -EINVAL;
	if (begin_dying(d))
		domain_pause(d);
	if (READ_ONCE(d->state) == DOM_DEAD)
		return 0;
	if (tear_down(d))
		return -ERESTART;
	WRITE_ONCE(d->state, DOM_DEAD);
	virq_send_global(VIRQ_DOM_EXC);
	domain_put(d);
	return 0;
}

/* What was never complete nobody has seen: it is not dying, it is not there. */
static void forget_unborn(struct domain *d)
{
	while (tear_down(d))
		;
	domain_put(d);
}

struct domain *domain_create(domid_t domid, const struct xen_domctl_createdomain *config,
			     bool privileged)
{
	struct xen_domctl_createdomain checked = *config;
	int err = config_check(&checked);
	struct domain *d;

	if (err)
		return ERR_PTR(err);
	if (domid == DOMID_INVALID)
		domid = domain_table_pick();
	if (domid >= DOMID_FIRST_RESERVED)
		return ERR_PTR(-ENOMEM);
	d = domain_new(domid, &checked, privileged);
	if (!d)
		return ERR_PTR(-ENOMEM);
	/* Pages find their owner by the table: it comes first. */
	if (!domain_table_add(d)) {
		heap_free(d->vcpu);
		atomic_set(&d->refs, 0);
		domain_struct_free(d);
		return ERR_PTR(-EEXIST);
	}
	err = domain_setup(d, &checked);
	if (err) {
		forget_unborn(d);
		return ERR_PTR(err);
	}
	if (privileged)
		dom0 = d;
	/* All of the domain before its state; partner: is_complete(). */
	smp_store_release(&d->state, DOM_ALIVE);
	return d;
}

static void vcpus_destroy(struct domain *d)
{
	unsigned int i;

	for (i = 0; i < d->max_vcpus; i++) {
		if (d->vcpu[i])
			vcpu_destroy(d->vcpu[i]);
		d->vcpu[i] = NULL;
	}
	heap_free(d->vcpu);
}

/* Nobody can reach the domain any more. */
static void destroy(struct domain *d)
{
	watchdog_destroy(d);
	vcpus_destroy(d);
	if (d->pool)
		sched_domain_exit(d);
	if (d->gnttab)
		gnttab_domain_destroy(d);
	if (d->evtchn)
		evtchn_domain_destroy(d);
	arch_domain_destroy(d);
	/* Emptied long ago; dom0 may have looked at it since. */
	heap_free(d->pirqs);
	page_free_hyp(d->shared_info, 0);
	rangeset_free(d->iomem_caps);
	rangeset_free(d->ioport_caps);
	rangeset_free(d->irq_caps);
	heap_free(d->config);
	domain_table_remove(d);
	domain_struct_free(d);
}

/*
 * The last reference may go anywhere, with locks held: the work is done later.
 * Domains that wait for it are linked by list.next.
 */
static struct domain *dead;
static DEFINE_SPINLOCK(dead_lock, LOCK_LEAF);

static void destroy_dead(void *data)
{
	for (;;) {
		unsigned long flags = spin_lock_irqsave(&dead_lock);
		struct domain *d = dead;

		if (d)
			dead = (struct domain *)d->list.next;
		spin_unlock_irqrestore(&dead_lock, flags);
		if (!d)
			return;
		destroy(d);
	}
}

static struct tasklet destroy_tasklet = TASKLET_INIT(destroy_dead, NULL);

bool domain_get(struct domain *d)
{
	return atomic_inc_not_zero(&d->refs);
}

void domain_put(struct domain *d)
{
	unsigned long flags;

	if (!atomic_dec_and_test(&d->refs))
		return;
	flags = spin_lock_irqsave(&dead_lock);
	d->list.next = (struct list_head *)dead;
	dead = d;
	spin_unlock_irqrestore(&dead_lock, flags);
	tasklet_schedule(&destroy_tasklet);
}
