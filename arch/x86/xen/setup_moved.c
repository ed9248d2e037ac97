// SPDX-License-Identifier: GPL-2.0-only
/*
 * Memory of a PV domain that lies where the machine has devices or tables: it is given back to
 * the hypervisor, and as much is asked for elsewhere as soon as page tables can map it. What is
 * not given then is the balloon's.
 */
#define pr_fmt(fmt) "xen:setup: " fmt

#include <linux/init.h>
#include <linux/memblock.h>
#include <linux/mm.h>
#include <linux/printk.h>

#include <asm/e820/api.h>
#include <asm/pgtable.h>
#include <asm/xen/hypercall.h>
#include <asm/xen/page.h>

#include <xen/interface/memory.h>
#include <xen/page.h>

#include "pv_mmu.h"

unsigned long xen_released_pages;

/* The frames of one call. */
#define BATCH 512
static xen_pfn_t frames[BATCH] __initdata;

#define MOVED_REGIONS 32
static struct xen_memory_region moved[MOVED_REGIONS] __initdata;
static unsigned int nr_moved __initdata;

/* Given back, and without a new place so far. */
static unsigned long homeless __initdata;

/* Giving back */

/*
 * In the part of the direct map that the builder has made. Of what is not memory the kernel
 * itself has only the first MiB there.
 */
static void __init remap(unsigned long pfn)
{
	unsigned long va = (unsigned long)__va(PFN_PHYS(pfn));

	if (pfn < PFN_DOWN(ISA_END_ADDRESS) &&
	    !HYPERVISOR_update_va_mapping(va, mfn_pte(pfn, PAGE_KERNEL_IO), UVMF_INVLPG))
		return;
	if (HYPERVISOR_update_va_mapping(va, __pte_ma(0), UVMF_INVLPG))
		BUG();
}

static void __init give_back(unsigned int n)
{
	struct xen_memory_reservation op = { .nr_extents = n, .domid = DOMID_SELF };
	int done;

	set_xen_guest_handle(op.extent_start, frames);
	done = HYPERVISOR_memory_op(XENMEM_decrease_reservation, &op);
	if (done != (int)n)
		pr_warn("of %u pages the hypervisor has taken back %d\n", n, done);
	homeless += max(done, 0);
}

static void __init release_batch(unsigned long pfn, unsigned int n)
{
	unsigned int i;

	for (i = 0; i < n; i++, pfn++) {
		frames[i] = xen_p2m_addr[pfn];
		xen_p2m_addr[pfn] = IDENTITY_FRAME(pfn);
		if (pfn < max_pfn_mapped)
			remap(pfn);
	}
	give_back(n);
}

/**
 * xen_release_range() - these pages are devices
 * @pfn: first
 * @end: the one behind the last
 */
void __init xen_release_range(unsigned long pfn, unsigned long end)
{
	unsigned long first = max(pfn, PFN_DOWN(ISA_END_ADDRESS));

	if (first < end && memblock_is_region_reserved(PFN_PHYS(first), PFN_PHYS(end - first)))
		panic("xen:setup: the machine has no memory at %#llx to %#llx, where the kernel, its initrd or its page tables have been put",
		      PFN_PHYS((u64)first), PFN_PHYS((u64)end));
	for (; pfn < end; pfn += min(end - pfn, (unsigned long)BATCH))
		release_batch(pfn, min(end - pfn, (unsigned long)BATCH));
}

/* New places */

/**
 * xen_to_move() - how much memory looks for a place
 *
 * Return: in pages.
 */
unsigned long __init xen_to_move(void)
{
	return nr_moved < MOVED_REGIONS ? homeless : 0;
}

/**
 * xen_move_to() - a place for such memory
 * @pfn: first page
 * @n: not more than xen_to_move()
 */
void __init xen_move_to(unsigned long pfn, unsigned long n)
{
	moved[nr_moved].start_pfn = pfn;
	moved[nr_moved++].n_pfns = n;
	homeless -= n;
	/* Until it is there. */
	memblock_reserve(PFN_PHYS((u64)pfn), PFN_PHYS((u64)n));
}

/**
 * xen_is_moved() - is there such a place among these pages?
 * @pfn: first page
 * @end: the one behind the last
 *
 * Return: whether some of them will get memory.
 */
bool __init xen_is_moved(unsigned long pfn, unsigned long end)
{
	unsigned int i;

	for (i = 0; i < nr_moved; i++) {
		if (pfn < moved[i].start_pfn + moved[i].n_pfns && moved[i].start_pfn < end)
			return true;
	}
	return false;
}

static void __init use_frame(unsigned long pfn, xen_pfn_t frame)
{
	if (!__set_phys_to_machine(pfn, frame) ||
	    HYPERVISOR_update_va_mapping((unsigned long)__va(PFN_PHYS(pfn)),
					 mfn_pte(frame, PAGE_KERNEL), UVMF_NONE))
		BUG();
}

/* Return: how many of the first have memory now. */
static unsigned int __init populate_batch(unsigned long pfn, unsigned int n)
{
	struct xen_memory_reservation op = { .nr_extents = n, .domid = DOMID_SELF };
	unsigned int i;
	int done;

	for (i = 0; i < n; i++)
		frames[i] = pfn + i;
	set_xen_guest_handle(op.extent_start, frames);
	done = max_t(int, 0, HYPERVISOR_memory_op(XENMEM_populate_physmap, &op));
	for (i = 0; i < done; i++)
		use_frame(pfn + i, frames[i]);
	return done;
}

static unsigned long __init populate(unsigned long pfn, unsigned long n)
{
	unsigned long done = 0;
	unsigned int want, got;

	do {
		want = min(n - done, (unsigned long)BATCH);
		got = populate_batch(pfn + done, want);
		done += got;
	} while (got == want && done < n);
	return done;
}

/* The rest of a region is left to the balloon, which starts with pages like that. */
static void __init leave_to_balloon(unsigned long pfn, unsigned long n)
{
	unsigned int i = 0;

	while (i < XEN_EXTRA_MEM_MAX_REGIONS && xen_extra_mem[i].n_pfns)
		i++;
	if (i == XEN_EXTRA_MEM_MAX_REGIONS)
		return;
	xen_extra_mem[i].start_pfn = pfn;
	xen_extra_mem[i].n_pfns = n;
}

/**
 * xen_populate_moved() - get the memory that was given back, where it can be used
 *
 * The direct map has tables for it.
 */
void __init xen_populate_moved(void)
{
	unsigned long done, pfn, n;
	unsigned int i;

	for (i = 0; i < nr_moved; i++) {
		pfn = moved[i].start_pfn;
		n = moved[i].n_pfns;
		done = populate(pfn, n);
		if (done)
			memblock_phys_free(PFN_PHYS((u64)pfn), PFN_PHYS((u64)done));
		if (done < n) {
			leave_to_balloon(pfn + done, n - done);
			xen_released_pages += n - done;
		}
		pr_info("%lu of %lu pages moved to %#lx\n", done, n, pfn);
	}
	xen_released_pages += homeless;
}
