// SPDX-License-Identifier: GPL-2.0-only
/* The time that stands before each line of the log: console_timestamps=. */
#include <hyp/console.h>

#include <linux/errno.h>
#include <linux/init.h>
#include <linux/kernel.h>
#include <linux/string.h>
#include <hyp/param.h>
#include <hyp/time.h>
#include <asm/msr.h>

enum stamp {
	STAMP_NONE,
	STAMP_BOOT,		/* seconds since start */
	STAMP_DATE,
	STAMP_DATE_MS,
	STAMP_RAW,		/* time stamp counter */
};

static const char *const stamp_name[] = { "none", "boot", "date", "datems", "raw" };
static enum stamp stamp_kind;

static int __init parse_timestamps(const char *arg)
{
	unsigned int i;
	bool on;

	if (!*arg)
		arg = "date";
	if (!kstrtobool(arg, &on)) {
		stamp_kind = on ? STAMP_DATE : STAMP_NONE;
		return 0;
	}
	for (i = 0; i < ARRAY_SIZE(stamp_name); i++) {
		if (!strcmp(arg, stamp_name[i])) {
			stamp_kind = i;
			return 0;
		}
	}
	return -EINVAL;
}

PARAM_CALL("console_timestamps", parse_timestamps);

struct civil {
	u64 year;
	unsigned int month, day;
};

/*
 * Years begin in March here, so that the leap day is the last one; months then
 * have 31, 30, 31, 30, 31 days over and over: (153 * month + 2) / 5 days before them.
 */
static struct civil civil_date(u64 days)
{
	u64 era, year_of_era, shifted = days + 719468;	/* from 1 March of year 0 */
	unsigned int day_of_era, day_of_year, month;

	era = shifted / 146097;				/* days in 400 years */
	day_of_era = shifted % 146097;
	year_of_era = (day_of_era - day_of_era / 1460 + day_of_era / 36524 -
		       day_of_era / 146096) / 365;
	day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
	month = (5 * day_of_year + 2) / 153;
	return (struct civil) {
		.year = year_of_era + era * 400 + (month >= 10),
		.month = month < 10 ? month + 3 : month - 9,
		.day = day_of_year - (153 * month + 2) / 5 + 1,
	};
}

static size_t date_stamp(char *buf, size_t size, bool ms)
{
	struct civil c;
	u64 sec;
	u32 ns, in_day;
	size_t n;

	wallclock_get(&sec, &ns);
	c = civil_date(sec / 86400);
	in_day = sec % 86400;
	n = scnprintf(buf, size, "[%04llu-%02u-%02u %02u:%02u:%02u", c.year, c.month,
		      c.day, in_day / 3600, in_day / 60 % 60, in_day % 60);
	if (ms)
		n += scnprintf(buf + n, size - n, ".%03u", ns / 1000000);
	return n + scnprintf(buf + n, size - n, "] ");
}

size_t console_stamp(char *buf, size_t size)
{
	u64 now;

	switch (stamp_kind) {
	case STAMP_BOOT:
		now = system_time();
		return scnprintf(buf, size, "[%5llu.%06llu] ", now / NSEC_PER_SEC,
				 now % NSEC_PER_SEC / 1000);
	case STAMP_DATE:
	case STAMP_DATE_MS:
		return date_stamp(buf, size, stamp_kind == STAMP_DATE_MS);
	case STAMP_RAW:
		return scnprintf(buf, size, "[%016llx] ", rdtsc());
	default:
		return 0;
	}
}
