// SPDX-License-Identifier: GPL-2.0-only
/*
 * Fields of capabilities.
 *
 * Addresses and data of messages decide which interrupt of the machine is raised: no guest
 * writes them, but asks the back-end for messages.  Of vital product data it reads only.
 */
#include <linux/errno.h>
#include <linux/kernel.h>
#include <linux/pci_regs.h>

#include "conf.h"

/* Power management (PCI Bus Power Management 1.2, 3.2) */

#define PM_EVENTS	(PCI_PM_CTRL_PME_ENABLE | PCI_PM_CTRL_PME_STATUS)
#define D0		0
#define D3HOT		3

/* A sleeping device cannot wake its guest. */
static u32 show_pm_caps(struct conf *conf, unsigned int where, u32 real)
{
	return real & ~PCI_PM_CAP_PME_MASK;
}

static u32 show_pm_control(struct conf *conf, unsigned int where, u32 real)
{
	return real & ~PM_EVENTS;
}

static int write_pm_control(struct conf *conf, unsigned int where, u32 value)
{
	unsigned int state = value & PCI_PM_CTRL_STATE_MASK;
	u32 real;
	int ret = conf->ops->read(conf->hw, where, 2, &real);

	if (ret || (real & PCI_PM_CTRL_STATE_MASK) == state)
		return ret;
	/* D1 and D2 need not be there. */
	if (state != D0 && state != D3HOT)
		return -EACCES;
	return conf->ops->power(conf->hw, state);
}

static const struct conf_field pm[] = {
	{ PCI_PM_PMC, 2, .show = show_pm_caps },
	{ PCI_PM_CTRL, 2, .show = show_pm_control, .write = write_pm_control },
};

/* Vital product data: reading is done by writing an address (PCI Local Bus 3.0, I) */

static int write_vpd_address(struct conf *conf, unsigned int where, u32 value)
{
	if (value & PCI_VPD_ADDR_F)
		return -EACCES;
	return conf->ops->write(conf->hw, where, 2, value);
}

static const struct conf_field vpd[] = {
	{ PCI_VPD_ADDR, 2, .write = write_vpd_address },
};

/* Messages: of the control word two bits, and these only for a device model's domain */

static bool is_on(struct conf *conf, unsigned int capability, u32 bit)
{
	u32 flags;

	return capability && !conf->ops->read(conf->hw, capability + PCI_MSI_FLAGS, 2, &flags) &&
		(flags & bit);
}

static int write_flags(struct conf *conf, unsigned int where, u32 value, u32 mask)
{
	u32 real;
	int ret = conf->ops->read(conf->hw, where, 2, &real);

	/* Kernels clear and set them around what they ask the back-end for. */
	if (ret || !((real ^ value) & mask) || !conf->interrupt_control)
		return ret;
	return conf->ops->write(conf->hw, where, 2, (real & ~mask) | (value & mask));
}

static int write_msi_flags(struct conf *conf, unsigned int where, u32 value)
{
	if ((value & PCI_MSI_FLAGS_ENABLE) && is_on(conf, conf->msix, PCI_MSIX_FLAGS_ENABLE))
		return -EACCES;
	return write_flags(conf, where, value, PCI_MSI_FLAGS_ENABLE);
}

static int write_msix_flags(struct conf *conf, unsigned int where, u32 value)
{
	if ((value & PCI_MSIX_FLAGS_ENABLE) && is_on(conf, conf->msi, PCI_MSI_FLAGS_ENABLE))
		return -EACCES;
	return write_flags(conf, where, value, PCI_MSIX_FLAGS_ENABLE | PCI_MSIX_FLAGS_MASKALL);
}

static const struct conf_field msi[] = {
	{ PCI_MSI_FLAGS, 2, .write = write_msi_flags },
};

static const struct conf_field msix[] = {
	{ PCI_MSIX_FLAGS, 2, .write = write_msix_flags },
};

/**
 * conf_add_capability() - the fields of a capability
 * @conf: the device
 * @id: PCI_CAP_ID_*; one without fields can be read only
 * @where: where it is, 0 for nowhere
 */
void conf_add_capability(struct conf *conf, unsigned int id, unsigned int where)
{
	if (!where)
		return;
	switch (id) {
	case PCI_CAP_ID_PM:
		conf_add_part(conf, where, pm, ARRAY_SIZE(pm));
		break;
	case PCI_CAP_ID_VPD:
		conf_add_part(conf, where, vpd, ARRAY_SIZE(vpd));
		break;
	case PCI_CAP_ID_MSI:
		conf->msi = where;
		conf_add_part(conf, where, msi, ARRAY_SIZE(msi));
		break;
	case PCI_CAP_ID_MSIX:
		conf->msix = where;
		conf_add_part(conf, where, msix, ARRAY_SIZE(msix));
		break;
	}
}
