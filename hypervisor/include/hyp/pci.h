/* SPDX-License-Identifier: GPL-2.0-only */
/* PCI configuration space and the devices that dom0 reported. */
#ifndef HYP_PCI_H
#define HYP_PCI_H

#include <linux/types.h>

struct pci_sbdf {
	u16 segment;
	u8 bus;
	u8 devfn;
};

u32 pci_config_read(struct pci_sbdf dev, unsigned int reg, unsigned int bytes);
void pci_config_write(struct pci_sbdf dev, unsigned int reg, unsigned int bytes, u32 value);
/* Offset of a capability, 0 if absent. */
unsigned int pci_find_capability(struct pci_sbdf dev, u8 id);
int pci_mmcfg_add(u64 base, u16 segment, u8 bus_start, u8 bus_end);

#endif /* HYP_PCI_H */
