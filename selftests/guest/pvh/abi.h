/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Between a PVH test program and the PV test kernel that carries it (lib/pvh_child.h):
 * a flat image that begins with struct pvh_image, and pages that both write.
 */
#ifndef PVH_ABI_H
#define PVH_ABI_H

#define PVH_IMAGE_MAGIC	0x54485650	/* "PVHT" */

/* Physical memory of the program: two pieces of RAM with a hole between them. */
#define PVH_BASE	0x1000		/* of the image */
#define PVH_INFO	0x9f000		/* hvm_start_info and what it points to */
#define PVH_LOW_END	0xa0000
#define PVH_HIGH	0x200000	/* 2 MiB, one extent */
#define PVH_HIGH_END	0x400000
#define PVH_SHARED_PAGES	4
#define PVH_WORDS	64
#define PVH_VCPUS	8

#ifndef __ASSEMBLY__
#include <linux/types.h>

struct pvh_image {
	u32 magic, entry;
	u32 end;		/* behind its last byte, data and BSS included */
	u32 shared;		/* of struct pvh_shared */
	u32 cases;		/* of struct pvh_case [] */
	u32 nr_cases;		/* of their number, a u32 */
};

/* How a case has to end. */
#define PVH_RETURNS		0
#define PVH_ENDS(reason)	((reason) + 1)		/* SHUTDOWN_x */
#define PVH_CRASHES		PVH_ENDS(3)
#define PVH_ANY			1000			/* or not at all */
/*
 * The same, and tries with numbers from 0 on, in as many domains as they take. The case is told
 * the seed, the first number that is its own and the one to end before, and says where it is.
 */
#define PVH_TRIES		1001
#define PVH_WORD_SEED		0
#define PVH_WORD_FIRST		1
#define PVH_WORD_END		2
#define PVH_WORD_ALL		3	/* what QEMU does not survive is among them */
#define PVH_WORD_AT		(PVH_WORDS - 1)

/* What the parent does while the case runs. */
enum pvh_service {
	PVH_NO_SERVICE,
	PVH_SERVE_NMI,		/* an NMI for each new number in word[0] */
	PVH_SERVE_EVTCHN,	/* binds to port word[0]; an event for each new word[1] */
	PVH_SERVE_GRANT,	/* reference word[0] - 1: adds 1 to each word there, word[1] then */
};

struct pvh_case {
	u64 name, fn;
	u32 ends, ends_on_xen;	/* PVH_*; the latter 0: as on Hoist */
	u32 vcpus;		/* 0: one */
	u32 service;
};

struct pvh_shared {
	/* IN */
	u32 index, hoist;
	u32 parent;		/* its domid */
	/* OUT */
	u32 failed, skipped, differs, done;
	u32 log_bytes;
	/* Whatever the case and the service agree on. */
	volatile u64 word[PVH_WORDS];
	char log[PVH_SHARED_PAGES * 4096 - 32 - PVH_WORDS * 8];
};
#endif

#endif /* PVH_ABI_H */
