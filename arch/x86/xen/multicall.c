// SPDX-License-Identifier: GPL-2.0-only
/*
 * Calls of a PV domain that are made together.
 *
 * Changes of page tables and of a CPU's context come in runs: the callers put the CPU into a
 * lazy mode, and what is asked for meanwhile may wait until the mode's end. It is collected
 * here, in order, in a buffer of the CPU. Page table updates in a row are one call with a list,
 * and so are extended operations; several calls are one multicall.
 *
 * An interrupt makes what it asks for at once, and with it what the code below it has
 * collected: nothing overtakes. So a buffer is only touched with interrupts off.
 */
#define pr_fmt(fmt) "xen:multicall: " fmt

#include <linux/bug.h>
#include <linux/irqflags.h>
#include <linux/lockdep.h>
#include <linux/percpu.h>
#include <linux/printk.h>
#include <linux/string.h>

#include <asm/paravirt.h>
#include <asm/xen/hypercall.h>

#include <xen/interface/xen.h>

#include "pv_mmu.h"

/* A buffer is a few pages; the gain of one call for many is had with some dozens already. */
#define MC_CALLS	32
#define MC_UPDATES	128
#define MC_EXT_OPS	64

struct mc_buffer {
	unsigned int nr_calls, nr_updates, nr_ext_ops;
	struct multicall_entry calls[MC_CALLS];
	struct mmu_update updates[MC_UPDATES];
	struct mmuext_op ext_ops[MC_EXT_OPS];
};

static DEFINE_PER_CPU(struct mc_buffer, mc_buffer);

/* Of the two kinds of calls that take lists: argument 1 is the length. */
#define LIST_LENGTH	1

static void complain(const struct multicall_entry *call, unsigned int at, unsigned int of)
{
	pr_err("call %u of %u, number %lu: error %ld, arguments %#lx %#lx %#lx\n", at + 1, of,
	       call->op, call->result, call->args[0], call->args[1], call->args[2]);
	if (call->op == __HYPERVISOR_mmu_update) {
		const struct mmu_update *update = (void *)call->args[0];

		pr_err("its first update: entry %#llx, value %#llx\n", update->ptr, update->val);
	} else if (call->op == __HYPERVISOR_mmuext_op) {
		const struct mmuext_op *op = (void *)call->args[0];

		pr_err("its first operation: %u on %#lx\n", op->cmd, op->arg1.mfn);
	}
}

static void check(const struct mc_buffer *b)
{
	bool failed = false;
	unsigned int i;

	for (i = 0; i < b->nr_calls; i++) {
		if (likely((int)b->calls[i].result >= 0))
			continue;
		complain(&b->calls[i], i, b->nr_calls);
		failed = true;
	}
	/* Page tables that are not what the kernel thinks are not to be gone on with. */
	BUG_ON(failed);
}

static void call_all(struct mc_buffer *b)
{
	struct multicall_entry *c = b->calls;

	if (b->nr_calls == 1)
		c->result = xen_single_call(c->op, c->args[0], c->args[1], c->args[2],
					    c->args[3], c->args[4]);
	else if (HYPERVISOR_multicall(c, b->nr_calls))
		BUG();
}

static void flush(struct mc_buffer *b)
{
	if (b->nr_calls) {
		call_all(b);
		check(b);
		b->nr_calls = 0;
		b->nr_updates = 0;
		b->nr_ext_ops = 0;
	}
	xen_mc_flushed();
}

/**
 * xen_mc_flush() - make what waits, now
 */
void xen_mc_flush(void)
{
	unsigned long flags;

	local_irq_save(flags);
	flush(this_cpu_ptr(&mc_buffer));
	local_irq_restore(flags);
}

/**
 * xen_mc_begin() - something is going to be asked for
 *
 * Return: what xen_mc_end() wants. Interrupts are off.
 */
unsigned long xen_mc_begin(void)
{
	unsigned long flags;

	local_irq_save(flags);
	return flags;
}

/**
 * xen_mc_end() - all has been asked for
 * @flags: from xen_mc_begin()
 * @mode: it may wait until this mode's end
 */
void xen_mc_end(unsigned long flags, enum paravirt_lazy_mode mode)
{
	if (mode == PARAVIRT_LAZY_NONE || paravirt_get_lazy_mode() != mode)
		flush(this_cpu_ptr(&mc_buffer));
	local_irq_restore(flags);
}

static struct multicall_entry *new_call(struct mc_buffer *b)
{
	struct multicall_entry *call = &b->calls[b->nr_calls++];

	memset(call, 0, sizeof(*call));
	return call;
}

/**
 * xen_mc_entry() - a call more, of any kind
 *
 * Return: the entry, cleared; to be filled in before anything else is asked for.
 */
struct multicall_entry *xen_mc_entry(void)
{
	struct mc_buffer *b = this_cpu_ptr(&mc_buffer);

	lockdep_assert_irqs_disabled();
	if (b->nr_calls == MC_CALLS)
		flush(b);
	return new_call(b);
}

/* The last call is of that kind: its list gets longer. */
static bool join(struct mc_buffer *b, unsigned int op)
{
	if (!b->nr_calls || b->calls[b->nr_calls - 1].op != op)
		return false;
	b->calls[b->nr_calls - 1].args[LIST_LENGTH]++;
	return true;
}

/**
 * xen_mc_update() - change an entry of a page table
 * @ptr: its machine address, and the kind of change in the low bits (MMU_NORMAL_PT_UPDATE ...)
 * @val: the new value
 */
void xen_mc_update(u64 ptr, u64 val)
{
	struct mc_buffer *b = this_cpu_ptr(&mc_buffer);
	struct mmu_update *update;

	lockdep_assert_irqs_disabled();
	if (b->nr_updates == MC_UPDATES || b->nr_calls == MC_CALLS)
		flush(b);
	update = &b->updates[b->nr_updates++];
	update->ptr = ptr;
	update->val = val;
	if (!join(b, __HYPERVISOR_mmu_update))
		MULTI_mmu_update(new_call(b), update, 1, NULL, DOMID_SELF);
}

/* Nothing waits, and neither shall this. */
static void update_now(u64 ptr, u64 val)
{
	struct mmu_update update = { .ptr = ptr, .val = val };
	int ret = HYPERVISOR_mmu_update(&update, 1, NULL, DOMID_SELF);

	if (likely(!ret))
		return;
	pr_err("update of entry %#llx to %#llx: error %d\n", ptr, val, ret);
	BUG();
}

/**
 * xen_mc_update_one() - change a single entry of a page table
 * @ptr: as for xen_mc_update()
 * @val: the new value
 *
 * It may wait in the lazy mode of page tables. A fault that maps a page goes this way.
 */
void xen_mc_update_one(u64 ptr, u64 val)
{
	unsigned long flags = xen_mc_begin();

	if (paravirt_get_lazy_mode() != PARAVIRT_LAZY_MMU && !this_cpu_read(mc_buffer.nr_calls)) {
		update_now(ptr, val);
		local_irq_restore(flags);
		return;
	}
	xen_mc_update(ptr, val);
	xen_mc_end(flags, PARAVIRT_LAZY_MMU);
}

/**
 * xen_mc_mmuext() - do more with page tables than change them
 * @op: what; copied
 */
void xen_mc_mmuext(const struct mmuext_op *op)
{
	struct mc_buffer *b = this_cpu_ptr(&mc_buffer);
	struct mmuext_op *copy;

	lockdep_assert_irqs_disabled();
	if (b->nr_ext_ops == MC_EXT_OPS || b->nr_calls == MC_CALLS)
		flush(b);
	copy = &b->ext_ops[b->nr_ext_ops++];
	*copy = *op;
	if (!join(b, __HYPERVISOR_mmuext_op))
		MULTI_mmuext_op(new_call(b), copy, 1, NULL, DOMID_SELF);
}
