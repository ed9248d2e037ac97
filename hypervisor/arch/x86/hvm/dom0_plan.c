// SPDX-License-Identifier: GPL-2.0-only
/*
 * dom0=pvh: which memory is kept for it, and what stands between its devices and the rest.
 *
 * Its devices read and write by the addresses that its drivers give them. Without an
 * IOMMU these are the machine's, so it has frames whose numbers are those that it sees;
 * and what it maps of other domains is out of its devices' reach, which a stock kernel's
 * back-ends do not know. dom0-iommu=none says that whoever runs the machine does.
 */
#include <asm/dom0.h>

#include <linux/errno.h>
#include <linux/init.h>
#include <linux/string.h>
#include <hyp/boot_info.h>
#include <hyp/iommu.h>
#include <hyp/panic.h>
#include <hyp/param.h>
#include <hyp/printk.h>
#include <asm/mm.h>

#define LOW_END		0x100000ULL
#define OWN_BYTES	(48ULL << 20)	/* heap, console, first page tables */

static bool opt_pvh __initdata;
static bool opt_no_iommu __initdata;

static int __init parse_dom0(const char *arg)
{
	if (strcmp(arg, "pvh") && strcmp(arg, "pv"))
		return -EINVAL;
	opt_pvh = arg[2];
	return 0;
}

PARAM_CALL("dom0", parse_dom0);

static int __init parse_iommu(const char *arg)
{
	if (strcmp(arg, "none"))
		return -EINVAL;
	opt_no_iommu = true;
	return 0;
}

PARAM_CALL("dom0-iommu", parse_iommu);

static u64 __init ram_bytes(const struct boot_info *bi)
{
	paddr_t start, end;
	u64 sum = 0;
	u32 i;

	for (i = 0; i < bi->nr_ranges; i++)
		if (boot_ram_range(bi, i, &start, &end) && start >= LOW_END)
			sum += end - start;
	return sum;
}

/* What there is for dom0 and guests: without us, our tables and the modules. */
static u64 __init free_bytes(const struct boot_info *bi)
{
	u64 sum = ram_bytes(bi), ours = sum / 64 + OWN_BYTES + bi->image_end - bi->image_start;
	u32 i;

	for (i = 0; i < bi->nr_modules; i++)
		ours += bi->module[i].size;
	return sum > ours ? sum - ours : 0;
}

void __init dom0_pvh_plan(struct boot_info *bi)
{
	struct dom0_size size;

	if (!opt_pvh)
		return;
	dom0_size_get(&size, free_bytes(bi) >> PAGE_SHIFT);
	bi->platform_owner = PLATFORM_DOM0;
	bi->dom0_bytes = size.pages << PAGE_SHIFT;
}

bool __init dom0_pvh_iommu(void)
{
	if (opt_no_iommu) {
		pr_warn("dom0-iommu=none: devices must not touch memory of guests\n");
		return false;
	}
	if (!iommu_present())
		boot_fail("dom0=pvh: there is no IOMMU; dom0-iommu=none does without one");
	return true;
}
