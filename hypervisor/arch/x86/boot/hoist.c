// SPDX-License-Identifier: GPL-2.0-only
/*
 * Start-up under a running kernel: a table of contents, as start.c is for boot
 * loaders, and the way back when it fails.
 *
 * Runs on one CPU, in the kernel's time, which it gives back now and then, and touches
 * nothing that is the kernel's: no port, no device, no memory but what was given, and of
 * the CPU only what hoist_cpu_restore() puts back. So whoever calls panic() or boot_fail()
 * here ends in the kernel again, with the text: the memory is dropped with all that is in it.
 */
#include "boot.h"

#include <linux/errno.h>
#include <linux/init.h>
#include <linux/kernel.h>
#include <linux/string.h>
#include <hyp/console.h>
#include <hyp/cpumask.h>
#include <hyp/cpupool.h>
#include <hyp/domain.h>
#include <hyp/image.h>
#include <hyp/mm_init.h>
#include <hyp/page_alloc.h>
#include <hyp/panic.h>
#include <hyp/param.h>
#include <hyp/printk.h>
#include <hyp/time.h>
#include <hyp/vmap.h>
#include <asm/alternative.h>
#include <asm/apic.h>
#include <asm/cpu_local.h>
#include <asm/fpu.h>
#include <asm/hoist.h>
#include <asm/hvm.h>
#include <asm/init_cpu.h>
#include <asm/isolation.h>
#include <asm/pgtable.h>
#include <asm/smpboot.h>
#include <asm/spec.h>
#include <asm/system.h>

extern u64 boot_l1_stacks[PT_ENTRIES];	/* long_mode.S, for where loaders put us */

static struct hoist_info info_copy;
static struct hoist_info *info_out;	/* the loader's, for our answers */
struct hoist_info *hoist_info;
u32 hoist_nr_cpus;
u64 hoist_root;

struct hoist_cpu_state *hoist_cpu_state(unsigned int cpu)
{
	return paddr_to_virt(hoist_info->cpu[cpu].state);
}

static u64 *next_table(u64 *table, unsigned int level)
{
	return paddr_to_virt(table[PT_INDEX(STACKS_START, level)] & PTE_ADDR_MASK);
}

/*
 * The stacks of CPU 0 where they belong, in the transition root. Runs on one of
 * them by its address in the image: no cpu_local() here, nor in what this calls.
 */
void __init hoist_map_stacks(struct hoist_cpu_state *s, struct hoist_info *info)
{
	u64 *table = paddr_to_virt(s->root & PTE_ADDR_MASK);
	u64 delta = info->image - IMAGE_LOAD_PADDR;
	unsigned int level, i;

	for (i = 0; i < PT_ENTRIES; i++)
		if (boot_l1_stacks[i])
			boot_l1_stacks[i] += delta;
	for (level = read_cr4() & CR4_LA57 ? 5 : 4; level > 2; level--)
		table = next_table(table, level);
	table[PT_INDEX(STACKS_START, 2)] = info->image + ((char *)boot_l1_stacks - hyp_start) +
					   (PTE_PRESENT | PTE_RW | PTE_ACCESSED | PTE_DIRTY);
}

static void __noreturn give_up(const char *why)
{
	strscpy(info_out->error, why, sizeof(info_out->error));
	hoist_cpu_restore(hoist_cpu_state(0), -ENODEV);
}

static void __init fail_here(enum hoist_step step)
{
	if (hoist_inject(step))
		boot_fail("failure injected at step %u of the preparation", step);
}

static bool __init counts_fit(const struct hoist_info *info)
{
	return info->nr_cpus && info->nr_cpus <= HOIST_MAX_CPUS && info->nr_cpus <= NR_CPUS &&
	       info->nr_ranges <= HOIST_MAX_RANGES && info->nr_chunks &&
	       info->nr_chunks <= HOIST_MAX_CHUNKS;
}

/* Into boot_info, which is all that start-up looks at. */
static void __init parse_info(struct boot_info *bi)
{
	const struct hoist_info *info = hoist_info;
	unsigned int i;

	bi->protocol = BOOT_HOIST;
	bi->platform_owner = PLATFORM_DOM0;
	bi->loader = "hoist.ko";
	bi->image_end = bi->image_start + (hyp_end - hyp_start);
	strscpy(bi->cmdline, info->cmdline, sizeof(bi->cmdline));
	for (i = 0; i < info->nr_ranges; i++)
		boot_add_range(bi, info->range[i].start, info->range[i].bytes,
			       info->range[i].type);
	for (i = 0; i < info->nr_chunks; i++)
		bi->chunk[i] = (struct boot_range) {
			info->chunk[i].start, info->chunk[i].bytes, RANGE_RAM
		};
	bi->nr_chunks = info->nr_chunks;
}

static void __init take_info(struct hoist_info *info)
{
	info_out = info;
	info_copy = *info;
	hoist_info = &info_copy;
	boot_info.image_start = info->image;
	panic_set_catcher(give_up);
	hoist_log_init(info_copy.log);
	if (info_copy.magic != HOIST_MAGIC || info_copy.version != HOIST_VERSION_ABI ||
	    !counts_fit(&info_copy))
		boot_fail("the loader's information makes no sense");
	hoist_nr_cpus = info_copy.nr_cpus;
	hoist_breathe_start();
	info_copy.error[0] = 0;
	fail_here(HOIST_STEP_INFO);
	parse_info(&boot_info);
}

static void __init init_memory(void)
{
	e820_clean_up(&boot_info);
	mm_init(&boot_info);
	hoist_root = hyp_root_paddr();
	fail_here(HOIST_STEP_MEMORY);
}

/* What the machine has that is ours: local APIC, time stamp counters, FPU. */
static void __init init_platform(void)
{
	const struct hoist_info *info = hoist_info;

	apic_init();
	if (time_init_given(info->tsc_khz * 1000ULL))
		boot_fail("the rate of the local APIC's timer can't be measured");
	wallclock_set(info->wall_sec, info->wall_nsec, system_time());
	if (stubs_alloc(0) || isolation_alloc(0))
		boot_fail("no memory for the SYSCALL stub");
	fpu_init();
}

/* The kernel's CPUs, by its own numbers; they report in by ENTER. */
static void __init number_cpus(void)
{
	unsigned int cpu;

	for (cpu = 0; cpu < hoist_nr_cpus; cpu++) {
		cpu_apic_id[cpu] = hoist_info->cpu[cpu].apic_id;
		cpumask_set(cpu, &cpu_possible);
	}
}

static void __init init_objects(void)
{
	const char *why;

	domain_init();
	number_cpus();
	boot_objects();
	why = hvm_init(hoist_cpu_state(0)->efer);
	if (why)
		boot_fail("%s", why);
	fail_here(HOIST_STEP_OBJECTS);
}

/* All that a CPU needs when it comes: nothing is allocated with all CPUs stopped. */
static void __init prepare_cpus(void)
{
	unsigned int cpu;

	for (cpu = 0; cpu < hoist_nr_cpus; cpu++) {
		int err = cpu ? smp_prepare_cpu(cpu) : hvm_cpu_prepare(0);

		if (!err)
			err = cpupool_cpu_online(cpu);
		if (err)
			boot_fail("no memory for CPU %u", cpu);
		hoist_breathe();
	}
	fail_here(HOIST_STEP_CPUS);
}

static void __init make_dom0(void)
{
	int err = adopt_create(hoist_info);

	if (err)
		boot_fail("dom0 can't be made: error %d", err);
	fail_here(HOIST_STEP_DOM0);
}

/* Not __init: that memory is given back here. */
static noinline void __noreturn finish(struct hoist_cpu_state *s)
{
	mm_init_late();
	info_out->memory_free = page_alloc_free_frames() << PAGE_SHIFT;
	panic_set_catcher(NULL);
	hoist_cpu_restore(s, 0);
}

void __init hoist_prepare(struct hoist_cpu_state *s, struct hoist_info *info)
{
	boot_cpu_early();
	take_info(info);
	params_parse(boot_info.cmdline);
	console_init();
	boot_banner();
	spec_init();
	alternatives_apply();
	init_memory();
	hoist_breathe();
	init_platform();
	hoist_breathe();
	init_objects();
	prepare_cpus();
	make_dom0();
	console_init_late();
	hoist_breathe_stop();
	finish(s);
}
