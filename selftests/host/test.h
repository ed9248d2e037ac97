/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Tests as functions; main.c runs those of a program in the order of the file.
 *
 *	TEST(name_of_the_property)
 *	{
 *		EXPECT_EQ(what_we_got(), 17);
 *	}
 *
 * A failed EXPECT says what was expected and what came, and the test goes on; REQUIRE
 * leaves the test. SKIP("why") leaves it when the machine lacks something.
 */
#ifndef SELFTESTS_TEST_H
#define SELFTESTS_TEST_H

#include <linux/compiler.h>
#include <linux/string.h>
#include <linux/types.h>

#include "host.h"

struct test {
	const char *name;
	void (*fn)(void);
};

/* By the linker: all of the program. */
extern const struct test __start_tests[], __stop_tests[];

#define TEST(name)								\
	static void test_##name(void);						\
	static const struct test test_entry_##name __used __aligned(8)		\
	__section("tests") = { #name, test_##name };				\
	static void test_##name(void)

void test_fail(const char *file, int line, const char *fmt, ...) __printf(3, 4);
void __noreturn test_leave(void);
void __noreturn test_skip(const char *why);
void test_note(const char *fmt, ...) __printf(1, 2);	/* a comment line */

#define EXPECT(cond) ({								\
	bool __good = (cond);							\
	if (!__good)								\
		test_fail(__FILE__, __LINE__, "expected %s", #cond);		\
	__good; })

#define EXPECT_EQ(got, expected) ({						\
	unsigned long long __got = (unsigned long long)(got);			\
	unsigned long long __want = (unsigned long long)(expected);		\
	if (__got != __want)							\
		test_fail(__FILE__, __LINE__, "%s: expected %lld (%#llx), got %lld (%#llx)", \
			  #got, __want, __want, __got, __got);			\
	__got == __want; })

#define EXPECT_STR(got, expected) ({						\
	const char *__got = (got), *__want = (expected);			\
	bool __good = !strcmp(__got, __want);					\
	if (!__good)								\
		test_fail(__FILE__, __LINE__, "%s: expected \"%s\", got \"%s\"",	\
			  #got, __want, __got);					\
	__good; })

#define REQUIRE(cond)	do { if (!EXPECT(cond)) test_leave(); } while (0)
#define SKIP(why)	test_skip(why)

/* True when the statement runs into BUG() or panic(); the text is in test_bug_text. */
#define BUGS(statement) ({							\
	bool __bugged = true;							\
	test_bug_expected = true;						\
	if (!__builtin_setjmp(test_bug_frame)) {				\
		statement;							\
		__bugged = false;						\
	}									\
	test_bug_expected = false;						\
	__bugged; })

extern void *test_bug_frame[5];
extern bool test_bug_expected;
extern char test_bug_text[256];

/* What the code under test wrote with printk(), as long as printk.c is not linked. */
extern char test_log[16384];
void test_log_clear(void);

/* Stub of smp_processor_id(): per thread. And of system_time(). */
extern __thread unsigned int test_cpu;
extern u64 test_now;

/* Numbers that look random and are the same each time. */
u64 test_random(void);
void test_random_seed(u64 seed);
static inline u64 test_random_below(u64 n)
{
	return test_random() % n;
}

/*
 * Several simulated CPUs: per-CPU data for @cpus of them, zeroed; the CPU that "runs" is
 * test_cpu. Also clears what an expected BUG() left of the lists of held locks.
 */
void test_percpu_init(unsigned int cpus);
void test_percpu_free(void);		/* at the end; main() does it */

/* heap_alloc() fails when this has counted down to 0; -1: never. */
extern long test_alloc_left;

#endif
