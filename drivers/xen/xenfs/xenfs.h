/* SPDX-License-Identifier: GPL-2.0-only */
/* Files of xenfs. */
#ifndef DRIVERS_XEN_XENFS_H
#define DRIVERS_XEN_XENFS_H

#include <linux/fs.h>

/* Of the kernel's core: requests to xenstore, as in /dev/xen/xenbus. */
extern const struct file_operations xen_xenbus_fops;

extern const struct file_operations xenfs_xsd_kva_fops;
extern const struct file_operations xenfs_xsd_port_fops;
extern const struct file_operations xenfs_xensyms_fops;

#endif
