// SPDX-License-Identifier: GPL-2.0-only
/*
 * EFI run-time services of a dom0: the hypervisor owns the firmware's mappings and calls it on
 * dom0's behalf (XENPF_efi_runtime_call, public/platform.h). The kernel's users of struct efi
 * notice no difference.
 *
 * A call that the hypervisor refuses is one that the firmware does not have: EFI_UNSUPPORTED.
 */
#include <linux/build_bug.h>
#include <linux/efi.h>
#include <linux/init.h>
#include <linux/string.h>

#include <asm/xen/hypercall.h>

#include <xen/interface/platform.h>
#include <xen/interface/sched.h>
#include <xen/page.h>
#include <xen/xen-ops.h>

#define RUNTIME(op) ((op)->u.efi_runtime_call.u)

/* What it returns is the firmware's status. */
static efi_status_t firmware(struct xen_platform_op *op, u32 function)
{
	op->cmd = XENPF_efi_runtime_call;
	op->u.efi_runtime_call.function = function;
	return HYPERVISOR_platform_op(op) ? EFI_UNSUPPORTED : op->u.efi_runtime_call.status;
}

static u32 *misc(struct xen_platform_op *op)
{
	return &op->u.efi_runtime_call.misc;
}

static void put_guid(struct xenpf_efi_guid *to, const efi_guid_t *from)
{
	BUILD_BUG_ON(sizeof(*to) != sizeof(*from));
	memcpy(to, from, sizeof(*to));
}

/* Time. The two structures differ in names and padding bytes. */

static void from_hypervisor(efi_time_t *to, const struct xenpf_efi_time *from)
{
	*to = (efi_time_t){
		.year = from->year, .month = from->month, .day = from->day,
		.hour = from->hour, .minute = from->min, .second = from->sec,
		.nanosecond = from->ns, .timezone = from->tz, .daylight = from->daylight,
	};
}

static void to_hypervisor(struct xenpf_efi_time *to, const efi_time_t *from)
{
	*to = (struct xenpf_efi_time){
		.year = from->year, .month = from->month, .day = from->day,
		.hour = from->hour, .min = from->minute, .sec = from->second,
		.ns = from->nanosecond, .tz = from->timezone, .daylight = from->daylight,
	};
}

static efi_status_t get_time(efi_time_t *time, efi_time_cap_t *cap)
{
	struct xen_platform_op op = { };
	efi_status_t status = firmware(&op, XEN_EFI_get_time);

	if (status != EFI_SUCCESS)
		return status;
	from_hypervisor(time, &RUNTIME(&op).get_time.time);
	if (!cap)
		return status;
	cap->resolution = RUNTIME(&op).get_time.resolution;
	cap->accuracy = RUNTIME(&op).get_time.accuracy;
	cap->sets_to_zero = !!(*misc(&op) & XEN_EFI_GET_TIME_SET_CLEARS_NS);
	return status;
}

static efi_status_t set_time(efi_time_t *time)
{
	struct xen_platform_op op = { };

	to_hypervisor(&RUNTIME(&op).set_time, time);
	return firmware(&op, XEN_EFI_set_time);
}

static efi_status_t get_wakeup_time(efi_bool_t *enabled, efi_bool_t *pending, efi_time_t *time)
{
	struct xen_platform_op op = { };
	efi_status_t status = firmware(&op, XEN_EFI_get_wakeup_time);

	if (status != EFI_SUCCESS)
		return status;
	from_hypervisor(time, &RUNTIME(&op).get_wakeup_time);
	*enabled = !!(*misc(&op) & XEN_EFI_GET_WAKEUP_TIME_ENABLED);
	*pending = !!(*misc(&op) & XEN_EFI_GET_WAKEUP_TIME_PENDING);
	return status;
}

/* Without a time the alarm stays where it was and is only switched. */
static efi_status_t set_wakeup_time(efi_bool_t enabled, efi_time_t *time)
{
	struct xen_platform_op op = { };

	if (enabled)
		*misc(&op) = XEN_EFI_SET_WAKEUP_TIME_ENABLE;
	if (time)
		to_hypervisor(&RUNTIME(&op).set_wakeup_time, time);
	else
		*misc(&op) |= XEN_EFI_SET_WAKEUP_TIME_ENABLE_ONLY;
	return firmware(&op, XEN_EFI_set_wakeup_time);
}

/* Variables. The size is the buffer's, then the value's; attributes travel in misc. */

static efi_status_t get_variable(efi_char16_t *name, efi_guid_t *vendor, u32 *attr,
				 unsigned long *size, void *data)
{
	struct xen_platform_op op = { };
	efi_status_t status;

	set_xen_guest_handle(RUNTIME(&op).get_variable.name, name);
	put_guid(&RUNTIME(&op).get_variable.vendor_guid, vendor);
	RUNTIME(&op).get_variable.size = *size;
	set_xen_guest_handle(RUNTIME(&op).get_variable.data, data);
	status = firmware(&op, XEN_EFI_get_variable);
	*size = RUNTIME(&op).get_variable.size;
	if (attr)
		*attr = *misc(&op);
	return status;
}

static efi_status_t get_next_variable(unsigned long *size, efi_char16_t *name, efi_guid_t *vendor)
{
	struct xen_platform_op op = { };
	efi_status_t status;

	RUNTIME(&op).get_next_variable_name.size = *size;
	set_xen_guest_handle(RUNTIME(&op).get_next_variable_name.name, name);
	put_guid(&RUNTIME(&op).get_next_variable_name.vendor_guid, vendor);
	status = firmware(&op, XEN_EFI_get_next_variable_name);
	*size = RUNTIME(&op).get_next_variable_name.size;
	memcpy(vendor, &RUNTIME(&op).get_next_variable_name.vendor_guid, sizeof(*vendor));
	return status;
}

static efi_status_t set_variable(efi_char16_t *name, efi_guid_t *vendor, u32 attr,
				 unsigned long size, void *data)
{
	struct xen_platform_op op = { };

	*misc(&op) = attr;
	set_xen_guest_handle(RUNTIME(&op).set_variable.name, name);
	put_guid(&RUNTIME(&op).set_variable.vendor_guid, vendor);
	RUNTIME(&op).set_variable.size = size;
	set_xen_guest_handle(RUNTIME(&op).set_variable.data, data);
	return firmware(&op, XEN_EFI_set_variable);
}

static efi_status_t query_variable_info(u32 attr, u64 *storage, u64 *remaining, u64 *largest)
{
	struct xen_platform_op op = { };
	efi_status_t status;

	if (efi.runtime_version < EFI_2_00_SYSTEM_TABLE_REVISION)
		return EFI_UNSUPPORTED;
	RUNTIME(&op).query_variable_info.attr = attr;
	status = firmware(&op, XEN_EFI_query_variable_info);
	*storage = RUNTIME(&op).query_variable_info.max_store_size;
	*remaining = RUNTIME(&op).query_variable_info.remain_store_size;
	*largest = RUNTIME(&op).query_variable_info.max_size;
	return status;
}

/* The rest */

static efi_status_t get_next_high_mono_count(u32 *count)
{
	struct xen_platform_op op = { };
	efi_status_t status = firmware(&op, XEN_EFI_get_next_high_monotonic_count);

	if (status == EFI_SUCCESS)
		*count = *misc(&op);
	return status;
}

static efi_status_t update_capsule(efi_capsule_header_t **capsules, unsigned long count,
				   unsigned long sg_list)
{
	struct xen_platform_op op = { };

	if (efi.runtime_version < EFI_2_00_SYSTEM_TABLE_REVISION)
		return EFI_UNSUPPORTED;
	set_xen_guest_handle(RUNTIME(&op).update_capsule.capsule_header_array, capsules);
	RUNTIME(&op).update_capsule.capsule_count = count;
	RUNTIME(&op).update_capsule.sg_list = sg_list;
	return firmware(&op, XEN_EFI_update_capsule);
}

static efi_status_t query_capsule_caps(efi_capsule_header_t **capsules, unsigned long count,
				       u64 *largest, int *reset_type)
{
	struct xen_platform_op op = { };
	efi_status_t status;

	if (efi.runtime_version < EFI_2_00_SYSTEM_TABLE_REVISION)
		return EFI_UNSUPPORTED;
	set_xen_guest_handle(RUNTIME(&op).query_capsule_capabilities.capsule_header_array,
			     capsules);
	RUNTIME(&op).query_capsule_capabilities.capsule_count = count;
	status = firmware(&op, XEN_EFI_query_capsule_capabilities);
	*largest = RUNTIME(&op).query_capsule_capabilities.max_capsule_size;
	*reset_type = RUNTIME(&op).query_capsule_capabilities.reset_type;
	return status;
}

/* The machine is the hypervisor's to reset. */
static void reset_system(int type, efi_status_t status, unsigned long size, efi_char16_t *data)
{
	xen_reboot(type == EFI_RESET_SHUTDOWN ? SHUTDOWN_poweroff : SHUTDOWN_reboot);
}

/**
 * xen_efi_runtime_setup() - let the hypervisor carry out what struct efi offers
 *
 * Called once, by the first code of a dom0 whose hypervisor was booted by EFI.
 */
void __init xen_efi_runtime_setup(void)
{
	efi.get_time = get_time;
	efi.set_time = set_time;
	efi.get_wakeup_time = get_wakeup_time;
	efi.set_wakeup_time = set_wakeup_time;
	efi.get_variable = get_variable;
	efi.get_next_variable = get_next_variable;
	efi.set_variable = set_variable;
	efi.set_variable_nonblocking = set_variable;
	efi.query_variable_info = query_variable_info;
	efi.query_variable_info_nonblocking = query_variable_info;
	efi.update_capsule = update_capsule;
	efi.query_capsule_caps = query_capsule_caps;
	efi.get_next_high_mono_count = get_next_high_mono_count;
	efi.reset_system = reset_system;
}
