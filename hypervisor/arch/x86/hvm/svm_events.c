// SPDX-License-Identifier: GPL-2.0-only
/* Events in SVM's form (APM 2 15.7.2, 15.20): what an exit interrupted, what to inject. */
#include "svm.h"

#include <asm/apic.h>
#include <asm/system.h>
#include <asm/traps.h>

#define NR_EXCEPTIONS	32

/*
 * INT n, INT3 and INTO are at RIP still: they are done again. An exception that is none is
 * QEMU's word for an interrupt that it delivers a second time (make_tcg_forget()); VMRUN
 * refuses it.
 */
static bool is_to_forget(u64 info)
{
	unsigned int type = EVENT_TYPE(info), vector = EVENT_VECTOR(info);

	if (type != EVENT_TYPE_EXCEPTION)
		return type == EVENT_TYPE_SOFT;
	return vector == TRAP_BP || vector == TRAP_OF || vector >= NR_EXCEPTIONS;
}

/* All else is lost unless it is injected again. */
void svm_take_interrupted_event(struct vcpu *v)
{
	struct hvm_event *event = &v->arch->hvm->event;
	u64 info = vmcb_of(v)->exitintinfo;
	unsigned int type = EVENT_TYPE(info);

	if (likely(!(info & EVENT_VALID)) || is_to_forget(info))
		return;
	*event = (struct hvm_event){
		.valid = true,
		.vector = EVENT_VECTOR(info),
		.type = type == EVENT_TYPE_INTR ? HVM_EVENT_INTERRUPT :
			type == EVENT_TYPE_NMI ? HVM_EVENT_NMI : HVM_EVENT_EXCEPTION,
		.error = info & EVENT_HAS_ERROR ? (s32)EVENT_ERROR(info) : HVM_NO_ERROR_CODE,
		.cr2 = vmcb_of(v)->cr2,
	};
}

/*
 * QEMU's TCG (seen with 7.2) keeps an interrupt that VMRUN has delivered as its own next
 * exception. If it leaves its loop before the guest exits, because the thread of its
 * devices asks for it, the interrupt is delivered again, whatever IF is: mostly that of the
 * device itself. One that is pending at VMRUN brings the exit at once.
 */
static void make_tcg_forget(void)
{
	if (svm_repeats_interrupts)
		apic_send_self(VECTOR_EVENT_CHECK);
}

void svm_put_event(struct vcpu *v)
{
	static const u8 types[] = {
		[HVM_EVENT_INTERRUPT] = EVENT_TYPE_INTR,
		[HVM_EVENT_NMI] = EVENT_TYPE_NMI,
		[HVM_EVENT_EXCEPTION] = EVENT_TYPE_EXCEPTION,
	};
	struct hvm_event *event = &v->arch->hvm->event;
	struct vmcb *vmcb = vmcb_of(v);
	u64 inject = EVENT_VALID | event->vector | (u64)types[event->type] << 8;

	/* In real mode no exception pushes one (APM 2 8.2, 15.20). */
	if (event->error != HVM_NO_ERROR_CODE && (vmcb->cr0 & CR0_PE))
		inject |= EVENT_HAS_ERROR | (u64)(u32)event->error << 32;
	if (event->type == HVM_EVENT_EXCEPTION && event->vector == TRAP_PF) {
		vmcb->cr2 = event->cr2;
		vmcb->clean &= ~CLEAN_CR2;
	}
	if (event->type == HVM_EVENT_INTERRUPT)
		make_tcg_forget();
	vmcb->eventinj = inject;
	event->valid = false;
}
