// SPDX-License-Identifier: GPL-2.0-only
#include <asm/nmi.h>

#include <linux/compiler.h>
#include <linux/init.h>
#include <hyp/boot_info.h>
#include <hyp/bug.h>
#include <hyp/cpumask.h>
#include <hyp/printk.h>
#include <hyp/smp.h>
#include <hyp/softirq.h>
#include <asm/apic.h>
#include <asm/barrier.h>
#include <asm/dom0_irq.h>
#include <asm/io.h>
#include <asm/system.h>

#define MAX_HANDLERS	4
#define PORT_REASON	0x61		/* system control port B */
#define REASON_SERR	0x80
#define REASON_IOCHK	0x40

#define STOP_POLLS	100000		/* about a microsecond each */

static bool (*handler[MAX_HANDLERS])(const struct cpu_user_regs *regs);
static u8 chipset_says;			/* at the last NMI without a known reason */
static u32 stopper;			/* CPU that wants the others to stop, plus 1 */

void __init nmi_register(bool (*fn)(const struct cpu_user_regs *regs))
{
	unsigned int i;

	for (i = 0; i < MAX_HANDLERS; i++) {
		if (!handler[i]) {
			handler[i] = fn;
			return;
		}
	}
	BUG();
}

static void __noreturn stop_here(void)
{
	cpumask_clear(smp_processor_id(), &cpu_online);
	for (;;) {
		irq_disable();
		halt();
	}
}

void handle_nmi(const struct cpu_user_regs *regs)
{
	u32 who = READ_ONCE(stopper);
	unsigned int i;

	if (who && who != smp_processor_id() + 1)
		stop_here();
	for (i = 0; i < MAX_HANDLERS && handler[i]; i++)
		if (handler[i](regs))
			return;
	if (boot_info.platform_owner == PLATFORM_DOM0) {
		dom0_nmi();
		return;
	}
	/* Nothing is said here: this CPU may hold the console's lock. */
	WRITE_ONCE(chipset_says, inb(PORT_REASON));
	softirq_raise(SOFTIRQ_NMI);
}

/* On the way to a guest, some time after the NMI. */
static void tell_unknown(void)
{
	static bool told;
	u8 reason = READ_ONCE(chipset_says);

	if (reason & (REASON_SERR | REASON_IOCHK))
		pr_err("NMI: the chipset reports an error (%02x)\n", reason);
	else if (!told)
		pr_warn("NMI of no known reason, on CPU %u; more of them are not told\n",
			smp_processor_id());
	told = true;
}

void __init nmi_init(void)
{
	softirq_register(SOFTIRQ_NMI, tell_unknown);
}

void arch_stop_others(void)
{
	unsigned int polls;

	if (num_online_cpus() <= 1)
		return;
	WRITE_ONCE(stopper, smp_processor_id() + 1);
	apic_send_nmi_others();
	for (polls = 0; polls < STOP_POLLS && num_online_cpus() > 1; polls++)
		io_delay();
}
