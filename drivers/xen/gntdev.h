/* SPDX-License-Identifier: GPL-2.0-only */
/* What the files of xen-gntdev share. */
#ifndef DRIVERS_XEN_GNTDEV_H
#define DRIVERS_XEN_GNTDEV_H

#include <linux/list.h>
#include <linux/mmu_notifier.h>
#include <linux/mutex.h>
#include <linux/refcount.h>
#include <linux/types.h>
#include <linux/xarray.h>

#include <xen/interface/event_channel.h>
#include <xen/interface/xen.h>
#include <xen/grant_table.h>
#include <xen/gntdev.h>

struct device;
struct vm_area_struct;

/**
 * struct gntdev_file - an open /dev/xen/gntdev
 * @lock: the set of maps and what is below
 * @maps: struct gntdev_map by the page offset of their first page
 * @next: page offset of the next map
 * @nr_grants: grants of all maps
 * @max_grants: most of them that there may be
 * @buffers: DMA buffers made or granted through the file, a list
 */
struct gntdev_file {
	struct mutex lock;		/* see above */
	struct xarray maps;
	unsigned long next;
	unsigned int nr_grants;
	unsigned int max_grants;
	struct list_head buffers;
};

/**
 * enum gntdev_state - of the grants of a map
 * @GNTDEV_IDLE: not mapped
 * @GNTDEV_MAPPED: mapped into pages of ours, and shown in an area
 * @GNTDEV_LEAVING: no longer shown, but a page is still in use by input or output
 */
enum gntdev_state { GNTDEV_IDLE, GNTDEV_MAPPED, GNTDEV_LEAVING };

/**
 * struct gntdev_grant - one grant of a map
 * @domid: who grants
 * @ref: what is granted
 * @handle: of the mapping into a page of ours, or INVALID_GRANT_HANDLE
 * @pte_handle: of the mapping into the process, PV only
 * @pte: machine address of the page table entry of that
 */
struct gntdev_grant {
	domid_t domid;
	grant_ref_t ref;
	grant_handle_t handle;
	grant_handle_t pte_handle;
	u64 pte;
};

/**
 * struct gntdev_map - grants that are mapped and unmapped together
 * @users: the file, each area, and what is under way
 * @areas: areas that show it
 * @lock: the state, the handles of entries and the notification; nothing is allocated
 *	under it, as the memory that it would wait for may be waiting for us (@watch)
 * @state: see above
 * @readonly: the mapping is
 * @index: page offset in the file
 * @count: number of grants
 * @grants: the grants
 * @pages: pages of ours that stand for them
 * @leaked: a grant could not be unmapped: its page must not be used for anything else
 * @start: address in the process; valid while @watching (PV)
 * @watching: @watch is registered
 * @watch: tells that the process is about to lose the area, or a part (PV)
 * @unmap: argument of the unmapping
 * @unmap_ops: for @unmap, one a grant
 * @notify: UNMAP_NOTIFY_*: what to do when it goes
 * @byte: offset of the byte to clear then
 * @port: event to send then
 */
struct gntdev_map {
	refcount_t users;
	refcount_t areas;
	struct mutex lock;		/* see above */
	enum gntdev_state state;
	bool readonly;
	unsigned long index;
	unsigned int count;
	struct gntdev_grant *grants;
	struct page **pages;
	bool leaked;

	unsigned long start;
	bool watching;
	struct mmu_interval_notifier watch;

	struct gntab_unmap_queue_data unmap;
	struct gnttab_unmap_grant_ref *unmap_ops;

	u32 notify;
	u64 byte;
	evtchn_port_t port;
};

/* gntdev-map.c: making and showing a map. */
struct gntdev_map *gntdev_map_create(unsigned int count);
void gntdev_map_put(struct gntdev_map *map);
int gntdev_map_show(struct gntdev_map *map, struct vm_area_struct *vma);
struct gntdev_map *gntdev_map_of(const struct vm_area_struct *vma);
int gntdev_map_pin(struct gntdev_map *map);
void gntdev_map_unpin(struct gntdev_map *map);
int gntdev_map_notify(struct gntdev_map *map, const struct ioctl_gntdev_unmap_notify *op);

/* gntdev-pte.c: entries of a PV process's page table. */
int gntdev_ptes_map(struct gntdev_map *map, struct vm_area_struct *vma);
int gntdev_ptes_unmap(struct gntdev_map *map, unsigned int first, unsigned int end);

/* gntdev-dmabuf.c: the ioctls, and what is done with the file. */
long gntdev_dmabuf_export(struct gntdev_file *file, void __user *arg, unsigned int limit);
long gntdev_dmabuf_wait(struct gntdev_file *file, void __user *arg);
long gntdev_dmabuf_import(struct gntdev_file *file, void __user *arg, struct device *dev,
			  unsigned int limit);
long gntdev_dmabuf_release(struct gntdev_file *file, void __user *arg);
void gntdev_dmabuf_close(struct gntdev_file *file);

/* gntdev-copy.c */
long gntdev_copy(void __user *arg);

#endif
