/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A small world for tests of what domains share: three domains with four vCPUs
 * each and some pages, on top of which event channels and grant tables run as
 * they are. Pages, the scheduler and copies to guests are stood in for here, as
 * simple as can be, but counted: what is taken must be given back.
 *
 * Frame n is page n of one block of memory. A guest pointer is a host pointer.
 * Included by one test file of a program.
 */
#ifndef SELFTESTS_WORLD_H
#define SELFTESTS_WORLD_H

#include <hyp/domain.h>
#include <hyp/evtchn.h>
#include <hyp/gnttab.h>
#include <hyp/guest.h>
#include <hyp/guest_copy.h>
#include <hyp/hypercall.h>
#include <hyp/irq.h>
#include <hyp/p2m.h>
#include <hyp/page.h>
#include <hyp/page_alloc.h>
#include <hyp/percpu.h>
#include <hyp/printk.h>
#include <hyp/sched.h>
#include <hyp/softirq.h>
#include <hyp/vcpu.h>
#include <hyp/vmap.h>
#include <linux/atomic.h>
#include <linux/errno.h>
#include <linux/kernel.h>
#include <xen/interface/domctl.h>
#include <xen/interface/xen.h>

#include "test.h"

#define NR_DOMAINS	3
#define NR_VCPUS	4
#define NR_FRAMES	1024
#define FIRST_GUEST	512	/* frames below are the hypervisor's */

static struct page_info pages[NR_FRAMES];
struct page_info *const frame_table = pages;
static u8 *memory;
static bool hyp_page_used[FIRST_GUEST];
static u32 next_guest_frame;

static struct domain dom[NR_DOMAINS];
/* A kind of guest of which nothing has to be told; tests may put in their own. */
static const struct guest_ops world_ops;
static struct vcpu vcpus[NR_DOMAINS][NR_VCPUS];
static struct vcpu *vcpu_table[NR_DOMAINS][NR_VCPUS];
static struct xen_domctl_createdomain configs[NR_DOMAINS];
static struct vcpu_info infos[NR_DOMAINS][NR_VCPUS];
struct domain *dom0 = &dom[0], *dom_xen, *dom_io, *dom_idle;

static atomic_t kicks[NR_DOMAINS][NR_VCPUS], unblocks[NR_DOMAINS][NR_VCPUS];
static __thread struct vcpu *running;
static bool preempt;		/* hypercall_preempt_check() says so */
static unsigned int preempt_asked;

void *mfn_to_virt(mfn_t mfn)
{
	return memory + mfn_x(mfn) * PAGE_SIZE;
}

mfn_t virt_to_mfn(const void *va)
{
	return to_mfn((u64)((const u8 *)va - memory) / PAGE_SIZE);
}

bool mfn_valid(mfn_t mfn)
{
	return mfn_x(mfn) < NR_FRAMES;
}

void *page_alloc_hyp(unsigned int order)
{
	unsigned int i;

	if (!test_alloc_left)
		return NULL;
	if (test_alloc_left > 0)
		test_alloc_left--;
	for (i = 1; i < FIRST_GUEST; i++) {
		if (__atomic_exchange_n(&hyp_page_used[i], true, __ATOMIC_SEQ_CST))
			continue;
		memset(memory + i * PAGE_SIZE, 0, PAGE_SIZE);
		return memory + i * PAGE_SIZE;
	}
	return NULL;
}

void page_free_hyp(void *va, unsigned int order)
{
	u64 i = mfn_x(virt_to_mfn(va));

	EXPECT(i && i < FIRST_GUEST && hyp_page_used[i]);
	hyp_page_used[i] = false;
}

void page_share(struct page_info *pg, struct domain *d, bool readonly)
{
	pg->owner = d->domid;
}

/* count_info: references; type_info: writable references, or PGT_L1 for a page table. */
static __maybe_unused u32 give_page(struct domain *d)
{
	struct page_info *pg = &pages[next_guest_frame];

	pg->owner = d->domid;
	pg->count_info = 1;
	pg->type_info = 0;
	return next_guest_frame++;
}

static __maybe_unused u64 page_refs(u32 frame)
{
	return __atomic_load_n(&pages[frame].count_info, __ATOMIC_SEQ_CST);
}

static __maybe_unused u64 page_writers(u32 frame)
{
	return __atomic_load_n(&pages[frame].type_info, __ATOMIC_SEQ_CST) & PGT_COUNT_MASK;
}

void p2m_mark_dirty(struct domain *d, gfn_t gfn)
{
}

struct page_info *gfn_get_page(struct domain *d, gfn_t gfn)
{
	struct page_info *pg = &pages[gfn_x(gfn) % NR_FRAMES];

	if (gfn_x(gfn) < FIRST_GUEST || gfn_x(gfn) >= NR_FRAMES || pg->owner != d->domid)
		return NULL;
	__atomic_fetch_add(&pg->count_info, 1, __ATOMIC_SEQ_CST);
	return pg;
}

bool page_get_more(struct page_info *pg)
{
	__atomic_fetch_add(&pg->count_info, 1, __ATOMIC_SEQ_CST);
	return true;
}

/* The inline ones end here when a count gets low or is raced for. */
void page_put_slow(struct page_info *pg)
{
	EXPECT(__atomic_fetch_sub(&pg->count_info, 1, __ATOMIC_SEQ_CST) > 1);
}

int page_get_type_slow(struct page_info *pg, u64 type)
{
	u64 old = READ_ONCE(pg->type_info);

	EXPECT_EQ(type, PGT_WRITABLE);
	do {
		if ((old & PGT_TYPE_MASK) == PGT_L1)
			return -EINVAL;
	} while (!try_cmpxchg(&pg->type_info, &old, (old + 1) | PGT_WRITABLE | PGT_VALIDATED));
	return 0;
}

int page_put_type_slow(struct page_info *pg)
{
	EXPECT((__atomic_fetch_sub(&pg->type_info, 1, __ATOMIC_SEQ_CST) & PGT_COUNT_MASK) > 0);
	return 0;
}

void page_put_and_type(struct page_info *pg)
{
	page_put_type(pg);
	page_put(pg);
}

struct vcpu *domain_vcpu(const struct domain *d, unsigned int id)
{
	return id < d->max_vcpus ? d->vcpu[id] : NULL;
}

struct vcpu *domain_vcpu_from(const struct domain *d, unsigned int id)
{
	return domain_vcpu(d, id);
}

unsigned int vcpu_id(const struct vcpu *v)
{
	return v->id;
}

bool domain_get(struct domain *d)
{
	return atomic_inc_not_zero(&d->refs);
}

void domain_put(struct domain *d)
{
	EXPECT(atomic_dec_return(&d->refs) > 0);
}

struct domain *domain_get_by_id(domid_t domid)
{
	if (domid >= NR_DOMAINS || !domain_get(&dom[domid]))
		return NULL;
	return &dom[domid];
}

struct domain *domain_get_any(domid_t domid)
{
	return domain_get_by_id(domid == DOMID_SELF ? running->domain->domid : domid);
}

int target_check(const struct domain *caller, const struct domain *d, enum target_right right)
{
	return caller == d || caller->privileged ? 0 : -EPERM;
}

struct vcpu *current_vcpu(void)
{
	return running;
}

static void run_on(struct vcpu *v)
{
	running = v;
}

bool hypercall_preempt_check(void)
{
	preempt_asked++;
	return preempt;
}

void vcpu_kick(struct vcpu *v)
{
	atomic_inc(&kicks[v->domain->domid][v->id]);
}

void vcpu_unblock(struct vcpu *v)
{
	atomic_inc(&unblocks[v->domain->domid][v->id]);
}

void guest_log(const struct domain *d, const char *fmt, ...)
{
}

/* From here on the guest has no memory; 0: no such border. */
static u64 guest_end;

unsigned long guest_copy_from(void *to, u64 gva, unsigned long bytes)
{
	if (!gva || (guest_end && gva + bytes > guest_end))
		return bytes;
	memcpy(to, (const void *)gva, bytes);
	return 0;
}

unsigned long guest_copy_to(u64 gva, const void *from, unsigned long bytes)
{
	if (!gva || (guest_end && gva + bytes > guest_end))
		return bytes;
	memcpy((void *)gva, from, bytes);
	return 0;
}

static void world_start(void)
{
	unsigned int i, k;

	if (!memory)
		memory = host_alloc_aligned(NR_FRAMES * PAGE_SIZE, PAGE_SIZE);
	memset(memory, 0, NR_FRAMES * PAGE_SIZE);
	memset(pages, 0, sizeof(pages));
	memset(hyp_page_used, 0, sizeof(hyp_page_used));
	memset(dom, 0, sizeof(dom));
	memset(vcpus, 0, sizeof(vcpus));
	memset(infos, 0, sizeof(infos));
	memset(kicks, 0, sizeof(kicks));
	memset(unblocks, 0, sizeof(unblocks));
	memset(configs, 0, sizeof(configs));
	next_guest_frame = FIRST_GUEST;
	preempt = false;
	guest_end = 0;
	/* Locks are the real ones, with the check of their order; threads are CPUs. */
	test_percpu_init(8);
	for (i = 0; i < NR_DOMAINS; i++) {
		struct domain *d = &dom[i];

		d->ops = &world_ops;
		d->domid = i;
		d->state = DOM_ALIVE;
		d->privileged = !i;
		d->max_vcpus = NR_VCPUS;
		d->vcpu = vcpu_table[i];
		d->config = &configs[i];
		atomic_set(&d->refs, 1);
		d->shared_info = page_alloc_hyp(0);
		for (k = 0; k < NR_VCPUS; k++) {
			struct vcpu *v = &vcpus[i][k];

			v->id = k;
			v->domain = d;
			v->vcpu_info = &infos[i][k];
			d->vcpu[k] = v;
		}
	}
	run_on(&vcpus[0][0]);
}

/* All that was taken has been given back: pages, domains, the hypervisor's memory. */
static void world_end(void)
{
	unsigned int i;

	for (i = 0; i < NR_DOMAINS; i++) {
		EXPECT_EQ(atomic_read(&dom[i].refs), 1);
		page_free_hyp(dom[i].shared_info, 0);
	}
	for (i = FIRST_GUEST; i < next_guest_frame; i++) {
		EXPECT_EQ(pages[i].count_info, 1);
		EXPECT_EQ(page_writers(i), 0);
	}
	for (i = 0; i < FIRST_GUEST; i++)
		EXPECT(!hyp_page_used[i]);
}

#endif
