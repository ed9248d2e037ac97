// SPDX-License-Identifier: GPL-2.0-only
/*
 * HYPERVISOR_platform_op: what the hardware domain asks of the machine.
 * The struct is copied in whole, one handler works on the copy, and it goes back
 * where the ABI has results in it.
 */
#include <hyp/arch.h>

#include <linux/errno.h>
#include <linux/kernel.h>
#include <linux/minmax.h>
#include <linux/string.h>
#include <hyp/acpi.h>
#include <hyp/guest_copy.h>
#include <hyp/hypercall.h>
#include <hyp/image.h>
#include <hyp/printk.h>
#include <hyp/time.h>
#include <asm/backtrace.h>
#include <asm/barrier.h>
#include <asm/io.h>
#include <asm/system.h>
#include <xen/interface/platform.h>
#include "platform_op.h"

#define PM1_SLEEP_ENABLE	BIT(13)	/* ACPI specification 4.8.3.2 */
#define S5			5
#define POWER_OFF_WAIT		NSEC_PER_SEC

static long settime(u64 sec, u32 nsec, u64 at)
{
	if (nsec >= NSEC_PER_SEC)
		return -EINVAL;
	wallclock_set(sec, nsec, at);
	wallclock_update_all();
	return 0;
}

static long op_settime32(struct xen_platform_op *op)
{
	const struct xenpf_settime32 *t = &op->u.settime32;

	return settime(t->secs, t->nsecs, t->system_time);
}

static long op_settime64(struct xen_platform_op *op)
{
	const struct xenpf_settime64 *t = &op->u.settime64;

	return t->mbz ? -EINVAL : settime(t->secs, t->nsecs, t->system_time);
}

/*
 * What a BIOS said at boot.  Nothing was asked of it, so there are no disks to
 * tell of; EFI is not there either.
 */
static long op_firmware_info(struct xen_platform_op *op)
{
	struct xenpf_firmware_info *fw = &op->u.firmware_info;

	switch (fw->type) {
	case XEN_FW_DISK_INFO:
	case XEN_FW_DISK_MBR_SIGNATURE:
	case XEN_FW_VBEDDC_INFO:
		return -ESRCH;
	case XEN_FW_EFI_INFO:
		return -ENOSYS;
	case XEN_FW_KBD_SHIFT_FLAGS:
		if (fw->index)
			return -ESRCH;
		fw->u.kbd_shift_flags = 0;
		return 0;
	default:
		return -EINVAL;
	}
}

/* dom0 has prepared everything; only the power goes. */
static long op_acpi_sleep(struct xen_platform_op *op)
{
	const struct xenpf_enter_acpi_sleep *s = &op->u.enter_acpi_sleep;
	u64 start;

	if (s->flags & ~XENPF_ACPI_SLEEP_EXTENDED || !s->sleep_state || s->sleep_state > S5)
		return -EINVAL;
	if (s->flags || s->sleep_state != S5 || !acpi_info.pm1a_control)
		return -EOPNOTSUPP;
	pr_info("dom0 turns the machine off\n");
	irq_disable();
	outw(s->val_a | PM1_SLEEP_ENABLE, acpi_info.pm1a_control);
	if (acpi_info.pm1b_control)
		outw(s->val_b | PM1_SLEEP_ENABLE, acpi_info.pm1b_control);
	/* A chip set, or the emulator's other threads, may take a moment. */
	for (start = system_time(); system_time() - start < POWER_OFF_WAIT; )
		cpu_relax();
	irq_enable();
	return -EIO;			/* it is still on */
}

/* C and P states are not used: what dom0 knows of them is taken and forgotten. */
static long op_pminfo(struct xen_platform_op *op)
{
	switch (op->u.set_pminfo.type) {
	case XEN_PM_CX:
	case XEN_PM_PX:
	case XEN_PM_TX:
	case XEN_PM_PDC:
		return 0;
	default:
		return -EINVAL;
	}
}

/* Old chip sets' interrupt routing bugs; our I/O APIC code has none of them. */
static long op_quirk(struct xen_platform_op *op)
{
	switch (op->u.platform_quirk.quirk_id) {
	case QUIRK_NOIRQBALANCING:
	case QUIRK_IOAPIC_BAD_REGSEL:
	case QUIRK_IOAPIC_GOOD_REGSEL:
		return 0;
	default:
		return -EINVAL;
	}
}

/* One name of the symbol table a call; at the end symnum stays as it is. */
static long op_symbol(struct xen_platform_op *op)
{
	struct xenpf_symdata *s = &op->u.symdata;
	const char *name;
	u32 len;

	if (s->symnum >= hyp_sym_count)
		return s->symnum > hyp_sym_count ? -EINVAL : 0;
	name = hyp_sym_names + hyp_sym_name[s->symnum];
	s->address = (unsigned long)hyp_start + hyp_sym_offset[s->symnum];
	s->type = 'T';
	len = strlen(name);
	if (guest_copy_to(s->name.ptr, name, min(s->namelen, len + 1)))
		return -EFAULT;
	s->namelen = len;
	s->symnum++;
	return 0;
}

static long op_absent(struct xen_platform_op *op)
{
	return -ENOSYS;
}

static long op_unsupported(struct xen_platform_op *op)
{
	return -EOPNOTSUPP;
}

static const struct platform_entry {
	u32 cmd;
	bool out;			/* has results */
	long (*fn)(struct xen_platform_op *op);
} table[] = {
	{ XENPF_settime32, false, op_settime32 },
	{ XENPF_settime64, false, op_settime64 },
	{ XENPF_add_memtype, false, op_unsupported },
	{ XENPF_del_memtype, false, op_unsupported },
	{ XENPF_read_memtype, true, platform_read_memtype },
	{ XENPF_microcode_update, false, op_absent },
	{ XENPF_platform_quirk, false, op_quirk },
	{ XENPF_get_cpu_version, true, platform_cpu_version },
	{ XENPF_efi_runtime_call, false, op_absent },
	{ XENPF_firmware_info, true, op_firmware_info },
	{ XENPF_enter_acpi_sleep, false, op_acpi_sleep },
	{ XENPF_change_freq, false, op_absent },
	{ XENPF_getidletime, true, platform_idletime },
	{ XENPF_set_processor_pminfo, false, op_pminfo },
	{ XENPF_get_cpuinfo, true, platform_cpuinfo },
	{ XENPF_cpu_online, false, platform_cpu_online },
	{ XENPF_cpu_offline, false, platform_cpu_offline },
	{ XENPF_cpu_hotadd, false, op_unsupported },
	{ XENPF_mem_hotadd, false, op_unsupported },
	{ XENPF_core_parking, false, op_unsupported },
	{ XENPF_resource_op, false, platform_resource },
	{ XENPF_get_symbol, true, op_symbol },
};

static const struct platform_entry *find(u32 cmd)
{
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(table); i++)
		if (table[i].cmd == cmd)
			return &table[i];
	return NULL;
}

/* platform_op(struct xen_platform_op *) */
long do_platform_op(struct hypercall *call)
{
	const struct platform_entry *entry;
	struct xen_platform_op op;
	long ret;

	if (guest_read(&op, call->arg[0]))
		return -EFAULT;
	if (op.interface_version != XENPF_INTERFACE_VERSION)
		return -EACCES;
	entry = find(op.cmd);
	if (!entry)
		return -ENOSYS;
	ret = entry->fn(&op);
	if (ret == -ERESTART)
		return hypercall_restart(call);
	if (ret >= 0 && entry->out && guest_write(call->arg[0], &op))
		return -EFAULT;
	return ret;
}
