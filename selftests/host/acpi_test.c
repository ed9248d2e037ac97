// SPDX-License-Identifier: GPL-2.0-only
/*
 * ACPI tables come from firmware, which lies: lengths that are too short or too long,
 * lists that name themselves, entries of length 0. The parsers read a small physical
 * memory here, in which each mapping is a copy of exactly the bytes asked for, so that
 * AddressSanitizer sees each byte beyond. After the tables that are right come some that
 * are wrong on purpose, then many that are damaged at random with repaired sums.
 */
#include <hyp/acpi_tables.h>

#include <linux/errno.h>
#include <linux/unaligned.h>

#include "test.h"

#define MEMORY_SIZE	16384
#define RSDP		0x10
#define RSDT		0x100
#define XSDT		0x200
#define MADT		0x400
#define FADT		0x800
#define HPET		0xa00
#define MCFG		0xb00

static u8 memory[MEMORY_SIZE];
static unsigned int mapped;
static struct acpi_info info;

static const void *copy_map(paddr_t pa, u64 bytes)
{
	u8 *copy;

	if (pa >= MEMORY_SIZE || bytes > MEMORY_SIZE - pa)
		return NULL;
	copy = host_alloc(bytes);
	memcpy(copy, memory + pa, bytes);
	mapped++;
	return copy;
}

static void copy_unmap(const void *va)
{
	mapped--;
	host_free((void *)va);
}

static const struct acpi_mapper mapper = { .map = copy_map, .unmap = copy_unmap };

static void fix_sum(u8 *p, u32 bytes, u8 *sum)
{
	u8 total = 0;

	*sum = 0;
	while (bytes--)
		total += *p++;
	*sum = -total;
}

static void put8(u32 at, u8 val)
{
	memory[at] = val;
}

static void put16(u32 at, u16 val)
{
	put_unaligned_le16(val, memory + at);
}

static void put32(u32 at, u32 val)
{
	put_unaligned_le32(val, memory + at);
}

static void put64(u32 at, u64 val)
{
	put_unaligned_le64(val, memory + at);
}

static void seal(u32 at, u32 length)
{
	put32(at + 4, length);
	fix_sum(memory + at, length, memory + at + 9);
}

static void header(u32 at, const char *signature, u32 length)
{
	memcpy(memory + at, signature, 4);
	put8(at + 8, 1);
	seal(at, length);
}

static void make_rsdp(u8 revision)
{
	memcpy(memory + RSDP, "RSD PTR ", 8);
	put8(RSDP + 15, revision);
	put32(RSDP + 16, RSDT);
	put32(RSDP + 20, 36);
	put64(RSDP + 24, XSDT);
	fix_sum(memory + RSDP, 20, memory + RSDP + 8);
	fix_sum(memory + RSDP, 36, memory + RSDP + 32);
}

static void make_lists(void)
{
	static const u32 tables[] = { FADT, MADT, HPET, MCFG };
	u32 i;

	for (i = 0; i < 4; i++) {
		put32(RSDT + 36 + 4 * i, tables[i]);
		put64(XSDT + 36 + 8 * i, tables[i]);
	}
	header(RSDT, "RSDT", 36 + 4 * 4);
	header(XSDT, "XSDT", 36 + 4 * 8);
}

static u32 lapic(u32 at, u8 acpi_id, u8 apic_id, u32 flags)
{
	put8(at, 0);
	put8(at + 1, 8);
	put8(at + 2, acpi_id);
	put8(at + 3, apic_id);
	put32(at + 4, flags);
	return at + 8;
}

static u32 override(u32 at, u8 source, u32 gsi, u16 flags)
{
	put8(at, 2);
	put8(at + 1, 10);
	put8(at + 2, 0);
	put8(at + 3, source);
	put32(at + 4, gsi);
	put16(at + 8, flags);
	return at + 10;
}

static u32 x2apic(u32 at, u32 apic_id, u32 acpi_id, u32 flags)
{
	put8(at, 9);
	put8(at + 1, 16);
	put32(at + 4, apic_id);
	put32(at + 8, flags);
	put32(at + 12, acpi_id);
	return at + 16;
}

static u32 ioapic(u32 at, u8 id, u32 address, u32 gsi)
{
	put8(at, 1);
	put8(at + 1, 12);
	put8(at + 2, id);
	put32(at + 4, address);
	put32(at + 8, gsi);
	return at + 12;
}

static void make_madt(void)
{
	u32 at = MADT + 44;

	put32(MADT + 36, 0xfee00000);
	put32(MADT + 40, 1);
	at = lapic(at, 7, 0, 1);
	at = lapic(at, 8, 2, 1);
	at = lapic(at, 9, 4, 0);
	at = lapic(at, 10, 0xff, 1);
	at = x2apic(at, 2, 8, 1);
	at = x2apic(at, 0x1000, 11, 1);
	at = ioapic(at, 5, 0xfec00000, 0);
	at = ioapic(at, 6, 0xfec01000, 24);
	at = override(at, 0, 2, 0);
	at = override(at, 9, 9, 0xd);
	at = override(at, 9, 20, 0);
	header(MADT, "APIC", at - MADT);
}

static void make_fadt(void)
{
	put16(FADT + 46, 9);
	put32(FADT + 36, 0x123000);
	put32(FADT + 64, 0x604);
	put32(FADT + 76, 0x608);
	put8(FADT + 88, 4);
	put8(FADT + 91, 4);
	put32(FADT + 112, 1 << 10 | 1 << 8);
	put8(FADT + 116, 1);
	put8(FADT + 117, 8);
	put64(FADT + 120, 0xcf9);
	put8(FADT + 128, 0xe);
	header(FADT, "FACP", 132);
}

static void make_hpet(void)
{
	put32(HPET + 36, 0x8086a201);
	put8(HPET + 40, 0);
	put64(HPET + 44, 0xfed00000);
	header(HPET, "HPET", 56);
}

static void make_mcfg(void)
{
	put64(MCFG + 44, 0xb0000000);
	put16(MCFG + 52, 0);
	put8(MCFG + 54, 0);
	put8(MCFG + 55, 0xff);
	put64(MCFG + 60, 0xa0000000);	/* overlaps the first */
	put8(MCFG + 70, 1);
	put8(MCFG + 71, 2);
	put64(MCFG + 76, 0xc0000001);	/* not aligned */
	put16(MCFG + 84, 1);
	put8(MCFG + 87, 3);
	header(MCFG, "MCFG", 44 + 3 * 16);
}

static void make_all(void)
{
	memset(memory, 0, sizeof(memory));
	memset(&info, 0, sizeof(info));
	make_rsdp(2);
	make_lists();
	make_madt();
	make_fadt();
	make_hpet();
	make_mcfg();
}

static int parse(void)
{
	int err;

	memset(&info, 0, sizeof(info));
	err = acpi_parse(RSDP, &mapper, &info);
	EXPECT_EQ(mapped, 0);
	return err;
}

TEST(takes_what_the_tables_say)
{
	make_all();
	EXPECT_EQ(parse(), 0);
	EXPECT_EQ(info.madt, MADT);
	EXPECT_EQ(info.nr_cpus, 3);
	EXPECT_EQ(info.apic_id[0], 0);
	EXPECT_EQ(info.apic_id[1], 2);
	EXPECT_EQ(info.acpi_id[1], 8);
	EXPECT_EQ(info.apic_id[2], 0x1000);
	EXPECT_EQ(info.nr_ioapics, 2);
	EXPECT_EQ(info.ioapic[1].gsi_base, 24);
	EXPECT_EQ(info.ioapic[1].address, 0xfec01000);
	EXPECT_EQ(info.nr_overrides, 2);
	EXPECT_EQ(info.override[1].gsi, 9);
	EXPECT_EQ(info.override[1].flags, 0xd);
	EXPECT(info.has_8259);
	EXPECT_EQ(info.sci, 9);
	EXPECT_EQ(info.pm_timer_port, 0x608);
	EXPECT(info.pm_timer_32bit);
	EXPECT_EQ(info.pm1a_control, 0x604);
	EXPECT_EQ(info.facs, 0x123000);
	EXPECT_EQ(info.reset_space, 1);
	EXPECT_EQ(info.reset_address, 0xcf9);
	EXPECT_EQ(info.reset_value, 0xe);
	EXPECT_EQ(info.hpet_address, 0xfed00000);
	EXPECT_EQ(info.nr_mcfg, 1);
	EXPECT_EQ(info.mcfg[0].base, 0xb0000000);
}

TEST(revision_0_has_the_short_list_only)
{
	make_all();
	make_rsdp(0);
	memset(memory + XSDT, 0, 0x100);
	EXPECT_EQ(parse(), 0);
	EXPECT_EQ(info.nr_cpus, 3);
}

TEST(a_damaged_long_list_leaves_the_short_one)
{
	make_all();
	memory[XSDT + 40] ^= 1;
	EXPECT_EQ(parse(), 0);
	EXPECT_EQ(info.nr_cpus, 3);
}

TEST(no_valid_list_is_an_error)
{
	make_all();
	memory[XSDT + 40] ^= 1;
	memory[RSDT + 40] ^= 1;
	EXPECT_EQ(parse(), -EINVAL);
	memory[RSDP] = 'r';
	EXPECT_EQ(parse(), -ENODEV);
}

TEST(a_table_with_a_wrong_sum_is_left_out)
{
	make_all();
	memory[MADT + 50] ^= 1;
	EXPECT_EQ(parse(), 0);
	EXPECT_EQ(info.nr_cpus, 0);
	EXPECT_EQ(info.madt, 0);
	EXPECT_EQ(info.pm_timer_port, 0x608);
}

TEST(lengths_beyond_memory_and_below_a_header)
{
	static const u32 lengths[] = { 0, 1, 35, 36, 43, 0x7fffffff, 0xffffffff, MEMORY_SIZE };
	unsigned int i;

	for (i = 0; i < 8; i++) {
		make_all();
		put32(MADT + 4, lengths[i]);
		if (lengths[i] > 9 && lengths[i] < MEMORY_SIZE - MADT)
			seal(MADT, lengths[i]);
		EXPECT_EQ(parse(), 0);
		EXPECT_EQ(info.nr_cpus, 0);
		make_all();
		put32(XSDT + 4, lengths[i]);
		put32(RSDT + 4, lengths[i]);
		if (lengths[i] > 9 && lengths[i] < 0x100) {
			seal(XSDT, lengths[i]);
			seal(RSDT, lengths[i]);
		}
		parse();
	}
}

TEST(entries_of_length_0_end_the_table)
{
	make_all();
	put8(MADT + 44 + 8 + 1, 0);
	seal(MADT, 44 + 100);
	EXPECT_EQ(parse(), 0);
	EXPECT_EQ(info.nr_cpus, 1);
}

TEST(an_entry_that_is_cut_off_is_left_out)
{
	make_all();
	seal(MADT, 44 + 8 + 7);
	EXPECT_EQ(parse(), 0);
	EXPECT_EQ(info.nr_cpus, 1);
	make_all();
	put8(MADT + 44 + 1, 4);
	put8(MADT + 44 + 4, 0);
	put8(MADT + 44 + 5, 4);
	seal(MADT, 44 + 8);
	EXPECT_EQ(parse(), 0);
	EXPECT_EQ(info.nr_cpus, 0);
}

TEST(more_entries_than_we_have_room_for)
{
	u32 at, i;

	make_all();
	memset(memory + 0x1000, 0, 0x3000);
	for (i = 0, at = 0x1000 + 44; i < 300; i++)
		at = x2apic(at, i, i, 1);
	for (i = 0; i < 40; i++)
		at = ioapic(at, i, 0xfec00000 + i * 4096, i * 24);
	header(0x1000, "APIC", at - 0x1000);
	put64(XSDT + 36 + 8, 0x1000);
	seal(XSDT, 36 + 4 * 8);
	EXPECT_EQ(parse(), 0);
	EXPECT_EQ(info.nr_cpus, ACPI_MAX_CPUS);
	EXPECT_EQ(info.nr_ioapics, ACPI_MAX_IOAPICS);
}

TEST(an_old_short_fadt_has_no_reset_register)
{
	make_all();
	seal(FADT, 116);
	EXPECT_EQ(parse(), 0);
	EXPECT_EQ(info.reset_space, 0xff);
	EXPECT_EQ(info.pm_timer_port, 0x608);
}

TEST(a_list_that_names_itself)
{
	make_all();
	put64(XSDT + 36, XSDT);
	put64(XSDT + 44, RSDP);
	seal(XSDT, 36 + 4 * 8);
	EXPECT_EQ(parse(), 0);
	EXPECT_EQ(info.nr_cpus, 0);
}

TEST(search_finds_it_on_16_bytes_only)
{
	make_all();
	EXPECT_EQ(acpi_scan_rsdp(memory, 0, 0x40), RSDP);
	EXPECT_EQ(acpi_scan_rsdp(memory, 0xe0000, 0xe0000 + 0x40), 0xe0000 + RSDP);
	EXPECT_EQ(acpi_scan_rsdp(memory, 0, RSDP + 19), 0);
	memmove(memory + RSDP + 8, memory + RSDP, 36);
	EXPECT_EQ(acpi_scan_rsdp(memory, 0, 0x60), 0);
}

static const u32 places[][2] = {
	{ RSDT, 52 }, { XSDT, 68 }, { MADT, 200 }, { FADT, 132 }, { HPET, 56 }, { MCFG, 92 },
};

/* Some bytes of some tables, then sums that are right again: the parsers must see it. */
static void damage(void)
{
	unsigned int i, n = 1 + test_random_below(6);

	for (i = 0; i < n; i++) {
		const u32 *place = places[test_random_below(6)];

		memory[place[0] + test_random_below(place[1])] = test_random();
	}
	for (i = 0; i < 6; i++) {
		u32 length = get_unaligned_le32(memory + places[i][0] + 4);

		if (length >= 10 && length < MEMORY_SIZE - places[i][0])
			seal(places[i][0], length);
	}
}

TEST(random_damage)
{
	unsigned int round, parsed = 0;

	test_random_seed(20261130);
	for (round = 0; round < 20000; round++) {
		make_all();
		damage();
		parsed += parse() == 0;
		EXPECT(info.nr_cpus <= ACPI_MAX_CPUS && info.nr_mcfg <= ACPI_MAX_MCFG);
	}
	/* Most must get past the sums, or nothing was tested. */
	EXPECT(parsed > 15000);
}
