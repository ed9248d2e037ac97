// SPDX-License-Identifier: GPL-2.0-only
/*
 * Page-table isolation; see <asm/isolation.h>.
 *
 * Of the hypervisor's slots the copy has: the M2P, which guests may read
 * anyway; the per-domain slot, whose GDT is in use; and this CPU's entry code,
 * IDT, TSS, SYSCALL stubs and stacks, at their usual addresses. With
 * isolation there are no global pages (CR4.PGE is off), so that each load of
 * CR3 drops the hypervisor's translations.
 *
 * The copy follows by a count of all changes to L4s: an L4 entry changes, then
 * the count, then what the old entry referred to may be freed, for which the
 * TLBs are flushed first. A CPU that was made to flush comes by isolation_sync()
 * before the guest goes on, and sees the count.
 */
#include <asm/isolation.h>

#include <linux/atomic.h>
#include <linux/errno.h>
#include <linux/string.h>
#include <hyp/bug.h>
#include <hyp/image.h>
#include <hyp/mm_init.h>
#include <hyp/page_alloc.h>
#include <hyp/percpu.h>
#include <hyp/vmap.h>
#include <asm/cpu_local.h>
#include <asm/desc.h>
#include <asm/idt.h>
#include <asm/init_cpu.h>
#include <asm/pgtable.h>

#define TABLE_FLAGS	(PTE_PRESENT | PTE_RW | PTE_ACCESSED | PTE_DIRTY)

bool isolation_on;

static atomic_t changes = ATOMIC_INIT(0);
static pte_t *guest_l4[NR_CPUS];

struct copy_state {
	u64 root;
	int changes;
};

static DEFINE_PER_CPU(struct copy_state, copied);

/* Where the leaf for @va belongs, with tables on the way; NULL without memory. */
static pte_t *leaf_place(pte_t *table, unsigned long va)
{
	unsigned int level;

	for (level = 4; level > 1; level--) {
		pte_t *entry = &table[PT_INDEX(va, level)];

		if (*entry & PTE_PRESENT) {
			table = mfn_to_virt(pte_mfn(*entry));
			continue;
		}
		table = page_alloc_hyp(0);
		if (!table)
			return NULL;
		*entry = pte_make(virt_to_mfn(table), TABLE_FLAGS);
	}
	return &table[PT_INDEX(va, 1)];
}

/* As the full tables have it, but not global. */
static int show_page(pte_t *l4, unsigned long va)
{
	unsigned int level;
	pte_t pte = hyp_lookup(va, &level), *place = leaf_place(l4, va);

	if (!place)
		return -ENOMEM;
	BUG_ON(level != 1);
	*place = pte & ~PTE_GLOBAL;
	return 0;
}

static int show_range(pte_t *l4, unsigned long from, unsigned long to)
{
	int err = 0;

	for (; !err && from < to; from += PAGE_SIZE)
		err = show_page(l4, from);
	return err;
}

static int show_stacks(pte_t *l4, unsigned int cpu)
{
	unsigned long va = STACKS_START + cpu * STACK_SIZE;
	unsigned int i, level;
	int err = 0;

	for (i = 0; !err && i < STACK_SIZE / PAGE_SIZE; i++, va += PAGE_SIZE)
		if (hyp_lookup(va, &level) & PTE_PRESENT)
			err = show_page(l4, va);
	return err;
}

int isolation_alloc(unsigned int cpu)
{
	pte_t *l4;
	int err;

	if (!isolation_on || guest_l4[cpu])
		return 0;
	l4 = page_alloc_hyp(0);
	if (!l4)
		return -ENOMEM;
	err = show_range(l4, (unsigned long)hyp_entry_start, (unsigned long)hyp_entry_end);
	if (!err)
		err = show_page(l4, idt_address());
	if (!err)
		err = show_page(l4, stub_address(cpu));
	if (!err)
		err = show_stacks(l4, cpu);
	/* What a failure leaves is a few pages, used when it is tried again. */
	if (!err)
		guest_l4[cpu] = l4;
	return err;
}

void isolation_set_root(u64 cr3)
{
	struct cpu_local *local = cpu_local();

	if (!isolation_on)
		return;
	/* The frame may have been another L4 since it was copied. */
	if (cr3 != local->hyp_cr3)
		this_cpu(copied).root = 0;
	/* An NMI loads this at any time: it must be valid before and after. */
	WRITE_ONCE(local->hyp_cr3, cr3);
	local->guest_cr3 = virt_to_paddr(guest_l4[local->cpu]);
}

void isolation_root_changed(void)
{
	if (isolation_on)
		atomic_inc(&changes);
}

bool isolation_stale(void)
{
	const struct copy_state *c = this_cpu_ptr(copied);

	return isolation_on && (c->root != cpu_local()->hyp_cr3 ||
				c->changes != atomic_read(&changes));
}

void isolation_sync(void)
{
	struct copy_state *c = this_cpu_ptr(copied);
	pte_t *to, *from;

	if (!isolation_stale())
		return;
	c->root = cpu_local()->hyp_cr3;
	/* The count first: a change that is missed now is seen next time. */
	c->changes = atomic_read(&changes);
	/* Pairs with the locked increment behind the change of an entry. */
	smp_mb();
	from = paddr_to_virt(c->root);
	to = guest_l4[smp_processor_id()];
	memcpy(to, from, HYP_SLOT_FIRST * sizeof(pte_t));
	to[HYP_SLOT_FIRST] = from[HYP_SLOT_FIRST];
	to[PERDOMAIN_SLOT] = from[PERDOMAIN_SLOT];
	memcpy(to + HYP_SLOT_LAST + 1, from + HYP_SLOT_LAST + 1,
	       (PT_ENTRIES - HYP_SLOT_LAST - 1) * sizeof(pte_t));
}
