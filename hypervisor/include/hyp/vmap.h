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

/**
 * vmap_init() - memory start-up; boot_fail() without memory
 */
void vmap_init(void);

/**
 * vmap() - map frames side by side in virtual space, a guard page behind
 * @mfn: the frames
 * @n: how many
 * @kind: memory type and rights
 *
 * Takes LOCK_VMAP and LOCK_PGTABLE, not in interrupts.
 *
 * Return: NULL if there is no room or no memory.
 */
void *vmap(const mfn_t *mfn, size_t n, enum map_kind kind);

/**
 * vunmap() - take a mapping of vmap() away
 * @va: its start; NULL is fine
 *
 * No CPU has it in its TLB on return.
 */
void vunmap(const void *va);

/**
 * vmap_pages() - how large a mapping is
 * @va: start of a mapping of vmap()
 *
 * Return: pages.
 */
size_t vmap_pages(const void *va);

/**
 * ioremap() - map device registers or tables at any physical address
 * @pa: byte granular
 * @bytes: not 0
 * @kind: memory type and rights
 *
 * As vmap().
 *
 * Return: address of the byte at @pa; NULL if there is no room or no memory.
 */
void *ioremap(paddr_t pa, u64 bytes, enum map_kind kind);

/**
 * iounmap() - take a mapping of ioremap() away
 * @va: what it returned; NULL is fine
 */
void iounmap(const void *va);

/**
 * virt_to_mfn() - frame behind an address
 * @va: in the direct map, the image, or a mapping of small pages (vmap())
 *
 * Return: the frame; BUG if there is none.
 */
mfn_t virt_to_mfn(const void *va);

/**
 * virt_to_paddr() - physical address behind an address
 * @va: as for virt_to_mfn()
 *
 * Return: physical address, bytes.
 */
paddr_t virt_to_paddr(const void *va);

#ifdef HYP_HOST_TEST
void *mfn_to_virt(mfn_t mfn);
void *paddr_to_virt(paddr_t pa);
#else
/**
 * paddr_to_virt() - address in the direct map; nothing is looked up
 * @pa: in RAM
 *
 * Return: address.
 */
static inline void *paddr_to_virt(paddr_t pa)
{
	return (void *)(DIRECTMAP_START + pa);
}

/**
 * mfn_to_virt() - address of a frame in the direct map; nothing is looked up
 * @mfn: RAM
 *
 * Return: address.
 */
static inline void *mfn_to_virt(mfn_t mfn)
{
	return paddr_to_virt(mfn_to_paddr(mfn));
}
#endif

/**
 * map_frame() - reach a frame that may lie outside the direct map, for a short time
 * @mfn: frame
 *
 * Return: address of the frame, writable; NULL if there is no memory.
 */
void *map_frame(mfn_t mfn);

/**
 * unmap_frame() - the end of that
 * @va: what map_frame() returned
 */
void unmap_frame(const void *va);

#endif /* HYP_VMAP_H */
