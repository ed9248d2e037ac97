// SPDX-License-Identifier: GPL-2.0-only
/*
 * Exceptions of a PV domain.
 *
 * Linux writes an IDT as ever. The hypervisor is given a table that is made from it: with
 * each entry's way in replaced by the one that takes the hypervisor's frame (xen-asm.S).
 * There are no interrupt stacks, and no interrupts: those are events.
 */
#define pr_fmt(fmt) "xen:traps: " fmt

#include <linux/bits.h>
#include <linux/bug.h>
#include <linux/init.h>
#include <linux/kernel.h>
#include <linux/percpu.h>
#include <linux/printk.h>
#include <linux/spinlock.h>
#include <linux/string.h>

#include <asm/desc.h>
#include <asm/idtentry.h>
#include <asm/paravirt.h>
#include <asm/segment.h>
#include <asm/trapnr.h>
#include <asm/traps.h>
#include <asm/xen/hypercall.h>

#include <xen/interface/xen.h>

#include "pv_cpu.h"
#include "pv_mmu.h"

/*
 * Those that have stacks of their own on the bare machine tell kernel and user apart in
 * asm, each to a function of its own.  Here there is one way in for both.
 */
#define BOTH_MODES(exception)			\
DEFINE_IDTENTRY_RAW(xenpv_##exception)		\
{						\
	if (!user_mode(regs))			\
		exception(regs);		\
	else					\
		noist_##exception(regs);	\
}

BOTH_MODES(exc_debug)
#ifdef CONFIG_X86_MCE
BOTH_MODES(exc_machine_check)
#endif

DEFINE_IDTENTRY_RAW_ERRORCODE(xenpv_exc_double_fault)
{
	exc_double_fault(regs, error_code);
}

/* A domain's next one comes after this one's IRET: they do not nest. */
DEFINE_IDTENTRY_RAW(xenpv_exc_nmi)
{
	exc_nmi(regs);
}

DEFINE_IDTENTRY_RAW(exc_xen_unknown_trap)
{
	instrumentation_begin();
	panic("xen:traps: an exception that there is no handler for, at %pS", (void *)regs->ip);
	instrumentation_end();
}

/* Linux's way in, and the one of a PV domain. */
struct way {
	void (*native)(void);
	void (*pv)(void);
};

#define SAME(name) { asm_ ## name, xen_asm_ ## name }

static const struct way ways[] = {
	{ asm_exc_debug, xen_asm_xenpv_exc_debug },
	{ asm_exc_nmi, xen_asm_xenpv_exc_nmi },
	{ asm_exc_double_fault, xen_asm_xenpv_exc_double_fault },
#ifdef CONFIG_X86_MCE
	{ asm_exc_machine_check, xen_asm_xenpv_exc_machine_check },
#endif
	SAME(exc_divide_error),
	SAME(exc_int3),
	SAME(exc_overflow),
	SAME(exc_bounds),
	SAME(exc_invalid_op),
	SAME(exc_device_not_available),
	SAME(exc_coproc_segment_overrun),
	SAME(exc_invalid_tss),
	SAME(exc_segment_not_present),
	SAME(exc_stack_segment),
	SAME(exc_general_protection),
	SAME(exc_page_fault),
	SAME(exc_spurious_interrupt_bug),
	SAME(exc_coprocessor_error),
	SAME(exc_alignment_check),
	SAME(exc_simd_coprocessor_error),
#ifdef CONFIG_X86_KERNEL_IBT
	SAME(exc_control_protection),
#endif
#ifdef CONFIG_IA32_EMULATION
	SAME(int80_emulation),
#endif
};

static bool __ref is_early(unsigned long native)
{
	unsigned long first = (unsigned long)early_idt_handler_array;

	return native >= first && native < first + sizeof(early_idt_handler_array);
}

/* Where the hypervisor is to enter, or 0 where it never does. */
static unsigned long __ref way_in(unsigned int vector, unsigned long native)
{
	unsigned int i;

	if (is_early(native))
		return (unsigned long)xen_early_idt_handler_array[vector];
	for (i = 0; i < ARRAY_SIZE(ways); i++)
		if ((unsigned long)ways[i].native == native)
			return (unsigned long)ways[i].pv;
	if (vector < NUM_EXCEPTION_VECTORS)
		return (unsigned long)xen_asm_exc_xen_unknown_trap;
	return 0;
}

#define TRAP_MASKS_EVENTS	BIT(2)	/* of trap_info.flags */

static bool convert(unsigned int vector, const gate_desc *gate, struct trap_info *trap)
{
	unsigned long address;

	if (!gate->bits.p)
		return false;
	address = way_in(vector, gate_offset(gate));
	if (!address)
		return false;
	trap->vector = vector;
	trap->flags = gate->bits.dpl;
	if (gate->bits.type == GATE_INTERRUPT)
		trap->flags |= TRAP_MASKS_EVENTS;
	trap->cs = FLAT_KERNEL_CS;
	trap->address = address;
	return true;
}

static unsigned int convert_all(const struct desc_ptr *idt, struct trap_info *traps)
{
	unsigned int vector, n = 0, nr = (idt->size + 1) / sizeof(gate_desc);

	for (vector = 0; vector < nr; vector++)
		if (convert(vector, (gate_desc *)idt->address + vector, &traps[n]))
			n++;
	memset(&traps[n], 0, sizeof(*traps));
	return n;
}

/* The IDT of each CPU. They are all the same one, but not from the same moment on. */
static DEFINE_PER_CPU(struct desc_ptr, idt_loaded);

static DEFINE_RAW_SPINLOCK(table_lock);
static struct trap_info table[IDT_ENTRIES + 1];

static void load_idt_pv(const struct desc_ptr *idt)
{
	unsigned long flags;

	this_cpu_write(idt_loaded.size, idt->size);
	this_cpu_write(idt_loaded.address, idt->address);
	xen_mc_flush();
	raw_spin_lock_irqsave(&table_lock, flags);
	if (convert_all(idt, table) && HYPERVISOR_set_trap_table(table))
		BUG();
	raw_spin_unlock_irqrestore(&table_lock, flags);
}

static bool is_loaded(const gate_desc *gate)
{
	unsigned long first = this_cpu_read(idt_loaded.address);

	return (unsigned long)gate >= first &&
		(unsigned long)gate < first + this_cpu_read(idt_loaded.size);
}

static void write_idt_entry_pv(gate_desc *idt, int vector, const gate_desc *gate)
{
	struct trap_info traps[2] = { };

	preempt_disable();
	native_write_idt_entry(idt, vector, gate);
	if (is_loaded(&idt[vector]) && convert(vector, gate, &traps[0]) &&
	    HYPERVISOR_set_trap_table(traps))
		BUG();
	preempt_enable();
}

/**
 * xen_copy_traps() - make the table that a new CPU starts with
 * @traps: room for an entry each vector, and one more
 */
void xen_copy_traps(struct trap_info *traps)
{
	convert_all(this_cpu_ptr(&idt_loaded), traps);
}

/**
 * xen_init_trap_ops() - take over from LIDT
 */
void __init xen_init_trap_ops(void)
{
	pv_ops.cpu.load_idt = load_idt_pv;
	pv_ops.cpu.write_idt_entry = write_idt_entry_pv;
}
