// SPDX-License-Identifier: GPL-2.0-only
/*
 * blk_badfront: a front-end that speaks garbage to xen-blkback.
 *
 *	blk_badfront [SEED [MESSAGES]]
 *
 * Most messages are just wrong enough to be answered: unknown operations, sectors behind
 * the end, pages that are not granted, ids of any value.  Now and then comes one that no
 * correct front-end can send; then the device must be cut off, with one line in the log,
 * and this program starts again with new rings.  What would crash dom0 is seen by the
 * one who runs this; a page of the disk that no message may write must stay as it was.
 * Every second connection is one of a 32-bit front-end, whose slots are smaller; each
 * begins with a page that is written and read back.  At last it sends events and nothing else.
 */
#include <xen/xen.h>

#include "blk_peer.h"

#define FRONT	HOME "/fake/vbd/51760"
#define BACK	HOME "/backend/vbd/0/51760"
#define DATA	16		/* the ring, and pages that any segment may name */
#define PAGES	(DATA + 32)	/* and one of descriptors for each slot of the ring */

static int evtchn, alloc, port;
static unsigned int refs[PAGES];
static char *mem;
static struct blkif_front_ring ring;
static unsigned long sent, answered, failed;
static bool abi32;
static struct blkif_request req;

/* A 32-bit request lacks the four bytes in front of its id. */
static char *slot(RING_IDX at)
{
	return (char *)ring.sring->ring + (at & (RING_SIZE(&ring) - 1)) * (abi32 ? 108 : 112);
}

/* Put @req into the ring. */
static void put(void)
{
	char *to = slot(ring.req_prod_pvt++);

	memcpy(to, &req, 4);
	memcpy(to + (abi32 ? 4 : 8), (char *)&req + 8, sizeof(req) - 8);
}

static int status_of(RING_IDX at)
{
	__s16 status;

	memcpy(&status, slot(at) + 10, sizeof(status));
	return status;
}

/* Rings, keys, and wait until the back-end is connected. */
static bool connect_back(void)
{
	long at = grant(alloc, 0, GNTALLOC_FLAG_WRITABLE, PAGES, refs);

	mem = at < 0 ? NULL : show(alloc, at, PAGES, PROT_READ | PROT_WRITE);
	port = evtchn_unbound(evtchn);
	if (!mem || port < 0)
		return false;
	memset(mem, 0, PAGES * PAGE);
	SHARED_RING_INIT((struct blkif_sring *)mem);
	FRONT_RING_INIT(&ring, (struct blkif_sring *)mem, PAGE);
	if (shell("xenstore-write " FRONT "/ring-ref %u " FRONT "/event-channel %d " FRONT
		  "/protocol x86_%d-abi " FRONT "/feature-persistent %u", refs[0], port,
		  abi32 ? 32 : 64, any(2)))
		return false;
	ungrant(alloc, at, PAGES);
	shell("xenstore-write " FRONT "/state 3");
	return state_of(BACK, 4, 4, 20);
}

static void leave(void)
{
	struct ioctl_evtchn_unbind op = { .port = port };

	shell("xenstore-write " FRONT "/state 6");
	state_of(BACK, 6, 2, 20);
	munmap(mem, PAGES * PAGE);
	ioctl(evtchn, IOCTL_EVTCHN_UNBIND, &op);
	shell("xenstore-write " FRONT "/state 1");
	state_of(BACK, 2, 2, 20);
}

static __u32 some_ref(void)
{
	if (one_in(8))
		return one_in(2) ? any(2000) : any(UINT32_MAX);
	return refs[1 + any(DATA - 1)];
}

static __u64 some_sector(void)
{
	if (one_in(6))
		return one_in(2) ? ~0ull - any(20) : any(100000);
	/* The first page of the disk is never asked for: see unharmed(). */
	return 8 + any(8192 - 8);
}

static void some_segments(struct blkif_request_segment *seg, unsigned int nr)
{
	for (unsigned int i = 0; i < nr; i++) {
		seg[i].gref = some_ref();
		seg[i].first_sect = any(8);
		seg[i].last_sect = seg[i].first_sect + any(8 - seg[i].first_sect);
	}
}

/* One that is answered, if only with an error. */
static void wrong(void)
{
	static const __u8 ops[] = { 0, 0, 1, 1, 2, 3, 4, 5, 6, 7, 200 };
	struct blkif_request_indirect *ind = (void *)&req;
	struct blkif_request_discard *discard = (void *)&req;

	req.operation = ops[any(sizeof(ops))];
	req.id = one_in(2) ? any(64) : chance;
	req.sector_number = some_sector();
	req.nr_segments = 1 + any(BLKIF_MAX_SEGMENTS_PER_REQUEST);
	some_segments(req.seg, req.nr_segments);
	if (req.operation == BLKIF_OP_DISCARD) {
		discard->flag = any(4);
		discard->nr_sectors = one_in(3) ? chance : any(64);
	}
	if (req.operation == BLKIF_OP_INDIRECT) {
		/* No read may write there before the back-end has looked at it. */
		unsigned int page = DATA + (ring.req_prod_pvt & (RING_SIZE(&ring) - 1));

		ind->indirect_op = any(2);
		ind->nr_segments = 1 + any(256);
		ind->id = any(1000);
		ind->sector_number = some_sector();
		ind->indirect_grefs[0] = refs[page];
		some_segments((void *)(mem + page * PAGE), ind->nr_segments);
	}
}

/* One that breaks a rule. */
static void forbidden(void)
{
	struct blkif_request_indirect *ind = (void *)&req;

	wrong();
	req.operation = any(2);
	req.nr_segments = 1;
	switch (any(6)) {
	case 0:
		req.nr_segments = 12 + any(240);
		break;
	case 1:
		req.nr_segments = 0;
		break;
	case 2:
		req.seg[0].last_sect = 8 + any(240);
		break;
	case 3:
		req.seg[0].first_sect = 5;
		req.seg[0].last_sect = 4;
		break;
	case 4:
		req.operation = BLKIF_OP_INDIRECT;
		ind->indirect_op = 2 + any(200);
		break;
	default:
		req.operation = BLKIF_OP_INDIRECT;
		ind->indirect_op = 0;
		ind->nr_segments = one_in(3) ? 0 : 257 + any(60000);
		break;
	}
}

static void push(void)
{
	int notify;

	RING_PUSH_REQUESTS_AND_CHECK_NOTIFY(&ring, notify);
	if (notify || one_in(64))
		evtchn_kick(evtchn, port);
}

static void take(void)
{
	int more;

	do {
		while (ring.rsp_cons != ring.sring->rsp_prod) {
			failed += status_of(ring.rsp_cons) != 0;
			ring.rsp_cons++;
			answered++;
		}
		RING_FINAL_CHECK_FOR_RESPONSES(&ring, more);
	} while (more);
}

/* Answered garbage, until there is nothing left or @limit is sent. */
static bool talk(unsigned long limit)
{
	unsigned int idle = 0;

	while (sent < limit && idle < 200) {
		while (!RING_FULL(&ring) && sent < limit) {
			wrong();
			put();
			sent++;
		}
		push();
		if (!evtchn_wait(evtchn, 50))
			idle++;
		else
			idle = 0;
		take();
	}
	return idle < 200;
}

/* Where everybody stands, when nothing comes any more. */
static void tell_stall(unsigned int round)
{
	printf("# round %u: no more answers after %lu messages\n", round, sent);
	printf("# requests %u, event at %u, answers %u, taken %u\n", ring.sring->req_prod,
	       ring.sring->req_event, ring.sring->rsp_prod, ring.rsp_cons);
	fflush(stdout);
	shell("for p in /proc/[0-9]*; do grep -q ^vbd $p/comm && sed 's/^/# /' $p/stack; done");
	shell("grep . /sys/bus/xen-backend/devices/vbd-0-51760/xenbus/* | sed 's/.*xenbus/#/'");
}

static void offend(void)
{
	if (one_in(5)) {
		ring.sring->req_prod = ring.req_prod_pvt + RING_SIZE(&ring) + 1 + any(100000);
		evtchn_kick(evtchn, port);
		return;
	}
	/* The ring may be full: then this overwrites, which is what an attacker would do, too. */
	forbidden();
	put();
	push();
	evtchn_kick(evtchn, port);
}

static void drain(void)
{
	for (int i = 0; i < 100 && ring.rsp_cons != ring.req_prod_pvt; i++) {
		evtchn_wait(evtchn, 50);
		take();
	}
}

/* Sends @req, alone on the ring; its status, or 1: none came. */
static int ask(void)
{
	int status = 1;

	put();
	push();
	for (int i = 0; i < 100 && ring.sring->rsp_prod == ring.rsp_cons; i++)
		evtchn_wait(evtchn, 50);
	if (ring.sring->rsp_prod != ring.rsp_cons && *(__u64 *)slot(ring.rsp_cons) == req.id)
		status = status_of(ring.rsp_cons++);
	ring.sring->rsp_event = ring.rsp_cons + 1;
	return status;
}

/* No device here can erase for good, and a plain discard is not that. */
static bool no_secure_erase(void)
{
	struct blkif_request_discard *discard = (void *)&req;

	memset(&req, 0, sizeof(req));
	req.operation = BLKIF_OP_DISCARD;
	req.id = 8;
	discard->flag = BLKIF_DISCARD_SECURE;
	discard->sector_number = 4096;
	discard->nr_sectors = 8;
	return ask() == BLKIF_RSP_EOPNOTSUPP;
}

/* What a correct front-end does: a page goes to the disk and comes back. */
static bool honest(void)
{
	char *from = mem + PAGE, *to = mem + 2 * PAGE;

	for (unsigned int i = 0; i < PAGE; i++)
		from[i] = any(256);
	memset(to, 0, PAGE);
	for (int op = BLKIF_OP_WRITE; op >= BLKIF_OP_READ; op--) {
		memset(&req, 0, sizeof(req));
		req.operation = op;
		req.nr_segments = 1;
		req.id = 7;
		req.sector_number = 4096;
		req.seg[0].gref = refs[op == BLKIF_OP_WRITE ? 1 : 2];
		req.seg[0].last_sect = 7;
		if (ask())
			return false;
	}
	return !memcmp(from, to, PAGE);
}

/* The first page of the disk holds what the script put there. */
static bool unharmed(void)
{
	return !shell("./blkio check /dev/loop0 77 4096 1 1");
}

int main(int argc, char **argv)
{
	unsigned long messages = argc > 2 ? strtoul(argv[2], NULL, 0) : 20000;
	unsigned int rounds = 0, cut = 0, served[2] = { }, before;

	chance = argc > 1 ? strtoull(argv[1], NULL, 0) : 1;
	begin();
	evtchn = open_device("/dev/xen/evtchn");
	alloc = open_device("/dev/xen/gntalloc");
	ok(evtchn >= 0 && alloc >= 0, "devices");
	before = logged("cut off:");
	shell("xenstore-write " FRONT "/state 1");
	shell("xenstore-write " BACK "/frontend " FRONT " " BACK "/frontend-id 0 " BACK "/online 1 "
	      BACK "/mode w " BACK "/state 1");
	ok(state_of(BACK, 2, 2, 20) == 2, "the back-end waits");
	shell("xenstore-write " BACK "/physical-device 7:0");
	while (sent < messages) {
		abi32 = rounds++ % 2;
		if (!connect_back()) {
			ok(false, "connection %u", rounds);
			break;
		}
		served[abi32] += honest();
		if (!talk(sent + messages / 16 + 1))
			tell_stall(rounds);
		drain();
		offend();
		cut += state_of(BACK, 5, 6, 20) != 0;
		leave();
	}
	printf("# %lu messages, %lu answered, %lu of them with an error, %u rounds\n", sent,
	       answered, failed, rounds);
	ok(sent >= messages, "%lu messages are sent", messages);
	ok(answered >= sent, "each is answered");
	ok(failed > sent / 10 && failed < sent, "some with an error, some without");
	ok(served[0] == (rounds + 1) / 2, "a page goes to the disk and comes back");
	ok(rounds > 1 && served[1] == rounds / 2, "that of a 32-bit front-end, too");
	ok(cut == rounds, "each offence is cut off");
	ok(logged("cut off:") - before == rounds, "with one line in the log each");
	ok(connect_back() && no_secure_erase(), "a secure erase is refused");
	ok(honest() && storm(evtchn, port, "blkif-backend"),
	   "events without work are held back");
	leave();
	ok(unharmed(), "what was not asked for is as it was");
	shell("xenstore-rm " BACK "; xenstore-rm " FRONT);
	return finish();
}
