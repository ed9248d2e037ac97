// SPDX-License-Identifier: GPL-2.0-only
/* The cases of a PVH program, a domain each: what the domain says, and how it ends. */
#include "guest.h"

#include <xen/interface/domctl.h>

#include "child.h"
#include "internal.h"
#include "pvh_child.h"

/* In ticks of the TSC: emulators execute one instruction in each, whatever its rate. */
#define TIMEOUT		100000000ULL
#define ANY_TIMEOUT	10000000ULL
/* Of one try that does not end. */
#define TRY_TIMEOUT	5000000ULL
#define TRIES		300
#define HEAP_PAGES	16
#define LIVES		(-1)

static const struct pvh_case *case_at(u32 i)
{
	return (const struct pvh_case *)pvh_at(pvh_image->cases) + i;
}

static void print_log(const struct pvh_child *c, u32 bytes)
{
	static char line[256];
	u32 at, used = 0;
	/* A program that went wild may have written anything. */
	const u32 most = sizeof(((struct pvh_shared *)NULL)->log);
	u64 log = pvh_image->shared + __builtin_offsetof(struct pvh_shared, log);

	for (at = 0; at < bytes && at < most; at++) {
		static char page[PAGE_SIZE];

		if (!at || !((log + at) % PAGE_SIZE))
			pvh_child_read(c, (log + at) & ~(PAGE_SIZE - 1), page, PAGE_SIZE);
		line[used] = page[(log + at) % PAGE_SIZE];
		if (line[used] != '\n' && used < sizeof(line) - 2) {
			used++;
			continue;
		}
		line[used] = 0;
		say("%s", line);
		used = 0;
	}
}

static long wait_for_end(const struct pvh_child *c, const struct pvh_case *k)
{
	u64 end = rdtsc() + (k->ends == PVH_ANY ? ANY_TIMEOUT : TIMEOUT);
	u64 state = 0;
	long ended;

	while ((ended = pvh_child_ended(c)) == LIVES && rdtsc() < end) {
		pvh_serve(c, k->service, &state);
		sleep_ms(1);
	}
	return ended;
}

static void wait_for_tries(const struct pvh_child *c)
{
	u64 end = 0, at = ~0ULL;

	while (pvh_child_ended(c) == LIVES) {
		u64 now = rdtsc();

		if (at != c->shared->word[PVH_WORD_AT])
			end = now + TRY_TIMEOUT;
		else if (now >= end)
			break;
		at = c->shared->word[PVH_WORD_AT];
		sleep_ms(1);
	}
}

/* True if it ended as it should. */
static bool judge(const struct pvh_case *k, const struct pvh_shared *s, long ended)
{
	u32 ends = !on_hoist() && k->ends_on_xen ? k->ends_on_xen : k->ends;
	long want = ends == PVH_RETURNS ? 0 : (long)ends - 1;

	if (ends == PVH_ANY)
		return true;
	if (ended != want)
		say("# the domain %s %ld, expected %ld",
		    ended == LIVES ? "lives on:" : "ended with", ended, want);
	if (ended != want && s->word[PVH_WORDS - 1])
		say("# it was at %#llx", s->word[PVH_WORDS - 1]);
	if (!ends && !s->done && ended == want)
		say("# it did not come to its end");
	return ended == want && !s->failed && (ends || s->done);
}

/* Where it hangs. */
static void show_state(const struct pvh_child *c)
{
	static struct vcpu_guest_context ctx;
	static struct xen_domctl op;

	memset(&op, 0, sizeof(op));
	set_xen_guest_handle(op.u.vcpucontext.ctxt, &ctx);
	domctl_call(XEN_DOMCTL_pausedomain, c->domid, &op);
	if (!domctl_call(XEN_DOMCTL_getvcpucontext, c->domid, &op))
		say("# CS:RIP %x:%llx RFLAGS %llx CR0 %lx CR2 %lx CR3 %lx CR4 %lx",
		    ctx.user_regs.cs, ctx.user_regs.rip, (u64)ctx.user_regs.rflags,
		    (long)ctx.ctrlreg[0], (long)ctx.ctrlreg[2], (long)ctx.ctrlreg[3],
		    (long)ctx.ctrlreg[4]);
}

static void run_case(u32 i)
{
	static struct xen_domctl op;
	const struct pvh_case *k = case_at(i);
	const char *name = pvh_at(k->name), *remark = "";
	struct pvh_child c;
	bool good;
	long rc = pvh_child_create(&c, i, k->vcpus ?: 1);

	if (rc) {
		say("not ok %u %s # no domain: %ld", i + 1, name, rc);
		return;
	}
	domctl_call(XEN_DOMCTL_unpausedomain, c.domid, &op);
	rc = wait_for_end(&c, k);
	/* What may end in any way may have left anything there. */
	if (k->ends != PVH_ANY)
		print_log(&c, c.shared->log_bytes);
	else
		say("# ended with %ld, after %llu", rc, c.shared->word[PVH_WORDS - 1]);
	if (rc == LIVES && k->ends != PVH_ANY)
		show_state(&c);
	good = judge(k, c.shared, rc);
	if (c.shared->differs && !good) {
		remark = " # SKIP real Xen differs";
		good = true;
	} else if (c.shared->skipped) {
		remark = " # SKIP";
	}
	say("%sok %u %s%s", good ? "" : "not ", i + 1, name, remark);
	pvh_child_destroy(&c);
}

/*
 * The tries from @first on, in one domain. Returns the number of the next one: that behind what
 * it says it did last, unless a try has spoilt the page.
 */
static long some_tries(u32 i, u64 seed, u64 first, u64 end)
{
	static struct xen_domctl op;
	struct pvh_child c;
	u64 at;
	long rc = pvh_child_create(&c, i, 1);

	if (rc)
		return rc;
	c.shared->word[PVH_WORD_SEED] = seed;
	c.shared->word[PVH_WORD_FIRST] = first;
	c.shared->word[PVH_WORD_END] = end;
	c.shared->word[PVH_WORD_ALL] = number_after("all=", 0);
	domctl_call(XEN_DOMCTL_unpausedomain, c.domid, &op);
	wait_for_tries(&c);
	at = c.shared->word[PVH_WORD_AT];
	pvh_child_destroy(&c);
	return (at >= first && at < end ? at : first) + 1;
}

/* Dead domains give their memory back in their own time; the heap keeps a little. */
static bool all_free_again(u64 free_pages)
{
	unsigned int i;

	for (i = 0; i < 100 && machine_free_pages() + HEAP_PAGES < free_pages; i++)
		sleep_ms(10);
	return machine_free_pages() + HEAP_PAGES >= free_pages;
}

static void run_tries(u32 i)
{
	u64 seed = number_after("seed=", 1) + i, tries = number_after("tries=", TRIES);
	u64 free_pages = machine_free_pages();
	const char *name = pvh_at(case_at(i)->name);
	u32 domains = 0;
	long at;

	for (at = 0; at >= 0 && (u64)at < tries; domains++)
		at = some_tries(i, seed, at, tries);
	say("# seed %llu: %llu tries in %u domains", seed, tries, domains);
	if (at < 0)
		say("not ok %u %s # no domain: %ld", i + 1, name, at);
	else if (!all_free_again(free_pages))
		say("not ok %u %s # of %llu pages %llu are left", i + 1, name, free_pages,
		    machine_free_pages());
	else
		say("ok %u %s", i + 1, name);
}

/* "skip=N" or "skip=N,to=N" on the command line: what an emulator can't do. */
static bool to_skip(u32 number)
{
	u64 from = number_after("skip=", 0);

	return number >= from && number <= number_after("to=", from);
}

void guest_run(void)
{
	u32 i, n;

	if (pvh_image->magic != PVH_IMAGE_MAGIC)
		guest_panic("no program");
	n = *(const u32 *)pvh_at(pvh_image->nr_cases);
	say("1..%u", n);
	for (i = 0; i < n; i++)
		if (to_skip(i + 1))
			say("ok %u %s # SKIP as asked for", i + 1,
			    (const char *)pvh_at(case_at(i)->name));
		else if (case_at(i)->ends == PVH_TRIES)
			run_tries(i);
		else
			run_case(i);
}
