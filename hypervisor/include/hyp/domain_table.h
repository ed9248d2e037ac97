/* SPDX-License-Identifier: GPL-2.0-only */
/* Numbers of domains: for who makes and ends domains; look-ups: domain.h. */
#ifndef HYP_DOMAIN_TABLE_H
#define HYP_DOMAIN_TABLE_H

#include <hyp/domid.h>

struct domain;

/**
 * domain_table_init() - make the table; boot_fail() without memory
 */
void domain_table_init(void);

/**
 * domain_struct_new() - memory for a domain
 *
 * Takes LOCK_DOMLIST.
 *
 * Return: zeroed, with no reference on it; NULL if there is none.
 */
struct domain *domain_struct_new(void);

/**
 * domain_struct_free() - give it back; it becomes another domain, never other memory
 * @d: refs is 0, not in the table
 *
 * Takes LOCK_DOMLIST.
 */
void domain_struct_free(struct domain *d);

/**
 * domain_table_add() - look-ups find a domain from now on
 * @d: its domid is set; while its state is DOM_NEW domain_get_by_id() does not answer it
 *
 * Takes LOCK_DOMLIST.
 *
 * Return: false: the number is taken.
 */
bool domain_table_add(struct domain *d);

/**
 * domain_table_remove() - the number is free again
 * @d: without references
 *
 * Takes LOCK_DOMLIST.
 */
void domain_table_remove(struct domain *d);

/**
 * domain_table_pick() - a number that is free, and was not used for as long as possible
 *
 * Takes LOCK_DOMLIST; nothing reserves the number before domain_table_add().
 *
 * Return: never 0; DOMID_INVALID: all are taken.
 */
domid_t domain_table_pick(void);

#endif /* HYP_DOMAIN_TABLE_H */
