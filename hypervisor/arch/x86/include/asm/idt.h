/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef ASM_IDT_H
#define ASM_IDT_H

/* entry.S: 256 stubs of 16 bytes. */
extern const char idt_stubs[];

void idt_init(void);		/* boot CPU: fills and loads */
void idt_load(void);
unsigned long idt_address(void);	/* one page */

#endif /* ASM_IDT_H */
