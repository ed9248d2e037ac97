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

/**
 * struct pv_insn - a privileged instruction on its way
 * @v: the current vCPU
 * @regs: guest_regs()
 * @bytes: the code at RIP
 * @have: bytes fetched
 * @pos: bytes used
 * @long_mode: 64-bit code; else 32-bit, flat
 * @repeated: F3 or F2
 * @rex: prefix, 0: none
 * @op_bytes: 2, 4, 8
 * @addr_bytes: 2, 4, 8
 * @segment: override prefix, 0: none
 * @opcode: the last byte of it
 * @modrm: of those that have one
 */
struct pv_insn {
	struct vcpu *v;
	struct cpu_user_regs *regs;
	u8 bytes[INSN_MAX];
	u8 have, pos;
	bool long_mode;
	bool repeated;
	u8 rex;
	u8 op_bytes;
	u8 addr_bytes;
	u8 segment;
	u8 opcode;
	u8 modrm;
};

enum pv_emul {
	EMUL_FAULT,		/* not ours, or not allowed: #GP */
	EMUL_DONE,		/* go on behind it */
	EMUL_AGAIN,		/* make it again: RIP stays */
	EMUL_RAISED,		/* the guest got an exception; RIP is right */
};

/**
 * pv_insn_byte() - next byte of the instruction
 * @insn: it
 * @byte: OUT
 *
 * Return: false: there is none.
 */
bool pv_insn_byte(struct pv_insn *insn, u8 *byte);

/**
 * pv_gpr() - a general register
 * @regs: the registers
 * @nr: by its number in an instruction, 0 to 15
 */
u64 *pv_gpr(struct cpu_user_regs *regs, unsigned int nr);

/**
 * pv_emul_in_imm() - IN from a port in the instruction
 * @insn: opcode and prefixes are used
 *
 * This and the following are the handlers, by subject.
 */
enum pv_emul pv_emul_in_imm(struct pv_insn *insn);

/**
 * pv_emul_in_dx() - IN from port DX
 * @insn: opcode and prefixes are used
 */
enum pv_emul pv_emul_in_dx(struct pv_insn *insn);

/**
 * pv_emul_out_imm() - OUT to a port in the instruction
 * @insn: opcode and prefixes are used
 */
enum pv_emul pv_emul_out_imm(struct pv_insn *insn);

/**
 * pv_emul_out_dx() - OUT to port DX
 * @insn: opcode and prefixes are used
 */
enum pv_emul pv_emul_out_dx(struct pv_insn *insn);

/**
 * pv_emul_ins() - INS, repeated or not
 * @insn: opcode and prefixes are used
 */
enum pv_emul pv_emul_ins(struct pv_insn *insn);

/**
 * pv_emul_outs() - OUTS, repeated or not
 * @insn: opcode and prefixes are used
 */
enum pv_emul pv_emul_outs(struct pv_insn *insn);

/**
 * pv_emul_interrupt_flag() - CLI, STI: nothing, if IOPL permits it
 * @insn: opcode and prefixes are used
 */
enum pv_emul pv_emul_interrupt_flag(struct pv_insn *insn);

/**
 * pv_emul_read_cr() - MOV from a control register
 * @insn: opcode and prefixes are used
 */
enum pv_emul pv_emul_read_cr(struct pv_insn *insn);

/**
 * pv_emul_write_cr() - MOV to a control register
 * @insn: opcode and prefixes are used
 */
enum pv_emul pv_emul_write_cr(struct pv_insn *insn);

/**
 * pv_emul_read_dr() - MOV from a debug register
 * @insn: opcode and prefixes are used
 */
enum pv_emul pv_emul_read_dr(struct pv_insn *insn);

/**
 * pv_emul_write_dr() - MOV to a debug register
 * @insn: opcode and prefixes are used
 */
enum pv_emul pv_emul_write_dr(struct pv_insn *insn);

/**
 * pv_emul_clts() - CLTS
 * @insn: opcode and prefixes are used
 */
enum pv_emul pv_emul_clts(struct pv_insn *insn);

/**
 * pv_emul_group7() - 0F 01: XSETBV and RDTSCP
 * @insn: opcode and prefixes are used
 */
enum pv_emul pv_emul_group7(struct pv_insn *insn);

/**
 * pv_emul_wbinvd() - WBINVD: for real if the domain has devices
 * @insn: opcode and prefixes are used
 */
enum pv_emul pv_emul_wbinvd(struct pv_insn *insn);

/**
 * pv_emul_rdmsr() - RDMSR; 0 instead of a #GP for which there is no handler yet
 * @insn: opcode and prefixes are used
 */
enum pv_emul pv_emul_rdmsr(struct pv_insn *insn);

/**
 * pv_emul_wrmsr() - WRMSR
 * @insn: opcode and prefixes are used
 */
enum pv_emul pv_emul_wrmsr(struct pv_insn *insn);

/**
 * pv_emul_rdtsc() - RDTSC, RDTSCP
 * @insn: opcode and prefixes are used
 */
enum pv_emul pv_emul_rdtsc(struct pv_insn *insn);

/**
 * pv_emul_cpuid() - CPUID, which faults if the CPU can do that
 * @insn: opcode and prefixes are used
 */
enum pv_emul pv_emul_cpuid(struct pv_insn *insn);

#endif /* PV_EMUL_H */
