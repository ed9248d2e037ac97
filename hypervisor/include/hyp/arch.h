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

/**
 * arch_domain_sanitise() - check a configuration before anything is made
 * @config: flags and limits as the tools gave them
 *
 * Return: 0; -EINVAL: flags that do not exist or do not go together; -EOPNOTSUPP: this CPU, or
 * its faults (L1TF), forbid that kind of guest.
 */
int arch_domain_sanitise(struct xen_domctl_createdomain *config);

/**
 * arch_has_containers() - can there be domains in a hardware container?
 *
 * Return: the answer for this machine and build.
 */
bool arch_has_containers(void);

/**
 * arch_dispatch_compat() - hypercall_dispatch() for a 32-bit kernel
 * @call: arguments as its registers have them, also OUT with HYPERCALL_RESTART
 *
 * Return: as of hypercall_dispatch().
 */
long arch_dispatch_compat(struct hypercall *call);

/**
 * arch_domain_init() - the architecture's part of a new domain: d->ops and d->arch
 * @d: struct with its number, lists and locks set up
 * @config: checked; NULL for the special domains
 *
 * May allocate.  On an error what was made is gone again.
 *
 * Return: 0 or a negative errno of the kind of guest, -ENOMEM among them.
 */
int arch_domain_init(struct domain *d, const struct xen_domctl_createdomain *config);

/**
 * arch_domain_destroy() - free d->arch
 * @d: nobody can reach it any more; arch_domain_init() may have failed
 */
void arch_domain_destroy(struct domain *d);

/**
 * arch_vcpu_init() - the architecture's part of a new vCPU: v->arch
 * @v: has its number, domain and vcpu_info; nothing else is set up
 *
 * Return: 0 or a negative errno; then nothing is left of it.
 */
int arch_vcpu_init(struct vcpu *v);

/**
 * arch_vcpu_destroy() - free v->arch
 * @v: does not run and is not in its domain's table, or the domain is being destroyed
 */
void arch_vcpu_destroy(struct vcpu *v);

/**
 * arch_context_switch() - leave one vCPU for another
 * @prev: what this CPU ran
 * @next: what it runs from now on; may be @prev
 *
 * From schedule(), interrupts off, no lock held.  Saves @prev, loads @next, calls
 * sched_context_saved() and leaves through @next's guest_ops->resume().
 */
void __noreturn arch_context_switch(struct vcpu *prev, struct vcpu *next);

/**
 * arch_vcpu_sync() - bring state of @v that is still in another CPU to memory
 * @v: does not run
 *
 * On x86 there is none: all is saved when a vCPU leaves its CPU.
 */
void arch_vcpu_sync(struct vcpu *v);

/**
 * arch_cpu_physid() - answer of VCPUOP_get_physid
 * @cpu: our number
 *
 * Return: the APIC id; the upper half, for the ACPI id, is 0.
 */
u64 arch_cpu_physid(unsigned int cpu);

/**
 * arch_cpu_relax() - a pause in a loop that waits for another CPU
 */
void arch_cpu_relax(void);

/**
 * arch_idle() - wait for an interrupt
 *
 * Called with interrupts off, returns with them on; none is missed in between.
 */
void arch_idle(void);

/* Interrupts of this CPU, off and on. */
#ifdef HYP_HOST_TEST
bool arch_irqs_enabled(void);
void arch_irq_enable(void);
void arch_irq_disable(void);
unsigned long arch_irq_save(void);
void arch_irq_restore(unsigned long flags);
#else
#include <asm/irqflags.h>
#endif

/**
 * do_physdev_op() - HYPERVISOR_physdev_op
 * @call: command, struct by <xen/interface/physdev.h>
 *
 * Return: the command's result; -ENOSYS, -EPERM (for the hardware domain only) or -EFAULT.
 */
long do_physdev_op(struct hypercall *call);

/**
 * do_platform_op() - HYPERVISOR_platform_op
 * @call: struct xen_platform_op of <xen/interface/platform.h>
 *
 * The table of hypercalls lets none but privileged domains here.
 *
 * Return: the command's result; -EFAULT, -EACCES (another interface version) or -ENOSYS.
 */
long do_platform_op(struct hypercall *call);

/**
 * do_mca() - HYPERVISOR_mca: machine checks as dom0 asks for them
 * @call: struct xen_mc of <xen/interface/xen-mca.h>
 *
 * Return: 0, -EFAULT, -EACCES (another interface version), -EINVAL, -ENOMEM.
 */
long do_mca(struct hypercall *call);

/**
 * arch_domctl() - control operations that only this architecture has
 * @d: target, with a reference; NULL for the few without one
 * @op: the caller's struct; with -ERESTART it says what is left
 * @out: set to true if @op has results
 *
 * Under the lock of all domctls.
 *
 * Return: the answer; -ENOSYS: not one of these; -ERESTART: call again.
 */
long arch_domctl(struct domain *d, struct xen_domctl *op, bool *out);

#endif /* HYP_ARCH_H */
