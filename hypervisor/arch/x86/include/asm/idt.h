/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef ASM_IDT_H
#define ASM_IDT_H

/* entry.S: 256 stubs of 16 bytes. */
extern const char idt_stubs[];

/**
 * idt_init() - fill the IDT and load it
 *
 * Boot CPU, once. INT3 and INTO are open to ring 3; #DB, NMI, #DF and #MC have stacks of
 * their own.
 */
void idt_init(void);

/**
 * idt_load() - load the IDT, which all CPUs share
 */
void idt_load(void);

/**
 * idt_address() - linear address of the IDT, one page
 */
unsigned long idt_address(void);

#endif /* ASM_IDT_H */
