// SPDX-License-Identifier: GPL-2.0-only
/*
 * Where SYSCALL goes. The CPU changes neither RSP nor GS, and both are the
 * guest's, so each CPU has code of its own that knows where its stack is:
 *
 *	mov  %rsp, cpu_local.stub_rsp(%rip)
 *	lea  cpu_local.guest_regs.es(%rip), %rsp
 *	jmp  pv_syscall_entry
 *
 * The code lies in one page a CPU in the image's GiB, within reach of 32-bit
 * displacements, and is written through the direct map.
 */
#include <asm/init_cpu.h>

#include <linux/errno.h>
#include <linux/string.h>
#include <linux/types.h>
#include <hyp/frame.h>
#include <hyp/page_alloc.h>
#include <hyp/percpu.h>
#include <hyp/vmap.h>
#include <asm/cpu_local.h>
#include <asm/cpufeature.h>
#include <asm/desc.h>
#include <asm/msr.h>
#include <asm/msr_index.h>
#include <asm/pgtable.h>
#include <asm/pv_entry.h>
#include <asm/system.h>

#define STUB_SYSCALL	0
#define STUB_SYSCALL32	64

static bool stub_mapped[NR_CPUS];

unsigned long stub_address(unsigned int cpu)
{
	return STUBS_START + cpu * PAGE_SIZE;
}

/* Appends an instruction of @n bytes whose last 4 are the distance to @target. */
static u8 *emit(u8 *at, unsigned long *va, const u8 *opcode, size_t n, unsigned long target)
{
	s32 rel;

	*va += n + sizeof(rel);
	rel = (s32)(target - *va);
	memcpy(at, opcode, n);
	memcpy(at + n, &rel, sizeof(rel));
	return at + n + sizeof(rel);
}

static void write_stub(u8 *page, unsigned int cpu, unsigned int offset, unsigned long entry)
{
	static const u8 mov_rsp[] = { 0x48, 0x89, 0x25 };
	static const u8 lea_rsp[] = { 0x48, 0x8d, 0x25 };
	static const u8 jmp[] = { 0xe9 };
	unsigned long local = stack_top(cpu) - sizeof(struct cpu_local);
	unsigned long va = stub_address(cpu) + offset;
	u8 *at = page + offset;

	at = emit(at, &va, mov_rsp, sizeof(mov_rsp), local + offsetof(struct cpu_local, stub_rsp));
	at = emit(at, &va, lea_rsp, sizeof(lea_rsp),
		  local + offsetof(struct cpu_local, guest_regs.es));
	emit(at, &va, jmp, sizeof(jmp), entry);
}

int stubs_alloc(unsigned int cpu)
{
	u8 *page;

	if (stub_mapped[cpu])
		return 0;
	page = page_alloc_hyp(0);
	if (!page)
		return -ENOMEM;
	memset(page, 0xcc, PAGE_SIZE);
	write_stub(page, cpu, STUB_SYSCALL, (unsigned long)pv_syscall_entry);
	write_stub(page, cpu, STUB_SYSCALL32, (unsigned long)pv_syscall32_entry);
	if (hyp_map_small(stub_address(cpu), virt_to_mfn(page), 1, PTE_HYP_RX)) {
		page_free_hyp(page, 0);
		return -ENOMEM;
	}
	stub_mapped[cpu] = true;
	return 0;
}

/* Flags that SYSCALL clears: nothing of the guest's may act on us. */
#define SYSCALL_CLEARS	(RFLAGS_CF | RFLAGS_TF | RFLAGS_IF | RFLAGS_DF | RFLAGS_IOPL | \
			 RFLAGS_NT | RFLAGS_RF | RFLAGS_AC)

/*
 * SYSENTER loads RSP itself and needs no stub.  The registers may have anything
 * from whoever ran before.  Other CPUs than Intel's refuse it in long mode.
 */
static void sysenter_init_cpu(void)
{
	unsigned long local = stack_top(smp_processor_id()) - sizeof(struct cpu_local);

	if (boot_cpu.vendor != VENDOR_INTEL) {
		wrmsr_safe(MSR_SYSENTER_CS, 0);
		return;
	}
	wrmsr(MSR_SYSENTER_ESP, local + offsetof(struct cpu_local, guest_regs.es));
	wrmsr(MSR_SYSENTER_EIP, (unsigned long)pv_sysenter_entry);
	wrmsr(MSR_SYSENTER_CS, HYP_CS64);
}

void stubs_init_cpu(void)
{
	unsigned long va = stub_address(smp_processor_id());

	wrmsr(MSR_LSTAR, va + STUB_SYSCALL);
	wrmsr(MSR_CSTAR, va + STUB_SYSCALL32);
	wrmsr(MSR_STAR, (u64)GUEST_CS32 << 48 | (u64)HYP_CS64 << 32);
	wrmsr(MSR_SYSCALL_MASK, SYSCALL_CLEARS);
	sysenter_init_cpu();
}
