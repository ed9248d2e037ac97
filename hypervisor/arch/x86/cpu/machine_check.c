// SPDX-License-Identifier: GPL-2.0-only
/* Machine checks (SDM 3B chapter 16): say what the banks hold, then stop. */
#include <asm/traps.h>

#include <hyp/panic.h>
#include <hyp/percpu.h>
#include <hyp/printk.h>
#include <asm/backtrace.h>
#include <asm/cpufeature.h>
#include <asm/cpu_local.h>
#include <asm/msr.h>
#include <asm/msr_index.h>
#include <asm/system.h>

#define MAX_BANKS	32
#define BANK_VALID	BIT_ULL(63)
#define BANK_HAS_ADDR	BIT_ULL(58)
#define MCG_CTL_PRESENT	BIT(8)

static unsigned int nr_banks(void)
{
	unsigned int n = rdmsr(MSR_MCG_CAP) & 0xff;

	return n < MAX_BANKS ? n : MAX_BANKS;
}

static void report_bank(unsigned int bank)
{
	u64 status = rdmsr(MSR_MC0_STATUS + 4 * bank);

	if (!(status & BANK_VALID))
		return;
	printk(LOG_ERR "Machine check bank %u: status %016llx", bank, status);
	if (status & BANK_HAS_ADDR)
		printk(" address %016llx", rdmsr(MSR_MC0_ADDR + 4 * bank));
	printk("\n");
}

void handle_machine_check(const struct cpu_user_regs *regs)
{
	unsigned int i;

	printk_emergency();
	for (i = 0; i < nr_banks(); i++)
		report_bank(i);
	dump_set_registers(regs);
	panic("Machine check, MCG_STATUS %llx", rdmsr(MSR_MCG_STATUS));
}

void machine_check_init_cpu(void)
{
	unsigned int i;

	if (!cpu_has(FEATURE_MCE) || !cpu_has(FEATURE_MCA))
		return;
	if (rdmsr(MSR_MCG_CAP) & MCG_CTL_PRESENT)
		wrmsr(MSR_MCG_CTL, ~0ULL);
	for (i = 0; i < nr_banks(); i++) {
		/* What the firmware left is not ours to die of. */
		wrmsr_safe(MSR_MC0_CTL + 4 * i, ~0ULL);
		wrmsr_safe(MSR_MC0_STATUS + 4 * i, 0);
	}
	write_cr4(read_cr4() | CR4_MCE);
}
