// SPDX-License-Identifier: GPL-2.0-only
/* What is refused before anything is done, one line each. */
#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/cc_platform.h>
#include <linux/cpumask.h>
#include <linux/errno.h>
#include <linux/kernel.h>
#include <linux/printk.h>
#include <asm/cpufeature.h>
#include <asm/tsc.h>

#include "hoist.h"

struct refusal {
	bool (*applies)(void);
	int err;
	const char *why;
};

static bool is_guest(void)
{
	return boot_cpu_has(X86_FEATURE_XENPV);
}

static bool no_virtualization(void)
{
	return !boot_cpu_has(X86_FEATURE_SVM);
}

static bool encrypted(void)
{
	return cc_platform_has(CC_ATTR_MEM_ENCRYPT);
}

static bool cpus_offline(void)
{
	return num_online_cpus() != num_present_cpus();
}

static bool too_many_cpus(void)
{
	return num_online_cpus() > HOIST_MAX_CPUS;
}

static bool no_tsc(void)
{
	return !tsc_khz;
}

static const struct refusal refusals[] = {
	{ is_guest, -EALREADY, "this kernel runs on a hypervisor as a PV domain" },
	{ no_virtualization, -ENODEV, "this CPU has no SVM" },
	{ encrypted, -EOPNOTSUPP, "memory encryption is active" },
	{ cpus_offline, -EBUSY, "a CPU is present but offline: bring it up first" },
	{ too_many_cpus, -E2BIG, "too many CPUs" },
	{ no_tsc, -ENODEV, "the rate of the time stamp counter is not known" },
};

int hoist_check(void)
{
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(refusals); i++) {
		if (refusals[i].applies()) {
			pr_err("%s\n", refusals[i].why);
			return refusals[i].err;
		}
	}
	return 0;
}
