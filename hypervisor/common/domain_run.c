// SPDX-License-Identifier: GPL-2.0-only
/* Domains stop and go: pause, shutdown, crash; and how their vCPUs are found. */
#include <hyp/domain.h>

#include <linux/nospec.h>
#include <linux/stdarg.h>
#include <hyp/bug.h>
#include <hyp/evtchn.h>
#include <hyp/panic.h>
#include <hyp/printk.h>
#include <hyp/sched.h>
#include <hyp/vcpu.h>
#include <asm/cpu_local.h>
#include <xen/interface/sched.h>

#define CRASH_REBOOT_DELAY_MS	5000

struct vcpu *domain_vcpu(const struct domain *d, unsigned int id)
{
	if (id >= d->max_vcpus)
		return NULL;
	return READ_ONCE(d->vcpu[array_index_nospec(id, d->max_vcpus)]);
}

struct vcpu *domain_vcpu_from(const struct domain *d, unsigned int id)
{
	for (; id < d->max_vcpus; id++) {
		struct vcpu *v = READ_ONCE(d->vcpu[id]);

		if (v)
			return v;
	}
	return NULL;
}

unsigned int vcpu_id(const struct vcpu *v)
{
	return v->id;
}

/* One reason more, or less, for a vCPU or for all of a domain not to run. */
static void hold(atomic_t *reasons)
{
	atomic_inc(reasons);
}

static bool release(atomic_t *reasons)
{
	int left = atomic_dec_return(reasons);

	BUG_ON(left < 0);
	return !left;
}

static void on_vcpus(const struct domain *d, void (*fn)(struct vcpu *v))
{
	struct vcpu *v;

	for_each_vcpu(d, v)
		fn(v);
}

void domain_pause(struct domain *d)
{
	ASSERT(d != current->domain);
	hold(&d->pause_count);
	on_vcpus(d, vcpu_sleep_sync);
}

void domain_pause_nosync(struct domain *d)
{
	hold(&d->pause_count);
	on_vcpus(d, vcpu_sleep_nosync);
}

void domain_unpause(struct domain *d)
{
	if (release(&d->pause_count))
		on_vcpus(d, vcpu_wake);
}

static void vcpu_hold(struct vcpu *v, void (*sleep)(struct vcpu *v))
{
	hold(&v->pause_count);
	sleep(v);
}

void vcpu_pause_nosync(struct vcpu *v)
{
	vcpu_hold(v, vcpu_sleep_nosync);
}

void vcpu_pause(struct vcpu *v)
{
	vcpu_hold(v, vcpu_sleep_sync);
}

void vcpu_unpause(struct vcpu *v)
{
	if (release(&v->pause_count))
		vcpu_wake(v);
}

/* The machine goes with its hardware domain. */
static void __noreturn machine_shutdown(u8 reason)
{
	switch (reason) {
	case SHUTDOWN_poweroff:
		pr_info("Dom0 has halted: the machine halts\n");
		machine_halt();
	case SHUTDOWN_crash:
	case SHUTDOWN_watchdog:
		pr_err("Dom0 has crashed (%u)\n", reason);
		if (opt_noreboot)
			machine_halt();
		machine_restart(CRASH_REBOOT_DELAY_MS);
	default:
		pr_info("Dom0 has shut down (%u): the machine restarts\n", reason);
		machine_restart(0);
	}
}

void domain_shutdown(struct domain *d, u8 reason)
{
	if (d->hardware)
		machine_shutdown(reason);

	spin_lock(&d->shutdown_lock);
	if (d->shutting_down) {
		spin_unlock(&d->shutdown_lock);
		return;
	}
	d->shutting_down = true;
	d->shutdown_code = reason;
	on_vcpus(d, vcpu_pause_nosync);
	d->shut_down = true;
	spin_unlock(&d->shutdown_lock);
	/* Who saves the domain may wait at the other end of a port of its own. */
	if (reason != SHUTDOWN_suspend || !d->suspend_port || evtchn_send(d, d->suspend_port))
		virq_send_global(VIRQ_DOM_EXC);
}

void domain_resume(struct domain *d)
{
	/* Nothing of it runs while the flags change. */
	domain_pause(d);
	spin_lock(&d->shutdown_lock);
	if (d->shut_down) {
		d->shutting_down = false;
		d->shut_down = false;
		d->shutdown_code = 0;
		on_vcpus(d, vcpu_unpause);
	}
	spin_unlock(&d->shutdown_lock);
	domain_unpause(d);
}

void domain_crash(struct domain *d, const char *fmt, ...)
{
	char text[160];
	va_list args;

	/* The first reason is the one that matters. */
	if (READ_ONCE(d->shutting_down))
		return;
	va_start(args, fmt);
	vsnprintf(text, sizeof(text), fmt, args);
	va_end(args);
	pr_err("d%u is stopped: %s\n", d->domid, text);
	if (d == current->domain)
		dump_registers(guest_regs());
	domain_shutdown(d, SHUTDOWN_crash);
}
