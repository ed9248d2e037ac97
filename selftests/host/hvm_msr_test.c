// SPDX-License-Identifier: GPL-2.0-only
/*
 * MSRs of containers: who may write what, and what the hypervisor writes for them into the
 * guest's memory: the page of hypercalls is a page that has changed, and never one that the
 * guest itself may not write.
 */
#include <linux/errno.h>
#include <linux/kernel.h>
#include <linux/string.h>
#include <hyp/domain.h>
#include <hyp/p2m.h>
#include <hyp/page.h>
#include <hyp/vcpu.h>
#include <hyp/vmap.h>
#include <asm/cpufeature.h>
#include <asm/domain.h>
#include <asm/hvm.h>
#include <asm/msr_index.h>
#include <asm/policy.h>
#include <asm/vlapic.h>

#include "../../hypervisor/arch/x86/hvm/control.h"
#include "../../hypervisor/arch/x86/hvm/guest.h"
#include "../../hypervisor/arch/x86/hvm/params.h"
#include "test.h"

#define HYPERCALL_PAGE	0x40000000

static struct domain dom;
static struct arch_domain arch_dom;
static struct hvm_domain hvm_dom;
static struct vcpu vcpu;
static struct arch_vcpu arch_vcpu;
static struct hvm_vcpu hvm;
static struct page_info frames[8];
struct page_info *const frame_table = frames;
static u8 page[PAGE_SIZE];
static u64 efer, pat, dirty;
static unsigned int held, filled;
struct cpu_info boot_cpu = { .vendor = VENDOR_AMD };

void *mfn_to_virt(mfn_t mfn)
{
	return page;
}

/* Frame 3 is the guest's to write, no other. */
struct page_info *hvm_writable_page(struct domain *d, gfn_t gfn)
{
	if (gfn_x(gfn) != 3)
		return NULL;
	held++;
	return &frames[3];
}

/* Counts are 0 always, so each page_put() comes here. */
void page_put_slow(struct page_info *pg)
{
	held--;
}

int hvm_hypercall_page(struct domain *d, void *where)
{
	EXPECT(where == page);
	filled++;
	return 0;
}

void p2m_mark_dirty(struct domain *d, gfn_t gfn)
{
	/* Filled before it is told, or who takes the log in between misses it. */
	EXPECT_EQ(filled, 1);
	dirty |= 1ULL << gfn_x(gfn);
}

static unsigned int latched;

void hvm_latch_layout(struct vcpu *v)
{
	latched++;
}

int hvm_set_efer(struct vcpu *v, u64 val)
{
	efer = val;
	return 0;
}

u64 vlapic_base_read(const struct vcpu *v)
{
	return 0xfee00900;
}

int vlapic_base_write(struct vcpu *v, u64 val)
{
	return 0;
}

int vlapic_msr_read(struct vcpu *v, u32 msr, u64 *val)
{
	return 0;
}

int vlapic_msr_write(struct vcpu *v, u32 msr, u64 val)
{
	return 0;
}

int guest_rdmsr(struct vcpu *v, u32 msr, u64 *val)
{
	return -EINVAL;
}

int guest_wrmsr(struct vcpu *v, u32 msr, u64 val)
{
	return -EINVAL;
}

bool hvm_sees_us(const struct domain *d)
{
	return d->arch->hvm->adopted && !d->arch->hvm->hidden;
}

void guest_log(const struct domain *d, const char *fmt, ...)
{
}

static u64 get_efer(const struct vcpu *v)
{
	return efer;
}

static u64 get_pat(const struct vcpu *v)
{
	return pat;
}

static void set_pat(struct vcpu *v, u64 val)
{
	pat = val;
}

static const struct hvm_ops fake_ops = {
	.get_efer = get_efer, .get_pat = get_pat, .set_pat = set_pat,
};

const struct hvm_ops *hvm_ops = &fake_ops;

static void start_over(bool adopted)
{
	hvm_dom = (struct hvm_domain){ .adopted = adopted };
	arch_dom.hvm = &hvm_dom;
	dom.arch = &arch_dom;
	arch_vcpu.hvm = &hvm;
	vcpu = (struct vcpu){ .domain = &dom, .arch = &arch_vcpu };
	efer = EFER_LME | EFER_LMA;
	pat = 0;
	dirty = 0;
	held = 0;
	filled = 0;
}

TEST(the_page_of_hypercalls_is_written)
{
	u64 val;

	start_over(false);
	EXPECT_EQ(hvm_wrmsr(&vcpu, HYPERCALL_PAGE, 3 << 12), 0);
	EXPECT_EQ(filled, 1);
	EXPECT_EQ(latched, 1);
	EXPECT_EQ(dirty, 1 << 3);
	EXPECT_EQ(held, 0);
	EXPECT_EQ(hvm_wrmsr(&vcpu, HYPERCALL_PAGE, 4 << 12), -EINVAL);
	EXPECT_EQ(hvm_wrmsr(&vcpu, HYPERCALL_PAGE, 3 << 12 | 1), -EINVAL);
	EXPECT_EQ(hvm_rdmsr(&vcpu, HYPERCALL_PAGE, &val), -EINVAL);
	EXPECT_EQ(filled, 1);
	EXPECT_EQ(dirty, 1 << 3);
}

TEST(efer_has_no_svm_for_who_was_built)
{
	u64 val;

	start_over(false);
	EXPECT_EQ(hvm_wrmsr(&vcpu, MSR_EFER, EFER_LME | EFER_SVME), -EINVAL);
	EXPECT_EQ(hvm_wrmsr(&vcpu, MSR_EFER, EFER_LME | EFER_NX), 0);
	EXPECT_EQ(efer, EFER_LME | EFER_NX);
	EXPECT_EQ(hvm_rdmsr(&vcpu, MSR_EFER, &val), 0);
	EXPECT_EQ(val, EFER_LME | EFER_NX);
	start_over(true);
	EXPECT_EQ(hvm_wrmsr(&vcpu, MSR_EFER, EFER_LME | EFER_SVME), 0);
	EXPECT_EQ(efer, EFER_LME);
	EXPECT_EQ(hvm_rdmsr(&vcpu, MSR_EFER, &val), 0);
	EXPECT_EQ(val, EFER_LME | EFER_SVME);
	/* A kernel that crashes leaves a bare machine to what it starts. */
	EXPECT_EQ(hvm_wrmsr(&vcpu, MSR_EFER, EFER_LME), 0);
	EXPECT_EQ(hvm_rdmsr(&vcpu, MSR_EFER, &val), 0);
	EXPECT_EQ(val, EFER_LME);
}

TEST(memory_types)
{
	start_over(false);
	EXPECT_EQ(hvm_wrmsr(&vcpu, MSR_PAT, 0x0007040600070406), 0);
	EXPECT_EQ(pat, 0x0007040600070406);
	EXPECT_EQ(hvm_wrmsr(&vcpu, MSR_PAT, 0x0007040600070402), -EINVAL);
	EXPECT_EQ(hvm_wrmsr(&vcpu, MSR_PAT, 0x0307040600070406), -EINVAL);
	EXPECT_EQ(hvm_wrmsr(&vcpu, MSR_PAT, 0x0807040600070406), -EINVAL);
	EXPECT_EQ(pat, 0x0007040600070406);
}

/* Microcode, SVM, the hypervisor's own; of a guest that was built nothing of the machine is. */
TEST(what_of_the_machine_is_nobodys_to_write)
{
	static const u32 no[] = { 0x79, 0xc0010020, 0xc0010114, 0xc0011040, 0x48f, 0xc0010117 };
	static const u32 owners[] = { 0x200, 0x2ff, 0x400, 0xc0010000, 0xc0010200, 0x1a0 };
	unsigned int i;

	start_over(true);
	for (i = 0; i < ARRAY_SIZE(no); i++)
		EXPECT_EQ(hvm_wrmsr(&vcpu, no[i], 1), -EINVAL);
	start_over(false);
	for (i = 0; i < ARRAY_SIZE(no); i++)
		EXPECT_EQ(hvm_wrmsr(&vcpu, no[i], 1), -EINVAL);
	for (i = 0; i < ARRAY_SIZE(owners); i++)
		EXPECT_EQ(hvm_wrmsr(&vcpu, owners[i], 0), -EINVAL);
}
