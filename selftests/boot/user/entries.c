// SPDX-License-Identifier: GPL-2.0-only
/*
 * entries: a process of a PV dom0 and the ways between user, kernel and hypervisor
 * that ordinary programs hardly take.
 *
 * A process can hand the kernel registers that no return can load (by sigreturn or
 * ptrace), run 32-bit code, use its own LDT, ports, breakpoints and the trap flag.
 * Each of these passes through the hypervisor, which must neither die of it nor
 * confuse the process: it gets the signal that bare hardware would give.
 *
 * Prints one line a case, and the number of failures as exit status.
 */
#define _GNU_SOURCE
#include <asm/ldt.h>
#include <errno.h>
#include <sched.h>
#include <setjmp.h>
#include <signal.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/io.h>
#include <sys/mman.h>
#include <sys/ptrace.h>
#include <sys/syscall.h>
#include <sys/user.h>
#include <sys/wait.h>
#include <ucontext.h>
#include <unistd.h>

#define ARRAY_SIZE(a)	(sizeof(a) / sizeof((a)[0]))
#define CATCH	SIG_IGN		/* any other than SIG_DFL */

static int failures;

static void result(const char *name, int ok)
{
	printf("entries: %s %s\n", ok ? "ok" : "FAIL", name);
	fflush(stdout);
	failures += !ok;
}

static void catch(int sig, siginfo_t *info, void *context);

/* @handler: SIG_DFL, or CATCH for the one that goes back to SIGNAL_OF(). */
static void catch_all(void (*handler)(int sig))
{
	static const int sigs[] = { SIGSEGV, SIGILL, SIGBUS, SIGFPE, SIGTRAP };
	struct sigaction sa = { .sa_sigaction = catch, .sa_flags = SA_SIGINFO | SA_NODEFER };
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(sigs); i++)
		if (handler == SIG_DFL)
			signal(sigs[i], SIG_DFL);
		else
			sigaction(sigs[i], &sa, NULL);
}

/* How a child that runs @fn ends: 0 to 255 its exit status, -N signal N. */
static int ends_with(void (*fn)(void))
{
	int status;
	pid_t pid = fork();

	if (!pid) {
		catch_all(SIG_DFL);
		alarm(20);
		fn();
		_exit(0);
	}
	waitpid(pid, &status, 0);
	return WIFSIGNALED(status) ? -WTERMSIG(status) : WEXITSTATUS(status);
}

static sigjmp_buf back;
static volatile int signo, trapno;
static volatile unsigned long fault_address;

static void catch(int sig, siginfo_t *info, void *context)
{
	ucontext_t *uc = context;

	signo = sig;
	trapno = uc->uc_mcontext.gregs[REG_TRAPNO];
	fault_address = (unsigned long)info->si_addr;
	siglongjmp(back, 1);
}

/* The signal that @insn gives, 0 for none. */
#define SIGNAL_OF(insn, ...) ({				\
	signo = 0;					\
	if (!sigsetjmp(back, 1))			\
		__asm__ __volatile__(insn, ##__VA_ARGS__);	\
	signo; })

static void faults(void)
{
	result("privileged instruction", SIGNAL_OF("hlt") == SIGSEGV && trapno == 13);
	result("invalid opcode", SIGNAL_OF("ud2") == SIGILL && trapno == 6);
	result("breakpoint", SIGNAL_OF("int3") == SIGTRAP && trapno == 3);
	result("INT of a vector that is not for users", SIGNAL_OF("int $14") == SIGSEGV &&
	       trapno == 13);
	result("a read of the hypervisor", SIGNAL_OF("mov (%0), %%al" : : "r" (0xffff830000000000) :
						     "rax") == SIGSEGV && trapno == 14);
	result("a write of the M2P", SIGNAL_OF("mov %%al, (%0)" : : "r" (0xffff800000000000) :
					       "memory") == SIGSEGV);
	result("a read of the kernel", SIGNAL_OF("mov (%0), %%al" : : "r" (0xffffffff81000000) :
						 "rax") == SIGSEGV && trapno == 14);
	result("a non-canonical read", SIGNAL_OF("mov (%0), %%al" : : "r" (0x800000000000) :
						 "rax") == SIGSEGV && trapno == 13);
	result("a jump to nowhere", SIGNAL_OF("jmp *%0" : : "r" (0x123456789000)) == SIGSEGV &&
	       fault_address == 0x123456789000);
	result("a non-canonical jump",
	       SIGNAL_OF("jmp *%0" : : "r" (0x8000000000000000)) == SIGSEGV);
	result("division by zero", SIGNAL_OF("xor %%edx, %%edx; mov $1, %%eax; div %%edx" : : :
					     "rax", "rdx", "cc") == SIGFPE && trapno == 0);
}

/* Registers that the return to user can't load, by sigreturn. */
static void (*spoil)(greg_t *regs);

static void spoil_handler(int sig, siginfo_t *info, void *context)
{
	ucontext_t *uc = context;

	spoil(uc->uc_mcontext.gregs);
}

static void return_spoiled(void)
{
	struct sigaction sa = {
		.sa_sigaction = spoil_handler, .sa_flags = SA_SIGINFO | SA_RESETHAND,
	};

	sigaction(SIGUSR1, &sa, NULL);
	raise(SIGUSR1);
}

static void spoil_cs(greg_t *regs)
{
	regs[REG_CSGSFS] = (regs[REG_CSGSFS] & ~0xffffULL) | 0xfff3;
}

static void spoil_cs_hypervisor(greg_t *regs)
{
	regs[REG_CSGSFS] = (regs[REG_CSGSFS] & ~0xffffULL) | 0xe008;
}

static void spoil_cs_tss(greg_t *regs)
{
	regs[REG_CSGSFS] = (regs[REG_CSGSFS] & ~0xffffULL) | 0xe043;
}

static void spoil_rip(greg_t *regs)
{
	regs[REG_RIP] = 0x8000000000000000ULL;
}

static void spoil_rip_hypervisor(greg_t *regs)
{
	regs[REG_RIP] = 0xffff82d040200000ULL;
}

static void spoil_rsp(greg_t *regs)
{
	regs[REG_RSP] = 0xffff82d068000000ULL;
}

static void spoil_flags(greg_t *regs)
{
	regs[REG_EFL] |= 0x23000;	/* IOPL 3, VM */
}

static void spoil_flags_nt(greg_t *regs)
{
	regs[REG_EFL] |= 0x4000;
}

static void sigreturns(void)
{
	static const struct {
		const char *name;
		void (*fn)(greg_t *regs);
		int want;		/* 1: either way of going on is fine */
	} cases[] = {
		{ "sigreturn to a selector that is not there", spoil_cs, -SIGSEGV },
		{ "sigreturn to the hypervisor's code selector", spoil_cs_hypervisor, 1 },
		{ "sigreturn to the TSS", spoil_cs_tss, -SIGSEGV },
		{ "sigreturn to a non-canonical address", spoil_rip, -SIGSEGV },
		{ "sigreturn into the hypervisor", spoil_rip_hypervisor, -SIGSEGV },
		{ "sigreturn with a stack in the hypervisor", spoil_rsp, -SIGSEGV },
		{ "sigreturn with VM and IOPL", spoil_flags, 0 },
		{ "sigreturn with NT", spoil_flags_nt, 1 },
	};
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(cases); i++) {
		int end;

		spoil = cases[i].fn;
		end = ends_with(return_spoiled);
		result(cases[i].name, cases[i].want == 1 || end == cases[i].want);
	}
}

/* 32-bit code in the same process: a far call to low memory. */
static long run32(const unsigned char *code, size_t len)
{
	unsigned char *low = mmap((void *)0x10000000, 8192, PROT_READ | PROT_WRITE | PROT_EXEC,
			    MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED | MAP_32BIT, -1, 0);
	static struct { unsigned int offset; unsigned short sel; } __attribute__((packed)) target;
	long ret = 0;

	if (low == MAP_FAILED)
		return -1;
	memcpy(low, code, len);
	low[len] = 0xcb;			/* RETF */
	target.offset = (unsigned long)low;
	target.sel = 0x23;			/* the kernel's 32-bit user segment */
	__asm__ __volatile__("mov %%rsp, %%r12\n\t"
			     "lea 8192(%[low]), %%rsp\n\t"
			     "lcall *%[target]\n\t"
			     "mov %%r12, %%rsp"
			     : "=a" (ret) : [low] "r" (low), [target] "m" (target)
			     : "rbx", "rcx", "rdx", "rsi", "rdi", "r8", "r9", "r10", "r11", "r12",
			       "r13", "r14", "r15", "memory", "cc");
	return ret;
}

static void check32(void)
{
	/* mov $20 (getpid), %eax; int $0x80 */
	static const unsigned char int80[] = { 0xb8, 20, 0, 0, 0, 0xcd, 0x80 };

	_exit(run32(int80, sizeof(int80)) == getpid() ? 0 : 1);
}

static void check32_plain(void)
{
	static const unsigned char mov[] = { 0xb8, 42, 0, 0, 0 };	/* mov $42, %eax */

	_exit(run32(mov, sizeof(mov)) == 42 ? 0 : 1);
}

static void check32_fault(void)
{
	static const unsigned char hlt[] = { 0xf4 };

	run32(hlt, sizeof(hlt));
}

/* mov $20, %eax; mov %esp, %ebp; syscall: AMD only, and the kernel returns elsewhere. */
static void check32_syscall(void)
{
	static const unsigned char syscall32[] = { 0xb8, 20, 0, 0, 0, 0x89, 0xe5, 0x0f, 0x05 };

	run32(syscall32, sizeof(syscall32));
}

static void compat(void)
{
	result("32-bit code", ends_with(check32_plain) == 0);
	result("INT 0x80 of 32-bit code", ends_with(check32) == 0);
	result("a fault of 32-bit code", ends_with(check32_fault) == -SIGSEGV);
	ends_with(check32_syscall);
	result("SYSCALL of 32-bit code leaves the machine alive", 1);
}

static long int80_getpid(void)
{
	long ret;

	__asm__ __volatile__("int $0x80" : "=a" (ret) : "a" (20)
			     : "r8", "r9", "r10", "r11", "memory");
	return ret;
}

static void ldt(void)
{
	static unsigned int word = 0x55aa55aa;
	struct user_desc desc = {
		.entry_number = 3, .base_addr = 0x20000000, .limit = 0xfffff, .seg_32bit = 1,
		.limit_in_pages = 1,
	};
	unsigned int *low = mmap((void *)0x20000000, 4096, PROT_READ | PROT_WRITE,
			     MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED, -1, 0);
	unsigned int got = 0;

	*low = word;
	if (syscall(SYS_modify_ldt, 1, &desc, sizeof(desc))) {
		result("modify_ldt", errno == ENOSYS);
		return;
	}
	__asm__ __volatile__("mov %1, %%gs\n\t"
			     "mov %%gs:0, %0\n\t"
			     "mov %2, %%gs" : "=r" (got) : "r" (3 * 8 + 7), "r" (0));
	result("a segment of the LDT", got == word);
}

static void ports(void)
{
	unsigned char val;

	result("a port without permission", SIGNAL_OF("inb $0x80, %%al" : : : "rax") == SIGSEGV);
	if (ioperm(0x80, 1, 1)) {
		result("ioperm", 0);
		return;
	}
	result("a port by ioperm", SIGNAL_OF("inb $0x80, %%al" : : : "rax") == 0);
	result("the next port", SIGNAL_OF("inb $0x81, %%al" : : : "rax") == SIGSEGV);
	ioperm(0x80, 1, 0);
	result("iopl", iopl(3) == 0);
	result("a port by iopl", SIGNAL_OF("inb $0x81, %%al" : "=a" (val)) == 0);
	iopl(0);
	result("and no more", SIGNAL_OF("inb $0x81, %%al" : : : "rax") == SIGSEGV);
}

static volatile int steps;

static void count_step(int sig, siginfo_t *info, void *context)
{
	steps++;
}

static void trap_flag(void)
{
	struct sigaction sa = { .sa_sigaction = count_step, .sa_flags = SA_SIGINFO };

	sigaction(SIGTRAP, &sa, NULL);
	steps = 0;
	__asm__ __volatile__("pushf; orl $0x100, (%%rsp); popf\n\t"
			     "nop; nop; nop\n\t"
			     "mov $39, %%eax; syscall\n\t"	/* getpid */
			     "pushf; andl $~0x100, (%%rsp); popf"
			     : : : "rax", "rcx", "r11", "memory", "cc");
	result("the trap flag", steps >= 7 && steps <= 9);
	catch_all(CATCH);
}

static volatile long watched;

static void traced(void)
{
	ptrace(PTRACE_TRACEME, 0, 0, 0);
	raise(SIGSTOP);
	watched = 1;
	_exit(0);
}

static void watchpoint(void)
{
	int status;
	pid_t pid = fork();
	long dr6;

	if (!pid)
		traced();
	waitpid(pid, &status, 0);
	ptrace(PTRACE_POKEUSER, pid, offsetof(struct user, u_debugreg[0]), &watched);
	ptrace(PTRACE_POKEUSER, pid, offsetof(struct user, u_debugreg[7]), 1 | 9L << 16);
	ptrace(PTRACE_CONT, pid, 0, 0);
	waitpid(pid, &status, 0);
	dr6 = ptrace(PTRACE_PEEKUSER, pid, offsetof(struct user, u_debugreg[6]), 0);
	result("a debugger watches a word",
	       WIFSTOPPED(status) && WSTOPSIG(status) == SIGTRAP && (dr6 & 1));
	ptrace(PTRACE_CONT, pid, 0, 0);
	waitpid(pid, &status, 0);
}

/* Two processes on one CPU with different vector registers. */
static void vectors(void)
{
	cpu_set_t one;
	double sum = 0, want = 0;
	int i, bad = 0;
	pid_t pid;

	CPU_ZERO(&one);
	CPU_SET(0, &one);
	sched_setaffinity(0, sizeof(one), &one);
	pid = fork();
	for (i = 0; i < 3000; i++) {
		double add = pid ? 1.5 : 2.25, got;

		__asm__ __volatile__("movq %1, %%xmm7\n\t"
				     "mov $24, %%eax\n\t"	/* sched_yield */
				     "syscall\n\t"
				     "movq %%xmm7, %0"
				     : "=r" (got) : "r" (add) : "rax", "rcx", "r11", "xmm7",
				     "memory");
		bad += got != add;
		sum += got;
		want += add;
	}
	if (!pid)
		_exit(bad || sum != want);
	waitpid(pid, &i, 0);
	result("vector registers of two processes", !bad && sum == want && WEXITSTATUS(i) == 0);
}

int main(void)
{
	catch_all(CATCH);
	faults();
	sigreturns();
	compat();
	result("INT 0x80 of 64-bit code", int80_getpid() == getpid());
	ldt();
	ports();
	trap_flag();
	watchpoint();
	vectors();
	printf("entries: %d failures\n", failures);
	return failures != 0;
}
