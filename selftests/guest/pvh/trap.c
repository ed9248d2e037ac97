// SPDX-License-Identifier: GPL-2.0-only
/* Traps and interrupts in long mode; vCPUs. */
#include "internal.h"

#define NR_IST		3
#define IST_TRAP	1
#define IST_DF		2
#define IST_NMI		3
#define APIC_ICR	0x830
#define APIC_BASE	0x1b
#define APIC_ID		0x802
#define X2APIC_ON	0xc00UL
#define ICR_INIT	0xc500
#define ICR_STARTUP	0x4600

struct tss {
	u32 reserved;
	u64 rsp[3], reserved2, ist[7];
	u64 reserved3;
	u16 reserved4, iopb;
} __packed;

u64 idt[512] __aligned(16);
static struct tss tss[NR_VCPUS];
static u8 ist_stacks[NR_VCPUS][NR_IST][4096] __aligned(16);

struct last_fault last_fault;
bool (*trap_hook)(struct trap_regs *regs);
void (*irq_hook)(u8 vector);
volatile u32 nr_irqs[256];
volatile u32 cpus_up = 1;

static bool fix_up(struct trap_regs *regs)
{
	const typeof(*__ex_table_start) *f;

	for (f = __ex_table_start; f < __ex_table_end; f++)
		if (f->from == regs->rip) {
			last_fault = (struct last_fault){
				regs->vector, regs->error, read_cr2(), regs->rip,
			};
			regs->rip = f->to;
			return true;
		}
	return false;
}

void trap_handler(struct trap_regs *regs)
{
	if (trap_hook && trap_hook(regs))
		return;
	if (regs->vector >= 32 || regs->vector == 2) {
		nr_irqs[regs->vector]++;
		if (irq_hook)
			irq_hook(regs->vector);
		return;
	}
	if (mode_trap(regs) || fix_up(regs))
		return;
	say("# trap %llu error %#llx at %#llx, cr2 %#llx", regs->vector, regs->error, regs->rip,
	    read_cr2());
	pvh_panic("a trap that nothing expects");
}

void traps_init(void)
{
	unsigned int i;

	for (i = 0; i < 256; i++) {
		u64 to = (u64)trap_stubs + i * TRAP_STUB_BYTES;
		u64 ist = i == 8 ? IST_DF : i == 2 ? IST_NMI : IST_TRAP;
		/* Users may INT3 and INT 0x80. */
		u64 type = i == 3 || i == 0x80 ? 0xee : 0x8e;

		idt[i * 2] = (to & 0xffff) | SEL_CODE64 << 16 | ist << 32 | type << 40 |
			     (to >> 16 & 0xffff) << 48;
	}
}

void traps_init_cpu(unsigned int cpu)
{
	u64 base = (u64)&tss[cpu];
	u64 *desc = &gdt[SEL_TSS64 / 8 + cpu * 2];
	unsigned int i;

	for (i = 0; i < NR_IST; i++)
		tss[cpu].ist[i] = (u64)ist_stacks[cpu][i] + sizeof(ist_stacks[cpu][i]);
	tss[cpu].iopb = sizeof(struct tss);
	desc[0] = (sizeof(struct tss) - 1) | (base & 0xffffff) << 16 | 0x89ULL << 40 |
		  (base >> 24 & 0xff) << 56;
	desc[1] = base >> 32;
	__asm__ __volatile__("lidt %0; ltr %w1" : : "m" (*idt_desc),
			     "r" ((u16)(SEL_TSS64 + cpu * 16)) : "memory");
}

unsigned int cpu_id(void)
{
	u16 tr;

	__asm__ __volatile__("str %w0" : "=r" (tr));
	return (tr - SEL_TSS64) / 16;
}

static void send(unsigned int cpu, u32 icr)
{
	/* APIC numbers of vCPUs are even. */
	wrmsr(APIC_ICR, (u64)cpu * 2 << 32 | icr);
}

/* One after the other: they number themselves. */
void cpu_start(unsigned int cpu, void (*fn)(void))
{
	u64 end = rdtsc() + 4000000000UL;

	wrmsr(APIC_BASE, rdmsr(APIC_BASE) | X2APIC_ON);
	cpu_start_at(cpu, fn);
	send(cpu, ICR_INIT);
	send(cpu, ICR_STARTUP | (u64)ap_start >> PAGE_SHIFT);
	send(cpu, ICR_STARTUP | (u64)ap_start >> PAGE_SHIFT);
	while (!(cpus_up & 1U << cpu))
		if (rdtsc() > end)
			pvh_panic("a vCPU does not come up");
		else
			hypercall(__HYPERVISOR_sched_op, SCHEDOP_yield, 0);
}

bool try_rdmsr(u32 msr, u64 *val)
{
	u32 lo = 0, hi = 0;

	TRY("rdmsr", : "+a" (lo), "+d" (hi) : "c" (msr) : "memory");
	*val = (u64)hi << 32 | lo;
	return last_fault.vector == NO_FAULT;
}

bool try_wrmsr(u32 msr, u64 val)
{
	TRY("wrmsr", : : "c" (msr), "a" ((u32)val), "d" ((u32)(val >> 32)) : "memory");
	return last_fault.vector == NO_FAULT;
}
