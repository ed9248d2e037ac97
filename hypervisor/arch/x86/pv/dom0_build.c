// SPDX-License-Identifier: GPL-2.0-only
/*
 * Builds dom0 as a PV domain.
 *
 * pfn 0 is at virt_base.  What the kernel finds mapped, from virt_base up to a
 * border of 4 MiB with at least 512 KiB to spare:
 *
 *	kernel | [p2m] | start_info | page tables (read-only) | boot stack | spare
 *
 * and behind it, by pfn: initrd, unmapped; then, if the kernel names an address
 * for it, the p2m with page tables of its own.
 */
#include <asm/dom0.h>

#include <linux/align.h>
#include <linux/err.h>
#include <linux/errno.h>
#include <linux/init.h>
#include <linux/limits.h>
#include <linux/minmax.h>
#include <linux/string.h>
#include <hyp/boot_info.h>
#include <hyp/console.h>
#include <hyp/domain.h>
#include <hyp/guest.h>
#include <hyp/heap.h>
#include <hyp/mm_init.h>
#include <hyp/p2m.h>
#include <hyp/page_alloc.h>
#include <hyp/panic.h>
#include <hyp/printk.h>
#include <hyp/softirq.h>
#include <hyp/time.h>
#include <hyp/vcpu.h>
#include <hyp/vmap.h>
#include <asm/domain.h>
#include <asm/pv.h>
#include <asm/pv_hypercall.h>
#include <asm/pv_mm.h>
#include <asm/pv_context.h>
#include <asm/pv_pte.h>
#include <asm/system.h>
#include <xen/interface/domctl.h>

#define SPARE_BYTES	(512UL << 10)
#define BORDER		(4UL << 20)
#define PTE_TABLE	(PTE_PRESENT | PTE_RW | PTE_USER | PTE_ACCESSED)
#define PTE_PAGE	(PTE_PRESENT | PTE_USER | PTE_ACCESSED | PTE_GUEST_KERNEL)
#define PTE_PAGE_RW	(PTE_PAGE | PTE_RW | PTE_DIRTY)

/* Everything about the domain while it is being built; freed at the end. */
struct dom0 {
	struct domain *d;
	struct dom0_kernel kernel;
	struct dom0_size size;
	u64 *mfn;			/* of each pfn */
	u64 nr;				/* how many so far */
	/* pfns */
	u64 p2m, info, tables, stack, end;
	u64 initrd, p2m_tables, used;
	/* numbers of frames */
	u64 nr_p2m, nr_tables, nr_initrd, nr_p2m_tables;
	u64 next_table;			/* pfn of the next free one */
};

static u64 pfn_va(const struct dom0 *b, u64 pfn)
{
	return b->kernel.virt_base + (pfn << PAGE_SHIFT);
}

static void *pfn_page(const struct dom0 *b, u64 pfn)
{
	return mfn_to_virt(to_mfn(b->mfn[pfn]));
}

/* Frames for the next pfns, in pieces as large as there are. */
static void add_pages(struct dom0 *b, u64 pages)
{
	u64 goal = b->nr + pages;
	unsigned int order = 9;

	while (b->nr < goal) {
		struct page_info *pg = NULL;
		u64 i;

		while (order && 1ULL << order > goal - b->nr)
			order--;
		pg = page_alloc_domheap(b->d, order, MEMF_NO_SCRUB);
		if (!pg && !order)
			boot_fail("out of memory for dom0: %llu of %llu pages", b->nr, goal);
		if (!pg) {
			order--;
			continue;
		}
		for (i = 0; i < 1ULL << order; i++, b->nr++) {
			b->mfn[b->nr] = mfn_x(page_to_mfn(pg)) + i;
			m2p_set(to_mfn(b->mfn[b->nr]), b->nr);
		}
		softirq_run_safe();
	}
}

/* Page tables of all levels below the L4 for [va, va + pages). */
static u64 tables_below_l4(u64 va, u64 pages)
{
	u64 last = va + (pages << PAGE_SHIFT) - 1;
	u64 n = 0;
	unsigned int level;

	for (level = 2; level <= 4; level++) {
		unsigned int shift = PT_LEVEL_SHIFT(level);

		n += (last >> shift) - (va >> shift) + 1;
	}
	return n;
}

/* The page tables map themselves, so their number is found by trying. */
static void plan_mapped(struct dom0 *b)
{
	struct dom0_kernel *k = &b->kernel;
	u64 pfn = (ALIGN(k->end, PAGE_SIZE) - k->virt_base) >> PAGE_SHIFT;

	b->nr_p2m = bytes_to_frames(b->size.pages * sizeof(u64));
	b->p2m = pfn;
	if (k->virt_p2m == ~0ULL)
		pfn += b->nr_p2m;
	b->info = pfn++;
	b->tables = pfn;
	b->nr_tables = 0;
	do {
		b->nr_tables++;
		b->stack = b->tables + b->nr_tables;
		b->end = ALIGN(pfn_va(b, b->stack + 1) + SPARE_BYTES, BORDER);
		b->end = (b->end - k->virt_base) >> PAGE_SHIFT;
	} while (1 + tables_below_l4(k->virt_base, b->end) > b->nr_tables);
}

static void plan(struct dom0 *b, const struct boot_module *initrd)
{
	struct dom0_kernel *k = &b->kernel;

	plan_mapped(b);
	b->initrd = b->end;
	b->nr_initrd = initrd ? bytes_to_frames(initrd->size) : 0;
	b->used = b->initrd + b->nr_initrd;
	if (k->virt_p2m != ~0ULL) {
		b->p2m = b->used;
		b->p2m_tables = b->p2m + b->nr_p2m;
		b->nr_p2m_tables = tables_below_l4(k->virt_p2m, b->nr_p2m);
		b->used = b->p2m_tables + b->nr_p2m_tables;
	}
	if (b->nr_initrd > b->size.pages)
		boot_fail("dom0: the initrd (%llu MiB) is larger than dom0's memory (%llu MiB)",
			  b->nr_initrd >> 8, b->size.pages >> 8);
	if (b->used > b->size.pages)
		boot_fail("dom0: %llu MiB are too little, kernel and initrd need %llu MiB",
			  b->size.pages >> 8, (b->used >> 8) + 1);
}

static void copy_to_domain(void *ctx, u64 va, const void *from, u64 bytes)
{
	const struct dom0 *b = ctx;
	const u8 *p = from;

	while (bytes) {
		u64 offset = va - b->kernel.virt_base;
		u64 n = min(bytes, PAGE_SIZE - offset % PAGE_SIZE);
		u8 *to = (u8 *)pfn_page(b, offset >> PAGE_SHIFT) + offset % PAGE_SIZE;

		if (p) {
			memcpy(to, p, n);
			p += n;
		} else {
			memset(to, 0, n);
		}
		va += n;
		bytes -= n;
	}
}

/* Entry of @table for @va at @level; a table is added below if there is none. */
static pte_t *walk(struct dom0 *b, u64 va)
{
	pte_t *table = pfn_page(b, b->tables);
	unsigned int level;

	for (level = 4; level > 1; level--) {
		pte_t *pte = table + PT_INDEX(va, level);

		if (!*pte)
			*pte = pte_make(to_mfn(b->mfn[b->next_table++]), PTE_TABLE);
		table = mfn_to_virt(pte_mfn(*pte));
	}
	return table + PT_INDEX(va, 1);
}

static void clear_pages(struct dom0 *b, u64 pfn, u64 pages)
{
	while (pages--)
		memset(pfn_page(b, pfn++), 0, PAGE_SIZE);
}

static bool is_table(const struct dom0 *b, u64 pfn)
{
	return pfn >= b->tables && pfn < b->tables + b->nr_tables;
}

static void map_all(struct dom0 *b)
{
	u64 pfn, i;

	clear_pages(b, b->tables, b->nr_tables);
	b->next_table = b->tables + 1;
	for (pfn = 0; pfn < b->end; pfn++)
		*walk(b, pfn_va(b, pfn)) = pte_make(to_mfn(b->mfn[pfn]),
						    is_table(b, pfn) ? PTE_PAGE : PTE_PAGE_RW);
	if (b->kernel.virt_p2m == ~0ULL)
		return;
	clear_pages(b, b->p2m_tables, b->nr_p2m_tables);
	b->next_table = b->p2m_tables;
	for (i = 0; i < b->nr_p2m; i++)
		*walk(b, b->kernel.virt_p2m + (i << PAGE_SHIFT)) =
			pte_make(to_mfn(b->mfn[b->p2m + i]), PTE_PAGE_RW);
}

static void write_p2m(struct dom0 *b)
{
	u64 i;

	for (i = 0; i < b->nr_p2m; i++) {
		u64 n = min(b->nr - i * PT_ENTRIES, (u64)PT_ENTRIES);
		u64 *to = pfn_page(b, b->p2m + i);

		memcpy(to, b->mfn + i * PT_ENTRIES, n * sizeof(*to));
		memset(to + n, 0xff, (PT_ENTRIES - n) * sizeof(*to));
	}
}

static void copy_initrd(struct dom0 *b, const struct boot_module *m)
{
	const u8 *from = m ? paddr_to_virt(m->start) : NULL;
	u64 i;

	for (i = 0; i < b->nr_initrd; i++) {
		u64 n = min(m->size - (i << PAGE_SHIFT), (u64)PAGE_SIZE);
		u8 *to = pfn_page(b, b->initrd + i);

		memcpy(to, from + (i << PAGE_SHIFT), n);
		memset(to + n, 0, PAGE_SIZE - n);
	}
}

static void write_start_info(struct dom0 *b, const struct boot_module *initrd,
			     const char *cmdline)
{
	struct dom0_kernel *k = &b->kernel;
	struct start_info *si = pfn_page(b, b->info);
	struct dom0_vga_console_info *vga = (void *)((u8 *)si + sizeof(*si));

	memset(si, 0, PAGE_SIZE);
	snprintf(si->magic, sizeof(si->magic), "xen-3.0-x86_64");
	si->nr_pages = b->nr;
	si->shared_info = mfn_to_paddr(b->d->shared_info_mfn);
	si->flags = SIF_PRIVILEGED | SIF_INITDOMAIN | SIF_VIRT_P2M_4TOOLS;
	if (console_vga_info(vga)) {
		si->console.dom0.info_off = sizeof(*si);
		si->console.dom0.info_size = sizeof(*vga);
	}
	si->pt_base = pfn_va(b, b->tables);
	si->nr_pt_frames = b->nr_tables;
	si->mfn_list = k->virt_p2m == ~0ULL ? pfn_va(b, b->p2m) : k->virt_p2m;
	if (k->virt_p2m != ~0ULL) {
		si->first_p2m_pfn = b->p2m;
		si->nr_p2m_frames = b->nr_p2m + b->nr_p2m_tables;
	}
	if (initrd) {
		si->mod_start = k->initrd_unmapped ? b->initrd : pfn_va(b, b->initrd);
		si->mod_len = initrd->size;
		si->flags |= k->initrd_unmapped ? SIF_MOD_START_PFN : 0;
	}
	strscpy((char *)si->cmd_line, cmdline, sizeof(si->cmd_line));
}

static void set_first_vcpu(struct dom0 *b)
{
	struct vcpu *v = domain_vcpu(b->d, 0);
	struct vcpu_guest_context *c = heap_new(struct vcpu_guest_context);
	int err;

	if (!c)
		boot_fail("dom0: out of memory");
	c->flags = VGCF_in_kernel;
	c->user_regs.rip = b->kernel.virt_entry;
	c->user_regs.rsp = pfn_va(b, b->stack + 1);
	c->user_regs.rsi = pfn_va(b, b->info);
	c->user_regs.cs = FLAT_KERNEL_CS;
	c->user_regs.ss = FLAT_KERNEL_SS;
	c->user_regs.rflags = RFLAGS_IF;
	c->kernel_ss = FLAT_KERNEL_SS;
	c->kernel_sp = c->user_regs.rsp;
	c->ctrlreg[3] = xen_pfn_to_cr3(b->mfn[b->tables]);
	do {
		softirq_run_safe();
		err = pv_set_context(v, c);
	} while (err == -ERESTART);
	if (err)
		boot_fail("dom0: the start context was refused: %d", err);
	heap_free(c);
	v->initialised = true;
	clear_bit(VPF_DOWN, &v->pause_flags);
}

/* The page tables become what they are only now: nothing maps them writable. */
static void pin(struct dom0 *b)
{
	int err;

	do {
		softirq_run_safe();
		err = pv_pin_l4(b->d, to_mfn(b->mfn[b->tables]));
	} while (err == -ERESTART);
	if (err)
		boot_fail("dom0: the first page tables were refused: %d", err);
}

static void create_domain(struct dom0 *b)
{
	struct xen_domctl_createdomain config = {
		.max_vcpus = b->size.vcpus,
		.max_evtchn_port = -1,
		.max_grant_frames = -1,
		.max_maptrack_frames = -1,
	};
	unsigned int i;

	b->d = domain_create(0, &config, true);
	if (IS_ERR(b->d))
		boot_fail("dom0: not created: %d", (int)PTR_ERR(b->d));
	dom0 = b->d;
	b->d->max_pages = min_t(u64, b->size.max_pages, U32_MAX);
	for (i = 0; i < b->size.vcpus; i++) {
		struct vcpu *v = vcpu_create(b->d, i);

		if (IS_ERR(v))
			boot_fail("dom0: vCPU %u not created: %d", i, (int)PTR_ERR(v));
	}
	dom0_set_caps(b->d);
}

static void report(const struct dom0 *b)
{
	pr_info("dom0: %s, %llu MiB, may grow to %llu MiB, %u vCPUs\n", b->kernel.guest_os,
		b->nr >> 8, b->size.max_pages >> 8, b->size.vcpus);
	pr_info("dom0: kernel %#llx-%#llx, entry %#llx, p2m %#llx, start_info %#llx\n",
		b->kernel.start, b->kernel.end, b->kernel.virt_entry,
		b->kernel.virt_p2m == ~0ULL ? pfn_va(b, b->p2m) : b->kernel.virt_p2m,
		pfn_va(b, b->info));
}

static void fill(struct dom0 *b, const struct boot_module *initrd, const char *cmdline)
{
	dom0_kernel_load(&b->kernel, copy_to_domain, b);
	if (b->kernel.virt_hypercall != ~0ULL)
		pv_hypercall_page(pfn_page(b, (b->kernel.virt_hypercall - b->kernel.virt_base) >>
					   PAGE_SHIFT));
	copy_initrd(b, initrd);
	write_p2m(b);
	clear_pages(b, b->stack, 1);
	write_start_info(b, initrd, cmdline);
	map_all(b);
}

void dom0_free_modules(void)
{
	unsigned int i;

	for (i = 0; i < boot_info.nr_modules; i++) {
		const struct boot_module *m = &boot_info.module[i];

		mm_free_boot_range(m->start, m->start + m->size);
	}
}

static void build(struct dom0 *b, const struct boot_module *kernel,
		  const struct boot_module *initrd)
{
	dom0_kernel_open(&b->kernel, paddr_to_virt(kernel->start), kernel->size);
	dom0_size_get(&b->size, page_alloc_free_frames());
	plan(b, initrd);
	create_domain(b);
	b->mfn = heap_new_array(u64, b->size.pages);
	if (!b->mfn)
		boot_fail("dom0: out of memory");
	add_pages(b, b->size.pages);
	fill(b, initrd, kernel->cmdline);
	report(b);
	dom0_kernel_close(&b->kernel);
	pin(b);
	set_first_vcpu(b);
	heap_free(b->mfn);
}

void dom0_build(void)
{
	const struct boot_module *m = boot_info.module;
	struct dom0 *b = heap_new(struct dom0);

	if (!boot_info.nr_modules)
		boot_fail("dom0: the loader gave no kernel");
	if (!b)
		boot_fail("dom0: out of memory");
	build(b, &m[0], boot_info.nr_modules > 1 ? &m[1] : NULL);
	dom0_free_modules();
	domain_wallclock_update(b->d);
	heap_free(b);
}
