/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Included by force in the sources of hoist-core.ko: what the kernel calls when it starts is
 * called by main.c, under its name with part_ in front.
 */
#ifndef HOIST_CORE_PARTS_H
#define HOIST_CORE_PARTS_H

#include <linux/module.h>
#include <linux/moduleparam.h>

#define PART_START(fn) \
	int part_##fn(void); \
	int part_##fn(void) { return fn(); }
#define PART_STOP(fn) \
	void part_##fn(void); \
	void part_##fn(void) { fn(); }

#undef early_initcall
#undef core_initcall_sync
#undef postcore_initcall
#undef subsys_initcall
#undef device_initcall
#undef late_initcall
#define early_initcall(fn)	PART_START(fn)
#define core_initcall_sync(fn)	PART_START(fn)
#define postcore_initcall(fn)	PART_START(fn)
#define subsys_initcall(fn)	PART_START(fn)
#define device_initcall(fn)	PART_START(fn)
#define late_initcall(fn)	PART_START(fn)

/* A start that fails is undone as well. */
#undef __init
#undef __exit
#define __init
#define __exit

#ifndef HOIST_CORE_MAIN
#undef module_exit
#define module_exit(fn)		PART_STOP(fn)
#endif

#endif /* HOIST_CORE_PARTS_H */
