// SPDX-License-Identifier: GPL-2.0-only
/* Calls that must be refused: see refuse.h. */
#include "refuse.h"

#include <xen/interface/event_channel.h>
#include <xen/interface/grant_table.h>
#include <xen/interface/memory.h>
#include <xen/interface/sched.h>

#include "child.h"
#include "guest.h"

#define KEPT_PAGES	16
#define PORTS		1024

/* What there is of all that a call could take. */
struct counts {
	u64 free_pages, own_pages, peer_pages;
	u32 own_ports, peer_ports;
};

static struct child peer, guest;
static const struct refusal *table;
static unsigned int table_size;

static long make_call(const struct refusal *r)
{
	static u64 space[64] __aligned(512);
	void *arg = r->size ? space : (void *)r->arg;
	long rc;

	memset(space, 0, sizeof(space));
	memcpy(space, r->arg, r->size);
	rc = r->cmd == NO_CMD ? hypercall(r->nr, arg) : hypercall(r->nr, r->cmd, arg, r->count);
	return rc || r->status < 0 ? rc : *(s16 *)((u8 *)space + r->status);
}

static u64 pages_of(domid_t domid)
{
	static struct xen_domctl op;

	EXPECT_EQ(domctl_call(XEN_DOMCTL_getdomaininfo, domid, &op), 0);
	return op.u.getdomaininfo.tot_pages;
}

static u32 ports_of(domid_t domid)
{
	struct evtchn_status s = { .dom = domid };
	u32 n = 0;

	for (s.port = 1; s.port < PORTS; s.port++) {
		if (hypercall(__HYPERVISOR_event_channel_op, EVTCHNOP_status, &s))
			break;
		n += s.status != EVTCHNSTAT_closed;
	}
	return n;
}

static struct counts count(void)
{
	return (struct counts){
		.free_pages = machine_free_pages(), .own_pages = pages_of(0),
		.peer_pages = pages_of(PEER), .own_ports = ports_of(0),
		.peer_ports = ports_of(PEER),
	};
}

static void nothing(void *arg)
{
}

/* In the child: word 0 counts the calls, the answers are behind it. */
static void guest_calls(void *arg)
{
	u32 ports = ports_of(DOMID_SELF);
	unsigned int i;

	for (i = 0; i < table_size; i++) {
		if (table[i].guest != NOT_MADE)
			child_page->word[i + 2] = make_call(&table[i]);
		child_page->word[0] = i + 1;
	}
	child_page->word[1] = ports_of(DOMID_SELF) - ports;
}

static void compare(const char *who, const struct refusal *r, long got, long want)
{
	if (want == NOT_MADE)
		return;
	if (want == DENIED)
		want = on_hoist() || got >= 0 ? -EPERM : got;
	if (got != want)
		say("# %s: %s", who, r->what);
	EXPECT_EQ(got, want);
}

static void from_guest(void)
{
	u64 pages;
	unsigned int i;

	EXPECT_EQ(child_create(&guest, &(struct child_config){ .fn = guest_calls }), 0);
	pages = pages_of(guest.domid);
	EXPECT_EQ(child_unpause(&guest), 0);
	for (i = 0; i < 2000 && child_shutdown_code(&guest) < 0; i++)
		sleep_ms(1);
	EXPECT_EQ(child_shutdown_code(&guest), SHUTDOWN_poweroff);
	EXPECT_EQ(guest.page->word[0], table_size);
	EXPECT_EQ(guest.page->word[1], 0);
	EXPECT_EQ(pages_of(guest.domid), pages);
	for (i = 0; i < table_size; i++)
		compare("guest", &table[i], guest.page->word[i + 2], table[i].guest);
	EXPECT_EQ(child_destroy(&guest), 0);
}

static void from_dom0(void)
{
	unsigned int i;

	for (i = 0; i < table_size; i++)
		if (table[i].dom0 != NOT_MADE)
			compare("dom0", &table[i], make_call(&table[i]), table[i].dom0);
}

/* What goes late is gone after a while. */
static struct counts count_until(u64 free_pages)
{
	unsigned int i;

	for (i = 0; i < 100 && machine_free_pages() < free_pages; i++)
		sleep_ms(1);
	return count();
}

static void nothing_lost(const struct counts *was, const struct counts *is)
{
	EXPECT(is->free_pages + KEPT_PAGES >= was->free_pages);
	EXPECT_EQ(is->own_pages, was->own_pages);
	EXPECT_EQ(is->peer_pages, was->peer_pages);
	EXPECT_EQ(is->own_ports, was->own_ports);
	EXPECT_EQ(is->peer_ports, was->peer_ports);
}

void refuse(const struct refusal *calls, unsigned int nr)
{
	struct counts before, after;

	table = calls;
	table_size = nr;
	if (!peer.domid) {
		EXPECT_EQ(child_create(&peer, &(struct child_config){ .fn = nothing }), 0);
		EXPECT_EQ(peer.domid, PEER);
		/* Each side has made each call once: what the first one takes for good is there. */
		from_guest();
	}
	before = count();
	from_guest();
	from_dom0();
	after = count_until(before.free_pages);
	nothing_lost(&before, &after);
}
