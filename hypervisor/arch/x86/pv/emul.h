/* SPDX-License-Identifier: GPL-2.0-only */
/* Privileged instructions of PV guests: what decoder and handlers share. */
#ifndef PV_EMUL_H
#define PV_EMUL_H

#include <linux/types.h>

struct cpu_user_regs;
struct vcpu;

#define INSN_MAX	15

#define REX_B		1
#define REX_R		4
#define REX_W		8

struct pv_insn {
	struct vcpu *v;
	struct cpu_user_regs *regs;
	u8 bytes[INSN_MAX];
	u8 have, pos;		/* bytes fetched, bytes used */
	bool long_mode;		/* 64-bit code; else 32-bit, flat */
	bool repeated;		/* F3 or F2 */
	u8 rex;
	u8 op_bytes;		/* 2, 4, 8 */
	u8 addr_bytes;		/* 2, 4, 8 */
	u8 segment;		/* override prefix, 0: none */
	u8 opcode;
	u8 modrm;		/* of those that have one */
};

enum pv_emul {
	EMUL_FAULT,		/* not ours, or not allowed: #GP */
	EMUL_DONE,		/* go on behind it */
	EMUL_AGAIN,		/* make it again: RIP stays */
	EMUL_RAISED,		/* the guest got an exception; RIP is right */
};

/* Next byte of the instruction; false: there is none. */
bool pv_insn_byte(struct pv_insn *insn, u8 *byte);
/* General register by its number in an instruction. */
u64 *pv_gpr(struct cpu_user_regs *regs, unsigned int nr);

/* Handlers, by subject */
enum pv_emul pv_emul_in_imm(struct pv_insn *insn);
enum pv_emul pv_emul_in_dx(struct pv_insn *insn);
enum pv_emul pv_emul_out_imm(struct pv_insn *insn);
enum pv_emul pv_emul_out_dx(struct pv_insn *insn);
enum pv_emul pv_emul_ins(struct pv_insn *insn);
enum pv_emul pv_emul_outs(struct pv_insn *insn);
enum pv_emul pv_emul_interrupt_flag(struct pv_insn *insn);

enum pv_emul pv_emul_read_cr(struct pv_insn *insn);
enum pv_emul pv_emul_write_cr(struct pv_insn *insn);
enum pv_emul pv_emul_read_dr(struct pv_insn *insn);
enum pv_emul pv_emul_write_dr(struct pv_insn *insn);
enum pv_emul pv_emul_clts(struct pv_insn *insn);
enum pv_emul pv_emul_group7(struct pv_insn *insn);
enum pv_emul pv_emul_wbinvd(struct pv_insn *insn);

enum pv_emul pv_emul_rdmsr(struct pv_insn *insn);
enum pv_emul pv_emul_wrmsr(struct pv_insn *insn);
enum pv_emul pv_emul_rdtsc(struct pv_insn *insn);
enum pv_emul pv_emul_cpuid(struct pv_insn *insn);

#endif /* PV_EMUL_H */
