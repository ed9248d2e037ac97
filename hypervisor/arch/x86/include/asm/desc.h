/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Descriptor tables.
 *
 * Each CPU has one GDT page of its own: the reserved part of the ABI,
 * selectors from 0xe000 up.  A vCPU of a PV guest has a GDT area of 16 pages in
 * the per-domain slot, and when it runs page 14 of that area is the page of the
 * CPU it runs on; base and limit are the area's, so guest selectors below
 * 0xe000 and the reserved ones are both valid.  Otherwise the base is 0xe000
 * below the CPU's page: nothing before it is mapped or used.
 *
 *	0xe008 hypervisor CS, 64-bit	0xe023 ring 3 CS, 32-bit
 *	0xe010 hypervisor SS		0xe02b ring 3 SS and DS
 *	0xe018 hypervisor CS, 32-bit	0xe033 ring 3 CS, 64-bit
 *	0xe040 TSS (16 bytes)		0xe050 LDT (16 bytes)
 *	0xe060 limit is the CPU's number (LSL)
 *
 * SYSCALL and SYSRET fix the order of each column (APM 2 6.1.1).
 */
#ifndef ASM_DESC_H
#define ASM_DESC_H

#include <asm/layout.h>

#define GDT_RESERVED_START	0xe000
#define GDT_RESERVED_PAGE	14
#define GDT_LIMIT		0xe7ff	/* the TSS is behind, out of reach of selectors */
#define HYP_CS32		0xe018
#define GUEST_CS32		0xe023
#define GUEST_SS		0xe02b
#define GUEST_CS64		0xe033
#define HYP_CPU_SEL		0xe060

/* Interrupt stack table slots, 1 to 7 as in a gate. */
#define IST_MCE			1
#define IST_NMI			2
#define IST_DF			3
#define IST_DB			4

#ifndef __ASSEMBLY__

#include <linux/types.h>

/* 64-bit TSS (SDM 3A 8.7). */
struct tss {
	u32 reserved0;
	u64 rsp[3];
	u64 reserved1;
	u64 ist[7];
	u64 reserved2;
	u16 reserved3;
	u16 iomap;
} __packed;

/* The CPU's page of reserved entries; virt_to_mfn() works on it. */
void *cpu_gdt_page(unsigned int cpu);
/* Our own GDT, valid in each address space. */
void hyp_load_gdt(void);
/*
 * Writes this CPU's LDT descriptor, for LLDT of HYP_LDT right after.
 * @entries 0: a null descriptor, load 0 then.
 */
void cpu_gdt_set_ldt(unsigned long base, unsigned int entries);

/*
 * Boot CPU: GDT and TSS and IDT from the image, before there is any memory.
 * Other CPUs: cpu_desc_alloc() on another CPU (-ENOMEM), cpu_desc_load() on it.
 */
/* The boot CPU's GDT and TSS: long_mode.S maps them in the stack block. */
extern struct cpu_tables boot_tables;
void desc_init_boot(void);
int cpu_desc_alloc(unsigned int cpu);
void cpu_desc_load(unsigned int cpu);

/* Of a CPU that is going to start: 0 or -ENOMEM. */
int stacks_alloc(unsigned int cpu);
/* First byte behind a CPU's normal stack: its struct cpu_local ends there. */
static inline unsigned long stack_top(unsigned int cpu)
{
	return STACKS_START + (cpu + 1) * STACK_SIZE;
}

#endif /* !__ASSEMBLY__ */

#endif /* ASM_DESC_H */
