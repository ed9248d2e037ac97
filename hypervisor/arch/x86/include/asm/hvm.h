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

struct compat;
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

/**
 * struct hvm_segment - a segment register
 * @sel: selector
 * @attr: HVM_SEG_*; 0: unusable (null selector)
 * @limit: bytes - 1, granularity applied
 * @base: linear address
 */
struct hvm_segment {
	u16 sel;
	u16 attr;
	u32 limit;
	u64 base;
};

/**
 * struct hvm_state - all that a vCPU is, but FPU state and local APIC
 * @regs: general registers, RIP, RSP, RFLAGS; selectors, error_code and entry_vector are
 *	ignored
 * @cr0: as the guest sees it
 * @cr2: likewise
 * @cr3: likewise
 * @cr4: likewise
 * @efer: without SVME, which is the hypervisor's while there is one
 * @seg: by enum hvm_segment_name
 * @gdt_base: linear address
 * @idt_base: likewise
 * @gdt_limit: bytes - 1
 * @idt_limit: likewise
 * @star: MSR of SYSCALL
 * @lstar: likewise
 * @cstar: likewise
 * @sfmask: likewise
 * @kernel_gs_base: MSR KERNEL_GS_BASE
 * @sysenter_cs: MSR of SYSENTER
 * @sysenter_esp: likewise
 * @sysenter_eip: likewise
 * @pat: MSR PAT
 * @dr: DR0 to DR3
 * @dr6: debug status
 * @dr7: debug control
 * @xcr0: 0 where the CPU has none
 * @xss: likewise
 * @tsc_aux: likewise
 * @spec_ctrl: likewise
 * @pkru: likewise
 * @interrupt_shadow: after STI or MOV SS
 * @nmi_blocked: inside an NMI handler, before IRET
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
	u64 xcr0, xss, tsc_aux, spec_ctrl;
	u32 pkru;
	bool interrupt_shadow;
	bool nmi_blocked;
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

/**
 * struct hvm_event - what is delivered through the guest's IDT at the next entry
 * @valid: false: nothing, the rest doesn't count
 * @type: enum hvm_event_type
 * @vector: 0 to 255
 * @insn_bytes: of the soft ones
 * @error: or HVM_NO_ERROR_CODE
 * @cr2: of #PF, loaded with it
 */
struct hvm_event {
	bool valid;
	u8 type;
	u8 vector;
	u8 insn_bytes;
	s32 error;
	u64 cr2;
};

/**
 * struct hvm_fault - why an access to guest physical memory did not go through
 * @gpa: the address
 * @write: it was a write
 * @exec: it was a fetch of code; neither: a read
 * @present: there is an entry, which forbids it
 * @in_walk: of the guest's own page walk, not the access
 * @gva_valid: @gva is known
 * @gva: linear address of the access
 * @nr_insn: bytes that the CPU fetched, 0: it has no such help
 * @insn: the bytes
 */
struct hvm_fault {
	u64 gpa;
	bool write, exec;
	bool present;
	bool in_walk;
	bool gva_valid;
	u64 gva;
	u8 nr_insn;
	u8 insn[15];
};

/**
 * struct hvm_domain - a domain in a container
 * @vendor: data of hvm_ops
 * @params: HVM_PARAM_*
 * @flush_generation: a vCPU with another one flushes before it runs
 * @adopted: a kernel that ran on bare metal: its CPUID goes on
 * @hidden: and it is shown nothing of us any more
 * @cr4_mask: bits of CR4 that it may set
 * @relinquishing: its memory is being given back
 * @relinquish_left: pages that this turn has not seen
 * @paging_bytes: XEN_DOMCTL_set_paging_mempool_size
 * @tsc_offset: what the guest's TSC has more than the machine's
 * @tsc_set: it was set once, all vCPUs keep it
 */
struct hvm_domain {
	void *vendor;
	u64 params[HVM_NR_PARAMS];
	u32 flush_generation;
	bool adopted;
	bool hidden;
	unsigned long cr4_mask;
	bool relinquishing;
	u64 relinquish_left;
	u64 paging_bytes;
	u64 tsc_offset;
	bool tsc_set;
};

/**
 * hvm_sees_us() - is this an adopted kernel that is shown the hypervisor?
 * @d: a domain in containers
 *
 * By CPUID, and by SVM being in use. It is until it gives virtualization up to die.
 */
bool hvm_sees_us(const struct domain *d);

#define HVM_CODE_PAGES	4

/**
 * struct hvm_code_page - where code was read lately
 * @cr3: of the guest at that time
 * @page: linear address, page aligned
 * @mfn: INVALID_MFN: none
 */
struct hvm_code_page {
	u64 cr3, page;
	mfn_t mfn;
};

/**
 * struct hvm_vcpu - a vCPU in a container
 * @vendor: data of hvm_ops
 * @vlapic: <asm/vlapic.h>; NULL: none
 * @event: to be delivered at the next entry
 * @nmi_blocked: from the delivery of an NMI to its IRET
 * @upcall_pending: an event was flagged; not told to the APIC yet
 * @halted: waits in HLT with IF off: only NMI and INIT can end that
 * @init_pending: INIT came and is to be taken
 * @waits_for_startup: after INIT, down
 * @startup_page: of the start-up IPI, to be taken; -1: none
 * @upcall_vector: HVMOP_set_evtchn_upcall_vector; 0: the domain's
 * @flush_generation: that of the domain when it was flushed last
 * @apic_id: initial one
 * @xss: MSR of the guest
 * @spec_ctrl: likewise
 * @exits: how many since it was made
 * @compat: a hypercall of a 32-bit kernel is under way, or NULL
 * @code: HVM_CODE_PAGES of them, for CPUs that don't tell the instruction; see copy.c
 */
struct hvm_vcpu {
	void *vendor;
	struct vlapic *vlapic;
	struct hvm_event event;
	bool nmi_blocked;
	bool upcall_pending;
	bool halted;
	bool init_pending;
	bool waits_for_startup;
	int startup_page;
	u8 upcall_vector;
	u32 flush_generation;
	u32 apic_id;
	u64 xss, spec_ctrl;
	u64 exits;
	struct compat *compat;
	struct hvm_code_page code[HVM_CODE_PAGES];
};

/**
 * struct hvm_ops - SVM or VMX
 * @name: for messages
 * @probe: on the boot CPU: NULL, or why there can be no container ("no nested paging",
 *	"disabled by firmware", "in use"); changes nothing
 * @cpu_prepare: memory for a CPU, from another one: 0 or -ENOMEM
 * @cpu_up: this CPU, interrupts off: containers can run on it from now on; its own FS,
 *	GS, TR, LDTR, SYSCALL and SYSENTER state of this moment is what it has after each exit.
 *	0, -ENOMEM, -EBUSY (somebody else uses it), -EIO
 * @cpu_down: undoes it; no container's state is in the CPU
 * @set_state: 0 or -EINVAL (the CPU would refuse it); the vCPU does not run, or is the
 *	current one and has left the guest
 * @get_state: the vCPU as for set_state
 * @switch_to: as that of struct guest_ops, registers excepted
 * @resume: run the current vCPU until it is descheduled
 * @switch_from: likewise
 * @vcpu_init: 0 or -ENOMEM
 * @domain_init: 0 or -ENOMEM
 * @domain_destroy: undoes domain_init
 * @vcpu_destroy: undoes vcpu_init, complete or not
 * @can_take: interruptible by a maskable interrupt right now (IF, shadow)?
 * @can_take_nmi: not blocked by an earlier one, no shadow?
 * @request_window: exit as soon as can_take would be true
 * @watch_iret: an NMI goes in: call hvm_nmi_iret() when its handler ends
 * @cpl: 0 to 3
 * @code_bits: 16, 32 or 64
 * @segment_base: linear address
 * @get_cr: number 0, 2, 3 or 4, as the guest sees it
 * @set_cr: checked by the caller; no flush
 * @get_efer: without SVME
 * @set_efer: checked by the caller; no flush
 * @get_pat: MSR PAT of the guest
 * @set_pat: checked by the caller
 * @tsc_changed: the domain's tsc_offset is another one; it does not run
 * @set_dr6: these bits, besides those that are set
 * @advance: RIP past an emulated instruction of so many bytes; ends an interrupt shadow,
 *	single-steps if the guest asked to
 * @flush_guest: all translations of this vCPU before it runs again
 * @hypercall_insn: three bytes
 */
struct hvm_ops {
	const char *name;
	const char *(*probe)(u64 efer);
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
	u64 (*get_cr)(const struct vcpu *v, unsigned int nr);
	void (*set_cr)(struct vcpu *v, unsigned int nr, u64 val);
	u64 (*get_efer)(const struct vcpu *v);
	void (*set_efer)(struct vcpu *v, u64 val);
	u64 (*get_pat)(const struct vcpu *v);
	void (*set_pat)(struct vcpu *v, u64 val);
	void (*tsc_changed)(struct domain *d);
	void (*set_dr6)(struct vcpu *v, u64 bits);
	void (*advance)(struct vcpu *v, unsigned int bytes);
	void (*flush_guest)(struct vcpu *v);
	u8 hypercall_insn[3];
};

/* Chosen at start-up; NULL: this CPU or build has no container. */
extern const struct hvm_ops *hvm_ops;

/**
 * hvm_init() - choose hvm_ops
 * @efer: EFER as whoever had the CPU before has left it
 *
 * Boot CPU, after mm and before domains. Enables nothing.
 *
 * Return: NULL, or why there is no container.
 */
const char *hvm_init(u64 efer);

/**
 * hvm_cpu_up() - this CPU can run containers from now on
 *
 * After hvm_init() and hvm_cpu_prepare(), interrupts off; see hvm_ops->cpu_up.
 *
 * Return: 0 (also when there is no container), -ENOMEM, -EBUSY, -EIO.
 */
int hvm_cpu_up(void);

/**
 * hvm_cpu_down() - the reverse of hvm_cpu_up()
 *
 * Interrupts are off, no container's state is in the CPU.
 */
void hvm_cpu_down(void);

/**
 * hvm_cpu_prepare() - memory that a CPU needs to run containers
 * @cpu: its number, before it is up
 *
 * Return: 0 (also when there is no container), -ENOMEM.
 */
int hvm_cpu_prepare(unsigned int cpu);

/**
 * hvm_regs() - general registers, RIP, RSP, RFLAGS of a vCPU, wherever they are now
 * @v: the current one, or one that does not run
 */
struct cpu_user_regs *hvm_regs(struct vcpu *v);

/**
 * hvm_nmi() - a vCPU takes an NMI
 * @v: of a container, wherever it is
 *
 * From interrupt handlers and other CPUs too. Two of them may become one, as on a CPU.
 */
void hvm_nmi(struct vcpu *v);

/**
 * hvm_inject() - exception for the current vCPU
 * @v: the current one, which has left the guest
 * @vector: 0 to 31
 * @error: error code, or HVM_NO_ERROR_CODE
 *
 * Delivered at the next entry. Merges with one that waits into #DF; one on top of #DF
 * ends the domain (APM 2 8.2.9).
 */
void hvm_inject(struct vcpu *v, u8 vector, s32 error);

/**
 * hvm_inject_page_fault() - #PF for the current vCPU
 * @v: the current one
 * @error: error code
 * @cr2: address, loaded with the delivery
 *
 * As hvm_inject().
 */
void hvm_inject_page_fault(struct vcpu *v, u32 error, u64 cr2);

/**
 * hvm_inject_debug() - #DB after a single step: DR6.BS is set
 * @v: the current one
 */
void hvm_inject_debug(struct vcpu *v);

/**
 * hvm_fetch() - bytes at CS:RIP of the current vCPU
 * @v: the current one
 * @insn: OUT
 *
 * No fault is raised in the guest.
 *
 * Return: how many could be read, up to 15.
 */
unsigned int hvm_fetch(struct vcpu *v, u8 insn[15]);

/**
 * hvm_mmio_fault() - an access of the current vCPU that the p2m does not map
 * @v: the current one
 * @f: what the CPU said of it
 *
 * Emulates it (local APIC page, hidden frames), RIP and registers included. Code in such
 * memory gets #UD; what can't be emulated, and all of it outside 64-bit mode, #GP.
 *
 * Return: 0, or -EOPNOTSUPP: the guest's page tables themselves lie there, the caller
 * ends the domain.
 */
int hvm_mmio_fault(struct vcpu *v, const struct hvm_fault *f);

/**
 * hvm_cpuid() - CPUID as the current vCPU's instruction sees it
 * @v: the current one
 * @leaf: EAX
 * @subleaf: ECX
 * @out: EAX, EBX, ECX, EDX
 *
 * An adopted kernel sees the CPU's own leaves, less what it can't have any more.
 */
void hvm_cpuid(struct vcpu *v, u32 leaf, u32 subleaf, u32 out[4]);

/**
 * hvm_rdmsr() - RDMSR of the current vCPU
 * @v: the current one
 * @msr: index
 * @val: OUT, 0 on an error
 *
 * Return: 0 or -EINVAL (#GP).
 */
int hvm_rdmsr(struct vcpu *v, u32 msr, u64 *val);

/**
 * hvm_wrmsr() - WRMSR of the current vCPU
 * @v: the current one
 * @msr: index
 * @val: what the guest writes
 *
 * Return: 0 or -EINVAL (#GP).
 */
int hvm_wrmsr(struct vcpu *v, u32 msr, u64 val);

/**
 * hvm_set_tsc() - the time stamp counter of a guest, from now on
 * @d: container that does not run; only the first call counts, for all its vCPUs
 * @now: what it reads at this moment
 */
void hvm_set_tsc(struct domain *d, u64 now);

/**
 * hvm_policy_changed() - take over what follows from the CPUID policy of a domain
 * @d: container that does not run
 */
void hvm_policy_changed(struct domain *d);

/**
 * do_hvm_op() - HYPERVISOR_hvm_op
 * @call: arguments: HVMOP_*, guest address of its struct (xen/interface/hvm/hvm_op.h)
 *
 * Return: 0 or a negative errno; -ENOSYS for operations that are not known here.
 */
long do_hvm_op(struct hypercall *call);

#endif /* ASM_HVM_H */
