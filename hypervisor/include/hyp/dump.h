/* SPDX-License-Identifier: GPL-2.0-only */
/* Debug keys that show memory and domains. */
#ifndef HYP_DUMP_H
#define HYP_DUMP_H

void dump_init(void);		/* registers them */

#endif /* HYP_DUMP_H */
