// SPDX-License-Identifier: GPL-2.0-only
/*
 * Types of frames and their counts.
 *
 * While its type count is not zero a frame is used as one thing only: a page
 * table of one level, a descriptor page, or memory that a guest can write.
 * So no guest ever writes a page table past the hypervisor.  States, by count
 * and the flags Validated, Partial and Locked:
 *
 *   idle     count 0                 any type may be taken
 *   moving   count 1, L              type taken; contents are being (in)validated
 *   valid    count > 0, V            usable
 *   kept     count 0, V              as idle, but the same type needs no check
 *   half     count 0, P              validation was interrupted; nr_done entries
 *                                    hold references, the state itself holds a
 *                                    general reference
 *   ebbing   count 1, P              invalidation was interrupted; the reference
 *                                    is that of whoever called page_put_type()
 *
 *   idle -> moving -> valid -> moving -> idle         the plain life of a table
 *   moving -> half -> moving                          taken up again
 *   moving -> ebbing -> moving                        likewise, downwards
 *   ebbing -> moving -> valid (count 2)               somebody wants it again
 *   half -> moving (undone) -> moving (new type)      another type is asked for
 *
 * Locked means that one CPU owns type_info and nr_done; Locked and Validated
 * exclude each other, so that nobody else writes while it is set.  The new type
 * and a count of 1 are visible during "moving", so a request for another type
 * fails at once and only requests for the same type wait.  A page table is
 * validated from the top down, hence who waits for a frame of level n holds
 * locked frames above n only, and there is no cycle.  References between tables
 * of one level (page_get_linear()) are taken without waiting, and given back in
 * the direction of their entries, which goes one step.  Undoing a "half" frame for
 * another type would be a way up again, from an entry of level 1 to whatever
 * table its frame was meant to be; so only who holds no locked frame does it, and
 * an entry of a table that is being validated is refused instead.
 */
#include <hyp/page.h>
#include <linux/atomic.h>
#include <linux/bug.h>
#include <linux/errno.h>
#include <hyp/percpu.h>
#include <hyp/tlb.h>
#include <asm/barrier.h>

static const struct page_type_ops *type_ops;
/* How many frames each CPU holds locked; nothing here can move to another CPU. */
static u8 locked_frames[NR_CPUS];

static int walk_locked(int (*walk)(struct page_info *pg, u64 type), struct page_info *pg,
		       u64 type)
{
	u8 *depth = &locked_frames[smp_processor_id()];
	int rc;

	++*depth;
	rc = walk(pg, type);
	--*depth;
	return rc;
}

void page_type_set_ops(const struct page_type_ops *ops)
{
	type_ops = ops;
}

static u64 type_of(u64 info)
{
	return info & PGT_TYPE_MASK;
}

static u64 count_of(u64 info)
{
	return info & PGT_COUNT_MASK;
}

static bool is_table(u64 type)
{
	return type >= PGT_L1 && type <= PGT_L4;
}

/*
 * What a table has had to do with others of its level: kept until it is no table any
 * more, since nobody counts such entries.
 */
static u64 linear_of(const struct page_info *pg)
{
	return READ_ONCE(pg->type_info) & PGT_LINEAR;
}

/* Ends Locked: whatever was done to the page before is seen with it. */
static void type_publish(struct page_info *pg, u64 info)
{
	/* Pairs with the locked operation of whoever finds it so. */
	smp_store_release(&pg->type_info, info);
}

/* The interval in which CPUs may have cached a use of the frame ends now. */
static void type_stamp(struct page_info *pg)
{
	WRITE_ONCE(pg->tlb_stamp, tlb_clock());
}

/* Locked, with all its references gone: count 0, no type in use. */
static void type_make_idle(struct page_info *pg, u64 type)
{
	type_stamp(pg);
	type_publish(pg, type);
}

/*
 * Locked and half done upwards.  The state needs a general reference of its own
 * so that the frame is not freed under the entries' references; @held: it has
 * one.  Without (saturation) there is nothing left but to undo it all.
 */
static void type_park(struct page_info *pg, u64 type, bool held)
{
	if (held || page_get_more(pg)) {
		type_publish(pg, type | linear_of(pg) | PGT_PARTIAL);
		return;
	}
	while (walk_locked(type_ops->devalidate, pg, type) == -ERESTART)
		;
	type_make_idle(pg, type);
}

/*
 * Locked, count as it will be if all goes well; entries up to nr_done are done.
 * @half: the page was parked, with the general reference that belongs to it.
 */
static int type_validate_first(struct page_info *pg, u64 type, bool half)
{
	int rc = walk_locked(type_ops->validate, pg, type);
	bool park = rc == -ERESTART;

	if (rc && !park && is_table(type))
		park = walk_locked(type_ops->devalidate, pg, type) == -ERESTART;
	if (park) {
		type_park(pg, type, half);
		return rc;
	}

	if (rc)
		type_make_idle(pg, type);
	else
		type_publish(pg, type | linear_of(pg) | PGT_VALIDATED | 1);
	if (half)
		page_put(pg);
	return rc;
}

/* Locked with the new type, count 1, nothing done yet. */
static int type_begin(struct page_info *pg, u64 old_type, u64 type)
{
	/* A frame without a type was not mapped since it was allocated. */
	if (old_type != type && old_type != PGT_NONE && type_ops)
		type_ops->flush(pg);
	if (type == PGT_WRITABLE) {
		type_publish(pg, type | PGT_VALIDATED | 1);
		return 0;
	}
	pg->nr_done = 0;
	return type_validate_first(pg, type, false);
}

/* Count 0, half validated as something else than @type: undo, then begin. */
static int type_replace_half(struct page_info *pg, u64 info, u64 type)
{
	u64 old_type = type_of(info);
	int rc;

	if (!try_cmpxchg(&pg->type_info, &info, info | PGT_LOCKED | 1))
		return -EAGAIN;

	rc = walk_locked(type_ops->devalidate, pg, old_type);
	if (rc) {
		type_publish(pg, old_type | linear_of(pg) | PGT_PARTIAL);
		return rc;
	}
	type_stamp(pg);
	type_publish(pg, type | PGT_LOCKED | 1);
	page_put(pg);
	return type_begin(pg, old_type, type);
}

/* Somebody's last reference was being dropped: go back up, for one more. */
static int type_revalidate(struct page_info *pg, u64 type)
{
	int rc = walk_locked(type_ops->validate, pg, type);

	if (rc)
		type_publish(pg, type | linear_of(pg) | PGT_PARTIAL | 1);
	else
		type_publish(pg, type | linear_of(pg) | PGT_VALIDATED | 2);
	return rc;
}

/* @info is not locked and does not satisfy @type as it is; -EAGAIN: it changed. */
static int type_change(struct page_info *pg, u64 info, u64 type)
{
	bool half = info & PGT_PARTIAL;
	u64 moving = type | (info & (PGT_UNCACHED | PGT_FOREIGN)) | PGT_LOCKED | 1;

	if (half && type_of(info) != type)
		return locked_frames[smp_processor_id()] ? -EINVAL
							 : type_replace_half(pg, info, type);
	if (half)
		moving |= PGT_PARTIAL | (info & PGT_LINEAR);
	if (!try_cmpxchg(&pg->type_info, &info, moving))
		return -EAGAIN;

	if (count_of(info))
		return type_revalidate(pg, type);
	if (half)
		return type_validate_first(pg, type, true);
	return type_begin(pg, type_of(info), type);
}

static int type_try_get(struct page_info *pg, u64 info, u64 type)
{
	if (type_of(info) == type && (info & PGT_VALIDATED)) {
		if (count_of(info) == PGT_COUNT_MASK)
			return -EBUSY;
		return try_cmpxchg(&pg->type_info, &info, info + 1) ? 0 : -EAGAIN;
	}
	if (count_of(info) && type_of(info) != type)
		return -EINVAL;
	if (info & PGT_LOCKED) {
		cpu_relax();
		return -EAGAIN;
	}
	if (type != PGT_WRITABLE && !type_ops)
		return -EINVAL;
	return type_change(pg, info, type);
}

int page_get_type_slow(struct page_info *pg, u64 type)
{
	int rc;

	do {
		rc = type_try_get(pg, READ_ONCE(pg->type_info), type);
	} while (rc == -EAGAIN);

	return rc;
}

u64 page_hold_type(struct page_info *pg)
{
	u64 info = READ_ONCE(pg->type_info);

	do {
		if (!count_of(info) || count_of(info) == PGT_COUNT_MASK ||
		    !(info & PGT_VALIDATED) || type_of(info) == PGT_NONE)
			return PGT_NONE;
	} while (!try_cmpxchg(&pg->type_info, &info, info + 1));

	return type_of(info);
}

/* False: it is referred to by such an entry. */
static bool mark_linear_from(struct page_info *pg)
{
	u64 info = READ_ONCE(pg->type_info);

	do {
		if (info & PGT_LINEAR_TO)
			return false;
	} while (!(info & PGT_LINEAR_FROM) &&
		 !try_cmpxchg(&pg->type_info, &info, info | PGT_LINEAR_FROM));

	return true;
}

int page_get_linear(struct page_info *from, struct page_info *to, u64 type)
{
	u64 info;

	/* Before the other mark: of two that refer to each other at once, none succeeds. */
	if (!mark_linear_from(from))
		return -EINVAL;
	info = READ_ONCE(to->type_info);
	do {
		if (type_of(info) != type || !(info & PGT_VALIDATED) || (info & PGT_LINEAR_FROM))
			return -EINVAL;
		if (count_of(info) == PGT_COUNT_MASK)
			return -EBUSY;
	} while (!try_cmpxchg(&to->type_info, &info, (info | PGT_LINEAR_TO) + 1));

	return 0;
}

/* The last reference of a page table, not locked; -EAGAIN: @info is old. */
static int type_put_last(struct page_info *pg, u64 info)
{
	u64 type = type_of(info);
	int rc;

	if (!try_cmpxchg(&pg->type_info, &info,
			 type | (info & PGT_LINEAR) | PGT_PARTIAL | PGT_LOCKED | 1))
		return -EAGAIN;

	rc = walk_locked(type_ops->devalidate, pg, type);
	if (rc)
		type_publish(pg, type | linear_of(pg) | PGT_PARTIAL | 1);
	else
		type_make_idle(pg, type);
	return rc;
}

static int type_try_put(struct page_info *pg, u64 info)
{
	BUG_ON(!count_of(info));
	if (count_of(info) == 1) {
		if (info & PGT_LOCKED) {
			cpu_relax();
			return -EAGAIN;
		}
		if (is_table(type_of(info)))
			return type_put_last(pg, info);
		/*
		 * Only the holder of the last reference writes the stamp, so
		 * none that is too old can stay.
		 */
		type_stamp(pg);
	}
	return try_cmpxchg(&pg->type_info, &info, info - 1) ? 0 : -EAGAIN;
}

int page_put_type_slow(struct page_info *pg)
{
	int rc;

	do {
		rc = type_try_put(pg, READ_ONCE(pg->type_info));
	} while (rc == -EAGAIN);

	return rc;
}

void page_put_type_all(struct page_info *pg)
{
	while (page_put_type(pg) == -ERESTART)
		;
}

bool page_get_and_type(struct page_info *pg, const struct domain *d, u64 type)
{
	if (!page_get(pg, d))
		return false;
	if (!page_get_type(pg, type))
		return true;
	page_put(pg);
	return false;
}

void page_put_and_type(struct page_info *pg)
{
	page_put_type_all(pg);
	page_put(pg);
}

int page_abandon_type(struct page_info *pg)
{
	u64 info = READ_ONCE(pg->type_info);
	u64 type = type_of(info);
	int rc;

	if (count_of(info) || !(info & PGT_PARTIAL) ||
	    !try_cmpxchg(&pg->type_info, &info, info | PGT_LOCKED | 1))
		return 0;

	rc = walk_locked(type_ops->devalidate, pg, type);
	if (rc) {
		type_publish(pg, type | linear_of(pg) | PGT_PARTIAL);
		return rc;
	}
	type_make_idle(pg, type);
	page_put(pg);
	return 0;
}

bool page_pin(struct page_info *pg)
{
	u64 info = READ_ONCE(pg->type_info);

	do {
		if (info & PGT_PINNED)
			return false;
	} while (!try_cmpxchg(&pg->type_info, &info, info | PGT_PINNED));

	return true;
}

bool page_unpin(struct page_info *pg)
{
	u64 info = READ_ONCE(pg->type_info);

	do {
		if (!(info & PGT_PINNED))
			return false;
	} while (!try_cmpxchg(&pg->type_info, &info, info & ~PGT_PINNED));

	return true;
}
