// SPDX-License-Identifier: GPL-2.0-only
/*
 * Starting the other CPUs, one at a time (SDM 3A 9.4.4).
 *
 * All that a CPU needs is allocated before on this one. Then it gets INIT and
 * two start-up IPIs, runs through trampoline.S and reports in by setting its bit
 * in cpu_online. The page of real-mode code is borrowed and put back.
 */
#include <asm/smpboot.h>

#include <linux/errno.h>
#include <linux/init.h>
#include <linux/string.h>
#include <hyp/acpi.h>
#include <hyp/arch.h>
#include <hyp/boot_info.h>
#include <hyp/cpumask.h>
#include <hyp/cpupool.h>
#include <hyp/frame.h>
#include <hyp/mm_init.h>
#include <hyp/panic.h>
#include <hyp/param.h>
#include <hyp/printk.h>
#include <hyp/sched.h>
#include <hyp/smp.h>
#include <hyp/time.h>
#include <hyp/vmap.h>
#include <asm/apic.h>
#include <asm/barrier.h>
#include <asm/cpu_local.h>
#include <asm/desc.h>
#include <asm/fpu.h>
#include <asm/hvm.h>
#include <asm/idt.h>
#include <asm/init_cpu.h>
#include <asm/isolation.h>
#include <asm/traps.h>

#define LOW_MEMORY_END	0xa0000UL
#define INIT_WAIT_US	10000
#define STARTUP_WAIT_US	200
#define POLL_US		1000
#define REPORT_POLLS	1000

static u32 opt_maxcpus = NR_CPUS;
PARAM_UINT("maxcpus", opt_maxcpus);

u64 ap_root, ap_stack;

/* Highest page of conventional memory, clear of what a BIOS uses at the bottom. */
paddr_t smp_trampoline_page(void)
{
	paddr_t pa;
	u32 i;

	for (pa = LOW_MEMORY_END - PAGE_SIZE; pa; pa -= PAGE_SIZE) {
		for (i = 0; i < boot_info.nr_ranges; i++) {
			const struct boot_range *r = &boot_info.range[i];

			if (r->type == RANGE_RAM && r->start <= pa &&
			    r->start + r->size >= pa + PAGE_SIZE)
				return pa;
		}
	}
	return 0;
}

int smp_prepare_cpu(unsigned int cpu)
{
	struct cpu_local *local = (struct cpu_local *)stack_top(cpu) - 1;
	int err;

	err = percpu_init_cpu(cpu);
	if (!err)
		err = stacks_alloc(cpu);
	if (!err)
		err = cpu_desc_alloc(cpu);
	if (!err)
		err = stubs_alloc(cpu);
	if (!err)
		err = isolation_alloc(cpu);
	if (!err)
		err = hvm_cpu_prepare(cpu);
	if (!err)
		err = sched_init_cpu(cpu);
	if (err)
		return err;
	memset(local, 0, sizeof(*local));
	local->cpu = cpu;
	local->percpu_offset = percpu_offset[cpu];
	local->current_vcpu = idle_vcpu(cpu);
	ap_stack = (u64)local;
	ap_root = hyp_root_paddr();
	return 0;
}

static bool reported(unsigned int cpu)
{
	return cpumask_test(cpu, &cpu_online);
}

static void send_startup(unsigned int cpu, paddr_t page)
{
	u32 id = cpu_apic_id[cpu];
	unsigned int i;

	apic_send_init(id);
	udelay(INIT_WAIT_US);
	/* The second is for CPUs that missed the first. */
	for (i = 0; i < 2 && !reported(cpu); i++) {
		apic_send_startup(id, page >> PAGE_SHIFT);
		udelay(STARTUP_WAIT_US);
	}
}

static int start_and_wait(unsigned int cpu, paddr_t page)
{
	unsigned int polls;

	/* What the CPU reads on its way before the IPI that starts it. */
	smp_mb();
	send_startup(cpu, page);
	for (polls = 0; polls < REPORT_POLLS && !reported(cpu); polls++)
		udelay(POLL_US);
	return reported(cpu) ? 0 : -EIO;
}

int arch_cpu_up(unsigned int cpu)
{
	static char saved[PAGE_SIZE];
	paddr_t page = smp_trampoline_page();
	char *code = paddr_to_virt(page);
	int err;

	if (!page)
		return -ENOMEM;
	frame_keep(paddr_to_mfn(page));
	err = smp_prepare_cpu(cpu);
	if (err)
		return err;
	memcpy(saved, code, sizeof(saved));
	memcpy(code, trampoline_start, trampoline_end - trampoline_start);
	err = start_and_wait(cpu, page);
	memcpy(code, saved, sizeof(saved));
	return err;
}

/* First C of another CPU: interrupts off, own stack, final page tables. */
void start_ap(void)
{
	unsigned int cpu = smp_processor_id();

	cpu_desc_load(cpu);
	idt_load();
	control_regs_init_cpu();
	fpu_init_cpu();
	stubs_init_cpu();
	machine_check_init_cpu();
	apic_init_cpu();
	time_init_cpu();
	if (hvm_cpu_up())
		panic("CPU %u: no %s", cpu, hvm_ops->name);
	cpumask_set(cpu, &cpu_online);
	idle_loop();
}

void __init smp_prepare(void)
{
	u32 boot_id = cpu_apic_id[0], i, cpu = 1;

	for (i = 0; i < acpi_info.nr_cpus && cpu < NR_CPUS && cpu < opt_maxcpus; i++) {
		if (acpi_info.apic_id[i] == boot_id)
			continue;
		/* One byte is all that xAPIC can address. */
		if (!apic_is_x2apic && acpi_info.apic_id[i] >= 0xff)
			continue;
		cpu_apic_id[cpu] = acpi_info.apic_id[i];
		cpumask_set(cpu, &cpu_possible);
		cpu++;
	}
}

/* We number the CPUs of the ACPI tables ourselves: no ACPI id is kept. */
u64 arch_cpu_physid(unsigned int cpu)
{
	return cpu_apic_id[cpu];
}

void __init smp_boot(void)
{
	unsigned int cpu;

	for_each_cpu(cpu, &cpu_possible) {
		int err = reported(cpu) ? 0 : arch_cpu_up(cpu);

		if (!err)
			err = cpupool_cpu_online(cpu);
		if (err)
			pr_err("CPU %u (APIC id %u) does not start: %d\n", cpu,
			       cpu_apic_id[cpu], err);
	}
	pr_info("%u of %u CPUs run\n", num_online_cpus(), cpumask_weight(&cpu_possible));
}
