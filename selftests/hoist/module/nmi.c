// SPDX-License-Identifier: GPL-2.0-only
/*
 * hoist_nmi: CPU 1 sends NMIs to CPU 0, one as soon as the last was taken, until the module
 * goes. Then it says:
 *
 *	hoist_nmi: sent N lost N
 */
#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/err.h>
#include <linux/jiffies.h>
#include <linux/kthread.h>
#include <linux/module.h>
#include <linux/sched.h>
#include <linux/smp.h>
#include <asm/apic.h>
#include <asm/irq_vectors.h>
#include <asm/nmi.h>

#define TO	0
#define FROM	1
#define PATIENCE	(60 * HZ)	/* all CPUs may be stopped for a while */

static struct task_struct *sender;
static unsigned long sent, lost;
static bool on_its_way;

static int take(unsigned int type, struct pt_regs *regs)
{
	if (raw_smp_processor_id() != TO || !READ_ONCE(on_its_way))
		return NMI_DONE;
	WRITE_ONCE(on_its_way, false);
	return NMI_HANDLED;
}

static bool was_taken(void)
{
	unsigned long end = jiffies + PATIENCE;

	while (READ_ONCE(on_its_way)) {
		if (time_after(jiffies, end))
			return false;
		cond_resched();
	}
	return true;
}

static int send(void *unused)
{
	while (!kthread_should_stop()) {
		WRITE_ONCE(on_its_way, true);
		sent++;
		apic->send_IPI(TO, NMI_VECTOR);
		if (!was_taken()) {
			lost++;
			pr_err("lost\n");
		}
		cond_resched();
	}
	return 0;
}

static int __init hoist_nmi_init(void)
{
	int err = register_nmi_handler(NMI_LOCAL, take, 0, "hoist_nmi");

	if (err)
		return err;
	sender = kthread_create(send, NULL, "hoist_nmi");
	if (IS_ERR(sender)) {
		unregister_nmi_handler(NMI_LOCAL, "hoist_nmi");
		return PTR_ERR(sender);
	}
	kthread_bind(sender, FROM);
	wake_up_process(sender);
	return 0;
}

static void __exit hoist_nmi_exit(void)
{
	kthread_stop(sender);
	unregister_nmi_handler(NMI_LOCAL, "hoist_nmi");
	pr_info("sent %lu lost %lu\n", sent, lost);
}

module_init(hoist_nmi_init);
module_exit(hoist_nmi_exit);
MODULE_DESCRIPTION("NMIs from one CPU to another");
MODULE_LICENSE("GPL");
