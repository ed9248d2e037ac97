/* SPDX-License-Identifier: GPL-2.0-only */
/* This CPU's clock: how its time stamp counter becomes system time. */
#ifndef ASM_CLOCK_H
#define ASM_CLOCK_H

#include <linux/types.h>
#include <hyp/time_scale.h>

/* System time is ns + (TSC - tsc) scaled. */
struct cpu_clock {
	u64 tsc, ns;
	struct time_scale scale;
};

/* A copy of what this CPU uses now; any context, NMI too. */
struct cpu_clock cpu_clock_get(void);
void cpu_clock_set(const struct cpu_clock *clock);	/* interrupts off */

/*
 * True while all TSCs are one clock: they show the same value at the same time, and go
 * at the rate that was measured. Then all CPUs have the same cpu_clock for ever.
 */
bool tsc_is_stable(void);

/* Ticks of the platform's timer as ns since time_init(); takes LOCK_TIME. */
u64 platform_ns(void);
bool platform_uses_pit(void);		/* its channel 2 is nobody else's then */
u64 platform_wrap_ns(void);		/* it must be read more often than this */

/* What the TSC and the local APIC's timer were measured to have, Hz. */
u64 tsc_hz(void);
u64 apic_timer_hz(void);
void calibrate_clocks(void);
/*
 * What somebody else found out; @apic_hz 0: measured now, the timer then goes on as if
 * nothing had happened. There is no platform timer then, and the TSCs are one clock.
 * Interrupts are off. Return: 0, -EIO: the APIC's timer does not count.
 */
int calibrate_given(u64 tsc_hz, u64 apic_hz);
bool platform_timer_present(void);

/* tsc_sync.c: decides whether the TSCs are one clock, keeps CPUs together if not. */
void tsc_sync_init(void);		/* boot CPU */
void tsc_sync_init_cpu(void);		/* another CPU: first clock */
void tsc_sync_cpu(void);		/* SOFTIRQ_TIME_SYNC */
void tsc_declare_unstable(const char *why);

bool apic_timer_has_deadline(void);
void apic_timer_init_cpu(void);		/* after calibration */
/* From then on until apic_timer_init_cpu() its registers are somebody else's. */
void apic_timer_stop_cpu(void);

#endif /* ASM_CLOCK_H */
