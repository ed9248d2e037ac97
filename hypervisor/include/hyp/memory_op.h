/* SPDX-License-Identifier: GPL-2.0-only */
/* XENMEM_*: handlers of HYPERVISOR_memory_op; arg[1] is the guest's struct. */
#ifndef HYP_MEMORY_OP_H
#define HYP_MEMORY_OP_H

#include <linux/types.h>

struct hypercall;

/**
 * do_memory_op() - HYPERVISOR_memory_op
 * @call: command (its upper bits carry the progress of a restart), guest address of its struct by
 *        <xen/interface/memory.h>
 *
 * Return: by the command; -ENOSYS for one that is not known.
 */
long do_memory_op(struct hypercall *call);

/**
 * memory_op_add_to_physmap() - XENMEM_add_to_physmap
 * @call: arg[1] leads to struct xen_add_to_physmap
 *
 * Return: 0, -EFAULT, -ESRCH, -EPERM, -EACCES (a PV domain has no map), or of physmap_add().
 */
long memory_op_add_to_physmap(struct hypercall *call);

/**
 * memory_op_add_to_physmap_batch() - XENMEM_add_to_physmap_batch
 * @call: arg[1] leads to struct xen_add_to_physmap_batch, which shrinks with a restart
 *
 * Each page has its own error in the list.
 *
 * Return: 0, -EFAULT, -ESRCH, -EPERM, -EACCES or a restart.
 */
long memory_op_add_to_physmap_batch(struct hypercall *call);

/**
 * memory_op_remove_from_physmap() - XENMEM_remove_from_physmap
 * @call: arg[1] leads to struct xen_remove_from_physmap
 *
 * Return: 0, -EFAULT, -ESRCH, -EPERM, -EACCES, or of physmap_remove().
 */
long memory_op_remove_from_physmap(struct hypercall *call);

/**
 * memory_op_pod_target() - XENMEM_set_pod_target and XENMEM_get_pod_target
 * @call: arg[1] leads to struct xen_pod_target
 *
 * There is no populate-on-demand: the target is what the domain has.
 *
 * Return: 0, -EFAULT, -ESRCH, -EPERM, -EINVAL (a PV domain).
 */
long memory_op_pod_target(struct hypercall *call);

/**
 * memory_op_memory_map() - XENMEM_memory_map: the caller's own
 * @call: arg[1] leads to struct xen_memory_map
 *
 * Return: 0, -EFAULT, -ENOMEM, -ENOSYS (nobody set one).
 */
long memory_op_memory_map(struct hypercall *call);

/**
 * memory_op_machine_memory_map() - XENMEM_machine_memory_map, for privileged domains
 * @call: arg[1] leads to struct xen_memory_map; without a buffer the number is the answer
 *
 * Return: 0, -EFAULT, -EPERM, -EINVAL (no room for all of it).
 */
long memory_op_machine_memory_map(struct hypercall *call);

/**
 * memory_op_set_memory_map() - XENMEM_set_memory_map
 * @call: arg[1] leads to struct xen_foreign_memory_map, at most 128 entries
 *
 * Return: 0, -EFAULT, -EINVAL, -ESRCH, -EPERM, -ENOMEM.
 */
long memory_op_set_memory_map(struct hypercall *call);

/**
 * memory_op_machphys_mfn_list() - XENMEM_machphys_mfn_list: frames of the machine-to-phys table
 * @call: arg[1] leads to struct xen_machphys_mfn_list; 0 stands for a hole
 *
 * Return: 0 or -EFAULT.
 */
long memory_op_machphys_mfn_list(struct hypercall *call);

/**
 * memory_op_machphys_mapping() - XENMEM_machphys_mapping: where the guest sees that table
 * @call: arg[1] leads to struct xen_machphys_mapping
 *
 * Return: 0 or -EFAULT.
 */
long memory_op_machphys_mapping(struct hypercall *call);

#endif /* HYP_MEMORY_OP_H */
