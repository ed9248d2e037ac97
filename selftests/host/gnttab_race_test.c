// SPDX-License-Identifier: GPL-2.0-only
/*
 * Grants from several threads, which are vCPUs: they map, unmap and copy at random while the
 * granters change entries.
 */
#include "gnttab_world.h"

#define STEPS		100000
#define NR_REFS		2

struct worker {
	unsigned int cpu;
	u64 state;
	u32 own_frame;
};

static u32 granted[2][NR_REFS];
static atomic_t started;

static u32 rnd(struct worker *w, u32 n)
{
	w->state = w->state * 6364136223846793005ULL + 1442695040888963407ULL;
	return (w->state >> 33) % n;
}

static void change_entry(struct worker *w, unsigned int d, u32 ref)
{
	u32 *header = (u32 *)entry1(d, ref), old = READ_ONCE(*header);

	/* As a guest may: only while it is not in use. */
	if (old & (GTF_reading | GTF_writing))
		return;
	try_cmpxchg(header, &old, rnd(w, 3) ? GTF_permit_access | (1 - d) << 16 : 0);
}

static void use_grants(void *arg)
{
	struct worker *w = arg;
	struct vcpu *v = &vcpus[w->cpu % 2][w->cpu];
	unsigned int d = v->domain->domid, i;
	u32 handle[16], held = 0;

	test_cpu = w->cpu;
	run_on(v);
	atomic_inc(&started);
	while (atomic_read(&started) < 3)
		host_yield();
	for (i = 0; i < STEPS; i++) {
		u32 ref = rnd(w, NR_REFS), s = w->cpu * 16 + held;
		struct gnttab_copy op = copy_op(1 - d, ref, 0, w->own_frame, 0, 16);

		switch (rnd(w, 4)) {
		case 0:
			if (held < 16 && !map(1 - d, ref, s, GNTMAP_host_map |
					      (rnd(w, 2) ? GNTMAP_readonly : 0), &handle[held]))
				held++;
			break;
		case 1:
			if (held) {
				held--;
				EXPECT_EQ(unmap(handle[held], s - 1), GNTST_okay);
			}
			break;
		case 2:
			call(GNTTABOP_copy, &op, 1);
			break;
		default:
			change_entry(w, d, ref);
			break;
		}
	}
	while (held--)
		EXPECT_EQ(unmap(handle[held], w->cpu * 16 + held), GNTST_okay);
}

TEST(random_uses_of_three_cpus_in_two_domains)
{
	struct worker w[3];
	void *thread[3];
	unsigned int i, d;

	start();
	atomic_set(&started, 0);
	for (d = 0; d < 2; d++) {
		for (i = 0; i < NR_REFS; i++) {
			granted[d][i] = give_page(&dom[d]);
			grant(d, i, 1 - d, granted[d][i], 0);
		}
	}
	for (i = 0; i < 3; i++) {
		w[i] = (struct worker){ .cpu = i + 1, .state = i + 3 };
		w[i].own_frame = give_page(&dom[(i + 1) % 2]);
		thread[i] = host_thread_start(use_grants, &w[i]);
	}
	for (i = 0; i < 3; i++)
		host_thread_join(thread[i]);
	for (d = 0; d < 2; d++) {
		for (i = 0; i < NR_REFS; i++) {
			EXPECT_EQ(entry1(d, i)->flags & (GTF_reading | GTF_writing), 0);
			EXPECT_EQ(page_refs(granted[d][i]), 1);
		}
		EXPECT_EQ(atomic_read(&dom[d].refs), 1);
	}
	end();
}

/* Two vCPUs of one domain unmap the same handles, in opposite order. */
static struct gnttab_unmap_grant_ref shared_ops[2][64];

static void unmap_them(void *arg)
{
	struct worker *w = arg;

	test_cpu = w->cpu;
	run_on(&vcpus[0][w->cpu]);
	atomic_inc(&started);
	while (atomic_read(&started) < 2)
		host_yield();
	EXPECT_EQ(call(GNTTABOP_unmap_grant_ref, shared_ops[w->cpu - 1], 64), 0);
}

TEST(two_cpus_unmap_the_same_handles)
{
	unsigned int round, i;

	for (round = 0; round < 50; round++) {
		struct worker w[2] = { { .cpu = 1 }, { .cpu = 2 } };
		void *thread[2];
		u32 frame, h;

		start();
		atomic_set(&started, 0);
		frame = give_page(&dom[1]);
		grant(1, 9, 0, frame, 0);
		for (i = 0; i < 64; i++) {
			EXPECT_EQ(map(1, 9, i, GNTMAP_host_map, &h), GNTST_okay);
			shared_ops[0][i] = (struct gnttab_unmap_grant_ref){
				.host_addr = SLOT(i), .handle = h };
			shared_ops[1][63 - i] = shared_ops[0][i];
		}
		for (i = 0; i < 2; i++)
			thread[i] = host_thread_start(unmap_them, &w[i]);
		for (i = 0; i < 2; i++)
			host_thread_join(thread[i]);
		for (i = 0; i < 64; i++)
			EXPECT_EQ(!shared_ops[0][i].status + !shared_ops[1][63 - i].status, 1);
		EXPECT_EQ(page_refs(frame), 1);
		end();
	}
}
