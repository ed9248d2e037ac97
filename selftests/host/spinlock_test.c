// SPDX-License-Identifier: GPL-2.0-only
/*
 * Locks: exclusion with threads as CPUs, and the check of the lock order, which must find
 * each kind of wrong order, and nothing else.
 */
#include <hyp/percpu.h>
#include <hyp/spinlock.h>
#include <linux/atomic.h>

#include "test.h"

#define CPUS	4
#define ROUNDS	20000

static DEFINE_SPINLOCK(low, LOCK_DOMAIN);
static DEFINE_SPINLOCK(high, LOCK_SCHED);
static DEFINE_SPINLOCK(twin_a, LOCK_EVTCHN);
static DEFINE_SPINLOCK(twin_b, LOCK_EVTCHN);
static DEFINE_RWLOCK(rw, LOCK_GNTTAB);

static void fresh(void)
{
	test_percpu_init(CPUS);
	spin_lock_init(&low, LOCK_DOMAIN);
	spin_lock_init(&high, LOCK_SCHED);
	spin_lock_init(&twin_a, LOCK_EVTCHN);
	spin_lock_init(&twin_b, LOCK_EVTCHN);
	rwlock_init(&rw, LOCK_GNTTAB);
}

TEST(rising_rank_is_fine)
{
	fresh();
	spin_lock(&low);
	spin_lock(&high);
	EXPECT_EQ(locks_held(), 2);
	/* In any order, too. */
	spin_unlock(&low);
	spin_unlock(&high);
	EXPECT_EQ(locks_held(), 0);
	EXPECT(!spin_is_locked(&low) && !spin_is_locked(&high));
}

TEST(falling_rank_is_found)
{
	fresh();
	spin_lock(&high);
	EXPECT(BUGS(spin_lock(&low)));
	EXPECT(strstr(test_bug_text, "rank 40 "));
	EXPECT(strstr(test_bug_text, "rank 170"));
}

TEST(same_lock_twice_is_found)
{
	fresh();
	spin_lock(&low);
	EXPECT(BUGS(spin_lock(&low)));
}

TEST(equal_rank_out_of_order_is_found)
{
	struct spinlock *first = &twin_a < &twin_b ? &twin_a : &twin_b;
	struct spinlock *second = first == &twin_a ? &twin_b : &twin_a;

	fresh();
	spin_lock(second);
	EXPECT(BUGS(spin_lock(first)));
}

TEST(pairs_are_ordered)
{
	fresh();
	spin_lock_pair(&twin_a, &twin_b);
	EXPECT(spin_is_locked(&twin_a) && spin_is_locked(&twin_b));
	spin_unlock_pair(&twin_a, &twin_b);
	spin_lock_pair(&twin_b, &twin_a);
	EXPECT_EQ(locks_held(), 2);
	spin_unlock_pair(&twin_b, &twin_a);
	spin_lock_pair(&twin_a, &twin_a);
	EXPECT_EQ(locks_held(), 1);
	spin_unlock_pair(&twin_a, &twin_a);
	EXPECT_EQ(locks_held(), 0);
}

TEST(foreign_unlock_is_found)
{
	fresh();
	spin_lock(&low);
	EXPECT(BUGS(spin_unlock(&high)));
}

TEST(lock_without_rank_is_found)
{
	struct spinlock forgotten = { .both = 0 };

	fresh();
	EXPECT(BUGS(spin_lock(&forgotten)));
}

TEST(trylock)
{
	fresh();
	EXPECT(spin_trylock(&high));
	EXPECT(!spin_trylock(&high));
	/* It cannot wait, so the order does not matter. */
	EXPECT(spin_trylock(&low));
	EXPECT_EQ(locks_held(), 2);
	spin_unlock(&low);
	spin_unlock(&high);
}

TEST(reader_and_writer_order)
{
	fresh();
	spin_lock(&high);
	EXPECT(BUGS(read_lock(&rw)));
	fresh();
	read_lock(&rw);
	EXPECT(BUGS(write_lock(&rw)));
}

TEST(tickets_wrap)
{
	unsigned int i;

	fresh();
	for (i = 0; i < 0x10010; i++) {
		spin_lock(&low);
		spin_unlock(&low);
	}
	EXPECT(!spin_is_locked(&low));
}

static unsigned long counter;
static atomic_t inside;
static atomic_t bad;

static void count_up(void *arg)
{
	unsigned int i;

	test_cpu = (unsigned long)arg;
	for (i = 0; i < ROUNDS; i++) {
		spin_lock(&low);
		if (atomic_inc_return(&inside) != 1)
			atomic_inc(&bad);
		counter++;
		atomic_dec(&inside);
		spin_unlock(&low);
		if (!(i % 64))
			host_yield();
	}
}

static void on_all(void (*fn)(void *arg))
{
	void *thread[CPUS];
	unsigned long i;

	for (i = 0; i < CPUS; i++)
		thread[i] = host_thread_start(fn, (void *)i);
	for (i = 0; i < CPUS; i++)
		host_thread_join(thread[i]);
}

TEST(one_at_a_time)
{
	fresh();
	counter = 0;
	atomic_set(&bad, 0);
	on_all(count_up);
	EXPECT_EQ(counter, (unsigned long)CPUS * ROUNDS);
	EXPECT_EQ(atomic_read(&bad), 0);
}

static void read_or_write(void *arg)
{
	unsigned int i;

	test_cpu = (unsigned long)arg;
	for (i = 0; i < ROUNDS / 4; i++) {
		if (i % 4 == test_cpu) {
			write_lock(&rw);
			if (atomic_add_return(1000, &inside) != 1000)
				atomic_inc(&bad);
			counter++;
			atomic_sub(1000, &inside);
			write_unlock(&rw);
		} else {
			read_lock(&rw);
			if (atomic_inc_return(&inside) >= 1000)
				atomic_inc(&bad);
			atomic_dec(&inside);
			read_unlock(&rw);
		}
		if (!(i % 16))
			host_yield();
	}
}

TEST(readers_together_writers_alone)
{
	fresh();
	counter = 0;
	atomic_set(&inside, 0);
	atomic_set(&bad, 0);
	on_all(read_or_write);
	EXPECT_EQ(counter, CPUS * (ROUNDS / 16));
	EXPECT_EQ(atomic_read(&bad), 0);
	EXPECT_EQ(rw.state, 0);
}
