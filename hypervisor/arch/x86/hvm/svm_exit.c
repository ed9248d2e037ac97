// SPDX-License-Identifier: GPL-2.0-only
/* What brought a vCPU out of its container, and the last steps before it goes in. */
#include "svm.h"

#include <linux/minmax.h>
#include <linux/string.h>
#include <hyp/domain.h>
#include <hyp/percpu.h>
#include <hyp/printk.h>
#include <asm/cpu_local.h>
#include <asm/msr_index.h>
#include <asm/system.h>
#include <asm/traps.h>
#include "guest.h"
#include "insn.h"
#include "intercept.h"

/* Interrupts are off; the last look at what there is to do is behind us then. */
void svm_enter(void)
{
	struct vcpu *v = current;
	struct svm_vcpu *svm = svm_of(v);
	struct vmcb *vmcb = svm->vmcb;
	const struct cpu_user_regs *regs = guest_regs();

	hvm_exit_work(v);
	vmcb->rax = regs->rax;
	vmcb->rip = regs->rip;
	vmcb->rsp = regs->rsp;
	vmcb->rflags = regs->rflags;
	vmcb->eventinj = 0;
	if (v->arch->hvm->event.valid)
		svm_put_event(v);
	svm_asid_assign(v);
}

static bool is_insn(struct vcpu *v, struct hvm_insn *insn, u16 opcode, u8 modrm)
{
	u8 code[HVM_INSN_MAX];

	return !hvm_insn_scan(insn, code, hvm_fetch(v, code), hvm_ops->code_bits(v)) &&
	       insn->opcode == opcode && (!modrm || insn->modrm == modrm);
}

/* RIP behind the instruction that exited; 0 bytes: it is not what it was. */
static unsigned int insn_bytes(struct vcpu *v, u16 opcode, u8 modrm)
{
	const struct vmcb *vmcb = vmcb_of(v);
	struct hvm_insn insn;

	if (svm_has_nrip && vmcb->nrip)
		return vmcb->nrip - vmcb->rip;
	if (unlikely(!is_insn(v, &insn, opcode, modrm))) {
		/* Another page may be there by now than the one that is remembered. */
		hvm_forget_code(v->arch->hvm);
		if (!is_insn(v, &insn, opcode, modrm))
			return 0;
	}
	return insn.bytes + (modrm ? 1 : 0);
}

/*
 * Of an instruction whose length is needed: it may have changed since the CPU
 * fetched it, then it is fetched again.
 */
static void run_insn(struct vcpu *v, u16 opcode, u8 modrm,
		     void (*fn)(struct vcpu *v, unsigned int bytes))
{
	unsigned int bytes = insn_bytes(v, opcode, modrm);

	if (bytes)
		fn(v, bytes);
}

/*
 * What ended the guest was taken at STGI. Between STI and HLT nothing may be delivered, or
 * what it wakes for is lost; but QEMU's VMRUN forgets the shadow that the exit has saved. So
 * a HLT that is in the shadow is done here and now.
 */
static void interrupted(struct vcpu *v)
{
	if (vmcb_of(v)->int_shadow & INT_SHADOW)
		run_insn(v, 0xf4, 0, hvm_do_hlt);
}

/* The register's number is the exit's: LOCK makes CR8 of CR0 in 32-bit code. */
static void cr_access(struct vcpu *v, u8 cr)
{
	struct hvm_insn insn;
	struct hvm_cr_access a;
	u8 code[HVM_INSN_MAX];
	unsigned int n = hvm_fetch(v, code);

	/* Cut short: it has changed since, and is fetched again. */
	if (hvm_insn_scan(&insn, code, n, hvm_ops->code_bits(v))) {
		hvm_forget_code(v->arch->hvm);
		return;
	}
	if (hvm_insn_cr(&a, &insn)) {
		hvm_lmsw_memory(v, &insn, code, n);
		return;
	}
	a.cr = cr;
	hvm_cr_access(v, &a);
}

/*
 * The guest is in the mode that it was in until the write is done. Bochs (seen with 2.7)
 * switches long mode on or off in its own EFER before it looks whether the write exits.
 */
static void cr0_access(struct vcpu *v)
{
	struct vmcb *vmcb = vmcb_of(v);
	u64 active = (vmcb->efer & EFER_LME) && (vmcb->cr0 & CR0_PG) ? EFER_LMA : 0;

	if (unlikely((vmcb->efer & EFER_LMA) != active)) {
		vmcb->efer ^= EFER_LMA;
		vmcb->clean &= ~CLEAN_CR;
	}
	cr_access(v, 0);
}

/* CPUID shows neither to a domain that was built. */
static void monitor(struct vcpu *v, u8 modrm, void (*fn)(struct vcpu *v, unsigned int bytes))
{
	if (v->domain->arch->hvm->adopted)
		run_insn(v, 0x0f01, modrm, fn);
	else
		hvm_inject(v, TRAP_UD, HVM_NO_ERROR_CODE);
}

static void msr_access(struct vcpu *v)
{
	if (vmcb_of(v)->exitinfo1 & 1)
		run_insn(v, 0x0f30, 0, hvm_do_wrmsr);
	else
		run_insn(v, 0x0f32, 0, hvm_do_rdmsr);
}

/* WBINVD or INVD, which QEMU takes for the other one. */
static void cache_flush(struct vcpu *v)
{
	unsigned int bytes = insn_bytes(v, 0x0f09, 0);

	if (!bytes)
		bytes = insn_bytes(v, 0x0f08, 0);
	if (bytes)
		hvm_do_wbinvd(v, bytes);
}

static void port_access(struct vcpu *v)
{
	const struct vmcb *vmcb = vmcb_of(v);
	u64 info = vmcb->exitinfo1;

	hvm_do_port(v, &(struct hvm_port_access){
		.port = info >> 16,
		.bytes = IOIO_BYTES(info),
		.in = info & IOIO_IN,
		.string = info & IOIO_STRING,
		.insn_bytes = vmcb->exitinfo2 - vmcb->rip,
	});
}

static void nested_fault(struct vcpu *v)
{
	const struct vmcb *vmcb = vmcb_of(v);
	u64 info = vmcb->exitinfo1;
	struct hvm_fault f = {
		.gpa = vmcb->exitinfo2,
		.write = info & PF_WRITE,
		.exec = info & PF_INSN,
		.present = info & PF_PRESENT,
		.in_walk = info & NPF_IN_WALK,
	};

	if (svm_has_decode && !f.exec)
		f.nr_insn = min_t(unsigned int, vmcb->nr_insn, sizeof(f.insn));
	memcpy(f.insn, vmcb->insn, f.nr_insn);
	hvm_nested_fault(v, &f);
}

static void window_open(struct vcpu *v)
{
	struct vmcb *vmcb = vmcb_of(v);

	vmcb->int_ctl &= ~(INT_CTL_V_IRQ | INT_CTL_IGNORE_TPR | INT_CTL_PRIO_MASK);
	vmcb->clean &= ~CLEAN_INT_CTL;
	vmcb_no_intercept(vmcb, VMCB_VINTR);
}

/* About to end an NMI handler. The next NMI must not come before IRET is done. */
static void iret(struct vcpu *v)
{
	vmcb_no_intercept(vmcb_of(v), VMCB_IRET);
	hvm_nmi_iret(v);
}

/* The CPU gives a machine check to the host's handler only when it is asked to. */
static void machine_check(void)
{
	__asm__ __volatile__("int $18");
}

/* Exceptions that are intercepted go to the guest as they came. */
static void exception(struct vcpu *v, u8 vector)
{
	switch (vector) {
	case TRAP_UD:
		hvm_invalid_opcode(v);
		break;
	case TRAP_MC:
		machine_check();
		break;
	case TRAP_AC:
		hvm_inject(v, vector, 0);
		break;
	default:
		hvm_inject(v, vector, HVM_NO_ERROR_CODE);
	}
}

static bool writes_cr3(struct vcpu *v)
{
	struct hvm_insn insn;
	struct hvm_cr_access a;
	u8 code[HVM_INSN_MAX];

	return !hvm_insn_scan(&insn, code, hvm_fetch(v, code), hvm_ops->code_bits(v)) &&
	       !hvm_insn_cr(&a, &insn) && a.kind == HVM_CR_WRITE && a.cr == 3;
}

static void refused(struct vcpu *v)
{
	const struct vmcb *vmcb = vmcb_of(v);

	pr_err("d%uv%u: VMRUN refuses CR0 %llx CR3 %llx CR4 %llx EFER %llx CS %x RFLAGS %llx\n",
	       v->domain->domid, v->id, vmcb->cr0, vmcb->cr3, vmcb->cr4, vmcb->efer,
	       vmcb->cs.attr, vmcb->rflags);
	pr_err("d%uv%u: DR6 %llx DR7 %llx, event %llx\n", v->domain->domid, v->id, vmcb->dr6,
	       vmcb->dr7, vmcb->eventinj);
	domain_crash(v->domain, "state that the CPU refuses");
}

/*
 * QEMU's TCG (seen with 7.2) makes this exit also of a write of CR3 with bits that are
 * reserved, which to a CPU is #GP. Elsewhere a write of CR3 does not exit.
 */
static void invalid(struct vcpu *v)
{
	if (svm_repeats_interrupts && writes_cr3(v))
		cr_access(v, 3);
	else
		refused(v);
}

static void handle(struct vcpu *v, u64 code)
{
	switch (code) {
	case EXIT_INTR:
	case EXIT_NMI:
	case EXIT_SMI:
		interrupted(v);
		break;
	case EXIT_VINTR:
		window_open(v);
		break;
	case EXIT_CPUID:
		run_insn(v, 0x0fa2, 0, hvm_do_cpuid);
		break;
	case EXIT_MSR:
		msr_access(v);
		break;
	case EXIT_HLT:
		run_insn(v, 0xf4, 0, hvm_do_hlt);
		break;
	case EXIT_NPF:
		nested_fault(v);
		break;
	case EXIT_VMMCALL:
		run_insn(v, 0x0f01, 0xd9, hvm_do_hypercall);
		break;
	case EXIT_CR_READ(0) ... EXIT_CR_READ(15):
		cr_access(v, code - EXIT_CR_READ(0));
		break;
	case EXIT_CR_WRITE(0) ... EXIT_CR_WRITE(15):
		cr_access(v, code - EXIT_CR_WRITE(0));
		break;
	case EXIT_CR0_SELECTIVE:
		cr0_access(v);
		break;
	case EXIT_XSETBV:
		run_insn(v, 0x0f01, 0xd1, hvm_do_xsetbv);
		break;
	case EXIT_MWAIT:
		monitor(v, 0xc9, hvm_do_mwait);
		break;
	case EXIT_MONITOR:
		monitor(v, 0xc8, hvm_skip);
		break;
	case EXIT_WBINVD:
	case EXIT_INVD:
		cache_flush(v);
		break;
	case EXIT_PAUSE:
		run_insn(v, 0x90, 0, hvm_do_pause);
		break;
	case EXIT_IOIO:
		port_access(v);
		break;
	case EXIT_IRET:
		iret(v);
		break;
	case EXIT_EXCEPTION(0) ... EXIT_EXCEPTION(31):
		exception(v, code - EXIT_EXCEPTION(0));
		break;
	case EXIT_RDPMC:
		hvm_inject(v, TRAP_GP, 0);
		break;
	case EXIT_RDPRU:
	case EXIT_VMRUN:
	case EXIT_VMLOAD:
	case EXIT_VMSAVE:
	case EXIT_STGI:
	case EXIT_CLGI:
	case EXIT_SKINIT:
	case EXIT_INVLPGA:
		/* As with EFER.SVME off. */
		hvm_inject(v, TRAP_UD, HVM_NO_ERROR_CODE);
		break;
	case EXIT_SHUTDOWN:
		hvm_triple_fault(v);
		break;
	case EXIT_INVALID:
	case EXIT_INVALID_32:
		invalid(v);
		break;
	default:
		domain_crash(v->domain, "exit %#llx, info %#llx %#llx", code,
			     vmcb_of(v)->exitinfo1, vmcb_of(v)->exitinfo2);
	}
}

void svm_exit(struct cpu_user_regs *regs)
{
	struct vcpu *v = current;
	struct vmcb *vmcb = vmcb_of(v);

	regs->rax = vmcb->rax;
	regs->rip = vmcb->rip;
	regs->rsp = vmcb->rsp;
	regs->rflags = vmcb->rflags;
	vmcb->clean = CLEAN_ALL;
	v->arch->hvm->exits++;
	svm_take_interrupted_event(v);
	handle(v, vmcb->exitcode);
}
