/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Hypercalls of 32-bit kernels. The handlers know the 64-bit ABI alone. What they are given
 * in place of a pointer is an address that no 32-bit guest has, in a *view*: reads there give
 * the guest's memory in the layout of 64 bits, and writes put it back in that of 32.
 *
 *	guest, 32 bits				   view, as a handler sees it
 *	+0  extent_start 0x00123000		   +0  0x0000002000000000 (view 1)
 *	+4  nr_extents   5          <-- view 0 --> +8  5
 *	+8  extent_order 0			   +16 0
 *	...					   ...
 *	0x00123000: u32 [5]         <-- view 1 --> u64 [5]
 *
 * Which types there are, and which call has which, is data: compat_table.c.
 */
#ifndef HVM_COMPAT_H
#define HVM_COMPAT_H

#include <linux/types.h>

struct vcpu;

#define COMPAT_VIEWS		4
/* A view is as long as all elements of a guest's address space could be. */
#define COMPAT_VIEW_SHIFT	40
#define COMPAT_MAX_BYTES	64

struct compat_type;

/**
 * struct compat_field - a member of a structure, in both layouts
 * @at32: offset in that of 32 bits
 * @at64: likewise of 64
 * @bytes32: size
 * @bytes64: likewise; what is longer there is filled with zeros
 * @view: 0; else it is a pointer to elements of @to, which get this view
 * @to: their type
 */
struct compat_field {
	u8 at32, at64, bytes32, bytes64;
	u8 view;
	const struct compat_type *to;
};

/**
 * struct compat_type - a structure that has two layouts
 * @bytes32: size with 32 bits
 * @bytes64: likewise; at most COMPAT_MAX_BYTES
 * @nr: of @field
 * @field: each member
 */
struct compat_type {
	u8 bytes32, bytes64;
	u8 nr;
	const struct compat_field *field;
};

/**
 * struct compat_op - operation of a hypercall whose argument has two layouts
 * @cmd: its number
 * @type: of the argument
 */
struct compat_op {
	u32 cmd;
	const struct compat_type *type;
};

/**
 * struct compat_call - a hypercall that 32-bit kernels have
 * @known: false: -ENOSYS
 * @pointer: which argument points to something, 0: none does that is to be looked at
 * @join: the first two arguments are the halves of one
 * @cmd_mask: bits of the first argument that are the operation
 * @op: operations, the last one has no type; the argument of others is the same in both
 *	layouts
 * @refused: bit n: operation n is none, because its argument is not in the table
 */
struct compat_call {
	bool known;
	u8 pointer;
	bool join;
	u32 cmd_mask;
	const struct compat_op *op;
	u64 refused;
};

#define COMPAT_CALLS	64

extern const struct compat_call compat_calls[COMPAT_CALLS];

/**
 * struct compat_view - what is behind addresses of a view
 * @base: in the guest
 * @type: of an element; NULL: the view is not open
 */
struct compat_view {
	u32 base;
	const struct compat_type *type;
};

/**
 * struct compat - a hypercall of a 32-bit kernel that is under way
 * @view: number 0 is of the argument, the others of pointers in it
 */
struct compat {
	struct compat_view view[COMPAT_VIEWS];
};

/**
 * compat_copy_from() - read through a view
 * @v: the current one
 * @to: OUT
 * @gva: address above 4 GiB, in a view or not
 * @bytes: any number
 *
 * Return: the number of bytes not copied.
 */
unsigned long compat_copy_from(struct vcpu *v, void *to, u64 gva, unsigned long bytes);

/**
 * compat_copy_to() - write through a view
 * @v: the current one
 * @gva: address above 4 GiB, in a view or not
 * @from: what to write
 * @bytes: any number
 *
 * Return: the number of bytes not copied.
 */
unsigned long compat_copy_to(struct vcpu *v, u64 gva, const void *from, unsigned long bytes);

#endif /* HVM_COMPAT_H */
