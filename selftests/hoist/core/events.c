// SPDX-License-Identifier: GPL-2.0-only
/* Event channels: one of the hypervisor's on each CPU, and a pair whose ends are both here. */
#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/atomic.h>
#include <linux/cpumask.h>
#include <linux/delay.h>
#include <linux/errno.h>
#include <linux/interrupt.h>
#include <linux/jiffies.h>
#include <linux/smp.h>

#include <asm/xen/hypercall.h>

#include <xen/events.h>
#include <xen/interface/event_channel.h>
#include <xen/interface/xen.h>

#include "core_test.h"

#define ROUNDS		1000
#define PATIENCE	(30 * HZ)
#define SILENCE_MS	100	/* ten of the ticks that a virtual CPU begins with */

/* One end of a pair. */
struct end {
	evtchn_port_t port;
	int irq;
	atomic_t events;
	int cpu;		/* of the last event */
	bool late;		/* the driver says that it is done */
};

static irqreturn_t on_event(int irq, void *data)
{
	struct end *end = data;

	end->cpu = smp_processor_id();
	atomic_inc(&end->events);
	if (end->late)
		xen_irq_lateeoi(irq, 0);
	return IRQ_HANDLED;
}

/* As long as it takes: a CPU of an emulator may have to wait for one of the machine's. */
static bool came(struct end *end, int nr)
{
	unsigned long until = jiffies + PATIENCE;

	while (atomic_read(&end->events) < nr && time_before(jiffies, until))
		usleep_range(10, 20);
	return atomic_read(&end->events) == nr;
}

/* A time that has been is told at once. */
static void set_timer(void *unused)
{
	HYPERVISOR_set_timer_op(1);
}

static bool virq_comes(unsigned int cpu)
{
	struct end end = {};
	bool good;

	end.irq = bind_virq_to_irqhandler(VIRQ_TIMER, cpu, on_event, IRQF_PERCPU, "core-test",
					  &end);
	if (end.irq < 0)
		return false;
	smp_call_function_single(cpu, set_timer, NULL, 1);
	good = came(&end, 1) && end.cpu == cpu;
	unbind_from_irqhandler(end.irq, &end);
	return good;
}

/* Timer events of a CPU on which nobody has set a timer. */
static int unasked(unsigned int cpu)
{
	struct end end = {};

	end.irq = bind_virq_to_irqhandler(VIRQ_TIMER, cpu, on_event, IRQF_PERCPU, "core-test",
					  &end);
	if (end.irq < 0)
		return end.irq;
	msleep(SILENCE_MS);
	unbind_from_irqhandler(end.irq, &end);
	return atomic_read(&end.events);
}

static void test_silence(void)
{
	unsigned int cpu;
	int nr = 0;

	for_each_online_cpu(cpu)
		nr = nr ?: unasked(cpu);
	say("no virq unasked", !nr, nr);
}

static void test_virq(void)
{
	unsigned int cpu, nr = 0;

	for_each_online_cpu(cpu)
		nr += virq_comes(cpu);
	say("virq of each CPU", nr == num_online_cpus(), nr);
}

static int open_pair(struct end *a, struct end *b)
{
	struct evtchn_alloc_unbound alloc = { .dom = DOMID_SELF, .remote_dom = DOMID_SELF };
	struct evtchn_bind_interdomain bind = { .remote_dom = DOMID_SELF };
	int err = HYPERVISOR_event_channel_op(EVTCHNOP_alloc_unbound, &alloc);

	if (err)
		return err;
	bind.remote_port = alloc.port;
	err = HYPERVISOR_event_channel_op(EVTCHNOP_bind_interdomain, &bind);
	if (err)
		return err;
	a->port = alloc.port;
	b->port = bind.local_port;
	b->late = true;
	a->irq = bind_evtchn_to_irqhandler(a->port, on_event, 0, "core-test-a", a);
	b->irq = bind_evtchn_to_irqhandler_lateeoi(b->port, on_event, 0, "core-test-b", b);
	if (a->irq < 0 || b->irq < 0)
		return min(a->irq, b->irq);
	/* An end that is bound to one that was there gets an event: it may have missed some. */
	if (!came(b, 1))
		return -ETIME;
	atomic_set(&b->events, 0);
	return 0;
}

/* Back and forth: none is lost, and none comes twice. */
static int play(struct end *a, struct end *b)
{
	int n;

	for (n = 1; n <= ROUNDS; n++) {
		notify_remote_via_irq(a->irq);
		if (!came(b, n))
			break;
		notify_remote_via_irq(b->irq);
		if (!came(a, n))
			break;
	}
	return n - 1;
}

/* How many CPUs take its events when they are asked to. */
static unsigned int move(struct end *from, struct end *to)
{
	unsigned int cpu, nr = 0;
	int n = atomic_read(&to->events);

	for_each_online_cpu(cpu) {
		if (irq_set_affinity(to->irq, cpumask_of(cpu)))
			continue;
		notify_remote_via_irq(from->irq);
		nr += came(to, ++n) && to->cpu == cpu;
	}
	return nr;
}

/* What comes while nobody listens is told afterwards, once. */
static bool waits(struct end *from, struct end *to)
{
	int n = atomic_read(&to->events);

	disable_irq(to->irq);
	notify_remote_via_irq(from->irq);
	notify_remote_via_irq(from->irq);
	msleep(20);
	if (atomic_read(&to->events) != n)
		return false;
	enable_irq(to->irq);
	return came(to, n + 1);
}

static bool is_closed(evtchn_port_t port)
{
	struct evtchn_status status = { .dom = DOMID_SELF, .port = port };

	return !HYPERVISOR_event_channel_op(EVTCHNOP_status, &status) &&
	       status.status == EVTCHNSTAT_closed;
}

static void test_pair(void)
{
	struct end a = {}, b = {};
	int ret = open_pair(&a, &b);

	say("pair", !ret, ret);
	if (ret)
		return;
	ret = play(&a, &b);
	say("events", ret == ROUNDS, ret);
	ret = move(&a, &b);
	say("moves", ret == num_online_cpus(), ret);
	say("masked", waits(&a, &b) && waits(&b, &a), 0);
	unbind_from_irqhandler(a.irq, &a);
	unbind_from_irqhandler(b.irq, &b);
	say("closed", is_closed(a.port) && is_closed(b.port), 0);
}

void test_events(void)
{
	say("ports", xen_evtchn_nr_channels() >= 4096, xen_evtchn_nr_channels());
	test_silence();
	test_virq();
	test_pair();
}
