// SPDX-License-Identifier: GPL-2.0-only
/*
 * Privileged instructions of a PV kernel: the hypervisor carries some out, gives
 * the guest #GP for the others, and in either case the instruction pointer, the
 * flags and the other registers are as on bare hardware.
 *
 * Ports that the guest does not own read as all ones; without IOPL and bitmap,
 * any port access is #GP.
 */
#include "guest.h"

#include <xen/interface/physdev.h>
#include <asm/xen/cpuid.h>

#define CR0_TS		0x8UL
#define CR4_PAE		0x20UL
#define MSR_EFER	0xc0000080
#define MSR_FS_BASE	0xc0000100
#define MSR_KERNEL_GS	0xc0000102
#define MSR_NONSENSE	0x12345678

static void set_iopl(u32 iopl)
{
	struct physdev_set_iopl set = { .iopl = iopl };

	EXPECT_EQ(hypercall(__HYPERVISOR_physdev_op, PHYSDEVOP_set_iopl, &set), 0);
}

/* True if no fault. */
static bool try_inb(u16 port, u8 *val)
{
	u8 got = 0;

	TRY("inb %w[port], %b[got]", : [got] "+a" (got) : [port] "d" (port) : "memory");
	*val = got;
	return last_fault.vector == ~0UL;
}

static bool try_rdmsr(u32 msr, u64 *val)
{
	u32 lo = 0, hi = 0;

	TRY("rdmsr", : "+a" (lo), "+d" (hi) : "c" (msr) : "memory");
	*val = (u64)hi << 32 | lo;
	return last_fault.vector == ~0UL;
}

static bool try_wrmsr(u32 msr, u64 val)
{
	TRY("wrmsr", : : "c" (msr), "a" ((u32)val), "d" ((u32)(val >> 32)) : "memory");
	return last_fault.vector == ~0UL;
}

static void cpuid_prefix(void)
{
	u32 a = XEN_CPUID_FIRST_LEAF, b, c = 0, d;

	__asm__ __volatile__(XEN_EMULATE_PREFIX "cpuid"
			     : "+a" (a), "=b" (b), "+c" (c), "=d" (d));
	EXPECT(a >= XEN_CPUID_FIRST_LEAF + 2);
	EXPECT_EQ(b, XEN_CPUID_SIGNATURE_EBX);
	EXPECT_EQ(c, XEN_CPUID_SIGNATURE_ECX);
	EXPECT_EQ(d, XEN_CPUID_SIGNATURE_EDX);
	a = XEN_CPUID_FIRST_LEAF + 1;
	c = 0;
	__asm__ __volatile__(XEN_EMULATE_PREFIX "cpuid"
			     : "+a" (a), "=b" (b), "+c" (c), "=d" (d));
	EXPECT_EQ(a, 4 << 16 | 17);
}

/* The prefix is nothing by itself, and only before CPUID. */
static void prefix_alone(void)
{
	TRY(XEN_EMULATE_PREFIX "nop", : : : "memory");
	EXPECT_EQ(last_fault.vector, 6);
}

static void control_registers(void)
{
	u64 cr0 = 0, cr3 = 0, cr4 = 0;

	TRY("mov %%cr0, %[v]", : [v] "=r" (cr0) : : "memory");
	EXPECT_EQ(last_fault.vector, ~0UL);
	EXPECT_EQ(cr0 & 0x80000001UL, 0x80000001UL);
	EXPECT_EQ(cr0 & CR0_TS, 0);
	TRY("mov %%cr3, %[v]", : [v] "=r" (cr3) : : "memory");
	EXPECT_EQ(last_fault.vector, ~0UL);
	EXPECT_EQ(cr3 >> PAGE_SHIFT, virt_to_mfn((void *)start_info->pt_base));
	TRY("mov %%cr4, %%r12", : : : "r12", "memory");
	EXPECT_EQ(last_fault.vector, ~0UL);
	TRY("mov %%cr4, %[v]", : [v] "=r" (cr4) : : "memory");
	EXPECT_EQ(cr4 & CR4_PAE, CR4_PAE);
	TRY("mov %%cr8, %[v]", : [v] "=r" (cr4) : : "memory");
	EXPECT_EQ(last_fault.vector, 13);
}

static void task_switched(void)
{
	u64 cr0 = 0;

	__asm__ __volatile__("mov %%cr0, %0" : "=r" (cr0));
	TRY("mov %[v], %%cr0", : : [v] "r" (cr0 | CR0_TS) : "memory");
	EXPECT_EQ(last_fault.vector, ~0UL);
	__asm__ __volatile__("mov %%cr0, %0" : "=r" (cr0));
	EXPECT_EQ(cr0 & CR0_TS, CR0_TS);
	TRY("clts", : : : "memory");
	EXPECT_EQ(last_fault.vector, ~0UL);
	__asm__ __volatile__("mov %%cr0, %0" : "=r" (cr0));
	EXPECT_EQ(cr0 & CR0_TS, 0);
	/* Paging stays on. */
	TRY("mov %[v], %%cr0", : : [v] "r" (cr0 & ~0x80000000UL) : "memory");
	EXPECT_EQ(last_fault.vector, 13);
}

static void page_fault_address(void)
{
	u64 val, cr2 = 0;

	try_read((void *)0x123400000010UL, &val);
	TRY("mov %%cr2, %[v]", : [v] "=r" (cr2) : : "memory");
	EXPECT_EQ(last_fault.vector, ~0UL);
	EXPECT_EQ(cr2, 0x123400000010UL);
}

static void debug_registers(void)
{
	u64 val = 0;

	TRY("mov %[v], %%dr1", : : [v] "r" (0x4321UL) : "memory");
	EXPECT_EQ(last_fault.vector, ~0UL);
	TRY("mov %%dr1, %[v]", : [v] "+r" (val) : : "memory");
	EXPECT_EQ(val, 0x4321);
	TRY("mov %[v], %%dr1", : : [v] "r" (0xffff830000000000UL) : "memory");
	EXPECT_EQ(last_fault.vector, 13);
	TRY("mov %[v], %%dr1", : : [v] "r" (0UL) : "memory");
}

static void msr_bases(void)
{
	u64 word = 77, val;

	EXPECT(try_wrmsr(MSR_FS_BASE, (u64)&word));
	__asm__ __volatile__("movq %%fs:0, %0" : "=r" (val));
	EXPECT_EQ(val, 77);
	EXPECT(try_rdmsr(MSR_FS_BASE, &val));
	EXPECT_EQ(val, &word);
	EXPECT(!try_wrmsr(MSR_FS_BASE, 0x0000900000000000UL));
	EXPECT_EQ(last_fault.vector, 13);
	EXPECT(try_wrmsr(MSR_KERNEL_GS, 0x7000));
	EXPECT(try_rdmsr(MSR_KERNEL_GS, &val));
	EXPECT_EQ(val, 0x7000);
	EXPECT(try_wrmsr(MSR_KERNEL_GS, 0));
}

static void msrs(void)
{
	u64 val;

	EXPECT(try_rdmsr(MSR_EFER, &val));
	EXPECT_EQ(val & 0x500, 0x500);		/* long mode */
	EXPECT(!try_rdmsr(MSR_NONSENSE, &val));
	EXPECT_EQ(last_fault.vector, 13);
	EXPECT_EQ(last_fault.error, 0);
	EXPECT(!try_wrmsr(MSR_NONSENSE, 0));
}

static void ports_without_iopl(void)
{
	u8 val;

	set_iopl(0);
	EXPECT(!try_inb(0x64, &val));
	EXPECT_EQ(last_fault.vector, 13);
	EXPECT_EQ(last_fault.error, 0);
	set_iopl(1);
	EXPECT(try_inb(0x64, &val));
	set_iopl(0);
}

static void ports_by_bitmap(void)
{
	static u8 bitmap[0x100 / 8];
	struct physdev_set_iobitmap set = { .nr_ports = 0x100 };
	u8 val;

	memset(bitmap, 0xff, sizeof(bitmap));
	bitmap[0x80 / 8] = 0xfe;
	set_xen_guest_handle(set.bitmap, bitmap);
	EXPECT_EQ(hypercall(__HYPERVISOR_physdev_op, PHYSDEVOP_set_iobitmap, &set), 0);
	EXPECT(try_inb(0x80, &val));
	EXPECT(!try_inb(0x81, &val));
	EXPECT(!try_inb(0x180, &val));
	set.nr_ports = 0;
	set_xen_guest_handle(set.bitmap, NULL);
	EXPECT_EQ(hypercall(__HYPERVISOR_physdev_op, PHYSDEVOP_set_iobitmap, &set), 0);
	set.nr_ports = 0x10001;
	EXPECT_EQ(hypercall(__HYPERVISOR_physdev_op, PHYSDEVOP_set_iobitmap, &set), -EINVAL);
}

/* The interrupt controllers are the hypervisor's. */
static void foreign_ports(void)
{
	u8 val;

	set_iopl(1);
	EXPECT(try_inb(0x21, &val));
	EXPECT_EQ(val, 0xff);
	TRY("outb %b[v], %w[p]", : : [v] "a" (0), [p] "d" (0x21) : "memory");
	EXPECT_EQ(last_fault.vector, ~0UL);
	set_iopl(0);
}

static u32 pci_read(u32 address, unsigned int bytes)
{
	u32 val = 0;

	__asm__ __volatile__("outl %0, %w1" : : "a" (address), "d" (0xcf8));
	if (bytes == 4)
		__asm__ __volatile__("inl %w1, %0" : "=a" (val) : "d" (0xcfc));
	else
		__asm__ __volatile__("inw %w1, %w0" : "+a" (val) : "d" (0xcfc + 2));
	return val;
}

/* Device 0:0.0 is the host bridge; ports wider and narrower see the same. */
static void pci_configuration(void)
{
	u32 id, device, back;

	set_iopl(1);
	id = pci_read(0x80000000, 4);
	device = pci_read(0x80000000, 2);
	__asm__ __volatile__("inl %w1, %0" : "=a" (back) : "d" (0xcf8));
	EXPECT(id != ~0U);
	EXPECT_EQ(device & 0xffff, id >> 16);
	EXPECT_EQ(back, 0x80000000);
	set_iopl(0);
}

/* REP OUTSB and INSB by memory: the registers count down and move on. */
static void string_ports(void)
{
	static u8 text[] = "abc", got[4];
	u64 count = 3, at = (u64)text;

	set_iopl(1);
	TRY("rep outsb", : "+c" (count), "+S" (at) : "d" (0x80) : "memory");
	EXPECT_EQ(last_fault.vector, ~0UL);
	EXPECT_EQ(count, 0);
	EXPECT_EQ(at, text + 3);
	count = 4;
	at = (u64)got;
	TRY("rep insb", : "+c" (count), "+D" (at) : "d" (0x21) : "memory");
	EXPECT_EQ(last_fault.vector, ~0UL);
	EXPECT_EQ(count, 0);
	EXPECT_EQ(got[3], 0xff);
	/* A fault half way: what is done is done. */
	count = 2;
	at = 0x123400000000UL;
	TRY("rep outsb", : "+c" (count), "+S" (at) : "d" (0x80) : "memory");
	EXPECT_EQ(last_fault.vector, 14);
	EXPECT_EQ(count, 2);
	set_iopl(0);
}

static void interrupt_flag(void)
{
	set_iopl(1);
	TRY("cli", : : : "memory");
	EXPECT_EQ(last_fault.vector, ~0UL);
	TRY("sti", : : : "memory");
	EXPECT_EQ(last_fault.vector, ~0UL);
	set_iopl(0);
	TRY("cli", : : : "memory");
	EXPECT_EQ(last_fault.vector, 13);
}

static void not_for_guests(void)
{
	struct { u16 limit; u64 base; } __packed table = { 0, 0 };

	TRY("lgdt %[t]", : : [t] "m" (table) : "memory");
	EXPECT_EQ(last_fault.vector, 13);
	TRY("lidt %[t]", : : [t] "m" (table) : "memory");
	EXPECT_EQ(last_fault.vector, 13);
	TRY("ltr %w[s]", : : [s] "r" (0xe040) : "memory");
	EXPECT_EQ(last_fault.vector, 13);
	TRY("hlt", : : : "memory");
	EXPECT_EQ(last_fault.vector, 13);
	TRY("swapgs", : : : "memory");
	EXPECT_EQ(last_fault.vector, 13);
	TRY("wbinvd", : : : "memory");
	EXPECT_EQ(last_fault.vector, ~0UL);
}

/* An emulated instruction under TF is one step like any other. */
static unsigned int steps;

static bool count_steps(struct trap_regs *regs)
{
	steps += regs->vector == 1;
	return regs->vector == 1;
}

static void single_step(void)
{
	u64 cr0;

	steps = 0;
	trap_hook = count_steps;
	__asm__ __volatile__("pushfq\n\t"
			     "orq $0x100, (%%rsp)\n\t"
			     "popfq\n\t"
			     "mov %%cr0, %0\n\t"
			     "pushfq\n\t"
			     "andq $~0x100, (%%rsp)\n\t"
			     "popfq"
			     : "=r" (cr0) : : "memory", "cc");
	trap_hook = NULL;
	EXPECT(steps >= 3 && steps <= 4);
}

GUEST_TEST({ "CPUID with the prefix", cpuid_prefix },
	   { "the prefix without CPUID", prefix_alone },
	   { "control registers", control_registers },
	   { "CR0.TS", task_switched },
	   { "CR2", page_fault_address },
	   { "debug registers", debug_registers },
	   { "bases by MSR", msr_bases },
	   { "MSRs that are there and that are not", msrs },
	   { "ports need IOPL 1", ports_without_iopl },
	   { "ports by bitmap", ports_by_bitmap },
	   { "ports of others read as ones", foreign_ports },
	   { "PCI configuration", pci_configuration },
	   { "string I/O", string_ports },
	   { "CLI and STI with IOPL", interrupt_flag },
	   { "instructions that no guest may use", not_for_guests },
	   { "an emulated instruction is one step", single_step });
