/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * tap.h: what a test program in C needs to speak TAP.
 *
 *	begin();
 *	ok(n == 4, "four of them");		a point; when it fails, errno is shown
 *	fails(ioctl(fd, cmd), EINVAL, "...");	a point: the call fails with this errno
 *	skip(2, "no device");			two points that can't be tested here
 *	return finish();
 */
#ifndef SELFTESTS_DOM0_TAP_H
#define SELFTESTS_DOM0_TAP_H

#include <errno.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static int tap_at, tap_failed;
static int self __attribute__((unused));	/* own_domid(), for those who ask */

static inline void begin(void)
{
	setvbuf(stdout, NULL, _IOLBF, 0);
	printf("TAP version 13\n");
}

static inline bool tap_point(bool good, const char *what, va_list args)
{
	printf("%s %d ", good ? "ok" : "not ok", ++tap_at);
	vprintf(what, args);
	printf("\n");
	tap_failed += !good;
	return good;
}

__attribute__((format(printf, 2, 3)))
static inline bool ok(bool good, const char *what, ...)
{
	int err = errno;
	va_list args;

	if (!good)
		printf("# errno is %d (%s)\n", err, strerror(err));
	va_start(args, what);
	tap_point(good, what, args);
	va_end(args);
	return good;
}

/* A call that must fail: returned -1 and left @expected in errno. */
__attribute__((format(printf, 3, 4)))
static inline bool fails(long returned, int expected, const char *what, ...)
{
	bool good = returned == -1 && errno == expected;
	int err = errno;
	va_list args;

	if (!good)
		printf("# returned %ld, errno %d (%s), expected %s\n", returned, err,
		       strerror(err), strerror(expected));
	va_start(args, what);
	tap_point(good, what, args);
	va_end(args);
	return good;
}

static inline void skip(int points, const char *why)
{
	while (points--)
		printf("ok %d # SKIP %s\n", ++tap_at, why);
}

static inline int finish(void)
{
	printf("1..%d\n", tap_at);
	return tap_failed != 0;
}

/* The device is not there: the whole program is skipped. */
static inline void skip_all(const char *why)
{
	printf("TAP version 13\n1..0 # SKIP %s\n", why);
	exit(4);
}

/* The name of a module: hoist_evtchn in a hoisted kernel is xen_evtchn elsewhere. */
static inline const char *module_name(const char *module)
{
	static char name[64];
	char path[80];

	snprintf(name, sizeof(name), "hoist_%s", strchr(module, '_') + 1);
	snprintf(path, sizeof(path), "/sys/module/%s", name);
	return access(path, F_OK) ? module : name;
}

/* Writes the parameter of a module of ours or of the kernel's. */
static inline void set_parameter(const char *module, const char *parameter, unsigned int val)
{
	char path[120];
	FILE *f;

	snprintf(path, sizeof(path), "/sys/module/%s/parameters/%s", module_name(module),
		 parameter);
	f = fopen(path, "w");
	if (f) {
		fprintf(f, "%u\n", val);
		fclose(f);
	} else {
		printf("# %s can't be written\n", path);
	}
}

/* Whether a module that is loaded is of this tree, by the srcversion that it should have. */
static inline bool is_ours(const char *module)
{
	char path[80], line[120], name[64], want[32], have[32] = "";
	bool found = false;
	FILE *f;

	/* Nobody else has modules of that name. */
	if (module_name(module) != module)
		return true;
	snprintf(path, sizeof(path), "/sys/module/%s/srcversion", module);
	f = fopen(path, "r");
	if (!f)
		return false;
	if (fscanf(f, "%31s", have) != 1)
		have[0] = 0;
	fclose(f);
	f = fopen("/etc/ours", "r");
	while (f && fgets(line, sizeof(line), f))
		if (sscanf(line, "%63s %31s", name, want) == 2 && !strcmp(name, module))
			found = !strcmp(want, have);
	if (f)
		fclose(f);
	return found;
}

/* The number of the domain that this runs in; xenstore tells it to any but dom0. */
static inline int own_domid(void)
{
	char line[32] = "";
	FILE *f = fopen("/proc/xen/capabilities", "r");

	if (f && fgets(line, sizeof(line), f) && strstr(line, "control_d"))
		line[0] = 0;
	else
		line[0] = 'U';
	if (f)
		fclose(f);
	if (line[0] == 'U') {
		f = popen("xenstore-read domid", "r");
		line[0] = 0;
		if (f && !fgets(line, sizeof(line), f))
			line[0] = 0;
		if (f)
			pclose(f);
	}
	return atoi(line);
}

/* How many lines of a file have @text: for counts before and after. */
static inline int lines_with(const char *path, const char *text)
{
	char line[4096];
	int n = 0;
	FILE *f = fopen(path, "r");

	while (f && fgets(line, sizeof(line), f))
		n += !!strstr(line, text);
	if (f)
		fclose(f);
	return n;
}

#endif
