/* SPDX-License-Identifier: GPL-2.0-only */
/* Debug keys that show memory and domains. */
#ifndef HYP_DUMP_H
#define HYP_DUMP_H

/**
 * dump_init() - register the debug keys m, H, q, e and g
 */
void dump_init(void);

#endif /* HYP_DUMP_H */
