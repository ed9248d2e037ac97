// SPDX-License-Identifier: GPL-2.0-only
/*
 * Event channels: what can be bound and by whom, that an event sets exactly the
 * bits that the ABI says and tells the right vCPU, and that no event is lost: when
 * its port is unmasked, when the ABI changes under it, in a queue that the guest
 * empties at the same time. Then all of it at random from several threads.
 */
#include "../../hypervisor/common/evtchn_fifo_priv.h"
#include "../../hypervisor/common/evtchn_priv.h"
#include "world.h"

static int pirq_result;
static u32 pirq_bound[NR_DOMAINS], pirq_moved_to;

int pirq_bind(struct vcpu *v, u32 pirq, u32 port, bool share)
{
	if (!pirq_result)
		pirq_bound[v->domain->domid] = port;
	return pirq_result;
}

void pirq_unbind(struct domain *d, u32 pirq)
{
	pirq_bound[d->domid] = 0;
}

void pirq_set_affinity(struct domain *d, u32 pirq, struct vcpu *v)
{
	pirq_moved_to = v->id;
}

static void start_limit(u32 max_port)
{
	unsigned int i, k;

	world_start();
	pirq_result = 0;
	for (i = 0; i < NR_DOMAINS; i++) {
		REQUIRE(!evtchn_domain_init(&dom[i], max_port));
		for (k = 0; k < NR_VCPUS; k++)
			REQUIRE(!evtchn_vcpu_init(&vcpus[i][k]));
	}
}

static void start(void)
{
	start_limit(~0u);
}

static void end(void)
{
	unsigned int i, k;

	preempt = false;
	for (i = 0; i < NR_DOMAINS; i++) {
		EXPECT_EQ(evtchn_domain_relinquish(&dom[i]), 0);
		EXPECT_EQ(dom[i].evtchn->nr_used, 0);
		EXPECT_EQ(dom[i].evtchn->nr_hyp, 0);
		for (k = 0; k < NR_VCPUS; k++)
			evtchn_vcpu_destroy(&vcpus[i][k]);
		evtchn_domain_destroy(&dom[i]);
	}
	world_end();
}

static struct shared_info *shared(unsigned int d)
{
	return dom[d].shared_info;
}

static bool pending(unsigned int d, u32 port)
{
	return test_bit(port, shared(d)->evtchn_pending);
}

static u32 unbound(unsigned int d, domid_t remote)
{
	u32 port = 0;

	EXPECT_EQ(evtchn_alloc_unbound(&dom[d], remote, &port), 0);
	return port;
}

static u32 bind(unsigned int d, unsigned int remote, u32 remote_port)
{
	u32 port = 0;

	EXPECT_EQ(evtchn_bind_interdomain(&dom[d], &dom[remote], remote_port, &port), 0);
	return port;
}

static u32 status(unsigned int d, u32 port, struct evtchn_status *out)
{
	struct evtchn_status s = { .port = port };

	EXPECT_EQ(evtchn_status(&dom[d], &s), 0);
	if (out)
		*out = s;
	return s.status;
}

static void quiet(void)
{
	memset(infos, 0, sizeof(infos));
	memset(kicks, 0, sizeof(kicks));
	memset(unblocks, 0, sizeof(unblocks));
	memset(shared(0), 0, PAGE_SIZE);
	memset(shared(1), 0, PAGE_SIZE);
}

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
	EXPECT_EQ(evtchn_bind_pirq(&dom[1], 9, false, &port), -EOPNOTSUPP);
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

/* FIFO: a guest that obeys the ABI. */
struct fifo_guest {
	unsigned int d;
	event_word_t *word[128];
	struct evtchn_fifo_control_block *control[NR_VCPUS];
	u32 head[NR_VCPUS][EVTCHN_FIFO_MAX_QUEUES];
	u32 ready[NR_VCPUS];		/* taken over, not yet found empty */
};

static event_word_t *guest_word(struct fifo_guest *g, u32 port)
{
	return &g->word[port / 1024][port % 1024];
}

static void fifo_control(struct fifo_guest *g, u32 vcpu)
{
	u32 frame = give_page(&dom[g->d]);
	struct evtchn_init_control ctl = { .control_gfn = frame, .offset = 512, .vcpu = vcpu };

	EXPECT_EQ(evtchn_fifo_init_control(&dom[g->d], &ctl), 0);
	EXPECT_EQ(ctl.link_bits, EVTCHN_FIFO_LINK_BITS);
	g->control[vcpu] = mfn_to_virt(to_mfn(frame)) + 512;
}

static void fifo_array(struct fifo_guest *g, u32 n)
{
	u32 frame = give_page(&dom[g->d]);

	g->word[n] = mfn_to_virt(to_mfn(frame));
	EXPECT_EQ(evtchn_fifo_expand_array(&dom[g->d], frame), 0);
}

static void fifo_start(struct fifo_guest *g, unsigned int d)
{
	u32 k;

	memset(g, 0, sizeof(*g));
	g->d = d;
	for (k = 0; k < NR_VCPUS; k++)
		fifo_control(g, k);
	fifo_array(g, 0);
}

/* Takes the first event off a queue; 0: it is empty. */
static u32 fifo_take(struct fifo_guest *g, u32 vcpu, u32 prio)
{
	u32 *head = &g->head[vcpu][prio], port, old;
	event_word_t *word;

	if (!*head)
		*head = READ_ONCE(g->control[vcpu]->head[prio]);
	port = *head;
	if (!port) {
		g->ready[vcpu] &= ~BIT(prio);
		return 0;
	}
	word = guest_word(g, port);
	old = READ_ONCE(*word);
	while (!try_cmpxchg(word, &old,
			    old & ~(u32)(BIT(EVTCHN_FIFO_LINKED) | EVTCHN_FIFO_LINK_MASK)))
		;
	*head = old & EVTCHN_FIFO_LINK_MASK;
	if (!*head)
		g->ready[vcpu] &= ~BIT(prio);
	return port;
}

/* Handles one event as the ABI says; 0: there was none. Masked ones are taken off only. */
static u32 fifo_handle(struct fifo_guest *g, u32 vcpu)
{
	event_word_t *word;
	u32 prio, port;

	/* The bits are taken over before the queues are looked at, or one could be missed. */
	g->ready[vcpu] |= xchg(&g->control[vcpu]->ready, 0);
	if (!g->ready[vcpu])
		return 0;
	prio = __ffs(g->ready[vcpu]);
	port = fifo_take(g, vcpu, prio);
	if (!port)
		return 0;
	word = guest_word(g, port);
	if (READ_ONCE(*word) & BIT(EVTCHN_FIFO_MASKED))
		return port;
	__atomic_fetch_and(word, ~(u32)BIT(EVTCHN_FIFO_PENDING), __ATOMIC_SEQ_CST);
	return port;
}

TEST(fifo_delivers_by_priority_then_in_order)
{
	static const u8 prios[] = { 7, 7, 0, 15, 7, 0 };
	static const u32 order[] = { 2, 5, 0, 1, 4, 3 };
	struct fifo_guest g;
	u32 port[6], i;

	start();
	fifo_start(&g, 1);
	for (i = 0; i < 6; i++) {
		EXPECT_EQ(evtchn_bind_ipi(&dom[1], 1, &port[i]), 0);
		EXPECT_EQ(evtchn_set_priority(&dom[1], port[i], prios[i]), 0);
	}
	EXPECT_EQ(evtchn_set_priority(&dom[1], port[0], 16), -EINVAL);
	EXPECT_EQ(evtchn_set_priority(&dom[1], 4000, 1), -EINVAL);
	quiet();
	for (i = 0; i < 6; i++)
		EXPECT_EQ(evtchn_send(&dom[1], port[i]), 0);
	EXPECT_EQ(infos[1][1].evtchn_upcall_pending, 1);
	EXPECT_EQ(atomic_read(&kicks[1][1]), 1);
	EXPECT_EQ(g.control[1]->ready, BIT(7) | BIT(0) | BIT(15));
	/* Queued already: no second time. */
	EXPECT_EQ(evtchn_send(&dom[1], port[0]), 0);
	for (i = 0; i < 6; i++)
		EXPECT_EQ(fifo_handle(&g, 1), port[order[i]]);
	EXPECT_EQ(fifo_handle(&g, 1), 0);
	EXPECT_EQ(fifo_handle(&g, 0), 0);
	/* And again, now that they are empty. */
	EXPECT_EQ(evtchn_send(&dom[1], port[3]), 0);
	EXPECT_EQ(fifo_handle(&g, 1), port[3]);
	end();
}

TEST(fifo_refuses_bad_places)
{
	struct evtchn_init_control ctl = { .offset = 0 };
	u32 table;

	start();
	EXPECT_EQ(evtchn_fifo_expand_array(&dom[1], FIRST_GUEST), -EOPNOTSUPP);
	EXPECT_EQ(evtchn_set_priority(&dom[1], unbound(1, 0), 3), -ENOSYS);
	ctl.control_gfn = give_page(&dom[2]);
	EXPECT_EQ(evtchn_fifo_init_control(&dom[1], &ctl), -EINVAL);
	EXPECT(!dom[1].evtchn->fifo);
	table = give_page(&dom[1]);
	pages[table].type_info = PGT_L1;
	ctl.control_gfn = table;
	EXPECT_EQ(evtchn_fifo_init_control(&dom[1], &ctl), -EINVAL);
	pages[table].type_info = 0;
	ctl.offset = PAGE_SIZE - sizeof(struct evtchn_fifo_control_block) + 8;
	EXPECT_EQ(evtchn_fifo_init_control(&dom[1], &ctl), -EINVAL);
	ctl.offset = 4;
	EXPECT_EQ(evtchn_fifo_init_control(&dom[1], &ctl), -EINVAL);
	ctl.offset = 0;
	ctl.vcpu = NR_VCPUS;
	EXPECT_EQ(evtchn_fifo_init_control(&dom[1], &ctl), -ENOENT);
	ctl.vcpu = 1;
	test_alloc_left = 2;
	EXPECT_EQ(evtchn_fifo_init_control(&dom[1], &ctl), -ENOMEM);
	test_alloc_left = -1;
	EXPECT_EQ(evtchn_fifo_init_control(&dom[1], &ctl), 0);
	EXPECT_EQ(evtchn_fifo_init_control(&dom[1], &ctl), -EINVAL);
	end();
}

TEST(fifo_keeps_events_of_the_change)
{
	struct fifo_guest g = { .d = 1 };
	u32 early, masked;

	start();
	EXPECT_EQ(evtchn_bind_ipi(&dom[1], 0, &early), 0);
	EXPECT_EQ(evtchn_bind_ipi(&dom[1], 0, &masked), 0);
	/* Pending in the old ABI, and sent when no array is there yet. */
	EXPECT_EQ(evtchn_send(&dom[1], early), 0);
	fifo_control(&g, 0);
	EXPECT_EQ(evtchn_send(&dom[1], masked), 0);
	EXPECT(evtchn_port_is_masked(&dom[1], masked));
	EXPECT_EQ(fifo_handle(&g, 0), 0);
	fifo_array(&g, 0);
	EXPECT_EQ(fifo_handle(&g, 0), early);
	EXPECT_EQ(fifo_handle(&g, 0), masked);
	EXPECT_EQ(fifo_handle(&g, 0), 0);
	end();
}

static struct fifo_guest *changing;

/* An event of the old ABI whose bit is set just after another CPU changed the ABI. */
static void set_pending_too_late(struct domain *d, struct evtchn *chn)
{
	test_cpu = 2;
	d->evtchn->abi = &evtchn_abi_2l;
	fifo_control(changing, 0);
	fifo_array(changing, 0);
	test_cpu = 0;
	evtchn_abi_2l.set_pending(d, chn);
}

TEST(fifo_sees_an_event_that_the_old_abi_got_too_late)
{
	struct evtchn_abi late = evtchn_abi_2l;
	struct fifo_guest g = { .d = 1 };
	u32 port, other;

	start();
	port = unbound(1, 0);
	other = bind(0, 1, port);
	changing = &g;
	late.set_pending = set_pending_too_late;
	dom[1].evtchn->abi = &late;
	EXPECT_EQ(evtchn_send(&dom[0], other), 0);
	EXPECT(dom[1].evtchn->abi == &evtchn_abi_fifo);
	EXPECT_EQ(fifo_handle(&g, 0), port);
	end();
}

TEST(fifo_has_131071_ports)
{
	struct fifo_guest g = { .d = 1 };
	u32 n, port = 0;

	start();
	fifo_control(&g, 0);
	for (n = 0; n < 128; n++)
		fifo_array(&g, n);
	EXPECT_EQ(evtchn_fifo_expand_array(&dom[1], give_page(&dom[1])), -ENOSPC);
	for (n = 1; n < EVTCHN_FIFO_NR_CHANNELS; n++)
		REQUIRE(!evtchn_bind_ipi(&dom[1], 0, &port));
	EXPECT_EQ(port, 131071);
	EXPECT_EQ(evtchn_bind_ipi(&dom[1], 0, &port), -ENOSPC);
	EXPECT_EQ(evtchn_send(&dom[1], 131071), 0);
	EXPECT_EQ(fifo_handle(&g, 0), 131071);
	EXPECT_EQ(evtchn_send(&dom[1], 131072), -EINVAL);
	end();
}

TEST(fifo_masks_moves_and_stays_busy)
{
	struct fifo_guest g;
	u32 port, other;

	start();
	fifo_start(&g, 1);
	port = unbound(1, 0);
	other = bind(0, 1, port);
	*guest_word(&g, port) = BIT(EVTCHN_FIFO_MASKED);
	evtchn_send(&dom[0], other);
	EXPECT_EQ(g.control[0]->ready, 0);
	EXPECT_EQ(evtchn_unmask(&dom[1], port), 0);
	EXPECT_EQ(g.control[0]->ready, BIT(7));

	/* Moved while queued: this event stays, the next goes elsewhere. */
	EXPECT_EQ(evtchn_bind_vcpu(&dom[1], port, 2), 0);
	EXPECT_EQ(fifo_handle(&g, 2), 0);
	EXPECT_EQ(fifo_handle(&g, 0), port);
	evtchn_send(&dom[0], other);
	EXPECT_EQ(fifo_handle(&g, 0), 0);
	EXPECT_EQ(READ_ONCE(*guest_word(&g, port)) & BIT(EVTCHN_FIFO_LINKED),
		  BIT(EVTCHN_FIFO_LINKED));

	/* Closed while queued: the number is not given out before it is taken off. */
	EXPECT_EQ(evtchn_close(&dom[1], port), 0);
	EXPECT(unbound(1, 0) != port);
	EXPECT_EQ(fifo_take(&g, 2, 7), port);
	EXPECT_EQ(unbound(1, 0), port);

	/* Back to the first ABI, and in again. */
	EXPECT_EQ(evtchn_reset(&dom[1]), 0);
	EXPECT(!dom[1].evtchn->fifo);
	port = unbound(1, 0);
	evtchn_send(&dom[0], bind(0, 1, port));
	EXPECT(pending(1, port));
	fifo_start(&g, 1);
	EXPECT_EQ(fifo_handle(&g, 0), port);
	end();
}

TEST(fifo_survives_a_hostile_guest)
{
	struct fifo_guest g;
	u32 port[64], i;

	start();
	fifo_start(&g, 1);
	for (i = 0; i < 64; i++)
		EXPECT_EQ(evtchn_bind_ipi(&dom[1], i % NR_VCPUS, &port[i]), 0);
	for (i = 0; i < 200000; i++) {
		u32 p = port[test_random_below(64)];

		switch (test_random_below(6)) {
		case 0:
			*guest_word(&g, p) = test_random();
			break;
		case 1:
			*guest_word(&g, p) &= ~(u32)BIT(EVTCHN_FIFO_LINKED);
			break;
		case 2:
			g.control[test_random_below(NR_VCPUS)]->head[test_random_below(16)] =
				test_random();
			break;
		case 3:
			evtchn_set_priority(&dom[1], p, test_random_below(18));
			break;
		case 4:
			evtchn_unmask(&dom[1], p);
			break;
		default:
			evtchn_send(&dom[1], p);
			break;
		}
	}
	end();
}

/* Several CPUs: threads. */
#define STEPS	50000

struct worker {
	unsigned int cpu;
	struct fifo_guest *g;
	u32 *port, nr_ports;
	int nr_workers;
	u64 state;
};

static atomic_t stop, started, consumed;

/* None is through before the others have begun. */
static void start_together(struct worker *w)
{
	test_cpu = w->cpu;
	atomic_inc(&started);
	while (atomic_read(&started) < w->nr_workers)
		host_yield();
}

static u32 rnd(struct worker *w, u32 n)
{
	w->state = w->state * 6364136223846793005ULL + 1442695040888963407ULL;
	return (w->state >> 33) % n;
}

static void random_ops(void *arg)
{
	struct worker *w = arg;
	unsigned int i;

	start_together(w);
	for (i = 0; i < STEPS; i++) {
		struct domain *d = &dom[rnd(w, 2)];
		u32 port = rnd(w, 40) + 1, out;

		switch (rnd(w, 8)) {
		case 0:
			evtchn_alloc_unbound(d, rnd(w, 2), &out);
			break;
		case 1:
		case 2:
			evtchn_bind_interdomain(d, &dom[rnd(w, 2)], port, &out);
			break;
		case 3:
			evtchn_close(d, port);
			break;
		case 4:
			evtchn_bind_vcpu(d, port, rnd(w, NR_VCPUS));
			break;
		case 5:
			evtchn_unmask(d, port);
			evtchn_bind_virq(d, VIRQ_TIMER, rnd(w, NR_VCPUS), &out);
			virq_send_vcpu(&vcpus[d->domid][rnd(w, NR_VCPUS)], VIRQ_TIMER);
			break;
		default:
			evtchn_send(d, port);
			break;
		}
	}
}

static void check_tables(void)
{
	unsigned int i, used;
	u32 port;

	for (i = 0; i < NR_DOMAINS; i++) {
		for (port = 1, used = 0; port < dom[i].evtchn->nr_ports; port++) {
			struct evtchn *chn = evtchn_lookup(&dom[i], port);

			used += chn->kind != EVTCHN_FREE;
			if (chn->kind != EVTCHN_INTERDOMAIN)
				continue;
			EXPECT_EQ(chn->remote.end->kind, EVTCHN_INTERDOMAIN);
			EXPECT(chn->remote.end->remote.end == chn);
			EXPECT(chn->remote.end->remote.domain == &dom[i]);
		}
		EXPECT_EQ(used, dom[i].evtchn->nr_used);
	}
}

TEST(random_operations_of_four_cpus_on_two_domains)
{
	struct worker w[4];
	void *thread[4];
	unsigned int i;

	start_limit(40);
	atomic_set(&started, 0);
	for (i = 0; i < 4; i++) {
		w[i] = (struct worker){ .cpu = i + 1, .state = i + 99, .nr_workers = 4 };
		thread[i] = host_thread_start(random_ops, &w[i]);
	}
	for (i = 0; i < 4; i++)
		host_thread_join(thread[i]);
	check_tables();
	end();
}

static void send_all(void *arg)
{
	struct worker *w = arg;
	unsigned int i;

	start_together(w);
	/* Not before the consumer had its share, however the threads are scheduled. */
	for (i = 0; i < STEPS || atomic_read(&consumed) < 100; i++) {
		u32 port = w->port[rnd(w, w->nr_ports)];

		evtchn_send(&dom[1], port);
		if (!rnd(w, 50))
			evtchn_set_priority(&dom[1], port, rnd(w, 16));
	}
	atomic_inc(&stop);
}

static void consume(void *arg)
{
	struct worker *w = arg;
	u32 vcpu;

	start_together(w);
	while (atomic_read(&stop) < 2) {
		for (vcpu = 0; vcpu < NR_VCPUS; vcpu++) {
			u32 port = fifo_handle(w->g, vcpu);
			event_word_t *word;

			if (!port)
				continue;
			atomic_inc(&consumed);
			if (rnd(w, 4))
				continue;
			word = guest_word(w->g, port);
			__atomic_fetch_or(word, BIT(EVTCHN_FIFO_MASKED), __ATOMIC_SEQ_CST);
			evtchn_unmask(&dom[1], port);
		}
	}
}

TEST(fifo_loses_no_event_between_two_senders_and_a_consumer)
{
	struct fifo_guest g;
	u32 port[16], i, vcpu;
	struct worker w[3] = {};
	void *thread[3];

	start();
	fifo_start(&g, 1);
	atomic_set(&stop, 0);
	atomic_set(&started, 0);
	atomic_set(&consumed, 0);
	for (i = 0; i < 16; i++)
		EXPECT_EQ(evtchn_bind_ipi(&dom[1], i % NR_VCPUS, &port[i]), 0);
	for (i = 0; i < 3; i++) {
		w[i] = (struct worker){ .cpu = i + 1, .state = i + 5, .g = &g, .port = port,
					.nr_ports = 16, .nr_workers = 3 };
		thread[i] = host_thread_start(i == 2 ? consume : send_all, &w[i]);
	}
	for (i = 0; i < 3; i++)
		host_thread_join(thread[i]);
	for (vcpu = 0; vcpu < NR_VCPUS; vcpu++) {
		while (fifo_handle(&g, vcpu))
			;
	}
	for (i = 0; i < 16; i++)
		EXPECT_EQ(*guest_word(&g, port[i]) & (BIT(EVTCHN_FIFO_PENDING) |
						      BIT(EVTCHN_FIFO_LINKED)), 0);
	end();
}

static void send_each_once(void *arg)
{
	struct worker *w = arg;
	u32 i, n;

	start_together(w);
	for (i = 0; i < w->nr_ports; i++) {
		evtchn_send(&dom[1], w->port[i]);
		for (n = rnd(w, 200); n; n--)
			barrier();
	}
}

#define CHANGES	60

TEST(a_change_of_abi_loses_no_event)
{
	u32 port[16], round, i, n;

	for (round = 0; round < CHANGES; round++) {
		struct fifo_guest g = { .d = 1 };
		struct worker w = { .cpu = 1, .state = round, .port = port, .nr_ports = 16,
				    .nr_workers = 2 };
		struct worker me = { .cpu = 0, .state = round + 7, .nr_workers = 2 };
		u64 seen = 0;
		void *thread;

		start();
		atomic_set(&started, 0);
		for (i = 0; i < 16; i++)
			EXPECT_EQ(evtchn_bind_ipi(&dom[1], 0, &port[i]), 0);
		thread = host_thread_start(send_each_once, &w);
		start_together(&me);
		for (n = rnd(&me, 2000); n; n--)
			barrier();
		fifo_control(&g, 0);
		fifo_array(&g, 0);
		host_thread_join(thread);
		while ((n = fifo_handle(&g, 0)))
			seen |= BIT(n);
		EXPECT_EQ(seen, 0x1fffe);
		end();
	}
}
