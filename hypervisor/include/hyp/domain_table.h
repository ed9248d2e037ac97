/* SPDX-License-Identifier: GPL-2.0-only */
/* Numbers of domains: for who makes and ends domains; look-ups: domain.h. */
#ifndef HYP_DOMAIN_TABLE_H
#define HYP_DOMAIN_TABLE_H

#include <hyp/domid.h>

struct domain;

void domain_table_init(void);
/* Zeroed memory, with no reference on it; NULL if there is none. */
struct domain *domain_struct_new(void);
void domain_struct_free(struct domain *d);	/* refs is 0, not in the table */
bool domain_table_add(struct domain *d);	/* false: the number is taken */
void domain_table_remove(struct domain *d);
domid_t domain_table_pick(void);		/* DOMID_INVALID: all are taken */

#endif /* HYP_DOMAIN_TABLE_H */
