// SPDX-License-Identifier: GPL-2.0-only
/* The architecture's part of the life of domains and vCPUs, and their switch. */
#include <hyp/arch.h>

#include <linux/errno.h>
#include <hyp/domain.h>
#include <hyp/guest.h>
#include <hyp/heap.h>
#include <hyp/printk.h>
#include <hyp/sched.h>
#include <hyp/time.h>
#include <hyp/vcpu.h>
#include <asm/cpu_local.h>
#include <asm/domain.h>
#include <asm/fpu.h>
#include <asm/hvm.h>
#include <asm/policy.h>
#include <asm/spec.h>
#include <xen/interface/domctl.h>

#define CDF_SUPPORTED	(XEN_DOMCTL_CDF_s3_integrity | XEN_DOMCTL_CDF_oos_off | \
			 XEN_DOMCTL_CDF_iommu | XEN_DOMCTL_CDF_xs_domain | \
			 CDF_CONTAINER)
#define CDF_CONTAINER	(XEN_DOMCTL_CDF_hvm | XEN_DOMCTL_CDF_hap)

/* Nested paging alone, and of all devices the local APIC. */
static int sanitise_container(const struct xen_domctl_createdomain *config)
{
	if (!hvm_ops)
		return -EOPNOTSUPP;
	if ((config->flags & CDF_CONTAINER) != CDF_CONTAINER)
		return -EINVAL;
	if (config->arch.emulation_flags & ~XEN_X86_EMU_LAPIC)
		return -EOPNOTSUPP;
	return config->arch.misc_flags & ~XEN_X86_MSR_RELAXED ? -EINVAL : 0;
}

bool arch_has_containers(void)
{
	return hvm_ops;
}

int arch_domain_sanitise(struct xen_domctl_createdomain *config)
{
	if (config->flags & ~CDF_SUPPORTED)
		return -EINVAL;
	if (config->flags & CDF_CONTAINER)
		return sanitise_container(config);
	if (dom0 && spec_refuses_pv_guests()) {
		pr_warn("No PV domain on a CPU with L1TF (spec-ctrl=no-l1tf allows it)\n");
		return -EOPNOTSUPP;
	}
	/* A PV domain has at most one emulated device: the PIT. */
	if (config->arch.emulation_flags & ~XEN_X86_EMU_PIT)
		return -EINVAL;
	if (config->arch.misc_flags & ~XEN_X86_MSR_RELAXED)
		return -EINVAL;
	return 0;
}

static const struct guest_ops *choose_ops(const struct domain *d,
					  const struct xen_domctl_createdomain *config)
{
	if (!config || d->domid >= DOMID_FIRST_RESERVED)
		return &idle_guest_ops;
	return config->flags & XEN_DOMCTL_CDF_hvm ? &hvm_guest_ops : &pv_guest_ops;
}

int arch_domain_init(struct domain *d, const struct xen_domctl_createdomain *config)
{
	int err;

	d->ops = choose_ops(d, config);
	d->arch = heap_new(struct arch_domain);
	if (!d->arch)
		return -ENOMEM;
	if (d->ops == &idle_guest_ops)
		return 0;
	d->arch->tsc_khz = tsc_khz();
	err = cpu_policy_domain_init(d, d->ops == &hvm_guest_ops);
	if (err)
		goto free_arch;
	err = d->ops->domain_init(d, config);
	if (err)
		goto free_policy;
	return 0;

free_policy:
	cpu_policy_domain_destroy(d);
free_arch:
	heap_free(d->arch);
	d->arch = NULL;
	return err;
}

void arch_domain_destroy(struct domain *d)
{
	if (!d->arch)
		return;
	if (d->ops->domain_destroy)
		d->ops->domain_destroy(d);
	if (d->arch->policy)
		cpu_policy_domain_destroy(d);
	heap_free(d->arch->e820);
	heap_free(d->arch);
	d->arch = NULL;
}

int arch_vcpu_init(struct vcpu *v)
{
	int err;

	v->arch = heap_new(struct arch_vcpu);
	if (!v->arch)
		return -ENOMEM;
	v->arch->dr6 = 0xffff0ff0;
	v->arch->dr7 = 0x400;
	if (v->domain->ops == &idle_guest_ops)
		return 0;
	err = fpu_vcpu_init(v);
	if (err)
		goto free_arch;
	err = v->domain->ops->vcpu_init(v);
	if (err)
		goto free_fpu;
	return 0;

free_fpu:
	fpu_vcpu_destroy(v);
free_arch:
	heap_free(v->arch);
	v->arch = NULL;
	return err;
}

void arch_vcpu_destroy(struct vcpu *v)
{
	if (!v->arch)
		return;
	if (v->domain->ops->vcpu_destroy)
		v->domain->ops->vcpu_destroy(v);
	if (v->arch->xstate)
		fpu_vcpu_destroy(v);
	heap_free(v->arch);
	v->arch = NULL;
}

void __noreturn arch_context_switch(struct vcpu *prev, struct vcpu *next)
{
	if (prev != next) {
		prev->domain->ops->switch_from(prev);
		cpu_local()->current_vcpu = next;
		if (!next->is_idle)
			spec_switch_to(next->domain);
		next->domain->ops->switch_to(next);
		sched_context_saved(prev);
	}
	next->domain->ops->resume(next);
}

/* All state is saved when a vCPU leaves its CPU. */
void arch_vcpu_sync(struct vcpu *v)
{
}

static void idle_switch(struct vcpu *v)
{
}

/*
 * The idle vCPU starts its loop anew each time: what it was doing before is
 * over, and the stack is the CPU's.
 */
static void __noreturn idle_resume(struct vcpu *v)
{
	reset_stack_and_jump(idle_loop);
}

const struct guest_ops idle_guest_ops = {
	.name = "idle",
	.switch_from = idle_switch,
	.switch_to = idle_switch,
	.resume = idle_resume,
};
