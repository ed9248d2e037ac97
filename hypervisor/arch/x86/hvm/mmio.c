// SPDX-License-Identifier: GPL-2.0-only
#include <asm/hvm.h>

#include <linux/errno.h>

int hvm_mmio_fault(struct vcpu *v, const struct hvm_fault *f)
{
	return -EOPNOTSUPP;
}
