// SPDX-License-Identifier: GPL-2.0-only
/* FADT: fixed hardware (ACPI 6.4, 5.2.9). It grew over the revisions: each field asks. */
#include <hyp/acpi_tables.h>

#include <linux/bits.h>
#include <linux/string.h>
#include <linux/unaligned.h>

#define FADT_FACS		36
#define FADT_SCI		46
#define FADT_PM1A_EVENT		56
#define FADT_PM1B_EVENT		60
#define FADT_PM1A_CONTROL	64
#define FADT_PM1B_CONTROL	68
#define FADT_PM_TIMER		76
#define FADT_PM1_EVENT_LENGTH	88
#define FADT_PM_TIMER_LENGTH	91
#define FADT_FLAGS		112
#define  FADT_FLAG_TIMER_32	BIT(8)
#define  FADT_FLAG_RESET	BIT(10)
#define FADT_RESET		116
#define FADT_RESET_VALUE	128
#define FADT_X_FACS		132
#define FADT_X_PM1A_EVENT	148
#define FADT_X_PM1B_EVENT	160
#define FADT_X_PM1A_CONTROL	172
#define FADT_X_PM1B_CONTROL	184
#define FADT_X_PM_TIMER		208

static bool has(const struct acpi_header *t, unsigned int offset, unsigned int bytes)
{
	return offset + bytes <= t->length;
}

static u32 field32(const struct acpi_header *t, unsigned int offset)
{
	return has(t, offset, 4) ? get_unaligned_le32((const u8 *)t + offset) : 0;
}

static u64 field64(const struct acpi_header *t, unsigned int offset)
{
	return has(t, offset, 8) ? get_unaligned_le64((const u8 *)t + offset) : 0;
}

static u8 field8(const struct acpi_header *t, unsigned int offset)
{
	return has(t, offset, 1) ? ((const u8 *)t)[offset] : 0;
}

/* The extended field, if it names a port; else the old one. 0: there is none. */
static u16 io_port(const struct acpi_header *t, unsigned int old, unsigned int extended)
{
	u32 port = field32(t, old);
	struct acpi_gas gas;

	if (has(t, extended, sizeof(gas))) {
		memcpy(&gas, (const u8 *)t + extended, sizeof(gas));
		if (gas.space == ACPI_SPACE_IO && gas.address && gas.address <= 0xffff)
			port = gas.address;
	}
	return port <= 0xffff ? port : 0;
}

static void take_reset(const struct acpi_header *t, struct acpi_info *info)
{
	struct acpi_gas gas;

	info->reset_space = 0xff;
	if (!(field32(t, FADT_FLAGS) & FADT_FLAG_RESET) || !has(t, FADT_RESET, sizeof(gas) + 1))
		return;
	memcpy(&gas, (const u8 *)t + FADT_RESET, sizeof(gas));
	if (gas.bits != 8 || !gas.address)
		return;
	if (gas.space == ACPI_SPACE_IO && gas.address > 0xffff)
		return;
	info->reset_space = gas.space;
	info->reset_address = gas.address;
	info->reset_value = field8(t, FADT_RESET_VALUE);
}

void acpi_parse_fadt(const struct acpi_header *t, struct acpi_info *info)
{
	info->sci = field32(t, FADT_SCI) & 0xffff;
	info->pm1a_event = io_port(t, FADT_PM1A_EVENT, FADT_X_PM1A_EVENT);
	info->pm1b_event = io_port(t, FADT_PM1B_EVENT, FADT_X_PM1B_EVENT);
	info->pm1a_control = io_port(t, FADT_PM1A_CONTROL, FADT_X_PM1A_CONTROL);
	info->pm1b_control = io_port(t, FADT_PM1B_CONTROL, FADT_X_PM1B_CONTROL);
	info->pm1_event_length = field8(t, FADT_PM1_EVENT_LENGTH);
	if (field8(t, FADT_PM_TIMER_LENGTH) == 4)
		info->pm_timer_port = io_port(t, FADT_PM_TIMER, FADT_X_PM_TIMER);
	info->pm_timer_32bit = field32(t, FADT_FLAGS) & FADT_FLAG_TIMER_32;
	info->facs = field64(t, FADT_X_FACS);
	if (!info->facs)
		info->facs = field32(t, FADT_FACS);
	take_reset(t, info);
}
