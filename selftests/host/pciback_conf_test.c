// SPDX-License-Identifier: GPL-2.0-only
/*
 * What a guest may do to the configuration space of a device that is lent to it: the filter
 * of xen-pciback, before an array instead of a device.
 *
 * The array takes any write, so what changes in it is what the filter lets through.  The
 * last test writes at random and looks for a change that no guest may bring about.
 */
#include <linux/errno.h>
#include <linux/kernel.h>
#include <linux/pci_regs.h>
#include <linux/string.h>

#include "conf.c"
#include "conf_header.c"
#include "conf_caps.c"

#include "test.h"

#define LENGTH	256
#define PM_AT	0x40
#define MSI_AT	0x50
#define MSIX_AT	0x70
#define VPD_AT	0x80
#define BAR0	0xfeb80000U		/* 128 KiB */
#define BAR1	0xe000000cU		/* 64 bits, 256 MiB, prefetchable */
#define ROM	0xfec00000U		/* 64 KiB */
#define IDS	0x10d38086U

static u8 hw[LENGTH];
static struct conf conf;
static unsigned int decodes, decoded, powers, power_state;

static u32 get(unsigned int where, unsigned int size)
{
	u32 value = 0;

	memcpy(&value, hw + where, size);
	return value;
}

static void set(unsigned int where, unsigned int size, u32 value)
{
	memcpy(hw + where, &value, size);
}

static int array_read(void *at, unsigned int where, unsigned int size, u32 *value)
{
	*value = get(where, size);
	return 0;
}

static int array_write(void *at, unsigned int where, unsigned int size, u32 value)
{
	set(where, size, value);
	return 0;
}

static int array_decode(void *at, u16 bits)
{
	decodes++;
	decoded |= bits;
	set(PCI_COMMAND, 2, get(PCI_COMMAND, 2) | bits);
	return 0;
}

static int array_power(void *at, unsigned int state)
{
	powers++;
	power_state = state;
	set(PM_AT + PCI_PM_CTRL, 2, (get(PM_AT + PCI_PM_CTRL, 2) & ~3) | state);
	return 0;
}

static const struct conf_ops array_ops = { array_read, array_write, array_decode, array_power };

static void set_up(void)
{
	unsigned int i;

	for (i = 0; i < LENGTH; i++)
		hw[i] = 0xa0 ^ i;
	set(0, 4, 0xffffffff);
	set(PCI_COMMAND, 2, PCI_COMMAND_SERR);
	set(PCI_BASE_ADDRESS_0, 4, BAR0);
	set(PCI_BASE_ADDRESS_1, 4, BAR1);
	set(PCI_BASE_ADDRESS_2, 4, 3);
	set(PCI_BASE_ADDRESS_3, 4, 0);
	set(PCI_ROM_ADDRESS, 4, ROM);
	set(PM_AT + PCI_PM_PMC, 2, 0xc823);
	set(PM_AT + PCI_PM_CTRL, 2, PCI_PM_CTRL_PME_STATUS);
	set(MSI_AT + PCI_MSI_FLAGS, 2, PCI_MSI_FLAGS_64BIT);
	set(MSIX_AT + PCI_MSIX_FLAGS, 2, 4);
	decodes = 0;
	decoded = 0;
	powers = 0;
	conf_begin(&conf, &array_ops, NULL, LENGTH);
	conf.vendor = IDS & 0xffff;
	conf.device = IDS >> 16;
	conf.line = 22;
	conf.bars[0] = (struct conf_bar){ BAR0, 0xfffe0000 };
	conf.bars[1] = (struct conf_bar){ BAR1, 0xf0000000 };
	conf.bars[2] = (struct conf_bar){ 3, 0xffffffff };
	conf.bars[CONF_ROM] = (struct conf_bar){ ROM, 0xffff0000 };
	conf_add_header(&conf);
	conf_add_capability(&conf, PCI_CAP_ID_PM, PM_AT);
	conf_add_capability(&conf, PCI_CAP_ID_MSI, MSI_AT);
	conf_add_capability(&conf, PCI_CAP_ID_MSIX, MSIX_AT);
	conf_add_capability(&conf, PCI_CAP_ID_VPD, VPD_AT);
}

static u32 reads(unsigned int where, unsigned int size)
{
	u32 value = 0xdead;

	EXPECT_EQ(conf_read(&conf, where, size, &value), 0);
	return value;
}

static void writes(unsigned int where, unsigned int size, u32 value)
{
	EXPECT_EQ(conf_write(&conf, where, size, value), 0);
}

TEST(only_accesses_that_hardware_knows)
{
	static const struct { unsigned int where, size; } wrong[] = {
		{ 0, 0 }, { 0, 3 }, { 0, 8 }, { 1, 2 }, { 2, 4 }, { LENGTH, 1 }, { LENGTH - 2, 4 },
		{ -1, 1 }, { -2, 2 }, { -4, 4 }, { 0x80000000, 4 }, { 4, -1 }, { 4, 0x80000004 },
	};
	u32 value = 17;
	unsigned int i;

	set_up();
	for (i = 0; i < ARRAY_SIZE(wrong); i++) {
		EXPECT_EQ(conf_read(&conf, wrong[i].where, wrong[i].size, &value), -EINVAL);
		EXPECT_EQ(conf_write(&conf, wrong[i].where, wrong[i].size, 0), -EINVAL);
	}
	EXPECT_EQ(value, 17);
	EXPECT_EQ(reads(LENGTH - 1, 1), hw[LENGTH - 1]);
}

TEST(what_no_field_covers_reads_as_it_is)
{
	set_up();
	EXPECT_EQ(reads(0xc4, 4), get(0xc4, 4));
	EXPECT_EQ(reads(PCI_CLASS_REVISION, 4), get(PCI_CLASS_REVISION, 4));
	EXPECT_EQ(reads(PCI_HEADER_TYPE, 1), hw[PCI_HEADER_TYPE]);
}

TEST(fields_are_merged_into_an_access)
{
	set_up();
	EXPECT_EQ(reads(PCI_VENDOR_ID, 4), IDS);
	EXPECT_EQ(reads(PCI_VENDOR_ID + 1, 1), IDS >> 8 & 0xff);
	EXPECT_EQ(reads(PCI_DEVICE_ID, 2), IDS >> 16);
	EXPECT_EQ(reads(PCI_INTERRUPT_LINE, 4), (get(PCI_INTERRUPT_LINE, 4) & ~0xffU) | 22);
	EXPECT_EQ(reads(PCI_INTERRUPT_PIN, 1), hw[PCI_INTERRUPT_PIN]);
	/* Cache line and latency can be written, the type of the header behind them cannot. */
	writes(PCI_CACHE_LINE_SIZE, 4, 0x11224466);
	EXPECT_EQ(get(PCI_CACHE_LINE_SIZE, 2), 0x4466);
	EXPECT_EQ(hw[PCI_HEADER_TYPE], 0xa0 ^ PCI_HEADER_TYPE);
	EXPECT_EQ(hw[PCI_BIST], 0xa0 ^ PCI_BIST);
	EXPECT_EQ(conf.ignored, 1);
}

TEST(a_range_tells_its_size_and_stays_where_it_is)
{
	set_up();
	EXPECT_EQ(reads(PCI_BASE_ADDRESS_0, 4), BAR0);
	writes(PCI_BASE_ADDRESS_0, 4, ~0U);
	EXPECT_EQ(reads(PCI_BASE_ADDRESS_0, 4), 0xfffe0000);
	writes(PCI_BASE_ADDRESS_0, 4, BAR0);
	EXPECT_EQ(reads(PCI_BASE_ADDRESS_0, 4), BAR0);
	writes(PCI_BASE_ADDRESS_1, 4, ~0U);
	writes(PCI_BASE_ADDRESS_2, 4, ~0U);
	EXPECT_EQ(reads(PCI_BASE_ADDRESS_1, 4), 0xf000000c);
	EXPECT_EQ(reads(PCI_BASE_ADDRESS_2, 4), 0xffffffff);
	writes(PCI_BASE_ADDRESS_2, 4, 3);
	EXPECT_EQ(reads(PCI_BASE_ADDRESS_2, 4), 3);
	/* One that is not there. */
	writes(PCI_BASE_ADDRESS_3, 4, ~0U);
	EXPECT_EQ(reads(PCI_BASE_ADDRESS_3, 4), 0);
	EXPECT_EQ(conf.ignored, 0);
	writes(PCI_BASE_ADDRESS_0, 4, 0xd0000000);
	EXPECT_EQ(reads(PCI_BASE_ADDRESS_0, 4), BAR0);
	writes(PCI_BASE_ADDRESS_0 + 2, 2, 0xd000);
	EXPECT_EQ(reads(PCI_BASE_ADDRESS_0, 4), BAR0);
	EXPECT_EQ(conf.ignored, 2);
	EXPECT_EQ(get(PCI_BASE_ADDRESS_0, 4), BAR0);
	EXPECT_EQ(get(PCI_BASE_ADDRESS_1, 4), BAR1);
	EXPECT_EQ(get(PCI_BASE_ADDRESS_2, 4), 3);
	EXPECT_EQ(get(PCI_BASE_ADDRESS_3, 4), 0);
}

TEST(a_rom_is_switched_on_where_it_is)
{
	set_up();
	writes(PCI_ROM_ADDRESS, 4, PCI_ROM_ADDRESS_MASK);
	EXPECT_EQ(reads(PCI_ROM_ADDRESS, 4), 0xffff0000);
	EXPECT_EQ(get(PCI_ROM_ADDRESS, 4), ROM);
	writes(PCI_ROM_ADDRESS, 4, ROM | PCI_ROM_ADDRESS_ENABLE);
	EXPECT_EQ(get(PCI_ROM_ADDRESS, 4), ROM | PCI_ROM_ADDRESS_ENABLE);
	EXPECT_EQ(reads(PCI_ROM_ADDRESS, 4), ROM | PCI_ROM_ADDRESS_ENABLE);
	writes(PCI_ROM_ADDRESS, 4, 0xd0000001);
	EXPECT_EQ(get(PCI_ROM_ADDRESS, 4), ROM | PCI_ROM_ADDRESS_ENABLE);
	writes(PCI_ROM_ADDRESS, 4, ROM);
	EXPECT_EQ(get(PCI_ROM_ADDRESS, 4), ROM);
	/* Without one, nothing is there. */
	conf.bars[CONF_ROM].mask = 0;
	writes(PCI_ROM_ADDRESS, 4, ROM | PCI_ROM_ADDRESS_ENABLE);
	EXPECT_EQ(reads(PCI_ROM_ADDRESS, 4), 0);
	EXPECT_EQ(get(PCI_ROM_ADDRESS, 4), ROM);
}

TEST(a_device_is_switched_on_once_and_stays_on)
{
	set_up();
	EXPECT_EQ(reads(PCI_COMMAND, 2), PCI_COMMAND_SERR);
	writes(PCI_COMMAND, 2, PCI_COMMAND_MEMORY | PCI_COMMAND_MASTER);
	EXPECT_EQ(decodes, 1);
	EXPECT_EQ(decoded, PCI_COMMAND_MEMORY);
	EXPECT_EQ(reads(PCI_COMMAND, 2),
		  PCI_COMMAND_MEMORY | PCI_COMMAND_MASTER | PCI_COMMAND_SERR);
	writes(PCI_COMMAND, 2, 0);
	EXPECT_EQ(reads(PCI_COMMAND, 2), PCI_COMMAND_SERR);
	EXPECT_EQ(get(PCI_COMMAND, 2), PCI_COMMAND_MEMORY | PCI_COMMAND_SERR);
	writes(PCI_COMMAND, 2, PCI_COMMAND_MEMORY | PCI_COMMAND_INTX_DISABLE);
	EXPECT_EQ(decodes, 2);
	EXPECT_EQ(reads(PCI_COMMAND, 2),
		  PCI_COMMAND_MEMORY | PCI_COMMAND_INTX_DISABLE | PCI_COMMAND_SERR);
	EXPECT_EQ(get(PCI_COMMAND, 2), PCI_COMMAND_MEMORY | PCI_COMMAND_SERR);
	/* System errors are not the guest's, neither way; nor is the status behind it. */
	writes(PCI_COMMAND, 4, 0xffff0000 | PCI_COMMAND_PARITY);
	EXPECT_EQ(get(PCI_COMMAND, 2), PCI_COMMAND_MEMORY | PCI_COMMAND_SERR | PCI_COMMAND_PARITY);
	EXPECT_EQ(get(PCI_STATUS, 2), (0xa0 ^ 7) << 8 | (0xa0 ^ 6));
	conf_forget(&conf);
	EXPECT_EQ(reads(PCI_COMMAND, 2), PCI_COMMAND_SERR | PCI_COMMAND_PARITY);
}

TEST(lines_are_switched_with_interrupt_control_only)
{
	set_up();
	conf.interrupt_control = true;
	writes(PCI_COMMAND, 2, PCI_COMMAND_INTX_DISABLE);
	EXPECT_EQ(get(PCI_COMMAND, 2), PCI_COMMAND_SERR | PCI_COMMAND_INTX_DISABLE);
	writes(PCI_COMMAND, 2, 0);
	EXPECT_EQ(get(PCI_COMMAND, 2), PCI_COMMAND_SERR);
}

TEST(power_states)
{
	unsigned int at = PM_AT + PCI_PM_CTRL;

	set_up();
	EXPECT_EQ(reads(PM_AT + PCI_PM_PMC, 2), 0x0023);
	EXPECT_EQ(reads(at, 2), 0);
	writes(at, 2, 3 | PCI_PM_CTRL_PME_ENABLE);
	EXPECT_EQ(powers, 1);
	EXPECT_EQ(power_state, 3);
	EXPECT_EQ(reads(at, 2), 3);
	EXPECT_EQ(get(at, 2), PCI_PM_CTRL_PME_STATUS | 3);
	writes(at, 2, 3);
	EXPECT_EQ(powers, 1);
	EXPECT_EQ(conf_write(&conf, at, 2, 1), -EACCES);
	EXPECT_EQ(conf_write(&conf, at, 2, 2), -EACCES);
	writes(at, 1, 0);
	EXPECT_EQ(powers, 2);
	EXPECT_EQ(power_state, 0);
}

TEST(product_data_can_be_read)
{
	set_up();
	writes(VPD_AT + PCI_VPD_ADDR, 2, 0x10);
	EXPECT_EQ(get(VPD_AT + PCI_VPD_ADDR, 2), 0x10);
	EXPECT_EQ(conf_write(&conf, VPD_AT + PCI_VPD_ADDR, 2, PCI_VPD_ADDR_F | 0x20), -EACCES);
	EXPECT_EQ(get(VPD_AT + PCI_VPD_ADDR, 2), 0x10);
	writes(VPD_AT + PCI_VPD_DATA, 4, 0);
	EXPECT_EQ(hw[VPD_AT + PCI_VPD_DATA], 0xa0 ^ (VPD_AT + PCI_VPD_DATA));
}

TEST(messages_are_not_the_guests)
{
	unsigned int msi_flags = MSI_AT + PCI_MSI_FLAGS, msix_flags = MSIX_AT + PCI_MSIX_FLAGS;

	set_up();
	writes(msi_flags, 2, PCI_MSI_FLAGS_ENABLE);
	writes(msix_flags, 2, PCI_MSIX_FLAGS_ENABLE | PCI_MSIX_FLAGS_MASKALL);
	EXPECT_EQ(get(msi_flags, 2), PCI_MSI_FLAGS_64BIT);
	EXPECT_EQ(get(msix_flags, 2), 4);
	EXPECT_EQ(conf.ignored, 0);
	writes(MSI_AT + PCI_MSI_ADDRESS_LO, 4, 0xfee00000);
	EXPECT_EQ(hw[MSI_AT + PCI_MSI_ADDRESS_LO], 0xa0 ^ (MSI_AT + PCI_MSI_ADDRESS_LO));
	conf.interrupt_control = true;
	writes(msi_flags, 2, 0xffff);
	EXPECT_EQ(get(msi_flags, 2), PCI_MSI_FLAGS_64BIT | PCI_MSI_FLAGS_ENABLE);
	EXPECT_EQ(conf_write(&conf, msix_flags, 2, PCI_MSIX_FLAGS_ENABLE), -EACCES);
	writes(msi_flags, 2, 0);
	writes(msix_flags, 2, 0xffff);
	EXPECT_EQ(get(msix_flags, 2), PCI_MSIX_FLAGS_ENABLE | PCI_MSIX_FLAGS_MASKALL | 4);
	EXPECT_EQ(conf_write(&conf, msi_flags, 2, PCI_MSI_FLAGS_ENABLE), -EACCES);
	EXPECT_EQ(get(msi_flags, 2), PCI_MSI_FLAGS_64BIT);
}

TEST(a_permissive_device_is_written_where_no_field_is)
{
	set_up();
	writes(0xc0, 4, 0x12345678);
	EXPECT_EQ(hw[0xc0], 0x60);
	EXPECT_EQ(conf.ignored, 1);
	conf.permissive = true;
	writes(0xc0, 4, 0x12345678);
	EXPECT_EQ(get(0xc0, 4), 0x12345678);
	writes(PCI_CACHE_LINE_SIZE, 4, 0x11223344);
	EXPECT_EQ(get(PCI_CACHE_LINE_SIZE, 4), 0x11223344);
	writes(PCI_BASE_ADDRESS_0, 4, 0xd0000000);
	EXPECT_EQ(get(PCI_BASE_ADDRESS_0, 4), BAR0);
	EXPECT_EQ(conf.ignored, 2);
}

TEST(the_administrator_adds_registers)
{
	unsigned int i;

	set_up();
	EXPECT_EQ(conf_add_extra(&conf, 0xc1, 2, ~0U), -EINVAL);
	EXPECT_EQ(conf_add_extra(&conf, LENGTH, 1, ~0U), -EINVAL);
	EXPECT_EQ(conf_add_extra(&conf, 0xc2, 2, 0x0ff0), 0);
	set(0xc0, 4, 0);
	writes(0xc0, 4, ~0U);
	EXPECT_EQ(get(0xc0, 4), 0x0ff00000);
	for (i = 1; i < CONF_EXTRA; i++)
		EXPECT_EQ(conf_add_extra(&conf, 0xd0 + i, 1, 0xff), 0);
	EXPECT_EQ(conf_add_extra(&conf, 0xf0, 1, 0xff), -ENOSPC);
}

/* Bits of a byte that writes of a guest may change; one that is absent: none. */
static const struct { u8 where, mask; } free_bits[] = {
	{ PCI_COMMAND, 0xff }, { PCI_COMMAND + 1, PCI_COMMAND_FAST_BACK >> 8 },
	{ PCI_CACHE_LINE_SIZE, 0xff }, { PCI_LATENCY_TIMER, 0xff }, { PCI_ROM_ADDRESS, 1 },
	{ PM_AT + PCI_PM_CTRL, 3 }, { VPD_AT + PCI_VPD_ADDR, 0xff },
	{ VPD_AT + PCI_VPD_ADDR + 1, 0x7f },
};

static u8 mask_of_free(unsigned int where)
{
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(free_bits); i++)
		if (free_bits[i].where == where)
			return free_bits[i].mask;
	return 0;
}

TEST(random_writes_change_nothing_else)
{
	unsigned int i, at, n;
	u8 before[LENGTH];
	u32 value;

	set_up();
	memcpy(before, hw, LENGTH);
	test_random_seed(7);
	for (n = 0; n < 100000; n++) {
		at = test_random_below(LENGTH + 8);
		i = 1U << test_random_below(3);
		value = test_random() & test_random();
		conf_write(&conf, test_random_below(2) ? at & ~(i - 1) : at, i, value);
		conf_read(&conf, at, i, &value);
	}
	for (at = 0; at < LENGTH; at++) {
		u8 fixed = ~mask_of_free(at);

		if (!EXPECT_EQ(hw[at] & fixed, before[at] & fixed))
			test_note("at %#x", at);
	}
	EXPECT_EQ(reads(PCI_BASE_ADDRESS_4, 4), 0);
	EXPECT(decodes && powers && conf.ignored);
}
