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

/**
 * struct hvm_test_slot - what a vCPU of the test domain writes, and what it is told
 * @rounds: of its loop
 * @ticks: events of its timer
 * @faults: exceptions that it asked for
 * @errors: checks that failed
 * @what: which check
 * @info: address of its struct vcpu_info
 * @pending: address of its event bits
 * @vcpu: its number
 * @call_tsc: fastest hypercall, in ticks of the TSC
 * @cpuid_tsc: fastest CPUID, likewise
 * @unused: pads it to TEST_SLOT_BYTES
 */
struct hvm_test_slot {
	u64 rounds, ticks, faults;
	u64 errors, what;
	u64 info, pending;
	u64 vcpu;
	u64 call_tsc, cpuid_tsc;
	u64 unused[6];
};

extern const char hvm_test_code[], hvm_test_code_end[], hvm_test_gp[], hvm_test_event[];

#endif /* !__ASSEMBLY__ */

#endif /* HVM_TEST_H */
