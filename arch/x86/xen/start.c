// SPDX-License-Identifier: GPL-2.0-only
/*
 * What is known of the domain from its start on, whatever its kind.
 *
 * The first code of a PVH domain runs before .bss is cleared: none of it may lie there.
 */
#define pr_fmt(fmt) "xen: " fmt

#include <linux/cache.h>
#include <linux/cpu.h>
#include <linux/export.h>
#include <linux/init.h>
#include <linux/printk.h>
#include <linux/types.h>

#include <asm/cpu.h>
#include <asm/xen/events.h>
#include <asm/xen/hypercall.h>
#include <asm/xen/hypervisor.h>

#include <xen/features.h>
#include <xen/interface/version.h>
#include <xen/interface/xen.h>
#include <xen/xen-ops.h>
#include <xen/xen.h>

#include "xen.h"

enum xen_domain_type xen_domain_type __ro_after_init = XEN_NATIVE;
EXPORT_SYMBOL_GPL(xen_domain_type);

#ifdef CONFIG_XEN_PVH
bool xen_pvh __ro_after_init;
EXPORT_SYMBOL_GPL(xen_pvh);
#endif

/* SIF_* */
u32 xen_start_flags __ro_after_init;
EXPORT_SYMBOL(xen_start_flags);

/* Of a PV domain; others read parameters instead. */
struct start_info *xen_start_info __ro_after_init;
EXPORT_SYMBOL_GPL(xen_start_info);

/* Until it is known where the real one is. */
static struct shared_info no_shared_info __section(".data");
struct shared_info *HYPERVISOR_shared_info __read_mostly = &no_shared_info;

/* How an HVM domain is told of events: by a vector, and each CPU by one of its own? */
bool xen_have_vector_callback __read_mostly = true;
EXPORT_SYMBOL_GPL(xen_have_vector_callback);
bool xen_percpu_upcall __read_mostly;
EXPORT_SYMBOL_GPL(xen_percpu_upcall);

static u32 hypervisor_version(void)
{
	return HYPERVISOR_xen_version(XENVER_version, NULL);
}

/**
 * xen_running_on_version_or_later() - is the hypervisor that new?
 * @major: before the dot
 * @minor: behind it
 *
 * Return: whether it is.
 */
bool xen_running_on_version_or_later(unsigned int major, unsigned int minor)
{
	u32 version;

	if (!xen_domain())
		return false;
	version = hypervisor_version();
	return version >> 16 > major || (version >> 16 == major && (version & 0xffff) >= minor);
}

/* From 4.0 on there are all the calls that are made without asking. */
#define OLDEST_MAJOR 4

/**
 * xen_is_too_old() - does the hypervisor lack what this kernel takes for granted?
 *
 * Return: whether it does.
 */
bool __init xen_is_too_old(void)
{
	return hypervisor_version() >> 16 < OLDEST_MAJOR;
}

/**
 * xen_refuse_old() - end a domain of a hypervisor that is too old
 */
void __init xen_refuse_old(void)
{
	u32 version = hypervisor_version();

	if (xen_is_too_old())
		xen_refuse("the hypervisor is of version %u.%u, and %u.0 is needed",
			   version >> 16, version & 0xffff, OLDEST_MAJOR);
}

static const char *kind(void)
{
	if (xen_pv_domain())
		return xen_initial_domain() ? "PV dom0" : "PV guest";
	if (xen_pvh_domain())
		return xen_initial_domain() ? "PVH dom0" : "PVH guest";
	return "HVM guest";
}

/**
 * xen_banner() - say which hypervisor this is, and which kind of domain
 */
void __init xen_banner(void)
{
	struct xen_extraversion extra = { };
	u32 version = hypervisor_version();

	HYPERVISOR_xen_version(XENVER_extraversion, &extra);
	pr_info("%s of version %u.%u%.*s\n", kind(), version >> 16, version & 0xffff,
		(int)sizeof(extra.extraversion), extra.extraversion);
}

#ifdef CONFIG_HOTPLUG_CPU
/**
 * xen_arch_register_cpu() - a virtual CPU can be brought up
 * @num: Linux's number
 */
void xen_arch_register_cpu(int num)
{
	arch_register_cpu(num);
}

/**
 * xen_arch_unregister_cpu() - undo xen_arch_register_cpu()
 * @num: the same
 */
void xen_arch_unregister_cpu(int num)
{
	arch_unregister_cpu(num);
}
#endif
