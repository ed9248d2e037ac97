// SPDX-License-Identifier: GPL-2.0-only
/*
 * blk_badback: a back-end that speaks garbage to xen-blkfront.
 *
 *	blk_badback [SEED [MESSAGES]]
 *
 * It offers a disk of 1 GiB and answers requests in any order, late, with errors and with
 * wrong data; then it breaks a rule.  The front-end must fail what is on its way, say which
 * rule it was in one line, and close; nothing else may happen to dom0.  What it shows us
 * must be pages of its own: the rest of a page of which it needs a part only is zero.
 * Before that it looks at what a secure erase asks for, which no device here can do.
 */
#include <signal.h>
#include <sys/wait.h>

#include <xen/xen.h>

#include "blk_peer.h"

#define FRONT	HOME "/device/vbd/51776"
#define BACK	HOME "/fake/vbd/51776"

static int evtchn, dev, port;
static char *mem;
static struct blkif_back_ring ring;
static unsigned long answered;

struct late { __u64 id; __u8 op; };
static struct late late[64];
static unsigned int nr_late;
static struct blkif_request_discard discard;	/* the last one */
static bool written;				/* there may be data in its pages */
static unsigned int shown, dirty;		/* pages that we could read before that */

static bool offer(void)
{
	shell("xenstore-write " BACK "/online 1 " BACK "/sectors 2097152 " BACK "/info 0 "
	      BACK "/sector-size 512 " BACK "/feature-flush-cache 1 "
	      BACK "/feature-max-indirect-segments 64 " BACK "/feature-discard 1 "
	      BACK "/discard-granularity 4096 " BACK "/discard-secure 1 " BACK "/state 2");
	shell("xenstore-write " FRONT "/backend " BACK " " FRONT "/backend-id 0 "
	      FRONT "/virtual-device 51776 " FRONT "/device-type disk " FRONT "/state 1");
	return state_of(FRONT, 3, 3, 20);
}

static bool connect_front(void)
{
	unsigned int ref = node(FRONT "/ring-ref");
	long at = name_of(dev, 0, 1, &ref);

	mem = at < 0 ? NULL : show(dev, at, 1, PROT_READ | PROT_WRITE);
	port = evtchn_to(evtchn, node(FRONT "/event-channel"));
	if (!mem || port < 0)
		return false;
	BACK_RING_INIT(&ring, (struct blkif_sring *)mem, PAGE);
	nr_late = 0;
	shell("xenstore-write " BACK "/state 4");
	return state_of(FRONT, 4, 4, 20);
}

static void leave(void)
{
	struct ioctl_evtchn_unbind op = { .port = port };

	munmap(mem, PAGE);
	ioctl(evtchn, IOCTL_EVTCHN_UNBIND, &op);
	shell("xenstore-rm " FRONT "; xenstore-rm " BACK);
	for (int i = 0; i < 100 && !access("/sys/block/xvde", F_OK); i++)
		wait_ms(50);
}

static struct blkif_response *next_answer(void)
{
	return RING_GET_RESPONSE(&ring, ring.rsp_prod_pvt++);
}

static void push(void)
{
	int notify;

	RING_PUSH_RESPONSES_AND_CHECK_NOTIFY(&ring, notify);
	if (notify)
		evtchn_kick(evtchn, port);
}

/* Until the front-end writes, all that it shows us must be empty. */
static void look_at(struct blkif_request *req)
{
	written |= req->operation != BLKIF_OP_READ;
	for (unsigned int i = 0; !written && i < req->nr_segments; i++) {
		long at = name_of(dev, 0, 1, &req->seg[i].gref);
		char *page = at < 0 ? NULL : show(dev, at, 1, PROT_READ | PROT_WRITE);

		if (!page)
			continue;
		shown++;
		for (unsigned int n = 0; n < PAGE; n++) {
			dirty += page[n] != 0;
			if (page[n])
				break;
		}
		munmap(page, PAGE);
		unname(dev, at, 1);
	}
}

/* Requests come in, answers go out, mixed. */
static void serve(unsigned int times)
{
	while (times--) {
		int more;

		evtchn_wait(evtchn, 20);
		while (ring.req_cons != ring.sring->req_prod && nr_late < 64) {
			struct blkif_request *req = RING_GET_REQUEST(&ring, ring.req_cons++);
			struct blkif_request_indirect *ind = (void *)req;
			bool indirect = req->operation == BLKIF_OP_INDIRECT;

			late[nr_late].id = indirect ? ind->id : req->id;
			late[nr_late].op = req->operation;
			look_at(req);
			if (req->operation == BLKIF_OP_DISCARD)
				discard = *(struct blkif_request_discard *)req;
			if (indirect && one_in(2))
				late[nr_late].op = ind->indirect_op;
			nr_late++;
		}
		while (nr_late) {
			unsigned int i = any(nr_late);
			struct blkif_response *rsp = next_answer();

			rsp->id = late[i].id;
			rsp->operation = late[i].op;
			rsp->status = one_in(20) ? -1 - (int)any(30000) : 0;
			late[i] = late[--nr_late];
			answered++;
		}
		push();
		RING_FINAL_CHECK_FOR_REQUESTS(&ring, more);
		(void)more;
	}
}

/* What a command, which discards from sector 16 on, asks us for. */
static bool discards(const char *command, unsigned int flag)
{
	pid_t pid = fork();
	int status;

	memset(&discard, 0, sizeof(discard));
	if (!pid) {
		execl("/bin/sh", "sh", "-c", command, NULL);
		_exit(1);
	}
	for (int i = 0; i < 500 && !waitpid(pid, &status, WNOHANG); i++)
		serve(1);
	printf("# %s: flag %u, sector %llu, %llu sectors\n", command, discard.flag,
	       (unsigned long long)discard.sector_number,
	       (unsigned long long)discard.nr_sectors);
	return discard.operation == BLKIF_OP_DISCARD && discard.flag == flag &&
	       discard.sector_number == 16 && discard.nr_sectors == 128;
}

/* Wait until there are requests, without an answer. */
static bool collect(void)
{
	for (int i = 0; i < 100 && ring.req_cons == ring.sring->req_prod; i++)
		evtchn_wait(evtchn, 20);
	while (ring.req_cons != ring.sring->req_prod && nr_late < 64) {
		struct blkif_request *req = RING_GET_REQUEST(&ring, ring.req_cons++);

		late[nr_late].id = req->operation == BLKIF_OP_INDIRECT ?
				   ((struct blkif_request_indirect *)req)->id : req->id;
		late[nr_late++].op = req->operation;
	}
	return nr_late;
}

static const char *offend(unsigned int how)
{
	struct blkif_response *rsp;

	if (how == 0) {
		ring.sring->rsp_prod = ring.rsp_prod_pvt + 1000 + any(100000);
		evtchn_kick(evtchn, port);
		return "more answers than requests";
	}
	rsp = next_answer();
	rsp->id = late[0].id;
	rsp->operation = late[0].op;
	rsp->status = 0;
	if (how == 1)
		rsp->id = 32 + any(1000000);
	if (how == 2)
		rsp->id = ~0ull - any(100);
	if (how == 3)
		rsp->operation = 77;
	if (how == 4) {
		/* Twice the same, of which only one was asked for: needs a second slot. */
		*RING_GET_RESPONSE(&ring, ring.rsp_prod_pvt) = *rsp;
		ring.rsp_prod_pvt++;
	}
	ring.sring->rsp_prod = ring.rsp_prod_pvt;
	evtchn_kick(evtchn, port);
	return "another";
}

/* Somebody who reads and writes all the time, and does not mind errors. */
static pid_t user(void)
{
	pid_t pid = fork();

	if (!pid) {
		execl("/bin/sh", "sh", "-c", "while :; do ./blkio write /dev/xvde 1 8192 24 400; "
		      "./blkio check /dev/xvde 1 65536 24 100; done >/dev/null 2>&1", NULL);
		_exit(1);
	}
	return pid;
}

int main(int argc, char **argv)
{
	unsigned long messages = argc > 2 ? strtoul(argv[2], NULL, 0) : 5000;
	unsigned int rounds = 0, closed = 0, said = 0, most = 200;
	char path[64];

	chance = argc > 1 ? strtoull(argv[1], NULL, 0) : 1;
	begin();
	evtchn = open_device("/dev/xen/evtchn");
	dev = open_device("/dev/xen/gntdev");
	ok(evtchn >= 0 && dev >= 0, "devices");
	snprintf(path, sizeof(path), "%s", HOME "/error/device/vbd/51776/error");
	while ((answered < messages || rounds < 5) && rounds < most) {
		unsigned long target = answered + messages / 5;
		int status;
		pid_t pid;

		if (!offer() || !connect_front()) {
			ok(false, "connection %u", rounds);
			break;
		}
		/* The partition table is read first. */
		for (int i = 0; i < 200 && access("/dev/xvde", F_OK); i++)
			serve(1);
		if (!rounds) {
			ok(discards("exec blkdiscard -o 8192 -l 65536 /dev/xvde", 0), "discard");
			ok(discards("exec blkdiscard -s -o 8192 -l 65536 /dev/xvde",
				    BLKIF_DISCARD_SECURE), "secure erase");
			ok(storm(evtchn, port, "xvde"), "events without work are held back");
		}
		pid = user();
		for (int i = 0; i < 20000 && answered < target; i++)
			serve(1);
		collect();
		offend(rounds % 5);
		kill(pid, SIGKILL);
		shell("xenstore-read %s >/tmp/why 2>/dev/null", path);
		for (int i = 0; i < 100 && !lines_with("/tmp/why", "answer"); i++) {
			wait_ms(50);
			shell("xenstore-read %s >/tmp/why 2>/dev/null", path);
		}
		said += lines_with("/tmp/why", "answer") != 0;
		shell("for p in $(pidof blkio); do kill -9 $p; done 2>/dev/null");
		waitpid(pid, &status, 0);
		closed += state_of(FRONT, 6, 6, 10) == 6;
		shell("sed 's/^/# /' /tmp/why; echo; xenstore-rm " HOME "/error 2>/dev/null");
		leave();
		rounds++;
	}
	printf("# %lu answers, %u rounds\n", answered, rounds);
	ok(shown && !dirty, "pages that it shows before it writes are empty (%u, %u not)", shown,
	   dirty);
	ok(answered >= messages, "%lu answers are given", messages);
	ok(said == rounds, "the rule is named each time (%u of %u)", said, rounds);
	ok(closed == rounds, "the device is closed each time (%u of %u)", closed, rounds);
	ok(access("/sys/block/xvde", F_OK) != 0, "the disk is gone");
	return finish();
}
