/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Between p2m.c and p2m_boot.c.
 */
#ifndef X86_XEN_P2M_H
#define X86_XEN_P2M_H

/* What parts of the list without memory, and parts that are all devices, share; %NULL early. */
extern unsigned long *xen_p2m_missing;
extern unsigned long *xen_p2m_identity;

/* There is virtual memory for a list of that length. */
extern unsigned long xen_p2m_limit;

#endif /* X86_XEN_P2M_H */
