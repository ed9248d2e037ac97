// SPDX-License-Identifier: GPL-2.0-only
/*
 * domctl and sysctl with wrong domains, versions, vCPUs, sizes and pointers.
 *
 * Each command of domctl is made on domains that are not there, and of another version of the
 * interface; each command that takes more gets what it must refuse, on a domain that is
 * there.  A plain guest may do none of it.
 */
#include "guest.h"

#include "refuse.h"

#define COMMANDS	88		/* of domctl */
#define SYSCTLS		30

static struct refusal rows[COMMANDS];
static struct xen_domctl domctls[COMMANDS];
static struct xen_sysctl sysctls[SYSCTLS];
static char names[COMMANDS][32];

/* What the command answers in place of -ESRCH. */
static long without_domain(u32 cmd, domid_t domid)
{
	switch (cmd) {
	case XEN_DOMCTL_createdomain:
	case XEN_DOMCTL_test_assign_device:
		return NOT_MADE;
	case XEN_DOMCTL_getdomaininfo:
		return domid < DOMID_FIRST_RESERVED ? -ESRCH : -EINVAL;
	case XEN_DOMCTL_assign_device:
	case XEN_DOMCTL_deassign_device:
		/* Devices that nobody may use belong to it. */
		return domid == DOMID_IO ? NOT_MADE : -ESRCH;
	default:
		return -ESRCH;
	}
}

/* All commands on @domid, or of a wrong version. */
static void each_domctl(domid_t domid, u32 version, long dom0, long guest)
{
	u32 cmd;

	for (cmd = 0; cmd < COMMANDS; cmd++) {
		snprintf(names[cmd], sizeof(names[cmd]), "domctl %u on %#x", cmd, domid);
		domctls[cmd] = (struct xen_domctl){ .cmd = cmd, .domain = domid,
						    .interface_version = version };
		rows[cmd] = (struct refusal){
			.what = names[cmd], .nr = __HYPERVISOR_domctl, .cmd = NO_CMD,
			.arg = &domctls[cmd], .size = sizeof(struct xen_domctl), .status = -1,
			.dom0 = dom0 == -ESRCH ? without_domain(cmd, domid) : dom0,
			.guest = guest,
		};
	}
	refuse(rows, COMMANDS);
}

static void domains(void)
{
	static const domid_t wrong[] = { NOBODY, DOMID_XEN, DOMID_IO, DOMID_INVALID };
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(wrong); i++)
		each_domctl(wrong[i], XEN_DOMCTL_INTERFACE_VERSION, -ESRCH, DENIED);
}

static void versions(void)
{
	each_domctl(PEER, XEN_DOMCTL_INTERFACE_VERSION - 1, -EACCES, -EACCES);
	each_domctl(PEER, XEN_DOMCTL_INTERFACE_VERSION + 1, -EACCES, -EACCES);
	each_domctl(PEER, ~0U, -EACCES, -EACCES);
}

/* What a guest is refused, whoever it names. */
static void rights(void)
{
	each_domctl(PEER, XEN_DOMCTL_INTERFACE_VERSION, NOT_MADE, DENIED);
	each_domctl(0, XEN_DOMCTL_INTERFACE_VERSION, NOT_MADE, DENIED);
	each_domctl(DOMID_SELF, XEN_DOMCTL_INTERFACE_VERSION, NOT_MADE, DENIED);
}

static void each_sysctl(u32 version, long dom0, long guest)
{
	u32 cmd;

	for (cmd = 0; cmd < SYSCTLS; cmd++) {
		snprintf(names[cmd], sizeof(names[cmd]), "sysctl %u of version %#x", cmd, version);
		sysctls[cmd] = (struct xen_sysctl){ .cmd = cmd, .interface_version = version };
		rows[cmd] = (struct refusal){
			.what = names[cmd], .nr = __HYPERVISOR_sysctl, .cmd = NO_CMD,
			.arg = &sysctls[cmd], .size = sizeof(struct xen_sysctl), .status = -1,
			.dom0 = dom0, .guest = guest,
		};
	}
	refuse(rows, SYSCTLS);
}

static void sysctl_versions_and_rights(void)
{
	each_sysctl(XEN_SYSCTL_INTERFACE_VERSION - 1, -EACCES, DENIED);
	each_sysctl(~0U, -EACCES, DENIED);
	each_sysctl(XEN_SYSCTL_INTERFACE_VERSION, NOT_MADE, DENIED);
}

static const struct refusal life[] = {
	DOMCTL("a number in use", createdomain, PEER, -EEXIST, DENIED,
	       .u.createdomain = { .max_vcpus = 1, .grant_opts = 1 }),
	DOMCTL("without vCPUs", createdomain, 0, -EINVAL, DENIED,
	       .u.createdomain = { .grant_opts = 1 }),
	DOMCTL("a million vCPUs", createdomain, 0, -EINVAL, DENIED,
	       .u.createdomain = { .max_vcpus = 1000000, .grant_opts = 1 }),
	DOMCTL("unknown flags", createdomain, 0, -EINVAL, DENIED,
	       .u.createdomain = { .max_vcpus = 1, .flags = 1U << 31, .grant_opts = 1 }),
	DOMCTL("grants of version 9", createdomain, 0, -EINVAL, DENIED,
	       .u.createdomain = { .max_vcpus = 1, .grant_opts = 9 }),
	DOMCTL("no such pool", createdomain, 0, -EINVAL, DENIED, .u.createdomain = { .max_vcpus = 1,
	       .cpupool_id = 77, .grant_opts = 1 }),
	DOMCTL("translated without HVM", createdomain, 0, -EINVAL, DENIED,
	       .u.createdomain = { .max_vcpus = 1, .flags = XEN_DOMCTL_CDF_hap, .grant_opts = 1 }),
	DOMCTL("emulated devices for PV", createdomain, 0, -EINVAL, DENIED,
	       .u.createdomain = { .max_vcpus = 1, .grant_opts = 1,
	       .arch.emulation_flags = 1U << 30 }),
	DOMCTL("oneself", destroydomain, 0, -EINVAL, DENIED),
	DOMCTL("oneself", pausedomain, 0, -EINVAL, DENIED),
	DOMCTL("oneself", resumedomain, 0, -EINVAL, DENIED),
	DOMCTL("which is not paused", unpausedomain, 0, -EINVAL, DENIED),
	DOMCTL("another number", max_vcpus, PEER, -EINVAL, DENIED, .u.max_vcpus.max = 5),
	DOMCTL("none", max_vcpus, PEER, -EINVAL, DENIED),
	DOMCTL("of oneself", max_vcpus, 0, -EINVAL, DENIED, .u.max_vcpus.max = 1),
	DOMCTL("oneself", set_target, PEER, -EINVAL, DENIED, .u.set_target.target = PEER),
	DOMCTL("nobody", set_target, PEER, -ESRCH, DENIED, .u.set_target.target = NOBODY),
	DOMCTL("no such interrupt", set_virq_handler, PEER, -EINVAL, DENIED,
	       .u.set_virq_handler.virq = 24),
	DOMCTL("one of each vCPU", set_virq_handler, PEER, -EINVAL, DENIED,
	       .u.set_virq_handler.virq = 0),
	DOMCTL("33 bits", set_address_size, PEER, -EINVAL, DENIED, .u.address_size.size = 33),
	DOMCTL("mode 9", settscinfo, PEER, -EINVAL, DENIED, .u.tsc_info.tsc_mode = 9),
	DOMCTL("of oneself", settscinfo, 0, -EINVAL, DENIED),
};

static const struct refusal vcpus[] = {
	DOMCTL("no such vCPU", setvcpucontext, PEER, -EINVAL, DENIED, .u.vcpucontext.vcpu = 1),
	DOMCTL("a struct of the hypervisor's", setvcpucontext, PEER, -EFAULT, DENIED,
	       .u.vcpucontext.ctxt = BAD_PTR),
	DOMCTL("of oneself", setvcpucontext, 0, -EINVAL, DENIED, .u.vcpucontext.ctxt = NO_PAGE),
	DOMCTL("no such vCPU", getvcpucontext, PEER, -EINVAL, DENIED, .u.vcpucontext.vcpu = 1),
	DOMCTL("of oneself", getvcpucontext, 0, -EINVAL, DENIED, .u.vcpucontext.vcpu = 0),
	DOMCTL("a struct of the hypervisor's", getvcpucontext, PEER, -EFAULT, DENIED,
	       .u.vcpucontext.ctxt = BAD_PTR),
	DOMCTL("no such vCPU", getvcpuinfo, PEER, -EINVAL, DENIED, .u.getvcpuinfo.vcpu = 1),
	DOMCTL("the largest vCPU", getvcpuinfo, PEER, -EINVAL, DENIED, .u.getvcpuinfo.vcpu = ~0U),
	DOMCTL("no such vCPU", setvcpuaffinity, PEER, -EINVAL, DENIED,
	       .u.vcpuaffinity = { .vcpu = 1, .flags = 1 }),
	DOMCTL("no flags", setvcpuaffinity, PEER, -EINVAL, DENIED, .u.vcpuaffinity = { .vcpu = 0 }),
	DOMCTL("no CPUs", setvcpuaffinity, PEER, -EINVAL, DENIED, .u.vcpuaffinity = { .flags = 1 }),
	DOMCTL("a map of the hypervisor's", setvcpuaffinity, PEER, -EFAULT, DENIED,
	       .u.vcpuaffinity = { .flags = 1, .cpumap_hard = { .bitmap = BAD_PTR,
	       .nr_bits = 64 } }),
	DOMCTL("no such vCPU", getvcpuaffinity, PEER, -EINVAL, DENIED,
	       .u.vcpuaffinity = { .vcpu = 1, .flags = 1 }),
	DOMCTL("a map of the hypervisor's", getvcpuaffinity, PEER, -EFAULT, DENIED,
	       .u.vcpuaffinity = { .flags = 1, .cpumap_hard = { .bitmap = BAD_PTR,
	       .nr_bits = 64 } }),
	DOMCTL("no such vCPU", get_ext_vcpucontext, PEER, -ESRCH, DENIED,
	       .u.ext_vcpucontext.vcpu = 1),
	DOMCTL("no such vCPU", set_ext_vcpucontext, PEER, -ESRCH, DENIED,
	       .u.ext_vcpucontext.vcpu = 1),
	DOMCTL("a wrong size", set_ext_vcpucontext, PEER, -EINVAL, DENIED,
	       .u.ext_vcpucontext.size = 1),
	DOMCTL("no such vCPU", getvcpuextstate, PEER, -ESRCH, DENIED, .u.vcpuextstate.vcpu = 1),
	DOMCTL("no such vCPU", setvcpuextstate, PEER, -ESRCH, DENIED, .u.vcpuextstate.vcpu = 1),
	DOMCTL("a wrong size", setvcpuextstate, PEER, -EINVAL, DENIED, .u.vcpuextstate.size = 3),
	DOMCTL("the largest size", setvcpuextstate, PEER, -EINVAL, DENIED,
	       .u.vcpuextstate.size = ~0UL),
	DOMCTL("no such vCPU", get_vcpu_msrs, PEER, -ESRCH, DENIED, .u.vcpu_msrs.vcpu = 1),
	DOMCTL("no such vCPU", set_vcpu_msrs, PEER, -ESRCH, DENIED, .u.vcpu_msrs.vcpu = 1),
	DOMCTL("the largest number", set_vcpu_msrs, PEER, -EINVAL, DENIED,
	       .u.vcpu_msrs.msr_count = ~0U),
	DOMCTL("no such vCPU", sendtrigger, PEER, -ESRCH, DENIED, .u.sendtrigger.vcpu = 1),
	DOMCTL("the largest vCPU", sendtrigger, PEER, -ESRCH, DENIED, .u.sendtrigger.vcpu = ~0U),
	DOMCTL("no such trigger", sendtrigger, PEER, -ENOSYS, DENIED, .u.sendtrigger.trigger = 77),
};

static const struct refusal resources[] = {
	DOMCTL("none", iomem_permission, PEER, -EINVAL, DENIED,
	       .u.iomem_permission = { .first_mfn = 1 }),
	DOMCTL("over the end", iomem_permission, PEER, -EINVAL, DENIED,
	       .u.iomem_permission = { .first_mfn = ~0UL, .nr_mfns = 2 }),
	DOMCTL("as many as can be", iomem_permission, PEER, -EPERM, DENIED,
	       .u.iomem_permission = { .nr_mfns = 1UL << 24 }),
	DOMCTL("none", ioport_permission, PEER, -EINVAL, DENIED,
	       .u.ioport_permission = { .first_port = 1 }),
	DOMCTL("over the end", ioport_permission, PEER, -EINVAL, DENIED,
	       .u.ioport_permission = { .first_port = 0xffff, .nr_ports = 2 }),
	DOMCTL("as many as can be", ioport_permission, PEER, -EINVAL, DENIED,
	       .u.ioport_permission = { .nr_ports = ~0U }),
	DOMCTL("no such line", irq_permission, PEER, -EINVAL, DENIED,
	       .u.irq_permission = { .pirq = 100000, .allow_access = 1 }),
	DOMCTL("the largest", irq_permission, PEER, -EINVAL, DENIED,
	       .u.irq_permission = { .pirq = ~0U, .allow_access = 1 }),
	DOMCTL("no such frame", hypercall_init, PEER, -EINVAL, DENIED,
	       .u.hypercall_init.gmfn = BAD_FRAME),
	DOMCTL("the largest frame", hypercall_init, PEER, -EINVAL, DENIED,
	       .u.hypercall_init.gmfn = ~0UL),
	DOMCTL("a list of the hypervisor's", getpageframeinfo3, PEER, -EFAULT, DENIED,
	       .u.getpageframeinfo3 = { .num = 4, .array = BAD_PTR }),
	DOMCTL("no nodes", setnodeaffinity, PEER, -EINVAL, DENIED,
	       .u.nodeaffinity.nodemap = { .nr_bits = 0 }),
	DOMCTL("a map of the hypervisor's", setnodeaffinity, PEER, -EFAULT, DENIED,
	       .u.nodeaffinity.nodemap = { .bitmap = BAD_PTR, .nr_bits = 64 }),
	DOMCTL("of oneself", shadow_op, 0, -EINVAL, DENIED,
	       .u.shadow_op.op = XEN_DOMCTL_SHADOW_OP_ENABLE_LOGDIRTY),
	DOMCTL("another scheduler", scheduler_op, PEER, -EINVAL, DENIED,
	       .u.scheduler_op = { .sched_id = 77, .cmd = 1 }),
	DOMCTL("an unknown command", scheduler_op, PEER, -EINVAL, DENIED,
	       .u.scheduler_op = { .sched_id = 6, .cmd = 77 }),
	DOMCTL("of a PV guest", gethvmcontext, PEER, -EINVAL, DENIED, .u.hvmcontext.size = 8),
	DOMCTL("of a PV guest", sethvmcontext, PEER, -EINVAL, DENIED, .u.hvmcontext.size = 8),
	DOMCTL("the most leaves", set_cpu_policy, PEER, -E2BIG, DENIED,
	       .u.cpu_policy = { .nr_leaves = ~0U }),
	DOMCTL("leaves of the hypervisor's", set_cpu_policy, PEER, -EFAULT, DENIED,
	       .u.cpu_policy = { .nr_leaves = 4, .leaves = BAD_PTR }),
};

static const struct refusal machine[] = {
	SYSCTL("a buffer of the hypervisor's", readconsole, -EFAULT, DENIED,
	       .u.readconsole = { .buffer = BAD_PTR, .count = 64 }),
	SYSCTL("a buffer of the hypervisor's", getdomaininfolist, -EFAULT, DENIED,
	       .u.getdomaininfolist = { .buffer = BAD_PTR, .max_domains = 4 }),
	SYSCTL("keys of the hypervisor's", debug_keys, -EFAULT, DENIED,
	       .u.debug_keys = { .keys = BAD_PTR, .nr_keys = 1 }),
	SYSCTL("a buffer of the hypervisor's", getcpuinfo, -EFAULT, DENIED,
	       .u.getcpuinfo = { .info = BAD_PTR, .max_cpus = 1 }),
	SYSCTL("a buffer of the hypervisor's", cputopoinfo, -EFAULT, DENIED,
	       .u.cputopoinfo = { .cputopo = BAD_PTR, .num_cpus = 1 }),
	SYSCTL("a buffer of the hypervisor's", numainfo, -EFAULT, DENIED,
	       .u.numainfo = { .meminfo = BAD_PTR, .num_nodes = 1 }),
	SYSCTL("no such CPU", cpu_hotplug, -EINVAL, DENIED, .u.cpu_hotplug = { .cpu = 77 }),
	SYSCTL("an unknown operation", cpu_hotplug, -EOPNOTSUPP, DENIED,
	       .u.cpu_hotplug = { .op = 77 }),
	SYSCTL("an unknown operation", cpupool_op, -ENOSYS, DENIED, .u.cpupool_op = { .op = 77 }),
	SYSCTL("destroy no such pool", cpupool_op, -ENOENT, DENIED,
	       .u.cpupool_op = { .op = XEN_SYSCTL_CPUPOOL_OP_DESTROY, .cpupool_id = 77 }),
	SYSCTL("destroy the first pool", cpupool_op, -EBUSY, DENIED,
	       .u.cpupool_op = { .op = XEN_SYSCTL_CPUPOOL_OP_DESTROY, .cpupool_id = 0 }),
	SYSCTL("a CPU for no such pool", cpupool_op, -ENOENT, DENIED,
	       .u.cpupool_op = { .op = XEN_SYSCTL_CPUPOOL_OP_ADDCPU, .cpupool_id = 77, .cpu = 0 }),
	SYSCTL("no such CPU", cpupool_op, -EINVAL, DENIED,
	       .u.cpupool_op = { .op = XEN_SYSCTL_CPUPOOL_OP_RMCPU, .cpupool_id = 0, .cpu = 77 }),
	SYSCTL("move nobody", cpupool_op, -ESRCH, DENIED,
	       .u.cpupool_op = { .op = XEN_SYSCTL_CPUPOOL_OP_MOVEDOMAIN, .domid = NOBODY }),
	SYSCTL("to no such pool", cpupool_op, -ENOENT, DENIED,
	       .u.cpupool_op = { .op = XEN_SYSCTL_CPUPOOL_OP_MOVEDOMAIN, .domid = PEER,
	       .cpupool_id = 77 }),
	SYSCTL("an unknown policy", cpupool_op, -ENOENT, DENIED,
	       .u.cpupool_op = { .op = XEN_SYSCTL_CPUPOOL_OP_CREATE, .cpupool_id = 5,
	       .sched_id = 77 }),
	SYSCTL("a number in use", cpupool_op, -EEXIST, DENIED,
	       .u.cpupool_op = { .op = XEN_SYSCTL_CPUPOOL_OP_CREATE, .cpupool_id = 0,
	       .sched_id = 6 }),
	SYSCTL("of no such pool", scheduler_op, -ESRCH, DENIED,
	       .u.scheduler_op = { .cpupool_id = 77, .sched_id = 6, .cmd = 1 }),
	SYSCTL("another scheduler", scheduler_op, -EINVAL, DENIED,
	       .u.scheduler_op = { .sched_id = 77, .cmd = 1 }),
	SYSCTL("an unknown command", scheduler_op, -EINVAL, DENIED,
	       .u.scheduler_op = { .sched_id = 6, .cmd = 77 }),
	SYSCTL("no such set", get_cpu_featureset, -EINVAL, DENIED,
	       .u.cpu_featureset = { .index = 77, .nr_features = 1, .features = BAD_PTR }),
	SYSCTL("no such policy", get_cpu_policy, -EINVAL, DENIED, .u.cpu_policy = { .index = 77 }),
};

static const struct refusal pointers[] = {
	AT("domctl, null", __HYPERVISOR_domctl, NO_CMD, NULL, 0, -EFAULT, -EFAULT),
	AT("domctl, bad pointer", __HYPERVISOR_domctl, NO_CMD, BAD_PTR, 0, -EFAULT, -EFAULT),
	AT("sysctl, null", __HYPERVISOR_sysctl, NO_CMD, NULL, 0, -EFAULT, DENIED),
	AT("sysctl, bad pointer", __HYPERVISOR_sysctl, NO_CMD, BAD_PTR, 0, -EFAULT, DENIED),
};

/*
 * Real Xen resets a vCPU whose new state is nowhere; takes up to 1024 frames at once; and
 * has virtual NUMA, which must have a node.
 */
static const struct refusal otherwise[] = {
	DOMCTL("without a struct", setvcpucontext, PEER, -EINVAL, DENIED, .u.vcpucontext.vcpu = 0),
	DOMCTL("the most", getpageframeinfo3, PEER, -EFAULT, DENIED,
	       .u.getpageframeinfo3 = { .num = ~0UL, .array = BAD_PTR }),
	DOMCTL("an unknown operation", shadow_op, PEER, -EOPNOTSUPP, DENIED, .u.shadow_op.op = 77),
	DOMCTL("no nodes", setvnumainfo, PEER, -ENOSYS, DENIED, .u.vnuma.nr_vnodes = 0),
};

static void refused_otherwise(void)
{
	XEN_DIFFERS("other answers to what is not there");
	refuse(otherwise, ARRAY_SIZE(otherwise));
}

#define CASE(name)	static void bad_##name(void) { refuse(name, ARRAY_SIZE(name)); }
CASE(life)
CASE(vcpus)
CASE(resources)
CASE(machine)
CASE(pointers)

GUEST_TEST({ "each domctl on domains that are not there", domains },
	   { "each domctl of another version", versions },
	   { "each domctl by a guest", rights },
	   { "each sysctl of another version, or by a guest", sysctl_versions_and_rights },
	   { "wrong domains and lives", bad_life },
	   { "wrong vCPUs and states", bad_vcpus },
	   { "wrong memory, rights and shares", bad_resources },
	   { "wrong questions about the machine", bad_machine },
	   { "what real Xen refuses otherwise", refused_otherwise },
	   { "wrong pointers", bad_pointers });
