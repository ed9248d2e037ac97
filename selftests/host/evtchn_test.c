// SPDX-License-Identifier: GPL-2.0-only
/*
 * Event channels: what can be bound and by whom, that an event sets exactly the
 * bits that the ABI says and tells the right vCPU, and that none is lost when its port
 * is unmasked.
 */
#include "evtchn_world.h"

TEST(a_pair_is_bound_and_sends_both_ways)
{
	u32 there, here;
	struct evtchn_status s;

	start();
	there = unbound(1, 0);
	EXPECT_EQ(status(1, there, &s), EVTCHNSTAT_unbound);
	EXPECT_EQ(s.u.unbound.dom, 0);
	here = bind(0, 1, there);
	EXPECT_EQ(status(0, here, &s), EVTCHNSTAT_interdomain);
	EXPECT_EQ(s.u.interdomain.dom, 1);
	EXPECT_EQ(s.u.interdomain.port, there);
	/* What was sent before the binding is made up for. */
	EXPECT(pending(0, here));

	quiet();
	EXPECT_EQ(evtchn_send(&dom[0], here), 0);
	EXPECT(pending(1, there) && !pending(0, here));
	EXPECT_EQ(infos[1][0].evtchn_pending_sel, BIT(there / 64));
	EXPECT_EQ(infos[1][0].evtchn_upcall_pending, 1);
	EXPECT_EQ(atomic_read(&kicks[1][0]), 1);
	/* The second one changes nothing and tells nobody. */
	EXPECT_EQ(evtchn_send(&dom[0], here), 0);
	EXPECT_EQ(atomic_read(&kicks[1][0]), 1);
	EXPECT_EQ(evtchn_send(&dom[1], there), 0);
	EXPECT(pending(0, here));
	end();
}

TEST(only_the_named_domain_binds_and_only_once)
{
	u32 port, there;

	start();
	there = unbound(1, 0);
	EXPECT_EQ(evtchn_bind_interdomain(&dom[2], &dom[1], there, &port), -EINVAL);
	EXPECT_EQ(evtchn_bind_interdomain(&dom[0], &dom[1], there + 1, &port), -EINVAL);
	EXPECT_EQ(evtchn_bind_interdomain(&dom[0], &dom[1], 0, &port), -EINVAL);
	EXPECT_EQ(evtchn_bind_interdomain(&dom[0], &dom[1], ~0u, &port), -EINVAL);
	bind(0, 1, there);
	EXPECT_EQ(evtchn_bind_interdomain(&dom[0], &dom[1], there, &port), -EINVAL);
	/* With oneself. */
	there = unbound(1, 1);
	port = bind(1, 1, there);
	quiet();
	EXPECT_EQ(evtchn_send(&dom[1], there), 0);
	EXPECT(pending(1, port) && !pending(1, there));
	end();
}

TEST(closing_one_end_leaves_the_other_unbound)
{
	u32 there, here;
	struct evtchn_status s;

	start();
	there = unbound(1, 0);
	here = bind(0, 1, there);
	EXPECT_EQ(evtchn_close(&dom[0], here), 0);
	EXPECT_EQ(status(0, here, NULL), EVTCHNSTAT_closed);
	EXPECT_EQ(status(1, there, &s), EVTCHNSTAT_unbound);
	EXPECT_EQ(s.u.unbound.dom, 0);
	EXPECT_EQ(evtchn_send(&dom[1], there), 0);
	EXPECT_EQ(evtchn_send(&dom[0], here), -EINVAL);
	EXPECT_EQ(evtchn_close(&dom[0], here), -EINVAL);
	EXPECT(!pending(0, here));
	here = bind(0, 1, there);
	EXPECT_EQ(evtchn_close(&dom[1], there), 0);
	EXPECT_EQ(status(0, here, NULL), EVTCHNSTAT_unbound);
	end();
}

TEST(a_masked_event_waits_for_the_unmask)
{
	u32 there, here;

	start();
	there = unbound(1, 0);
	here = bind(0, 1, there);
	quiet();
	set_bit(there, shared(1)->evtchn_mask);
	EXPECT_EQ(evtchn_send(&dom[0], here), 0);
	EXPECT(pending(1, there));
	EXPECT_EQ(infos[1][0].evtchn_pending_sel, 0);
	EXPECT_EQ(atomic_read(&kicks[1][0]), 0);
	EXPECT(evtchn_port_is_masked(&dom[1], there) && evtchn_port_is_pending(&dom[1], there));
	EXPECT_EQ(evtchn_unmask(&dom[1], there), 0);
	EXPECT_EQ(infos[1][0].evtchn_pending_sel, BIT(there / 64));
	EXPECT_EQ(atomic_read(&kicks[1][0]), 1);
	EXPECT_EQ(evtchn_unmask(&dom[1], 0), -EINVAL);
	end();
}

TEST(limits_hold)
{
	u32 port, n;

	start_limit(70);
	for (n = 1; n <= 70; n++)
		EXPECT_EQ(unbound(1, 0), n);
	EXPECT_EQ(evtchn_alloc_unbound(&dom[1], 0, &port), -ENOSPC);
	EXPECT_EQ(evtchn_close(&dom[1], 33), 0);
	EXPECT_EQ(unbound(1, 0), 33);
	end();

	start();
	for (n = 1; n < 4096; n++)
		unbound(1, 0);
	EXPECT_EQ(evtchn_alloc_unbound(&dom[1], 0, &port), -ENOSPC);
	end();
}

TEST(out_of_memory_is_an_answer)
{
	u32 port, n;

	start();
	for (n = 1; n < 64; n++)
		unbound(1, 0);
	test_alloc_left = 0;
	EXPECT_EQ(evtchn_alloc_unbound(&dom[1], 0, &port), -ENOMEM);
	test_alloc_left = -1;
	EXPECT_EQ(unbound(1, 0), 64);
	end();
}

TEST(virqs_belong_to_a_vcpu_or_to_the_domain)
{
	u32 timer, timer2, exc, port;

	start();
	EXPECT_EQ(evtchn_bind_virq(&dom[1], VIRQ_TIMER, 1, &timer), 0);
	EXPECT_EQ(evtchn_bind_virq(&dom[1], VIRQ_TIMER, 2, &timer2), 0);
	EXPECT_EQ(evtchn_bind_virq(&dom[1], VIRQ_TIMER, 1, &port), -EEXIST);
	EXPECT_EQ(evtchn_bind_virq(&dom[1], NR_VIRQS, 0, &port), -EINVAL);
	EXPECT_EQ(evtchn_bind_virq(&dom[1], VIRQ_TIMER, NR_VCPUS, &port), -ENOENT);
	EXPECT_EQ(evtchn_bind_virq(&dom[1], VIRQ_DOM_EXC, 1, &port), -EINVAL);
	EXPECT_EQ(evtchn_bind_virq(&dom[0], VIRQ_DOM_EXC, 0, &exc), 0);
	quiet();
	virq_send_vcpu(&vcpus[1][2], VIRQ_TIMER);
	EXPECT(pending(1, timer2) && !pending(1, timer));
	EXPECT_EQ(atomic_read(&kicks[1][2]), 1);
	EXPECT_EQ(atomic_read(&kicks[1][1]), 0);
	EXPECT(virq_bound_global(VIRQ_DOM_EXC) && !virq_bound_global(VIRQ_CON_RING));
	virq_send_global(VIRQ_DOM_EXC);
	EXPECT(pending(0, exc));

	/* A port of a vCPU stays there; a global one moves, and is still found. */
	EXPECT_EQ(evtchn_bind_vcpu(&dom[1], timer, 3), -EINVAL);
	EXPECT_EQ(evtchn_bind_vcpu(&dom[0], exc, 3), 0);
	quiet();
	virq_send_global(VIRQ_DOM_EXC);
	EXPECT_EQ(atomic_read(&kicks[0][3]), 1);
	EXPECT_EQ(evtchn_close(&dom[0], exc), 0);
	EXPECT(!virq_bound_global(VIRQ_DOM_EXC));
	quiet();
	virq_send_global(VIRQ_DOM_EXC);
	EXPECT(!pending(0, exc));
	EXPECT_EQ(evtchn_bind_virq(&dom[0], VIRQ_DOM_EXC, 0, &exc), 0);
	EXPECT_EQ(evtchn_send(&dom[0], exc), -EINVAL);
	end();
}

TEST(a_global_virq_can_have_another_handler)
{
	u32 in0, in1;

	start();
	EXPECT_EQ(evtchn_bind_virq(&dom[0], VIRQ_DOM_EXC, 0, &in0), 0);
	EXPECT_EQ(evtchn_bind_virq(&dom[1], VIRQ_DOM_EXC, 0, &in1), 0);
	EXPECT_EQ(virq_set_handler(&dom[1], VIRQ_TIMER), -EINVAL);
	/* Its reference would never be given back. */
	dom[1].state = DOM_DYING;
	EXPECT_EQ(virq_set_handler(&dom[1], VIRQ_DOM_EXC), -EINVAL);
	dom[1].state = DOM_ALIVE;
	EXPECT_EQ(virq_set_handler(&dom[1], VIRQ_DOM_EXC), 0);
	quiet();
	virq_send_global(VIRQ_DOM_EXC);
	EXPECT(pending(1, in1) && !pending(0, in0));
	EXPECT_EQ(atomic_read(&dom[1].refs), 2);
	/* It dies: back to dom0. */
	EXPECT_EQ(evtchn_domain_relinquish(&dom[1]), 0);
	EXPECT_EQ(atomic_read(&dom[1].refs), 1);
	virq_send_global(VIRQ_DOM_EXC);
	EXPECT(pending(0, in0));
	end();
}

TEST(ipis_and_moving_ports)
{
	u32 ipi, port, here;

	start();
	EXPECT_EQ(evtchn_bind_ipi(&dom[1], NR_VCPUS, &ipi), -ENOENT);
	EXPECT_EQ(evtchn_bind_ipi(&dom[1], 3, &ipi), 0);
	quiet();
	EXPECT_EQ(evtchn_send(&dom[1], ipi), 0);
	EXPECT_EQ(atomic_read(&kicks[1][3]), 1);
	EXPECT_EQ(evtchn_bind_vcpu(&dom[1], ipi, 0), -EINVAL);

	port = unbound(1, 0);
	here = bind(0, 1, port);
	EXPECT_EQ(evtchn_bind_vcpu(&dom[1], port, 2), 0);
	EXPECT_EQ(evtchn_bind_vcpu(&dom[1], port, NR_VCPUS), -ENOENT);
	EXPECT_EQ(evtchn_bind_vcpu(&dom[1], 4000, 2), -EINVAL);
	quiet();
	EXPECT_EQ(evtchn_send(&dom[0], here), 0);
	EXPECT_EQ(atomic_read(&kicks[1][2]), 1);
	/* A port that is used anew starts with vCPU 0. */
	EXPECT_EQ(evtchn_close(&dom[1], port), 0);
	EXPECT_EQ(unbound(1, 0), port);
	EXPECT_EQ(vcpus[1][2].id, 2);
	EXPECT_EQ(evtchn_lookup(&dom[1], port)->vcpu, 0);
	end();
}

TEST(physical_interrupts)
{
	u32 port;

	start();
	EXPECT_EQ(evtchn_bind_pirq(&dom[1], 9, false, &port), -EPERM);
	EXPECT_EQ(evtchn_bind_pirq(&dom[1], 100000, false, &port), -EINVAL);
	dom[1].pirqs = (struct pirq_table *)&pirq_bound;
	pirq_result = -EPERM;
	EXPECT_EQ(evtchn_bind_pirq(&dom[1], 9, false, &port), -EPERM);
	EXPECT_EQ(dom[1].evtchn->nr_used, 0);
	pirq_result = 0;
	EXPECT_EQ(evtchn_bind_pirq(&dom[1], 9, false, &port), 0);
	EXPECT_EQ(pirq_bound[1], port);
	EXPECT_EQ(status(1, port, NULL), EVTCHNSTAT_pirq);
	quiet();
	evtchn_send_pirq(&dom[1], port);
	EXPECT(pending(1, port));
	EXPECT_EQ(evtchn_bind_vcpu(&dom[1], port, 1), 0);
	EXPECT_EQ(pirq_moved_to, 1);
	EXPECT_EQ(evtchn_close(&dom[1], port), 0);
	EXPECT_EQ(pirq_bound[1], 0);
	quiet();
	evtchn_send_pirq(&dom[1], port);
	EXPECT(!pending(1, port));
	end();
}

static u32 hyp_port, hyp_calls;
static struct vcpu *hyp_vcpu;

static void hyp_event(struct vcpu *v, u32 port)
{
	hyp_vcpu = v;
	hyp_port = port;
	hyp_calls++;
}

TEST(ports_of_the_hypervisor)
{
	struct shared_info *si;
	u32 port, there;

	start();
	si = dom[1].shared_info;
	hyp_calls = 0;
	port = evtchn_alloc_hyp(&vcpus[1][2], 0, hyp_event);
	REQUIRE(port > 0);
	/* Nothing that its domain could do with it. */
	EXPECT_EQ(status(1, port, NULL), EVTCHNSTAT_closed);
	EXPECT_EQ(evtchn_close(&dom[1], port), -EINVAL);
	EXPECT_EQ(evtchn_send(&dom[1], port), -EINVAL);
	EXPECT_EQ(evtchn_bind_vcpu(&dom[1], port, 1), -EINVAL);
	set_bit(port, si->evtchn_mask);
	EXPECT_EQ(evtchn_unmask(&dom[1], port), 0);
	EXPECT(test_bit(port, si->evtchn_mask));
	there = bind(0, 1, port);
	EXPECT_EQ(evtchn_send(&dom[1], port), -EINVAL);
	EXPECT_EQ(evtchn_send(&dom[0], there), 0);
	EXPECT_EQ(hyp_calls, 1);
	EXPECT_EQ(hyp_port, port);
	EXPECT(hyp_vcpu == &vcpus[1][2]);
	EXPECT(!pending(1, port));
	quiet();
	evtchn_notify_hyp(&dom[1], port);
	EXPECT(pending(0, there));
	/* A reset leaves it. */
	EXPECT_EQ(evtchn_reset(&dom[1]), 0);
	EXPECT_EQ(status(0, there, NULL), EVTCHNSTAT_interdomain);
	evtchn_free_hyp(&dom[1], port);
	EXPECT_EQ(status(0, there, NULL), EVTCHNSTAT_unbound);
	end();
}

TEST(pollers_are_woken)
{
	u32 a, b, here_a, here_b;

	start();
	a = unbound(1, 0);
	here_a = bind(0, 1, a);
	b = unbound(1, 0);
	here_b = bind(0, 1, b);
	quiet();
	set_bit(a, shared(1)->evtchn_mask);
	set_bit(b, shared(1)->evtchn_mask);
	evtchn_poll_begin(&vcpus[1][1], a);
	evtchn_poll_begin(&vcpus[1][2], 0);
	EXPECT_EQ(evtchn_poll_ready(&dom[1], a), 0);
	EXPECT_EQ(evtchn_poll_ready(&dom[1], 4001), -EINVAL);
	evtchn_send(&dom[0], here_b);
	EXPECT_EQ(atomic_read(&unblocks[1][1]), 0);
	EXPECT_EQ(atomic_read(&unblocks[1][2]), 1);
	EXPECT(evtchn_poll_end(&vcpus[1][2]));
	evtchn_send(&dom[0], here_a);
	EXPECT_EQ(atomic_read(&unblocks[1][1]), 1);
	EXPECT_EQ(atomic_read(&unblocks[1][2]), 1);
	EXPECT_EQ(evtchn_poll_ready(&dom[1], a), 1);
	EXPECT(evtchn_poll_end(&vcpus[1][1]));
	evtchn_poll_begin(&vcpus[1][1], a);
	EXPECT(!evtchn_poll_end(&vcpus[1][1]));
	end();
}

TEST(a_reset_can_be_interrupted)
{
	u32 n;

	start();
	for (n = 0; n < 300; n++)
		unbound(1, 0);
	preempt = true;
	for (n = 0; evtchn_reset(&dom[1]) == -ERESTART; n++)
		;
	EXPECT_EQ(n, 4);
	EXPECT_EQ(dom[1].evtchn->nr_used, 0);
	EXPECT_EQ(unbound(1, 0), 1);
	end();
}

TEST(a_dying_domain_binds_nothing)
{
	u32 port, there;

	start();
	there = unbound(1, 0);
	bind(0, 1, there);
	EXPECT_EQ(evtchn_domain_relinquish(&dom[1]), 0);
	EXPECT_EQ(evtchn_alloc_unbound(&dom[1], 0, &port), -EINVAL);
	EXPECT_EQ(evtchn_bind_ipi(&dom[1], 0, &port), -EINVAL);
	end();
}

static long call(u32 cmd, void *arg)
{
	struct hypercall c = { .arg = { cmd, (u64)arg } };

	return do_event_channel_op(&c);
}

TEST(the_hypercall_copies_and_checks)
{
	struct evtchn_alloc_unbound alloc = { .dom = 1, .remote_dom = DOMID_SELF };
	struct evtchn_bind_interdomain inter = { .remote_dom = 1 };
	struct evtchn_send send;
	struct evtchn_reset reset = { .dom = 1 };
	struct evtchn_status st = { .dom = 1 };

	start();
	EXPECT_EQ(call(EVTCHNOP_alloc_unbound, &alloc), 0);
	inter.remote_port = alloc.port;
	EXPECT_EQ(call(EVTCHNOP_bind_interdomain, &inter), 0);
	send.port = inter.local_port;
	EXPECT_EQ(call(EVTCHNOP_send, &send), 0);
	EXPECT(pending(1, alloc.port));
	EXPECT_EQ(call(EVTCHNOP_send, NULL), -EFAULT);
	EXPECT_EQ(call(EVTCHNOP_set_priority + 1, &send), -ENOSYS);
	st.port = alloc.port;
	EXPECT_EQ(call(EVTCHNOP_status, &st), 0);
	EXPECT_EQ(st.u.interdomain.port, inter.local_port);
	EXPECT_EQ(call(EVTCHNOP_reset, &reset), -EINVAL);
	dom[1].controller_pause_count = 1;
	EXPECT_EQ(call(EVTCHNOP_reset, &reset), 0);
	EXPECT_EQ(status(0, inter.local_port, NULL), EVTCHNSTAT_unbound);

	/* Others' tables are the privileged domain's to change. */
	run_on(&vcpus[1][0]);
	alloc.dom = 2;
	EXPECT_EQ(call(EVTCHNOP_alloc_unbound, &alloc), -EPERM);
	alloc.dom = 7;
	EXPECT_EQ(call(EVTCHNOP_alloc_unbound, &alloc), -ESRCH);
	st.dom = 0;
	EXPECT_EQ(call(EVTCHNOP_status, &st), -EPERM);
	reset.dom = 0;
	EXPECT_EQ(call(EVTCHNOP_reset, &reset), -EPERM);
	alloc.dom = DOMID_SELF;
	EXPECT_EQ(call(EVTCHNOP_alloc_unbound, &alloc), 0);
	end();
}
