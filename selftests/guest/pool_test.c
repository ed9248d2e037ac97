// SPDX-License-Identifier: GPL-2.0-only
/*
 * Pinning and pools of CPUs, with domains that run meanwhile.
 *
 * A domain that is moved to another pool while it runs changes its scheduler under
 * itself; when the pool that it left is destroyed at once, nothing may look into what
 * was freed. So this goes round and round. Two CPUs.
 */
#include "guest.h"

#include <xen/interface/platform.h>
#include <xen/interface/sysctl.h>

#include "child.h"

#define BUSY	3
#define ROUNDS	100

static struct child busy[BUSY];

static void counts(void *arg)
{
	for (;;)
		child_page->word[child_vcpu()]++;
}

static long pool_op(u32 op, u32 pool, u32 sched, u32 domid, u32 cpu, u32 *made)
{
	static struct xen_sysctl sys;
	long rc;

	memset(&sys, 0, sizeof(sys));
	sys.cmd = XEN_SYSCTL_cpupool_op;
	sys.interface_version = XEN_SYSCTL_INTERFACE_VERSION;
	sys.u.cpupool_op = (struct xen_sysctl_cpupool_op){
		.op = op, .cpupool_id = pool, .sched_id = sched, .domid = domid, .cpu = cpu };
	rc = hypercall(__HYPERVISOR_sysctl, &sys);
	if (made)
		*made = sys.u.cpupool_op.cpupool_id;
	return rc;
}

#define pool_create(sched, id)	\
	pool_op(XEN_SYSCTL_CPUPOOL_OP_CREATE, XEN_SYSCTL_CPUPOOL_PAR_ANY, sched, 0, 0, id)
#define pool_destroy(id)	pool_op(XEN_SYSCTL_CPUPOOL_OP_DESTROY, id, 0, 0, 0, NULL)
#define pool_add(id, cpu)	pool_op(XEN_SYSCTL_CPUPOOL_OP_ADDCPU, id, 0, 0, cpu, NULL)
#define pool_move(id, domid)	pool_op(XEN_SYSCTL_CPUPOOL_OP_MOVEDOMAIN, id, 0, domid, 0, NULL)

/* The CPU may be in use at the moment, which the tools meet with another try. */
static long pool_remove(u32 id, u32 cpu)
{
	unsigned int i;
	long rc = -EAGAIN;

	for (i = 0; i < 100 && (rc == -EBUSY || rc == -EAGAIN); i++) {
		sleep_ms(i);
		rc = pool_op(XEN_SYSCTL_CPUPOOL_OP_RMCPU, id, 0, 0, cpu, NULL);
	}
	return rc;
}

static long pin(const struct child *c, u32 vcpu, u32 flags, u8 cpus)
{
	struct xen_domctl op = { .u.vcpuaffinity = { .vcpu = vcpu, .flags = flags } };
	static u8 hard[8], soft[8];

	hard[0] = cpus;
	soft[0] = cpus;
	set_xen_guest_handle(op.u.vcpuaffinity.cpumap_hard.bitmap, hard);
	set_xen_guest_handle(op.u.vcpuaffinity.cpumap_soft.bitmap, soft);
	op.u.vcpuaffinity.cpumap_hard.nr_bits = 64;
	op.u.vcpuaffinity.cpumap_soft.nr_bits = 64;
	return domctl_call(XEN_DOMCTL_setvcpuaffinity, c->domid, &op);
}

static void start(unsigned int nr, u32 vcpus)
{
	unsigned int i;

	for (i = 0; i < nr; i++) {
		struct child_config conf = { .fn = counts, .vcpus = vcpus };

		EXPECT_EQ(child_create(&busy[i], &conf), 0);
		EXPECT_EQ(child_unpause(&busy[i]), 0);
	}
}

static void stop(unsigned int nr)
{
	unsigned int i;

	for (i = 0; i < nr; i++)
		EXPECT_EQ(child_destroy(&busy[i]), 0);
}

/* How many of @looks find the vCPU on @cpu. */
static unsigned int seen_on(const struct child *c, u32 vcpu, u32 cpu, unsigned int looks)
{
	unsigned int i, seen = 0;
	u32 at;

	for (i = 0; i < looks; i++) {
		sleep_ms(2);
		child_cpu_time(c, vcpu, &at);
		seen += at == cpu;
	}
	return seen;
}

static bool goes_on(const struct child *c)
{
	u64 was = c->page->word[0];
	unsigned int i;

	for (i = 0; i < 200 && c->page->word[0] == was; i++)
		sleep_ms(1);
	return c->page->word[0] != was;
}

static void hard_affinity(void)
{
	unsigned int i;

	start(BUSY, 1);
	for (i = 0; i < BUSY; i++)
		EXPECT_EQ(pin(&busy[i], 0, XEN_VCPUAFFINITY_HARD, 2), 0);
	sleep_ms(5);
	for (i = 0; i < BUSY; i++)
		EXPECT_EQ(seen_on(&busy[i], 0, 1, 40), 40);
	EXPECT_EQ(pin(&busy[0], 0, XEN_VCPUAFFINITY_HARD, 1), 0);
	sleep_ms(5);
	EXPECT_EQ(seen_on(&busy[0], 0, 0, 40), 40);
	stop(BUSY);
}

static void prefers(u32 cpu)
{
	u32 seen;

	EXPECT_EQ(pin(&busy[0], 0, XEN_VCPUAFFINITY_SOFT, 1 << cpu), 0);
	sleep_ms(50);
	seen = seen_on(&busy[0], 0, cpu, 40);
	say("# where it likes to be: %u of 40", seen);
	EXPECT(seen >= 30);
}

static void soft_affinity(void)
{
	XEN_DIFFERS("credit2 leaves it where it is as long as that CPU has nothing else to do");
	start(1, 1);
	prefers(1);
	prefers(0);
	prefers(1);
	stop(1);
}

static void another_pool(void)
{
	u32 id, cpu;

	XEN_DIFFERS("a CPU with work may not be given up, for seconds");
	start(2, 2);
	EXPECT_EQ(pool_remove(0, 1), 0);
	EXPECT_EQ(pool_create(XEN_SCHEDULER_CREDIT2, &id), 0);
	EXPECT(id > 0);
	/* No CPU: nobody can be moved there. */
	EXPECT(pool_move(id, busy[0].domid) < 0);
	EXPECT_EQ(pool_add(id, 1), 0);
	EXPECT_EQ(pool_move(id, busy[0].domid), 0);
	EXPECT(goes_on(&busy[0]));
	EXPECT(goes_on(&busy[1]));
	child_cpu_time(&busy[0], 0, &cpu);
	EXPECT_EQ(cpu, 1);
	EXPECT_EQ(seen_on(&busy[1], 1, 0, 10), 10);
	EXPECT_EQ(pool_destroy(id), -EBUSY);
	EXPECT_EQ(pool_move(0, busy[0].domid), 0);
	EXPECT_EQ(pool_remove(id, 1), 0);
	EXPECT_EQ(pool_destroy(id), 0);
	EXPECT_EQ(pool_add(0, 1), 0);
	EXPECT(goes_on(&busy[0]));
	stop(2);
}

static void round_and_round(u32 sched, u32 vcpus)
{
	unsigned int i;
	u32 id;

	EXPECT_EQ(pool_remove(0, 1), 0);
	start(2, vcpus);
	for (i = 0; i < ROUNDS; i++) {
		if (!EXPECT_EQ(pool_create(sched, &id), 0) || !EXPECT_EQ(pool_add(id, 1), 0) ||
		    !EXPECT_EQ(pool_move(id, busy[i % 2].domid), 0))
			break;
		if (i % 10 == 0)
			EXPECT(goes_on(&busy[i % 2]));
		if (!EXPECT_EQ(pool_move(0, busy[i % 2].domid), 0) ||
		    !EXPECT_EQ(pool_remove(id, 1), 0) || !EXPECT_EQ(pool_destroy(id), 0))
			break;
	}
	EXPECT(goes_on(&busy[0]));
	EXPECT(goes_on(&busy[1]));
	stop(2);
	EXPECT_EQ(pool_add(0, 1), 0);
}

static void moved_and_destroyed(void)
{
	XEN_DIFFERS("4.17 panics in free_cpu_rm_data()");
	if (on_hoist())
		round_and_round(XEN_SCHEDULER_CREDIT2, 2);
}

static void null_scheduler(void)
{
	XEN_DIFFERS("Debian's has no null scheduler");
	round_and_round(XEN_SCHEDULER_NULL, 1);
}

/* It dies in the other pool, which must be free at once. */
static void destroyed_there(void)
{
	unsigned int i;
	u32 id;

	EXPECT_EQ(pool_remove(0, 1), 0);
	for (i = 0; i < ROUNDS / 4; i++) {
		struct child_config conf = { .fn = counts, .vcpus = 2 };

		EXPECT_EQ(pool_create(XEN_SCHEDULER_CREDIT2, &id), 0);
		EXPECT_EQ(pool_add(id, 1), 0);
		conf.cpupool = id;
		EXPECT_EQ(child_create(&busy[0], &conf), 0);
		EXPECT_EQ(child_unpause(&busy[0]), 0);
		if (i % 8 == 0)
			EXPECT(goes_on(&busy[0]));
		EXPECT_EQ(child_destroy(&busy[0]), 0);
		EXPECT_EQ(pool_remove(id, 1), 0);
		if (!EXPECT_EQ(pool_destroy(id), 0))
			break;
	}
	EXPECT_EQ(pool_add(0, 1), 0);
}

static long hotplug(u32 op, u32 cpu)
{
	static struct xen_sysctl sys;

	memset(&sys, 0, sizeof(sys));
	sys.cmd = XEN_SYSCTL_cpu_hotplug;
	sys.interface_version = XEN_SYSCTL_INTERFACE_VERSION;
	sys.u.cpu_hotplug.op = op;
	sys.u.cpu_hotplug.cpu = cpu;
	return hypercall(__HYPERVISOR_sysctl, &sys);
}

static bool is_online(u32 cpu)
{
	struct xen_platform_op op = {
		.cmd = XENPF_get_cpuinfo, .interface_version = XENPF_INTERFACE_VERSION,
		.u.pcpu_info.xen_cpuid = cpu,
	};

	EXPECT_EQ(hypercall(__HYPERVISOR_platform_op, &op), 0);
	return op.u.pcpu_info.flags & XEN_PCPU_FLAGS_ONLINE;
}

/* One of the two CPUs goes and comes, by the two ways that there are. */
static void offline_and_online(void)
{
	struct xen_platform_op op = {
		.cmd = XENPF_cpu_offline, .interface_version = XENPF_INTERFACE_VERSION,
		.u.cpu_ol.cpuid = 1,
	};
	unsigned int i;

	EXPECT_EQ(hotplug(XEN_SYSCTL_CPU_HOTPLUG_OFFLINE, 0), -EINVAL);
	EXPECT_EQ(hotplug(XEN_SYSCTL_CPU_HOTPLUG_OFFLINE, 12345), -EINVAL);
	start(BUSY, 1);
	EXPECT(is_online(1));
	EXPECT_EQ(hotplug(XEN_SYSCTL_CPU_HOTPLUG_OFFLINE, 1), 0);
	EXPECT(!is_online(1));
	EXPECT_EQ(hotplug(XEN_SYSCTL_CPU_HOTPLUG_OFFLINE, 1), -EEXIST);
	EXPECT(pool_add(0, 1) < 0);
	sleep_ms(5);
	for (i = 0; i < BUSY; i++) {
		EXPECT_EQ(seen_on(&busy[i], 0, 0, 10), 10);
		EXPECT(goes_on(&busy[i]));
	}
	EXPECT_EQ(hotplug(XEN_SYSCTL_CPU_HOTPLUG_ONLINE, 1), 0);
	EXPECT(is_online(1));
	for (i = 0; i < BUSY; i++)
		EXPECT_EQ(pin(&busy[i], 0, XEN_VCPUAFFINITY_HARD, 2), 0);
	sleep_ms(5);
	for (i = 0; i < BUSY; i++) {
		EXPECT_EQ(seen_on(&busy[i], 0, 1, 10), 10);
		EXPECT(goes_on(&busy[i]));
	}
	/* Who may run there only runs elsewhere. */
	EXPECT_EQ(hypercall(__HYPERVISOR_platform_op, &op), 0);
	EXPECT(!is_online(1));
	EXPECT(goes_on(&busy[0]));
	op.cmd = XENPF_cpu_online;
	EXPECT_EQ(hypercall(__HYPERVISOR_platform_op, &op), 0);
	EXPECT(is_online(1));
	stop(BUSY);
}

GUEST_TEST({ "a pinned vCPU is nowhere else", hard_affinity },
	   { "soft affinity is where it mostly is", soft_affinity },
	   { "another pool, and back", another_pool },
	   { "moved while it runs, and the pool destroyed at once", moved_and_destroyed },
	   { "the same with the null scheduler", null_scheduler },
	   { "a domain made and destroyed in another pool", destroyed_there },
	   { "a CPU goes off line and comes back", offline_and_online });
