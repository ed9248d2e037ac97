// SPDX-License-Identifier: GPL-2.0-only
/*
 * dom0's local APIC when Hoist comes below a running kernel, above a physical APIC that is
 * modelled here: interrupts passed on, level ones ended in the right order, and state
 * that moves in and out without a lost interrupt or tick.
 */
#include "vlapic_world.h"

/* A kernel's APIC on bare metal, one CPU. */
static void bare_metal(void)
{
	fresh();
	phys_base = PAGE | APIC_BASE_ENABLE | APIC_BASE_BSP;
	*phys(APIC_ID) = 0;
	*phys(APIC_VERSION) = 0x50014;
	*phys(APIC_SVR) = 0x1ff;
	*phys(APIC_LDR) = 1 << 24;
	*phys(APIC_DFR) = ~0u;
	*phys(APIC_LVT_TIMER) = 0xec;
	*phys(APIC_LVT_THERMAL) = 0xfa;
	*phys(APIC_LVT_PERF) = APIC_DM_NMI;
	*phys(APIC_LVT_LINT0) = LVT_MASKED | APIC_DM_EXTINT;
	*phys(APIC_LVT_LINT1) = APIC_DM_NMI;
	*phys(APIC_LVT_ERROR) = 0xfe;
	*phys(APIC_TIMER_DIVIDE) = DIVIDE_BY_1;
}

static struct vcpu *adopted(void)
{
	bare_metal();
	EXPECT_EQ(vlapic_adopt(&vcpus[0]), 0);
	return &vcpus[0];
}

TEST(adoption_reads_everything)
{
	struct vcpu *v = adopted();

	EXPECT(timer_is_ours);
	EXPECT_EQ(rd(v, APIC_SVR), 0x1ff);
	EXPECT_EQ(rd(v, APIC_LDR), 1 << 24);
	EXPECT_EQ(rd(v, APIC_LVT_TIMER), 0xec);
	EXPECT_EQ(rd(v, APIC_LVT_THERMAL), 0xfa);
	EXPECT_EQ(rd(v, APIC_LVT_PERF), APIC_DM_NMI);
	EXPECT_EQ(rd(v, APIC_LVT_LINT1), APIC_DM_NMI);
	EXPECT_EQ(rd(v, APIC_LVT_ERROR), 0xfe);
	/* The physical one has the hypervisor's vectors, and NMIs as they were. */
	EXPECT_EQ(*phys(APIC_LVT_THERMAL), VECTOR_THERMAL);
	EXPECT_EQ(*phys(APIC_LVT_PERF), APIC_DM_NMI);
	EXPECT_EQ(*phys(APIC_LVT_LINT1), APIC_DM_NMI);
	EXPECT_EQ(*phys(APIC_LVT_ERROR), VECTOR_ERROR);
	EXPECT_EQ(vlapic_base_write(v, PAGE | APIC_BASE_BSP), -EINVAL);
	/* Its page is the reset value's, and no more than the kernel has. */
	vlapic_release(v);
	EXPECT(!timer_is_ours);
	EXPECT_EQ(*phys(APIC_LVT_TIMER), 0xec);
	EXPECT_EQ(*phys(APIC_LVT_THERMAL), 0xfa);
	EXPECT_EQ(*phys(APIC_LVT_PERF), APIC_DM_NMI);
	EXPECT_EQ(*phys(APIC_LVT_LINT0), LVT_MASKED | APIC_DM_EXTINT);
	EXPECT_EQ(*phys(APIC_LVT_ERROR), 0xfe);
	EXPECT_EQ(*phys(APIC_SVR), 0x1ff);
	EXPECT_EQ(self_ipis, 0);
}

TEST(adoption_refuses_what_is_off)
{
	bare_metal();
	*phys(APIC_SVR) = 0xff;
	EXPECT_EQ(vlapic_adopt(&vcpus[0]), -EIO);
	EXPECT_EQ(*phys(APIC_LVT_THERMAL), 0xfa);
	*phys(APIC_SVR) = 0x1ff;
	phys_base &= ~APIC_BASE_ENABLE;
	EXPECT_EQ(vlapic_adopt(&vcpus[0]), -EIO);
	phys_base |= APIC_BASE_ENABLE | APIC_BASE_X2APIC;
	EXPECT_EQ(vlapic_adopt(&vcpus[0]), -EIO);
	EXPECT(!vlapic_of(&vcpus[0])->owner);
}

TEST(what_is_requested_comes_along_both_ways)
{
	static const u8 vector[] = { 0x23, 0x41, 0xec, 0xfb, 0xfd };
	struct vcpu *v;
	unsigned int i;

	bare_metal();
	for (i = 0; i < ARRAY_SIZE(vector); i++)
		phys_request(vector[i], vector[i] == 0x23);
	v = &vcpus[0];
	EXPECT_EQ(vlapic_adopt(v), 0);
	EXPECT_EQ(phys_highest(APIC_IRR), -1);
	EXPECT_EQ(phys_highest(APIC_ISR), 0x23);	/* level: until it is ended */
	EXPECT_EQ(own_interrupts, 0);
	EXPECT_EQ(take(v), 0xfd);
	wr(v, APIC_EOI, 0);
	EXPECT_EQ(take(v), 0xfb);
	wr(v, APIC_EOI, 0);
	/* Back with three of them not taken, and the hypervisor's own on its way. */
	phys_request(VECTOR_TIMER, false);
	phys_request(VECTOR_EVENT_CHECK, false);
	phys_request(0x55, false);
	vlapic_release(v);
	EXPECT_EQ(phys_highest(APIC_ISR), -1);
	EXPECT_EQ(own_interrupts, 0);
	EXPECT(phys_bit(APIC_IRR, 0xec));
	EXPECT(phys_bit(APIC_IRR, 0x41));
	EXPECT(phys_bit(APIC_IRR, 0x55));
	EXPECT(!phys_bit(APIC_IRR, 0x23));		/* its line brings it again */
	EXPECT(!phys_bit(APIC_IRR, VECTOR_TIMER));
	EXPECT(!phys_bit(APIC_IRR, VECTOR_EVENT_CHECK));
	EXPECT_EQ(self_ipis, 3);
}

TEST(in_service_at_adoption)
{
	struct vcpu *v;

	bare_metal();
	phys_set(APIC_ISR, 0x35, true);
	phys_set(APIC_TMR, 0x35, true);
	phys_set(APIC_ISR, 0x51, true);
	phys_request(0x61, false);
	phys_request(0x31, false);
	v = &vcpus[0];
	EXPECT_EQ(vlapic_adopt(v), 0);
	EXPECT_EQ(phys_highest(APIC_ISR), 0x35);
	EXPECT(phys_bit(APIC_IRR, 0x31));		/* behind the level one */
	EXPECT_EQ(take(v), 0x61);
	wr(v, APIC_EOI, 0);
	wr(v, APIC_EOI, 0);				/* 0x51 */
	EXPECT_EQ(phys_highest(APIC_ISR), 0x35);
	wr(v, APIC_EOI, 0);
	EXPECT_EQ(phys_highest(APIC_ISR), -1);
	phys_take();
	EXPECT_EQ(take(v), 0x31);
}

TEST(countdown_goes_on_both_ways)
{
	struct vcpu *v;

	bare_metal();
	*phys(APIC_TIMER_INIT) = 4000000;
	*phys(APIC_TIMER_COUNT) = 1000000;
	v = &vcpus[0];
	EXPECT_EQ(vlapic_adopt(v), 0);
	EXPECT_EQ(*phys(APIC_LVT_TIMER), LVT_MASKED | VECTOR_TIMER);
	EXPECT_EQ(rd(v, APIC_TIMER_INIT), 4000000);
	pass(600000);
	EXPECT_EQ(ticks(v, 0xec), 0);
	EXPECT(rd(v, APIC_TIMER_COUNT) > 399000 && rd(v, APIC_TIMER_COUNT) < 401000);
	vlapic_release(v);
	EXPECT_EQ(*phys(APIC_LVT_TIMER), 0xec);
	EXPECT(*phys(APIC_TIMER_INIT) > 399000 && *phys(APIC_TIMER_INIT) < 401000);
	/* The hypervisor's timer must not ring any more. */
	pass(10000000);
	EXPECT_EQ(vlapic_next(v), VLAPIC_NONE);
}

TEST(countdown_that_has_run_out_is_a_tick)
{
	struct vcpu *v;

	bare_metal();
	*phys(APIC_TIMER_INIT) = 4000000;
	v = &vcpus[0];
	EXPECT_EQ(vlapic_adopt(v), 0);
	EXPECT_EQ(ticks(v, 0xec), 1);
	pass(10000000);
	EXPECT_EQ(ticks(v, 0xec), 0);
	vlapic_release(v);
	EXPECT_EQ(self_ipis, 0);
	/* A silent one is none. */
	*phys(APIC_LVT_TIMER) |= LVT_MASKED;
	*phys(APIC_TIMER_INIT) = 4000000;
	EXPECT_EQ(vlapic_adopt(v), 0);
	EXPECT_EQ(ticks(v, 0xec), 0);
	vlapic_release(v);
}

TEST(tick_that_ran_out_before_release_is_requested)
{
	struct vcpu *v;

	bare_metal();
	*phys(APIC_TIMER_INIT) = 4000000;
	*phys(APIC_TIMER_COUNT) = 1000;
	v = &vcpus[0];
	EXPECT_EQ(vlapic_adopt(v), 0);
	/* Due, but the hypervisor's timer did not run yet. */
	test_now += 5000;
	vlapic_release(v);
	EXPECT_EQ(*phys(APIC_TIMER_INIT), 0);
	EXPECT(phys_bit(APIC_IRR, 0xec));
	EXPECT_EQ(self_ipis, 1);
}

TEST(deadline_goes_on_both_ways)
{
	u64 far = rdtsc() + (1ULL << 40), val;
	struct vcpu *v;

	bare_metal();
	*phys(APIC_LVT_TIMER) = LVT_TIMER_DEADLINE | 0xec;
	phys_deadline = far;
	v = &vcpus[0];
	EXPECT_EQ(vlapic_adopt(v), 0);
	EXPECT_EQ(vlapic_msr_read(v, MSR_TSC_DEADLINE, &val), 0);
	EXPECT_EQ(val, far);
	phys_deadline = 0;
	vlapic_release(v);
	EXPECT_EQ(phys_deadline, far);
	EXPECT_EQ(*phys(APIC_LVT_TIMER), LVT_TIMER_DEADLINE | 0xec);
	/* One that passed in between is a tick. */
	phys_deadline = 5;
	EXPECT_EQ(vlapic_adopt(v), 0);
	EXPECT_EQ(ticks(v, 0xec), 1);
	vlapic_release(v);
	EXPECT_EQ(phys_deadline, 0);
}

TEST(periodic_goes_on_both_ways)
{
	struct vcpu *v;

	bare_metal();
	*phys(APIC_LVT_TIMER) = LVT_TIMER_PERIODIC | 0xec;
	*phys(APIC_TIMER_INIT) = 4000000;
	*phys(APIC_TIMER_COUNT) = 1000000;
	v = &vcpus[0];
	EXPECT_EQ(vlapic_adopt(v), 0);
	pass(1000100);
	EXPECT_EQ(ticks(v, 0xec), 1);
	pass(4000000);
	EXPECT_EQ(ticks(v, 0xec), 1);
	vlapic_release(v);
	EXPECT_EQ(*phys(APIC_TIMER_INIT), 4000000);
	EXPECT_EQ(*phys(APIC_LVT_TIMER), LVT_TIMER_PERIODIC | 0xec);
}

TEST(edges_are_acknowledged_at_once)
{
	struct vcpu *v = adopted();

	phys_request(0x41, false);
	phys_take();
	EXPECT_EQ(phys_highest(APIC_ISR), -1);
	EXPECT_EQ(take(v), 0x41);
	wr(v, APIC_EOI, 0);
	EXPECT_EQ(phys_eois, 1);
	EXPECT_EQ(dom0_irq_count(), 1);
}

TEST(levels_are_ended_with_the_vcpu_in_the_order_of_a_stack)
{
	struct vcpu *v = adopted();

	phys_request(0x35, true);
	phys_take();
	EXPECT_EQ(take(v), 0x35);
	phys_request(0x45, true);
	phys_request(VECTOR_TIMER, false);
	phys_take();
	EXPECT_EQ(own_interrupts, 1);
	phys_eois = 0;
	EXPECT_EQ(phys_highest(APIC_ISR), 0x45);
	/* The handler of 0x35 ends before the vCPU took 0x45. */
	wr(v, APIC_EOI, 0);
	EXPECT_EQ(phys_eois, 0);
	EXPECT(phys_bit(APIC_ISR, 0x35) && phys_bit(APIC_ISR, 0x45));
	EXPECT_EQ(take(v), 0x45);
	EXPECT_EQ(phys_eois, 0);
	wr(v, APIC_EOI, 0);
	EXPECT_EQ(phys_eois, 2);
	EXPECT_EQ(phys_highest(APIC_ISR), -1);
	/* Nested: the inner first. */
	phys_request(0x35, true);
	phys_take();
	EXPECT_EQ(take(v), 0x35);
	phys_request(0x45, true);
	phys_take();
	EXPECT_EQ(take(v), 0x45);
	wr(v, APIC_EOI, 0);
	EXPECT_EQ(phys_highest(APIC_ISR), 0x35);
	wr(v, APIC_EOI, 0);
	EXPECT_EQ(phys_highest(APIC_ISR), -1);
}

TEST(random_devices_lose_nothing)
{
	unsigned int sent[256] = {}, n, i;
	bool waits[256] = {};
	struct vcpu *v = adopted();
	int vector;

	test_random_seed(11);
	for (n = 0; n < 100000; n++) {
		vector = 0x20 + test_random() % 0xc0;
		if ((test_random() & 3) == 0 && !phys_bit(APIC_IRR, vector)) {
			phys_request(vector, vector & 1);
			sent[vector]++;
			waits[vector] = true;
		}
		if (test_random() & 1)
			phys_take();
		vector = test_random() & 1 ? take(v) : VLAPIC_NONE;
		if (vector >= 0)
			waits[vector] = phys_bit(APIC_IRR, vector);
		if (test_random() & 1)
			wr(v, APIC_EOI, 0);
	}
	for (n = 0; n < 300; n++) {
		phys_take();
		vector = take(v);
		if (vector >= 0)
			waits[vector] = phys_bit(APIC_IRR, vector);
		else
			wr(v, APIC_EOI, 0);
	}
	for (i = 0; i < 300; i++)
		wr(v, APIC_EOI, 0);
	for (i = 0; i < 256; i++)
		EXPECT(!waits[i]);
	EXPECT_EQ(phys_highest(APIC_ISR), -1);
	EXPECT_EQ(phys_highest(APIC_IRR), -1);
	EXPECT_EQ(vlapic_next(v), VLAPIC_NONE);
}

TEST(local_vectors_are_the_kernels)
{
	struct vcpu *v = adopted();

	phys_request(VECTOR_THERMAL, false);
	phys_take();
	EXPECT_EQ(take(v), 0xfa);
	wr(v, APIC_EOI, 0);
	phys_errors = 0x80;
	phys_request(VECTOR_ERROR, false);
	phys_take();
	EXPECT_EQ(take(v), 0xfe);
	wr(v, APIC_ESR, 0);
	EXPECT_EQ(rd(v, APIC_ESR), 0x80);
	wr(v, APIC_EOI, 0);
	/* Written through; a vector of the hypervisor's class stays out of it. */
	wr(v, APIC_LVT_THERMAL, LVT_MASKED | 0xf1);
	EXPECT_EQ(*phys(APIC_LVT_THERMAL), LVT_MASKED | VECTOR_THERMAL);
	EXPECT_EQ(rd(v, APIC_LVT_THERMAL), LVT_MASKED | 0xf1);
	wr(v, APIC_LVT_LINT0, 0xf1);
	EXPECT_EQ(*phys(APIC_LVT_LINT0), LVT_MASKED | 0xf1);
	wr(v, APIC_LVT_LINT0, 0x41);
	EXPECT_EQ(*phys(APIC_LVT_LINT0), 0x41);
	wr(v, APIC_LVT_PERF, 0xee);
	EXPECT_EQ(*phys(APIC_LVT_PERF), VECTOR_PERF);
	/* The CPU masks it when it fires. */
	*phys(APIC_LVT_PERF) |= LVT_MASKED;
	EXPECT_EQ(rd(v, APIC_LVT_PERF), LVT_MASKED | 0xee);
	wr(v, APIC_LDR, 2 << 24);
	EXPECT_EQ(*phys(APIC_LDR), 2 << 24);
	wr(v, APIC_SVR, 0xff);
	EXPECT_EQ(*phys(APIC_SVR), 0x1ff);
	EXPECT(*phys(APIC_LVT_LINT1) & LVT_MASKED);
}

TEST(nobody_elses_vectors_are_dropped)
{
	struct vcpu *v = adopted();

	phys_request(0xf5, false);
	phys_take();
	EXPECT_EQ(phys_highest(APIC_ISR), -1);
	EXPECT_EQ(vlapic_next(v), VLAPIC_NONE);
	EXPECT_EQ(own_interrupts, 0);
	/* A level one that an APIC which is off refuses is ended. */
	wr(v, APIC_SVR, 0xff);
	phys_request(0x35, true);
	phys_take();
	EXPECT_EQ(phys_highest(APIC_ISR), -1);
}

TEST(nmi_before_there_is_a_vcpu)
{
	bare_metal();
	dom0_nmi();
	EXPECT_EQ(nmis[0], 0);
	EXPECT_EQ(vlapic_adopt(&vcpus[0]), 0);
	EXPECT_EQ(nmis[0], 1);
	/* In the middle of anything: told when an interrupt can be taken. */
	dom0_nmi();
	EXPECT_EQ(nmis[0], 1);
	phys_take();
	EXPECT_EQ(nmis[0], 2);
	EXPECT_EQ(own_interrupts, 1);
}

TEST(extint_of_an_8259_has_nothing_to_end)
{
	struct vcpu *v;

	bare_metal();
	*phys(APIC_LVT_LINT0) = APIC_DM_EXTINT;
	v = &vcpus[0];
	EXPECT_EQ(vlapic_adopt(v), 0);
	EXPECT(dom0_interrupt(0x30));
	EXPECT_EQ(phys_eois, 0);
	EXPECT_EQ(take(v), 0x30);
	EXPECT_EQ(rd(v, APIC_ISR + 0x10), 0);
	phys_request(0x41, false);
	phys_take();
	EXPECT_EQ(phys_eois, 1);
	EXPECT_EQ(take(v), 0x41);
}

TEST(many_rounds_leave_everything_as_it_was)
{
	unsigned int round;
	u8 before[sizeof(page)];

	bare_metal();
	memcpy(before, page, sizeof(page));
	for (round = 0; round < 100; round++) {
		EXPECT_EQ(vlapic_adopt(&vcpus[0]), 0);
		vlapic_release(&vcpus[0]);
	}
	EXPECT_EQ(memcmp(before, page, sizeof(page)), 0);
}
