/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Included by force, first, in everything that is built for a hoisted kernel.
 *
 * The kernel booted on bare metal: the Xen core in its vmlinux sleeps for good, but has all
 * the names. So ours
 *
 *	export theirs with a prefix (names.h);
 *	make hypercalls of their own, not by what vmlinux was patched to;
 *	are those of a kernel without PV, in which a domain is always translated.
 */
#ifndef HOISTED_H
#define HOISTED_H

#include <linux/efi.h>
#include <linux/interrupt.h>
#include <linux/irq.h>
#include <linux/mm.h>
#include <linux/module.h>
#include <linux/static_call_types.h>
#include <linux/tracepoint.h>
#include <asm/idtentry.h>

#undef CONFIG_XEN_PV
#undef CONFIG_XEN_PV_DOM0
#undef CONFIG_XEN_HAVE_PVMMU
#undef CONFIG_XEN_BALLOON_MEMORY_HOTPLUG

#include "names.h"

/* The header's calls go to a function of ours, which no static call changes. */
#pragma push_macro("STATIC_CALL_TRAMP")
#undef STATIC_CALL_TRAMP
#define STATIC_CALL_TRAMP(name) name
#define xen_hypercall hoist_hypercall
#include <asm/xen/hypercall.h>
#undef xen_hypercall
#undef __HYPERCALL
#define __HYPERCALL "call hoist_hypercall"
#pragma pop_macro("STATIC_CALL_TRAMP")

/* Not exported; an event is an edge, also one that stays on its CPU. */
#define handle_percpu_irq handle_edge_irq

/* vmlinux has registered "xen" and "xen-backend". */
#define XEN_BUS_PREFIX "hoist-"

/* What loads a module by what it is for wants the one for a kernel that knows its hypervisor. */
#undef MODULE_ALIAS_FS
#define MODULE_ALIAS_FS(name)

/* Known when it is compiled, so that nothing is left of what PV needs. */
#include <xen/xen.h>
#undef xen_pv_domain
#define xen_pv_domain() 0

/* What is compiled defines its own. */
#undef pr_fmt

#endif /* HOISTED_H */
