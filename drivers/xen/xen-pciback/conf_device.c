// SPDX-License-Identifier: GPL-2.0-only
/*
 * Configuration space of a struct pci_dev, for conf.c.
 */
#include <linux/pci.h>

#include "pciback.h"

static int read_device(void *hw, unsigned int where, unsigned int size, u32 *value)
{
	struct pci_dev *dev = ((struct seized *)hw)->dev;
	u16 word;
	u8 byte;
	int ret;

	switch (size) {
	case 1:
		ret = pci_read_config_byte(dev, where, &byte);
		*value = byte;
		break;
	case 2:
		ret = pci_read_config_word(dev, where, &word);
		*value = word;
		break;
	default:
		ret = pci_read_config_dword(dev, where, value);
	}
	return pcibios_err_to_errno(ret);
}

static int write_device(void *hw, unsigned int where, unsigned int size, u32 value)
{
	struct pci_dev *dev = ((struct seized *)hw)->dev;
	int ret;

	switch (size) {
	case 1:
		ret = pci_write_config_byte(dev, where, value);
		break;
	case 2:
		ret = pci_write_config_word(dev, where, value);
		break;
	default:
		ret = pci_write_config_dword(dev, where, value);
	}
	return pcibios_err_to_errno(ret);
}

/* Both kinds of ranges at once: whatever the device has. */
static int decode_device(void *hw, u16 bits)
{
	struct seized *seized = hw;
	int ret = seized->enabled ? 0 : pci_enable_device(seized->dev);

	if (ret)
		return ret;
	seized->enabled = true;
	line_update(seized);
	return 0;
}

/* A device may lose its configuration while it sleeps. */
static int power_device(void *hw, unsigned int state)
{
	struct pci_dev *dev = ((struct seized *)hw)->dev;
	int ret;

	if (state) {
		pci_save_state(dev);
		return pci_set_power_state(dev, PCI_D3hot);
	}
	ret = pci_set_power_state(dev, PCI_D0);
	if (!ret)
		pci_restore_state(dev);
	return ret;
}

static const struct conf_ops device_ops = {
	.read = read_device,
	.write = write_device,
	.decode = decode_device,
	.power = power_device,
};

/* Bits of a range's register that can be set; the upper half of a long one is the next one's. */
static u64 mask_of(struct pci_dev *dev, int i)
{
	return pci_resource_len(dev, i) ? ~(u64)(pci_resource_len(dev, i) - 1) : 0;
}

static void add_bars(struct conf *conf, struct pci_dev *dev)
{
	int i;

	for (i = 0; i < CONF_BARS; i++) {
		struct conf_bar *bar = &conf->bars[i];

		pci_read_config_dword(dev, PCI_BASE_ADDRESS_0 + 4 * i, &bar->base);
		bar->mask |= mask_of(dev, i);
		if (i + 1 < CONF_BARS && (pci_resource_flags(dev, i) & IORESOURCE_MEM_64))
			conf->bars[i + 1].mask = mask_of(dev, i) >> 32;
	}
}

/* One that the firmware has given no address to is as if it were not there. */
static void add_rom(struct conf *conf, struct pci_dev *dev)
{
	struct conf_bar *rom = &conf->bars[CONF_ROM];

	pci_read_config_dword(dev, PCI_ROM_ADDRESS, &rom->base);
	rom->base &= PCI_ROM_ADDRESS_MASK;
	if (rom->base && dev->resource[PCI_ROM_RESOURCE].parent)
		rom->mask = mask_of(dev, PCI_ROM_RESOURCE);
}

/**
 * conf_of_device() - what a guest is to see of a device
 * @conf: to be set up
 * @seized: the device, enabled once, so that its line is known
 */
void conf_of_device(struct conf *conf, struct seized *seized)
{
	struct pci_dev *dev = seized->dev;

	conf_begin(conf, &device_ops, seized, dev->cfg_size);
	conf->vendor = dev->vendor;
	conf->device = dev->device;
	conf->line = dev->irq;
	add_bars(conf, dev);
	add_rom(conf, dev);
	conf_add_header(conf);
	conf_add_capability(conf, PCI_CAP_ID_PM, dev->pm_cap);
	conf_add_capability(conf, PCI_CAP_ID_VPD, pci_find_capability(dev, PCI_CAP_ID_VPD));
	conf_add_capability(conf, PCI_CAP_ID_MSI, dev->msi_cap);
	conf_add_capability(conf, PCI_CAP_ID_MSIX, dev->msix_cap);
}
