// SPDX-License-Identifier: GPL-2.0-only
/*
 * Page tables of a PV domain that breaks the rules on purpose: two vCPUs pin,
 * unpin, write memory, send mmu_update lists, give up calls half way.  When
 * they pause, every count is compared with what the entries of all tables say.
 * Frames have parts to play (four levels, data), so that deep trees come about,
 * but one entry in ten points anywhere.
 *
 * The second domain owns frames that the first may not map.
 */
#include <asm/xen/interface.h>
#include <xen/interface/grant_table.h>

#include "pv_model.h"

TEST(tree_is_pinned_and_unpinned)
{
	start();
	small_tree();
	EXPECT_EQ(pv_pin(&dom[0], to_mfn(3), 4), 0);
	expect_consistent();
	EXPECT_EQ(table[34].type_info, PGT_L1 | PGT_VALIDATED | 1);
	EXPECT_EQ(table[50].type_info, PGT_WRITABLE | PGT_VALIDATED | 1);
	/* User pages are global, kernel pages are marked. */
	EXPECT_EQ(memory[34][0], entry(50, U | PTE_GLOBAL));
	EXPECT_EQ(memory[34][1], entry(51, U | PTE_GUEST_KERNEL));
	EXPECT_EQ(pv_pin(&dom[0], to_mfn(3), 4), -EINVAL);
	EXPECT_EQ(pv_pin(&dom[0], to_mfn(3), 3), -EINVAL);
	EXPECT_EQ(pv_unpin(&dom[0], to_mfn(3)), 0);
	EXPECT_EQ(pv_unpin(&dom[0], to_mfn(3)), -EINVAL);
	expect_consistent();
	EXPECT_EQ(table[34].count_info, PGC_ALLOCATED | 1);
	EXPECT_EQ(table[50].type_info & PGT_COUNT_MASK, 0);
	/* Nothing of the hypervisor is left in what the guest gets back. */
	EXPECT_EQ(memory[3][260], 0);
}

TEST(writable_table_is_refused)
{
	start();
	small_tree();
	memory[34][2] = entry(18, W);
	EXPECT_EQ(pv_pin(&dom[0], to_mfn(3), 4), -EBUSY);
	expect_consistent();
	EXPECT_EQ(table[50].type_info & PGT_COUNT_MASK, 0);
	memory[34][2] = 0;
	EXPECT_EQ(pv_pin(&dom[0], to_mfn(3), 4), 0);
	EXPECT_EQ(update(entry_ptr(34, 2), entry(34, W), DOMID_SELF), -EBUSY);
	EXPECT_EQ(update(entry_ptr(34, 2), entry(34, P), DOMID_SELF), 0);
	EXPECT_EQ(update(entry_ptr(34, 2), entry(34, W), DOMID_SELF), -EBUSY);
	EXPECT_EQ(memory[34][2], entry(34, P | PTE_USER | PTE_GUEST_KERNEL));
	expect_consistent();
}

TEST(bad_flags_are_refused)
{
	start();
	small_tree();
	EXPECT_EQ(pv_pin(&dom[0], to_mfn(3), 4), 0);
	EXPECT_EQ(update(entry_ptr(18, 1), entry(34, U | PTE_PSE), DOMID_SELF), -EINVAL);
	EXPECT_EQ(update(entry_ptr(18, 1), entry(34, U | PTE_PCD), DOMID_SELF), -EINVAL);
	EXPECT_EQ(update(entry_ptr(9, 1), entry(18, U | PTE_GLOBAL), DOMID_SELF), -EINVAL);
	/* On the same frame, too. */
	EXPECT_EQ(update(entry_ptr(18, 0), entry(34, U | PTE_PSE), DOMID_SELF), -EINVAL);
	EXPECT_EQ(update(entry_ptr(18, 0), entry(34, U | PTE_NX), DOMID_SELF), 0);
	/* Slots of the hypervisor. */
	EXPECT_EQ(update(entry_ptr(3, 256), entry(9, U), DOMID_SELF), -EINVAL);
	EXPECT_EQ(update(entry_ptr(3, 271), 0, DOMID_SELF), -EINVAL);
	EXPECT_EQ(update(entry_ptr(3, 272), entry(9, U), DOMID_SELF), 0);
	/* Wrong levels. */
	EXPECT_EQ(update(entry_ptr(3, 1), entry(18, U), DOMID_SELF), -EINVAL);
	EXPECT_EQ(update(entry_ptr(18, 1), entry(18, U), DOMID_SELF), -EINVAL);
	/* Caching is only for domains with devices; it is dropped quietly. */
	EXPECT_EQ(update(entry_ptr(34, 5), entry(52, U | PTE_PCD | PTE_PWT), DOMID_SELF), 0);
	EXPECT_EQ(memory[34][5], entry(52, U | PTE_GLOBAL));
	EXPECT(!(table[52].type_info & PGT_UNCACHED));
	caching = true;
	EXPECT_EQ(update(entry_ptr(34, 5), entry(52, U | PTE_PCD | PTE_PWT), DOMID_SELF), 0);
	EXPECT_EQ(memory[34][5], entry(52, U | PTE_GLOBAL | PTE_PCD | PTE_PWT));
	EXPECT(table[52].type_info & PGT_UNCACHED);
	caching = false;
	expect_consistent();
}

TEST(table_that_contains_itself)
{
	unsigned int level, f;

	for (level = 2; level <= 4; level++) {
		start();
		small_tree();
		f = level_start[level];
		memory[f][7] = entry(f, P);
		EXPECT_EQ(pv_pin(&dom[0], to_mfn(f), level), 0);
		expect_consistent();
		EXPECT_EQ(update(entry_ptr(f, 8), entry(f, U), DOMID_SELF), -EINVAL);
		EXPECT_EQ(update(entry_ptr(f, 7), entry(f, U), DOMID_SELF), -EINVAL);
		EXPECT_EQ(update(entry_ptr(f, 8), entry(f, P), DOMID_SELF), 0);
		EXPECT_EQ(update(entry_ptr(f, 7), entry(f, P | PTE_NX), DOMID_SELF), 0);
		EXPECT_EQ(update(entry_ptr(f, 7), 0, DOMID_SELF), 0);
		expect_consistent();
		/* It can be taken down with the entry in it. */
		EXPECT_EQ(pv_unpin(&dom[0], to_mfn(f)), 0);
		expect_consistent();
		EXPECT_EQ(table[f].type_info & PGT_COUNT_MASK, 0);
		EXPECT_EQ(table[34].type_info & PGT_COUNT_MASK, 0);
	}
	start();
	small_tree();
	memory[3][7] = entry(3, U);
	EXPECT_EQ(pv_pin(&dom[0], to_mfn(3), 4), -EINVAL);
	/* An L1 maps tables anyway; what no CPU may look at must not be reached. */
	memory[3][7] = entry(3, P);
	isolation_on = true;
	EXPECT_EQ(pv_pin(&dom[0], to_mfn(3), 4), -EINVAL);
	isolation_on = false;
	expect_consistent();
}

/* One step and no circle: 3 to 4 and 5, and none of these on to any. */
TEST(tables_of_the_same_level)
{
	start();
	small_tree();
	memory[4][7] = entry(4, P);
	memory[3][7] = entry(4, P);
	EXPECT_EQ(pv_pin(&dom[0], to_mfn(4), 4), 0);
	EXPECT_EQ(pv_pin(&dom[0], to_mfn(5), 4), 0);
	EXPECT_EQ(pv_pin(&dom[0], to_mfn(3), 4), 0);
	EXPECT_EQ(update(entry_ptr(3, 8), entry(5, P), DOMID_SELF), 0);
	EXPECT_EQ(update(entry_ptr(3, 9), entry(5, U), DOMID_SELF), -EINVAL);
	EXPECT_EQ(update(entry_ptr(4, 8), entry(3, P), DOMID_SELF), -EINVAL);
	EXPECT_EQ(update(entry_ptr(4, 8), entry(5, P), DOMID_SELF), -EINVAL);
	EXPECT_EQ(update(entry_ptr(4, 8), entry(4, P), DOMID_SELF), 0);
	EXPECT_EQ(pv_pin(&dom[0], to_mfn(6), 4), 0);
	EXPECT_EQ(update(entry_ptr(6, 8), entry(3, P), DOMID_SELF), -EINVAL);
	/* Another level than its own or the next one. */
	EXPECT_EQ(update(entry_ptr(9, 8), entry(5, P), DOMID_SELF), -EINVAL);
	expect_consistent();
	linear_seen = 0;
	expect_consistent();
	EXPECT_EQ(linear_seen, 2);
	/* The entry keeps the table, and the last entry takes it down. */
	EXPECT_EQ(pv_unpin(&dom[0], to_mfn(4)), 0);
	EXPECT_EQ(table[4].type_info & PGT_COUNT_MASK, 1);
	EXPECT_EQ(update(entry_ptr(3, 7), 0, DOMID_SELF), 0);
	EXPECT_EQ(table[4].type_info, PGT_L4);
	EXPECT_EQ(pv_unpin(&dom[0], to_mfn(5)), 0);
	EXPECT_EQ(pv_unpin(&dom[0], to_mfn(3)), 0);
	EXPECT_EQ(table[5].type_info, PGT_L4);
	EXPECT_EQ(table[3].type_info, PGT_L4);
	/* What they were before is forgotten. */
	memory[3][7] = 0;
	memory[3][8] = 0;
	EXPECT_EQ(pv_pin(&dom[0], to_mfn(3), 4), 0);
	EXPECT_EQ(pv_pin(&dom[0], to_mfn(4), 4), 0);
	EXPECT_EQ(update(entry_ptr(4, 8), entry(3, P), DOMID_SELF), 0);
	expect_consistent();
}

TEST(frames_of_others_need_privilege)
{
	start();
	small_tree();
	EXPECT_EQ(pv_pin(&dom[0], to_mfn(3), 4), 0);
	EXPECT_EQ(update(entry_ptr(34, 3), entry(FOREIGN, U), DOMID_SELF), -EINVAL);
	EXPECT_EQ(update(entry_ptr(34, 3), entry(FOREIGN, U), 2), -EPERM);
	EXPECT_EQ(update(entry_ptr(FOREIGN, 0), 0, DOMID_SELF | 3 << 16), -EPERM);
	dom[0].privileged = true;
	EXPECT_EQ(update(entry_ptr(34, 3), entry(FOREIGN, U), DOMID_SELF), -EINVAL);
	EXPECT_EQ(update(entry_ptr(34, 3), entry(FOREIGN, U), 2), 0);
	EXPECT_EQ(table[FOREIGN].type_info, PGT_WRITABLE | PGT_VALIDATED | PGT_FOREIGN | 1);
	EXPECT_EQ(update(entry_ptr(34, 3), entry(50, U), 2), -EINVAL);
	/* Of the other's tables: not even the privileged mix owners there. */
	EXPECT_EQ(update(entry_ptr(18, 3), entry(FOREIGN + 1, U), 2), -EINVAL);
	expect_consistent();
	EXPECT_EQ(update(entry_ptr(34, 3), 0, DOMID_SELF), 0);
	/* In the other's memory, which is no table: as it writes itself. */
	EXPECT_EQ(update(entry_ptr(FOREIGN, 7), 0x1234, DOMID_SELF | 3 << 16), 0);
	EXPECT_EQ(memory[FOREIGN][7], 0x1234);
	expect_consistent();
}

TEST(device_frames)
{
	start();
	small_tree();
	EXPECT_EQ(pv_pin(&dom[0], to_mfn(3), 4), 0);
	EXPECT_EQ(update(entry_ptr(34, 3), entry(MMIO_OK, U | PTE_PCD), DOMID_SELF), 0);
	EXPECT_EQ(memory[34][3], entry(MMIO_OK, U | PTE_PCD | PTE_GLOBAL));
	EXPECT_EQ(update(entry_ptr(34, 3), entry(MMIO_RO, U | PTE_PCD), DOMID_IO), 0);
	EXPECT_EQ(memory[34][3], entry(MMIO_RO, P | PTE_USER | PTE_PCD | PTE_GLOBAL));
	EXPECT_EQ(update(entry_ptr(34, 3), entry(MMIO_NO, P), DOMID_SELF), -EPERM);
	EXPECT_EQ(update(entry_ptr(34, 3), entry(50, P), DOMID_IO), -EINVAL);
	EXPECT_EQ(update(entry_ptr(18, 3), entry(MMIO_OK, U), DOMID_SELF), -EINVAL);
	expect_consistent();
}

TEST(accessed_and_dirty_bits)
{
	start();
	small_tree();
	EXPECT_EQ(pv_pin(&dom[0], to_mfn(3), 4), 0);
	memory[34][0] |= PTE_ACCESSED | PTE_DIRTY;
	EXPECT_EQ(update(entry_ptr(34, 0) | MMU_PT_UPDATE_PRESERVE_AD, entry(52, P | PTE_USER),
			 DOMID_SELF), 0);
	EXPECT_EQ(memory[34][0], entry(52, P | PTE_USER | PTE_GLOBAL | PTE_ACCESSED | PTE_DIRTY));
	EXPECT_EQ(update(entry_ptr(34, 0) | MMU_PT_UPDATE_PRESERVE_AD, entry(52, P | PTE_USER |
			 PTE_NX), DOMID_SELF), 0);
	EXPECT_EQ(memory[34][0] & (PTE_ACCESSED | PTE_DIRTY | PTE_NX),
		  PTE_ACCESSED | PTE_DIRTY | PTE_NX);
	EXPECT_EQ(update(entry_ptr(34, 0), entry(52, P | PTE_USER), DOMID_SELF), 0);
	EXPECT_EQ(memory[34][0], entry(52, P | PTE_USER | PTE_GLOBAL));
	expect_consistent();
}

TEST(compare_and_exchange)
{
	struct pv_owners own = { .pt = &dom[0], .pg = &dom[0] };
	struct pv_table t;
	pte_t old;

	start();
	small_tree();
	EXPECT_EQ(pv_pin(&dom[0], to_mfn(3), 4), 0);
	REQUIRE(!pv_table_open(&t, &dom[0], to_mfn(34)));
	old = 0;
	EXPECT_EQ(pv_l1_cmpxchg(&t, 0, &old, entry(52, U), &own), 0);
	EXPECT_EQ(old, entry(50, U | PTE_GLOBAL));
	EXPECT_EQ(table[52].count_info & PGC_COUNT_MASK, 1);
	EXPECT_EQ(pv_l1_cmpxchg(&t, 0, &old, entry(52, U), &own), 0);
	EXPECT_EQ(memory[34][0], entry(52, U | PTE_GLOBAL));
	old = memory[34][0];
	EXPECT_EQ(pv_l1_cmpxchg(&t, 0, &old, entry(18, U), &own), -EBUSY);
	EXPECT_EQ(pv_l1_cmpxchg(&t, 0, &old, old & ~PTE_RW, &own), 0);
	pv_table_close(&t);
	EXPECT_EQ(table[52].type_info & PGT_COUNT_MASK, 0);
	expect_consistent();
}

TEST(list_stops_at_the_first_error)
{
	struct mmu_update req[20];
	struct hypercall call = { .arg = { (u64)req, 20, 0, DOMID_SELF } };
	unsigned int i;
	u32 done = 0;

	start();
	small_tree();
	EXPECT_EQ(pv_pin(&dom[0], to_mfn(3), 4), 0);
	for (i = 0; i < 20; i++)
		req[i] = (struct mmu_update){ entry_ptr(34, i + 10), entry(50, U) };
	req[13].val = entry(34, U);
	EXPECT_EQ(do_mmu_update(&call), -EBUSY);
	EXPECT(memory[34][22] && !memory[34][23] && !memory[34][24]);

	/* With a pause after each: the number of all that are done comes out. */
	req[13].val = entry(51, U);
	req[19].ptr = entry_ptr(50, 3) | MMU_MACHPHYS_UPDATE;
	req[19].val = 4711;
	call.arg[2] = (u64)&done;
	preempt_one_in = 1;
	for (i = 0; do_mmu_update(&call) == HYPERCALL_RESTART; i++)
		EXPECT_EQ(done, i + 1);
	EXPECT_EQ(done, 20);
	EXPECT_EQ(m2p[50], 4711);
	expect_consistent();
}

/* The address space of vCPU 0 is that of small_tree(): L1 slot n is at n * 4096. */
static void run_in_small_tree(void)
{
	start();
	small_tree();
	REQUIRE(!pv_pin(&dom[0], to_mfn(3), 4));
	pv_vcpu[0].guest_table = to_mfn(3);
	memset(granted, 0, sizeof(granted));
	memset(mapped, 0, sizeof(mapped));
}

TEST(grants)
{
	struct grant_map_req req = { .host_addr = 0x5000, .mfn = to_mfn(FOREIGN) };

	run_in_small_tree();
	REQUIRE(page_get_and_type(&table[FOREIGN], &dom[1], PGT_WRITABLE));
	granted[FOREIGN] = 1;
	EXPECT_EQ(pv_map_grant(&vcpu[0], &req), GNTST_okay);
	EXPECT_EQ(memory[34][5], entry(FOREIGN, W | PTE_USER | PTE_GUEST_KERNEL |
				       PTE_ACCESSED | PTE_DIRTY));
	expect_consistent();
	/* By the address of the entry, for user, with bits for software. */
	req.flags = GNTMAP_contains_pte | GNTMAP_application_map | GNTMAP_readonly | 5 << 16;
	req.host_addr = entry_ptr(34, 6);
	EXPECT_EQ(pv_map_grant(&vcpu[0], &req), GNTST_okay);
	EXPECT_EQ(memory[34][6], entry(FOREIGN, P | PTE_USER | PTE_GLOBAL | PTE_ACCESSED |
				       PTE_DIRTY | PTE_AVAIL0 | PTE_AVAIL2));
	expect_consistent();
	/* The guest can't make it writable. */
	EXPECT_EQ(update(entry_ptr(34, 6), memory[34][6] | PTE_RW, DOMID_SELF), -EINVAL);
	EXPECT_EQ(update(entry_ptr(34, 6), memory[34][6] & ~PTE_ACCESSED, DOMID_SELF), 0);
	/* Nor map it elsewhere by itself. */
	EXPECT_EQ(update(entry_ptr(34, 7), memory[34][6], DOMID_SELF), -EINVAL);
	req.host_addr = entry_ptr(18, 6);
	EXPECT_EQ(pv_map_grant(&vcpu[0], &req), GNTST_general_error);
	req.host_addr = entry_ptr(34, 6) + 4;
	EXPECT_EQ(pv_map_grant(&vcpu[0], &req), GNTST_general_error);
	expect_consistent();

	req.host_addr = entry_ptr(34, 6);
	EXPECT_EQ(pv_unmap_grant(&vcpu[0], &req), GNTST_okay);
	EXPECT_EQ(memory[34][6], 0);
	EXPECT_EQ(pv_unmap_grant(&vcpu[0], &req), GNTST_general_error);
	/* Another entry takes its place. */
	req = (struct grant_map_req){ .host_addr = 0x5000, .mfn = to_mfn(FOREIGN),
				      .new_addr = 0x1000 };
	EXPECT_EQ(pv_unmap_grant(&vcpu[0], &req), GNTST_okay);
	EXPECT_EQ(memory[34][5], entry(51, U | PTE_GUEST_KERNEL));
	EXPECT_EQ(memory[34][1], 0);
	expect_consistent();
	/* Written over, it is not found any more, and no count is lost. */
	EXPECT_EQ(pv_map_grant(&vcpu[0], &(struct grant_map_req){ .host_addr = 0x5000,
			       .mfn = to_mfn(FOREIGN) }), GNTST_okay);
	EXPECT_EQ(update(entry_ptr(34, 5), 0, DOMID_SELF), 0);
	EXPECT_EQ(pv_unmap_grant(&vcpu[0], &req), GNTST_general_error);
	expect_consistent();
	page_put_and_type(&table[FOREIGN]);
	granted[FOREIGN] = 0;
	expect_consistent();
}

TEST(write_faults)
{
	static const u8 mov[32] = { 0x48, 0x89, 0x07 }, lock_andb[32] = { 0xf0, 0x80, 0x27, 0xfd };
	static const u8 movl[32] = { 0x89, 0x07 };
	struct cpu_user_regs regs = { .rip = (u64)mov, .rax = entry(52, U) };

	run_in_small_tree();
	/* The L1 is mapped read-only in its own slot 2. */
	EXPECT(pv_ro_fault(0x2000 + 8 * 8, &regs));
	EXPECT_EQ(regs.rip, (u64)mov + 3);
	EXPECT_EQ(memory[34][8], entry(52, U | PTE_GLOBAL));
	regs.rip = (u64)lock_andb;
	EXPECT(pv_ro_fault(0x2000 + 8 * 8, &regs));
	EXPECT_EQ(memory[34][8], entry(52, P | PTE_USER | PTE_GLOBAL));
	EXPECT_EQ(table[52].type_info & PGT_COUNT_MASK, 0);
	expect_consistent();
	/* The upper half alone. */
	regs.rip = (u64)movl;
	regs.rax = 0x80000000;
	EXPECT(pv_ro_fault(0x2000 + 8 * 8 + 4, &regs));
	EXPECT_EQ(memory[34][8], entry(52, P | PTE_USER | PTE_GLOBAL | PTE_NX));
	/* Against the rules, not a table, not mapped, writable: the guest's fault. */
	regs.rip = (u64)mov;
	regs.rax = entry(34, U);
	EXPECT(!pv_ro_fault(0x2000 + 8 * 8, &regs));
	EXPECT(!pv_ro_fault(0x8000, &regs));
	EXPECT(!pv_ro_fault(0x9000, &regs));
	EXPECT(!pv_ro_fault(0x1000, &regs));
	pv_vcpu[0].kernel_mode = false;
	regs.rax = 0;
	EXPECT(!pv_ro_fault(0x2000 + 8 * 8, &regs));
	pv_vcpu[0].kernel_mode = true;
	EXPECT_EQ(regs.rip, (u64)mov);
	expect_consistent();
	/* A device register. */
	EXPECT_EQ(update(entry_ptr(34, 10), entry(MMIO_RO, U), DOMID_SELF), 0);
	regs.rax = 0x1122334455667788;
	EXPECT(pv_ro_fault(0xa010, &regs));
	EXPECT_EQ(mmio_pa, (u64)MMIO_RO << PAGE_SHIFT | 0x10);
	EXPECT_EQ(mmio_val, 0x1122334455667788);
	regs.rip = (u64)mov;
	EXPECT(!pv_ro_fault(0xa014, &regs));
}

static unsigned int random_level_frame(unsigned int level)
{
	return level_start[level] + rnd(level_end[level] - level_start[level]);
}

static pte_t random_entry(unsigned int level)
{
	static const u64 flags[] = { U, U, U, P, W, P | PTE_USER, U | PTE_NX, U | PTE_PSE };
	unsigned int f = rnd(FRAMES);

	if (!rnd(4))
		return 0;
	if (!rnd(30))
		f = MMIO_OK + rnd(3);
	else if (level > 1 && !rnd(8))
		return entry(random_level_frame(level), P);
	else if (level > 1 && rnd(10))
		f = level_start[level - 1] + rnd(level_end[level - 1] - level_start[level - 1]);
	else if (rnd(10))
		f = 50 + rnd(10);
	return entry(f, flags[rnd(rnd(4) ? 7 : 8)]);
}

static unsigned int random_slot(void)
{
	static const unsigned int slots[] = { 0, 1, 2, 3, 100, 255, 256, 259, 272, 511 };

	return slots[rnd(ARRAY_SIZE(slots))];
}

/* The vCPUs get roots and descriptor tables, as far as the tree has a use for them. */
static void start_vcpus(void)
{
	unsigned int i;

	hyp_memory = hyp_memory ?: host_alloc_aligned(8 * PAGE_SIZE, PAGE_SIZE);
	memset(hyp_memory, 0, 8 * PAGE_SIZE);
	dom[0].max_vcpus = 2;
	REQUIRE(!pv_mm_domain_init(&dom[0]));
	pv_dom[0].relinquishing = false;
	for (i = 0; i < 2; i++) {
		memset(&pv_vcpu[i], 0, sizeof(pv_vcpu[i]));
		REQUIRE(!pv_mm_vcpu_init(&vcpu[i]));
	}
}

static void relinquish_all(void)
{
	unsigned int calls = 0, f;

	cpu = 2;
	freed = 0;
	while (pv_mm_relinquish(&dom[0]) == -ERESTART)
		REQUIRE(++calls < 100000);
	EXPECT_EQ(freed, FOREIGN);
	EXPECT_EQ(dom[0].tot_pages, 0);
	for (f = 0; f < FOREIGN; f++)
		EXPECT_EQ(table[f].count_info & PGC_COUNT_MASK, 0);
	/* What was foreign lost what our tables had on it, and is still there. */
	for (; f < FRAMES; f++)
		EXPECT_EQ(table[f].count_info, PGC_ALLOCATED | 1);
	pv_mm_domain_destroy(&dom[0]);
	EXPECT_EQ(hyp_pages, 0);
}

TEST(descriptor_tables)
{
	u64 frames[2] = { 50, 51 };

	start();
	start_vcpus();
	cpu = 2;
	memory[50][1] = 0x00af9b000000ffffULL;		/* ring 0 code, 64-bit */
	memory[51][3] = 0x00008b0000000067ULL;		/* a TSS */
	EXPECT_EQ(pv_set_gdt(&vcpu[0], frames, 513), -EINVAL);
	expect_consistent();
	EXPECT_EQ(pv_set_gdt(&vcpu[0], frames, 512), 0);
	EXPECT_EQ(memory[50][1], 0x00affb000000ffffULL);
	EXPECT_EQ(table[50].type_info, PGT_SEG_DESC | PGT_VALIDATED | 1);
	EXPECT(!page_get_and_type(&table[50], &dom[0], PGT_WRITABLE));
	memory[51][3] = 0;
	EXPECT_EQ(pv_set_gdt(&vcpu[0], frames, 513), 0);
	EXPECT_EQ(pv_set_gdt(&vcpu[0], frames, 14 * 512 + 1), -EINVAL);
	EXPECT_EQ(table[50].type_info, PGT_SEG_DESC | PGT_VALIDATED | 1);

	/* Of the LDT, pages come when they are used; the guest has 51 at 0x1000. */
	small_tree();
	memory[34][0] = 0;
	memory[34][1] = entry(51, P);
	memory[34][3] = entry(52, W);
	EXPECT_EQ(pv_set_roots(&vcpu[0], to_mfn(3), INVALID_MFN), 0);
	EXPECT_EQ(pv_set_ldt(&vcpu[0], 0x1000, 8193), -EINVAL);
	EXPECT_EQ(pv_set_ldt(&vcpu[0], 0x1008, 5), -EINVAL);
	EXPECT_EQ(pv_set_ldt(&vcpu[0], 0x1000, 3 * 512), 0);
	EXPECT(!pv_ldt_selector_fault(&vcpu[0], 0x1b));	/* of the GDT */
	EXPECT(!pv_ldt_selector_fault(&vcpu[0], 0x200f));	/* writable */
	EXPECT(pv_ldt_selector_fault(&vcpu[0], 0x1f));
	EXPECT(!pv_ldt_selector_fault(&vcpu[0], 0x1f));	/* it is there */
	EXPECT_EQ(table[51].type_info, PGT_SEG_DESC | PGT_VALIDATED | 2);
	pv_drop_ldt(&vcpu[0]);
	EXPECT(pv_ldt_fault(&vcpu[0], 0x18));
	EXPECT_EQ(table[51].type_info, PGT_SEG_DESC | PGT_VALIDATED | 2);
	EXPECT(!pv_ldt_fault(&vcpu[0], 0x1000));	/* a page table is mapped there */
	EXPECT(!pv_ldt_fault(&vcpu[0], 0x2000));	/* writable */
	EXPECT(!pv_ldt_fault(&vcpu[0], 0x3000));	/* behind the limit */
	pv_set_ldt(&vcpu[0], 0, 0);
	EXPECT_EQ(table[51].type_info, PGT_SEG_DESC | PGT_VALIDATED | 1);
	relinquish_all();
}

/* Another vCPU may use the page at that moment; and it may come back for more. */
TEST(ldt_page_is_unmapped)
{
	unsigned int i, before;

	start();
	start_vcpus();
	cpu = 2;
	small_tree();
	memory[34][1] = entry(51, P);
	memory[34][3] = entry(51, P);
	for (i = 0; i < 2; i++) {
		EXPECT_EQ(pv_set_roots(&vcpu[i], to_mfn(3), INVALID_MFN), 0);
		EXPECT_EQ(pv_set_ldt(&vcpu[i], 0x1000, 3 * 512), 0);
		EXPECT(pv_ldt_fault(&vcpu[i], 0));
	}
	EXPECT(pv_ldt_fault(&vcpu[1], 0x2000));
	cpumask_set(5, &pv_dom[0].cpus);
	cpu = 0;
	EXPECT_EQ(table[51].type_info, PGT_SEG_DESC | PGT_VALIDATED | 3);
	EXPECT_EQ(update(entry_ptr(34, 1), entry(51, W), DOMID_SELF), -EBUSY);
	before = flushes;
	EXPECT_EQ(update(entry_ptr(34, 1), 0, DOMID_SELF), 0);
	EXPECT_EQ(table[51].type_info & PGT_COUNT_MASK, 0);
	EXPECT_EQ(flushes, before + 1);
	EXPECT(cpumask_test(5, &flushed));
	EXPECT_EQ(table[51].count_info & PGC_COUNT_MASK, 2);
	EXPECT_EQ(update(entry_ptr(34, 1), entry(51, W), DOMID_SELF), 0);
	EXPECT(!pv_ldt_fault(&vcpu[1], 0));
	/* The last one is in nobody's window: nothing to be flushed for. */
	EXPECT_EQ(update(entry_ptr(34, 3), 0, DOMID_SELF), 0);
	EXPECT_EQ(flushes, before + 1);
	cpumask_clear(5, &pv_dom[0].cpus);
	relinquish_all();
}

/* The user's translations are global, so loading CR3 does not drop them. */
TEST(new_user_root)
{
	unsigned int before;

	start();
	start_vcpus();
	small_tree();
	memory[4][0] = entry(9, U);
	EXPECT_EQ(pv_set_roots(&vcpu[0], to_mfn(3), to_mfn(4)), 0);
	before = flushes;
	EXPECT_EQ(pv_new_user_cr3(&vcpu[0], to_mfn(3)), 0);
	EXPECT_EQ(flushes, before);
	pv_vcpu[0].user_cached = true;
	EXPECT_EQ(pv_new_user_cr3(&vcpu[0], to_mfn(4)), 0);
	EXPECT_EQ(flushes, before + 1);
	EXPECT_EQ(pv_new_user_cr3(&vcpu[0], INVALID_MFN), 0);
	EXPECT_EQ(flushes, before + 1);
	relinquish_all();
}

TEST(end_of_domain)
{
	start();
	start_vcpus();
	small_tree();
	memory[4][5] = entry(9, U);
	EXPECT_EQ(pv_pin(&dom[0], to_mfn(3), 4), 0);
	EXPECT_EQ(pv_set_roots(&vcpu[0], to_mfn(3), to_mfn(4)), 0);
	EXPECT_EQ(pv_set_roots(&vcpu[1], to_mfn(4), INVALID_MFN), 0);
	cpu = 2;
	EXPECT_EQ(pv_set_ldt(&vcpu[0], 0x1000, 5), 0);
	preempt_one_in = 2;
	while (pv_pin(&dom[0], to_mfn(10), 3) == -ERESTART)
		;
	relinquish_all();
}

TEST(end_of_domain_that_is_mapped_elsewhere)
{
	start();
	start_vcpus();
	cpu = 2;
	/* The reference of a mapping in another domain. */
	EXPECT(page_get_and_type(&table[50], &dom[0], PGT_WRITABLE));
	EXPECT_EQ(pv_mm_relinquish(&dom[0]), 0);
	EXPECT_EQ(dom[0].tot_pages, 1);
	page_put_and_type(&table[50]);
	EXPECT_EQ(dom[0].tot_pages, 0);
	pv_mm_domain_destroy(&dom[0]);
}

/* What a guest does to memory that it has mapped writable. */
static void write_memory(void)
{
	unsigned int level = 1 + rnd(4), f = random_level_frame(level), i;

	if (!page_get_and_type(&table[f], &dom[0], PGT_WRITABLE))
		return;
	for (i = rnd(6); i; i--)
		WRITE_ONCE(memory[f][random_slot()], random_entry(level));
	page_put_and_type(&table[f]);
}

static void send_updates(void)
{
	struct mmu_update req[6];
	u32 done, n = 1 + rnd(ARRAY_SIZE(req)), i;
	struct hypercall call = { .arg = { (u64)req, n, (u64)&done, DOMID_SELF } };

	for (i = 0; i < n; i++) {
		unsigned int level = 1 + rnd(4);

		req[i].ptr = entry_ptr(random_level_frame(level), random_slot());
		if (!rnd(4))
			req[i].ptr |= MMU_PT_UPDATE_PRESERVE_AD;
		req[i].val = random_entry(level);
	}
	/* Some are given up. */
	while (do_mmu_update(&call) == HYPERCALL_RESTART && rnd(20))
		;
}

static void pin_or_unpin(void)
{
	unsigned int level = 1 + rnd(4), f = random_level_frame(level);
	bool pin = rnd(2);

	if (!rnd(10))
		f = rnd(FRAMES);
	while (pv_put_pending(&pv_vcpu[cpu]))
		;
	while ((pin ? pv_pin(&dom[0], to_mfn(f), level) : pv_unpin(&dom[0], to_mfn(f))) ==
	       -ERESTART && rnd(20))
		;
}

static void cmpxchg_entry(void)
{
	struct pv_owners own = { .pt = &dom[0], .pg = &dom[0] };
	struct pv_table t;
	pte_t old;

	if (pv_table_open(&t, &dom[0], to_mfn(random_level_frame(1))))
		return;
	if (t.type == PGT_L1) {
		old = READ_ONCE(t.entry[0]);
		pv_l1_cmpxchg(&t, 0, &old, rnd(2) ? old ^ PTE_RW : random_entry(1), &own);
	}
	pv_table_close(&t);
}

static void vcpu_thread(void *arg)
{
	unsigned int i;

	cpu = (u64)arg & 1;
	test_cpu = cpu;
	rng = (u64)arg * 0x9e3779b97f4a7c15ULL + 1;
	preempt_one_in = 3;
	for (i = 0; i < 400; i++) {
		switch (rnd(5)) {
		case 0:
			write_memory();
			break;
		case 1:
			cmpxchg_entry();
			break;
		case 2:
			pin_or_unpin();
			break;
		default:
			send_updates();
			break;
		}
	}
}

/* Lists of changes of one level 1 entry, by both at once. */
static void hammer_thread(void *arg)
{
	struct mmu_update req[8];
	unsigned int i, k;

	cpu = (u64)arg & 1;
	test_cpu = cpu;
	rng = (u64)arg + 1;
	for (i = 0; i < 20000; i++) {
		struct hypercall call = { .arg = { (u64)req, 8, 0, DOMID_SELF } };

		for (k = 0; k < 8; k++) {
			req[k].ptr = entry_ptr(34, 0) | (rnd(2) ? MMU_PT_UPDATE_PRESERVE_AD : 0);
			req[k].val = rnd(4) ? entry(50 + rnd(3), rnd(2) ? U : P) : 0;
		}
		do_mmu_update(&call);
	}
}

TEST(two_vcpus_change_one_entry)
{
	void *a, *b;

	start();
	small_tree();
	REQUIRE(!pv_pin(&dom[0], to_mfn(3), 4));
	a = host_thread_start(hammer_thread, (void *)0);
	b = host_thread_start(hammer_thread, (void *)1);
	host_thread_join(a);
	host_thread_join(b);
	expect_consistent();
}

/* Roots that come and go and refer to each other in any way that they may. */
static void linear_thread(void *arg)
{
	unsigned int i, a, b;

	cpu = (u64)arg & 1;
	test_cpu = cpu;
	rng = (u64)arg * 0x9e3779b97f4a7c15ULL + 1;
	preempt_one_in = 3;
	for (i = 0; i < 300; i++) {
		a = random_level_frame(4);
		b = random_level_frame(4);
		while (pv_put_pending(&pv_vcpu[cpu]))
			;
		if (!rnd(8))
			pv_unpin(&dom[0], to_mfn(a));
		else if (!rnd(3))
			while (pv_pin(&dom[0], to_mfn(a), 4) == -ERESTART && rnd(20))
				;
		else
			update(entry_ptr(a, 6 + rnd(3)), rnd(4) ? entry(b, P) : 0, DOMID_SELF);
	}
}

TEST(two_vcpus_and_tables_of_the_same_level)
{
	unsigned int round, f;

	start();
	start_vcpus();
	small_tree();
	for (f = 4; f < level_end[4]; f++)
		memory[f][0] = entry(9, U);
	linear_seen = 0;
	for (round = 0; round < 200; round++) {
		void *a = host_thread_start(linear_thread, (void *)(u64)(round * 2));
		void *b = host_thread_start(linear_thread, (void *)(u64)(round * 2 + 1));

		host_thread_join(a);
		host_thread_join(b);
		expect_consistent();
	}
	test_note("entries for tables of the same level: %u", linear_seen);
	EXPECT(linear_seen > 10);
	preempt_one_in = 3;
	relinquish_all();
}

/* How many frames were tables of each level at the end of a round. */
static void count_tables(unsigned int *n)
{
	unsigned int f;

	for (f = 0; f < FRAMES; f++) {
		if (table[f].type_info & PGT_COUNT_MASK &&
		    pgt_is_table(table[f].type_info & PGT_TYPE_MASK))
			n[pgt_level(table[f].type_info & PGT_TYPE_MASK)]++;
	}
}

TEST(two_vcpus_at_random)
{
	unsigned int round, n[5] = { 0 };

	start();
	start_vcpus();
	for (round = 0; round < 500; round++) {
		void *a = host_thread_start(vcpu_thread, (void *)(u64)(round * 2));
		void *b = host_thread_start(vcpu_thread, (void *)(u64)(round * 2 + 1));

		host_thread_join(a);
		host_thread_join(b);
		expect_consistent();
		count_tables(n);
	}
	test_note("tables seen: L1 %u, L2 %u, L3 %u, L4 %u", n[1], n[2], n[3], n[4]);
	EXPECT(n[1] > 100 && n[2] > 100 && n[3] > 50 && n[4] > 50);
	preempt_one_in = 3;
	relinquish_all();
}
