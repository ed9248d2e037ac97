// SPDX-License-Identifier: GPL-2.0-only
/* The end of the road: what stops the machine, and how it says so. */
#include <hyp/panic.h>

#include <hyp/arch.h>
#include <hyp/bug.h>
#include <hyp/param.h>
#include <hyp/percpu.h>
#include <hyp/printk.h>
#include <hyp/smp.h>
#include <linux/atomic.h>
#include <linux/kernel.h>

#define REBOOT_DELAY_MS	5000

bool opt_noreboot;
PARAM_BOOL("noreboot", opt_noreboot);

/* The CPU, plus one, that goes down first; others, and a second fault in it, just stop. */
static atomic_t panicking = ATOMIC_INIT(0);

static void (*catcher)(const char *why) __noreturn;

void panic_set_catcher(void (*fn)(const char *why) __noreturn)
{
	catcher = fn;
}

/* The log has had all of it; one line goes to who waits for us. */
static void catch_panic(const char *fmt, va_list args)
{
	static char why[160];

	if (!catcher)
		return;
	vscnprintf(why, sizeof(why), fmt, args);
	catcher(why);
}

static void panic_begin(void)
{
	arch_irq_disable();
	if (atomic_cmpxchg(&panicking, 0, smp_processor_id() + 1))
		machine_halt();
	printk_emergency();
	arch_stop_others();
}

static void __noreturn panic_end(void)
{
	if (opt_noreboot) {
		printk(LOG_ERR "Halted (noreboot).\n");
		machine_halt();
	}
	printk(LOG_ERR "Reboot in %u seconds.\n", REBOOT_DELAY_MS / 1000);
	machine_restart(REBOOT_DELAY_MS);
}

void panic(const char *fmt, ...)
{
	va_list args;

	panic_begin();
	printk(LOG_ERR "\n****************************************\n");
	printk(LOG_ERR "Panic on CPU %u:\n", smp_processor_id());
	va_start(args, fmt);
	vprintk(fmt, args);
	va_end(args);
	printk(LOG_ERR "\n");
	dump_stack();
	printk(LOG_ERR "****************************************\n");
	va_start(args, fmt);
	catch_panic(fmt, args);
	va_end(args);
	panic_end();
}

void boot_fail(const char *fmt, ...)
{
	va_list args;

	panic_begin();
	printk(LOG_ERR "Cannot start: ");
	va_start(args, fmt);
	vprintk(fmt, args);
	va_end(args);
	printk(LOG_ERR "\n");
	va_start(args, fmt);
	catch_panic(fmt, args);
	va_end(args);
	panic_end();
}

void hyp_bug(const char *file, int line, const char *func)
{
	panic("BUG in %s() at %s:%d", func, file, line);
}

void hyp_warn(const char *file, int line, const char *func)
{
	printk(LOG_ERR "WARNING in %s() at %s:%d\n", func, file, line);
	dump_stack();
}
