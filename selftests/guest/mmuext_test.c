// SPDX-License-Identifier: GPL-2.0-only
/*
 * mmuext_op: pins, roots, flushes, whole pages.
 *
 * A page becomes a table when it is pinned (or used) and memory again when it
 * is unpinned; between the two the guest must not be able to write it.  A
 * second address space is built here from the bottom up, used, and taken down.
 */
#include "guest.h"

#define PTE_FRAME	0xffffffffff000UL
#define TEST_VA		0x7fffffe00000UL	/* nothing of ours is in its L4 slot */

static u32 done;

static long mmuext_list(struct mmuext_op *list, unsigned int n, u32 domain)
{
	done = 0xdead;
	return hypercall(__HYPERVISOR_mmuext_op, list, n, &done, domain);
}

static long mmuext(unsigned int cmd, u64 arg1, u64 arg2)
{
	struct mmuext_op op = { .cmd = cmd, .arg1.mfn = arg1, .arg2.src_mfn = arg2 };

	return mmuext_list(&op, 1, DOMID_SELF);
}

static long set_rights(void *va, u64 flags)
{
	return map_mfn(va, virt_to_mfn(va), flags);
}

static u64 pte(const void *va, u64 flags)
{
	return virt_to_mfn(va) << PAGE_SHIFT | flags;
}

static void pins_of_one_level(void)
{
	u64 *l1 = alloc_page();
	u64 mfn = virt_to_mfn(l1);

	l1[0] = pte(alloc_page(), PTE_KERNEL);
	/* Still writable. */
	EXPECT(mmuext(MMUEXT_PIN_L1_TABLE, mfn, 0) < 0);
	EXPECT_EQ(done, 0);
	EXPECT_EQ(set_rights(l1, PTE_KERNEL_RO), 0);
	EXPECT_EQ(mmuext(MMUEXT_UNPIN_TABLE, mfn, 0), -EINVAL);
	EXPECT_EQ(mmuext(MMUEXT_PIN_L1_TABLE, mfn, 0), 0);
	EXPECT_EQ(done, 1);
	EXPECT_EQ(mmuext(MMUEXT_PIN_L1_TABLE, mfn, 0), -EINVAL);
	EXPECT_EQ(mmuext(MMUEXT_PIN_L2_TABLE, mfn, 0), -EINVAL);
	EXPECT_EQ(set_rights(l1, PTE_KERNEL), -EBUSY);
	EXPECT_EQ(l1[0] & 0x100, 0x100);
	EXPECT_EQ(mmuext(MMUEXT_UNPIN_TABLE, mfn, 0), 0);
	EXPECT_EQ(mmuext(MMUEXT_UNPIN_TABLE, mfn, 0), -EINVAL);
	EXPECT_EQ(set_rights(l1, PTE_KERNEL), 0);
	l1[0] = 0;
}

static void bad_tables(void)
{
	u64 *l1 = alloc_page(), *l2 = alloc_page();

	/* A table must not map itself writable. */
	l1[7] = pte(l1, PTE_KERNEL);
	EXPECT_EQ(set_rights(l1, PTE_KERNEL_RO), 0);
	EXPECT(mmuext(MMUEXT_PIN_L1_TABLE, virt_to_mfn(l1), 0) < 0);
	EXPECT_EQ(set_rights(l1, PTE_KERNEL), 0);
	l1[7] = pte(l1, PTE_KERNEL_RO);
	EXPECT_EQ(set_rights(l1, PTE_KERNEL_RO), 0);
	EXPECT_EQ(mmuext(MMUEXT_PIN_L1_TABLE, virt_to_mfn(l1), 0), 0);
	EXPECT_EQ(mmuext(MMUEXT_UNPIN_TABLE, virt_to_mfn(l1), 0), 0);
	/* The level below must be of that level. */
	l2[3] = pte(l1, PTE_KERNEL);
	l2[4] = pte(l2, PTE_KERNEL);
	EXPECT_EQ(set_rights(l2, PTE_KERNEL_RO), 0);
	EXPECT_EQ(mmuext(MMUEXT_PIN_L1_TABLE, virt_to_mfn(l1), 0), 0);
	EXPECT(mmuext(MMUEXT_PIN_L3_TABLE, virt_to_mfn(l2), 0) < 0);
	EXPECT_EQ(mmuext(MMUEXT_UNPIN_TABLE, virt_to_mfn(l1), 0), 0);
	/* Nothing is left of the failures. */
	EXPECT_EQ(set_rights(l1, PTE_KERNEL), 0);
	EXPECT_EQ(set_rights(l2, PTE_KERNEL), 0);
	l1[7] = 0;
}

static u64 *space[5];		/* tables by level */

static void space_build(void)
{
	const u64 *own_l4 = (const u64 *)start_info->pt_base;
	unsigned int level, i;

	for (level = 1; level <= 4; level++)
		space[level] = alloc_page();
	for (i = 0; i < 512; i++)
		space[4][i] = i >= 256 && i <= 271 ? 0 : own_l4[i];
	for (level = 4; level > 1; level--)
		space[level][(TEST_VA >> (12 + 9 * (level - 1))) & 511] =
			pte(space[level - 1], PTE_KERNEL);
	for (level = 1; level <= 4; level++)
		EXPECT_EQ(set_rights(space[level], PTE_KERNEL_RO), 0);
}

static void space_free(void)
{
	unsigned int level;

	for (level = 1; level <= 4; level++)
		EXPECT_EQ(set_rights(space[level], PTE_KERNEL), 0);
}

static void another_address_space(void)
{
	u64 own_root = virt_to_mfn((void *)start_info->pt_base), val;
	u64 *page = alloc_page();

	space_build();
	EXPECT_EQ(mmuext(MMUEXT_PIN_L4_TABLE, virt_to_mfn(space[4]), 0), 0);
	EXPECT(hypercall(__HYPERVISOR_update_va_mapping, TEST_VA, pte(page, PTE_KERNEL), 0) < 0);
	EXPECT_EQ(mmuext(MMUEXT_NEW_BASEPTR, virt_to_mfn(space[4]), 0), 0);
	EXPECT(!try_read((void *)TEST_VA, &val));
	EXPECT_EQ(hypercall(__HYPERVISOR_update_va_mapping, TEST_VA, pte(page, PTE_KERNEL), 0), 0);
	page[5] = 4711;
	EXPECT(try_read((u64 *)TEST_VA + 5, &val));
	EXPECT_EQ(val, 4711);
	/* The machine-to-phys table is in every address space. */
	EXPECT_EQ(mfn_to_pfn(own_root), virt_to_pfn((void *)start_info->pt_base));
	/* In use: unpinning leaves it a table. */
	EXPECT_EQ(mmuext(MMUEXT_UNPIN_TABLE, virt_to_mfn(space[4]), 0), 0);
	EXPECT_EQ(set_rights(space[4], PTE_KERNEL), -EBUSY);
	EXPECT_EQ(mmuext(MMUEXT_NEW_BASEPTR, own_root, 0), 0);
	EXPECT(!try_read((void *)TEST_VA, &val));
	space_free();
}

static void roots_are_checked(void)
{
	u64 *page = alloc_page();

	EXPECT(mmuext(MMUEXT_NEW_BASEPTR, virt_to_mfn(page), 0) < 0);
	EXPECT(mmuext(MMUEXT_NEW_BASEPTR, 0, 0) < 0);
	EXPECT(mmuext(MMUEXT_NEW_USER_BASEPTR, virt_to_mfn(page), 0) < 0);
	EXPECT_EQ(mmuext(MMUEXT_NEW_USER_BASEPTR, 0, 0), 0);
}

static void user_root(void)
{
	space_build();
	EXPECT_EQ(mmuext(MMUEXT_NEW_USER_BASEPTR, virt_to_mfn(space[4]), 0), 0);
	EXPECT_EQ(set_rights(space[4], PTE_KERNEL), -EBUSY);
	EXPECT_EQ(mmuext(MMUEXT_NEW_USER_BASEPTR, virt_to_mfn(space[4]), 0), 0);
	EXPECT_EQ(mmuext(MMUEXT_NEW_USER_BASEPTR, 0, 0), 0);
	space_free();
}

static void flushes(void)
{
	u64 *a = alloc_page(), *b = alloc_page(), vcpus = 1;

	*a = 1;
	*b = 2;
	EXPECT_EQ(READ_ONCE(*a), 1);
	hypercall(__HYPERVISOR_update_va_mapping, a, pte(b, PTE_KERNEL), 0);
	EXPECT_EQ(mmuext(MMUEXT_TLB_FLUSH_LOCAL, 0, 0), 0);
	EXPECT_EQ(READ_ONCE(*a), 2);
	hypercall(__HYPERVISOR_update_va_mapping, a, pte(a, PTE_KERNEL), 0);
	EXPECT_EQ(mmuext(MMUEXT_INVLPG_LOCAL, (u64)a, 0), 0);
	EXPECT_EQ(READ_ONCE(*a), 1);
	hypercall(__HYPERVISOR_update_va_mapping, a, pte(b, PTE_KERNEL), 0);
	EXPECT_EQ(mmuext(MMUEXT_TLB_FLUSH_MULTI, 0, (u64)&vcpus), 0);
	EXPECT_EQ(READ_ONCE(*a), 2);
	hypercall(__HYPERVISOR_update_va_mapping, a, pte(a, PTE_KERNEL), 0);
	EXPECT_EQ(mmuext(MMUEXT_INVLPG_MULTI, (u64)a, (u64)&vcpus), 0);
	EXPECT_EQ(READ_ONCE(*a), 1);
	hypercall(__HYPERVISOR_update_va_mapping, a, pte(b, PTE_KERNEL), 0);
	EXPECT_EQ(mmuext(MMUEXT_TLB_FLUSH_ALL, 0, 0), 0);
	EXPECT_EQ(READ_ONCE(*a), 2);
	hypercall(__HYPERVISOR_update_va_mapping, a, pte(a, PTE_KERNEL), 0);
	EXPECT_EQ(mmuext(MMUEXT_INVLPG_ALL, (u64)a, 0), 0);
	EXPECT_EQ(READ_ONCE(*a), 1);
	hypercall(__HYPERVISOR_update_va_mapping, a, pte(b, PTE_KERNEL),
		  UVMF_TLB_FLUSH | UVMF_ALL);
	EXPECT_EQ(READ_ONCE(*a), 2);
	hypercall(__HYPERVISOR_update_va_mapping, a, pte(a, PTE_KERNEL),
		  UVMF_INVLPG | (u64)&vcpus);
	EXPECT_EQ(READ_ONCE(*a), 1);
	EXPECT_EQ(mmuext(MMUEXT_FLUSH_CACHE, 0, 0), 0);
	EXPECT_EQ(mmuext(MMUEXT_FLUSH_CACHE_GLOBAL, 0, 0), 0);
}

static void bad_bitmap(void)
{
	EXPECT_EQ(mmuext(MMUEXT_TLB_FLUSH_MULTI, 0, 0x1000), -EINVAL);
}

static void whole_pages(void)
{
	u64 *a = alloc_page(), *b = alloc_page();

	a[0] = 1;
	a[511] = 2;
	EXPECT_EQ(mmuext(MMUEXT_COPY_PAGE, virt_to_mfn(b), virt_to_mfn(a)), 0);
	EXPECT(b[0] == 1 && b[511] == 2);
	EXPECT_EQ(mmuext(MMUEXT_CLEAR_PAGE, virt_to_mfn(b), 0), 0);
	EXPECT(b[0] == 0 && b[511] == 0);
	/* A table is nothing to be cleared. */
	EXPECT(mmuext(MMUEXT_CLEAR_PAGE, virt_to_mfn((void *)start_info->pt_base), 0) < 0);
	EXPECT(mmuext(MMUEXT_COPY_PAGE, virt_to_mfn((void *)start_info->pt_base),
		      virt_to_mfn(a)) < 0);
	EXPECT_EQ(mmuext(MMUEXT_COPY_PAGE, virt_to_mfn(b),
			 virt_to_mfn((void *)start_info->pt_base)), 0);
	EXPECT(mmuext(MMUEXT_CLEAR_PAGE, 0xfee00, 0) < 0);
}

static void lists(void)
{
	struct mmuext_op list[3] = {
		{ .cmd = MMUEXT_TLB_FLUSH_LOCAL },
		{ .cmd = 99 },
		{ .cmd = MMUEXT_TLB_FLUSH_LOCAL },
	};

	EXPECT_EQ(mmuext_list(list, 0, DOMID_SELF), 0);
	EXPECT_EQ(mmuext_list(list, 3, DOMID_SELF), -ENOSYS);
	EXPECT_EQ(done, 1);
	EXPECT_EQ(mmuext_list(list, 1, 77), -ESRCH);
	EXPECT_EQ(hypercall(__HYPERVISOR_mmuext_op, 0x1000, 1, 0, DOMID_SELF), -EFAULT);
	EXPECT_EQ(mmuext(MMUEXT_MARK_SUPER, 0, 0), -EOPNOTSUPP);
	EXPECT_EQ(mmuext(MMUEXT_UNMARK_SUPER, 0, 0), -EOPNOTSUPP);
	EXPECT_EQ(mmuext(14, 0, 0), -ENOSYS);
}

GUEST_TEST({ "pins of one level", pins_of_one_level },
	   { "bad tables are refused and leave nothing", bad_tables },
	   { "another address space", another_address_space },
	   { "roots are checked", roots_are_checked },
	   { "a root for user mode", user_root },
	   { "flushes", flushes },
	   { "a bad bitmap of vCPUs", bad_bitmap },
	   { "whole pages", whole_pages },
	   { "lists and unknown operations", lists });
