// SPDX-License-Identifier: GPL-2.0-only
/*
 * Random hypercalls from plain guests, with nothing left out.
 *
 * The calls are those of fuzz_test, made by children. What ends or stops a guest ends or
 * stops only this one, and the next seed goes on; every other guest leaves such calls
 * out, and so comes further. At the end dom0's memory is as it was, its calls work, and
 * no page is lost.
 */
#define FUZZ_GUEST
#include "fuzz_test.c"

#include "child.h"

#define TOTAL		200000
#define GUARDED		32
#define KEPT_PAGES	64

/* Words of the page that child and parent share. */
enum { W_SEED, W_MADE, W_REFUSED };

static struct child c;
static u64 *guarded[GUARDED];
static u64 guests, ended, stuck;

static void child_storm(void *arg)
{
	everything = child_page->word[W_SEED] & 1;
	setup();
	rng = (child_page->word[W_SEED] + 1) * 0x9e3779b97f4a7c15UL | 1;
	for (;;) {
		one_call(pick_op());
		child_page->word[W_MADE] = made;
		child_page->word[W_REFUSED] = refused;
	}
}

static void guard(void)
{
	unsigned int i, j;

	for (i = 0; i < GUARDED; i++) {
		guarded[i] = alloc_page();
		for (j = 0; j < PAGE_SIZE / 8; j++)
			guarded[i][j] = 0x5eed0000 + i * 512 + j;
	}
}

static unsigned int damaged(void)
{
	unsigned int i, j, wrong = 0;

	for (i = 0; i < GUARDED; i++)
		for (j = 0; j < PAGE_SIZE / 8; j++)
			wrong += guarded[i][j] != 0x5eed0000 + i * 512 + j;
	return wrong;
}

/* Until it ends, makes no call for a while, or has made enough. */
static u64 run_guest(u64 guest_seed, u64 enough)
{
	struct child_config conf = { .fn = child_storm, .vcpus = 2, .extra_pages = 64 };
	u64 was, now = 0;
	unsigned int idle = 0;

	if (!EXPECT_EQ(child_create(&c, &conf), 0))
		return TOTAL;
	c.page->word[W_SEED] = guest_seed;
	EXPECT_EQ(child_unpause(&c), 0);
	do {
		was = now;
		sleep_ms(2);
		now = c.page->word[W_MADE];
		idle = now == was ? idle + 1 : 0;
	} while (idle < 10 && now < enough && child_shutdown_code(&c) < 0);
	guests++;
	ended += child_shutdown_code(&c) >= 0;
	stuck += idle == 10;
	EXPECT_EQ(child_destroy(&c), 0);
	return now;
}

static void storm_of_guests(void)
{
	u64 total = 0, first = number_after("seed=", 1), want = number_after("calls=", TOTAL);
	u64 before;

	guard();
	run_guest(first, 100);
	before = machine_free_pages();
	say("# seed=%llu calls=%llu", first, want);
	while (total < want)
		total += run_guest(first + guests, 20000);
	say("# %llu calls of %llu guests; %llu of them ended, %llu stood still", total, guests,
	    ended, stuck);
	EXPECT(ended > 0);
	EXPECT(guests < want / 50);
	EXPECT_EQ(damaged(), 0);
	sleep_ms(20);
	say("# free pages: %llu, then %llu", before, machine_free_pages());
	EXPECT(machine_free_pages() + KEPT_PAGES >= before);
}

GUEST_TEST({ "guests that call anything", storm_of_guests },
	   { "event channels work afterwards", ports_work },
	   { "a debug key is answered afterwards", debug_key_answers });
