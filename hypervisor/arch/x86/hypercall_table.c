// SPDX-License-Identifier: GPL-2.0-only
/*
 * All hypercalls, by number: what each is, how many arguments it has, who may
 * call it.  A number without a row answers -ENOSYS, and so do the rows in
 * which nothing stands behind the ABI here: tmem_op, argo_op, hypfs_op,
 * xsm_op (no security module), the old *_compat numbers, xenoprof_op.
 *
 * Documentation/hypercalls.rst says more; a test compares the two.
 */
#include <hyp/hypercall.h>
#include <hyp/arch.h>
#include <hyp/console.h>
#include <hyp/evtchn.h>
#include <hyp/gnttab.h>
#include <hyp/memory_op.h>
#include <hyp/sched.h>
#include <asm/hoist.h>
#include <asm/hvm.h>
#include <asm/pv_hypercalls.h>
#include <xen/interface/xen.h>
#include <xen/interface/xen-mca.h>
#include <asm/xen/interface.h>

#define ROW(call, n, who) \
	[__HYPERVISOR_##call] = { .fn = do_##call, .nr_args = (n), .right = (who), \
				  .name = #call }
#define PV_ROW(call, n) \
	[__HYPERVISOR_##call] = { .fn = do_##call, .nr_args = (n), .right = RIGHT_ANY, \
				  .pv_only = true, .name = #call }

#define TOOL_ROW(call, n) \
	[__HYPERVISOR_##call] = { .fn = do_##call, .nr_args = (n), .right = RIGHT_ANY, \
				  .pv_only = true, .for_tools = true, .name = #call }

const struct hypercall_entry hypercall_table[HYPERCALL_TABLE_SIZE] = {
	PV_ROW(set_trap_table, 1),
	TOOL_ROW(mmu_update, 4),
	PV_ROW(set_gdt, 2),
	PV_ROW(stack_switch, 2),
	PV_ROW(set_callbacks, 3),
	PV_ROW(fpu_taskswitch, 1),
	PV_ROW(set_debugreg, 2),
	PV_ROW(get_debugreg, 1),
	PV_ROW(update_descriptor, 2),
	PV_ROW(update_va_mapping, 3),
	PV_ROW(update_va_mapping_otherdomain, 4),
	PV_ROW(iret, 0),
	PV_ROW(set_segment_base, 2),
	TOOL_ROW(mmuext_op, 4),
	PV_ROW(nmi_op, 2),
	PV_ROW(callback_op, 2),

	ROW(memory_op, 2, RIGHT_ANY),
	ROW(multicall, 2, RIGHT_ANY),
	ROW(set_timer_op, 1, RIGHT_ANY),
	ROW(xen_version, 2, RIGHT_ANY),
	ROW(console_io, 3, RIGHT_ANY),
	ROW(grant_table_op, 3, RIGHT_ANY),
	ROW(vm_assist, 2, RIGHT_ANY),
	ROW(vcpu_op, 3, RIGHT_ANY),
	ROW(sched_op, 2, RIGHT_ANY),
	ROW(event_channel_op, 2, RIGHT_ANY),
	ROW(physdev_op, 2, RIGHT_ANY),
	ROW(xenpmu_op, 2, RIGHT_ANY),
	ROW(hvm_op, 2, RIGHT_ANY),

	[__HYPERVISOR_hoist_op] = { .fn = do_hoist_op, .nr_args = 2,
				    .right = RIGHT_PRIVILEGED, .name = "hoist_op" },
	ROW(platform_op, 1, RIGHT_PRIVILEGED),
	ROW(sysctl, 1, RIGHT_PRIVILEGED),
	ROW(domctl, 1, RIGHT_ANY),	/* refuses by itself */
	ROW(mca, 1, RIGHT_PRIVILEGED),
};
