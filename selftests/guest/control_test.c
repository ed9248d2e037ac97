// SPDX-License-Identifier: GPL-2.0-only
/*
 * What a control domain asks of the machine: platform_op, sysctl, mca, xenpmu_op,
 * console_io.
 *
 * Tools and the kernel's drivers live on these answers, and each of them takes a
 * struct by a pointer and has a version: a wrong one of either must be refused
 * before anything happens.  What would end the machine (sleep, taking a CPU down,
 * kexec) is called with what makes it fail.
 */
#include "guest.h"

#include <xen/interface/platform.h>
#include <xen/interface/sched.h>
#include <xen/interface/sysctl.h>
#include <xen/interface/version.h>
#include <xen/interface/xen-mca.h>

#define BAD_POINTER	((void *)0xffff810000000000UL)	/* the hypervisor's own */
#define XENPMU_INIT	0x5000				/* not a command */

static long platform(u32 cmd, struct xen_platform_op *op)
{
	op->cmd = cmd;
	op->interface_version = XENPF_INTERFACE_VERSION;
	return hypercall(__HYPERVISOR_platform_op, op);
}

static long sysctl(u32 cmd, struct xen_sysctl *op)
{
	op->cmd = cmd;
	op->interface_version = XEN_SYSCTL_INTERFACE_VERSION;
	return hypercall(__HYPERVISOR_sysctl, op);
}

static void versions_and_pointers(void)
{
	struct xen_platform_op p = { .cmd = XENPF_get_cpuinfo, .interface_version = 1 };
	struct xen_sysctl s = { .cmd = XEN_SYSCTL_physinfo, .interface_version = 1 };
	struct xen_mc m = { .cmd = XEN_MC_physcpuinfo, .interface_version = 1 };

	EXPECT_EQ(hypercall(__HYPERVISOR_platform_op, &p), -EACCES);
	EXPECT_EQ(hypercall(__HYPERVISOR_sysctl, &s), -EACCES);
	EXPECT_EQ(hypercall(__HYPERVISOR_mca, &m), -EACCES);
	EXPECT_EQ(hypercall(__HYPERVISOR_platform_op, BAD_POINTER), -EFAULT);
	EXPECT_EQ(hypercall(__HYPERVISOR_sysctl, BAD_POINTER), -EFAULT);
	EXPECT_EQ(hypercall(__HYPERVISOR_mca, BAD_POINTER), -EFAULT);
	EXPECT_EQ(platform(9999, &p), -ENOSYS);
	EXPECT_EQ(sysctl(9999, &s), -ENOSYS);
}

static void cpus_of_the_platform(void)
{
	struct xen_platform_op op = { 0 };

	EXPECT_EQ(platform(XENPF_get_cpuinfo, &op), 0);
	EXPECT_EQ(op.u.pcpu_info.xen_cpuid, 0);
	EXPECT(op.u.pcpu_info.flags & XEN_PCPU_FLAGS_ONLINE);
	EXPECT_EQ(op.u.pcpu_info.apic_id, 0);
	EXPECT_EQ(op.u.pcpu_info.acpi_id, 0);
	op.u.pcpu_info.xen_cpuid = op.u.pcpu_info.max_present + 1;
	EXPECT_EQ(platform(XENPF_get_cpuinfo, &op), 0);
	EXPECT_EQ(op.u.pcpu_info.flags, XEN_PCPU_FLAGS_INVALID);
	op.u.pcpu_version.xen_cpuid = 0;
	EXPECT_EQ(platform(XENPF_get_cpu_version, &op), 0);
	EXPECT(op.u.pcpu_version.family != 0);
}

/* The excluded operations of the storm, with arguments that don't end the machine. */
static void operations_that_could_end_it(void)
{
	struct xen_platform_op op = { 0 };

	op.u.enter_acpi_sleep.sleep_state = 9;
	EXPECT_EQ(platform(XENPF_enter_acpi_sleep, &op), -EINVAL);
	memset(&op, 0, sizeof(op));
	op.u.enter_acpi_sleep.flags = 0x80;
	op.u.enter_acpi_sleep.sleep_state = 5;
	EXPECT_EQ(platform(XENPF_enter_acpi_sleep, &op), -EINVAL);
	op.u.cpu_ol.cpuid = 12345;
	EXPECT_EQ(platform(XENPF_cpu_offline, &op), -EINVAL);
	EXPECT_EQ(platform(XENPF_cpu_online, &op), -EINVAL);
	/* The machine has a second one, but maxcpus= is 1: its place is not known. */
	op.u.cpu_ol.cpuid = 1;
	EXPECT_EQ(platform(XENPF_cpu_offline, &op), -EINVAL);
	if (on_hoist())
		EXPECT_EQ(platform(XENPF_cpu_online, &op), -EINVAL);
	/* The last CPU stays. */
	op.u.cpu_ol.cpuid = 0;
	EXPECT(platform(XENPF_cpu_offline, &op) < 0);
	/* Real Xen has it. */
	if (on_hoist())
		EXPECT_EQ(hypercall(__HYPERVISOR_kexec_op, 0, BAD_POINTER), -ENOSYS);
	EXPECT_EQ(hypercall(__HYPERVISOR_sched_op, SCHEDOP_shutdown, BAD_POINTER), -EFAULT);
	EXPECT_EQ(hypercall(__HYPERVISOR_sched_op, SCHEDOP_remote_shutdown, BAD_POINTER), -EFAULT);
}

static void firmware(void)
{
	struct xen_platform_op op = { 0 };

	op.u.firmware_info.type = 99;
	EXPECT(platform(XENPF_firmware_info, &op) < 0);
	op.u.firmware_info.type = XEN_FW_DISK_INFO;
	op.u.firmware_info.index = 200;
	EXPECT_EQ(platform(XENPF_firmware_info, &op), -ESRCH);
}

static void idle_times(void)
{
	static u64 times[8];
	static u8 map[8] = { 1 };
	struct xen_platform_op op = { 0 };

	XEN_DIFFERS("no such call without a cpufreq governor");
	set_xen_guest_handle(op.u.getidletime.cpumap_bitmap, map);
	op.u.getidletime.cpumap_nr_cpus = 64;
	set_xen_guest_handle(op.u.getidletime.idletime, times);
	EXPECT_EQ(platform(XENPF_getidletime, &op), 0);
	EXPECT(op.u.getidletime.now != 0);
	EXPECT_EQ(times[1], 0);
	map[0] = 1;
	set_xen_guest_handle(op.u.getidletime.idletime, BAD_POINTER);
	EXPECT_EQ(platform(XENPF_getidletime, &op), -EFAULT);
}

static void the_machine(void)
{
	struct xen_sysctl op = { 0 };

	EXPECT_EQ(sysctl(XEN_SYSCTL_physinfo, &op), 0);
	EXPECT_EQ(op.u.physinfo.nr_cpus, 1);
	EXPECT_EQ(op.u.physinfo.nr_nodes, 1);
	EXPECT(op.u.physinfo.total_pages > op.u.physinfo.free_pages);
	EXPECT(op.u.physinfo.cpu_khz != 0);
	EXPECT(op.u.physinfo.capabilities & XEN_SYSCTL_PHYSCAP_pv);
	EXPECT_EQ(sysctl(XEN_SYSCTL_sched_id, &op), 0);
	EXPECT_EQ(op.u.sched_id.sched_id, 6);		/* credit2 */
}

static void lists_by_handle(void)
{
	static struct xen_sysctl_cpuinfo cpus[4];
	static struct xen_sysctl_cputopo topo[4];
	struct xen_sysctl op = { 0 };

	op.u.getcpuinfo.max_cpus = 4;
	set_xen_guest_handle(op.u.getcpuinfo.info, cpus);
	EXPECT_EQ(sysctl(XEN_SYSCTL_getcpuinfo, &op), 0);
	EXPECT_EQ(op.u.getcpuinfo.nr_cpus, 1);
	set_xen_guest_handle(op.u.getcpuinfo.info, BAD_POINTER);
	EXPECT_EQ(sysctl(XEN_SYSCTL_getcpuinfo, &op), -EFAULT);
	memset(&op, 0, sizeof(op));
	EXPECT_EQ(sysctl(XEN_SYSCTL_cputopoinfo, &op), 0);
	EXPECT_EQ(op.u.cputopoinfo.num_cpus, 1);
	set_xen_guest_handle(op.u.cputopoinfo.cputopo, topo);
	op.u.cputopoinfo.num_cpus = 4;
	EXPECT_EQ(sysctl(XEN_SYSCTL_cputopoinfo, &op), 0);
	EXPECT_EQ(op.u.cputopoinfo.num_cpus, 1);
	set_xen_guest_handle(op.u.cputopoinfo.cputopo, BAD_POINTER);
	EXPECT_EQ(sysctl(XEN_SYSCTL_cputopoinfo, &op), -EFAULT);
}

static void features(void)
{
	static u32 words[64];
	struct xen_sysctl op = { 0 };

	op.u.cpu_featureset.index = XEN_SYSCTL_cpu_featureset_host;
	EXPECT_EQ(sysctl(XEN_SYSCTL_get_cpu_featureset, &op), 0);
	EXPECT(op.u.cpu_featureset.nr_features > 0);
	set_xen_guest_handle(op.u.cpu_featureset.features, words);
	EXPECT_EQ(sysctl(XEN_SYSCTL_get_cpu_featureset, &op), 0);
	EXPECT(words[0] & 1);
	op.u.cpu_featureset.nr_features = 1;
	EXPECT_EQ(sysctl(XEN_SYSCTL_get_cpu_featureset, &op), -ENOBUFS);
	op.u.cpu_featureset.index = 99;
	EXPECT_EQ(sysctl(XEN_SYSCTL_get_cpu_featureset, &op), -EINVAL);
}

static u32 counts[128];

static long count_op(u32 cmd, struct xen_sysctl *op)
{
	op->u.perfc_op.cmd = cmd;
	return sysctl(XEN_SYSCTL_perfc_op, op);
}

/* As xenperf reads them: names, and behind each other the values of all. */
static void counts_of_hypercalls(void)
{
	static struct xen_sysctl_perfc_desc names[8];
	static struct multicall_entry list[3] = {
		{ .op = __HYPERVISOR_xen_version },
		{ .op = __HYPERVISOR_xen_version },
		{ .op = __HYPERVISOR_xen_version },
	};
	struct xen_sysctl op = { 0 };
	u32 nr;

	XEN_DIFFERS("Debian's is built without counters");
	EXPECT_EQ(count_op(XEN_SYSCTL_PERFCOP_query, &op), 0);
	EXPECT(op.u.perfc_op.nr_counters > 1 && op.u.perfc_op.nr_counters <= 8);
	nr = op.u.perfc_op.nr_vals;
	EXPECT(nr > 1 && nr <= 128);
	set_xen_guest_handle(op.u.perfc_op.desc, names);
	set_xen_guest_handle(op.u.perfc_op.val, (void *)counts);
	EXPECT_EQ(count_op(XEN_SYSCTL_PERFCOP_reset, &op), 0);
	EXPECT_EQ(memcmp(names[0].name, "hypercalls", 11), 0);
	EXPECT_EQ(names[0].nr_vals + names[1].nr_vals, nr);
	EXPECT_EQ(counts[__HYPERVISOR_sysctl], 0);
	EXPECT_EQ(hypercall(__HYPERVISOR_xen_version, XENVER_version, 0), 4 << 16 | 17);
	EXPECT_EQ(hypercall(__HYPERVISOR_multicall, list, 3), 0);
	EXPECT_EQ(count_op(XEN_SYSCTL_PERFCOP_query, &op), 0);
	EXPECT_EQ(counts[__HYPERVISOR_xen_version], 4);
	EXPECT_EQ(counts[__HYPERVISOR_multicall], 1);
	EXPECT_EQ(counts[__HYPERVISOR_sysctl], 1);
	EXPECT_EQ(counts[names[0].nr_vals], 3);
	EXPECT_EQ(count_op(99, &op), -EINVAL);
	set_xen_guest_handle(op.u.perfc_op.val, BAD_POINTER);
	EXPECT_EQ(count_op(XEN_SYSCTL_PERFCOP_query, &op), -EFAULT);
	set_xen_guest_handle(op.u.perfc_op.desc, BAD_POINTER);
	EXPECT_EQ(count_op(XEN_SYSCTL_PERFCOP_query, &op), -EFAULT);
}

static void the_log(void)
{
	static char text[64];
	struct xen_sysctl op = { 0 };

	op.u.readconsole.count = sizeof(text);
	set_xen_guest_handle(op.u.readconsole.buffer, text);
	EXPECT_EQ(sysctl(XEN_SYSCTL_readconsole, &op), 0);
	EXPECT_EQ(op.u.readconsole.count, sizeof(text));
	EXPECT(text[0] != 0);
	set_xen_guest_handle(op.u.readconsole.buffer, BAD_POINTER);
	op.u.readconsole.count = sizeof(text);
	EXPECT_EQ(sysctl(XEN_SYSCTL_readconsole, &op), -EFAULT);
	memset(&op, 0, sizeof(op));
	set_xen_guest_handle(op.u.debug_keys.keys, BAD_POINTER);
	op.u.debug_keys.nr_keys = 1;
	EXPECT_EQ(sysctl(XEN_SYSCTL_debug_keys, &op), -EFAULT);
}

static void machine_checks(void)
{
	static struct mcinfo_logical_cpu cpu[2];
	struct xen_mc op = { .interface_version = XEN_MCA_INTERFACE_VERSION };

	op.cmd = XEN_MC_physcpuinfo;
	EXPECT_EQ(hypercall(__HYPERVISOR_mca, &op), 0);
	EXPECT_EQ(op.u.mc_physcpuinfo.ncpus, 1);
	set_xen_guest_handle(op.u.mc_physcpuinfo.info, cpu);
	EXPECT_EQ(hypercall(__HYPERVISOR_mca, &op), 0);
	EXPECT(cpu[0].mc_vendorid[0] != 0);
	op.u.mc_physcpuinfo.ncpus = 0;
	EXPECT_EQ(hypercall(__HYPERVISOR_mca, &op), -EINVAL);
	op.u.mc_physcpuinfo.ncpus = 1;
	set_xen_guest_handle(op.u.mc_physcpuinfo.info, BAD_POINTER);
	EXPECT_EQ(hypercall(__HYPERVISOR_mca, &op), -EFAULT);
	memset(&op.u, 0, sizeof(op.u));
	op.cmd = XEN_MC_fetch;
	op.u.mc_fetch.flags = 0x40;
	EXPECT_EQ(hypercall(__HYPERVISOR_mca, &op), -EINVAL);
	op.cmd = 99;
	EXPECT_EQ(hypercall(__HYPERVISOR_mca, &op), -EINVAL);
}

static void no_performance_counters(void)
{
	EXPECT_EQ(hypercall(__HYPERVISOR_xenpmu_op, XENPMU_INIT, BAD_POINTER), -EOPNOTSUPP);
	EXPECT_EQ(hypercall(__HYPERVISOR_xenpmu_op, 0, 0), -EOPNOTSUPP);
}

static void the_console(void)
{
	char c;

	EXPECT_EQ(hypercall(__HYPERVISOR_console_io, CONSOLEIO_write, 0, 0), 0);
	EXPECT_EQ(hypercall(__HYPERVISOR_console_io, CONSOLEIO_write, 1, BAD_POINTER), -EFAULT);
	EXPECT_EQ(hypercall(__HYPERVISOR_console_io, CONSOLEIO_read, 1, &c), 0);
	EXPECT_EQ(hypercall(__HYPERVISOR_console_io, 99, 1, &c), -ENOSYS);
}

GUEST_TEST({ "versions and pointers", versions_and_pointers },
	   { "CPUs of the platform", cpus_of_the_platform },
	   { "operations that could end it, refused", operations_that_could_end_it },
	   { "what the firmware told", firmware },
	   { "idle times", idle_times },
	   { "the machine", the_machine },
	   { "lists by handle", lists_by_handle },
	   { "features of the CPU", features },
	   { "counts of hypercalls", counts_of_hypercalls },
	   { "the log and debug keys", the_log },
	   { "machine checks", machine_checks },
	   { "no performance counters", no_performance_counters },
	   { "the console", the_console });
