// SPDX-License-Identifier: GPL-2.0-only
/*
 * Exceptions: each arrives at the handler of the trap table with the vector, the
 * error code and the RIP that bare hardware would give, seen from a kernel that
 * believes to be ring 0.
 *
 * The kernel runs in ring 3, so the U bit of a page fault's error code must be
 * cleared for it, and INT n must look at the table's privilege level instead of
 * the real gate.  Addresses of the hypervisor look like addresses with nothing
 * there.
 */
#include "guest.h"

#define HYP_ADDRESS	((void *)0xffff830000000000UL)
#define NONCANONICAL	((void *)0x0000900000000000UL)
#define NOWHERE		((void *)0x0000123400000000UL)

static struct trap_regs seen;
static unsigned int nr_seen;

/* Keeps the frame; a trap that would come again is stepped over. */
static bool record(struct trap_regs *regs)
{
	seen = *regs;
	nr_seen++;
	return true;
}

static void hook_on(void)
{
	nr_seen = 0;
	trap_hook = record;
}

static void hook_off(void)
{
	trap_hook = NULL;
}

static void breakpoint(void)
{
	u64 after;

	hook_on();
	__asm__ __volatile__("int3\n1: lea 1b(%%rip), %0" : "=r" (after) : : "memory");
	hook_off();
	EXPECT_EQ(nr_seen, 1);
	EXPECT_EQ(seen.vector, 3);
	EXPECT_EQ(seen.rip, after);
	EXPECT_EQ(seen.cs & 3, 0);
}

static void invalid_opcode(void)
{
	TRY("ud2", : : : "memory");
	EXPECT_EQ(last_fault.vector, 6);
}

static void divide_error(void)
{
	u64 a = 1, d = 0;

	TRY("divq %[zero]", : "+a" (a), "+d" (d) : [zero] "r" (0UL) : "cc", "memory");
	EXPECT_EQ(last_fault.vector, 0);
}

static void page_fault_nothing_there(void)
{
	u64 val;

	EXPECT(!try_read(NOWHERE, &val));
	EXPECT_EQ(last_fault.vector, 14);
	EXPECT_EQ(last_fault.error, 0);
	EXPECT_EQ(last_fault.cr2, NOWHERE);
	EXPECT(!try_write(NOWHERE, 0));
	EXPECT_EQ(last_fault.error, 2);
}

static void page_fault_read_only(void)
{
	u64 *page = alloc_page();

	EXPECT_EQ(map_mfn(page, virt_to_mfn(page), PTE_KERNEL_RO), 0);
	EXPECT(!try_write(page + 3, 1));
	EXPECT_EQ(last_fault.vector, 14);
	EXPECT_EQ(last_fault.error, 3);
	EXPECT_EQ(last_fault.cr2, page + 3);
	EXPECT_EQ(page[3], 0);
	EXPECT_EQ(map_mfn(page, virt_to_mfn(page), PTE_KERNEL), 0);
	EXPECT(try_write(page + 3, 1));
}

static void page_fault_hypervisor(void)
{
	u64 val;

	XEN_DIFFERS("it tells a guest which of its addresses are in use");
	EXPECT(!try_read(HYP_ADDRESS, &val));
	EXPECT_EQ(last_fault.vector, 14);
	EXPECT_EQ(last_fault.error & 5, 0);
	EXPECT_EQ(last_fault.cr2, HYP_ADDRESS);
	EXPECT(!try_write(HYP_ADDRESS, 0));
	EXPECT_EQ(last_fault.vector, 14);
}

static void machine_to_phys_is_read_only(void)
{
	u64 *m2p = (u64 *)0xffff800000000000UL, val;

	EXPECT(try_read(m2p + virt_to_mfn(start_info), &val));
	EXPECT_EQ(val, virt_to_pfn(start_info));
	EXPECT(!try_write(m2p + virt_to_mfn(start_info), val));
	EXPECT_EQ(last_fault.vector, 14);
}

static void noncanonical(void)
{
	u64 val;

	EXPECT(!try_read(NONCANONICAL, &val));
	EXPECT_EQ(last_fault.vector, 13);
	EXPECT_EQ(last_fault.error, 0);
}

static void software_interrupt(void)
{
	if (!on_hoist())
		return case_skip("QEMU's error code of INT n is wrong, real Xen believes it");
	hook_on();
	__asm__ __volatile__("int $0x80" : : : "memory");
	EXPECT_EQ(nr_seen, 1);
	EXPECT_EQ(seen.vector, 0x80);
	__asm__ __volatile__("int $0x20" : : : "memory");
	hook_off();
	EXPECT_EQ(nr_seen, 2);
	EXPECT_EQ(seen.vector, 0x20);
}

/* Vector 6 is at level 0: nobody may raise it by INT. */
static void software_interrupt_refused(void)
{
	if (!on_hoist())
		return case_skip("QEMU's error code of INT n is wrong, real Xen believes it");
	TRY("int $6", : : : "memory");
	EXPECT_EQ(last_fault.vector, 13);
	EXPECT_EQ(last_fault.error, 6 * 8 + 2);
}

static void fpu_not_available(void)
{
	EXPECT_EQ(hypercall(__HYPERVISOR_fpu_taskswitch, 1), 0);
	TRY("fninit", : : : "memory");
	EXPECT_EQ(last_fault.vector, 7);
	/* Its delivery switched TS off. */
	TRY("fninit", : : : "memory");
	EXPECT_EQ(last_fault.vector, ~0UL);
	EXPECT_EQ(hypercall(__HYPERVISOR_fpu_taskswitch, 1), 0);
	EXPECT_EQ(hypercall(__HYPERVISOR_fpu_taskswitch, 0), 0);
	TRY("fninit", : : : "memory");
	EXPECT_EQ(last_fault.vector, ~0UL);
}

static u64 step_rip[4];

static bool record_steps(struct trap_regs *regs)
{
	if (regs->vector != 1)
		return false;
	if (nr_seen < ARRAY_SIZE(step_rip))
		step_rip[nr_seen] = regs->rip;
	nr_seen++;
	return true;
}

/* POPF sets TF; the trap comes after each instruction that follows, not after it. */
static void single_step(void)
{
	u64 first;

	nr_seen = 0;
	trap_hook = record_steps;
	__asm__ __volatile__("pushfq\n\t"
			     "orq $0x100, (%%rsp)\n\t"
			     "popfq\n\t"
			     "nop\n"
			     "1:	pushfq\n\t"
			     "andq $~0x100, (%%rsp)\n\t"
			     "popfq\n\t"
			     "lea 1b(%%rip), %0"
			     : "=r" (first) : : "memory", "cc");
	trap_hook = NULL;
	EXPECT(nr_seen >= 3 && nr_seen <= 4);
	EXPECT_EQ(step_rip[0], first);
}

/* TF at a SYSCALL: the call is made and the step is not lost. */
static void single_step_hypercall(void)
{
	long ret = __HYPERVISOR_xen_version;

	nr_seen = 0;
	trap_hook = record_steps;
	__asm__ __volatile__("pushfq\n\t"
			     "orq $0x100, (%%rsp)\n\t"
			     "popfq\n\t"
			     "syscall\n\t"
			     "pushfq\n\t"
			     "andq $~0x100, (%%rsp)\n\t"
			     "popfq"
			     : "+a" (ret) : "D" (0UL), "S" (0UL)
			     : "rcx", "r11", "memory", "cc");
	trap_hook = NULL;
	EXPECT_EQ(ret, 4 << 16 | 17);
	EXPECT(nr_seen >= 2);
}

static u64 watched;

static void data_breakpoint(void)
{
	const u64 dr7 = 0x400 | 2 | 9UL << 16;	/* G0; RW 01: writes, LEN 10: 8 bytes */

	EXPECT_EQ(hypercall(__HYPERVISOR_set_debugreg, 0, &watched), 0);
	EXPECT_EQ(hypercall(__HYPERVISOR_set_debugreg, 7, dr7), 0);
	EXPECT_EQ(hypercall(__HYPERVISOR_get_debugreg, 0), &watched);
	nr_seen = 0;
	trap_hook = record_steps;
	barrier();
	WRITE_ONCE(watched, 1);
	barrier();
	trap_hook = NULL;
	EXPECT_EQ(nr_seen, 1);
	EXPECT_EQ(hypercall(__HYPERVISOR_get_debugreg, 6) & 0xf, 1);
	EXPECT_EQ(hypercall(__HYPERVISOR_set_debugreg, 7, 0), 0);
	EXPECT_EQ(hypercall(__HYPERVISOR_set_debugreg, 6, 0), 0);
	EXPECT_EQ(hypercall(__HYPERVISOR_get_debugreg, 7), 0x400);
	WRITE_ONCE(watched, 2);
}

static void breakpoints_stay_out(void)
{
	EXPECT_EQ(hypercall(__HYPERVISOR_set_debugreg, 0, HYP_ADDRESS), -EPERM);
	EXPECT_EQ(hypercall(__HYPERVISOR_set_debugreg, 8, 0), -ENODEV);
	EXPECT_EQ(hypercall(__HYPERVISOR_get_debugreg, 8), -ENODEV);
	EXPECT_EQ(hypercall(__HYPERVISOR_set_debugreg, 0, 0), 0);
}

/* Entry by a gate that asks for it masks events, and the frame keeps the old mask. */
static bool record_mask(struct trap_regs *regs)
{
	seen = *regs;
	nr_seen = shared_info->vcpu_info[0].evtchn_upcall_mask;
	return true;
}

static void trap_keeps_mask(void)
{
	trap_hook = record_mask;
	events_on();
	__asm__ __volatile__("int3" : : : "memory");
	EXPECT_EQ(nr_seen, 0);
	EXPECT_EQ(seen.rflags & 0x200, 0x200);
	EXPECT_EQ(seen.cs >> 32 & 0xff, 0);
	events_off();
	__asm__ __volatile__("int3" : : : "memory");
	trap_hook = NULL;
	EXPECT_EQ(nr_seen, 1);
	EXPECT_EQ(seen.rflags & 0x200, 0);
	EXPECT_EQ(seen.cs >> 32 & 0xff, 1);
}

GUEST_TEST({ "a breakpoint", breakpoint },
	   { "an invalid opcode", invalid_opcode },
	   { "a division by zero", divide_error },
	   { "a page fault where nothing is", page_fault_nothing_there },
	   { "a page fault on a read-only page", page_fault_read_only },
	   { "the hypervisor's addresses look empty", page_fault_hypervisor },
	   { "the machine-to-phys table can be read, not written", machine_to_phys_is_read_only },
	   { "a non-canonical address", noncanonical },
	   { "INT n reaches its handler", software_interrupt },
	   { "INT n of another level is refused", software_interrupt_refused },
	   { "TS makes the FPU trap, once", fpu_not_available },
	   { "single steps", single_step },
	   { "a single step over a hypercall", single_step_hypercall },
	   { "a data breakpoint", data_breakpoint },
	   { "breakpoints stay out of the hypervisor", breakpoints_stay_out },
	   { "a frame keeps the event mask", trap_keeps_mask });
