// SPDX-License-Identifier: GPL-2.0-only
/*
 * Bounces: the guest kernel goes on at one of its entry points.
 *
 * Frame on the guest kernel's stack, highest address first; the stack is the
 * one of HYPERVISOR_stack_switch when guest user ran, else the current one,
 * both aligned down to 16:
 *
 *	SS RSP RFLAGS CS RIP		CS: RPL 0 when the kernel ran, 3 for user;
 *					bits 32-39 are the upcall mask before
 *	GS FS ES DS			failsafe only
 *	error code			exceptions that have one
 *	R11 RCX				<- new RSP
 *
 * RFLAGS.IF in the frame is the inverted mask.  The guest restores RCX and R11
 * from its frame, so the way back may always be SYSRET.
 */
#include <asm/pv_trap.h>

#include <hyp/domain.h>
#include <hyp/evtchn.h>
#include <hyp/guest_copy.h>
#include <hyp/guest.h>
#include <hyp/softirq.h>
#include <hyp/vcpu.h>
#include <asm/cpu_local.h>
#include <asm/domain.h>
#include <asm/isolation.h>
#include <asm/pv.h>
#include <asm/pv_hypercall.h>
#include <asm/pv_mm.h>
#include <asm/system.h>
#include <asm/traps.h>

#define FRAME_MAX	12	/* words of the longest frame */

/* RFLAGS that an entry of the kernel clears, as a trap gate would and SYSCALL. */
#define ENTRY_CLEARS	(RFLAGS_AC | RFLAGS_VM | RFLAGS_RF | RFLAGS_NT | RFLAGS_TF | RFLAGS_IOPL)

void pv_toggle_mode(struct vcpu *v)
{
	struct pv_vcpu *pv = v->arch->pv;

	pv->kernel_mode = !pv->kernel_mode;
	__asm__ __volatile__("swapgs" : : : "memory");
	pv_load_root(v);
}

/* RFLAGS as the guest's kernel may see them. */
static u64 frame_rflags(const struct vcpu *v, const struct cpu_user_regs *regs, bool masked)
{
	u64 flags = regs->rflags & ~(RFLAGS_IF | RFLAGS_IOPL);

	if (!masked)
		flags |= RFLAGS_IF;
	if (v->domain->vm_assist & BIT(VMASST_TYPE_architectural_iopl))
		flags |= (u64)v->arch->pv->iopl << 12;
	return flags;
}

/* Fills @frame from its lowest word up; returns the number of words. */
static unsigned int build_frame(u64 *frame, const struct vcpu *v,
				const struct cpu_user_regs *regs, const struct pv_bounce *b,
				bool from_kernel)
{
	u8 masked = v->vcpu_info->evtchn_upcall_mask;
	unsigned int n = 0;

	frame[n++] = regs->rcx;
	frame[n++] = regs->r11;
	if (b->has_error)
		frame[n++] = b->error_code;
	if (b->failsafe) {
		frame[n++] = regs->ds;
		frame[n++] = regs->es;
		frame[n++] = regs->fs;
		frame[n++] = regs->gs;
	}
	frame[n++] = regs->rip;
	frame[n++] = (u64)masked << 32 | (from_kernel ? regs->cs & ~3U : regs->cs);
	frame[n++] = frame_rflags(v, regs, masked);
	frame[n++] = regs->rsp;
	frame[n++] = regs->ss;
	return n;
}

void pv_bounce(const struct pv_bounce *b)
{
	struct vcpu *v = current;
	struct pv_vcpu *pv = v->arch->pv;
	struct cpu_user_regs *regs = guest_regs();
	bool from_kernel = pv->kernel_mode;
	u64 frame[FRAME_MAX], sp;
	unsigned int bytes;

	if (!b->rip) {
		domain_crash(v->domain, "no entry point for an event or exception, rip %#llx",
			     regs->rip);
		return;
	}
	bytes = build_frame(frame, v, regs, b, from_kernel) * sizeof(frame[0]);
	sp = from_kernel ? regs->rsp : pv->kernel_sp;
	sp = (sp & ~15ULL) - bytes;
	if (!from_kernel)
		pv_toggle_mode(v);
	if (guest_copy_to(sp, frame, bytes)) {
		domain_crash(v->domain, "kernel stack %#llx can't be written, rip %#llx",
			     sp, (unsigned long long)regs->rip);
		return;
	}
	if (b->masks_events)
		v->vcpu_info->evtchn_upcall_mask = 1;
	regs->rip = b->rip;
	regs->rsp = sp;
	regs->cs = FLAT_KERNEL_CS;
	regs->ss = FLAT_KERNEL_SS;
	regs->rflags &= ~ENTRY_CLEARS;
	/* With SYSRET these two would be lost anyhow; they are in the frame. */
	regs->entry_vector = PV_EXIT_SYSRET;
}

static void inject(unsigned int vector, bool has_error, u32 error_code)
{
	struct vcpu *v = current;
	const struct trap_info *ti = &v->arch->pv->trap[vector];
	struct pv_bounce b = {
		.rip = ti->address,
		.has_error = has_error,
		.error_code = error_code,
		.masks_events = TI_GET_IF(ti),
	};

	if (!b.rip) {
		domain_crash(v->domain, "no handler for vector %u, error %#x, rip %#llx, cr2 %#llx",
			     vector, error_code, guest_regs()->rip,
			     v->arch->pv->cr2);
		return;
	}
	pv_bounce(&b);
}

void pv_inject_trap(unsigned int vector)
{
	inject(vector, false, 0);
}

void pv_inject_trap_error(unsigned int vector, u32 error_code)
{
	inject(vector, true, error_code);
}

void pv_inject_page_fault(u32 error_code, u64 cr2)
{
	struct vcpu *v = current;
	struct pv_vcpu *pv = v->arch->pv;

	/* Both modes are ring 3 to the hardware; the guest wants its own view. */
	error_code &= ~PF_USER;
	if (!pv->kernel_mode)
		error_code |= PF_USER;
	pv->cr2 = cr2;
	v->vcpu_info->arch.cr2 = cr2;
	inject(TRAP_PF, true, error_code);
}

void pv_inject_debug(u64 dr6)
{
	current->arch->dr6 |= dr6;
	pv_inject_trap(TRAP_DB);
}

static void failsafe(void)
{
	struct pv_vcpu *pv = current->arch->pv;
	struct pv_bounce b = {
		.rip = pv->failsafe_callback,
		.failsafe = true,
		.masks_events = pv->failsafe_masks_events,
	};

	pv_bounce(&b);
}

/*
 * IRET to the guest faulted: something is wrong with its CS, SS, RIP or flags.
 * The data selectors in the frame are those that are loaded, which tells the
 * guest that it is not they.
 */
void pv_iret_fault(struct cpu_user_regs *regs)
{
	__asm__ __volatile__("mov %%ds, %0" : "=m" (regs->ds));
	__asm__ __volatile__("mov %%es, %0" : "=m" (regs->es));
	__asm__ __volatile__("mov %%fs, %0" : "=m" (regs->fs));
	__asm__ __volatile__("mov %%gs, %0" : "=m" (regs->gs));
	failsafe();
}

static bool deliver_nmi(struct vcpu *v)
{
	struct pv_vcpu *pv = v->arch->pv;

	if (!v->nmi_pending || pv->nmi_masked || !pv->trap[TRAP_NMI].address)
		return false;
	v->nmi_pending = false;
	pv->nmi_masked = true;
	pv_inject_trap(TRAP_NMI);
	return true;
}

static bool deliver_event(struct vcpu *v)
{
	struct pv_bounce b = {
		.rip = v->arch->pv->event_callback,
		.masks_events = true,
	};

	if (!vcpu_event_pending(v))
		return false;
	pv_bounce(&b);
	return true;
}

/* One bounce at most, so that softirqs (a crash, say) are looked at in between. */
static bool deliver_one(struct vcpu *v)
{
	struct pv_vcpu *pv = v->arch->pv;

	if (pv->segments_faulted) {
		pv->segments_faulted = false;
		failsafe();
		return true;
	}
	return deliver_nmi(v) || deliver_event(v);
}

void pv_exit_work(void)
{
	for (;;) {
		if (softirq_pending()) {
			irq_enable();
			softirq_run();
			irq_disable();
		} else if (!deliver_one(current)) {
			isolation_sync();
			return;
		}
	}
}
