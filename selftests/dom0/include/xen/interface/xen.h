/* SPDX-License-Identifier: GPL-2.0-only */
/* The kernel's headers of the devices look for the ABI under this name. */
#ifndef SELFTESTS_XEN_INTERFACE_XEN_H
#define SELFTESTS_XEN_INTERFACE_XEN_H

#include <stdint.h>
#include <xen/xen.h>

#endif
