// SPDX-License-Identifier: GPL-2.0-only
/* HPET, ACPI power management timer, and channel 2 of the PIT. */
#include <hyp/platform_timer.h>

#include <linux/bits.h>
#include <linux/errno.h>
#include <linux/init.h>
#include <hyp/acpi.h>
#include <hyp/vmap.h>
#include <asm/io.h>

/* HPET (IA-PC HPET specification 1.0a, 2.3). */
#define HPET_SIZE		1024
#define HPET_ID			0x000
#define HPET_PERIOD		0x004	/* femtoseconds */
#define HPET_CONFIG		0x010
#define  HPET_CONFIG_ENABLE	BIT(0)
#define  HPET_CONFIG_LEGACY	BIT(1)
#define HPET_COUNTER		0x0f0
#define HPET_TIMER(n)		(0x100 + (n) * 0x20)
#define  HPET_TIMER_IRQ		BIT(2)
#define HPET_MAX_PERIOD		100000000
#define HPET_MIN_PERIOD		100000		/* 10 GHz: more is a broken table */
#define FEMTO_PER_SEC		1000000000000000ULL

static u8 *hpet;

static u64 hpet_read(void)
{
	return readl(hpet + HPET_COUNTER);
}

/* No interrupts of it, and not in the place of PIT and RTC. */
static void __init hpet_quiet(void)
{
	unsigned int n, last = (readl(hpet + HPET_ID) >> 8) & 0x1f;

	for (n = 0; n <= last; n++) {
		u8 *timer = hpet + HPET_TIMER(n);

		writel(readl(timer) & ~HPET_TIMER_IRQ, timer);
	}
	writel((readl(hpet + HPET_CONFIG) & ~HPET_CONFIG_LEGACY) | HPET_CONFIG_ENABLE,
	       hpet + HPET_CONFIG);
}

static int __init hpet_init(struct platform_timer *pt)
{
	u32 period;

	if (!acpi_info.hpet_address)
		return -ENODEV;
	hpet = ioremap(acpi_info.hpet_address, HPET_SIZE, MAP_UC);
	if (!hpet)
		return -ENODEV;
	period = readl(hpet + HPET_PERIOD);
	if (period < HPET_MIN_PERIOD || period > HPET_MAX_PERIOD) {
		iounmap(hpet);
		return -ENODEV;
	}
	hpet_quiet();
	pt->hz = FEMTO_PER_SEC / period;
	return 0;
}

/* The upper half of a 64-bit counter can't be read together with the lower one. */
struct platform_timer hpet_timer = {
	.name = "hpet",
	.mask = GENMASK_ULL(31, 0),
	.init = hpet_init,
	.read = hpet_read,
};

/* ACPI 6.4, 4.8.3.3: 24 or 32 bits at three times the colour carrier of NTSC. */
#define PM_TIMER_HZ	3579545

static u64 pm_read(void)
{
	return inl(acpi_info.pm_timer_port) & pm_timer.mask;
}

/* A port that does not count is none. */
static bool __init pm_counts(void)
{
	u64 first = pm_read();
	unsigned int i;

	for (i = 0; i < 100; i++) {
		if (pm_read() != first)
			return true;
		io_delay();
	}
	return false;
}

static int __init pm_init(struct platform_timer *pt)
{
	if (!acpi_info.pm_timer_port)
		return -ENODEV;
	if (acpi_info.pm_timer_32bit)
		pt->mask = GENMASK_ULL(31, 0);
	if (!pm_counts())
		return -ENODEV;
	pt->hz = PM_TIMER_HZ;
	return 0;
}

struct platform_timer pm_timer = {
	.name = "acpi",
	.mask = GENMASK_ULL(23, 0),
	.init = pm_init,
	.read = pm_read,
};

/*
 * PIT (Intel 8254): channel 2, the speaker's, has a gate that we can open without
 * its interrupt going anywhere. Mode 2 counts down from 65536 over and over.
 */
#define PIT_HZ		1193182
#define PIT_CHANNEL2	0x42
#define PIT_COMMAND	0x43
#define PIT_MODE2_CH2	0xb4	/* both bytes, mode 2, binary */
#define PIT_LATCH_CH2	0x80
#define PORT_61		0x61
#define  PORT_61_GATE2	BIT(0)
#define  PORT_61_SPEAKER	BIT(1)

static u64 pit_read(void)
{
	u16 count;

	outb(PIT_LATCH_CH2, PIT_COMMAND);
	count = inb(PIT_CHANNEL2);
	count |= inb(PIT_CHANNEL2) << 8;
	return (u16)-count;
}

static int pit_init(struct platform_timer *pt)
{
	outb((inb(PORT_61) & ~PORT_61_SPEAKER) | PORT_61_GATE2, PORT_61);
	outb(PIT_MODE2_CH2, PIT_COMMAND);
	outb(0, PIT_CHANNEL2);
	outb(0, PIT_CHANNEL2);
	pt->hz = PIT_HZ;
	return 0;
}

struct platform_timer pit_timer = {
	.name = "pit",
	.mask = GENMASK_ULL(15, 0),
	.init = pit_init,
	.read = pit_read,
};

void pit_delay(unsigned int usec)
{
	u64 ticks = (u64)usec * PIT_HZ / 1000000 + 1;
	u16 last;

	pit_init(&pit_timer);
	last = pit_read();
	while (ticks) {
		u16 now = pit_read(), step = now - last;

		ticks -= step < ticks ? step : ticks;
		last = now;
	}
}
