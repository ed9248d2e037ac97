// SPDX-License-Identifier: GPL-2.0-only
/*
 * I/O ports of PV guests.  Two questions: may this mode of the guest (IOPL,
 * bitmap: the guest kernel's business), and does the domain own the port.
 */
#include <asm/pv_io.h>

#include <linux/errno.h>
#include <hyp/domain.h>
#include <hyp/guest_copy.h>
#include <hyp/pci.h>
#include <hyp/rangeset.h>
#include <hyp/vcpu.h>
#include <asm/domain.h>
#include <asm/io.h>
#include <asm/pv.h>
#include <asm/pv_mm.h>
#include <asm/rtc.h>
#include <xen/interface/xen.h>

#define NR_PORTS		0x10000
#define PORT_RTC_INDEX		0x70
#define PORT_RTC_DATA		0x71
#define PORT_PCI_ADDRESS	0xcf8
#define PORT_PCI_DATA		0xcfc
#define PCI_ADDRESS_ENABLE	BIT(31)

int pv_set_iopl(struct vcpu *v, u32 iopl)
{
	if (iopl > 3)
		return -EINVAL;
	v->arch->pv->iopl = iopl;
	return 0;
}

int pv_set_iobitmap(struct vcpu *v, u64 gva, u32 nr_ports)
{
	if (nr_ports > NR_PORTS)
		return -EINVAL;
	v->arch->pv->iobmp = gva;
	v->arch->pv->iobmp_limit = nr_ports;
	return 0;
}

/* Guest user is ring 3, the kernel ring 1, or 0 if it asked for that. */
bool pv_iopl_permits(const struct vcpu *v)
{
	unsigned int cpl = 3;

	if (v->arch->pv->kernel_mode)
		cpl = v->domain->vm_assist & BIT(VMASST_TYPE_architectural_iopl) ? 0 : 1;
	return v->arch->pv->iopl >= cpl;
}

/*
 * The bitmap is the kernel's memory, which is not mapped while guest user runs.
 * Only page tables change for this moment; GS bases stay.
 */
static bool read_bitmap(struct vcpu *v, u16 port, u8 *bits, unsigned int bytes)
{
	struct pv_vcpu *pv = v->arch->pv;
	bool user = !pv->kernel_mode;
	bool ok;

	if (user) {
		pv->kernel_mode = true;
		pv_load_root(v);
	}
	ok = !guest_copy_from(bits, pv->iobmp + port / 8, bytes);
	if (user) {
		pv->kernel_mode = false;
		pv_load_root(v);
	}
	return ok;
}

static bool bitmap_permits(struct vcpu *v, u16 port, unsigned int bytes)
{
	const struct pv_vcpu *pv = v->arch->pv;
	u8 bits[2] = { 0xff, 0xff };
	u32 mask = ((1U << bytes) - 1) << (port & 7);

	if (!pv->iobmp || port + bytes > pv->iobmp_limit)
		return false;
	/* A second byte only if it matters: the bitmap may end at the first. */
	if (!read_bitmap(v, port, bits, port % 8 + bytes > 8 ? 2 : 1))
		return false;
	return !((bits[0] | (u32)bits[1] << 8) & mask);
}

bool pv_io_permitted(struct vcpu *v, u16 port, unsigned int bytes)
{
	return pv_iopl_permits(v) || bitmap_permits(v, port, bytes);
}

static bool owns(const struct domain *d, u16 port, unsigned int bytes)
{
	return port + bytes <= NR_PORTS &&
	       rangeset_contains(d->ioport_caps, port, port + bytes - 1);
}

static struct pci_sbdf pci_address(u32 address)
{
	struct pci_sbdf dev = { .bus = address >> 16, .devfn = address >> 8 };

	return dev;
}

static bool is_pci_data(const struct vcpu *v, u16 port)
{
	return (port & ~3) == PORT_PCI_DATA && v->domain->hardware;
}

static bool is_pci_address(const struct vcpu *v, u16 port, unsigned int bytes)
{
	return port == PORT_PCI_ADDRESS && bytes == 4 && v->domain->hardware;
}

static bool is_rtc(const struct vcpu *v, u16 port)
{
	return (port == PORT_RTC_INDEX || port == PORT_RTC_DATA) && v->domain->hardware;
}

static u32 pci_data_read(const struct vcpu *v, u16 port, unsigned int bytes)
{
	u32 address = v->arch->pv->pci_config_address;

	if (!(address & PCI_ADDRESS_ENABLE))
		return ~0U;
	return pci_config_read(pci_address(address), (address & 0xfc) | (port & 3), bytes);
}

static void pci_data_write(const struct vcpu *v, u16 port, unsigned int bytes, u32 val)
{
	u32 address = v->arch->pv->pci_config_address;

	if (address & PCI_ADDRESS_ENABLE)
		pci_config_write(pci_address(address), (address & 0xfc) | (port & 3), bytes, val);
}

static u32 rtc_port_read(const struct vcpu *v, u16 port)
{
	u8 reg = v->arch->pv->rtc_index;

	return port == PORT_RTC_DATA ? rtc_read(reg & 0x7f) : reg;
}

static void rtc_port_write(const struct vcpu *v, u16 port, u8 val)
{
	if (port == PORT_RTC_DATA)
		rtc_write(v->arch->pv->rtc_index & 0x7f, val);
	else
		v->arch->pv->rtc_index = val;
}

static u32 real_read(u16 port, unsigned int bytes)
{
	switch (bytes) {
	case 1:
		return inb(port);
	case 2:
		return inw(port);
	default:
		return inl(port);
	}
}

static void real_write(u16 port, unsigned int bytes, u32 val)
{
	switch (bytes) {
	case 1:
		outb(val, port);
		break;
	case 2:
		outw(val, port);
		break;
	default:
		outl(val, port);
		break;
	}
}

static u32 port_mask(unsigned int bytes)
{
	return bytes == 4 ? ~0U : (1U << bytes * 8) - 1;
}

u32 pv_port_read(struct vcpu *v, u16 port, unsigned int bytes)
{
	u32 val = ~0U;

	if (is_pci_address(v, port, bytes))
		val = v->arch->pv->pci_config_address;
	else if (is_pci_data(v, port))
		val = pci_data_read(v, port, bytes);
	else if (is_rtc(v, port))
		val = rtc_port_read(v, port);
	else if (pv_is_pit(v, port, bytes))
		val = pv_pit_read(port);
	else if (owns(v->domain, port, bytes))
		val = real_read(port, bytes);
	return val & port_mask(bytes);
}

void pv_port_write(struct vcpu *v, u16 port, unsigned int bytes, u32 val)
{
	if (is_pci_address(v, port, bytes))
		v->arch->pv->pci_config_address = val;
	else if (is_pci_data(v, port))
		pci_data_write(v, port, bytes, val);
	else if (is_rtc(v, port))
		rtc_port_write(v, port, val);
	else if (pv_is_pit(v, port, bytes))
		pv_pit_write(port, val);
	else if (owns(v->domain, port, bytes))
		real_write(port, bytes, val);
}
