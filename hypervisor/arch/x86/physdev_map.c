// SPDX-License-Identifier: GPL-2.0-only
/* PHYSDEVOP_map_pirq and _unmap_pirq: a domain gets a number for an interrupt. */
#include <asm/physdev.h>

#include <linux/errno.h>
#include <linux/log2.h>
#include <hyp/domain.h>
#include <hyp/hypercall.h>
#include <asm/irq_desc.h>
#include <asm/msi.h>
#include <asm/pirq.h>

#define MAX_MESSAGES	32

static long map_gsi(struct domain *d, struct physdev_map_pirq *map)
{
	int pirq;

	if (map->index < 0 || (u32)map->index >= nr_gsis || !irq_desc(map->index))
		return -EINVAL;
	pirq = pirq_map(d, map->index, map->pirq, 1);
	if (pirq < 0)
		return pirq;
	map->pirq = pirq;
	return 0;
}

static struct pci_sbdf map_device(const struct physdev_map_pirq *map)
{
	return (struct pci_sbdf) {
		.segment = map->type == MAP_PIRQ_TYPE_MSI ? 0 : (u32)map->bus >> 16,
		.bus = map->bus,
		.devfn = map->devfn,
	};
}

static void put_range(unsigned int irq, unsigned int from, unsigned int to)
{
	unsigned int i;

	for (i = from; i < to; i++)
		msi_put(irq + i);
}

/* Devices have powers of two of messages; what is beyond @n goes back at once. */
static long map_msi(struct domain *d, struct physdev_map_pirq *map, unsigned int n)
{
	struct msi_request req = {
		.dev = map_device(map),
		.entry = map->entry_nr,
		.table_base = map->table_base,
		.n = roundup_pow_of_two(n),
	};
	int pirq, irq = msi_get(&req);

	if (irq < 0)
		return irq;
	put_range(irq, n, req.n);
	pirq = pirq_map(d, irq, map->pirq, n);
	if (pirq < 0) {
		put_range(irq, 0, n);
		return pirq;
	}
	map->pirq = pirq;
	return 0;
}

static long map_multi_msi(struct domain *d, struct physdev_map_pirq *map)
{
	if (map->entry_nr < 1 || map->entry_nr > MAX_MESSAGES)
		return -EDOM;
	if (map->table_base)
		return -EINVAL;
	return map_msi(d, map, map->entry_nr);
}

static long map_by_type(struct domain *d, struct physdev_map_pirq *map)
{
	switch (map->type) {
	case MAP_PIRQ_TYPE_GSI:
		return map_gsi(d, map);
	case MAP_PIRQ_TYPE_MSI:
	case MAP_PIRQ_TYPE_MSI_SEG:
		return map_msi(d, map, 1);
	case MAP_PIRQ_TYPE_MULTI_MSI:
		return map_multi_msi(d, map);
	default:
		return -EINVAL;
	}
}

/* The domain to act on, with a reference; the caller must own the hardware. */
static long find_target(struct domain *caller, domid_t domid, struct domain **target)
{
	long err;

	if (!caller->hardware && !caller->privileged)
		return -EPERM;
	*target = domain_get_any(domid);
	if (!*target)
		return -ESRCH;
	err = target_check(caller, *target, TARGET_DM);
	if (err)
		domain_put(*target);
	return err;
}

long physdev_map_pirq(struct domain *d, union physdev_arg *arg)
{
	struct domain *target;
	long ret = find_target(d, arg->map_pirq.domid, &target);

	if (ret)
		return ret;
	ret = map_by_type(target, &arg->map_pirq);
	domain_put(target);
	return ret;
}

long physdev_unmap_pirq(struct domain *d, union physdev_arg *arg)
{
	struct domain *target;
	long ret = find_target(d, arg->unmap_pirq.domid, &target);

	if (ret)
		return ret;
	ret = arg->unmap_pirq.pirq < 0 ? -EINVAL : pirq_unmap(target, arg->unmap_pirq.pirq);
	domain_put(target);
	return ret;
}
