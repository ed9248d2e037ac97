// SPDX-License-Identifier: GPL-2.0-only
/*
 * Hypercalls of 32-bit kernels, with a fake guest of a few pages and fake handlers: what a
 * handler reads through a view is what the guest has, what it writes is written there and
 * nowhere else, a call that is made again has the guest's own addresses in its registers, and no
 * argument makes a handler reach what is not the guest's.
 */
#include <linux/errno.h>
#include <linux/kernel.h>
#include <linux/string.h>
#include <hyp/arch.h>
#include <hyp/domain.h>
#include <hyp/guest_copy.h>
#include <hyp/hypercall.h>
#include <hyp/vcpu.h>
#include <asm/domain.h>
#include <asm/hvm.h>
#include <xen/interface/grant_table.h>
#include <xen/interface/memory.h>
#include <xen/interface/vcpu.h>
#include <xen/interface/xen.h>

#include "../../hypervisor/arch/x86/hvm/compat.h"
#include "../../hypervisor/arch/x86/hvm/compat_abi.h"
#include "../../hypervisor/arch/x86/hvm/guest.h"
#include "test.h"

/* The guest's memory: two pieces, the second one up to 4 GiB. */
#define BYTES	8192u
#define LOW	0x10000u
#define HIGH	(0u - BYTES)

static u8 low[BYTES], high[BYTES];
static struct vcpu vcpu;
static struct arch_vcpu arch_vcpu;
static struct hvm_vcpu hvm;
static long (*handler)(struct hypercall *call);
static unsigned int calls;

struct vcpu *current_vcpu(void)
{
	return &vcpu;
}

static u8 *guest_byte(u64 gva)
{
	if (gva >= LOW && gva < LOW + BYTES)
		return &low[gva - LOW];
	return gva >= HIGH && gva <= U32_MAX ? &high[gva - HIGH] : NULL;
}

/* As copy.c: what is above 4 GiB can only be a view. */
unsigned long hvm_copy_from(void *to, u64 gva, unsigned long bytes)
{
	u8 *p = to;

	if (gva >> 32)
		return compat_copy_from(&vcpu, to, gva, bytes);
	for (; bytes && guest_byte(gva); bytes--)
		*p++ = *guest_byte(gva++);
	return bytes;
}

unsigned long hvm_copy_to(u64 gva, const void *from, unsigned long bytes)
{
	const u8 *p = from;

	if (gva >> 32)
		return compat_copy_to(&vcpu, gva, from, bytes);
	for (; bytes && guest_byte(gva); bytes--)
		*guest_byte(gva++) = *p++;
	return bytes;
}

unsigned long guest_copy_from(void *to, u64 gva, unsigned long bytes)
{
	return hvm_copy_from(to, gva, bytes);
}

unsigned long guest_copy_to(u64 gva, const void *from, unsigned long bytes)
{
	return hvm_copy_to(gva, from, bytes);
}

long hypercall_dispatch(struct hypercall *call)
{
	calls++;
	return handler ? handler(call) : 0;
}

static struct hypercall begin(u32 nr, u64 a0, u64 a1, u64 a2)
{
	memset(low, 0x5a, sizeof(low));
	memset(high, 0x5a, sizeof(high));
	arch_vcpu.hvm = &hvm;
	vcpu.arch = &arch_vcpu;
	hvm.compat = NULL;
	calls = 0;
	return (struct hypercall){ .nr = nr, .compat = true, .arg = { a0, a1, a2 } };
}

#define PUT(gva, ...)	memcpy(guest_byte(gva), &(__VA_ARGS__), sizeof(__VA_ARGS__))

static long populate(struct hypercall *call)
{
	struct xen_memory_reservation r;
	u64 gfn, i;

	EXPECT_EQ(guest_read(&r, call->arg[1]), 0);
	EXPECT_EQ(r.nr_extents, 3);
	EXPECT_EQ(r.extent_order, 9);
	EXPECT_EQ(r.domid, DOMID_SELF);
	for (i = 0; i < 3; i++) {
		EXPECT_EQ(handle_read(&gfn, r.extent_start, i), 0);
		EXPECT_EQ(gfn, 0xfffffff0 + i);
		gfn = 70 + i;
		EXPECT_EQ(handle_write(r.extent_start, i, &gfn), 0);
	}
	return 3;
}

TEST(a_structure_with_a_list)
{
	struct hypercall call = begin(__HYPERVISOR_memory_op, XENMEM_populate_physmap, LOW, 0);
	u32 list[3] = { 0xfffffff0, 0xfffffff1, 0xfffffff2 };

	PUT(LOW, (struct compat_xen_memory_reservation){
		.extent_start = LOW + 101, .nr_extents = 3, .extent_order = 9,
		.domid = DOMID_SELF });
	PUT(LOW + 101, list);
	handler = populate;
	EXPECT_EQ(arch_dispatch_compat(&call), 3);
	EXPECT_EQ(calls, 1);
	memcpy(list, guest_byte(LOW + 101), sizeof(list));
	EXPECT_EQ(list[0], 70);
	EXPECT_EQ(list[2], 72);
	EXPECT_EQ(*guest_byte(LOW + 100), 0x5a);
	EXPECT_EQ(*guest_byte(LOW + 113), 0x5a);
	EXPECT(!hvm.compat);
}

/* Half of the elements, then the rest. */
static long copy_some(struct hypercall *call)
{
	struct gnttab_copy op[2];
	u32 i, n = call->arg[2] == 4 ? 2 : 1;

	EXPECT_EQ(guest_copy_from(op, call->arg[1], n * sizeof(op[0])), 0);
	for (i = 0; i < n; i++) {
		EXPECT_EQ(op[i].source.u.gmfn, op[i].len);
		op[i].status = -7;
	}
	EXPECT_EQ(guest_copy_to(call->arg[1], op, n * sizeof(op[0])), 0);
	call->arg[1] += n * sizeof(op[0]);
	call->arg[2] -= n;
	return call->arg[2] ? hypercall_restart(call) : 0;
}

TEST(a_list_that_is_gone_on_with)
{
	struct hypercall call = begin(__HYPERVISOR_grant_table_op, GNTTABOP_copy, LOW + 8, 4);
	struct compat_gnttab_copy op[4] = {};
	unsigned int i;

	for (i = 0; i < 4; i++) {
		op[i].source.u = 100 + i;
		op[i].len = 100 + i;
	}
	PUT(LOW + 8, op);
	handler = copy_some;
	EXPECT_EQ(arch_dispatch_compat(&call), HYPERCALL_RESTART);
	/* As its registers are to be: addresses of its own. */
	EXPECT_EQ(call.arg[1], LOW + 8 + 2 * sizeof(op[0]));
	EXPECT_EQ(call.arg[2], 2);
	EXPECT(call.compat);
	EXPECT_EQ(arch_dispatch_compat(&call), HYPERCALL_RESTART);
	EXPECT_EQ(arch_dispatch_compat(&call), 0);
	memcpy(op, guest_byte(LOW + 8), sizeof(op));
	for (i = 0; i < 4; i++) {
		EXPECT_EQ(op[i].status, -7);
		EXPECT_EQ(op[i].len, 100 + i);
	}
}

static long advance_batch(struct hypercall *call)
{
	struct xen_add_to_physmap_batch b;

	EXPECT_EQ(guest_read(&b, call->arg[1]), 0);
	b.idxs.ptr += 2 * sizeof(u64);
	b.gpfns.ptr += 2 * sizeof(u64);
	b.errs.ptr += 2 * sizeof(int);
	b.size -= 2;
	EXPECT_EQ(guest_write(call->arg[1], &b), 0);
	return 0;
}

TEST(handles_that_a_handler_moves)
{
	struct hypercall call = begin(__HYPERVISOR_memory_op, XENMEM_add_to_physmap_batch, LOW, 0);
	struct compat_xen_add_to_physmap_batch b = {
		.domid = 5, .size = 6, .idxs = LOW + 256, .gpfns = LOW + 512, .errs = LOW + 768,
	};

	PUT(LOW, b);
	handler = advance_batch;
	EXPECT_EQ(arch_dispatch_compat(&call), 0);
	memcpy(&b, guest_byte(LOW), sizeof(b));
	EXPECT_EQ(b.idxs, LOW + 256 + 8);
	EXPECT_EQ(b.gpfns, LOW + 512 + 8);
	EXPECT_EQ(b.errs, LOW + 768 + 8);
	EXPECT_EQ(b.size, 4);
	EXPECT_EQ(b.domid, 5);
}

/* Inside a multicall: the outer list is still there when the inner call is done. */
static long inner_or_outer(struct hypercall *call)
{
	struct hypercall inner = { .nr = __HYPERVISOR_memory_op, .compat = true };
	struct multicall_entry e;

	if (call->nr != __HYPERVISOR_multicall)
		return populate(call);
	EXPECT_EQ(guest_read(&e, call->arg[0]), 0);
	EXPECT_EQ(e.op, __HYPERVISOR_memory_op);
	memcpy(inner.arg, e.args, sizeof(inner.arg));
	e.result = arch_dispatch_compat(&inner);
	return guest_write(call->arg[0] + offsetof(struct multicall_entry, result), &e.result);
}

TEST(a_call_in_a_list_of_calls)
{
	struct hypercall call = begin(__HYPERVISOR_multicall, LOW + 1000, 1, 0);
	struct compat_multicall_entry m = {
		.op = __HYPERVISOR_memory_op, .args = { XENMEM_populate_physmap, LOW },
	};
	u32 list[3] = { 0xfffffff0, 0xfffffff1, 0xfffffff2 };

	PUT(LOW, (struct compat_xen_memory_reservation){
		.extent_start = LOW + 101, .nr_extents = 3, .extent_order = 9,
		.domid = DOMID_SELF });
	PUT(LOW + 101, list);
	PUT(LOW + 1000, m);
	handler = inner_or_outer;
	EXPECT_EQ(arch_dispatch_compat(&call), 0);
	memcpy(&m, guest_byte(LOW + 1000), sizeof(m));
	EXPECT_EQ(m.result, 3);
	EXPECT_EQ(m.args[1], LOW);
}

static u64 seen[2];

static long look_at_arguments(struct hypercall *call)
{
	seen[0] = call->arg[0];
	seen[1] = call->arg[1];
	return 0;
}

TEST(halves_of_an_argument_and_upper_bits)
{
	struct hypercall call = begin(__HYPERVISOR_set_timer_op, 0x700000001, 0x900000002, 0);

	handler = look_at_arguments;
	EXPECT_EQ(arch_dispatch_compat(&call), 0);
	EXPECT_EQ(seen[0], 0x200000001);
	call = begin(__HYPERVISOR_event_channel_op, 1, 0x7700001234, 0);
	EXPECT_EQ(arch_dispatch_compat(&call), 0);
	EXPECT_EQ(seen[1], 0x1234);
}

static long read_short(struct hypercall *call)
{
	struct vcpu_set_singleshot_timer t;

	return guest_read(&t, call->arg[2]);
}

/* The 32-bit structure ends with the memory, the other would be longer. */
TEST(at_the_end_of_memory)
{
	u32 end = LOW + BYTES - sizeof(struct compat_vcpu_set_singleshot_timer);
	struct hypercall call = begin(__HYPERVISOR_vcpu_op, VCPUOP_set_singleshot_timer, 0, end);

	handler = read_short;
	EXPECT_EQ(arch_dispatch_compat(&call), 0);
	call = begin(__HYPERVISOR_vcpu_op, VCPUOP_set_singleshot_timer, 0, end + 1);
	EXPECT_EQ(arch_dispatch_compat(&call), -EFAULT);
	/* 4 GiB are the end of everything. */
	call = begin(__HYPERVISOR_vcpu_op, VCPUOP_set_singleshot_timer, 0, -12U);
	EXPECT_EQ(arch_dispatch_compat(&call), 0);
	call = begin(__HYPERVISOR_vcpu_op, VCPUOP_set_singleshot_timer, 0, -11U);
	EXPECT_EQ(arch_dispatch_compat(&call), -EFAULT);
}

static long never(struct hypercall *call)
{
	EXPECT(0);
	return 0;
}

TEST(calls_that_are_none)
{
	static const u32 none[] = { __HYPERVISOR_mmu_update, __HYPERVISOR_domctl, 62, 63, 64, ~0U };
	struct hypercall call;
	unsigned int i;

	handler = never;
	for (i = 0; i < ARRAY_SIZE(none); i++) {
		call = begin(none[i], 0, 0, 0);
		EXPECT_EQ(arch_dispatch_compat(&call), -ENOSYS);
	}
	call = begin(__HYPERVISOR_memory_op, XENMEM_exchange, LOW, 0);
	EXPECT_EQ(arch_dispatch_compat(&call), -ENOSYS);
	call = begin(__HYPERVISOR_memory_op, XENMEM_set_memory_map | 5 << 6, LOW, 0);
	EXPECT_EQ(arch_dispatch_compat(&call), -ENOSYS);
}

/* Whatever a handler was given, it reads and writes anywhere near it, and all over. */
static long wild(struct hypercall *call)
{
	u8 buf[200];
	unsigned int i;

	for (i = 0; i < 20; i++) {
		u64 at = call->arg[test_random() % 3];
		unsigned int n = test_random() % sizeof(buf);

		switch (test_random() % 4) {
		case 0:
			at += test_random() % 4096;
			break;
		case 1:
			at = test_random() << 20 ^ test_random();
			break;
		case 2:
			at = (test_random() % 6 << COMPAT_VIEW_SHIFT) + test_random() % 65536;
			break;
		}
		EXPECT(guest_copy_from(buf, at, n) <= n);
		EXPECT(guest_copy_to(at, buf, n) <= n);
	}
	return test_random() % 4 ? 0 : HYPERCALL_RESTART;
}

TEST(random_calls)
{
	unsigned int i, j;

	for (i = 0; i < 20000; i++) {
		struct hypercall call = begin(test_random() % 48, test_random() % 40, 0, 0);

		for (j = 0; j < 64; j++)
			low[j] = test_random();
		call.arg[1] = test_random() % 2 ? LOW + test_random() % 64 : test_random();
		call.arg[2] = test_random() % 2 ? LOW + test_random() % 64 : test_random();
		handler = wild;
		arch_dispatch_compat(&call);
		EXPECT(!hvm.compat);
	}
}

/* Each member once, in order, inside of both structures. */
TEST(the_table_is_consistent)
{
	unsigned int i, k;

	for (i = 0; i < COMPAT_CALLS; i++) {
		const struct compat_op *op;

		for (op = compat_calls[i].op; op && op->type; op++) {
			const struct compat_type *t = op->type;
			unsigned int end32 = 0, end64 = 0, views = 0;

			EXPECT(t->bytes64 <= COMPAT_MAX_BYTES);
			for (k = 0; k < t->nr; k++) {
				const struct compat_field *f = &t->field[k];

				EXPECT(f->at32 >= end32 && f->at64 >= end64);
				EXPECT(f->bytes32 <= f->bytes64);
				end32 = f->at32 + f->bytes32;
				end64 = f->at64 + f->bytes64;
				if (!f->view)
					continue;
				EXPECT_EQ(f->bytes32, 4);
				EXPECT_EQ(f->bytes64, 8);
				EXPECT(f->view < COMPAT_VIEWS);
				EXPECT(!(views & BIT(f->view)));
				views |= BIT(f->view);
			}
			EXPECT(end32 <= t->bytes32 && end64 <= t->bytes64);
		}
	}
}
