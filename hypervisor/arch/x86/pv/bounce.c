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
#include <hyp/guest.h>
#include <hyp/softirq.h>
#include <hyp/vcpu.h>
#include <asm/cpu_local.h>
#include <asm/domain.h>
#include <asm/extable.h>
#include <asm/isolation.h>
#include <asm/pv.h>
#include <asm/pv_hypercall.h>
#include <asm/pv_mm.h>
#include <asm/smap.h>
#include <asm/system.h>
#include <asm/traps.h>

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

static unsigned int frame_bytes(struct pv_bounce b)
{
	return (7 + b.has_error + (b.failsafe ? 4 : 0)) * sizeof(u64);
}

/* One word of a frame; false: the stack can't be written. */
static inline bool put_word(u64 *at, u64 val)
{
	asm goto("1: movq %[val], %[at]"
		 EX_TABLE_TEXT("1b", "%l[fault]")
		 : : [at] "m" (*at), [val] "r" (val) : "memory" : fault);
	return true;
fault:
	return false;
}

static inline bool put_selectors(u64 *p, const struct cpu_user_regs *regs)
{
	return put_word(p, regs->ds) && put_word(p + 1, regs->es) &&
	       put_word(p + 2, regs->fs) && put_word(p + 3, regs->gs);
}

/* Each store alone: that is quicker than a copy of so few words. */
static bool write_frame(u64 *p, const struct vcpu *v, const struct cpu_user_regs *regs,
			struct pv_bounce b, bool from_kernel)
{
	u8 masked = v->vcpu_info->evtchn_upcall_mask;
	u64 cs = from_kernel ? regs->cs & ~3U : regs->cs;
	bool ok;

	stac();
	ok = put_word(p, regs->rcx) && put_word(p + 1, regs->r11);
	p += 2;
	if (b.has_error)
		ok = ok && put_word(p++, b.error_code);
	if (b.failsafe) {
		ok = ok && put_selectors(p, regs);
		p += 4;
	}
	ok = ok && put_word(p, regs->rip) && put_word(p + 1, (u64)masked << 32 | cs) &&
	     put_word(p + 2, frame_rflags(v, regs, masked)) && put_word(p + 3, regs->rsp) &&
	     put_word(p + 4, regs->ss);
	clac();
	return ok;
}

/* Both ends: a frame is far too short to reach across the hypervisor's range. */
static bool stack_ok(u64 sp, unsigned int bytes)
{
	return pv_address_ok(sp) && pv_address_ok(sp + bytes - 1);
}

static __cold void no_entry_point(const struct vcpu *v)
{
	domain_crash(v->domain, "no entry point for an event or exception, rip %#llx",
		     guest_regs()->rip);
}

static __cold void bad_stack(const struct vcpu *v, u64 sp)
{
	domain_crash(v->domain, "kernel stack %#llx can't be written, rip %#llx", sp,
		     guest_regs()->rip);
}

void pv_bounce(struct pv_bounce b)
{
	struct vcpu *v = current;
	struct pv_vcpu *pv = v->arch->pv;
	struct cpu_user_regs *regs = guest_regs();
	bool from_kernel = pv->kernel_mode;
	unsigned int bytes = frame_bytes(b);
	u64 sp = from_kernel ? regs->rsp : pv->kernel_sp;

	if (!b.rip) {
		no_entry_point(v);
		return;
	}
	sp = (sp & ~15ULL) - bytes;
	if (!from_kernel)
		pv_toggle_mode(v);
	if (!stack_ok(sp, bytes) ||
	    !write_frame((u64 *)(unsigned long)sp, v, regs, b, from_kernel)) {
		bad_stack(v, sp);
		return;
	}
	if (b.masks_events)
		v->vcpu_info->evtchn_upcall_mask = 1;
	regs->rip = b.rip;
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
	pv_bounce(b);
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

	pv_bounce(b);
}

/*
 * IRET to the guest faulted: something is wrong with its CS, SS, RIP or flags.
 * The data selectors in the frame are those that are loaded, which tells the
 * guest that it is not they.  Or CS or SS is of an LDT page that was not used
 * yet: then the same IRET is made again.
 */
void pv_iret_fault(struct cpu_user_regs *regs)
{
	bool cs = pv_ldt_selector_fault(current, regs->cs);

	if (pv_ldt_selector_fault(current, regs->ss) || cs)
		return;
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

	if (likely(!vcpu_event_pending(v)))
		return false;
	pv_bounce(b);
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

/* Something may be to do; nmi_pending may be one that has to wait. */
static bool work_pending(const struct vcpu *v)
{
	return softirq_pending() || vcpu_event_pending(v) || v->nmi_pending ||
	       v->arch->pv->segments_faulted || isolation_on;
}

static noinline void do_exit_work(void)
{
	while (softirq_pending() || deliver_one(current)) {
		irq_enable();
		softirq_run();
		irq_disable();
	}
	if (isolation_on)
		isolation_sync();
}

void pv_exit_work(void)
{
	if (unlikely(work_pending(current)))
		do_exit_work();
}
