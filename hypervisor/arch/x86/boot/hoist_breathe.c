// SPDX-License-Identifier: GPL-2.0-only
/*
 * Start-up in the kernel's time: what takes long gives the CPU back now and then, in the
 * middle of it, and goes on when the kernel comes again (hoist_head.S).
 */
#include <asm/hoist.h>

#include <linux/init.h>
#include <hyp/mm_init.h>
#include <asm/desc.h>
#include <asm/fpu.h>
#include <asm/idt.h>
#include <asm/init_cpu.h>
#include <asm/msr.h>
#include <asm/system.h>

#define BREATH_US	500		/* for which the kernel's interrupts may be off */

static u64 breath_start;

/* What hoist_cpu_restore() took away. */
void hoist_reload(void)
{
	cpu_desc_load(0);
	idt_load();
	control_regs_init_cpu();
	clts();
	breath_start = rdtsc();
}

void hoist_breathe(void)
{
	if (rdtsc() - breath_start > (u64)hoist_info->tsc_khz * BREATH_US / 1000)
		hoist_breathe_out(hoist_cpu_state(0));
}

void __init hoist_breathe_start(void)
{
	breath_start = rdtsc();
	start_breathe = hoist_breathe;
}

void __init hoist_breathe_stop(void)
{
	start_breathe = NULL;
}
