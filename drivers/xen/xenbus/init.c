// SPDX-License-Identifier: GPL-2.0-only
/*
 * Where the store is, and when it runs.
 *
 * A guest's toolstack has made page and event channel, and the store runs before the guest
 * does. In dom0 the store is a program that starts later: the page is ours. It may also be in
 * another domain: dev_backend.c. In each case its first event says that it is there; a guest
 * gets that by asking something, and goes on without the store when no answer comes.
 */
#define pr_fmt(fmt) "xen:xenbus: " fmt

#include <linux/completion.h>
#include <linux/err.h>
#include <linux/errno.h>
#include <linux/export.h>
#include <linux/gfp.h>
#include <linux/init.h>
#include <linux/io.h>
#include <linux/jiffies.h>
#include <linux/mm.h>
#include <linux/module.h>
#include <linux/notifier.h>
#include <linux/printk.h>
#include <linux/proc_fs.h>
#include <linux/slab.h>
#include <linux/workqueue.h>

#include <asm/xen/hypercall.h>
#include <asm/xen/hypervisor.h>

#include <xen/events.h>
#include <xen/hvm.h>
#include <xen/page.h>
#include <xen/xen-ops.h>
#include <xen/xen.h>
#include <xen/xenbus.h>

#include "xenbus.h"

int xen_store_evtchn;
EXPORT_SYMBOL_GPL(xen_store_evtchn);

struct xenstore_domain_interface *xen_store_interface;
EXPORT_SYMBOL_GPL(xen_store_interface);

int xen_store_irq;
bool xenbus_store_is_local;

/* 0: not yet. The buses look for devices when it changes. */
int xenstored_ready;

static BLOCKING_NOTIFIER_HEAD(ready_chain);

/**
 * register_xenstore_notifier() - be told when the store runs
 * @nb: called at once if it does already
 *
 * Return: 0 or what @nb returned.
 */
int register_xenstore_notifier(struct notifier_block *nb)
{
	if (xenstored_ready > 0)
		return nb->notifier_call(nb, 0, NULL);
	return blocking_notifier_chain_register(&ready_chain, nb);
}
EXPORT_SYMBOL_GPL(register_xenstore_notifier);

/**
 * unregister_xenstore_notifier() - undo register_xenstore_notifier()
 * @nb: the same
 */
void unregister_xenstore_notifier(struct notifier_block *nb)
{
	blocking_notifier_chain_unregister(&ready_chain, nb);
}
EXPORT_SYMBOL_GPL(unregister_xenstore_notifier);

static DECLARE_COMPLETION(all_told);

static void store_runs(struct work_struct *unused)
{
	blocking_notifier_call_chain(&ready_chain, 0, NULL);
	complete_all(&all_told);
}

static DECLARE_WORK(ready_work, store_runs);

/**
 * xenbus_store_answers() - the store has sent an event, or its events can come now
 *
 * Called by the interrupt and, in a domain without a vector for events, by the platform device.
 */
void xenbus_store_answers(void)
{
	if (likely(xenstored_ready))
		return;
	xenstored_ready = 1;
	schedule_work(&ready_work);
}

/* A page and a port for a program of this domain: xenfs tells it of both. */
static int store_local(void)
{
	struct evtchn_alloc_unbound port = { .dom = DOMID_SELF, .remote_dom = DOMID_SELF };
	void *page = (void *)get_zeroed_page(GFP_KERNEL);
	int ret;

	if (!page)
		return -ENOMEM;
	ret = HYPERVISOR_event_channel_op(EVTCHNOP_alloc_unbound, &port);
	if (ret) {
		free_page((unsigned long)page);
		return ret;
	}
	xen_store_interface = page;
	xen_store_evtchn = port.port;
	xenbus_store_is_local = true;
	return 0;
}

static int store_from_start_info(void)
{
	if (!xen_start_info->store_evtchn)
		return -ENOENT;
	xen_store_evtchn = xen_start_info->store_evtchn;
	xen_store_interface = gfn_to_virt(xen_start_info->store_mfn);
	return 0;
}

static int store_from_params(void)
{
	u64 port = 0, gfn = 0;

	if (hvm_get_parameter(HVM_PARAM_STORE_EVTCHN, &port) ||
	    hvm_get_parameter(HVM_PARAM_STORE_PFN, &gfn) || !port || !gfn)
		return -ENOENT;
	if (gfn >= BIT(52 - XEN_PAGE_SHIFT)) {
		pr_err("the store's page is said to be at frame %#llx\n", gfn);
		return -EINVAL;
	}
	xen_store_evtchn = port;
	if (!xen_store_interface)
		xen_store_interface = memremap(gfn << XEN_PAGE_SHIFT, XEN_PAGE_SIZE, MEMREMAP_WB);
	return xen_store_interface ? 0 : -ENOMEM;
}

/* The page and the port that the toolstack has made: at the start and after a restore. */
static int store_find(void)
{
	return xen_pv_domain() ? store_from_start_info() : store_from_params();
}

static int after_restore(struct notifier_block *nb, unsigned long action, void *data)
{
	int ret = xenbus_store_is_local ? 0 : store_find();

	if (ret)
		pr_err("cannot find the store after the restore (%d)\n", ret);
	return NOTIFY_OK;
}

static struct notifier_block after_restore_nb = { .notifier_call = after_restore };

static int __init start_talking(void)
{
	int ret = xs_watch_start();

	if (ret)
		return ret;
	ret = xb_init();
	if (ret)
		goto stop_watch;
	ret = xs_start();
	if (ret)
		goto unbind;
	return 0;

unbind:
	xb_exit();
stop_watch:
	xs_watch_stop();
	return ret;
}

static void forget_store(void)
{
	xen_resume_notifier_unregister(&after_restore_nb);
	if (xenbus_store_is_local)
		free_page((unsigned long)xen_store_interface);
	xen_store_interface = NULL;
}

static int __init xenbus_init(void)
{
	int ret;

	if (!xen_domain())
		return -ENODEV;
	ret = store_find();
	if (ret == -ENOENT && xen_initial_domain())
		ret = store_local();
	if (ret) {
		pr_err("this domain has no store (%d)\n", ret);
		return ret;
	}
	xen_resume_notifier_register(&after_restore_nb);
	ret = start_talking();
	if (ret) {
		forget_store();
		return ret;
	}
	/* Where the program xenstored looks for /proc/xen/xsd_kva. */
	if (IS_ENABLED(CONFIG_XEN_COMPAT_XENFS))
		proc_create_mount_point("xen");
	return 0;
}
postcore_initcall(xenbus_init);

/* After xs_stop(), in a dom0 whose kernel goes on without it. */
static void __exit xenbus_exit(void)
{
	if (IS_ENABLED(CONFIG_XEN_COMPAT_XENFS))
		remove_proc_entry("xen", NULL);
	xs_watch_stop();
	xb_exit();
	flush_work(&ready_work);
	forget_store();
}
module_exit(xenbus_exit);

/* How long the boot waits for the store, in seconds. */
#define STORE_PATIENCE 60

/* What the answer is does not matter. */
static void ask_something(struct work_struct *unused)
{
	void *domid = xenbus_read(XBT_NIL, "domid", "", NULL);

	if (!IS_ERR(domid))
		kfree(domid);
}

static DECLARE_WORK(ask_work, ask_something);

/* Without a vector of its own the first event comes when the platform device is there. */
static int __init xenbus_ready(void)
{
	if (!xen_store_interface || xenbus_store_is_local)
		return 0;
	if (xen_hvm_domain() && !xen_have_vector_callback)
		return 0;
	schedule_work(&ask_work);
	if (!wait_for_completion_timeout(&all_told, STORE_PATIENCE * HZ))
		pr_err("the store does not answer: going on without it, its devices come when it does\n");
	return 0;
}
device_initcall(xenbus_ready);
