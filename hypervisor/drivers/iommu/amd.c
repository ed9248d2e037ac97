// SPDX-License-Identifier: GPL-2.0-only
/*
 * AMD IOMMUs of the machine, all with one device table in which every device has the same
 * entry, but for the special interrupts that firmware wants to pass: they all belong
 * to the hardware domain.
 *
 * Interrupts are not remapped. The event log is looked at once a second.
 */
#include "amd.h"

#include <linux/errno.h>
#include <linux/init.h>
#include <hyp/acpi.h>
#include <hyp/domain.h>
#include <hyp/iommu.h>
#include <hyp/p2m.h>
#include <hyp/page_alloc.h>
#include <hyp/param.h>
#include <hyp/printk.h>
#include <hyp/time.h>
#include <hyp/timer.h>
#include <hyp/vmap.h>
#include <asm/io.h>

#define TABLE_DEVICES	0x10000
#define TABLE_ORDER	9		/* 2 MiB */
#define LEVELS		4
#define LOOK_PERIOD	1000000000ULL	/* ns */

/* Flags of an IVHD block that are for the control register (5.2.2.1). */
#define IVHD_HT_TUNNEL		BIT(0)
#define IVHD_PASS_PW		BIT(1)
#define IVHD_RES_PASS_PW	BIT(2)
#define IVHD_ISOCHRONOUS	BIT(3)

static struct amd_unit units[ACPI_MAX_IOMMUS];
static unsigned int nr_units;
static struct timer look_timer;

static bool opt_iommu __initdata = true;
PARAM_BOOL("iommu", opt_iommu);

bool __init iommu_present(void)
{
	unsigned int i;

	if (!opt_iommu || !acpi_info.nr_iommus)
		return false;
	for (i = 0; i < acpi_info.nr_iommus; i++) {
		if (acpi_info.iommu[i].segment) {
			pr_warn("IOMMU %u: is of PCI segment %u, only 0 is supported\n", i,
				acpi_info.iommu[i].segment);
			return false;
		}
	}
	pr_info("IOMMU: AMD, %u units\n", acpi_info.nr_iommus);
	return true;
}

static void flush(struct domain *d)
{
	unsigned int i;

	for (i = 0; i < nr_units; i++)
		amd_forget_pages(&units[i]);
}

int __init iommu_attach(struct domain *d)
{
	return p2m_dma_create(d, &p2m_amd_iommu, flush);
}

/* Settings of several entries for one device add up. */
static u8 __init setting_of(u16 devid)
{
	u8 setting = 0;
	u32 i;

	for (i = 0; i < acpi_info.nr_dma_ranges; i++) {
		const struct acpi_dma_range *r = &acpi_info.dma_range[i];

		if (devid >= r->first && devid <= r->last)
			setting |= r->setting;
	}
	return setting;
}

static void __init fill_table(struct amd_dte *table, mfn_t root)
{
	u32 devid;

	for (devid = 0; devid < TABLE_DEVICES; devid++)
		table[devid] = amd_dte_make(root, LEVELS, setting_of(devid));
}

static u64 __init control_of(u8 flags)
{
	u64 control = CONTROL_COHERENT;

	if (flags & IVHD_HT_TUNNEL)
		control |= CONTROL_HT_TUNNEL;
	if (flags & IVHD_PASS_PW)
		control |= CONTROL_PASS_PW;
	if (flags & IVHD_RES_PASS_PW)
		control |= CONTROL_RES_PASS_PW;
	if (flags & IVHD_ISOCHRONOUS)
		control |= CONTROL_ISOCHRONOUS;
	return control;
}

/* 0 or -ENOMEM; the unit is as firmware left it. */
static int __init prepare(struct amd_unit *u, const struct acpi_iommu *info)
{
	spin_lock_init(&u->lock, LOCK_IOMMU);
	u->number = info - acpi_info.iommu;
	u->control = control_of(info->flags);
	u->regs = ioremap(info->address, AMD_REGISTER_BYTES, MAP_UC);
	u->commands = page_alloc_hyp(0);
	u->completed = page_alloc_hyp(0);
	u->events = page_alloc_hyp(0);
	return u->regs && u->commands && u->completed && u->events ? 0 : -ENOMEM;
}

static void __init put_away(struct amd_unit *u)
{
	iounmap((const void *)u->regs);
	if (u->commands)
		page_free_hyp(u->commands, 0);
	if (u->completed)
		page_free_hyp(u->completed, 0);
	if (u->events)
		page_free_hyp(u->events, 0);
	*u = (struct amd_unit){};
}

static void __init set_buffer(struct amd_unit *u, unsigned int reg, const void *buffer)
{
	writeq(virt_to_paddr(buffer) | (u64)BUFFER_SIZE_LOG << BUFFER_SIZE_SHIFT, u->regs + reg);
}

/* Commands first, so that the unit knows nothing of old tables when it begins to translate. */
static void __init switch_on(struct amd_unit *u, const struct amd_dte *table)
{
	writeq(0, u->regs + REG_CONTROL);
	writeq(virt_to_paddr(table) | (TABLE_DEVICES * sizeof(*table) / PAGE_SIZE - 1),
	       u->regs + REG_DEVICE_TABLE);
	set_buffer(u, REG_COMMAND_BUFFER, u->commands);
	set_buffer(u, REG_EVENT_LOG, u->events);
	writeq(0, u->regs + REG_COMMAND_HEAD);
	writeq(0, u->regs + REG_COMMAND_TAIL);
	writeq(0, u->regs + REG_EVENT_HEAD);
	writeq(0, u->regs + REG_EVENT_TAIL);
	writeq(STATUS_OVERFLOW, u->regs + REG_STATUS);
	writeq(u->control | CONTROL_COMMANDS | CONTROL_EVENT_LOG | CONTROL_IOMMU,
	       u->regs + REG_CONTROL);
	amd_forget_all(u);
}

static void look(void *unused)
{
	unsigned int i;

	for (i = 0; i < nr_units; i++)
		amd_say_events(&units[i]);
	timer_set(&look_timer, system_time() + LOOK_PERIOD);
}

static int __init prepare_all(void)
{
	unsigned int i;

	for (i = 0; i < acpi_info.nr_iommus; i++)
		if (prepare(&units[i], &acpi_info.iommu[i]))
			return -ENOMEM;
	return 0;
}

int __init iommu_enable(struct domain *d)
{
	struct amd_dte *table = page_alloc_hyp(TABLE_ORDER);
	unsigned int i;

	if (!table || prepare_all()) {
		for (i = 0; i < acpi_info.nr_iommus; i++)
			put_away(&units[i]);
		if (table)
			page_free_hyp(table, TABLE_ORDER);
		return -ENOMEM;
	}
	fill_table(table, p2m_dma_root(d));
	for (i = 0; i < acpi_info.nr_iommus; i++)
		switch_on(&units[i], table);
	nr_units = acpi_info.nr_iommus;
	pr_info("IOMMU: all DMA goes through the map of d%u\n", d->domid);
	timer_init(&look_timer, look, NULL, 0);
	timer_set(&look_timer, system_time() + LOOK_PERIOD);
	return 0;
}
