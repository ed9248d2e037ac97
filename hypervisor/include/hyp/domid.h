/* SPDX-License-Identifier: GPL-2.0-only */
/* Numbers of domains; the special ones are in <xen/interface/xen.h>. */
#ifndef HYP_DOMID_H
#define HYP_DOMID_H

#include <linux/types.h>
#include <xen/interface/xen.h>		/* domid_t, DOMID_* */

#define MAX_DOMID	DOMID_FIRST_RESERVED	/* ordinary ids are below */

#endif /* HYP_DOMID_H */
