/* SPDX-License-Identifier: GPL-2.0-only */
/* System time: ns since boot, monotonic and the same on all CPUs. */
#ifndef HYP_TIME_H
#define HYP_TIME_H

#include <linux/types.h>

struct vcpu;
struct domain;

#define NSEC_PER_SEC	1000000000ULL
#define NSEC_PER_MSEC	1000000ULL
#define NSEC_PER_USEC	1000ULL

/**
 * time_init() - boot CPU: pick the platform timer, measure the TSC, start system time
 */
void time_init(void);

/**
 * time_init_given() - in place of time_init() under a running kernel
 * @rate: of the TSC, Hz
 *
 * Interrupts off.  Nothing but the TSC is read, and the local APIC's timer, which is
 * measured; system time 0 is now.
 *
 * Return: 0, -EIO.
 */
int time_init_given(u64 rate);

/**
 * time_init_cpu() - the clock and timer of each other CPU
 *
 * On it, interrupts off.
 */
void time_init_cpu(void);

/**
 * time_init_late() - see whether the CPUs' TSCs are one clock, and watch or correct them
 *
 * All CPUs are up, timers and smp_call() work.
 */
void time_init_late(void);

/**
 * system_time() - ns since start-up, monotonic and the same on all CPUs
 *
 * Any context, takes no lock.
 *
 * Return: ns.
 */
u64 system_time(void);

/**
 * udelay() - wait without doing anything else
 * @usec: us, at least
 *
 * Interrupts stay as they are.  Before the TSC's rate is known by pit_delay().
 */
void udelay(unsigned int usec);

/**
 * tsc_khz() - rate of the TSC
 *
 * Return: kHz; 0 before time_init().
 */
u32 tsc_khz(void);

/**
 * arch_timer_program() - program this CPU's timer interrupt
 * @deadline: system time, ns; 0: none; past: at once
 *
 * Interrupts off.  After a minute it comes early, and finds nothing due.
 */
void arch_timer_program(u64 deadline);

/**
 * guest_time_init() - start-up: guests learn of new clocks; softirqs work
 */
void guest_time_init(void);

/**
 * vcpu_time_update() - fill the time page in vcpu_info and the registered area
 * @v: about to run on this CPU, whose clock it gets
 *
 * At each switch to it, after its vcpu_info moved, and when the clock changed.  Cheap when nothing
 * is new.
 */
void vcpu_time_update(struct vcpu *v);

/**
 * vcpu_time_area_registered() - v->time_gva is new: fill it, if @v is current
 * @v: the vCPU
 */
void vcpu_time_area_registered(struct vcpu *v);

/**
 * domain_wallclock_update() - wall clock of a domain in its shared_info
 * @d: domain
 *
 * Takes a lock of rank LOCK_TIME.
 */
void domain_wallclock_update(struct domain *d);

/**
 * wallclock_update_all() - wall clocks of all domains, after wallclock_set()
 */
void wallclock_update_all(void);

/**
 * wallclock_init() - start the wall clock from the battery-backed one, taken as UTC
 *
 * After time_init().
 */
void wallclock_init(void);

/**
 * wallclock_set() - dom0 says what time it is (UTC)
 * @sec: since 1970
 * @nsec: and these
 * @at_system_time: when that was, ns
 *
 * Guests see it after wallclock_update_all().
 */
void wallclock_set(u64 sec, u32 nsec, u64 at_system_time);

/**
 * wallclock_get() - what time it is, UTC
 * @sec: OUT since 1970
 * @nsec: OUT below 10^9
 *
 * Any context.
 */
void wallclock_get(u64 *sec, u32 *nsec);

/**
 * wallclock_base() - UTC at system time 0
 *
 * Return: ns since 1970.
 */
u64 wallclock_base(void);

#endif /* HYP_TIME_H */
