// SPDX-License-Identifier: GPL-2.0-only
/* Start of a PVH test program, its one case, and what it says. */
#include "pvh.h"

#include <linux/stdarg.h>

#include "internal.h"

struct pvh_shared pvh_shared __aligned(4096);

static void (*ap_fn[NR_VCPUS])(void);

void say(const char *fmt, ...)
{
	struct pvh_shared *p = &pvh_shared;
	unsigned int room = sizeof(p->log) - p->log_bytes;
	va_list args;
	int len;

	if (room < 2)
		return;
	va_start(args, fmt);
	len = vsnprintf(p->log + p->log_bytes, room - 1, fmt, args);
	va_end(args);
	if (len > (int)room - 2)
		len = room - 2;
	p->log[p->log_bytes + len] = '\n';
	p->log_bytes += len + 1;
}

bool expect_eq(const char *got_text, long got, const char *want_text, long want,
	       const char *file, int line)
{
	if (got == want)
		return true;
	say("# %s:%d: %s is %ld (%#lx), expected %s, %ld (%#lx)", file, line,
	    got_text, got, (unsigned long)got, want_text, want, (unsigned long)want);
	pvh_shared.failed = 1;
	return false;
}

void case_skip(const char *why)
{
	say("# skipped: %s", why);
	pvh_shared.skipped = 1;
}

void case_xen_differs(const char *why)
{
	if (on_hoist())
		return;
	say("# real Xen differs: %s", why);
	pvh_shared.differs = 1;
}

bool on_hoist(void)
{
	return pvh_shared.hoist;
}

bool on_tcg(void)
{
	u32 r[4];

	cpuid(0x80000002, 0, r);
	return r[0] == 0x554d4551;	/* "QEMU" */
}

void __noreturn pvh_exit(u32 reason)
{
	struct sched_shutdown how = { .reason = reason };

	for (;;)
		hypercall(__HYPERVISOR_sched_op, SCHEDOP_shutdown, &how);
}

void __noreturn pvh_panic(const char *text)
{
	say("# %s", text);
	pvh_shared.failed = 1;
	pvh_exit(SHUTDOWN_crash);
}

void cpu_start_at(unsigned int cpu, void (*fn)(void))
{
	ap_fn[cpu] = fn;
}

static void ap_main(unsigned int cpu)
{
	traps_init_cpu(cpu);
	WRITE_ONCE(cpus_up, cpus_up | 1U << cpu);
	ap_fn[cpu]();
	for (;;)
		__asm__ __volatile__("cli; hlt");
}

void pvh_main(unsigned int cpu)
{
	const struct pvh_case *c = &pvh_cases[pvh_shared.index];

	if (cpu)
		ap_main(cpu);
	traps_init();
	traps_init_cpu(0);
	((void (*)(void))c->fn)();
	pvh_shared.done = 1;
	pvh_exit(SHUTDOWN_poweroff);
}

/* The formatter's hook for %pS. */
const char *symbol_lookup(unsigned long addr, unsigned long *offset);
const char *symbol_lookup(unsigned long addr, unsigned long *offset)
{
	*offset = 0;
	return "?";
}
