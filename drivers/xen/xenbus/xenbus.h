/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Inside xenbus.
 *
 *	comms.c		bytes through the page shared with the store
 *	request.c	messages: requests, their answers, suspend
 *	watch.c		watches
 *	store.c		the calls of include/xen/xenbus.h
 *	init.c		where the store is, and whether it runs
 *	bus.c		what both buses have in common: nodes become devices
 *	frontend.c, backend.c	the buses "xen" and "xen-backend"
 *	client.c, ring.c	help for drivers
 *	dev_*.c		devices for programs
 */
#ifndef XENBUS_PRIVATE_H
#define XENBUS_PRIVATE_H

#include <linux/completion.h>
#include <linux/device.h>
#include <linux/list.h>
#include <linux/notifier.h>
#include <linux/types.h>
#include <linux/uio.h>
#include <linux/wait.h>
#include <xen/interface/io/xs_wire.h>
#include <xen/xenbus.h>

/* Longest node name of a device: "backend/vbd/32767/51712" with room to spare. */
#define XENBUS_NODE_MAX 128

#define XEN_BUS_ID_SIZE 64

/* In a kernel that has these buses already others are called by other names. */
#ifndef XEN_BUS_PREFIX
#define XEN_BUS_PREFIX ""
#endif

/**
 * struct xb_request - a message on its way to the store, and what came back
 * @list:	those that wait for their answer
 * @msg:	the header as sent; after that as answered, with the answer's length
 * @body:	the answer, NUL behind its end; the owner's; %NULL for no memory
 * @done:	called by the reader with no lock held, when the answer is there
 * @owner:	for @done
 * @err:	0, or that the answer could not be kept
 */
struct xb_request {
	struct list_head list;
	struct xsd_sockmsg msg;
	char *body;
	void (*done)(struct xb_request *req);
	void *owner;
	int err;
};

/* comms.c */
int xb_init(void);
void xb_exit(void);
int xb_write(const void *data, unsigned int len);
int xb_read(void *data, unsigned int len);
bool xb_can_read(void);
extern wait_queue_head_t xb_wait;

/* request.c */
int xb_send(struct xb_request *req, const struct kvec *body, unsigned int nr);
int xb_error(const struct xb_request *req);
void *xs_talk(u32 tx_id, enum xsd_sockmsg_type type, const struct kvec *body,
	      unsigned int nr, unsigned int *len);
void xs_enter(u32 tx_id);
void xs_exit(void);
int xs_start(void);
void xs_stop(void);
extern bool xs_stopped;

/* watch.c */
int xs_watch_event(char *body, unsigned int len);
void xs_watch_again(void);
int xs_watch_start(void);
void xs_watch_stop(void);

/* init.c */
void xenbus_store_answers(void);
extern bool xenbus_store_is_local;
extern int xen_store_irq;

/**
 * struct xen_bus - one of the two buses
 * @bus:		as the driver core knows it
 * @root:		folder of the store with its nodes: "device", "backend"
 * @levels:		components of a device's node: device/vbd/768, backend/vbd/1/768
 * @id_to_name:		bus id of a node
 * @read_peer:		find the other end
 * @shutdown_closes:	the other end's state is not told any more when the machine goes down
 * @watch:		on @root
 */
struct xen_bus {
	struct bus_type bus;
	const char *root;
	unsigned int levels;
	int (*id_to_name)(char name[XEN_BUS_ID_SIZE], const char *node);
	int (*read_peer)(struct xenbus_device *xbdev);
	bool shutdown_closes;
	struct xenbus_watch watch;
};

/* bus.c */
int xen_bus_register(struct xen_bus *xbus);
void xen_bus_unregister(struct xen_bus *xbus);
int xen_bus_scan(struct xen_bus *xbus);
int xen_bus_driver(struct xenbus_driver *drv, struct xen_bus *xbus,
		   struct module *owner, const char *mod_name);
int xen_bus_suspend(struct device *dev);
int xenbus_dev_resume(struct device *dev);
int xen_bus_cancel(struct device *dev);
int xen_bus_read_peer(struct xenbus_device *xbdev, const char *id_key, const char *path_key);

#endif /* XENBUS_PRIVATE_H */
