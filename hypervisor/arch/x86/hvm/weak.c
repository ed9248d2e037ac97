// SPDX-License-Identifier: GPL-2.0-only
/* Until the container has them. */
#include <linux/compiler.h>
#include <asm/hvm.h>
#include <asm/vlapic.h>

__weak void hvm_nmi(struct vcpu *v)
{
}

__weak void hvm_init_signal(struct vcpu *v)
{
}

__weak void hvm_startup_signal(struct vcpu *v, u8 page)
{
}
