// SPDX-License-Identifier: GPL-2.0-only
/*
 * HYPERVISOR_physdev_op(cmd, arg): interrupts and PCI devices as their owner sees
 * them. Each operation copies its struct in once, checks, acts, and copies it out
 * when it has something to say. Unknown ones answer -ENOSYS.
 */
#include <hyp/arch.h>

#include <linux/errno.h>
#include <linux/kernel.h>
#include <linux/nospec.h>
#include <linux/stddef.h>
#include <hyp/boot_info.h>
#include <hyp/domain.h>
#include <hyp/guest_copy.h>
#include <hyp/hypercall.h>
#include <hyp/irq.h>
#include <hyp/vcpu.h>
#include <asm/domain.h>
#include <asm/ioapic.h>
#include <asm/irq_desc.h>
#include <asm/pirq.h>
#include <asm/physdev.h>
#include <asm/pv.h>

#define MAX_IO_PORTS	65536

static long op_irq_status_query(struct domain *d, union physdev_arg *arg)
{
	int flags = pirq_status(d, arg->irq_status_query.irq);

	if (flags < 0)
		return flags;
	arg->irq_status_query.flags = flags;
	return 0;
}

static long op_eoi(struct domain *d, union physdev_arg *arg)
{
	if (pirq_irq(d, arg->eoi.irq) < 0)
		return -EINVAL;
	pirq_eoi(d, arg->eoi.irq);
	return 0;
}

static long op_eoi_page_v1(struct domain *d, union physdev_arg *arg)
{
	return pirq_eoi_page(d, arg->eoi_page.gmfn, true);
}

static long op_eoi_page_v2(struct domain *d, union physdev_arg *arg)
{
	return pirq_eoi_page(d, arg->eoi_page.gmfn, false);
}

static long op_set_iopl(struct domain *d, union physdev_arg *arg)
{
	struct pv_vcpu *pv = current->arch->pv;

	if (!pv)
		return -ENOSYS;
	if (arg->set_iopl.iopl > 3)
		return -EINVAL;
	pv->iopl = arg->set_iopl.iopl;
	return 0;
}

static long op_set_iobitmap(struct domain *d, union physdev_arg *arg)
{
	struct pv_vcpu *pv = current->arch->pv;

	if (!pv)
		return -ENOSYS;
	if (arg->set_iobitmap.nr_ports > MAX_IO_PORTS)
		return -EINVAL;
	pv->iobmp = arg->set_iobitmap.bitmap.ptr;
	pv->iobmp_limit = arg->set_iobitmap.nr_ports;
	return 0;
}

static long op_apic_read(struct domain *d, union physdev_arg *arg)
{
	return ioapic_guest_read(arg->apic.apic_physbase, arg->apic.reg, &arg->apic.value);
}

/* Redirection entries are ours: setup_gsi and map_pirq are how to ask for one. */
static long op_apic_write(struct domain *d, union physdev_arg *arg)
{
	return -EPERM;
}

/* Vectors are not shown to domains: any number will do, and its own is never taken. */
static long op_alloc_irq_vector(struct domain *d, union physdev_arg *arg)
{
	if (arg->irq.irq >= nr_gsis || !irq_desc(arg->irq.irq))
		return -EINVAL;
	arg->irq.vector = arg->irq.irq;
	return 0;
}

static long op_free_irq_vector(struct domain *d, union physdev_arg *arg)
{
	return 0;
}

static long op_setup_gsi(struct domain *d, union physdev_arg *arg)
{
	const struct physdev_setup_gsi *a = &arg->setup_gsi;

	if (a->gsi < 0 || a->triggering > 1 || a->polarity > 1)
		return -EINVAL;
	return ioapic_setup_gsi(a->gsi, a->triggering, a->polarity);
}

static long op_get_nr_pirqs(struct domain *d, union physdev_arg *arg)
{
	arg->nr_pirqs.nr_pirqs = NR_IRQS;
	return 0;
}

static long op_get_free_pirq(struct domain *d, union physdev_arg *arg)
{
	int pirq = pirq_reserve(d);

	if (pirq < 0)
		return pirq;
	arg->get_free_pirq.pirq = pirq;
	return 0;
}

static long op_dbgp(struct domain *d, union physdev_arg *arg)
{
	const struct physdev_dbgp_op *a = &arg->dbgp;

	/* We have no console on a USB debug port that would mind a reset. */
	return a->op == PHYSDEVOP_DBGP_RESET_PREPARE || a->op == PHYSDEVOP_DBGP_RESET_DONE ?
	       0 : -ENOSYS;
}

struct physdev_op_entry {
	u16 size;		/* of the argument; 0: there is no such operation */
	bool out;		/* copied back on success */
	bool hardware;		/* for the hardware domain only */
	long (*fn)(struct domain *d, union physdev_arg *arg);
};

#define OP(name, member, handler, is_out, is_hardware) \
	[PHYSDEVOP_##name] = { sizeof_field(union physdev_arg, member), is_out, is_hardware, \
			       handler }

static const struct physdev_op_entry ops[] = {
	OP(irq_status_query, irq_status_query, op_irq_status_query, true, false),
	OP(set_iopl, set_iopl, op_set_iopl, false, false),
	OP(set_iobitmap, set_iobitmap, op_set_iobitmap, false, false),
	OP(apic_read, apic, op_apic_read, true, true),
	OP(apic_write, apic, op_apic_write, false, true),
	OP(alloc_irq_vector, irq, op_alloc_irq_vector, true, true),
	OP(free_irq_vector, irq, op_free_irq_vector, false, true),
	OP(eoi, eoi, op_eoi, false, false),
	OP(map_pirq, map_pirq, physdev_map_pirq, true, false),
	OP(unmap_pirq, unmap_pirq, physdev_unmap_pirq, false, false),
	OP(manage_pci_add, manage_pci, physdev_manage_pci_add, false, true),
	OP(manage_pci_remove, manage_pci, physdev_manage_pci_remove, false, true),
	OP(pirq_eoi_gmfn_v1, eoi_page, op_eoi_page_v1, false, false),
	OP(restore_msi, restore_msi, physdev_restore_msi, false, true),
	OP(manage_pci_add_ext, manage_pci_ext, physdev_manage_pci_add_ext, false, true),
	OP(setup_gsi, setup_gsi, op_setup_gsi, false, true),
	OP(get_nr_pirqs, nr_pirqs, op_get_nr_pirqs, true, false),
	OP(get_free_pirq, get_free_pirq, op_get_free_pirq, true, false),
	OP(pci_mmcfg_reserved, mmcfg_reserved, physdev_mmcfg_reserved, false, true),
	OP(pci_device_add, pci_device_add, physdev_pci_device_add, false, true),
	OP(pci_device_remove, pci_device, physdev_pci_device_remove, false, true),
	OP(restore_msi_ext, pci_device, physdev_restore_msi_ext, false, true),
	OP(pirq_eoi_gmfn_v2, eoi_page, op_eoi_page_v2, false, false),
	OP(dbgp_op, dbgp, op_dbgp, false, true),
	OP(prepare_msix, pci_device, physdev_prepare_msix, false, true),
	OP(release_msix, pci_device, physdev_release_msix, false, true),
};

/*
 * To a dom0 that drives its devices itself we have nothing to give; what it only tells
 * of them is fine. Configuration space is its own: we don't look there ourselves.
 */
static long owner_op(u32 cmd)
{
	switch (cmd) {
	case PHYSDEVOP_manage_pci_add:
	case PHYSDEVOP_manage_pci_add_ext:
	case PHYSDEVOP_manage_pci_remove:
	case PHYSDEVOP_pci_device_add:
	case PHYSDEVOP_pci_device_remove:
	case PHYSDEVOP_pci_mmcfg_reserved:
	case PHYSDEVOP_dbgp_op:
		return 0;
	}
	return -EOPNOTSUPP;
}

long do_physdev_op(struct hypercall *call)
{
	struct domain *d = current->domain;
	const struct physdev_op_entry *op;
	union physdev_arg arg = {};
	u32 cmd = call->arg[0];
	long ret;

	if (cmd >= ARRAY_SIZE(ops))
		return -ENOSYS;
	op = &ops[array_index_nospec(cmd, ARRAY_SIZE(ops))];
	if (!op->fn)
		return -ENOSYS;
	if (op->hardware && !d->hardware)
		return -EPERM;
	if (d->hardware && boot_info.platform_owner == PLATFORM_DOM0)
		return owner_op(cmd);
	if (guest_copy_from(&arg, call->arg[1], op->size))
		return -EFAULT;
	ret = op->fn(d, &arg);
	if (ret || !op->out)
		return ret;
	return guest_copy_to(call->arg[1], &arg, op->size) ? -EFAULT : 0;
}
