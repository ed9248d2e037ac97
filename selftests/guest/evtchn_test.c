// SPDX-License-Identifier: GPL-2.0-only
/*
 * Event channels of one domain with itself: what can be bound, that an event
 * sets its bits and makes an upcall, that a mask holds it back, and the FIFO ABI with
 * its queues. Front- and back-ends, timers and IPIs of all guests rest on these.
 *
 * Changing to the FIFO ABI can't be undone but by closing all ports, so the cases
 * that need it come last.
 */
#include "guest.h"

#include <xen/interface/event_channel.h>

static long op(u32 cmd, void *arg)
{
	return hypercall(__HYPERVISOR_event_channel_op, cmd, arg);
}

static u32 unbound(void)
{
	struct evtchn_alloc_unbound a = { .dom = DOMID_SELF, .remote_dom = DOMID_SELF };

	EXPECT_EQ(op(EVTCHNOP_alloc_unbound, &a), 0);
	return a.port;
}

static u32 bind(u32 port)
{
	struct evtchn_bind_interdomain b = { .remote_dom = DOMID_SELF, .remote_port = port };

	EXPECT_EQ(op(EVTCHNOP_bind_interdomain, &b), 0);
	return b.local_port;
}

static u32 ipi(u32 vcpu)
{
	struct evtchn_bind_ipi b = { .vcpu = vcpu };

	EXPECT_EQ(op(EVTCHNOP_bind_ipi, &b), 0);
	return b.port;
}

static long send(u32 port)
{
	struct evtchn_send s = { .port = port };

	return op(EVTCHNOP_send, &s);
}

static long unmask(u32 port)
{
	struct evtchn_unmask u = { .port = port };

	return op(EVTCHNOP_unmask, &u);
}

static long close(u32 port)
{
	struct evtchn_close c = { .port = port };

	return op(EVTCHNOP_close, &c);
}

static struct evtchn_status status(u32 port)
{
	struct evtchn_status s = { .dom = DOMID_SELF, .port = port };

	EXPECT_EQ(op(EVTCHNOP_status, &s), 0);
	return s;
}

static bool bit(const unsigned long *map, u32 n)
{
	return READ_ONCE(map[n / 64]) >> (n % 64) & 1;
}

static void set(unsigned long *map, u32 n, bool on)
{
	if (on)
		map[n / 64] |= 1UL << (n % 64);
	else
		map[n / 64] &= ~(1UL << (n % 64));
}

static bool is_pending(u32 port)
{
	return bit(shared_info->evtchn_pending, port);
}

static void forget_events(void)
{
	memset(shared_info->evtchn_pending, 0, sizeof(shared_info->evtchn_pending));
	shared_info->vcpu_info[0].evtchn_pending_sel = 0;
	shared_info->vcpu_info[0].evtchn_upcall_pending = 0;
}

static void pair(void)
{
	u32 a = unbound(), b;

	EXPECT_EQ(status(a).status, EVTCHNSTAT_unbound);
	EXPECT_EQ(status(a).u.unbound.dom, 0);
	b = bind(a);
	EXPECT_EQ(status(b).status, EVTCHNSTAT_interdomain);
	EXPECT_EQ(status(b).u.interdomain.dom, 0);
	EXPECT_EQ(status(b).u.interdomain.port, a);
	EXPECT_EQ(status(a).u.interdomain.port, b);
	/* Binding raises the new end once. */
	EXPECT(is_pending(b));
	forget_events();
	EXPECT_EQ(send(a), 0);
	EXPECT(is_pending(b) && !is_pending(a));
	forget_events();
	EXPECT_EQ(close(a), 0);
	EXPECT_EQ(status(a).status, EVTCHNSTAT_closed);
	EXPECT_EQ(status(b).status, EVTCHNSTAT_unbound);
	EXPECT_EQ(send(b), 0);
	EXPECT_EQ(send(a), -EINVAL);
	EXPECT_EQ(close(b), 0);
	EXPECT_EQ(close(b), -EINVAL);
}

static void refusals(void)
{
	struct evtchn_bind_interdomain b = { .remote_dom = DOMID_SELF };
	struct evtchn_alloc_unbound a = { .dom = 77 };
	struct evtchn_bind_virq v = { .virq = NR_VIRQS };
	struct evtchn_bind_ipi i = { .vcpu = 1000 };
	struct evtchn_bind_vcpu m = { .vcpu = 1000 };
	struct evtchn_status s = { .dom = 77 };
	u32 port = ipi(0);

	EXPECT_EQ(op(EVTCHNOP_alloc_unbound, &a), -ESRCH);
	EXPECT_EQ(op(EVTCHNOP_bind_interdomain, &b), -EINVAL);
	b.remote_port = port;
	EXPECT_EQ(op(EVTCHNOP_bind_interdomain, &b), -EINVAL);
	b.remote_port = 0xffffffff;
	EXPECT_EQ(op(EVTCHNOP_bind_interdomain, &b), -EINVAL);
	b.remote_dom = 77;
	EXPECT_EQ(op(EVTCHNOP_bind_interdomain, &b), -ESRCH);
	EXPECT_EQ(op(EVTCHNOP_bind_virq, &v), -EINVAL);
	EXPECT_EQ(op(EVTCHNOP_bind_ipi, &i), -ENOENT);
	m.port = port;
	EXPECT_EQ(op(EVTCHNOP_bind_vcpu, &m), -ENOENT);
	m.vcpu = 0;
	EXPECT_EQ(op(EVTCHNOP_bind_vcpu, &m), -EINVAL);
	EXPECT_EQ(op(EVTCHNOP_status, &s), -ESRCH);
	s.dom = DOMID_SELF;
	s.port = 100000;
	EXPECT_EQ(op(EVTCHNOP_status, &s), -EINVAL);
	EXPECT_EQ(send(0), -EINVAL);
	EXPECT_EQ(send(100000), -EINVAL);
	EXPECT_EQ(unmask(100000), -EINVAL);
	EXPECT_EQ(close(0), -EINVAL);
	EXPECT_EQ(op(EVTCHNOP_send, NULL), -EFAULT);
	EXPECT_EQ(op(15, &s), -ENOSYS);
	EXPECT_EQ(close(port), 0);
}

static void upcall(void)
{
	u32 port = ipi(0);
	u64 before;

	forget_events();
	set(shared_info->evtchn_mask, port, false);
	EXPECT_EQ(send(port), 0);
	EXPECT(bit(&shared_info->vcpu_info[0].evtchn_pending_sel, port / 64));
	EXPECT_EQ(shared_info->vcpu_info[0].evtchn_upcall_pending, 1);
	before = nr_upcalls;
	events_on();
	events_off();
	EXPECT_EQ(nr_upcalls, before + 1);
	forget_events();

	/* Masked: the bit alone. */
	set(shared_info->evtchn_mask, port, true);
	EXPECT_EQ(send(port), 0);
	EXPECT(is_pending(port));
	EXPECT_EQ(shared_info->vcpu_info[0].evtchn_upcall_pending, 0);
	EXPECT_EQ(shared_info->vcpu_info[0].evtchn_pending_sel, 0);
	EXPECT_EQ(unmask(port), 0);
	EXPECT(!bit(shared_info->evtchn_mask, port));
	EXPECT_EQ(shared_info->vcpu_info[0].evtchn_upcall_pending, 1);
	before = nr_upcalls;
	events_on();
	events_off();
	EXPECT_EQ(nr_upcalls, before + 1);
	set(shared_info->evtchn_mask, port, true);
	forget_events();
	EXPECT_EQ(close(port), 0);
}

static void virqs(void)
{
	struct evtchn_bind_virq v = { .virq = VIRQ_DEBUG }, again = v;

	EXPECT_EQ(op(EVTCHNOP_bind_virq, &v), 0);
	EXPECT_EQ(status(v.port).status, EVTCHNSTAT_virq);
	EXPECT_EQ(status(v.port).u.virq, VIRQ_DEBUG);
	EXPECT_EQ(op(EVTCHNOP_bind_virq, &again), -EEXIST);
	EXPECT_EQ(send(v.port), -EINVAL);
	EXPECT_EQ(close(v.port), 0);
	again.vcpu = 1000;
	EXPECT_EQ(op(EVTCHNOP_bind_virq, &again), -ENOENT);
	again.virq = VIRQ_DOM_EXC;
	again.vcpu = 1;
	EXPECT_EQ(op(EVTCHNOP_bind_virq, &again), -EINVAL);
	EXPECT_EQ(op(EVTCHNOP_bind_virq, &v), 0);
	EXPECT_EQ(close(v.port), 0);
}

/* A freed port is given out again, and the numbers of a fresh table are small. */
static void reuse(void)
{
	u32 a = ipi(0), b = ipi(0), c;

	EXPECT_EQ(b, a + 1);
	EXPECT_EQ(close(a), 0);
	c = ipi(0);
	EXPECT_EQ(c, a);
	EXPECT_EQ(close(b), 0);
	EXPECT_EQ(close(c), 0);
}

static void all_ports(void)
{
	struct evtchn_bind_ipi b = { .vcpu = 0 };
	struct evtchn_reset r = { .dom = DOMID_SELF };
	u32 last = 0;

	while (!op(EVTCHNOP_bind_ipi, &b))
		last = b.port;
	EXPECT_EQ(op(EVTCHNOP_bind_ipi, &b), -ENOSPC);
	EXPECT_EQ(last, 4095);
	EXPECT_EQ(op(EVTCHNOP_reset, &r), 0);
	b.port = ipi(0);
	EXPECT(b.port < 16);
	EXPECT_EQ(close(b.port), 0);
}

static void no_fifo_yet(void)
{
	struct evtchn_expand_array e = { .array_gfn = virt_to_mfn(alloc_page()) };
	struct evtchn_set_priority p = { .port = ipi(0), .priority = 3 };

	EXPECT_EQ(op(EVTCHNOP_expand_array, &e), -EOPNOTSUPP);
	EXPECT_EQ(op(EVTCHNOP_set_priority, &p), -ENOSYS);
	EXPECT_EQ(close(p.port), 0);
}

static struct evtchn_fifo_control_block *control;
static event_word_t *words;

static void fifo_refusals(void)
{
	struct evtchn_init_control c = { .control_gfn = ~0ULL >> 20 };

	EXPECT_EQ(op(EVTCHNOP_init_control, &c), -EINVAL);
	c.control_gfn = virt_to_mfn(alloc_page());
	c.offset = 4;
	EXPECT_EQ(op(EVTCHNOP_init_control, &c), -EINVAL);
	c.offset = 4096 - 64;
	EXPECT_EQ(op(EVTCHNOP_init_control, &c), -EINVAL);
	c.offset = 0;
	c.vcpu = 1000;
	EXPECT_EQ(op(EVTCHNOP_init_control, &c), -ENOENT);
}

static void fifo_enter(void)
{
	struct evtchn_init_control c = { .vcpu = 0 };
	struct evtchn_expand_array e;
	u32 early;

	forget_events();
	early = ipi(0);
	/* An event of the old ABI is not lost by the change. */
	EXPECT_EQ(send(early), 0);
	control = alloc_page();
	c.control_gfn = virt_to_mfn(control);
	EXPECT_EQ(op(EVTCHNOP_init_control, &c), 0);
	EXPECT_EQ(c.link_bits, EVTCHN_FIFO_LINK_BITS);
	EXPECT_EQ(op(EVTCHNOP_init_control, &c), -EINVAL);
	EXPECT_EQ(control->ready, 0);
	words = alloc_page();
	e.array_gfn = virt_to_mfn(words);
	EXPECT_EQ(op(EVTCHNOP_expand_array, &e), 0);
	EXPECT_EQ(control->ready, 1 << EVTCHN_FIFO_PRIORITY_DEFAULT);
	EXPECT_EQ(control->head[EVTCHN_FIFO_PRIORITY_DEFAULT], early);
	EXPECT_EQ(words[early], 1UL << EVTCHN_FIFO_PENDING | 1UL << EVTCHN_FIFO_LINKED);
	EXPECT_EQ(shared_info->vcpu_info[0].evtchn_upcall_pending, 1);
	words[early] = 0;
	control->ready = 0;
	EXPECT_EQ(close(early), 0);
}

static void fifo_queues(void)
{
	struct evtchn_set_priority p;
	u32 a = ipi(0), b = ipi(0), c = ipi(0);

	p = (struct evtchn_set_priority){ .port = c, .priority = 2 };
	EXPECT_EQ(op(EVTCHNOP_set_priority, &p), 0);
	p.priority = 16;
	EXPECT_EQ(op(EVTCHNOP_set_priority, &p), -EINVAL);
	words[a] = 0;
	words[b] = 0;
	words[c] = 0;
	EXPECT_EQ(send(a), 0);
	EXPECT_EQ(send(b), 0);
	EXPECT_EQ(send(c), 0);
	EXPECT_EQ(control->ready, 1 << 7 | 1 << 2);
	EXPECT_EQ(control->head[7], a);
	EXPECT_EQ(control->head[2], c);
	EXPECT_EQ(words[a] & EVTCHN_FIFO_LINK_MASK, b);
	EXPECT_EQ(words[b] & EVTCHN_FIFO_LINK_MASK, 0);
	/* Linked already: nothing changes. */
	EXPECT_EQ(send(a), 0);
	EXPECT_EQ(words[b] & EVTCHN_FIFO_LINK_MASK, 0);
	/* A port that is still in a queue is not given out. */
	EXPECT_EQ(close(a), 0);
	EXPECT(ipi(0) != a);
	words[a] = 0;
	words[b] = 0;
	words[c] = 0;
	control->ready = 0;
	/* Queues are empty now: the next event is a head again. */
	EXPECT_EQ(send(b), 0);
	EXPECT_EQ(control->head[7], b);
	words[b] = 1UL << EVTCHN_FIFO_MASKED;
	control->ready = 0;
	EXPECT_EQ(send(b), 0);
	EXPECT_EQ(control->ready, 0);
	EXPECT_EQ(unmask(b), 0);
	EXPECT_EQ(control->ready, 1 << 7);
}

static void fifo_leave(void)
{
	struct evtchn_reset r = { .dom = DOMID_SELF };
	u32 port;

	EXPECT_EQ(op(EVTCHNOP_reset, &r), 0);
	port = ipi(0);
	forget_events();
	EXPECT_EQ(send(port), 0);
	EXPECT(is_pending(port));
	EXPECT_EQ(close(port), 0);
	forget_events();
}

GUEST_TEST({ "a pair is bound, sends and is closed", pair },
	   { "what is refused, and how", refusals },
	   { "an event makes an upcall unless it is masked", upcall },
	   { "virtual interrupts", virqs },
	   { "ports are used again", reuse },
	   { "4095 ports and not one more", all_ports },
	   { "calls of the FIFO ABI before it is chosen", no_fifo_yet },
	   { "control blocks in bad places", fifo_refusals },
	   { "the change to the FIFO ABI keeps events", fifo_enter },
	   { "queues, priorities, masks and links", fifo_queues },
	   { "a reset leads back to the 2-level ABI", fifo_leave });
