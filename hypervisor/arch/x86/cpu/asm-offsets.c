// SPDX-License-Identifier: GPL-2.0-only
/* Numbers that assembly needs of C: each line of the output becomes a #define. */
#include <linux/build_bug.h>
#include <linux/stddef.h>
#include <asm/cpu_local.h>
#include <xen/hoist.h>

#define DEFINE(name, val) \
	__asm__ __volatile__("\n->" #name " %0" : : "i" (val))
#define REG(name, field) \
	DEFINE(name, offsetof(struct cpu_user_regs, field))
#define LOCAL(field) \
	DEFINE(CPU_LOCAL_##field, offsetof(struct cpu_local, field))

/* The CPU aligns RSP to 16 before it pushes: TSS.RSP0 must be so already. */
static_assert((STACK_SIZE - sizeof(struct cpu_local) +
	       offsetof(struct cpu_user_regs, es)) % 16 == 0);
static_assert(offsetof(struct cpu_local, guest_regs) == 0);
static_assert(offsetof(struct cpu_user_regs, entry_vector) ==
	      offsetof(struct cpu_user_regs, error_code) + 4);

#define HOIST_STATE(field) \
	DEFINE(HOIST_STATE_##field, offsetof(struct hoist_cpu_state, field))

static void __used asm_offsets(void)
{
	REG(UREGS_r15, r15);
	REG(UREGS_rbp, rbp);
	REG(UREGS_r11, r11);
	REG(UREGS_rax, rax);
	REG(UREGS_rcx, rcx);
	REG(UREGS_rdi, rdi);
	REG(UREGS_error_code, error_code);
	REG(UREGS_entry_vector, entry_vector);
	REG(UREGS_rip, rip);
	REG(UREGS_cs, cs);
	REG(UREGS_rflags, rflags);
	REG(UREGS_rsp, rsp);
	REG(UREGS_ss, ss);
	REG(UREGS_es, es);
	LOCAL(current_vcpu);
	LOCAL(stub_rsp);
	LOCAL(guest_cr3);
	LOCAL(hyp_cr3);
	LOCAL(spec_flags);
	LOCAL(vmcb_pa);
	LOCAL(host_vmcb_pa);
	DEFINE(CPU_LOCAL_SIZE, sizeof(struct cpu_local));
	HOIST_STATE(root);
	HOIST_STATE(cpu);
	HOIST_STATE(gate_return);
	DEFINE(HOIST_HEADER_BYTES, sizeof(struct hoist_header));
	DEFINE(HOIST_INFO_BYTES, sizeof(struct hoist_info));
	DEFINE(HOIST_CPU_STATE_BYTES, sizeof(struct hoist_cpu_state));
}
