// SPDX-License-Identifier: GPL-2.0-only
/* Traps with fix-ups, events, and the clock. */
#include "guest.h"

#include <xen/interface/callback.h>

#include "internal.h"

struct last_fault last_fault;
bool (*trap_hook)(struct trap_regs *regs);
void (*event_hook)(void);
volatile u64 nr_upcalls;

static bool fix_up(struct trap_regs *regs)
{
	const struct fixup *f;

	for (f = __ex_table_start; f < __ex_table_end; f++)
		if (f->from == regs->rip) {
			regs->rip = f->to;
			return true;
		}
	return false;
}

void trap_handler(struct trap_regs *regs)
{
	u64 rip = regs->rip;

	if (trap_hook && trap_hook(regs))
		return;
	if (fix_up(regs)) {
		last_fault.vector = regs->vector;
		last_fault.error = regs->error;
		last_fault.rip = rip;
		last_fault.cr2 = shared_info->vcpu_info[0].arch.cr2;
		return;
	}
	say("# trap %llu error %#llx at %#llx, cr2 %#lx", regs->vector, regs->error, rip,
	    (unsigned long)shared_info->vcpu_info[0].arch.cr2);
	guest_panic("a trap that nothing expects");
}

void event_handler(struct trap_regs *regs)
{
	nr_upcalls++;
	shared_info->vcpu_info[0].evtchn_upcall_pending = 0;
	if (event_hook)
		event_hook();
}

void events_off(void)
{
	WRITE_ONCE(shared_info->vcpu_info[0].evtchn_upcall_mask, 1);
	barrier();
}

void events_on(void)
{
	barrier();
	WRITE_ONCE(shared_info->vcpu_info[0].evtchn_upcall_mask, 0);
	barrier();
	if (READ_ONCE(shared_info->vcpu_info[0].evtchn_upcall_pending))
		hypercall(__HYPERVISOR_xen_version, 0, 0);	/* any call delivers */
}

bool try_read(const volatile void *va, u64 *val)
{
	u64 got = 0;

	TRY("movq (%[va]), %[got]", : [got] "+r" (got) : [va] "r" (va) : "memory");
	*val = got;
	return last_fault.vector == ~0UL;
}

bool try_write(volatile void *va, u64 val)
{
	TRY("movq %[val], (%[va])", : : [val] "r" (val), [va] "r" (va) : "memory");
	return last_fault.vector == ~0UL;
}

/* include/xen/interface/xen.h: the version is odd while it is written. */
u64 system_time_ns(void)
{
	const volatile struct pvclock_vcpu_time_info *t =
		(const volatile void *)&shared_info->vcpu_info[0].time;
	u32 version;
	u64 ns;

	do {
		u64 delta;

		version = t->version & ~1U;
		barrier();
		delta = rdtsc() - t->tsc_timestamp;
		if (t->tsc_shift < 0)
			delta >>= -t->tsc_shift;
		else
			delta <<= t->tsc_shift;
		ns = t->system_time +
		     (u64)(((__uint128_t)delta * t->tsc_to_system_mul) >> 32);
		barrier();
	} while (version != t->version);
	return ns;
}

void traps_init(void)
{
	/* INT n by us is meant for 3, 4, 32 and 128 only. */
#define ENTRY(n)	{ (n), (n) == 3 || (n) == 4 || (n) >= 32 ? 3 : 0, \
			  FLAT_KERNEL_CS, (unsigned long)trap_##n },
	static const struct trap_info table[] = { TRAP_STUBS(ENTRY) {} };
	static const struct callback_register callbacks[] = {
		{ .type = CALLBACKTYPE_event, .address = (unsigned long)event_callback },
		{ .type = CALLBACKTYPE_failsafe, .address = (unsigned long)failsafe_callback },
	};
	unsigned int i;

	if (hypercall(__HYPERVISOR_set_trap_table, table))
		guest_panic("the trap table is refused");
	for (i = 0; i < ARRAY_SIZE(callbacks); i++)
		if (hypercall(__HYPERVISOR_callback_op, CALLBACKOP_register, &callbacks[i]))
			guest_panic("a callback is refused");
}
