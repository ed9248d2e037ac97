/* SPDX-License-Identifier: GPL-2.0-only */
/* Control operations on domains. */
#ifndef HYP_DOMCTL_H
#define HYP_DOMCTL_H

struct domain;
struct xen_domctl_getdomaininfo;

/* State and resources of a domain, as of now; the caller holds a reference. */
void domain_getinfo(struct domain *d, struct xen_domctl_getdomaininfo *info);

#endif /* HYP_DOMCTL_H */
