/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The hardware container: guests that run on virtual hardware of the CPU (a
 * hoisted dom0, PVH, HVM). What SVM and VMX do differently is struct hvm_ops;
 * everything else of arch/x86/hvm is common to both.
 *
 * Registers of a vCPU: while it is the current one, guest_regs() has its general
 * registers, RIP, RSP and RFLAGS from each exit on, and changes to them are what
 * it goes on with (hvm_regs()). Everything else is the vendor's and moves by
 * get_state and set_state or by the few functions for hot things.
 */
#ifndef ASM_HVM_H
#define ASM_HVM_H

#include <linux/types.h>
#include <linux/compiler.h>
#include <hyp/frame.h>
#include <asm/xen/interface.h>		/* struct cpu_user_regs */
#include <xen/interface/hvm/params.h>

struct domain;
struct hypercall;
struct vcpu;
struct vlapic;
struct xen_domctl_createdomain;

enum hvm_segment_name {
	HVM_ES, HVM_CS, HVM_SS, HVM_DS, HVM_FS, HVM_GS, HVM_LDTR, HVM_TR,
	HVM_NR_SEGMENTS,
};

/* Attributes: bits 40 to 47 of a descriptor, above them its bits 52 to 55. */
#define HVM_SEG_TYPE	0x00f
#define HVM_SEG_S	0x010
#define HVM_SEG_DPL	0x060
#define HVM_SEG_P	0x080
#define HVM_SEG_AVL	0x100
#define HVM_SEG_L	0x200
#define HVM_SEG_DB	0x400
#define HVM_SEG_G	0x800

struct hvm_segment {
	u16 sel;
	u16 attr;			/* HVM_SEG_*; 0: unusable (null selector) */
	u32 limit;			/* bytes - 1, granularity applied */
	u64 base;
};

/**
 * struct hvm_state - all that a vCPU is, but FPU state and local APIC
 *
 * In @regs selectors, error_code and entry_vector are ignored. @efer is without
 * SVME, which is the hypervisor's while there is one.
 */
struct hvm_state {
	struct cpu_user_regs regs;
	u64 cr0, cr2, cr3, cr4, efer;
	struct hvm_segment seg[HVM_NR_SEGMENTS];
	u64 gdt_base, idt_base;
	u32 gdt_limit, idt_limit;
	u64 star, lstar, cstar, sfmask, kernel_gs_base;
	u64 sysenter_cs, sysenter_esp, sysenter_eip;
	u64 pat;
	u64 dr[4], dr6, dr7;
	u64 xcr0, xss, tsc_aux, spec_ctrl;	/* 0 where the CPU has none */
	u32 pkru;
	bool interrupt_shadow;		/* after STI or MOV SS */
	bool nmi_blocked;		/* inside an NMI handler, before IRET */
};

/* What is delivered through the guest's IDT. */
enum hvm_event_type {
	HVM_EVENT_INTERRUPT,		/* external, from the local APIC */
	HVM_EVENT_NMI,
	HVM_EVENT_EXCEPTION,
	HVM_EVENT_SOFT_INTERRUPT,	/* INT n */
	HVM_EVENT_SOFT_EXCEPTION,	/* INT3, INTO, INT1 */
};

#define HVM_NO_ERROR_CODE	(-1)

struct hvm_event {
	bool valid;
	u8 type;			/* enum hvm_event_type */
	u8 vector;
	u8 insn_bytes;			/* of the soft ones */
	s32 error;			/* or HVM_NO_ERROR_CODE */
	u64 cr2;			/* of #PF, loaded with it */
};

/* Why an access to guest physical memory did not go through. */
struct hvm_fault {
	u64 gpa;
	bool write, exec;
	bool present;			/* there is an entry, which forbids it */
	bool in_walk;			/* of the guest's own page walk, not the access */
	bool gva_valid;
	u64 gva;
	u8 nr_insn;			/* bytes that the CPU fetched, 0: it has no such help */
	u8 insn[15];
};

struct hvm_domain {
	void *vendor;			/* of hvm_ops */
	u64 params[HVM_NR_PARAMS];
	u32 flush_generation;		/* a vCPU with another one flushes before it runs */
	bool adopted;			/* a kernel that ran on bare metal: its CPUID goes on */
	unsigned long cr4_mask;		/* bits of CR4 that it may set */
	bool relinquishing;
	u64 relinquish_left;		/* pages that this turn has not seen */
};

#define HVM_CODE_PAGES	4

struct hvm_code_page {
	u64 cr3, page;
	mfn_t mfn;			/* INVALID_MFN: none */
};

struct hvm_vcpu {
	void *vendor;			/* of hvm_ops */
	struct vlapic *vlapic;		/* <asm/vlapic.h>; NULL: none */
	struct hvm_event event;		/* to be delivered at the next entry */
	bool nmi_blocked;		/* from the delivery of an NMI to its IRET */
	bool upcall_pending;		/* an event was flagged; not told to the APIC yet */
	bool in_mwait;			/* waits; an interrupt ends it although IF is 0 */
	bool init_pending;
	bool waits_for_startup;		/* after INIT, down */
	int startup_page;		/* of the start-up IPI, to be taken; -1: none */
	u8 upcall_vector;		/* HVMOP_set_evtchn_upcall_vector; 0: the domain's */
	u32 flush_generation;
	u32 apic_id;
	u64 xss, spec_ctrl;
	u64 exits;			/* since it was made */
	/* Where code was read lately, for CPUs that don't tell the length; see copy.c. */
	struct hvm_code_page code[HVM_CODE_PAGES];
};

/**
 * struct hvm_ops - SVM or VMX
 *
 * @probe: on the boot CPU: NULL, or why there can be no container ("no nested
 *	paging", "disabled by firmware", "in use"); changes nothing
 * @cpu_up: this CPU, interrupts off: containers can run on it from now on; its
 *	own FS, GS, TR, LDTR, SYSCALL and SYSENTER state of this moment is what it has
 *	after each exit. 0, -ENOMEM, -EBUSY (somebody else uses it), -EIO
 * @cpu_down: undoes it; no container's state is in the CPU
 * @cpu_prepare: memory for a CPU, from another one: 0 or -ENOMEM
 * @switch_from, @switch_to: as those of struct guest_ops, registers excepted
 * @resume: run the current vCPU until it is descheduled
 * @get_state, @set_state: the vCPU does not run, or is the current one and has
 *	left the guest. set_state: 0 or -EINVAL (the CPU would refuse it)
 * @can_take: interruptible by a maskable interrupt right now (IF, shadow)?
 * @can_take_nmi: not blocked by an earlier one, no shadow?
 * @request_window: exit as soon as can_take would be true
 * @watch_iret: an NMI goes in: call hvm_nmi_iret() when its handler ends
 * @cpl, @code_bits: 0 to 3; 16, 32 or 64
 * @set_cr, @set_efer: checked by the caller; no flush
 * @set_dr6: these bits, besides those that are set
 * @hypercall_insn: three bytes
 * @advance: RIP past an emulated instruction of @bytes; ends an interrupt shadow,
 *	single-steps if the guest asked to
 * @flush_guest: all translations of this vCPU before it runs again
 */
struct hvm_ops {
	const char *name;
	const char *(*probe)(void);
	int (*cpu_prepare)(unsigned int cpu);
	int (*cpu_up)(void);
	void (*cpu_down)(void);
	int (*set_state)(struct vcpu *v, const struct hvm_state *s);
	void (*get_state)(struct vcpu *v, struct hvm_state *s);
	void (*switch_to)(struct vcpu *v);
	void (*resume)(struct vcpu *v) __noreturn;
	void (*switch_from)(struct vcpu *v);
	int (*vcpu_init)(struct vcpu *v);
	int (*domain_init)(struct domain *d);
	void (*domain_destroy)(struct domain *d);
	void (*vcpu_destroy)(struct vcpu *v);
	bool (*can_take)(const struct vcpu *v);
	bool (*can_take_nmi)(const struct vcpu *v);
	void (*request_window)(struct vcpu *v);
	void (*watch_iret)(struct vcpu *v);
	unsigned int (*cpl)(const struct vcpu *v);
	unsigned int (*code_bits)(const struct vcpu *v);
	u64 (*segment_base)(const struct vcpu *v, enum hvm_segment_name seg);
	u64 (*get_cr)(const struct vcpu *v, unsigned int nr);	/* 0, 2, 3, 4 */
	void (*set_cr)(struct vcpu *v, unsigned int nr, u64 val);
	u64 (*get_efer)(const struct vcpu *v);
	void (*set_efer)(struct vcpu *v, u64 val);
	u64 (*get_pat)(const struct vcpu *v);
	void (*set_pat)(struct vcpu *v, u64 val);
	void (*set_dr6)(struct vcpu *v, u64 bits);
	void (*advance)(struct vcpu *v, unsigned int bytes);
	void (*flush_guest)(struct vcpu *v);
	u8 hypercall_insn[3];
};

/* Chosen at start-up; NULL: this CPU or build has no container. */
extern const struct hvm_ops *hvm_ops;

/*
 * Boot CPU, after mm and before domains: chooses hvm_ops. NULL, or why there is
 * no container. Enables nothing.
 */
const char *hvm_init(void);
/* hvm_init() was content, and this CPU may run containers (hvm_ops->cpu_up). */
int hvm_cpu_up(void);
void hvm_cpu_down(void);
/* Memory for it, before the CPU is up: 0 or -ENOMEM. */
int hvm_cpu_prepare(unsigned int cpu);

/* General registers, RIP, RSP, RFLAGS, wherever they are now. */
struct cpu_user_regs *hvm_regs(struct vcpu *v);

/* From interrupt handlers and other CPUs too: @v, wherever it is, takes an NMI. */
void hvm_nmi(struct vcpu *v);
/* Exception @vector for the current vCPU; merges into #DF and shutdown as a CPU does. */
void hvm_inject(struct vcpu *v, u8 vector, s32 error);
void hvm_inject_page_fault(struct vcpu *v, u32 error, u64 cr2);
/* #DB after a single step. */
void hvm_inject_debug(struct vcpu *v);

/**
 * hvm_fetch() - bytes at CS:RIP of the current vCPU
 * Return: how many could be read, up to 15; no fault is raised.
 */
unsigned int hvm_fetch(struct vcpu *v, u8 insn[15]);

/**
 * hvm_mmio_fault() - an access of the current vCPU that the p2m does not map
 *
 * Emulates it (local APIC page, hidden frames), RIP and registers included.
 * Return: 0, or -EOPNOTSUPP: nobody's address, or an instruction that is not known;
 * the caller ends the domain.
 */
int hvm_mmio_fault(struct vcpu *v, const struct hvm_fault *f);

/* CPUID, MSRs as the current vCPU's instruction sees them: 0 or -EINVAL (#GP). */
void hvm_cpuid(struct vcpu *v, u32 leaf, u32 subleaf, u32 out[4]);
int hvm_rdmsr(struct vcpu *v, u32 msr, u64 *val);
int hvm_wrmsr(struct vcpu *v, u32 msr, u64 val);

/* HYPERVISOR_hvm_op. */
long do_hvm_op(struct hypercall *call);

#endif /* ASM_HVM_H */
