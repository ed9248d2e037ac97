// SPDX-License-Identifier: GPL-2.0-only
/*
 * Events of a container, with a fake CPU: which one is delivered when several wait, what
 * waits asks for a window, exceptions that meet make what a CPU makes of them, and what
 * an exit interrupted goes in again in the form that SVM gave it.
 */
#include <hyp/domain.h>
#include <hyp/sched.h>
#include <hyp/softirq.h>
#include <hyp/tlb.h>
#include <hyp/vcpu.h>
#include <linux/kernel.h>
#include <linux/string.h>
#include <asm/apic.h>
#include <asm/domain.h>
#include <asm/hvm.h>
#include <asm/system.h>
#include <asm/traps.h>
#include <asm/vlapic.h>

#include "../../hypervisor/arch/x86/hvm/guest.h"
#include "../../hypervisor/arch/x86/hvm/intercept.h"
#include "../../hypervisor/arch/x86/hvm/svm.h"
#include "test.h"

static struct domain dom;
static struct arch_domain arch_dom;
static struct hvm_domain hvm_dom;
static struct vcpu vcpu;
static struct arch_vcpu arch_vcpu;
static struct hvm_vcpu hvm;
static struct svm_vcpu svm;
static struct vmcb vmcb __aligned(4096);
static struct cpu_user_regs regs;

static bool shadow;
static unsigned int windows, watches, flushes, triple_faults;
static int apic_next = VLAPIC_NONE, accepted = -1, callback = -1;
static u64 dr6;

static bool can_take(const struct vcpu *v)
{
	return (regs.rflags & RFLAGS_IF) && !shadow;
}

static bool can_take_nmi(const struct vcpu *v)
{
	return !hvm.nmi_blocked && !shadow;
}

static void request_window(struct vcpu *v)
{
	windows++;
}

static void watch_iret(struct vcpu *v)
{
	watches++;
}

static void flush_guest(struct vcpu *v)
{
	flushes++;
}

static void set_dr6(struct vcpu *v, u64 bits)
{
	dr6 |= bits;
}

static const struct hvm_ops fake_ops = {
	.can_take = can_take,
	.can_take_nmi = can_take_nmi,
	.request_window = request_window,
	.watch_iret = watch_iret,
	.flush_guest = flush_guest,
	.set_dr6 = set_dr6,
};

const struct hvm_ops *hvm_ops = &fake_ops;
bool svm_repeats_interrupts;
static unsigned int sent_to_self;

void apic_send_self(u8 vector)
{
	sent_to_self++;
}

struct cpu_user_regs *hvm_regs(struct vcpu *v)
{
	return &regs;
}

int hvm_callback_vector(const struct vcpu *v)
{
	return callback;
}

void hvm_tell_upcall(struct vcpu *v)
{
}

int vlapic_next(struct vcpu *v)
{
	return apic_next;
}

void vlapic_accept(struct vcpu *v, u8 vector)
{
	accepted = vector;
	apic_next = VLAPIC_NONE;
}

bool vlapic_wakes(struct vcpu *v)
{
	return apic_next != VLAPIC_NONE;
}

void vcpu_kick(struct vcpu *v)
{
}

/* Of hvm_flush_tlb(), which has a test of its own. */
struct vcpu *domain_vcpu_from(const struct domain *d, unsigned int id)
{
	return NULL;
}

unsigned int vcpu_id(const struct vcpu *v)
{
	return v->id;
}

struct vcpu *current_vcpu(void)
{
	return &vcpu;
}

void tlb_flush_mask(const struct cpumask *mask, u32 flags, u64 va)
{
}

DEFINE_PER_CPU(unsigned long, softirq_mask);

void softirq_run(void)
{
}

void hvm_take_init(struct vcpu *v)
{
}

void hvm_take_startup(struct vcpu *v)
{
}

void hvm_triple_fault(struct vcpu *v)
{
	triple_faults++;
}

static void start_over(void)
{
	memset(&hvm, 0, sizeof(hvm));
	memset(&vmcb, 0, sizeof(vmcb));
	vmcb.cr0 = CR0_PE;
	hvm_dom = (struct hvm_domain){ 0 };
	arch_dom = (struct arch_domain){ .hvm = &hvm_dom };
	dom = (struct domain){ .arch = &arch_dom };
	svm = (struct svm_vcpu){ .vmcb = &vmcb };
	hvm.vendor = &svm;
	hvm.vlapic = (struct vlapic *)&svm;	/* one there is; nobody looks into it */
	hvm.startup_page = -1;
	arch_vcpu = (struct arch_vcpu){ .hvm = &hvm };
	vcpu = (struct vcpu){ .domain = &dom, .arch = &arch_vcpu };
	regs = (struct cpu_user_regs){ .rflags = RFLAGS_FIXED | RFLAGS_IF };
	shadow = false;
	windows = 0;
	watches = 0;
	flushes = 0;
	triple_faults = 0;
	apic_next = VLAPIC_NONE;
	accepted = -1;
	callback = -1;
	dr6 = 0;
}

static void expect_event(enum hvm_event_type type, u8 vector)
{
	EXPECT(hvm.event.valid);
	EXPECT_EQ(hvm.event.type, type);
	EXPECT_EQ(hvm.event.vector, vector);
}

TEST(nothing_to_deliver)
{
	start_over();
	hvm_exit_work(&vcpu);
	EXPECT(!hvm.event.valid);
	EXPECT_EQ(windows, 0);
}

TEST(an_interrupt_is_accepted_when_it_goes_in)
{
	start_over();
	apic_next = 0x51;
	hvm_exit_work(&vcpu);
	expect_event(HVM_EVENT_INTERRUPT, 0x51);
	EXPECT_EQ(accepted, 0x51);
	EXPECT_EQ(windows, 0);
}

TEST(an_interrupt_waits_for_its_window)
{
	start_over();
	apic_next = 0x51;
	regs.rflags = RFLAGS_FIXED;
	hvm_exit_work(&vcpu);
	EXPECT(!hvm.event.valid);
	EXPECT_EQ(accepted, -1);
	EXPECT_EQ(windows, 1);
	regs.rflags |= RFLAGS_IF;
	shadow = true;
	hvm_exit_work(&vcpu);
	EXPECT(!hvm.event.valid);
	EXPECT_EQ(windows, 2);
}

TEST(an_upcall_by_callback_passes_the_apic)
{
	start_over();
	apic_next = 0x51;
	callback = 0x40;
	hvm_exit_work(&vcpu);
	expect_event(HVM_EVENT_INTERRUPT, 0x40);
	EXPECT_EQ(accepted, -1);
}

TEST(an_nmi_comes_first_and_the_interrupt_asks_for_a_window)
{
	start_over();
	apic_next = 0x51;
	vcpu.nmi_pending = true;
	hvm_exit_work(&vcpu);
	expect_event(HVM_EVENT_NMI, TRAP_NMI);
	EXPECT(hvm.nmi_blocked);
	EXPECT(!vcpu.nmi_pending);
	EXPECT_EQ(watches, 1);
	EXPECT_EQ(windows, 1);
	EXPECT_EQ(accepted, -1);
	/* A second one waits for the IRET of the first. */
	hvm.event.valid = false;
	vcpu.nmi_pending = true;
	apic_next = VLAPIC_NONE;
	hvm_exit_work(&vcpu);
	EXPECT(!hvm.event.valid);
	hvm_nmi_iret(&vcpu);
	hvm_exit_work(&vcpu);
	expect_event(HVM_EVENT_NMI, TRAP_NMI);
}

TEST(what_was_interrupted_comes_before_all)
{
	start_over();
	apic_next = 0x51;
	vcpu.nmi_pending = true;
	hvm_inject(&vcpu, TRAP_GP, 0);
	hvm_exit_work(&vcpu);
	expect_event(HVM_EVENT_EXCEPTION, TRAP_GP);
	EXPECT(vcpu.nmi_pending);
	EXPECT_EQ(windows, 1);
}

static void expect_pair(u8 first, u8 second, u8 want)
{
	start_over();
	hvm_inject(&vcpu, first, HVM_NO_ERROR_CODE);
	hvm_inject(&vcpu, second, HVM_NO_ERROR_CODE);
	expect_event(HVM_EVENT_EXCEPTION, want);
	EXPECT_EQ(triple_faults, 0);
}

TEST(exceptions_that_meet)
{
	expect_pair(TRAP_GP, TRAP_GP, TRAP_DF);
	expect_pair(TRAP_NP, TRAP_SS, TRAP_DF);
	expect_pair(TRAP_PF, TRAP_PF, TRAP_DF);
	expect_pair(TRAP_PF, TRAP_GP, TRAP_DF);
	expect_pair(TRAP_GP, TRAP_PF, TRAP_PF);
	expect_pair(TRAP_UD, TRAP_GP, TRAP_GP);
	expect_pair(TRAP_DB, TRAP_PF, TRAP_PF);
	EXPECT_EQ(hvm.event.error, HVM_NO_ERROR_CODE);
	start_over();
	hvm_inject(&vcpu, TRAP_GP, 5);
	hvm_inject(&vcpu, TRAP_GP, 6);
	EXPECT_EQ(hvm.event.error, 0);
	hvm_inject(&vcpu, TRAP_UD, HVM_NO_ERROR_CODE);
	EXPECT_EQ(triple_faults, 1);
}

TEST(page_faults_and_single_steps)
{
	start_over();
	hvm_inject_page_fault(&vcpu, PF_WRITE, 0x1234);
	expect_event(HVM_EVENT_EXCEPTION, TRAP_PF);
	EXPECT_EQ(hvm.event.error, PF_WRITE);
	EXPECT_EQ(hvm.event.cr2, 0x1234);
	start_over();
	hvm_inject_debug(&vcpu);
	expect_event(HVM_EVENT_EXCEPTION, TRAP_DB);
	EXPECT_EQ(dr6, 1U << 14);
}

TEST(a_flush_is_done_once)
{
	start_over();
	hvm_dom.flush_generation = 3;
	hvm_exit_work(&vcpu);
	hvm_exit_work(&vcpu);
	EXPECT_EQ(flushes, 1);
}

TEST(what_ends_a_halt)
{
	start_over();
	EXPECT(!hvm_event_deliverable(&vcpu));
	apic_next = 0x51;
	EXPECT(hvm_event_deliverable(&vcpu));
	regs.rflags = RFLAGS_FIXED;
	EXPECT(!hvm_event_deliverable(&vcpu));
	vcpu.nmi_pending = true;
	EXPECT(hvm_event_deliverable(&vcpu));
	start_over();
	callback = 0x40;
	EXPECT(hvm_event_deliverable(&vcpu));
	start_over();
	hvm.upcall_vector = 0x41;
	hvm_event_flagged(&vcpu);
	EXPECT(hvm_event_deliverable(&vcpu));
	start_over();
	hvm.init_pending = true;
	regs.rflags = RFLAGS_FIXED;
	EXPECT(hvm_event_deliverable(&vcpu));
}

/* What an exit left in EXITINTINFO goes back as EVENTINJ, or not at all. */
static void expect_again(u64 info, bool again)
{
	start_over();
	vmcb.exitintinfo = info;
	svm_take_interrupted_event(&vcpu);
	EXPECT_EQ(hvm.event.valid, again);
	if (!again)
		return;
	svm_put_event(&vcpu);
	EXPECT_EQ(vmcb.eventinj, info);
	EXPECT(!hvm.event.valid);
}

TEST(interrupted_events_go_in_again)
{
	expect_again(0, false);
	expect_again(0x51, false);
	expect_again(0x80000051, true);			/* interrupt */
	expect_again(0x80000202, true);			/* NMI */
	expect_again(0x80000306, true);			/* #UD */
	expect_again(0x8000000080000b0dULL, true);	/* #GP, error code with bit 31 */
	expect_again(0x0000000280000b0eULL, true);	/* #PF */
	expect_again(0x80000480, false);		/* INT 0x80 is done again */
	expect_again(0x80000303, false);		/* INT3 */
	expect_again(0x80000304, false);		/* INTO */
	expect_again(0x80000351, false);		/* QEMU's second delivery of an interrupt */
}

static unsigned int exits_asked_for(u64 info)
{
	sent_to_self = 0;
	expect_again(info, true);
	return sent_to_self;
}

/* An emulator would deliver it again. */
TEST(an_interrupt_is_followed_by_an_exit_where_it_has_to)
{
	svm_repeats_interrupts = true;
	EXPECT_EQ(exits_asked_for(0x80000051), 1);
	EXPECT_EQ(exits_asked_for(0x80000202), 0);
	EXPECT_EQ(exits_asked_for(0x80000306), 0);
	svm_repeats_interrupts = false;
	EXPECT_EQ(exits_asked_for(0x80000051), 0);
}

TEST(real_mode_knows_no_error_codes)
{
	start_over();
	hvm_inject(&vcpu, TRAP_GP, 0);
	svm_put_event(&vcpu);
	EXPECT_EQ(vmcb.eventinj, 0x80000b0d);
	start_over();
	vmcb.cr0 = 0;
	hvm_inject(&vcpu, TRAP_GP, 0);
	svm_put_event(&vcpu);
	EXPECT_EQ(vmcb.eventinj, 0x8000030d);
}

TEST(a_page_fault_brings_its_address)
{
	start_over();
	vmcb.cr2 = 0x1111;
	hvm_inject_page_fault(&vcpu, 0, 0x2222);
	svm_put_event(&vcpu);
	EXPECT_EQ(vmcb.cr2, 0x2222);
	/* One that is only done again keeps what the CPU had. */
	start_over();
	vmcb.cr2 = 0x1111;
	vmcb.exitintinfo = 0x80000b0e;
	svm_take_interrupted_event(&vcpu);
	svm_put_event(&vcpu);
	EXPECT_EQ(vmcb.cr2, 0x1111);
}

TEST(random_pairs_never_lose_an_exception)
{
	unsigned int i;

	test_random_seed(3);
	for (i = 0; i < 2000; i++) {
		u8 first = test_random() % 20, second = test_random() % 20;

		start_over();
		hvm_inject(&vcpu, first, HVM_NO_ERROR_CODE);
		hvm_inject(&vcpu, second, HVM_NO_ERROR_CODE);
		EXPECT(hvm.event.valid);
		EXPECT(hvm.event.vector == second || hvm.event.vector == TRAP_DF);
	}
}
