/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef HYP_ASM_BYTEORDER_H
#define HYP_ASM_BYTEORDER_H

#include <linux/byteorder.h>

#endif
