/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Inside pcifront.
 *
 *	main.c	the device in the store, its states
 *	op.c	a question to the back-end, by the shared page
 *	bus.c	root buses, and devices that come and go
 *	msi.c	messages of a device
 *	aer.c	errors that the back-end tells of
 */
#ifndef XEN_PCIFRONT_H
#define XEN_PCIFRONT_H

#include <linux/list.h>
#include <linux/spinlock.h>
#include <linux/types.h>
#include <linux/workqueue.h>

#include <xen/grant_table.h>
#include <xen/interface/event_channel.h>
#include <xen/interface/io/pciif.h>

struct pci_bus;
struct pci_dev;
struct xenbus_device;

/**
 * struct pcifront - the one device of this kind
 * @xbdev:	in the store
 * @shared:	page that the back-end has mapped
 * @gref:	grant of @shared
 * @port:	event channel, bound to @irq
 * @irq:	its interrupt, 0 for none
 * @op_lock:	one question at a time; config space is read with interrupts off
 * @buses:	root buses; changed by xenwatch only
 * @aer_work:	handles what the back-end tells
 */
struct pcifront {
	struct xenbus_device *xbdev;
	struct xen_pci_sharedinfo *shared;
	grant_ref_t gref;
	evtchn_port_t port;
	int irq;
	raw_spinlock_t op_lock; /* see above */
	struct list_head buses;
	struct work_struct aer_work;
};

/* op.c */
int pcifront_op(struct pcifront *pf, struct xen_pci_op *op);

/* bus.c */
int pcifront_scan_root(struct pcifront *pf, unsigned int domain, unsigned int number);
void pcifront_remove_device(unsigned int domain, unsigned int number, unsigned int devfn);
void pcifront_remove_buses(struct pcifront *pf);
struct pcifront *pcifront_of(struct pci_dev *dev);

/* aer.c */
void pcifront_aer(struct work_struct *work);

/* msi.c */
#ifdef CONFIG_PCI_MSI
void pcifront_messages(bool on);
#else
static inline void pcifront_messages(bool on)
{
}
#endif

#endif /* XEN_PCIFRONT_H */
