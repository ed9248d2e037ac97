// SPDX-License-Identifier: GPL-2.0-only
/*
 * Descriptor tables of a PV domain.
 *
 * The hypervisor reads the pages of a GDT or an LDT itself, so the domain may not write to
 * them: an entry is changed by a hypercall. The flat segments that the kernel runs in are the
 * hypervisor's, behind the domain's own entries in each GDT. A TSS and an LDT descriptor have
 * no meaning here.
 */
#include <linux/bug.h>
#include <linux/init.h>
#include <linux/kernel.h>
#include <linux/mm.h>
#include <linux/percpu.h>
#include <linux/string.h>

#include <asm/desc.h>
#include <asm/paravirt.h>
#include <asm/pgtable.h>
#include <asm/processor.h>
#include <asm/segment.h>
#include <asm/xen/hypercall.h>
#include <asm/xen/page.h>

#include <xen/interface/xen.h>

#include "pv_cpu.h"
#include "pv_mmu.h"

static void set_protection(void *page, bool protect)
{
	if (protect)
		make_lowmem_page_readonly(page);
	else
		make_lowmem_page_readwrite(page);
}

/**
 * xen_protect_table() - make a page fit to be part of a descriptor table, or undo it
 * @page: where the kernel has it, of any kind of mapping
 * @protect: true to take the write permission away
 *
 * The page's place in the direct map changes with it.
 */
void xen_protect_table(void *page, bool protect)
{
	unsigned int level;
	pte_t *pte = lookup_address((unsigned long)page, &level);
	void *direct;

	BUG_ON(!pte || level != PG_LEVEL_4K);
	direct = __va(PFN_PHYS(pte_pfn(*pte)));
	if (direct != page)
		set_protection(direct, protect);
	set_protection(page, protect);
}

static bool is_protected(unsigned long page)
{
	unsigned int level;
	pte_t *pte = lookup_address(page, &level);

	BUG_ON(!pte || level != PG_LEVEL_4K);
	return !pte_write(*pte);
}

/* All of Linux's entries are in one page. */
static void load_gdt_pv(const struct desc_ptr *gdt)
{
	unsigned long frame, page = gdt->address;

	BUG_ON(offset_in_page(page) || gdt->size >= PAGE_SIZE);
	if (!is_protected(page))
		xen_protect_table((void *)page, true);
	frame = arbitrary_virt_to_mfn((void *)page);
	if (HYPERVISOR_set_gdt(&frame, (gdt->size + 1) / sizeof(struct desc_struct)))
		BUG();
}

static void change_entry(void *entry, const void *desc)
{
	u64 value;

	memcpy(&value, desc, sizeof(value));
	xen_mc_flush();
	if (HYPERVISOR_update_descriptor(arbitrary_virt_to_machine(entry).maddr, value))
		BUG();
}

static void write_gdt_entry_pv(struct desc_struct *gdt, int nr, const void *desc, int type)
{
	if (type != DESC_LDT && type != DESC_TSS)
		change_entry(&gdt[nr], desc);
}

static void write_ldt_entry_pv(struct desc_struct *ldt, int nr, const void *desc)
{
	change_entry(&ldt[nr], desc);
}

static void protect_ldt(struct desc_struct *ldt, unsigned int entries, bool protect)
{
	void *end = ldt + entries;
	void *page;

	for (page = ldt; page < end; page += PAGE_SIZE)
		xen_protect_table(page, protect);
}

static void alloc_ldt(struct desc_struct *ldt, unsigned int entries)
{
	protect_ldt(ldt, entries, true);
}

static void free_ldt(struct desc_struct *ldt, unsigned int entries)
{
	protect_ldt(ldt, entries, false);
}

static void set_ldt_pv(const void *ldt, unsigned int entries)
{
	const struct mmuext_op op = {
		.cmd = MMUEXT_SET_LDT,
		.arg1.linear_addr = (unsigned long)ldt,
		.arg2.nr_ents = entries,
	};
	unsigned long flags = xen_mc_begin();

	xen_mc_mmuext(&op);
	xen_mc_end(flags, PARAVIRT_LAZY_CPU);
}

/* What the hypervisor has of each CPU: most tasks have none, so most switches change nothing. */
static DEFINE_PER_CPU(struct desc_struct [GDT_ENTRY_TLS_ENTRIES], tls_loaded);

static bool same(const struct desc_struct *a, const struct desc_struct *b)
{
	return !memcmp(a, b, sizeof(*a));
}

/* Selectors up to 3 are null ones. */
#define LAST_NULL	3

/*
 * A selector of the last task's may be of an entry that goes: were the CPU given away in that
 * moment, it could not come back with it. The values have been saved, see __switch_to().
 */
static void leave_tls(void)
{
	unsigned int sel;

	savesegment(fs, sel);
	if (sel > LAST_NULL)
		loadsegment(fs, 0);
	savesegment(gs, sel);
	if (sel > LAST_NULL)
		HYPERVISOR_set_segment_base(SEGBASE_GS_USER_SEL, 0);
}

static void load_tls_pv(struct thread_struct *t, unsigned int cpu)
{
	struct desc_struct *gdt = get_cpu_gdt_rw(cpu) + GDT_ENTRY_TLS_MIN;
	struct desc_struct *loaded = per_cpu(tls_loaded, cpu);
	unsigned long flags;
	int i;

	if (!memcmp(loaded, t->tls_array, sizeof(t->tls_array)))
		return;
	leave_tls();
	flags = xen_mc_begin();
	for (i = 0; i < GDT_ENTRY_TLS_ENTRIES; i++) {
		if (same(&loaded[i], &t->tls_array[i]))
			continue;
		loaded[i] = t->tls_array[i];
		MULTI_update_descriptor(xen_mc_entry(), arbitrary_virt_to_machine(&gdt[i]).maddr,
					loaded[i]);
	}
	xen_mc_end(flags, PARAVIRT_LAZY_CPU);
}

static void load_gs_index_pv(unsigned int sel)
{
	if (HYPERVISOR_set_segment_base(SEGBASE_GS_USER_SEL, sel))
		BUG();
}

static unsigned long no_tr(void)
{
	return 0;
}

/**
 * xen_init_segment_ops() - take over from LGDT, LLDT and the like
 */
void __init xen_init_segment_ops(void)
{
	pv_ops.cpu.load_tr_desc = paravirt_nop;
	pv_ops.cpu.store_tr = no_tr;
	pv_ops.cpu.load_gdt = load_gdt_pv;
	pv_ops.cpu.set_ldt = set_ldt_pv;
	pv_ops.cpu.alloc_ldt = alloc_ldt;
	pv_ops.cpu.free_ldt = free_ldt;
	pv_ops.cpu.write_gdt_entry = write_gdt_entry_pv;
	pv_ops.cpu.write_ldt_entry = write_ldt_entry_pv;
	pv_ops.cpu.load_tls = load_tls_pv;
	pv_ops.cpu.load_gs_index = load_gs_index_pv;
}
