// SPDX-License-Identifier: GPL-2.0-only
/* A user of the test kernel; see user.h. */
#include "user.h"
#include "guest.h"

#include <xen/interface/callback.h>

#include "internal.h"

#define RFLAGS_FIXED	0x2UL

struct user_frame user_frame;
struct trap_regs user_trap;
u64 user_rax, user_way, user_kernel_rsp, user_stack;

/* A trap out of user: kept, and the kernel goes on where it left. */
static bool trap_of_user(struct trap_regs *regs)
{
	if ((regs->cs & 3) != 3)
		return false;
	user_trap = *regs;
	user_way = WAY_TRAP;
	regs->rip = (u64)user_back;
	regs->cs = FLAT_KERNEL_CS & ~3;
	regs->ss = FLAT_KERNEL_SS;
	regs->rflags = RFLAGS_FIXED;
	regs->rsp = user_kernel_rsp;
	return true;
}

u64 user_run(const void *code, u64 rflags)
{
	user_way = 0;
	user_rax = 0;
	user_trap = (struct trap_regs){};
	user_frame = (struct user_frame){};
	trap_hook = trap_of_user;
	user_enter(code, rflags | RFLAGS_FIXED, user_stack);
	trap_hook = NULL;
	events_off();
	return user_way;
}

void user_init(void)
{
	struct mmuext_op op = {
		.cmd = MMUEXT_NEW_USER_BASEPTR,
		.arg1.mfn = virt_to_mfn((void *)start_info->pt_base),
	};
	struct callback_register reg = {
		.type = CALLBACKTYPE_syscall, .flags = CALLBACKF_mask_events,
		.address = (u64)user_syscall_entry,
	};
	u64 stack = (u64)alloc_page() + PAGE_SIZE;

	user_stack = (u64)alloc_page() + PAGE_SIZE;
	if (hypercall(__HYPERVISOR_mmuext_op, &op, 1, 0, DOMID_SELF) ||
	    hypercall(__HYPERVISOR_stack_switch, FLAT_KERNEL_SS, stack) ||
	    hypercall(__HYPERVISOR_callback_op, CALLBACKOP_register, &reg))
		guest_panic("no user mode");
}
