// SPDX-License-Identifier: GPL-2.0-only
/*
 * vcpu_op: a second vCPU is set up, runs, goes down and comes up again; the areas in
 * guest memory that the hypervisor fills for a vCPU.
 *
 * The second vCPU runs one function on a page of its own as stack, which counts and then
 * takes the vCPU down; it knows nothing of the library.
 */
#include "guest.h"

#include <asm/barrier.h>
#include <xen/interface/sched.h>
#include <xen/interface/vcpu.h>

#define MS	1000000ULL
/* Flat selectors of the hypervisor's part of the GDT. */
#define FLAT_CS	0xe033
#define FLAT_SS	0xe02b

static long vcpu_op(u32 cmd, u32 vcpu, void *arg)
{
	return hypercall(__HYPERVISOR_vcpu_op, cmd, vcpu, arg);
}

static void first_is_up(void)
{
	EXPECT_EQ(vcpu_op(VCPUOP_is_up, 0, NULL), 1);
	EXPECT_EQ(vcpu_op(VCPUOP_up, 0, NULL), 0);
}

static void unknown(void)
{
	EXPECT_EQ(vcpu_op(VCPUOP_is_up, 4000, NULL), -ENOENT);
	EXPECT_EQ(vcpu_op(99, 0, NULL), -ENOSYS);
	EXPECT_EQ(vcpu_op(VCPUOP_initialise, 0, (void *)0x10), -EFAULT);
}

static u64 sum(const struct vcpu_runstate_info *rs)
{
	return rs->time[0] + rs->time[1] + rs->time[2] + rs->time[3];
}

static void runstate_info(void)
{
	struct vcpu_runstate_info a, b;
	u64 before, after;

	before = system_time_ns();
	EXPECT_EQ(vcpu_op(VCPUOP_get_runstate_info, 0, &a), 0);
	EXPECT_EQ(a.state, RUNSTATE_running);
	while (system_time_ns() < before + 5 * MS)
		;
	after = system_time_ns();
	EXPECT_EQ(vcpu_op(VCPUOP_get_runstate_info, 0, &b), 0);
	EXPECT(sum(&b) - sum(&a) >= 4 * MS);
	EXPECT(sum(&b) - sum(&a) <= system_time_ns() - before + MS);
	EXPECT(b.time[RUNSTATE_running] > a.time[RUNSTATE_running]);
	EXPECT(after > before);
	EXPECT_EQ(vcpu_op(VCPUOP_get_runstate_info, 0, (void *)0x10), -EFAULT);
}

static void sleep_until(u64 when)
{
	struct sched_poll p = { .nr_ports = 0, .timeout = when };

	hypercall(__HYPERVISOR_sched_op, SCHEDOP_poll, &p);
}

static void runstate_area(void)
{
	static volatile struct vcpu_runstate_info area __aligned(64);
	struct vcpu_register_runstate_memory_area reg = { 0 };
	u64 blocked, before;

	reg.addr.p = (u64)&area;
	EXPECT_EQ(vcpu_op(VCPUOP_register_runstate_memory_area, 0, &reg), 0);
	EXPECT_EQ(area.state, RUNSTATE_running);
	EXPECT(area.state_entry_time > 0);
	before = system_time_ns();
	blocked = area.time[RUNSTATE_blocked];
	sleep_until(before + 10 * MS);
	EXPECT(area.state_entry_time >= before);
	EXPECT(area.time[RUNSTATE_blocked] - blocked >= 8 * MS);
	EXPECT_EQ(area.state, RUNSTATE_running);
	reg.addr.p = 0x10;
	/* What cannot be written is left out, now and later. */
	EXPECT_EQ(vcpu_op(VCPUOP_register_runstate_memory_area, 0, &reg), 0);
	reg.addr.p = 0;
	EXPECT_EQ(vcpu_op(VCPUOP_register_runstate_memory_area, 0, &reg), 0);
}

static void runstate_flag(void)
{
	static volatile struct vcpu_runstate_info area __aligned(64);
	struct vcpu_register_runstate_memory_area reg = { 0 };

	EXPECT_EQ(hypercall(__HYPERVISOR_vm_assist, VMASST_CMD_enable,
			    VMASST_TYPE_runstate_update_flag), 0);
	reg.addr.p = (u64)&area;
	EXPECT_EQ(vcpu_op(VCPUOP_register_runstate_memory_area, 0, &reg), 0);
	sleep_until(system_time_ns() + 5 * MS);
	EXPECT(!(area.state_entry_time & XEN_RUNSTATE_UPDATE));
	EXPECT(area.state_entry_time <= system_time_ns());
	reg.addr.p = 0;
	EXPECT_EQ(vcpu_op(VCPUOP_register_runstate_memory_area, 0, &reg), 0);
}

static void physid(void)
{
	struct vcpu_get_physid id;

	/* It has an answer for vCPUs that are bound to one CPU only. */
	EXPECT_EQ(vcpu_op(VCPUOP_get_physid, 0, &id), -EINVAL);
}

/* The second vCPU */

static volatile unsigned long started;
static struct vcpu_guest_context context;
static struct vcpu_info *second_info;

static void __noreturn second_main(void)
{
	started++;
	for (;;)
		hypercall(__HYPERVISOR_vcpu_op, VCPUOP_down, 1, NULL);
}

static bool have_second(void)
{
	if (vcpu_op(VCPUOP_is_up, 1, NULL) == -ENOENT) {
		case_skip("this dom0 has one vCPU");
		return false;
	}
	return true;
}

static u64 read_cr3(void)
{
	u64 cr3;

	__asm__ __volatile__("mov %%cr3, %0" : "=r"(cr3));
	return cr3;
}

static void fill_context(void)
{
	u8 *stack = alloc_page();

	memset(&context, 0, sizeof(context));
	context.flags = VGCF_IN_KERNEL;
	context.user_regs.rip = (u64)second_main;
	context.user_regs.rsp = (u64)stack + PAGE_SIZE - 8;
	context.user_regs.cs = FLAT_CS;
	context.user_regs.ss = FLAT_SS;
	context.user_regs.rflags = 0;
	context.kernel_ss = FLAT_SS;
	context.kernel_sp = (u64)stack + PAGE_SIZE - 8;
	context.ctrlreg[3] = read_cr3();
}

static void second_is_down(void)
{
	if (!have_second())
		return;
	EXPECT_EQ(vcpu_op(VCPUOP_is_up, 1, NULL), 0);
	EXPECT_EQ(vcpu_op(VCPUOP_up, 1, NULL), -EINVAL);
}

static void refuses_bad_contexts(void)
{
	if (!have_second())
		return;
	fill_context();
	context.ctrlreg[3] = 0x123456789000;
	EXPECT_EQ(vcpu_op(VCPUOP_initialise, 1, &context), -EINVAL);
	EXPECT_EQ(vcpu_op(VCPUOP_up, 1, NULL), -EINVAL);
}

static void initialise(void)
{
	if (!have_second())
		return;
	fill_context();
	EXPECT_EQ(vcpu_op(VCPUOP_initialise, 1, &context), 0);
	EXPECT_EQ(vcpu_op(VCPUOP_initialise, 1, &context), -EEXIST);
	EXPECT_EQ(vcpu_op(VCPUOP_is_up, 1, NULL), 0);
	EXPECT_EQ(started, 0);
}

static void register_info(void)
{
	struct vcpu_register_vcpu_info reg = { .offset = 128 };

	if (!have_second())
		return;
	second_info = alloc_page();
	reg.mfn = virt_to_mfn(second_info);
	reg.offset = PAGE_SIZE - 32;
	EXPECT_EQ(vcpu_op(VCPUOP_register_vcpu_info, 1, &reg), -ENXIO);
	reg.offset = 3;
	EXPECT_EQ(vcpu_op(VCPUOP_register_vcpu_info, 1, &reg), -ENXIO);
	reg.offset = 128;
	EXPECT_EQ(vcpu_op(VCPUOP_register_vcpu_info, 1, &reg), 0);
	EXPECT_EQ(vcpu_op(VCPUOP_register_vcpu_info, 1, &reg), -EINVAL);
}

static bool wait_for_start(unsigned long count)
{
	u64 end = system_time_ns() + 500 * MS;

	while (started < count && system_time_ns() < end)
		hypercall(__HYPERVISOR_sched_op, SCHEDOP_yield, NULL);
	return started == count;
}

static bool wait_for_down(void)
{
	u64 end = system_time_ns() + 500 * MS;

	while (vcpu_op(VCPUOP_is_up, 1, NULL) && system_time_ns() < end)
		hypercall(__HYPERVISOR_sched_op, SCHEDOP_yield, NULL);
	return !vcpu_op(VCPUOP_is_up, 1, NULL);
}

static void second_runs(void)
{
	const struct pvclock_vcpu_time_info *time;

	if (!have_second())
		return;
	EXPECT_EQ(vcpu_op(VCPUOP_up, 1, NULL), 0);
	EXPECT(wait_for_start(1));
	EXPECT(wait_for_down());
	/* Its time page is where its vcpu_info went. */
	time = (const void *)((u8 *)second_info + 128 + offsetof(struct vcpu_info, time));
	EXPECT(time->tsc_to_system_mul);
}

static void second_comes_back(void)
{
	struct vcpu_runstate_info rs;
	u64 end = system_time_ns() + 200 * MS;

	if (!have_second())
		return;
	/* It may still be on its way out. */
	do {
		EXPECT_EQ(vcpu_op(VCPUOP_get_runstate_info, 1, &rs), 0);
	} while (rs.state != RUNSTATE_offline && system_time_ns() < end);
	EXPECT_EQ(rs.state, RUNSTATE_offline);
	/* It goes on behind the call that took it down, and goes down again. */
	EXPECT_EQ(vcpu_op(VCPUOP_up, 1, NULL), 0);
	EXPECT(wait_for_down());
	EXPECT_EQ(started, 1);
}

static void singleshot_of_another(void)
{
	struct vcpu_set_singleshot_timer set = { .timeout_abs_ns = 0 };

	if (!have_second())
		return;
	EXPECT_EQ(vcpu_op(VCPUOP_set_singleshot_timer, 1, &set), -EINVAL);
	EXPECT_EQ(vcpu_op(VCPUOP_stop_singleshot_timer, 1, NULL), -EINVAL);
}

GUEST_TEST({ "the first vCPU is up", first_is_up },
	   { "unknown vCPUs and operations", unknown },
	   { "run-state times grow with the time", runstate_info },
	   { "a run-state area is filled at each switch", runstate_area },
	   { "the update flag is gone afterwards", runstate_flag },
	   { "no physical id without pinning", physid },
	   { "the second vCPU is down and has no context", second_is_down },
	   { "a context with a bad page table is refused", refuses_bad_contexts },
	   { "a vCPU is initialised once", initialise },
	   { "vcpu_info can be moved once, within a page", register_info },
	   { "the second vCPU runs", second_runs },
	   { "a vCPU that went down can come up again", second_comes_back },
	   { "singleshot timers are a vCPU's own", singleshot_of_another });
