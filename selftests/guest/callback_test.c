// SPDX-License-Identifier: GPL-2.0-only
/*
 * Entry points: callback_op, set_callbacks, nmi_op, set_trap_table, stack_switch,
 * and the register bases of set_segment_base.
 *
 * They are addresses that the hypervisor jumps to later, so what is not
 * canonical is refused now; and a kernel can't take back the ones without which
 * it can't be entered.
 */
#include "guest.h"

#include <xen/interface/callback.h>
#include <xen/interface/nmi.h>

#define NONCANONICAL	0x0000900000000000UL
#define BAD_POINTER	0xffff830000000000UL

static long callback(u16 type, u64 address, u16 flags)
{
	struct callback_register reg = { .type = type, .flags = flags, .address = address };

	return hypercall(__HYPERVISOR_callback_op, CALLBACKOP_register, &reg);
}

static long unregister(u16 type)
{
	struct callback_unregister unreg = { .type = type };

	return hypercall(__HYPERVISOR_callback_op, CALLBACKOP_unregister, &unreg);
}

/* Any address will do for types that nothing here uses. */
static void types(void)
{
	u64 here = (u64)types;

	EXPECT_EQ(callback(CALLBACKTYPE_syscall, here, CALLBACKF_mask_events), 0);
	EXPECT_EQ(callback(CALLBACKTYPE_syscall32, here, 0), 0);
	EXPECT_EQ(callback(CALLBACKTYPE_sysenter, here, 0), 0);
	EXPECT_EQ(callback(6, here, 0), -ENOSYS);
	EXPECT_EQ(callback(8, here, 0), -ENOSYS);
	EXPECT_EQ(callback(0xffff, here, 0), -ENOSYS);
}

static void canonical_only(void)
{
	EXPECT_EQ(callback(CALLBACKTYPE_event, NONCANONICAL, 0), -EINVAL);
	EXPECT_EQ(callback(CALLBACKTYPE_syscall, NONCANONICAL, 0), -EINVAL);
	EXPECT_EQ(callback(CALLBACKTYPE_failsafe, NONCANONICAL, 0), -EINVAL);
}

static void taking_back(void)
{
	EXPECT_EQ(unregister(CALLBACKTYPE_event), -EINVAL);
	EXPECT_EQ(unregister(CALLBACKTYPE_failsafe), -EINVAL);
	EXPECT_EQ(unregister(CALLBACKTYPE_syscall), -EINVAL);
	EXPECT_EQ(unregister(CALLBACKTYPE_sysenter), -EINVAL);
	EXPECT_EQ(unregister(CALLBACKTYPE_syscall32), -EINVAL);
	EXPECT_EQ(unregister(CALLBACKTYPE_nmi), 0);
	EXPECT_EQ(unregister(6), -ENOSYS);
}

static void pointers(void)
{
	EXPECT_EQ(hypercall(__HYPERVISOR_callback_op, CALLBACKOP_register, BAD_POINTER), -EFAULT);
	EXPECT_EQ(hypercall(__HYPERVISOR_callback_op, CALLBACKOP_unregister, BAD_POINTER), -EFAULT);
	EXPECT_EQ(hypercall(__HYPERVISOR_callback_op, 2, 0), -ENOSYS);
	EXPECT_EQ(hypercall(__HYPERVISOR_set_trap_table, BAD_POINTER), -EFAULT);
}

static void nmi(void)
{
	struct xennmi_callback cb = { .handler_address = (u64)nmi };

	EXPECT_EQ(hypercall(__HYPERVISOR_nmi_op, XENNMI_register_callback, &cb), 0);
	EXPECT_EQ(hypercall(__HYPERVISOR_nmi_op, XENNMI_register_callback, BAD_POINTER), -EFAULT);
	EXPECT_EQ(hypercall(__HYPERVISOR_nmi_op, XENNMI_unregister_callback, 0), 0);
	EXPECT_EQ(hypercall(__HYPERVISOR_nmi_op, 2, 0), -ENOSYS);
}

static unsigned int calls;

static bool count_calls(struct trap_regs *regs)
{
	calls++;
	return true;
}

/* An entry with address 0 ends the list; earlier ones took effect. */
static void trap_table(void)
{
	struct trap_info bad[] = { { 0x81, 0, FLAT_KERNEL_CS, NONCANONICAL }, {} };
	struct trap_info empty[] = { {} };

	EXPECT_EQ(hypercall(__HYPERVISOR_set_trap_table, empty), 0);
	EXPECT_EQ(hypercall(__HYPERVISOR_set_trap_table, bad), -EINVAL);
	calls = 0;
	trap_hook = count_calls;
	__asm__ __volatile__("int3" : : : "memory");
	trap_hook = NULL;
	EXPECT_EQ(calls, 1);
}

static void bases(void)
{
	u64 word = 0x1122334455667788UL, got;

	EXPECT_EQ(hypercall(__HYPERVISOR_set_segment_base, SEGBASE_FS, &word), 0);
	__asm__ __volatile__("movq %%fs:0, %0" : "=r" (got));
	EXPECT_EQ(got, word);
	EXPECT_EQ(hypercall(__HYPERVISOR_set_segment_base, SEGBASE_GS_KERNEL, &word), 0);
	__asm__ __volatile__("movq %%gs:0, %0" : "=r" (got));
	EXPECT_EQ(got, word);
	EXPECT_EQ(hypercall(__HYPERVISOR_set_segment_base, SEGBASE_GS_USER, 0x5000), 0);
	__asm__ __volatile__("movq %%gs:0, %0" : "=r" (got));
	EXPECT_EQ(got, word);
	EXPECT_EQ(hypercall(__HYPERVISOR_set_segment_base, SEGBASE_GS_USER_SEL, 0), 0);
	__asm__ __volatile__("movq %%gs:0, %0" : "=r" (got));
	EXPECT_EQ(got, word);
	EXPECT_EQ(hypercall(__HYPERVISOR_set_segment_base, SEGBASE_FS, NONCANONICAL), -EINVAL);
	EXPECT_EQ(hypercall(__HYPERVISOR_set_segment_base, 4, 0), -EINVAL);
}

static void yield_and_look(void)
{
	hypercall(__HYPERVISOR_sched_op, 0, 0);
}

/* The bases are state of the vCPU: another one may run meanwhile. */
static void bases_stay(void)
{
	u64 word = 0x8877665544332211UL, got;

	EXPECT_EQ(hypercall(__HYPERVISOR_set_segment_base, SEGBASE_FS, &word), 0);
	yield_and_look();
	__asm__ __volatile__("movq %%fs:0, %0" : "=r" (got));
	EXPECT_EQ(got, word);
}

static void stack_switch(void)
{
	EXPECT_EQ(hypercall(__HYPERVISOR_stack_switch, FLAT_KERNEL_SS, alloc_page()), 0);
}

/* IRET as a hypercall: to ourselves, with all that the frame says. */
static void iret(void)
{
	u64 rcx = 0, r11 = 0, flags = 0, rax = __HYPERVISOR_iret;

	__asm__ __volatile__("movq %%rsp, %%rdx\n\t"
			     "pushq %[ss]\n\t"
			     "pushq %%rdx\n\t"		/* RSP as it was */
			     "pushq $0x203\n\t"		/* RFLAGS: CF and IF */
			     "pushq %[cs]\n\t"
			     "leaq 1f(%%rip), %%rdx\n\t"
			     "pushq %%rdx\n\t"
			     "pushq $0\n\t"		/* not VGCF_in_syscall */
			     "pushq $0x1234\n\t"	/* RCX */
			     "pushq $0x5678\n\t"	/* R11 */
			     "pushq $0x77\n\t"		/* RAX */
			     "syscall\n\t"
			     "1:\n\t"
			     "movq %%r11, %[r11]\n\t"
			     "pushfq\n\t"
			     "popq %[flags]"
			     : "+a" (rax), "=c" (rcx), [r11] "=&r" (r11), [flags] "=&r" (flags)
			     : [ss] "i" (FLAT_KERNEL_SS), [cs] "i" (FLAT_KERNEL_CS & ~3)
			     : "rdx", "memory", "cc");
	EXPECT_EQ(rax, 0x77);
	EXPECT_EQ(rcx, 0x1234);
	EXPECT_EQ(r11, 0x5678);
	EXPECT_EQ(flags & 1, 1);
	EXPECT_EQ(shared_info->vcpu_info[0].evtchn_upcall_mask, 0);
	events_off();
}

static void iret_in_multicall(void)
{
	struct multicall_entry e = { .op = __HYPERVISOR_iret };

	if (!on_hoist())
		return case_skip("real Xen returns from the middle of a list of calls");
	EXPECT_EQ(hypercall(__HYPERVISOR_multicall, &e, 1), 0);
	EXPECT_EQ(e.result, -ENOSYS);
}

GUEST_TEST({ "callbacks by type", types },
	   { "only canonical addresses", canonical_only },
	   { "what can be taken back", taking_back },
	   { "bad pointers and commands", pointers },
	   { "the NMI callback", nmi },
	   { "the trap table", trap_table },
	   { "bases of FS and GS", bases },
	   { "bases are kept when others run", bases_stay },
	   { "the kernel's stack", stack_switch },
	   { "iret as a hypercall", iret },
	   { "no iret inside of a multicall", iret_in_multicall });
