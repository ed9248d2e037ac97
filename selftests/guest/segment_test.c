// SPDX-License-Identifier: GPL-2.0-only
/*
 * Descriptor tables: set_gdt, update_descriptor, MMUEXT_SET_LDT.
 *
 * The processor reads the guest's descriptors, so the guest may not write their
 * page while it is in use, and no descriptor may lead out of ring 3.
 */
#include "guest.h"

#include <linux/bits.h>

#define CODE64		0x00affb000000ffffULL	/* ring 3, accessed */
#define CODE64_RING0	0x00af9b000000ffffULL
#define DATA		0x00cff3000000ffffULL
#define DATA_RING0	0x00cf93000000ffffULL
#define DATA_LIMIT_7	0x0040f30000000007ULL
#define TSS64		0x00008b0000000067ULL
#define CALL_GATE	0x0000ec0000080000ULL
#define LDT64		0x0000820000000fffULL

static u64 *gdt;

static long set_rights(void *va, u64 flags)
{
	return map_mfn(va, virt_to_mfn(va), flags);
}

static long set_gdt(const void *page, unsigned int entries)
{
	u64 frame = virt_to_mfn(page);

	return hypercall(__HYPERVISOR_set_gdt, &frame, entries);
}

static long update_descriptor(const u64 *slot, u64 desc)
{
	return hypercall(__HYPERVISOR_update_descriptor,
			 (virt_to_mfn(slot) << PAGE_SHIFT) + ((u64)slot & (PAGE_SIZE - 1)), desc);
}

static bool load_ds(u16 sel)
{
	TRY("mov %w0, %%ds", : : "r" (sel) : "memory");
	return last_fault.vector == ~0UL;
}

/* Limit of a selector, or -1. */
static long limit_of(u16 sel)
{
	u64 limit = 0;
	bool ok;

	__asm__ __volatile__("lsl %2, %0" : "=r" (limit), "=@ccz" (ok) : "r" ((u64)sel));
	return ok ? (long)limit : -1;
}

static void reserved_part(void)
{
	EXPECT_EQ(hypercall(__HYPERVISOR_set_gdt, 0, 0), 0);
	EXPECT(load_ds(FLAT_RING3_DS32));
	EXPECT(load_ds(0));
	EXPECT(!load_ds(0xe008));
	EXPECT(!load_ds(0xe010));
	EXPECT(!load_ds(0xe040));
	EXPECT(!load_ds(0x8 | 3));
	EXPECT_EQ(last_fault.vector, 13);
	EXPECT(!load_ds(0xfff8 | 3));
	EXPECT(!load_ds(0xdff8 | 3));
}

static void gdt_pages(void)
{
	gdt = alloc_page();
	gdt[1] = DATA;
	gdt[2] = DATA_RING0;
	gdt[3] = DATA_LIMIT_7;
	gdt[4] = CODE64_RING0;
	/* Writable still. */
	EXPECT(set_gdt(gdt, 16) < 0);
	EXPECT_EQ(set_rights(gdt, PTE_KERNEL_RO), 0);
	EXPECT_EQ(set_gdt(gdt, 16), 0);
	EXPECT(set_rights(gdt, PTE_KERNEL) < 0);
	EXPECT(load_ds(0x8 | 3));
	/* All are in ring 3 now. */
	EXPECT_EQ(gdt[2], DATA);
	EXPECT_EQ(gdt[4], CODE64);
	EXPECT(load_ds(0x10 | 3));
	EXPECT_EQ(limit_of(0x18 | 3), 7);
	EXPECT(load_ds(FLAT_RING3_DS32));
	EXPECT_EQ(hypercall(__HYPERVISOR_set_gdt, 0, 7169), -EINVAL);
	EXPECT_EQ(hypercall(__HYPERVISOR_set_gdt, 0x1000, 16), -EFAULT);
	EXPECT(load_ds(0x8 | 3));
}

static void descriptors_are_checked(void)
{
	EXPECT_EQ(set_gdt(gdt, 16), 0);
	EXPECT_EQ(update_descriptor(&gdt[5], DATA_RING0), 0);
	EXPECT_EQ(gdt[5], DATA);
	EXPECT(load_ds(0x28 | 3));
	EXPECT_EQ(update_descriptor(&gdt[5], DATA_LIMIT_7), 0);
	EXPECT_EQ(limit_of(0x28 | 3), 7);
	EXPECT_EQ(update_descriptor(&gdt[5], 0), 0);
	EXPECT(!load_ds(0x28 | 3));
	EXPECT_EQ(update_descriptor(&gdt[5], TSS64), -EINVAL);
	EXPECT_EQ(update_descriptor(&gdt[5], LDT64), -EINVAL);
	/* Not present: no harm. */
	EXPECT_EQ(update_descriptor(&gdt[5], TSS64 & ~BIT_ULL(47)), 0);
	EXPECT_EQ(hypercall(__HYPERVISOR_update_descriptor, 0xfee00000UL, DATA), -EINVAL);
	EXPECT_EQ(hypercall(__HYPERVISOR_update_descriptor,
			    (virt_to_mfn(gdt) << PAGE_SHIFT) + 4, DATA), -EINVAL);
}

static void call_gates(void)
{
	XEN_DIFFERS("takes call gates to segments of the guest");
	EXPECT_EQ(update_descriptor(&gdt[5], CALL_GATE), -EINVAL);
}

static void descriptor_in_plain_memory(void)
{
	u64 *page = alloc_page();

	EXPECT_EQ(update_descriptor(&page[9], DATA), 0);
	EXPECT_EQ(page[9], DATA);
}

static void bad_page(void)
{
	u64 *page = alloc_page();

	page[100] = TSS64;
	EXPECT_EQ(set_rights(page, PTE_KERNEL_RO), 0);
	EXPECT(set_gdt(page, 16) < 0);
	EXPECT_EQ(set_rights(page, PTE_KERNEL), 0);
	/* A page table is no descriptor table. */
	EXPECT(set_gdt((void *)start_info->pt_base, 16) < 0);
}

static long set_ldt(const void *va, unsigned int entries)
{
	struct mmuext_op op = {
		.cmd = MMUEXT_SET_LDT, .arg1.linear_addr = (u64)va, .arg2.nr_ents = entries,
	};

	return hypercall(__HYPERVISOR_mmuext_op, &op, 1, 0, DOMID_SELF);
}

#define LDT_SEL(n)	((n) << 3 | 7)

static void ldt_pages(void)
{
	u64 *ldt = alloc_page(), *second = alloc_page();

	/* Two pages in a row. */
	EXPECT_EQ((u64)second, (u64)ldt + PAGE_SIZE);
	ldt[1] = DATA_RING0;
	ldt[2] = DATA_LIMIT_7;
	second[3] = DATA;
	EXPECT_EQ(set_ldt((u8 *)ldt + 8, 600), -EINVAL);
	EXPECT_EQ(set_ldt(ldt, 8193), -EINVAL);
	EXPECT_EQ(set_ldt(ldt, 600), 0);
	/* Taken as they are used, and only if they are read-only. */
	EXPECT(!load_ds(LDT_SEL(1)));
	EXPECT_EQ(set_rights(ldt, PTE_KERNEL_RO), 0);
	EXPECT(load_ds(LDT_SEL(1)));
	EXPECT_EQ(limit_of(LDT_SEL(2)), 7);
	EXPECT_EQ(ldt[1], DATA);
	EXPECT(!load_ds(LDT_SEL(515)));
	EXPECT_EQ(last_fault.vector, 14);
	EXPECT_EQ(last_fault.cr2, (u64)&second[3]);
	EXPECT_EQ(set_rights(second, PTE_KERNEL_RO), 0);
	EXPECT(load_ds(LDT_SEL(515)));
	EXPECT(!load_ds(LDT_SEL(600)));
	EXPECT_EQ(last_fault.vector, 13);
	load_ds(FLAT_RING3_DS32);
	EXPECT_EQ(set_ldt(NULL, 0), 0);
	EXPECT(!load_ds(LDT_SEL(1)));
	EXPECT_EQ(set_rights(ldt, PTE_KERNEL), 0);
	EXPECT_EQ(set_rights(second, PTE_KERNEL), 0);
}

/* The processor reads an LDT where it is mapped, so it is gone with the mapping. */
static void ldt_page_goes(void)
{
	u64 *ldt = alloc_page(), mfn = virt_to_mfn(ldt);

	XEN_DIFFERS("keeps an LDT page until the guest sets another LDT");
	ldt[1] = DATA;
	EXPECT_EQ(set_rights(ldt, PTE_KERNEL_RO), 0);
	EXPECT_EQ(set_ldt(ldt, 512), 0);
	EXPECT(load_ds(LDT_SEL(1)));
	EXPECT(map_mfn(ldt, mfn, PTE_KERNEL) < 0);
	EXPECT_EQ(map_mfn(ldt, 0, 0), 0);
	EXPECT(!load_ds(LDT_SEL(1)));
	EXPECT_EQ(map_mfn(ldt, mfn, PTE_KERNEL), 0);
	EXPECT(!load_ds(LDT_SEL(1)));
	load_ds(FLAT_RING3_DS32);
	EXPECT_EQ(set_ldt(NULL, 0), 0);
	EXPECT_EQ(map_mfn(ldt, mfn, PTE_KERNEL), 0);
	ldt[1] = 0;
}

static void gdt_goes(void)
{
	load_ds(FLAT_RING3_DS32);
	EXPECT_EQ(hypercall(__HYPERVISOR_set_gdt, 0, 0), 0);
	EXPECT(!load_ds(0x8 | 3));
	EXPECT_EQ(set_rights(gdt, PTE_KERNEL), 0);
	gdt[1] = 0;
}

GUEST_TEST({ "the reserved part of the GDT", reserved_part },
	   { "GDT pages", gdt_pages },
	   { "descriptors are checked", descriptors_are_checked },
	   { "call gates are refused", call_gates },
	   { "a descriptor in plain memory", descriptor_in_plain_memory },
	   { "bad pages", bad_page },
	   { "LDT pages come when they are used", ldt_pages },
	   { "an LDT page is unmapped", ldt_page_goes },
	   { "the GDT page is memory again", gdt_goes });
