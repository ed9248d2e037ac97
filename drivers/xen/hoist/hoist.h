/* SPDX-License-Identifier: GPL-2.0-only */
/* Between the files of the module. */
#ifndef HOIST_MODULE_H
#define HOIST_MODULE_H

#include <linux/list.h>
#include <linux/mutex.h>
#include <linux/types.h>

#include <xen/hoist.h>

/* A piece of memory that the hypervisor has, or has a mapping of. */
struct hoist_block {
	struct list_head list;
	struct page *page;
	unsigned int order;
};

/**
 * struct hoist - one hypervisor, from its memory to the way out
 * @blocks: all memory of it; freed when it is gone
 * @header: of the image
 * @info: what it is told, and where it answers
 * @state: one each CPU
 * @root: the transition root; tables are in @blocks
 */
struct hoist {
	struct list_head blocks;
	struct hoist_header header;
	struct hoist_info *info;
	struct hoist_log *log;
	u64 log_read;
	struct hoist_cpu_state *state[HOIST_MAX_CPUS];
	u64 *root;
	unsigned int levels;
	u64 memory;			/* bytes, all blocks */
	u64 pause_ns;			/* of the last way in or out */
	bool entered;
};

/* block.c: one piece of memory, zeroed; and all of them back. */
struct page *hoist_block_alloc(struct hoist *h, unsigned int order);
void hoist_memory_free(struct hoist *h);

/* memory.c: all that a hypervisor of this image needs. */
int hoist_memory_alloc(struct hoist *h, const void *image, size_t bytes);

/* root.c: the transition root. */
int hoist_root_build(struct hoist *h);

/* image.S */
extern const char hoist_image_start[], hoist_image_end[];

/* gate.S */
extern const char hoist_gate_page[], hoist_gate_end[], hoist_gate_return[], hoist_gate_done[];
long hoist_gate_enter(struct hoist_cpu_state *s, u64 s_hyp, u64 reason, u64 info_hyp,
		      u64 entry);
long hoist_gate_leave(struct hoist_cpu_state *s, u64 nr, u64 op, u64 arg, bool intel);

/* capture.c: this CPU, interrupts off; NULL, or why it can't be hoisted. */
const char *hoist_capture(struct hoist_cpu_state *s);

/* check.c: what can be refused before anything is allocated: 0, or an errno and one line. */
int hoist_check(void);
int hoist_check_image(void);

/* pass.c: through the gate. */
int hoist_prepare(struct hoist *h);
int hoist_enter(struct hoist *h);
int hoist_leave(struct hoist *h);
long hoist_op(unsigned int op, void *arg);
bool hoist_is_entered(void);

/* notify.c: what must not happen while hoisted, and what ends it. */
int hoist_notify_start(struct hoist *h);
void hoist_notify_stop(void);

/* sysfs.c: once hoisted, until it ends. */
int hoist_sysfs_start(struct hoist *h);
void hoist_sysfs_stop(void);

/* relay.c: the hypervisor's messages to the kernel's log. */
void hoist_relay(struct hoist *h);
void hoist_relay_start(struct hoist *h);
void hoist_relay_stop(struct hoist *h);

#endif /* HOIST_MODULE_H */
