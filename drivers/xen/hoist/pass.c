// SPDX-License-Identifier: GPL-2.0-only
/* Through the gate and back: one CPU to prepare, all of them to enter and to leave. */
#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/cpu.h>
#include <linux/cpumask.h>
#include <linux/errno.h>
#include <linux/io.h>
#include <linux/kernel.h>
#include <linux/ktime.h>
#include <linux/moduleparam.h>
#include <linux/sched.h>
#include <linux/slab.h>
#include <linux/smp.h>
#include <linux/stop_machine.h>
#include <linux/timekeeping.h>
#include <asm/apic.h>
#include <asm/irq_vectors.h>
#include <asm/msr.h>
#include <asm/processor.h>
#include <asm/tsc.h>

#include "hoist.h"

/* In the hypervisor's direct map. */
static u64 hyp_address(const struct hoist *h, const void *p)
{
	return h->header.directmap_start + __pa(p);
}

static bool nmi;
module_param(nmi, bool, 0444);
MODULE_PARM_DESC(nmi, "test: an NMI arrives while a CPU is in the gate, on the way in");

/*
 * There is no handler for NMIs and machine checks on the way. SVM lets them wait; what
 * ends that is the hypervisor's, or the gate's on the way back (xen/hoist.h).
 */
static int hold_nmis(struct hoist_cpu_state *s)
{
	if (wrmsrl_safe(MSR_EFER, s->efer | EFER_SVME))
		return -EACCES;
	asm volatile("clgi" : : : "memory");
	s->gif = 1;
	return 0;
}

/* Interrupts are off. */
static int enter_cpu(struct hoist *h, unsigned int cpu, u64 reason)
{
	struct hoist_cpu_state *s = h->state[cpu];
	const char *why = hoist_capture(s);
	int err;

	if (why) {
		pr_err("CPU %u: %s\n", cpu, why);
		return -EOPNOTSUPP;
	}
	err = hold_nmis(s);
	if (err)
		return err;
	if (nmi && reason == HOIST_ENTER)
		apic->send_IPI(cpu, NMI_VECTOR);
	return hoist_gate_enter(s, hyp_address(h, s), reason, hyp_address(h, h->info),
				h->header.entry);
}

static void note_time(struct hoist *h)
{
	struct timespec64 now;

	ktime_get_real_ts64(&now);
	h->info->wall_sec = now.tv_sec;
	h->info->wall_nsec = now.tv_nsec;
	h->info->wall_tsc = rdtsc_ordered();
}

static int enter_cpu_irqsave(struct hoist *h, u64 reason)
{
	unsigned long flags;
	int err;

	local_irq_save(flags);
	err = enter_cpu(h, 0, reason);
	local_irq_restore(flags);
	return err;
}

/* On CPU 0. Start-up takes long on large machines: in pieces, between which others run. */
static int prepare_here(void *data)
{
	struct hoist *h = data;
	int err;

	note_time(h);
	err = enter_cpu_irqsave(h, HOIST_PREPARE);
	while (err == HOIST_AGAIN) {
		cond_resched();
		err = enter_cpu_irqsave(h, HOIST_MORE);
	}
	return err;
}

static void describe_cpus(struct hoist *h)
{
	unsigned int cpu;

	for_each_online_cpu(cpu)
		h->info->cpu[cpu].apic_id = per_cpu(x86_cpu_to_apicid, cpu);
	h->info->tsc_khz = tsc_khz;
}

int hoist_prepare(struct hoist *h)
{
	int err;

	describe_cpus(h);
	err = smp_call_on_cpu(0, prepare_here, h, false);
	hoist_relay(h);
	if (err)
		pr_err("%s\n", h->info->error);
	return err;
}

struct pass {
	struct hoist *h;
	atomic64_t first, last;		/* ns, monotonic */
	atomic_t err;
	u64 tsc_first[HOIST_MAX_CPUS], tsc_last[HOIST_MAX_CPUS];
};

static void note_error(struct pass *p, int err)
{
	if (err)
		atomic_cmpxchg(&p->err, 0, err);
}

static int enter_here(void *data)
{
	unsigned int cpu = smp_processor_id();
	struct pass *p = data;

	p->tsc_first[cpu] = rdtsc_ordered();
	note_error(p, enter_cpu(p->h, cpu, HOIST_ENTER));
	p->tsc_last[cpu] = rdtsc_ordered();
	return 0;
}

static bool is_intel(void)
{
	return boot_cpu_data.x86_vendor == X86_VENDOR_INTEL;
}

static int leave_here(void *data)
{
	unsigned int cpu = smp_processor_id();
	struct pass *p = data;

	p->tsc_first[cpu] = rdtsc_ordered();
	hoist_capture(p->h->state[cpu]);
	p->h->state[cpu]->efer &= ~EFER_SVME;
	note_error(p, hoist_gate_leave(p->h->state[cpu], __HYPERVISOR_hoist_op, HOIST_OP_LEAVE,
				       0, is_intel()));
	p->tsc_last[cpu] = rdtsc_ordered();
	return 0;
}

/* From the first CPU that stopped for us to the last that went on. */
static u64 pause_of(const struct pass *p)
{
	u64 first = p->tsc_first[0], last = p->tsc_last[0];
	unsigned int cpu;

	for (cpu = 1; cpu < p->h->info->nr_cpus; cpu++) {
		first = min(first, p->tsc_first[cpu]);
		last = max(last, p->tsc_last[cpu]);
	}
	return mul_u64_u32_div(last - first, 1000000, tsc_khz);
}

static int all_cpus(struct hoist *h, int (*fn)(void *))
{
	struct pass *p = kzalloc(sizeof(*p), GFP_KERNEL);
	int err;

	if (!p)
		return -ENOMEM;
	p->h = h;
	err = stop_machine(fn, p, cpu_online_mask);
	if (!err)
		err = atomic_read(&p->err);
	h->pause_ns = pause_of(p);
	kfree(p);
	hoist_relay(h);
	return err;
}

/* One at most: whom hypercalls go to. */
static bool entered;

int hoist_enter(struct hoist *h)
{
	int err = all_cpus(h, enter_here);

	if (err)
		pr_err("all CPUs are back on bare metal: error %d\n", err);
	h->entered = !err;
	entered = !err;
	return err;
}

int hoist_leave(struct hoist *h)
{
	int err = hoist_op(HOIST_OP_CHECK_LEAVE, NULL);

	if (!err)
		err = all_cpus(h, leave_here);
	if (!err) {
		h->entered = false;
		entered = false;
	}
	return err;
}

bool hoist_is_entered(void)
{
	return READ_ONCE(entered);
}

/* @arg: the operation's structure of <xen/hoist.h>. */
long hoist_op(unsigned int op, void *arg)
{
	long ret = __HYPERVISOR_hoist_op;

	if (!READ_ONCE(entered))
		return -ENODEV;
	if (is_intel())
		asm volatile("vmcall" : "+a" (ret) : "D" ((u64)op), "S" (arg) : "memory");
	else
		asm volatile("vmmcall" : "+a" (ret) : "D" ((u64)op), "S" (arg) : "memory");
	return ret;
}
