// SPDX-License-Identifier: GPL-2.0-only
/*
 * struct vcpu_guest_context of a container: only its general registers have a
 * meaning. HVM guests bring their other vCPUs up by other ways, and tools restore them by
 * records; but for the result of a suspend that was cancelled they write registers here.
 */
#include "guest.h"

#include <linux/bitops.h>
#include <linux/errno.h>
#include <linux/string.h>
#include <hyp/domain.h>
#include <hyp/vcpu.h>
#include <asm/domain.h>
#include <asm/fpu.h>
#include <asm/hvm.h>
#include <asm/system.h>
#include <xen/interface/xen.h>

int hvm_set_context(struct vcpu *v, const struct vcpu_guest_context *c)
{
	if (!v->initialised)
		return -EOPNOTSUPP;
	v->arch->regs = c->user_regs;
	v->arch->regs.rflags |= RFLAGS_FIXED;
	return 0;
}

void hvm_get_context(struct vcpu *v, struct vcpu_guest_context *c)
{
	memset(c, 0, sizeof(*c));
	c->user_regs = v->arch->regs;
	if (!test_bit(VPF_DOWN, &v->pause_flags))
		c->flags = VGCF_online;
	c->ctrlreg[0] = hvm_ops->get_cr(v, 0);
	c->ctrlreg[2] = hvm_ops->get_cr(v, 2);
	c->ctrlreg[3] = hvm_ops->get_cr(v, 3);
	c->ctrlreg[4] = hvm_ops->get_cr(v, 4);
	fpu_export_legacy(v, c->fpu_ctxt.x);
}
