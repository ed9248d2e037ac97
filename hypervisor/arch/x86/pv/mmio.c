// SPDX-License-Identifier: GPL-2.0-only
/* Device memory as PV domains may map it. */
#include <asm/pv_pte.h>
#include <hyp/domain.h>
#include <hyp/mmio.h>
#include <hyp/rangeset.h>

bool pv_iomem_allowed(const struct domain *d, mfn_t mfn)
{
	return d->iomem_caps && rangeset_contains(d->iomem_caps, mfn_x(mfn), mfn_x(mfn));
}

bool pv_iomem_readonly(mfn_t mfn)
{
	return mmio_is_readonly(mfn);
}

/*
 * Memory that is not write-back alters what devices see and nothing else, so
 * it is for domains that have some.
 */
bool pv_may_set_caching(const struct domain *d)
{
	return d->hardware || (d->iomem_caps && !rangeset_is_empty(d->iomem_caps));
}
