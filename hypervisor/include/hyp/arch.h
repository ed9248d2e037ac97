/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Everything that common code may ask of the architecture and that is not
 * declared with its subject (time.h, smp.h, panic.h, irq.h, tlb.h, vmap.h).
 */
#ifndef HYP_ARCH_H
#define HYP_ARCH_H

#include <linux/types.h>
#include <linux/compiler.h>

struct domain;
struct hypercall;
struct vcpu;
struct xen_domctl;
struct xen_domctl_createdomain;

/* Checks flags and limits of a configuration before anything is made. */
int arch_domain_sanitise(struct xen_domctl_createdomain *config);
int arch_domain_init(struct domain *d, const struct xen_domctl_createdomain *config);
void arch_domain_destroy(struct domain *d);
int arch_vcpu_init(struct vcpu *v);
void arch_vcpu_destroy(struct vcpu *v);

/* Saves prev, loads next, leaves through next's guest_ops->resume(). */
void __noreturn arch_context_switch(struct vcpu *prev, struct vcpu *next);
/* Lazily kept state of @v that still is in another CPU goes to memory. */
void arch_vcpu_sync(struct vcpu *v);

/* VCPUOP_get_physid: APIC id, ACPI id in the upper half. */
u64 arch_cpu_physid(unsigned int cpu);
void arch_cpu_relax(void);
void arch_idle(void);		/* interrupts off; waits, returns with them on */
bool arch_irqs_enabled(void);
void arch_irq_enable(void);
void arch_irq_disable(void);
unsigned long arch_irq_save(void);
void arch_irq_restore(unsigned long flags);

long do_physdev_op(struct hypercall *call);
long do_platform_op(struct hypercall *call);
long do_mca(struct hypercall *call);

/*
 * Control operations that only this architecture has, under the caller's lock:
 * *@out is set if @op has results.  -ENOSYS: not one of these; -ERESTART: @op
 * says what is left.
 */
long arch_domctl(struct domain *d, struct xen_domctl *op, bool *out);

#endif /* HYP_ARCH_H */
