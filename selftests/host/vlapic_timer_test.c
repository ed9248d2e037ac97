// SPDX-License-Identifier: GPL-2.0-only
/*
 * The timer of the virtual local APIC in its three modes: when it ticks, what its
 * counter shows, and what ends it.
 */
#include "vlapic_world.h"

TEST(one_shot_timer)
{
	struct vcpu *v = all_on();

	wr(v, APIC_LVT_TIMER, 0xec);
	wr(v, APIC_TIMER_DIVIDE, DIVIDE_BY_1);
	EXPECT_EQ(rd(v, APIC_TIMER_DIVIDE), DIVIDE_BY_1);
	wr(v, APIC_TIMER_INIT, 1000);
	EXPECT_EQ(rd(v, APIC_TIMER_INIT), 1000);
	EXPECT_EQ(rd(v, APIC_TIMER_COUNT), 1000);
	pass(400);
	EXPECT(rd(v, APIC_TIMER_COUNT) <= 602 && rd(v, APIC_TIMER_COUNT) >= 598);
	EXPECT_EQ(ticks(v, 0xec), 0);
	pass(610);
	EXPECT_EQ(rd(v, APIC_TIMER_COUNT), 0);
	EXPECT_EQ(ticks(v, 0xec), 1);
	pass(5000);
	EXPECT_EQ(ticks(v, 0xec), 0);
	/* Set anew before it ran out; and stopped. */
	wr(v, APIC_TIMER_INIT, 1000);
	pass(900);
	wr(v, APIC_TIMER_INIT, 1000);
	pass(900);
	EXPECT_EQ(ticks(v, 0xec), 0);
	pass(200);
	EXPECT_EQ(ticks(v, 0xec), 1);
	wr(v, APIC_TIMER_INIT, 1000);
	wr(v, APIC_TIMER_INIT, 0);
	pass(5000);
	EXPECT_EQ(ticks(v, 0xec), 0);
	/* Masked it counts, and is silent. */
	wr(v, APIC_LVT_TIMER, LVT_MASKED | 0xec);
	wr(v, APIC_TIMER_INIT, 1000);
	pass(1100);
	EXPECT_EQ(rd(v, APIC_TIMER_COUNT), 0);
	EXPECT_EQ(ticks(v, 0xec), 0);
}

TEST(timer_that_ran_out_before_a_new_countdown_is_a_tick)
{
	struct vcpu *v = all_on();

	wr(v, APIC_LVT_TIMER, 0xec);
	wr(v, APIC_TIMER_DIVIDE, DIVIDE_BY_1);
	wr(v, APIC_TIMER_INIT, 1000);
	pass(1100);
	wr(v, APIC_TIMER_INIT, 1000);
	EXPECT_EQ(ticks(v, 0xec), 1);
	pass(1100);
	EXPECT_EQ(ticks(v, 0xec), 1);
}

TEST(timer_divides)
{
	static const u8 code[] = { 0xb, 0, 1, 2, 3, 8, 9, 0xa };
	struct vcpu *v = all_on();
	unsigned int i;

	wr(v, APIC_LVT_TIMER, 0xec);
	for (i = 0; i < ARRAY_SIZE(code); i++) {
		wr(v, APIC_TIMER_INIT, 0);
		wr(v, APIC_TIMER_DIVIDE, code[i]);
		wr(v, APIC_TIMER_INIT, 1000);
		pass((1000 << i) - 10);
		EXPECT_EQ(ticks(v, 0xec), 0);
		pass(20);
		EXPECT_EQ(ticks(v, 0xec), 1);
	}
	/* In the middle: what is left goes on at the new rate. */
	wr(v, APIC_TIMER_DIVIDE, DIVIDE_BY_1);
	wr(v, APIC_TIMER_INIT, 1000);
	pass(500);
	wr(v, APIC_TIMER_DIVIDE, 0);
	pass(990);
	EXPECT_EQ(ticks(v, 0xec), 0);
	pass(20);
	EXPECT_EQ(ticks(v, 0xec), 1);
}

TEST(periodic_timer)
{
	struct vcpu *v = all_on();
	unsigned int i;

	wr(v, APIC_LVT_TIMER, LVT_TIMER_PERIODIC | 0xec);
	wr(v, APIC_TIMER_DIVIDE, DIVIDE_BY_1);
	wr(v, APIC_TIMER_INIT, 1000000);
	pass(10);
	for (i = 0; i < 50; i++) {
		pass(999000);
		EXPECT_EQ(ticks(v, 0xec), 0);
		pass(1000);
		EXPECT_EQ(ticks(v, 0xec), 1);
	}
	/* Late by three and a half periods: one tick, and the phase stays. */
	pass(3500000);
	EXPECT_EQ(ticks(v, 0xec), 1);
	EXPECT(rd(v, APIC_TIMER_COUNT) > 499000 && rd(v, APIC_TIMER_COUNT) < 501000);
	wr(v, APIC_TIMER_INIT, 0);
	pass(5000000);
	EXPECT_EQ(ticks(v, 0xec), 0);
	/* A period of nothing must not stop the machine. */
	wr(v, APIC_TIMER_INIT, 1);
	pass(100000);
	EXPECT_EQ(ticks(v, 0xec), 1);
}

TEST(deadline_timer)
{
	struct vcpu *v = all_on();
	u64 val, far = rdtsc() + (1ULL << 40);

	EXPECT_EQ(vlapic_msr_write(v, MSR_TSC_DEADLINE, far), 0);
	EXPECT_EQ(vlapic_msr_read(v, MSR_TSC_DEADLINE, &val), 0);
	EXPECT_EQ(val, 0);				/* not its mode */
	wr(v, APIC_LVT_TIMER, LVT_TIMER_DEADLINE | 0xec);
	wr(v, APIC_TIMER_INIT, 100);
	EXPECT_EQ(rd(v, APIC_TIMER_COUNT), 0);
	EXPECT_EQ(vlapic_msr_write(v, MSR_TSC_DEADLINE, far), 0);
	EXPECT_EQ(vlapic_msr_read(v, MSR_TSC_DEADLINE, &val), 0);
	EXPECT_EQ(val, far);
	pass(1000000);
	EXPECT_EQ(ticks(v, 0xec), 0);
	pass(1ULL << 40);
	EXPECT_EQ(vlapic_msr_read(v, MSR_TSC_DEADLINE, &val), 0);
	EXPECT_EQ(val, 0);
	EXPECT_EQ(ticks(v, 0xec), 1);
	/* In the past: at once. 0 and another mode disarm. */
	EXPECT_EQ(vlapic_msr_write(v, MSR_TSC_DEADLINE, 1), 0);
	EXPECT_EQ(ticks(v, 0xec), 1);
	EXPECT_EQ(vlapic_msr_write(v, MSR_TSC_DEADLINE, far), 0);
	EXPECT_EQ(vlapic_msr_write(v, MSR_TSC_DEADLINE, 0), 0);
	pass(1ULL << 41);
	EXPECT_EQ(ticks(v, 0xec), 0);
	EXPECT_EQ(vlapic_msr_write(v, MSR_TSC_DEADLINE, rdtsc() + (1ULL << 40)), 0);
	wr(v, APIC_LVT_TIMER, 0xec);
	pass(1ULL << 41);
	EXPECT_EQ(ticks(v, 0xec), 0);
}
