/* SPDX-License-Identifier: GPL-2.0-only */
/* Checked writes of control registers and EFER: 0, or -EINVAL (#GP). */
#ifndef HVM_CONTROL_H
#define HVM_CONTROL_H

#include <linux/types.h>
#include <asm/cpufeature.h>

struct cpu_user_regs;
struct hvm_event;
struct hvm_state;
struct vcpu;

/**
 * hvm_set_cr0() - the current vCPU writes CR0
 * @v: the current one
 * @val: checked; unknown bits are ignored (APM volume 2, 3.1.1)
 *
 * Return: 0, or -EINVAL (#GP).
 */
int hvm_set_cr0(struct vcpu *v, u64 val);

/**
 * hvm_load_msw() - the current vCPU's LMSW: the lower four bits of CR0
 * @v: the current one
 * @msw: PE stays set if it is
 *
 * Return: 0, or -EINVAL (#GP).
 */
int hvm_load_msw(struct vcpu *v, u16 msw);

/**
 * hvm_set_cr4() - the current vCPU writes CR4
 * @v: the current one
 * @val: checked against hvm_domain::cr4_mask and the mode (APM volume 2, 3.1.3)
 *
 * Return: 0, or -EINVAL (#GP).
 */
int hvm_set_cr4(struct vcpu *v, u64 val);

/**
 * hvm_set_efer() - the current vCPU writes EFER
 * @v: the current one
 * @val: checked; LMA and SVME are ignored
 *
 * Return: 0, or -EINVAL (#GP).
 */
int hvm_set_efer(struct vcpu *v, u64 val);

/**
 * hvm_state_possible() - could a vCPU have come to this state by itself?
 * @v: whose; its domain's policy counts
 * @s: control registers and EFER are looked at; hvm_ops->set_state looks at the rest
 */
bool hvm_state_possible(const struct vcpu *v, const struct hvm_state *s);

/**
 * hvm_event_possible() - is this an event that a CPU can be told to deliver?
 * @e: as somebody says that it waits
 */
bool hvm_event_possible(const struct hvm_event *e);

/**
 * hvm_pat_valid() - may IA32_PAT have this value?
 * @val: all of it
 *
 * Return: true if each of its bytes is a memory type.
 */
bool hvm_pat_valid(u64 val);

/**
 * hvm_cr4_mask() - bits of CR4 that go with the features of a CPU
 * @word: its feature words
 */
unsigned long hvm_cr4_mask(const u32 word[NR_CPU_WORDS]);

/**
 * hvm_gpr() - a general register
 * @regs: the registers
 * @nr: by its number in an instruction, 0 to 15
 */
u64 *hvm_gpr(struct cpu_user_regs *regs, unsigned int nr);

#endif /* HVM_CONTROL_H */
