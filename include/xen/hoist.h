/* SPDX-License-Identifier: MIT */
/*
 * The third way in: what a running kernel and the hypervisor hand each other.
 *
 * The loader (drivers/xen/hoist) allocates everything, fills what is marked
 * [L], and calls the image through its gate.  The hypervisor fills what is
 * marked [H].  All addresses are physical unless they say otherwise; nothing
 * here is a pointer of the other side.  Both are built from one tree; the version
 * is for images from outside.
 *
 * Ways through the gate, each one on the CPU itself with interrupts off:
 *
 *	HOIST_PREPARE	CPU 0; the hypervisor starts up in the memory given and
 *			comes back.  On an error nothing has happened.
 *	HOIST_MORE	CPU 0; goes on with that: HOIST_AGAIN is its answer to both when
 *			the kernel should have the CPU for a while.
 *	HOIST_ENTER	all CPUs at once; each comes back in its container, or, if
 *			one of them fails, all come back as they went in.
 *
 * and back: HOIST_OP_LEAVE, a hypercall of all CPUs at once.
 *
 * The gate: one page of the loader's code, mapped in the kernel's tables and in
 * the transition root.  It saves general registers on the kernel's stack, fills rsp, cr3
 * and rflags of struct hoist_cpu_state, loads the transition root and jumps to
 * hoist_header.entry with
 *
 *	RDI	the CPU's struct hoist_cpu_state, DIRECTMAP_START + its address
 *	RSI	HOIST_PREPARE, HOIST_MORE or HOIST_ENTER
 *	RDX	struct hoist_info, DIRECTMAP_START + its address
 *
 * RSP is not valid.  The way back is a jump to hoist_cpu_state.gate_return in the
 * transition root with
 *
 *	RDI	as above
 *	RAX	0, HOIST_AGAIN or a negative errno: what the gate returns
 *
 * and everything as it went in but CR3, GDTR, IDTR, RSP, CS and SS: the gate puts these
 * back from the structure and drops all translations.  (TR, LDTR and data segments are
 * back by then: the hypervisor loads them by means of hoist_cpu_state.gdt.)
 *
 * On the way there is no handler that an NMI or a machine check could reach.  Where
 * hoist_cpu_state.gif is 1 they wait: EFER.SVME is set, and the global interrupt flag
 * clear (APM volume 2, 15.17), when the image is entered and when it jumps back; the gate
 * sets the flag when the kernel's tables are back, and then writes EFER.
 *
 * LEAVE ends the same way: the loader fills the structure again, from inside the
 * container, and makes the hypercall with the gate's frame on the stack.
 */
#ifndef XEN_HOIST_H
#define XEN_HOIST_H

#include <linux/types.h>

#define HOIST_MAGIC		0x314854495745484fULL	/* "OHEWITH1" */
#define HOIST_VERSION_ABI	3

#define HOIST_MAX_CPUS		64
#define HOIST_MAX_CHUNKS	256
#define HOIST_MAX_RANGES	128
#define HOIST_TEXT		160
#define HOIST_LOG_BYTES		0x8000	/* power of two */

#define HOIST_GDT_ENTRIES	16

/* RSI of the way in */
#define HOIST_PREPARE		0
#define HOIST_ENTER		1
#define HOIST_MORE		2

/* RAX of the way back from HOIST_PREPARE and HOIST_MORE */
#define HOIST_AGAIN		1

/*
 * In the first 8 KiB of the flat image, 16-aligned.  [H], by the linker.
 * The image needs contiguous memory, aligned to 4 KiB; what the file does not have of it
 * is zero.
 */
struct hoist_header {
	__u64 magic;
	__u32 version;
	__u32 header_bytes;		/* sizeof(struct hoist_header) */
	__u32 info_bytes;		/* sizeof(struct hoist_info) */
	__u32 cpu_state_bytes;		/* sizeof(struct hoist_cpu_state) */
	/* virtual addresses */
	__u64 link_start;		/* of the first byte */
	__u64 file_end;			/* behind the last byte that the file has */
	__u64 mem_end;			/* behind the last byte */
	__u64 entry;
	__u64 directmap_start;		/* physical 0 */
};

/* The operand of LGDT and LIDT begins at limit. */
struct hoist_table_ptr {
	__u16 pad[3];
	__u16 limit;
	__u64 base;			/* virtual, the kernel's */
};

/*
 * One CPU's state, a page by itself.  [L] fills it right before PREPARE, ENTER and LEAVE
 * with what the CPU has then; it is what a way back restores.
 */
struct hoist_cpu_state {
	/* by the gate; offsets used by assembly */
	__u64 rsp;
	__u64 cr3;
	__u64 rflags;
	__u64 gate_return;		/* virtual, the kernel's; [L] */
	__u64 gate_done;		/* where dom0's vCPU begins, RSP and RAX set; [L] */
	__u64 self;			/* this structure, in the kernel's tables; [L] */
	__u64 root;			/* transition root, value for CR3; [L] */
	struct hoist_table_ptr gdtr, idtr;
	__u16 cs, ss, ds, es, fs, gs, tr, ldtr;
	__u64 gdt[HOIST_GDT_ENTRIES];	/* copy of what gdtr says */
	__u64 cr0, cr2, cr4, efer, pat;	/* EFER: SVME as on bare metal */
	__u64 fs_base, gs_base, kernel_gs_base;
	__u64 star, lstar, cstar, sfmask, tsc_aux, xcr0;
	__u64 sysenter_cs, sysenter_esp, sysenter_eip;
	__u64 dr[4], dr6, dr7;
	__u64 xss, spec_ctrl;
	__u32 pkru;
	__u32 gif;			/* 1: NMIs are held by GIF in the gate; [L] */

	__u32 cpu;			/* number, index into hoist_info.cpu; [L] */
	__u32 pad;
};

struct hoist_cpu {
	__u32 apic_id;
	__u32 pad;
	__u64 state;			/* its struct hoist_cpu_state */
};

struct hoist_range {
	__u64 start, bytes;
	__u32 type;			/* as E820 */
	__u32 pad;
};

struct hoist_chunk {
	__u64 start, bytes;
};

/*
 * The hypervisor's messages, from the first on: what was written so far, modulo the size;
 * the reader keeps its own position.  In the kernel's memory: the hypervisor never reads it.
 */
struct hoist_log {
	__u64 written;
	char text[HOIST_LOG_BYTES];
};

/* Where a failure is injected for tests: a step of the way in. */
enum hoist_step {
	HOIST_STEP_NONE,
	/* PREPARE */
	HOIST_STEP_INFO,		/* the structures are checked */
	HOIST_STEP_MEMORY,		/* the allocators work */
	HOIST_STEP_OBJECTS,		/* idle vCPUs, scheduler */
	HOIST_STEP_CPUS,		/* memory of the other CPUs */
	HOIST_STEP_DOM0,		/* dom0 and its vCPUs */
	/* ENTER, on CPU fail_cpu */
	HOIST_STEP_CPU_TABLES,		/* GDT, IDT, TSS, control registers loaded */
	HOIST_STEP_CPU_HWVIRT,		/* container mode is on */
	HOIST_STEP_CPU_APIC,		/* the local APIC was taken over */
	HOIST_STEP_CPU_STATE,		/* dom0's vCPU has the state */
	HOIST_STEP_CPU_BARRIER,		/* does not come to the barrier in time */
};

struct hoist_info {
	__u64 magic;			/* HOIST_MAGIC; [L] */
	__u32 version;			/* HOIST_VERSION_ABI; [L] */
	__u32 pad0;
	__u64 image;			/* where the image lies; [L] */
	__u64 root;			/* transition root, value for CR3; [L] */
	__u32 levels;			/* of paging: 4 or 5; [L] */
	__u32 tsc_khz;			/* [L] */
	__u32 nr_cpus;			/* [L] entry 0: the one that does PREPARE */
	__u32 nr_ranges;		/* [L] memory map */
	__u32 nr_chunks;		/* [L] memory for the hypervisor, besides the image */
	__u32 pad1;
	__u64 info;			/* this structure; [L] */
	__u64 wall_sec;			/* time of day at wall_tsc: s and ns; [L] */
	__u32 wall_nsec;
	__u32 pad;
	__u64 wall_tsc;
	__u64 log;			/* struct hoist_log; [L] */
	__u32 fail_step, fail_cpu;	/* enum hoist_step; [L] */
	char error[HOIST_TEXT];		/* one line, why not; [H] */
	__u64 memory_free;		/* [H] PREPARE: bytes left on the heap */
	char cmdline[256];		/* the hypervisor's options; [L] */
	struct hoist_cpu cpu[HOIST_MAX_CPUS];
	struct hoist_range range[HOIST_MAX_RANGES];
	struct hoist_chunk chunk[HOIST_MAX_CHUNKS];
};

/*
 * Hypercall: RDI operation, RSI argument (a virtual address of the caller).  Only
 * a hoisted dom0 has it; others get -ENOSYS.
 */
#define __HYPERVISOR_hoist_op	55	/* __HYPERVISOR_arch_7 */

#define HOIST_OP_INFO		0	/* struct hoist_op_info */
/* May all CPUs leave now?  0, or -EBUSY with the reason in the log. */
#define HOIST_OP_CHECK_LEAVE	1
/*
 * All of dom0's vCPUs, at once, interrupts off.  0: this CPU is on bare metal.  Else all
 * CPUs stay: -EBUSY, -ETIMEDOUT when not all came.
 */
#define HOIST_OP_LEAVE		2
#define HOIST_OP_STATS		3	/* struct hoist_op_stats */
/* A busy vCPU of the hypervisor's own beside dom0's on each CPU. */
#define HOIST_OP_TEST_START	4
#define HOIST_OP_TEST_STOP	5
#define HOIST_OP_TEST_READ	6	/* struct hoist_op_test */

struct hoist_op_info {
	__u32 version;			/* HOIST_VERSION_ABI */
	__u32 nr_cpus;
	__u64 memory_free;		/* bytes */
	__u32 domains;			/* besides dom0 */
	__u32 pad;
};

struct hoist_op_stats {
	__u64 exits;			/* of dom0's vCPUs, since the hoist */
	__u64 interrupts;		/* of devices, passed on */
};

struct hoist_op_test {
	__u32 nr_cpus;
	__u32 pad;
	__u64 count[HOIST_MAX_CPUS];	/* rounds of each CPU's test vCPU */
};

#endif /* XEN_HOIST_H */
