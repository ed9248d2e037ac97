/* SPDX-License-Identifier: GPL-2.0-only */
/* What the hypercalls of PV guests share; the calls: <asm/pv_hypercalls.h>. */
#ifndef ASM_PV_HYPERCALL_H
#define ASM_PV_HYPERCALL_H

#include <linux/types.h>

struct cpu_user_regs;
struct vcpu;

/**
 * pv_iret() - HYPERVISOR_iret: go on with the frame on the guest's stack
 * @regs: of the current vCPU, replaced
 *
 * Goes past the table of hypercalls, since it replaces all registers. A frame that can't
 * be read ends the domain.
 */
void pv_iret(struct cpu_user_regs *regs);

/**
 * pv_hypercall() - a hypercall of the current vCPU, by SYSCALL from its kernel
 * @regs: arguments, and the result in RAX
 *
 * RIP goes back to the SYSCALL when the call is to be made again. Interrupts are on.
 */
void pv_hypercall(struct cpu_user_regs *regs);

/**
 * pv_hypercall_page() - fill the page of stubs that older guests call
 * @page: PAGE_SIZE bytes, mapped
 */
void pv_hypercall_page(void *page);

/**
 * pv_debugreg_set() - write a debug register of a vCPU
 * @v: the current one, or one that does not run
 * @reg: 0 to 7; 4 and 5 are 6 and 7 unless CR4.DE is set
 * @val: checked: no address of the hypervisor, no reserved bit
 *
 * For set_debugreg and for a whole context.
 *
 * Return: 0, -ENODEV (no such register), -EPERM.
 */
int pv_debugreg_set(struct vcpu *v, unsigned int reg, u64 val);

/**
 * pv_debugreg_get() - read a debug register of a vCPU
 * @v: the current one, or one that does not run
 * @reg: as for pv_debugreg_set()
 * @val: OUT
 *
 * Return: 0, -ENODEV.
 */
int pv_debugreg_get(const struct vcpu *v, unsigned int reg, u64 *val);

/**
 * pv_load_debugregs() - at a switch to a vCPU: its breakpoints into the CPU, if it has
 *	some
 * @v: going to run here
 *
 * Breakpoints are in the CPU only while their vCPU runs.
 */
void pv_load_debugregs(const struct vcpu *v);

/**
 * pv_unload_debugregs() - at a switch away from a vCPU
 * @v: was running here
 */
void pv_unload_debugregs(const struct vcpu *v);

/**
 * pv_set_ts() - CR0.TS of the current vCPU, as the guest wants it
 * @v: the current one
 * @on: its value
 */
void pv_set_ts(struct vcpu *v, bool on);

/**
 * pv_address_ok() - may the guest name this address as its own?
 * @va: canonical and not the hypervisor's gives true
 */
static inline bool pv_address_ok(u64 va)
{
	return va < 0x0000800000000000ULL || va >= 0xffff880000000000ULL;
}

/**
 * pv_canonical() - is the address canonical?
 * @va: an entry point; of those the ABI asks for no more
 */
static inline bool pv_canonical(u64 va)
{
	return (u64)((s64)(va << 16) >> 16) == va;
}

#endif /* ASM_PV_HYPERCALL_H */
