// SPDX-License-Identifier: GPL-2.0-only
/* CR0, CR4, EFER, PAT: the same on each CPU. */
#include <asm/init_cpu.h>

#include <linux/init.h>
#include <linux/kernel.h>
#include <hyp/param.h>
#include <asm/cpufeature.h>
#include <asm/msr.h>
#include <asm/msr_index.h>
#include <asm/system.h>

unsigned long hyp_cr4;

static bool opt_smap __initdata = true;
static bool opt_smep __initdata = true;
PARAM_BOOL("smap", opt_smap);
PARAM_BOOL("smep", opt_smep);

#define CR0_HYP	(CR0_PE | CR0_MP | CR0_ET | CR0_NE | CR0_WP | CR0_AM | CR0_PG)

/*
 * Not UMIP: PV kernels run in ring 3 and read the tables that it hides. Not
 * PCIDE: the ABI has no PCIDs. Not PKE: its keys are bits of PTEs that the ABI
 * does not let through.
 */
static unsigned long cr4_value(void)
{
	static const struct {
		unsigned int feature;
		unsigned long bits;
	} row[] = {
		{ FEATURE_DE, CR4_DE },
		{ FEATURE_PGE, CR4_PGE },
		{ FEATURE_FXSR, CR4_OSFXSR },
		{ FEATURE_SSE, CR4_OSXMMEXCPT },
		{ FEATURE_XSAVE, CR4_OSXSAVE },
		{ FEATURE_FSGSBASE, CR4_FSGSBASE },
		{ FEATURE_SMEP, CR4_SMEP },
		{ FEATURE_SMAP, CR4_SMAP },
	};
	unsigned long cr4 = CR4_PAE;
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(row); i++)
		if (cpu_has(row[i].feature))
			cr4 |= row[i].bits;
	return cr4;
}

void control_regs_init_cpu(void)
{
	/* The depth of paging can't change now. */
	hyp_cr4 = cr4_value() | (read_cr4() & (CR4_MCE | CR4_LA57));
	write_cr4(hyp_cr4);
	write_cr0(CR0_HYP);
	wrmsr(MSR_EFER, rdmsr(MSR_EFER) | EFER_SCE | EFER_NX);
	wrmsr(MSR_PAT, PAT_OF_THE_ABI);
	if (cpu_has(FEATURE_RDTSCP))
		wrmsr(MSR_TSC_AUX, 0);
}

void __init control_regs_options(void)
{
	if (!opt_smap)
		cpu_clear_feature(FEATURE_SMAP);
	if (!opt_smep)
		cpu_clear_feature(FEATURE_SMEP);
	control_regs_init_cpu();
}
