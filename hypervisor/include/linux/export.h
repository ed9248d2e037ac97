/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef HYP_LINUX_EXPORT_H
#define HYP_LINUX_EXPORT_H

/* The hypervisor exports nothing; some headers ask for this one. */
#endif
