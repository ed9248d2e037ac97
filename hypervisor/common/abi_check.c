// SPDX-License-Identifier: GPL-2.0-only
/*
 * Compiling this file holds the ABI's structs, as the hypervisor sees them,
 * against their numbers.
 */
#include <xen/interface/abi-check.h>
