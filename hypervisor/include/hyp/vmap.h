/* SPDX-License-Identifier: GPL-2.0-only */
/* The hypervisor's own mappings outside the direct map. */
#ifndef HYP_VMAP_H
#define HYP_VMAP_H

#include <hyp/frame.h>
#include <asm/layout.h>

/* Kinds of mapping (memory type and rights), not flags. */
enum map_kind {
	MAP_RW,			/* write-back, no execute */
	MAP_RO,
	MAP_RX,
	MAP_UC,			/* device registers */
	MAP_WC,
};

void vmap_init(void);		/* memory start-up */
/* n frames, adjacent in virtual space, a guard page behind; NULL if full. */
void *vmap(const mfn_t *mfn, size_t n, enum map_kind kind);
void vunmap(const void *va);
size_t vmap_pages(const void *va);	/* that vmap() mapped at @va */
/* Device registers or tables at any physical address (byte granular). */
void *ioremap(paddr_t pa, u64 bytes, enum map_kind kind);
void iounmap(const void *va);

/* Translates through the direct map: cheap, valid for all RAM frames. */
mfn_t virt_to_mfn(const void *va);	/* direct map, image, vmap() addresses */
paddr_t virt_to_paddr(const void *va);
#ifdef HYP_HOST_TEST
void *mfn_to_virt(mfn_t mfn);
void *paddr_to_virt(paddr_t pa);
#else
static inline void *paddr_to_virt(paddr_t pa)
{
	return (void *)(DIRECTMAP_START + pa);
}

static inline void *mfn_to_virt(mfn_t mfn)
{
	return paddr_to_virt(mfn_to_paddr(mfn));
}
#endif

/* A frame that may lie outside the direct map, for a short time. */
void *map_frame(mfn_t mfn);
void unmap_frame(const void *va);

#endif /* HYP_VMAP_H */
