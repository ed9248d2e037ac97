// SPDX-License-Identifier: GPL-2.0-only
/*
 * Errors of a device (PCI Express AER): what its driver makes of them is the guest's to say.
 *
 * The question lies in the shared page beside the requests, with bits of its own, and the
 * guest's driver may read configuration space before it answers.
 */
#include <linux/delay.h>
#include <linux/jiffies.h>
#include <linux/pci.h>

#include <asm/barrier.h>
#include <asm/sync_bitops.h>

#include <xen/events.h>

#include "pciback.h"

#define PATIENCE	(20 * HZ)

/* Nobody says what shall be done with it. */
#define NO_ANSWER	PCI_ERS_RESULT_DISCONNECT

static unsigned long *flags_of(struct pciback *pb)
{
	return (unsigned long *)&pb->shared->flags;
}

/* Both with pciback.lock, since the page may go. */

static bool put_question(struct pciback *pb, struct pci_dev *dev, u32 cmd, s32 state)
{
	struct lent *lent = lent_of(pb, dev);

	if (!lent || !pb->shared || !(READ_ONCE(pb->shared->flags) & XEN_PCIB_AERHANDLER))
		return false;
	pb->shared->aer_op = (struct xen_pcie_aer_op){
		.cmd = cmd,
		.err = state,
		.domain = lent->at.domain,
		.bus = lent->at.bus,
		.devfn = PCI_DEVFN(lent->at.slot, lent->at.func),
	};
	/* The question before the bit. */
	virt_wmb();
	sync_set_bit(_XEN_PCIB_active, flags_of(pb));
	notify_remote_via_irq(pb->irq);
	return true;
}

static bool ask(struct pciback *pb, struct pci_dev *dev, u32 cmd, s32 state)
{
	bool asked;

	mutex_lock(&pb->lock);
	asked = put_question(pb, dev, cmd, state);
	mutex_unlock(&pb->lock);
	return asked;
}

/* Also when it has gone. */
static bool answered(struct pciback *pb)
{
	bool is;

	mutex_lock(&pb->lock);
	is = !pb->shared || !sync_test_bit(_XEN_PCIB_active, flags_of(pb));
	mutex_unlock(&pb->lock);
	return is;
}

static bool is_result(s32 err)
{
	return err >= (__force s32)PCI_ERS_RESULT_NONE &&
		err <= (__force s32)PCI_ERS_RESULT_NO_AER_DRIVER;
}

static pci_ers_result_t take_answer(struct pciback *pb)
{
	pci_ers_result_t result = NO_ANSWER;
	s32 err;

	mutex_lock(&pb->lock);
	if (pb->shared) {
		/* The bit before the answer. */
		virt_rmb();
		err = READ_ONCE(pb->shared->aer_op.err);
		if (!sync_test_and_clear_bit(_XEN_PCIB_active, flags_of(pb)) && is_result(err))
			result = (__force pci_ers_result_t)err;
	}
	mutex_unlock(&pb->lock);
	return result;
}

/* Polled, since errors are rare. */
static void wait_for_answer(struct pciback *pb)
{
	unsigned long end = jiffies + PATIENCE;

	while (!answered(pb) && time_before(jiffies, end))
		msleep(20);
}

static pci_ers_result_t ask_guest(struct pci_dev *dev, u32 cmd, s32 state)
{
	struct pciback *pb = stub_user(dev);
	pci_ers_result_t result = NO_ANSWER;

	if (!pb)
		return PCI_ERS_RESULT_NONE;
	mutex_lock(&pb->aer_lock);
	if (ask(pb, dev, cmd, state)) {
		wait_for_answer(pb);
		result = take_answer(pb);
	}
	mutex_unlock(&pb->aer_lock);
	pciback_put(pb);
	pci_info(dev, "an error: its guest is asked %u and answers %d\n", cmd,
		 (__force int)result);
	return result;
}

static pci_ers_result_t error_detected(struct pci_dev *dev, pci_channel_state_t state)
{
	return ask_guest(dev, XEN_PCI_OP_aer_detected, (__force s32)state);
}

static pci_ers_result_t mmio_enabled(struct pci_dev *dev)
{
	return ask_guest(dev, XEN_PCI_OP_aer_mmio, 0);
}

static pci_ers_result_t slot_reset(struct pci_dev *dev)
{
	return ask_guest(dev, XEN_PCI_OP_aer_slotreset, 0);
}

static void resume(struct pci_dev *dev)
{
	ask_guest(dev, XEN_PCI_OP_aer_resume, 0);
}

const struct pci_error_handlers pciback_errors = {
	.error_detected = error_detected,
	.mmio_enabled = mmio_enabled,
	.slot_reset = slot_reset,
	.resume = resume,
};
