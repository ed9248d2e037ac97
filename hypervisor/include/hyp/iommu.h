/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * IOMMUs: devices of the hardware domain see what its vCPUs see, and nothing else.
 *
 *	iommu_attach()	before the domain has memory: its map gets a view for devices
 *	iommu_enable()	once it has: from then on all DMA goes through that view
 *
 * From then on the map itself keeps both in step (p2m_set_range()). A PV domain has no map;
 * its devices are as they are without an IOMMU.
 */
#ifndef HYP_IOMMU_H
#define HYP_IOMMU_H

#include <linux/types.h>

struct domain;

/**
 * iommu_present() - is there an IOMMU that can be used, and may it be (iommu=)?
 *
 * At start-up, after acpi_init(). Says once what there is.
 *
 * Return: true if so.
 */
bool iommu_present(void);

/**
 * iommu_attach() - the domain's map is to be what devices see
 * @d: translated, its map is empty; the only one that ever is attached
 *
 * Return: 0 or -ENOMEM.
 */
int iommu_attach(struct domain *d);

/**
 * iommu_enable() - send all DMA through the domain's map
 * @d: attached
 *
 * Panics if a unit does not work.
 *
 * Return: 0 or -ENOMEM: nothing is on.
 */
int iommu_enable(struct domain *d);

#endif /* HYP_IOMMU_H */
