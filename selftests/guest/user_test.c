// SPDX-License-Identifier: GPL-2.0-only
/*
 * A user of the PV kernel: system calls by SYSCALL and SYSENTER, and faults.
 *
 * The kernel runs in ring 3 as its user does, so the hypervisor stands between: what
 * the user does comes to the kernel's entry points, on the kernel's stack, and never
 * to the hypervisor's hypercalls.
 *
 * SYSENTER in 64-bit code is Intel's; with other CPUs it is #UD. It loses RIP and RSP,
 * so there is nothing in the frame to go back to. The program enters it with single
 * steps on, too: the trap comes with the hypervisor's first instruction.
 */
#include "guest.h"
#include "user.h"

#include <xen/interface/callback.h>

#define RFLAGS_TF	0x100UL
#define RFLAGS_IF	0x200UL
#define RFLAGS_NT	0x4000UL
#define RFLAGS_AC	0x40000UL

static void syscall_of_user(void)
{
	user_init();
	EXPECT_EQ(user_run(user_syscall, RFLAGS_IF), WAY_SYSCALL);
	/* A number of a hypercall, had the kernel said it. */
	EXPECT_EQ(user_rax, 0x1234);
	EXPECT_EQ(user_frame.rip, user_syscall_next);
	EXPECT_EQ(user_frame.rcx, user_syscall_next);
	EXPECT_EQ(user_frame.cs & 0xffff, FLAT_RING3_CS64);
	EXPECT_EQ(user_frame.ss, FLAT_RING3_SS64);
	EXPECT_EQ(user_frame.rsp, user_stack);
	EXPECT_EQ(user_frame.rflags & RFLAGS_IF, RFLAGS_IF);
}

static void faults_of_user(void)
{
	EXPECT_EQ(user_run(user_syscall_next, 0), WAY_TRAP);
	EXPECT_EQ(user_trap.vector, 6);
	EXPECT_EQ(user_trap.rip, user_syscall_next);
	EXPECT_EQ(user_trap.cs & 0xffff, FLAT_RING3_CS64);
	EXPECT_EQ(user_trap.rsp, user_stack);
	EXPECT_EQ(user_run(user_hlt, 0), WAY_TRAP);
	EXPECT_EQ(user_trap.vector, 13);
	EXPECT_EQ(user_trap.error, 0);
	EXPECT_EQ(user_trap.rip, user_hlt);
	EXPECT_EQ(user_run(user_int, 0), WAY_TRAP);
	EXPECT_EQ(user_trap.vector, 0x80);
	EXPECT_EQ(user_trap.rip, user_int + 2);
	EXPECT_EQ(user_run(user_nop, RFLAGS_TF), WAY_TRAP);
	EXPECT_EQ(user_trap.vector, 1);
	EXPECT_EQ(user_trap.rip, user_nop + 1);
}

static bool is_intel(void)
{
	u32 a = 0, b, c = 0, d;

	__asm__ __volatile__("cpuid" : "+a" (a), "=b" (b), "+c" (c), "=d" (d));
	return b == 0x756e6547;		/* "Genu" */
}

/* False: the case is over. */
static bool has_sysenter(void)
{
	if (!is_intel())
		case_skip("SYSENTER is not for 64-bit code of this CPU");
	return is_intel();
}

static void sysenter_is_undefined(void)
{
	if (is_intel())
		return case_skip("a CPU of Intel's");
	EXPECT_EQ(user_run(user_sysenter, 0), WAY_TRAP);
	EXPECT_EQ(user_trap.vector, 6);
	EXPECT_EQ(user_trap.rip, user_sysenter);
}

static void sysenter_without_callback(void)
{
	if (!has_sysenter())
		return;
	XEN_DIFFERS("it stops with a double fault on its first CPU");
	if (!on_hoist())
		return;
	EXPECT_EQ(user_run(user_sysenter, 0), WAY_TRAP);
	EXPECT_EQ(user_trap.vector, 13);
	EXPECT_EQ(user_trap.error, 0);
}

static void check_sysenter(u64 rflags)
{
	EXPECT_EQ(user_run(user_sysenter, rflags | RFLAGS_IF), WAY_SYSENTER);
	EXPECT_EQ(user_frame.rip, 0);
	EXPECT_EQ(user_frame.rsp, 0);
	EXPECT_EQ(user_frame.cs & 3, 3);
	EXPECT_EQ(user_frame.ss & 3, 3);
	EXPECT_EQ(user_frame.rflags & RFLAGS_IF, RFLAGS_IF);
}

static void sysenter_of_user(void)
{
	struct callback_register reg = {
		.type = CALLBACKTYPE_sysenter, .flags = CALLBACKF_mask_events,
		.address = (u64)user_sysenter_entry,
	};

	EXPECT_EQ(hypercall(__HYPERVISOR_callback_op, CALLBACKOP_register, &reg), 0);
	if (!has_sysenter())
		return;
	XEN_DIFFERS("it stops with a double fault on its first CPU");
	if (!on_hoist())
		return;
	check_sysenter(0);
	check_sysenter(RFLAGS_NT);
	check_sysenter(RFLAGS_AC);
}

static void sysenter_single_stepped(void)
{
	if (!has_sysenter())
		return;
	XEN_DIFFERS("it stops with a double fault on its first CPU");
	if (!on_hoist())
		return;
	check_sysenter(RFLAGS_TF);
	/* Nothing of it is left. */
	check_sysenter(0);
	EXPECT_EQ(user_run(user_syscall, RFLAGS_IF), WAY_SYSCALL);
}

GUEST_TEST({ "SYSCALL", syscall_of_user },
	   { "faults come to the kernel", faults_of_user },
	   { "SYSENTER is undefined", sysenter_is_undefined },
	   { "SYSENTER without an entry point", sysenter_without_callback },
	   { "SYSENTER", sysenter_of_user },
	   { "SYSENTER with single steps on", sysenter_single_stepped });
