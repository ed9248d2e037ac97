// SPDX-License-Identifier: GPL-2.0-only
/* What start-up has in common whoever loaded us, in the order in which it is called. */
#include "boot.h"

#include <linux/init.h>
#include <hyp/cpumask.h>
#include <hyp/dump.h>
#include <hyp/irq.h>
#include <hyp/sched.h>
#include <hyp/time.h>
#include <asm/cpu_local.h>
#include <asm/cpufeature.h>
#include <asm/debug_keys.h>
#include <asm/desc.h>
#include <asm/idt.h>
#include <asm/init_cpu.h>
#include <asm/stack_guard.h>
#include <asm/traps.h>

void __init boot_cpu_early(void)
{
	cpu_identify();
	stack_guard_init();
	desc_init_boot();
	extable_init();
	idt_init();
	control_regs_init_cpu();
	cpumask_set(0, &cpu_possible);
	cpumask_set(0, &cpu_online);
}

void __init boot_objects(void)
{
	sched_init();
	dump_init();
	cpu_local()->current_vcpu = idle_vcpu(0);
	irq_init();
	irq_dump_init();
	debug_keys_init();
	guest_time_init();
}
