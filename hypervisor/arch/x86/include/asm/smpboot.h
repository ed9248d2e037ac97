/* SPDX-License-Identifier: GPL-2.0-only */
/* Starting the other CPUs. */
#ifndef ASM_SMPBOOT_H
#define ASM_SMPBOOT_H

#include <linux/compiler.h>
#include <linux/types.h>

/* Numbers the CPUs of the ACPI tables: cpu_possible and cpu_apic_id[]. */
void smp_prepare(void);
/* Starts all of them; says which ones don't. */
void smp_boot(void);

/* All memory that a CPU needs before it comes: 0 or -ENOMEM; as often as you like. */
int smp_prepare_cpu(unsigned int cpu);

/* trampoline.S: what is copied below 1 MiB, and what it loads. */
extern const char trampoline_start[], trampoline_end[];
extern u64 ap_root, ap_stack;
void __noreturn start_ap(void);

#endif /* ASM_SMPBOOT_H */
