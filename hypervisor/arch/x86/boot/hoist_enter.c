// SPDX-License-Identifier: GPL-2.0-only
/*
 * ENTER: with the whole kernel stopped, each of its CPUs becomes one of the hypervisor's,
 * and what it was doing goes on in a vCPU of dom0.
 *
 *	step		undone by
 *	tables		hoist_cpu_restore()
 *	container mode	hvm_cpu_down()
 *	local APIC	vlapic_release()
 *	dom0's vCPU	nothing: it never runs
 *	barrier		-- from here on there is no way back --
 */
#include <asm/hoist.h>

#include <linux/errno.h>
#include <hyp/cpumask.h>
#include <hyp/domain.h>
#include <hyp/panic.h>
#include <hyp/percpu.h>
#include <hyp/printk.h>
#include <hyp/sched.h>
#include <hyp/softirq.h>
#include <hyp/time.h>
#include <hyp/vcpu.h>
#include <asm/barrier.h>
#include <asm/clock.h>
#include <asm/cpu_local.h>
#include <asm/desc.h>
#include <asm/fpu.h>
#include <asm/hvm.h>
#include <asm/idt.h>
#include <asm/init_cpu.h>
#include <asm/spec.h>
#include <asm/vlapic.h>

static struct hoist_barrier all_in;

int hoist_inject(enum hoist_step step)
{
	if (hoist_info->fail_step != step)
		return 0;
	return step < HOIST_STEP_CPU_TABLES || hoist_info->fail_cpu == smp_processor_id() ?
	       -EIO : 0;
}

static void set_local(unsigned int cpu)
{
	struct cpu_local *local = cpu_local();

	*local = (struct cpu_local) {
		.cpu = cpu,
		.percpu_offset = percpu_offset[cpu],
	};
	local->current_vcpu = idle_vcpu(cpu);
	local->guest_cr3 = hoist_root;
}

static int load_tables(unsigned int cpu, const struct hoist_cpu_state *s)
{
	cpu_desc_load(cpu);
	idt_load();
	control_regs_init_cpu();
	stubs_init_cpu();
	tsc_sync_init_cpu();
	hoist_nmi_open(s);
	return hoist_inject(HOIST_STEP_CPU_TABLES);
}

static int containers_on(void)
{
	int err = hvm_cpu_up();

	if (err)
		return err;
	if (hoist_inject(HOIST_STEP_CPU_HWVIRT)) {
		hvm_cpu_down();
		return -EIO;
	}
	return 0;
}

static int take_apic(struct vcpu *v)
{
	int err = vlapic_adopt(v);

	if (err)
		return err;
	if (hoist_inject(HOIST_STEP_CPU_APIC)) {
		vlapic_release(v);
		return -EIO;
	}
	return 0;
}

static int fill_vcpu(struct vcpu *v, const struct hoist_cpu_state *s)
{
	int err = adopt_state(v, s);

	return err ?: hoist_inject(HOIST_STEP_CPU_STATE);
}

/* For the test: as if this CPU never came. Alone it has nobody who would lose patience. */
static int come_late(void)
{
	if (!hoist_inject(HOIST_STEP_CPU_BARRIER))
		return 0;
	while (hoist_nr_cpus > 1 && !READ_ONCE(all_in.verdict))
		cpu_relax();
	return -ETIMEDOUT;
}

static int meet(int err)
{
	if (!err)
		err = come_late();
	if (!err)
		cpumask_set(smp_processor_id(), &cpu_online);
	return hoist_barrier_wait(&all_in, err);
}

/* The point of no return is behind this CPU and all others. */
static void __noreturn go_on(unsigned int cpu)
{
	if (!cpu) {
		pr_info("Hoisted: %u CPUs\n", hoist_nr_cpus);
		domain_unpause(dom0);
	}
	softirq_raise(SOFTIRQ_TIMER);
	softirq_raise(SOFTIRQ_SCHEDULE);
	reset_stack_and_jump(idle_loop);
}

void hoist_enter(struct hoist_cpu_state *s, struct hoist_info *info)
{
	unsigned int cpu = s->cpu;
	struct vcpu *v = domain_vcpu(dom0, cpu);
	int err;

	set_local(cpu);
	err = load_tables(cpu, s);
	if (err)
		goto tables;
	err = containers_on();
	if (err)
		goto tables;
	err = take_apic(v);
	if (err)
		goto container;
	err = meet(fill_vcpu(v, s));
	if (!err)
		go_on(cpu);
	vlapic_release(v);
	hvm_cpu_down();
	hoist_cpu_restore(s, err);

container:
	hvm_cpu_down();
tables:
	err = hoist_barrier_wait(&all_in, err);
	hoist_cpu_restore(s, err);
}
