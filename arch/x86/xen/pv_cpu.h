/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What the CPUs of a PV domain offer the other files of this folder.
 *
 *	xen-head.S, start_pv	the first code, and what it sets before start_kernel()
 *	setup_pv		what setup_arch() asks for; callbacks
 *	xen-asm.S, traps_pv, upcall_pv	ways in and out
 *	irq			the interrupt flag
 *	cpu_pv, cpuid_pv, msr_pv, segment_pv	privileged instructions
 *	smp_pv, ipi_pv		other CPUs
 *	suspend_pv		what a new hypervisor has to be told
 */
#ifndef X86_XEN_PV_CPU_H
#define X86_XEN_PV_CPU_H

#include <linux/init.h>
#include <linux/percpu.h>
#include <linux/types.h>

struct cpumask;
struct trap_info;
struct vcpu_info;

/* vcpu_info.c: where xen_vcpu points to but early */
DECLARE_PER_CPU_SHARED_ALIGNED(struct vcpu_info, xen_vcpu_info);

/* xen-asm.S: a task's ways in */
asmlinkage void xen_entry_SYSCALL_64(void);
asmlinkage void xen_entry_SYSCALL_compat(void);
asmlinkage void xen_entry_SYSENTER_compat(void);
asmlinkage void xen_iret(void);
/* entry_64.S */
asmlinkage void xen_failsafe_callback(void);

/* xen-asm.S: the interrupt flag; `early' until xen_irq_ops_direct() */
asmlinkage unsigned long xen_save_fl_direct(void);
asmlinkage void xen_irq_disable_direct(void);
asmlinkage void xen_irq_enable_direct(void);
asmlinkage unsigned long xen_save_fl_early(void);
asmlinkage void xen_irq_disable_early(void);
asmlinkage void xen_irq_enable_early(void);

/* irq.c: the second when the boot's CPU has its vcpu_info at its place */
void __init xen_init_irq_ops(void);
void __init xen_irq_ops_direct(void);
void xen_force_evtchn_callback(void);

/* cpu_pv.c, cpuid_pv.c, msr_pv.c, segment_pv.c, traps_pv.c: into pv_ops.cpu */
void __init xen_init_cpu_ops(void);
void __init xen_init_cpuid_ops(void);
void __init xen_init_msr_ops(void);
void __init xen_init_segment_ops(void);
void __init xen_init_trap_ops(void);

/* segment_pv.c: write-protect or release the page of a table, wherever it is mapped */
void xen_protect_table(void *page, bool protect);

/* traps_pv.c: the kernel's IDT as a table that ends with an empty entry */
void xen_copy_traps(struct trap_info *traps);

/* setup_pv.c: for x86_init.oem.arch_setup; callbacks, assists, idle. */
void __init xen_arch_setup(void);
void xen_set_syscall_callbacks(void);

/* smp_pv.c */
#ifdef CONFIG_XEN_PV_SMP
void __init xen_smp_init(void);
asmlinkage void xen_startup_secondary(void);
asmlinkage __visible void xen_start_secondary(void);
#else
static inline void xen_smp_init(void) { }
#endif

/* ipi_pv.c; the vectors are those of the local APIC. */
int xen_ipi_init(unsigned int cpu);
void xen_ipi_free(unsigned int cpu);
void xen_init_ipi_ops(void);
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
