// SPDX-License-Identifier: GPL-2.0-only
/*
 * MSRs of a PV guest: a table, and everything that isn't in it is denied.
 *
 * Kernels read some registers without being prepared for a fault; those give
 * a value that says "nothing special". Writes are accepted only where they
 * change nothing or what they change is the vCPU's own.
 */
#include <asm/policy.h>

#include <linux/errno.h>
#include <linux/kernel.h>
#include <hyp/domain.h>
#include <hyp/vcpu.h>
#include <asm/cpu_policy.h>
#include <asm/domain.h>
#include <asm/msr.h>
#include <asm/msr_index.h>

#define MSR_TSC			0x10
#define HWCR_TSC_AT_P0		BIT_ULL(24)
#define EFER_SHOWN		(EFER_SCE | EFER_LME | EFER_LMA | EFER_NX)

struct msr_rule {
	u32 msr;
	int (*read)(const struct vcpu *v, u32 msr, u64 *val);	/* NULL: denied */
	int (*write)(struct vcpu *v, u32 msr, u64 val);
};

static int read_zero(const struct vcpu *v, u32 msr, u64 *val)
{
	*val = 0;
	return 0;
}

/* The machine's, where it has the register at all. */
static int read_native(const struct vcpu *v, u32 msr, u64 *val)
{
	return rdmsr_safe(msr, val) ? -EINVAL : 0;
}

static int read_native_hwdom(const struct vcpu *v, u32 msr, u64 *val)
{
	return v->domain->hardware ? read_native(v, msr, val) : -EINVAL;
}

static int read_tsc(const struct vcpu *v, u32 msr, u64 *val)
{
	*val = rdtsc();
	return 0;
}

static int read_efer(const struct vcpu *v, u32 msr, u64 *val)
{
	*val = rdmsr(MSR_EFER) & EFER_SHOWN;
	return 0;
}

static int read_pat(const struct vcpu *v, u32 msr, u64 *val)
{
	*val = PAT_OF_THE_ABI;
	return 0;
}

static int read_hwcr(const struct vcpu *v, u32 msr, u64 *val)
{
	if (boot_cpu.vendor == VENDOR_INTEL)
		return -EINVAL;
	*val = HWCR_TSC_AT_P0;
	return 0;
}

static int read_de_cfg(const struct vcpu *v, u32 msr, u64 *val)
{
	if (read_native(v, msr, val))
		return -EINVAL;
	*val &= DE_CFG_LFENCE_SERIALISE;
	return 0;
}

static int read_tsc_aux(const struct vcpu *v, u32 msr, u64 *val)
{
	*val = v->arch->tsc_aux;
	return 0;
}

static int read_platform_info(const struct vcpu *v, u32 msr, u64 *val)
{
	*val = v->domain->arch->policy->platform_info;
	return 0;
}

static int write_ignored(struct vcpu *v, u32 msr, u64 val)
{
	return 0;
}

static int write_zero_only(struct vcpu *v, u32 msr, u64 val)
{
	return val ? -EINVAL : 0;
}

static int write_pat(struct vcpu *v, u32 msr, u64 val)
{
	return val == PAT_OF_THE_ABI ? 0 : -EINVAL;
}

static int write_tsc_aux(struct vcpu *v, u32 msr, u64 val)
{
	if (!cpu_has(FEATURE_RDTSCP) || val >> 32)
		return -EINVAL;
	v->arch->tsc_aux = val;
	wrmsr(MSR_TSC_AUX, val);
	return 0;
}

static int write_pred_cmd(struct vcpu *v, u32 msr, u64 val)
{
	if (!cpu_has(FEATURE_IBPB) || (val & ~(u64)PRED_CMD_IBPB))
		return -EINVAL;
	if (val)
		wrmsr(MSR_PRED_CMD, val);
	return 0;
}

static const struct msr_rule rules[] = {
	{ MSR_TSC, read_tsc, write_ignored },
	{ MSR_PLATFORM_ID, read_native, NULL },
	{ MSR_APIC_BASE, read_native_hwdom, NULL },
	{ MSR_PRED_CMD, NULL, write_pred_cmd },
	/* Read after CPUID after a write of 0 (SDM 3A 9.11.7). */
	{ MSR_UCODE_REV, read_native, write_zero_only },
	{ MSR_PLATFORM_INFO, read_platform_info, NULL },
	{ MSR_MISC_FEATURES_ENABLES, read_zero, write_zero_only },
	{ MSR_MCG_CAP, read_zero, NULL },
	{ MSR_MCG_STATUS, read_zero, write_zero_only },
	{ MSR_MISC_ENABLE, read_native, write_ignored },
	{ MSR_DEBUGCTL, read_zero, write_zero_only },
	{ MSR_PAT, read_pat, write_pat },
	{ MSR_EFER, read_efer, NULL },
	{ MSR_TSC_AUX, read_tsc_aux, write_tsc_aux },
	{ MSR_K8_SYSCFG, read_native_hwdom, NULL },
	{ MSR_K8_HWCR, read_hwcr, NULL },
	{ MSR_AMD_DE_CFG, read_de_cfg, write_ignored },
};

static const struct msr_rule *find_rule(u32 msr)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(rules); i++)
		if (rules[i].msr == msr)
			return &rules[i];
	return NULL;
}

int guest_rdmsr(struct vcpu *v, u32 msr, u64 *val)
{
	const struct msr_rule *rule = find_rule(msr);

	*val = 0;
	return rule && rule->read ? rule->read(v, msr, val) : -EINVAL;
}

int guest_wrmsr(struct vcpu *v, u32 msr, u64 val)
{
	const struct msr_rule *rule = find_rule(msr);

	return rule && rule->write ? rule->write(v, msr, val) : -EINVAL;
}
