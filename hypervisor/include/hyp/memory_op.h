/* SPDX-License-Identifier: GPL-2.0-only */
/* XENMEM_*: handlers of HYPERVISOR_memory_op; arg[1] is the guest's struct. */
#ifndef HYP_MEMORY_OP_H
#define HYP_MEMORY_OP_H

#include <linux/types.h>

struct hypercall;

long do_memory_op(struct hypercall *call);

/* Physical maps of translated domains; a PV domain has none (-EACCES). */
long memory_op_add_to_physmap(struct hypercall *call);
long memory_op_add_to_physmap_batch(struct hypercall *call);
long memory_op_remove_from_physmap(struct hypercall *call);
long memory_op_pod_target(struct hypercall *call);

/* By the architecture: memory maps, the machine-to-phys table. */
long memory_op_memory_map(struct hypercall *call);
long memory_op_machine_memory_map(struct hypercall *call);
long memory_op_set_memory_map(struct hypercall *call);
long memory_op_machphys_mfn_list(struct hypercall *call);
long memory_op_machphys_mapping(struct hypercall *call);

#endif /* HYP_MEMORY_OP_H */
