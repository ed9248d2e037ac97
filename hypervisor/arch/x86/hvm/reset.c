// SPDX-License-Identifier: GPL-2.0-only
/*
 * INIT and start-up IPIs (APM 2 14.1, 16.5): a vCPU that got INIT waits, down, until a
 * start-up IPI tells it where its real-mode code is.
 */
#include <asm/hvm.h>

#include <linux/atomic.h>
#include <linux/string.h>
#include <hyp/domain.h>
#include <hyp/sched.h>
#include <hyp/vcpu.h>
#include <asm/barrier.h>
#include <asm/domain.h>
#include <asm/msr_index.h>
#include <asm/system.h>
#include <asm/vlapic.h>
#include <xen/interface/sched.h>
#include "intercept.h"

#define PAT_RESET	0x0007040600070406ULL

static bool is_dead(const struct vcpu *v)
{
	const struct hvm_vcpu *hv = v->arch->hvm;

	if (test_bit(VPF_DOWN, &v->pause_flags))
		return true;
	return READ_ONCE(hv->halted) && !READ_ONCE(v->nmi_pending) &&
	       !READ_ONCE(hv->init_pending);
}

static bool all_dead(const struct domain *d)
{
	struct vcpu *v;

	for_each_vcpu(d, v)
		if (!is_dead(v))
			return false;
	return true;
}

/* Whoever could send what wakes one up is running, so not all are dead then. */
void hvm_halt(struct vcpu *v)
{
	WRITE_ONCE(v->arch->hvm->halted, true);
	/* Of two that halt at the same time one sees both. */
	smp_mb();
	if (!v->domain->hardware && all_dead(v->domain))
		domain_shutdown(v->domain, SHUTDOWN_poweroff);
}

/*
 * Any context: the vCPU does it itself on its way in. One that waits already is as INIT
 * leaves it, and has no way in until the start-up IPI.
 */
void hvm_init_signal(struct vcpu *v)
{
	if (READ_ONCE(v->arch->hvm->waits_for_startup))
		return;
	WRITE_ONCE(v->arch->hvm->init_pending, true);
	vcpu_kick(v);
}

static void reset_state(struct vcpu *v, u16 cs)
{
	const struct hvm_segment data = { .attr = 0x093, .limit = 0xffff };
	struct hvm_state s;

	memset(&s, 0, sizeof(s));
	s.cr0 = CR0_ET | (hvm_ops->get_cr(v, 0) & (CR0_CD | CR0_NW));
	s.seg[HVM_ES] = data;
	s.seg[HVM_SS] = data;
	s.seg[HVM_DS] = data;
	s.seg[HVM_FS] = data;
	s.seg[HVM_GS] = data;
	s.seg[HVM_CS] = (struct hvm_segment){
		.sel = cs, .attr = 0x09b, .limit = 0xffff, .base = (u64)cs << 4,
	};
	s.seg[HVM_LDTR] = (struct hvm_segment){ .attr = 0x082, .limit = 0xffff };
	s.seg[HVM_TR] = (struct hvm_segment){ .attr = 0x08b, .limit = 0xffff };
	s.gdt_limit = 0xffff;
	s.idt_limit = 0xffff;
	s.pat = hvm_ops->get_pat(v);
	s.dr6 = 0xffff0ff0;
	s.dr7 = 0x400;
	s.tsc_aux = v->arch->tsc_aux;
	s.xss = v->arch->hvm->xss;
	s.spec_ctrl = v->arch->hvm->spec_ctrl;
	s.regs.rflags = RFLAGS_FIXED;
	hvm_ops->set_state(v, &s);
	v->arch->hvm->event.valid = false;
}

void hvm_take_init(struct vcpu *v)
{
	struct hvm_vcpu *hv = v->arch->hvm;

	WRITE_ONCE(hv->init_pending, false);
	reset_state(v, 0);
	vlapic_reset(v);
	set_bit(VPF_DOWN, &v->pause_flags);
	/* All of the above before it may be started: partner is the xchg() there. */
	smp_store_release(&hv->waits_for_startup, true);
	/* That it waits before the look at who came too early; partner is the barrier there. */
	smp_mb();
	if (READ_ONCE(hv->startup_page) >= 0 && xchg(&hv->waits_for_startup, false))
		clear_bit(VPF_DOWN, &v->pause_flags);
	else
		vcpu_sleep_nosync(v);
}

/*
 * The INIT before it may not have been taken yet, when the vCPU shares its CPU with the
 * sender: what is left here is found by hvm_take_init().
 */
static bool left_for_init(struct hvm_vcpu *hv, u8 page)
{
	if (!READ_ONCE(hv->init_pending))
		return false;
	WRITE_ONCE(hv->startup_page, page);
	/* The page before the second look. */
	smp_mb();
	return READ_ONCE(hv->init_pending);
}

/* Only one that waits for it takes it, and only the first. */
void hvm_startup_signal(struct vcpu *v, u8 page)
{
	struct hvm_vcpu *hv = v->arch->hvm;

	if (left_for_init(hv, page) || !xchg(&hv->waits_for_startup, false))
		return;
	WRITE_ONCE(hv->startup_page, page);
	v->initialised = true;
	clear_bit(VPF_DOWN, &v->pause_flags);
	vcpu_wake(v);
}

/* CS:RIP of the page, on the vCPU's way in. */
void hvm_take_startup(struct vcpu *v)
{
	int page = xchg(&v->arch->hvm->startup_page, -1);

	if (page >= 0)
		reset_state(v, page << 8);
}
