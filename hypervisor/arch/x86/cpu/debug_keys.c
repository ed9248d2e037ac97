// SPDX-License-Identifier: GPL-2.0-only
/* Debug keys about CPUs: what each one does now, what dom0 does, restart. */
#include <asm/debug_keys.h>

#include <linux/init.h>
#include <hyp/cpumask.h>
#include <hyp/domain.h>
#include <hyp/keyhandler.h>
#include <hyp/panic.h>
#include <hyp/printk.h>
#include <hyp/smp.h>
#include <hyp/vcpu.h>
#include <asm/barrier.h>
#include <asm/cpu_local.h>
#include <asm/desc.h>
#include <asm/domain.h>
#include <asm/system.h>

/* On the CPU itself: the guest that it interrupts, or that it idles. */
static void dump_this_cpu(void *unused)
{
	if (current->is_idle)
		printk("CPU %u idles\n", smp_processor_id());
	else
		dump_registers(guest_regs());
}

static void dump_cpus(void)
{
	unsigned int cpu;

	for_each_online_cpu(cpu) {
		struct cpumask one = { { 0 } };

		cpumask_set(cpu, &one);
		smp_call(&one, dump_this_cpu, NULL);
	}
}

/* A snapshot: the vCPU may go on meanwhile. */
static const struct cpu_user_regs *vcpu_regs(const struct vcpu *v)
{
	const struct cpu_local *local = (struct cpu_local *)stack_top(v->cpu) - 1;

	return local->current_vcpu == v ? &local->guest_regs : &v->arch->regs;
}

static void dump_dom0(void)
{
	struct vcpu *v;

	if (!dom0)
		return;
	for_each_vcpu(dom0, v) {
		printk("d0v%u, last on CPU %u, pause flags %lx\n", v->id, v->cpu,
		       v->pause_flags);
		if (v->initialised)
			dump_registers(vcpu_regs(v));
	}
}

static void restart(void)
{
	machine_restart(0);
}

#ifdef CONFIG_DEBUG
/* What the watchdog is for. */
static void hang(void)
{
	printk("CPU %u hangs with interrupts off\n", smp_processor_id());
	irq_disable();
	/* In this very frame: the watchdog's backtrace is to name it. */
	for (;;)
		cpu_relax();
}
#endif

void __init debug_keys_init(void)
{
#ifdef CONFIG_DEBUG
	keyhandler_register('K', hang, "hang, to see whether the watchdog bites");
#endif
	keyhandler_register('d', dump_cpus, "registers of what each CPU runs");
	keyhandler_register('0', dump_dom0, "registers of dom0's vCPUs");
	keyhandler_register('R', restart, "restart the machine at once");
}
