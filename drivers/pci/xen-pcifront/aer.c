// SPDX-License-Identifier: GPL-2.0-only
/*
 * Errors of a lent device: the back-end asks what the device's driver makes of them.
 */
#include <linux/aer.h>
#include <linux/device.h>
#include <linux/pci.h>

#include <asm/sync_bitops.h>

#include <xen/events.h>
#include <xen/xenbus.h>

#include "pcifront.h"

static pci_ers_result_t ask_driver(struct pci_dev *dev, const struct pci_error_handlers *err,
				   u32 cmd, pci_channel_state_t state)
{
	pci_ers_result_t none = PCI_ERS_RESULT_NONE;

	switch (cmd) {
	case XEN_PCI_OP_aer_detected:
		return err->error_detected ? err->error_detected(dev, state) : none;
	case XEN_PCI_OP_aer_mmio:
		return err->mmio_enabled ? err->mmio_enabled(dev) : none;
	case XEN_PCI_OP_aer_slotreset:
		return err->slot_reset ? err->slot_reset(dev) : none;
	case XEN_PCI_OP_aer_resume:
		if (err->resume)
			err->resume(dev);
		return none;
	}
	pci_err(dev, "the back-end asks %u\n", cmd);
	return none;
}

static pci_ers_result_t ask_device(struct pci_dev *dev, u32 cmd, pci_channel_state_t state)
{
	pci_ers_result_t result = PCI_ERS_RESULT_NONE;
	struct pci_driver *drv;

	device_lock(&dev->dev);
	drv = dev->dev.driver ? to_pci_driver(dev->dev.driver) : NULL;
	if (drv && drv->err_handler)
		result = ask_driver(dev, drv->err_handler, cmd, state);
	device_unlock(&dev->dev);
	return result;
}

static pci_ers_result_t handle(const struct xen_pcie_aer_op *op)
{
	struct pci_dev *dev = pci_get_domain_bus_and_slot(op->domain, op->bus, op->devfn);
	pci_ers_result_t result;

	if (!dev)
		return PCI_ERS_RESULT_NONE;
	result = ask_device(dev, op->cmd, (__force pci_channel_state_t)op->err);
	pci_dev_put(dev);
	return result;
}

/**
 * pcifront_aer() - answer the back-end
 * @work: of a front-end
 */
void pcifront_aer(struct work_struct *work)
{
	struct pcifront *pf = container_of(work, struct pcifront, aer_work);
	unsigned long *flags = (unsigned long *)&pf->shared->flags;
	struct xen_pcie_aer_op op;

	if (!sync_test_bit(_XEN_PCIB_active, flags))
		return;
	/* The bit before the question. */
	virt_rmb();
	op = pf->shared->aer_op;
	pf->shared->aer_op.err = (__force int)handle(&op);
	/* The answer before the bit. */
	virt_wmb();
	sync_clear_bit(_XEN_PCIB_active, flags);
	notify_remote_via_evtchn(pf->port);
}
