// SPDX-License-Identifier: GPL-2.0-only
/*
 * No vCPU uses a translation that its domain's map does not have any more. QEMU's TCG has no
 * address space identifiers and forgets all translations at each VMRUN, so a flush that is
 * missing does not show there. Here CPUs remember what they have looked up, by identifier, for
 * as long as the manual lets them (APM 2 15.16), and few identifiers make them run out often.
 *
 * vCPUs of two domains move between CPUs, go in and out and touch pages while maps change,
 * at random. What is between a change and the return of hvm_flush_tlb() may be old.
 */
#include <hyp/cpumask.h>
#include <hyp/domain.h>
#include <hyp/percpu.h>
#include <hyp/tlb.h>
#include <hyp/vcpu.h>
#include <linux/kernel.h>
#include <linux/string.h>
#include <asm/cpufeature.h>
#include <asm/domain.h>
#include <asm/hvm.h>

#include "../../hypervisor/arch/x86/hvm/guest.h"
#include "../../hypervisor/arch/x86/hvm/svm.h"
#include "test.h"

#define ASIDS	4		/* the host's among them */

static struct cpuid_regs few_asids(void)
{
	return (struct cpuid_regs){ .ebx = ASIDS };
}

/* The code under test, with CPUID of this machine's instead of the real one. */
#define cpuid(leaf, subleaf)	few_asids()
#include "../../hypervisor/arch/x86/hvm/svm_asid.c"
#undef cpuid

#define CPUS	3
#define DOMAINS	2
#define VCPUS	2
#define GFNS	6

/* What a CPU remembers: a frame for each identifier and gfn, 0: nothing. */
static u32 tlb[CPUS][ASIDS][GFNS];
static struct {
	struct vcpu *v;		/* that has the CPU */
	bool in_guest;
} cpus[CPUS];

static struct domain doms[DOMAINS];
static struct arch_domain arch_doms[DOMAINS];
static struct hvm_domain hvm_doms[DOMAINS];
static struct vcpu vcpus[DOMAINS][VCPUS];
static struct arch_vcpu arch_vcpus[DOMAINS][VCPUS];
static struct hvm_vcpu hvm_vcpus[DOMAINS][VCPUS];
static struct svm_vcpu svm_vcpus[DOMAINS][VCPUS];
static struct vmcb vmcbs[DOMAINS][VCPUS] __aligned(4096);

static u32 map[DOMAINS][GFNS], next_frame;
static unsigned int old, hits, flushes_all, interrupts, moves;

struct vcpu *domain_vcpu_from(const struct domain *d, unsigned int id)
{
	return id < VCPUS ? &vcpus[d->domid][id] : NULL;
}

unsigned int vcpu_id(const struct vcpu *v)
{
	return v->id;
}

struct vcpu *current_vcpu(void)
{
	return cpus[test_cpu].v;
}

static void flush_guest(struct vcpu *v)
{
	svm_of(v)->asid_generation = 0;
}

static const struct hvm_ops fake_ops = { .flush_guest = flush_guest };
const struct hvm_ops *hvm_ops = &fake_ops;

/* An interrupt is an exit; it goes in again when it is its turn. */
void tlb_flush_mask(const struct cpumask *mask, u32 flags, u64 va)
{
	unsigned int cpu;

	for (cpu = 0; cpu < CPUS; cpu++)
		if (cpumask_test(cpu, mask)) {
			cpus[cpu].in_guest = false;
			interrupts++;
		}
}

static void go_in(unsigned int cpu)
{
	struct vcpu *v = cpus[cpu].v;
	struct vmcb *vmcb;

	if (!v || cpus[cpu].in_guest)
		return;
	test_cpu = cpu;
	hvm_flush_if_asked(v);
	svm_asid_assign(v);
	vmcb = vmcb_of(v);
	REQUIRE(vmcb->asid > 0 && vmcb->asid < ASIDS);
	if (vmcb->tlb_control == TLB_FLUSH_ALL) {
		memset(tlb[cpu], 0, sizeof(tlb[cpu]));
		flushes_all++;
	}
	cpus[cpu].in_guest = true;
}

/* The page that the guest reads is its domain's, and the one that it has there now. */
static void touch(unsigned int cpu)
{
	const struct vcpu *v = cpus[cpu].v;
	unsigned int gfn = test_random_below(GFNS);
	u32 *entry;

	if (!cpus[cpu].in_guest)
		return;
	entry = &tlb[cpu][vmcb_of(v)->asid][gfn];
	hits += *entry != 0;
	if (!*entry)
		*entry = map[v->domain->domid][gfn];
	old += *entry != map[v->domain->domid][gfn];
}

static void move(unsigned int cpu)
{
	struct vcpu *v = &vcpus[test_random_below(DOMAINS)][test_random_below(VCPUS)];

	if (v->running)
		return;
	if (cpus[cpu].v)
		cpus[cpu].v->running = false;
	test_cpu = cpu;
	v->running = true;
	v->cpu = cpu;
	cpus[cpu].v = v;
	cpus[cpu].in_guest = false;
	svm_asid_switch(v);
	moves++;
}

static void change(unsigned int cpu)
{
	unsigned int d = test_random_below(DOMAINS);

	/* Who changes a map is in the hypervisor. */
	cpus[cpu].in_guest = false;
	test_cpu = cpu;
	map[d][test_random_below(GFNS)] = ++next_frame;
	hvm_flush_tlb(&doms[d]);
}

static void begin(void)
{
	unsigned int d, i;

	test_percpu_init(CPUS);
	memset(tlb, 0, sizeof(tlb));
	memset(cpus, 0, sizeof(cpus));
	memset(svm_vcpus, 0, sizeof(svm_vcpus));
	old = 0;
	for (i = 0; i < CPUS; i++) {
		test_cpu = i;
		svm_asid_init_cpu();
	}
	for (d = 0; d < DOMAINS; d++) {
		doms[d] = (struct domain){ .domid = d, .arch = &arch_doms[d] };
		arch_doms[d].hvm = &hvm_doms[d];
		for (i = 0; i < GFNS; i++)
			map[d][i] = ++next_frame;
		for (i = 0; i < VCPUS; i++) {
			vcpus[d][i] = (struct vcpu){ .id = i, .domain = &doms[d],
						     .arch = &arch_vcpus[d][i] };
			arch_vcpus[d][i].hvm = &hvm_vcpus[d][i];
			hvm_vcpus[d][i].vendor = &svm_vcpus[d][i];
			svm_vcpus[d][i].vmcb = &vmcbs[d][i];
			svm_vcpus[d][i].last_cpu = ~0U;
		}
	}
}

TEST(nothing_old_is_used)
{
	unsigned int i;

	begin();
	test_random_seed(11);
	for (i = 0; i < 200000 && !old; i++) {
		unsigned int cpu = test_random_below(CPUS);

		switch (test_random_below(16)) {
		case 0:
			move(cpu);
			break;
		case 1:
			change(cpu);
			break;
		case 2 ... 5:
			go_in(cpu);
			break;
		default:
			touch(cpu);
		}
	}
	EXPECT_EQ(old, 0);
	test_note("%u moves, %u hits, %u interrupts, all flushed %u times", moves, hits, interrupts,
		  flushes_all);
	/* What is looked for has been there. */
	EXPECT(moves > 1000);
	EXPECT(hits > 10000);
	EXPECT(interrupts > 1000);
	EXPECT(flushes_all > 1000);
}

/* One by one, what each step is for. */
TEST(a_vcpu_that_waits_takes_a_new_identifier)
{
	struct vcpu *v = &vcpus[0][0];
	u32 asid;

	begin();
	cpus[0].v = v;
	test_cpu = 0;
	svm_asid_switch(v);
	go_in(0);
	asid = vmcb_of(v)->asid;
	cpus[0].in_guest = false;
	go_in(0);
	EXPECT_EQ(vmcb_of(v)->asid, asid);
	EXPECT_EQ(vmcb_of(v)->tlb_control, TLB_KEEP);
	cpus[0].in_guest = false;
	hvm_flush_tlb(&doms[0]);
	go_in(0);
	EXPECT(vmcb_of(v)->asid != asid);
	EXPECT(!(vmcb_of(v)->clean & CLEAN_ASID));
	/* Somebody else's map is not its business. */
	asid = vmcb_of(v)->asid;
	cpus[0].in_guest = false;
	hvm_flush_tlb(&doms[1]);
	go_in(0);
	EXPECT_EQ(vmcb_of(v)->asid, asid);
}

static void get_cpu(unsigned int cpu, struct vcpu *v)
{
	test_cpu = cpu;
	cpus[cpu].v = v;
	cpus[cpu].in_guest = false;
	svm_asid_switch(v);
	go_in(cpu);
}

/* Both CPUs have given out as many; the number is another vCPU's there. */
TEST(an_identifier_is_of_one_cpu)
{
	struct vcpu *a = &vcpus[0][0], *b = &vcpus[1][0];
	u32 asid;

	begin();
	get_cpu(0, a);
	get_cpu(1, b);
	asid = vmcb_of(b)->asid;
	EXPECT_EQ(vmcb_of(a)->asid, asid);
	vmcb_of(a)->clean = ~0U;
	get_cpu(1, a);
	EXPECT(vmcb_of(a)->asid != asid);
	EXPECT_EQ(vmcb_of(a)->clean, 0);
	/* And back: what it left on the first CPU may be of before a change. */
	get_cpu(0, a);
	EXPECT(vmcb_of(a)->asid != asid);
}

TEST(only_cpus_that_run_it_are_interrupted)
{
	begin();
	interrupts = 0;
	hvm_flush_tlb(&doms[0]);
	EXPECT_EQ(interrupts, 0);
	vcpus[0][0].running = true;
	vcpus[0][0].cpu = 1;
	vcpus[1][0].running = true;
	vcpus[1][0].cpu = 2;
	hvm_flush_tlb(&doms[0]);
	EXPECT_EQ(interrupts, 1);
	/* And not the one that asks. */
	cpus[1].v = &vcpus[0][0];
	test_cpu = 1;
	hvm_flush_tlb(&doms[0]);
	EXPECT_EQ(interrupts, 1);
}
