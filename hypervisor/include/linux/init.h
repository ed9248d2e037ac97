/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef HYP_LINUX_INIT_H
#define HYP_LINUX_INIT_H

#include <linux/compiler_types.h>

/*
 * Code and data that go away after start-up, and data that becomes read-only then.
 * hoist.lds.S places the sections. Host tests have no such linker script.
 */
#ifdef HYP_HOST_TEST
#define __init
#define __initdata
#define __ro_after_init
#define __read_mostly
#else
#define __init		__attribute((__section__(".init.text"), __cold__))
#define __initdata	__section(".init.data")
#define __ro_after_init	__section(".data..ro_after_init")
#define __read_mostly	__section(".data..read_mostly")
#endif

typedef void (*initcall_t)(void);

#endif
