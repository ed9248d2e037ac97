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

#define PCI_FMT			"%04x:%02x:%02x.%u"
#define PCI_ARGS(dev)		(dev).segment, (dev).bus, (dev).devfn >> 3, (dev).devfn & 7

#define PCI_VENDOR_ID		0x00
#define PCI_COMMAND		0x04
#define  PCI_COMMAND_MEMORY	0x0002
#define PCI_STATUS		0x06
#define  PCI_STATUS_CAPS	0x0010
#define PCI_HEADER_TYPE		0x0e
#define PCI_BAR(n)		(0x10 + 4 * (n))
#define PCI_CAPABILITIES	0x34
#define PCI_CAP_MSI		0x05
#define PCI_CAP_MSIX		0x11

/*
 * Registers below 0x100 of segment 0 by the ports, all others by MMCFG. @reg is a
 * multiple of @bytes (1, 2, 4). All ones where nothing answers.
 */
u32 pci_config_read(struct pci_sbdf dev, unsigned int reg, unsigned int bytes);
void pci_config_write(struct pci_sbdf dev, unsigned int reg, unsigned int bytes, u32 value);

/*
 * As a guest that may use the ports 0xcf8 to 0xcff would: the address word and the data
 * are one step for us. @port is 0xcfc to 0xcff; accesses don't cross its end.
 */
u32 pci_port_read(u32 address, u16 port, unsigned int bytes);
void pci_port_write(u32 address, u16 port, unsigned int bytes, u32 value);

bool pci_device_exists(struct pci_sbdf dev);

/* Offset of a capability, 0 if absent; ends on lists that form a circle. */
unsigned int pci_find_capability(struct pci_sbdf dev, u8 id);

/* A window of configuration space: 0 (also when known), -EINVAL, -ENOSPC, -ENOMEM. */
int pci_mmcfg_add(u64 base, u16 segment, u8 bus_start, u8 bus_end);

/* Reads the windows that ACPI names; dom0 confirms them later. */
void pci_init(void);

/* Devices that dom0 told us about: 0, -ENOMEM; -ENODEV (not known). */
int pci_device_add(struct pci_sbdf dev);
int pci_device_remove(struct pci_sbdf dev);
bool pci_device_known(struct pci_sbdf dev);

static inline bool pci_same(struct pci_sbdf a, struct pci_sbdf b)
{
	return a.segment == b.segment && a.bus == b.bus && a.devfn == b.devfn;
}

#endif /* HYP_PCI_H */
