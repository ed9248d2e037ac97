// SPDX-License-Identifier: GPL-2.0-only
/*
 * A domain of the hypervisor's own, to see that containers work beside whatever else
 * runs: one vCPU pinned to each CPU, which shares it with others by the scheduler.
 * hvm_test=SECONDS starts it with dom0, reports each second and ends it then.
 *
 * Its memory is 16 pages at guest physical 0, mapped one to one by one 2 MiB page:
 *	0 to 2	page tables		5	a slot of 128 bytes for each vCPU
 *	3	GDT, IDT		6	hypercall page	7 shared_info
 *	4	code			8 to 11	stacks, 512 bytes each
 *	12	table for the page of the local APIC
 */
#include <asm/hvm_test.h>

#include <linux/build_bug.h>
#include <linux/err.h>
#include <linux/init.h>
#include <linux/string.h>
#include <hyp/cpumask.h>
#include <hyp/domain.h>
#include <hyp/p2m.h>
#include <hyp/page.h>
#include <hyp/page_alloc.h>
#include <hyp/param.h>
#include <hyp/printk.h>
#include <hyp/sched.h>
#include <hyp/smp.h>
#include <hyp/time.h>
#include <hyp/timer.h>
#include <hyp/vcpu.h>
#include <hyp/vmap.h>
#include <asm/domain.h>
#include <asm/hvm.h>
#include <asm/msr_index.h>
#include <asm/pte.h>
#include <asm/system.h>
#include <asm/traps.h>
#include <xen/interface/domctl.h>
#include <xen/interface/hvm/params.h>
#include "test.h"

#define TEST_ORDER	4
#define PAGE_TABLES	0
#define PAGE_DESCRIPTORS	3
#define PAGE_CODE	4
#define PAGE_SLOTS	5
#define PAGE_HYPERCALLS	6
#define PAGE_SHARED	7
#define PAGE_STACKS	8
#define PAGE_APIC_TABLE	12
#define APIC_PAGE	0xfee00000ULL
#define STACK_BYTES	512

#define TEST_CS		0x08
#define TEST_SS		0x10
#define IDT_OFFSET	0x100		/* in its page */
#define IDT_GATES	(TEST_EVENT_VECTOR + 1)

static_assert(sizeof(struct hvm_test_slot) == TEST_SLOT_BYTES);
static_assert(offsetof(struct hvm_test_slot, vcpu) == TEST_VCPU);
static_assert(offsetof(struct hvm_test_slot, cpuid_tsc) == TEST_CPUID_TSC);

static struct domain *test;
static struct timer report_timer;
static u32 opt_seconds;
PARAM_UINT("hvm_test", opt_seconds);

static char *test_page(struct page_info *pages, unsigned int nr)
{
	return mfn_to_virt(mfn_add(page_to_mfn(pages), nr));
}

static struct page_info *pages_of(struct domain *d)
{
	return mfn_to_page(p2m_lookup(d, to_gfn(0), NULL, NULL));
}

static u64 gpa_of(unsigned int page)
{
	return page * PAGE_SIZE;
}

static void make_tables(struct page_info *pages)
{
	unsigned int i;

	for (i = 0; i < 2; i++)
		*(u64 *)test_page(pages, PAGE_TABLES + i) = gpa_of(PAGE_TABLES + i + 1) |
							    PTE_PRESENT | PTE_RW;
	*(u64 *)test_page(pages, PAGE_TABLES + 2) = PTE_PRESENT | PTE_RW | PTE_PSE;
	*((u64 *)test_page(pages, PAGE_TABLES + 1) + PT_INDEX(APIC_PAGE, 3)) =
		gpa_of(PAGE_APIC_TABLE) | PTE_PRESENT | PTE_RW;
	*((u64 *)test_page(pages, PAGE_APIC_TABLE) + PT_INDEX(APIC_PAGE, 2)) =
		APIC_PAGE | PTE_PRESENT | PTE_RW | PTE_PSE;
}

/* 64-bit interrupt gate in ring 0 (APM 2 4.8.3). */
static void set_gate(u64 *idt, unsigned int vector, const char *handler)
{
	u64 at = gpa_of(PAGE_CODE) + (handler - hvm_test_code);

	idt[2 * vector] = (at & 0xffff) | TEST_CS << 16 | 0x8e00ULL << 32 |
			  (at & 0xffff0000) << 32;
	idt[2 * vector + 1] = at >> 32;
}

static void make_descriptors(struct page_info *pages)
{
	u64 *gdt = (u64 *)test_page(pages, PAGE_DESCRIPTORS);
	u64 *idt = (u64 *)(test_page(pages, PAGE_DESCRIPTORS) + IDT_OFFSET);

	gdt[TEST_CS / 8] = 0x00af9b000000ffffULL;
	gdt[TEST_SS / 8] = 0x00cf93000000ffffULL;
	set_gate(idt, TRAP_GP, hvm_test_gp);
	set_gate(idt, TEST_EVENT_VECTOR, hvm_test_event);
}

static struct hvm_test_slot *slot_of(struct page_info *pages, unsigned int vcpu)
{
	return (struct hvm_test_slot *)test_page(pages, PAGE_SLOTS) + vcpu;
}

static u64 stack_end(unsigned int vcpu)
{
	return gpa_of(PAGE_STACKS) + (vcpu + 1) * STACK_BYTES;
}

static void initial_state(struct hvm_state *s)
{
	struct hvm_segment data = { .sel = TEST_SS, .attr = 0xc93, .limit = ~0U };

	memset(s, 0, sizeof(*s));
	s->cr0 = CR0_PE | CR0_MP | CR0_ET | CR0_NE | CR0_WP | CR0_PG;
	s->cr3 = gpa_of(PAGE_TABLES);
	s->cr4 = CR4_PAE;
	s->efer = EFER_LME | EFER_LMA;
	s->seg[HVM_CS] = (struct hvm_segment){ .sel = TEST_CS, .attr = 0xa9b, .limit = ~0U };
	s->seg[HVM_SS] = data;
	s->seg[HVM_DS] = data;
	s->seg[HVM_ES] = data;
	s->seg[HVM_TR] = (struct hvm_segment){ .attr = 0x08b, .limit = 0x67 };
	s->seg[HVM_LDTR] = (struct hvm_segment){ .attr = 0x082 };
	s->gdt_base = gpa_of(PAGE_DESCRIPTORS);
	s->gdt_limit = TEST_SS + 7;
	s->idt_base = gpa_of(PAGE_DESCRIPTORS) + IDT_OFFSET;
	s->idt_limit = IDT_GATES * 16 - 1;
	s->pat = 0x0007040600070406ULL;
	s->dr6 = 0xffff0ff0;
	s->dr7 = 0x400;
}

static int start_vcpu(struct domain *d, struct page_info *pages, unsigned int cpu)
{
	struct vcpu *v = vcpu_create(d, cpu);
	struct cpumask only = { { 0 } };
	struct hvm_test_slot *slot = slot_of(pages, cpu);
	struct hvm_state s;
	int err;

	if (IS_ERR(v))
		return PTR_ERR(v);
	cpumask_set(cpu, &only);
	err = vcpu_set_hard_affinity(v, &only);
	if (err)
		return err;
	slot->vcpu = cpu;
	slot->call_tsc = ~0ULL;
	slot->cpuid_tsc = ~0ULL;
	slot->info = gpa_of(PAGE_SHARED) + cpu * sizeof(struct vcpu_info);
	slot->pending = gpa_of(PAGE_SHARED) + offsetof(struct shared_info, evtchn_pending) +
			cpu / BITS_PER_LONG * sizeof(u64);
	initial_state(&s);
	s.regs.rip = gpa_of(PAGE_CODE);
	s.regs.rflags = RFLAGS_FIXED;
	s.regs.rsp = stack_end(cpu) - 16;
	s.regs.rdi = gpa_of(PAGE_SLOTS) + cpu * sizeof(*slot);
	s.regs.rsi = gpa_of(PAGE_HYPERCALLS);
	err = hvm_ops->set_state(v, &s);
	v->initialised = true;
	clear_bit(VPF_DOWN, &v->pause_flags);
	return err;
}

static unsigned int nr_vcpus(void)
{
	unsigned int cpu, nr = 0;

	for_each_online_cpu(cpu)
		nr = cpu + 1;
	/* vcpu_info of shared_info is all that the guest knows. */
	return nr < XEN_LEGACY_MAX_VCPUS ? nr : XEN_LEGACY_MAX_VCPUS;
}

static int fill(struct domain *d)
{
	struct page_info *pages;
	unsigned int cpu;
	int err;

	d->max_pages = BIT(TEST_ORDER);
	pages = page_alloc_domheap(d, TEST_ORDER, 0);
	if (!pages)
		return -ENOMEM;
	make_tables(pages);
	make_descriptors(pages);
	memcpy(test_page(pages, PAGE_CODE), hvm_test_code, hvm_test_code_end - hvm_test_code);
	err = p2m_set(d, to_gfn(0), page_to_mfn(pages), TEST_ORDER, P2M_RAM);
	if (!err)
		err = p2m_set(d, to_gfn(PAGE_SHARED), d->shared_info_mfn, 0, P2M_RAM);
	d->arch->hvm->params[HVM_PARAM_CALLBACK_IRQ] =
		(u64)HVM_PARAM_CALLBACK_TYPE_VECTOR << 56 | TEST_EVENT_VECTOR;
	for (cpu = 0; !err && cpu < d->max_vcpus; cpu++)
		err = start_vcpu(d, pages, cpu);
	return err;
}

int hvm_test_start(void)
{
	struct xen_domctl_createdomain config = {
		.flags = XEN_DOMCTL_CDF_hvm | XEN_DOMCTL_CDF_hap,
		.max_vcpus = nr_vcpus(),
		.max_evtchn_port = 64,
		.max_grant_frames = 1,
		.max_maptrack_frames = 0,
		.grant_opts = XEN_DOMCTL_GRANT_version(1),
	};
	struct domain *d;
	int err;

	if (!hvm_ops)
		return -ENODEV;
	if (test)
		return -EEXIST;
	d = domain_create(DOMID_INVALID, &config, false);
	if (IS_ERR(d))
		return PTR_ERR(d);
	err = fill(d);
	if (err) {
		domain_kill(d);
		return err;
	}
	test = d;
	d->controller_pause_count = 0;
	domain_unpause(d);
	return 0;
}

int hvm_test_stop(void)
{
	struct domain *d = test;
	int err;

	if (!d)
		return -ENOENT;
	do {
		err = domain_kill(d);
	} while (err == -ERESTART);
	if (!err)
		test = NULL;
	return err;
}

unsigned int hvm_test_read(u64 *rounds, unsigned int n)
{
	unsigned int i;

	if (!test)
		return 0;
	for (i = 0; i < n && i < test->max_vcpus; i++)
		rounds[i] = READ_ONCE(slot_of(pages_of(test), i)->rounds);
	return i;
}

static void report(struct domain *d)
{
	unsigned int i;

	for (i = 0; i < d->max_vcpus; i++) {
		const struct hvm_test_slot *s = slot_of(pages_of(d), i);

		pr_info("hvm_test: vCPU %u: %llu rounds, %llu ticks, %llu errors (%llu), call %llu, CPUID %llu, %llu ms\n",
			i, s->rounds, s->ticks, s->errors, s->what, s->call_tsc, s->cpuid_tsc,
			d->vcpu[i]->runstate.time[RUNSTATE_running] / NSEC_PER_MSEC);
	}
}

/* The last report ends it, as soon as this CPU runs somebody else. */
static void each_second(void *data)
{
	if (opt_seconds)
		report(test);
	if (opt_seconds)
		opt_seconds--;
	if (!opt_seconds && current->domain != test && !hvm_test_stop()) {
		pr_info("hvm_test: ended\n");
		return;
	}
	timer_set(&report_timer, system_time() + (opt_seconds ? NSEC_PER_SEC : NSEC_PER_MSEC));
}

void __init hvm_test_init(void)
{
	int err;

	if (!opt_seconds)
		return;
	err = hvm_test_start();
	if (err) {
		pr_err("hvm_test: no domain: %d\n", err);
		return;
	}
	timer_init(&report_timer, each_second, NULL, 0);
	timer_set(&report_timer, system_time() + NSEC_PER_SEC);
}
