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
void time_init_cpu(void);		/* each other CPU, interrupts off */
void time_init_late(void);		/* all CPUs are up, timers and smp_call() work */
u64 system_time(void);			/* ns */
void udelay(unsigned int usec);
u32 tsc_khz(void);

/* Programs this CPU's timer interrupt; 0: none; past: at once. */
void arch_timer_program(u64 deadline);

/* Guest views: fills vcpu_info's (and the registered area's) pvclock page. */
void vcpu_time_update(struct vcpu *v);
void domain_wallclock_update(struct domain *d);
void wallclock_set(u64 sec, u32 nsec, u64 at_system_time);
void wallclock_get(u64 *sec, u32 *nsec);	/* now, UTC */

#endif /* HYP_TIME_H */
