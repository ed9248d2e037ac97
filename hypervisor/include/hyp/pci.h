/* SPDX-License-Identifier: GPL-2.0-only */
/* PCI configuration space and the devices that dom0 reported. */
#ifndef HYP_PCI_H
#define HYP_PCI_H

#include <linux/types.h>

/**
 * struct pci_sbdf - which device
 * @segment: PCI segment group
 * @bus: number
 * @devfn: device in bits 7:3, function in bits 2:0
 */
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

/**
 * pci_config_read() - read a register of configuration space
 * @dev: device
 * @reg: offset, a multiple of @bytes
 * @bytes: 1, 2 or 4
 *
 * Registers below 0x100 of segment 0 by the ports (takes LOCK_PCI), all others by MMCFG.
 *
 * Return: all ones where nothing answers.
 */
u32 pci_config_read(struct pci_sbdf dev, unsigned int reg, unsigned int bytes);

/**
 * pci_config_write() - write a register of configuration space
 * @dev: device
 * @reg: offset, a multiple of @bytes
 * @bytes: 1, 2 or 4
 * @value: dropped where nothing answers
 */
void pci_config_write(struct pci_sbdf dev, unsigned int reg, unsigned int bytes, u32 value);

/**
 * pci_port_read() - as a guest that may use the ports 0xcf8 to 0xcff would
 * @address: what it wrote to 0xcf8
 * @port: 0xcfc to 0xcff
 * @bytes: 1, 2 or 4; the access doesn't cross the end of the ports
 *
 * The address word and the data are one step for us.  Takes LOCK_PCI.
 *
 * Return: what the data port gave.
 */
u32 pci_port_read(u32 address, u16 port, unsigned int bytes);

/**
 * pci_port_write() - the same for a write
 * @address: what the guest wrote to 0xcf8
 * @port: 0xcfc to 0xcff
 * @bytes: 1, 2 or 4; the access doesn't cross the end of the ports
 * @value: for the data port
 */
void pci_port_write(u32 address, u16 port, unsigned int bytes, u32 value);

/**
 * pci_device_exists() - does a device answer?
 * @dev: device
 *
 * Return: true if its vendor and device id are neither all ones nor 0.
 */
bool pci_device_exists(struct pci_sbdf dev);

/**
 * pci_find_capability() - look through a device's list of capabilities
 * @dev: device
 * @id: PCI_CAP_*
 *
 * Return: offset, 0 if absent; ends on lists that form a circle.
 */
unsigned int pci_find_capability(struct pci_sbdf dev, u8 id);

/**
 * pci_mmcfg_add() - use a window of configuration space that ACPI's MCFG names too
 * @base: address of bus 0
 * @segment: PCI segment group
 * @bus_start: as MCFG has it
 * @bus_end: at most MCFG's
 *
 * Return: 0 (also when known), -EINVAL (MCFG has no such window), -ENOMEM.
 */
int pci_mmcfg_add(u64 base, u16 segment, u8 bus_start, u8 bus_end);

/**
 * pci_init() - read the windows that ACPI names; dom0 confirms them later
 */
void pci_init(void);

/**
 * pci_device_add() - dom0 told us about a device
 * @dev: may be known
 *
 * Return: 0 or -ENOMEM.
 */
int pci_device_add(struct pci_sbdf dev);

/**
 * pci_device_remove() - dom0 says that a device is gone
 * @dev: device
 *
 * Return: 0 or -ENODEV (not known).
 */
int pci_device_remove(struct pci_sbdf dev);

/**
 * pci_device_known() - did dom0 tell us about a device?
 * @dev: device
 *
 * Return: true if so.
 */
bool pci_device_known(struct pci_sbdf dev);

static inline bool pci_same(struct pci_sbdf a, struct pci_sbdf b)
{
	return a.segment == b.segment && a.bus == b.bus && a.devfn == b.devfn;
}

#endif /* HYP_PCI_H */
