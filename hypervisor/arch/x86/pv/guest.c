// SPDX-License-Identifier: GPL-2.0-only
/* struct guest_ops of PV domains, and of the idle domain, which has no guest. */
#include <hyp/guest.h>

#include <linux/errno.h>
#include <hyp/domain.h>
#include <hyp/evtchn.h>
#include <hyp/heap.h>
#include <hyp/sched.h>
#include <hyp/vcpu.h>
#include <asm/cpu_local.h>
#include <asm/cpufeature.h>
#include <asm/desc.h>
#include <asm/domain.h>
#include <asm/fpu.h>
#include <asm/guest_copy.h>
#include <asm/msr.h>
#include <asm/msr_index.h>
#include <asm/pv.h>
#include <asm/pv_context.h>
#include <asm/pv_flush.h>
#include <asm/pv_hypercall.h>
#include <asm/pv_mm.h>
#include <asm/pv_segment.h>
#include <asm/pv_trap.h>
#include <asm/system.h>

/* What a new vCPU has on if the hardware has; the kernel may see it in CR4. */
#define PV_CR4_START	(CR4_PAE | CR4_MCE | CR4_OSFXSR | CR4_OSXMMEXCPT | \
			 CR4_FSGSBASE | CR4_OSXSAVE)

static int pv_domain_init(struct domain *d, const struct xen_domctl_createdomain *c)
{
	int err;

	d->arch->pv = heap_new(struct pv_domain);
	if (!d->arch->pv)
		return -ENOMEM;
	err = pv_mm_domain_init(d);
	if (err) {
		heap_free(d->arch->pv);
		d->arch->pv = NULL;
	}
	return err;
}

static void pv_domain_destroy(struct domain *d)
{
	if (!d->arch->pv)
		return;
	pv_mm_domain_destroy(d);
	heap_free(d->arch->pv);
	d->arch->pv = NULL;
}

static int pv_vcpu_init(struct vcpu *v)
{
	struct pv_vcpu *pv = heap_new(struct pv_vcpu);
	int err;

	if (!pv)
		return -ENOMEM;
	v->arch->pv = pv;
	pv->guest_table = INVALID_MFN;
	pv->guest_table_user = INVALID_MFN;
	pv->kernel_mode = true;
	pv->cr0 = CR0_PE | CR0_MP | CR0_ET | CR0_NE | CR0_WP | CR0_AM | CR0_PG;
	/* A kernel reads XSAVE's presence from its CPUID, which follows this. */
	pv->cr4 = read_cr4() & PV_CR4_START;
	v->vcpu_info->evtchn_upcall_mask = 1;
	err = pv_mm_vcpu_init(v);
	if (err) {
		v->arch->pv = NULL;
		heap_free(pv);
	}
	return err;
}

static void pv_vcpu_destroy(struct vcpu *v)
{
	if (!v->arch->pv)
		return;
	pv_mm_vcpu_destroy(v);
	heap_free(v->arch->pv);
	v->arch->pv = NULL;
}

static void pv_switch_from(struct vcpu *prev)
{
	struct pv_vcpu *pv = prev->arch->pv;

	prev->arch->regs = *guest_regs();
	pv_save_segments(prev);
	pv_unload_debugregs(prev);
	if (pv->cr0 & CR0_TS)
		clts();
	fpu_save(prev);
	hyp_load_gdt();
	load_ldt(0);
	pv_leave_root(prev);
}

static void pv_switch_to(struct vcpu *next)
{
	*guest_regs() = next->arch->regs;
	pv_enter_root(next);
	pv_load_gdt(next);
	pv_load_segments(next);
	pv_load_debugregs(next);
	fpu_restore(next);
	if (next->arch->pv->cr0 & CR0_TS)
		stts();
	if (cpu_has(FEATURE_RDTSCP))
		wrmsr(MSR_TSC_AUX, next->arch->tsc_aux);
}

static void __noreturn pv_resume(struct vcpu *v)
{
	pv_resume_guest();
}

static int hypercall_page(struct domain *d, void *page)
{
	pv_hypercall_page(page);
	return 0;
}

static bool event_deliverable(const struct vcpu *v)
{
	return vcpu_event_pending(v);
}

const struct guest_ops pv_guest_ops = {
	.name = "PV",
	.domain_init = pv_domain_init,
	.domain_relinquish = pv_mm_relinquish,
	.domain_destroy = pv_domain_destroy,
	.vcpu_init = pv_vcpu_init,
	.vcpu_destroy = pv_vcpu_destroy,
	.set_context = pv_set_context,
	.get_context = pv_get_context,
	.switch_from = pv_switch_from,
	.switch_to = pv_switch_to,
	.resume = pv_resume,
	.copy_from = pv_copy_from,
	.copy_to = pv_copy_to,
	.clear = pv_clear,
	.map_grant = pv_map_grant,
	.unmap_grant = pv_unmap_grant,
	.flush_tlb = pv_flush_domain,
	.hypercall_page = hypercall_page,
	.event_deliverable = event_deliverable,
};
