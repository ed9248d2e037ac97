/* SPDX-License-Identifier: GPL-2.0-only */
/* Of hoist.ko, for a module that builds on the hypervisor: symbol_get() keeps the loader. */
#ifndef HOIST_USE_H
#define HOIST_USE_H

/**
 * hoist_use() - say who needs the hypervisor; /sys/hypervisor/hoist/users shows it
 * @user: a name that stays, or %NULL for the end of it
 *
 * Return: 0, or -ENODEV while no hypervisor is under this kernel.
 */
int hoist_use(const char *user);

#endif /* HOIST_USE_H */
