// SPDX-License-Identifier: GPL-2.0-only
/*
 * Which event is delivered next: what an exit interrupted, then an exception of an
 * emulated instruction, then NMI, then interrupts of the local APIC by priority.
 */
#include <asm/hvm.h>

#include <linux/bits.h>
#include <hyp/domain.h>
#include <hyp/evtchn.h>
#include <hyp/sched.h>
#include <hyp/softirq.h>
#include <hyp/vcpu.h>
#include <asm/cpu_local.h>
#include <asm/domain.h>
#include <asm/system.h>
#include <asm/traps.h>
#include <asm/vlapic.h>
#include "guest.h"
#include "intercept.h"
#include "params.h"

#define DR6_BS		BIT(14)

/* Exceptions of which a second one makes a double fault (APM 2 8.2.9). */
#define CONTRIBUTORY	(BIT(TRAP_DE) | BIT(TRAP_TS) | BIT(TRAP_NP) | BIT(TRAP_SS) | BIT(TRAP_GP))

static bool is_contributory(u8 vector)
{
	return vector < 32 && (CONTRIBUTORY & BIT(vector));
}

static bool makes_double_fault(u8 first, u8 second)
{
	if (first == TRAP_PF)
		return second == TRAP_PF || is_contributory(second);
	return is_contributory(first) && is_contributory(second);
}

static void set_exception(struct vcpu *v, u8 vector, s32 error, u64 cr2)
{
	v->arch->hvm->event = (struct hvm_event){
		.valid = true,
		.type = HVM_EVENT_EXCEPTION,
		.vector = vector,
		.error = error,
		.cr2 = cr2,
	};
}

/*
 * An exception while another is being delivered replaces it or makes a double fault,
 * as on a CPU. An interrupt or NMI whose delivery faults is lost there, too.
 */
static void inject(struct vcpu *v, u8 vector, s32 error, u64 cr2)
{
	const struct hvm_event *old = &v->arch->hvm->event;

	if (old->valid && old->type == HVM_EVENT_EXCEPTION) {
		if (old->vector == TRAP_DF) {
			hvm_triple_fault(v);
			return;
		}
		if (makes_double_fault(old->vector, vector)) {
			vector = TRAP_DF;
			error = 0;
		}
	}
	set_exception(v, vector, error, cr2);
}

void hvm_inject(struct vcpu *v, u8 vector, s32 error)
{
	inject(v, vector, error, 0);
}

void hvm_inject_page_fault(struct vcpu *v, u32 error, u64 cr2)
{
	inject(v, TRAP_PF, error, cr2);
}

void hvm_inject_debug(struct vcpu *v)
{
	hvm_ops->set_dr6(v, DR6_BS);
	inject(v, TRAP_DB, HVM_NO_ERROR_CODE, 0);
}

void hvm_nmi(struct vcpu *v)
{
	WRITE_ONCE(v->nmi_pending, true);
	vcpu_kick(v);
}

/*
 * The handler is at its IRET, which has not been done. A second NMI that waits would
 * nest in the first one's frame; handlers of 64-bit kernels expect that, as a fault in
 * the handler ends the blocking as well.
 */
void hvm_nmi_iret(struct vcpu *v)
{
	v->arch->hvm->nmi_blocked = false;
}

static bool deliver_nmi(struct vcpu *v)
{
	if (!v->nmi_pending || !hvm_ops->can_take_nmi(v))
		return false;
	v->nmi_pending = false;
	v->arch->hvm->nmi_blocked = true;
	v->arch->hvm->event = (struct hvm_event){
		.valid = true,
		.type = HVM_EVENT_NMI,
		.vector = TRAP_NMI,
		.error = HVM_NO_ERROR_CODE,
	};
	hvm_ops->watch_iret(v);
	return true;
}

/* The vector of the highest interrupt that waits, or -1. */
static int next_vector(struct vcpu *v)
{
	int vector = hvm_callback_vector(v);

	if (vector < 0 && v->arch->hvm->vlapic)
		vector = vlapic_next(v);
	return vector;
}

static void deliver_interrupt(struct vcpu *v)
{
	int vector = next_vector(v);

	if (likely(vector < 0))
		return;
	if (v->arch->hvm->event.valid || !hvm_ops->can_take(v)) {
		hvm_ops->request_window(v);
		return;
	}
	if (hvm_callback_vector(v) < 0)
		vlapic_accept(v, vector);
	v->arch->hvm->event = (struct hvm_event){
		.valid = true,
		.type = HVM_EVENT_INTERRUPT,
		.vector = vector,
		.error = HVM_NO_ERROR_CODE,
	};
}

static bool work_pending(struct hvm_vcpu *hv)
{
	return softirq_pending() || READ_ONCE(hv->init_pending) || hv->startup_page >= 0;
}

static noinline void do_work(struct vcpu *v)
{
	struct hvm_vcpu *hv = v->arch->hvm;

	do {
		if (READ_ONCE(hv->init_pending))
			hvm_take_init(v);
		if (hv->startup_page >= 0)
			hvm_take_startup(v);
		irq_enable();
		softirq_run();
		irq_disable();
	} while (work_pending(hv));
}

void hvm_exit_work(struct vcpu *v)
{
	if (unlikely(work_pending(v->arch->hvm)))
		do_work(v);
	/* It goes on, whatever has ended its HLT. */
	v->arch->hvm->halted = false;
	if (!v->arch->hvm->event.valid)
		deliver_nmi(v);
	hvm_tell_upcall(v);
	deliver_interrupt(v);
	hvm_flush_if_asked(v);
}

void hvm_event_flagged(struct vcpu *v)
{
	WRITE_ONCE(v->arch->hvm->upcall_pending, true);
}

bool hvm_event_deliverable(const struct vcpu *v)
{
	const struct hvm_vcpu *hv = v->arch->hvm;

	if (READ_ONCE(v->nmi_pending) || hv->init_pending)
		return true;
	if (!(hvm_regs((struct vcpu *)v)->rflags & RFLAGS_IF))
		return false;
	return hvm_callback_vector(v) >= 0 || (hv->upcall_vector && hv->upcall_pending) ||
	       (hv->vlapic && vlapic_wakes((struct vcpu *)v));
}
