// SPDX-License-Identifier: GPL-2.0-only
/*
 * Control registers, EFER and segments with values that a CPU refuses, faults while a
 * fault is delivered, and state that must outlast another domain on the same CPU.
 *
 * A guest that breaks itself gets the architectural fault; a triple fault ends its
 * domain as HVM_PARAM_TRIPLE_FAULT_REASON says, by default with a restart.
 */
#include "mode.h"

#include <xen/interface/hvm/hvm_op.h>
#include <xen/interface/hvm/params.h>

#define GP		13
#define DF		8
#define NP		11
#define DB		1
#define CR0_MP		0x2UL
#define CR0_EM		0x4UL
#define CR0_TS		0x8UL
#define CR0_NE		32UL
#define CR0_WP		0x10000UL
#define CR0_AM		0x40000UL
#define CR0_NW		0x20000000UL
#define CR0_CD		0x40000000UL
#define CR0_PG		0x80000000UL
#define CR4_PAE		0x20UL
#define CR4_OSXSAVE	0x40000UL
#define MSR_EFER	0xc0000080
#define DESC_D		0x40000000000000UL
#define EFER_LME	0x100UL
#define EFER_LMA	0x400UL
#define EFER_SVME	0x1000UL
#define RFLAGS_TF	0x100UL
#define DR6_BS		0x4000UL
#define DR6_B0		0x1UL
#define PTE_RESERVED	0x8000000000000UL

static bool cr0_takes(u64 val)
{
	TRY("mov %0, %%cr0", : : "r" (val) : "memory");
	return last_fault.vector == NO_FAULT;
}

static bool cr4_takes(u64 val)
{
	TRY("mov %0, %%cr4", : : "r" (val) : "memory");
	return last_fault.vector == NO_FAULT;
}

static void refused_gp(bool taken)
{
	EXPECT(!taken);
	EXPECT_EQ(last_fault.vector, GP);
	EXPECT_EQ(last_fault.error, 0);
}

static void cr0(void)
{
	u64 was = read_cr0();
	unsigned int bit;

	XEN_DIFFERS("a value that is refused stops the domain");
	/* Refused by a CPU, dropped by QEMU's, which does not exit for them. */
	for (bit = 32; bit < 64; bit++)
		if (!cr0_takes(was | 1UL << bit))
			EXPECT_EQ(last_fault.vector, GP);
	EXPECT_EQ(read_cr0(), was);
	refused_gp(cr0_takes(was & ~1UL));		/* PG without PE */
	refused_gp(cr0_takes(was | CR0_NW));		/* without CD */
	refused_gp(cr0_takes(was & ~CR0_PG));		/* by 64-bit code */
	EXPECT_EQ(read_cr0(), was);
	EXPECT(cr0_takes(was | CR0_MP | CR0_EM | CR0_TS | CR0_NE | CR0_WP | CR0_AM));
	EXPECT_EQ(read_cr0(), was | CR0_MP | CR0_EM | CR0_TS | CR0_NE | CR0_WP | CR0_AM);
	EXPECT(cr0_takes(was | CR0_CD));
	EXPECT_EQ(read_cr0() & CR0_CD, CR0_CD);
	EXPECT(cr0_takes(was | CR0_CD | CR0_NW));
	EXPECT(cr0_takes(was));
	EXPECT_EQ(read_cr0(), was);
}

/* Reserved bits of the lower half keep their zeros. */
static void cr0_reserved(void)
{
	u64 was = read_cr0();

	EXPECT(cr0_takes(was | 0x1ffaffc0));
	EXPECT_EQ(read_cr0() & 0x1ffaffc0, 0);
	EXPECT(cr0_takes(was & ~0x10UL));		/* ET is one */
	EXPECT_EQ(read_cr0() & 0x10, 0x10);
}

static void cr4(void)
{
	u64 was = read_cr4();
	unsigned int bit;

	for (bit = 25; bit < 64; bit++)
		refused_gp(cr4_takes(was | 1UL << bit));
	refused_gp(cr4_takes(was | 1UL << 13));		/* VMXE */
	refused_gp(cr4_takes(was | 1UL << 14));		/* SMXE */
	refused_gp(cr4_takes(was | 1UL << 15));
	refused_gp(cr4_takes(was | 1UL << 19));
	refused_gp(cr4_takes(was & ~CR4_PAE));
	refused_gp(cr4_takes(was | 1UL << 12));		/* LA57, in long mode */
	EXPECT_EQ(read_cr4(), was);
}

/* What CPUID shows can be switched on, what it does not show can't. */
static void cr4_by_cpuid(void)
{
	static const struct { u8 bit, reg, feature; u32 leaf; } bits[] = {
		{ 2, 3, 4, 1 }, { 3, 3, 2, 1 }, { 4, 3, 3, 1 }, { 6, 3, 7, 1 }, { 7, 3, 13, 1 },
		{ 9, 3, 24, 1 }, { 10, 3, 25, 1 }, { 11, 2, 2, 7 }, { 16, 1, 0, 7 },
		{ 17, 2, 17, 1 }, { 18, 2, 26, 1 }, { 20, 1, 7, 7 }, { 21, 1, 20, 7 },
		{ 22, 2, 3, 7 }, { 23, 2, 7, 7 },
	};
	u64 was = read_cr4();
	unsigned int i;
	u32 r[4];

	for (i = 0; i < ARRAY_SIZE(bits); i++) {
		bool shown, taken;

		cpuid(bits[i].leaf, 0, r);
		shown = bits[i].feature == 4 && bits[i].bit == 2 ? true :
			r[bits[i].reg] >> bits[i].feature & 1;
		/* SMEP and SMAP would end us: all our pages are the user's. */
		if (shown && (bits[i].bit == 20 || bits[i].bit == 21))
			continue;
		taken = cr4_takes(was | 1UL << bits[i].bit);
		if (taken != shown)
			say("# CR4 bit %u", bits[i].bit);
		EXPECT_EQ(taken, shown);
		cr4_takes(was);
	}
}

static void task_priority(void)
{
	unsigned int bit;

	XEN_DIFFERS("bits beyond the priority are dropped");
	for (bit = 4; bit < 64; bit++) {
		TRY("mov %0, %%cr8", : : "r" (1UL << bit) : "memory");
		EXPECT_EQ(last_fault.vector, GP);
	}
	write_cr8(15);
	EXPECT_EQ(read_cr8(), 15);
	write_cr8(0);
}

static void efer(void)
{
	u64 was = rdmsr(MSR_EFER);
	unsigned int bit;

	EXPECT_EQ(was & (EFER_LME | EFER_LMA | EFER_SVME), EFER_LME | EFER_LMA);
	for (bit = 1; bit < 8; bit++)
		refused_gp(try_wrmsr(MSR_EFER, was | 1UL << bit));
	for (bit = 22; bit < 64; bit++)
		refused_gp(try_wrmsr(MSR_EFER, was | 1UL << bit));
	refused_gp(try_wrmsr(MSR_EFER, was & ~EFER_LME));
	EXPECT_EQ(rdmsr(MSR_EFER), was);
	EXPECT(try_wrmsr(MSR_EFER, was & ~1UL));
	EXPECT_EQ(rdmsr(MSR_EFER), was & ~1UL);
	EXPECT(try_wrmsr(MSR_EFER, was));
}

static void efer_svme(void)
{
	refused_gp(try_wrmsr(MSR_EFER, rdmsr(MSR_EFER) | EFER_SVME));
	EXPECT_EQ(rdmsr(MSR_EFER) & EFER_SVME, 0);
}

/*
 * Long mode from a segment that says 64-bit code already. (Without PAE it is #GP too, but
 * QEMU does not get out of a guest with LME and without PAE: it leaves the host's CR0 away.)
 */
#define LME_ON		0xb9, 0x80, 0x00, 0x00, 0xc0, 0x0f, 0x32, 0x80, 0xcc, 0x01, 0x0f, 0x30

static void long_mode_from_64(u16 sel)
{
	struct mode_state s = { };
	u8 code[64] = { LME_ON, 0xb8 };
	unsigned int at = 12;
	u32 root = (u64)pml4, next;

	XEN_DIFFERS("the guest does not outlive it");
	/* MOV CR3, root; then a far jump to the segment, where D says what code it is. */
	code[at++] = 0xb8;
	memcpy(code + at, &root, 4);
	at += 4;
	memcpy(code + at, "\x0f\x22\xd8\xea", 4);
	at += 4;
	next = CODE + at + 6;
	memcpy(code + at, &next, 4);
	memcpy(code + at + 4, &sel, 2);
	at += 6;
	memcpy(code + at, "\x0f\x20\xc0\x66\x0d\x00\x00\x00\x80\x0f\x22\xc0", 12);
	if (gdt[sel / 8] & DESC_D)
		code[at + 3] = 0x90;
	at += 12;
	mode_run(MODE_FLAT, CODE, code, at, &s);
	EXPECT_EQ(s.vector, GP);
	EXPECT_EQ(s.rip, CODE + at - 3);
}

static void long_mode_by_64(void)
{
	long_mode_from_64(SEL_CODE64);
}

static void long_mode_by_both(void)
{
	gdt[SEL_SPARE / 8] = 0x00ef9b000000ffffUL;	/* L and D */
	long_mode_from_64(SEL_SPARE);
}

/* Reserved bits in the four entries of PAE: refused when they are read, or when used. */
static void pdpte_reserved(void)
{
	static u64 bad[4] __aligned(32);
	struct mode_state s = { };
	u8 code[] = { 0xb8, 0, 0, 0, 0, 0x0f, 0x22, 0xd8, 0x90 };
	u32 root = (u64)bad;
	unsigned int i;

	for (i = 0; i < 4; i++)
		bad[i] = (u64)&pd[i * 512] | 1 | PTE_RESERVED;
	memcpy(code + 1, &root, 4);
	mode_run(MODE_PAE, CODE, code, sizeof(code), &s);
	say("# vector %llu error %#llx", s.vector, s.error);
}

static void no_idt(void)
{
	struct { u16 limit; u64 base; } __packed none = { 0, 0 };

	__asm__ __volatile__("lidt %0; ud2" : : "m" (none) : "memory");
}

static void reason_of_triple_fault(u64 reason)
{
	struct xen_hvm_param p = {
		.domid = DOMID_SELF, .index = HVM_PARAM_TRIPLE_FAULT_REASON, .value = reason,
	};

	XEN_DIFFERS("a domain may not say it itself");
	EXPECT_EQ(hypercall(__HYPERVISOR_hvm_op, HVMOP_set_param, &p), 0);
	p.value = 99;
	EXPECT_EQ(hypercall(__HYPERVISOR_hvm_op, HVMOP_get_param, &p), 0);
	EXPECT_EQ(p.value, reason);
	if (!pvh_shared.failed)
		no_idt();
}

static void reason_poweroff(void)
{
	reason_of_triple_fault(SHUTDOWN_poweroff);
}

static void reason_crash(void)
{
	reason_of_triple_fault(SHUTDOWN_crash);
}

static void default_reason(void)
{
	struct xen_hvm_param p = {
		.domid = DOMID_SELF, .index = HVM_PARAM_TRIPLE_FAULT_REASON, .value = 99,
	};

	XEN_DIFFERS("a domain may not ask for it");
	EXPECT_EQ(hypercall(__HYPERVISOR_hvm_op, HVMOP_get_param, &p), 0);
	EXPECT_EQ(p.value, SHUTDOWN_reboot);
	p.value = 255;
	EXPECT_EQ(hypercall(__HYPERVISOR_hvm_op, HVMOP_set_param, &p), -EINVAL);
}

/* The hypervisor's #GP has no gate, so #NP follows, and both make #DF. */
static u64 saved_gate[2];
static bool double_fault, emulated;

/* QEMU's CPU forgets what it was given to deliver: #NP alone comes then. */
static bool take_double_fault(struct trap_regs *regs)
{
	if (regs->vector != DF && (!emulated || regs->vector != NP))
		return false;
	idt[GP * 2] = saved_gate[0];
	double_fault = true;
	EXPECT_EQ(regs->error, regs->vector == DF ? 0 : regs->error);
	regs->rip = regs->rbx;
	return true;
}

static void double_fault_by(bool msr)
{
	emulated = msr;
	saved_gate[0] = idt[GP * 2];
	idt[GP * 2] &= ~(0x8000UL << 32);
	double_fault = false;
	trap_hook = take_double_fault;
	if (msr)
		__asm__ __volatile__("lea 1f(%%rip), %%rbx; rdmsr; 1:" : : "c" (0x12345678)
				     : "rax", "rbx", "rdx", "memory");
	else
		__asm__ __volatile__("lea 1f(%%rip), %%rbx; mov %w0, %%ds; 1:" : : "r" (0xfff8)
				     : "rbx", "memory");
	trap_hook = NULL;
	EXPECT(double_fault);
}

static void double_fault_emulated(void)
{
	double_fault_by(true);
}

static void double_fault_native(void)
{
	double_fault_by(false);
}

/* No gate for anything. */
static void triple_emulated(void)
{
	struct { u16 limit; u64 base; } __packed none = { 0, 0 };

	__asm__ __volatile__("lidt %0; rdmsr" : : "m" (none), "c" (0x12345678)
			     : "rax", "rdx", "memory");
}

/* An emulated instruction is one step like any other. */
static unsigned int steps;
static u64 step_rip[16], step_dr6;

static bool count_steps(struct trap_regs *regs)
{
	if (regs->vector != DB)
		return false;
	step_rip[steps++ & 15] = regs->rip;
	__asm__ __volatile__("mov %%dr6, %0" : "=r" (step_dr6));
	__asm__ __volatile__("mov %0, %%dr6" : : "r" (0xffff0ff0UL));
	return true;
}

static void single_step(void)
{
	u64 at;

	trap_hook = count_steps;
	__asm__ __volatile__("pushfq; orq $0x100, (%%rsp); popfq\n\t"
			     "1: xor %%ecx, %%ecx\n\t"
			     "cpuid\n\t"
			     "mov $0xc0000080, %%ecx\n\t"
			     "rdmsr\n\t"
			     "mov $0x80, %%edx\n\t"
			     "in %%dx, %%al\n\t"
			     "mov $17, %%eax; xor %%edi, %%edi; xor %%esi, %%esi\n\t"
			     "vmmcall\n\t"
			     "wbinvd\n\t"
			     "pushfq; andq $~0x100, (%%rsp); popfq\n\t"
			     "lea 1b(%%rip), %0"
			     : "=r" (at) : "a" (0)
			     : "rbx", "rcx", "rdx", "rdi", "rsi", "memory", "cc");
	trap_hook = NULL;
	/* Twelve after the POPFQ that sets TF, and the three that clear it. */
	EXPECT_EQ(steps, 14);
	EXPECT_EQ(step_rip[0], at + 2);
	EXPECT_EQ(step_rip[1], at + 4);
	EXPECT_EQ(step_rip[3], at + 11);
	EXPECT_EQ(step_dr6 & DR6_BS, DR6_BS);
}

static void yields(void)
{
	unsigned int i;

	for (i = 0; i < 3; i++) {
		struct sched_poll poll = { .timeout = 1 };

		hypercall(__HYPERVISOR_sched_op, SCHEDOP_poll, &poll);
		hypercall(__HYPERVISOR_sched_op, SCHEDOP_yield, 0);
	}
}

/* Addresses of breakpoints are the vCPU's own. */
static void debug_registers(void)
{
	static u64 word;
	u64 dr0, dr1, dr2, dr3, dr7;

	__asm__ __volatile__("mov %0, %%dr0; mov %1, %%dr1; mov %2, %%dr2; mov %3, %%dr3" : :
			     "r" (&word), "r" (0x1111UL), "r" (0x2222UL), "r" (0x3333UL));
	__asm__ __volatile__("mov %0, %%dr7" : : "r" (0xd0401UL) : "memory");	/* writes */
	yields();
	__asm__ __volatile__("mov %%dr0, %0; mov %%dr1, %1; mov %%dr2, %2; mov %%dr3, %3"
			     : "=r" (dr0), "=r" (dr1), "=r" (dr2), "=r" (dr3));
	__asm__ __volatile__("mov %%dr7, %0" : "=r" (dr7));
	EXPECT_EQ(dr0, &word);
	EXPECT_EQ(dr1, 0x1111);
	EXPECT_EQ(dr2, 0x2222);
	EXPECT_EQ(dr3, 0x3333);
	EXPECT_EQ(dr7, 0xd0401);
	steps = 0;
	trap_hook = count_steps;
	__asm__ __volatile__("movq $1, %0" : "=m" (word) : : "memory");
	trap_hook = NULL;
	EXPECT_EQ(steps, 1);
	EXPECT_EQ(step_dr6 & 0xf, DR6_B0);
	__asm__ __volatile__("mov %0, %%dr7" : : "r" (0x400UL) : "memory");
}

/* Vector registers are the vCPU's own. */
static void vector_registers(void)
{
	static u8 in[64] __aligned(64), out[64] __aligned(64);
	u32 r[4];
	u64 xcr0;

	cpuid(1, 0, r);
	if (!(r[2] & 1U << 26) || !(r[2] & 1U << 28)) {
		case_skip("no AVX");
		return;
	}
	write_cr4(read_cr4() | CR4_OSXSAVE);
	__asm__ __volatile__("xsetbv" : : "a" (7), "d" (0), "c" (0));
	for (xcr0 = 0; xcr0 < 64; xcr0++)
		in[xcr0] = xcr0 * 7 + 1;
	__asm__ __volatile__("vmovups (%0), %%ymm0; vmovups 32(%0), %%ymm15" : : "r" (in)
			     : "memory");
	yields();
	__asm__ __volatile__("vmovups %%ymm0, (%0); vmovups %%ymm15, 32(%0)" : : "r" (out)
			     : "memory");
	EXPECT(!memcmp(in, out, sizeof(in)));
	__asm__ __volatile__("xgetbv" : "=a" (xcr0) : "c" (0) : "rdx");
	EXPECT_EQ((u32)xcr0, 7);
	cpuid(1, 0, r);
	EXPECT(r[2] & 1U << 27);		/* OSXSAVE follows CR4 */
	write_cr4(read_cr4() & ~CR4_OSXSAVE);
	cpuid(1, 0, r);
	EXPECT(!(r[2] & 1U << 27));
}

/* NMIs come one at a time, and again after IRET. */
static void nmis(void)
{
	unsigned int i;
	u64 end = rdtsc() + 100000000;

	for (i = 1; i <= 3; i++) {
		pvh_shared.word[0] = i;
		while (nr_irqs[2] < i && rdtsc() < end)
			hypercall(__HYPERVISOR_sched_op, SCHEDOP_yield, 0);
		EXPECT_EQ(nr_irqs[2], i);
	}
}

/* A task switch is either done or the end, but nothing else. */
static void task_gate(void)
{
	struct mode_state s = { };
	static u32 tss[26];

	gdt[SEL_SPARE / 8] = (sizeof(tss) - 1) | ((u64)tss & 0xffffff) << 16 | 0x89UL << 40;
	RUN(MODE_FLAT, &s, 0xea, 0, 0, 0, 0, SEL_SPARE, 0);
	pvh_exit(SHUTDOWN_crash);
}

static void msrs_of_segments(void)
{
	static const u32 msrs[] = { 0xc0000100, 0xc0000101, 0xc0000102, 0xc0000082, 0xc0000083,
				    0x175, 0x176 };
	unsigned int i;
	u64 val;

	for (i = 0; i < ARRAY_SIZE(msrs); i++) {
		EXPECT(try_wrmsr(msrs[i], 0x7fff12345678UL));
		yields();
		EXPECT(try_rdmsr(msrs[i], &val));
		EXPECT_EQ(val, 0x7fff12345678UL);
	}
}

static void pat(void)
{
	u64 was = rdmsr(0x277), val;

	XEN_DIFFERS("on this CPU it is the machine's own");
	EXPECT_EQ(was, 0x0007040600070406UL);
	EXPECT(try_wrmsr(0x277, 0x0007010600070106UL));
	EXPECT(try_rdmsr(0x277, &val));
	EXPECT_EQ(val, 0x0007010600070106UL);
	refused_gp(try_wrmsr(0x277, 0x0007040600070402UL));
	refused_gp(try_wrmsr(0x277, 0x0007040600070403UL));
	refused_gp(try_wrmsr(0x277, 0x0807040600070406UL));
	EXPECT(try_wrmsr(0x277, was));
}

/* What the CPU has no address bits for. */
static void cr3_reserved(void)
{
	u64 was = read_cr3();
	unsigned int bit;
	u32 r[4];

	XEN_DIFFERS("what QEMU makes of it stops the domain");
	cpuid(0x80000008, 0, r);
	for (bit = r[0] & 0xff; bit < 64; bit++) {
		TRY("mov %0, %%cr3", : : "r" (was | 1UL << bit) : "memory");
		EXPECT_EQ(last_fault.vector, GP);
	}
	EXPECT_EQ(read_cr3(), was);
	/* CR2 takes anything. */
	write_cr2(1UL << 63);
	EXPECT_EQ(read_cr2(), 1UL << 63);
}

/* Refused by a CPU; QEMU's drops those of DR6. */
#define UPPER_HALF(reg, was, bit)						\
do {										\
	u64 val_;								\
										\
	TRY("mov %0, %%" #reg, : : "r" ((was) | 1UL << (bit)) : "memory");	\
	if (last_fault.vector != NO_FAULT)					\
		EXPECT_EQ(last_fault.vector, GP);				\
	__asm__ __volatile__("mov %%" #reg ", %0" : "=r" (val_));		\
	EXPECT_EQ(val_ >> 32, 0);						\
} while (0)

static void dr_upper(void)
{
	unsigned int bit;

	for (bit = 32; bit < 64; bit++) {
		UPPER_HALF(dr6, 0xffff0ff0UL, bit);
		UPPER_HALF(dr7, 0x400UL, bit);
		hypercall(__HYPERVISOR_xen_version, 0, 0);
	}
}

/* #GP with the selector; QEMU's CPU takes this too, and VMRUN refuses it. */
static void segment_of_both(void)
{
	struct mode_state s = { };

	gdt[SEL_SPARE / 8] = 0x00ef9b000000ffffUL;	/* L and D */
	/* push $SEL_SPARE; push $0x700000; lretq */
	RUN(MODE_LONG, &s, 0x6a, SEL_SPARE, 0x68, 0, 0, 0x70, 0, 0x48, 0xcb);
	if (!on_tcg()) {
		EXPECT_EQ(s.vector, GP);
		EXPECT_EQ(s.error, SEL_SPARE);
	}
	pvh_exit(on_tcg() || pvh_shared.failed ? SHUTDOWN_poweroff : SHUTDOWN_crash);
}

/* Addresses that are none: refused, or cut to one, but no other domain's trouble. */
static void bases_of_nothing(void)
{
	static const u32 msrs[] = { 0xc0000100, 0xc0000101, 0xc0000102, 0xc0000082, 0xc0000083,
				    0x175, 0x176 };
	static const u64 bases[] = { 1UL << 62, 1UL << 47, 0xffff7fffffffffffUL, ~0UL };
	unsigned int i, j;

	for (i = 0; i < ARRAY_SIZE(msrs); i++)
		for (j = 0; j < ARRAY_SIZE(bases); j++) {
			if (!try_wrmsr(msrs[i], bases[j]))
				EXPECT_EQ(last_fault.vector, GP);
			yields();
		}
	for (i = 0; i < ARRAY_SIZE(msrs); i++)
		EXPECT(try_wrmsr(msrs[i], 0));
}

/* Either #GP at once, or no handler for it. */
static void idt_nowhere(void)
{
	struct { u16 limit; u64 base; } __packed none = { 0xfff, 1UL << 62 };

	TRY("lidt %0", : : "m" (none) : "memory");
	if (last_fault.vector == NO_FAULT)
		__asm__ __volatile__("rdmsr" : : "c" (0x12345678) : "rax", "rdx", "memory");
	refused_gp(false);
	if (!pvh_shared.failed)
		no_idt();
}

/* Limits of zero, bases at the end of the world, and exits with them. */
static void segments_of_nothing(void)
{
	struct mode_state s = { .rax = SEL_SPARE };

	gdt[SEL_SPARE / 8] = 0xff0093fffff00000UL;	/* base 0xfffffff0, limit 0 */
	/* mov %eax, %ds; mov %eax, %es; cpuid; in (%dx), %al */
	RUN(MODE_FLAT, &s, 0x8e, 0xd8, 0x8e, 0xc0, 0x0f, 0xa2, 0xec);
	EXPECT(mode_done(&s, CODE, 7));
	/* INS writes there: beyond the limit. */
	s = (struct mode_state){ .rax = SEL_SPARE, .rdi = 1, .rdx = 0x1234 };
	RUN(MODE_FLAT, &s, 0x8e, 0xc0, 0x6c);
	EXPECT_EQ(s.vector, GP);
	/* LMSW reads there, PE and EM: the same. */
	__asm__ __volatile__("movw $5, 0xff0" : : : "memory");
	s = (struct mode_state){ .rax = SEL_SPARE, .rbx = 0x1000 };
	RUN(MODE_FLAT, &s, 0x8e, 0xd8, 0x0f, 0x01, 0x33);
	EXPECT_EQ(s.vector, GP);
	/* And the end of 4 GiB is no end for a base. */
	gdt[SEL_SPARE / 8] = 0xffcf93fffff0ffffUL;	/* base 0xfffffff0, limit 4 GiB */
	s = (struct mode_state){ .rax = SEL_SPARE, .rdi = CODE + 0x810, .rdx = 0x1234 };
	RUN(MODE_FLAT, &s, 0x8e, 0xc0, 0x6c);
	EXPECT(mode_done(&s, CODE, 3));
	EXPECT_EQ(*(volatile u8 *)(CODE + 0x800), 0xff);
}

PVH_TEST(PVH_CASE("CR0", cr0),
	 PVH_CASE("reserved bits of CR0", cr0_reserved),
	 PVH_CASE("CR4", cr4),
	 PVH_CASE("CR4 and CPUID", cr4_by_cpuid),
	 PVH_CASE("CR8", task_priority),
	 PVH_CASE("EFER", efer),
	 PVH_CASE("EFER.SVME", efer_svme),
	 PVH_CASE("long mode from a 64-bit segment", long_mode_by_64),
	 PVH_CASE("long mode from an impossible segment", long_mode_by_both),
	 PVH_CASE("reserved bits in PAE's root", pdpte_reserved, .ends = PVH_ANY),
	 PVH_CASE("a triple fault", no_idt, .ends = PVH_ENDS(SHUTDOWN_reboot)),
	 PVH_CASE("a triple fault that is to be a poweroff", reason_poweroff,
		  .ends = PVH_ENDS(SHUTDOWN_poweroff)),
	 PVH_CASE("a triple fault that is to be a crash", reason_crash, .ends = PVH_CRASHES),
	 PVH_CASE("what a triple fault is at first", default_reason),
	 PVH_CASE("a double fault from an emulated instruction", double_fault_emulated),
	 PVH_CASE("a double fault", double_fault_native),
	 PVH_CASE("a triple fault from an emulated instruction", triple_emulated,
		  .ends = PVH_ENDS(SHUTDOWN_reboot)),
	 PVH_CASE("single steps", single_step),
	 PVH_CASE("debug registers", debug_registers),
	 PVH_CASE("vector registers", vector_registers),
	 PVH_CASE("NMIs", nmis, .service = PVH_SERVE_NMI),
	 PVH_CASE("a task switch", task_gate, .ends = PVH_CRASHES),
	 PVH_CASE("MSRs of segments and system calls", msrs_of_segments),
	 PVH_CASE("PAT", pat),
	 PVH_CASE("reserved bits of CR3", cr3_reserved),
	 PVH_CASE("the upper halves of DR6 and DR7", dr_upper),
	 PVH_CASE("a segment of 64-bit and 32-bit code", segment_of_both, .ends = PVH_CRASHES),
	 PVH_CASE("bases that are no addresses", bases_of_nothing),
	 PVH_CASE("an IDT that is nowhere", idt_nowhere, .ends = PVH_ENDS(SHUTDOWN_reboot)),
	 PVH_CASE("segments of nothing", segments_of_nothing));
