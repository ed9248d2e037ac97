// SPDX-License-Identifier: GPL-2.0-only
/*
 * The local APIC (SDM volume 3, chapter 11; AMD APM volume 2, chapter 16): registers,
 * set-up, inter-processor interrupts. Destinations are physical, one CPU each.
 */
#include <asm/apic.h>

#include <linux/init.h>
#include <linux/kernel.h>
#include <hyp/acpi.h>
#include <hyp/boot_info.h>
#include <hyp/cpumask.h>
#include <hyp/panic.h>
#include <hyp/param.h>
#include <hyp/printk.h>
#include <hyp/vmap.h>
#include <asm/apic_regs.h>
#include <asm/barrier.h>
#include <asm/cpufeature.h>
#include <asm/io.h>
#include <asm/msr_index.h>
#include <asm/system.h>

#define PIC1_DATA	0x21
#define PIC2_DATA	0xa1

#define APIC_SIZE	4096
#define ICR_IDLE_ROUNDS	1000000

volatile void *apic_mmio;
bool apic_is_x2apic;
u32 cpu_apic_id[NR_CPUS] = { [0 ... NR_CPUS - 1] = BAD_APICID };

static bool opt_x2apic = true;

PARAM_BOOL("x2apic", opt_x2apic);

u32 apic_read_id(void)
{
	u32 id = apic_read(APIC_ID);

	return apic_is_x2apic ? id : id >> 24;
}

void apic_eoi(void)
{
	apic_write(APIC_EOI, 0);
}

/* Eight registers of 32 bits each, 16 bytes apart. */
static bool bitmap_test(unsigned int reg, u8 vector)
{
	return apic_read(reg + vector / 32 * 0x10) & BIT(vector % 32);
}

bool apic_irr_test(u8 vector)
{
	return bitmap_test(APIC_IRR, vector);
}

bool apic_isr_test(u8 vector)
{
	return bitmap_test(APIC_ISR, vector);
}

bool apic_tmr_test(u8 vector)
{
	return bitmap_test(APIC_TMR, vector);
}

u64 apic_read_base(void)
{
	return rdmsr(MSR_APIC_BASE);
}

u64 apic_read_deadline(void)
{
	return rdmsr(MSR_TSC_DEADLINE);
}

void apic_write_deadline(u64 tsc)
{
	wrmsr(MSR_TSC_DEADLINE, tsc);
}

/* Hoisted, the mode stays what the kernel chose: going back from x2APIC is hard. */
static bool __init want_x2apic(void)
{
	if (rdmsr(MSR_APIC_BASE) & APIC_BASE_X2APIC)
		return true;
	return cpu_has(FEATURE_X2APIC) && opt_x2apic &&
	       boot_info.platform_owner == PLATFORM_HYPERVISOR;
}

/* The boot CPU's; firmware may have left it off. */
static void switch_mode(void)
{
	u64 base = rdmsr(MSR_APIC_BASE);

	if (!(base & APIC_BASE_ENABLE)) {
		base |= APIC_BASE_ENABLE;
		wrmsr(MSR_APIC_BASE, base);
	}
	/* From xAPIC only: x2APIC needs the enable bit first (SDM volume 3, 11.12.5). */
	if (apic_is_x2apic && !(base & APIC_BASE_X2APIC))
		wrmsr(MSR_APIC_BASE, base | APIC_BASE_X2APIC);
}

/*
 * Before LINT0 is masked: an interrupt that waits there already would be stuck
 * in the CPU (QEMU then delivers it without a vector).
 */
static void __init mask_8259(void)
{
	if (!acpi_info.has_8259)
		return;
	outb(0xff, PIC1_DATA);
	outb(0xff, PIC2_DATA);
}

void __init apic_init(void)
{
	if (!cpu_has(FEATURE_APIC))
		boot_fail("The CPU has no local APIC");

	apic_is_x2apic = want_x2apic();
	if (!apic_is_x2apic) {
		apic_mmio = ioremap(rdmsr(MSR_APIC_BASE) & APIC_BASE_ADDR, APIC_SIZE, MAP_UC);
		if (!apic_mmio)
			boot_fail("No memory to map the local APIC");
	}
	/* Of a running kernel it is taken over later, see vlapic_adopt(). */
	if (boot_info.protocol != BOOT_HOIST) {
		mask_8259();
		apic_init_cpu();
	}
	cpu_apic_id[0] = apic_read_id();
	pr_info("APIC: %s mode, boot CPU has id %u\n", apic_is_x2apic ? "x2APIC" : "xAPIC",
		cpu_apic_id[0]);
}

/*
 * Interrupts that were being served when someone else ran here would block all of the
 * same and lower priority for ever. At most one EOI for each vector.
 */
static void finish_leftovers(void)
{
	unsigned int i, n;

	for (n = 0; n < 256; n++) {
		u32 any = 0;

		for (i = 0; i < 8; i++)
			any |= apic_read(APIC_ISR + i * 0x10);
		if (!any)
			return;
		apic_eoi();
	}
}

static void set_lvts(void)
{
	unsigned int max = (apic_read(APIC_VERSION) >> 16) & 0xff;

	apic_write(APIC_LVT_TIMER, LVT_MASKED | VECTOR_TIMER);
	apic_write(APIC_LVT_LINT0, LVT_MASKED | APIC_DM_EXTINT);
	/* NMI comes to LINT1 of each CPU on all PCs. */
	apic_write(APIC_LVT_LINT1, APIC_DM_NMI);
	apic_write(APIC_LVT_ERROR, VECTOR_ERROR);
	if (max >= 4)
		apic_write(APIC_LVT_PERF, LVT_MASKED | APIC_DM_NMI);
	if (max >= 5)
		apic_write(APIC_LVT_THERMAL, LVT_MASKED | VECTOR_THERMAL);
}

void apic_init_cpu(void)
{
	switch_mode();
	apic_write(APIC_SVR, SVR_ENABLE | VECTOR_SPURIOUS);
	apic_write(APIC_TPR, 0);
	set_lvts();
	/* Written before it is read (SDM volume 3, 11.5.3); the first write clears. */
	apic_write(APIC_ESR, 0);
	apic_write(APIC_ESR, 0);
	finish_leftovers();
}

void apic_disable_cpu(void)
{
	apic_write(APIC_LVT_TIMER, LVT_MASKED | VECTOR_TIMER);
	apic_write(APIC_LVT_LINT1, LVT_MASKED | APIC_DM_NMI);
	apic_write(APIC_LVT_ERROR, LVT_MASKED | VECTOR_ERROR);
	apic_write(APIC_SVR, VECTOR_SPURIOUS);
}

/* xAPIC: the one command register is busy until the previous IPI was accepted. */
static void wait_icr_idle(void)
{
	unsigned int i;

	for (i = 0; i < ICR_IDLE_ROUNDS; i++) {
		if (!(apic_read(APIC_ICR) & ICR_BUSY))
			return;
		cpu_relax();
	}
}

static void xapic_icr(u32 dest, u32 command)
{
	unsigned long flags = read_rflags();

	/* A handler that sent an IPI between the two halves would redirect ours. */
	irq_disable();
	wait_icr_idle();
	apic_write(APIC_ICR_HIGH, dest << 24);
	apic_write(APIC_ICR, command);
	write_rflags(flags);
}

static void apic_icr(u32 dest, u32 command)
{
	if (!apic_is_x2apic) {
		xapic_icr(dest, command);
		return;
	}
	/*
	 * WRMSR to x2APIC registers does not wait for earlier stores (SDM volume 3,
	 * 11.12.3); what the receiver is to see must be visible before.
	 */
	mb();
	barrier_nospec();
	wrmsr(MSR_X2APIC_BASE + (APIC_ICR >> 4), (u64)dest << 32 | command);
}

void apic_send_ipi(unsigned int cpu, u8 vector)
{
	apic_icr(cpu_apic_id[cpu], APIC_DM_FIXED | vector);
}

void apic_send_ipi_mask(const struct cpumask *mask, u8 vector)
{
	unsigned int cpu;

	for_each_cpu(cpu, mask)
		apic_send_ipi(cpu, vector);
}

/* Its upper half may be of another IPI that an NMI has interrupted: it stays. */
void apic_send_self(u8 vector)
{
	u32 command = APIC_DM_FIXED | ICR_SELF | vector;

	if (apic_is_x2apic) {
		apic_icr(0, command);
		return;
	}
	wait_icr_idle();
	apic_write(APIC_ICR, command);
}

void apic_send_nmi(unsigned int cpu)
{
	apic_icr(cpu_apic_id[cpu], APIC_DM_NMI);
}

void apic_send_nmi_others(void)
{
	apic_icr(0, APIC_DM_NMI | ICR_ALL_BUT_SELF);
}

void apic_send_init(u32 apic_id)
{
	apic_icr(apic_id, APIC_DM_INIT | ICR_ASSERT);
}

void apic_send_startup(u32 apic_id, u8 page)
{
	apic_icr(apic_id, APIC_DM_STARTUP | page);
}

u32 apic_take_errors(void)
{
	apic_write(APIC_ESR, 0);
	return apic_read(APIC_ESR);
}
