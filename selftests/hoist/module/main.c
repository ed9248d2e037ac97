// SPDX-License-Identifier: GPL-2.0-only
/*
 * hoist_test: what a module of a hoisted kernel can ask of the hypervisor, and what it finds
 * where that lies. Says one line for each and is loaded anew for each run:
 *
 *	hoist_test: NAME good|BAD: VALUE
 *	hoist_test: cost NAME CYCLES
 *
 * frames=START,BYTES[,START,BYTES...] are the lines of /sys/hypervisor/hoist/frames.
 */
#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/io.h>
#include <linux/irqflags.h>
#include <linux/mm.h>
#include <linux/module.h>
#include <linux/moduleparam.h>
#include <linux/pgtable.h>
#include <linux/string.h>
#include <linux/vmalloc.h>
#include <asm/msr.h>
#include <asm/processor.h>
#include <xen/interface/xen.h>
#include <xen/interface/version.h>
#include <xen/interface/event_channel.h>

#include "page.h"

#define LEAF_XEN	0x40000000
#define VERSION_4_17	(4 << 16 | 17)
#define ROUNDS		1000
#define CALL_BYTES	32		/* of one entry of the hypercall page */

static unsigned long frames[128];
static int nr_frames;
module_param_array(frames, ulong, &nr_frames, 0444);
MODULE_PARM_DESC(frames, "start and bytes of each piece of the hypervisor's memory");

static void say(const char *name, bool good, u64 value)
{
	pr_info("%s %s: %#llx\n", name, good ? "good" : "BAD", value);
}

static long call2(unsigned int nr, u64 a, const void *b)
{
	long ret;

	asm volatile("vmmcall" : "=a" (ret) : "0" ((u64)nr), "D" (a), "S" (b) : "memory");
	return ret;
}

static long call3(unsigned int nr, u64 a, u64 b, const void *c)
{
	long ret;

	asm volatile("vmmcall" : "=a" (ret) : "0" ((u64)nr), "D" (a), "S" (b), "d" (c) : "memory");
	return ret;
}

/* Reads are ones and writes are dropped, whatever the width, and for what copies as well. */
static bool all_ones(void *at)
{
	static u8 copy[PAGE_SIZE];

	WRITE_ONCE(*(u8 *)at, 0);
	WRITE_ONCE(*(u16 *)at, 0);
	WRITE_ONCE(*(u32 *)at, 0);
	WRITE_ONCE(*(u64 *)at, 0);
	memset(at, 0, 64);
	memcpy(copy, at, 64);
	memcpy(at + 64, at, 64);
	return READ_ONCE(*(u8 *)at) == 0xff && READ_ONCE(*(u16 *)at) == 0xffff &&
	       READ_ONCE(*(u32 *)at) == ~0U && READ_ONCE(*(u64 *)at) == ~0ULL &&
	       !memchr_inv(copy, 0xff, 64);
}

static void look_by_direct_map(u64 start)
{
	say("direct map", all_ones(__va(start)), start);
}

/* By a mapping of its own, for its physical address. */
static void look_by_mapping(u64 start)
{
	struct page *page = pfn_to_page(start >> PAGE_SHIFT);
	void *at = vmap(&page, 1, VM_MAP, PAGE_KERNEL);

	say("mapping", at && all_ones(at), start);
	vunmap(at);
}

/* Every page of it, by one word each. */
static void look_at_all(void)
{
	u64 bad = 0, pages = 0, pa;
	int i;

	for (i = 0; i + 1 < nr_frames; i += 2)
		for (pa = frames[i]; pa < frames[i] + frames[i + 1]; pa += PAGE_SIZE, pages++)
			bad += READ_ONCE(*(u64 *)__va(pa)) != ~0ULL;
	say("pages", pages && !bad, pages);
}

static void ask_version(void)
{
	long ret = call2(__HYPERVISOR_xen_version, XENVER_version, NULL);

	say("version", ret == VERSION_4_17, ret);
}

static void ask_leaves(void)
{
	u32 eax, ebx, ecx, edx;

	cpuid(LEAF_XEN, &eax, &ebx, &ecx, &edx);
	say("leaves", ebx == 0x566e6558 && eax >= LEAF_XEN + 2, eax);
}

/* By a page of this module's code, which the hypervisor fills when its MSR is written. */
static void ask_by_page(void)
{
	u32 eax, msr, ecx, edx;
	long ret;

	cpuid(LEAF_XEN + 2, &eax, &msr, &ecx, &edx);
	wrmsrl(msr, page_to_phys(vmalloc_to_page(hoist_test_page)));
	asm volatile(ANNOTATE_RETPOLINE_SAFE "call *%[entry]"
		     : "=a" (ret), ASM_CALL_CONSTRAINT
		     : [entry] "r" (hoist_test_page + __HYPERVISOR_xen_version * CALL_BYTES),
		       "D" ((u64)XENVER_version), "S" (0UL)
		     : "rcx", "rdx", "r8", "r9", "r10", "r11", "memory");
	say("hypercall page", ret == VERSION_4_17, ret);
}

static void write_console(void)
{
	static const char text[] = "hoist_test was here\n";
	long ret = call3(__HYPERVISOR_console_io, CONSOLEIO_write, sizeof(text) - 1, text);

	say("console", !ret, ret);
}

/* A channel from this vCPU to itself. */
static void send_event(void)
{
	struct evtchn_bind_ipi bind = { .vcpu = 0 };
	struct evtchn_status status = { .dom = DOMID_SELF };
	struct evtchn_send send;
	struct evtchn_close close;
	long ret = call2(__HYPERVISOR_event_channel_op, EVTCHNOP_bind_ipi, &bind);

	say("event channel", !ret && bind.port, ret);
	if (ret)
		return;
	send.port = bind.port;
	status.port = bind.port;
	close.port = bind.port;
	ret = call2(__HYPERVISOR_event_channel_op, EVTCHNOP_send, &send);
	say("event sent", !ret, ret);
	ret = call2(__HYPERVISOR_event_channel_op, EVTCHNOP_status, &status);
	say("event status", !ret && status.status == EVTCHNSTAT_ipi, status.status);
	ret = call2(__HYPERVISOR_event_channel_op, EVTCHNOP_close, &close);
	say("event channel closed", !ret, ret);
}

static void null_call(void)
{
	call2(__HYPERVISOR_xen_version, XENVER_version, NULL);
}

static void one_cpuid(void)
{
	cpuid_eax(LEAF_XEN);
}

static void nothing(void)
{
	barrier();
}

static void measure(const char *name, void (*op)(void))
{
	unsigned long flags;
	u64 start;
	int i;

	local_irq_save(flags);
	start = rdtsc_ordered();
	for (i = 0; i < ROUNDS; i++)
		op();
	start = rdtsc_ordered() - start;
	local_irq_restore(flags);
	pr_info("cost %s %llu\n", name, start / ROUNDS);
}

static int __init hoist_test_init(void)
{
	ask_leaves();
	ask_version();
	ask_by_page();
	write_console();
	send_event();
	if (nr_frames) {
		look_by_direct_map(frames[0]);
		look_by_mapping(frames[0]);
		look_at_all();
	}
	measure("empty", nothing);
	measure("hypercall_null", null_call);
	measure("cpuid", one_cpuid);
	return 0;
}

static void __exit hoist_test_exit(void)
{
}

module_init(hoist_test_init);
module_exit(hoist_test_exit);
MODULE_DESCRIPTION("Test of a hoisted kernel");
MODULE_LICENSE("GPL");
