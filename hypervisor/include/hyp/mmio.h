/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Device memory that guests may read but not write: MSI-X tables, PCI
 * configuration windows.  Writes of the hardware domain fault and are carried
 * out by whoever owns the register, as far as they are harmless.
 */
#ifndef HYP_MMIO_H
#define HYP_MMIO_H

#include <hyp/frame.h>

struct domain;

/**
 * mmio_is_readonly() - must a frame of device memory not be mapped writable by any guest?
 * @mfn: any
 *
 * Return: true if so.
 */
bool mmio_is_readonly(mfn_t mfn);

/**
 * mmio_write_emulate() - a guest wrote to a frame for which mmio_is_readonly() is true
 * @d: who wrote
 * @pa: where, aligned to @bytes
 * @bytes: 1, 2, 4 or 8
 * @val: what
 *
 * Return: true if the write was carried out or is to be ignored; false: the
 * guest gets the page fault (any but the hardware domain).
 */
bool mmio_write_emulate(struct domain *d, paddr_t pa, unsigned int bytes, u64 val);

#endif /* HYP_MMIO_H */
