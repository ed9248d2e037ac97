// SPDX-License-Identifier: GPL-2.0-only
/*
 * ACPI tables for a PVH dom0 (ACPI specification 6.4, 5.2): the machine's own, where they
 * lie, by a list of ours that leaves out
 *
 *	DMAR, IVRS	an IOMMU is not dom0's to use
 *	MADT		in place of it a copy, with the CPUs that dom0 has no vCPU on disabled
 */
#include "dom0_build.h"

#include <linux/bits.h>
#include <linux/init.h>
#include <linux/kernel.h>
#include <linux/minmax.h>
#include <linux/string.h>
#include <linux/unaligned.h>
#include <hyp/acpi.h>
#include <hyp/acpi_tables.h>
#include <hyp/panic.h>
#include <hyp/vmap.h>
#include <asm/apic.h>

#define MADT_FIRST_ENTRY	44
#define MADT_LAPIC		0
#define MADT_X2APIC		9
#define LAPIC_USABLE		3	/* enabled, or can be */

struct room {
	u8 *va;
	paddr_t pa;
	u32 left;
};

static void *__init room_take(struct room *r, u32 bytes, paddr_t *pa)
{
	u32 rounded = (bytes + 15) & ~15U;
	void *va = r->va;

	if (rounded > r->left)
		boot_fail("dom0: no room for ACPI tables");
	*pa = r->pa;
	r->va += rounded;
	r->pa += rounded;
	r->left -= rounded;
	return va;
}

static u8 __init sum(const void *p, u32 bytes)
{
	const u8 *byte = p;
	u8 s = 0;

	while (bytes--)
		s += *byte++;
	return -s;
}

static void __init set_sum(struct acpi_header *table)
{
	table->checksum = 0;
	table->checksum = sum(table, table->length);
}

/* Tables were checked when the hypervisor read them itself. */
static const struct acpi_header *__init map_table(paddr_t pa)
{
	const struct acpi_header *t = ioremap(pa, sizeof(*t), MAP_RO);
	u32 length = t ? t->length : 0;

	if (t)
		iounmap(t);
	if (length < sizeof(*t) || length > ACPI_MAX_TABLE)
		return NULL;
	t = ioremap(pa, length, MAP_RO);
	if (t && t->length == length)
		return t;
	if (t)
		iounmap(t);
	return NULL;
}

static bool __init has_vcpu(u32 apic_id, unsigned int vcpus)
{
	unsigned int cpu;

	for (cpu = 0; cpu < vcpus; cpu++)
		if (cpu_apic_id[cpu] == apic_id)
			return true;
	return false;
}

static void __init disable(u8 *flags)
{
	put_unaligned_le32(get_unaligned_le32(flags) & ~LAPIC_USABLE, flags);
}

static void __init edit_entry(u8 *e, unsigned int vcpus)
{
	if (e[0] == MADT_LAPIC && e[1] >= 8 && !has_vcpu(e[3], vcpus))
		disable(e + 4);
	else if (e[0] == MADT_X2APIC && e[1] >= 16 &&
		 !has_vcpu(get_unaligned_le32(e + 4), vcpus))
		disable(e + 8);
}

static paddr_t __init copy_madt(struct room *r, const struct acpi_header *t, unsigned int vcpus)
{
	paddr_t pa;
	u8 *copy = room_take(r, t->length, &pa), *e, *end = copy + t->length;

	memcpy(copy, t, t->length);
	for (e = copy + MADT_FIRST_ENTRY; end - e >= 2 && e[1] >= 2 && e[1] <= end - e; e += e[1])
		edit_entry(e, vcpus);
	set_sum((struct acpi_header *)copy);
	return pa;
}

/* Where dom0 finds the table at @pa; 0: nowhere. */
static paddr_t __init shown_at(struct room *r, paddr_t pa, unsigned int vcpus)
{
	const struct acpi_header *t = map_table(pa);
	paddr_t at = pa;

	if (!t)
		return 0;
	if (!memcmp(t->signature, "DMAR", 4) || !memcmp(t->signature, "IVRS", 4))
		at = 0;
	else if (!memcmp(t->signature, "APIC", 4))
		at = copy_madt(r, t, vcpus);
	iounmap(t);
	return at;
}

/* An XSDT from the machine's, or from its RSDT. */
static paddr_t __init write_list(struct room *r, const struct acpi_header *from, u32 width,
				 unsigned int vcpus)
{
	u32 n = (from->length - sizeof(*from)) / width, i;
	const u8 *e = (const u8 *)(from + 1);
	struct acpi_header *list;
	u8 *to;
	paddr_t pa;

	list = room_take(r, sizeof(*list) + n * 8, &pa);
	*list = *from;
	memcpy(list->signature, "XSDT", 4);
	to = (u8 *)(list + 1);
	for (i = 0; i < n; i++, e += width) {
		paddr_t at = shown_at(r, width == 8 ? get_unaligned_le64(e) :
				      get_unaligned_le32(e), vcpus);

		if (!at)
			continue;
		put_unaligned_le64(at, to);
		to += 8;
	}
	list->length = to - (u8 *)list;
	set_sum(list);
	return pa;
}

static paddr_t __init write_rsdp(struct room *r, const struct acpi_rsdp *from, paddr_t list)
{
	paddr_t pa;
	struct acpi_rsdp *rsdp = room_take(r, sizeof(*rsdp), &pa);

	memset(rsdp, 0, sizeof(*rsdp));
	memcpy(rsdp, from, ACPI_RSDP_V1_SIZE);
	rsdp->revision = 2;
	rsdp->rsdt = 0;
	rsdp->length = sizeof(*rsdp);
	rsdp->xsdt = list;
	rsdp->checksum = 0;
	rsdp->checksum = sum(rsdp, ACPI_RSDP_V1_SIZE);
	rsdp->extended_checksum = sum(rsdp, sizeof(*rsdp));
	return pa;
}

paddr_t __init dom0_acpi_write(paddr_t at, u32 bytes, unsigned int vcpus)
{
	struct room r = { paddr_to_virt(at), at, bytes };
	const struct acpi_rsdp *rsdp = ioremap(acpi_info.rsdp, sizeof(*rsdp), MAP_RO);
	bool xsdt = rsdp && rsdp->revision >= 2 && rsdp->xsdt;
	const struct acpi_header *list;
	paddr_t pa;

	list = rsdp ? map_table(xsdt ? rsdp->xsdt : rsdp->rsdt) : NULL;
	if (!list)
		boot_fail("dom0: the ACPI tables have gone");
	pa = write_rsdp(&r, rsdp, write_list(&r, list, xsdt ? 8 : 4, vcpus));
	iounmap(list);
	iounmap(rsdp);
	return pa;
}
