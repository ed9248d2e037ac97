// SPDX-License-Identifier: GPL-2.0-only
/*
 * Which exit of SVM is whose, and how long the instruction was, with and without a CPU that
 * tells; what a new VMCB intercepts, with the features of each CPU: the PAUSE filter is one
 * that QEMU's does not have.
 */
#include <hyp/domain.h>
#include <hyp/p2m.h>
#include <hyp/page_alloc.h>
#include <hyp/vcpu.h>
#include <hyp/vmap.h>
#include <linux/errno.h>
#include <linux/kernel.h>
#include <linux/string.h>
#include <asm/cpufeature.h>
#include <asm/domain.h>
#include <asm/hvm.h>
#include <asm/msr_index.h>
#include <asm/system.h>
#include <asm/traps.h>

#include "../../hypervisor/arch/x86/hvm/guest.h"
#include "../../hypervisor/arch/x86/hvm/insn.h"
#include "../../hypervisor/arch/x86/hvm/intercept.h"
#include "../../hypervisor/arch/x86/hvm/svm.h"
#include "test.h"

struct cpu_info boot_cpu;
bool svm_repeats_interrupts;
bool svm_has_nrip, svm_has_decode, svm_has_pause_filter, svm_has_pause_threshold;

static struct domain dom;
static struct arch_domain arch_dom;
static struct hvm_domain hvm_dom;
static struct svm_domain svm_dom;
static struct vcpu vcpu;
static struct arch_vcpu arch_vcpu;
static struct hvm_vcpu hvm;
static struct cpu_user_regs regs;
static u8 pages[3][PAGE_SIZE] __aligned(4096);

/* What was called last, with what. */
static const char *called;
static unsigned int called_bytes;
static int injected;
static bool crashed, refused;
static u8 code[HVM_INSN_MAX];
static unsigned int nr_code;
/* A page is remembered in which other code was, until it is forgotten. */
static bool stale;

struct cpu_user_regs *hvm_regs(struct vcpu *v)
{
	return &regs;
}

#define DOES(name)							\
void hvm_do_##name(struct vcpu *v, unsigned int bytes)			\
{									\
	called = #name;							\
	called_bytes = bytes;						\
}

DOES(cpuid) DOES(rdmsr) DOES(wrmsr) DOES(xsetbv) DOES(hlt) DOES(mwait) DOES(pause)
DOES(wbinvd) DOES(hypercall)

void hvm_skip(struct vcpu *v, unsigned int bytes)
{
	called = "skip";
	called_bytes = bytes;
}

void hvm_do_port(struct vcpu *v, const struct hvm_port_access *p)
{
	called = p->in ? "in" : "out";
	called_bytes = p->insn_bytes;
}

void hvm_cr_access(struct vcpu *v, const struct hvm_cr_access *a)
{
	called = "cr";
	called_bytes = a->bytes;
}

void hvm_lmsw_memory(struct vcpu *v, const struct hvm_insn *insn, const u8 *at, unsigned int n)
{
	called = "lmsw";
}

void hvm_invalid_opcode(struct vcpu *v)
{
	called = "invalid opcode";
}

void hvm_nested_fault(struct vcpu *v, const struct hvm_fault *f)
{
	called = "nested fault";
}

void hvm_triple_fault(struct vcpu *v)
{
	called = "triple fault";
}

void hvm_nmi_iret(struct vcpu *v)
{
	called = "iret";
}

void hvm_inject(struct vcpu *v, u8 vector, s32 error)
{
	called = "inject";
	injected = vector;
}

void domain_crash(struct domain *d, const char *fmt, ...)
{
	crashed = true;
	refused = strstr(fmt, "refuses");
}

unsigned int hvm_fetch(struct vcpu *v, u8 insn[15])
{
	if (stale) {
		memset(insn, 0x90, nr_code);
		return nr_code;
	}
	memcpy(insn, code, nr_code);
	return nr_code;
}

void hvm_forget_code(struct hvm_vcpu *hv)
{
	stale = false;
}

void hvm_exit_work(struct vcpu *v) { }
void svm_put_event(struct vcpu *v) { }
void svm_asid_assign(struct vcpu *v) { }
void svm_take_interrupted_event(struct vcpu *v) { }
void hvm_get_rest(const struct vcpu *v, struct hvm_state *s) { }
void hvm_set_rest(struct vcpu *v, const struct hvm_state *s) { }

static unsigned int code_bits(const struct vcpu *v)
{
	return 64;
}

static const struct hvm_ops fake_ops = { .code_bits = code_bits };
const struct hvm_ops *hvm_ops = &fake_ops;

void *page_alloc_hyp(unsigned int order)
{
	return memset(pages[0], 0, PAGE_SIZE);
}

void page_free_hyp(void *va, unsigned int order)
{
}

paddr_t virt_to_paddr(const void *va)
{
	return (const u8 *)va - pages[0];
}

struct vcpu *current_vcpu(void)
{
	return &vcpu;
}

mfn_t p2m_root(const struct domain *d)
{
	return to_mfn(2);
}

static struct vmcb *start_over(bool adopted)
{
	hvm_dom = (struct hvm_domain){ .vendor = &svm_dom, .adopted = adopted };
	svm_dom.msrpm = pages[1];
	arch_dom.hvm = &hvm_dom;
	dom.arch = &arch_dom;
	vcpu = (struct vcpu){ .domain = &dom, .arch = &arch_vcpu };
	arch_vcpu.hvm = &hvm;
	REQUIRE(!svm_vcpu_init(&vcpu));
	called = "nothing";
	called_bytes = 0;
	injected = -1;
	crashed = false;
	return vmcb_of(&vcpu);
}

static bool intercepted(const struct vmcb *vmcb, unsigned int nr)
{
	return vmcb->intercept[nr / 32] >> (nr % 32) & 1;
}

static void end(void)
{
	svm_vcpu_destroy(&vcpu);
}

TEST(pause_exits_where_the_cpu_counts)
{
	struct vmcb *vmcb = start_over(false);

	EXPECT(!intercepted(vmcb, VMCB_PAUSE));
	EXPECT_EQ(vmcb->pause_count, 0);
	end();
	svm_has_pause_filter = true;
	vmcb = start_over(false);
	EXPECT(intercepted(vmcb, VMCB_PAUSE));
	EXPECT_EQ(*(u16 *)((u8 *)vmcb + 0x3e), 3000);
	EXPECT_EQ(*(u16 *)((u8 *)vmcb + 0x3c), 0);
	end();
	svm_has_pause_threshold = true;
	vmcb = start_over(false);
	EXPECT_EQ(*(u16 *)((u8 *)vmcb + 0x3c), 128);
	end();
	/* Who owns the machine is alone on its CPUs. */
	vmcb = start_over(true);
	EXPECT(!intercepted(vmcb, VMCB_PAUSE));
	end();
	svm_has_pause_filter = false;
	svm_has_pause_threshold = false;
}

TEST(what_a_guest_must_not_do_exits)
{
	static const u8 all[] = {
		VMCB_INTR, VMCB_NMI, VMCB_CPUID, VMCB_HLT, VMCB_MSR, VMCB_SHUTDOWN, VMCB_VMRUN,
		VMCB_VMMCALL, VMCB_VMLOAD, VMCB_VMSAVE, VMCB_STGI, VMCB_CLGI, VMCB_SKINIT,
		VMCB_INVLPGA, VMCB_XSETBV, VMCB_TASK_SWITCH,
	};
	static const u8 guests[] = {
		VMCB_IOIO, VMCB_RDPMC, VMCB_WBINVD, VMCB_EXCEPTION(TRAP_DB),
		VMCB_EXCEPTION(TRAP_AC), VMCB_EXCEPTION(TRAP_MC),
	};
	unsigned int adopted, i;

	for (adopted = 0; adopted < 2; adopted++) {
		struct vmcb *vmcb = start_over(adopted);

		for (i = 0; i < ARRAY_SIZE(all); i++)
			EXPECT(intercepted(vmcb, all[i]));
		for (i = 0; i < ARRAY_SIZE(guests); i++)
			EXPECT_EQ(intercepted(vmcb, guests[i]), !adopted);
		EXPECT(vmcb->np_control & NP_ENABLE);
		EXPECT_EQ(vmcb->n_cr3, 2 * PAGE_SIZE);
		end();
	}
}

#define EXIT(exit, ...) do {						\
	static const u8 bytes_[] = { __VA_ARGS__ };			\
									\
	memcpy(code, bytes_, sizeof(bytes_));				\
	nr_code = sizeof(bytes_);					\
	exit_with(exit);						\
} while (0)

static void exit_with(u64 exit)
{
	struct vmcb *vmcb = vmcb_of(&vcpu);

	called = "nothing";
	called_bytes = 0;
	injected = -1;
	vmcb->exitcode = exit;
	svm_exit(&regs);
}

#define EXPECT_CALL(name, bytes) do {					\
	EXPECT(!strcmp(called, name));					\
	EXPECT_EQ(called_bytes, bytes);					\
} while (0)

TEST(instructions_and_their_length)
{
	start_over(false);
	EXIT(EXIT_CPUID, 0x0f, 0xa2);
	EXPECT_CALL("cpuid", 2);
	EXIT(EXIT_CPUID, 0x48, 0x0f, 0xa2);
	EXPECT_CALL("cpuid", 3);
	EXIT(EXIT_HLT, 0xf4);
	EXPECT_CALL("hlt", 1);
	EXIT(EXIT_PAUSE, 0xf3, 0x90);
	EXPECT_CALL("pause", 2);
	EXIT(EXIT_VMMCALL, 0x0f, 0x01, 0xd9);
	EXPECT_CALL("hypercall", 3);
	vmcb_of(&vcpu)->exitinfo1 = 0;
	EXIT(EXIT_MSR, 0x0f, 0x32);
	EXPECT_CALL("rdmsr", 2);
	vmcb_of(&vcpu)->exitinfo1 = 1;
	EXIT(EXIT_MSR, 0x0f, 0x30);
	EXPECT_CALL("wrmsr", 2);
	EXIT(EXIT_WBINVD, 0x0f, 0x09);
	EXPECT_CALL("wbinvd", 2);
	EXIT(EXIT_INVD, 0x0f, 0x08);
	EXPECT_CALL("wbinvd", 2);
	EXIT(EXIT_XSETBV, 0x0f, 0x01, 0xd1);
	EXPECT_CALL("xsetbv", 3);
	EXIT(EXIT_CR_WRITE(4), 0x0f, 0x22, 0xe0);
	EXPECT_CALL("cr", 3);
	EXIT(EXIT_CR0_SELECTIVE, 0x0f, 0x01, 0x30);
	EXPECT(!strcmp(called, "lmsw"));
	/* Another CPU has changed it since: it is done again. */
	EXIT(EXIT_CPUID, 0x90, 0x90);
	EXPECT_CALL("nothing", 0);
	EXIT(EXIT_CPUID, 0x0f);
	EXPECT_CALL("nothing", 0);
	EXPECT(!crashed);
	end();
}

TEST(code_that_was_replaced_is_looked_at_again)
{
	start_over(false);
	stale = true;
	EXIT(EXIT_VMMCALL, 0x0f, 0x01, 0xd9);
	EXPECT_CALL("hypercall", 3);
	stale = false;
	end();
}

/* Bochs' CPU has changed it already when the write of CR0 exits. */
TEST(long_mode_is_as_before_the_write)
{
	struct vmcb *vmcb = start_over(false);

	vmcb->cr0 = CR0_PG | CR0_PE;
	vmcb->efer = EFER_SVME | EFER_LME;
	EXIT(EXIT_CR0_SELECTIVE, 0x0f, 0x22, 0xc0);
	EXPECT_CALL("cr", 3);
	EXPECT_EQ(vmcb->efer, EFER_SVME | EFER_LME | EFER_LMA);
	EXPECT(!(vmcb->clean & CLEAN_CR));
	EXIT(EXIT_CR0_SELECTIVE, 0x0f, 0x22, 0xc0);
	EXPECT_EQ(vmcb->efer, EFER_SVME | EFER_LME | EFER_LMA);
	vmcb->cr0 = CR0_PE;
	EXIT(EXIT_CR0_SELECTIVE, 0x0f, 0x22, 0xc0);
	EXPECT_EQ(vmcb->efer, EFER_SVME | EFER_LME);
	end();
}

TEST(a_cpu_that_tells_is_believed)
{
	struct vmcb *vmcb = start_over(false);

	svm_has_nrip = true;
	vmcb->rip = 0x1000;
	vmcb->nrip = 0x1007;
	EXIT(EXIT_PAUSE, 0x90);
	EXPECT_CALL("pause", 7);
	svm_has_nrip = false;
	end();
}

TEST(what_there_is_not_is_an_invalid_opcode)
{
	static const u16 exits[] = {
		EXIT_RDPRU, EXIT_VMRUN, EXIT_VMLOAD, EXIT_VMSAVE, EXIT_STGI, EXIT_CLGI,
		EXIT_SKINIT, EXIT_INVLPGA, EXIT_MONITOR, EXIT_MWAIT,
	};
	unsigned int i;

	start_over(false);
	for (i = 0; i < ARRAY_SIZE(exits); i++) {
		EXIT(exits[i], 0x0f, 0x01, 0xc8);
		EXPECT_EQ(injected, TRAP_UD);
	}
	EXIT(EXIT_RDPMC, 0x0f, 0x33);
	EXPECT_EQ(injected, TRAP_GP);
	EXPECT(!crashed);
	end();
	start_over(true);
	EXIT(EXIT_MWAIT, 0x0f, 0x01, 0xc9);
	EXPECT_CALL("mwait", 3);
	EXIT(EXIT_MONITOR, 0x0f, 0x01, 0xc8);
	EXPECT_CALL("skip", 3);
	end();
}

/* QEMU's CPU says so of a bad value for CR3: who writes it gets what a CPU gives. */
TEST(a_write_of_cr3_is_no_refused_state)
{
	start_over(false);
	svm_repeats_interrupts = true;
	EXIT(EXIT_INVALID_32, 0x0f, 0x22, 0xd8);
	EXPECT_CALL("cr", 3);
	EXPECT(!crashed);
	EXIT(EXIT_INVALID_32, 0x0f, 0x22, 0xe0);
	EXPECT(crashed);
	crashed = false;
	EXIT(EXIT_INVALID_32, 0x0f, 0x20, 0xd8);
	EXPECT(crashed);
	crashed = false;
	svm_repeats_interrupts = false;
	EXIT(EXIT_INVALID_32, 0x0f, 0x22, 0xd8);
	EXPECT(crashed);
	end();
}

TEST(an_exit_that_nobody_asked_for_ends_the_domain)
{
	start_over(false);
	EXIT(EXIT_INVALID, 0x90);
	EXPECT(crashed);
	EXPECT(refused);
	crashed = false;
	refused = false;
	EXIT(EXIT_INVALID_32, 0x90);
	EXPECT(crashed);
	EXPECT(refused);
	crashed = false;
	EXIT(0x8f, 0x90);
	EXPECT(crashed);
	crashed = false;
	EXIT(EXIT_TASK_SWITCH, 0x90);
	EXPECT(crashed);
	end();
}
