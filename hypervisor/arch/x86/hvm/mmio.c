// SPDX-License-Identifier: GPL-2.0-only
/*
 * Accesses that find no memory: the local APIC's page, and frames that are hidden from
 * the guest, which read as ones and ignore writes, as a bus without a device does.
 *
 * An instruction that is not emulated gets #GP where it hits hidden frames: the kernels'
 * own look for memory that is not there expects that and goes on.
 */
#include <asm/hvm.h>

#include <linux/errno.h>
#include <linux/kernel.h>
#include <linux/string.h>
#include <hyp/printk.h>
#include <hyp/vcpu.h>
#include <asm/mem_load.h>
#include <asm/mem_op.h>
#include <asm/traps.h>
#include <asm/vlapic.h>
#include "mmio_priv.h"

struct mmio {
	struct vcpu *v;
	u64 gpa;
	bool apic;
	unsigned int nr_insn;
	u8 insn[INSN_MAX_BYTES];
};

static u64 mmio_read(const struct mmio *m, unsigned int bytes)
{
	return m->apic ? vlapic_mmio_read(m->v, m->gpa & 0xfff, bytes) : ~0ULL;
}

static void mmio_write(const struct mmio *m, unsigned int bytes, u64 val)
{
	if (m->apic)
		vlapic_mmio_write(m->v, m->gpa & 0xfff, bytes, val);
}

/*
 * A store that reads first may fault with either. Plain ones don't read: reading a register
 * may have effects.
 */
static bool try_store(const struct mmio *m)
{
	struct cpu_user_regs *regs = hvm_regs(m->v);
	struct mem_op_result res;
	struct mem_op op;

	if (mem_op_decode(&op, m->insn, m->nr_insn, hvm_ops->code_bits(m->v)))
		return false;
	mem_op_compute(&op, regs, op.kind == MEM_MOV ? 0 : mmio_read(m, op.bytes), &res);
	if (res.writes)
		mmio_write(m, op.bytes, res.mem);
	mem_op_commit(&op, &res, regs);
	regs->rip -= op.length;
	hvm_ops->advance(m->v, op.length);
	return true;
}

static bool try_load(const struct mmio *m)
{
	struct mem_load ld;

	if (mem_load_decode(&ld, m->insn, m->nr_insn, hvm_ops->code_bits(m->v)))
		return false;
	mem_load_commit(&ld, mmio_read(m, ld.bytes), hvm_regs(m->v));
	hvm_ops->advance(m->v, ld.length);
	return true;
}

static bool emulate(const struct mmio *m, bool write)
{
	if (!write && try_load(m))
		return true;
	if (try_store(m))
		return true;
	return !m->apic && hvm_ops->code_bits(m->v) == 64 &&
	       mmio_hidden_string(m->v, m->insn, m->nr_insn, m->gpa, write);
}

static void report(const struct mmio *m, const struct hvm_fault *f)
{
	guest_log(m->v->domain, "vCPU %u %s %#llx, which is not its memory, at RIP %#llx\n",
		  m->v->id, f->exec ? "runs code at" : f->write ? "writes to" : "reads from",
		  m->gpa, hvm_regs(m->v)->rip);
}

static void fetch(struct mmio *m, const struct hvm_fault *f)
{
	if (f->nr_insn) {
		m->nr_insn = f->nr_insn;
		memcpy(m->insn, f->insn, sizeof(m->insn));
	} else {
		m->nr_insn = hvm_fetch(m->v, m->insn);
	}
}

int hvm_mmio_fault(struct vcpu *v, const struct hvm_fault *f)
{
	struct mmio m = { .v = v, .gpa = f->gpa, .apic = vlapic_covers(v, f->gpa) };

	/* Page tables that are not in memory have no effect to emulate. */
	if (f->in_walk)
		return -EOPNOTSUPP;
	if (!m.apic)
		report(&m, f);
	if (f->exec) {
		/* Ones are no instruction. */
		hvm_inject(v, TRAP_UD, HVM_NO_ERROR_CODE);
		return 0;
	}
	fetch(&m, f);
	/* Changed or gone since: the access is made again, and faults if it must. */
	if (!m.nr_insn)
		return 0;
	if (!emulate(&m, f->write))
		hvm_inject(v, TRAP_GP, 0);
	return 0;
}
