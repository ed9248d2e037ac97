// SPDX-License-Identifier: GPL-2.0-only
/*
 * lender: grants pages to a guest that tests gntdev, and looks whether it gets them back.
 *
 *	lender DOMID
 *
 * A domain whose memory is translated can't map grants of its own: real Xen takes the page
 * away from where it was.  Prints "refs" with eight grants to write and one to read, then
 * waits for a signal.  After that the guest must hold none of them: our gntalloc counts
 * pages that another domain has mapped towards its limit, so with that many allowed the
 * same number is granted again.
 */
#include <signal.h>

#include "tap.h"
#include "grants.h"

int main(int argc, char **argv)
{
	unsigned int domid = argc > 1 ? atoi(argv[1]) : 0, refs[9];
	int fd = open_device("/dev/xen/gntalloc"), number, tries;
	long pages, readonly, again = -1;
	sigset_t set;

	sigemptyset(&set);
	sigaddset(&set, SIGUSR1);
	sigprocmask(SIG_BLOCK, &set, NULL);
	set_grant_limit(9);
	pages = grant(fd, domid, GNTALLOC_FLAG_WRITABLE, 8, refs);
	readonly = grant(fd, domid, 0, 1, refs + 8);
	if (pages < 0 || readonly < 0)
		return 1;
	printf("refs");
	for (int i = 0; i < 9; i++)
		printf(" %u", refs[i]);
	printf("\n");
	fflush(stdout);
	sigwait(&set, &number);
	ungrant(fd, pages, 8);
	ungrant(fd, readonly, 1);
	for (tries = 0; again < 0 && tries < 50; tries++) {
		again = grant(fd, domid, 0, 9, refs);
		if (again < 0)
			usleep(100000);
	}
	printf("%s 1 the guest has let go of all that was lent\n", again < 0 ? "not ok" : "ok");
	return again < 0;
}
