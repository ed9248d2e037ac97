/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What a CPU keeps at the end of its stack block (see <asm/layout.h>): the
 * guest's registers and the things that must be found without a GS base,
 * which belongs to the guest.
 */
#ifndef ASM_CPU_LOCAL_H
#define ASM_CPU_LOCAL_H

#include <linux/types.h>
#include <asm/layout.h>
#include <asm/xen/interface.h>		/* struct cpu_user_regs */

struct vcpu;

/**
 * struct cpu_local - what a CPU keeps at the end of its stack block
 * @guest_regs: registers of the guest: entry from ring 3 fills them (the CPU pushes SS to
 *	RIP: TSS.RSP0 is &guest_regs.es)
 * @current_vcpu: the vCPU that runs on this CPU, idle ones included
 * @percpu_offset: from a per-CPU symbol to this CPU's copy, bytes
 * @cpu: number of the CPU
 * @irq_depth: nested interrupt handlers
 * @stub_rsp: SYSCALL stub parks the guest's RSP here
 * @guest_cr3: CR3 to load on the way to the guest
 * @hyp_cr3: with page-table isolation: ours; 0: same
 * @spec_flags: what entry and exit do (SPEC_*)
 * @vmcb_pa: of the vCPU in a container
 * @host_vmcb_pa: what VMLOAD brings back after an exit
 * @pad: size is 8 modulo 16: guest_regs.es aligned
 *
 * Found without a GS base, which belongs to the guest. Another CPU touches it only before
 * the start of this one, and for debug output.
 */
struct cpu_local {
	/*
	 * Registers of the guest: entry from ring 3 fills them (the CPU pushes
	 * SS to RIP: TSS.RSP0 is &guest_regs.es).
	 */
	struct cpu_user_regs guest_regs;
	struct vcpu *current_vcpu;
	unsigned long percpu_offset;
	u32 cpu;
	u32 irq_depth;
	u64 stub_rsp;
	u64 guest_cr3;
	u64 hyp_cr3;
	u64 spec_flags;
	u64 vmcb_pa;
	u64 host_vmcb_pa;
	u64 pad;
};

/**
 * cpu_local() - this CPU's struct cpu_local, by the stack pointer
 *
 * Any context with a stack of this CPU, NMI and #MC too.
 */
static inline struct cpu_local *cpu_local(void)
{
	unsigned long end;

	/* Always the same, so once a function: not volatile. */
	__asm__("mov %%rsp, %0\n\t"
		"or %1, %0" : "=r" (end) : "i" (STACK_SIZE - 1) : "cc");
	return (struct cpu_local *)(end + 1 - sizeof(struct cpu_local));
}

static inline struct cpu_user_regs *guest_regs(void)
{
	return &cpu_local()->guest_regs;
}

/* Drops all frames of this CPU's stack and goes on in a function that never returns. */
#define reset_stack_and_jump(fn) do {					\
	__asm__ __volatile__("mov %0, %%rsp\n\t"			\
			     "call " #fn				\
			     : : "r" ((unsigned long)cpu_local() - 8) : "memory");	\
	__builtin_unreachable();					\
} while (0)

#endif /* ASM_CPU_LOCAL_H */
