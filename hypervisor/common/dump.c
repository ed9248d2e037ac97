// SPDX-License-Identifier: GPL-2.0-only
/* Debug keys that show memory and domains. */
#include <hyp/dump.h>

#include <hyp/domain.h>
#include <hyp/evtchn.h>
#include <hyp/gnttab.h>
#include <hyp/guest.h>
#include <hyp/heap.h>
#include <hyp/keyhandler.h>
#include <hyp/page.h>
#include <hyp/page_alloc.h>
#include <hyp/printk.h>
#include <hyp/vcpu.h>

static void dump_memory(void)
{
	struct domain *d;

	page_alloc_dump();
	for_each_domain(d)
		printk("d%u: %u pages of at most %u, %u of the hypervisor's, %u claimed\n",
		       d->domid, d->tot_pages, d->max_pages, d->xenheap_pages,
		       d->outstanding_pages);
}

static void dump_heap(void)
{
	printk("Heap: %llu KiB in use; frames: %llu free of %llu\n", heap_bytes_used() >> 10,
	       page_alloc_free_frames(), page_alloc_total_frames());
}

static void dump_vcpu(const struct vcpu *v)
{
	printk("  v%u: CPU %u%s, pause flags %#lx count %d, upcall %u masked %u%s\n", v->id,
	       v->cpu, v->running ? " (runs)" : "", v->pause_flags,
	       atomic_read(&v->pause_count), v->vcpu_info->evtchn_upcall_pending,
	       v->vcpu_info->evtchn_upcall_mask, v->initialised ? "" : ", no context");
}

static void dump_domain(struct domain *d)
{
	static const char * const state[] = { "new", "alive", "dying", "dead" };
	struct vcpu *v;

	printk("d%u (%s): %s, %d references, paused %d times%s\n", d->domid, d->ops->name,
	       state[d->state], atomic_read(&d->refs), atomic_read(&d->pause_count),
	       d->shut_down ? ", shut down" : "");
	printk("  shared_info %#llx, handle %02x%02x%02x%02x-..., vm_assist %#lx\n",
	       mfn_x(d->shared_info_mfn), d->handle[0], d->handle[1], d->handle[2],
	       d->handle[3], (unsigned long)d->vm_assist);
	for_each_vcpu(d, v)
		dump_vcpu(v);
}

static void dump_domains(void)
{
	struct domain *d;

	for_each_domain(d)
		dump_domain(d);
}

static void dump_event_channels(void)
{
	struct domain *d;

	for_each_domain(d)
		if (d->evtchn)
			evtchn_dump(d);
}

static void dump_grants(void)
{
	struct domain *d;

	for_each_domain(d)
		if (d->gnttab)
			gnttab_dump(d);
}

void dump_init(void)
{
	keyhandler_register('m', dump_memory, "dump memory");
	keyhandler_register('H', dump_heap, "dump heap");
	keyhandler_register('q', dump_domains, "dump domains and vCPUs");
	keyhandler_register('e', dump_event_channels, "dump event channels");
	keyhandler_register('g', dump_grants, "dump grant tables");
}
