// SPDX-License-Identifier: GPL-2.0-only
/*
 * Domains that live: made by hypercall, run, paused, ended in each way, and destroyed
 * a thousand times, with every page back at the end.
 *
 * A page that does not come back is lost until the machine restarts, so the count of
 * free pages is looked at after each kind of end.  What is freed late (the hypervisor's
 * heap keeps a few) is allowed for once, not per domain.
 */
#include "guest.h"

#include <xen/interface/sched.h>

#include "child.h"

#define ROUNDS		1000
#define KEPT_PAGES	64
#define ASSIST(type)	(1UL << (type))

static struct child c;

static void counts(void *arg)
{
	for (;;)
		child_page->word[child_vcpu()]++;
}

static void ends(void *arg)
{
	child_page->word[0] = 42;
	child_exit((u64)arg);
}

static void faults(void *arg)
{
	child_page->word[0] = 1;
	hypercall(__HYPERVISOR_set_trap_table, NULL);
	__asm__ __volatile__("ud2");
}

static void returns(void *arg)
{
	child_page->word[0] = (u64)arg;
	child_page->word[1] = virt_to_mfn(child_page);
}

/* Pages gone since @before, and not because something is still on its way. */
static void all_back(u64 before)
{
	unsigned int i;

	for (i = 0; i < 100 && machine_free_pages() < before; i++)
		sleep_ms(1);
	if (machine_free_pages() + KEPT_PAGES < before)
		say("# free before %llu, now %llu", before, machine_free_pages());
	EXPECT(machine_free_pages() + KEPT_PAGES >= before);
}

static bool ended(long code)
{
	unsigned int i;

	for (i = 0; i < 1000 && child_shutdown_code(&c) < 0; i++)
		sleep_ms(1);
	return EXPECT_EQ(child_shutdown_code(&c), code);
}

static void starts_and_returns(void)
{
	EXPECT_EQ(child_create(&c, &(struct child_config){ .fn = returns, .arg = (void *)7 }), 0);
	EXPECT_EQ(c.page->word[0], 0);
	EXPECT_EQ(child_unpause(&c), 0);
	ended(SHUTDOWN_poweroff);
	EXPECT_EQ(c.page->word[0], 7);
	EXPECT_EQ(c.page->word[1], (pte_read(c.window) & 0xffffffffff000UL) >> PAGE_SHIFT);
	EXPECT_EQ(child_destroy(&c), 0);
}

static void assists(void *arg)
{
	hypercall(__HYPERVISOR_vm_assist, VMASST_CMD_enable, VMASST_TYPE_writable_pagetables);
}

static long get_context(struct vcpu_guest_context *ctx)
{
	struct xen_domctl op = { .u.vcpucontext.vcpu = 0 };

	set_xen_guest_handle(op.u.vcpucontext.ctxt, ctx);
	return domctl_call(XEN_DOMCTL_getvcpucontext, c.domid, &op);
}

/* A kernel asks for them when it starts, not when it is restored. */
static void context_has_assists(void)
{
	static struct vcpu_guest_context ctx;
	struct child_config conf = { .fn = assists };

	conf.vm_assist = ASSIST(VMASST_TYPE_architectural_iopl);
	EXPECT_EQ(child_create(&c, &conf), 0);
	EXPECT_EQ(get_context(&ctx), 0);
	EXPECT_EQ(ctx.vm_assist, ASSIST(VMASST_TYPE_architectural_iopl));
	EXPECT_EQ(child_unpause(&c), 0);
	ended(SHUTDOWN_poweroff);
	EXPECT_EQ(get_context(&ctx), 0);
	EXPECT_EQ(ctx.vm_assist, ASSIST(VMASST_TYPE_architectural_iopl) |
				 ASSIST(VMASST_TYPE_writable_pagetables));
	EXPECT_EQ(child_destroy(&c), 0);
}

static void pause_holds(void)
{
	u64 was;

	EXPECT_EQ(child_create(&c, &(struct child_config){ .fn = counts }), 0);
	EXPECT_EQ(child_unpause(&c), 0);
	sleep_ms(30);
	EXPECT_EQ(child_pause(&c), 0);
	was = c.page->word[0];
	EXPECT(was > 1000);
	sleep_ms(30);
	EXPECT_EQ(c.page->word[0], was);
	EXPECT_EQ(child_unpause(&c), 0);
	sleep_ms(30);
	EXPECT(c.page->word[0] > was);
	EXPECT_EQ(child_destroy(&c), 0);
}

static void eight_vcpus(void)
{
	unsigned int i;

	EXPECT_EQ(child_create(&c, &(struct child_config){ .fn = counts, .vcpus = 8 }), 0);
	EXPECT_EQ(child_unpause(&c), 0);
	sleep_ms(400);
	for (i = 0; i < 8; i++)
		EXPECT(c.page->word[i] > 100);
	EXPECT_EQ(child_destroy(&c), 0);
}

static void shutdown_codes(void)
{
	static const u32 codes[] = { SHUTDOWN_poweroff, SHUTDOWN_reboot, SHUTDOWN_suspend,
				     SHUTDOWN_crash, SHUTDOWN_watchdog };
	u64 before = machine_free_pages();
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(codes); i++) {
		struct child_config conf = { .fn = ends, .arg = (void *)(u64)codes[i] };

		EXPECT_EQ(child_create(&c, &conf), 0);
		EXPECT_EQ(child_unpause(&c), 0);
		ended(codes[i]);
		EXPECT_EQ(c.page->word[0], 42);
		EXPECT_EQ(child_destroy(&c), 0);
	}
	all_back(before);
}

static void crashes_alone(void)
{
	u64 before = machine_free_pages();

	EXPECT_EQ(child_create(&c, &(struct child_config){ .fn = faults }), 0);
	EXPECT_EQ(child_unpause(&c), 0);
	ended(SHUTDOWN_crash);
	EXPECT_EQ(c.page->word[0], 1);
	EXPECT_EQ(child_destroy(&c), 0);
	all_back(before);
}

/* The builder died: what it did is undone, whether or not somebody let the domain run. */
static void half_built(void)
{
	u64 before = machine_free_pages();
	struct child_config conf = { .fn = counts, .vcpus = 2 };

	for (conf.stop_at = CHILD_STOP_CREATED; conf.stop_at <= CHILD_STOP_FILLED;
	     conf.stop_at++) {
		EXPECT_EQ(child_create(&c, &conf), 0);
		EXPECT_EQ(child_destroy(&c), 0);
		EXPECT_EQ(child_create(&c, &conf), 0);
		EXPECT_EQ(child_unpause(&c), 0);
		sleep_ms(5);
		EXPECT(!c.page || !c.page->word[0]);
		EXPECT_EQ(child_destroy(&c), 0);
		all_back(before);
	}
}

static void a_thousand(void)
{
	u64 before, start = rdtsc();
	unsigned int i, bad = 0;

	child_create(&c, &(struct child_config){ .fn = counts });
	child_destroy(&c);
	before = machine_free_pages();
	for (i = 0; i < ROUNDS; i++) {
		bad += child_create(&c, &(struct child_config){ .fn = counts }) != 0;
		/* A few run a little, which takes longer than all the rest. */
		if (i % 16 == 0) {
			bad += child_unpause(&c) != 0;
			sleep_ms(1);
		}
		bad += child_destroy(&c) != 0;
	}
	EXPECT_EQ(bad, 0);
	all_back(before);
	say("# %u domains, %llu thousand cycles each", ROUNDS, (rdtsc() - start) / ROUNDS / 1000);
}

GUEST_TEST({ "a child starts, says so, and ends", starts_and_returns },
	   { "a context has the habits of its domain", context_has_assists },
	   { "a paused child stands still", pause_holds },
	   { "eight vCPUs on fewer CPUs", eight_vcpus },
	   { "each reason to end is told, and the memory is back", shutdown_codes },
	   { "a child that crashes", crashes_alone },
	   { "a child that was not finished", half_built },
	   { "a thousand children, one after the other", a_thousand });
