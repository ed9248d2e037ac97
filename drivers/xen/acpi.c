// SPDX-License-Identifier: GPL-2.0-only
/*
 * Sleep states of the machine: dom0's ACPI code prepares, the hypervisor writes the registers.
 */
#define pr_fmt(fmt) "xen:acpi: " fmt

#include <linux/printk.h>

#include <asm/xen/hypercall.h>

#include <xen/acpi.h>
#include <xen/interface/platform.h>

static int enter_sleep(u8 state, u32 a, u32 b, u32 flags)
{
	struct xen_platform_op op = {
		.cmd = XENPF_enter_acpi_sleep,
		.interface_version = XENPF_INTERFACE_VERSION,
		.u.enter_acpi_sleep = {
			.val_a = a,
			.val_b = b,
			.sleep_state = state,
			.flags = flags,
		},
	};
	int ret = HYPERVISOR_platform_op(&op);

	if (ret)
		pr_err("the hypervisor does not enter state S%u (%d)\n", state, ret);
	/* More than 0: it is done, and the registers are not to be written here. */
	return ret < 0 ? ret : 1;
}

/* The hypervisor writes words; a wider value is a register that it does not know. */
static bool fits(u32 a, u32 b, u32 mask)
{
	if (!((a | b) & ~mask))
		return true;
	pr_err("values %#x and %#x are too wide for the hypervisor\n", a, b);
	return false;
}

/**
 * xen_acpi_notify_hypervisor_sleep() - enter a sleep state by the PM1 registers
 * @sleep_state: 1 to 5
 * @pm1a_cnt: value for PM1a_CNT
 * @pm1b_cnd: value for PM1b_CNT
 *
 * Return: 1 when it is done, -1 when it cannot be.
 */
int xen_acpi_notify_hypervisor_sleep(u8 sleep_state, u32 pm1a_cnt, u32 pm1b_cnd)
{
	return fits(pm1a_cnt, pm1b_cnd, 0xffff) ?
		enter_sleep(sleep_state, pm1a_cnt, pm1b_cnd, 0) : -1;
}

/**
 * xen_acpi_notify_hypervisor_extended_sleep() - the same by the registers of reduced hardware
 * @sleep_state: 1 to 5
 * @val_a: value for the sleep control register
 * @val_b: value for the sleep status register
 *
 * Return: 1 when it is done, -1 when it cannot be.
 */
int xen_acpi_notify_hypervisor_extended_sleep(u8 sleep_state, u32 val_a, u32 val_b)
{
	return fits(val_a, val_b, 0xff) ?
		enter_sleep(sleep_state, val_a, val_b, XENPF_ACPI_SLEEP_EXTENDED) : -1;
}
