/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What hostile peers on a block ring share: a seed's numbers, xenstore by its tools, event
 * channels. Both ends are in dom0: the peer is a program, the driver under test the kernel's.
 */
#ifndef SELFTESTS_DOM0_BLK_PEER_H
#define SELFTESTS_DOM0_BLK_PEER_H

#include <linux/types.h>
#include <poll.h>
#include <time.h>

#include <xen/evtchn.h>

#include "tap.h"
#include "grants.h"

/* What the macros of rings need: full barriers do for all. */
#define mb()	__sync_synchronize()	/* for both */
#define wmb()	__sync_synchronize()	/* slot before index */
#define rmb()	__sync_synchronize()	/* index before slot */
#include <xen/io/blkif.h>

#define HOME	"/local/domain/0"

static __u64 chance;

static inline __u32 any(__u32 below)
{
	chance = chance * 6364136223846793005ULL + 1442695040888963407ULL;
	return (__u32)(chance >> 33) % below;
}

static inline bool one_in(__u32 n)
{
	return any(n) == 0;
}

__attribute__((format(printf, 1, 2)))
static inline int shell(const char *format, ...)
{
	char cmd[2048];
	va_list args;

	va_start(args, format);
	vsnprintf(cmd, sizeof(cmd), format, args);
	va_end(args);
	return system(cmd);
}

/* A number in xenstore, -1 when there is none. */
static inline long node(const char *path)
{
	char cmd[256], line[64] = "";
	FILE *f;

	snprintf(cmd, sizeof(cmd), "xenstore-read %s 2>/dev/null", path);
	f = popen(cmd, "r");
	if (!f)
		return -1;
	if (!fgets(line, sizeof(line), f))
		line[0] = 0;
	pclose(f);
	return line[0] ? strtol(line, NULL, 10) : -1;
}

static inline void wait_ms(unsigned int ms)
{
	struct timespec t = { ms / 1000, ms % 1000 * 1000000l };

	nanosleep(&t, NULL);
}

/* Waits for a state of up to two; the one that came, or 0. */
static inline int state_of(const char *dir, int one, int other, unsigned int seconds)
{
	char path[128];
	long got;

	snprintf(path, sizeof(path), "%s/state", dir);
	for (unsigned int i = 0; i < seconds * 20; i++) {
		got = node(path);
		if (got == one || got == other)
			return got;
		wait_ms(50);
	}
	return 0;
}

static inline int evtchn_unbound(int fd)
{
	struct ioctl_evtchn_bind_unbound_port op = { .remote_domain = 0 };

	return ioctl(fd, IOCTL_EVTCHN_BIND_UNBOUND_PORT, &op);
}

static inline int evtchn_to(int fd, unsigned int port)
{
	struct ioctl_evtchn_bind_interdomain op = { .remote_domain = 0, .remote_port = port };

	return ioctl(fd, IOCTL_EVTCHN_BIND_INTERDOMAIN, &op);
}

static inline void evtchn_kick(int fd, unsigned int port)
{
	struct ioctl_evtchn_notify op = { .port = port };

	ioctl(fd, IOCTL_EVTCHN_NOTIFY, &op);
}

/* Waits a little for an event and takes it. */
static inline bool evtchn_wait(int fd, unsigned int ms)
{
	struct pollfd p = { .fd = fd, .events = POLLIN };
	unsigned int port;

	if (poll(&p, 1, ms) <= 0 || read(fd, &port, 4) != 4)
		return false;
	return write(fd, &port, 4) == 4;
}

/* Interrupts that the kernel has taken for handlers of that name. */
static inline unsigned long irqs_of(const char *name)
{
	FILE *f = fopen("/proc/interrupts", "r");
	unsigned long sum = 0;
	char line[512];

	while (f && fgets(line, sizeof(line), f)) {
		char *at = strchr(line, ':');

		if (!at || !strstr(at, name))
			continue;
		for (char *end; strtoul(++at, &end, 10) || end != at; at = end)
			sum += strtoul(at, NULL, 10);
	}
	if (f)
		fclose(f);
	return sum;
}

/*
 * Events for a second or two with nothing behind them.  They are told to the kernel as
 * spurious, which lets through about one a tick then; true if it took no more.
 */
static inline bool storm(int fd, unsigned int port, const char *name)
{
	unsigned long before = irqs_of(name), events = 0, taken;
	struct timespec now, end;

	clock_gettime(CLOCK_MONOTONIC, &end);
	end.tv_sec++;
	do {
		for (int i = 0; i < 100; i++)
			evtchn_kick(fd, port);
		events += 100;
		clock_gettime(CLOCK_MONOTONIC, &now);
	} while (now.tv_sec <= end.tv_sec);
	taken = irqs_of(name) - before;
	printf("# %lu events without work, %lu interrupts\n", events, taken);
	return events >= 10000 && taken && taken < 1200;
}

/* How many lines of the kernel's log have @text. */
static inline int logged(const char *text)
{
	shell("dmesg >/tmp/log");
	return lines_with("/tmp/log", text);
}

#endif
