/* SPDX-License-Identifier: GPL-2.0-only */
/* The battery-backed clock at ports 0x70 and 0x71. */
#ifndef ASM_RTC_H
#define ASM_RTC_H

#include <linux/types.h>

/**
 * rtc_read() - read one register
 * @reg: its index
 *
 * Index and data in one step, for dom0's accesses too. Any context but NMI.
 */
u8 rtc_read(u8 reg);

/**
 * rtc_write() - write one register
 * @reg: its index
 * @val: the value
 *
 * As rtc_read().
 */
void rtc_write(u8 reg, u8 val);

/**
 * civil_to_days() - days from 1970-01-01 to a date of the Gregorian calendar
 * @year: from 1970
 * @month: 1 to 12
 * @day: 1 to 31
 *
 * A year that begins in March has its leap day at its end, and its months are 31, 30, 31,
 * 30, 31 days over and over.
 */
static inline u64 civil_to_days(u64 year, unsigned int month, unsigned int day)
{
	unsigned int m = month > 2 ? month - 3 : month + 9;

	if (month <= 2)
		year--;
	return 365 * year + year / 4 - year / 100 + year / 400 + (153 * m + 2) / 5 + day - 1 -
	       719468;
}

#endif /* ASM_RTC_H */
