// SPDX-License-Identifier: GPL-2.0-only
/*
 * What the hypervisor can do for this domain: one byte for each XENFEAT_* bit.
 *
 * Built without stack protector: a PV domain asks before it has a canary.
 */
#include <linux/bits.h>
#include <linux/cache.h>
#include <linux/export.h>

#include <asm/xen/hypercall.h>

#include <xen/features.h>
#include <xen/interface/version.h>

u8 xen_features[XENFEAT_NR_SUBMAPS * 32] __read_mostly;
EXPORT_SYMBOL_GPL(xen_features);

static u32 feature_word(unsigned int index)
{
	struct xen_feature_info info = { .submap_idx = index };

	/* A word that the hypervisor does not know has no feature. */
	return HYPERVISOR_xen_version(XENVER_get_features, &info) < 0 ? 0 : info.submap;
}

/**
 * xen_setup_features() - fill xen_features[] for xen_feature()
 *
 * Called as soon as hypercalls work, by the first code of each kind of domain, and again
 * after a restore.
 */
void xen_setup_features(void)
{
	unsigned int index, bit;

	for (index = 0; index < XENFEAT_NR_SUBMAPS; index++) {
		u32 word = feature_word(index);

		for (bit = 0; bit < 32; bit++)
			xen_features[index * 32 + bit] = !!(word & BIT(bit));
	}
}
