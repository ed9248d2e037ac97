// SPDX-License-Identifier: GPL-2.0-only
/* PVH children of a test kernel: see pvh_child.h. */
#include "pvh_child.h"

#include <asm/xen/interface.h>
#include <xen/interface/domctl.h>
#include <xen/interface/hvm/hvm_op.h>
#include <xen/interface/hvm/params.h>
#include <xen/interface/hvm/save.h>
#include <xen/interface/hvm/start_info.h>
#include <xen/interface/memory.h>

#include "child.h"
#include "guest.h"
#include "internal.h"

#define LOW_PAGES	(PVH_LOW_END >> PAGE_SHIFT)
#define HIGH_ORDER	9
#define MAX_MEM_KB	8192
#define MEMPOOL_BYTES	0x100000
#define CONTEXT_BYTES	131072

static void *work, *window;
static u64 work_mfn, window_mfn;

const void *pvh_at(u32 pa)
{
	return pvh_image_start + pa - PVH_BASE;
}

/* Frames of a domain that has a physical map are named by its own numbers. */
static void *show(const struct pvh_child *c, void *va, u64 gfn)
{
	if (hypercall(__HYPERVISOR_update_va_mapping_otherdomain, va,
		      gfn << PAGE_SHIFT | PTE_KERNEL, UVMF_INVLPG, c->domid))
		guest_panic("a frame of a PVH child can't be mapped");
	return va;
}

static void hide(void)
{
	map_mfn(work, work_mfn, PTE_KERNEL);
}

static long make_domain(struct pvh_child *c)
{
	static struct xen_domctl op;
	long rc;

	memset(&op, 0, sizeof(op));
	op.u.createdomain.flags = XEN_DOMCTL_CDF_hvm | XEN_DOMCTL_CDF_hap;
	op.u.createdomain.max_vcpus = c->vcpus;
	op.u.createdomain.max_evtchn_port = 1023;
	op.u.createdomain.max_grant_frames = 4;
	op.u.createdomain.max_maptrack_frames = 4;
	op.u.createdomain.grant_opts = XEN_DOMCTL_GRANT_version(2);
	op.u.createdomain.arch.emulation_flags = XEN_X86_EMU_LAPIC;
	rc = domctl_call(XEN_DOMCTL_createdomain, 0, &op);
	if (rc)
		return rc;
	c->domid = op.domain;
	memset(&op, 0, sizeof(op));
	op.u.max_vcpus.max = c->vcpus;
	rc = domctl_call(XEN_DOMCTL_max_vcpus, c->domid, &op);
	if (rc)
		return rc;
	memset(&op, 0, sizeof(op));
	op.u.paging_mempool.size = MEMPOOL_BYTES * (1 + c->vcpus);
	do {
		rc = domctl_call(XEN_DOMCTL_set_paging_mempool_size, c->domid, &op);
	} while (rc == -EINTR || rc == -ERESTART);
	if (rc)
		return rc;
	memset(&op, 0, sizeof(op));
	op.u.max_mem.max_memkb = MAX_MEM_KB;
	return domctl_call(XEN_DOMCTL_max_mem, c->domid, &op);
}

static long populate(const struct pvh_child *c, const xen_pfn_t *gfn, u64 n, u32 order)
{
	struct xen_memory_reservation r = {
		.nr_extents = n, .extent_order = order, .domid = c->domid,
	};
	long done;

	set_xen_guest_handle(r.extent_start, (xen_pfn_t *)gfn);
	done = hypercall(__HYPERVISOR_memory_op, XENMEM_populate_physmap, &r);
	return done == (long)n ? 0 : done < 0 ? done : -ENOMEM;
}

static long fill(const struct pvh_child *c)
{
	static const xen_pfn_t high = PVH_HIGH >> PAGE_SHIFT;
	static xen_pfn_t low[LOW_PAGES];
	u64 i;
	long rc;

	for (i = 0; i < LOW_PAGES; i++)
		low[i] = i;
	rc = populate(c, low, LOW_PAGES, 0);
	return rc ?: populate(c, &high, 1, HIGH_ORDER);
}

static bool is_zero(const u64 *page)
{
	unsigned int i;

	for (i = 0; i < PAGE_SIZE / 8; i++)
		if (page[i])
			return false;
	return true;
}

/* Its memory was zeroed when it was given. */
static void copy_image(const struct pvh_child *c)
{
	const u8 *from;
	u64 gfn = PVH_BASE >> PAGE_SHIFT;

	for (from = pvh_image_start; from < pvh_image_end; from += PAGE_SIZE, gfn++)
		if (!is_zero((const u64 *)from))
			memcpy(show(c, work, gfn), from, PAGE_SIZE);
}

/* A start_info as full as the protocol allows; the strings and tables behind it. */
static void write_info(const struct pvh_child *c)
{
	static const char text[] = "a command line", module[] = "a module";
	struct {
		struct hvm_start_info info;
		struct hvm_modlist_entry modlist[1];
		struct hvm_memmap_table_entry memmap[2];
		char text[16], module[16];
	} *p = show(c, work, PVH_INFO >> PAGE_SHIFT);
#define PA(member)	(PVH_INFO + __builtin_offsetof(typeof(*p), member))

	p->info = (struct hvm_start_info){
		.magic = XEN_HVM_START_MAGIC_VALUE, .version = 1, .nr_modules = 1,
		.modlist_paddr = PA(modlist), .cmdline_paddr = PA(text),
		.memmap_paddr = PA(memmap), .memmap_entries = 2,
	};
	p->modlist[0].paddr = PA(module);
	p->modlist[0].size = sizeof(module);
	p->memmap[0] = (struct hvm_memmap_table_entry){
		.size = PVH_LOW_END, .type = XEN_HVM_MEMMAP_TYPE_RAM,
	};
	p->memmap[1] = (struct hvm_memmap_table_entry){
		.addr = PVH_HIGH, .size = PVH_HIGH_END - PVH_HIGH,
		.type = XEN_HVM_MEMMAP_TYPE_RAM,
	};
	memcpy(p->text, text, sizeof(text));
	memcpy(p->module, module, sizeof(module));
}

/* The state that the boot protocol asks for: 32-bit, flat, no paging, EBX. */
static void set_registers(struct hvm_hw_cpu *cpu)
{
	cpu->cs_limit = ~0U;
	cpu->ds_limit = ~0U;
	cpu->es_limit = ~0U;
	cpu->ss_limit = ~0U;
	cpu->cs_arbytes = 0xc9b;
	cpu->ds_arbytes = 0xc93;
	cpu->es_arbytes = 0xc93;
	cpu->ss_arbytes = 0xc93;
	cpu->tr_limit = 0x67;
	cpu->tr_arbytes = 0x8b;
	cpu->cr0 = 0x11;
	cpu->dr6 = 0xffff0ff0;
	cpu->dr7 = 0x400;
	cpu->rbx = PVH_INFO;
	cpu->rip = pvh_image->entry;
	cpu->rflags = 2;
}

/* The domain's own header, then a record of the vCPU, then the end. */
static long set_context(const struct pvh_child *c)
{
	static u8 buf[CONTEXT_BYTES] __aligned(8);
	static struct xen_domctl op;
	struct hvm_save_descriptor *d = (void *)buf;
	long rc;

	memset(&op, 0, sizeof(op));
	op.u.hvmcontext.size = sizeof(buf);
	set_xen_guest_handle(op.u.hvmcontext.buffer, buf);
	rc = domctl_call(XEN_DOMCTL_gethvmcontext, c->domid, &op);
	if (rc)
		return rc;
	d = (void *)(buf + sizeof(*d) + d->length);
	memset(d, 0, sizeof(*d) * 2 + sizeof(struct hvm_hw_cpu));
	d->typecode = HVM_SAVE_CODE_CPU;
	d->length = sizeof(struct hvm_hw_cpu);
	set_registers((void *)(d + 1));
	d = (void *)(d + 1) + d->length;
	d->typecode = HVM_SAVE_CODE_END;
	memset(&op, 0, sizeof(op));
	op.u.hvmcontext.size = (u8 *)(d + 1) - buf;
	set_xen_guest_handle(op.u.hvmcontext.buffer, buf);
	return domctl_call(XEN_DOMCTL_sethvmcontext, c->domid, &op);
}

static void windows(void)
{
	if (work)
		return;
	work = alloc_page();
	work_mfn = virt_to_mfn(work);
	window = alloc_page();
	window_mfn = virt_to_mfn(window);
}

static long build(struct pvh_child *c)
{
	long rc = make_domain(c);

	if (!rc)
		rc = fill(c);
	if (rc)
		return rc;
	copy_image(c);
	write_info(c);
	hide();
	return set_context(c);
}

long pvh_child_create(struct pvh_child *c, u32 index, u32 vcpus)
{
	long rc;

	memset(c, 0, sizeof(*c));
	c->vcpus = vcpus;
	windows();
	rc = build(c);
	if (rc) {
		if (c->domid)
			pvh_child_destroy(c);
		return rc;
	}
	c->shared = show(c, window, pvh_image->shared >> PAGE_SHIFT);
	c->shared->index = index;
	c->shared->hoist = on_hoist();
	return 0;
}

void pvh_child_read(const struct pvh_child *c, u64 pa, void *to, u32 bytes)
{
	memcpy(to, (u8 *)show(c, work, pa >> PAGE_SHIFT) + (pa & (PAGE_SIZE - 1)), bytes);
	hide();
}

void pvh_child_destroy(struct pvh_child *c)
{
	static struct xen_domctl op;
	long rc;

	if (c->shared)
		map_mfn(window, window_mfn, PTE_KERNEL);
	do {
		rc = domctl_call(XEN_DOMCTL_destroydomain, c->domid, &op);
	} while (rc == -EINTR || rc == -ERESTART);
	if (rc)
		say("# a PVH child can't be destroyed: %ld", rc);
}

long pvh_child_ended(const struct pvh_child *c)
{
	static struct xen_domctl op;

	if (domctl_call(XEN_DOMCTL_getdomaininfo, c->domid, &op) || op.domain != c->domid ||
	    !(op.u.getdomaininfo.flags & XEN_DOMINF_shutdown))
		return -1;
	return op.u.getdomaininfo.flags >> XEN_DOMINF_shutdownshift & XEN_DOMINF_shutdownmask;
}
