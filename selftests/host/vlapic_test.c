// SPDX-License-Identifier: GPL-2.0-only
/*
 * The virtual local APIC (SDM volume 3, chapter 11): every register in both modes,
 * priorities, IPIs, the local vector table.
 */
#include "vlapic_world.h"

TEST(state_after_power_up)
{
	struct vcpu *v;
	unsigned int reg;

	fresh();
	v = &vcpus[3];
	EXPECT_EQ(vlapic_base_read(v), PAGE | APIC_BASE_ENABLE);
	EXPECT_EQ(vlapic_base_read(&vcpus[0]), PAGE | APIC_BASE_ENABLE | APIC_BASE_BSP);
	EXPECT_EQ(rd(v, APIC_ID), 6 << 24);
	EXPECT_EQ(rd(v, APIC_VERSION), 0x50014);
	EXPECT_EQ(rd(v, APIC_SVR), 0xff);
	EXPECT_EQ(rd(v, APIC_DFR), 0xffffffff);
	EXPECT_EQ(rd(v, APIC_LDR), 0);
	for (reg = APIC_LVT_TIMER; reg <= APIC_LVT_ERROR; reg += 0x10)
		EXPECT_EQ(rd(v, reg), LVT_MASKED);
	EXPECT_EQ(rd(v, APIC_TPR) | rd(v, APIC_PPR) | rd(v, APIC_ESR) | rd(v, APIC_ICR), 0);
	EXPECT_EQ(vlapic_next(v), VLAPIC_NONE);
}

TEST(disabled_by_software_it_takes_nothing)
{
	struct vcpu *v;

	fresh();
	v = &vcpus[0];
	EXPECT(!vlapic_raise(v, 0x40, false));
	EXPECT_EQ(vlapic_next(v), VLAPIC_NONE);
	on(0);
	EXPECT(vlapic_raise(v, 0x40, false));
	wr(v, APIC_LVT_ERROR, 0xfe);
	wr(v, APIC_SVR, 0xff);
	EXPECT_EQ(rd(v, APIC_LVT_ERROR), LVT_MASKED | 0xfe);
	wr(v, APIC_LVT_ERROR, 0xfe);
	EXPECT_EQ(rd(v, APIC_LVT_ERROR), LVT_MASKED | 0xfe);
	/* What was requested before still comes. */
	EXPECT_EQ(take(v), 0x40);
	wr(v, APIC_EOI, 0);
	EXPECT(!vlapic_raise(v, 0x41, false));
}

TEST(highest_vector_first_and_classes_nest)
{
	struct vcpu *v = all_on();

	vlapic_raise(v, 0x31, false);
	vlapic_raise(v, 0x42, false);
	vlapic_raise(v, 0x4f, false);
	EXPECT_EQ(kicks[0], 3);
	EXPECT_EQ(take(v), 0x4f);
	/* Same class waits, higher one interrupts. */
	EXPECT_EQ(vlapic_next(v), VLAPIC_NONE);
	vlapic_raise(v, 0x50, false);
	EXPECT_EQ(take(v), 0x50);
	EXPECT_EQ(rd(v, APIC_PPR), 0x50);
	wr(v, APIC_EOI, 0);
	EXPECT_EQ(rd(v, APIC_PPR), 0x40);
	wr(v, APIC_EOI, 0);
	EXPECT_EQ(take(v), 0x42);
	wr(v, APIC_EOI, 0);
	EXPECT_EQ(take(v), 0x31);
	/* Once more while in service: one is kept. */
	vlapic_raise(v, 0x31, false);
	vlapic_raise(v, 0x31, false);
	EXPECT_EQ(vlapic_next(v), VLAPIC_NONE);
	wr(v, APIC_EOI, 0);
	EXPECT_EQ(take(v), 0x31);
	wr(v, APIC_EOI, 0);
	EXPECT_EQ(vlapic_next(v), VLAPIC_NONE);
	wr(v, APIC_EOI, 0);		/* nothing in service: no effect */
}

TEST(random_requests_against_a_model)
{
	bool irr[256] = {}, isr[256] = {};
	struct vcpu *v = all_on();
	unsigned int i, n, tpr = 0;

	test_random_seed(7);
	for (n = 0; n < 200000; n++) {
		int best = VLAPIC_NONE, serving = VLAPIC_NONE;
		u8 vector = 16 + test_random() % 240;

		switch (test_random() % 4) {
		case 0:
			vlapic_raise(v, vector, test_random() & 1);
			irr[vector] = true;
			break;
		case 1:
			tpr = test_random() & 0xff;
			wr(v, APIC_TPR, tpr);
			break;
		case 2:
			wr(v, APIC_EOI, 0);
			for (i = 255; i && !isr[i]; i--)
				;
			isr[i] = false;
			break;
		}
		for (i = 0; i < 256; i++) {
			best = irr[i] ? (int)i : best;
			serving = isr[i] ? (int)i : serving;
		}
		if (best >> 4 <= max_t(int, serving >> 4, tpr >> 4))
			best = VLAPIC_NONE;
		if (!EXPECT_EQ(vlapic_next(v), best))
			return;
		if (best >= 0 && (test_random() & 1)) {
			vlapic_accept(v, best);
			irr[best] = false;
			isr[best] = true;
		}
		for (i = 0; i < 8; i++) {
			u32 word = 0, bit;

			for (bit = 0; bit < 32; bit++)
				word |= (u32)isr[i * 32 + bit] << bit;
			if (rd(v, APIC_ISR + i * 0x10) != word) {
				EXPECT_EQ(rd(v, APIC_ISR + i * 0x10), word);
				return;
			}
		}
	}
}

TEST(task_priority_and_cr8)
{
	struct vcpu *v = all_on();

	wr(v, APIC_TPR, 0x53);
	EXPECT_EQ(vlapic_cr8_get(v), 5);
	EXPECT_EQ(rd(v, APIC_PPR), 0x53);
	vlapic_cr8_set(v, 5);
	EXPECT_EQ(rd(v, APIC_TPR), 0x53);
	vlapic_raise(v, 0x5f, false);
	EXPECT_EQ(vlapic_next(v), VLAPIC_NONE);
	EXPECT(!vlapic_wakes(v));
	EXPECT_EQ(vlapic_blocked_class(v), 5);
	vlapic_cr8_set(v, 4);
	EXPECT_EQ(rd(v, APIC_TPR), 0x40);
	EXPECT(vlapic_wakes(v));
	EXPECT_EQ(vlapic_blocked_class(v), 0);
	EXPECT_EQ(take(v), 0x5f);
	/* Held back by what is in service too: CR8 alone does not help. */
	vlapic_raise(v, 0x51, false);
	wr(v, APIC_TPR, 0x60);
	EXPECT_EQ(vlapic_blocked_class(v), 0);
}

TEST(trigger_mode_is_that_of_the_last_request)
{
	struct vcpu *v = all_on();

	vlapic_raise(v, 0x45, true);
	EXPECT_EQ(rd(v, APIC_TMR + 0x20), BIT(5));
	EXPECT_EQ(rd(v, APIC_IRR + 0x20), BIT(5));
	EXPECT_EQ(take(v), 0x45);
	EXPECT_EQ(rd(v, APIC_IRR + 0x20), 0);
	EXPECT_EQ(rd(v, APIC_ISR + 0x20), BIT(5));
	wr(v, APIC_EOI, 0);
	vlapic_raise(v, 0x45, false);
	EXPECT_EQ(rd(v, APIC_TMR + 0x20), 0);
}

TEST(extint_ignores_priorities)
{
	struct vcpu *v = all_on();

	wr(v, APIC_TPR, 0xff);
	vlapic_raise_extint(v, 0x39);
	vlapic_raise_extint(v, 0x30);
	EXPECT_EQ(take(v), 0x30);
	EXPECT_EQ(take(v), 0x39);
	EXPECT_EQ(take(v), VLAPIC_NONE);
	EXPECT_EQ(rd(v, APIC_ISR + 0x10), 0);
	/* An APIC request of the same number is another interrupt. */
	wr(v, APIC_TPR, 0);
	vlapic_raise(v, 0x30, false);
	vlapic_raise_extint(v, 0x30);
	EXPECT_EQ(take(v), 0x30);
	EXPECT_EQ(rd(v, APIC_ISR + 0x10), BIT(16));
	EXPECT_EQ(take(v), 0x30);
	EXPECT_EQ(take(v), VLAPIC_NONE);
}

TEST(illegal_vectors_are_errors)
{
	struct vcpu *v = all_on();

	wr(v, APIC_LVT_ERROR, 0xfe);
	EXPECT(!vlapic_raise(v, 15, false));
	EXPECT_EQ(take(v), 0xfe);
	wr(v, APIC_EOI, 0);
	EXPECT_EQ(rd(v, APIC_ESR), 0);
	wr(v, APIC_ESR, 0);
	EXPECT_EQ(rd(v, APIC_ESR), ESR_RECEIVE_ILLEGAL);
	wr(v, APIC_ESR, 0);
	EXPECT_EQ(rd(v, APIC_ESR), 0);
	wr(v, APIC_ICR, ICR_SELF | 3);
	EXPECT_EQ(take(v), 0xfe);
	wr(v, APIC_ESR, 0);
	EXPECT_EQ(rd(v, APIC_ESR), ESR_SEND_ILLEGAL);
	/* An error entry with an illegal vector must not call for itself. */
	wr(v, APIC_EOI, 0);
	wr(v, APIC_LVT_ERROR, 0x0f);
	EXPECT(!vlapic_raise(v, 2, false));
	EXPECT_EQ(vlapic_next(v), VLAPIC_NONE);
}

static u32 who_got(u8 vector)
{
	u32 mask = 0;
	unsigned int i;

	for (i = 0; i < VCPUS; i++) {
		if (take(&vcpus[i]) != vector)
			continue;
		wr(&vcpus[i], APIC_EOI, 0);
		mask |= BIT(i);
	}
	return mask;
}

static u32 ipi(u32 dest, u32 command)
{
	wr(&vcpus[0], APIC_ICR_HIGH, dest << 24);
	wr(&vcpus[0], APIC_ICR, command | 0x60);
	return who_got(0x60);
}

TEST(ipis_to_physical_ids_and_shorthands)
{
	all_on();
	EXPECT_EQ(ipi(4, 0), BIT(2));
	EXPECT_EQ(rd(&vcpus[0], APIC_ICR), 0x60);
	EXPECT_EQ(rd(&vcpus[0], APIC_ICR_HIGH), 4 << 24);
	EXPECT_EQ(ipi(3, 0), 0);		/* nobody */
	EXPECT_EQ(ipi(0xff, 0), 0x3f);
	EXPECT_EQ(ipi(99, ICR_SELF), BIT(0));
	EXPECT_EQ(ipi(99, BIT(19)), 0x3f);
	EXPECT_EQ(ipi(99, ICR_ALL_BUT_SELF), 0x3e);
	/* Off: gets nothing. */
	wr(&vcpus[2], APIC_SVR, 0xff);
	EXPECT_EQ(ipi(4, 0), 0);
	EXPECT_EQ(ipi(0xff, 0), 0x3b);
}

TEST(ipis_to_logical_sets)
{
	unsigned int i;

	all_on();
	for (i = 0; i < VCPUS; i++)
		wr(&vcpus[i], APIC_LDR, BIT(24 + i));
	EXPECT_EQ(ipi(0x15, BIT(11)), 0x15);
	EXPECT_EQ(ipi(0xff, BIT(11)), 0x3f);
	EXPECT_EQ(ipi(0xc0, BIT(11)), 0);
	/* Clusters of four. */
	for (i = 0; i < VCPUS; i++) {
		wr(&vcpus[i], APIC_DFR, 0);
		EXPECT_EQ(rd(&vcpus[i], APIC_DFR), 0x0fffffff);
		wr(&vcpus[i], APIC_LDR, (i / 4) << 28 | BIT(24 + i % 4));
	}
	EXPECT_EQ(ipi(0x05, BIT(11)), 0x05);
	EXPECT_EQ(ipi(0x13, BIT(11)), 0x30);
	EXPECT_EQ(ipi(0xf1, BIT(11)), 0x11);
	EXPECT_EQ(ipi(0xff, BIT(11)), 0x3f);
	EXPECT_EQ(ipi(0x23, BIT(11)), 0);
}

TEST(lowest_priority_goes_to_one)
{
	unsigned int i;

	all_on();
	for (i = 0; i < VCPUS; i++) {
		wr(&vcpus[i], APIC_LDR, BIT(24 + i));
		wr(&vcpus[i], APIC_TPR, 0x50 - 0x10 * i);
	}
	EXPECT_EQ(ipi(0x0e, BIT(11) | APIC_DM_LOWEST), BIT(3));
	EXPECT_EQ(ipi(0xff, BIT(11) | APIC_DM_LOWEST), BIT(5));
	wr(&vcpus[5], APIC_SVR, 0xff);
	EXPECT_EQ(ipi(0xff, BIT(11) | APIC_DM_LOWEST), BIT(4));
	EXPECT_EQ(ipi(0xc0, BIT(11) | APIC_DM_LOWEST), 0);
}

TEST(other_kinds_of_ipis)
{
	all_on();
	ipi(4, APIC_DM_NMI);
	EXPECT_EQ(nmis[2], 1);
	ipi(99, APIC_DM_NMI | ICR_ALL_BUT_SELF);
	EXPECT_EQ(nmis[0], 0);
	EXPECT_EQ(nmis[1], 1);
	EXPECT_EQ(nmis[2], 2);
	ipi(2, APIC_DM_INIT | ICR_ASSERT | BIT(15));
	EXPECT_EQ(inits[1], 1);
	ipi(2, APIC_DM_INIT | BIT(15));		/* de-assert */
	EXPECT_EQ(inits[1], 1);
	ipi(2, APIC_DM_STARTUP);
	EXPECT_EQ(startups[1], 1);
	EXPECT_EQ(startup_page, 0x60);
	EXPECT_EQ(ipi(2, 0x300), 0);		/* reserved */
	EXPECT_EQ(ipi(2, APIC_DM_EXTINT), 0);
	EXPECT_EQ(vlapic_next(&vcpus[1]), VLAPIC_NONE);
}

TEST(x2apic_destinations)
{
	unsigned int i;

	all_on();
	for (i = 0; i < VCPUS; i++) {
		vlapic_of(&vcpus[i])->id = i * 9;	/* 0 9 18 27 36 45 */
		to_x2apic(&vcpus[i]);
	}
	EXPECT_EQ(rdmsr_of(&vcpus[3], APIC_ID), 27);
	EXPECT_EQ(rdmsr_of(&vcpus[3], APIC_LDR), 0x10800);
	EXPECT_EQ(wrmsr_of(&vcpus[0], APIC_ICR, 27ULL << 32 | 0x60), 0);
	EXPECT_EQ(who_got(0x60), BIT(3));
	EXPECT_EQ(wrmsr_of(&vcpus[0], APIC_ICR, 0xffULL << 32 | 0x60), 0);
	EXPECT_EQ(who_got(0x60), 0);
	EXPECT_EQ(wrmsr_of(&vcpus[0], APIC_ICR, 0xffffffffULL << 32 | 0x60), 0);
	EXPECT_EQ(who_got(0x60), 0x3f);
	EXPECT_EQ(wrmsr_of(&vcpus[0], APIC_ICR, 0x10804ULL << 32 | BIT(11) | 0x60), 0);
	EXPECT_EQ(who_got(0x60), BIT(2) | BIT(3));
	EXPECT_EQ(rdmsr_of(&vcpus[0], APIC_ICR), 0x10804ULL << 32 | BIT(11) | 0x60);
	EXPECT_EQ(wrmsr_of(&vcpus[4], 0x3f0, 0x77), 0);
	EXPECT_EQ(who_got(0x77), BIT(4));
}

TEST(x2apic_registers_refuse_what_they_must)
{
	struct vcpu *v = all_on();
	unsigned int reg;
	u64 val;

	EXPECT_EQ(vlapic_msr_read(v, 0x802, &val), -EINVAL);	/* in xAPIC mode */
	EXPECT_EQ(vlapic_msr_write(v, 0x808, 0), -EINVAL);
	to_x2apic(v);
	EXPECT(!vlapic_covers(v, PAGE));
	for (reg = 0; reg < 0x1000; reg += 0x10) {
		bool lvt = reg >= APIC_LVT_TIMER && reg <= APIC_LVT_ERROR;
		bool words = reg >= 0x100 && reg < 0x280;
		bool readable = lvt || words || reg == 0x20 || reg == 0x30 || reg == 0x80 ||
				reg == 0xa0 || reg == 0xd0 || reg == 0xf0 || reg == 0x280 ||
				reg == 0x300 || reg == 0x380 || reg == 0x390 || reg == 0x3e0;
		bool writable = lvt || reg == 0x80 || reg == 0xb0 || reg == 0xf0 ||
				reg == 0x280 || reg == 0x380 || reg == 0x3e0;

		if (!EXPECT_EQ(vlapic_msr_read(v, 0x800 + (reg >> 4), &val),
			       readable ? 0 : -EINVAL))
			test_note("register %#x", reg);
		if (reg == 0x300 || reg == 0x3f0)
			continue;
		if (!EXPECT_EQ(vlapic_msr_write(v, 0x800 + (reg >> 4), 0),
			       writable ? 0 : -EINVAL))
			test_note("register %#x", reg);
	}
	EXPECT_EQ(wrmsr_of(v, APIC_EOI, 1), -EINVAL);
	EXPECT_EQ(wrmsr_of(v, APIC_ESR, 1), -EINVAL);
	EXPECT_EQ(wrmsr_of(v, APIC_TPR, 0x100), -EINVAL);
	EXPECT_EQ(wrmsr_of(v, APIC_TPR, 1ULL << 32), -EINVAL);
	EXPECT_EQ(wrmsr_of(v, APIC_SVR, 0x11ff), -EINVAL);
	EXPECT_EQ(wrmsr_of(v, APIC_TIMER_DIVIDE, 4), -EINVAL);
	EXPECT_EQ(wrmsr_of(v, APIC_LVT_TIMER, 0x400), -EINVAL);
	EXPECT_EQ(wrmsr_of(v, APIC_LVT_LINT0, BIT(12) | LVT_MASKED), 0);
	EXPECT_EQ(rdmsr_of(v, APIC_LVT_LINT0), LVT_MASKED);
	EXPECT_EQ(wrmsr_of(v, APIC_ICR, BIT(13)), -EINVAL);
	EXPECT_EQ(wrmsr_of(v, APIC_ICR, BIT(20)), -EINVAL);
	EXPECT_EQ(wrmsr_of(v, 0x3f0, 0x100), -EINVAL);
}

TEST(modes_change_as_the_figure_says)
{
	struct vcpu *v = all_on();
	u64 x = PAGE | APIC_BASE_BSP | APIC_BASE_ENABLE, x2 = x | APIC_BASE_X2APIC;
	u64 off = PAGE | APIC_BASE_BSP;

	EXPECT(vlapic_covers(v, PAGE + 0x123));
	EXPECT(!vlapic_covers(v, PAGE + 0x1000));
	EXPECT(!vlapic_covers(v, 0));
	EXPECT_EQ(vlapic_base_write(v, off | APIC_BASE_X2APIC), -EINVAL);
	EXPECT_EQ(vlapic_base_write(v, x2), 0);
	EXPECT_EQ(vlapic_base_write(v, x), -EINVAL);
	EXPECT_EQ(vlapic_base_write(v, off), 0);
	EXPECT_EQ(rd(v, APIC_SVR), 0xff);
	EXPECT(!vlapic_raise(v, 0x40, false));
	EXPECT_EQ(vlapic_base_write(v, x2), -EINVAL);
	EXPECT_EQ(vlapic_base_write(v, x), 0);
	EXPECT_EQ(vlapic_base_write(v, x | BIT(0)), -EINVAL);
	EXPECT_EQ(vlapic_base_write(v, x | 1ULL << 60), -EINVAL);
	EXPECT_EQ(vlapic_base_write(v, x + 0x1000), -EINVAL);
}

TEST(odd_accesses_do_no_harm)
{
	struct vcpu *v = all_on();
	unsigned int at, bytes;

	wr(v, APIC_TPR, 0x20);
	for (at = 0; at < 4096; at++) {
		for (bytes = 1; bytes <= 8; bytes *= 2) {
			vlapic_mmio_read(v, at, bytes);
			if (at % 16)
				vlapic_mmio_write(v, at, bytes, ~0ULL);
		}
	}
	EXPECT_EQ(rd(v, APIC_TPR), 0x20);
	EXPECT_EQ(vlapic_mmio_read(v, APIC_VERSION + 2, 2), 5);
	vlapic_mmio_write(v, APIC_TPR, 1, 0x77);
	EXPECT_EQ(rd(v, APIC_TPR), 0x20);
	vlapic_mmio_write(v, APIC_TPR, 8, 0x30);
	EXPECT_EQ(rd(v, APIC_TPR), 0x30);
	wr(v, APIC_ID, 0x55000000);
	wr(v, APIC_VERSION, 0);
	wr(v, APIC_IRR, ~0u);
	wr(v, APIC_PPR, ~0u);
	EXPECT_EQ(rd(v, APIC_ID), 0);
	EXPECT_EQ(rd(v, APIC_VERSION), 0x50014);
	EXPECT_EQ(rd(v, APIC_IRR), 0);
}
