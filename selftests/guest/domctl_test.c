// SPDX-License-Identifier: GPL-2.0-only
/*
 * domctl: a domain is made, looked at, changed and destroyed, as the tools do
 * it, without ever running anything in it.
 *
 * The tools trust these answers blindly: a wrong errno makes them loop or give
 * up, and a domain whose memory does not come back is lost for good.  So the
 * free memory of the machine before and after is part of the test.
 */
#include "guest.h"

#include <xen/interface/domctl.h>
#include <xen/interface/memory.h>
#include <xen/interface/sysctl.h>

static struct xen_domctl op;

static long domctl(u32 cmd, domid_t domid)
{
	op.cmd = cmd;
	op.interface_version = XEN_DOMCTL_INTERFACE_VERSION;
	op.domain = domid;
	return hypercall(__HYPERVISOR_domctl, &op);
}

static u64 free_pages(void)
{
	static struct xen_sysctl sys;

	sys = (struct xen_sysctl){
		.cmd = XEN_SYSCTL_physinfo,
		.interface_version = XEN_SYSCTL_INTERFACE_VERSION,
	};
	EXPECT_EQ(hypercall(__HYPERVISOR_sysctl, &sys), 0);
	return sys.u.physinfo.free_pages;
}

static void clear(void)
{
	memset(&op, 0, sizeof(op));
}

/* A PV domain with two vCPUs allowed; its number, or an error. */
static long create(domid_t domid)
{
	static const u8 handle[16] = { 1, 2, 3, 4, 5, 6, 7, 8 };
	long rc;

	clear();
	memcpy(op.u.createdomain.handle, handle, sizeof(handle));
	op.u.createdomain.max_vcpus = 2;
	op.u.createdomain.max_evtchn_port = 1023;
	op.u.createdomain.max_grant_frames = 4;
	op.u.createdomain.max_maptrack_frames = 4;
	op.u.createdomain.grant_opts = XEN_DOMCTL_GRANT_version(2);
	rc = domctl(XEN_DOMCTL_createdomain, domid);
	return rc ?: op.domain;
}

static long destroy(domid_t domid)
{
	clear();
	return domctl(XEN_DOMCTL_destroydomain, domid);
}

static long info(domid_t domid)
{
	clear();
	return domctl(XEN_DOMCTL_getdomaininfo, domid);
}

static long memory_op(unsigned int cmd, void *arg)
{
	return hypercall(__HYPERVISOR_memory_op, cmd, arg);
}

static void front_door(void)
{
	clear();
	op.cmd = XEN_DOMCTL_getdomaininfo;
	op.interface_version = 0x14;
	EXPECT_EQ(hypercall(__HYPERVISOR_domctl, &op), -EACCES);
	EXPECT_EQ(hypercall(__HYPERVISOR_domctl, NULL), -EFAULT);
	EXPECT_EQ(domctl(XEN_DOMCTL_pausedomain, 4711), -ESRCH);
	EXPECT_EQ(domctl(XEN_DOMCTL_pausedomain, 0), -EINVAL);
	EXPECT_EQ(domctl(XEN_DOMCTL_destroydomain, 0), -EINVAL);
	EXPECT_EQ(domctl(99, 0), -ENOSYS);
}

static void dom0_info(void)
{
	const struct xen_domctl_getdomaininfo *i = &op.u.getdomaininfo;

	EXPECT_EQ(info(0), 0);
	EXPECT_EQ(op.domain, 0);
	EXPECT_EQ(i->domain, 0);
	EXPECT(i->flags & XEN_DOMINF_running);
	EXPECT(!(i->flags & (XEN_DOMINF_dying | XEN_DOMINF_shutdown | XEN_DOMINF_paused |
			     XEN_DOMINF_hvm_guest)));
	EXPECT_EQ(i->nr_online_vcpus, 1);
	EXPECT_EQ(i->max_vcpu_id, 0);
	EXPECT(i->tot_pages > 1000);
	EXPECT(i->max_pages >= i->tot_pages);
	EXPECT(i->cpu_time > 0);
	EXPECT_EQ(i->cpupool, 0);
	EXPECT_EQ(i->shared_info_frame, start_info->shared_info >> PAGE_SHIFT);
	EXPECT_EQ(info(4711), -ESRCH);
}

static void create_and_destroy(void)
{
	const struct xen_domctl_getdomaininfo *i = &op.u.getdomaininfo;
	u64 before = free_pages();
	long domid = create(0);

	EXPECT(domid > 0 && domid < DOMID_FIRST_RESERVED);
	EXPECT_EQ(info(domid), 0);
	EXPECT_EQ(op.domain, domid);
	EXPECT_EQ(i->handle[0], 1);
	EXPECT_EQ(i->handle[7], 8);
	EXPECT_EQ(i->tot_pages, 0);
	EXPECT_EQ(i->nr_online_vcpus, 0);
	EXPECT_EQ(i->max_vcpu_id, XEN_INVALID_MAX_VCPU_ID);
	EXPECT(i->flags & XEN_DOMINF_paused);
	EXPECT_EQ(create(domid), -EEXIST);
	EXPECT_EQ(destroy(domid), 0);
	EXPECT_EQ(destroy(domid), -ESRCH);
	EXPECT_EQ(info(domid), -ESRCH);
	/* What is freed late is free by the time of the next call or two. */
	say("# free before %lu, now %lu", (unsigned long)before, (unsigned long)free_pages());
	EXPECT(free_pages() + 64 >= before);
}

static void bad_configurations(void)
{
	struct xen_domctl_createdomain *c = &op.u.createdomain;

	clear();
	c->max_vcpus = 0;
	c->grant_opts = 1;
	EXPECT_EQ(domctl(XEN_DOMCTL_createdomain, 0), -EINVAL);
	c->max_vcpus = 1;
	c->flags = 0x80000000;
	EXPECT_EQ(domctl(XEN_DOMCTL_createdomain, 0), -EINVAL);
	c->flags = 0;
	c->max_vcpus = 100000;
	EXPECT_EQ(domctl(XEN_DOMCTL_createdomain, 0), -EINVAL);
	c->max_vcpus = 1;
	c->grant_opts = 15;
	EXPECT_EQ(domctl(XEN_DOMCTL_createdomain, 0), -EINVAL);
}

static void vcpus(void)
{
	long domid = create(0);

	clear();
	op.u.max_vcpus.max = 1;
	EXPECT_EQ(domctl(XEN_DOMCTL_max_vcpus, domid), -EINVAL);
	op.u.max_vcpus.max = 2;
	EXPECT_EQ(domctl(XEN_DOMCTL_max_vcpus, domid), 0);
	EXPECT_EQ(info(domid), 0);
	EXPECT_EQ(op.u.getdomaininfo.max_vcpu_id, 1);
	EXPECT_EQ(op.u.getdomaininfo.nr_online_vcpus, 0);

	clear();
	op.u.getvcpuinfo.vcpu = 1;
	EXPECT_EQ(domctl(XEN_DOMCTL_getvcpuinfo, domid), 0);
	EXPECT_EQ(op.u.getvcpuinfo.online, 0);
	EXPECT_EQ(op.u.getvcpuinfo.running, 0);
	EXPECT_EQ(op.u.getvcpuinfo.cpu_time, 0);
	op.u.getvcpuinfo.vcpu = 2;
	EXPECT_EQ(domctl(XEN_DOMCTL_getvcpuinfo, domid), -EINVAL);
	/* It never had registers. */
	clear();
	EXPECT_EQ(domctl(XEN_DOMCTL_getvcpucontext, domid), -ENODATA);
	op.u.vcpucontext.vcpu = 2;
	EXPECT_EQ(domctl(XEN_DOMCTL_getvcpucontext, domid), -EINVAL);
	EXPECT_EQ(destroy(domid), 0);
}

static void affinity(void)
{
	u8 hard[8], soft[8];
	long domid = create(0);

	clear();
	op.u.max_vcpus.max = 2;
	EXPECT_EQ(domctl(XEN_DOMCTL_max_vcpus, domid), 0);
	clear();
	memset(hard, 0, sizeof(hard));
	memset(soft, 0, sizeof(soft));
	op.u.vcpuaffinity.flags = XEN_VCPUAFFINITY_HARD | XEN_VCPUAFFINITY_SOFT;
	op.u.vcpuaffinity.cpumap_hard.bitmap = hard;
	op.u.vcpuaffinity.cpumap_hard.nr_bits = 64;
	op.u.vcpuaffinity.cpumap_soft.bitmap = soft;
	op.u.vcpuaffinity.cpumap_soft.nr_bits = 64;
	EXPECT_EQ(domctl(XEN_DOMCTL_getvcpuaffinity, domid), 0);
	EXPECT(hard[0] & 1);
	EXPECT(soft[0] & 1);
	memset(hard, 0, sizeof(hard));
	hard[0] = 1;
	op.u.vcpuaffinity.flags = XEN_VCPUAFFINITY_HARD;
	EXPECT_EQ(domctl(XEN_DOMCTL_setvcpuaffinity, domid), 0);
	EXPECT_EQ(hard[0], 1);
	/* No CPU at all. */
	hard[0] = 0;
	EXPECT_EQ(domctl(XEN_DOMCTL_setvcpuaffinity, domid), -EINVAL);
	op.u.vcpuaffinity.flags = 0;
	EXPECT_EQ(domctl(XEN_DOMCTL_setvcpuaffinity, domid), -EINVAL);
	op.u.vcpuaffinity.flags = XEN_VCPUAFFINITY_HARD;
	op.u.vcpuaffinity.vcpu = 7;
	EXPECT_EQ(domctl(XEN_DOMCTL_getvcpuaffinity, domid), -EINVAL);
	EXPECT_EQ(destroy(domid), 0);
}

static long populate(domid_t domid, xen_pfn_t *list, u64 nr, unsigned int order)
{
	struct xen_memory_reservation r = {
		.extent_start = list,
		.nr_extents = nr,
		.extent_order = order,
		.domid = domid,
	};

	return memory_op(XENMEM_populate_physmap, &r);
}

static void memory(void)
{
	static xen_pfn_t list[128];
	u64 before = free_pages();
	long domid = create(0);
	unsigned int i, wrong = 0;

	for (i = 0; i < ARRAY_SIZE(list); i++)
		list[i] = i;
	/* Nothing is allowed yet. */
	EXPECT_EQ(populate(domid, list, 1, 0), 0);
	clear();
	op.u.max_mem.max_memkb = 100 * 4;
	EXPECT_EQ(domctl(XEN_DOMCTL_max_mem, domid), 0);
	EXPECT_EQ(populate(domid, list, 128, 0), 100);
	for (i = 0; i < 100; i++)
		wrong += mfn_to_pfn(list[i]) != i;
	EXPECT_EQ(wrong, 0);
	EXPECT_EQ(info(domid), 0);
	EXPECT_EQ(op.u.getdomaininfo.tot_pages, 100);
	EXPECT_EQ(op.u.getdomaininfo.max_pages, 100);

	clear();
	op.u.max_mem.max_memkb = 4096;
	EXPECT_EQ(domctl(XEN_DOMCTL_max_mem, domid), 0);
	list[0] = 0x200;
	EXPECT_EQ(populate(domid, list, 1, 9), 1);
	EXPECT_EQ(list[0] % 512, 0);
	EXPECT_EQ(mfn_to_pfn(list[0] + 511), 0x3ff);
	EXPECT_EQ(destroy(domid), 0);
	EXPECT(free_pages() + 64 >= before);
}

static void claims(void)
{
	long domid = create(0);
	xen_pfn_t pfn = 5;
	struct xen_memory_reservation r = { .domid = domid, .nr_extents = 50 };

	clear();
	op.u.max_mem.max_memkb = 100 * 4;
	EXPECT_EQ(domctl(XEN_DOMCTL_max_mem, domid), 0);
	EXPECT_EQ(memory_op(XENMEM_claim_pages, &r), 0);
	EXPECT_EQ(memory_op(XENMEM_claim_pages, &r), -EINVAL);
	EXPECT_EQ(info(domid), 0);
	EXPECT_EQ(op.u.getdomaininfo.outstanding_pages, 50);
	EXPECT_EQ(populate(domid, &pfn, 1, 0), 1);
	EXPECT_EQ(info(domid), 0);
	EXPECT_EQ(op.u.getdomaininfo.outstanding_pages, 49);
	r.nr_extents = 0;
	EXPECT_EQ(memory_op(XENMEM_claim_pages, &r), 0);
	EXPECT_EQ(info(domid), 0);
	EXPECT_EQ(op.u.getdomaininfo.outstanding_pages, 0);
	EXPECT_EQ(destroy(domid), 0);
}

static void foreign_mapping_keeps_memory(void)
{
	u64 *va = alloc_page();
	u64 own = virt_to_mfn(va);
	struct mmu_update u;
	xen_pfn_t pfn = 0;
	long domid = create(0);

	clear();
	op.u.max_mem.max_memkb = 40;
	EXPECT_EQ(domctl(XEN_DOMCTL_max_mem, domid), 0);
	EXPECT_EQ(populate(domid, &pfn, 1, 0), 1);
	u.ptr = pte_maddr(va);
	u.val = (u64)pfn << PAGE_SHIFT | PTE_KERNEL;
	EXPECT_EQ(hypercall(__HYPERVISOR_mmu_update, &u, 1, 0, domid), 0);
	*va = 42;
	EXPECT_EQ(destroy(domid), 0);
	/* The domain is dead, its page is still ours to look at. */
	EXPECT_EQ(*va, 42);
	EXPECT_EQ(info(domid), 0);
	EXPECT_EQ(op.domain, domid);
	EXPECT(op.u.getdomaininfo.flags & XEN_DOMINF_dying);
	EXPECT_EQ(op.u.getdomaininfo.tot_pages, 1);
	EXPECT_EQ(map_mfn(va, own, PTE_KERNEL), 0);
	EXPECT_EQ(info(domid), -ESRCH);
}

static void pause_and_unpause(void)
{
	long domid = create(0);

	clear();
	op.u.max_vcpus.max = 2;
	EXPECT_EQ(domctl(XEN_DOMCTL_max_vcpus, domid), 0);
	EXPECT_EQ(domctl(XEN_DOMCTL_pausedomain, domid), 0);
	EXPECT_EQ(domctl(XEN_DOMCTL_unpausedomain, domid), 0);
	EXPECT_EQ(info(domid), 0);
	EXPECT(op.u.getdomaininfo.flags & XEN_DOMINF_paused);
	EXPECT_EQ(domctl(XEN_DOMCTL_unpausedomain, domid), 0);
	EXPECT_EQ(info(domid), 0);
	EXPECT(!(op.u.getdomaininfo.flags & XEN_DOMINF_paused));
	EXPECT_EQ(domctl(XEN_DOMCTL_unpausedomain, domid), -EINVAL);
	EXPECT_EQ(destroy(domid), 0);
}

static void small_things(void)
{
	static const u8 handle[16] = { 9, 8, 7 };
	u8 nodes[8] = { 1 };
	long domid = create(0);

	clear();
	memcpy(op.u.setdomainhandle.handle, handle, sizeof(handle));
	EXPECT_EQ(domctl(XEN_DOMCTL_setdomainhandle, domid), 0);
	EXPECT_EQ(info(domid), 0);
	EXPECT_EQ(op.u.getdomaininfo.handle[2], 7);
	clear();
	op.u.nodeaffinity.nodemap.bitmap = nodes;
	op.u.nodeaffinity.nodemap.nr_bits = 64;
	EXPECT_EQ(domctl(XEN_DOMCTL_setnodeaffinity, domid), 0);
	nodes[0] = 0;
	EXPECT_EQ(domctl(XEN_DOMCTL_getnodeaffinity, domid), 0);
	EXPECT(nodes[0] & 1);
	clear();
	op.u.settimeoffset.time_offset_seconds = 3600;
	EXPECT_EQ(domctl(XEN_DOMCTL_settimeoffset, domid), 0);
	clear();
	EXPECT_EQ(domctl(XEN_DOMCTL_get_address_size, domid), 0);
	EXPECT_EQ(op.u.address_size.size, 64);
	EXPECT_EQ(domctl(XEN_DOMCTL_set_address_size, domid), 0);
	op.u.address_size.size = 48;
	EXPECT_EQ(domctl(XEN_DOMCTL_set_address_size, domid), -EINVAL);
	EXPECT_EQ(destroy(domid), 0);
}

static long set_tsc(long domid, u32 mode)
{
	clear();
	op.u.tsc_info.tsc_mode = mode;
	op.u.tsc_info.incarnation = 7;
	return domctl(XEN_DOMCTL_settscinfo, domid);
}

/* The counter is the machine's own, and nothing else is promised. */
static void tsc_modes(void)
{
	long domid = create(0);

	EXPECT_EQ(set_tsc(domid, 0), 0);
	EXPECT_EQ(set_tsc(domid, 2), 0);
	EXPECT_EQ(set_tsc(domid, 4), -EINVAL);
	EXPECT_EQ(set_tsc(0, 0), -EINVAL);
	if (on_hoist()) {
		EXPECT_EQ(set_tsc(domid, 1), -EOPNOTSUPP);
		EXPECT_EQ(set_tsc(domid, 3), -EOPNOTSUPP);
	}
	clear();
	EXPECT_EQ(domctl(XEN_DOMCTL_gettscinfo, domid), 0);
	EXPECT_EQ(op.u.tsc_info.tsc_mode, 2);
	EXPECT_EQ(op.u.tsc_info.incarnation, 8);
	EXPECT_EQ(destroy(domid), 0);
}

static void device_rights(void)
{
	long domid = create(0);

	clear();
	op.u.iomem_permission.first_mfn = 0xfe000;
	op.u.iomem_permission.nr_mfns = 1;
	op.u.iomem_permission.allow_access = 1;
	EXPECT_EQ(domctl(XEN_DOMCTL_iomem_permission, domid), 0);
	op.u.iomem_permission.nr_mfns = 0;
	EXPECT_EQ(domctl(XEN_DOMCTL_iomem_permission, domid), -EINVAL);
	clear();
	op.u.irq_permission.pirq = 100000;
	op.u.irq_permission.allow_access = 1;
	EXPECT_EQ(domctl(XEN_DOMCTL_irq_permission, domid), -EINVAL);
	clear();
	op.u.ioport_permission.first_port = 0x3f0;
	op.u.ioport_permission.nr_ports = 2;
	op.u.ioport_permission.allow_access = 1;
	EXPECT_EQ(domctl(XEN_DOMCTL_ioport_permission, domid), 0);
	op.u.ioport_permission.first_port = 0xffff;
	EXPECT_EQ(domctl(XEN_DOMCTL_ioport_permission, domid), -EINVAL);
	EXPECT_EQ(destroy(domid), 0);
}

static void grant_frames_of_another(void)
{
	long domid = create(0);
	xen_pfn_t frames[2] = { };
	struct xen_mem_acquire_resource res = {
		.domid = domid, .type = XENMEM_resource_grant_table,
	};
	u64 *va = alloc_page();
	struct mmu_update u = { .ptr = pte_maddr(va) };
	u64 own = virt_to_mfn(va);

	EXPECT_EQ(memory_op(XENMEM_acquire_resource, &res), 0);
	EXPECT_EQ(res.nr_frames, 4);
	res.nr_frames = 2;
	EXPECT_EQ(memory_op(XENMEM_acquire_resource, &res), -EINVAL);
	res.frame_list = frames;
	EXPECT_EQ(memory_op(XENMEM_acquire_resource, &res), 0);
	EXPECT(frames[0] && frames[1] && frames[0] != frames[1]);
	u.val = frames[0] << PAGE_SHIFT | PTE_KERNEL;
	EXPECT_EQ(hypercall(__HYPERVISOR_mmu_update, &u, 1, 0, domid), 0);
	va[0] = 1;
	EXPECT_EQ(map_mfn(va, own, PTE_KERNEL), 0);
	res.frame = 3;
	EXPECT_EQ(memory_op(XENMEM_acquire_resource, &res), -EINVAL);
	res.frame = 0;
	res.pad = 1;
	EXPECT_EQ(memory_op(XENMEM_acquire_resource, &res), -EINVAL);
	res.pad = 0;
	res.type = 77;
	EXPECT_EQ(memory_op(XENMEM_acquire_resource, &res), -EOPNOTSUPP);
	EXPECT_EQ(destroy(domid), 0);
	EXPECT_EQ(info(domid), -ESRCH);
}

static long shadow(domid_t domid, u32 what, u32 mode, void *bitmap, u64 pages)
{
	clear();
	op.u.shadow_op.op = what;
	op.u.shadow_op.mode = mode;
	set_xen_guest_handle(op.u.shadow_op.dirty_bitmap, bitmap);
	op.u.shadow_op.pages = pages;
	return domctl(XEN_DOMCTL_shadow_op, domid);
}

static void dirty_frames(void)
{
	static u8 bitmap[64];
	long domid = create(0);

	XEN_DIFFERS("PV guests have no log of dirty frames");
	EXPECT_EQ(shadow(domid, XEN_DOMCTL_SHADOW_OP_OFF, 0, NULL, 0), -EINVAL);
	EXPECT_EQ(shadow(domid, XEN_DOMCTL_SHADOW_OP_CLEAN, 0, bitmap, 64), -EINVAL);
	EXPECT_EQ(shadow(domid, XEN_DOMCTL_SHADOW_OP_ENABLE, XEN_DOMCTL_SHADOW_ENABLE_TRANSLATE,
			 NULL, 0), -EOPNOTSUPP);
	EXPECT_EQ(shadow(domid, XEN_DOMCTL_SHADOW_OP_ENABLE_LOGDIRTY, 0, NULL, 0), 0);
	EXPECT_EQ(shadow(domid, XEN_DOMCTL_SHADOW_OP_ENABLE_LOGDIRTY, 0, NULL, 0), -EINVAL);
	EXPECT_EQ(shadow(domid, XEN_DOMCTL_SHADOW_OP_CLEAN, 0, bitmap, 77), 0);
	EXPECT_EQ(op.u.shadow_op.pages, 77);
	EXPECT_EQ(op.u.shadow_op.stats.dirty_count, 0);
	EXPECT_EQ(bitmap[0], 0xff);
	EXPECT_EQ(bitmap[8], 0xff);
	EXPECT_EQ(bitmap[9], 0x1f);
	EXPECT_EQ(bitmap[10], 0);
	EXPECT_EQ(shadow(domid, XEN_DOMCTL_SHADOW_OP_PEEK, 0, NULL, 64), 0);
	EXPECT_EQ(shadow(domid, XEN_DOMCTL_SHADOW_OP_PEEK, 0, (void *)0xffff810000000000UL, 64),
		  -EFAULT);
	EXPECT_EQ(shadow(domid, XEN_DOMCTL_SHADOW_OP_PEEK, 0, bitmap, ~0UL), -E2BIG);
	EXPECT_EQ(shadow(0, XEN_DOMCTL_SHADOW_OP_ENABLE_LOGDIRTY, 0, NULL, 0), -EINVAL);
	EXPECT_EQ(shadow(domid, XEN_DOMCTL_SHADOW_OP_OFF, 0, NULL, 0), 0);
	EXPECT_EQ(destroy(domid), 0);
}

GUEST_TEST({ "the front door", front_door },
	   { "what is said of dom0", dom0_info },
	   { "a domain is made and destroyed", create_and_destroy },
	   { "configurations that make no sense", bad_configurations },
	   { "vCPUs", vcpus },
	   { "affinity of vCPUs", affinity },
	   { "memory for a domain", memory },
	   { "claims", claims },
	   { "a foreign mapping outlives the domain", foreign_mapping_keeps_memory },
	   { "pause and unpause", pause_and_unpause },
	   { "handle, node, time, address size", small_things },
	   { "modes of the TSC", tsc_modes },
	   { "rights on devices", device_rights },
	   { "grant frames of another domain", grant_frames_of_another },
	   { "the log of dirty frames", dirty_frames });
