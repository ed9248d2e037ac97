// SPDX-License-Identifier: GPL-2.0-only
/*
 * A question to the back-end, by the shared page.
 *
 * Config space is read with a raw lock held and interrupts off, so the answer is polled for:
 * the virtual CPU sleeps in the hypervisor until the event comes.
 */
#include <linux/jiffies.h>
#include <linux/ktime.h>
#include <linux/pci.h>

#include <asm/barrier.h>
#include <asm/sync_bitops.h>

#include <xen/events.h>
#include <xen/xenbus.h>

#include "pcifront.h"

#define PATIENCE_NS	(2 * NSEC_PER_SEC)

static unsigned long *flags_of(struct pcifront *pf)
{
	return (unsigned long *)&pf->shared->flags;
}

static bool wait_for_answer(struct pcifront *pf)
{
	u64 end = ktime_get_ns() + PATIENCE_NS;

	while (sync_test_bit(_XEN_PCIF_active, flags_of(pf))) {
		/* Cleared first: an event from here on ends the poll. */
		xen_clear_irq_pending(pf->irq);
		if (!sync_test_bit(_XEN_PCIF_active, flags_of(pf)))
			break;
		xen_poll_irq_timeout(pf->irq, jiffies + HZ);
		if (ktime_get_ns() > end)
			return false;
	}
	return true;
}

/* The back-end is trusted with the device, not with our memory: fields are copied. */
static int ask(struct pcifront *pf, struct xen_pci_op *op)
{
	struct xen_pci_op *shared = &pf->shared->op;

	*shared = *op;
	/* The question before the bit that says so; the back-end reads it the other way round. */
	virt_wmb();
	sync_set_bit(_XEN_PCIF_active, flags_of(pf));
	notify_remote_via_evtchn(pf->port);
	if (!wait_for_answer(pf)) {
		sync_clear_bit(_XEN_PCIF_active, flags_of(pf));
		return XEN_PCI_ERR_dev_not_found;
	}
	/* The bit before the answer. */
	virt_rmb();
	memcpy(op, shared, sizeof(*op));
	return op->err;
}

/**
 * pcifront_op() - ask the back-end, and wait
 * @pf: connected
 * @op: the question; receives the answer
 *
 * Any context.
 *
 * Return: 0, XEN_PCI_ERR_* or another negative number of the back-end's.
 */
int pcifront_op(struct pcifront *pf, struct xen_pci_op *op)
{
	unsigned long flags;
	int ret;

	raw_spin_lock_irqsave(&pf->op_lock, flags);
	ret = ask(pf, op);
	raw_spin_unlock_irqrestore(&pf->op_lock, flags);
	/* The event of an error may have been taken for that of the answer. */
	if (sync_test_bit(_XEN_PCIB_active, flags_of(pf)))
		schedule_work(&pf->aer_work);
	return ret;
}
