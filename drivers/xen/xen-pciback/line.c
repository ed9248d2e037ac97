// SPDX-License-Identifier: GPL-2.0-only
/*
 * An interrupt line that devices of dom0 and of a guest share.
 *
 * Both get each interrupt.  dom0 would see that none of its devices has raised those of the
 * guest's, and after a hundred thousand of them shut the line.  As long as the guest works
 * with its device, and dom0 has a driver at the line, a handler here says that they are ours.
 */
#include <linux/interrupt.h>
#include <linux/irq.h>
#include <linux/pci.h>

#include "pciback.h"

static irqreturn_t line_event(int irq, void *data)
{
	struct seized *seized = data;

	seized->line_count++;
	return READ_ONCE(seized->line_ack) ? IRQ_HANDLED : IRQ_NONE;
}

static bool shares_line(struct pci_dev *dev)
{
	return dev->pin && dev->irq && !pci_dev_msi_enabled(dev) && irq_has_action(dev->irq);
}

static void line_start(struct seized *seized)
{
	struct pci_dev *dev = seized->dev;
	int ret = request_irq(dev->irq, line_event, IRQF_SHARED, "pciback", seized);

	if (ret) {
		pci_warn(dev, "dom0 will shut line %u, which it shares (%d)\n", dev->irq, ret);
		return;
	}
	seized->line_irq = dev->irq;
	seized->line_on = true;
}

/**
 * line_update() - the guest has switched on the device, or messages on or off
 * @seized: the device
 */
void line_update(struct seized *seized)
{
	bool wanted = seized->enabled && (seized->line_on || shares_line(seized->dev)) &&
		!pci_dev_msi_enabled(seized->dev);

	if (wanted && !seized->line_on)
		line_start(seized);
	else if (!wanted)
		line_off(seized);
}

/**
 * line_off() - the guest does not use the line any more
 * @seized: the device
 */
void line_off(struct seized *seized)
{
	if (!seized->line_on)
		return;
	free_irq(seized->line_irq, seized);
	seized->line_on = false;
}
