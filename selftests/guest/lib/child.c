// SPDX-License-Identifier: GPL-2.0-only
/*
 * Children of a test kernel: see child.h.
 *
 * Frame n of the child is at VIRT_BASE + n * 4 KiB, as the parent's are. The image is
 * copied page by page; behind it come start_info, the list of frames and the tables,
 * which map all of it, themselves read-only.
 */
#include "child.h"

#include <asm/xen/interface.h>
#include <xen/interface/memory.h>
#include <xen/interface/sched.h>
#include <xen/interface/sysctl.h>
#include <xen/interface/vcpu.h>

#include "guest.h"
#include "internal.h"

#define FIRST_PFN	0x100
#define MAX_PAGES	1024
#define MAX_L1		4
#define STACK_SIZE	16384
#define RFLAGS_DEFAULT	0x202

static struct child_page the_page __aligned(4096);
struct child_page *const child_page = &the_page;
static u8 stacks[CHILD_VCPUS][STACK_SIZE] __aligned(4096);

/* What is being built; one at a time. */
static struct {
	xen_pfn_t mfn[MAX_PAGES];
	u64 image, info, list, l1, l2, l3, l4, total;	/* pages from FIRST_PFN on */
	u32 nr_l1;
	struct child *c;
} b;

static void *work;
static u64 work_mfn;

long domctl_call(u32 cmd, domid_t domid, struct xen_domctl *op)
{
	op->cmd = cmd;
	op->interface_version = XEN_DOMCTL_INTERFACE_VERSION;
	op->domain = domid;
	return hypercall(__HYPERVISOR_domctl, op);
}

u64 machine_free_pages(void)
{
	static struct xen_sysctl sys;

	sys = (struct xen_sysctl){
		.cmd = XEN_SYSCTL_physinfo,
		.interface_version = XEN_SYSCTL_INTERFACE_VERSION,
	};
	EXPECT_EQ(hypercall(__HYPERVISOR_sysctl, &sys), 0);
	return sys.u.physinfo.free_pages;
}

static void show_frame(void *va, u64 mfn, domid_t domid)
{
	if (hypercall(__HYPERVISOR_update_va_mapping_otherdomain, va,
		      mfn << PAGE_SHIFT | PTE_KERNEL, UVMF_INVLPG, domid))
		guest_panic("a frame of a child can't be mapped");
}

/* The child's page @page behind FIRST_PFN, in our window. */
static void *show(u64 page)
{
	show_frame(work, b.mfn[page], b.c->domid);
	return work;
}

static void hide(void)
{
	map_mfn(work, work_mfn, PTE_KERNEL);
}

static void lay_out(void)
{
	u64 end = ((u64)image_end - VIRT_BASE + PAGE_SIZE - 1) >> PAGE_SHIFT;

	b.image = end - FIRST_PFN;
	b.info = b.image;
	b.list = b.info + 1;
	b.l4 = b.list + (FIRST_PFN + MAX_PAGES + 511) / 512;
	b.l3 = b.l4 + 1;
	b.l2 = b.l3 + 1;
	b.l1 = b.l2 + 1;
	b.nr_l1 = (FIRST_PFN + b.l1 + MAX_L1 + 511) / 512;
	b.total = b.l1 + b.nr_l1;
	if (b.total > MAX_PAGES || b.nr_l1 > MAX_L1)
		guest_panic("this program is too large for a child");
}

static void *va_of(u64 page)
{
	return pfn_to_virt(FIRST_PFN + page);
}

static void copy_image(void)
{
	u64 i;

	for (i = 0; i < b.image; i++)
		if (pte_read(va_of(i)) & PTE_P)
			memcpy(show(i), va_of(i), PAGE_SIZE);
}

static void write_list(void)
{
	u64 i, *list = NULL;

	for (i = 0; i < b.total; i++) {
		u64 pfn = FIRST_PFN + i;

		if (!list || pfn % 512 == 0)
			list = show(b.list + pfn / 512);
		list[pfn % 512] = b.mfn[i];
	}
}

static u64 entry(u64 page, u64 flags)
{
	return b.mfn[page] << PAGE_SHIFT | flags;
}

static void write_tables(void)
{
	u64 i, *table = NULL;

	for (i = 0; i < b.total; i++) {
		u64 pfn = FIRST_PFN + i;

		if (!table || pfn % 512 == 0)
			table = show(b.l1 + pfn / 512);
		table[pfn % 512] = entry(i, i >= b.l4 ? PTE_KERNEL_RO : PTE_KERNEL);
	}
	table = show(b.l2);
	for (i = 0; i < b.nr_l1; i++)
		table[i] = entry(b.l1 + i, PTE_KERNEL);
	table = show(b.l3);
	table[510] = entry(b.l2, PTE_KERNEL);
	table = show(b.l4);
	table[511] = entry(b.l3, PTE_KERNEL);
	b.c->cr3 = b.mfn[b.l4] << PAGE_SHIFT;
}

static void write_info(u64 shared_frame)
{
	struct start_info *si = show(b.info);

	si->nr_pages = FIRST_PFN + b.total;
	si->shared_info = shared_frame << PAGE_SHIFT;
	si->pt_base = (unsigned long)va_of(b.l4);
	si->nr_pt_frames = b.total - b.l4;
	si->mfn_list = (unsigned long)va_of(b.list);
}

/* As a builder for Linux leaves it: nothing is delivered before the program asks for it. */
static void write_shared_info(u64 shared_frame)
{
	struct shared_info *shared = work;
	u32 i;

	show_frame(work, shared_frame, b.c->domid);
	for (i = 0; i < CHILD_VCPUS; i++)
		shared->vcpu_info[i].evtchn_upcall_mask = 1;
}

static long make_domain(struct child *c, const struct child_config *conf)
{
	static struct xen_domctl op;
	long rc;

	memset(&op, 0, sizeof(op));
	op.u.createdomain.max_vcpus = c->vcpus;
	op.u.createdomain.max_evtchn_port = 1023;
	op.u.createdomain.max_grant_frames = 4;
	op.u.createdomain.max_maptrack_frames = 4;
	op.u.createdomain.grant_opts = XEN_DOMCTL_GRANT_version(2);
	op.u.createdomain.cpupool_id = conf->cpupool;
	rc = domctl_call(XEN_DOMCTL_createdomain, 0, &op);
	if (rc)
		return rc;
	c->domid = op.domain;
	if (conf->stop_at == CHILD_STOP_CREATED)
		return 0;
	memset(&op, 0, sizeof(op));
	op.u.max_vcpus.max = c->vcpus;
	rc = domctl_call(XEN_DOMCTL_max_vcpus, c->domid, &op);
	memset(&op, 0, sizeof(op));
	op.u.max_mem.max_memkb = (b.total + conf->extra_pages) * 4;
	return rc ?: domctl_call(XEN_DOMCTL_max_mem, c->domid, &op);
}

static long populate(domid_t domid)
{
	struct xen_memory_reservation r = { .nr_extents = b.total, .domid = domid };
	long done;
	u64 i;

	for (i = 0; i < b.total; i++)
		b.mfn[i] = FIRST_PFN + i;
	set_xen_guest_handle(r.extent_start, b.mfn);
	done = hypercall(__HYPERVISOR_memory_op, XENMEM_populate_physmap, &r);
	return done == (long)b.total ? 0 : -ENOMEM;
}

static long fill(struct child *c)
{
	struct mmuext_op pin = { .cmd = MMUEXT_PIN_L4_TABLE };
	static struct xen_domctl op;
	long rc = domctl_call(XEN_DOMCTL_getdomaininfo, c->domid, &op);

	if (rc)
		return rc;
	copy_image();
	write_list();
	write_info(op.u.getdomaininfo.shared_info_frame);
	write_tables();
	write_shared_info(op.u.getdomaininfo.shared_info_frame);
	hide();
	pin.arg1.mfn = b.mfn[b.l4];
	rc = hypercall(__HYPERVISOR_mmuext_op, &pin, 1, 0, c->domid);
	if (rc)
		return rc;
	c->window_mfn = virt_to_mfn(c->window);
	show_frame(c->window, b.mfn[virt_to_pfn(&the_page) - FIRST_PFN], c->domid);
	c->page = c->window;
	memset(c->window, 0, PAGE_SIZE);
	return 0;
}

static unsigned int this_vcpu(const void *sp)
{
	return ((u64)sp - (u64)stacks) / STACK_SIZE;
}

unsigned int child_vcpu(void)
{
	return this_vcpu(__builtin_frame_address(0));
}

static void child_start(struct start_info *si, void (*fn)(void *arg), void *arg)
{
	static volatile bool ready;

	if (!child_vcpu()) {
		start_info = si;
		console_init();
		memory_init();
		traps_init();
		ready = true;
	}
	while (!ready)
		barrier();
	fn(arg);
	child_exit(SHUTDOWN_poweroff);
}

static long set_context(const struct child *c, u32 vcpu, const struct child_config *conf)
{
	static struct vcpu_guest_context ctx;
	struct xen_domctl op = { .u.vcpucontext.vcpu = vcpu };

	memset(&ctx, 0, sizeof(ctx));
	ctx.flags = VGCF_in_kernel | VGCF_online;
	ctx.user_regs.rip = (u64)child_start;
	ctx.user_regs.rsp = (u64)stacks[vcpu] + STACK_SIZE - 8;
	ctx.user_regs.rdi = (u64)va_of(b.info);
	ctx.user_regs.rsi = (u64)conf->fn;
	ctx.user_regs.rdx = (u64)conf->arg;
	ctx.user_regs.rflags = RFLAGS_DEFAULT;
	ctx.user_regs.cs = FLAT_KERNEL_CS;
	ctx.user_regs.ss = FLAT_KERNEL_SS;
	ctx.kernel_ss = FLAT_KERNEL_SS;
	ctx.kernel_sp = (u64)stacks[vcpu] + STACK_SIZE;
	ctx.ctrlreg[3] = c->cr3;
	ctx.vm_assist = conf->vm_assist;
	set_xen_guest_handle(op.u.vcpucontext.ctxt, &ctx);
	return domctl_call(XEN_DOMCTL_setvcpucontext, c->domid, &op);
}

static void prepare(struct child *c, const struct child_config *conf)
{
	memset(&b, 0, sizeof(b));
	b.c = c;
	if (!work) {
		work = alloc_page();
		work_mfn = virt_to_mfn(work);
	}
	if (!c->window)
		c->window = alloc_page();
	c->vcpus = conf->vcpus ?: 1;
	c->domid = 0;
	c->page = NULL;
	lay_out();
}

static long build(struct child *c, const struct child_config *conf)
{
	long rc = make_domain(c, conf);
	u32 i;

	if (rc || conf->stop_at == CHILD_STOP_CREATED)
		return rc;
	rc = populate(c->domid);
	if (rc || conf->stop_at == CHILD_STOP_POPULATED)
		return rc;
	rc = fill(c);
	if (conf->stop_at == CHILD_STOP_FILLED)
		return rc;
	for (i = 0; !rc && i < c->vcpus; i++)
		rc = set_context(c, i, conf);
	return rc;
}

long child_create(struct child *c, const struct child_config *conf)
{
	long rc;

	prepare(c, conf);
	rc = build(c, conf);
	if (rc && c->domid)
		child_destroy(c);
	return rc;
}

long child_unpause(struct child *c)
{
	static struct xen_domctl op;

	return domctl_call(XEN_DOMCTL_unpausedomain, c->domid, &op);
}

long child_pause(struct child *c)
{
	static struct xen_domctl op;

	return domctl_call(XEN_DOMCTL_pausedomain, c->domid, &op);
}

long child_destroy(struct child *c)
{
	static struct xen_domctl op;

	if (c->page)
		map_mfn(c->window, c->window_mfn, PTE_KERNEL);
	c->page = NULL;
	return domctl_call(XEN_DOMCTL_destroydomain, c->domid, &op);
}

long child_shutdown_code(const struct child *c)
{
	static struct xen_domctl op;

	if (domctl_call(XEN_DOMCTL_getdomaininfo, c->domid, &op) || op.domain != c->domid ||
	    !(op.u.getdomaininfo.flags & XEN_DOMINF_shutdown))
		return -1;
	return op.u.getdomaininfo.flags >> XEN_DOMINF_shutdownshift & XEN_DOMINF_shutdownmask;
}

u64 child_cpu_time(const struct child *c, u32 vcpu, u32 *cpu)
{
	struct xen_domctl op = { .u.getvcpuinfo.vcpu = vcpu };

	EXPECT_EQ(domctl_call(XEN_DOMCTL_getvcpuinfo, c->domid, &op), 0);
	if (cpu)
		*cpu = op.u.getvcpuinfo.cpu;
	return op.u.getvcpuinfo.cpu_time;
}

void __noreturn child_exit(u32 reason)
{
	struct sched_shutdown how = { .reason = reason };

	for (;;)
		hypercall(__HYPERVISOR_sched_op, SCHEDOP_shutdown, &how);
}

void sleep_ms(u64 ms)
{
	u64 end = system_time_ns() + ms * 1000000;

	while (system_time_ns() < end) {
		struct sched_poll poll = { .timeout = end };

		hypercall(__HYPERVISOR_sched_op, SCHEDOP_poll, &poll);
	}
}
