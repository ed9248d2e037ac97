/* SPDX-License-Identifier: GPL-2.0-only */
/* What test.c and its guest share. */
#ifndef HVM_TEST_H
#define HVM_TEST_H

#define TEST_ROUNDS	0
#define TEST_TICKS	8
#define TEST_FAULTS	16
#define TEST_ERRORS	24
#define TEST_WHAT	32
#define TEST_INFO	40
#define TEST_PENDING	48
#define TEST_VCPU	56
#define TEST_CALL_TSC	64
#define TEST_CPUID_TSC	72
#define TEST_SLOT_BYTES	128
#define TEST_EVENT_VECTOR	0x40

#ifndef __ASSEMBLY__

#include <linux/types.h>

struct hvm_test_slot {
	u64 rounds, ticks, faults;
	u64 errors, what;		/* what: which check */
	u64 info, pending;		/* addresses: its struct vcpu_info, event bits */
	u64 vcpu;
	u64 call_tsc, cpuid_tsc;	/* the fastest of each, in ticks of the TSC */
	u64 unused[6];
};

extern const char hvm_test_code[], hvm_test_code_end[], hvm_test_gp[], hvm_test_event[];

#endif /* !__ASSEMBLY__ */

#endif /* HVM_TEST_H */
