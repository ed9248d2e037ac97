// SPDX-License-Identifier: GPL-2.0-only
/*
 * registers_test: vector and x87 registers belong to the program that loaded them.
 *
 * Random values are loaded, the processor is lost in one of two ways (a page fault in the
 * middle, a spin long enough for interrupts and other domains), and the registers are
 * looked at.  The script `registers` runs it in dom0 and in a guest at once; programs in
 * dom0 are started beside it, as it takes a switch of programs in each domain.
 *
 * Why: a hypervisor that switches this state lazily relies on #NM from each instruction
 * that touches it while CR0.TS is set, XSAVE and XRSTOR among them.  QEMU 7.2's TCG leaves
 * these two out, so on such a hypervisor dom0's programs get registers of others and crash
 * now and then.  So tools/rig/boot gives real Xen spec-ctrl=eager-fpu.
 *
 *	registers_test [SECONDS]
 */
#include <linux/types.h>
#include <sys/mman.h>
#include <time.h>
#include "tap.h"

typedef __u8 u8;
typedef __s64 s64;
typedef __u64 u64;

#define PAGES	256
#define PAGE	4096UL
#define SPIN	300000UL

enum way { SSE, AVX, GPR, X87, ALL, WAYS };

static const char * const names[WAYS] = {
	"an SSE register, page fault", "an AVX register, page fault",
	"an SSE register from a general one, page fault", "an x87 register, page fault",
	"all SSE registers, a spin",
};

static unsigned long tries[WAYS], wrong[WAYS];
static u64 state = 88172645463325252;

static void fill(u64 *words, int n)
{
	while (n--) {
		state ^= state << 13;
		state ^= state >> 7;
		state ^= state << 17;
		*words++ = state;
	}
}

static void judge(enum way way, const void *want, const void *got, size_t size)
{
	const u64 *w = want, *g = got;

	tries[way]++;
	if (!memcmp(want, got, size))
		return;
	if (!wrong[way]++)
		printf("# %s: %016llx became %016llx\n", names[way], w[0], g[0]);
}

/* @page is not there yet: the store faults while the register holds the value. */
static void one_page(enum way way, u8 *page)
{
	u64 value[4], got;
	double number, back;

	fill(value, 4);
	switch (way) {
	case SSE:
		__asm__ volatile("movups (%0), %%xmm0; movups %%xmm0, (%1)" : :
				 "r"(value), "r"(page) : "xmm0", "memory");
		judge(way, value, page, 16);
		break;
	case AVX:
		if (!__builtin_cpu_supports("avx"))
			break;
		__asm__ volatile("vmovdqu (%0), %%ymm0; vmovdqu %%ymm0, (%1); vzeroupper" : :
				 "r"(value), "r"(page) : "xmm0", "memory");
		judge(way, value, page, 32);
		break;
	case GPR:
		__asm__ volatile("movq %1, %%xmm0; movb $1, (%2); movq %%xmm0, %0" : "=r"(got) :
				 "r"(value[0]), "r"(page) : "xmm0", "memory");
		judge(way, value, &got, 8);
		break;
	default:
		number = (s64)value[0];
		__asm__ volatile("fldl %1; movb $1, (%2); fstpl %0" : "=m"(back) :
				 "m"(number), "r"(page) : "memory");
		judge(way, &number, &back, 8);
	}
}

#define EACH(op)	op(0) op(1) op(2) op(3) op(4) op(5) op(6) op(7) \
			op(8) op(9) op(10) op(11) op(12) op(13) op(14) op(15)
#define LOAD(n)		"movups " #n "*16(%1), %%xmm" #n "\n"
#define STORE(n)	"movups %%xmm" #n ", " #n "*16(%2)\n"

static void spin(void)
{
	u64 value[32], got[32];
	unsigned long n = SPIN;

	fill(value, 32);
	__asm__ volatile(EACH(LOAD) "1: dec %0\n jnz 1b\n" EACH(STORE) : "+r"(n) :
			 "r"(value), "r"(got) : "memory", "xmm0", "xmm1", "xmm2", "xmm3", "xmm4",
			 "xmm5", "xmm6", "xmm7", "xmm8", "xmm9", "xmm10", "xmm11", "xmm12",
			 "xmm13", "xmm14", "xmm15");
	judge(ALL, value, got, sizeof(value));
}

int main(int argc, char **argv)
{
	time_t end = time(NULL) + (argc > 1 ? atoi(argv[1]) : 10);
	u8 *area = mmap(NULL, PAGES * PAGE, PROT_READ | PROT_WRITE,
			     MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	unsigned long i;

	begin();
	while (time(NULL) < end) {
		madvise(area, PAGES * PAGE, MADV_DONTNEED);
		for (i = 0; i < PAGES; i++)
			one_page(i % ALL, area + i * PAGE);
		spin();
	}
	for (i = 0; i < WAYS; i++) {
		printf("# %s: %lu wrong of %lu\n", names[i], wrong[i], tries[i]);
		if (i == AVX && !tries[i])
			skip(1, "no AVX");
		else
			ok(tries[i] && !wrong[i], "%s", names[i]);
	}
	return finish();
}
