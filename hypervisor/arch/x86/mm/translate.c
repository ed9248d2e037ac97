// SPDX-License-Identifier: GPL-2.0-only
/* Between addresses and frames, through the direct map and the image. */
#include <hyp/vmap.h>

#include <hyp/boot_info.h>
#include <hyp/bug.h>
#include <hyp/image.h>
#include <asm/layout.h>
#include <asm/pgtable.h>

paddr_t virt_to_paddr(const void *p)
{
	unsigned long va = (unsigned long)p;
	unsigned int level;
	pte_t pte;

	if (va >= DIRECTMAP_START && va < DIRECTMAP_END)
		return va - DIRECTMAP_START;
	if (va >= (unsigned long)hyp_start && va < (unsigned long)hyp_end)
		return boot_info.image_start + (va - (unsigned long)hyp_start);
	pte = hyp_lookup(va, &level);
	BUG_ON(!pte || level > 1);
	return mfn_to_paddr(pte_mfn(pte)) | (va & ~PAGE_MASK);
}

mfn_t virt_to_mfn(const void *va)
{
	return paddr_to_mfn(virt_to_paddr(va));
}

static bool in_directmap(mfn_t mfn)
{
	unsigned int level;

	return mfn_x(mfn) < (DIRECTMAP_END - DIRECTMAP_START) >> PAGE_SHIFT &&
	       hyp_lookup((unsigned long)mfn_to_virt(mfn), &level);
}

void *map_frame(mfn_t mfn)
{
	return in_directmap(mfn) ? mfn_to_virt(mfn) : vmap(&mfn, 1, MAP_RW);
}

void unmap_frame(const void *va)
{
	if ((unsigned long)va >= VMAP_START && (unsigned long)va < VMAP_END)
		vunmap(va);
}
