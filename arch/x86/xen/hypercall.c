// SPDX-License-Identifier: GPL-2.0-only
/*
 * Which way hypercalls go.
 */
#include <linux/init.h>
#include <linux/static_call.h>
#include <linux/types.h>

#include <asm/processor.h>
#include <asm/static_call.h>
#include <asm/xen/hypercall.h>

#include "xen.h"

DEFINE_STATIC_CALL(xen_hypercall, xen_hypercall_none);
EXPORT_STATIC_CALL_TRAMP(xen_hypercall);

/* EBX of CPUID's leaf 0: "Auth(enticAMD)" and "Hygo(nGenuine)". */
#define VENDOR_AMD	0x68747541
#define VENDOR_HYGON	0x6f677948

/* The hypervisor may have to emulate the other vendor's instruction; we use the right one. */
static bool __init has_vmmcall(void)
{
	u32 eax = 0, ebx, ecx = 0, edx;

	native_cpuid(&eax, &ebx, &ecx, &edx);
	return ebx == VENDOR_AMD || ebx == VENDOR_HYGON;
}

/**
 * xen_hypercall_init() - make hypercalls work
 * @way: xen_hypercall_pv(), or NULL for the one of the processor's vendor
 *
 * Called before the first hypercall, by the first code of a domain: nothing but the kernel's
 * image and the CPU's own data needs to be mapped.
 */
void __init xen_hypercall_init(void (*way)(void))
{
	if (!way)
		way = has_vmmcall() ? xen_hypercall_amd : xen_hypercall_intel;
	static_call_update_early(xen_hypercall, way);
}
