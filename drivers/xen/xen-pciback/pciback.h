/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Inside xen-pciback.
 *
 *	slot_id.c	which devices are wanted: hide=, new_slot
 *	stub.c		the PCI driver that has them, and who has them from it
 *	seized.c	a device is taken, reset, and given back as it was
 *	conf*.c		what a guest may do to configuration space
 *	sysfs.c		attributes of the PCI driver
 *	line.c		interrupt lines that dom0 shares with a guest
 *	lent.c		devices of a guest, under addresses that vpci.c or passthrough.c choose
 *	requests.c	the shared page
 *	msi.c		requests about messages
 *	aer.c		questions to the guest about errors
 *	publish.c	devices in the store
 *	xenbus.c	states of the two ends
 *
 * Locks, outermost first: the device lock of a PCI device, or pciback.life of a guest; then
 * pciback.lock; then the list of stub.c.  pciback.life is before the device lock as well: the
 * driver's remove() and the handlers of errors, which are called with that, do without it.
 */
#ifndef XEN_PCIBACK_H
#define XEN_PCIBACK_H

#include <linux/kref.h>
#include <linux/list.h>
#include <linux/mutex.h>
#include <linux/types.h>
#include <linux/workqueue.h>

#include <xen/interface/io/pciif.h>
#include <xen/xenbus.h>

#include "conf.h"

struct pci_dev;
struct pci_saved_state;

/* slot_id.c */

#define SLOT_ANY	0x10000		/* instead of a slot or function */

/**
 * struct slot_id - where a device is, or may come
 * @domain:	PCI domain
 * @bus:	its bus
 * @slot:	on it, or SLOT_ANY
 * @func:	of that, or SLOT_ANY
 */
struct slot_id {
	int domain, bus, slot, func;
};

int slot_id_parse(const char **at, struct slot_id *id);
int slot_id_want(const struct slot_id *id);
int slot_id_drop(const struct slot_id *id);
bool slot_id_wanted(struct pci_dev *dev);
int slot_id_hide(const char *list);
int slot_id_list(char *buf);
void slot_id_forget(void);

/* seized.c */

/**
 * struct seized - a device that the PCI driver has
 * @list:	of stub.c
 * @ref:	that list's, and that of whoever has it
 * @dev:	the device, referenced
 * @user:	the guest that has it, %NULL for none; under the list's lock
 * @saved:	its configuration, to be given back
 * @conf:	as a guest sees that; under pciback.lock of @user
 * @enabled:	the guest has switched it on
 * @told:	a write without effect has been told of
 * @line_on:	line.c has a handler for its line
 * @line_ack:	which says that each interrupt is its own
 * @line_count:	and has had so many
 * @line_irq:	of the line
 */
struct seized {
	struct list_head list;
	struct kref ref;
	struct pci_dev *dev;
	struct pciback *user;
	struct pci_saved_state *saved;
	struct conf conf;
	bool enabled;
	bool told;
	bool line_on;
	bool line_ack;
	unsigned long line_count;
	unsigned int line_irq;
};

struct seized *seized_new(struct pci_dev *dev);
void seized_free(struct kref *ref);
void seized_clean(struct seized *seized);
void seized_end(struct seized *seized);

/* conf_device.c */
void conf_of_device(struct conf *conf, struct seized *seized);

/* stub.c */
extern bool pciback_permissive;
int stub_init(void);
void stub_exit(void);
struct seized *stub_lend(const struct slot_id *id, struct pciback *user);
void stub_take_back(struct seized *seized);
int stub_with(const struct slot_id *id, int (*fn)(struct seized *seized, void *arg), void *arg);
void stub_for_each(void (*fn)(struct seized *seized, void *arg), void *arg);
struct pciback *stub_user(struct pci_dev *dev);

/* sysfs.c */
extern const struct attribute_group *pciback_groups[];

/* line.c */
void line_update(struct seized *seized);
void line_off(struct seized *seized);

/* lent.c */

/**
 * struct lent - a device of a guest
 * @list:	pciback.lent
 * @seized:	the device, referenced
 * @at:		its address for the guest
 */
struct lent {
	struct list_head list;
	struct seized *seized;
	struct slot_id at;
};

/**
 * struct pciback - a guest that devices are lent to
 * @ref:	its device of the store, and those who handle errors
 * @xbdev:	in the store, backend/pci/DOMAIN/0; valid until its remove()
 * @life:	one change of state at a time
 * @lock:	guards @lent, and that @shared stays while a request is served
 * @lent:	its devices
 * @place:	chooses addresses
 * @shared:	the front-end's page, %NULL while not connected
 * @irq:	of its event channel, 0 for none; under @lock
 * @work:	serves a request
 * @op:		which it has copied
 * @told:	a request that makes no sense has been told of
 * @changed:	watch on the list of devices
 * @aer_lock:	one question at a time
 */
struct pciback {
	struct kref ref;
	struct xenbus_device *xbdev;
	struct mutex life; /* see above */
	struct mutex lock; /* see above */
	struct list_head lent;
	int (*place)(struct pciback *pb, struct pci_dev *dev, struct slot_id *at);
	struct xen_pci_sharedinfo *shared;
	int irq;
	struct work_struct work;
	struct xen_pci_op op;
	bool told;
	struct xenbus_watch changed;
	struct mutex aer_lock; /* see above */
};

void pciback_put(struct pciback *pb);
int lent_add(struct pciback *pb, const struct slot_id *id, struct slot_id *at);
int lent_remove(struct pciback *pb, const struct slot_id *at);
void lent_remove_all(struct pciback *pb);
void lent_snatch(struct pciback *pb, struct seized *seized);
struct lent *lent_find(struct pciback *pb, unsigned int domain, unsigned int bus,
		       unsigned int devfn);
struct lent *lent_of(struct pciback *pb, struct pci_dev *dev);
bool lent_in_slot(struct pciback *pb, int slot);

/* vpci.c, passthrough.c */
int vpci_place(struct pciback *pb, struct pci_dev *dev, struct slot_id *at);
int passthrough_place(struct pciback *pb, struct pci_dev *dev, struct slot_id *at);

/* requests.c */
int requests_begin(struct pciback *pb, grant_ref_t gref, evtchn_port_t port);
void requests_end(struct pciback *pb);
void requests_init(struct pciback *pb);

/* msi.c */
int msi_enable(struct pciback *pb, struct seized *seized, struct xen_pci_op *op);
int msi_disable(struct pciback *pb, struct seized *seized, struct xen_pci_op *op);
int msix_enable(struct pciback *pb, struct seized *seized, struct xen_pci_op *op);
int msix_disable(struct pciback *pb, struct seized *seized, struct xen_pci_op *op);

/* aer.c */
extern const struct pci_error_handlers pciback_errors;

/* publish.c */
int publish_changes(struct pciback *pb);

/* xenbus.c */
int pciback_xenbus_init(void);
void pciback_xenbus_exit(void);

#endif /* XEN_PCIBACK_H */
