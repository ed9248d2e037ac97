// SPDX-License-Identifier: GPL-2.0-only
/*
 * Memory of a PV domain that is contiguous in the machine, for devices: the frames behind some
 * pages are exchanged for others.
 */
#include <linux/bits.h>
#include <linux/bug.h>
#include <linux/export.h>
#include <linux/mm.h>
#include <linux/string.h>

#include <asm/pgtable.h>
#include <asm/xen/hypercall.h>
#include <asm/xen/page.h>
#include <asm/xen/swiotlb-xen.h>

#include <xen/interface/memory.h>

#include "pv_mmu.h"

/* Two MiB; the list of frames is one for all callers. */
#define MOST_ORDER	9
#define MOST_PAGES	BIT(MOST_ORDER)

static DEFINE_SPINLOCK(exchange_lock);
static xen_pfn_t frames[MOST_PAGES];

/* Takes pages out of the direct map and the list; the frames are noted. */
static void take_out(unsigned long pfn, unsigned int n)
{
	unsigned long flags = xen_mc_begin();
	unsigned int i;

	for (i = 0; i < n; i++) {
		frames[i] = pfn_to_mfn(pfn + i);
		MULTI_update_va_mapping(xen_mc_entry(), (unsigned long)__va(PFN_PHYS(pfn + i)),
					__pte_ma(0), UVMF_INVLPG | UVMF_ALL);
		__set_phys_to_machine(pfn + i, INVALID_P2M_ENTRY);
	}
	xen_mc_end(flags, PARAVIRT_LAZY_NONE);
}

/* Puts them back, with frames as noted. */
static void put_in(unsigned long pfn, unsigned int n)
{
	unsigned long flags = xen_mc_begin();
	unsigned int i;

	for (i = 0; i < n; i++) {
		if (!__set_phys_to_machine(pfn + i, frames[i]))
			BUG();
		MULTI_update_va_mapping(xen_mc_entry(), (unsigned long)__va(PFN_PHYS(pfn + i)),
					mfn_pte(frames[i], PAGE_KERNEL), UVMF_NONE);
	}
	xen_mc_end(flags, PARAVIRT_LAZY_NONE);
}

static int exchange(xen_pfn_t *in, unsigned int in_order, xen_pfn_t *out, unsigned int out_order,
		    unsigned int order, unsigned int bits)
{
	struct xen_memory_exchange op = {
		.in.nr_extents = 1UL << (order - in_order),
		.in.extent_order = in_order,
		.in.domid = DOMID_SELF,
		.out.nr_extents = 1UL << (order - out_order),
		.out.extent_order = out_order,
		.out.address_bits = bits,
		.out.domid = DOMID_SELF,
	};
	int ret;

	set_xen_guest_handle(op.in.extent_start, in);
	set_xen_guest_handle(op.out.extent_start, out);
	ret = HYPERVISOR_memory_op(XENMEM_exchange, &op);
	/* Nothing, or all: what is between has no way back. */
	BUG_ON(ret && op.nr_exchanged);
	return ret;
}

/**
 * xen_create_contiguous_region() - make pages contiguous in the machine
 * @pstart: address of the first
 * @order: how many, as a power of two; their content is lost
 * @address_bits: what the device can address
 * @dma_handle: receives the machine address
 *
 * Return: 0 or -ENOMEM.
 */
int xen_create_contiguous_region(phys_addr_t pstart, unsigned int order,
				 unsigned int address_bits, dma_addr_t *dma_handle)
{
	unsigned long pfn = PFN_DOWN(pstart), flags;
	unsigned int i, n = 1U << order;
	xen_pfn_t out = pfn;
	int ret;

	if (order > MOST_ORDER)
		return -ENOMEM;
	memset(__va(pstart), 0, PAGE_SIZE << order);
	spin_lock_irqsave(&exchange_lock, flags);
	take_out(pfn, n);
	ret = exchange(frames, 0, &out, order, order, address_bits);
	for (i = 0; i < n && !ret; i++)
		frames[i] = out + i;
	put_in(pfn, n);
	spin_unlock_irqrestore(&exchange_lock, flags);
	if (ret)
		return -ENOMEM;
	*dma_handle = virt_to_machine(__va(pstart)).maddr;
	return 0;
}

/**
 * xen_destroy_contiguous_region() - give the contiguous frames back for any others
 * @pstart: as created
 * @order: as created
 */
void xen_destroy_contiguous_region(phys_addr_t pstart, unsigned int order)
{
	unsigned long pfn = PFN_DOWN(pstart), flags;
	unsigned int i, n = 1U << order;
	static xen_pfn_t out[MOST_PAGES];
	xen_pfn_t in;
	int ret;

	if (order > MOST_ORDER)
		return;
	memset(__va(pstart), 0, PAGE_SIZE << order);
	spin_lock_irqsave(&exchange_lock, flags);
	in = pfn_to_mfn(pfn);
	take_out(pfn, n);
	for (i = 0; i < n; i++)
		out[i] = pfn + i;
	ret = exchange(&in, order, out, 0, order, 0);
	/* The machine may be short of memory; then they stay as they are. */
	if (!ret)
		memcpy(frames, out, n * sizeof(*out));
	put_in(pfn, n);
	spin_unlock_irqrestore(&exchange_lock, flags);
}
