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

/* hoist_head.S */
void __noreturn hoist_exit(struct hoist_cpu_state *s, long err);
/* From there: first C of either way in. */
void hoist_map_stacks(struct hoist_cpu_state *s, struct hoist_info *info);
void __noreturn hoist_prepare(struct hoist_cpu_state *s, struct hoist_info *info);
void __noreturn hoist_enter(struct hoist_cpu_state *s, struct hoist_info *info);

/* Of CPU @cpu, where this CPU can reach it. */
struct hoist_cpu_state *hoist_cpu_state(unsigned int cpu);

/*
 * This CPU gets what the kernel had, and leaves the hypervisor for its gate. Containers
 * are off, the local APIC is the kernel's.
 */
void __noreturn hoist_cpu_restore(struct hoist_cpu_state *s, long err);

/* 0, or -EIO when the test asked for a failure at @step (on this CPU, from ENTER on). */
int hoist_inject(enum hoist_step step);

/* All CPUs come here or none goes on: see hoist_barrier.c. */
struct hoist_barrier {
	u32 arrived;
	s32 verdict;			/* 0: none yet, 1: go on, else the error */
};

/*
 * Waits for all of dom0's CPUs. @err: this one can't go on. Return: 0: all came and none
 * failed; else what all others get too: -ETIMEDOUT, or the first failure.
 */
int hoist_barrier_wait(struct hoist_barrier *b, int err);

void hoist_log_init(u64 log);

/* adopt.c: dom0 from what runs; see there. */
int adopt_create(const struct hoist_info *info);
int adopt_state(struct vcpu *v, const struct hoist_cpu_state *s);

/* May the kernel have its CPUs back? 0 or -EBUSY; also before each LEAVE. */
long hoist_check_leave(void);
/* From the hypercall of each vCPU of dom0: comes back only with an error. */
long hoist_leave(struct vcpu *v);

long do_hoist_op(struct hypercall *call);

#endif /* ASM_HOIST_H */
