// SPDX-License-Identifier: GPL-2.0-only
/*
 * Event channels at random from several threads, which are CPUs: tables stay sound, and
 * no event is lost in a queue that the guest empties, or when the ABI changes.
 */
#include "evtchn_fifo_guest.h"

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
