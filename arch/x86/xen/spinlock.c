// SPDX-License-Identifier: GPL-2.0-only
/*
 * Spinning locks of virtual CPUs: who has waited for long sleeps in the hypervisor, and who
 * unlocks wakes the next one up by an event.
 *
 * The event's interrupt is never enabled. The sleeper polls for its pending bit, so an event
 * that comes before the sleep ends it at once.
 */
#define pr_fmt(fmt) "xen:spinlock: " fmt

#include <linux/init.h>
#include <linux/interrupt.h>
#include <linux/percpu.h>
#include <linux/printk.h>
#include <linux/slab.h>
#include <linux/smp.h>

#include <asm/paravirt.h>
#include <asm/qspinlock.h>

#include <xen/events.h>
#include <xen/xen-ops.h>

#include "xen.h"

/**
 * struct waker - how a CPU is woken up
 * @irq:	the interrupt, -1 before the CPU is prepared
 * @name:	of it
 * @entered:	waits that began on this CPU; an interrupt in one may wait for another lock
 * @left:	waits that ended
 */
struct waker {
	int irq;
	char *name;
	atomic_t entered;
	atomic_t left;
};

static DEFINE_PER_CPU(struct waker, waker) = { .irq = -1 };

static bool off;

static int __init turn_off(char *unused)
{
	off = true;
	return 0;
}
early_param("xen_nopvspin", turn_off);

static void wake_up_cpu(int cpu)
{
	/* One that is not prepared does not sleep. */
	if (per_cpu(waker, cpu).irq >= 0)
		xen_send_IPI_one(cpu, XEN_SPIN_UNLOCK_VECTOR);
}

/*
 * An interrupt may come in the middle and wait for another lock, with the same event: it could
 * clear an event that the wait below it needs. So a wait that had another one inside of it, or is
 * inside of one, does not sleep: its caller looks at the lock again.
 */
static void sleep_until_woken(u8 *byte, u8 value)
{
	struct waker *mine = this_cpu_ptr(&waker);
	int before;

	if (mine->irq < 0 || in_nmi())
		return;
	before = atomic_inc_return(&mine->entered);
	if (before - atomic_read(&mine->left) == 1) {
		xen_clear_irq_pending(mine->irq);
		/* Cleared first: a change that this does not see raises the event anew. */
		barrier();
		if (READ_ONCE(*byte) == value && atomic_read(&mine->entered) == before)
			xen_poll_irq(mine->irq);
	}
	atomic_inc(&mine->left);
}

static irqreturn_t never_called(int irq, void *unused)
{
	WARN_ONCE(1, "interrupt %d is not for handlers\n", irq);
	return IRQ_HANDLED;
}

/**
 * xen_kicker_make() - prepare a CPU
 * @cpu: about to come up
 */
void xen_kicker_make(int cpu)
{
	struct waker *its = per_cpu_ptr(&waker, cpu);
	int irq;

	if (off)
		return;
	its->name = kasprintf(GFP_KERNEL, "spinlock%d", cpu);
	irq = bind_ipi_to_irqhandler(XEN_SPIN_UNLOCK_VECTOR, cpu, never_called,
				     IRQF_PERCPU | IRQF_NOBALANCING, its->name, NULL);
	if (irq < 0) {
		pr_warn("CPU %d spins without sleeping (%d)\n", cpu, irq);
		kfree(its->name);
		its->name = NULL;
		return;
	}
	disable_irq(irq);
	its->irq = irq;
}

/**
 * xen_kicker_free() - undo xen_kicker_make()
 * @cpu: gone
 */
void xen_kicker_free(int cpu)
{
	struct waker *its = per_cpu_ptr(&waker, cpu);

	if (its->irq < 0)
		return;
	unbind_from_irqhandler(its->irq, NULL);
	its->irq = -1;
	kfree(its->name);
	its->name = NULL;
}

PV_CALLEE_SAVE_REGS_THUNK(xen_vcpu_stolen);

/**
 * xen_take_spinlocks() - let locks use the hypervisor
 *
 * Called before other CPUs are up, and before the calls are patched.
 */
void __init xen_take_spinlocks(void)
{
	/* A lone CPU waits for nobody. */
	if (num_possible_cpus() == 1 || nopvspin)
		off = true;
	if (off) {
		pr_info("off\n");
		static_branch_disable(&virt_spin_lock_key);
		return;
	}
	__pv_init_lock_hash();
	pv_ops.lock.queued_spin_lock_slowpath = __pv_queued_spin_lock_slowpath;
	pv_ops.lock.queued_spin_unlock = PV_CALLEE_SAVE(__pv_queued_spin_unlock);
	pv_ops.lock.wait = sleep_until_woken;
	pv_ops.lock.kick = wake_up_cpu;
	pv_ops.lock.vcpu_is_preempted = PV_CALLEE_SAVE(xen_vcpu_stolen);
}
