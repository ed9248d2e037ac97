// SPDX-License-Identifier: GPL-2.0-only
/*
 * CPUID of a guest: its domain's policy, what depends on the vCPU and on the
 * moment, and the ABI's own leaves from 0x40000000 up.
 */
#include <asm/policy.h>

#include <linux/bits.h>
#include <linux/errno.h>
#include <linux/init.h>
#include <linux/kernel.h>
#include <linux/minmax.h>
#include <linux/string.h>
#include <hyp/domain.h>
#include <hyp/heap.h>
#include <hyp/printk.h>
#include <hyp/time.h>
#include <hyp/vcpu.h>
#include <asm/cpu_policy.h>
#include <asm/domain.h>
#include <asm/fpu.h>
#include <asm/hvm.h>
#include <asm/msr_index.h>
#include <asm/pv.h>
#include <asm/system.h>
#include <asm/xen/cpuid.h>
#include <xen/interface/sysctl.h>

#define XEN_ABI_VERSION		(4 << 16 | 17)
#define HYPERCALL_PAGE_MSR	0x40000000
#define ECX1_XSAVE		BIT(26)
#define ECX1_OSXSAVE		BIT(27)
#define TSC_INFO_RDTSCP		BIT(2)

static void native_cpuid(u32 leaf, u32 subleaf, u32 out[4])
{
	struct cpuid_regs r = cpuid(leaf, subleaf);

	out[0] = r.eax;
	out[1] = r.ebx;
	out[2] = r.ecx;
	out[3] = r.edx;
}

/* The machine's with features switched off by us or by the command line. */
static void read_host(struct cpu_policy *p)
{
	policy_read(p, native_cpuid);
	policy_set_words(p, boot_cpu.word);
	p->arch_caps = boot_cpu.arch_caps;
}

int cpu_policy_domain_init(struct domain *d, bool container)
{
	struct cpu_policy *p = heap_new(struct cpu_policy);

	if (!p)
		return -ENOMEM;
	read_host(p);
	if (container)
		policy_limit_hvm(p, fpu_xcr0_mask());
	else
		policy_limit_pv(p, fpu_xcr0_mask());
	d->arch->policy = p;
	return 0;
}

void cpu_policy_domain_destroy(struct domain *d)
{
	heap_free(d->arch->policy);
	d->arch->policy = NULL;
}

static void tsc_info(const struct vcpu *v, u32 subleaf, u32 out[4])
{
	const struct arch_domain *ad = v->domain->arch;

	switch (subleaf) {
	case 0:
		out[0] = (ad->tsc_always_emulate ? 1 : 0) |
			 (cpu_has(FEATURE_RDTSCP) ? TSC_INFO_RDTSCP : 0);
		out[2] = ad->tsc_khz;
		break;
	case 2:
		out[0] = tsc_khz();
		break;
	}
}

static void hypervisor_leaf(const struct vcpu *v, u32 leaf, u32 subleaf, u32 out[4])
{
	switch (leaf - XEN_CPUID_FIRST_LEAF) {
	case 0:
		out[0] = XEN_CPUID_LEAF(XEN_CPUID_MAX_NUM_LEAVES);
		out[1] = XEN_CPUID_SIGNATURE_EBX;
		out[2] = XEN_CPUID_SIGNATURE_ECX;
		out[3] = XEN_CPUID_SIGNATURE_EDX;
		break;
	case 1:
		out[0] = XEN_ABI_VERSION;
		break;
	case 2:
		out[0] = 1;
		out[1] = HYPERCALL_PAGE_MSR;
		out[2] = XEN_CPUID_FEAT1_MMU_PT_UPDATE_PRESERVE_AD;
		break;
	case 3:
		tsc_info(v, subleaf, out);
		break;
	case 4:
		if (!v->arch->hvm)
			break;
		out[0] = XEN_HVM_CPUID_VCPU_ID_PRESENT | XEN_HVM_CPUID_DOMID_PRESENT |
			 XEN_HVM_CPUID_UPCALL_VECTOR;
		out[1] = v->id;
		out[2] = v->domain->domid;
		break;
	case 5:
		out[0] = boot_cpu.phys_bits;
		break;
	}
}

/*
 * What no list can hold. A PV kernel takes OSXSAVE as the hypervisor's answer to
 * whether it may use XSAVE at all, before it sets it in CR4.
 */
static void adjust(const struct vcpu *v, u32 leaf, u32 subleaf, u32 out[4])
{
	switch (leaf) {
	case 1:
		out[1] = (out[1] & 0x00ffffff) | (v->id * 2) << 24;
		if (v->arch->pv && (out[2] & ECX1_XSAVE) &&
		    (v->arch->pv->kernel_mode || (v->arch->pv->cr4 & CR4_OSXSAVE)))
			out[2] |= ECX1_OSXSAVE;
		if (v->arch->hvm && (hvm_ops->get_cr(v, 4) & CR4_OSXSAVE))
			out[2] |= ECX1_OSXSAVE;
		break;
	case 0xb:
		out[3] = v->id * 2;
		break;
	case 0xd:
		if (subleaf == 0 && out[0]) {
			out[1] = fpu_area_size(v->arch->xcr0);
			out[2] = fpu_area_size(fpu_xcr0_mask());
		} else if (subleaf == 1 && (out[0] & BIT(1))) {
			out[1] = policy_compact_size(v->domain->arch->policy, v->arch->xcr0);
		}
		break;
	}
}

int guest_cpuid(struct vcpu *v, u32 leaf, u32 subleaf, u32 out[4])
{
	const struct xen_cpuid_leaf *l;

	memset(out, 0, 4 * sizeof(out[0]));
	if (leaf >> 16 == XEN_CPUID_FIRST_LEAF >> 16) {
		hypervisor_leaf(v, leaf, subleaf, out);
		return 0;
	}
	l = policy_find(v->domain->arch->policy, leaf, subleaf);
	if (!l)
		return 0;
	out[0] = l->a;
	out[1] = l->b;
	out[2] = l->c;
	out[3] = l->d;
	adjust(v, leaf, subleaf, out);
	return 0;
}

/* Without containers there is no policy for them. */
static int fill_system_policy(u32 index, struct cpu_policy *p)
{
	switch (index) {
	case XEN_SYSCTL_cpu_policy_raw:
		policy_read(p, native_cpuid);
		return 0;
	case XEN_SYSCTL_cpu_policy_host:
		read_host(p);
		return 0;
	case XEN_SYSCTL_cpu_policy_pv_max:
	case XEN_SYSCTL_cpu_policy_pv_default:
		read_host(p);
		policy_limit_pv(p, fpu_xcr0_mask());
		return 0;
	case XEN_SYSCTL_cpu_policy_hvm_max:
	case XEN_SYSCTL_cpu_policy_hvm_default:
		if (!hvm_ops)
			return -EOPNOTSUPP;
		read_host(p);
		policy_limit_hvm(p, fpu_xcr0_mask());
		return 0;
	}
	return -EINVAL;
}

/*
 * Tools write a list back into the room that the list they read took, and they
 * always write the hypervisor's two first leaves, to limit the range of them.
 */
static const u32 limit_leaf[] = { XEN_CPUID_FIRST_LEAF, XEN_CPUID_FIRST_LEAF + 0x100 };

static int export(const struct cpu_policy *p, struct xen_cpuid_leaf *l, u32 *nr_leaves,
		  struct xen_msr_entry *m, u32 *nr_msrs)
{
	u32 i, nr = p->nr + ARRAY_SIZE(limit_leaf);

	if (*nr_leaves < nr || *nr_msrs < POLICY_NR_MSRS)
		return -ENOBUFS;
	memcpy(l, p->leaf, p->nr * sizeof(*l));
	for (i = 0; i < ARRAY_SIZE(limit_leaf); i++)
		l[p->nr + i] = (struct xen_cpuid_leaf){
			.leaf = limit_leaf[i],
			.subleaf = XEN_CPUID_NO_SUBLEAF,
		};
	m[0] = (struct xen_msr_entry){ .idx = MSR_PLATFORM_INFO, .val = p->platform_info };
	m[1] = (struct xen_msr_entry){ .idx = MSR_ARCH_CAPABILITIES, .val = p->arch_caps };
	*nr_leaves = nr;
	*nr_msrs = POLICY_NR_MSRS;
	return 0;
}

int cpu_policy_export(u32 index, struct xen_cpuid_leaf *l, u32 *nr_leaves,
		      struct xen_msr_entry *m, u32 *nr_msrs)
{
	struct cpu_policy *p = heap_new(struct cpu_policy);
	int err;

	if (!p)
		return -ENOMEM;
	err = fill_system_policy(index, p);
	if (!err)
		err = export(p, l, nr_leaves, m, nr_msrs);
	heap_free(p);
	return err;
}

int cpu_policy_domain_get(const struct domain *d, struct xen_cpuid_leaf *l, u32 *nr_leaves,
			  struct xen_msr_entry *m, u32 *nr_msrs)
{
	return export(d->arch->policy, l, nr_leaves, m, nr_msrs);
}

/* What tools may say of a container although the machine has it not: numbers of CPUs. */
static const u32 container_besides[NR_CPU_WORDS] = {
	[CPUW_1_EDX] = POLICY_HTT,
	[CPUW_E1_ECX] = POLICY_CMP_LEGACY,
};

/* Features that a list may have: those of the machine, or of the best container. */
static void allowed_words(const struct domain *d, u32 have[NR_CPU_WORDS], struct cpu_policy *p)
{
	u32 i;

	memcpy(have, boot_cpu.word, NR_CPU_WORDS * sizeof(have[0]));
	have[CPUW_1_ECX] |= POLICY_HYPERVISOR;
	if (!d->arch->hvm)
		return;
	read_host(p);
	policy_limit_hvm(p, fpu_xcr0_mask());
	policy_get_words(p, have);
	for (i = 0; i < NR_CPU_WORDS; i++)
		have[i] |= container_besides[i];
}

/* Features beyond these would be lies that the hardware shows up. */
static bool words_allowed(const struct domain *d, struct cpu_policy *p)
{
	u32 i, want[NR_CPU_WORDS], have[NR_CPU_WORDS];
	struct cpu_policy *best = heap_new(struct cpu_policy);

	if (!best)
		return false;
	allowed_words(d, have, best);
	heap_free(best);
	policy_get_words(p, want);
	for (i = 0; i < NR_CPU_WORDS; i++) {
		if (!(want[i] & ~have[i]))
			continue;
		pr_info("d%u: CPUID features %#x of word %u are not there to be given\n",
			d->domid, want[i] & ~have[i], i);
		return false;
	}
	return true;
}

int cpu_policy_domain_set(struct domain *d, const struct xen_cpuid_leaf *l, u32 nr_leaves,
			  u32 err[2])
{
	struct cpu_policy *p = heap_new(struct cpu_policy);
	u32 i;

	if (!p)
		return -ENOMEM;
	*p = *d->arch->policy;
	for (i = 0; i < nr_leaves; i++) {
		struct xen_cpuid_leaf *to;

		/* Made by guest_cpuid() itself. */
		if (l[i].leaf >> 16 == XEN_CPUID_FIRST_LEAF >> 16)
			continue;
		to = policy_find(p, l[i].leaf, l[i].subleaf);
		if (to) {
			to->a = l[i].a;
			to->b = l[i].b;
			to->c = l[i].c;
			to->d = l[i].d;
		} else if (l[i].a || l[i].b || l[i].c || l[i].d) {
			err[0] = l[i].leaf;
			err[1] = l[i].subleaf;
			heap_free(p);
			return -EINVAL;
		}
	}
	if (!words_allowed(d, p)) {
		err[0] = 1;
		err[1] = XEN_CPUID_NO_SUBLEAF;
		heap_free(p);
		return -EINVAL;
	}
	heap_free(d->arch->policy);
	d->arch->policy = p;
	return 0;
}

u32 cpu_featureset(u32 index, u32 *words, u32 n)
{
	struct cpu_policy *p = heap_new(struct cpu_policy);
	u32 all[NR_CPU_WORDS] = { 0 };

	if (!p)
		return 0;
	switch (index) {
	case XEN_SYSCTL_cpu_featureset_raw:
		policy_read(p, native_cpuid);
		policy_get_words(p, all);
		break;
	case XEN_SYSCTL_cpu_featureset_host:
		memcpy(all, boot_cpu.word, sizeof(all));
		break;
	case XEN_SYSCTL_cpu_featureset_pv:
	case XEN_SYSCTL_cpu_featureset_pv_max:
		read_host(p);
		policy_limit_pv(p, fpu_xcr0_mask());
		policy_get_words(p, all);
		break;
	case XEN_SYSCTL_cpu_featureset_hvm:
	case XEN_SYSCTL_cpu_featureset_hvm_max:
		if (!hvm_ops)
			break;
		read_host(p);
		policy_limit_hvm(p, fpu_xcr0_mask());
		policy_get_words(p, all);
		break;
	}
	heap_free(p);
	memcpy(words, all, min_t(u32, n, NR_CPU_WORDS) * sizeof(words[0]));
	return NR_CPU_WORDS;
}
