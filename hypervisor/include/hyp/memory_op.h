/* SPDX-License-Identifier: GPL-2.0-only */
/* XENMEM_* and resources that a domain can map of another. */
#ifndef HYP_MEMORY_OP_H
#define HYP_MEMORY_OP_H

#include <linux/types.h>

struct hypercall;

long do_memory_op(struct hypercall *call);

#endif /* HYP_MEMORY_OP_H */
