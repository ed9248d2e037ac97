/* SPDX-License-Identifier: GPL-2.0-only */
/* A busy domain of the hypervisor's own, one vCPU on each CPU. */
#ifndef ASM_HVM_TEST_H
#define ASM_HVM_TEST_H

#include <linux/types.h>

/**
 * hvm_test_init() - start the test domain if the option hvm_test=SECONDS asks for it
 *
 * At boot, after dom0 is built. What the domain did is logged at that interval.
 */
void hvm_test_init(void);

/**
 * hvm_test_start() - make the test domain and let it run
 *
 * Return: 0, -ENODEV (no container), -EEXIST, -ENOMEM, or another error of
 * domain_create().
 */
int hvm_test_start(void);

/**
 * hvm_test_stop() - destroy the test domain
 *
 * Not called on its own vCPUs. Waits for all of it.
 *
 * Return: 0, -ENOENT.
 */
int hvm_test_stop(void);

/**
 * hvm_test_read() - rounds that each vCPU has done
 * @rounds: OUT, by vCPU
 * @n: room there
 *
 * Return: how many were stored, 0 if there is no test domain.
 */
unsigned int hvm_test_read(u64 *rounds, unsigned int n);

#endif /* ASM_HVM_TEST_H */
