// SPDX-License-Identifier: GPL-2.0-only
/*
 * xen_version: what the hypervisor says of itself.
 *
 * Kernels and tools decide by these answers what they may use, so each has its
 * exact form.  Bad pointers are refused with -EFAULT and change nothing.
 */
#include "guest.h"

#include <xen/interface/version.h>

#define version(cmd, arg)	hypercall(__HYPERVISOR_xen_version, cmd, arg)
#define BAD_POINTER		((void *)0xffff810000000000UL)	/* the hypervisor's own */

static void number(void)
{
	EXPECT_EQ(version(XENVER_version, 0), 4 << 16 | 17);
}

static void extraversion(void)
{
	struct xen_extraversion extra = {};

	EXPECT_EQ(version(XENVER_extraversion, &extra), 0);
	EXPECT_EQ(extra.extraversion[0], '.');
	EXPECT_EQ(extra.extraversion[15], 0);
}

static void capabilities(void)
{
	struct xen_capabilities_info caps = {};

	EXPECT_EQ(version(XENVER_capabilities, &caps), 0);
	EXPECT_EQ(memcmp(caps.info, "xen-3.0-x86_64 ", 15), 0);
}

static void platform_parameters(void)
{
	struct xen_platform_parameters params = {};

	EXPECT_EQ(version(XENVER_platform_parameters, &params), 0);
	EXPECT_EQ(params.virt_start, 0xffff800000000000UL);
}

static void features(void)
{
	struct xen_feature_info info = { .submap_idx = 0 };

	EXPECT_EQ(version(XENVER_get_features, &info), 0);
	EXPECT(info.submap & 1U << XENFEAT_mmu_pt_update_preserve_ad);
	EXPECT(info.submap & 1U << XENFEAT_gnttab_map_avail_bits);
	EXPECT(info.submap & 1U << XENFEAT_dom0);
	EXPECT(!(info.submap & 1U << XENFEAT_auto_translated_physmap));
	EXPECT(!(info.submap & 1U << XENFEAT_writable_page_tables));
}

static void feature_index(void)
{
	struct xen_feature_info info = { .submap_idx = XENFEAT_NR_SUBMAPS, .submap = 7 };

	EXPECT_EQ(version(XENVER_get_features, &info), -EINVAL);
	EXPECT_EQ(info.submap, 7);
}

static void pagesize(void)
{
	EXPECT_EQ(version(XENVER_pagesize, 0), 4096);
	EXPECT_EQ(version(XENVER_pagesize, 1), -EINVAL);
}

static void texts(void)
{
	struct xen_compile_info compile = {};
	struct xen_changeset_info changeset = {};
	struct xen_commandline line = {};
	u8 handle[16];

	EXPECT_EQ(version(XENVER_compile_info, &compile), 0);
	EXPECT(compile.compiler[0] != 0);
	EXPECT_EQ(version(XENVER_changeset, &changeset), 0);
	EXPECT_EQ(version(XENVER_commandline, &line), 0);
	EXPECT_EQ(version(XENVER_guest_handle, handle), 0);
}

static void build_id(void)
{
	u32 buf[17] = { 64 };
	u32 small[2] = { 1 };
	long len = version(XENVER_build_id, 0);

	EXPECT(len > 0 && len <= 64);
	EXPECT_EQ(version(XENVER_build_id, buf), len);
	EXPECT_EQ(version(XENVER_build_id, small), -ENOBUFS);
}

static void bad_pointers(void)
{
	static const int with_pointer[] = {
		XENVER_extraversion, XENVER_compile_info, XENVER_capabilities,
		XENVER_changeset, XENVER_platform_parameters, XENVER_get_features,
		XENVER_guest_handle, XENVER_commandline,
	};
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(with_pointer); i++) {
		EXPECT_EQ(version(with_pointer[i], 0), -EFAULT);
		EXPECT_EQ(version(with_pointer[i], BAD_POINTER), -EFAULT);
		EXPECT_EQ(version(with_pointer[i], 0x800000000000UL), -EFAULT);
	}
}

static void unknown(void)
{
	EXPECT_EQ(version(XENVER_build_id + 1, 0), -ENOSYS);
	EXPECT_EQ(version(0xffffffffU, 0), -ENOSYS);
}

static void unknown_hypercalls(void)
{
	static const int absent[] = { 11, 38, 43, 55, 56, 63, 64, 1000 };
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(absent); i++)
		EXPECT_EQ(hypercall(absent[i], 0, 0), -ENOSYS);
	EXPECT_EQ(hypercall(-1L, 0, 0), -ENOSYS);
}

GUEST_TEST({ "the version is 4.17", number },
	   { "extra version", extraversion },
	   { "capabilities", capabilities },
	   { "platform parameters", platform_parameters },
	   { "features of a PV dom0", features },
	   { "features beyond the last map", feature_index },
	   { "page size", pagesize },
	   { "texts for the privileged", texts },
	   { "build id", build_id },
	   { "bad pointers are refused", bad_pointers },
	   { "unknown commands", unknown },
	   { "unknown hypercalls", unknown_hypercalls });
