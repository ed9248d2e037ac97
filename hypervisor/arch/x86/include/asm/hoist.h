/* SPDX-License-Identifier: GPL-2.0-only */
/* Hoisting a running kernel: between the files of the way in and out. */
#ifndef ASM_HOIST_H
#define ASM_HOIST_H

#include <linux/compiler.h>
#include <linux/types.h>
#include <xen/hoist.h>

struct domain;
struct hypercall;
struct vcpu;

/*
 * What the loader gave, in the kernel's memory: only what was copied from it counts.
 * NULL when this hypervisor was not hoisted.
 */
extern struct hoist_info *hoist_info;
extern u32 hoist_nr_cpus;
extern u64 hoist_root;			/* hyp_root_paddr(), for the way in */

/**
 * hoist_exit() - through the gate back into the kernel
 * @s: this CPU's, direct map
 * @err: what the gate returns in RAX, 0 or a negative errno
 *
 * hoist_head.S. Interrupts are off; all else is as the kernel had it but what the gate
 * itself restores.
 */
void __noreturn hoist_exit(struct hoist_cpu_state *s, long err);

/**
 * hoist_map_stacks() - put the stacks of CPU 0 where they belong, in the transition root
 * @s: CPU 0's
 * @info: the loader's, direct map
 *
 * From hoist_head.S, on the way into PREPARE, on a stack by its address in the image: no
 * cpu_local() in here.
 */
void hoist_map_stacks(struct hoist_cpu_state *s, struct hoist_info *info);

/**
 * hoist_prepare() - PREPARE: start the hypervisor up in the memory given
 * @s: CPU 0's
 * @info: the loader's, direct map
 *
 * From hoist_head.S, interrupts off. Ends in the gate, with 0 or an error; on an error
 * nothing has happened to the kernel.
 */
void __noreturn hoist_prepare(struct hoist_cpu_state *s, struct hoist_info *info);

/**
 * hoist_enter() - ENTER: this CPU goes on as dom0's vCPU of its number
 * @s: this CPU's
 * @info: the loader's, not used: there is a copy
 *
 * From hoist_head.S, interrupts off, all CPUs at once. If one of them fails, all go back
 * through the gate with its error.
 */
void __noreturn hoist_enter(struct hoist_cpu_state *s, struct hoist_info *info);

/**
 * hoist_breathe_start() - from here on PREPARE gives the kernel its CPU back now and then
 */
void hoist_breathe_start(void);

/**
 * hoist_breathe() - let the kernel run if it is time
 *
 * PREPARE, without locks; hoist_cpu_state() works. All that a CPU has but memory and
 * general registers may be other than before.
 */
void hoist_breathe(void);

/**
 * hoist_breathe_stop() - no more of that: PREPARE is about to end
 */
void hoist_breathe_stop(void);

/**
 * hoist_breathe_out() - let the kernel run for a while
 * @s: of CPU 0, where PREPARE runs
 *
 * Returns when the kernel comes with HOIST_MORE.
 */
void hoist_breathe_out(struct hoist_cpu_state *s);

/**
 * hoist_reload() - give CPU 0 what PREPARE needs and hoist_cpu_restore() took away
 */
void hoist_reload(void);

/**
 * hoist_cpu_state() - a CPU's state page, where this CPU can reach it
 * @cpu: number, index into hoist_info->cpu
 *
 * Return: in the direct map; the kernel can write there.
 */
struct hoist_cpu_state *hoist_cpu_state(unsigned int cpu);

/**
 * hoist_cpu_restore() - this CPU gets what the kernel had, and leaves the hypervisor for
 *	its gate
 * @s: this CPU's
 * @err: what the gate returns
 *
 * Containers are off, the local APIC is the kernel's.
 */
void __noreturn hoist_cpu_restore(struct hoist_cpu_state *s, long err);

/**
 * hoist_nmi_open() - NMIs and machine checks may come to this CPU
 * @s: this CPU's
 *
 * ENTER, when GDT, IDT and TSS are ours. EFER.SVME is as the kernel had it, then.
 */
void hoist_nmi_open(const struct hoist_cpu_state *s);

/**
 * hoist_nmi_close() - from here to the kernel they wait
 * @s: this CPU's
 *
 * No container is on. An NMI that dom0 was not given yet is sent again. EFER.SVME is set.
 */
void hoist_nmi_close(const struct hoist_cpu_state *s);

/**
 * hoist_inject() - has the test asked for a failure here?
 * @step: HOIST_STEP_*; from HOIST_STEP_CPU_TABLES on only the CPU that was named fails
 *
 * Return: 0 or -EIO.
 */
int hoist_inject(enum hoist_step step);

/**
 * struct hoist_barrier - all CPUs come here or none goes on: see hoist_barrier.c
 * @arrived: CPUs that came without an error
 * @verdict: 0: none yet, 1: go on, else the error
 */
struct hoist_barrier {
	u32 arrived;
	s32 verdict;
};

/**
 * hoist_barrier_wait() - wait for all of dom0's CPUs
 * @b: the meeting, all zeroes before
 * @err: 0, or why this CPU can't go on
 *
 * Spins, with a limit in seconds of the TSC. A full meeting orders memory: what others
 * did before is seen after it.
 *
 * Return: 0: all came and none failed; else what all others get too: -ETIMEDOUT, or the
 * first failure.
 */
int hoist_barrier_wait(struct hoist_barrier *b, int err);

/**
 * hoist_log_init() - the console's output goes into the loader's ring, too
 * @log: physical address, HOIST_LOG_BYTES
 */
void hoist_log_init(u64 log);

/**
 * adopt_create() - dom0 from the kernel that runs: its memory and its vCPUs, which stay
 *	down
 * @info: copy of the loader's
 *
 * PREPARE; sets dom0. See adopt.c.
 *
 * Return: 0, -ENOMEM, or another error of domain_create().
 */
int adopt_create(const struct hoist_info *info);

/**
 * adopt_state() - a vCPU of dom0 becomes what this CPU was when it went through the gate
 * @v: dom0's vCPU of this CPU
 * @s: this CPU's
 *
 * ENTER, on the CPU itself, interrupts off; allocates nothing.
 *
 * Return: 0, or -EINVAL: the container can't have such a state.
 */
int adopt_state(struct vcpu *v, const struct hoist_cpu_state *s);

/**
 * hoist_check_leave() - may the kernel have its CPUs back?
 *
 * Also resets the meetings of hoist_leave(): to be called before each LEAVE.
 *
 * Return: 0, or -EBUSY: there are other domains.
 */
long hoist_check_leave(void);

/**
 * hoist_leave() - LEAVE: give this CPU back to the kernel
 * @v: the current vCPU, of dom0
 *
 * From the hypercall of each of dom0's vCPUs. Comes back only if they don't all meet.
 *
 * Return: a negative errno of the meeting.
 */
long hoist_leave(struct vcpu *v);

/**
 * do_hoist_op() - hypercall of the kernel that hoisted us
 * @call: arguments: HOIST_OP_*, guest address of its struct (xen/hoist.h)
 *
 * Return: 0 or a negative errno; -ENOSYS for others than dom0, and where nothing was
 * hoisted.
 */
long do_hoist_op(struct hypercall *call);

#endif /* ASM_HOIST_H */
