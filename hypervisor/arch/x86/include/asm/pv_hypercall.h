/* SPDX-License-Identifier: GPL-2.0-only */
/* What the hypercalls of PV guests share; the calls: <asm/pv_hypercalls.h>. */
#ifndef ASM_PV_HYPERCALL_H
#define ASM_PV_HYPERCALL_H

#include <linux/types.h>

struct cpu_user_regs;
struct vcpu;

/* Goes past the table: it replaces all registers. */
void pv_iret(struct cpu_user_regs *regs);

/* Registers <-> struct hypercall. */
void pv_hypercall(struct cpu_user_regs *regs);
/* The page of stubs that older guests call. */
void pv_hypercall_page(void *page);

/* Checks that are the same for set_debugreg and a whole context: 0, -EPERM ... */
int pv_debugreg_set(struct vcpu *v, unsigned int reg, u64 val);
int pv_debugreg_get(const struct vcpu *v, unsigned int reg, u64 *val);
/* At a switch: breakpoints are in the CPU only while their vCPU runs. */
void pv_load_debugregs(const struct vcpu *v);
void pv_unload_debugregs(const struct vcpu *v);
/* CR0.TS of the current vCPU, as the guest wants it. */
void pv_set_ts(struct vcpu *v, bool on);

/* An address that the guest may name as its own: canonical, not ours. */
static inline bool pv_address_ok(u64 va)
{
	return va < 0x0000800000000000ULL || va >= 0xffff880000000000ULL;
}

/* As pv_address_ok(), of entry points: the ABI only asks for canonical ones. */
static inline bool pv_canonical(u64 va)
{
	return (u64)((s64)(va << 16) >> 16) == va;
}

#endif /* ASM_PV_HYPERCALL_H */
