// SPDX-License-Identifier: GPL-2.0-only
/*
 * The timer of the virtual local APIC (SDM volume 3, 11.5.4): one-shot and periodic
 * countdowns, and TSC deadlines, each a timer of the hypervisor.
 *
 * When that runs out, on whatever CPU, it says so and tells the vCPU; what follows
 * (interrupt, next period) is done by the vCPU's CPU, which alone changes the state.
 */
#include <linux/kernel.h>
#include <hyp/sched.h>
#include <hyp/time.h>
#include <asm/clock.h>
#include <asm/msr.h>
#include "vlapic_priv.h"

/* A guest that asks for more ticks than it can take gets them in one. */
#define MIN_PERIOD	(50 * NSEC_PER_USEC)

static void timer_fired(void *data)
{
	struct vlapic *vl = data;

	WRITE_ONCE(vl->due, true);
	vcpu_kick(vl->vcpu);
}

void vlapic_timer_init(struct vlapic *vl)
{
	vl->to_ns = time_scale_to_ns(apic_timer_hz());
	vl->from_ns = time_scale_from_ns(apic_timer_hz());
	timer_init(&vl->timer, timer_fired, vl, vl->vcpu->cpu);
}

static u32 mode(u32 lvt)
{
	return lvt & LVT_TIMER_MODE;
}

static u64 counts_to_ns(const struct vlapic *vl, u32 count)
{
	u64 ticks = (u64)count << apic_divide_shift(vl->timer_divide);

	return time_scale_apply(ticks, vl->to_ns);
}

static u64 period(const struct vlapic *vl)
{
	return max_t(u64, counts_to_ns(vl, vl->timer_initial), MIN_PERIOD);
}

static void stop(struct vlapic *vl)
{
	timer_stop(&vl->timer);
	vl->expires = 0;
	vl->deadline = 0;
	vl->due = false;
}

static void arm(struct vlapic *vl, u64 expires)
{
	vl->expires = expires;
	timer_set(&vl->timer, expires);
}

/* Never early by what the conversion cut off. */
static void arm_in(struct vlapic *vl, u64 ns)
{
	arm(vl, system_time() + ns + 1);
}

/* Ticks that were missed are one, as they are in the request register of a chip. */
static void next_period(struct vlapic *vl)
{
	u64 now = system_time(), ns = period(vl), late = now - vl->expires;

	if ((s64)late < 0)
		late = 0;
	arm(vl, vl->expires + (late / ns + 1) * ns);
}

static void expired(struct vlapic *vl)
{
	u32 lvt = vl->lvt[VLVT_TIMER];

	vl->due = false;
	if (!(lvt & LVT_MASKED))
		vlapic_raise(vl->vcpu, lvt & 0xff, false);
	vl->deadline = 0;
	if (mode(lvt) == LVT_TIMER_PERIODIC && vl->timer_initial && vl->expires)
		next_period(vl);
	else
		vl->expires = 0;
}

void vlapic_timer_poll(struct vlapic *vl)
{
	if (unlikely(READ_ONCE(vl->due)))
		expired(vl);
}

/* Going between countdown and deadline disarms (SDM volume 3, 11.5.4.1). */
void vlapic_timer_lvt(struct vlapic *vl, u32 old)
{
	bool was = mode(old) == LVT_TIMER_DEADLINE;
	bool is = mode(vl->lvt[VLVT_TIMER]) == LVT_TIMER_DEADLINE;

	if (was == is)
		return;
	stop(vl);
	vl->timer_initial = 0;
}

void vlapic_timer_set_initial(struct vlapic *vl, u32 count)
{
	if (mode(vl->lvt[VLVT_TIMER]) == LVT_TIMER_DEADLINE)
		return;
	vlapic_timer_poll(vl);
	vl->timer_initial = count;
	if (count)
		arm_in(vl, counts_to_ns(vl, count));
	else
		stop(vl);
}

u32 vlapic_timer_count(struct vlapic *vl)
{
	u64 now, ticks;

	if (mode(vl->lvt[VLVT_TIMER]) == LVT_TIMER_DEADLINE)
		return 0;
	now = system_time();
	if (vl->expires && now >= vl->expires)
		expired(vl);
	if (!vl->expires)
		return 0;
	ticks = time_scale_apply(vl->expires - min(now, vl->expires), vl->from_ns);
	ticks = (ticks >> apic_divide_shift(vl->timer_divide)) + 1;
	return min_t(u64, ticks, vl->timer_initial);
}

/* What is left goes on, at the new rate. */
void vlapic_timer_set_divide(struct vlapic *vl, u32 divide)
{
	u32 left = vlapic_timer_count(vl);

	vl->timer_divide = divide & 0xb;
	if (left)
		arm_in(vl, counts_to_ns(vl, left));
}

void vlapic_timer_resume(struct vlapic *vl, u32 count)
{
	bool periodic = mode(vl->lvt[VLVT_TIMER]) == LVT_TIMER_PERIODIC;

	if (!vl->timer_initial || (!count && !periodic))
		return;
	arm_in(vl, counts_to_ns(vl, count ? count : vl->timer_initial));
}

u64 vlapic_deadline_read(const struct vlapic *vl)
{
	return READ_ONCE(vl->due) ? 0 : vl->deadline;
}

void vlapic_deadline_write(struct vlapic *vl, u64 tsc)
{
	u64 now, wait;

	if (mode(vl->lvt[VLVT_TIMER]) != LVT_TIMER_DEADLINE)
		return;
	vlapic_timer_poll(vl);
	stop(vl);
	if (!tsc)
		return;
	vl->deadline = tsc;
	now = rdtsc();
	wait = tsc > now ? tsc - now : 0;
	if (wait)
		arm_in(vl, time_scale_apply(wait, time_scale_to_ns(tsc_hz())));
	else
		expired(vl);
}
