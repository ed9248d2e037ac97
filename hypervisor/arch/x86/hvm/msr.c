// SPDX-License-Identifier: GPL-2.0-only
/*
 * MSRs in a container: those of the vCPU itself, then, for an adopted kernel, those
 * of the machine that it goes on to own, then what each guest has. Everything else is
 * denied.
 *
 * Of the machine, an adopted kernel may read what there is. It may write what the list
 * below says: memory types, machine checks, performance counters, power, all of which
 * the hypervisor leaves alone.
 */
#include <asm/hvm.h>

#include <linux/errno.h>
#include <linux/kernel.h>
#include <hyp/domain.h>
#include <hyp/page.h>
#include <hyp/p2m.h>
#include <hyp/printk.h>
#include <hyp/vcpu.h>
#include <hyp/vmap.h>
#include <asm/cpufeature.h>
#include <asm/domain.h>
#include <asm/msr.h>
#include <asm/msr_index.h>
#include <asm/policy.h>
#include <asm/vlapic.h>
#include "control.h"
#include "guest.h"
#include "params.h"

#define MSR_HYPERCALL_PAGE	0x40000000
#define MSR_TSC			0x10
#define MSR_TSC_DEADLINE	0x6e0
#define MSR_INT_PENDING		0xc0010055
#define MSR_X2APIC_FIRST	0x800
#define MSR_X2APIC_LAST		0x8ff

struct vcpu_msr {
	u32 msr;
	int (*read)(struct vcpu *v, u64 *val);		/* NULL: denied */
	int (*write)(struct vcpu *v, u64 val);
};

static int read_efer(struct vcpu *v, u64 *val)
{
	*val = hvm_ops->get_efer(v);
	/* Who looks for a rival before it uses SVM finds us. */
	if (hvm_sees_us(v->domain))
		*val |= EFER_SVME;
	return 0;
}

/*
 * A kernel that runs leaves SVME as it finds it: KVM sees that it is taken. One that crashes
 * switches virtualization off on each CPU, and what it starts then is to find a bare machine.
 */
static void give_up(struct domain *d)
{
	if (!hvm_sees_us(d))
		return;
	d->arch->hvm->hidden = true;
	pr_info("d%u gives virtualization up: no hypervisor is shown from now on\n", d->domid);
}

/* Where CPUID shows no SVM the bit is a reserved one. */
static int write_efer(struct vcpu *v, u64 val)
{
	if (!v->domain->arch->hvm->adopted && (val & EFER_SVME))
		return -EINVAL;
	if (!(val & EFER_SVME))
		give_up(v->domain);
	return hvm_set_efer(v, val & ~(u64)EFER_SVME);
}

static int read_tsc(struct vcpu *v, u64 *val)
{
	*val = rdtsc() + v->domain->arch->hvm->tsc_offset;
	return 0;
}

/* Of a guest it stays what all its vCPUs have. */
static int write_tsc(struct vcpu *v, u64 val)
{
	if (v->domain->arch->hvm->adopted)
		wrmsr(MSR_TSC, val);
	return 0;
}

/* The APIC counts the machine's ticks. */
static int read_deadline(struct vcpu *v, u64 *val)
{
	int err = v->arch->hvm->vlapic ? vlapic_msr_read(v, MSR_TSC_DEADLINE, val) : -EINVAL;

	if (*val)
		*val += v->domain->arch->hvm->tsc_offset;
	return err;
}

static int write_deadline(struct vcpu *v, u64 val)
{
	if (val)
		val -= v->domain->arch->hvm->tsc_offset;
	return v->arch->hvm->vlapic ? vlapic_msr_write(v, MSR_TSC_DEADLINE, val) : -EINVAL;
}

static int read_pat(struct vcpu *v, u64 *val)
{
	*val = hvm_ops->get_pat(v);
	return 0;
}

/* Each byte 0 (UC), 1 (WC), 4 (WT), 5 (WP), 6 (WB) or 7 (UC-). */
bool hvm_pat_valid(u64 val)
{
	unsigned int i;

	for (i = 0; i < 64; i += 8)
		if (((val >> i) & 0xf8) || ((0x0c >> ((val >> i) & 7)) & 1))
			return false;
	return true;
}

static int write_pat(struct vcpu *v, u64 val)
{
	if (!hvm_pat_valid(val))
		return -EINVAL;
	hvm_ops->set_pat(v, val);
	return 0;
}

static int read_apic_base(struct vcpu *v, u64 *val)
{
	*val = vlapic_base_read(v);
	return 0;
}

static int read_tsc_aux(struct vcpu *v, u64 *val)
{
	*val = v->arch->tsc_aux;
	return cpu_has(FEATURE_RDTSCP) ? 0 : -EINVAL;
}

static int write_tsc_aux(struct vcpu *v, u64 val)
{
	if (!cpu_has(FEATURE_RDTSCP) || val >> 32)
		return -EINVAL;
	v->arch->tsc_aux = val;
	wrmsr(MSR_TSC_AUX, val);
	return 0;
}

static int read_xss(struct vcpu *v, u64 *val)
{
	*val = v->arch->hvm->xss;
	return cpu_has(FEATURE_XSAVES) ? 0 : -EINVAL;
}

/* Supervisor components are switched with no vCPU, so only who came with them has any. */
static int write_xss(struct vcpu *v, u64 val)
{
	if (!cpu_has(FEATURE_XSAVES) || (val && !v->domain->arch->hvm->adopted) ||
	    wrmsr_safe(MSR_XSS, val))
		return -EINVAL;
	v->arch->hvm->xss = val;
	return 0;
}

static int read_spec_ctrl(struct vcpu *v, u64 *val)
{
	*val = v->arch->hvm->spec_ctrl;
	return cpu_has(FEATURE_IBRS) ? 0 : -EINVAL;
}

static int write_spec_ctrl(struct vcpu *v, u64 val)
{
	if (!cpu_has(FEATURE_IBRS) || wrmsr_safe(MSR_SPEC_CTRL, val))
		return -EINVAL;
	v->arch->hvm->spec_ctrl = val;
	return 0;
}

static int read_zero(struct vcpu *v, u64 *val)
{
	*val = 0;
	return 0;
}

/* Whether a message of the bus halts the CPU: kernels look without asking if it is there. */
static int read_int_pending(struct vcpu *v, u64 *val)
{
	*val = 0;
	if (v->domain->arch->hvm->adopted)
		return rdmsr_safe(MSR_INT_PENDING, val) ? -EINVAL : 0;
	return boot_cpu.vendor == VENDOR_INTEL ? -EINVAL : 0;
}

static int write_int_pending(struct vcpu *v, u64 val)
{
	return v->domain->arch->hvm->adopted && !wrmsr_safe(MSR_INT_PENDING, val) ? 0 : -EINVAL;
}

/* Kernels clear it when they die: that is no reason to fault. */
static int write_hsave(struct vcpu *v, u64 val)
{
	return val ? -EINVAL : 0;
}

/* Bits 0 to 11: which page of several; there is one. */
static int write_hypercall_page(struct vcpu *v, u64 val)
{
	gfn_t gfn = to_gfn(val >> PAGE_SHIFT);
	struct domain *d = v->domain;
	struct page_info *pg;

	if (val & ~PAGE_MASK)
		return -EINVAL;
	pg = hvm_writable_page(d, gfn);
	if (!pg)
		return -EINVAL;
	hvm_latch_layout(v);
	hvm_hypercall_page(d, mfn_to_virt(page_to_mfn(pg)));
	p2m_mark_dirty(d, gfn);
	page_put(pg);
	return 0;
}

static const struct vcpu_msr vcpu_msrs[] = {
	{ MSR_EFER, read_efer, write_efer },
	{ MSR_TSC, read_tsc, write_tsc },
	{ MSR_TSC_DEADLINE, read_deadline, write_deadline },
	{ MSR_PAT, read_pat, write_pat },
	{ MSR_APIC_BASE, read_apic_base, vlapic_base_write },
	{ MSR_TSC_AUX, read_tsc_aux, write_tsc_aux },
	{ MSR_XSS, read_xss, write_xss },
	{ MSR_SPEC_CTRL, read_spec_ctrl, write_spec_ctrl },
	{ MSR_INT_PENDING, read_int_pending, write_int_pending },
	{ MSR_VM_HSAVE_PA, read_zero, write_hsave },
	{ MSR_HYPERCALL_PAGE, NULL, write_hypercall_page },
};

/* First and last of what an adopted kernel may write. */
static const struct { u32 first, last; } owner_writes[] = {
	{ 0x10, 0x10 }, { 0x3b, 0x3b },			/* TSC, TSC_ADJUST */
	{ 0x49, 0x49 }, { 0x10b, 0x10b },		/* PRED_CMD, FLUSH_CMD */
	{ 0x8b, 0x8b },					/* microcode revision */
	{ 0xc1, 0xc8 }, { 0x186, 0x18d }, { 0x309, 0x30b }, { 0x38d, 0x390 },	/* counters */
	{ 0xe7, 0xe8 },					/* MPERF, APERF */
	{ 0x179, 0x17b }, { 0x280, 0x29f }, { 0x400, 0x47f },	/* machine checks */
	{ 0xc0002000, 0xc0002fff },
	{ 0x199, 0x1a4 }, { 0x1b0, 0x1b2 },		/* power, thermal */
	{ 0x1d9, 0x1d9 },				/* DEBUGCTL */
	{ 0x200, 0x20f }, { 0x250, 0x250 }, { 0x258, 0x259 }, { 0x268, 0x26f },	/* MTRRs */
	{ 0x2ff, 0x2ff },
	{ 0x770, 0x774 },
	{ 0xc0000104, 0xc0000104 },			/* TSC ratio */
	{ 0xc0000300, 0xc0000302 },
	{ 0xc0010000, 0xc0010007 }, { 0xc0010010, 0xc0010010 }, { 0xc0010015, 0xc001001d },
	{ 0xc001001f, 0xc001001f }, { 0xc0010044, 0xc0010054 },
	{ 0xc0010061, 0xc0010073 }, { 0xc001011f, 0xc001011f },
	{ 0xc0010200, 0xc001020b }, { 0xc0010230, 0xc001024b },
	{ 0xc0010299, 0xc001029b }, { 0xc00102b0, 0xc00102b4 },
	{ 0xc0011000, 0xc001103f },
};

static bool owner_may_write(u32 msr)
{
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(owner_writes); i++)
		if (msr >= owner_writes[i].first && msr <= owner_writes[i].last)
			return true;
	return false;
}

static const struct vcpu_msr *find(u32 msr)
{
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(vcpu_msrs); i++)
		if (vcpu_msrs[i].msr == msr)
			return &vcpu_msrs[i];
	return NULL;
}

static bool is_apic(u32 msr)
{
	return msr >= MSR_X2APIC_FIRST && msr <= MSR_X2APIC_LAST;
}

int hvm_rdmsr(struct vcpu *v, u32 msr, u64 *val)
{
	const struct vcpu_msr *m = find(msr);

	*val = 0;
	if (m)
		return m->read ? m->read(v, val) : -EINVAL;
	if (is_apic(msr))
		return v->arch->hvm->vlapic ? vlapic_msr_read(v, msr, val) : -EINVAL;
	if (v->domain->arch->hvm->adopted)
		return rdmsr_safe(msr, val) ? -EINVAL : 0;
	return guest_rdmsr(v, msr, val);
}

int hvm_wrmsr(struct vcpu *v, u32 msr, u64 val)
{
	const struct vcpu_msr *m = find(msr);

	if (m)
		return m->write ? m->write(v, val) : -EINVAL;
	if (is_apic(msr))
		return v->arch->hvm->vlapic ? vlapic_msr_write(v, msr, val) : -EINVAL;
	if (!v->domain->arch->hvm->adopted)
		return guest_wrmsr(v, msr, val);
	if (owner_may_write(msr))
		return wrmsr_safe(msr, val) ? -EINVAL : 0;
	guest_log(v->domain, "no write of MSR %#x (%#llx)\n", msr, val);
	return -EINVAL;
}
