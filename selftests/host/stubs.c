// SPDX-License-Identifier: GPL-2.0-only
/* Weak stand-ins for what surrounds a part of the hypervisor; see Makefile and test.h. */
#include <hyp/arch.h>
#include <hyp/bug.h>
#include <hyp/console.h>
#include <hyp/heap.h>
#include <hyp/panic.h>
#include <hyp/percpu.h>
#include <hyp/printk.h>
#include <hyp/spinlock.h>
#include <hyp/time.h>
#include <linux/kernel.h>

#include "test.h"

__thread unsigned int test_cpu;
u64 test_now = 1;
void *test_bug_frame[5];
bool test_bug_expected;
char test_bug_text[256];
char test_log[16384];
long test_alloc_left = -1;

static size_t log_len;
static u64 random_state;

void test_log_clear(void)
{
	log_len = 0;
	test_log[0] = '\0';
}

void test_random_seed(u64 seed)
{
	random_state = seed * 0x9e3779b97f4a7c15ULL + 1;
}

/* xorshift64*: Vigna, "An experimental exploration of Marsaglia's xorshift generators". */
u64 test_random(void)
{
	random_state ^= random_state >> 12;
	random_state ^= random_state << 25;
	random_state ^= random_state >> 27;
	return (random_state * 0x2545f4914f6cdd1dULL) >> 11;
}

static void __noreturn bug_seen(void)
{
	if (test_bug_expected)
		__builtin_longjmp(test_bug_frame, 1);
	test_note("unexpected: %s", test_bug_text);
	__builtin_trap();
}

__weak void __noreturn hyp_bug(const char *file, int line, const char *func)
{
	scnprintf(test_bug_text, sizeof(test_bug_text), "BUG in %s() at %s:%d", func, file, line);
	bug_seen();
}

__weak void __noreturn panic(const char *fmt, ...)
{
	va_list args;

	va_start(args, fmt);
	vscnprintf(test_bug_text, sizeof(test_bug_text), fmt, args);
	va_end(args);
	bug_seen();
}

__weak void hyp_warn(const char *file, int line, const char *func)
{
	printk("WARNING in %s() at %s:%d\n", func, file, line);
}

__weak void vprintk(const char *fmt, va_list args)
{
	if (fmt[0] == '\001')
		fmt += 2;
	log_len += vscnprintf(test_log + log_len, sizeof(test_log) - log_len, fmt, args);
}

__weak void printk(const char *fmt, ...)
{
	va_list args;

	va_start(args, fmt);
	vprintk(fmt, args);
	va_end(args);
}

__weak const char *symbol_lookup(unsigned long addr, unsigned long *offset)
{
	*offset = addr & 0xff;
	return "symbol";
}

__weak size_t console_stamp(char *buf, size_t size)
{
	return 0;
}

__weak void *heap_alloc(size_t bytes)
{
	if (!test_alloc_left)
		return NULL;
	if (test_alloc_left > 0)
		test_alloc_left--;
	if (bytes >= 4096)
		return host_alloc_aligned((bytes + 4095) & ~4095UL, 4096);
	return host_alloc(bytes);
}

__weak void *heap_alloc_array(size_t n, size_t bytes)
{
	size_t total;

	return __builtin_mul_overflow(n, bytes, &total) ? NULL : heap_alloc(total);
}

__weak void heap_free(void *p)
{
	host_free(p);
}

__weak unsigned int smp_processor_id(void)
{
	return test_cpu;
}

/* So that there is a section of per-CPU data in every test. */
static DEFINE_PER_CPU(unsigned long, test_dummy) __used;

__weak unsigned long this_cpu_offset(void)
{
	return percpu_offset[smp_processor_id()];
}

void test_percpu_free(void)
{
	unsigned int cpu;

	for (cpu = 1; cpu < NR_CPUS; cpu++) {
		if (percpu_offset[cpu])
			host_free(__per_cpu_start + percpu_offset[cpu]);
		percpu_offset[cpu] = 0;
	}
}

void test_percpu_init(unsigned int cpus)
{
	size_t size = __per_cpu_end - __per_cpu_start;
	unsigned int cpu;

	test_percpu_free();
	memset(__per_cpu_start, 0, size);
	for (cpu = 1; cpu < cpus; cpu++) {
		if (percpu_init_cpu(cpu))
			host_exit(1);
	}
}

__weak u64 system_time(void)
{
	return test_now;
}

__weak unsigned long arch_irq_save(void)
{
	return 0;
}

__weak void arch_irq_restore(unsigned long flags)
{
}

__weak void arch_irq_enable(void)
{
}

__weak void arch_irq_disable(void)
{
}

__weak bool arch_irqs_enabled(void)
{
	return true;
}

__weak void arch_cpu_relax(void)
{
	host_yield();
}

/* Without spinlock.c there is one thread. */
__weak void spin_lock(struct spinlock *lock)
{
}

__weak void spin_unlock(struct spinlock *lock)
{
}

__weak void spin_lock_init(struct spinlock *lock, enum lock_rank rank)
{
}

__weak unsigned long spin_lock_irqsave(struct spinlock *lock)
{
	return 0;
}

__weak void spin_unlock_irqrestore(struct spinlock *lock, unsigned long flags)
{
}
