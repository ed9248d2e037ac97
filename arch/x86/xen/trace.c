// SPDX-License-Identifier: GPL-2.0-only
/*
 * Events of PV domains for ftrace: include/trace/events/xen.h says which.
 */
#include <linux/kernel.h>
#include <linux/types.h>

#include <xen/interface/xen.h>
/* Needs the one above. */
#include <xen/interface/xen-mca.h>

#define HYPERCALL(_name) \
	case __HYPERVISOR_##_name: return "(" #_name ")";

static const char *xen_hypercall_name(unsigned int op)
{
	switch (op) {
#include <asm/xen-hypercalls.h>
	default:
		return "";
	}
}

#define CREATE_TRACE_POINTS
#include <trace/events/xen.h>
