// SPDX-License-Identifier: GPL-2.0-only
/*
 * What others than the guest give a vCPU, tools by a record or another vCPU by
 * VCPUOP_initialise, is what the guest could have come to by itself (control.c).
 */
#include "control.h"

#include <hyp/domain.h>
#include <hyp/vcpu.h>
#include <asm/domain.h>
#include <asm/hvm.h>
#include <asm/msr_index.h>
#include <asm/system.h>
#include <asm/traps.h>

#define EFER_OF_GUESTS	(EFER_SCE | EFER_LME | EFER_LMA | EFER_NX | EFER_FFXSR)
/* #SX; the last one is nobody's. */
#define LAST_EXCEPTION	30

bool hvm_state_possible(const struct vcpu *v, const struct hvm_state *s)
{
	bool long_mode = (s->efer & EFER_LME) && (s->cr0 & CR0_PG);

	return !(s->efer & ~(u64)EFER_OF_GUESTS) && long_mode == !!(s->efer & EFER_LMA) &&
	       !(s->cr4 & ~(u64)v->domain->arch->hvm->cr4_mask) &&
	       (long_mode || !(s->cr4 & CR4_PCIDE)) &&
	       (!(s->cr0 & CR0_PG) || (s->cr0 & CR0_PE));
}

bool hvm_event_possible(const struct hvm_event *e)
{
	return !e->valid || e->type != HVM_EVENT_EXCEPTION ||
	       (e->vector != TRAP_NMI && e->vector <= LAST_EXCEPTION);
}
