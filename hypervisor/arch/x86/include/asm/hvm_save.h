/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What a container is besides its memory, as a row of records (xen/interface/hvm/save.h):
 * tools read it to save a domain, and write it to make or restore one.
 */
#ifndef ASM_HVM_SAVE_H
#define ASM_HVM_SAVE_H

#include <linux/types.h>

struct domain;

/**
 * hvm_save_size() - bytes of all records of a domain, ends included
 * @d: container; its vCPUs don't run, or the answer may be too much or too little
 *
 * Return: the size that hvm_save() asks for.
 */
u32 hvm_save_size(struct domain *d);

/**
 * hvm_save() - write all records
 * @d: container, paused
 * @buf: to be filled, aligned to 8 bytes
 * @bytes: IN its size, OUT what was written
 *
 * Return: 0 or -ENOSPC.
 */
int hvm_save(struct domain *d, void *buf, u32 *bytes);

/**
 * hvm_save_one() - write the body of one record, without its descriptor
 * @d: container, paused
 * @code: HVM_SAVE_CODE_*
 * @instance: number of the vCPU
 * @buf: to be filled, aligned to 8 bytes
 * @bytes: IN its size, OUT what was written
 *
 * Return: 0, -ENOENT (no such record), -ENOSPC.
 */
int hvm_save_one(struct domain *d, u16 code, u16 instance, void *buf, u32 *bytes);

/**
 * hvm_load() - take over records
 * @d: container, paused
 * @buf: HEADER, any others, END; aligned to 8 bytes
 * @bytes: of all of it
 *
 * A vCPU that has a record of its registers is up afterwards. Records of devices that
 * there are none of are passed over.
 * Return: 0, -EINVAL (form or contents); those before the bad record are in force then.
 */
int hvm_load(struct domain *d, const void *buf, u32 bytes);

#endif /* ASM_HVM_SAVE_H */
