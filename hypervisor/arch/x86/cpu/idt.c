// SPDX-License-Identifier: GPL-2.0-only
/* The IDT, one for all CPUs (SDM 3A 6.14.1). */
#include <asm/desc.h>

#include <linux/build_bug.h>
#include <linux/init.h>
#include <hyp/frame.h>
#include <asm/idt.h>
#include <asm/system.h>
#include <asm/traps.h>

#define NR_VECTORS	256
#define STUB_SIZE	16
#define GATE_INTERRUPT	0x8e00		/* present, ring 0, interrupts go off */
#define GATE_RING3	0x6000		/* INT n of ring 3 may use it */

struct gate {
	u16 offset_low, selector, attr, offset_mid;
	u32 offset_high, reserved;
};

static_assert(sizeof(struct gate) == 16);

static struct gate idt[NR_VECTORS] __section(".data.page_aligned") __aligned(PAGE_SIZE);

static void __init set_gate(unsigned int vector, u16 attr)
{
	u64 stub = (u64)idt_stubs + vector * STUB_SIZE;

	idt[vector] = (struct gate){
		.offset_low = stub,
		.offset_mid = stub >> 16,
		.offset_high = stub >> 32,
		.selector = HYP_CS64,
		.attr = attr,
	};
}

void idt_load(void)
{
	const struct table_ptr ptr = { .limit = sizeof(idt) - 1, .base = (u64)idt };

	load_idt(&ptr);
}

unsigned long idt_address(void)
{
	return (unsigned long)idt;
}

void __init idt_init(void)
{
	unsigned int i;

	for (i = 0; i < NR_VECTORS; i++)
		set_gate(i, GATE_INTERRUPT);
	set_gate(TRAP_BP, GATE_INTERRUPT | GATE_RING3);
	set_gate(TRAP_OF, GATE_INTERRUPT | GATE_RING3);
	set_gate(TRAP_DB, GATE_INTERRUPT | IST_DB);
	set_gate(TRAP_NMI, GATE_INTERRUPT | IST_NMI);
	set_gate(TRAP_DF, GATE_INTERRUPT | IST_DF);
	set_gate(TRAP_MC, GATE_INTERRUPT | IST_MCE);
	idt_load();
}
