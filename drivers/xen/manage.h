/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Suspend, for those who ask for it.
 */
#ifndef XEN_MANAGE_H
#define XEN_MANAGE_H

/* suspend.c */
void xen_suspend_domain(void);

#endif /* XEN_MANAGE_H */
