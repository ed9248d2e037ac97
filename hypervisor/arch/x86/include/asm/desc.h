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

/**
 * struct tss - 64-bit task state segment (SDM 3A 8.7)
 * @reserved0: zero
 * @rsp: stacks of rings 0 to 2; only [0] is used
 * @reserved1: zero
 * @ist: interrupt stack table, slot n in [n - 1]
 * @reserved2: zero
 * @reserved3: zero
 * @iomap: offset of the I/O permission bitmap
 */
struct tss {
	u32 reserved0;
	u64 rsp[3];
	u64 reserved1;
	u64 ist[7];
	u64 reserved2;
	u16 reserved3;
	u16 iomap;
} __packed;

/**
 * cpu_gdt_page() - a CPU's page of reserved GDT entries
 * @cpu: a CPU that has had cpu_desc_alloc(), or 0
 *
 * Return: in the direct map or the image: virt_to_mfn() works on it.
 */
void *cpu_gdt_page(unsigned int cpu);

/**
 * hyp_load_gdt() - load this CPU's GDT by the address that is valid in each address space
 */
void hyp_load_gdt(void);

/**
 * cpu_gdt_set_ldt() - write this CPU's LDT descriptor
 * @base: linear address of the LDT
 * @entries: how many; 0: a null descriptor, and 0 is what to load then
 *
 * For LLDT of HYP_LDT right after; interrupts are off.
 */
void cpu_gdt_set_ldt(unsigned long base, unsigned int entries);

/*
 * Boot CPU: GDT and TSS and IDT from the image, before there is any memory.
 * Other CPUs: cpu_desc_alloc() on another CPU (-ENOMEM), cpu_desc_load() on it.
 */
/* The boot CPU's GDT and TSS: long_mode.S maps them in the stack block. */
extern struct cpu_tables boot_tables;

/**
 * desc_init_boot() - GDT and TSS of the boot CPU, from the image
 *
 * Before there is any memory to allocate.
 */
void desc_init_boot(void);

/**
 * cpu_desc_alloc() - GDT and TSS of a CPU that is going to start
 * @cpu: its number
 *
 * On another CPU. A second call for the same CPU does nothing.
 *
 * Return: 0, -ENOMEM.
 */
int cpu_desc_alloc(unsigned int cpu);

/**
 * cpu_desc_load() - load this CPU's GDT and TSS, and no LDT
 * @cpu: its number
 *
 * On the CPU itself, each time it starts, after cpu_desc_alloc().
 */
void cpu_desc_load(unsigned int cpu);

/**
 * stacks_alloc() - map the stacks of a CPU that is going to start
 * @cpu: its number
 *
 * After -ENOMEM it may be called again and goes on where it failed.
 *
 * Return: 0, -ENOMEM.
 */
int stacks_alloc(unsigned int cpu);

/**
 * stack_top() - first byte behind a CPU's normal stack
 * @cpu: its number
 *
 * Its struct cpu_local ends there.
 */
static inline unsigned long stack_top(unsigned int cpu)
{
	return STACKS_START + (cpu + 1) * STACK_SIZE;
}

#endif /* !__ASSEMBLY__ */

#endif /* ASM_DESC_H */
