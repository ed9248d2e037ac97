// SPDX-License-Identifier: GPL-2.0-only
/*
 * Debug registers of PV guests (SDM 3B 17.2).  They are in the CPU only while a
 * breakpoint is on; no breakpoint may be in the hypervisor's address space.
 *
 * I/O breakpoints are kept but never loaded: IN and OUT of ring 3 fault first, so
 * only the hypervisor's own would meet them, those of its NMI handler too, where
 * the #DB's IRET lets in the next NMI on the same stack.
 */
#include <asm/pv_hypercalls.h>

#include <linux/errno.h>
#include <hyp/hypercall.h>
#include <hyp/vcpu.h>
#include <asm/domain.h>
#include <asm/pv.h>
#include <asm/pv_hypercall.h>
#include <asm/system.h>

#define DR6_FIXED	0xffff0ff0UL
#define DR6_WRITABLE	0x0000e00fUL
#define DR7_FIXED	0x00000400UL
#define DR7_WRITABLE	0xffff03ffUL	/* no GD: accesses trap anyway */
#define DR7_ENABLES	0x000000ffUL
#define DR7_ENABLE(i)	(3UL << (i) * 2)	/* local and global */
#define DR7_RW(val, i)	((val) >> (16 + (i) * 4) & 3)
#define DR7_RW_IO	2

static void write_dr(unsigned int reg, u64 val)
{
	switch (reg) {
	case 0:
		write_dr0(val);
		break;
	case 1:
		write_dr1(val);
		break;
	case 2:
		write_dr2(val);
		break;
	case 3:
		write_dr3(val);
		break;
	}
}

static int set_address(struct vcpu *v, unsigned int reg, u64 val)
{
	if (!pv_address_ok(val))
		return -EPERM;
	v->arch->dr[reg] = val;
	if (v == current && v->arch->dr7 & DR7_ENABLES)
		write_dr(reg, val);
	return 0;
}

/* I/O breakpoints need CR4.DE; without it that combination is undefined. */
static bool dr7_valid(const struct vcpu *v, u64 val)
{
	unsigned int i;

	if (val >> 32)
		return false;
	for (i = 0; i < 4; i++)
		if (DR7_RW(val, i) == DR7_RW_IO && !(v->arch->pv->cr4 & CR4_DE))
			return false;
	return true;
}

/* What the CPU gets of the guest's value. */
static u64 real_dr7(u64 val)
{
	unsigned int i;

	for (i = 0; i < 4; i++)
		if (DR7_RW(val, i) == DR7_RW_IO)
			val &= ~DR7_ENABLE(i);
	return val & DR7_ENABLES ? val : DR7_FIXED;
}

static int set_dr7(struct vcpu *v, u64 val)
{
	unsigned int i;

	if (!dr7_valid(v, val))
		return -EPERM;
	val = (val & DR7_WRITABLE) | DR7_FIXED;
	v->arch->dr7 = val;
	if (v != current)
		return 0;
	if (val & DR7_ENABLES)
		for (i = 0; i < 4; i++)
			write_dr(i, v->arch->dr[i]);
	write_dr7(real_dr7(val));
	return 0;
}

/* Numbers 4 and 5 mean 6 and 7 unless CR4.DE is on. */
static int real_number(const struct vcpu *v, u64 reg)
{
	if (reg > 7)
		return -ENODEV;
	if (reg != 4 && reg != 5)
		return reg;
	return v->arch->pv->cr4 & CR4_DE ? -ENODEV : (int)reg + 2;
}

int pv_debugreg_set(struct vcpu *v, unsigned int reg, u64 val)
{
	int nr = real_number(v, reg);

	if (nr < 0)
		return nr;
	if (nr < 4)
		return set_address(v, nr, val);
	if (nr == 7)
		return set_dr7(v, val);
	if (val >> 32)
		return -EPERM;
	v->arch->dr6 = (val & DR6_WRITABLE) | DR6_FIXED;
	return 0;
}

long do_set_debugreg(struct hypercall *call)
{
	if (call->arg[0] > 7)
		return -ENODEV;
	return pv_debugreg_set(current, call->arg[0], call->arg[1]);
}

int pv_debugreg_get(const struct vcpu *v, unsigned int reg, u64 *val)
{
	int nr = real_number(v, reg);

	if (nr < 0)
		return nr;
	if (nr < 4)
		*val = v->arch->dr[nr];
	else
		*val = nr == 6 ? v->arch->dr6 : v->arch->dr7;
	return 0;
}

long do_get_debugreg(struct hypercall *call)
{
	u64 val;
	int err;

	if (call->arg[0] > 7)
		return -ENODEV;
	err = pv_debugreg_get(current, call->arg[0], &val);
	return err ? err : (long)val;
}

void pv_load_debugregs(const struct vcpu *v)
{
	unsigned int i;

	if (!(v->arch->dr7 & DR7_ENABLES))
		return;
	for (i = 0; i < 4; i++)
		write_dr(i, v->arch->dr[i]);
	write_dr6(DR6_FIXED);
	write_dr7(real_dr7(v->arch->dr7));
}

void pv_unload_debugregs(const struct vcpu *v)
{
	if (v->arch->dr7 & DR7_ENABLES)
		write_dr7(DR7_FIXED);
}
