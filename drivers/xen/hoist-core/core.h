/* SPDX-License-Identifier: GPL-2.0-only */
/* Between the files of hoist-core.ko that are in no other kernel. */
#ifndef HOIST_CORE_H
#define HOIST_CORE_H

#include <linux/types.h>

/* hypercall.S: are there any? */
extern bool hoist_hypercalls;

/* shared.c: shared_info, and each CPU's place in it. */
int shared_start(void);
void shared_stop(void);

/* vector.c: the upcall. */
int vector_start(void);
void vector_stop(void);

/* grants.c: where the grant table is mapped. */
int place_start(void);
void place_stop(void);

/* Of drivers/xen, by parts.h. */
int part_unpopulated_init(void);
void part_unpopulated_exit(void);
int part_grant_table_init(void);
void part_grant_table_exit(void);
int part_xenbus_init(void);
void part_xenbus_exit(void);
int part_backend_init(void);
void part_backend_exit(void);
int part_frontend_init(void);
void part_frontend_exit(void);
int part_backend_dev_init(void);
void part_backend_dev_exit(void);
int part_xenbus_dev_init(void);
void part_xenbus_dev_exit(void);
int part_xenbus_ready(void);
int part_sys_hypervisor_init(void);
void part_sys_hypervisor_exit(void);

#endif /* HOIST_CORE_H */
