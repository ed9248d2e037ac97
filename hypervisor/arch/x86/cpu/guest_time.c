// SPDX-License-Identifier: GPL-2.0-only
/*
 * Time as guests read it: a page of numbers that turn their TSC into system time, and
 * the wall clock when that was 0. Both are read without a call and without a lock: the
 * version is odd while they change.
 */
#include <hyp/time.h>

#include <asm/barrier.h>
#include <linux/kernel.h>
#include <linux/stddef.h>
#include <hyp/domain.h>
#include <hyp/guest_copy.h>
#include <hyp/softirq.h>
#include <hyp/spinlock.h>
#include <hyp/vcpu.h>
#include <asm/clock.h>
#include <asm/domain.h>
#include <asm/hvm.h>
#include <xen/interface/xen.h>

static DEFINE_SPINLOCK(wallclock_lock, LOCK_TIME);

/* Everything but the version, from this CPU's clock. */
static struct pvclock_vcpu_time_info time_page(const struct vcpu *v)
{
	const struct hvm_domain *hd = v->domain->arch->hvm;
	struct cpu_clock clock = cpu_clock_get();

	return (struct pvclock_vcpu_time_info) {
		.tsc_timestamp = clock.tsc + (hd ? hd->tsc_offset : 0),
		.system_time = clock.ns,
		.tsc_to_system_mul = clock.scale.mul,
		.tsc_shift = clock.scale.shift,
		.flags = tsc_is_stable() ? PVCLOCK_TSC_STABLE_BIT : 0,
	};
}

static bool same_clock(const struct pvclock_vcpu_time_info *a,
		       const struct pvclock_vcpu_time_info *b)
{
	return a->tsc_timestamp == b->tsc_timestamp && a->system_time == b->system_time &&
	       a->tsc_to_system_mul == b->tsc_to_system_mul && a->tsc_shift == b->tsc_shift &&
	       a->flags == b->flags;
}

/* Into memory that the guest sees meanwhile; it may write it too, to its own harm. */
static void publish(struct pvclock_vcpu_time_info *to, const struct pvclock_vcpu_time_info *from,
		    u32 version)
{
	WRITE_ONCE(to->version, version - 1);
	/* Readers that see a part of the new numbers see the odd version too. */
	smp_wmb();
	to->tsc_timestamp = from->tsc_timestamp;
	to->system_time = from->system_time;
	to->tsc_to_system_mul = from->tsc_to_system_mul;
	to->tsc_shift = from->tsc_shift;
	to->flags = from->flags;
	/* Who sees the even version sees all the new numbers. */
	smp_wmb();
	WRITE_ONCE(to->version, version);
}

/* The registered copy is at an address that only the running guest can translate. */
static void publish_copy(struct vcpu *v, struct pvclock_vcpu_time_info *page, u32 version)
{
	u64 at = v->time_gva;
	u32 odd = version - 1;

	if (!at || v != current)
		return;
	page->version = odd;
	if (guest_copy_to(at + offsetof(struct pvclock_vcpu_time_info, version), &odd,
			  sizeof(odd)))
		return;
	/* As in publish(). */
	smp_wmb();
	if (guest_copy_to(at, page, sizeof(*page)))
		return;
	/* As in publish(). */
	smp_wmb();
	guest_copy_to(at + offsetof(struct pvclock_vcpu_time_info, version), &version,
		      sizeof(version));
}

/*
 * Called on the CPU that is to run @v: on each switch to it, after its pages moved, and
 * when this CPU's clock changed. Cheap when nothing is new.
 */
void vcpu_time_update(struct vcpu *v)
{
	struct pvclock_vcpu_time_info page;

	if (v->is_idle || !v->vcpu_info)
		return;
	page = time_page(v);
	if (v->arch->pvclock_version && same_clock(&v->vcpu_info->time, &page))
		return;
	v->arch->pvclock_version += 2;
	publish(&v->vcpu_info->time, &page, v->arch->pvclock_version);
	publish_copy(v, &page, v->arch->pvclock_version);
}

void vcpu_time_area_registered(struct vcpu *v)
{
	v->arch->pvclock_version += 2;
	if (v == current && v->time_gva) {
		struct pvclock_vcpu_time_info page = time_page(v);

		publish_copy(v, &page, v->arch->pvclock_version);
	}
}

/* For 32-bit kernels: behind 32 words each of 4 bytes; the upper half is the last of arch. */
#define COMPAT_WC	(sizeof(struct vcpu_info) * MAX_VIRT_CPUS + 2 * 32 * sizeof(u32))
#define COMPAT_WC_HIGH	(COMPAT_WC + sizeof(struct pvclock_wall_clock) + 6 * sizeof(u32))

static struct pvclock_wall_clock *wall_clock(const struct domain *d, u32 **sec_hi)
{
	struct shared_info *shared = d->shared_info;

	if (READ_ONCE(d->compat)) {
		*sec_hi = (u32 *)((char *)shared + COMPAT_WC_HIGH);
		return (struct pvclock_wall_clock *)((char *)shared + COMPAT_WC);
	}
	*sec_hi = &shared->wc_sec_hi;
	return &shared->wc;
}

void domain_wallclock_update(struct domain *d)
{
	u64 ns = wallclock_base() + d->time_offset * (s64)NSEC_PER_SEC;
	struct pvclock_wall_clock *wc;
	u32 version, *sec_hi;

	if (!d->shared_info)
		return;
	spin_lock(&wallclock_lock);
	wc = wall_clock(d, &sec_hi);
	version = READ_ONCE(wc->version) | 1;
	WRITE_ONCE(wc->version, version);
	/* As in publish(). */
	smp_wmb();
	wc->sec = ns / NSEC_PER_SEC;
	wc->nsec = ns % NSEC_PER_SEC;
	*sec_hi = (ns / NSEC_PER_SEC) >> 32;
	/* As in publish(). */
	smp_wmb();
	WRITE_ONCE(wc->version, version + 1);
	spin_unlock(&wallclock_lock);
}

void wallclock_update_all(void)
{
	struct domain *d;

	for_each_domain(d)
		domain_wallclock_update(d);
}

static void time_sync(void)
{
	tsc_sync_cpu();
	vcpu_time_update(current);
}

void guest_time_init(void)
{
	softirq_register(SOFTIRQ_TIME_SYNC, time_sync);
}
