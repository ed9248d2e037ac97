// SPDX-License-Identifier: GPL-2.0-only
/* Views of a 32-bit kernel's memory, and its hypercalls through them: see compat.h. */
#include "compat.h"

#include <linux/bits.h>
#include <linux/errno.h>
#include <linux/kernel.h>
#include <linux/limits.h>
#include <linux/minmax.h>
#include <linux/nospec.h>
#include <linux/string.h>
#include <hyp/arch.h>
#include <hyp/hypercall.h>
#include <hyp/vcpu.h>
#include <asm/domain.h>
#include <asm/hvm.h>
#include "guest.h"

#define VIEW_ADDRESS(n)	((u64)((n) + 1) << COMPAT_VIEW_SHIFT)
#define VIEW_OFFSET(a)	((a) & (BIT_ULL(COMPAT_VIEW_SHIFT) - 1))

/* NULL: no view is there. */
static struct compat_view *view_of(struct compat *c, u64 address)
{
	u64 n = (address >> COMPAT_VIEW_SHIFT) - 1;

	if (!c || n >= COMPAT_VIEWS)
		return NULL;
	n = array_index_nospec(n, COMPAT_VIEWS);
	return c->view[n].type ? &c->view[n] : NULL;
}

static u64 open_view(struct compat *c, unsigned int n, u32 base, const struct compat_type *type)
{
	c->view[n] = (struct compat_view){ .base = base, .type = type };
	return VIEW_ADDRESS(n);
}

/* The guest's address of what a handler points to. */
static u32 guest_address(struct compat *c, u64 address)
{
	const struct compat_view *view = view_of(c, address);

	if (!view)
		return address;
	return view->base + VIEW_OFFSET(address) / view->type->bytes64 * view->type->bytes32;
}

static void widen_field(struct compat *c, const struct compat_field *f, const u8 *narrow,
			u8 *wide)
{
	u64 address;
	u32 base;

	if (!f->view) {
		memcpy(wide + f->at64, narrow + f->at32, f->bytes32);
		return;
	}
	memcpy(&base, narrow + f->at32, sizeof(base));
	address = base ? open_view(c, f->view, base, f->to) : 0;
	memcpy(wide + f->at64, &address, sizeof(address));
}

static void narrow_field(struct compat *c, const struct compat_field *f, const u8 *wide,
			 u8 *narrow)
{
	u64 address;
	u32 base;

	if (!f->view) {
		memcpy(narrow, wide + f->at64, f->bytes32);
		return;
	}
	memcpy(&address, wide + f->at64, sizeof(address));
	base = guest_address(c, address);
	memcpy(narrow, &base, sizeof(base));
}

/* Element at the guest's address @at. False: it can't be read. */
static bool read_element(struct compat *c, const struct compat_type *t, u64 at, u8 *wide)
{
	u8 narrow[COMPAT_MAX_BYTES];
	unsigned int i;

	if (at + t->bytes32 > BIT_ULL(32) || hvm_copy_from(narrow, at, t->bytes32))
		return false;
	memset(wide, 0, t->bytes64);
	for (i = 0; i < t->nr; i++)
		widen_field(c, &t->field[i], narrow, wide);
	return true;
}

/* Of an element those members of which something in [@from, @from + @bytes) was changed. */
static bool write_element(struct compat *c, const struct compat_type *t, u64 at, const u8 *wide,
			  unsigned int from, unsigned int bytes)
{
	u8 narrow[COMPAT_MAX_BYTES];
	unsigned int i;

	for (i = 0; i < t->nr; i++) {
		const struct compat_field *f = &t->field[i];

		if (f->at64 >= from + bytes || f->at64 + f->bytes64 <= from)
			continue;
		narrow_field(c, f, wide, narrow);
		if (hvm_copy_to(at + f->at32, narrow, f->bytes32))
			return false;
	}
	return true;
}

struct piece {
	u64 at;			/* the element, in the guest */
	unsigned int from, bytes;	/* of it, in the layout of 64 bits */
};

static struct piece first_piece(const struct compat_view *view, u64 gva, unsigned long bytes)
{
	const struct compat_type *t = view->type;
	u64 offset = VIEW_OFFSET(gva);
	unsigned int from = offset % t->bytes64;

	return (struct piece){
		.at = view->base + offset / t->bytes64 * t->bytes32,
		.from = from,
		.bytes = min_t(unsigned long, bytes, t->bytes64 - from),
	};
}

unsigned long compat_copy_from(struct vcpu *v, void *to, u64 gva, unsigned long bytes)
{
	struct compat *c = v->arch->hvm->compat;
	const struct compat_view *view = view_of(c, gva);
	u8 wide[COMPAT_MAX_BYTES];

	while (view && bytes) {
		struct piece p = first_piece(view, gva, bytes);

		if (!read_element(c, view->type, p.at, wide))
			break;
		memcpy(to, wide + p.from, p.bytes);
		to += p.bytes;
		gva += p.bytes;
		bytes -= p.bytes;
	}
	return bytes;
}

unsigned long compat_copy_to(struct vcpu *v, u64 gva, const void *from, unsigned long bytes)
{
	struct compat *c = v->arch->hvm->compat;
	const struct compat_view *view = view_of(c, gva);
	u8 wide[COMPAT_MAX_BYTES];

	while (view && bytes) {
		struct piece p = first_piece(view, gva, bytes);

		/* Members that are written in part keep the rest. */
		if (!read_element(c, view->type, p.at, wide))
			break;
		memcpy(wide + p.from, from, p.bytes);
		if (!write_element(c, view->type, p.at, wide, p.from, p.bytes))
			break;
		from += p.bytes;
		gva += p.bytes;
		bytes -= p.bytes;
	}
	return bytes;
}

static const struct compat_type *type_of(const struct compat_call *row, u32 cmd)
{
	const struct compat_op *op;

	for (op = row->op; op && op->type; op++)
		if (op->cmd == cmd)
			return op->type;
	return NULL;
}

/* What a kernel puts into the upper halves of 64-bit registers does not count. */
static void cut_arguments(struct hypercall *call)
{
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(call->arg); i++)
		call->arg[i] = (u32)call->arg[i];
}

static long make_call(struct compat *c, const struct compat_call *row, struct hypercall *call)
{
	u32 cmd = call->arg[0] & row->cmd_mask;
	const struct compat_type *type = type_of(row, cmd);
	u64 *pointer = &call->arg[row->pointer];
	long ret;

	if (cmd < 64 && (row->refused & BIT_ULL(cmd)))
		return -ENOSYS;
	if (row->join)
		call->arg[0] |= call->arg[1] << 32;
	if (type)
		*pointer = open_view(c, 0, *pointer, type);
	ret = hypercall_dispatch(call);
	if (type && ret == HYPERCALL_RESTART)
		*pointer = guest_address(c, *pointer);
	return ret;
}

long arch_dispatch_compat(struct hypercall *call)
{
	struct vcpu *v = current;
	struct compat *outer = v->arch->hvm->compat, c = {};
	const struct compat_call *row;
	long ret;

	if (call->nr >= COMPAT_CALLS)
		return -ENOSYS;
	row = &compat_calls[array_index_nospec(call->nr, COMPAT_CALLS)];
	if (!row->known)
		return -ENOSYS;
	cut_arguments(call);
	/* A multicall has views of its own while it makes this one. */
	v->arch->hvm->compat = &c;
	ret = make_call(&c, row, call);
	v->arch->hvm->compat = outer;
	return ret;
}
