/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What the CPUs of a PV domain offer the other files of this folder.
 */
#ifndef X86_XEN_PV_CPU_H
#define X86_XEN_PV_CPU_H

#include <linux/init.h>
#include <linux/types.h>

struct cpumask;

/* xen-asm.S */
asmlinkage unsigned long xen_save_fl_direct(void);
asmlinkage void xen_irq_disable_direct(void);
asmlinkage void xen_irq_enable_direct(void);

/* irq.c */
void __init xen_init_irq_ops(void);
void xen_force_evtchn_callback(void);

/* setup_pv.c: for x86_init.oem.arch_setup; callbacks, assists, idle. */
void __init xen_arch_setup(void);

/* smp_pv.c; the vectors are those of the local APIC. */
void __init xen_smp_init(void);
void xen_send_IPI_mask(const struct cpumask *mask, int vector);
void xen_send_IPI_mask_allbutself(const struct cpumask *mask, int vector);
void xen_send_IPI_allbutself(int vector);
void xen_send_IPI_all(int vector);
void xen_send_IPI_self(int vector);
void xen_send_IPI_cpu(int cpu, int vector);

/* suspend_pv.c: on one CPU, while the others stand still. */
#ifdef CONFIG_XEN_PV
void xen_pv_pre_suspend(void);
void xen_pv_post_suspend(int suspend_cancelled);
#else
static inline void xen_pv_pre_suspend(void) { }
static inline void xen_pv_post_suspend(int suspend_cancelled) { }
#endif

#endif /* X86_XEN_PV_CPU_H */
