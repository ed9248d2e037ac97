// SPDX-License-Identifier: GPL-2.0-only
/* Exceptions, by where they came from. */
#include <asm/traps.h>

#include <linux/kernel.h>
#include <hyp/panic.h>
#include <hyp/printk.h>
#include <asm/apic.h>
#include <asm/backtrace.h>
#include <asm/cpu_local.h>
#include <asm/cpufeature.h>
#include <asm/init_cpu.h>
#include <asm/isolation.h>
#include <asm/layout.h>
#include <asm/nmi.h>
#include <asm/system.h>

#define DR6_NONE	0xffff0ff0UL	/* no cause (SDM 3B 17.2.3) */

const char *trap_name(unsigned int vector)
{
	static const char * const name[] = {
		"divide error", "debug", "NMI", "breakpoint", "overflow",
		"bound range", "invalid opcode", "no FPU", "double fault", "?",
		"invalid TSS", "segment not present", "stack fault",
		"general protection", "page fault", "?", "FPU error",
		"alignment check", "machine check", "SIMD error",
	};

	return vector < ARRAY_SIZE(name) ? name[vector] : "?";
}

void fatal_exception(const struct cpu_user_regs *regs, const char *what)
{
	dump_set_registers(regs);
	if (regs->entry_vector == TRAP_PF)
		panic("%s: %s at %016lx", what, trap_name(regs->entry_vector), read_cr2());
	panic("%s: %s, error code %x", what, trap_name(regs->entry_vector), regs->error_code);
}

void handle_exception(struct cpu_user_regs *regs)
{
	if (extable_fixup(regs))
		return;
	fatal_exception(regs, "Exception in the hypervisor");
}

/*
 * QEMU's TCG (seen with 7.2) makes the stack accesses of far RET, far CALL and
 * IRET in ring 3 as the supervisor, which SMAP forbids on the guest's pages. No
 * CPU does that: what else accesses as the supervisor in ring 3, descriptor
 * tables, is not in user pages. So on such a fault SMAP is given up here, in
 * virtual machines only.
 */
static bool smap_is_broken(const struct cpu_user_regs *regs, unsigned long addr)
{
	static bool told;

	if ((regs->error_code & (PF_PRESENT | PF_USER | PF_RSVD)) != PF_PRESENT ||
	    !cpu_has(FEATURE_HYPERVISOR) || !(read_cr4() & CR4_SMAP) ||
	    (addr >= HYP_VIRT_START && addr < HYP_VIRT_END))
		return false;
	hyp_cr4 &= ~CR4_SMAP;
	write_cr4(read_cr4() & ~CR4_SMAP);
	if (!told)
		pr_warn("This CPU applies SMAP to ring 3: SMAP is off\n");
	told = true;
	return true;
}

/* A page fault's address and a #DB's cause are read before another can come. */
void handle_guest_exception(struct cpu_user_regs *regs)
{
	unsigned long extra;

	switch (regs->entry_vector) {
	case TRAP_PF:
		extra = read_cr2();
		/* Or: the guest's tables may have it by now. */
		if (smap_is_broken(regs, extra) || isolation_stale())
			break;
		irq_enable();
		pv_page_fault(regs, extra);
		break;
	case TRAP_DB:
		extra = read_dr6();
		/* The CPU only ever sets bits: the next #DB has its own alone. */
		write_dr6(DR6_NONE);
		irq_enable();
		pv_debug_trap(regs, extra);
		break;
	default:
		irq_enable();
		pv_trap(regs);
		break;
	}
}

/*
 * #DB of ring 0: a breakpoint that the guest set, met by our access to its
 * memory (the guest may not set one in our part) or deferred by MOV SS over
 * SYSCALL. The guest loses the event, not more, and it can't fill the log.
 */
static void debug_in_hypervisor(struct cpu_user_regs *regs)
{
	write_dr6(DR6_NONE);
	regs->rflags &= ~RFLAGS_TF;
}

void handle_ist_exception(struct cpu_user_regs *regs)
{
	switch (regs->entry_vector) {
	case TRAP_NMI:
		handle_nmi(regs);
		break;
	case TRAP_MC:
		handle_machine_check(regs);
	case TRAP_DB:
		debug_in_hypervisor(regs);
		break;
	default:
		fatal_exception(regs, "Exception in an exception");
	}
}

void handle_interrupt(struct cpu_user_regs *regs)
{
	struct cpu_local *local = cpu_local();

	local->irq_depth++;
	do_interrupt(regs->entry_vector);
	local->irq_depth--;
}
