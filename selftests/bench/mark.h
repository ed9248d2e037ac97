/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * How a program that measures tells exits.py where it is.
 *
 * CPUID leaves each container, whoever the hypervisor is, and the log of exits has the address
 * of the instruction. So a letter is a call of its own CPUID. For a row its name comes first,
 * then a few runs of the operation, each between two marks. Elsewhere than in a container this
 * is a handful of instructions that do nothing. One file of a program includes it.
 */
#ifndef BENCH_MARK_H
#define BENCH_MARK_H

#define MARK_RUNS	9

enum mark {
	MARK_BEGIN,		/* a run; its exits count from here */
	MARK_END,
	MARK_NAME,		/* another row; what follows is its name */
	MARK_HALVE,		/* what is counted next are twice as many operations */
};

/* Eight bytes each, with the CPUID in the fourth: exits.py knows. */
__asm__(".pushsection .marks, \"ax\", @progbits\n\t"
	".balign 8\n\t"
	".globl bench_marks\n"
	"bench_marks:\n\t"
	".rept 128\n\t"
	"push %rbx; xor %eax, %eax; cpuid; pop %rbx; ret\n\t"
	".balign 8\n\t"
	".endr\n\t"
	".popsection");
extern const char bench_marks[];

static inline void mark(unsigned char letter)
{
	((void (*)(void))(bench_marks + letter % 128 * 8))();
}

static inline void mark_row(const char *name)
{
	mark(MARK_NAME);
	while (*name)
		mark(*name++);
}

/* A row's runs; @before puts things back, and is not counted. */
static inline void mark_runs(const char *name, void (*before)(void), void (*op)(void))
{
	int i;

	mark_row(name);
	for (i = 0; i < MARK_RUNS; i++) {
		if (before)
			before();
		mark(MARK_BEGIN);
		op();
		mark(MARK_END);
	}
}

#endif /* BENCH_MARK_H */
