// SPDX-License-Identifier: GPL-2.0-only
/*
 * Accesses of a guest in a container to what is not memory: the APIC page gets what an
 * instruction reads and writes, hidden frames give ones and keep nothing, whatever the
 * instruction; RIP moves on by its length, and not at all where it faults.
 */
#include <hyp/domain.h>
#include <hyp/guest.h>
#include <hyp/printk.h>
#include <hyp/vcpu.h>
#include <linux/errno.h>
#include <linux/kernel.h>
#include <asm/domain.h>
#include <asm/hvm.h>
#include <asm/system.h>
#include <asm/traps.h>
#include <asm/vlapic.h>

#include "test.h"

#define APIC	0xfee00000ULL
#define HIDDEN	0x12345000ULL
#define START	0x1000ULL

static struct cpu_user_regs regs;
static u8 code[15];
static unsigned int nr_code, reads, writes, logs;
static unsigned int last_offset, last_bytes;
static u64 last_value, apic_value;
static int injected;
static u64 injected_cr2;
static u8 ram[256];
static u64 ram_limit;		/* copies at and beyond fail */
static unsigned long hidden_limit;

static unsigned int code_bits(const struct vcpu *v)
{
	return 64;
}

static unsigned int cpl(const struct vcpu *v)
{
	return 0;
}

static void advance(struct vcpu *v, unsigned int bytes)
{
	regs.rip += bytes;
}

static const struct hvm_ops ops = { .code_bits = code_bits, .cpl = cpl, .advance = advance };
const struct hvm_ops *hvm_ops = &ops;

struct cpu_user_regs *hvm_regs(struct vcpu *v)
{
	return &regs;
}

unsigned int hvm_fetch(struct vcpu *v, u8 insn[15])
{
	memcpy(insn, code, nr_code);
	return nr_code;
}

void hvm_inject(struct vcpu *v, u8 vector, s32 error)
{
	injected = vector;
}

void hvm_inject_page_fault(struct vcpu *v, u32 error, u64 cr2)
{
	injected = TRAP_PF;
	injected_cr2 = cr2;
}

bool vlapic_covers(const struct vcpu *v, paddr_t gpa)
{
	return (gpa & ~0xfffULL) == APIC;
}

u64 vlapic_mmio_read(struct vcpu *v, unsigned int offset, unsigned int bytes)
{
	reads++;
	last_offset = offset;
	last_bytes = bytes;
	return apic_value;
}

void vlapic_mmio_write(struct vcpu *v, unsigned int offset, unsigned int bytes, u64 val)
{
	writes++;
	last_offset = offset;
	last_bytes = bytes;
	last_value = val;
}

void guest_log(const struct domain *d, const char *fmt, ...)
{
	va_list args;

	logs++;
	va_start(args, fmt);
	vprintk(fmt, args);
	va_end(args);
}

static unsigned long copy_to(u64 gva, const void *from, unsigned long bytes)
{
	if (gva + bytes > ram_limit)
		return bytes;
	memcpy(ram + gva, from, bytes);
	return 0;
}

/* The guest's tables go on behind its RAM: to @hidden_limit there is nothing. */
bool hvm_may_write(struct vcpu *v, u64 gva)
{
	return gva < hidden_limit;
}

static const struct guest_ops guest_ops = { .copy_to = copy_to };
static struct domain dom = { .ops = &guest_ops };
static struct vcpu vcpu = { .domain = &dom };

static int fault(u64 gpa, bool write, const u8 *insn, unsigned int n)
{
	struct hvm_fault f = { .gpa = gpa, .write = write, .present = true };

	memset(code, 0x90, sizeof(code));
	memcpy(code, insn, n);
	nr_code = sizeof(code);
	regs.rip = START;
	injected = 0;
	reads = 0;
	writes = 0;
	logs = 0;
	return hvm_mmio_fault(&vcpu, &f);
}

#define FAULT(gpa, write, ...) ({						\
	static const u8 __insn[] = { __VA_ARGS__ };				\
	EXPECT_EQ(fault(gpa, write, __insn, sizeof(__insn)), 0);		\
	sizeof(__insn); })

#define DONE(n)	do {								\
	EXPECT_EQ(injected, 0);							\
	EXPECT_EQ(regs.rip, START + (n));					\
} while (0)

TEST(the_forms_that_kernels_use_on_the_apic_page)
{
	unsigned int n;

	regs = (struct cpu_user_regs){ .rsi = 0x11223344, .rdi = 0x5, .rax = ~0ULL };
	n = FAULT(APIC + 0xb0, true, 0x89, 0xb7, 0x00, 0xd0, 0x5f, 0xff); /* mov %esi,d(%rdi) */
	DONE(n);
	EXPECT_EQ(writes, 1);
	EXPECT_EQ(reads, 0);
	EXPECT_EQ(last_offset, 0xb0);
	EXPECT_EQ(last_bytes, 4);
	EXPECT_EQ(last_value, 0x11223344);
	apic_value = 0x87654321;
	n = FAULT(APIC + 0x20, false, 0x8b, 0x87, 0x20, 0xd0, 0x5f, 0xff); /* mov d(%rdi),%eax */
	DONE(n);
	EXPECT_EQ(regs.rax, 0x87654321);
	EXPECT_EQ(reads, 1);
	EXPECT_EQ(writes, 0);
	n = FAULT(APIC + 0x300, false, 0x8b, 0x04, 0x25, 0, 0xd3, 0x5f, 0xff); /* abs32 */
	DONE(n);
	n = FAULT(APIC + 0x310, true, 0x89, 0x3c, 0x25, 0x10, 0xd3, 0x5f, 0xff);
	DONE(n);
	EXPECT_EQ(last_value, 5);
	n = FAULT(APIC + 0xb0, true, 0xc7, 0x07, 9, 0, 0, 0);		/* movl $9,(%rdi) */
	DONE(n);
	EXPECT_EQ(last_value, 9);
	regs.rsi = 0x77;
	n = FAULT(APIC + 0x80, true, 0x87, 0x37);			/* xchg %esi,(%rdi) */
	DONE(n);
	EXPECT_EQ(reads, 1);
	EXPECT_EQ(writes, 1);
	EXPECT_EQ(last_value, 0x77);
	EXPECT_EQ(regs.rsi, 0x87654321);
	EXPECT_EQ(logs, 0);
}

TEST(read_and_write_in_one_faults_with_either)
{
	unsigned int n;

	apic_value = 0xf0;
	regs = (struct cpu_user_regs){ .rcx = 0x0f };
	n = FAULT(APIC + 0xf0, false, 0x09, 0x0f);			/* or %ecx,(%rdi) */
	DONE(n);
	EXPECT_EQ(last_value, 0xff);
	n = FAULT(APIC + 0xf0, true, 0x09, 0x0f);
	DONE(n);
	EXPECT_EQ(last_value, 0xff);
}

TEST(hidden_frames_read_as_ones_and_keep_nothing)
{
	unsigned int n;

	regs = (struct cpu_user_regs){ .rcx = 0x0f };
	test_log_clear();
	n = FAULT(HIDDEN + 8, false, 0x48, 0x8b, 0x07);			/* mov (%rdi),%rax */
	DONE(n);
	EXPECT_EQ(regs.rax, ~0ULL);
	EXPECT_EQ(logs, 1);
	EXPECT_STR(test_log,
		   "vCPU 0 reads from 0x12345008, which is not its memory, at RIP 0x1000\n");
	n = FAULT(HIDDEN, false, 0x0f, 0xb6, 0x07);			/* movzbl (%rdi),%eax */
	DONE(n);
	EXPECT_EQ(regs.rax, 0xff);
	n = FAULT(HIDDEN, false, 0x48, 0x0f, 0xbe, 0x07);		/* movsbq (%rdi),%rax */
	DONE(n);
	EXPECT_EQ(regs.rax, ~0ULL);
	n = FAULT(HIDDEN, true, 0x48, 0x89, 0x0f);			/* mov %rcx,(%rdi) */
	DONE(n);
	regs.rcx = 0x1234;
	n = FAULT(HIDDEN, true, 0x48, 0x87, 0x0f);			/* xchg %rcx,(%rdi) */
	DONE(n);
	EXPECT_EQ(regs.rcx, ~0ULL);
	EXPECT_EQ(reads + writes, 0);
}

TEST(clears_and_copies_of_hidden_frames)
{
	unsigned int n, i;

	regs = (struct cpu_user_regs){ .rcx = 1000, .rdi = 0x7000 };
	FAULT(HIDDEN, true, 0xf3, 0x48, 0xab);				/* rep stosq */
	EXPECT_EQ(injected, 0);
	EXPECT_EQ(regs.rip, START);					/* more pages follow */
	EXPECT_EQ(regs.rcx, 1000 - 512);
	EXPECT_EQ(regs.rdi, 0x8000);
	n = FAULT(HIDDEN, true, 0xf3, 0x48, 0xab);
	DONE(n);
	EXPECT_EQ(regs.rcx, 0);
	EXPECT_EQ(regs.rdi, 0x7000 + 8000);

	/* From there: rep movsb into RAM. */
	memset(ram, 0, sizeof(ram));
	ram_limit = sizeof(ram);
	regs = (struct cpu_user_regs){ .rcx = 100, .rdi = 10, .rsi = 0x9000 };
	n = FAULT(HIDDEN + 4, false, 0xf3, 0xa4);
	DONE(n);
	for (i = 0; i < sizeof(ram); i++)
		EXPECT_EQ(ram[i], i >= 10 && i < 110 ? 0xff : 0);
	EXPECT_EQ(regs.rdi, 110);
	EXPECT_EQ(regs.rsi, 0x9000 + 100);
	/* The destination faults on the way. */
	ram_limit = 128;
	regs = (struct cpu_user_regs){ .rcx = 100, .rdi = 64, .rsi = 0x9000 };
	FAULT(HIDDEN, false, 0xf3, 0xa4);
	EXPECT_EQ(injected, TRAP_PF);
	EXPECT_EQ(injected_cr2, 128);
	EXPECT_EQ(regs.rip, START);
	EXPECT_EQ(regs.rcx, 36);
	EXPECT_EQ(regs.rdi, 128);
	/* From one such place to another: nothing is written, and it comes to an end. */
	memset(ram, 0, sizeof(ram));
	hidden_limit = 0x10000;
	regs = (struct cpu_user_regs){ .rcx = 100, .rdi = 64, .rsi = 0x9000 };
	n = FAULT(HIDDEN, false, 0xf3, 0xa4);
	DONE(n);
	EXPECT_EQ(regs.rcx, 0);
	EXPECT_EQ(regs.rdi, 164);
	EXPECT_EQ(ram[127], 0xff);
	EXPECT_EQ(ram[128], 0);
	hidden_limit = 0;
	/* To there; the source is not looked at. */
	regs = (struct cpu_user_regs){ .rcx = 4, .rdi = 0x40, .rsi = 0x9000 };
	n = FAULT(HIDDEN, true, 0xf3, 0xa5);				/* rep movsl */
	DONE(n);
	EXPECT_EQ(regs.rsi, 0x9010);
	EXPECT_EQ(regs.rdi, 0x50);
	/* Down, and without a count. */
	regs = (struct cpu_user_regs){ .rcx = 7, .rdi = 0x40, .rflags = RFLAGS_DF };
	n = FAULT(HIDDEN, true, 0x66, 0xab);				/* stosw */
	DONE(n);
	EXPECT_EQ(regs.rdi, 0x3e);
	EXPECT_EQ(regs.rcx, 7);
	regs = (struct cpu_user_regs){ .rsi = 0x40 };
	n = FAULT(HIDDEN, false, 0xad);					/* lodsl */
	DONE(n);
	EXPECT_EQ(regs.rax, 0xffffffff);
	EXPECT_EQ(regs.rsi, 0x44);
}

TEST(what_is_not_emulated_faults)
{
	struct hvm_fault f = { .gpa = HIDDEN, .exec = true };

	regs = (struct cpu_user_regs){ .rcx = 5 };
	FAULT(HIDDEN, false, 0x0f, 0x10, 0x07);				/* movups */
	EXPECT_EQ(injected, TRAP_GP);
	EXPECT_EQ(regs.rip, START);
	FAULT(APIC, true, 0xf3, 0xab);					/* strings: RAM only */
	EXPECT_EQ(injected, TRAP_GP);
	EXPECT_EQ(regs.rcx, 5);
	EXPECT_EQ(writes, 0);
	EXPECT_EQ(hvm_mmio_fault(&vcpu, &f), 0);
	EXPECT_EQ(injected, TRAP_UD);
	f = (struct hvm_fault){ .gpa = HIDDEN, .in_walk = true };
	EXPECT_EQ(hvm_mmio_fault(&vcpu, &f), -EOPNOTSUPP);
}

TEST(code_that_is_gone_is_tried_again)
{
	struct hvm_fault f = { .gpa = APIC, .write = true };

	nr_code = 0;
	injected = 0;
	regs.rip = START;
	EXPECT_EQ(hvm_mmio_fault(&vcpu, &f), 0);
	DONE(0);
}

TEST(bytes_that_the_cpu_hands_over_are_used)
{
	struct hvm_fault f = { .gpa = APIC + 0xb0, .write = true, .nr_insn = 2,
			       .insn = { 0x89, 0x37 } };

	nr_code = 0;
	injected = 0;
	writes = 0;
	regs = (struct cpu_user_regs){ .rip = START, .rsi = 3 };
	EXPECT_EQ(hvm_mmio_fault(&vcpu, &f), 0);
	DONE(2);
	EXPECT_EQ(last_value, 3);
}
