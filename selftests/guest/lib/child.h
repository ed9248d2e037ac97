/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Children: PV domains that a test kernel in dom0's place makes by hypercall.
 *
 * A child is a copy of the program as it stands, at the same addresses, and begins in
 * a function of it: what fork() is to a process.  It has no console; what it has to
 * say goes into child_page, which the parent sees as child->page.
 *
 *	static void counts(void *arg)
 *	{
 *		for (;;)
 *			child_page->word[0]++;
 *	}
 *
 *	child_create(&c, &(struct child_config){ .fn = counts });
 *	child_unpause(&c);
 *	sleep_ms(100);
 *	EXPECT(c.page->word[0]);
 *	child_destroy(&c);
 */
#ifndef GUEST_CHILD_H
#define GUEST_CHILD_H

#include <linux/types.h>
#include <xen/interface/domctl.h>

#define CHILD_VCPUS	8

/* How far a builder that dies has come. */
enum child_stop {
	CHILD_STOP_NOT,
	CHILD_STOP_CREATED,	/* there is a domain, without vCPUs */
	CHILD_STOP_POPULATED,	/* with vCPUs and memory */
	CHILD_STOP_FILLED,	/* its tables are pinned */
};

/* What parent and child share. */
struct child_page {
	volatile u64 word[512];
};

/* Zeroed before the first use. */
struct child {
	domid_t domid;
	u32 vcpus;
	struct child_page *page;
	/* The page of the parent that shows child_page, and its own frame. */
	void *window;
	u64 window_mfn;
	u64 cr3;
};

/* All but @fn may be left out. @fn starts on each vCPU, with @arg. */
struct child_config {
	void (*fn)(void *arg);
	void *arg;
	u32 vcpus;
	u32 extra_pages;	/* that it may still take, by populate_physmap */
	u32 cpupool;
	u32 vm_assist;		/* bit VMASST_TYPE_x, as of a domain that is restored */
	u32 stop_at;		/* its builder dies there, a CHILD_STOP_x */
};

/* The child's side: its own page, and the number of the vCPU, 0 based. */
extern struct child_page *const child_page;
unsigned int child_vcpu(void);
void __noreturn child_exit(u32 reason);

/* 0, or the error of the call that failed; then there is no such domain. */
long child_create(struct child *c, const struct child_config *conf);
long child_unpause(struct child *c);
long child_pause(struct child *c);
/* Drops the mapping of its page, and destroys it. */
long child_destroy(struct child *c);
/* SHUTDOWN_x, or -1 while it lives. */
long child_shutdown_code(const struct child *c);

/* A domctl on @domid, with @op filled in but for command and version. */
long domctl_call(u32 cmd, domid_t domid, struct xen_domctl *op);
u64 machine_free_pages(void);
/* Of the calling domain; its vCPU blocks. */
void sleep_ms(u64 ms);
/* ns of CPU time that vCPU @vcpu had; @cpu, if not NULL: where it is. */
u64 child_cpu_time(const struct child *c, u32 vcpu, u32 *cpu);

#endif /* GUEST_CHILD_H */
