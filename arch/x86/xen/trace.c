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
	[__HYPERVISOR_##_name] = "(" #_name ")",

static const char *const hypercall_names[] = {
#include <asm/xen-hypercalls.h>
};

static const char *xen_hypercall_name(unsigned int op)
{
	return op < ARRAY_SIZE(hypercall_names) && hypercall_names[op] ? hypercall_names[op] : "";
}

#define CREATE_TRACE_POINTS
#include <trace/events/xen.h>
