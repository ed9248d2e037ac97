// SPDX-License-Identifier: GPL-2.0-only
/* Time of day: from the battery-backed clock at start, later from dom0. */
#include <hyp/time.h>

#include <linux/init.h>
#include <linux/kernel.h>
#include <hyp/printk.h>
#include <hyp/spinlock.h>
#include <asm/io.h>
#include <asm/rtc.h>

/* UTC when system time was 0, ns since 1970: one word, so readers need no lock. */
static u64 wall_base;

/* The index and the data port are two steps: dom0's accesses take the same lock. */
static DEFINE_SPINLOCK(rtc_lock, LOCK_TIME);

#define RTC_INDEX	0x70
#define RTC_DATA	0x71
#define RTC_INDEX_NMI	0x80	/* must not change */

/* Motorola MC146818. */
#define RTC_SECONDS	0x00
#define RTC_MINUTES	0x02
#define RTC_HOURS	0x04
#define  RTC_PM		0x80
#define RTC_DAY		0x07
#define RTC_MONTH	0x08
#define RTC_YEAR	0x09
#define RTC_STATUS_A	0x0a
#define  RTC_UPDATING	0x80
#define RTC_STATUS_B	0x0b
#define  RTC_24H	0x02
#define  RTC_BINARY	0x04

/* An update takes up to 1984 us, and is announced 244 us before. */
#define UPDATE_MAX_US	2500

u8 rtc_read(u8 reg)
{
	unsigned long flags = spin_lock_irqsave(&rtc_lock);
	u8 val;

	outb((inb(RTC_INDEX) & RTC_INDEX_NMI) | reg, RTC_INDEX);
	val = inb(RTC_DATA);
	spin_unlock_irqrestore(&rtc_lock, flags);
	return val;
}

void rtc_write(u8 reg, u8 val)
{
	unsigned long flags = spin_lock_irqsave(&rtc_lock);

	outb((inb(RTC_INDEX) & RTC_INDEX_NMI) | reg, RTC_INDEX);
	outb(val, RTC_DATA);
	spin_unlock_irqrestore(&rtc_lock, flags);
}

struct rtc_fields {
	u8 second, minute, hour, day, month, year;
};

static void __init read_fields(struct rtc_fields *f)
{
	f->second = rtc_read(RTC_SECONDS);
	f->minute = rtc_read(RTC_MINUTES);
	f->hour = rtc_read(RTC_HOURS);
	f->day = rtc_read(RTC_DAY);
	f->month = rtc_read(RTC_MONTH);
	f->year = rtc_read(RTC_YEAR);
}

static void __init wait_update_over(void)
{
	unsigned int us;

	for (us = 0; us < UPDATE_MAX_US && (rtc_read(RTC_STATUS_A) & RTC_UPDATING); us += 5)
		udelay(5);
}

/* Without an update between two readings they are equal, and both are whole. */
static void __init read_stable(struct rtc_fields *f)
{
	unsigned int tries;
	struct rtc_fields again;

	for (tries = 0; tries < 5; tries++) {
		wait_update_over();
		read_fields(f);
		read_fields(&again);
		if (f->second == again.second && f->minute == again.minute &&
		    f->hour == again.hour && f->day == again.day)
			return;
	}
}

static unsigned int __init from_bcd(u8 status, u8 val)
{
	return status & RTC_BINARY ? val : (val >> 4) * 10 + (val & 0xf);
}

static unsigned int __init hour_of(u8 status, u8 hour)
{
	bool pm = !(status & RTC_24H) && (hour & RTC_PM);

	hour = from_bcd(status, pm ? hour & ~RTC_PM : hour);
	if (status & RTC_24H)
		return hour;
	return hour % 12 + (pm ? 12 : 0);
}

/* Seconds since 1970 of what the clock says, taken as UTC. */
static u64 __init rtc_seconds(void)
{
	u8 status = rtc_read(RTC_STATUS_B);
	struct rtc_fields f;
	unsigned int year;
	u64 days;

	read_stable(&f);
	year = from_bcd(status, f.year);
	year += year < 70 ? 2000 : 1900;
	days = civil_to_days(year, from_bcd(status, f.month), from_bcd(status, f.day));
	return days * 86400 + hour_of(status, f.hour) * 3600 +
	       from_bcd(status, f.minute) * 60 + from_bcd(status, f.second);
}

void __init wallclock_init(void)
{
	u64 sec = rtc_seconds();

	wallclock_set(sec, 0, system_time());
	pr_info("Time: clock says %llu s since 1970\n", sec);
}

void wallclock_set(u64 sec, u32 nsec, u64 at_system_time)
{
	WRITE_ONCE(wall_base, sec * NSEC_PER_SEC + nsec - at_system_time);
}

u64 wallclock_base(void)
{
	return READ_ONCE(wall_base);
}

void wallclock_get(u64 *sec, u32 *nsec)
{
	u64 now = wallclock_base() + system_time();

	*sec = now / NSEC_PER_SEC;
	*nsec = now % NSEC_PER_SEC;
}
