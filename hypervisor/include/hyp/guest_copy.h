/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Copies between the hypervisor and the current guest's memory at guest
 * virtual addresses.  Each returns the number of bytes NOT copied; a fault is
 * an answer, never a crash.  No lock that a page fault needs may be held.
 *
 * A handle is what the ABI headers declare with GUEST_HANDLE(); it is opaque
 * here ({ u64 ptr }), so that it can't be dereferenced by accident.
 */
#ifndef HYP_GUEST_COPY_H
#define HYP_GUEST_COPY_H

#include <linux/types.h>
#include <linux/errno.h>
#include <linux/compiler.h>

/**
 * guest_copy_from() - read the current guest's memory
 * @to: OUT; what was not read is zero
 * @gva: guest virtual address
 * @bytes: any number
 *
 * The guest may change the memory meanwhile: read once, then check the copy.
 *
 * Return: bytes NOT copied, at the end; 0: all is well.
 */
unsigned long guest_copy_from(void *to, u64 gva, unsigned long bytes);

/**
 * guest_copy_to() - write the current guest's memory
 * @gva: guest virtual address
 * @from: what to write
 * @bytes: any number
 *
 * Return: bytes NOT copied, at the end; 0: all is well.
 */
unsigned long guest_copy_to(u64 gva, const void *from, unsigned long bytes);

/**
 * guest_clear() - write zeros into the current guest's memory
 * @gva: guest virtual address
 * @bytes: any number
 *
 * Return: bytes NOT cleared, at the end; 0: all is well.
 */
unsigned long guest_clear(u64 gva, unsigned long bytes);

/* A whole struct at @gva: 0 or -EFAULT. */
#define guest_read(obj, gva) \
	(guest_copy_from((obj), (gva), sizeof(*(obj))) ? -EFAULT : 0)
#define guest_write(gva, obj) \
	(guest_copy_to((gva), (obj), sizeof(*(obj))) ? -EFAULT : 0)

/* The n-th element of an array that a typed handle points to. */
#define handle_read(obj, h, n) \
	guest_read(obj, (h).ptr + (u64)(n) * sizeof(*(obj)))
#define handle_write(h, n, obj) \
	guest_write((h).ptr + (u64)(n) * sizeof(*(obj)), obj)
#define handle_is_null(h)	((h).ptr == 0)

#endif /* HYP_GUEST_COPY_H */
