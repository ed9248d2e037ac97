// SPDX-License-Identifier: GPL-2.0-only
/*
 * The 2-level ABI: a pending and a mask bit for each port in shared_info, and for each vCPU a
 * word that tells which words to look at. Words are as long as the kernel's registers, and so
 * there are 4096 ports, or 1024.
 */
#include <hyp/domain.h>
#include <hyp/vcpu.h>
#include <linux/bitops.h>
#include <linux/errno.h>
#include <linux/stddef.h>

#include "evtchn_priv.h"

/**
 * struct layout - where things are
 * @pending: in struct shared_info, bytes
 * @mask: likewise
 * @select: in struct vcpu_info, of the unsigned long that has the word
 * @select_bit: in that
 * @word_bits: of a word
 */
struct layout {
	u16 pending, mask;
	u8 select, select_bit;
	u8 word_bits;
};

static const struct layout layout_64 = {
	.pending = offsetof(struct shared_info, evtchn_pending),
	.mask = offsetof(struct shared_info, evtchn_mask),
	.select = offsetof(struct vcpu_info, evtchn_pending_sel),
	.word_bits = 64,
};

/* The word is behind the flags, 4 bytes from the beginning. */
static const struct layout layout_32 = {
	.pending = sizeof(struct vcpu_info) * MAX_VIRT_CPUS,
	.mask = sizeof(struct vcpu_info) * MAX_VIRT_CPUS + 32 * sizeof(u32),
	.select = 0,
	.select_bit = 32,
	.word_bits = 32,
};

static const struct layout *layout_of(const struct domain *d)
{
	return READ_ONCE(d->compat) ? &layout_32 : &layout_64;
}

static u32 nr_ports(const struct layout *l)
{
	return l->word_bits * l->word_bits;
}

static unsigned long *pending_bits(const struct domain *d)
{
	return (unsigned long *)((char *)d->shared_info + layout_of(d)->pending);
}

static unsigned long *mask_bits(const struct domain *d)
{
	return (unsigned long *)((char *)d->shared_info + layout_of(d)->mask);
}

static unsigned long *select_word(const struct layout *l, struct vcpu_info *info)
{
	return (unsigned long *)((char *)info + l->select);
}

/* The port is pending and was masked or not pending before: select its word. */
static void notify(struct domain *d, struct evtchn *chn)
{
	const struct layout *l = layout_of(d);
	struct vcpu *v = domain_vcpu(d, chn->vcpu);

	if (v && !test_and_set_bit(l->select_bit + chn->port / l->word_bits,
				   select_word(l, v->vcpu_info)))
		evtchn_upcall(v);
}

void evtchn_select_all(struct vcpu *v)
{
	const struct layout *l = layout_of(v->domain);
	unsigned int i;

	for (i = 0; i < l->word_bits; i++)
		set_bit(l->select_bit + i, select_word(l, v->vcpu_info));
}

/* A port that was given out before the layout changed may be beyond the end. */
static bool has_bits(const struct domain *d, u32 port)
{
	return port < nr_ports(layout_of(d));
}

static void set_pending_2l(struct domain *d, struct evtchn *chn)
{
	if (!has_bits(d, chn->port) || test_and_set_bit(chn->port, pending_bits(d)))
		return;
	if (!test_bit(chn->port, mask_bits(d)))
		notify(d, chn);
}

static void clear_pending_2l(struct domain *d, struct evtchn *chn)
{
	if (has_bits(d, chn->port))
		clear_bit(chn->port, pending_bits(d));
}

static void unmask_2l(struct domain *d, struct evtchn *chn)
{
	/* A full barrier: the guest's next event sees the mask gone, or we see the event. */
	if (has_bits(d, chn->port) && test_and_clear_bit(chn->port, mask_bits(d)) &&
	    test_bit(chn->port, pending_bits(d)))
		notify(d, chn);
}

static bool is_pending_2l(const struct domain *d, u32 port)
{
	return has_bits(d, port) && test_bit(port, pending_bits(d));
}

static bool is_masked_2l(const struct domain *d, u32 port)
{
	return has_bits(d, port) && test_bit(port, mask_bits(d));
}

static bool is_busy_2l(const struct domain *d, u32 port)
{
	return false;
}

static void init_2l(struct domain *d, struct evtchn *chn)
{
}

static int set_priority_2l(struct domain *d, struct evtchn *chn, u32 priority)
{
	return -ENOSYS;
}

static u32 nr_ports_2l(const struct domain *d)
{
	return nr_ports(layout_of(d));
}

const struct evtchn_abi evtchn_abi_2l = {
	.name = "2-level",
	.nr_ports = nr_ports_2l,
	.init = init_2l,
	.set_pending = set_pending_2l,
	.clear_pending = clear_pending_2l,
	.unmask = unmask_2l,
	.is_pending = is_pending_2l,
	.is_masked = is_masked_2l,
	.is_busy = is_busy_2l,
	.set_priority = set_priority_2l,
};
