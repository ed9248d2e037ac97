// SPDX-License-Identifier: GPL-2.0-only
/*
 * What an AMD IOMMU walks for a domain's devices beside what its vCPUs walk. After each of many
 * random changes both lead to the same frames with the same rights; the IOMMU is told
 * when, and only when, it may know something that is no longer true; and when memory runs out
 * in the middle of a change, devices never reach a frame that the vCPUs don't. The walk
 * is written here after the manual (AMD I/O Virtualization Technology Specification, 2.2.3).
 */
#include <linux/errno.h>
#include <linux/kernel.h>

#include "p2m_world.h"

#define NR_GFNS	(3 * 512 + 40)
#define NOTHING	(~0ULL)

static unsigned int dma_flushes;

static void dma_flush(struct domain *d)
{
	EXPECT_EQ(d == &dom, true);
	dma_flushes++;
}

static void start_dma(unsigned int levels)
{
	start_over(levels, true);
	dma_flushes = 0;
	REQUIRE(!p2m_dma_create(&dom, &p2m_amd_iommu, dma_flush));
}

/* As the IOMMU does: an entry's bits 11:9 say the level of what it leads to, 0 is a page. */
static u64 device_walk(u64 gfn, bool *may_read, bool *may_write)
{
	u64 *table = mfn_to_virt(p2m_dma_root(&dom));
	unsigned int level = 4;

	*may_read = true;
	*may_write = true;
	for (;;) {
		u64 e = table[(gfn >> (9 * (level - 1))) & 511];
		unsigned int next = (e >> 9) & 7;
		u64 in_page = (1ULL << (9 * (level - 1))) - 1;
		u64 mfn = (e & 0x000ffffffffff000ULL) >> 12;

		if (!(e & 1))
			return NOTHING;
		/* Reserved bits. */
		EXPECT_EQ(e & 0x07f0000000000000ULL, 0);
		EXPECT_EQ(e >> 63, 0);
		*may_read &= !!(e & 1ULL << 61);
		*may_write &= !!(e & 1ULL << 62);
		if (!next) {
			EXPECT_EQ(mfn & in_page, 0);
			return mfn + (gfn & in_page);
		}
		EXPECT_EQ(next, level - 1);
		level = next;
		table = mfn_to_virt(to_mfn(mfn));
	}
}

static void expect_same(u64 gfn)
{
	enum p2m_type type;
	u64 mfn = mfn_x(p2m_lookup(&dom, to_gfn(gfn), &type, NULL));
	bool may_read, may_write;

	EXPECT_EQ(device_walk(gfn, &may_read, &may_write), mfn);
	if (mfn == NOTHING)
		return;
	EXPECT(may_read);
	EXPECT_EQ(may_write, type != P2M_RAM_RO && type != P2M_GRANT_RO);
}

static void random_change(void)
{
	static const enum p2m_type types[] = {
		P2M_NONE, P2M_RAM, P2M_RAM, P2M_RAM_RO, P2M_MMIO, P2M_HIDDEN, P2M_GRANT_RW,
		P2M_GRANT_RO, P2M_FOREIGN,
	};
	enum p2m_type type = types[test_random() % ARRAY_SIZE(types)];
	bool maps = type != P2M_NONE && type != P2M_HIDDEN;
	u64 start = test_random() % NR_GFNS;
	u64 nr = test_random() % 3 ? 1 + test_random() % 20 : 512;

	if (test_random() % 3 == 0)
		start &= ~511ULL;
	if (nr > NR_GFNS - start)
		nr = NR_GFNS - start;
	p2m_set_range(&dom, to_gfn(start), maps ? to_mfn(0x10000 + start) : INVALID_MFN, nr, type);
}

TEST(devices_see_what_cpus_see)
{
	unsigned int seed, i;
	u64 gfn;

	for (seed = 0; seed < 4; seed++) {
		test_random_seed(seed);
		start_dma(4 + seed % 2);
		for (i = 0; i < 300; i++) {
			random_change();
			for (gfn = i % 7; gfn < NR_GFNS; gfn += 7)
				expect_same(gfn);
		}
		finish();
	}
}

TEST(large_pages_and_their_parts)
{
	bool may_read, may_write;

	start_dma(4);
	EXPECT_EQ(p2m_set(&dom, to_gfn(0), to_mfn(0), 19, P2M_RAM), 0);
	/* Two tables on the way to a page of 1 GiB. */
	EXPECT_EQ(left, FRAMES - GUEST_FRAMES - 4);
	EXPECT_EQ(device_walk(0x7ffff, &may_read, &may_write), 0x7ffff);
	EXPECT_EQ(p2m_set(&dom, to_gfn(0x1234), to_mfn(0x77), 0, P2M_RAM_RO), 0);
	EXPECT_EQ(device_walk(0x1234, &may_read, &may_write), 0x77);
	EXPECT(may_read && !may_write);
	EXPECT_EQ(device_walk(0x1235, &may_read, &may_write), 0x1235);
	EXPECT(may_read && may_write);
	EXPECT_EQ(device_walk(0x4321, &may_read, &may_write), 0x4321);
	finish();
}

TEST(the_iommu_is_told_when_it_must_forget)
{
	start_dma(4);
	EXPECT_EQ(p2m_set(&dom, to_gfn(0), to_mfn(0), 9, P2M_RAM), 0);
	EXPECT_EQ(dma_flushes, 0);
	EXPECT_EQ(p2m_set(&dom, to_gfn(5), INVALID_MFN, 0, P2M_NONE), 0);
	EXPECT_EQ(dma_flushes, 1);
	/* Into a hole, and the same again. */
	EXPECT_EQ(p2m_set(&dom, to_gfn(5), to_mfn(5), 0, P2M_RAM), 0);
	EXPECT_EQ(p2m_set(&dom, to_gfn(5), to_mfn(5), 0, P2M_RAM), 0);
	EXPECT_EQ(dma_flushes, 1);
	p2m_batch_begin(&dom);
	EXPECT_EQ(p2m_set(&dom, to_gfn(6), INVALID_MFN, 0, P2M_NONE), 0);
	EXPECT_EQ(p2m_set(&dom, to_gfn(7), to_mfn(9), 0, P2M_RAM), 0);
	EXPECT_EQ(dma_flushes, 1);
	p2m_batch_end(&dom);
	EXPECT_EQ(dma_flushes, 2);
	finish();
}

TEST(beyond_four_levels_there_is_nothing_for_devices)
{
	bool may_read, may_write;

	start_dma(5);
	EXPECT_EQ(p2m_set_range(&dom, to_gfn((1ULL << 36) - 1), to_mfn(8), 2, P2M_RAM), 0);
	EXPECT_EQ(device_walk((1ULL << 36) - 1, &may_read, &may_write), 8);
	EXPECT_EQ(device_walk(0, &may_read, &may_write), NOTHING);
	EXPECT_EQ(mfn_x(p2m_lookup(&dom, to_gfn(1ULL << 36), NULL, NULL)), 9);
	finish();
}

/* Any change may end after any number of pages. */
TEST(without_memory_devices_never_see_more)
{
	unsigned int i, room;
	u64 gfn;

	for (room = 0; room < 12; room++) {
		test_random_seed(room);
		start_dma(4);
		EXPECT_EQ(p2m_set(&dom, to_gfn(0), to_mfn(0x10000), 9, P2M_RAM), 0);
		for (i = 0; i < 60; i++) {
			unsigned int all = left;

			left = room;
			random_change();
			left = all - (room - left);
			for (gfn = 0; gfn < NR_GFNS; gfn += 3) {
				bool may_read, may_write;
				u64 seen = device_walk(gfn, &may_read, &may_write);

				if (seen != NOTHING)
					expect_same(gfn);
			}
		}
		finish();
	}
}
