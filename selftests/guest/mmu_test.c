// SPDX-License-Identifier: GPL-2.0-only
/*
 * Changes of page-table entries: mmu_update, update_va_mapping, and writes that
 * fault and are emulated.
 *
 * The guest may point its entries at its own frames in any way that leaves its
 * tables read-only, and at nothing else.  What the hypervisor adds to an entry
 * (USER, GLOBAL, bit 52) is seen by the guest, so it is part of the contract.
 */
#include "guest.h"

#include <linux/bits.h>
#include <xen/interface/version.h>

#define PTE_GLOBAL	0x100UL
#define PTE_KERNEL_ONLY	BIT_ULL(52)
#define PTE_NX		BIT_ULL(63)
#define PTE_FRAME	0xffffffffff000UL
#define VGA_FRAME	0xb8UL

static u32 done;

static long update_list(struct mmu_update *list, unsigned int n, u32 domains)
{
	done = 0xdead;
	return hypercall(__HYPERVISOR_mmu_update, list, n, &done, domains);
}

static long update(u64 ptr, u64 val)
{
	struct mmu_update u = { ptr, val };

	return update_list(&u, 1, DOMID_SELF);
}

static u64 pte(const void *va, u64 flags)
{
	return virt_to_mfn(va) << PAGE_SHIFT | flags;
}

/* The page tables, as the guest sees them; level 1 to 4. */
static u64 *table_of(const void *va, int level)
{
	u64 *table = (u64 *)start_info->pt_base;
	int at;

	for (at = 4; at > level; at--) {
		u64 e = table[((u64)va >> (PAGE_SHIFT + 9 * (at - 1))) & 511];

		table = pfn_to_virt(mfn_to_pfn((e & PTE_FRAME) >> PAGE_SHIFT));
	}
	return table;
}

static u64 slot_maddr(const u64 *table, unsigned int slot)
{
	return (virt_to_mfn(table) << PAGE_SHIFT) + slot * 8;
}

static void maps_another_frame(void)
{
	u64 *a = alloc_page(), *b = alloc_page();
	u64 own = pte_read(a);

	*a = 1;
	*b = 2;
	EXPECT_EQ(update(pte_maddr(a), pte(b, PTE_KERNEL)), 0);
	EXPECT_EQ(done, 1);
	hypercall(__HYPERVISOR_update_va_mapping, a, pte(b, PTE_KERNEL), UVMF_INVLPG);
	EXPECT_EQ(*a, 2);
	EXPECT_EQ(hypercall(__HYPERVISOR_update_va_mapping, a, own, UVMF_TLB_FLUSH), 0);
	EXPECT_EQ(*a, 1);
}

#define SELF_SLOT	300
#define VA_OF(l4, l3, l2, l1)	\
	(0xffff000000000000UL | (u64)(l4) << 39 | (u64)(l3) << 30 | (l2) << 21 | (l1) << 12)

/* A root in itself: each table is a page of a region, to be read. */
static void linear_tables(void)
{
	u64 *l4 = (u64 *)start_info->pt_base;
	u64 slot = slot_maddr(l4, SELF_SLOT), self = pte(l4, PTE_KERNEL_RO), got = 0;
	u64 va = (u64)linear_tables, *l1 = table_of(linear_tables, 1);

	EXPECT_EQ(update(slot, pte(l4, PTE_KERNEL)), -EINVAL);
	EXPECT_EQ(update(slot, self), 0);
	EXPECT(try_read((u64 *)VA_OF(SELF_SLOT, SELF_SLOT, SELF_SLOT, SELF_SLOT) + SELF_SLOT,
			&got));
	EXPECT_EQ(got & PTE_FRAME, self & PTE_FRAME);
	EXPECT(try_read((u64 *)VA_OF(SELF_SLOT, va >> 39 & 511, va >> 30 & 511, va >> 21 & 511) +
			(va >> 12 & 511), &got));
	EXPECT_EQ(got & PTE_FRAME, l1[va >> 12 & 511] & PTE_FRAME);
	EXPECT(!try_write((u64 *)VA_OF(SELF_SLOT, SELF_SLOT, SELF_SLOT, SELF_SLOT), 0));
	/* What the hypervisor has there is not shown. */
	EXPECT(!try_read((u64 *)VA_OF(SELF_SLOT, 262, 0, 0), &got));
	EXPECT_EQ(update(slot, 0), 0);
	hypercall(__HYPERVISOR_update_va_mapping, l4, pte_read(l4), UVMF_TLB_FLUSH);
	EXPECT(!try_read((u64 *)VA_OF(SELF_SLOT, SELF_SLOT, SELF_SLOT, SELF_SLOT), &got));
}

static void list_stops_at_error(void)
{
	u64 *a = alloc_page(), *b = alloc_page();
	struct mmu_update list[3] = {
		{ pte_maddr(a), pte(a, PTE_KERNEL_RO) },
		{ pte_maddr(b), pte(table_of(b, 1), PTE_KERNEL) },
		{ pte_maddr(b), pte(b, PTE_KERNEL_RO) },
	};

	EXPECT_EQ(update_list(list, 0, DOMID_SELF), 0);
	EXPECT_EQ(done, 0);
	EXPECT(update_list(list, 3, DOMID_SELF) < 0);
	EXPECT_EQ(done, 1);
	EXPECT_EQ(pte_read(a) & PTE_W, 0);
	EXPECT_EQ(pte_read(b) & PTE_W, PTE_W);
	map_mfn(a, virt_to_mfn(a), PTE_KERNEL);
}

static void no_writable_tables(void)
{
	u64 *a = alloc_page();
	int level;

	for (level = 1; level <= 4; level++) {
		u64 mfn = virt_to_mfn(table_of(a, level));

		EXPECT_EQ(update(pte_maddr(a), mfn << PAGE_SHIFT | PTE_KERNEL), -EBUSY);
		EXPECT_EQ(map_mfn(a, mfn, PTE_KERNEL), -EBUSY);
		EXPECT_EQ(pte_read(a) & PTE_FRAME, virt_to_mfn(a) << PAGE_SHIFT);
		EXPECT_EQ(map_mfn(a, mfn, PTE_KERNEL_RO), 0);
		EXPECT_EQ(map_mfn(a, mfn, PTE_KERNEL), -EBUSY);
		EXPECT(!try_write(a + 511, 0) || level == 1);
		EXPECT_EQ(map_mfn(a, virt_to_mfn(a), PTE_KERNEL), 0);
	}
}

static void accessed_and_dirty(void)
{
	volatile u64 *a = alloc_page();
	u64 clean = pte((void *)a, PTE_P | PTE_W | PTE_U);

	EXPECT_EQ(hypercall(__HYPERVISOR_update_va_mapping, a, clean, UVMF_INVLPG), 0);
	EXPECT_EQ(pte_read((void *)a) & (PTE_A | PTE_D), 0);
	*a = 5;
	EXPECT_EQ(pte_read((void *)a) & (PTE_A | PTE_D), PTE_A | PTE_D);
	EXPECT_EQ(update(pte_maddr((void *)a) | MMU_PT_UPDATE_PRESERVE_AD, clean), 0);
	EXPECT_EQ(pte_read((void *)a) & (PTE_A | PTE_D), PTE_A | PTE_D);
	EXPECT_EQ(update(pte_maddr((void *)a), clean), 0);
	EXPECT_EQ(pte_read((void *)a) & (PTE_A | PTE_D), 0);
	map_mfn((void *)a, virt_to_mfn((void *)a), PTE_KERNEL);
}

static void user_and_kernel_entries(void)
{
	void *a = alloc_page();

	EXPECT_EQ(map_mfn(a, virt_to_mfn(a), PTE_P | PTE_W | PTE_A | PTE_D), 0);
	EXPECT_EQ(pte_read(a), pte(a, PTE_KERNEL | PTE_KERNEL_ONLY));
	EXPECT_EQ(map_mfn(a, virt_to_mfn(a), PTE_KERNEL), 0);
	EXPECT_EQ(pte_read(a), pte(a, PTE_KERNEL | PTE_GLOBAL));
	/* Not present: nobody's business. */
	EXPECT_EQ(hypercall(__HYPERVISOR_update_va_mapping, a, 0x123456789abcdeUL, UVMF_INVLPG), 0);
	EXPECT_EQ(pte_read(a), 0x123456789abcdeUL);
	EXPECT(!try_read(a, &(u64){ 0 }));
	EXPECT_EQ(map_mfn(a, virt_to_mfn(a), PTE_KERNEL | PTE_NX), 0);
	EXPECT_EQ(pte_read(a), pte(a, PTE_KERNEL | PTE_GLOBAL | PTE_NX));
}

static void machphys(void)
{
	void *a = alloc_page();
	u64 mfn = virt_to_mfn(a);

	EXPECT_EQ(update(mfn << PAGE_SHIFT | MMU_MACHPHYS_UPDATE, 0x4711), 0);
	EXPECT_EQ(mfn_to_pfn(mfn), 0x4711);
	EXPECT_EQ(update(mfn << PAGE_SHIFT | MMU_MACHPHYS_UPDATE, virt_to_pfn(a)), 0);
	EXPECT(update(0xfee00UL << PAGE_SHIFT | MMU_MACHPHYS_UPDATE, 1) < 0);
	EXPECT(!try_write((void *)(MACH2PHYS_VIRT_START + mfn * 8), 1));
}

static void upper_levels(void)
{
	void *a = alloc_page();
	u64 *l4 = table_of(a, 4), *l2 = table_of(a, 2);
	unsigned int slot = ((u64)a >> 21) & 511;
	u64 e = l2[slot];

	/* The hypervisor's slots, superpages, wrong levels, and a harmless bit. */
	EXPECT_EQ(update(slot_maddr(l4, 256), 0), -EINVAL);
	EXPECT_EQ(update(slot_maddr(l4, 271), 0), -EINVAL);
	EXPECT_EQ(update(slot_maddr(l2, slot), e | 0x80), -EINVAL);
	EXPECT_EQ(update(slot_maddr(l2, 500), pte(l2, PTE_KERNEL)), -EINVAL);
	EXPECT_EQ(update(slot_maddr(l4, 5), pte(l2, PTE_KERNEL)), -EINVAL);
	EXPECT_EQ(update(slot_maddr(l2, slot), e | 0x200), 0);
	EXPECT_EQ(l2[slot], e | 0x200);
	EXPECT_EQ(update(slot_maddr(l2, slot), e), 0);
	EXPECT_EQ(update(slot_maddr(l4, 5), 0x1000), 0);
	EXPECT_EQ(update(slot_maddr(l4, 5), 0), 0);
}

static void frames_of_others(void)
{
	void *a = alloc_page();
	struct mmu_update u = { pte_maddr(a), pte(alloc_page(), PTE_KERNEL) };
	u64 foreign = 0;
	u64 mfn;

	EXPECT_EQ(update_list(&u, 1, 77), -ESRCH);
	EXPECT_EQ(done, 0);
	EXPECT(update_list(&u, 1, DOMID_IO) < 0);
	/* A frame of the hypervisor: near us in memory, but not ours. */
	for (mfn = 0x200; mfn < 0x4000 && !foreign; mfn++) {
		if (mfn_to_pfn(mfn) >= start_info->nr_pages ||
		    pfn_to_mfn(mfn_to_pfn(mfn)) != mfn)
			foreign = mfn;
	}
	EXPECT(update(pte_maddr(a), foreign << PAGE_SHIFT | PTE_KERNEL_RO) < 0);
	EXPECT(update(foreign << PAGE_SHIFT, 0) < 0);
	EXPECT_EQ(pte_read(a) & PTE_FRAME, virt_to_mfn(a) << PAGE_SHIFT);
}

static void devices(void)
{
	u16 *a = alloc_page();
	struct mmu_update u = { pte_maddr(a), VGA_FRAME << PAGE_SHIFT | PTE_KERNEL };

	EXPECT_EQ(update_list(&u, 1, DOMID_IO), 0);
	EXPECT_EQ(update(pte_maddr(a), VGA_FRAME << PAGE_SHIFT | PTE_KERNEL), 0);
	hypercall(__HYPERVISOR_update_va_mapping, a, VGA_FRAME << PAGE_SHIFT | PTE_KERNEL,
		  UVMF_INVLPG);
	WRITE_ONCE(a[1], 0x1234);
	EXPECT_EQ(READ_ONCE(a[1]), 0x1234);
	/* Interrupt controllers. */
	EXPECT(map_mfn(a, 0xfee00, PTE_KERNEL) < 0);
	EXPECT(map_mfn(a, 0xfee00, PTE_KERNEL_RO) < 0);
	EXPECT(map_mfn(a, 0xfec00, PTE_KERNEL) < 0 || !(pte_read(a) & PTE_W));
	EXPECT_EQ(map_mfn(a, virt_to_mfn(a), PTE_KERNEL), 0);
}

static void va_mapping_of_nothing(void)
{
	u64 val = pte(alloc_page(), PTE_KERNEL);

	EXPECT(hypercall(__HYPERVISOR_update_va_mapping, 0x123456789000UL, val, 0) < 0);
	EXPECT(hypercall(__HYPERVISOR_update_va_mapping, MACH2PHYS_VIRT_START, val, 0) < 0);
	EXPECT(hypercall(__HYPERVISOR_update_va_mapping, 0xffff830000000000UL, val, 0) < 0);
}

/* Stores to an entry in place. */
static void emulated_stores(void)
{
	void *a = alloc_page(), *b = alloc_page();
	volatile u64 *e = pte_virt(a);
	u64 own = *e, other = pte(b, PTE_KERNEL), old;

	*e = other;
	EXPECT_EQ(*e, other | PTE_GLOBAL);
	old = own;
	__asm__ __volatile__("xchg %0, %1" : "+r" (old), "+m" (*e) : : "memory");
	EXPECT_EQ(old, other | PTE_GLOBAL);
	EXPECT_EQ(*e & PTE_FRAME, own & PTE_FRAME);
	__asm__ __volatile__("lock andb $0xfd, %0" : "+m" (*(volatile u8 *)e) : : "memory", "cc");
	EXPECT_EQ(*e & PTE_W, 0);
	__asm__ __volatile__("lock btsq $1, %0" : "+m" (*e) : : "memory", "cc");
	EXPECT_EQ(*e & PTE_W, PTE_W);
	old = *e;
	__asm__ __volatile__("lock cmpxchg %2, %1" : "+a" (old), "+m" (*e) : "r" (old & ~PTE_A)
			     : "memory", "cc");
	EXPECT_EQ(*e & PTE_A, 0);
	old = 1;
	__asm__ __volatile__("lock cmpxchg %2, %1" : "+a" (old), "+m" (*e) : "r" (0UL)
			     : "memory", "cc");
	EXPECT_EQ(old, *e);
	EXPECT(*e);
	*e = own;
	hypercall(__HYPERVISOR_update_va_mapping, a, own, UVMF_INVLPG);
}

static void emulated_stores_are_checked(void)
{
	void *a = alloc_page();
	volatile u64 *e = pte_virt(a);
	u64 own = *e;

	EXPECT(!try_write(e, pte(table_of(a, 1), PTE_KERNEL)));
	EXPECT_EQ(last_fault.vector, 14);
	EXPECT_EQ(last_fault.error, 3);
	EXPECT_EQ(last_fault.cr2, (u64)e);
	EXPECT_EQ(*e, own);
	/* Only level 1. */
	EXPECT(!try_write(&table_of(a, 2)[509], 0));
	EXPECT_EQ(last_fault.vector, 14);
}

/* The hypervisor writes results where the guest could have written them. */
static void results_spare_tables(void)
{
	void *a = alloc_page();
	u64 own = *pte_virt(a);

	EXPECT_EQ(hypercall(__HYPERVISOR_xen_version, XENVER_extraversion, pte_virt(a)), -EFAULT);
	EXPECT_EQ(hypercall(__HYPERVISOR_xen_version, XENVER_extraversion, MACH2PHYS_VIRT_START),
		  -EFAULT);
	EXPECT_EQ(*pte_virt(a), own);
}

/* A table that is not in use is memory. */
static void update_of_plain_memory(void)
{
	u64 *a = alloc_page();

	EXPECT_EQ(update(slot_maddr(a, 3), 0x1122334455667788UL), 0);
	EXPECT_EQ(a[3], 0x1122334455667788UL);
}

static void long_list(void)
{
	static struct mmu_update list[3000];
	void *a = alloc_page();
	unsigned int i;

	for (i = 0; i < 3000; i++)
		list[i] = (struct mmu_update){ pte_maddr(a), pte(a, i & 1 ? PTE_KERNEL :
								 PTE_KERNEL_RO) };
	EXPECT_EQ(update_list(list, 3000, DOMID_SELF), 0);
	EXPECT_EQ(done, 3000);
	EXPECT_EQ(pte_read(a) & PTE_W, PTE_W);
}

static void bad_pointers(void)
{
	EXPECT_EQ(hypercall(__HYPERVISOR_mmu_update, 0x1000, 1, 0, DOMID_SELF), -EFAULT);
	EXPECT_EQ(hypercall(__HYPERVISOR_mmu_update, MACH2PHYS_VIRT_START, 1, 0, DOMID_SELF),
		  -EFAULT);
}

GUEST_TEST({ "an entry maps another frame", maps_another_frame },
	   { "a list stops at the first error", list_stops_at_error },
	   { "tables as memory, by a root in itself", linear_tables },
	   { "tables can't be mapped writable", no_writable_tables },
	   { "accessed and dirty bits are kept or replaced", accessed_and_dirty },
	   { "user entries are global, kernel entries marked", user_and_kernel_entries },
	   { "the machine-to-phys table changes by request only", machphys },
	   { "entries of upper levels", upper_levels },
	   { "frames of others are refused", frames_of_others },
	   { "device frames", devices },
	   { "addresses without a table are refused", va_mapping_of_nothing },
	   { "stores to entries are emulated", emulated_stores },
	   { "emulated stores are checked", emulated_stores_are_checked },
	   { "results of calls spare tables", results_spare_tables },
	   { "what is no table is plain memory", update_of_plain_memory },
	   { "a long list is finished", long_list },
	   { "bad pointers", bad_pointers });
