// SPDX-License-Identifier: GPL-2.0-only
/*
 * What the firmware says of the CPUs' idle and performance states, for the hypervisor.
 *
 * The hypervisor drives the CPUs and cannot read ACPI's objects; dom0 can, and only tells.
 * The firmware has an object for each of the machine's CPUs, dom0 a virtual CPU for some of
 * them: the ACPI driver's data of these are told of all, as machines have CPUs of one kind.
 */
#define pr_fmt(fmt) "xen:acpi-processor: " fmt

#include <linux/acpi.h>
#include <linux/cpufreq.h>
#include <linux/cpumask.h>
#include <linux/init.h>
#include <linux/module.h>
#include <linux/percpu.h>
#include <linux/slab.h>

#include <acpi/processor.h>

#include <asm/xen/hypercall.h>

#include <xen/interface/platform.h>
#include <xen/xen.h>
#include <xen/xen-ops.h>

static bool off;
module_param(off, bool, 0400);
MODULE_PARM_DESC(off, "Tell the hypervisor nothing");

static struct acpi_processor_performance __percpu *performance;

static int tell(u32 acpi_id, u32 type, struct xenpf_set_processor_pminfo *info)
{
	struct xen_platform_op op = {
		.cmd = XENPF_set_processor_pminfo,
		.interface_version = XENPF_INTERFACE_VERSION,
	};

	info->id = acpi_id;
	info->type = type;
	op.u.set_pminfo = *info;
	return HYPERVISOR_platform_op(&op);
}

/* Idle states */

/* The register by which a state is entered, as _CST has it. */
static void entry_register(const struct acpi_processor_cx *cx, struct xen_power_register *reg)
{
	if (cx->entry_method == ACPI_CSTATE_SYSTEMIO) {
		reg->space_id = ACPI_ADR_SPACE_SYSTEM_IO;
		reg->bit_width = 8;
	} else {
		/* Intel's: the vendor is 1, and class 2 is MWAIT, whose hint is the address. */
		reg->space_id = ACPI_ADR_SPACE_FIXED_HARDWARE;
		reg->bit_width = 1;
		reg->bit_offset = 2;
		reg->access_size = cx->bm_sts_skip ? 2 : 0;
	}
	reg->address = cx->address;
}

static unsigned int idle_states(const struct acpi_processor_power *power,
				struct xen_processor_cx *states)
{
	unsigned int i, n = 0;

	for (i = 1; i <= power->count && i < ACPI_PROCESSOR_MAX_POWER; i++) {
		const struct acpi_processor_cx *cx = &power->states[i];

		if (!cx->valid)
			continue;
		entry_register(cx, &states[n].reg);
		states[n].type = cx->type;
		states[n].latency = cx->latency;
		n++;
	}
	return n;
}

static int tell_idle(u32 acpi_id, const struct acpi_processor *pr)
{
	struct xenpf_set_processor_pminfo info = { };
	struct xen_processor_cx *states;
	int ret = 0;

	if (!pr->flags.power)
		return 0;
	states = kcalloc(ACPI_PROCESSOR_MAX_POWER, sizeof(*states), GFP_KERNEL);
	if (!states)
		return -ENOMEM;
	info.power.count = idle_states(&pr->power, states);
	info.power.flags.bm_control = pr->flags.bm_control;
	info.power.flags.bm_check = pr->flags.bm_check;
	info.power.flags.has_cst = pr->flags.has_cst;
	info.power.flags.power_setup_done = pr->flags.power_setup_done;
	set_xen_guest_handle(info.power.states, states);
	if (info.power.count)
		ret = tell(acpi_id, XEN_PM_CX, &info);
	kfree(states);
	return ret;
}

/* Performance states */

static void control_register(const struct acpi_pct_register *from, struct xen_pct_register *to)
{
	to->descriptor = from->descriptor;
	to->length = from->length;
	to->space_id = from->space_id;
	to->bit_width = from->bit_width;
	to->bit_offset = from->bit_offset;
	to->address = from->address;
}

static u32 coordination(const struct acpi_processor_performance *perf)
{
	switch (perf->domain_info.coord_type) {
	case DOMAIN_COORD_TYPE_SW_ALL:
		return CPUFREQ_SHARED_TYPE_ALL;
	case DOMAIN_COORD_TYPE_SW_ANY:
		return CPUFREQ_SHARED_TYPE_ANY;
	}
	return CPUFREQ_SHARED_TYPE_HW;
}

static void performance_states(const struct acpi_processor_performance *perf,
			       struct xen_processor_px *states)
{
	unsigned int i;

	for (i = 0; i < perf->state_count; i++) {
		states[i].core_frequency = perf->states[i].core_frequency;
		states[i].power = perf->states[i].power;
		states[i].transition_latency = perf->states[i].transition_latency;
		states[i].bus_master_latency = perf->states[i].bus_master_latency;
		states[i].control = perf->states[i].control;
		states[i].status = perf->states[i].status;
	}
}

static int tell_performance(u32 acpi_id, const struct acpi_processor *pr)
{
	const struct acpi_processor_performance *perf = pr->performance;
	struct xenpf_set_processor_pminfo info = { };
	struct xen_processor_px *states;
	int ret;

	if (!perf || !perf->state_count)
		return 0;
	states = kcalloc(perf->state_count, sizeof(*states), GFP_KERNEL);
	if (!states)
		return -ENOMEM;
	performance_states(perf, states);
	info.perf.flags = XEN_PX_PCT | XEN_PX_PSS | XEN_PX_PPC | XEN_PX_PSD;
	info.perf.platform_limit = pr->performance_platform_limit;
	control_register(&perf->control_register, &info.perf.control_register);
	control_register(&perf->status_register, &info.perf.status_register);
	info.perf.state_count = perf->state_count;
	info.perf.domain_info.num_entries = perf->domain_info.num_entries;
	info.perf.domain_info.revision = perf->domain_info.revision;
	info.perf.domain_info.domain = perf->domain_info.domain;
	info.perf.domain_info.coord_type = perf->domain_info.coord_type;
	info.perf.domain_info.num_processors = perf->domain_info.num_processors;
	info.perf.shared_type = coordination(perf);
	set_xen_guest_handle(info.perf.states, states);
	ret = tell(acpi_id, XEN_PM_PX, &info);
	kfree(states);
	return ret;
}

static void tell_cpu(u32 acpi_id, const struct acpi_processor *pr)
{
	int ret = tell_idle(acpi_id, pr);

	if (ret)
		pr_warn("CPU %u: the hypervisor does not take its idle states (%d)\n",
			acpi_id, ret);
	ret = tell_performance(acpi_id, pr);
	if (ret)
		pr_warn("CPU %u: the hypervisor does not take its performance states (%d)\n",
			acpi_id, ret);
}

/* CPUs */

/* The driver's data of some virtual CPU, the same one's if there is one. */
static const struct acpi_processor *data_for(u32 acpi_id)
{
	const struct acpi_processor *pr, *any = NULL;
	unsigned int cpu;

	for_each_possible_cpu(cpu) {
		pr = per_cpu(processors, cpu);
		if (!pr)
			continue;
		if (pr->acpi_id == acpi_id)
			return pr;
		any = any ?: pr;
	}
	return any;
}

static acpi_status tell_object(acpi_handle handle, u32 level, void *count, void **unused)
{
	union acpi_object object = { };
	struct acpi_buffer buffer = { sizeof(object), &object };
	const struct acpi_processor *pr;
	acpi_object_type type;
	unsigned long long id;

	if (ACPI_FAILURE(acpi_get_type(handle, &type)))
		return AE_OK;
	if (type == ACPI_TYPE_PROCESSOR) {
		if (ACPI_FAILURE(acpi_evaluate_object(handle, NULL, NULL, &buffer)))
			return AE_OK;
		id = object.processor.proc_id;
	} else if (ACPI_FAILURE(acpi_evaluate_integer(handle, "_UID", NULL, &id))) {
		return AE_OK;
	}
	pr = data_for(id);
	if (pr) {
		tell_cpu(id, pr);
		++*(unsigned int *)count;
	}
	return AE_OK;
}

/* Performance states are read for who asks; the ACPI driver reads idle states itself. */
static void read_performance(void)
{
	unsigned int cpu;

	acpi_processor_preregister_performance(performance);
	for_each_possible_cpu(cpu) {
		if (per_cpu(processors, cpu))
			acpi_processor_register_performance(per_cpu_ptr(performance, cpu), cpu);
	}
}

static void forget_performance(void)
{
	unsigned int cpu;

	for_each_possible_cpu(cpu) {
		struct acpi_processor *pr = per_cpu(processors, cpu);

		if (pr && pr->performance == per_cpu_ptr(performance, cpu))
			acpi_processor_unregister_performance(cpu);
	}
	for_each_possible_cpu(cpu)
		free_cpumask_var(per_cpu_ptr(performance, cpu)->shared_cpu_map);
	free_percpu(performance);
}

static int make_performance(void)
{
	unsigned int cpu;

	performance = alloc_percpu(struct acpi_processor_performance);
	if (!performance)
		return -ENOMEM;
	for_each_possible_cpu(cpu) {
		struct acpi_processor_performance *perf = per_cpu_ptr(performance, cpu);

		if (zalloc_cpumask_var(&perf->shared_cpu_map, GFP_KERNEL))
			continue;
		forget_performance();
		return -ENOMEM;
	}
	return 0;
}

static unsigned int tell_all(void)
{
	unsigned int count = 0;

	acpi_walk_namespace(ACPI_TYPE_PROCESSOR, ACPI_ROOT_OBJECT, ACPI_UINT32_MAX, tell_object,
			    NULL, &count, NULL);
	acpi_get_devices(ACPI_PROCESSOR_DEVICE_HID, tell_object, &count, NULL);
	return count;
}

/* The hypervisor of another machine, or one that has been asleep. */
static int after_resume(struct notifier_block *nb, unsigned long action, void *data)
{
	tell_all();
	return NOTIFY_OK;
}

static struct notifier_block resume_nb = { .notifier_call = after_resume };

static int __init processor_init(void)
{
	unsigned int count;
	int ret;

	if (off || !xen_initial_domain())
		return -ENODEV;
	ret = make_performance();
	if (ret)
		return ret;
	read_performance();
	/* The machine's firmware gives the control to us, that is to the hypervisor. */
	acpi_processor_notify_smm(THIS_MODULE);
	count = tell_all();
	xen_resume_notifier_register(&resume_nb);
	pr_info("told the hypervisor of %u CPUs\n", count);
	return 0;
}

static void __exit processor_exit(void)
{
	xen_resume_notifier_unregister(&resume_nb);
	forget_performance();
}

module_init(processor_init);
module_exit(processor_exit);

MODULE_DESCRIPTION("Xen: idle and performance states of the machine's CPUs for the hypervisor");
MODULE_LICENSE("GPL");
