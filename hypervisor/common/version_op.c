// SPDX-License-Identifier: GPL-2.0-only
/*
 * HYPERVISOR_xen_version: who we are, and what a guest may count on.
 *
 * The version is the one of the ABI, 4.17, because tools compare it with their
 * own; that this is Hoist stands in the extra version and the change set.
 * What would help an attacker to pick a fault (compile information, change
 * set, command line, build id) is for the privileged; others read "<denied>",
 * as on real Xen.
 */
#include <hyp/hypercall.h>
#include <hyp/arch.h>
#include <hyp/boot_info.h>
#include <hyp/domain.h>
#include <hyp/guest_copy.h>
#include <hyp/printk.h>
#include <hyp/vcpu.h>
#include <generated/version.h>
#include <linux/bits.h>
#include <linux/errno.h>
#include <linux/kernel.h>
#include <linux/nospec.h>
#include <linux/string.h>
#include <asm/layout.h>
#include <xen/interface/version.h>

#define ABI_MAJOR	4
#define ABI_MINOR	17
#define DENIED		"<denied>"

static const char *for_privileged(const char *text)
{
	return current->domain->privileged ? text : DENIED;
}

static long op_version(u64 gva)
{
	return ABI_MAJOR << 16 | ABI_MINOR;
}

static long op_extraversion(u64 gva)
{
	struct xen_extraversion out = {};

	snprintf(out.extraversion, sizeof(out.extraversion), ".0-hoist-%s", HOIST_VERSION);
	return guest_write(gva, &out);
}

static long op_compile_info(u64 gva)
{
	struct xen_compile_info out = {};

	snprintf(out.compiler, sizeof(out.compiler), "%s", for_privileged(HOIST_COMPILER));
	snprintf(out.compile_by, sizeof(out.compile_by), "%s", for_privileged("hoist"));
	snprintf(out.compile_domain, sizeof(out.compile_domain), "%s", for_privileged(HOIST_BUILD));
	snprintf(out.compile_date, sizeof(out.compile_date), "%s", for_privileged(HOIST_DATE));
	return guest_write(gva, &out);
}

static long op_capabilities(u64 gva)
{
	struct xen_capabilities_info out = {};

	snprintf(out.info, sizeof(out.info), "xen-3.0-x86_64 %s",
		 arch_has_containers() ? "hvm-3.0-x86_32 hvm-3.0-x86_32p hvm-3.0-x86_64 " : "");
	return guest_write(gva, &out);
}

static long op_changeset(u64 gva)
{
	struct xen_changeset_info out = {};

	snprintf(out.info, sizeof(out.info), "%s",
		 for_privileged("hoist:" HOIST_REVISION));
	return guest_write(gva, &out);
}

static long op_platform_parameters(u64 gva)
{
	struct xen_platform_parameters out = { .virt_start = HYP_VIRT_START };

	return guest_write(gva, &out);
}

static u32 features(const struct domain *d)
{
	u32 map = BIT(XENFEAT_memory_op_vnode_supported);

	if (d->auto_translated) {
		map |= BIT(XENFEAT_auto_translated_physmap) | BIT(XENFEAT_hvm_callback_vector) |
		       BIT(XENFEAT_hvm_safe_pvclock);
		/* Devices reach the memory of who drives them at its own addresses. */
		map |= d->hardware ? BIT(XENFEAT_dom0) : 0;
		return map | BIT(d->direct_mapped ? XENFEAT_direct_mapped :
						    XENFEAT_not_direct_mapped);
	}
	map |= BIT(XENFEAT_mmu_pt_update_preserve_ad) | BIT(XENFEAT_highmem_assist) |
	       BIT(XENFEAT_gnttab_map_avail_bits) | BIT(XENFEAT_not_direct_mapped) |
	       BIT(XENFEAT_pae_pgdir_above_4gb);
	if (d->hardware)
		map |= BIT(XENFEAT_dom0);
	return map;
}

static long op_get_features(u64 gva)
{
	struct xen_feature_info info;

	if (guest_read(&info, gva))
		return -EFAULT;
	if (info.submap_idx >= XENFEAT_NR_SUBMAPS)
		return -EINVAL;
	info.submap = features(current->domain);
	return guest_write(gva, &info);
}

static long op_pagesize(u64 gva)
{
	return gva ? -EINVAL : (long)PAGE_SIZE;
}

static long op_guest_handle(u64 gva)
{
	u8 handle[16] = {};

	if (current->domain->privileged)
		memcpy(handle, current->domain->handle, sizeof(handle));
	return guest_write(gva, &handle);
}

static long op_commandline(u64 gva)
{
	struct xen_commandline out = {};

	snprintf(out.buf, sizeof(out.buf), "%s", for_privileged(boot_info.cmdline));
	return guest_write(gva, &out);
}

/* The revision, byte by byte, stands for a linker's build id. */
static u8 hex_digit(char c)
{
	return c >= 'a' ? c - 'a' + 10 : c - '0';
}

static long op_build_id(u64 gva)
{
	static const char rev[] = HOIST_REVISION;
	u8 id[(sizeof(rev) - 1) / 2];
	u32 len, i;

	if (!current->domain->privileged)
		return -EPERM;
	if (!gva)
		return sizeof(id);
	if (guest_read(&len, gva))
		return -EFAULT;
	if (len < sizeof(id))
		return -ENOBUFS;
	for (i = 0; i < sizeof(id); i++)
		id[i] = hex_digit(rev[2 * i]) << 4 | hex_digit(rev[2 * i + 1]);
	if (guest_copy_to(gva + sizeof(len), id, sizeof(id)))
		return -EFAULT;
	return sizeof(id);
}

static long (*const ops[])(u64 gva) = {
	[XENVER_version] = op_version,
	[XENVER_extraversion] = op_extraversion,
	[XENVER_compile_info] = op_compile_info,
	[XENVER_capabilities] = op_capabilities,
	[XENVER_changeset] = op_changeset,
	[XENVER_platform_parameters] = op_platform_parameters,
	[XENVER_get_features] = op_get_features,
	[XENVER_pagesize] = op_pagesize,
	[XENVER_guest_handle] = op_guest_handle,
	[XENVER_commandline] = op_commandline,
	[XENVER_build_id] = op_build_id,
};

long do_xen_version(struct hypercall *call)
{
	u64 cmd = call->arg[0];

	if (cmd >= ARRAY_SIZE(ops))
		return -ENOSYS;
	return ops[array_index_nospec(cmd, ARRAY_SIZE(ops))](call->arg[1]);
}
