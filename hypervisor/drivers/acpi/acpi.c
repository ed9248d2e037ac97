// SPDX-License-Identifier: GPL-2.0-only
/* Start-up: finds the tables of this machine. */
#include <hyp/acpi.h>

#include <linux/errno.h>
#include <linux/init.h>
#include <linux/unaligned.h>
#include <hyp/acpi_tables.h>
#include <hyp/param.h>
#include <hyp/printk.h>
#include <hyp/vmap.h>

struct acpi_info acpi_info;

static bool opt_acpi = true;

PARAM_BOOL("acpi", opt_acpi);

static const void *map_table(paddr_t pa, u64 bytes)
{
	return ioremap(pa, bytes, MAP_RO);
}

static const struct acpi_mapper mapper = { .map = map_table, .unmap = iounmap };

static paddr_t __init scan(paddr_t start, u64 bytes)
{
	const u8 *va = map_table(start, bytes);
	paddr_t found = 0;

	if (va) {
		found = acpi_scan_rsdp(va, start, start + bytes);
		iounmap(va);
	}
	return found;
}

/* ACPI 6.4, 5.2.5.1: the first KiB of the extended BIOS data area, and the BIOS's ROM. */
static paddr_t __init search(void)
{
	const u8 *bda = map_table(0x400, 0x100);
	paddr_t ebda = 0, found = 0;

	if (bda) {
		ebda = (paddr_t)get_unaligned_le16(bda + 0x0e) << 4;
		iounmap(bda);
	}
	if (ebda >= 0x400 && ebda < 0xa0000)
		found = scan(ebda, 0x400);
	return found ? found : scan(0xe0000, 0x20000);
}

int __init acpi_init(paddr_t rsdp)
{
	int err = -ENODEV;

	acpi_info.reset_space = 0xff;
	/* Without tables: the PC as it was before there were any. */
	acpi_info.has_8259 = true;
	if (!rsdp)
		rsdp = search();
	if (opt_acpi && rsdp)
		err = acpi_parse(rsdp, &mapper, &acpi_info);
	if (err) {
		pr_warn("ACPI: no usable tables (RSDP %#llx)\n", rsdp);
		return err;
	}
	pr_info("ACPI: RSDP %#llx, %u CPUs, %u I/O APICs, %u overrides, %u MCFG, HPET %#llx\n",
		rsdp, acpi_info.nr_cpus, acpi_info.nr_ioapics, acpi_info.nr_overrides,
		acpi_info.nr_mcfg, acpi_info.hpet_address);
	return 0;
}
