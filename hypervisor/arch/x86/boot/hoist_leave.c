// SPDX-License-Identifier: GPL-2.0-only
/*
 * LEAVE: all of dom0's vCPUs say at once that the kernel wants its CPUs back.
 *
 * Three meetings, all with the vCPU in its hypercall:
 *
 *	here	all CPUs came; until then each may go back to its guest
 *	quiet	interrupts are off everywhere: nobody sends IPIs any more, and what was
 *		sent has arrived, so it can be dropped with the rest of ours
 *	free	each local APIC is the kernel's
 *
 * After "here" nothing fails. After "free" the kernel runs, one CPU after the other, and
 * may send IPIs to any other.
 */
#include <asm/hoist.h>

#include <linux/errno.h>
#include <hyp/arch.h>
#include <hyp/bug.h>
#include <hyp/domain.h>
#include <hyp/printk.h>
#include <hyp/vcpu.h>
#include <asm/hvm.h>
#include <asm/vlapic.h>

static struct hoist_barrier here, quiet, gone;

static bool only_dom0(void)
{
	struct domain *d;
	bool only = true;

	for_each_domain(d) {
		if (d == dom0)
			continue;
		pr_info("d%u is still there\n", d->domid);
		only = false;
	}
	return only;
}

/* Meetings are for one attempt: of one that failed all are out again. */
long hoist_check_leave(void)
{
	here = (struct hoist_barrier) {};
	quiet = (struct hoist_barrier) {};
	gone = (struct hoist_barrier) {};
	return only_dom0() ? 0 : -EBUSY;
}

static void meet_for_sure(struct hoist_barrier *b)
{
	BUG_ON(hoist_barrier_wait(b, 0));
}

long hoist_leave(struct vcpu *v)
{
	int err = hoist_barrier_wait(&here, 0);

	if (err)
		return err;
	arch_irq_disable();
	meet_for_sure(&quiet);
	vlapic_release(v);
	meet_for_sure(&gone);
	hvm_cpu_down();
	hoist_cpu_restore(hoist_cpu_state(v->id), 0);
}
