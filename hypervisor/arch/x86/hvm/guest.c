// SPDX-License-Identifier: GPL-2.0-only
/* struct guest_ops of domains in a container. */
#include <asm/hvm.h>

#include <linux/errno.h>
#include <linux/init.h>
#include <linux/string.h>
#include <hyp/boot_info.h>
#include <hyp/domain.h>
#include <hyp/guest.h>
#include <hyp/heap.h>
#include <hyp/p2m.h>
#include <hyp/printk.h>
#include <hyp/sched.h>
#include <hyp/vcpu.h>
#include <asm/apic.h>
#include <asm/cpu_local.h>
#include <asm/cpu_policy.h>
#include <asm/cpufeature.h>
#include <asm/domain.h>
#include <asm/fpu.h>
#include <asm/msr.h>
#include <asm/msr_index.h>
#include <asm/system.h>
#include <asm/vlapic.h>
#include <xen/interface/hvm/params.h>
#include <xen/interface/sched.h>
#include "control.h"
#include "guest.h"
#include "vendors.h"

const struct hvm_ops *hvm_ops;

static const struct hvm_ops * const vendors[] = { &svm_ops };

const char * __init hvm_init(u64 efer)
{
	const char *why = vendors[0]->probe(efer);

	if (!why)
		hvm_ops = vendors[0];
	return why;
}

int hvm_cpu_prepare(unsigned int cpu)
{
	return hvm_ops ? hvm_ops->cpu_prepare(cpu) : 0;
}

int hvm_cpu_up(void)
{
	return hvm_ops ? hvm_ops->cpu_up() : 0;
}

void hvm_cpu_down(void)
{
	if (hvm_ops)
		hvm_ops->cpu_down();
}

struct cpu_user_regs *hvm_regs(struct vcpu *v)
{
	return v == current ? guest_regs() : &v->arch->regs;
}

/* Its walker on SVM has as many levels as the host's own tables. */
static unsigned int p2m_levels(void)
{
	return read_cr4() & CR4_LA57 ? 5 : 4;
}

bool hvm_sees_us(const struct domain *d)
{
	return d->arch->hvm->adopted && !d->arch->hvm->hidden;
}

/* An adopted kernel has all that the machine has. */
void hvm_policy_changed(struct domain *d)
{
	u32 word[NR_CPU_WORDS];

	if (d->arch->hvm->adopted)
		cpu_read_words(word);
	else
		policy_get_words(d->arch->policy, word);
	d->arch->hvm->cr4_mask = hvm_cr4_mask(word);
}

void hvm_set_tsc(struct domain *d, u64 now)
{
	struct hvm_domain *hd = d->arch->hvm;

	if (hd->tsc_set)
		return;
	hd->tsc_set = true;
	hd->tsc_offset = now - rdtsc();
	hvm_ops->tsc_changed(d);
}

static int hvm_domain_init(struct domain *d, const struct xen_domctl_createdomain *c)
{
	struct hvm_domain *hd = heap_new(struct hvm_domain);
	int err;

	if (!hd)
		return -ENOMEM;
	hd->adopted = d->hardware && boot_info.protocol == BOOT_HOIST;
	/* As the reset line of a PC. */
	hd->params[HVM_PARAM_TRIPLE_FAULT_REASON] = SHUTDOWN_reboot;
	d->arch->hvm = hd;
	d->auto_translated = true;
	d->direct_mapped = d->hardware;
	err = p2m_create(d, p2m_levels(), cpu_has(FEATURE_PAGE1GB));
	if (!err)
		err = hvm_ops->domain_init(d);
	if (!err) {
		hvm_policy_changed(d);
		return 0;
	}
	p2m_destroy(d);
	d->arch->hvm = NULL;
	heap_free(hd);
	return err;
}

static void hvm_domain_destroy(struct domain *d)
{
	if (!d->arch->hvm)
		return;
	hvm_ops->domain_destroy(d);
	p2m_destroy(d);
	heap_free(d->arch->hvm);
	d->arch->hvm = NULL;
}

static int hvm_vcpu_init(struct vcpu *v)
{
	struct hvm_vcpu *hv = heap_new(struct hvm_vcpu);
	int err;

	if (!hv)
		return -ENOMEM;
	v->arch->hvm = hv;
	/* Devices of a dom0 send their interrupts to the IDs that the machine has. */
	hv->apic_id = v->domain->hardware ? cpu_apic_id[v->id] : v->id * 2;
	hv->startup_page = -1;
	hv->waits_for_startup = true;
	hvm_forget_code(hv);
	err = hvm_ops->vcpu_init(v);
	if (!err)
		err = vlapic_init(v, hv->apic_id);
	if (!err)
		return 0;
	hvm_ops->vcpu_destroy(v);
	v->arch->hvm = NULL;
	heap_free(hv);
	return err;
}

static void hvm_vcpu_destroy(struct vcpu *v)
{
	if (!v->arch->hvm)
		return;
	vlapic_destroy(v);
	hvm_ops->vcpu_destroy(v);
	heap_free(v->arch->hvm);
	v->arch->hvm = NULL;
}

void hvm_get_rest(const struct vcpu *v, struct hvm_state *s)
{
	const struct hvm_vcpu *hv = v->arch->hvm;

	memcpy(s->dr, v->arch->dr, sizeof(s->dr));
	s->xcr0 = v->arch->xcr0;
	s->tsc_aux = v->arch->tsc_aux;
	s->xss = hv->xss;
	s->spec_ctrl = hv->spec_ctrl;
	s->nmi_blocked = hv->nmi_blocked;
}

void hvm_set_rest(struct vcpu *v, const struct hvm_state *s)
{
	struct hvm_vcpu *hv = v->arch->hvm;

	memcpy(v->arch->dr, s->dr, sizeof(s->dr));
	v->arch->tsc_aux = s->tsc_aux;
	hv->xss = s->xss;
	hv->spec_ctrl = s->spec_ctrl;
	hv->nmi_blocked = s->nmi_blocked;
	/* Who is given a state is started by that. */
	hv->waits_for_startup = false;
}

static void switch_msrs(const struct vcpu *next)
{
	if (cpu_has(FEATURE_RDTSCP))
		wrmsr(MSR_TSC_AUX, next->arch->tsc_aux);
	if (cpu_has(FEATURE_XSAVES))
		wrmsr(MSR_XSS, next->arch->hvm->xss);
	if (cpu_has(FEATURE_IBRS))
		wrmsr(MSR_SPEC_CTRL, next->arch->hvm->spec_ctrl);
}

static void hvm_switch_from(struct vcpu *prev)
{
	prev->arch->regs = *guest_regs();
	fpu_save(prev);
	/* Others keep theirs in neither of the two. */
	if (cpu_has(FEATURE_IBRS) && prev->arch->hvm->spec_ctrl)
		wrmsr(MSR_SPEC_CTRL, 0);
	hvm_ops->switch_from(prev);
}

static void hvm_switch_to(struct vcpu *next)
{
	*guest_regs() = next->arch->regs;
	fpu_restore(next);
	switch_msrs(next);
	hvm_ops->switch_to(next);
}

static void __noreturn hvm_resume(struct vcpu *v)
{
	hvm_ops->resume(v);
}

const struct guest_ops hvm_guest_ops = {
	.name = "HVM",
	.domain_init = hvm_domain_init,
	.domain_relinquish = hvm_relinquish,
	.domain_destroy = hvm_domain_destroy,
	.vcpu_init = hvm_vcpu_init,
	.vcpu_destroy = hvm_vcpu_destroy,
	.initialise = hvm_initialise,
	.set_context = hvm_set_context,
	.get_context = hvm_get_context,
	.switch_from = hvm_switch_from,
	.switch_to = hvm_switch_to,
	.resume = hvm_resume,
	.copy_from = hvm_copy_from,
	.copy_to = hvm_copy_to,
	.clear = hvm_clear,
	.map_grant = hvm_map_grant,
	.unmap_grant = hvm_unmap_grant,
	.flush_tlb = hvm_flush_tlb,
	.hypercall_page = hvm_hypercall_page,
	.physmap_add = hvm_physmap_add,
	.physmap_add_page = hvm_physmap_add_page,
	.physmap_remove = hvm_physmap_remove,
	.event_deliverable = hvm_event_deliverable,
	.event_flagged = hvm_event_flagged,
};
