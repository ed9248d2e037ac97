// SPDX-License-Identifier: GPL-2.0-only
/* From the entry code: which vector is whose. */
#include <asm/apic.h>

#include <linux/kernel.h>
#include <hyp/boot_info.h>
#include <hyp/irq.h>
#include <hyp/percpu.h>
#include <hyp/printk.h>
#include <hyp/smp.h>
#include <hyp/softirq.h>
#include <hyp/tlb.h>
#include <asm/dom0_irq.h>
#include <asm/irq_desc.h>

static void error_interrupt(void)
{
	static struct ratelimit limit;
	u32 errors = apic_take_errors();

	if (ratelimit(&limit))
		pr_warn("CPU%u: APIC error %#x\n", smp_processor_id(), errors);
}

static void spurious_interrupt(void)
{
	static struct ratelimit limit;

	if (ratelimit(&limit))
		pr_debug("CPU%u: spurious APIC interrupt\n", smp_processor_id());
}

/*
 * The hypervisor's own are acknowledged first: what they do may take a while, and the
 * next one is to be noticed meanwhile. A spurious one has nothing to acknowledge.
 */
void do_interrupt(u8 vector)
{
	if (boot_info.platform_owner == PLATFORM_DOM0 && dom0_interrupt(vector))
		return;
	if (vector < VECTOR_HIGH_DEVICE + 16) {
		irq_interrupt(vector);
		return;
	}
	if (vector != VECTOR_SPURIOUS)
		apic_eoi();

	switch (vector) {
	case VECTOR_EVENT_CHECK:
		/* Softirqs and events are looked at on the way out. */
		break;
	case VECTOR_TIMER:
		softirq_raise(SOFTIRQ_TIMER);
		break;
	case VECTOR_CALL:
		smp_call_interrupt();
		break;
	case VECTOR_TLB_FLUSH:
		tlb_flush_interrupt();
		break;
	case VECTOR_IRQ_CLEANUP:
		irq_cleanup_interrupt();
		break;
	case VECTOR_ERROR:
		error_interrupt();
		break;
	default:
		spurious_interrupt();
		break;
	}
}
