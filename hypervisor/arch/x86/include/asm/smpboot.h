/* SPDX-License-Identifier: GPL-2.0-only */
/* Starting the other CPUs. */
#ifndef ASM_SMPBOOT_H
#define ASM_SMPBOOT_H

#include <linux/compiler.h>
#include <linux/types.h>
#include <hyp/frame.h>

/**
 * smp_prepare() - number the CPUs of the ACPI tables: cpu_possible and cpu_apic_id[]
 *
 * Boot CPU, whose own ID is in cpu_apic_id[0].
 */
void smp_prepare(void);

/**
 * smp_boot() - start all of them; says which ones don't
 */
void smp_boot(void);

/**
 * smp_prepare_cpu() - all memory that a CPU needs before it comes
 * @cpu: its number
 *
 * As often as you like, one CPU at a time.
 *
 * Return: 0 or -ENOMEM.
 */
int smp_prepare_cpu(unsigned int cpu);

/**
 * smp_trampoline_page() - where CPUs begin in real mode
 *
 * Return: physical address below 1 MiB, 0: there is none.
 */
paddr_t smp_trampoline_page(void);

/* trampoline.S: what is copied below 1 MiB, and what it loads. */
extern const char trampoline_start[], trampoline_end[];
extern u64 ap_root, ap_stack;

/**
 * start_ap() - first C of another CPU: interrupts off, own stack, final page tables
 */
void __noreturn start_ap(void);

#endif /* ASM_SMPBOOT_H */
