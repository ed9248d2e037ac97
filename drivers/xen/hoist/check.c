// SPDX-License-Identifier: GPL-2.0-only
/*
 * What is refused before anything is done: one line and an errno each. What can only be
 * seen on a CPU by itself is looked at again on the way in, where it rolls back.
 */
#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/cc_platform.h>
#include <linux/cpumask.h>
#include <linux/crash_dump.h>
#include <linux/errno.h>
#include <linux/kernel.h>
#include <linux/module.h>
#include <linux/moduleparam.h>
#include <linux/printk.h>
#include <linux/security.h>
#include <linux/smp.h>
#include <linux/string.h>
#include <linux/suspend.h>
#include <asm/cpufeature.h>
#include <asm/msr.h>
#include <asm/processor.h>
#include <asm/tsc.h>

#include "hoist.h"

#define CPUID_HYPERVISOR	0x40000000
#define CPUID_SVM		0x8000000a
#define SVM_NPT			BIT(0)
#define VM_CR_SVMDIS		BIT(4)

static char *pretend = "";
module_param(pretend, charp, 0444);
MODULE_PARM_DESC(pretend, "test: refuse as if this were so (name of a reason)");

static bool is_hoisted(void)
{
	unsigned int eax, ebx, ecx, edx;

	if (!boot_cpu_has(X86_FEATURE_HYPERVISOR) && !(cpuid_ecx(1) & BIT(31)))
		return false;
	cpuid(CPUID_HYPERVISOR, &eax, &ebx, &ecx, &edx);
	/* "XenVMMXenVMM" */
	return ebx == 0x566e6558 && ecx == 0x65584d4d && edx == 0x4d4d566e;
}

static bool no_svm(void)
{
	return !(cpuid_ecx(0x80000001) & BIT(2));
}

static bool off_by_firmware(void)
{
	u64 val;

	return !rdmsrl_safe(MSR_VM_CR, &val) && (val & VM_CR_SVMDIS);
}

static bool no_npt(void)
{
	return !(cpuid_edx(CPUID_SVM) & SVM_NPT);
}

static void look_at_efer(void *data)
{
	u64 val;

	if (!rdmsrl_safe(MSR_EFER, &val) && (val & EFER_SVME))
		*(bool *)data = true;
}

static bool svm_in_use(void)
{
	bool used = false;

	on_each_cpu(look_at_efer, &used, 1);
	return used;
}

/* Loaded, it has a guest if SVM is in use: it switches that on with the first one. */
static bool kvm_has_guests(void)
{
	if (!__symbol_get("kvm_get_kvm"))
		return false;
	__symbol_put("kvm_get_kvm");
	return svm_in_use();
}

static bool encrypted(void)
{
	return cc_platform_has(CC_ATTR_MEM_ENCRYPT);
}

static bool cpus_offline(void)
{
	return num_online_cpus() != num_present_cpus() ||
	       cpumask_last(cpu_online_mask) >= num_online_cpus();
}

static bool too_many_cpus(void)
{
	return num_online_cpus() > HOIST_MAX_CPUS;
}

static bool no_tsc(void)
{
	return !tsc_khz;
}

static bool not_running(void)
{
	return system_state != SYSTEM_RUNNING || pm_suspend_target_state != PM_SUSPEND_ON;
}

static bool crash_kernel(void)
{
	return is_kdump_kernel();
}

static const struct refusal {
	const char *name;
	bool (*applies)(void);
	int err;
	const char *why;
} refusals[] = {
	{ "hoisted", is_hoisted, -EALREADY, "a hypervisor of this kind is there already" },
	{ "svm", no_svm, -ENODEV, "this CPU has no SVM" },
	{ "firmware", off_by_firmware, -EACCES, "virtualization is disabled by firmware" },
	{ "npt", no_npt, -EOPNOTSUPP, "this CPU has no nested paging" },
	{ "kvm", kvm_has_guests, -EBUSY, "SVM is in use: KVM has guests" },
	{ "busy", svm_in_use, -EBUSY, "SVM is in use by another hypervisor" },
	{ "encryption", encrypted, -EOPNOTSUPP, "memory encryption is active" },
	{ "offline", cpus_offline, -EBUSY, "a CPU is present but offline: bring it up first" },
	{ "cpus", too_many_cpus, -E2BIG, "there are too many CPUs" },
	{ "tsc", no_tsc, -ENODEV, "the rate of the time stamp counter is not known" },
	{ "suspend", not_running, -EAGAIN, "the system starts, suspends or shuts down" },
	{ "kdump", crash_kernel, -EOPNOTSUPP, "this is a crash dump kernel" },
};

int hoist_check(void)
{
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(refusals); i++) {
		if (!refusals[i].applies() && strcmp(pretend, refusals[i].name))
			continue;
		pr_err("refused: %s\n", refusals[i].why);
		return refusals[i].err;
	}
	return 0;
}

/* An image from outside is code that no signature covers. */
int hoist_check_image(void)
{
	int err = security_locked_down(LOCKDOWN_MODULE_SIGNATURE);

	if (!strcmp(pretend, "lockdown"))
		err = -EPERM;
	if (err)
		pr_err("refused: the kernel is locked down, hoist.image= is not allowed\n");
	return err;
}
