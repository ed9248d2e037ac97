// SPDX-License-Identifier: GPL-2.0-only
/*
 * Where the time of a virtual CPU went: running, waiting for a physical CPU, idle, held.
 *
 * The hypervisor keeps a vcpu_runstate_info for each virtual CPU in memory of ours. It
 * starts again from zero in a domain that has been migrated or restored, but a count that
 * goes back would upset everyone who subtracts: what was there before is added.
 */
#define pr_fmt(fmt) "xen:time: " fmt

#include <linux/jump_label.h>
#include <linux/percpu.h>
#include <linux/printk.h>
#include <linux/static_call.h>
#include <linux/string.h>

#include <asm/paravirt.h>
#include <asm/xen/hypercall.h>

#include <xen/interface/vcpu.h>
#include <xen/interface/xen.h>
#include <xen/xen-ops.h>

#define NR_RUNSTATES ARRAY_SIZE(((struct vcpu_runstate_info *)0)->time)

/* Times of the machines where this domain was before. */
struct runstate_past {
	u64 time[NR_RUNSTATES];		/* up to the last move */
	u64 leaving[NR_RUNSTATES];	/* noted down for the move under way */
};

static DEFINE_PER_CPU(struct vcpu_runstate_info, runstate_now);
static DEFINE_PER_CPU(struct runstate_past, runstate_past);

/* The hypervisor marks an update under way: another CPU's area can be read. */
static bool updates_marked;

/*
 * The area changes whenever the CPU is scheduled. The reader's own CPU cannot be switched
 * without that showing in the time of entry; of another CPU that is so only with the mark.
 */
static void read_area(struct vcpu_runstate_info *res, int cpu)
{
	const struct vcpu_runstate_info *area = per_cpu_ptr(&runstate_now, cpu);
	u64 entered;

	do {
		entered = READ_ONCE(area->state_entry_time);
		/* The mark before the content; the hypervisor sets it before it writes. */
		virt_rmb();
		*res = *area;
		/* The content before the mark again; the hypervisor clears it last. */
		virt_rmb();
	} while ((entered & XEN_RUNSTATE_UPDATE) ||
		 entered != READ_ONCE(area->state_entry_time));
}

static void runstate_of(struct vcpu_runstate_info *res, int cpu)
{
	const struct runstate_past *past = per_cpu_ptr(&runstate_past, cpu);
	unsigned int i;

	read_area(res, cpu);
	for (i = 0; i < NR_RUNSTATES; i++)
		res->time[i] += past->time[i];
}

/**
 * xen_get_runstate_snapshot() - where this CPU's time went
 * @res: the state it is in, since when, and nanoseconds in each, over all migrations
 *
 * Called with preemption off.
 */
void xen_get_runstate_snapshot(struct vcpu_runstate_info *res)
{
	runstate_of(res, smp_processor_id());
}

/**
 * xen_vcpu_stolen() - does a virtual CPU wait for a physical one?
 * @vcpu: number of the CPU in Linux
 *
 * A guess for spinning locks, out of date when it is returned.
 *
 * Return: whether it is preempted.
 */
bool xen_vcpu_stolen(int vcpu)
{
	return per_cpu(runstate_now, vcpu).state == RUNSTATE_runnable;
}

/**
 * xen_steal_clock() - time that others took from a CPU
 * @cpu: number of the CPU in Linux; another one than this only when updates are marked
 *
 * Return: nanoseconds in which it wanted to run and could not.
 */
u64 xen_steal_clock(int cpu)
{
	struct vcpu_runstate_info state;

	if (WARN_ON_ONCE(!updates_marked && cpu != smp_processor_id()))
		return 0;
	runstate_of(&state, cpu);
	return state.time[RUNSTATE_runnable] + state.time[RUNSTATE_offline];
}

/**
 * xen_setup_runstate_info() - tell the hypervisor where a CPU's area is
 * @cpu: number of the CPU in Linux
 *
 * Called for each CPU that comes up, and for each one after a restore. Without the area
 * the CPU runs and its stolen time stays at zero.
 */
void xen_setup_runstate_info(int cpu)
{
	struct vcpu_register_runstate_memory_area area = {
		.addr.v = per_cpu_ptr(&runstate_now, cpu),
	};
	int ret = HYPERVISOR_vcpu_op(VCPUOP_register_runstate_memory_area,
				     xen_vcpu_nr(cpu), &area);

	if (ret)
		pr_err_once("CPU %d has no runstate area (%d)\n", cpu, ret);
}

static void note_leaving(const struct vcpu_runstate_info *state, struct runstate_past *past)
{
	memcpy(past->leaving, state->time, sizeof(past->leaving));
}

/**
 * xen_manage_runstate_time() - keep the counts over a suspend
 * @action: -1 before it, 0 after it on a new machine, 1 when it was cancelled
 *
 * Called by one CPU while the others are stopped with their interrupts off.
 */
void xen_manage_runstate_time(int action)
{
	struct vcpu_runstate_info state;
	struct runstate_past *past;
	int cpu;

	for_each_possible_cpu(cpu) {
		past = per_cpu_ptr(&runstate_past, cpu);
		if (action < 0) {
			runstate_of(&state, cpu);
			note_leaving(&state, past);
		} else if (!action) {
			memcpy(past->time, past->leaving, sizeof(past->time));
		}
	}
}

/**
 * xen_time_setup_guest() - let the scheduler know of stolen time
 *
 * Called once, when CPU 0's area is registered.
 */
void __init xen_time_setup_guest(void)
{
	updates_marked = !HYPERVISOR_vm_assist(VMASST_CMD_enable,
					       VMASST_TYPE_runstate_update_flag);
	static_call_update(pv_steal_clock, xen_steal_clock);
	static_key_slow_inc(&paravirt_steal_enabled);
	/* Its user asks for any CPU. */
	if (updates_marked)
		static_key_slow_inc(&paravirt_steal_rq_enabled);
}
