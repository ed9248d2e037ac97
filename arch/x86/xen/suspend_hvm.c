// SPDX-License-Identifier: GPL-2.0-only
/*
 * An HVM or PVH domain goes on after a suspend.
 */
#include <linux/cpumask.h>

#include <xen/events.h>
#include <xen/hvm.h>
#include <xen/xen.h>

#include "xen.h"

static void ask_for_upcalls(void)
{
	unsigned int cpu;

	if (!xen_percpu_upcall) {
		xen_setup_callback_vector();
		return;
	}
	for_each_online_cpu(cpu)
		BUG_ON(xen_set_upcall_vector(cpu));
}

/**
 * xen_hvm_go_on() - make things ours again that the new hypervisor does not know
 * @suspend_cancelled: nonzero when it is still the old one
 *
 * Called on one CPU while the others are stopped.
 */
void xen_hvm_go_on(int suspend_cancelled)
{
	if (!suspend_cancelled) {
		xen_hvm_init_shared_info();
		xen_vcpu_restore();
	}
	ask_for_upcalls();
	xen_unplug();
}
