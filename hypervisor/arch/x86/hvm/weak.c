// SPDX-License-Identifier: GPL-2.0-only
/* Until the container has them. */
#include <linux/compiler.h>
#include <asm/hvm.h>
#include <asm/vlapic.h>

const struct hvm_ops *hvm_ops __weak;

__weak void hvm_nmi(struct vcpu *v)
{
}

__weak void hvm_init_signal(struct vcpu *v)
{
}

__weak void hvm_startup_signal(struct vcpu *v, u8 page)
{
}

__weak void hvm_inject(struct vcpu *v, u8 vector, s32 error)
{
}

__weak void hvm_inject_page_fault(struct vcpu *v, u32 error, u64 cr2)
{
}

__weak unsigned int hvm_fetch(struct vcpu *v, u8 insn[15])
{
	return 0;
}

__weak struct cpu_user_regs *hvm_regs(struct vcpu *v)
{
	return NULL;
}
