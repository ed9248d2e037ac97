/* SPDX-License-Identifier: GPL-2.0-only */
/* The machine-to-phys table as memory that guests map; entries: see p2m.h. */
#ifndef HYP_M2P_H
#define HYP_M2P_H

#include <hyp/frame.h>

/* First frame of the @n-th 2 MiB of the table; INVALID_MFN where it has a hole. */
mfn_t m2p_piece(u64 n);

#endif /* HYP_M2P_H */
