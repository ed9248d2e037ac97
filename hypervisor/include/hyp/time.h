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

void time_init(void);			/* boot CPU: picks the platform timer */
/*
 * In place of time_init() under a running kernel, interrupts off: nothing but the TSC is
 * read, and system time 0 is now. @apic_hz 0: measured. Return: 0, -EIO.
 */
int time_init_given(u64 tsc_hz, u64 apic_hz);
void time_init_cpu(void);		/* each other CPU, interrupts off */
void time_init_late(void);		/* all CPUs are up, timers and smp_call() work */
u64 system_time(void);			/* ns */
void udelay(unsigned int usec);
u32 tsc_khz(void);

/* Programs this CPU's timer interrupt; 0: none; past: at once. */
void arch_timer_program(u64 deadline);

/*
 * Guest views. vcpu_time_update() fills the time page in vcpu_info and the registered
 * area, from this CPU's clock: on the CPU that runs @v, at each switch to it and after its
 * vcpu_info moved. vcpu_time_area_registered(): v->time_gva is new.
 */
void guest_time_init(void);		/* softirqs work */
void vcpu_time_update(struct vcpu *v);
void vcpu_time_area_registered(struct vcpu *v);
void domain_wallclock_update(struct domain *d);
void wallclock_update_all(void);	/* after wallclock_set() */

void wallclock_init(void);		/* from the battery-backed clock; after time_init() */
void wallclock_set(u64 sec, u32 nsec, u64 at_system_time);
void wallclock_get(u64 *sec, u32 *nsec);	/* now, UTC */
u64 wallclock_base(void);		/* UTC at system time 0, ns since 1970 */

#endif /* HYP_TIME_H */
