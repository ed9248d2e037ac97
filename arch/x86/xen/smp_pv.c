// SPDX-License-Identifier: GPL-2.0-only
/*
 * Virtual CPUs of a PV domain.
 *
 * There is no INIT and no real mode: the hypervisor is given all registers of a new CPU once
 * (VCPUOP_initialise), and then it can be sent up and down. One that went down goes on behind
 * its own call when it is sent up; it throws its stack away and starts as a new one does.
 */
#define pr_fmt(fmt) "xen:smp: " fmt

#include <linux/cpu.h>
#include <linux/cpuhotplug.h>
#include <linux/cpumask.h>
#include <linux/init.h>
#include <linux/kernel.h>
#include <linux/mm.h>
#include <linux/nmi.h>
#include <linux/percpu.h>
#include <linux/printk.h>
#include <linux/sched.h>
#include <linux/sched/task_stack.h>
#include <linux/slab.h>
#include <linux/smp.h>

#include <asm/apic.h>
#include <asm/cpu.h>
#include <asm/cpumask.h>
#include <asm/desc.h>
#include <asm/fpu/api.h>
#include <asm/hw_irq.h>
#include <asm/idtentry.h>
#include <asm/mmu_context.h>
#include <asm/paravirt.h>
#include <asm/pgtable.h>
#include <asm/processor.h>
#include <asm/processor-flags.h>
#include <asm/smp.h>
#include <asm/spec-ctrl.h>
#include <asm/tlbflush.h>
#include <asm/x86_init.h>
#include <asm/xen/hypercall.h>
#include <asm/xen/page.h>

#include <xen/interface/sched.h>
#include <xen/interface/vcpu.h>
#include <xen/interface/xen.h>
#include <xen/xen-ops.h>
#include <xen/xen.h>

#include "pv_cpu.h"
#include "pv_mmu.h"
#include "xen.h"

/* CPUs that the hypervisor has had registers of: for good. */
static struct cpumask initialised;

/* Which CPUs there are */

static bool exists(int vcpu)
{
	return HYPERVISOR_vcpu_op(VCPUOP_is_up, vcpu, NULL) >= 0;
}

/*
 * The hypervisor's numbers have no gaps, and Linux's are the same. What dom0's firmware says
 * is about the machine's processors: it is forgotten.
 */
static void __init count_cpus(unsigned int early)
{
	unsigned int cpu, n = 0;

	if (early)
		return;
	while (n < nr_cpu_ids && exists(n))
		n++;
	if (exists(n))
		pr_warn("of the domain's virtual CPUs %u are used: this kernel has no room for more\n",
			n);
	for (cpu = 0; cpu < nr_cpu_ids; cpu++) {
		set_cpu_present(cpu, cpu < n);
		if (cpu < n)
			early_per_cpu(x86_cpu_to_apicid, cpu) = cpu;
	}
	num_processors = n;
	disabled_cpus = 0;
	smp_found_config = 1;
}

/* Up */

static void give_up_time(unsigned int cpu)
{
	xen_kicker_free(cpu);
	xen_timer_free(cpu);
}

/* What takes an interrupt's number: when the CPU is brought up, none can be taken. */
static int prepare_events(unsigned int cpu)
{
	int ret;

	xen_vcpu_setup(cpu);
	xen_setup_runstate_info(cpu);
	xen_timer_make(cpu);
	xen_kicker_make(cpu);
	ret = xen_ipi_init(cpu);
	if (ret)
		give_up_time(cpu);
	return ret;
}

static int free_events(unsigned int cpu)
{
	xen_ipi_free(cpu);
	give_up_time(cpu);
	return 0;
}

static void fill_entries(struct vcpu_guest_context *ctx, struct task_struct *idle)
{
	xen_copy_traps(ctx->trap_ctxt);
	ctx->kernel_ss = FLAT_KERNEL_SS;
	ctx->kernel_sp = task_top_of_stack(idle);
	ctx->event_callback_eip = (unsigned long)xen_asm_exc_xen_hypervisor_callback;
	ctx->failsafe_callback_eip = (unsigned long)xen_failsafe_callback;
	ctx->syscall_callback_eip = (unsigned long)xen_entry_SYSCALL_64;
}

static void fill_gdt(struct vcpu_guest_context *ctx, unsigned int cpu)
{
	struct desc_struct *gdt = get_cpu_gdt_rw(cpu);

	xen_protect_table(gdt, true);
	ctx->gdt_frames[0] = arbitrary_virt_to_mfn(gdt);
	ctx->gdt_ents = GDT_ENTRIES;
}

/* As for the ports of the first CPU (start_pv.c). */
#define IOPL_1	BIT(X86_EFLAGS_IOPL_BIT)

static void fill_context(struct vcpu_guest_context *ctx, unsigned int cpu,
			 struct task_struct *idle)
{
	ctx->flags = VGCF_IN_KERNEL | VGCF_failsafe_disables_events |
		     VGCF_syscall_disables_events;
	ctx->user_regs.rip = (unsigned long)xen_startup_secondary;
	ctx->user_regs.rflags = IOPL_1;
	ctx->user_regs.cs = FLAT_KERNEL_CS;
	ctx->user_regs.ss = FLAT_KERNEL_SS;
	ctx->user_regs.rsp = task_top_of_stack(idle);
	ctx->ctrlreg[3] = xen_pfn_to_cr3(virt_to_gfn(swapper_pg_dir));
	ctx->gs_base_kernel = per_cpu_offset(cpu);
	fill_entries(ctx, idle);
	fill_gdt(ctx, cpu);
}

static int initialise(unsigned int cpu, struct task_struct *idle)
{
	struct vcpu_guest_context *ctx;
	int ret;

	if (cpumask_test_cpu(cpu, &initialised))
		return 0;
	ctx = kzalloc(sizeof(*ctx), GFP_KERNEL);
	if (!ctx)
		return -ENOMEM;
	fill_context(ctx, cpu, idle);
	ret = HYPERVISOR_vcpu_op(VCPUOP_initialise, xen_vcpu_nr(cpu), ctx);
	if (!ret)
		cpumask_set_cpu(cpu, &initialised);
	else
		pr_err("the hypervisor refuses the registers of CPU %u (%d)\n", cpu, ret);
	kfree(ctx);
	return ret;
}

static int prepare(unsigned int cpu, struct task_struct *idle)
{
	int ret = cpu_check_up_prepare(cpu);

	if (ret && ret != -EBUSY)
		return ret;
	ret = common_cpu_up(cpu, idle);
	if (ret)
		return ret;
	/* Where the first code takes its stack from; the processor's own code has other ways. */
	per_cpu(cpu_current_top_of_stack, cpu) = task_top_of_stack(idle);
	per_cpu(xen_vcpu, cpu)->evtchn_upcall_mask = 1;
	xen_mmu_prepare_cpu(cpu);
	cpumask_clear_cpu(cpu, cpu_initialized_mask);
	cpumask_set_cpu(cpu, cpu_callout_mask);
	return initialise(cpu, idle);
}

static int start(unsigned int cpu)
{
	int ret = HYPERVISOR_vcpu_op(VCPUOP_up, xen_vcpu_nr(cpu), NULL);

	if (ret) {
		pr_err("the hypervisor does not send CPU %u up (%d)\n", cpu, ret);
		return ret;
	}
	while (!cpu_online(cpu))
		HYPERVISOR_sched_op(SCHEDOP_yield, NULL);
	return 0;
}

static int cpu_up_pv(unsigned int cpu, struct task_struct *idle)
{
	int ret = prepare(cpu, idle);

	return ret ? ret : start(cpu);
}

static void set_up_cpu(unsigned int cpu)
{
	cr4_init();
	cpu_init_secondary();
	touch_softlockup_watchdog();
	xen_set_syscall_callbacks();
	rcu_cpu_starting(cpu);
	smp_store_cpu_info(cpu);
	set_cpu_sibling_map(cpu);
	speculative_store_bypass_ht_init();
	xen_timer_register();
	notify_cpu_starting(cpu);
	cpumask_set_cpu(cpu, cpu_callin_mask);
}

static void go_online(unsigned int cpu)
{
	lock_vector_lock();
	set_cpu_online(cpu, true);
	lapic_online();
	unlock_vector_lock();
	cpu_set_state_online(cpu);
}

/**
 * xen_start_secondary() - the first C code of each CPU but the first
 *
 * Called by xen-head.S on the idle task's stack, with events masked; also when the CPU has
 * been down.
 */
asmlinkage __visible void notrace xen_start_secondary(void)
{
	unsigned int cpu = raw_smp_processor_id();

	set_up_cpu(cpu);
	/* The compiler must not take what follows before the CPU's state is set up. */
	barrier();
	go_online(cpu);
	local_irq_enable();
	cpu_startup_entry(CPUHP_AP_ONLINE_IDLE);
}

/* Down */

static int send_down(int cpu)
{
	return HYPERVISOR_vcpu_op(VCPUOP_down, xen_vcpu_nr(cpu), NULL);
}

#ifdef CONFIG_HOTPLUG_CPU
static int cpu_disable_pv(void)
{
	if (!smp_processor_id())
		return -EBUSY;
	cpu_disable_common();
	return 0;
}

static void cpu_die_pv(unsigned int cpu)
{
	if (common_cpu_die(cpu))
		return;
	while (HYPERVISOR_vcpu_op(VCPUOP_is_up, xen_vcpu_nr(cpu), NULL) > 0)
		cond_resched();
}

static void play_dead_pv(void)
{
	play_dead_common();
	send_down(smp_processor_id());
	xen_startup_secondary();
	BUG();
}

static void __init take_hotplug(void)
{
	smp_ops.cpu_disable = cpu_disable_pv;
	smp_ops.cpu_die = cpu_die_pv;
	smp_ops.play_dead = play_dead_pv;
}
#else
static void __init take_hotplug(void)
{
}
#endif

/* For good: the machine stops, or its memory becomes another kernel's. */
static void stop_for_good(void *unused)
{
	int me = smp_processor_id();

	set_cpu_online(me, false);
	/* The tables of the task that ran may go now. */
	load_cr3(swapper_pg_dir);
	send_down(me);
	BUG();
}

static void stop_others(int wait)
{
	smp_call_function(stop_for_good, NULL, wait);
}

static void stop_others_at_once(void)
{
	stop_others(0);
}

/* The boot's CPU */

static void __init prepare_boot_cpu(void)
{
	native_smp_prepare_boot_cpu();
	xen_vcpu_setup(0);
	if (this_cpu_read(xen_vcpu) != this_cpu_ptr(&xen_vcpu_info))
		panic("xen:smp: the hypervisor takes no vcpu_info of the domain's own");
	xen_irq_ops_direct();
	xen_take_spinlocks();
}

static void __init prepare_cpus(unsigned int max_cpus)
{
	smp_prepare_cpus_common();
	speculative_store_bypass_ht_init();
	xen_kicker_make(0);
	if (xen_ipi_init(0))
		panic("xen:smp: no events between CPUs");
	cpumask_set_cpu(0, &initialised);
	cpuhp_setup_state_nocalls(CPUHP_XEN_PREPARE, "xen/pv:prepare", prepare_events, free_events);
}

static void __init cpus_done(unsigned int max_cpus)
{
	calculate_max_logical_packages();
}

/**
 * xen_smp_init() - bring CPUs up and down by hypercalls
 */
void __init xen_smp_init(void)
{
	x86_init.mpparse.find_smp_config = x86_init_noop;
	x86_init.mpparse.get_smp_config = count_cpus;
	smp_ops.smp_prepare_boot_cpu = prepare_boot_cpu;
	smp_ops.smp_prepare_cpus = prepare_cpus;
	smp_ops.smp_cpus_done = cpus_done;
	smp_ops.cpu_up = cpu_up_pv;
	take_hotplug();
	smp_ops.stop_other_cpus = stop_others;
	smp_ops.crash_stop_other_cpus = stop_others_at_once;
	xen_init_ipi_ops();
}
