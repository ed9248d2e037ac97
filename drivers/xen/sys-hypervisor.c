// SPDX-License-Identifier: GPL-2.0-only
/*
 * /sys/hypervisor: what a domain may know of its hypervisor and of itself.
 *
 * The files are those of Documentation/ABI/{stable,testing}/sysfs-hypervisor-xen. Each read
 * asks the hypervisor, since a migrated domain has another one than at its start.
 */
#define pr_fmt(fmt) "xen:sysfs: " fmt

#include <linux/err.h>
#include <linux/init.h>
#include <linux/kobject.h>
#include <linux/module.h>
#include <linux/slab.h>
#include <linux/sysfs.h>

#include <asm/xen/hypercall.h>
#include <asm/xen/hypervisor.h>

#include <xen/features.h>
#include <xen/interface/version.h>
#include <xen/interface/xen.h>
#ifdef CONFIG_XEN_HAVE_VPMU
#include <xen/interface/xenpmu.h>
#endif
#include <xen/xen-ops.h>
#include <xen/xen.h>
#include <xen/xenbus.h>

#define HYP_FILE(_name, _fn) \
	struct kobj_attribute _name##_file = { \
		.attr = { .name = #_name, .mode = 0444 }, .show = _fn }

/* The folder itself */

static ssize_t show_type(struct kobject *kobj, struct kobj_attribute *attr, char *buf)
{
	return sysfs_emit(buf, "xen\n");
}

static ssize_t show_guest_type(struct kobject *kobj, struct kobj_attribute *attr, char *buf)
{
	return sysfs_emit(buf, "%s\n", xen_pv_domain() ? "PV" : xen_pvh_domain() ? "PVH" : "HVM");
}

/* A hypervisor older than 3.3 doesn't tell; the toolstack wrote it down. */
static ssize_t uuid_of_store(char *buf)
{
	char *vm, *uuid;
	ssize_t ret;

	vm = xenbus_read(XBT_NIL, "vm", "", NULL);
	if (IS_ERR(vm))
		return PTR_ERR(vm);
	uuid = xenbus_read(XBT_NIL, vm, "uuid", NULL);
	kfree(vm);
	if (IS_ERR(uuid))
		return PTR_ERR(uuid);
	ret = sysfs_emit(buf, "%s\n", uuid);
	kfree(uuid);
	return ret;
}

static ssize_t show_uuid(struct kobject *kobj, struct kobj_attribute *attr, char *buf)
{
	xen_domain_handle_t handle;

	if (HYPERVISOR_xen_version(XENVER_guest_handle, &handle))
		return uuid_of_store(buf);
	return sysfs_emit(buf, "%pU\n", &handle);
}

static const HYP_FILE(type, show_type);
static const HYP_FILE(guest_type, show_guest_type);
static const HYP_FILE(uuid, show_uuid);

static const struct attribute *top_files[] = {
	&type_file.attr,
	&guest_type_file.attr,
	&uuid_file.attr,
	NULL
};

/* version/ */

static ssize_t show_major(struct kobject *kobj, struct kobj_attribute *attr, char *buf)
{
	int version = HYPERVISOR_xen_version(XENVER_version, NULL);

	return version < 0 ? -ENODEV : sysfs_emit(buf, "%d\n", version >> 16);
}

static ssize_t show_minor(struct kobject *kobj, struct kobj_attribute *attr, char *buf)
{
	int version = HYPERVISOR_xen_version(XENVER_version, NULL);

	return version < 0 ? -ENODEV : sysfs_emit(buf, "%d\n", version & 0xffff);
}

static ssize_t show_extra(struct kobject *kobj, struct kobj_attribute *attr, char *buf)
{
	struct xen_extraversion extra;
	int ret = HYPERVISOR_xen_version(XENVER_extraversion, &extra);

	/* Texts of the hypervisor end with their array at the latest. */
	return ret ? ret : sysfs_emit(buf, "%.*s\n", (int)sizeof(extra), (char *)&extra);
}

static HYP_FILE(major, show_major);
static HYP_FILE(minor, show_minor);
static HYP_FILE(extra, show_extra);

static struct attribute *version_files[] = {
	&major_file.attr,
	&minor_file.attr,
	&extra_file.attr,
	NULL
};

static const struct attribute_group version_group = { .name = "version", .attrs = version_files };

/* compilation/ */

static ssize_t compile_text(char *buf, size_t offset, int size)
{
	struct xen_compile_info *info = kzalloc(sizeof(*info), GFP_KERNEL);
	ssize_t ret;

	if (!info)
		return -ENOMEM;
	ret = HYPERVISOR_xen_version(XENVER_compile_info, info);
	if (!ret)
		ret = sysfs_emit(buf, "%.*s\n", size, (char *)info + offset);
	kfree(info);
	return ret;
}

#define COMPILE_FILE(_name, _field) \
static ssize_t show_##_name(struct kobject *kobj, struct kobj_attribute *attr, char *buf) \
{ \
	return compile_text(buf, offsetof(struct xen_compile_info, _field), \
			    sizeof_field(struct xen_compile_info, _field)); \
} \
static HYP_FILE(_name, show_##_name)

COMPILE_FILE(compiler, compiler);
COMPILE_FILE(compiled_by, compile_by);
COMPILE_FILE(compile_date, compile_date);

static struct attribute *compilation_files[] = {
	&compiler_file.attr,
	&compiled_by_file.attr,
	&compile_date_file.attr,
	NULL
};

static const struct attribute_group compilation_group = {
	.name = "compilation",
	.attrs = compilation_files,
};

/* properties/ */

static ssize_t long_text(char *buf, int op, int size)
{
	char *text = kzalloc(size, GFP_KERNEL);
	ssize_t ret;

	if (!text)
		return -ENOMEM;
	ret = HYPERVISOR_xen_version(op, text);
	if (!ret)
		ret = sysfs_emit(buf, "%.*s\n", size, text);
	kfree(text);
	return ret;
}

static ssize_t show_capabilities(struct kobject *kobj, struct kobj_attribute *attr, char *buf)
{
	return long_text(buf, XENVER_capabilities, XEN_CAPABILITIES_INFO_LEN);
}

static ssize_t show_changeset(struct kobject *kobj, struct kobj_attribute *attr, char *buf)
{
	return long_text(buf, XENVER_changeset, XEN_CHANGESET_INFO_LEN);
}

static ssize_t show_virtual_start(struct kobject *kobj, struct kobj_attribute *attr, char *buf)
{
	struct xen_platform_parameters platform;
	int ret = HYPERVISOR_xen_version(XENVER_platform_parameters, &platform);

	return ret ? ret : sysfs_emit(buf, "%lx\n", (unsigned long)platform.virt_start);
}

static ssize_t show_pagesize(struct kobject *kobj, struct kobj_attribute *attr, char *buf)
{
	int size = HYPERVISOR_xen_version(XENVER_pagesize, NULL);

	return size < 0 ? size : sysfs_emit(buf, "%x\n", size);
}

/* The highest word first, so that the whole is one number. */
static ssize_t show_features(struct kobject *kobj, struct kobj_attribute *attr, char *buf)
{
	int index, len = 0;

	for (index = XENFEAT_NR_SUBMAPS - 1; index >= 0; index--) {
		struct xen_feature_info info = { .submap_idx = index };
		int ret = HYPERVISOR_xen_version(XENVER_get_features, &info);

		if (ret < 0)
			return ret;
		len += sysfs_emit_at(buf, len, "%08x", info.submap);
	}
	return len + sysfs_emit_at(buf, len, "\n");
}

static ssize_t show_buildid(struct kobject *kobj, struct kobj_attribute *attr, char *buf)
{
	int len = HYPERVISOR_xen_version(XENVER_build_id, NULL);
	struct xen_build_id *id;
	ssize_t ret;

	/* Who may not see it reads a word, as in the other files. */
	if (len == -EPERM)
		return sysfs_emit(buf, "<denied>\n");
	if (len <= 0)
		return len ? len : -ENODATA;
	id = kzalloc(struct_size(id, buf, len), GFP_KERNEL);
	if (!id)
		return -ENOMEM;
	id->len = len;
	ret = HYPERVISOR_xen_version(XENVER_build_id, id);
	if (ret >= 0)
		ret = sysfs_emit(buf, "%*phN\n", len, id->buf);
	kfree(id);
	return ret;
}

static HYP_FILE(capabilities, show_capabilities);
static HYP_FILE(changeset, show_changeset);
static HYP_FILE(virtual_start, show_virtual_start);
static HYP_FILE(pagesize, show_pagesize);
static HYP_FILE(features, show_features);
static HYP_FILE(buildid, show_buildid);

static struct attribute *properties_files[] = {
	&capabilities_file.attr,
	&changeset_file.attr,
	&virtual_start_file.attr,
	&pagesize_file.attr,
	&features_file.attr,
	&buildid_file.attr,
	NULL
};

static const struct attribute_group properties_group = {
	.name = "properties",
	.attrs = properties_files,
};

/* pmu/, in dom0 */

#ifdef CONFIG_XEN_HAVE_VPMU
static const struct {
	const char *name;
	u32 mode;
} pmu_modes[] = {
	{ "off", XENPMU_MODE_OFF },
	{ "self", XENPMU_MODE_SELF },
	{ "hv", XENPMU_MODE_HV },
	{ "all", XENPMU_MODE_ALL },
};

static int pmu_op(int op, struct xen_pmu_params *params)
{
	params->version.maj = XENPMU_VER_MAJ;
	params->version.min = XENPMU_VER_MIN;
	return HYPERVISOR_xenpmu_op(op, params);
}

static ssize_t show_pmu_mode(struct kobject *kobj, struct kobj_attribute *attr, char *buf)
{
	struct xen_pmu_params params = {};
	int i, ret = pmu_op(XENPMU_mode_get, &params);

	if (ret)
		return ret;
	for (i = 0; i < ARRAY_SIZE(pmu_modes); i++) {
		if (pmu_modes[i].mode == params.val)
			return sysfs_emit(buf, "%s\n", pmu_modes[i].name);
	}
	return -EINVAL;
}

static ssize_t store_pmu_mode(struct kobject *kobj, struct kobj_attribute *attr,
			      const char *buf, size_t len)
{
	struct xen_pmu_params params = {};
	int i, ret;

	for (i = 0; i < ARRAY_SIZE(pmu_modes); i++) {
		if (!sysfs_streq(buf, pmu_modes[i].name))
			continue;
		params.val = pmu_modes[i].mode;
		ret = pmu_op(XENPMU_mode_set, &params);
		return ret ? ret : len;
	}
	return -EINVAL;
}

static ssize_t show_pmu_features(struct kobject *kobj, struct kobj_attribute *attr, char *buf)
{
	struct xen_pmu_params params = {};
	int ret = pmu_op(XENPMU_feature_get, &params);

	return ret ? ret : sysfs_emit(buf, "0x%x\n", (u32)params.val);
}

static ssize_t store_pmu_features(struct kobject *kobj, struct kobj_attribute *attr,
				  const char *buf, size_t len)
{
	struct xen_pmu_params params = {};
	u32 features;
	int ret = kstrtou32(buf, 0, &features);

	if (ret)
		return ret;
	params.val = features;
	ret = pmu_op(XENPMU_feature_set, &params);
	return ret ? ret : len;
}

static struct kobj_attribute pmu_mode_file =
	__ATTR(pmu_mode, 0644, show_pmu_mode, store_pmu_mode);
static struct kobj_attribute pmu_features_file =
	__ATTR(pmu_features, 0644, show_pmu_features, store_pmu_features);

static struct attribute *pmu_files[] = {
	&pmu_mode_file.attr,
	&pmu_features_file.attr,
	NULL
};
#else
static struct attribute *pmu_files[] = { NULL };
#endif

static umode_t pmu_visible(struct kobject *kobj, struct attribute *attr, int index)
{
	return xen_initial_domain() ? attr->mode : 0;
}

static const struct attribute_group pmu_group = {
	.name = "pmu",
	.attrs = pmu_files,
	.is_visible = pmu_visible,
};

static const struct attribute_group *groups[] = {
	&version_group,
	&compilation_group,
	&properties_group,
	NULL
};

static int __init sys_hypervisor_init(void)
{
	int ret;

	if (!xen_domain())
		return -ENODEV;
	ret = sysfs_create_files(hypervisor_kobj, top_files);
	if (ret)
		goto fail;
	ret = sysfs_create_groups(hypervisor_kobj, groups);
	if (ret)
		goto remove_files;
	if (!xen_initial_domain())
		return 0;
	ret = sysfs_create_group(hypervisor_kobj, &pmu_group);
	if (ret)
		goto remove_groups;
	return 0;

remove_groups:
	sysfs_remove_groups(hypervisor_kobj, groups);
remove_files:
	sysfs_remove_files(hypervisor_kobj, top_files);
fail:
	pr_err("no files in /sys/hypervisor (%d)\n", ret);
	return ret;
}
device_initcall(sys_hypervisor_init);

static void __exit sys_hypervisor_exit(void)
{
	if (xen_initial_domain())
		sysfs_remove_group(hypervisor_kobj, &pmu_group);
	sysfs_remove_groups(hypervisor_kobj, groups);
	sysfs_remove_files(hypervisor_kobj, top_files);
}
module_exit(sys_hypervisor_exit);
