// SPDX-License-Identifier: GPL-2.0-only
/*
 * Run queues of the default scheduler: which vCPU runs where, and for how long.
 *
 * Every vCPU has a virtual time, which runs while it does, the slower the more weight its
 * domain has; the one that is furthest behind is next. A vCPU that slept starts a little
 * behind the others and not as far as it would be by now, so that sleeping is no way to
 * save time up.
 *
 * One run queue serves a few CPUs: its vCPUs, sorted by virtual time, wait for any of
 * them. A CPU that would idle looks into the other queues of its pool.
 */
#include "sched_credit2.h"

#include <hyp/softirq.h>
#include <linux/atomic.h>
#include <linux/bitmap.h>
#include <linux/kernel.h>

#define MIN_SLICE	(NSEC_PER_MSEC / 2)
#define MAX_SLICE	(10 * NSEC_PER_MSEC)
/* How far behind a vCPU that slept may start. */
#define WAKE_BONUS	(3 * NSEC_PER_MSEC)
/* Advantage of a vCPU on a CPU where it likes to be, or was before. */
#define SOFT_BONUS	(2 * NSEC_PER_MSEC)
#define CACHE_BONUS	(NSEC_PER_MSEC / 2)
/* What a vCPU must be ahead by before another one may take its CPU. */
#define PREEMPT_MARGIN	(NSEC_PER_MSEC / 4)

DEFINE_PER_CPU(struct group *, credit2_group);

static bool may_run_on(const struct vcpu *v, unsigned int cpu)
{
	return cpumask_test(cpu, &v->hard_affinity);
}

/* Brings the virtual time of what runs up to @now. */
static void charge(struct entity *e, u64 now)
{
	u64 ran = ahead(now, e->since) > 0 ? now - e->since : 0;

	e->since = now;
	e->vtime += ran * CREDIT2_DEFAULT_WEIGHT / e->share->weight;
	if (ran && e->share->cap)
		share_spend(e->share, ran, now);
}

static void enqueue(struct group *g, struct entity *e)
{
	struct list_head *at = &g->queue;
	struct entity *other;

	list_for_each_entry_reverse(other, &g->queue, link) {
		if (ahead(other->vtime, e->vtime) <= 0) {
			at = &other->link;
			break;
		}
	}
	list_add(&e->link, at);
	e->queued = true;
	g->nr_queued++;
}

static void dequeue(struct group *g, struct entity *e)
{
	list_del(&e->link);
	e->queued = false;
	g->nr_queued--;
}

/* CPUs of the group on which the vCPU may run. False: none. */
static bool eligible(const struct group *g, const struct vcpu *v, struct cpumask *res)
{
	return cpumask_and(res, &g->cpus, &v->hard_affinity) &&
	       cpumask_and(res, res, &g->pool->cpus);
}

/* A CPU of @set that idles and has not been asked to come already; where it was before. */
static unsigned int idle_cpu(struct group *g, const struct cpumask *set, unsigned int before)
{
	struct cpumask free;

	if (!cpumask_and(&free, set, &g->idle))
		return NR_CPUS;
	bitmap_andnot(free.bits, free.bits, g->tickled.bits, NR_CPUS);
	return cpumask_test(before, &free) ? before : cpumask_first(&free);
}

/* The CPU of @set whose vCPU is most ahead of @e, and by enough to be worth a switch. */
static unsigned int preemptible_cpu(const struct entity *e, const struct cpumask *set, u64 now)
{
	unsigned int cpu, found = NR_CPUS;
	s64 most = PREEMPT_MARGIN;

	for_each_cpu(cpu, set) {
		struct vcpu *curr = sched_curr(cpu);
		s64 lead;

		if (!curr)
			continue;
		charge(entity_of(curr), now);
		lead = ahead(entity_of(curr)->vtime, e->vtime);
		if (lead > most) {
			most = lead;
			found = cpu;
		}
	}
	return found;
}

/* A vCPU was queued: who should look? One that idles, best where it likes to be. */
static void tickle(struct group *g, struct entity *e, u64 now)
{
	struct cpumask set, soft;
	unsigned int cpu = NR_CPUS;

	if (!eligible(g, e->v, &set))
		return;
	if (cpumask_and(&soft, &set, &e->v->soft_affinity))
		cpu = idle_cpu(g, &soft, e->v->cpu);
	if (cpu == NR_CPUS)
		cpu = idle_cpu(g, &set, e->v->cpu);
	e->asked = cpu;
	if (cpu < NR_CPUS)
		cpumask_set(cpu, &g->tickled);
	else
		cpu = preemptible_cpu(e, &set, now);
	if (cpu < NR_CPUS)
		softirq_raise_on(cpu, SOFTIRQ_SCHEDULE);
}

/* Brings the group's time to that of the one that is furthest behind. */
static void advance(struct group *g, u64 now)
{
	struct entity *first = list_first_entry_or_null(&g->queue, struct entity, link);
	unsigned int cpu;

	for_each_cpu(cpu, &g->cpus) {
		struct vcpu *curr = sched_curr(cpu);

		if (!curr)
			continue;
		charge(entity_of(curr), now);
		if (!first || ahead(entity_of(curr)->vtime, first->vtime) < 0)
			first = entity_of(curr);
	}
	if (first && ahead(first->vtime, g->vtime) > 0)
		WRITE_ONCE(g->vtime, first->vtime);
}

/* A CPU of the pool, of another group than @own, that idles and may be used. */
static unsigned int idle_elsewhere(const struct group *own, const struct vcpu *v)
{
	struct instance *inst = instance_of(own->pool);
	unsigned int i, cpu = NR_CPUS;
	struct cpumask set;

	for (i = 0; i < inst->nr_groups && cpu == NR_CPUS; i++) {
		struct group *g = inst->groups[i];

		if (g && g != own && eligible(g, v, &set))
			cpu = idle_cpu(g, &set, v->cpu);
	}
	return cpu;
}

static bool pool_has_idle(const struct cpupool *pool)
{
	struct instance *inst = instance_of(pool);
	unsigned int i;

	for (i = 0; i < inst->nr_groups; i++) {
		if (inst->groups[i] && !cpumask_empty(&inst->groups[i]->idle))
			return true;
	}
	return false;
}

/*
 * The CPU that was asked to come for one of the queue took another one. If any CPU idles
 * that could have this one, it is asked now. A queue is short while CPUs idle.
 */
static void tickle_idle(struct group *g)
{
	struct entity *e;

	if (!pool_has_idle(g->pool))
		return;
	list_for_each_entry(e, &g->queue, link) {
		unsigned int cpu = NR_CPUS;
		struct cpumask set;

		if (cpumask_test(e->asked, &g->tickled))
			continue;
		if (eligible(g, e->v, &set))
			cpu = idle_cpu(g, &set, e->v->cpu);
		e->asked = cpu;
		if (cpu < NR_CPUS)
			cpumask_set(cpu, &g->tickled);
		else
			cpu = idle_elsewhere(g, e->v);
		if (cpu < NR_CPUS)
			softirq_raise_on(cpu, SOFTIRQ_SCHEDULE);
	}
}

void fair_wake(struct vcpu *v)
{
	struct group *g = group_of(v->cpu);
	struct entity *e = entity_of(v);
	u64 now = system_time();

	if (e->queued || e->parked || share_park(e))
		return;
	advance(g, now);
	if (ahead(g->vtime, e->vtime) > (s64)WAKE_BONUS)
		e->vtime = g->vtime - WAKE_BONUS;
	enqueue(g, e);
	tickle(g, e, now);
}

/*
 * Also before it goes to another group: virtual times of two groups do not compare, so
 * what is kept is the distance to the group's.
 */
void fair_sleep(struct vcpu *v)
{
	struct entity *e = entity_of(v);

	if (e->queued)
		dequeue(group_of(v->cpu), e);
	e->parked = false;
}

void fair_yield(struct vcpu *v)
{
	entity_of(v)->yields = true;
}

/* How long the queue of @g is for the vCPU, which may use its CPUs @set. 0: one idles. */
static u32 load_of(struct group *g, const struct vcpu *v, const struct cpumask *set)
{
	u32 stay = g == group_of(v->cpu) ? 0 : 1;

	if (idle_cpu(g, set, v->cpu) < NR_CPUS)
		return stay;
	return 2 + (READ_ONCE(g->nr_queued) + stay) * 16 / max(g->nr_cpus, 1U);
}

/*
 * The least busy group of the pool that the vCPU may use; its own when they are alike.
 * The others are looked at without their locks: a wrong guess costs time, no more.
 */
static struct group *pick_group(struct vcpu *v)
{
	struct instance *inst = instance_of(v->domain->pool);
	struct group *own = group_of(v->cpu), *best = NULL;
	u32 best_load = 0;
	unsigned int i;

	for (i = 0; i < inst->nr_groups; i++) {
		struct group *g = inst->groups[i];
		struct cpumask set;
		u32 load;

		if (!g || !eligible(g, v, &set))
			continue;
		load = load_of(g, v, &set);
		if (!best || load < best_load) {
			best = g;
			best_load = load;
		}
	}
	return best ?: own;
}

unsigned int fair_pick_cpu(struct vcpu *v)
{
	struct group *own = group_of(v->cpu), *g = pick_group(v);
	struct entity *e = entity_of(v);
	struct cpumask set;

	if (g == own && cpumask_test(v->cpu, &g->pool->cpus) && may_run_on(v, v->cpu))
		return v->cpu;
	if (g != own)
		e->vtime += READ_ONCE(g->vtime) - (own ? own->vtime : 0);
	if (eligible(g, v, &set))
		return cpumask_first(&set);
	return cpumask_first(&g->pool->cpus);
}

/* Virtual time as this CPU sees it: it helps to be at home. */
static u64 effective_vtime(const struct entity *e, unsigned int cpu)
{
	u64 vtime = e->vtime;

	if (!cpumask_test(cpu, &e->v->soft_affinity))
		vtime += SOFT_BONUS;
	if (e->v->cpu != cpu)
		vtime += CACHE_BONUS;
	return vtime;
}

/* An idle CPU is on its way to @e: leave it, that one was chosen with more care. */
static bool others_job(const struct group *g, const struct entity *e, unsigned int cpu)
{
	return e->asked != cpu && cpumask_test(e->asked, &g->tickled);
}

/* Parks what has no budget on the way. */
static struct entity *first_for(struct group *g, unsigned int cpu)
{
	struct entity *e, *tmp, *best = NULL;

	list_for_each_entry_safe(e, tmp, &g->queue, link) {
		/* The queue is sorted: nobody further on can make up for this. */
		if (best && ahead(e->vtime, effective_vtime(best, cpu)) >= 0)
			break;
		if (share_park(e)) {
			dequeue(g, e);
			continue;
		}
		if (!may_run_on(e->v, cpu) || others_job(g, e, cpu))
			continue;
		if (!best || ahead(effective_vtime(e, cpu), effective_vtime(best, cpu)) < 0)
			best = e;
	}
	return best;
}

/* From another group of the pool, whose lock is only tried for: no order between them. */
static struct entity *steal(struct group *own, unsigned int cpu)
{
	struct instance *inst = instance_of(own->pool);
	struct entity *e = NULL;
	unsigned int i;

	for (i = 0; i < inst->nr_groups && !e; i++) {
		struct group *g = inst->groups[i];

		if (!g || g == own || !READ_ONCE(g->nr_queued) || !spin_trylock(&g->lock))
			continue;
		e = first_for(g, cpu);
		if (e) {
			dequeue(g, e);
			e->vtime += own->vtime - g->vtime;
			WRITE_ONCE(e->v->cpu, cpu);
		}
		spin_unlock(&g->lock);
	}
	return e;
}

static bool can_stay(const struct entity *e, const struct group *g, unsigned int cpu)
{
	return vcpu_runnable(e->v) && may_run_on(e->v, cpu) &&
	       cpumask_test(cpu, &g->pool->cpus) && !share_broke(e->share);
}

/*
 * How long @e may run: until it is as far ahead of the next as the margin allows. With no
 * next one it is asked again after a while all the same, because who comes to wait then
 * may have no reason to interrupt it.
 */
static s64 slice_of(struct group *g, const struct entity *e)
{
	struct entity *rival = list_first_entry_or_null(&g->queue, struct entity, link);
	s64 slice = MAX_SLICE;

	if (rival) {
		s64 lead = ahead(rival->vtime, e->vtime) + (s64)PREEMPT_MARGIN;

		slice = lead > 0 ? lead * e->share->weight / CREDIT2_DEFAULT_WEIGHT : 0;
	}
	/* All of the domain may be spending at once, and a budget that is overdrawn is lost. */
	if (e->share->cap)
		slice = min(slice, READ_ONCE(e->share->budget) / (s64)e->share->vcpus);
	return clamp(slice, (s64)MIN_SLICE, (s64)MAX_SLICE);
}

static void start(struct entity *e, u64 now)
{
	e->since = now;
	e->started = now;
}

/* What runs keeps the CPU, for a while or as long as it is behind the first in the queue. */
static struct entity *choose(struct group *g, struct entity *curr, unsigned int cpu)
{
	struct entity *first = first_for(g, cpu);

	if (!first)
		return curr;
	if (curr && curr->yields)
		return first;
	if (curr && ahead(curr->vtime, effective_vtime(first, cpu)) < (s64)PREEMPT_MARGIN)
		return curr;
	return first;
}

/*
 * A CPU where the vCPU would rather be idles: it leaves this one, and on its way into the
 * queue that one is asked to take it.
 */
static bool goes_home(struct group *g, const struct entity *e, unsigned int cpu)
{
	struct cpumask set;

	return !cpumask_test(cpu, &e->v->soft_affinity) && eligible(g, e->v, &set) &&
	       cpumask_and(&set, &set, &e->v->soft_affinity) &&
	       idle_cpu(g, &set, cpu) < NR_CPUS;
}

static struct sched_decision decide(struct group *g, unsigned int cpu, struct vcpu *running,
				    u64 now)
{
	struct sched_decision d = { .slice = -1 };
	struct entity *curr = running ? entity_of(running) : NULL, *next;
	u64 limit = instance_of(g->pool)->ratelimit;

	advance(g, now);
	if (curr && !can_stay(curr, g, cpu))
		curr = NULL;
	if (curr && goes_home(g, curr, cpu))
		curr = NULL;
	if (curr && !curr->yields && now - curr->started < limit) {
		d.next = curr->v;
		d.slice = max(limit - (now - curr->started), (u64)MIN_SLICE / 4);
		return d;
	}
	if (!cpumask_test(cpu, &g->pool->cpus))
		return d;
	next = choose(g, curr, cpu);
	if (next && next != curr)
		dequeue(g, next);
	if (!next)
		next = steal(g, cpu);
	if (!next)
		return d;
	if (next != curr)
		start(next, now);
	next->yields = false;
	d.next = next->v;
	d.slice = slice_of(g, next);
	return d;
}

struct sched_decision fair_pick(unsigned int cpu, struct vcpu *running, u64 now)
{
	struct group *g = group_of(cpu);
	struct sched_decision d = decide(g, cpu, running, now);

	cpumask_clear(cpu, &g->tickled);
	if (d.next || !cpumask_test(cpu, &g->pool->cpus))
		cpumask_clear(cpu, &g->idle);
	else
		cpumask_set(cpu, &g->idle);
	tickle_idle(g);
	return d;
}
