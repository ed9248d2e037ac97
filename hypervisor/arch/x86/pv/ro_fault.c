// SPDX-License-Identifier: GPL-2.0-only
/*
 * Writes of a guest's kernel to what it may only read, carried out for it.
 *
 * A guest that writes an entry of a level 1 table in place, as it would without
 * a hypervisor, faults; the instruction is decoded and the change goes the way
 * of every other.  The same for device registers that are mapped read-only.
 */
#include <asm/pv_mm.h>
#include <linux/compiler.h>
#include <linux/errno.h>
#include <hyp/domain.h>
#include <hyp/guest_copy.h>
#include <hyp/mmio.h>
#include <hyp/vcpu.h>
#include <asm/domain.h>
#include <asm/mem_op.h>
#include <asm/pv.h>
#include <asm/pv_pte.h>
#include <asm/xen/interface.h>

/* @part of @bytes, at a byte offset, put in the place of what is there. */
static u64 merge(u64 whole, u64 part, unsigned int offset, unsigned int bytes)
{
	u64 mask = bytes == 8 ? ~0ULL : ((1ULL << (8 * bytes)) - 1) << (8 * offset);

	return (whole & ~mask) | (part << (8 * offset) & mask);
}

static int decode_at(struct mem_op *op, u64 rip)
{
	u8 code[INSN_MAX_BYTES];
	unsigned long missing = guest_copy_from(code, rip, sizeof(code));

	return mem_op_decode(op, code, sizeof(code) - missing, 64);
}

/*
 * Reads, computes, and writes if nothing has changed meanwhile, else again.  The
 * processor could set the accessed bit at any time, but not for ever.
 */
static bool write_entry(struct pv_table *t, unsigned long addr, const struct mem_op *op,
			struct cpu_user_regs *regs)
{
	struct domain *d = current->domain;
	struct pv_owners own = { .pt = d, .pg = d };
	unsigned int slot = (addr & ~PAGE_MASK) / sizeof(pte_t), offset = addr & 7;
	struct mem_op_result res;
	pte_t old, seen;

	do {
		old = READ_ONCE(t->entry[slot]);
		mem_op_compute(op, regs, old >> (8 * offset), &res);
		seen = old;
		if (res.writes &&
		    pv_l1_cmpxchg(t, slot, &seen, merge(old, res.mem, offset, op->bytes), &own))
			return false;
	} while (seen != old);

	mem_op_commit(op, &res, regs);
	return true;
}

static bool write_table(mfn_t mfn, unsigned long addr, struct cpu_user_regs *regs)
{
	struct mem_op op;
	struct pv_table t;
	bool done = false;

	if (pv_table_open(&t, current->domain, mfn))
		return false;
	if (t.type == PGT_L1 && !decode_at(&op, regs->rip) && !(addr & (op.bytes - 1)))
		done = write_entry(&t, addr, &op, regs);
	pv_table_close(&t);
	return done;
}

/* Only plain stores: reading a register to modify it is the guest's own business. */
static bool write_mmio(mfn_t mfn, unsigned long addr, struct cpu_user_regs *regs)
{
	struct domain *d = current->domain;
	paddr_t pa = mfn_to_paddr(mfn) | (addr & ~PAGE_MASK);
	struct mem_op_result res;
	struct mem_op op;

	if (!pv_iomem_allowed(d, mfn) || !pv_iomem_readonly(mfn))
		return false;
	if (decode_at(&op, regs->rip) || op.kind != MEM_MOV || (addr & (op.bytes - 1)))
		return false;
	mem_op_compute(&op, regs, 0, &res);
	if (!mmio_write_emulate(d, pa, op.bytes, res.mem))
		return false;
	mem_op_commit(&op, &res, regs);
	return true;
}

bool pv_ro_fault(unsigned long addr, struct cpu_user_regs *regs)
{
	const struct vcpu *v = current;
	pte_t pte = pv_lookup_l1(v, addr);

	if (!(pte & PTE_PRESENT) || (pte & PTE_RW) || !v->arch->pv->kernel_mode)
		return false;
	if (pv_frame_is_mmio(pte_mfn(pte)))
		return write_mmio(pte_mfn(pte), addr, regs);
	return write_table(pte_mfn(pte), addr, regs);
}
