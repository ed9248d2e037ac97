// SPDX-License-Identifier: GPL-2.0-only
/* Which devices dom0 found. */
#include <hyp/pci.h>

#include <linux/errno.h>
#include <linux/list.h>
#include <hyp/heap.h>
#include <hyp/spinlock.h>

struct pci_device {
	struct pci_sbdf dev;
	struct list_head list;
};

static struct list_head devices = { &devices, &devices };
static DEFINE_SPINLOCK(devices_lock, LOCK_PCI);

static struct pci_device *find(struct pci_sbdf dev)
{
	struct pci_device *p;

	list_for_each_entry(p, &devices, list) {
		if (pci_same(p->dev, dev))
			return p;
	}
	return NULL;
}

int pci_device_add(struct pci_sbdf dev)
{
	struct pci_device *fresh = heap_new(struct pci_device);

	if (!fresh)
		return -ENOMEM;
	fresh->dev = dev;
	spin_lock(&devices_lock);
	if (!find(dev)) {
		list_add_tail(&fresh->list, &devices);
		fresh = NULL;
	}
	spin_unlock(&devices_lock);
	heap_free(fresh);
	return 0;
}

int pci_device_remove(struct pci_sbdf dev)
{
	struct pci_device *p;

	spin_lock(&devices_lock);
	p = find(dev);
	if (p)
		list_del(&p->list);
	spin_unlock(&devices_lock);
	heap_free(p);
	return p ? 0 : -ENODEV;
}

bool pci_device_known(struct pci_sbdf dev)
{
	bool known;

	spin_lock(&devices_lock);
	known = find(dev);
	spin_unlock(&devices_lock);
	return known;
}
