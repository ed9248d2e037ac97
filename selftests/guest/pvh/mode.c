// SPDX-License-Identifier: GPL-2.0-only
/* Code in other modes: see mode.h. */
#include "internal.h"

#define CR0_PE		0x1
#define CR0_ET		0x10
#define CR0_PG		0x80000000U
#define CR4_PSE		0x10
#define CR4_PAE		0x20
#define CR4_SSE		0x600
#define RFLAGS_FIXED	0x2
#define VECTOR_BP	3

const char * const mode_names[NR_MODES] = {
	"long", "long, ring 3", "compatibility", "compatibility, 16 bits",
	"compatibility, ring 3", "PAE", "PAE, ring 3", "paged", "flat", "flat, 16 bits", "real",
};

struct legacy_gate {
	u16 offset_low, sel;
	u8 zero, type;
	u16 offset_high;
};

struct tss32 {
	u32 link, esp0, ss0, rest[23];
};

struct legacy_gate legacy_idt[256] __aligned(8);
static struct tss32 tss32;
static u64 pae_pdpt[4] __aligned(32);
static u32 pd32[1024] __aligned(4096), pt32[1024] __aligned(4096);
static u64 pool_used;
static struct mode_state *running;

void *alloc_page(void)
{
	void *page = (u8 *)image_end + pool_used++ * PAGE_SIZE;

	if ((u64)page >= PVH_INFO)
		pvh_panic("out of pages");
	return memset(page, 0, PAGE_SIZE);
}

static void forget_page(u64 va)
{
	__asm__ __volatile__("invlpg (%0)" : : "r" (va) : "memory");
}

void page_hide(u64 va)
{
	pt0[va >> PAGE_SHIFT] &= ~1UL;
	pt32[va >> PAGE_SHIFT] &= ~1U;
	forget_page(va);
}

void page_show(u64 va)
{
	pt0[va >> PAGE_SHIFT] |= 1;
	pt32[va >> PAGE_SHIFT] |= 1;
	forget_page(va);
}

static void make_tables(void)
{
	unsigned int i;

	for (i = 0; i < 4; i++)
		pae_pdpt[i] = (u64)&pd[i * 512] | 1;
	for (i = 0; i < 1024; i++) {
		pd32[i] = i << 22 | 0x87;
		pt32[i] = i << 12 | 7;
	}
	pd32[0] = (u32)(u64)pt32 | 7;
}

static void make_gates(void)
{
	unsigned int i;

	for (i = 0; i < 256; i++) {
		u64 to = (u64)legacy_stubs + i * TRAP_STUB_BYTES;
		/* Far pointers, the vector table of real mode, at address 0. */
		volatile u32 *ivt = (volatile u32 *)(u64)(i * 4);

		legacy_idt[i] = (struct legacy_gate){
			.offset_low = to, .sel = SEL_CODE32,
			.type = i == 3 || i == 0x80 ? 0xee : 0x8e,
			.offset_high = to >> 16,
		};
		__asm__ __volatile__("movl %1, (%0)" : : "r" (ivt),
				     "r" ((u32)(u64)real_stubs + i * REAL_STUB_BYTES) : "memory");
	}
	tss32.esp0 = (u32)(u64)legacy_stack_top;
	tss32.ss0 = SEL_DATA;
	/* No map of ports. */
	tss32.rest[22] = sizeof(tss32) << 16;
	gdt[SEL_TSS32 / 8] = (sizeof(tss32) - 1) | ((u64)&tss32 & 0xffffff) << 16 | 0x89ULL << 40 |
			     ((u64)&tss32 >> 24 & 0xff) << 56;
}

bool mode_trap(struct trap_regs *regs)
{
	struct mode_state *s = running;

	if (!s)
		return false;
	running = NULL;
	*s = (struct mode_state){
		.rax = regs->rax, .rcx = regs->rcx, .rdx = regs->rdx, .rbx = regs->rbx,
		.rsp = regs->rsp, .rbp = regs->rbp, .rsi = regs->rsi, .rdi = regs->rdi,
		.r8 = regs->r8, .r9 = regs->r9, .r10 = regs->r10, .r11 = regs->r11,
		.r12 = regs->r12, .r13 = regs->r13, .r14 = regs->r14, .r15 = regs->r15,
		.rip = regs->rip, .rflags = regs->rflags, .cs = regs->cs, .ss = regs->ss,
		.vector = regs->vector, .error = regs->error, .cr2 = read_cr2(),
	};
	regs->rip = (u64)mode_back_long;
	regs->cs = SEL_CODE64;
	regs->ss = SEL_DATA;
	regs->rflags = RFLAGS_FIXED;
	regs->rsp = mode_rsp;
	return true;
}

static void take_frame(enum mode mode, struct mode_state *s)
{
	const u32 *f = mode_frame;
	const u16 *real = (const u16 *)&f[8];

	*s = (struct mode_state){
		.rdi = f[0], .rsi = f[1], .rbp = f[2], .rbx = f[4], .rdx = f[5], .rcx = f[6],
		.rax = f[7], .cr2 = mode_frame_cr2,
	};
	if (mode == MODE_REAL) {
		s->vector = real[0];
		s->rip = real[1] + (real[2] << 4);
		s->cs = real[2];
		s->rflags = real[3];
		s->rsp = mode_frame_sp + 40;
		return;
	}
	s->vector = f[8];
	s->error = f[9];
	s->rip = f[10];
	s->cs = f[11];
	s->rflags = f[12];
	s->rsp = s->cs & 3 ? f[13] : mode_frame_sp + 13 * 4;
}

static void run_legacy(enum mode mode, struct mode_state *s)
{
	legacy_state = *s;
	legacy_cr0 = CR0_PE | CR0_ET | (IS_PAGED(mode) ? CR0_PG : 0);
	legacy_cr4 = CR4_SSE | (mode == MODE_PAGED ? CR4_PSE : CR4_PAE);
	legacy_cr3 = mode == MODE_PAGED ? (u64)pd32 : (u64)pae_pdpt;
	legacy_flags = (mode == MODE_REAL ? FLAG_REAL : 0) | (IS_USER(mode) ? FLAG_USER : 0);
	mode_enter_legacy();
	take_frame(mode, s);
}

static void set_selectors(enum mode mode, u64 at, struct mode_state *s)
{
	static const u16 cs[NR_MODES] = {
		SEL_CODE64, SEL_USER64, SEL_CODE32, SEL_CODE16, SEL_USER32, SEL_CODE32,
		SEL_USER32, SEL_CODE32, SEL_CODE32, SEL_CODE16, 0,
	};

	s->rip = at;
	s->cs = cs[mode];
	s->ss = IS_USER(mode) ? SEL_USER_DATA :
		mode == MODE_FLAT16 || mode == MODE_COMPAT16 ? SEL_DATA16 : SEL_DATA;
	if (mode == MODE_REAL && at >= 0x10000) {
		s->cs = (at - 0xf000) >> 4;
		s->rip = at - (s->cs << 4);
	}
	s->rsp = (u64)snippet_stack_top;
	s->rflags |= RFLAGS_FIXED;
}

void mode_run(enum mode mode, u64 at, const void *code, unsigned int bytes,
	      struct mode_state *s)
{
	static bool made;

	if (!made) {
		make_tables();
		make_gates();
		made = true;
	}
	memcpy((void *)at, code, bytes);
	/* A hole needs no INT3, and memory may have ended. */
	if (at + bytes != PVH_LOW_END && (pt0[(at + bytes) >> PAGE_SHIFT] & 1))
		*(volatile u8 *)(at + bytes) = 0xcc;
	set_selectors(mode, at, s);
	if (!IS_LONG(mode)) {
		run_legacy(mode, s);
		return;
	}
	running = s;
	mode_enter_long(s);
}

bool mode_works(enum mode mode)
{
	return on_hoist() || (mode != MODE_PAE && mode != MODE_PAE_USER);
}

bool mode_done(const struct mode_state *s, u64 at, unsigned int bytes)
{
	return s->vector == VECTOR_BP && s->rip == at + bytes + 1;
}
