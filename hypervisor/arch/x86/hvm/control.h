/* SPDX-License-Identifier: GPL-2.0-only */
/* Checked writes of control registers and EFER: 0, or -EINVAL (#GP). */
#ifndef HVM_CONTROL_H
#define HVM_CONTROL_H

#include <linux/types.h>
#include <asm/cpufeature.h>

struct cpu_user_regs;
struct vcpu;

int hvm_set_cr0(struct vcpu *v, u64 val);
int hvm_set_cr4(struct vcpu *v, u64 val);
int hvm_set_efer(struct vcpu *v, u64 val);

/* Bits of CR4 that go with the features of a CPU. */
unsigned long hvm_cr4_mask(const u32 word[NR_CPU_WORDS]);

/* General register by its number in an instruction. */
u64 *hvm_gpr(struct cpu_user_regs *regs, unsigned int nr);

#endif /* HVM_CONTROL_H */
