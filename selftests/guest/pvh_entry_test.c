// SPDX-License-Identifier: GPL-2.0-only
/*
 * The entry of the PVH boot protocol and the ways to the hypervisor: what a guest finds
 * in its registers and in hvm_start_info, CPUID's leaves, the page of hypercalls, and
 * calls from each mode and ring.
 *
 * 64-bit kernels in ring 0 make calls; user code gets -EPERM wherever it runs.
 */
#include "mode.h"

#include <asm/xen/cpuid.h>
#include <xen/interface/hvm/start_info.h>
#include <xen/interface/version.h>

#define MSR_HYPERCALLS	0x40000000
#define VERSION_4_17	(4 << 16 | 17)
#define XEN_LEAF(n)	(XEN_CPUID_FIRST_LEAF + (n))
#define IS_ERROR(val)	((u32)(val) >= (u32)-4095)

static const struct hvm_start_info *info(void)
{
	return (const struct hvm_start_info *)(u64)entry_regs.ebx;
}

static void registers(void)
{
	EXPECT_EQ(entry_regs.ebx, PVH_INFO);
	EXPECT_EQ(entry_regs.cr0 & 0x80000001, 1);
	EXPECT_EQ(entry_regs.cr4, 0);
	EXPECT_EQ(entry_regs.efer, 0);
	EXPECT_EQ(entry_regs.eflags, 2);
}

static void start_info(void)
{
	const struct hvm_memmap_table_entry *map = (const void *)info()->memmap_paddr;
	const struct hvm_modlist_entry *mod = (const void *)info()->modlist_paddr;

	EXPECT_EQ(info()->magic, XEN_HVM_START_MAGIC_VALUE);
	EXPECT_EQ(info()->version, 1);
	EXPECT_EQ(info()->flags, 0);
	EXPECT_EQ(info()->rsdp_paddr, 0);
	EXPECT_EQ(info()->memmap_entries, 2);
	EXPECT_EQ(map[0].size, PVH_LOW_END);
	EXPECT_EQ(map[1].addr, PVH_HIGH);
	EXPECT(!strcmp((const char *)info()->cmdline_paddr, "a command line"));
	EXPECT_EQ(info()->nr_modules, 1);
	EXPECT(!strcmp((const char *)mod->paddr, "a module"));
}

static void memory_is_there(void)
{
	volatile u64 *first = (volatile u64 *)PVH_HIGH;
	volatile u64 *last = (volatile u64 *)(PVH_HIGH_END - 8);

	EXPECT_EQ(*first, 0);
	EXPECT_EQ(*last, 0);
	*first = 1;
	*last = 2;
	EXPECT_EQ(*first, 1);
	EXPECT_EQ(*last, 2);
}

static void cpuid_leaves(void)
{
	u32 r[4];

	cpuid(1, 0, r);
	EXPECT(r[2] & 1U << 31);
	cpuid(XEN_LEAF(0), 0, r);
	EXPECT(r[0] >= XEN_LEAF(4));
	EXPECT_EQ(r[1], XEN_CPUID_SIGNATURE_EBX);
	EXPECT_EQ(r[2], XEN_CPUID_SIGNATURE_ECX);
	EXPECT_EQ(r[3], XEN_CPUID_SIGNATURE_EDX);
	cpuid(XEN_LEAF(1), 0, r);
	EXPECT_EQ(r[0], VERSION_4_17);
	cpuid(XEN_LEAF(2), 0, r);
	EXPECT_EQ(r[0], 1);
	EXPECT_EQ(r[1], MSR_HYPERCALLS);
	cpuid(XEN_LEAF(4), 0, r);
	EXPECT(r[0] & XEN_HVM_CPUID_VCPU_ID_PRESENT);
	EXPECT_EQ(r[1], 0);
	EXPECT(r[0] & XEN_HVM_CPUID_DOMID_PRESENT);
	EXPECT(r[2] > 0 && r[2] < 0x7ff0);
}

/* The local APIC's number, and a machine that looks like one with SVM taken out. */
static void cpuid_features(void)
{
	u32 r[4];

	cpuid(1, 0, r);
	EXPECT_EQ(r[1] >> 24, 0);
	EXPECT(r[3] & 1U << 9);			/* APIC */
	EXPECT(!(r[2] & 1U << 3));		/* MONITOR */
	cpuid(0x80000001, 0, r);
	EXPECT(!(r[2] & 1U << 2));		/* SVM */
	EXPECT(r[3] & 1U << 29);		/* long mode */
}

static void hypercall_page(void)
{
	void *page = alloc_page();
	long (*version)(u64 cmd, u64 arg);
	u64 val;

	version = page + __HYPERVISOR_xen_version * 32;
	EXPECT(try_wrmsr(MSR_HYPERCALLS, (u64)page));
	EXPECT_EQ(version(XENVER_version, 0), VERSION_4_17);
	EXPECT_EQ(hypercall(__HYPERVISOR_xen_version, XENVER_version, 0), VERSION_4_17);
	/* HYPERVISOR_iret is for PV guests. */
	EXPECT_EQ(*(u16 *)((u8 *)page + __HYPERVISOR_iret * 32), 0x0b0f);
	XEN_DIFFERS("the MSR reads as 0");
	EXPECT(!try_rdmsr(MSR_HYPERCALLS, &val));
}

/* A second page does not exist, and a page must be memory. */
static void hypercall_page_wrong(void)
{
	EXPECT(!try_wrmsr(MSR_HYPERCALLS, (u64)alloc_page() | 1));
	EXPECT_EQ(last_fault.vector, 13);
	EXPECT(!try_wrmsr(MSR_HYPERCALLS, 1UL << 51));
	EXPECT(!try_wrmsr(MSR_HYPERCALLS, PVH_LOW_END));
}

static void arguments_are_kept(void)
{
	struct mode_state s = {
		.rax = __HYPERVISOR_xen_version, .rdi = XENVER_version, .rsi = 1, .rdx = 2,
		.rcx = 3, .rbx = 4, .rbp = 5, .r8 = 6, .r9 = 7, .r10 = 8, .r11 = 9,
	};

	RUN(MODE_LONG, &s, 0x0f, 0x01, 0xd9);
	EXPECT(mode_done(&s, CODE, 3));
	EXPECT_EQ(s.rax, VERSION_4_17);
	EXPECT_EQ(s.rdi, XENVER_version);
	EXPECT_EQ(s.rsi, 1);
	EXPECT_EQ(s.rdx, 2);
	EXPECT_EQ(s.rcx, 3);
	EXPECT_EQ(s.rbx, 4);
	EXPECT_EQ(s.rbp, 5);
	EXPECT_EQ(s.r8, 6);
	EXPECT_EQ(s.r9, 7);
	EXPECT_EQ(s.r10, 8);
	EXPECT_EQ(s.r11, 9);
}

static void numbers(void)
{
	EXPECT_EQ(hypercall(63), -ENOSYS);
	EXPECT_EQ(hypercall(64), -ENOSYS);
	EXPECT_EQ(hypercall(0xffffffff), -ENOSYS);
	EXPECT_EQ(hypercall(__HYPERVISOR_iret), -ENOSYS);
	EXPECT_EQ(hypercall(__HYPERVISOR_mmu_update, 0, 0, 0, 0), -ENOSYS);
	EXPECT_EQ(hypercall(__HYPERVISOR_set_trap_table, 0), -ENOSYS);
	EXPECT_EQ(hypercall(__HYPERVISOR_xen_version, XENVER_extraversion, 1UL << 46), -EFAULT);
}

static void not_canonical(void)
{
	XEN_DIFFERS("it ignores the upper bits of an address");
	EXPECT_EQ(hypercall(__HYPERVISOR_xen_version, XENVER_extraversion, 1UL << 62), -EFAULT);
}

/* The other vendor's instruction does the same. */
static s32 call_from(enum mode mode, u8 insn)
{
	/* 64-bit code has its arguments in RDI, RSI, 32-bit code in EBX, ECX. */
	struct mode_state s = { .rax = __HYPERVISOR_xen_version };
	const u8 code[] = { 0x0f, 0x01, insn };

	mode_run(mode, CODE, code, sizeof(code), &s);
	if (!mode_done(&s, CODE, sizeof(code))) {
		say("# %s: vector %llu, error %#llx, at %#llx", mode_names[mode], s.vector, s.error,
		    s.rip);
		EXPECT(0);
	}
	return s.rax;
}

static void calls_by(u8 insn)
{
	unsigned int mode;

	EXPECT_EQ(call_from(MODE_LONG, insn), VERSION_4_17);
	for (mode = 0; mode < NR_MODES; mode++)
		if (IS_USER(mode) && mode_works(mode))
			EXPECT_EQ(call_from(mode, insn), -EPERM);
}

static void by_vmmcall(void)
{
	calls_by(0xd9);
}

static void by_vmcall(void)
{
	XEN_DIFFERS("VMCALL is #UD on a CPU of AMD's");
	calls_by(0xc1);
}

/* What is not 64-bit code has the numbers of 32-bit kernels; see pvh_compat_test. */
static void other_modes(void)
{
	static const enum mode modes[] = {
		MODE_COMPAT, MODE_COMPAT16, MODE_PAE, MODE_PAGED, MODE_FLAT, MODE_FLAT16,
		MODE_REAL,
	};
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(modes); i++) {
		s32 got;

		if (!mode_works(modes[i]))
			continue;
		got = call_from(modes[i], 0xd9);
		say("# %s: %d", mode_names[modes[i]], got);
		EXPECT_EQ(got, VERSION_4_17);
	}
}

/* At the end of a page whose neighbour is not there: only the instruction's bytes count. */
static void page_end(void)
{
	struct mode_state s = { .rax = __HYPERVISOR_xen_version };
	u64 at = CODE_AT_PAGE_END(3);

	page_hide(at + 3);
	mode_run(MODE_LONG, at, "\x0f\x01\xd9", 3, &s);
	page_show(at + 3);
	EXPECT_EQ(s.rax, VERSION_4_17);
	EXPECT_EQ(s.vector, 14);
	EXPECT_EQ(s.cr2, at + 3);
	EXPECT_EQ(s.rip, at + 3);
}

static void ends(void)
{
	pvh_exit(SHUTDOWN_watchdog);
}

static void waits_for_nothing(void)
{
	__asm__ __volatile__("vmmcall" : : "a" (__HYPERVISOR_sched_op), "D" (SCHEDOP_shutdown),
			     "S" (&(struct sched_shutdown){ .reason = SHUTDOWN_reboot })
			     : "memory");
}

PVH_TEST(PVH_CASE("registers at the entry", registers),
	 PVH_CASE("hvm_start_info", start_info),
	 PVH_CASE("memory is where the map says", memory_is_there),
	 PVH_CASE("CPUID's leaves of the hypervisor", cpuid_leaves),
	 PVH_CASE("CPUID's features", cpuid_features),
	 PVH_CASE("the page of hypercalls", hypercall_page),
	 PVH_CASE("no page of hypercalls", hypercall_page_wrong),
	 PVH_CASE("a call changes nothing but RAX", arguments_are_kept),
	 PVH_CASE("numbers that are no calls", numbers),
	 PVH_CASE("an address that is none", not_canonical),
	 PVH_CASE("VMMCALL from each ring", by_vmmcall),
	 PVH_CASE("VMCALL from each ring", by_vmcall),
	 PVH_CASE("calls from other modes", other_modes),
	 PVH_CASE("a call at a page's end", page_end),
	 PVH_CASE("the domain ends itself", ends, .ends = PVH_ENDS(SHUTDOWN_watchdog)),
	 PVH_CASE("and asks for a restart", waits_for_nothing, .ends = PVH_ENDS(SHUTDOWN_reboot)));
