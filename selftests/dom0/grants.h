/* SPDX-License-Identifier: GPL-2.0-only */
/* Short forms of the ioctls of gntalloc and gntdev; -1 and errno when they fail. */
#ifndef SELFTESTS_DOM0_GRANTS_H
#define SELFTESTS_DOM0_GRANTS_H

#include <fcntl.h>
#include <stdio.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <unistd.h>

#include <xen/xen.h>
#include <xen/grant_table.h>
#include <xen/gntalloc.h>
#include <xen/gntdev.h>

#include "tap.h"

#define PAGE	4096ul
#define MOST	64

static inline int open_device(const char *path)
{
	return open(path, O_RDWR | O_CLOEXEC);
}

/* How many pages gntalloc may grant at a time. */
static inline void set_grant_limit(int limit)
{
	set_parameter("xen_gntalloc", "limit", limit);
}

/* Grants @count pages to @domid; the offset for mmap(). */
static inline long grant(int fd, unsigned int domid, unsigned int flags, unsigned int count,
			 unsigned int *refs)
{
	static char buf[sizeof(struct ioctl_gntalloc_alloc_gref) + 4 * MOST];
	struct ioctl_gntalloc_alloc_gref *op = (void *)buf;

	op->domid = domid;
	op->flags = flags;
	op->count = count;
	if (ioctl(fd, IOCTL_GNTALLOC_ALLOC_GREF, op))
		return -1;
	memcpy(refs, op->gref_ids, 4 * count);
	return op->index;
}

static inline int ungrant(int fd, long index, unsigned int count)
{
	struct ioctl_gntalloc_dealloc_gref op = { .index = index, .count = count };

	return ioctl(fd, IOCTL_GNTALLOC_DEALLOC_GREF, &op);
}

static inline int grant_notify(int fd, long index, unsigned int action, unsigned int port)
{
	struct ioctl_gntalloc_unmap_notify op = { index, action, port };

	return ioctl(fd, IOCTL_GNTALLOC_SET_UNMAP_NOTIFY, &op);
}

/* Names grants of @domid for mapping; the offset for mmap(). For several threads. */
static inline long name_of(int fd, unsigned int domid, unsigned int count,
			   const unsigned int *refs)
{
	char buf[sizeof(struct ioctl_gntdev_map_grant_ref) +
		 MOST * sizeof(struct ioctl_gntdev_grant_ref)] __attribute__((aligned(8)));
	struct ioctl_gntdev_map_grant_ref *op = (void *)buf;
	unsigned int i;

	op->count = count;
	for (i = 0; i < count && i < MOST; i++) {
		op->refs[i].domid = domid;
		op->refs[i].ref = refs[i];
	}
	return ioctl(fd, IOCTL_GNTDEV_MAP_GRANT_REF, op) ? -1 : (long)op->index;
}

static inline int unname(int fd, long index, unsigned int count)
{
	struct ioctl_gntdev_unmap_grant_ref op = { .index = index, .count = count };

	return ioctl(fd, IOCTL_GNTDEV_UNMAP_GRANT_REF, &op);
}

static inline int map_notify(int fd, long index, unsigned int action, unsigned int port)
{
	struct ioctl_gntdev_unmap_notify op = { index, action, port };

	return ioctl(fd, IOCTL_GNTDEV_SET_UNMAP_NOTIFY, &op);
}

/* Shows pages of a device; NULL when that fails. */
static inline char *show(int fd, long offset, unsigned int pages, int prot)
{
	char *p = mmap(NULL, pages * PAGE, prot, MAP_SHARED, fd, offset);

	return p == MAP_FAILED ? NULL : p;
}

#endif
