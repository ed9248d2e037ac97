// SPDX-License-Identifier: GPL-2.0-only
/*
 * Event channels: what a port can be bound to.
 *
 * Each function takes a free port and gives it a kind, with the domain's lock
 * held; the port is seen by nobody before that.
 */
#include <hyp/evtchn.h>

#include <hyp/domain.h>
#include <hyp/irq.h>
#include <hyp/vcpu.h>
#include <linux/compiler.h>
#include <linux/errno.h>
#include <linux/nospec.h>

#include "evtchn_priv.h"

static void set_kind(struct evtchn *chn, enum evtchn_kind kind)
{
	unsigned long flags = spin_lock_irqsave(&chn->lock);

	chn->kind = kind;
	spin_unlock_irqrestore(&chn->lock, flags);
}

int evtchn_alloc_unbound(struct domain *d, domid_t remote, u32 *port)
{
	struct evtchn *chn;
	int rc;

	spin_lock(&d->evtchn->lock);
	rc = evtchn_get_port(d, &chn);
	if (!rc) {
		chn->remote_domid = remote;
		set_kind(chn, EVTCHN_UNBOUND);
		*port = chn->port;
	}
	spin_unlock(&d->evtchn->lock);

	return rc;
}

int evtchn_alloc_hyp(struct vcpu *local, domid_t remote, void (*fn)(struct vcpu *v, u32 port))
{
	struct domain *d = local->domain;
	struct evtchn *chn;
	int rc;

	spin_lock(&d->evtchn->lock);
	rc = evtchn_get_port(d, &chn);
	if (!rc) {
		chn->remote_domid = remote;
		chn->vcpu = local->id;
		chn->hyp_fn = fn;
		d->evtchn->nr_hyp++;
		set_kind(chn, EVTCHN_UNBOUND);
		rc = chn->port;
	}
	spin_unlock(&d->evtchn->lock);

	return rc;
}

static void join(struct evtchn *chn, struct domain *remote, struct evtchn *end)
{
	chn->remote.domain = remote;
	chn->remote.end = end;
	chn->kind = EVTCHN_INTERDOMAIN;
}

/* Both domains' locks held. */
static int bind_interdomain_locked(struct domain *d, struct domain *remote, struct evtchn *end,
				   u32 *port)
{
	unsigned long flags;
	struct evtchn *chn;
	int rc;

	if (end->kind != EVTCHN_UNBOUND || end->remote_domid != d->domid)
		return -EINVAL;
	rc = evtchn_get_port(d, &chn);
	if (rc)
		return rc;

	flags = evtchn_lock_pair(chn, end);
	join(chn, remote, end);
	join(end, d, chn);
	/* What the other end sent while it was unbound went nowhere: look once. */
	evtchn_raise(d, chn);
	evtchn_unlock_pair(chn, end, flags);
	*port = chn->port;

	return 0;
}

int evtchn_bind_interdomain(struct domain *d, struct domain *remote, u32 remote_port, u32 *port)
{
	struct evtchn *end = evtchn_lookup(remote, remote_port);
	int rc;

	if (!end)
		return -EINVAL;
	spin_lock_pair(&d->evtchn->lock, &remote->evtchn->lock);
	rc = bind_interdomain_locked(d, remote, end, port);
	spin_unlock_pair(&d->evtchn->lock, &remote->evtchn->lock);

	return rc;
}

int evtchn_bind_virq(struct domain *d, u32 virq, u32 vcpu, u32 *port)
{
	struct vcpu *v = domain_vcpu(d, vcpu);
	struct evtchn *chn;
	int rc;

	if (virq >= NR_VIRQS)
		return -EINVAL;
	virq = array_index_nospec(virq, NR_VIRQS);
	if (vcpu && virq_is_global(virq))
		return -EINVAL;
	if (!v)
		return -ENOENT;

	spin_lock(&d->evtchn->lock);
	rc = v->evtchn->virq_port[virq] ? -EEXIST : evtchn_get_port(d, &chn);
	if (!rc) {
		chn->vcpu = vcpu;
		chn->virq = virq;
		set_kind(chn, EVTCHN_VIRQ);
		*port = chn->port;
		WRITE_ONCE(v->evtchn->virq_port[virq], chn->port);
	}
	spin_unlock(&d->evtchn->lock);

	return rc;
}

int evtchn_bind_ipi(struct domain *d, u32 vcpu, u32 *port)
{
	struct evtchn *chn;
	int rc;

	if (!domain_vcpu(d, vcpu))
		return -ENOENT;

	spin_lock(&d->evtchn->lock);
	rc = evtchn_get_port(d, &chn);
	if (!rc) {
		chn->vcpu = vcpu;
		set_kind(chn, EVTCHN_IPI);
		*port = chn->port;
	}
	spin_unlock(&d->evtchn->lock);

	return rc;
}

/* The port is ready before the first interrupt may come, which is during pirq_bind(). */
static int bind_pirq_locked(struct domain *d, struct vcpu *v, u32 pirq, bool share, u32 *port)
{
	struct evtchn *chn;
	int rc = evtchn_get_port(d, &chn);

	if (rc)
		return rc;
	chn->pirq = pirq;
	set_kind(chn, EVTCHN_PIRQ);
	rc = pirq_bind(v, pirq, chn->port, share);
	if (rc) {
		evtchn_unuse_port(d, chn);
		return rc;
	}
	*port = chn->port;

	return 0;
}

int evtchn_bind_pirq(struct domain *d, u32 pirq, bool share, u32 *port)
{
	struct vcpu *v = domain_vcpu(d, 0);
	int rc;

	if (!d->pirqs)
		return pirq < NR_IRQS ? -EPERM : -EINVAL;
	if (!v)
		return -ENOENT;
	spin_lock(&d->evtchn->lock);
	rc = bind_pirq_locked(d, v, pirq, share, port);
	spin_unlock(&d->evtchn->lock);

	return rc;
}

static int bind_vcpu_locked(struct domain *d, struct evtchn *chn, struct vcpu *v)
{
	unsigned long flags;
	bool movable;

	flags = spin_lock_irqsave(&chn->lock);
	movable = !chn->hyp_fn &&
		  (chn->kind == EVTCHN_UNBOUND || chn->kind == EVTCHN_INTERDOMAIN ||
		   chn->kind == EVTCHN_PIRQ ||
		   (chn->kind == EVTCHN_VIRQ && virq_is_global(chn->virq)));
	if (movable)
		WRITE_ONCE(chn->vcpu, v->id);
	spin_unlock_irqrestore(&chn->lock, flags);
	if (!movable)
		return -EINVAL;
	if (chn->kind == EVTCHN_PIRQ)
		pirq_set_affinity(d, chn->pirq, v);

	return 0;
}

int evtchn_bind_vcpu(struct domain *d, u32 port, u32 vcpu)
{
	struct evtchn *chn = evtchn_lookup(d, port);
	struct vcpu *v = domain_vcpu(d, vcpu);
	int rc;

	if (!v)
		return -ENOENT;
	if (!chn)
		return -EINVAL;
	spin_lock(&d->evtchn->lock);
	rc = bind_vcpu_locked(d, chn, v);
	spin_unlock(&d->evtchn->lock);

	return rc;
}
