// SPDX-License-Identifier: GPL-2.0-only
/*
 * The hypervisor's upcall, and how it comes to be made.
 *
 * A PV domain has an entry of its own for it. In other domains it is an interrupt vector,
 * set for each virtual CPU where the hypervisor can do that, for all of them otherwise; with
 * neither it is the interrupt of the platform device.
 */
#define pr_fmt(fmt) "xen:events: " fmt

#include <linux/cpu.h>
#include <linux/init.h>
#include <linux/irq.h>
#include <linux/jiffies.h>
#include <linux/moduleparam.h>
#include <linux/smp.h>

#include <asm/desc.h>
#include <asm/i8259.h>
#include <asm/idtentry.h>
#include <asm/xen/cpuid.h>
#include <asm/xen/hypercall.h>
#include <asm/xen/hypervisor.h>
#include <asm/xen/pci.h>

#include <xen/features.h>
#include <xen/hvm.h>
#include <xen/interface/hvm/hvm_op.h>
#include <xen/xen-ops.h>
#include <xen/xen.h>

#include "events.h"

#undef MODULE_PARAM_PREFIX
#define MODULE_PARAM_PREFIX "xen."

const struct event_abi *event_abi;

/* The architecture's code asks, too: with it debug events can be anybody's. */
bool xen_fifo_events = true;
module_param_named(fifo_events, xen_fifo_events, bool, 0);
MODULE_PARM_DESC(fifo_events, "Use the FIFO ABI where the hypervisor has it");

static uint event_loop_timeout = 2;
module_param(event_loop_timeout, uint, 0644);
MODULE_PARM_DESC(event_loop_timeout, "Jiffies in one upcall after which senders are slowed down");

/**
 * event_handle() - handle an event that is pending
 * @port: its port, bound to this CPU or until just now
 * @upcall: the run that found it
 *
 * Called with interrupts off. A port that is nobody's (yet) is masked and stays pending:
 * whoever binds it will be told.
 */
void event_handle(evtchn_port_t port, struct upcall *upcall)
{
	struct event *event = event_of_port(port);

	upcall->handled = true;
	if (unlikely(!event)) {
		event_abi->mask(port);
		return;
	}
	if (!upcall->slow && time_after(jiffies, upcall->end))
		upcall->slow = true;
	event_eoi_pending(event, upcall);
	generic_handle_irq(event->irq);
}

/**
 * xen_evtchn_do_upcall() - handle all events that are pending on this CPU
 *
 * Called with interrupts off, inside an interrupt.
 *
 * Return: IRQ_NONE when there was none.
 */
int xen_evtchn_do_upcall(void)
{
	struct vcpu_info *vcpu = __this_cpu_read(xen_vcpu);
	struct upcall upcall = { .end = jiffies + READ_ONCE(event_loop_timeout) };

	/* No event is torn down meanwhile. */
	rcu_read_lock();
	do {
		WRITE_ONCE(vcpu->evtchn_upcall_pending, 0);
		/* Before we look for events: one that comes later sets it again. */
		virt_mb();
		event_abi->handle(smp_processor_id(), &upcall);
	} while (READ_ONCE(vcpu->evtchn_upcall_pending));
	rcu_read_unlock();
	return upcall.handled ? IRQ_HANDLED : IRQ_NONE;
}
EXPORT_SYMBOL_GPL(xen_evtchn_do_upcall);

/**
 * xen_set_callback_via() - say how CPU 0 is told of events
 * @via: as in HVM_PARAM_CALLBACK_IRQ
 *
 * Return: 0 or a negative error.
 */
int xen_set_callback_via(u64 via)
{
	struct xen_hvm_param param = {
		.domid = DOMID_SELF,
		.index = HVM_PARAM_CALLBACK_IRQ,
		.value = via,
	};

	return HYPERVISOR_hvm_op(HVMOP_set_param, &param);
}
EXPORT_SYMBOL_GPL(xen_set_callback_via);

#ifdef CONFIG_XEN_PVHVM
/**
 * xen_setup_callback_vector() - one vector for all CPUs, which needs no EOI
 *
 * Called at the start and after a restore. Without it xen_have_vector_callback is false.
 */
void xen_setup_callback_vector(void)
{
	if (!xen_have_vector_callback)
		return;
	if (xen_set_callback_via(HVM_CALLBACK_VECTOR(HYPERVISOR_CALLBACK_VECTOR))) {
		pr_err("the hypervisor does not take a vector for its upcalls\n");
		xen_have_vector_callback = false;
	}
}

/**
 * xen_set_upcall_vector() - a vector of a CPU's own, which is acknowledged at its APIC
 * @cpu: the CPU, as Linux counts
 *
 * Called at the start, for each CPU that comes up, and after a restore.
 *
 * Return: 0 or a negative error.
 */
int xen_set_upcall_vector(unsigned int cpu)
{
	struct xen_hvm_evtchn_upcall_vector op = {
		.vcpu = xen_vcpu_nr(cpu),
		.vector = HYPERVISOR_CALLBACK_VECTOR,
	};
	int ret = HYPERVISOR_hvm_op(HVMOP_set_evtchn_upcall_vector, &op);

	/* A toolstack takes this parameter for the sign that PV drivers are there. */
	return ret || cpu ? ret : xen_set_callback_via(1);
}

static bool __init has_vector_of_each_cpu(void)
{
	return cpuid_eax(xen_cpuid_base() + 4) & XEN_HVM_CPUID_UPCALL_VECTOR;
}

static void __init choose_vector(void)
{
	if (!xen_have_vector_callback)
		return;
	if (has_vector_of_each_cpu() && !xen_set_upcall_vector(0))
		xen_percpu_upcall = true;
	else if (xen_feature(XENFEAT_hvm_callback_vector))
		xen_setup_callback_vector();
	else
		xen_have_vector_callback = false;
	if (xen_have_vector_callback)
		alloc_intr_gate(HYPERVISOR_CALLBACK_VECTOR, asm_sysvec_xen_hvm_callback);
}
#else
static void __init choose_vector(void)
{
}
#endif

static int cpu_up_prepare(unsigned int cpu)
{
	return event_abi->cpu_up ? event_abi->cpu_up(cpu) : 0;
}

static int cpu_dead(unsigned int cpu)
{
	if (event_abi->cpu_dead)
		event_abi->cpu_dead(cpu);
	return 0;
}

/* CPU 0 is up already: the ABI's own start has prepared it. */
static void __init choose_abi(void)
{
	if (xen_fifo_events)
		event_abi = event_abi_fifo();
	xen_fifo_events = event_abi;
	if (!event_abi)
		event_abi = event_abi_2l();
	pr_info("%s ABI, %u ports\n", xen_fifo_events ? "FIFO" : "two-level",
		event_abi->max_ports());
	cpuhp_setup_state_nocalls(CPUHP_XEN_EVTCHN_PREPARE, "xen/evtchn:prepare",
				  cpu_up_prepare, cpu_dead);
}

/**
 * xen_init_IRQ() - start with event channels
 *
 * Called once, in the place of the machine's own interrupt controllers.
 */
void __init xen_init_IRQ(void)
{
	choose_abi();
	if (event_ports_init(event_abi->max_ports()))
		panic("xen:events: no memory for the ports");
	choose_vector();
	if (xen_hvm_domain()) {
		native_init_IRQ();
		/* After it has chosen who sets up lines. */
		pci_xen_hvm_init();
		return;
	}
	if (xen_initial_domain())
		pci_xen_initial_domain();
	event_pirq_init();
}
