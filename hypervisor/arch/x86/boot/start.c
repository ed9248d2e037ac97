// SPDX-License-Identifier: GPL-2.0-only
/*
 * Start-up of the boot CPU: a table of contents.
 *
 * Comes from long_mode.S on the final stack, with early page tables and
 * interrupts off, and ends in the idle loop, where the scheduler finds dom0.
 */
#include "boot.h"

#include <linux/init.h>
#include <hyp/acpi.h>
#include <hyp/console.h>
#include <hyp/domain.h>
#include <hyp/image.h>
#include <hyp/mm_init.h>
#include <hyp/panic.h>
#include <hyp/param.h>
#include <hyp/pci.h>
#include <hyp/printk.h>
#include <hyp/sched.h>
#include <hyp/time.h>
#include <asm/alternative.h>
#include <asm/apic.h>
#include <asm/cpu_local.h>
#include <asm/dom0.h>
#include <asm/fpu.h>
#include <asm/hvm.h>
#include <asm/hvm_test.h>
#include <asm/init_cpu.h>
#include <asm/isolation.h>
#include <asm/msr.h>
#include <asm/msr_index.h>
#include <asm/nmi.h>
#include <asm/pv_mm.h>
#include <asm/smpboot.h>
#include <asm/spec.h>
#include <asm/start.h>
#include <asm/system.h>
#include <asm/traps.h>
#include <asm/watchdog.h>
#include <generated/version.h>

#define FOUR_GIB	0x100000000ULL

struct boot_info boot_info;

static u64 opt_mem __initdata;
PARAM_SIZE("mem", opt_mem);

const void *boot_phys(paddr_t pa, u64 bytes)
{
	if (!bytes || pa >= FOUR_GIB || bytes > FOUR_GIB - pa)
		return NULL;
	return (const void *)(DIRECTMAP_START + pa);
}

paddr_t boot_image_paddr(const void *p)
{
	return (unsigned long)p - IMAGE_START;
}

static int __init parse_boot_info(u32 magic, paddr_t info)
{
	struct boot_info *bi = &boot_info;

	bi->loader = "?";
	bi->platform_owner = PLATFORM_HYPERVISOR;
	bi->image_start = boot_image_paddr(hyp_start);
	bi->image_end = boot_image_paddr(hyp_end);
	switch (magic) {
	case MB1_BOOT_MAGIC:
		return multiboot1_parse(info, bi);
	case MB2_BOOT_MAGIC:
		return multiboot2_parse(info, bi);
	case PVH_BOOT_MAGIC:
		return pvh_parse(info, bi);
	}
	return -1;
}

/* GRUB's entries begin with it; somewhere else it means as little. */
static bool opt_placeholder __initdata;

PARAM_BOOL("placeholder", opt_placeholder);

void __init boot_banner(void)
{
	static const char * const protocol[] = { "multiboot", "multiboot2", "PVH", "hoist" };

	pr_info("Hoist %s (%s, %s build, %s)\n", HOIST_VERSION, HOIST_REVISION, HOIST_BUILD,
		HOIST_DATE);
	pr_info("Built with %s\n", HOIST_COMPILER);
	pr_info("Loaded by %s (%s), command line: %s\n", boot_info.loader,
		protocol[boot_info.protocol], boot_info.cmdline);
}

static void __init check_boot_info(int err)
{
	if (err)
		boot_fail("the boot loader's information makes no sense");
	e820_clean_up(&boot_info);
	if (opt_mem)
		e820_limit(&boot_info, opt_mem);
	e820_print(&boot_info);
	if (!boot_info.nr_ranges)
		boot_fail("the boot loader gave no memory map");
	if (!boot_info.nr_modules)
		boot_fail("no modules: dom0's kernel is missing");
}

/* Containers are an addition: without them there are PV guests. */
static void __init hvm_start(void)
{
	const char *why = hvm_init(rdmsr(MSR_EFER));
	int err;

	if (why) {
		pr_info("HVM: no, %s\n", why);
		return;
	}
	err = hvm_cpu_prepare(0) ?: hvm_cpu_up();
	if (err)
		boot_fail("%s can't be switched on: %d", hvm_ops->name, err);
	pr_info("HVM: %s with nested paging\n", hvm_ops->name);
}

/* What the machine has besides memory. */
static void __init init_platform(void)
{
	if (acpi_init(boot_info.rsdp))
		boot_fail("no ACPI tables, which tell of CPUs and interrupts");
	pci_init();
	apic_init();
	time_init();
	wallclock_init();
	if (stubs_alloc(0) || isolation_alloc(0))
		boot_fail("no memory for the SYSCALL stub");
	stubs_init_cpu();
	nmi_init();
	machine_check_init_cpu();
	fpu_init();
	hvm_start();
}

/* Domains, interrupts and what schedules them. */
static void __init init_objects(void)
{
	domain_init();
	smp_prepare();
	boot_objects();
	pv_mm_init();
	irq_enable();
}

/* Not __init: that memory is given back here. */
static noinline void __noreturn run(void)
{
	mm_init_late();
	domain_unpause(dom0);
	reset_stack_and_jump(idle_loop);
}

void __init start(u32 magic, u32 info)
{
	int err;

	boot_cpu_early();
	err = parse_boot_info(magic, info);
	boot_split_cmdline(&boot_info);
	params_parse(boot_info.cmdline);
	console_init();
	boot_banner();
	control_regs_options();
	spec_init();
	alternatives_apply();
	check_boot_info(err);
	dom0_pvh_plan(&boot_info);
	mm_init(&boot_info);
	init_platform();
	init_objects();
	smp_boot();
	time_init_late();
	console_init_late();
	if (boot_info.platform_owner == PLATFORM_DOM0)
		dom0_build_pvh();
	else
		dom0_build();
	hvm_test_init();
	console_dom0_starts();
	/* Unpacking a kernel takes as long as it takes. */
	watchdog_init();
	run();
}
