// SPDX-License-Identifier: GPL-2.0-only
/* How long a vCPU ran, could have run, waited, or was away; and telling the guest. */
#include <hyp/sched.h>

#include <hyp/domain.h>
#include <hyp/guest_copy.h>
#include <hyp/time.h>
#include <hyp/vcpu.h>
#include <linux/atomic.h>
#include <linux/stddef.h>

/*
 * Under the lock of the vCPU's run queue, which orders the changes. The sequence number
 * is odd while one is made: readers try again.
 */
void runstate_change(struct vcpu *v, int state, u64 now)
{
	struct vcpu_runstate_info *rs = &v->runstate;

	WRITE_ONCE(v->runstate_seq, v->runstate_seq + 1);
	/* Odd before anything changes; pairs with read_runstate(). */
	smp_wmb();
	if (now > rs->state_entry_time) {
		rs->time[rs->state] += now - rs->state_entry_time;
		rs->state_entry_time = now;
	}
	rs->state = state;
	/* All of it before it is even again. */
	smp_wmb();
	WRITE_ONCE(v->runstate_seq, v->runstate_seq + 1);
}

static void read_runstate(const struct vcpu *v, struct vcpu_runstate_info *out)
{
	u32 seq;

	do {
		seq = READ_ONCE(v->runstate_seq) & ~1U;
		/* The number before the contents; pairs with runstate_change(). */
		smp_rmb();
		*out = v->runstate;
		/* The contents before the number again. */
		smp_rmb();
	} while (unlikely(seq != READ_ONCE(v->runstate_seq)));
}

void vcpu_runstate_get(struct vcpu *v, struct vcpu_runstate_info *out)
{
	u64 now;

	read_runstate(v, out);
	now = system_time();
	if (now > out->state_entry_time)
		out->time[out->state] += now - out->state_entry_time;
}

/* For a 32-bit kernel, which aligns nothing to 8 bytes. */
struct compat_runstate {
	int state;
	u64 state_entry_time;
	u64 time[4];
} __packed __aligned(4);

static int write_entry_time(const struct vcpu *v, u64 time)
{
	return guest_write(v->runstate_gva + (v->runstate_compat ?
			   offsetof(struct compat_runstate, state_entry_time) :
			   offsetof(struct vcpu_runstate_info, state_entry_time)), &time);
}

static int write_all(const struct vcpu *v, const struct vcpu_runstate_info *rs)
{
	struct compat_runstate narrow = {
		.state = rs->state, .state_entry_time = rs->state_entry_time,
		.time = { rs->time[0], rs->time[1], rs->time[2], rs->time[3] },
	};

	return v->runstate_compat ? guest_write(v->runstate_gva, &narrow) :
				    guest_write(v->runstate_gva, rs);
}

/*
 * A guest that asked for it (VMASST_TYPE_runstate_update_flag) sees the flag in
 * state_entry_time while the rest changes: another of its vCPUs may be reading.
 */
static int write_flagged(const struct vcpu *v, struct vcpu_runstate_info *rs)
{
	u64 time = rs->state_entry_time;
	int err;

	rs->state_entry_time |= XEN_RUNSTATE_UPDATE;
	err = write_entry_time(v, rs->state_entry_time);
	/* The flag before the times. */
	smp_wmb();
	if (!err)
		err = write_all(v, rs);
	/* The times before the flag goes. */
	smp_wmb();
	return err ?: write_entry_time(v, time);
}

/*
 * The area is in the guest kernel's memory: not mapped while its user part runs. Then
 * runstate_stale asks for another call when the kernel is entered.
 */
void runstate_area_update(struct vcpu *v)
{
	struct vcpu_runstate_info rs;
	int err;

	if (!v->runstate_gva)
		return;
	read_runstate(v, &rs);
	if (v->domain->vm_assist & BIT(VMASST_TYPE_runstate_update_flag))
		err = write_flagged(v, &rs);
	else
		err = write_all(v, &rs);
	v->runstate_stale = err;
}
