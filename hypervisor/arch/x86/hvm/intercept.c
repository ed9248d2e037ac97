// SPDX-License-Identifier: GPL-2.0-only
/* Instructions that leave the container, and what they do instead. */
#include "intercept.h"

#include <linux/errno.h>
#include <hyp/domain.h>
#include <hyp/guest_copy.h>
#include <hyp/p2m.h>
#include <hyp/printk.h>
#include <hyp/sched.h>
#include <hyp/time.h>
#include <hyp/timer.h>
#include <hyp/vcpu.h>
#include <asm/cpu_local.h>
#include <asm/domain.h>
#include <asm/hvm.h>
#include <asm/policy.h>
#include <asm/system.h>
#include <asm/traps.h>
#include <xen/interface/hvm/params.h>
#include "insn.h"

void hvm_skip(struct vcpu *v, unsigned int bytes)
{
	hvm_ops->advance(v, bytes);
}

void hvm_do_cpuid(struct vcpu *v, unsigned int bytes)
{
	struct cpu_user_regs *regs = guest_regs();
	u32 out[4];

	hvm_cpuid(v, regs->_eax, regs->_ecx, out);
	regs->rax = out[0];
	regs->rbx = out[1];
	regs->rcx = out[2];
	regs->rdx = out[3];
	hvm_ops->advance(v, bytes);
}

void hvm_do_rdmsr(struct vcpu *v, unsigned int bytes)
{
	struct cpu_user_regs *regs = guest_regs();
	u64 val;

	if (hvm_rdmsr(v, regs->_ecx, &val)) {
		hvm_inject(v, TRAP_GP, 0);
		return;
	}
	regs->rax = (u32)val;
	regs->rdx = val >> 32;
	hvm_ops->advance(v, bytes);
}

void hvm_do_wrmsr(struct vcpu *v, unsigned int bytes)
{
	const struct cpu_user_regs *regs = guest_regs();

	if (hvm_wrmsr(v, regs->_ecx, (u64)regs->_edx << 32 | regs->_eax))
		hvm_inject(v, TRAP_GP, 0);
	else
		hvm_ops->advance(v, bytes);
}

void hvm_do_xsetbv(struct vcpu *v, unsigned int bytes)
{
	const struct cpu_user_regs *regs = guest_regs();

	if (hvm_ops->cpl(v) ||
	    guest_xsetbv(v, regs->_ecx, (u64)regs->_edx << 32 | regs->_eax))
		hvm_inject(v, TRAP_GP, 0);
	else
		hvm_ops->advance(v, bytes);
}

/* Not blocked when something is to be delivered already. */
void hvm_do_hlt(struct vcpu *v, unsigned int bytes)
{
	hvm_ops->advance(v, bytes);
	/* It may still be set by MWAIT, and HLT does not end by itself. */
	if (timer_is_set(&v->poll_timer))
		timer_stop(&v->poll_timer);
	if (v->arch->hvm->event.valid)
		return;
	if (!(guest_regs()->rflags & RFLAGS_IF))
		hvm_halt(v);
	vcpu_block();
}

/* How much later than on bare metal a kernel that waits for a store may find it. */
#define MWAIT_POLL_NS	(100 * NSEC_PER_USEC)

/*
 * The store that the guest waits for is not seen by us, and an interrupt that IF forbids
 * may end it, too. So it sleeps for a while; a CPU may end an MWAIT for no reason.
 */
void hvm_do_mwait(struct vcpu *v, unsigned int bytes)
{
	hvm_ops->advance(v, bytes);
	if (!v->arch->hvm->event.valid)
		vcpu_block_until(system_time() + MWAIT_POLL_NS);
}

void hvm_do_pause(struct vcpu *v, unsigned int bytes)
{
	hvm_ops->advance(v, bytes);
	vcpu_yield();
}

/* Only who has devices can have memory that the caches disagree with. */
void hvm_do_wbinvd(struct vcpu *v, unsigned int bytes)
{
	if (v->domain->hardware)
		wbinvd();
	hvm_ops->advance(v, bytes);
}

/* Nobody is there: reads give ones, writes are lost. */
void hvm_do_port(struct vcpu *v, const struct hvm_port_access *p)
{
	struct cpu_user_regs *regs = guest_regs();

	if (p->string) {
		hvm_string_port(v, p);
		return;
	}
	if (p->in) {
		switch (p->bytes) {
		case 1:
			regs->rax |= 0xff;
			break;
		case 2:
			regs->rax |= 0xffff;
			break;
		default:
			regs->rax = 0xffffffff;
			break;
		}
	}
	hvm_ops->advance(v, p->insn_bytes);
}

/* 0F 01 C1: VMCALL, which AMD's CPUs don't have; the other way round on Intel's. */
void hvm_invalid_opcode(struct vcpu *v)
{
	struct hvm_insn insn;
	u8 code[HVM_INSN_MAX];

	if (!hvm_insn_scan(&insn, code, hvm_fetch(v, code), hvm_ops->code_bits(v)) &&
	    insn.opcode == 0x0f01 && (insn.modrm == 0xc1 || insn.modrm == 0xd9))
		hvm_do_hypercall(v, insn.bytes + 1);
	else
		hvm_inject(v, TRAP_UD, HVM_NO_ERROR_CODE);
}

void hvm_triple_fault(struct vcpu *v)
{
	u64 reason = READ_ONCE(v->domain->arch->hvm->params[HVM_PARAM_TRIPLE_FAULT_REASON]);

	pr_err("d%uv%u: triple fault at %016llx\n", v->domain->domid, v->id, hvm_regs(v)->rip);
	domain_shutdown(v->domain, reason);
}

static void crash_at(struct vcpu *v, const struct hvm_fault *f, const char *what)
{
	domain_crash(v->domain, "%s of %s at %#llx, by %016llx", f->write ? "write" : "read",
		     what, f->gpa, hvm_regs(v)->rip);
}

/* Memory of other domains, which is no code. */
static bool is_others(enum p2m_type type)
{
	return type == P2M_GRANT_RW || type == P2M_GRANT_RO || type == P2M_FOREIGN ||
	       type == P2M_FOREIGN_RO;
}

/*
 * What the p2m does not map, or not so. A fault although it is mapped now was of a
 * translation that another CPU has changed meanwhile: the guest does it again.
 */
void hvm_nested_fault(struct vcpu *v, const struct hvm_fault *f)
{
	enum p2m_type type;

	p2m_lookup(v->domain, to_gfn(f->gpa >> PAGE_SHIFT), &type, NULL);
	if (f->exec && is_others(type)) {
		hvm_inject(v, TRAP_UD, HVM_NO_ERROR_CODE);
		return;
	}
	switch (type) {
	case P2M_RAM:
		if (f->write && !p2m_write_fault(v->domain, to_gfn(f->gpa >> PAGE_SHIFT)))
			crash_at(v, f, "a page whose log has no memory");
		break;
	case P2M_MMIO:
	case P2M_GRANT_RW:
	case P2M_FOREIGN:
		break;
	case P2M_ON_DEMAND:
		if (!p2m_demand_fill(v->domain, to_gfn(f->gpa >> PAGE_SHIFT)))
			crash_at(v, f, "memory on demand, of which there is no more");
		break;
	case P2M_FOREIGN_RO:
		/* A tool of dom0's means to change what is not for it to change. */
		if (f->write)
			hvm_inject(v, TRAP_GP, 0);
		break;
	case P2M_RAM_RO:
	case P2M_GRANT_RO:
		if (f->write)
			crash_at(v, f, "a read-only page");
		break;
	default:
		if (f->in_walk)
			crash_at(v, f, "page tables in no memory");
		else if (f->exec)
			hvm_inject(v, TRAP_UD, HVM_NO_ERROR_CODE);
		else if (hvm_mmio_fault(v, f))
			crash_at(v, f, "nothing");
	}
}
