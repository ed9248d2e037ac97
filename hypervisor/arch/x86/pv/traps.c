// SPDX-License-Identifier: GPL-2.0-only
/*
 * Exceptions of PV guests.  What is not the hypervisor's business goes to the
 * handler that the guest registered.
 */
#include <asm/pv_trap.h>

#include <linux/bits.h>
#include <linux/errno.h>
#include <linux/string.h>
#include <hyp/domain.h>
#include <hyp/guest_copy.h>
#include <hyp/vcpu.h>
#include <asm/cpu_local.h>
#include <asm/domain.h>
#include <asm/layout.h>
#include <asm/policy.h>
#include <asm/pv.h>
#include <asm/pv_hypercall.h>
#include <asm/pv_mm.h>
#include <asm/system.h>
#include <asm/traps.h>

/* Vectors whose frame has an error code. */
#define HAS_ERROR_CODE	(BIT(TRAP_DF) | BIT(TRAP_TS) | BIT(TRAP_NP) | BIT(TRAP_SS) | \
			 BIT(TRAP_GP) | BIT(TRAP_PF) | BIT(TRAP_AC) | BIT(TRAP_CP))

/* Selector error codes (SDM 3A 6.13): bit 0 external, bit 1 from the IDT */
#define ERROR_IDT	2

static void trap_forward(struct cpu_user_regs *regs)
{
	if (BIT(regs->entry_vector) & HAS_ERROR_CODE)
		pv_inject_trap_error(regs->entry_vector, regs->error_code);
	else
		pv_inject_trap(regs->entry_vector);
}

/* May the running mode of the guest raise this vector by INT n? */
static bool soft_int_allowed(const struct pv_vcpu *pv, u8 vector)
{
	return TI_GET_DPL(&pv->trap[vector]) >= (pv->kernel_mode ? 1 : 3);
}

/*
 * INT n (CD nn) faults, because no gate of ours lets ring 3 in.  The vector is
 * read from the instruction: the error code has it too, but not in each
 * emulator rightly.
 */
static bool soft_interrupt(struct cpu_user_regs *regs)
{
	struct pv_vcpu *pv = current->arch->pv;
	u8 insn[2];

	if ((regs->error_code & 7) != ERROR_IDT ||
	    guest_copy_from(insn, regs->rip, sizeof(insn)) || insn[0] != 0xcd)
		return false;
	if (soft_int_allowed(pv, insn[1])) {
		regs->rip += sizeof(insn);
		pv_inject_trap(insn[1]);
	} else {
		pv_inject_trap_error(TRAP_GP, insn[1] * 8 + ERROR_IDT);
	}
	return true;
}

static void general_protection(struct cpu_user_regs *regs)
{
	if (soft_interrupt(regs))
		return;
	if (!regs->error_code && pv_emulate_privileged(regs))
		return;
	pv_inject_trap_error(TRAP_GP, regs->error_code);
}

/* ud2; .ascii "xen"; cpuid: CPUID as the hypervisor wants it seen. */
static bool forced_cpuid(struct cpu_user_regs *regs)
{
	static const u8 want[] = { __XEN_EMULATE_PREFIX, 0x0f, 0xa2 };
	u8 insn[sizeof(want)];
	u32 out[4];

	if (guest_copy_from(insn, regs->rip, sizeof(insn)) || memcmp(insn, want, sizeof(want)))
		return false;
	guest_cpuid(current, regs->_eax, regs->_ecx, out);
	regs->rax = out[0];
	regs->rbx = out[1];
	regs->rcx = out[2];
	regs->rdx = out[3];
	regs->rip += sizeof(want);
	return true;
}

static void invalid_opcode(struct cpu_user_regs *regs)
{
	if (!forced_cpuid(regs))
		pv_inject_trap(TRAP_UD);
}

/* State is switched eagerly, so TS is on only if the guest asked for this trap. */
static void device_not_available(struct cpu_user_regs *regs)
{
	pv_set_ts(current, false);
	pv_inject_trap(TRAP_NM);
}

void pv_trap(struct cpu_user_regs *regs)
{
	switch (regs->entry_vector) {
	case TRAP_UD:
		invalid_opcode(regs);
		break;
	case TRAP_NM:
		device_not_available(regs);
		break;
	case TRAP_GP:
		general_protection(regs);
		break;
	default:
		trap_forward(regs);
		break;
	}
}

void pv_debug_trap(struct cpu_user_regs *regs, unsigned long dr6)
{
	current->arch->dr6 |= dr6;
	pv_inject_trap(TRAP_DB);
}

/* The CPU read an LDT entry whose page is not mapped yet. */
static bool ldt_fault(u32 error, unsigned long cr2)
{
	struct vcpu *v = current;
	unsigned long offset = cr2 - pv_ldt_window(v->id);

	if (offset >= PV_LDT_PAGES * PAGE_SIZE)
		return false;
	if (!pv_ldt_fault(v, offset))
		pv_inject_page_fault(error, v->arch->pv->ldt_base + offset);
	return true;
}

void pv_page_fault(struct cpu_user_regs *regs, unsigned long cr2)
{
	const u32 write = PF_PRESENT | PF_WRITE;
	u32 error = regs->error_code;

	if (cr2 >= HYP_VIRT_START && cr2 < HYP_VIRT_END) {
		if (ldt_fault(error, cr2))
			return;
		/* What lies there is not the guest's business. */
		error &= ~PF_PRESENT;
	} else if (current->arch->pv->kernel_mode && (error & write) == write) {
		if (pv_ro_fault(cr2, regs))
			return;
	}
	pv_inject_page_fault(error, cr2);
}

/* System call of guest user: the kernel takes it, with the mask it asked for. */
static void syscall_bounce(u64 rip, bool masks_events)
{
	struct pv_bounce b = { .rip = rip, .masks_events = masks_events };

	pv_bounce(b);
}

void pv_syscall(struct cpu_user_regs *regs)
{
	struct pv_vcpu *pv = current->arch->pv;

	irq_enable();
	if (pv->kernel_mode)
		pv_hypercall(regs);
	else
		syscall_bounce(pv->syscall_callback, pv->syscall_masks_events);
}

void pv_syscall32(struct cpu_user_regs *regs)
{
	struct pv_vcpu *pv = current->arch->pv;

	irq_enable();
	if (pv->kernel_mode)		/* 32-bit code in a 64-bit kernel: no calls */
		regs->rax = -ENOSYS;
	else if (pv->syscall32_callback)
		syscall_bounce(pv->syscall32_callback, pv->syscall32_masks_events);
	else
		pv_inject_trap(TRAP_UD);
}

/*
 * RIP and RSP are lost by the instruction itself; the frame has 0, and the guest
 * knows from its own ABI where to go on.
 */
void pv_sysenter(struct cpu_user_regs *regs)
{
	struct pv_vcpu *pv = current->arch->pv;

	irq_enable();
	regs->rflags |= RFLAGS_IF;
	if (pv->sysenter_callback && !pv->kernel_mode)
		syscall_bounce(pv->sysenter_callback, pv->sysenter_masks_events);
	else
		pv_inject_trap_error(TRAP_GP, 0);
}
