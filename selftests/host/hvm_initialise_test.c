// SPDX-License-Identifier: GPL-2.0-only
/*
 * VCPUOP_initialise in a container: a vCPU gets the registers that it was promised, in both
 * forms of the structure; what no vCPU can be in, and a structure with anything in its
 * padding, is refused and leaves the vCPU waiting for its start-up IPI; one that a start-up
 * IPI has started is left alone.
 */
#include <linux/errno.h>
#include <linux/kernel.h>
#include <linux/string.h>
#include <hyp/domain.h>
#include <hyp/vcpu.h>
#include <asm/domain.h>
#include <asm/hvm.h>
#include <asm/msr_index.h>
#include <asm/system.h>
#include <xen/interface/hvm/hvm_vcpu.h>
#include "arch/x86/hvm/guest.h"
#include "arch/x86/hvm/control.h"

#include "test.h"

static struct vcpu_hvm_context given;
static struct hvm_state got;
static bool readable, cpu_refuses;
static struct hvm_vcpu hv;
static struct arch_vcpu arch_vcpu = { .hvm = &hv };
static struct vcpu vcpu = { .arch = &arch_vcpu };

unsigned long guest_copy_from(void *to, u64 gva, unsigned long bytes)
{
	EXPECT_EQ(gva, 0x1000);
	EXPECT_EQ(bytes, sizeof(given));
	memcpy(to, &given, bytes);
	return readable ? 0 : bytes;
}

/* The real one is in hvm_control_test. */
bool hvm_state_possible(const struct vcpu *v, const struct hvm_state *s)
{
	return !(s->cr0 & CR0_PG) || (s->cr0 & CR0_PE);
}

static int set_state(struct vcpu *v, const struct hvm_state *s)
{
	/* Nobody else may start it now. */
	EXPECT(!hv.waits_for_startup);
	got = *s;
	return cpu_refuses ? -EINVAL : 0;
}

static const struct hvm_ops ops = { .set_state = set_state };
const struct hvm_ops *hvm_ops = &ops;

static int call(void)
{
	return hvm_initialise(&vcpu, 0x1000);
}

static void begin(u32 mode)
{
	readable = true;
	cpu_refuses = false;
	hv = (struct hvm_vcpu){ .waits_for_startup = true };
	memset(&given, 0, sizeof(given));
	memset(&got, 0, sizeof(got));
	given.mode = mode;
}

static void begin_32(void)
{
	struct vcpu_hvm_x86_32 *x = &given.cpu_regs.x86_32;

	begin(VCPU_HVM_MODE_32B);
	x->eip = 0x12345;
	x->ebx = 7;
	x->cr0 = CR0_PE;
	x->cs_limit = ~0U;
	x->cs_ar = 0xc9b;
	x->ds_base = 0x5000;
	x->ds_limit = 0xffff;
	x->ds_ar = 0x093;
	x->tr_ar = 0x8b;
}

static void begin_64(void)
{
	struct vcpu_hvm_x86_64 *x = &given.cpu_regs.x86_64;

	begin(VCPU_HVM_MODE_64B);
	x->rip = 0xffffffff81000000UL;
	x->rsp = 0xffffc90000001000UL;
	x->rdi = 42;
	x->cr0 = CR0_PE | CR0_PG;
	x->cr3 = 0x3000;
	x->cr4 = CR4_PAE;
	x->efer = EFER_LME | EFER_NX;
}

TEST(protected_mode)
{
	begin_32();
	EXPECT_EQ(call(), 0);
	EXPECT_EQ(got.regs.rip, 0x12345);
	EXPECT_EQ(got.regs.rbx, 7);
	EXPECT_EQ(got.regs.rflags, RFLAGS_FIXED);
	EXPECT_EQ(got.cr0, CR0_PE | CR0_ET);
	EXPECT_EQ(got.efer, 0);
	EXPECT_EQ(got.seg[HVM_CS].attr, 0xc9b);
	EXPECT_EQ(got.seg[HVM_DS].base, 0x5000);
	EXPECT_EQ(got.seg[HVM_DS].limit, 0xffff);
	EXPECT_EQ(got.seg[HVM_TR].attr, 0x8b);
	EXPECT(!hv.waits_for_startup);
}

TEST(long_mode)
{
	begin_64();
	EXPECT_EQ(call(), 0);
	EXPECT_EQ(got.regs.rip, 0xffffffff81000000UL);
	EXPECT_EQ(got.regs.rdi, 42);
	EXPECT_EQ(got.efer, EFER_LME | EFER_LMA | EFER_NX);
	EXPECT(got.seg[HVM_CS].attr & HVM_SEG_L);
	EXPECT_EQ(got.dr7, 0x400);
}

TEST(refused)
{
	begin_32();
	readable = false;
	EXPECT_EQ(call(), -EFAULT);
	begin_32();
	given.mode = 2;
	EXPECT_EQ(call(), -EINVAL);
	begin_32();
	given.pad = 1;
	EXPECT_EQ(call(), -EINVAL);
	begin_32();
	given.cpu_regs.x86_32.pad1 = 1;
	EXPECT_EQ(call(), -EINVAL);
	begin_32();
	given.cpu_regs.x86_32.pad2[2] = 1;
	EXPECT_EQ(call(), -EINVAL);
	begin_32();
	given.cpu_regs.x86_32.cs_ar |= HVM_SEG_L;
	EXPECT_EQ(call(), -EINVAL);
	begin_32();
	given.cpu_regs.x86_32.ss_ar = 0x1000;
	EXPECT_EQ(call(), -EINVAL);
	begin_32();
	given.cpu_regs.x86_32.cs_limit = 0x1000;
	EXPECT_EQ(call(), -EINVAL);
	begin_32();
	given.cpu_regs.x86_32.cr0 = CR0_PG;
	EXPECT_EQ(call(), -EINVAL);
	begin_64();
	given.cpu_regs.x86_64.efer = 0;
	EXPECT_EQ(call(), -EINVAL);
	begin_64();
	given.cpu_regs.x86_64.cr0 = CR0_PE;
	EXPECT_EQ(call(), -EINVAL);
	EXPECT(hv.waits_for_startup);
}

TEST(who_comes_too_late)
{
	begin_64();
	hv.waits_for_startup = false;
	EXPECT_EQ(call(), -EEXIST);
	EXPECT_EQ(got.regs.rip, 0);
	begin_64();
	cpu_refuses = true;
	EXPECT_EQ(call(), -EINVAL);
	EXPECT(hv.waits_for_startup);
}
