// SPDX-License-Identifier: GPL-2.0-only
/*
 * Each instruction that leaves the container, in each mode of the CPU, gives what the
 * manual says (APM volume 3): done with RIP behind it, #UD, or #GP.
 *
 * Ring 3 runs with IOPL 0. What CPUID does not show is #UD. The hypervisor reads bytes
 * of the instruction itself where the CPU does not tell its length: prefixes, the end of
 * a page whose neighbour is not mapped, and the end of memory are where that goes wrong.
 */
#include "mode.h"

#define DB		1
#define GP		13
#define UD		6
#define PF		14
#define MSR_EFER	0xc0000080
#define MSR_NONSENSE	0x12345678
#define PORT		0x1234
#define MAX_BYTES	15

/* FAULT: #UD or #GP, where what is checked first is the CPU's choice. */
enum how { DONE, IS_UD, IS_GP, FAULT };

/* What is where: 64-bit code only, 32-bit code only. */
#define ONLY_64		1
#define NOT_64		2
#define NOT_REAL	4
#define CHECK_RAX	8	/* 32 bits of it */
#define CHECK_AL	16
#define CHECK_AX	32
#define NO_RDTSCP	64	/* where CPUID says that there is none */
#define NOT_TCG		128	/* QEMU takes it and ends itself at the next exception */

struct insn {
	const char *name;
	u8 bytes, code[7];
	u8 flags, ring0, ring3;
	u32 eax, ecx, edx, want;
};

/* Initial values are none of what instructions give. */
#define EAX0	0x00a5a5a5U

static const struct insn insns[] = {
	{ "CPUID", 2, { 0x0f, 0xa2 }, 0, DONE, DONE, .eax = 0 },
	{ "RDMSR of EFER", 2, { 0x0f, 0x32 }, 0, DONE, IS_GP, EAX0, MSR_EFER },
	{ "RDMSR of nothing", 2, { 0x0f, 0x32 }, 0, IS_GP, IS_GP, EAX0, MSR_NONSENSE },
	{ "WRMSR of nothing", 2, { 0x0f, 0x30 }, 0, IS_GP, IS_GP, EAX0, MSR_NONSENSE },
	{ "MOV from CR0", 3, { 0x0f, 0x20, 0xc0 }, 0, DONE, IS_GP },
	{ "MOV from CR2", 3, { 0x0f, 0x20, 0xd0 }, 0, DONE, IS_GP },
	{ "MOV from CR3", 3, { 0x0f, 0x20, 0xd8 }, 0, DONE, IS_GP },
	{ "MOV from CR4", 3, { 0x0f, 0x20, 0xe0 }, 0, DONE, IS_GP },
	{ "MOV from CR4 with another mod", 3, { 0x0f, 0x20, 0x20 }, 0, DONE, IS_GP },
	{ "MOV from CR8", 4, { 0x44, 0x0f, 0x20, 0xc0 }, ONLY_64 | CHECK_RAX, DONE, IS_GP, EAX0 },
	{ "MOV from CR1", 3, { 0x0f, 0x20, 0xc8 }, 0, IS_UD, FAULT },
	{ "MOV from CR7", 3, { 0x0f, 0x20, 0xf8 }, 0, IS_UD, FAULT },
	{ "CLTS", 2, { 0x0f, 0x06 }, 0, DONE, IS_GP },
	{ "SMSW EAX", 3, { 0x0f, 0x01, 0xe0 }, 0, DONE, DONE },
	{ "LMSW of what it is", 3, { 0x0f, 0x01, 0xf0 }, NOT_REAL, DONE, IS_GP, 1 },
	{ "XSETBV without CR4.OSXSAVE", 3, { 0x0f, 0x01, 0xd1 }, 0, IS_UD, FAULT },
	{ "RDPMC", 2, { 0x0f, 0x33 }, 0, FAULT, FAULT, EAX0, 0x1000 },
	{ "WBINVD", 2, { 0x0f, 0x09 }, 0, DONE, IS_GP },
	{ "PAUSE", 2, { 0xf3, 0x90 }, 0, DONE, DONE },
	{ "MONITOR", 3, { 0x0f, 0x01, 0xc8 }, 0, IS_UD, FAULT },
	{ "MWAIT", 3, { 0x0f, 0x01, 0xc9 }, 0, IS_UD, FAULT },
	{ "IN AL, DX", 1, { 0xec }, CHECK_AL, DONE, IS_GP, EAX0, 0, PORT, 0x00a5a5ff },
	{ "IN AL, 80", 2, { 0xe4, 0x80 }, CHECK_AL, DONE, IS_GP, EAX0, 0, 0, 0x00a5a5ff },
	{ "OUT DX, AL", 1, { 0xee }, CHECK_AL, DONE, IS_GP, EAX0, 0, PORT, EAX0 },
	{ "OUT 80, AL", 2, { 0xe6, 0x80 }, CHECK_AL, DONE, IS_GP, EAX0, 0, 0, EAX0 },
	{ "VMRUN", 3, { 0x0f, 0x01, 0xd8 }, NOT_REAL, IS_UD, FAULT },
	{ "VMLOAD", 3, { 0x0f, 0x01, 0xda }, NOT_REAL, IS_UD, FAULT },
	{ "VMSAVE", 3, { 0x0f, 0x01, 0xdb }, NOT_REAL, IS_UD, FAULT },
	{ "STGI", 3, { 0x0f, 0x01, 0xdc }, NOT_REAL, IS_UD, FAULT },
	{ "CLGI", 3, { 0x0f, 0x01, 0xdd }, NOT_REAL, IS_UD, FAULT },
	{ "SKINIT", 3, { 0x0f, 0x01, 0xde }, NOT_REAL, IS_UD, FAULT },
	{ "INVLPGA", 3, { 0x0f, 0x01, 0xdf }, NOT_REAL, IS_UD, FAULT },
	{ "VMRUN in real mode", 3, { 0x0f, 0x01, 0xd8 }, 0, IS_UD, FAULT },
	{ "RDPRU", 3, { 0x0f, 0x01, 0xfd }, 0, IS_UD, IS_UD },
	{ "RSM", 2, { 0x0f, 0xaa }, 0, IS_UD, IS_UD },
	{ "UD2", 2, { 0x0f, 0x0b }, 0, IS_UD, IS_UD },
	{ "VMREAD", 3, { 0x0f, 0x78, 0xc0 }, 0, IS_UD, IS_UD },
	{ "0F 01 C2", 3, { 0x0f, 0x01, 0xc2 }, 0, IS_UD, IS_UD },
	{ "RDTSC", 2, { 0x0f, 0x31 }, 0, DONE, DONE },
	{ "RDTSCP", 3, { 0x0f, 0x01, 0xf9 }, NO_RDTSCP, IS_UD, IS_UD },
	{ "MOV from DR7", 3, { 0x0f, 0x21, 0xf8 }, CHECK_RAX, DONE, IS_GP, EAX0, .want = 0x400 },
	{ "MOV from DR0", 3, { 0x0f, 0x21, 0xc0 }, 0, DONE, IS_GP },
	{ "MOV from DR4, which is DR6", 3, { 0x0f, 0x21, 0xe0 }, 0, DONE, IS_GP },
	{ "MOV from DR8", 4, { 0x44, 0x0f, 0x21, 0xc0 }, ONLY_64, IS_UD, FAULT },
	{ "MOV to DR0", 3, { 0x0f, 0x23, 0xc0 }, 0, DONE, IS_GP },
	{ "MOV to DR6", 3, { 0x0f, 0x23, 0xf0 }, 0, DONE, IS_GP, 0xffff0ff0 },
	{ "MOV to DR7", 3, { 0x0f, 0x23, 0xf8 }, 0, DONE, IS_GP, 0x400 },
	{ "MOV to CR2", 3, { 0x0f, 0x22, 0xd0 }, 0, DONE, IS_GP },
	{ "MOV to CR5", 3, { 0x0f, 0x22, 0xe8 }, 0, IS_UD, FAULT },
	{ "MOV to CR8", 4, { 0x44, 0x0f, 0x22, 0xc0 }, ONLY_64, DONE, IS_GP },
	{ "SLDT EAX", 3, { 0x0f, 0x00, 0xc0 }, NOT_REAL, DONE, DONE },
	{ "STR EAX", 3, { 0x0f, 0x00, 0xc8 }, NOT_REAL, DONE, DONE },
	{ "LLDT of nothing", 3, { 0x0f, 0x00, 0xd0 }, NOT_REAL, DONE, IS_GP },
	{ "LTR of nothing", 3, { 0x0f, 0x00, 0xd8 }, NOT_REAL | NOT_TCG, IS_GP, IS_GP },
	{ "VERR", 3, { 0x0f, 0x00, 0xe0 }, NOT_REAL, DONE, DONE },
	{ "VERW", 3, { 0x0f, 0x00, 0xe8 }, NOT_REAL, DONE, DONE },
	{ "LAR EAX, AX", 3, { 0x0f, 0x02, 0xc0 }, NOT_REAL, DONE, DONE },
	{ "LSL EAX, AX", 3, { 0x0f, 0x03, 0xc0 }, NOT_REAL, DONE, DONE },
	{ "INVLPG", 3, { 0x0f, 0x01, 0x38 }, 0, DONE, IS_GP },
	{ "SWAPGS twice", 6, { 0x0f, 0x01, 0xf8, 0x0f, 0x01, 0xf8 }, ONLY_64, DONE, IS_GP },
	{ "XGETBV without CR4.OSXSAVE", 3, { 0x0f, 0x01, 0xd0 }, 0, IS_UD, IS_UD },
	{ "ENCLS", 3, { 0x0f, 0x01, 0xcf }, 0, IS_UD, IS_UD },
	{ "GETSEC", 2, { 0x0f, 0x37 }, 0, IS_UD, IS_UD },
	{ "UD1", 3, { 0x0f, 0xb9, 0xc0 }, 0, IS_UD, IS_UD },
};

static struct { u32 mode, at; } mark;

/* Tells the parent where we are, in case that there is no more to hear. */
static void mark_at(u32 mode, u32 at)
{
	mark.mode = mode;
	mark.at = at;
	pvh_shared.word[PVH_WORDS - 1] = (u64)mode << 32 | at | 1ULL << 63;
}

static bool has_rdtscp(void)
{
	u32 out[4];

	cpuid(0x80000001, 0, out);
	return out[3] & 1 << 27;
}

static bool applies(const struct insn *i, enum mode m)
{
	if ((i->flags & NO_RDTSCP) && has_rdtscp())
		return false;
	if ((i->flags & NOT_TCG) && on_tcg())
		return false;
	if ((i->flags & ONLY_64) && !IS_64(m))
		return false;
	if ((i->flags & NOT_64) && IS_64(m))
		return false;
	return !(i->flags & NOT_REAL) || m != MODE_REAL;
}

static void complain(const struct insn *i, const struct mode_state *s, const char *what)
{
	say("# %s, mode %s: %s; vector %llu error %#llx RIP %#llx RAX %#llx", i->name,
	    mode_names[mark.mode], what, s->vector, s->error, s->rip, s->rax);
	pvh_shared.failed = 1;
}

static void check_outcome(const struct insn *i, enum mode m, const struct mode_state *s,
			  u64 at, unsigned int bytes)
{
	enum how how = IS_USER(m) ? i->ring3 : i->ring0;
	u32 vector = how == IS_UD ? UD : how == IS_GP ? GP : how == DONE ? 3 : s->vector;

	if (how == FAULT && s->vector != UD && s->vector != GP)
		complain(i, s, "should be a fault");
	else if (s->vector != vector)
		complain(i, s, how == DONE ? "should be done" : how == IS_UD ? "should be #UD" :
			 "should be #GP");
	else if (how == DONE && s->rip != at + bytes + 1)
		complain(i, s, "wrong length");
	else if (how != DONE && s->rip != at)
		complain(i, s, "RIP of the fault");
	else if (how == IS_GP && s->error)
		complain(i, s, "error code");
}

static void check_rax(const struct insn *i, enum mode m, const struct mode_state *s)
{
	if (s->vector != 3)
		return;
	if ((i->flags & (CHECK_AL | CHECK_RAX)) && (u32)s->rax != i->want)
		complain(i, s, "RAX");
}

static void run(const struct insn *i, enum mode m, u64 at, const u8 *code,
		unsigned int bytes, struct mode_state *s)
{
	*s = (struct mode_state){
		.rax = i->eax, .rcx = i->ecx, .rdx = i->edx, .rbp = 0x5555, .rsi = CODE + 0x800,
		.rdi = CODE + 0x900,
	};
	mode_run(m, at, code, bytes, s);
}

static void one(const struct insn *i, enum mode m)
{
	struct mode_state s;

	run(i, m, CODE, i->code, i->bytes, &s);
	check_outcome(i, m, &s, CODE, i->bytes);
	check_rax(i, m, &s);
	if (s.rbp != 0x5555 || s.rsi != CODE + 0x800 || s.rdi != CODE + 0x900)
		complain(i, &s, "another register changed");
}

static void all_in(enum mode m)
{
	unsigned int i;

	if (!mode_works(m)) {
		case_skip("not on real Xen with this CPU");
		return;
	}
	for (i = 0; i < ARRAY_SIZE(insns); i++)
		if (applies(&insns[i], m)) {
			mark_at(m, i);
			one(&insns[i], m);
		}
}

#define ALL_IN(name, mode)	static void name(void) { all_in(mode); }
ALL_IN(in_long, MODE_LONG)
ALL_IN(in_long_user, MODE_LONG_USER)
ALL_IN(in_compat, MODE_COMPAT)
ALL_IN(in_compat16, MODE_COMPAT16)
ALL_IN(in_compat_user, MODE_COMPAT_USER)
ALL_IN(in_pae, MODE_PAE)
ALL_IN(in_pae_user, MODE_PAE_USER)
ALL_IN(in_paged, MODE_PAGED)
ALL_IN(in_flat, MODE_FLAT)
ALL_IN(in_flat16, MODE_FLAT16)
ALL_IN(in_real, MODE_REAL)

/* Prefixes without a meaning here, up to the 15 bytes that an instruction may have. */
static void prefixes(void)
{
	static const u8 prefix[] = { 0x26, 0x2e, 0x36, 0x3e };
	static const u8 which[] = { 0, 1, 2, 4, 7, 12, 17, 21, 22, 25 };
	unsigned int mode, i, n;
	struct mode_state s;
	u8 code[32];

	for_each_mode(mode)
		for (i = 0; i < ARRAY_SIZE(which); i++) {
			const struct insn *insn = &insns[which[i]];

			mark_at(mode, which[i]);
			for (n = 1; n + insn->bytes <= MAX_BYTES; n += 4) {
				memset(code, prefix[n % 4], n);
				memcpy(code + n, insn->code, insn->bytes);
				run(insn, mode, CODE, code, n + insn->bytes, &s);
				check_outcome(insn, mode, &s, CODE, n + insn->bytes);
			}
			n = MAX_BYTES - insn->bytes;
			memset(code, 0x2e, n);
			memcpy(code + n, insn->code, insn->bytes);
			run(insn, mode, CODE, code, MAX_BYTES, &s);
			check_outcome(insn, mode, &s, CODE, MAX_BYTES);
		}
}

static void too_long(void)
{
	struct mode_state s;
	unsigned int mode;
	u8 code[32];

	memset(code, 0x2e, sizeof(code));
	code[MAX_BYTES - 1] = 0x0f;
	code[MAX_BYTES] = 0xa2;
	for_each_mode(mode) {
		mark_at(mode, 0);
		run(&insns[0], mode, CODE, code, MAX_BYTES + 1, &s);
		if (s.vector != GP || s.rip != CODE)
			complain(&insns[0], &s, "16 bytes are #GP");
	}
}

static void rex(void)
{
	static const u8 which[] = { 0, 1, 2, 12, 17 };
	struct mode_state s;
	unsigned int i, r;
	u8 code[8];

	for (i = 0; i < ARRAY_SIZE(which); i++)
		for (r = 0x40; r < 0x50; r++) {
			const struct insn *insn = &insns[which[i]];

			mark_at(MODE_LONG, which[i]);
			code[0] = r;
			memcpy(code + 1, insn->code, insn->bytes);
			run(insn, MODE_LONG, CODE, code, insn->bytes + 1, &s);
			check_outcome(insn, MODE_LONG, &s, CODE, insn->bytes + 1);
		}
}

/* The next page is not mapped: done, and the fetch of what follows faults. */
static void page_ends(void)
{
	struct mode_state s;
	unsigned int mode, i;

	for_each_mode(mode)
		for (i = 0; i < ARRAY_SIZE(insns); i++) {
			const struct insn *insn = &insns[i];
			u64 at = CODE_AT_PAGE_END(insn->bytes);

			if (!applies(insn, mode) || !IS_PAGED(mode))
				continue;
			mark_at(mode, i);
			page_hide(at + insn->bytes);
			run(insn, mode, at, insn->code, insn->bytes, &s);
			page_show(at + insn->bytes);
			if ((IS_USER(mode) ? insn->ring3 : insn->ring0) != DONE)
				check_outcome(insn, mode, &s, at, insn->bytes);
			else if (s.vector != PF || s.rip != at + insn->bytes || s.cr2 != s.rip)
				complain(insn, &s, "should be #PF behind it");
		}
}

/* Half of it in a page that is not mapped. */
static void cut_by_page(void)
{
	struct mode_state s;
	unsigned int mode;

	for_each_mode(mode) {
		u64 at = CODE_AT_PAGE_END(1);

		if (!IS_PAGED(mode))
			continue;
		mark_at(mode, 0);
		page_hide(at + 1);
		mode_run(mode, at, "\x0f", 1, &s);
		page_show(at + 1);
		if (s.vector != PF || s.rip != at || s.cr2 != at + 1)
			complain(&insns[0], &s, "should be #PF");
	}
}

/* Across two pages that are both there. */
static void across_pages(void)
{
	struct mode_state s;
	unsigned int mode, i;

	for_each_mode(mode)
		for (i = 0; i < ARRAY_SIZE(insns); i++) {
			u64 at = CODE_AT_PAGE_END(1);

			if (!applies(&insns[i], mode))
				continue;
			mark_at(mode, i);
			run(&insns[i], mode, at, insns[i].code, insns[i].bytes, &s);
			check_outcome(&insns[i], mode, &s, at, insns[i].bytes);
		}
}

/* Memory ends behind it: it is done, and what there is to run then is #UD. */
static void memory_ends(void)
{
	static const u8 which[] = { 0, 1, 2, 4, 12, 17, 21 };
	struct mode_state s;
	unsigned int mode, i;

	XEN_DIFFERS("it is #GP");
	for_each_mode(mode)
		for (i = 0; i < ARRAY_SIZE(which); i++) {
			const struct insn *insn = &insns[which[i]];
			u64 at = CODE_AT_MEMORY_END(insn->bytes);

			if (mode == MODE_COMPAT16 || mode == MODE_FLAT16)
				continue;
			mark_at(mode, which[i]);
			run(insn, mode, at, insn->code, insn->bytes, &s);
			if (mode == MODE_REAL)
				s.rip = PVH_LOW_END - (s.vector != UD);
			if ((IS_USER(mode) ? insn->ring3 : insn->ring0) == DONE &&
			    (s.vector != UD || s.rip != PVH_LOW_END))
				complain(insn, &s, "should be #UD behind it");
		}
}

/* LOCK MOV CR0 is CR8 in 32-bit code (APM volume 3, MOV CRn) where CPUID says so. */
static void cr8_by_lock(void)
{
	struct mode_state s = { .rax = 5 };
	u32 r[4];

	cpuid(0x80000001, 0, r);
	RUN(MODE_FLAT, &s, 0xf0, 0x0f, 0x22, 0xc0);	/* LOCK MOV CR0, EAX */
	if (!(r[2] & 1U << 4)) {
		EXPECT_EQ(s.vector, UD);
		return;
	}
	EXPECT(mode_done(&s, CODE, 4));
	EXPECT_EQ(read_cr8(), 5);
	s = (struct mode_state){ };
	RUN(MODE_FLAT, &s, 0xf0, 0x0f, 0x20, 0xc0);
	EXPECT(mode_done(&s, CODE, 4));
	EXPECT_EQ(s.rax, 5);
	write_cr8(0);
}

/* LMSW takes a word of memory too. It sets PE and can't clear it. */
static void msw(void)
{
	u64 cr0 = read_cr0();
	u16 val = (cr0 & 0xffff) | 8;

	TRY("lmsw %0", : : "m" (val) : "memory");
	EXPECT_EQ(last_fault.vector, NO_FAULT);
	EXPECT_EQ(read_cr0(), cr0 | 8);
	val &= ~8;
	TRY("lmsw %0", : : "m" (val) : "memory");
	EXPECT_EQ(read_cr0(), cr0);
	TRY("lmsw %w0", : : "r" (4) : "memory");	/* EM, which leaves the container */
	EXPECT_EQ(last_fault.vector, NO_FAULT);
	EXPECT_EQ(read_cr0(), (cr0 & ~0xfUL) | 5);
	TRY("lmsw %w0", : : "r" (0) : "memory");
	EXPECT_EQ(read_cr0(), (cr0 & ~0xfUL) | 1);
	write_cr0(cr0);
}

#define MSW_WORD	(code_pages + 0x40)
#define MSW_PE_EM	5

/* By its address in EBX, of CS, which is where the code is in real mode too; then CR0. */
static void lmsw_of_memory(void)
{
	static const u8 wide[] = { 0x2e, 0x0f, 0x01, 0x33, 0x0f, 0x20, 0xc0 };
	static const u8 narrow[] = { 0x67, 0x2e, 0x0f, 0x01, 0x33, 0x0f, 0x20, 0xc0 };
	u64 code = CODE;
	unsigned int mode;

	__asm__("" : "+r" (code));
	*(volatile u16 *)MSW_WORD = MSW_PE_EM;
	for_each_mode(mode) {
		bool is_16 = mode == MODE_COMPAT16 || mode == MODE_FLAT16 || mode == MODE_REAL;
		struct mode_state s = { .rbx = (u64)MSW_WORD };
		unsigned int bytes = is_16 ? sizeof(narrow) : sizeof(wide);

		/* Real mode would be left behind. */
		if (mode == MODE_REAL)
			*(volatile u16 *)MSW_WORD = MSW_PE_EM - 1;
		if (mode == MODE_REAL && code >= 0x10000)
			s.rbx -= (code - 0xf000) & ~0xfUL;
		mode_run(mode, CODE, is_16 ? narrow : wide, bytes, &s);
		if (IS_USER(mode)) {
			EXPECT_EQ(s.vector, GP);
			continue;
		}
		EXPECT(mode_done(&s, CODE, bytes));
		EXPECT_EQ(s.rax & 0xf, mode == MODE_REAL ? MSW_PE_EM - 1 : MSW_PE_EM);
		if (pvh_shared.failed) {
			say("# that was in %s mode\n", mode_names[mode]);
			return;
		}
	}
}

/* Addresses of each kind, in 64-bit code; and what can't be read. */
static void lmsw_addresses(void)
{
	struct mode_state s = { .rbx = (u64)MSW_WORD - 0x17, .rcx = 4 };

	*(volatile u16 *)MSW_WORD = MSW_PE_EM;
	/* 7(%rbx,%rcx,4) */
	RUN(MODE_LONG, &s, 0x0f, 0x01, 0x74, 0x8b, 0x07, 0x0f, 0x20, 0xc0);
	EXPECT(mode_done(&s, CODE, 8));
	EXPECT_EQ(s.rax & 0xf, MSW_PE_EM);
	/* -0xc7(%rip): MSW_WORD is 0xc0 below CODE, and 7 bytes are in between. */
	s = (struct mode_state){ };
	RUN(MODE_LONG, &s, 0x0f, 0x01, 0x35, 0x39, 0xff, 0xff, 0xff, 0x0f, 0x20, 0xc0);
	EXPECT(mode_done(&s, CODE, 10));
	EXPECT_EQ(s.rax & 0xf, MSW_PE_EM);
	s = (struct mode_state){ .rbx = 1UL << 62 };
	RUN(MODE_LONG, &s, 0x0f, 0x01, 0x33);
	EXPECT_EQ(s.vector, GP);
	EXPECT_EQ(s.rip, CODE);
	page_hide((u64)code_pages + PAGE_SIZE);
	*(volatile u16 *)(code_pages + PAGE_SIZE - 2) = MSW_PE_EM;
	s = (struct mode_state){ .rbx = (u64)code_pages + PAGE_SIZE - 2 };
	RUN(MODE_LONG, &s, 0x0f, 0x01, 0x33, 0x0f, 0x20, 0xc0);
	EXPECT(mode_done(&s, CODE, 6));
	EXPECT_EQ(s.rax & 0xf, MSW_PE_EM);
	s = (struct mode_state){ .rbx = (u64)code_pages + PAGE_SIZE - 1 };
	RUN(MODE_LONG, &s, 0x0f, 0x01, 0x33);
	EXPECT_EQ(s.vector, PF);
	EXPECT_EQ(s.cr2, (u64)code_pages + PAGE_SIZE);
	EXPECT_EQ(s.error, 0);
	EXPECT_EQ(s.rip, CODE);
	page_show((u64)code_pages + PAGE_SIZE);
}

static void xsetbv(void)
{
	static const struct { u32 index; u64 val; u8 vector; } tries[] = {
		{ 0, 7, 3 }, { 0, 3, 3 }, { 0, 1, 3 },
		{ 0, 0, GP }, { 0, 2, GP }, { 0, 5, GP }, { 0, 1UL << 63 | 1, GP },
		{ 0, 1UL << 40 | 1, GP }, { 1, 1, GP }, { ~0U, 1, GP },
	};
	unsigned int i;
	u32 r[4];

	cpuid(1, 0, r);
	if (!(r[2] & 1U << 26)) {
		case_skip("no XSAVE");
		return;
	}
	write_cr4(read_cr4() | 1UL << 18);
	for (i = 0; i < ARRAY_SIZE(tries); i++) {
		struct mode_state s = {
			.rcx = tries[i].index, .rax = (u32)tries[i].val,
			.rdx = tries[i].val >> 32,
		};

		RUN(MODE_LONG, &s, 0x0f, 0x01, 0xd1);
		if (s.vector != tries[i].vector)
			say("# XCR%u = %#llx", tries[i].index, tries[i].val);
		EXPECT_EQ(s.vector, tries[i].vector);
		s = (struct mode_state){ .rax = 3 };
		RUN(MODE_LONG_USER, &s, 0x0f, 0x01, 0xd1);
		EXPECT_EQ(s.vector, GP);
	}
}

/* The only vCPU: nothing is left that could send it the NMI or INIT which ends that. */
static void hlt_for_good(void)
{
	__asm__ __volatile__("cli; hlt" : : : "memory");
}

static void hlt_in_user(void)
{
	static const enum mode modes[] = { MODE_LONG_USER, MODE_COMPAT_USER, MODE_PAE_USER };
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(modes); i++) {
		struct mode_state s = { };

		if (!mode_works(modes[i]))
			continue;
		RUN(modes[i], &s, 0xf4);
		EXPECT_EQ(s.vector, GP);
		EXPECT_EQ(s.rip, CODE);
	}
}

/* As WBINVD, since nothing may be lost. */
static void invd(void)
{
	XEN_DIFFERS("INVD is #GP");
	TRY("invd", : : : "memory");
	EXPECT_EQ(last_fault.vector, NO_FAULT);
}

/* CPUID changes the upper halves too. */
static void cpuid_upper(void)
{
	u64 a = ~0UL << 32, b = ~0UL, c = ~0UL << 32, d = ~0UL;

	__asm__ __volatile__("cpuid" : "+a" (a), "+b" (b), "+c" (c), "+d" (d));
	EXPECT_EQ((a | b | c | d) >> 32, 0);
}

/* With CR4.DE the other names of DR6 and DR7 are gone. */
static void debug_aliases(void)
{
	struct mode_state s = { .rax = 0x400 };

	write_cr4(read_cr4() | 8);
	RUN(MODE_LONG, &s, 0x0f, 0x21, 0xe0);
	EXPECT_EQ(s.vector, UD);
	RUN(MODE_LONG, &s, 0x0f, 0x21, 0xe8);
	EXPECT_EQ(s.vector, UD);
	RUN(MODE_LONG, &s, 0x0f, 0x23, 0xe8);
	EXPECT_EQ(s.vector, UD);
	write_cr4(read_cr4() & ~8UL);
	RUN(MODE_LONG, &s, 0x0f, 0x21, 0xe8);
	EXPECT(mode_done(&s, CODE, 3));
	EXPECT_EQ(s.rax, 0x400);
}

#define CPUID_BYTES	2
#define RFLAGS_RF	0x10000

static void break_at(u64 at)
{
	__asm__ __volatile__("mov %0, %%dr0; mov %1, %%dr7" : : "r" (at), "r" (0x401UL) : "memory");
}

static u64 dr6_and_off(void)
{
	u64 dr6;

	__asm__ __volatile__("mov %%dr6, %0" : "=r" (dr6));
	__asm__ __volatile__("mov %0, %%dr7; mov %1, %%dr6" : : "r" (0x400UL), "r" (0xffff0ff0UL));
	return dr6;
}

/* Before an instruction that exits, past it by RF, and right behind it: RF is over. */
static void breakpoints(void)
{
	struct mode_state s = { };

	break_at(CODE);
	RUN(MODE_LONG, &s, 0x0f, 0xa2);
	EXPECT_EQ(s.vector, DB);
	EXPECT_EQ(s.rip, CODE);
	EXPECT_EQ(dr6_and_off() & 0xf, 1);
	break_at(CODE);
	s = (struct mode_state){ .rflags = RFLAGS_RF };
	RUN(MODE_LONG, &s, 0x0f, 0xa2);
	EXPECT(mode_done(&s, CODE, CPUID_BYTES));
	dr6_and_off();
	break_at(CODE + CPUID_BYTES);
	s = (struct mode_state){ .rflags = RFLAGS_RF };
	RUN(MODE_LONG, &s, 0x0f, 0xa2, 0x90);
	EXPECT_EQ(s.vector, DB);
	EXPECT_EQ(s.rip, CODE + CPUID_BYTES);
	dr6_and_off();
}

/* A task register is loaded from the descriptor of a task that is free, and of nothing else. */
static void task_register(void)
{
	struct mode_state s = { .rax = SEL_TSS64 };

	RUN(MODE_LONG, &s, 0x0f, 0x00, 0xd8);
	EXPECT_EQ(s.vector, GP);
	EXPECT_EQ(s.error, SEL_TSS64);		/* it is busy */
	EXPECT_EQ(s.rip, CODE);
	s = (struct mode_state){ .rax = SEL_DATA };
	RUN(MODE_LONG, &s, 0x0f, 0x00, 0xd8);
	EXPECT_EQ(s.vector, GP);
	EXPECT_EQ(s.error, SEL_DATA);
	gdt[SEL_TSS64 / 8] &= ~(2ULL << 40);
	s = (struct mode_state){ .rax = SEL_TSS64 };
	RUN(MODE_LONG, &s, 0x0f, 0x00, 0xd8);
	EXPECT(mode_done(&s, CODE, 3));
	EXPECT(gdt[SEL_TSS64 / 8] & 2ULL << 40);
	s = (struct mode_state){ .rax = SEL_DATA };
	RUN(MODE_LONG, &s, 0x0f, 0x00, 0xd0);		/* LLDT */
	EXPECT_EQ(s.vector, GP);
	EXPECT_EQ(s.error, SEL_DATA);
}

/* Where the tables are, with an exit between writing and reading it. */
static void table_registers(void)
{
	struct { u16 limit; u64 base; } __packed was, now, got;

	__asm__ __volatile__("sgdt %0" : "=m" (was));
	now = was;
	now.limit = 0x7fff;
	__asm__ __volatile__("lgdt %0" : : "m" (now) : "memory");
	cpuid_upper();
	__asm__ __volatile__("sgdt %0" : "=m" (got));
	EXPECT_EQ(got.limit, now.limit);
	EXPECT_EQ(got.base, now.base);
	__asm__ __volatile__("lgdt %0" : : "m" (was) : "memory");
	__asm__ __volatile__("sidt %0" : "=m" (was));
	now = was;
	now.limit = 0xffe;
	__asm__ __volatile__("lidt %0" : : "m" (now) : "memory");
	cpuid_upper();
	__asm__ __volatile__("sidt %0" : "=m" (got));
	EXPECT_EQ(got.limit, now.limit);
	EXPECT_EQ(got.base, now.base);
	__asm__ __volatile__("lidt %0" : : "m" (was) : "memory");
}

PVH_TEST(PVH_CASE("in long mode", in_long),
	 PVH_CASE("in long mode, ring 3", in_long_user),
	 PVH_CASE("in compatibility mode", in_compat),
	 PVH_CASE("in compatibility mode, 16 bits", in_compat16),
	 PVH_CASE("in compatibility mode, ring 3", in_compat_user),
	 PVH_CASE("in a PAE kernel", in_pae),
	 PVH_CASE("in a PAE kernel, ring 3", in_pae_user),
	 PVH_CASE("in a 32-bit kernel", in_paged),
	 PVH_CASE("without paging", in_flat),
	 PVH_CASE("without paging, 16 bits", in_flat16),
	 PVH_CASE("in real mode", in_real),
	 PVH_CASE("prefixes", prefixes),
	 PVH_CASE("sixteen bytes", too_long),
	 PVH_CASE("REX prefixes", rex),
	 PVH_CASE("at a page's end", page_ends),
	 PVH_CASE("cut by a page's end", cut_by_page),
	 PVH_CASE("across pages", across_pages),
	 PVH_CASE("where memory ends", memory_ends),
	 PVH_CASE("CR8 by LOCK", cr8_by_lock),
	 PVH_CASE("LMSW", msw),
	 PVH_CASE("LMSW of memory that leaves", lmsw_of_memory),
	 PVH_CASE("LMSW and addresses", lmsw_addresses),
	 PVH_CASE("XSETBV", xsetbv),
	 PVH_CASE("INVD", invd),
	 PVH_CASE("HLT with interrupts off switches the power off", hlt_for_good,
		  .ends = PVH_ENDS(SHUTDOWN_poweroff)),
	 PVH_CASE("HLT in ring 3", hlt_in_user),
	 PVH_CASE("CPUID and upper halves", cpuid_upper),
	 PVH_CASE("debug registers by other names", debug_aliases),
	 PVH_CASE("breakpoints at an exit", breakpoints),
	 PVH_CASE("the task register", task_register),
	 PVH_CASE("where tables are", table_registers));
