/* SPDX-License-Identifier: GPL-2.0-only */
/* Kinds of records, each by the file of its subject; bodies are aligned to 8 bytes. */
#ifndef HVM_SAVE_H
#define HVM_SAVE_H

#include <linux/types.h>

struct vcpu;

/**
 * struct hvm_record - one kind of record, of a vCPU
 * @code: HVM_SAVE_CODE_*
 * @size: bytes that @save fills; 0: this vCPU has none
 * @save: the vCPU does not run
 * @load: the vCPU does not run; 0 or -EINVAL
 */
struct hvm_record {
	u16 code;
	u32 (*size)(const struct vcpu *v);
	void (*save)(struct vcpu *v, void *body);
	int (*load)(struct vcpu *v, const void *body, u32 bytes);
};

extern const struct hvm_record hvm_record_cpu, hvm_record_xsave, hvm_record_msrs,
			       hvm_record_mtrr, hvm_record_lapic, hvm_record_lapic_regs;

#endif /* HVM_SAVE_H */
