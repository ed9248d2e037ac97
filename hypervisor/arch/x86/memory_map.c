// SPDX-License-Identifier: GPL-2.0-only
/*
 * XENMEM_*: memory maps in the format of the BIOS (E820), and where guests
 * find the machine-to-phys table.
 */
#include <hyp/memory_op.h>

#include <linux/build_bug.h>
#include <linux/errno.h>
#include <linux/minmax.h>
#include <linux/string.h>
#include <hyp/boot_info.h>
#include <hyp/domain.h>
#include <hyp/guest_copy.h>
#include <hyp/heap.h>
#include <hyp/hypercall.h>
#include <hyp/m2p.h>
#include <hyp/mm_init.h>
#include <hyp/spinlock.h>
#include <hyp/vcpu.h>
#include <asm/domain.h>
#include <asm/layout.h>
#include <xen/interface/memory.h>

/* ACPI specification 6.4, 15.1: address range descriptor. */
struct e820_entry {
	u64 start, size;
	u32 type;
} __packed;

#define E820_ENTRY_BYTES	20
#define E820_MAX_ENTRIES	128
#define M2P_PIECE_ENTRIES	(0x200000 / sizeof(u64))

static_assert(sizeof(struct e820_entry) == E820_ENTRY_BYTES);

static int entry_to_guest(u64 buffer, u32 n, const struct boot_range *r)
{
	struct e820_entry e = { .start = r->start, .size = r->size, .type = r->type };

	return guest_write(buffer + n * sizeof(e), &e);
}

/* Copies up to x->nr_entries of @nr entries, says how many there were. */
static long map_to_guest(u64 gva, struct xen_memory_map *x, const struct boot_range *r, u32 nr)
{
	u32 i;

	x->nr_entries = min(x->nr_entries, nr);
	for (i = 0; i < x->nr_entries; i++)
		if (entry_to_guest(x->buffer.ptr, i, &r[i]))
			return -EFAULT;
	return guest_write(gva, x);
}

long memory_op_memory_map(struct hypercall *call)
{
	struct domain *d = current->domain;
	struct boot_range *copy;
	struct xen_memory_map x;
	long rc;
	u32 nr;

	if (guest_read(&x, call->arg[1]))
		return -EFAULT;
	/* Guest memory can't be written with the lock held. */
	copy = heap_new_array(struct boot_range, E820_MAX_ENTRIES);
	if (!copy)
		return -ENOMEM;
	spin_lock(&d->lock);
	nr = d->arch->nr_e820;
	if (nr)
		memcpy(copy, d->arch->e820, nr * sizeof(*copy));
	spin_unlock(&d->lock);
	rc = nr ? map_to_guest(call->arg[1], &x, copy, nr) : -ENOSYS;
	heap_free(copy);
	return rc;
}

long memory_op_machine_memory_map(struct hypercall *call)
{
	struct xen_memory_map x;

	if (!current->domain->privileged)
		return -EPERM;
	if (guest_read(&x, call->arg[1]))
		return -EFAULT;
	if (handle_is_null(x.buffer)) {
		x.nr_entries = boot_info.nr_ranges;
		return guest_write(call->arg[1], &x);
	}
	/* A part of the machine's map would be of no use. */
	if (x.nr_entries < boot_info.nr_ranges)
		return -EINVAL;
	return map_to_guest(call->arg[1], &x, boot_info.range, boot_info.nr_ranges);
}

static struct boot_range *map_from_guest(const struct xen_memory_map *x, int *err)
{
	struct boot_range *map = heap_new_array(struct boot_range, E820_MAX_ENTRIES);
	u32 i;

	*err = map ? 0 : -ENOMEM;
	for (i = 0; !*err && i < x->nr_entries; i++) {
		struct e820_entry e;

		*err = guest_read(&e, x->buffer.ptr + i * sizeof(e));
		if (!*err)
			map[i] = (struct boot_range){ e.start, e.size, e.type };
	}
	if (!*err)
		return map;
	heap_free(map);
	return NULL;
}

static int map_set(struct domain *d, const struct xen_memory_map *x)
{
	struct boot_range *map, *old;
	int err;

	map = map_from_guest(x, &err);
	if (!map)
		return err;
	spin_lock(&d->lock);
	old = d->arch->e820;
	d->arch->e820 = map;
	d->arch->nr_e820 = x->nr_entries;
	spin_unlock(&d->lock);
	heap_free(old);
	return 0;
}

long memory_op_set_memory_map(struct hypercall *call)
{
	struct xen_foreign_memory_map x;
	struct domain *d;
	long rc;

	if (guest_read(&x, call->arg[1]))
		return -EFAULT;
	if (x.map.nr_entries > E820_MAX_ENTRIES)
		return -EINVAL;
	d = domain_get_any(x.domid);
	if (!d)
		return -ESRCH;
	rc = target_check(current->domain, d, TARGET_DM);
	if (!rc)
		rc = map_set(d, &x.map);
	domain_put(d);
	return rc;
}

long memory_op_machphys_mfn_list(struct hypercall *call)
{
	u64 pieces = (max_mfn + M2P_PIECE_ENTRIES - 1) / M2P_PIECE_ENTRIES;
	u64 nr_gva = call->arg[1] + offsetof(struct xen_machphys_mfn_list, nr_extents);
	struct xen_machphys_mfn_list x;

	if (guest_read(&x, call->arg[1]))
		return -EFAULT;
	for (x.nr_extents = 0; x.nr_extents < pieces && x.nr_extents < x.max_extents;
	     x.nr_extents++) {
		mfn_t mfn = m2p_piece(x.nr_extents);
		/* The ABI's word for a hole is 0. */
		xen_pfn_t first = mfn_eq(mfn, INVALID_MFN) ? 0 : mfn_x(mfn);

		if (handle_write(x.extent_start, x.nr_extents, &first))
			return -EFAULT;
	}
	return guest_write(nr_gva, &x.nr_extents);
}

long memory_op_machphys_mapping(struct hypercall *call)
{
	struct xen_machphys_mapping x = {
		.v_start = RO_M2P_START,
		.v_end = RO_M2P_START + max_mfn * sizeof(u64),
		.max_mfn = max_mfn - 1,
	};

	return guest_write(call->arg[1], &x);
}
