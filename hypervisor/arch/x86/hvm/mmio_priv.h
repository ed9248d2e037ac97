/* SPDX-License-Identifier: GPL-2.0-only */
/* Between mmio.c and mmio_string.c. */
#ifndef HVM_MMIO_PRIV_H
#define HVM_MMIO_PRIV_H

#include <linux/types.h>

struct vcpu;

/**
 * mmio_hidden_string() - STOS, LODS or MOVS that meets a hidden frame
 * @v: the current one
 * @insn: the code at RIP
 * @n: bytes of it
 * @gpa: which address of the frame
 * @write: it is the destination; else what is read
 *
 * As many rounds as stay in the page; the guest comes back for the rest.
 *
 * Return: false: not such an instruction, nothing was changed.
 */
bool mmio_hidden_string(struct vcpu *v, const u8 *insn, unsigned int n, u64 gpa, bool write);

#endif /* HVM_MMIO_PRIV_H */
