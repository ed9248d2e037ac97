// SPDX-License-Identifier: GPL-2.0-only
/*
 * PCI interrupts of an HVM guest: of emulated and of lent devices, as events.
 *
 * Only where the hypervisor offers it, and where the machine has no virtual APIC, which
 * would be faster. A message whose vector is 0 names a pirq in the place of an APIC.
 */
#define pr_fmt(fmt) "xen:pci: " fmt

#include <linux/acpi.h>
#include <linux/msi.h>
#include <linux/pci.h>
#include <linux/printk.h>

#include <asm/acpi.h>
#include <asm/apicdef.h>
#include <asm/cpufeature.h>
#include <asm/msi.h>
#include <asm/x86_init.h>
#include <asm/xen/cpuid.h>
#include <asm/xen/hypercall.h>
#include <asm/xen/hypervisor.h>
#include <asm/xen/pci.h>

#include <xen/events.h>
#include <xen/features.h>
#include <xen/interface/physdev.h>
#include <xen/xen.h>

#include "pirqs.h"

#ifdef CONFIG_ACPI
static int register_line(struct device *dev, u32 gsi, int trigger, int polarity)
{
	return xen_bind_line(gsi, -1, trigger == ACPI_LEVEL_SENSITIVE);
}

static void __init take_registration(void)
{
	__acpi_register_gsi = register_line;
	__acpi_unregister_gsi = NULL;
}
#else
static void __init take_registration(void)
{
}
#endif

#ifdef CONFIG_PCI_MSI
static void message_of_pirq(unsigned int pirq, struct msi_msg *msg)
{
	*msg = (struct msi_msg){ };
	msg->arch_addr_lo.base_address = X86_MSI_BASE_ADDRESS_LOW;
	msg->arch_addr_lo.destid_0_7 = pirq & 0xff;
	msg->arch_addr_hi.destid_8_31 = pirq >> 8;
	msg->arch_data.delivery_mode = APIC_DELIVERY_MODE_EXTINT;
}

static int map_message(struct pci_dev *dev, struct msi_desc *desc, bool msix)
{
	int pirq = xen_allocate_pirq_msi(dev, desc);
	struct msi_msg msg;

	if (pirq < 0) {
		pci_err(dev, "no pirq for a message (%d)\n", pirq);
		return pirq;
	}
	message_of_pirq(pirq, &msg);
	__pci_write_msi_msg(desc, &msg);
	return xen_bind_message(dev, desc, pirq, 1, msix, DOMID_SELF);
}

static int map_messages(struct pci_dev *dev, int nvec, bool msix)
{
	struct msi_desc *desc;
	int ret = 0;

	if (!msix && nvec > 1)
		return 1;
	msi_for_each_desc(desc, &dev->dev, MSI_DESC_NOTASSOCIATED) {
		ret = map_message(dev, desc, msix);
		if (ret)
			break;
	}
	return ret;
}

static const struct pirq_messages hvm_messages = { .map = map_messages };

static bool has_virtual_apic(void)
{
	return boot_cpu_has(X86_FEATURE_APIC) &&
		cpuid_eax(xen_cpuid_base() + 4) & XEN_HVM_CPUID_X2APIC_VIRT;
}

/* Called when the APIC's kind is known. */
static void __init choose_messages(void)
{
	if (!has_virtual_apic())
		xen_pirq_messages(&hvm_messages);
}

static void __init take_messages(void)
{
	x86_platform.apic_post_init = choose_messages;
}
#else
static void __init take_messages(void)
{
}
#endif

/**
 * pci_xen_hvm_init() - let an HVM guest's interrupts come as events, where that is offered
 *
 * Return: 0.
 */
int __init pci_xen_hvm_init(void)
{
	if (!xen_have_vector_callback || !xen_feature(XENFEAT_hvm_pirqs))
		return 0;
	take_registration();
	take_messages();
	return 0;
}
