// SPDX-License-Identifier: GPL-2.0-only
/* Runs the tests of a program; prints KTAP. Names on the command line choose some. */
#include <linux/kernel.h>

#include "test.h"

int main(int argc, char **argv);	/* no header of libc says so */

#define MAX_SHOWN	20

static unsigned int failed;
static const char *skipped;
static void *leave_frame[5];

void test_note(const char *fmt, ...)
{
	char text[2048];
	va_list args;

	va_start(args, fmt);
	vscnprintf(text, sizeof(text), fmt, args);
	va_end(args);
	host_print("# ");
	host_print(text);
	host_print("\n");
}

void test_fail(const char *file, int line, const char *fmt, ...)
{
	char text[1024];
	va_list args;

	if (++failed > MAX_SHOWN)
		return;

	va_start(args, fmt);
	vscnprintf(text, sizeof(text), fmt, args);
	va_end(args);
	test_note("%s:%d: %s", file, line, text);
}

void test_leave(void)
{
	__builtin_longjmp(leave_frame, 1);
}

void test_skip(const char *why)
{
	skipped = why;
	test_leave();
}

static noinline void run_one(const struct test *test)
{
	failed = 0;
	skipped = NULL;
	test_log_clear();
	test_random_seed(1);
	test_alloc_left = -1;
	if (!__builtin_setjmp(leave_frame))
		test->fn();
}

static void report(const struct test *test, unsigned int nr)
{
	char text[256];

	scnprintf(text, sizeof(text), "%s %u %s%s%s\n", failed ? "not ok" : "ok", nr, test->name,
		  skipped ? " # SKIP " : "", skipped ?: "");
	host_print(text);
}

static bool chosen(const struct test *test, int argc, char **argv)
{
	int i;

	for (i = 1; i < argc; i++) {
		if (!strcmp(argv[i], test->name))
			return true;
	}
	return argc < 2;
}

int main(int argc, char **argv)
{
	const struct test *test;
	unsigned int count = 0, nr = 0, bad = 0;
	char text[64];

	for (test = __start_tests; test < __stop_tests; test++)
		count += chosen(test, argc, argv);
	scnprintf(text, sizeof(text), "KTAP version 1\n1..%u\n", count);
	host_print(text);
	for (test = __start_tests; test < __stop_tests; test++) {
		if (!chosen(test, argc, argv))
			continue;
		run_one(test);
		report(test, ++nr);
		bad += !!failed;
	}
	test_percpu_free();
	return bad ? 1 : 0;
}
