// SPDX-License-Identifier: GPL-2.0-only
/*
 * How the upcall comes to be made, in a kernel that starts on its hypervisor.
 *
 * A PV domain has an entry of its own for it. In other domains it is an interrupt vector,
 * set for each virtual CPU where the hypervisor can do that, for all of them otherwise; with
 * neither it is the interrupt of the platform device.
 */
#define pr_fmt(fmt) "xen:events: " fmt

#include <linux/cpu.h>
#include <linux/export.h>
#include <linux/init.h>
#include <linux/irq.h>

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

/* CPU 0 is up already: the ABI's own start has prepared it. */
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

/**
 * xen_init_IRQ() - start with event channels
 *
 * Called once, in the place of the machine's own interrupt controllers.
 */
void __init xen_init_IRQ(void)
{
	if (event_start())
		panic("xen:events: no memory for the ports");
	cpuhp_setup_state_nocalls(CPUHP_XEN_EVTCHN_PREPARE, "xen/evtchn:prepare",
				  cpu_up_prepare, cpu_dead);
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
