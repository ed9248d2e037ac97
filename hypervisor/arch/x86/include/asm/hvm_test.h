/* SPDX-License-Identifier: GPL-2.0-only */
/* A busy domain of the hypervisor's own, one vCPU on each CPU. */
#ifndef ASM_HVM_TEST_H
#define ASM_HVM_TEST_H

#include <linux/types.h>

/* hvm_test=SECONDS. After dom0 is built. */
void hvm_test_init(void);

/* 0, -ENODEV (no container), -EEXIST, -ENOMEM. */
int hvm_test_start(void);
/* 0, -ENOENT. Not called on its own vCPUs. */
int hvm_test_stop(void);
/* Rounds of each CPU's vCPU, up to @n; how many there are. */
unsigned int hvm_test_read(u64 *rounds, unsigned int n);

#endif /* ASM_HVM_TEST_H */
