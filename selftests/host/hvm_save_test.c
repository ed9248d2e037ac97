// SPDX-License-Identifier: GPL-2.0-only
/*
 * The records that tools save and restore a container by, with a fake CPU: every register
 * comes back as it was, what a guest could not have is refused, and so is a row of records
 * that is cut off anywhere or says wrong lengths. Who restores trusts nothing in it.
 */
#include <hyp/domain.h>
#include <hyp/printk.h>
#include <hyp/vcpu.h>
#include <linux/errno.h>
#include <linux/kernel.h>
#include <linux/string.h>
#include <asm/cpu_policy.h>
#include <asm/cpufeature.h>
#include <asm/domain.h>
#include <asm/fpu.h>
#include <asm/hvm.h>
#include <asm/hvm_save.h>
#include <asm/msr_index.h>
#include <asm/policy.h>
#include <asm/system.h>
#include <asm/vlapic.h>
#include <xen/interface/hvm/save.h>

#include "../../hypervisor/arch/x86/hvm/guest.h"
#include "../../hypervisor/arch/x86/hvm/vlapic_priv.h"
#include "test.h"

#define VCPUS	2
#define PAT	0x0007040600070406ULL

static struct domain dom;
static struct arch_domain arch_dom;
static struct hvm_domain hvm_dom;
static struct vcpu vcpus[VCPUS];
static struct arch_vcpu arch_vcpus[VCPUS];
static struct hvm_vcpu hvm_vcpus[VCPUS];
static struct vlapic vlapics[VCPUS];
static struct hvm_state states[VCPUS];
static u8 fpu_area[VCPUS][1024];
static u64 pats[VCPUS], resumed_deadline;
static u32 resumed_count;
struct cpu_info boot_cpu;

struct vcpu *domain_vcpu_from(const struct domain *d, unsigned int id)
{
	return id < VCPUS ? &vcpus[id] : NULL;
}

struct vcpu *domain_vcpu(const struct domain *d, unsigned int id)
{
	return id < VCPUS ? &vcpus[id] : NULL;
}

unsigned int vcpu_id(const struct vcpu *v)
{
	return v->id;
}

int guest_cpuid(struct vcpu *v, u32 leaf, u32 subleaf, u32 out[4])
{
	out[0] = 0x12345678;
	return 0;
}

static void get_state(struct vcpu *v, struct hvm_state *s)
{
	*s = states[v->id];
}

static int set_state(struct vcpu *v, const struct hvm_state *s)
{
	states[v->id] = *s;
	return 0;
}

static u64 get_pat(const struct vcpu *v)
{
	return pats[v->id];
}

static void set_pat(struct vcpu *v, u64 val)
{
	pats[v->id] = val;
}

static void flush_guest(struct vcpu *v)
{
}

static const struct hvm_ops fake_ops = {
	.get_state = get_state,
	.set_state = set_state,
	.get_pat = get_pat,
	.set_pat = set_pat,
	.flush_guest = flush_guest,
};

const struct hvm_ops *hvm_ops = &fake_ops;

bool hvm_pat_valid(u64 val)
{
	return val == PAT;
}

void hvm_forget_code(struct hvm_vcpu *hv)
{
}

u64 fpu_xcr0_mask(void)
{
	return 7;
}

u32 fpu_xsave_bytes(const struct vcpu *v)
{
	return 576 + 256;
}

void fpu_export_xsave(const struct vcpu *v, void *area, u32 bytes)
{
	memcpy(area, fpu_area[v->id], bytes);
}

int fpu_import_xsave(struct vcpu *v, u64 xcr0, const void *area, u32 bytes)
{
	if (bytes > sizeof(fpu_area[0]) || xcr0 & ~7ULL)
		return -EINVAL;
	v->arch->xcr0 = xcr0;
	memcpy(fpu_area[v->id], area, bytes);
	return 0;
}

void fpu_import_legacy(struct vcpu *v, const void *fxsave)
{
	memcpy(fpu_area[v->id], fxsave, 512);
}

void fpu_export_legacy(const struct vcpu *v, void *fxsave)
{
	memcpy(fxsave, fpu_area[v->id], 512);
}

u32 vlapic_reg_read(struct vlapic *vl, unsigned int reg)
{
	switch (reg) {
	case APIC_TPR:
		return vl->tpr;
	case APIC_SVR:
		return vl->svr;
	case APIC_LVT_TIMER:
		return vl->lvt[VLVT_TIMER];
	case APIC_TIMER_INIT:
		return vl->timer_initial;
	case APIC_TIMER_COUNT:
		return 1234;
	case APIC_TIMER_DIVIDE:
		return vl->timer_divide;
	case APIC_IRR ... APIC_IRR + 0x70:
		return vl->irr[(reg - APIC_IRR) / 0x20] >> ((reg & 0x10) ? 32 : 0);
	case APIC_ISR ... APIC_ISR + 0x70:
		return vl->isr[(reg - APIC_ISR) / 0x20] >> ((reg & 0x10) ? 32 : 0);
	}
	return 0;
}

unsigned int vlapic_lvt_at(const struct vlapic *vl, unsigned int offset)
{
	return offset == APIC_LVT_TIMER ? VLVT_TIMER : VLVT_NR;
}

u32 vlapic_lvt_bits(unsigned int lvt)
{
	return 0x700ff;
}

void vlapic_clear(struct vlapic *vl)
{
	u64 base = vl->base;
	struct vcpu *v = vl->vcpu;

	memset(vl, 0, sizeof(*vl));
	vl->base = base;
	vl->vcpu = v;
}

static u64 tsc_from, tsc_set;

void hvm_set_tsc(struct domain *d, u64 now)
{
	tsc_set = now - tsc_from;
}

u64 vlapic_deadline_read(const struct vlapic *vl)
{
	return vl->deadline;
}

void vlapic_deadline_write(struct vlapic *vl, u64 tsc)
{
	resumed_deadline = tsc;
}

void vlapic_timer_resume(struct vlapic *vl, u32 count)
{
	resumed_count = count;
}

static u8 buf[16384] __aligned(8), again[16384] __aligned(8);

static void fill(void *p, size_t bytes)
{
	u8 *at = p;

	while (bytes--)
		*at++ = test_random();
}

/* A vCPU in long mode with every other bit of it at random. */
static void make_vcpu(unsigned int i)
{
	struct hvm_state *s = &states[i];
	unsigned int n;

	fill(s, sizeof(*s));
	s->regs.rflags |= RFLAGS_FIXED;
	s->cr0 = CR0_PE | CR0_PG | CR0_ET;
	s->cr4 = CR4_PAE;
	s->efer = EFER_LME | EFER_LMA | EFER_NX;
	s->dr6 = (u32)s->dr6;
	s->dr7 = (u32)s->dr7;
	s->tsc_aux = (u32)s->tsc_aux;
	for (n = 0; n < HVM_NR_SEGMENTS; n++)
		s->seg[n].attr &= 0xfff;
	fill(fpu_area[i], sizeof(fpu_area[i]));
	fill(vlapics[i].irr, sizeof(vlapics[i].irr));
	vlapics[i].irr[0] &= ~0xffffUL;
	vlapics[i].base = 0xfee00000 | APIC_BASE_ENABLE | APIC_BASE_X2APIC;
	vlapics[i].tpr = 0x40;
	vlapics[i].svr = 0x1ff;
	vlapics[i].lvt[VLVT_TIMER] = 0xef;
	vlapics[i].timer_initial = 5000;
	vlapics[i].vcpu = &vcpus[i];
	pats[i] = PAT;
}

static void world(void)
{
	unsigned int i;

	test_random_seed(1);
	dom.arch = &arch_dom;
	arch_dom.hvm = &hvm_dom;
	arch_dom.tsc_khz = 1000;
	hvm_dom.cr4_mask = CR4_PAE | CR4_OSFXSR;
	boot_cpu.word[FEATURE_XSAVE / 32] |= BIT(FEATURE_XSAVE % 32);
	boot_cpu.word[FEATURE_IBRS / 32] |= BIT(FEATURE_IBRS % 32);
	for (i = 0; i < VCPUS; i++) {
		vcpus[i] = (struct vcpu){ .id = i, .domain = &dom, .arch = &arch_vcpus[i] };
		arch_vcpus[i] = (struct arch_vcpu){ .hvm = &hvm_vcpus[i], .xcr0 = 3 };
		hvm_vcpus[i] = (struct hvm_vcpu){ .vlapic = &vlapics[i] };
		make_vcpu(i);
	}
}

static u32 save(u8 *to)
{
	u32 bytes = sizeof(buf);

	EXPECT_EQ(hvm_save(&dom, to, &bytes), 0);
	EXPECT_EQ(bytes, hvm_save_size(&dom));
	return bytes;
}

static struct hvm_save_descriptor *find(u8 *at, u16 code)
{
	struct hvm_save_descriptor *desc = (void *)at;

	while (desc->typecode != code && desc->typecode != HVM_SAVE_CODE_END)
		desc = (void *)((u8 *)(desc + 1) + desc->length);
	return desc;
}

/* The TSC goes on meanwhile. */
static void forget_tsc(u8 *at)
{
	struct hvm_save_descriptor *desc = (void *)at;

	while (desc->typecode != HVM_SAVE_CODE_END) {
		if (desc->typecode == HVM_SAVE_CODE_CPU)
			((struct hvm_hw_cpu *)(desc + 1))->tsc = 0;
		desc = (void *)((u8 *)(desc + 1) + desc->length);
	}
}

TEST(round_trip)
{
	struct hvm_state before;
	u32 bytes;

	world();
	hvm_vcpus[0].event = (struct hvm_event){
		.valid = true, .type = HVM_EVENT_EXCEPTION, .vector = 14, .error = 2,
	};
	before = states[0];
	hvm_dom.tsc_offset = 1ULL << 62;
	tsc_from = __builtin_ia32_rdtsc() + hvm_dom.tsc_offset;
	bytes = save(buf);
	memset(states, 0, sizeof(states));
	memset(fpu_area, 0, sizeof(fpu_area));
	memset(vlapics[0].irr, 0, sizeof(vlapics[0].irr));
	hvm_vcpus[0].event.valid = false;
	set_bit(VPF_DOWN, &vcpus[0].pause_flags);
	EXPECT_EQ(hvm_load(&dom, buf, bytes), 0);
	EXPECT(!test_bit(VPF_DOWN, &vcpus[0].pause_flags));
	EXPECT(vcpus[0].initialised);
	EXPECT_EQ(states[0].regs.rip, before.regs.rip);
	EXPECT_EQ(states[0].regs.r15, before.regs.r15);
	EXPECT_EQ(states[0].regs.rflags, before.regs.rflags);
	EXPECT_EQ(states[0].cr3, before.cr3);
	EXPECT_EQ(states[0].dr[3], before.dr[3]);
	EXPECT_EQ(states[0].seg[HVM_TR].base, before.seg[HVM_TR].base);
	EXPECT_EQ(states[0].seg[HVM_SS].attr, before.seg[HVM_SS].attr);
	EXPECT_EQ(states[0].kernel_gs_base, before.kernel_gs_base);
	EXPECT_EQ(states[0].sfmask, before.sfmask);
	EXPECT_EQ(hvm_vcpus[0].event.vector, 14);
	EXPECT_EQ(hvm_vcpus[0].event.error, 2);
	EXPECT_EQ(resumed_count, 1234U);
	/* The guest's counter, not the machine's. */
	EXPECT(tsc_set < 1ULL << 40);
	EXPECT_EQ(save(again), bytes);
	forget_tsc(buf);
	forget_tsc(again);
	EXPECT_EQ(memcmp(buf, again, bytes), 0);
}

TEST(one_that_is_down_has_no_registers)
{
	world();
	set_bit(VPF_DOWN, &vcpus[1].pause_flags);
	save(buf);
	EXPECT_EQ(find(buf, HVM_SAVE_CODE_CPU)->instance, 0);
	EXPECT_EQ(find((u8 *)(find(buf, HVM_SAVE_CODE_CPU) + 1) + sizeof(struct hvm_hw_cpu),
		       HVM_SAVE_CODE_CPU)->typecode, HVM_SAVE_CODE_END);
}

TEST(one_record)
{
	u32 bytes = sizeof(buf);

	world();
	EXPECT_EQ(hvm_save_one(&dom, HVM_SAVE_CODE_MTRR, 1, buf, &bytes), 0);
	EXPECT_EQ(bytes, sizeof(struct hvm_hw_mtrr));
	EXPECT_EQ(((struct hvm_hw_mtrr *)buf)->msr_pat_cr, PAT);
	bytes = 8;
	EXPECT_EQ(hvm_save_one(&dom, HVM_SAVE_CODE_MTRR, 1, buf, &bytes), -ENOSPC);
	EXPECT_EQ(hvm_save_one(&dom, HVM_SAVE_CODE_MTRR, VCPUS, buf, &bytes), -ENOENT);
	EXPECT_EQ(hvm_save_one(&dom, HVM_SAVE_CODE_PIT, 0, buf, &bytes), -ENOENT);
}

static int load_cpu(void (*change)(struct hvm_hw_cpu *c))
{
	u32 bytes;

	world();
	bytes = save(buf);
	change((struct hvm_hw_cpu *)(find(buf, HVM_SAVE_CODE_CPU) + 1));
	return hvm_load(&dom, buf, bytes);
}

static void nothing(struct hvm_hw_cpu *c)
{
}

static void svme(struct hvm_hw_cpu *c)
{
	c->msr_efer |= EFER_SVME;
}

static void no_lma(struct hvm_hw_cpu *c)
{
	c->msr_efer &= ~(u64)EFER_LMA;
}

static void unknown_cr4(struct hvm_hw_cpu *c)
{
	c->cr4 |= CR4_PKE;
}

static void paging_without_protection(struct hvm_hw_cpu *c)
{
	c->cr0 &= ~(u64)CR0_PE;
}

static void tags_outside_long_mode(struct hvm_hw_cpu *c)
{
	hvm_dom.cr4_mask |= CR4_PCIDE;
	c->cr0 &= ~(u64)CR0_PG;
	c->msr_efer &= ~(u64)EFER_LMA;
	c->cr4 |= CR4_PCIDE;
}

static void nmi_as_exception(struct hvm_hw_cpu *c)
{
	c->pending_valid = 1;
	c->pending_type = 3;
	c->pending_vector = 2;
}

static void interrupt_as_exception(struct hvm_hw_cpu *c)
{
	nmi_as_exception(c);
	c->pending_vector = 0x51;
}

TEST(impossible_registers)
{
	EXPECT_EQ(load_cpu(nothing), 0);
	EXPECT_EQ(load_cpu(svme), -EINVAL);
	EXPECT_EQ(load_cpu(no_lma), -EINVAL);
	EXPECT_EQ(load_cpu(unknown_cr4), -EINVAL);
	EXPECT_EQ(load_cpu(paging_without_protection), -EINVAL);
	EXPECT_EQ(load_cpu(tags_outside_long_mode), -EINVAL);
	EXPECT_EQ(load_cpu(nmi_as_exception), -EINVAL);
	EXPECT_EQ(load_cpu(interrupt_as_exception), -EINVAL);
}

TEST(apic_base)
{
	struct hvm_hw_lapic *l;
	u32 bytes;

	world();
	bytes = save(buf);
	l = (void *)(find(buf, HVM_SAVE_CODE_LAPIC) + 1);
	l->apic_base_msr ^= 0x1000;
	EXPECT_EQ(hvm_load(&dom, buf, bytes), -EINVAL);
	l->apic_base_msr = 0xfee00000 | APIC_BASE_X2APIC;
	EXPECT_EQ(hvm_load(&dom, buf, bytes), -EINVAL);
}

/* Cut off at each byte: never accepted, never read beyond (the sanitizer looks). */
TEST(cut_off)
{
	u32 bytes, i;

	world();
	bytes = save(buf);
	for (i = 0; i < bytes; i++) {
		u8 *copy = host_alloc(i ?: 1);

		memcpy(copy, buf, i);
		EXPECT_EQ(hvm_load(&dom, copy, i), -EINVAL);
		host_free(copy);
	}
}

TEST(wrong_descriptors)
{
	struct hvm_save_descriptor *desc;
	u32 bytes, i;

	world();
	for (i = 0; i < 2000; i++) {
		bytes = save(again);
		memcpy(buf, again, bytes);
		desc = find(buf, HVM_SAVE_CODE_CPU + test_random() % 15);
		switch (i % 3) {
		case 0:
			desc->length = test_random();
			break;
		case 1:
			desc->instance = VCPUS + test_random() % 100;
			break;
		default:
			desc->typecode = HVM_SAVE_CODE_MAX + 1 + test_random() % 100;
			break;
		}
		if (memcmp(buf, again, bytes))
			EXPECT(hvm_load(&dom, buf, bytes) != 0);
		world();
	}
	desc = (void *)buf;
	save(buf);
	desc->typecode = HVM_SAVE_CODE_MTRR;
	EXPECT_EQ(hvm_load(&dom, buf, bytes), -EINVAL);
}
