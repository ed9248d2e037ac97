// SPDX-License-Identifier: GPL-2.0-only
/*
 * vbench: what an event from one vCPU to another costs, there and back.
 *
 * A test kernel in dom0's place, with two vCPUs and an IPI event channel each way. Each
 * side sends and then polls for the answer, so it sleeps while the other runs, and no
 * loop of the guest's is in the figures: they are two sends, two polls, two wake-ups and
 * the switches between. First both vCPUs share a CPU, then each has one of its own.
 */
#include "guest.h"
#include "measure.h"

#include <xen/interface/domctl.h>
#include <xen/interface/event_channel.h>
#include <xen/interface/sched.h>
#include <xen/interface/vcpu.h>

#include "child.h"

/* Flat selectors of the hypervisor's part of the GDT. */
#define FLAT_CS	0xe033
#define FLAT_SS	0xe02b

/* Bound to vCPU 1, which waits for it, and to vCPU 0. */
static u32 to_second, to_first;

static u32 bind_ipi(u32 vcpu)
{
	struct evtchn_bind_ipi bind = { .vcpu = vcpu };

	EXPECT_EQ(hypercall(__HYPERVISOR_event_channel_op, EVTCHNOP_bind_ipi, &bind), 0);
	return bind.port;
}

static void send_to(u32 port)
{
	struct evtchn_send send = { .port = port };

	hypercall(__HYPERVISOR_event_channel_op, EVTCHNOP_send, &send);
}

static void wait_for(u32 port)
{
	struct sched_poll poll = { .nr_ports = 1 };
	unsigned long *word = &shared_info->evtchn_pending[port / 64];

	set_xen_guest_handle(poll.ports, &port);
	while (!(READ_ONCE(*word) >> (port % 64) & 1))
		hypercall(__HYPERVISOR_sched_op, SCHEDOP_poll, &poll);
	__atomic_fetch_and(word, ~(1UL << (port % 64)), __ATOMIC_SEQ_CST);
}

static void __noreturn second_main(void)
{
	for (;;) {
		wait_for(to_second);
		send_to(to_first);
	}
}

static u64 read_cr3(void)
{
	u64 cr3;

	__asm__ __volatile__("mov %%cr3, %0" : "=r" (cr3));
	return cr3;
}

static void start_second(void)
{
	static struct vcpu_guest_context context;
	u64 top = (u64)alloc_page() + PAGE_SIZE - 8;

	shared_info->vcpu_info[1].evtchn_upcall_mask = 1;
	context.flags = VGCF_IN_KERNEL;
	context.user_regs.rip = (u64)second_main;
	context.user_regs.rsp = top;
	context.user_regs.cs = FLAT_CS;
	context.user_regs.ss = FLAT_SS;
	context.kernel_ss = FLAT_SS;
	context.kernel_sp = top;
	context.ctrlreg[3] = read_cr3();
	EXPECT_EQ(hypercall(__HYPERVISOR_vcpu_op, VCPUOP_initialise, 1, &context), 0);
	EXPECT_EQ(hypercall(__HYPERVISOR_vcpu_op, VCPUOP_up, 1, NULL), 0);
}

static void pin(u32 vcpu, u32 cpu)
{
	static struct xen_domctl op;
	static u8 map[1];

	map[0] = 1U << cpu;
	memset(&op, 0, sizeof(op));
	op.u.vcpuaffinity.vcpu = vcpu;
	op.u.vcpuaffinity.flags = XEN_VCPUAFFINITY_HARD;
	op.u.vcpuaffinity.cpumap_hard.nr_bits = 8;
	set_xen_guest_handle(op.u.vcpuaffinity.cpumap_hard.bitmap, map);
	EXPECT_EQ(domctl_call(XEN_DOMCTL_setvcpuaffinity, 0, &op), 0);
}

static void ping_pong(void)
{
	send_to(to_second);
	wait_for(to_first);
}

static void bench(void)
{
	to_second = bind_ipi(1);
	to_first = bind_ipi(0);
	pin(0, 0);
	pin(1, 0);
	start_second();
	measure("evtchn_vcpus_same_cpu_roundtrip", NULL, ping_pong);
	pin(1, 1);
	measure("evtchn_vcpus_two_cpus_roundtrip", NULL, ping_pong);
}

GUEST_TEST({ "figures", bench });
