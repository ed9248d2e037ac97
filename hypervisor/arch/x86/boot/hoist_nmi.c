// SPDX-License-Identifier: GPL-2.0-only
/*
 * NMIs and machine checks while a CPU is on its way: they wait, by GIF, from before the
 * gate until our IDT, stacks and TSS are loaded, and back until the kernel's are.
 *
 *	PREPARE		all the time: they are the kernel's when it has the CPU again
 *	ENTER		until the tables are loaded; then the NMI handler keeps them for dom0
 *	back		from hoist_cpu_restore() on; what the handler kept is sent again
 */
#include <asm/hoist.h>

#include <hyp/domain.h>
#include <hyp/percpu.h>
#include <hyp/vcpu.h>
#include <asm/apic.h>
#include <asm/dom0_irq.h>
#include <asm/msr.h>
#include <asm/msr_index.h>
#include <asm/system.h>

/* SVME as the kernel had it: whoever used it is found by that. */
void hoist_nmi_open(const struct hoist_cpu_state *s)
{
	if (!s->gif)
		return;
	stgi();
	wrmsr(MSR_EFER, (rdmsr(MSR_EFER) & ~EFER_SVME) | (s->efer & EFER_SVME));
}

void hoist_nmi_close(const struct hoist_cpu_state *s)
{
	if (!s->gif)
		return;
	wrmsr(MSR_EFER, rdmsr(MSR_EFER) | EFER_SVME);
	clgi();
	if (dom0_nmi_withdraw(dom0 ? domain_vcpu(dom0, s->cpu) : NULL))
		apic_send_nmi(smp_processor_id());
}
