/* SPDX-License-Identifier: GPL-2.0-only */
/* The machine-to-phys table as memory that guests map; entries: see p2m.h. */
#ifndef HYP_M2P_H
#define HYP_M2P_H

#include <hyp/frame.h>

/**
 * m2p_piece() - where a piece of the table is
 * @n: number of the piece, 2 MiB each
 *
 * Return: its first frame; INVALID_MFN where the table has a hole, and behind its end.
 */
mfn_t m2p_piece(u64 n);

#endif /* HYP_M2P_H */
