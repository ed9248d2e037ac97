/* SPDX-License-Identifier: GPL-2.0-only */
/* This CPU's clock: how its time stamp counter becomes system time. */
#ifndef ASM_CLOCK_H
#define ASM_CLOCK_H

#include <linux/types.h>
#include <hyp/time_scale.h>

/**
 * struct cpu_clock - system time of a CPU: ns + (TSC - tsc) scaled
 * @tsc: TSC of this CPU at the moment of @ns
 * @ns: system time then, ns
 * @scale: ticks of the TSC to ns
 */
struct cpu_clock {
	u64 tsc, ns;
	struct time_scale scale;
};

/**
 * cpu_clock_get() - a copy of what this CPU uses now
 *
 * Any context, NMI too. The CPU must not change between the call and the use of it.
 */
struct cpu_clock cpu_clock_get(void);

/**
 * cpu_clock_set() - set this CPU's clock
 * @clock: copied
 *
 * Interrupts are off. An NMI sees either the old or the new one, whole.
 */
void cpu_clock_set(const struct cpu_clock *clock);

/**
 * tsc_is_stable() - are all TSCs one clock?
 *
 * One clock: they show the same value at the same time, and go at the rate that was
 * measured. While this is true all CPUs have the same cpu_clock; it may become false,
 * never true again.
 */
bool tsc_is_stable(void);

/**
 * platform_ns() - time of the platform's timer
 *
 * Takes LOCK_TIME, any context but NMI. platform_timer_present() must be true.
 *
 * Return: ns since calibrate_clocks().
 */
u64 platform_ns(void);

/**
 * platform_uses_pit() - is the PIT the platform's timer?
 *
 * Its channel 2 is nobody else's then.
 */
bool platform_uses_pit(void);

/**
 * platform_wrap_ns() - how long the platform's timer takes to wrap, ns
 *
 * It must be read more often than this, or time is lost.
 */
u64 platform_wrap_ns(void);

/**
 * tsc_hz() - rate of the TSC, Hz
 *
 * After calibrate_clocks() or calibrate_given().
 */
u64 tsc_hz(void);

/**
 * apic_timer_hz() - rate of the local APIC's timer before its divider, Hz
 *
 * After calibrate_clocks() or calibrate_given().
 */
u64 apic_timer_hz(void);

/**
 * calibrate_clocks() - choose the platform's timer and measure TSC and APIC timer against
 *	it
 *
 * Boot CPU, once, interrupts off. CPUID's own value of the TSC's rate is used if it is
 * within 1 % of the measured one. boot_fail() if the TSC does not count.
 */
void calibrate_clocks(void);

/**
 * calibrate_given() - take over a rate that somebody else found out
 * @tsc_hz: rate of the TSC, Hz
 *
 * The APIC's timer is measured; it then goes on as if nothing had happened.
 *
 * In place of calibrate_clocks(); interrupts are off. There is no platform timer then,
 * and the TSCs count as one clock.
 *
 * Return: 0; -EIO: the TSC (below 1 MHz) or the APIC's timer (below 100 kHz) does not
 * count.
 */
int calibrate_given(u64 tsc_hz);

/**
 * platform_timer_present() - is there a platform timer to measure against?
 */
bool platform_timer_present(void);

/**
 * tsc_sync_init() - decide whether the TSCs are one clock, as far as the boot CPU can
 *	know
 *
 * Boot CPU, after its clock is set. Without a platform timer they are.
 */
void tsc_sync_init(void);

/**
 * tsc_sync_init_cpu() - this CPU's first clock
 *
 * On each other CPU when it starts, interrupts off. The boot CPU's clock if the counter
 * agrees with it, else one of its own by the platform's timer; then the TSCs may be
 * declared unstable.
 */
void tsc_sync_init_cpu(void);

/**
 * tsc_sync_cpu() - correct this CPU's clock by the platform's timer
 *
 * SOFTIRQ_TIME_SYNC; nothing to do while the TSCs are one clock.
 */
void tsc_sync_cpu(void);

/**
 * tsc_declare_unstable() - from now on CPUs are kept together by the platform's timer
 * @why: for the log, once
 *
 * Any CPU; later calls do nothing. Raises SOFTIRQ_TIME_SYNC on all CPUs.
 */
void tsc_declare_unstable(const char *why);

/**
 * apic_timer_has_deadline() - does the timer take TSC values (deadline mode)?
 *
 * By CPUID and the command line.
 */
bool apic_timer_has_deadline(void);

/**
 * apic_timer_init_cpu() - this CPU's APIC timer is the hypervisor's, ready to be armed
 *
 * After calibration and apic_init_cpu().
 */
void apic_timer_init_cpu(void);

/**
 * apic_timer_stop_cpu() - mask and stop this CPU's APIC timer
 *
 * Until apic_timer_init_cpu() its registers are somebody else's.
 */
void apic_timer_stop_cpu(void);

#endif /* ASM_CLOCK_H */
